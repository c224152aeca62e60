"""What would change a finding, held against trying all small sets of answers."""

import itertools
import random
from collections.abc import Iterator

import pytest

from manumit.assessment import Answer, Finding, assess_answers
from manumit.assessment.changes import Change, Direction, Pick, what_would_change
from manumit.instruments import Instrument, shipped_library

FLIPS = {
    Direction.RAISE: (Answer.UNKNOWN, Answer.YES),
    Direction.CLOSE: (Answer.UNKNOWN, Answer.NO),
    Direction.LOWER: (Answer.YES, Answer.NO),
    Direction.LIFT: (Answer.NO, Answer.YES),
}
LARGEST_TRIED = 2


def full(finding: Finding) -> dict[str, Answer]:
    codes = finding.instrument.open_codes | finding.settled.keys()
    return {code: finding.answer(code) for code in codes}


type Tried = dict[tuple[frozenset[str], Answer], Finding]
"""Findings of one test: several results are asked about the same sets of answers."""


def changed(
    finding: Finding, codes: tuple[str, ...], direction: Direction, tried: Tried
) -> Finding:
    answer = FLIPS[direction][1]
    key = frozenset(codes), answer
    if key not in tried:
        answers = {**full(finding), **dict.fromkeys(codes, answer)}
        tried[key] = assess_answers(answers, finding.instrument)
    return tried[key]


def reached(before: Finding, after: Finding, change: Change) -> bool:
    """Whether the change did what its direction promises for its result."""
    if change.result == "conclusion":
        lower, upper = after.lower.conclusion.level, after.upper.conclusion.level
        return {
            Direction.RAISE: lower > before.lower.conclusion.level,
            Direction.CLOSE: upper <= before.lower.conclusion.level,
            Direction.LOWER: lower < before.lower.conclusion.level,
            Direction.LIFT: upper > before.upper.conclusion.level,
        }[change.direction]
    lower_value, upper_value = bounds(after, change.result)
    if change.direction is Direction.RAISE:
        return lower_value
    if change.direction is Direction.LIFT:
        return upper_value
    return not (upper_value if change.direction is Direction.CLOSE else lower_value)


def bounds(finding: Finding, result: str) -> tuple[bool, bool]:
    if result == "forced_labour":
        return finding.lower.forced_labour, finding.upper.forced_labour
    if result == "labour_law":
        return finding.lower.sets[result], finding.upper.sets[result]
    return finding.lower.dimensions[result], finding.upper.dimensions[result]


def selections(family: tuple[Pick, ...], chance: random.Random) -> Iterator[tuple[str, ...]]:
    """Some of the answer sets of a family."""
    for _ in range(3):
        yield tuple(code for pick in family for code in chance.sample(pick.codes, pick.count))


def some_finding(instrument: Instrument, seed: int) -> Finding:
    chance = random.Random(seed)
    weights = [(1, 1, 4), (3, 4, 1), (1, 6, 1), (0, 0, 1), (1, 16, 0)][seed % 5]
    codes = sorted(instrument.open_codes)
    return assess_answers(
        dict(zip(codes, chance.choices(list(Answer), weights, k=len(codes)), strict=True)),
        instrument,
    )


@pytest.mark.parametrize(
    "list_id", ["adult_labour", "child_labour", "adult_sexual", "child_sexual"]
)
@pytest.mark.parametrize("seed", range(10))
def test_every_family_changes_the_result_and_nothing_smaller_does(list_id: str, seed: int) -> None:
    instrument = shipped_library().instrument(list_id)
    finding = some_finding(instrument, seed)
    chance = random.Random(seed)
    tried: Tried = {}
    for change in what_would_change(finding):
        assert change.families
        for family in change.families:
            assert sum(pick.count for pick in family) == change.size
            for codes in selections(family, chance):
                assert {finding.answer(code) for code in codes} == {FLIPS[change.direction][0]}
                assert reached(finding, changed(finding, codes, change.direction, tried), change)
        if 1 < change.size <= LARGEST_TRIED + 1:
            _nothing_smaller(finding, change, tried)


def _nothing_smaller(finding: Finding, change: Change, tried: Tried) -> None:
    before = FLIPS[change.direction][0]
    flippable = [code for code, answer in full(finding).items() if answer is before]
    for codes in itertools.combinations(flippable, change.size - 1):
        assert not reached(finding, changed(finding, codes, change.direction, tried), change), codes


@pytest.mark.parametrize("seed", range(8))
def test_where_no_change_is_told_none_of_one_or_two_answers_exists(seed: int) -> None:
    instrument = shipped_library().instrument("adult_labour")
    finding = some_finding(instrument, seed)
    listed = {(change.result, change.direction) for change in what_would_change(finding)}
    for direction in (Direction.RAISE, Direction.LOWER):
        if ("conclusion", direction) in listed:
            continue
        probe = Change("conclusion", direction, "", 1, ())
        before = FLIPS[direction][0]
        flippable = [code for code, answer in full(finding).items() if answer is before]
        for codes in itertools.combinations(flippable, 1):
            assert not reached(finding, changed(finding, codes, direction, {}), probe)


def test_one_strong_sign_is_named_as_all_that_is_missing() -> None:
    """Chowdury (case 2): with the wage deception alone, DR01 would complete the dimension."""
    adult = shipped_library().instrument("adult_labour")
    yes = dict.fromkeys(["DR08", "EX01", "EX02", "CD03", "CD04"], Answer.YES)
    finding = assess_answers(yes, adult)
    raising = [
        change
        for change in what_would_change(finding)
        if (change.result, change.direction) == ("conclusion", Direction.RAISE)
    ]
    assert [(c.leads_to, c.size, c.families) for c in raising] == [
        ("trafficking_for_forced_labour", 1, ((Pick(1, ("DR01",)),),))
    ]


def test_one_answer_that_serves_two_elements_is_corrected_once() -> None:
    """Both threats gone, neither means nor forced labour is left; the hours need not change."""
    adult = shipped_library().instrument("adult_sexual")
    finding = assess_answers(dict.fromkeys(["CD04", "CD11", "EX01"], Answer.YES), adult)
    falls = [
        change
        for change in what_would_change(finding)
        if (change.result, change.leads_to) == ("conclusion", "no_element")
        and change.direction is Direction.LOWER
    ]
    assert [(c.size, c.families) for c in falls] == [(2, ((Pick(2, ("CD04", "CD11")),),))]
