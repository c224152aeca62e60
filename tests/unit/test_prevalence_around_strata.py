"""Strata, referral, matches and other lists around one estimator."""

import math

import numpy as np
import pytest

from manumit.errors import Place
from manumit.prevalence.around.linkage import (
    Rates,
    corners,
    corrected,
    corrected_chapman,
    linkage_range,
    relinked,
)
from manumit.prevalence.around.referral import referred, without_referrals
from manumit.prevalence.around.robustness import (
    Variation,
    each_merged,
    each_omitted,
    links_moved,
    merge,
    omit,
)
from manumit.prevalence.around.strata import combined, pooled, stratified
from manumit.prevalence.closed.chao import chao
from manumit.prevalence.closed.classic import closed_model
from manumit.prevalence.closed.two_lists import chapman, of_two
from manumit.prevalence.codes import PrevalenceCode
from manumit.prevalence.histories import CaptureTable
from manumit.prevalence.reading import Kind, Reading, Ways
from manumit.prevalence.results import Estimate, Grade, Interval
from prevalence_around import HARES, written


def known(total: float, lower: float, upper: float, observed: int = 10) -> Estimate:
    return Estimate("chapman", observed, total, Interval(lower, upper, 0.95, "profile"))


def test_limits_are_not_summed() -> None:
    found = combined({"women": known(100, 80, 140), "men": known(200, 185, 230)})
    assert found.interval is not None
    assert (found.total, found.observed) == (300, 20)
    assert found.interval.lower == 300 - math.hypot(20, 15)
    assert found.interval.upper == 300 + math.hypot(40, 30)
    assert found.interval.kind == "mover"


def test_with_normal_limits_variances_add() -> None:
    z = 1.959963984540054
    parts = {str(e): known(500, 500 - z * e, 500 + z * e) for e in (10, 20, 40)}
    found = combined(parts).interval
    assert found is not None
    assert found.upper - 1500 == pytest.approx(z * math.sqrt(100 + 400 + 1600))


def test_a_stratum_without_estimate_leaves_no_total() -> None:
    tables = {"women": of_two(120, 90, 27), "men": of_two(30, 20, 0)}
    found = stratified(tables, chapman)
    assert found.together.grade is Grade.REFUSED
    assert found.together.total is None
    assert "men" in found.together.reasons[0].what
    assert found.parts["women"].total == pytest.approx(392.25)
    assert chapman(pooled(tables)).total == pytest.approx(151 * 111 / 28 - 1)


def test_together_is_as_weak_as_its_weakest_stratum() -> None:
    found = stratified({"a": of_two(120, 90, 27), "b": of_two(30, 20, 4)}, chapman).together
    assert found.grade is Grade.WEAK
    assert [reason.code for reason in found.reasons] == ["M233"]
    assert found.reasons[0].what.startswith("In the stratum b: Only 4 people are on both")


def test_bounds_of_strata_add_to_a_bound() -> None:
    parts = {"a": chao(HARES), "b": chao(written(3, "100 9, 010 8, 001 7, 110 3, 011 3, 101 2"))}
    found = combined(parts)
    assert (found.method, found.model, found.minimum) == ("chao", "Mth Chao (LB)", True)
    mixed = combined({"a": chao(HARES), "b": closed_model(HARES, "Mth Chao (LB)")})
    assert (mixed.method, mixed.minimum) == ("several", False)


def test_replicates_of_strata_are_drawn_apart() -> None:
    """The same replicates in both strata must not move together: sd grows by root 2, not by 2."""
    values = np.random.default_rng(5).normal(500, 50, 4000)
    values[::100] = math.nan
    parts = {"a": known(500, 400, 600), "b": known(500, 400, 600)}
    found = combined(parts, replicates=dict.fromkeys(parts, values)).interval
    assert found is not None
    assert found.kind == "percentile"
    assert (found.upper - found.lower) / 2 == pytest.approx(1.96 * 50 * math.sqrt(2), rel=0.05)


def test_strata_of_other_lists_or_levels_do_not_add_up() -> None:
    with pytest.raises(ValueError, match="same lists"):
        stratified({"a": of_two(9, 8, 2), "b": HARES}, chapman)
    other = Estimate("chapman", 1, 10, Interval(5, 15, 0.9, "wald"))
    with pytest.raises(ValueError, match="several levels"):
        combined({"a": known(10, 5, 15), "b": other})
    with pytest.raises(ValueError, match="no stratum"):
        combined({})


