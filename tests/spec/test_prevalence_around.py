"""R-73 and R-74: what an estimate of the hidden may say, as a statistician of an office reads it.

All counts are invented.
"""

from dataclasses import replace

import pytest

from manumit.prevalence.around.double_sampling import Extrapolation, Reports, double_sampling
from manumit.prevalence.around.measures import Quantity
from manumit.prevalence.around.referral import referred
from manumit.prevalence.around.stock_flow import stock
from manumit.prevalence.around.strata import stratified
from manumit.prevalence.around.survey import Sample, survey_share
from manumit.prevalence.closed.chao import chao
from manumit.prevalence.closed.classic import closed_model
from manumit.prevalence.closed.designs import MODELS
from manumit.prevalence.closed.two_lists import chapman, lincoln_petersen, of_two
from manumit.prevalence.loglinear.stepwise_aic import stepwise_aic
from manumit.prevalence.reading import Kind, Reading, Ways
from manumit.prevalence.results import Grade
from prevalence_around import written

POLICE_AND_SHELTERS = of_two(120, 90, 27, names=("police", "shelters"))


def test_scenario_12_two_lists_of_120_and_90_with_27_on_both() -> None:
    """121 x 91 / 28 - 1 = 392.25, said as 392, with its interval."""
    found = chapman(POLICE_AND_SHELTERS)
    assert found.total == 121 * 91 / 28 - 1 == 392.25
    assert found.interval is not None
    assert (round(found.interval.lower), round(found.interval.upper)) == (310, 542)
    assert found.interval.level == 0.95
    assert (found.observed, found.grade, found.minimum) == (183, Grade.SOUND, False)


def test_scenario_12_without_overlap_there_is_no_estimate() -> None:
    for method in (chapman, lincoln_petersen):
        found = method(of_two(120, 90, 0, names=("police", "shelters")))
        assert (found.total, found.interval, found.grade) == (None, None, Grade.REFUSED)
        assert "both of the lists police and shelters" in found.reasons[0].what
        assert found.reasons[0].do.startswith("Match the lists again")


def test_r73_a_small_overlap_is_warned_of() -> None:
    for both, grade in ((6, Grade.WEAK), (7, Grade.SOUND)):
        assert chapman(of_two(120, 90, both)).grade is grade


def test_r73_a_list_inside_another_says_nothing() -> None:
    found = chapman(of_two(120, 27, 27, names=("police", "register")))
    assert found.grade is Grade.REFUSED
    assert found.reasons[0].what == "Everybody on the list register is also on police."


def test_r74_only_double_sampling_and_chaos_bound_are_a_minimum() -> None:
    three = written(3, "100 60, 010 50, 001 40, 110 12, 011 9, 101 8, 111 5")
    assert chao(three).minimum
    assert not chapman(POLICE_AND_SHELTERS).minimum
    assert not lincoln_petersen(POLICE_AND_SHELTERS).minimum
    assert not stepwise_aic(three).minimum
    bounds = [model for model in MODELS if closed_model(three, model).minimum]
    assert bounds == ["Mh Chao (LB)", "Mth Chao (LB)"]
    reports = [Reports("all", 80, 60, 24, [5.0] * 116)]
    ten_years, stay = 120.0, Quantity(18, 3)
    assert double_sampling(reports, period=ten_years, stay=stay).minimum
    hidden_too = Extrapolation(Quantity(20, 5), "people whom nobody reported", unreported=True)
    further = double_sampling(reports, period=ten_years, stay=stay, extrapolation=hidden_too)
    assert not further.minimum
    assert "Do not call it a minimum" in further.reasons[0].do
    assert not stock(Quantity(1000), Quantity(1.5)).minimum
    assert not survey_share(Sample.simple([1.0] * 8 + [0.0] * 92)).minimum


def test_r74_nobody_can_call_another_estimate_a_minimum() -> None:
    found = chapman(POLICE_AND_SHELTERS)
    with pytest.raises(ValueError, match="only Chao's bound is a minimum"):
        replace(found, minimum=True)
    with pytest.raises(ValueError, match="only double sampling"):
        replace(stock(Quantity(1000), Quantity(1.5)), minimum=True)


def test_r74_results_with_and_without_captures_made_by_referral() -> None:
    """The police sent 12 of the 27 to the shelters."""
    people = {
        Kind(0b01, 0, ""): 93, Kind(0b10, 0, ""): 63,
        Kind(0b11, 0, ""): 15, Kind(0b11, 0b10, ""): 12,
    }  # fmt: skip
    ways = Ways(recorded=True, between={(0, 1): 12})
    reading = Reading(("police", "shelters"), people, ways)
    found = referred(reading, chapman)
    assert found is not None
    assert chapman(reading.table).total == 392.25
    assert found.without.total == 121 * 79 / 16 - 1
    unknown = Reading(("police", "shelters"), people, Ways())
    assert referred(unknown, chapman) is None


def test_r74_missed_matches_inflate_and_false_ones_deflate() -> None:
    for both, expected in ((20, 523.3), (27, 392.2), (34, 313.6)):
        assert round(chapman(of_two(120, 90, both)).total or 0, 1) == round(expected, 1)


def test_limits_of_strata_are_not_added_and_nothing_is_not_0() -> None:
    women, men = POLICE_AND_SHELTERS, of_two(60, 50, 12, names=("police", "shelters"))
    found = stratified({"women": women, "men": men}, chapman)
    parts = [part.interval for part in found.parts.values()]
    assert found.together.interval is not None
    assert found.together.total == sum(part.total or 0 for part in found.parts.values())
    assert found.together.interval.lower > sum(one.lower for one in parts if one)
    assert found.together.interval.upper < sum(one.upper for one in parts if one)
    nobody = of_two(30, 20, 0, names=("police", "shelters"))
    missing = stratified({"women": women, "men": nobody}, chapman).together
    assert missing.total is None
    assert "the stratum men" in missing.reasons[0].what


def test_nobody_in_a_sample_is_no_proof_that_there_is_nobody() -> None:
    found = survey_share(Sample.simple([0.0] * 300))
    assert found.interval is not None
    assert (found.value, found.grade) == (0.0, Grade.WEAK)
    assert round(found.interval.upper, 4) == 0.0122
    assert found.reasons[0].do.startswith("Write 'at most'")
