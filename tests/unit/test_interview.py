"""The parts of the guided interview: chances, what can matter, bad input, kept plans."""

import dataclasses
import itertools
import math
from pathlib import Path

import pytest

from manumit.assessment import Answer
from manumit.assessment.interview import Ask, Goal, ReasonId, interview_plan, next_question
from manumit.assessment.interview_odds import Odds, Tally, any_of, both, odds_for, plus
from manumit.errors import InputError
from manumit.instruments import shipped_library

ADULT = shipped_library().instrument("adult_labour")
ODDS = odds_for(ADULT.dimension_rule, ADULT.expectation)
GATES = {"SAFE01": Answer.YES, "AGE01": Answer.YES}
NONE: Tally = (0, 0, 0)


def each(open_: Tally) -> list[int]:
    """The grade of each open question."""
    return [grade for grade, number in enumerate(open_) for _ in range(number)]


def probability(answers: tuple[bool, ...], grades: list[int]) -> float:
    """The chance of exactly these answers: every pattern, independent within it."""
    return math.fsum(
        share * math.prod(p[g] if a else 1 - p[g] for a, g in zip(answers, grades, strict=True))
        for share, p in ODDS.patterns
    )


def tally(answers: tuple[bool, ...], grades: list[int]) -> Tally:
    found = NONE
    for answer, grade in zip(answers, grades, strict=True):
        found = plus(found, grade, int(answer))
    return found


@pytest.mark.parametrize("open_", [(1, 1, 1), (2, 3, 0), (0, 4, 1), (1, 5, 1), (0, 2, 0)])
def test_the_chance_of_a_positive_equals_trying_every_case(open_: Tally) -> None:
    grades = each(open_)
    expected = math.fsum(
        probability(case, grades)
        for case in itertools.product((True, False), repeat=len(grades))
        if ODDS.positive(tally(case, grades))
    )
    assert ODDS.outlook(NONE, NONE, open_).chance == pytest.approx(expected)


def questions(case: dict[int, bool], order: tuple[int, ...], grades: list[int]) -> int:
    """How many questions of a fixed order until the dimension is decided."""
    yes, open_ = NONE, tally((True,) * len(grades), grades)
    for asked, question in enumerate(order):
        if ODDS.positive(yes) or not ODDS.positive(both(yes, open_)):
            return asked
        open_ = plus(open_, grades[question], -1)
        yes = plus(yes, grades[question], int(case[question]))
    return len(order)


@pytest.mark.parametrize("open_", [(1, 2, 1), (2, 2, 0), (0, 3, 1), (1, 3, 0)])
def test_the_best_order_is_no_worse_than_any_fixed_one(open_: Tally) -> None:
    grades = each(open_)
    cases = list(itertools.product((True, False), repeat=len(grades)))

    def expected(order: tuple[int, ...], *, positive_only: bool) -> float:
        return math.fsum(
            probability(case, grades) * questions(dict(enumerate(case)), order, grades)
            for case in cases
            if not positive_only or ODDS.positive(tally(case, grades))
        )

    orders = list(itertools.permutations(range(len(grades))))
    outlook = ODDS.outlook(NONE, NONE, open_)
    best_decided = min(expected(order, positive_only=False) for order in orders)
    best_sure = min(expected(order, positive_only=True) for order in orders)
    # An adaptive order may be better than the best fixed one, and never needs less than one.
    assert 1 <= outlook.decided <= best_decided + 1e-12
    assert outlook.sure <= best_sure + 1e-12
    assert outlook.sure >= outlook.chance


def test_the_chance_of_a_yes_rises_with_a_yes_and_falls_with_a_no() -> None:
    for grade in range(3):
        before = ODDS.chances(NONE, NONE)
        assert all(
            a > b for a, b in zip(ODDS.chances(plus(NONE, grade), NONE), before, strict=True)
        )
        assert all(
            a < b for a, b in zip(ODDS.chances(NONE, plus(NONE, grade)), before, strict=True)
        )


def test_any_of_asks_the_likeliest_first() -> None:
    outlook = any_of([0.2, 0.5])
    assert outlook.chance == pytest.approx(1 - 0.5 * 0.8)
    assert outlook.decided == pytest.approx(1 + 0.5)
    assert outlook.sure == pytest.approx(1 * 0.5 + 2 * 0.5 * 0.2)
    assert any_of([]).chance == 0


def test_without_a_rule_no_dimension_is_positive() -> None:
    unscored = Odds(None, ADULT.expectation)
    assert not unscored.positive((6, 8, 1))


