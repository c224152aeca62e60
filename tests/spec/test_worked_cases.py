"""Court cases with a known conclusion, assessed (each is also a page of the documentation)."""

from collections.abc import Mapping
from typing import Any

import pytest

from manumit.assessment import Answer, Finding, State, assess_answers
from manumit.instruments import shipped_library

CASES = shipped_library().of_kind("case")
REFERENCE_NUMBERS = {"1", "2", "3a", "3b", "4", "5", "6", "9", "11", "12"}


def assessed(case: Mapping[str, Any], *, rest: Answer) -> Finding:
    """The case's answers; every indicator that it does not name is answered ``rest``."""
    instrument = shipped_library().instrument(case["list"])
    answers = dict.fromkeys(instrument.open_codes, rest)
    answers |= {entry["code"]: Answer(entry["answer"]) for entry in case["answers"]}
    return assess_answers(answers, instrument)


def test_all_cases_of_the_reference_that_can_be_scored_are_here() -> None:
    assert {case["number"] for case in CASES} == REFERENCE_NUMBERS


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["id"]))
def test_the_facts_as_told_give_the_expected_result(case: Mapping[str, Any]) -> None:
    finding = assessed(case, rest=Answer.NO)
    expected = case["expect"]["closed"]
    for dimension_id, state in expected["dimensions"].items():
        assert finding.dimension(dimension_id) == state, dimension_id
    assert finding.conclusion is not None
    assert finding.conclusion.id == expected["conclusion"]
    if "forced_labour" in expected:
        assert finding.forced_labour == expected["forced_labour"]
    if "labour_law" in expected:
        assert finding.labour_law == expected["labour_law"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["id"]))
def test_what_was_not_asked_stays_open(case: Mapping[str, Any]) -> None:
    finding = assessed(case, rest=Answer.UNKNOWN)
    expected = case["expect"]["open"]
    for dimension_id, state in expected["dimensions"].items():
        assert finding.dimension(dimension_id) == state, dimension_id
    assert finding.lower.conclusion.id == expected["conclusion_lower"]
    assert finding.upper.conclusion.id == expected["conclusion_upper"]
    assert finding.forced_labour == expected["forced_labour"]


def test_the_matched_pair_differs_in_exploitation_only() -> None:
    """C.N. and V. v. France: one sister exploited, the other not (cases 3a and 3b)."""
    by_number = {case["number"]: case for case in CASES}
    cn, v = (assessed(by_number[number], rest=Answer.NO) for number in ("3a", "3b"))
    assert cn.dimension("exploitation") is State.YES
    assert v.dimension("exploitation") is State.NO
    assert cn.trafficking is State.YES
    assert v.trafficking is State.NO


def test_negative_controls_stay_negative() -> None:
    """S.K. (economic weakness alone) and A.G.G.R. (strong influence alone)."""
    by_number = {case["number"]: case for case in CASES}
    for number in ("11", "12"):
        finding = assessed(by_number[number], rest=Answer.NO)
        assert finding.trafficking is State.NO
        assert finding.forced_labour is State.NO