def test_pooled_keeps_the_order_of_histories() -> None:
    found = pooled({"a": written(2, "01 3, 11 2"), "b": written(2, "10 4, 11 1")})
    assert found.order == (2, 3, 1)
    assert found.counts.tolist() == [0, 4, 3, 3]


def reading(people: dict[tuple[int, int], int], ways: Ways) -> Reading:
    kinds = {Kind(history, by, ""): count for (history, by), count in people.items()}
    return Reading(("police", "shelter"), kinds, ways)


def test_captures_made_by_referral_leave_the_list_that_was_reached() -> None:
    ways = Ways(recorded=True, between={(0, 1): 12}, unknown=3)
    people = {(0b01, 0): 93, (0b10, 0): 63, (0b11, 0): 15, (0b11, 0b10): 12}
    given = reading(people, ways)
    found, counted = referred(given, chapman), chapman(given.table)
    assert found is not None
    assert counted.total == pytest.approx(392.25)
    assert found.without.total == pytest.approx(121 * 79 / 16 - 1)
    assert without_referrals(given)[1] == 0
    assert [reason.code for reason in found.reasons] == ["M216"]
    assert found.without.observed == counted.observed == 183


def test_people_whom_only_a_missing_list_brought_are_left_out_and_counted() -> None:
    people = {(0b01, 0): 93, (0b10, 0): 63, (0b11, 0): 20, (0b10, 0b10): 4}
    table, left_out = without_referrals(reading(people, Ways(recorded=True, unmatched=4)))
    assert (table.observed, left_out) == (176, 4)
    found = referred(reading(people, Ways(recorded=True, unmatched=4)), chapman)
    assert found is not None
    assert [reason.code for reason in found.reasons] == ["M215"]


def test_without_a_record_of_ways_nothing_is_said_of_referral() -> None:
    assert referred(reading({(1, 0): 5, (2, 0): 5, (3, 0): 2}, Ways()), chapman) is None


def test_missed_and_false_matches_of_two_lists() -> None:
    """Of 27 matches 10 % are false and a fifth of the true ones was missed: 30.375 people."""
    found = corrected_chapman(of_two(120, 90, 27), Rates(missed=0.2, false=0.1))
    assert found.total == pytest.approx(121 * 91 / 31.375 - 1)
    assert found.details["overlap"] == pytest.approx(30.375)
    assert found.observed == math.floor(210 - 30.375)


def test_more_matches_than_people_are_refused() -> None:
    found = corrected_chapman(of_two(40, 30, 27), Rates(missed=0.2, false=0))
    assert (found.grade, found.reasons[0].code) == (Grade.REFUSED, "M214")
    assert corrected_chapman(of_two(9, 8, 0), Rates(0, 0)).reasons[0].code == "M201"
    with pytest.raises(ValueError, match="below 1"):
        Rates(1.0, 0)


def test_drawn_tables_have_the_matches_that_the_rates_say() -> None:
    chance = np.random.default_rng(3)
    table = of_two(1200, 900, 270)
    drawn = [relinked(table, Rates(0.2, 0.1), chance) for _ in range(300)]
    assert np.mean([one.on_all_of(3) for one in drawn]) == pytest.approx(303.75, rel=0.01)
    assert {(one.on_all_of(1), one.on_all_of(2)) for one in drawn} == {(1200, 900)}


def test_a_match_is_cut_with_the_probability_that_was_said_and_only_once() -> None:
    """Of people on four lists, 0.7 cubed stay whole, and 3 x 0.3 x 0.49 lose just one list."""
    table = CaptureTable.of("ABCD", {15: 200_000})
    again = relinked(table, Rates(0, 0.3), np.random.default_rng(4))
    whole = int(again.counts[15])
    of_three = int(again.counts[[7, 11, 13, 14]].sum())
    assert whole == pytest.approx(200_000 * 0.343, rel=0.02)
    assert of_three == pytest.approx(200_000 * 3 * 0.3 * 0.49, rel=0.02)