@pytest.mark.parametrize(("code", "error"), [("RV02", "A102"), ("ZZ99", "A101")])
def test_a_code_that_the_list_does_not_have_is_refused(code: str, error: str) -> None:
    with pytest.raises(InputError, match=error) as caught:
        next_question(ADULT, GATES | {code: Answer.YES})
    assert "yes" not in str(caught.value)
    with pytest.raises(InputError, match=error):
        interview_plan(ADULT).remaining(GATES, passed={code})


def test_evidence_on_what_no_interview_asks_counts() -> None:
    """Kept papers and kept wages, found by an officer as two of the eleven indicators."""
    plan = interview_plan(ADULT, Goal.EVERY_DIMENSION)
    found = GATES | {"ILO07": Answer.YES}
    step = plan.next_question(found)
    while isinstance(step, Ask):
        # Signs that labour law was broken are certain already.
        assert step.reason.values.get("result") != "labour_law"
        found[step.code] = Answer.NO
        step = plan.next_question(found)


def test_an_item_that_stays_unknown_leaves_open_what_rests_on_it() -> None:
    """Evidence on unfree recruitment says nothing: a no to the last menace still settles."""
    plan = interview_plan(ADULT, Goal.EVERY_DIMENSION)
    answers = {c: Answer.NO for t in ADULT.topics for c in t.codes if c != "CR06"}
    answers |= GATES | {"AC02": Answer.YES}
    assert not isinstance(plan.next_question(answers), Ask)
    step = plan.next_question(answers | {"IN01": Answer.UNKNOWN})
    assert isinstance(step, Ask)
    assert step.code == "CR06"


def test_a_no_can_be_all_that_settles() -> None:
    """Two medium signs refused: without this one, exploitation is certainly not positive."""
    plan = interview_plan(ADULT, Goal.EVERY_DIMENSION)
    asked = [c for t in ADULT.topics for c in t.codes if c not in GATES]
    answers = GATES | {c: Answer.NO for c in asked if c != "VD02"}
    answers |= {"AC02": Answer.YES, "EX01": Answer.NO, "LL01": Answer.YES}
    step = plan.next_question(answers | {"VD01": Answer.UNKNOWN, "VD06": Answer.UNKNOWN})
    assert isinstance(step, Ask)
    assert (step.code, step.reason.id) == ("VD02", ReasonId.ONLY_A_NO_CAN_SETTLE)


def test_a_kept_plan_and_a_new_one_say_the_same() -> None:
    kept = interview_plan(ADULT)
    answers = dict(GATES)
    for _ in range(30):
        step = kept.next_question(answers)
        assert step == next_question(ADULT, answers)
        if not isinstance(step, Ask):
            break
        answers[step.code] = Answer.NO


def test_where_nothing_else_speaks_the_order_of_the_file_stands() -> None:
    """A deployment puts first what is common where it works."""
    topics = tuple(
        dataclasses.replace(t, codes=tuple(reversed(t.codes))) if t.id == "conditions" else t
        for t in ADULT.topics
    )
    other = dataclasses.replace(ADULT, topics=topics)
    answers = GATES | dict.fromkeys(("CD03", "CD01", "CD11", "CD14"), Answer.NO)
    answers |= {"EX01": Answer.YES, "EX04": Answer.NO, "EX08": Answer.NO}
    first, second = next_question(ADULT, answers), next_question(other, answers)
    assert isinstance(first, Ask)
    assert isinstance(second, Ask)
    assert (first.code, second.code) == ("EX02", "EX07")


def test_the_example_of_the_documentation_is_what_the_plan_asks() -> None:
    page = (Path(__file__).parents[2] / "docs" / "explanation" / "interview.md").read_text(
        encoding="utf-8"
    )
    case = next(c for c in shipped_library().of_kind("case") if c["id"] == "farrell")
    facts = {answer["code"] for answer in case["answers"]} | GATES.keys()
    plan, answers, rows = interview_plan(ADULT), dict[str, Answer](), list[str]()
    while isinstance(step := plan.next_question(answers), Ask):
        reply = answers[step.code] = Answer.YES if step.code in facts else Answer.NO
        why = f"`{step.reason.id}` {step.reason.values.get('result', '')}".strip()
        rows.append(f"| {len(rows) + 1} | {step.code} | {step.topic} | {reply} | {why} |")
    assert "\n".join(rows) in page
    assert f"{len(rows)} questions of {len(plan.remaining({}))}" in page
