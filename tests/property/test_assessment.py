"""Laws that every finding obeys, on any answers."""

import itertools
from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from manumit.assessment import (
    Answer,
    Evidence,
    Finding,
    Hearing,
    Informant,
    State,
    assess,
    assess_answers,
    outcome,
)
from manumit.assessment.explanation import Kind, Node, evaluate, evaluate_rows, explain, walk
from manumit.instruments import Instrument, shipped_library

INSTRUMENTS = {i: shipped_library().instrument(i) for i in shipped_library().list_ids}
instruments = st.sampled_from(list(INSTRUMENTS.values()))
answers = st.sampled_from(list(Answer))


@st.composite
def answered(draw: st.DrawFn) -> tuple[Instrument, Mapping[str, Answer]]:
    """An instrument and answers to some of its codes, from few to nearly all."""
    instrument = draw(instruments)
    some = st.dictionaries(st.sampled_from(sorted(instrument.codes)), answers, max_size=60)
    return instrument, draw(some)


@st.composite
def evidence(draw: st.DrawFn) -> tuple[Instrument, list[Evidence]]:
    """An instrument and pieces of evidence that repeat and contradict each other."""
    instrument = draw(instruments)
    some = draw(st.lists(st.sampled_from(sorted(instrument.codes)), min_size=1, max_size=8))
    pieces = [
        Evidence(
            id=f"e{number}",
            code=draw(st.sampled_from(some)),
            answer=draw(answers),
            hearing=draw(st.sampled_from(list(Hearing))),
            informant=draw(st.sampled_from(list(Informant))),
        )
        for number in range(draw(st.integers(0, 12)))
    ]
    return instrument, pieces


def results(finding: Finding) -> dict[str, object]:
    """Everything that is said, by name."""
    by_name: dict[str, object] = {d: finding.dimension(d) for d in finding.lower.dimensions}
    by_name |= {item_id: finding.item(item_id) for item_id in finding.lower.items}
    by_name |= {set_id: finding.item_set(set_id) for set_id in finding.lower.sets}
    by_name["forced_labour"] = finding.forced_labour
    by_name["conclusion"] = (finding.lower.conclusion.id, finding.upper.conclusion.id)
    return by_name


@given(evidence(), st.randoms(use_true_random=False))
def test_the_order_of_evidence_does_not_matter(
    case: tuple[Instrument, list[Evidence]], chance: object
) -> None:
    instrument, pieces = case
    shuffled = pieces.copy()
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert results(assess(pieces, instrument)) == results(assess(shuffled, instrument))


@given(answered(), st.data())
def test_new_evidence_never_loosens_a_bound(
    case: tuple[Instrument, Mapping[str, Answer]], data: st.DataObject
) -> None:
    """Unless it corrects an answer, which here it cannot: only open codes are answered."""
    instrument, given_answers = case
    before = assess_answers(given_answers, instrument)
    code = data.draw(st.sampled_from(sorted(before.unknown) or [""]))
    if not code:
        return
    after = assess_answers({**given_answers, code: data.draw(answers)}, instrument)
    for name, state in results(before).items():
        if state in (State.YES, State.NO):
            assert results(after)[name] == state
    assert after.lower.conclusion.level >= before.lower.conclusion.level
    assert after.upper.conclusion.level <= before.upper.conclusion.level


@settings(max_examples=60)
@given(answered(), st.data())
def test_bounds_equal_brute_force(
    case: tuple[Instrument, Mapping[str, Answer]], data: st.DataObject
) -> None:
    """Over every way in which up to eight unknown answers could turn out."""
    instrument, given_answers = case
    filled = dict.fromkeys(instrument.open_codes, Answer.NO) | dict(given_answers)
    settled = {code: answer for code, answer in filled.items() if answer is not Answer.UNKNOWN}
    extra = data.draw(st.lists(st.sampled_from(sorted(instrument.open_codes)), max_size=5))
    unknown = sorted({c for c, a in filled.items() if a is Answer.UNKNOWN} | set(extra))[:8]
    fixed = {code: answer for code, answer in settled.items() if code not in unknown}
    finding = assess_answers(fixed | dict.fromkeys(unknown, Answer.UNKNOWN), instrument)
    yes = {code for code, answer in fixed.items() if answer is Answer.YES}
    outcomes = [
        outcome(instrument, yes | set(present))
        for size in range(len(unknown) + 1)
        for present in itertools.combinations(unknown, size)
    ]
    for dimension_id in finding.lower.dimensions:
        seen = {one.dimensions[dimension_id] for one in outcomes}
        assert finding.dimension(dimension_id) is _state(seen)
    for set_id in finding.lower.sets:
        assert finding.item_set(set_id) is _state({one.sets[set_id] for one in outcomes})
    assert finding.forced_labour is _state({one.forced_labour for one in outcomes})
    levels = {one.conclusion.level for one in outcomes}
    assert (min(levels), max(levels)) == (
        finding.lower.conclusion.level,
        finding.upper.conclusion.level,
    )


def _state(seen: set[bool]) -> State:
    if len(seen) == 2:
        return State.UNDETERMINED
    return State.YES if True in seen else State.NO


@given(evidence())
def test_the_explanation_evaluated_gives_the_finding(
    case: tuple[Instrument, list[Evidence]],
) -> None:
    instrument, pieces = case
    _check_tree(assess(pieces, instrument))


@given(answered())
def test_the_explanation_of_many_answers_gives_the_finding(
    case: tuple[Instrument, Mapping[str, Answer]],
) -> None:
    instrument, given_answers = case
    _check_tree(assess_answers(given_answers, instrument))


def _check_tree(finding: Finding) -> None:
    tree = explain(finding)
    seen: dict[str, Node] = {}
    for node in walk(tree):
        seen[node.text_id] = node
        if node.kind is Kind.CONCLUSION:
            assert evaluate_rows(node) == (finding.lower.conclusion, finding.upper.conclusion)
        if node.state is not None and node.kind is not Kind.EVIDENCE:
            assert evaluate(node) is node.state
    assert evaluate(seen["set/forced_labour"]) is finding.forced_labour
    assert evaluate(seen["set/labour_law"]) is finding.labour_law
    assert evaluate(seen["set/trafficking"]) is finding.trafficking


@given(evidence())
def test_every_piece_of_evidence_is_in_the_explanation(
    case: tuple[Instrument, list[Evidence]],
) -> None:
    """Nothing that somebody said is lost, whether it counts or not."""
    instrument, pieces = case
    explained = {n.evidence.id for n in walk(explain(assess(pieces, instrument))) if n.evidence}
    assert {piece.id for piece in pieces} == explained


@pytest.mark.proves("fear-is-not-no")
@given(answered())
def test_unknown_is_never_no(case: tuple[Instrument, Mapping[str, Answer]]) -> None:
    """Saying "unknown" to an open code is the same as not being asked."""
    instrument, given_answers = case
    asked = {c: a for c, a in given_answers.items() if a is not Answer.UNKNOWN}
    silent = {
        c: a
        for c, a in given_answers.items()
        if a is not Answer.UNKNOWN or c not in instrument.open_codes
    }
    assert results(assess_answers(silent, instrument)) == results(
        assess_answers(given_answers, instrument)
    )
    open_only = {c: a for c, a in asked.items() if c in instrument.open_codes}
    assert assess_answers(open_only, instrument).unknown == instrument.open_codes - open_only.keys()