def test_what_matching_missed_on_four_lists_is_found_again() -> None:
    """20,000 people, independent lists; three in ten matches are missed."""
    chance = np.random.default_rng(8)
    seen = (chance.random((20_000, 4)) < (0.4, 0.3, 0.3, 0.2)) @ (1, 2, 4, 8)
    counts = np.bincount(seen, minlength=16)
    table = CaptureTable.of("ABCD", {h: int(counts[h]) for h in range(1, 16)})
    missed = relinked(table, Rates(0, 0.3), chance)

    def estimator(some: CaptureTable) -> Estimate:
        return closed_model(some, "Mt")

    assert (estimator(missed).total or 0) > 29_000
    found = corrected(missed, Rates(0.3, 0), estimator, draws=10)
    assert found.total == pytest.approx(20_000, rel=0.03)


def test_drawing_gives_the_formula_where_there_is_one() -> None:
    table, rates = of_two(1200, 900, 270), Rates(0.2, 0.1)
    drawn = corrected(table, rates, chapman, draws=200)
    exact = corrected_chapman(table, rates)
    assert exact.total is not None
    assert exact.interval is not None
    assert drawn.interval is not None
    assert drawn.total == pytest.approx(exact.total, rel=0.01)
    assert drawn.interval.upper > drawn.interval.lower
    assert drawn.interval.upper - drawn.interval.lower > (
        exact.interval.upper - exact.interval.lower
    )


def test_the_range_over_the_corners_of_two_rates() -> None:
    grid = corners((0.0, 0.1), (0.0, 0.05))
    found = linkage_range(of_two(1200, 900, 270), grid, chapman, draws=10)
    assert len(found.at) == 4
    assert found.at[Rates(0, 0)] == found.uncorrected
    assert found.lowest == found.at[Rates(0.1, 0)].total
    assert found.highest == found.at[Rates(0, 0.05)].total
    assert [reason.code for reason in found.reasons] == ["M225"]


def test_a_method_that_never_answers_is_refused_after_drawing() -> None:
    calls = []

    def once(table: CaptureTable) -> Estimate:
        calls.append(table)
        problem = PrevalenceCode.NOBODY_SEEN_TWICE.problem(Place())
        return (
            chapman(table)
            if len(calls) == 1
            else Estimate("x", 1, None, None, grade=Grade.REFUSED, reasons=(problem,))
        )

    found = corrected(of_two(120, 90, 27), Rates(0.1, 0), once, draws=4)
    assert (found.grade, found.reasons[0].code) == (Grade.REFUSED, "M226")


def test_lists_left_out_and_merged() -> None:
    table = written(3, "100 5, 010 6, 001 7, 110 2, 011 3, 101 1, 111 4")
    without = omit(table, [1])
    assert without.lists == ("list 1", "list 3")
    assert without.counts.tolist() == [0, 7, 10, 5]
    joined = merge(table, [0, 2])
    assert joined.lists == ("list 1 + list 3", "list 2")
    assert joined.counts.tolist() == [0, 13, 6, 9]
    with pytest.raises(ValueError, match="no list"):
        omit(table, [0, 1, 2])
    with pytest.raises(ValueError, match="two lists or more"):
        merge(table, [1])


def test_every_variation_is_run() -> None:
    def estimator(table: CaptureTable) -> Estimate:
        return closed_model(table, "Mt")

    found = [
        *each_omitted(HARES, estimator),
        *each_merged(HARES, estimator),
        *links_moved(HARES, (0.05,), estimator, draws=3),
    ]
    kinds = [one.kind for one in found]
    assert kinds == ["omit"] * 6 + ["merge"] * 15 + ["missed", "false"]
    totals = [one.estimate.total for one in found if one.estimate.total is not None]
    assert len(totals) == len(found)
    assert min(totals) < (estimator(HARES).total or 0) < max(totals)
    assert each_omitted(of_two(9, 8, 3), chapman) == each_merged(of_two(9, 8, 3), chapman) == ()


BELOW = written(3, "100 10, 010 10, 110 30, 001 300, 101 2, 011 2")
"""Without the third list hardly anybody is left."""


def test_a_total_below_what_all_lists_observed_contradicts_them() -> None:
    found = each_omitted(BELOW, lambda t: closed_model(t, "Mt"))
    assert [one.contradicts(BELOW.observed) for one in found] == [False, False, True]
    again = Variation("missed", (), 0.05, found[2].estimate)
    assert not again.contradicts(BELOW.observed)
