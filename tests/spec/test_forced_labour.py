"""Signs of forced labour: menace of penalty AND involuntariness (C29 art. 2(1); 2018)."""

import pytest

from manumit.assessment import Answer, State, assess_answers
from manumit.instruments import Instrument, shipped_library


def closed(instrument: Instrument, *yes: str) -> State:
    """The result when everything else is answered no."""
    answers = dict.fromkeys(instrument.open_codes, Answer.NO) | dict.fromkeys(yes, Answer.YES)
    return assess_answers(answers, instrument).forced_labour


@pytest.fixture(name="adult")
def _adult() -> Instrument:
    return shipped_library().instrument("adult_labour")


def test_threats_and_unpaid_work_together_are_signs(adult: Instrument) -> None:
    assert closed(adult, "CD11", "EX04") is State.YES


def test_a_menace_alone_is_not_enough(adult: Instrument) -> None:
    assert closed(adult, "CD11", "CD01", "CD03") is State.NO


def test_bad_work_alone_is_not_enough(adult: Instrument) -> None:
    assert closed(adult, "EX01", "EX02", "EX03", "EX04") is State.NO


def test_the_exploitation_dimension_is_not_needed(adult: Instrument) -> None:
    answers = dict.fromkeys(adult.open_codes, Answer.NO)
    answers |= {"CD01": Answer.YES, "DR01": Answer.YES}
    finding = assess_answers(answers, adult)
    assert finding.forced_labour is State.YES
    assert finding.dimension("exploitation") is State.NO


@pytest.mark.parametrize(
    "list_id", ["adult_labour", "child_labour", "adult_sexual", "child_sexual"]
)
def test_abuse_of_vulnerability_alone_never_yields_signs(list_id: str) -> None:
    """All of it, in both phases, with the first of the eleven and total dependency."""
    instrument = shipped_library().instrument(list_id)
    vulnerable = [code for code in instrument.codes if code.startswith(("RV", "VD"))]
    assert closed(instrument, *vulnerable, "ILO01", "CD12") is State.NO


def test_one_element_known_and_the_other_open_is_undetermined(adult: Instrument) -> None:
    assert assess_answers({"CD03": Answer.YES}, adult).forced_labour is State.UNDETERMINED


def test_no_indicator_serves_both_elements(adult: Instrument) -> None:
    menace, involuntary = (
        {code for item in item_set.items for code in (item.id, *item.codes)}
        for item_set in (adult.menace, adult.involuntariness)
    )
    assert menace.isdisjoint(involuntary)


def test_the_eleven_indicators_can_be_answered_themselves(adult: Instrument) -> None:
    assert closed(adult, "ILO07", "ILO11") is State.YES
