"""Laws of the estimates around the log-linear engine, on any tables and samples."""

import math
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from manumit.prevalence.around.linkage import Rates, corrected, corrected_chapman, relinked
from manumit.prevalence.around.referral import referred, without_referrals
from manumit.prevalence.around.robustness import merge, omit
from manumit.prevalence.around.strata import combined, pooled, stratified
from manumit.prevalence.closed.chao import chao, chao_frequencies
from manumit.prevalence.closed.classic import closed, closed_models
from manumit.prevalence.closed.two_lists import KINDS, chapman, lincoln_petersen
from manumit.prevalence.histories import CaptureTable
from manumit.prevalence.loglinear.column_models import fit_poisson, has_maximum
from manumit.prevalence.loglinear.fitting import Status, fit
from manumit.prevalence.loglinear.models import Model
from manumit.prevalence.loglinear.stepwise_aic import stepwise_aic
from manumit.prevalence.reading import Kind, Reading, Ways
from manumit.prevalence.results import Estimate, Grade
from prevalence_around import permuted, tables

METHODS: tuple[Callable[[CaptureTable], Estimate], ...] = (closed, chao, stepwise_aic)
methods = st.sampled_from(METHODS)
few = settings(max_examples=25)


def alike(one: Estimate, other: Estimate) -> None:
    """The same answer, to rounding."""
    assert (one.grade, one.observed, one.minimum) == (other.grade, other.observed, other.minimum)
    if one.total is None or one.interval is None:
        assert other.total is None
        return
    assert other.interval is not None
    assert other.total == pytest.approx(one.total, rel=1e-6)
    assert other.interval.lower == pytest.approx(one.interval.lower, rel=1e-5)
    assert other.interval.upper == pytest.approx(one.interval.upper, rel=1e-5)


def promises(found: Estimate) -> None:
    """No total without interval, outside it or below what was observed; no refusal unexplained."""
    if found.total is None:
        assert found.grade is Grade.REFUSED
        assert found.reasons
        return
    assert found.interval is not None
    assert found.interval.lower <= found.total <= found.interval.upper
    assert found.total >= found.observed
    assert found.grade is not Grade.REFUSED
    assert (found.grade is Grade.WEAK) == bool(found.reasons)


@few
@given(tables(), methods)
def test_every_answer_keeps_its_promises(
    table: CaptureTable, method: Callable[[CaptureTable], Estimate]
) -> None:
    promises(method(table))


@few
@given(tables(fewest=2, most=3, people=30))
def test_every_closed_model_keeps_its_promises(table: CaptureTable) -> None:
    for found in closed_models(table):
        promises(found)
        assert found.minimum == found.model.endswith("(LB)")


@few
@given(tables(most=2), st.sampled_from(KINDS))
def test_two_lists_keep_their_promises(table: CaptureTable, kind: str) -> None:
    for method in (chapman, lincoln_petersen):
        found = method(table, kind=kind)
        if kind == "percentile":  # quantiles of drawn totals need not hold the one they came from
            assert found.interval is None or found.interval.lower >= found.observed
        else:
            promises(found)


@few
@given(st.data(), tables(fewest=3, least=1), methods)
def test_the_order_of_lists_changes_nothing(
    data: st.DataObject, table: CaptureTable, method: Callable[[CaptureTable], Estimate]
) -> None:
    # Pairs that lower AIC equally are taken in the order of the lists.
    assume(method is not stepwise_aic or len(set(table.counts.tolist())) == len(table.counts))
    order = data.draw(st.permutations(range(len(table.lists))))
    alike(method(table), method(permuted(table, list(order))))


@few
@given(tables(most=2))
def test_the_order_of_two_lists_changes_nothing(table: CaptureTable) -> None:
    for method in (chapman, lincoln_petersen):
        alike(method(table), method(permuted(table, [1, 0])))


@few
@given(st.data(), tables(fewest=3), methods)
def test_the_order_of_rows_changes_nothing(
    data: st.DataObject, table: CaptureTable, method: Callable[[CaptureTable], Estimate]
) -> None:
    rows = data.draw(st.permutations(table.order))
    other = CaptureTable.of(table.lists, {h: int(table.counts[h]) for h in rows})
    assert method(other) == method(table)


@few
@given(tables(most=2, least=1))
def test_more_on_both_lists_is_a_smaller_total(table: CaptureTable) -> None:
    more = CaptureTable.of(
        table.lists,
        {1: int(table.counts[1]), 2: int(table.counts[2]), 3: int(table.counts[3]) + 1},
    )
    first, second = lincoln_petersen(table), lincoln_petersen(more)
    assert first.total is not None
    assert second.total is not None
    hidden = [one.total - one.observed for one in (first, second) if one.total is not None]
    assert hidden[1] < hidden[0]


@given(st.dictionaries(st.integers(1, 6), st.integers(0, 500), min_size=1))
def test_chaos_bound_keeps_its_promises(frequencies: dict[int, int]) -> None:
    for corrected_for_bias in (True, False):
        found = chao_frequencies(frequencies, corrected=corrected_for_bias)
        promises(found)
        assert found.minimum


@few
@given(tables(most=3, least=1), methods)
def test_one_stratum_is_no_stratum(
    table: CaptureTable, method: Callable[[CaptureTable], Estimate]
) -> None:
    found = stratified({"all": table}, method)
    assert found.together == found.parts["all"] == method(table) == method(pooled({"all": table}))


@few
@given(st.lists(tables(most=2, least=1), min_size=2, max_size=5))
def test_limits_of_strata_lie_between_their_total_and_the_sum_of_limits(
    some: list[CaptureTable],
) -> None:
    parts = {str(at): chapman(table) for at, table in enumerate(some)}
    found = combined(parts)
    again = combined(dict(reversed(parts.items())))
    assert found.interval is not None
    assert found.total is not None
    assert again.interval is not None
    assert again.total == pytest.approx(found.total)
    assert again.interval.upper == pytest.approx(found.interval.upper)
    limits = [part.interval for part in parts.values() if part.interval is not None]
    slack = 1e-9 * found.total
    assert found.interval.lower >= sum(one.lower for one in limits) - slack
    assert found.interval.upper <= sum(one.upper for one in limits) + slack
    assert found.observed <= found.interval.lower + slack
    assert found.observed == pooled({str(i): table for i, table in enumerate(some)}).observed


@given(tables(most=2))
def test_matches_without_mistakes_change_nothing(table: CaptureTable) -> None:
    plain = chapman(table, kind="log-normal")
    found = corrected_chapman(table, Rates(0, 0))
    alike(plain, found)
    assert found.observed == plain.observed


@few
@given(tables(fewest=2, most=4), methods, st.integers(0, 5))
def test_matches_without_mistakes_draw_the_table_itself(
    table: CaptureTable, method: Callable[[CaptureTable], Estimate], seed: int
) -> None:
    again = relinked(table, Rates(0, 0), np.random.default_rng(seed))
    assert (again.counts == table.counts).all()
    assert corrected(table, Rates(0, 0), method, draws=3) == method(table)


@given(tables(fewest=2, most=4), st.floats(0, 0.9), st.floats(0, 0.9), st.integers(0, 1000))
def test_moved_matches_keep_every_list_as_long_as_it_was(
    table: CaptureTable, missed: float, false: float, seed: int
) -> None:
    again = relinked(table, Rates(missed, false), np.random.default_rng(seed))
    for i in range(len(table.lists)):
        assert again.on_all_of(1 << i) == table.on_all_of(1 << i)
    only_missed = relinked(table, Rates(missed, 0), np.random.default_rng(seed))
    only_false = relinked(table, Rates(0, false), np.random.default_rng(seed))
    assert only_missed.observed <= table.observed <= only_false.observed


@given(tables(most=2, least=1), st.lists(st.floats(0, 0.3), min_size=2, max_size=4))
def test_the_more_matches_were_missed_the_smaller_the_total(
    table: CaptureTable, rates: list[float]
) -> None:
    found = [corrected_chapman(table, Rates(rate, 0)).total for rate in sorted(rates)]
    totals = [total for total in found if total is not None]
    assert all(b <= a for a, b in pairwise(totals))
    assert found == totals + [None] * (len(found) - len(totals))


@st.composite
def readings(draw: st.DrawFn) -> Reading:
    kinds = {}
    for _ in range(draw(st.integers(1, 12))):
        history = draw(st.integers(1, 7))
        kinds[Kind(history, history & draw(st.integers(0, 7)), "")] = draw(st.integers(1, 50))
    return Reading(("A", "B", "C"), kinds, Ways(recorded=True))


@given(readings())
def test_without_referral_nobody_stands_on_more_lists(reading: Reading) -> None:
    table, left_out = without_referrals(reading)
    assert table.observed + left_out == reading.table.observed
    for history in range(1, 8):
        assert table.on_all_of(history) <= reading.table.on_all_of(history)


@few
@given(readings())
def test_where_nobody_was_referred_both_numbers_are_one(reading: Reading) -> None:
    people = {Kind(kind.history, 0, ""): count for kind, count in reading.people.items()}
    alone = replace(reading, people=people)
    found = referred(alone, chao)
    assert found is not None
    assert found.without == chao(alone.table)
    assert without_referrals(alone)[1] == 0


@given(st.data(), tables(fewest=3, most=4))
def test_lists_left_out_and_merged_lose_nobody_else(
    data: st.DataObject, table: CaptureTable
) -> None:
    at = data.draw(st.integers(0, len(table.lists) - 1))
    other = data.draw(st.integers(0, len(table.lists) - 1))
    assume(at != other)
    left = omit(table, [at])
    assert left.observed == table.observed - table.counts[1 << at]
    joined = merge(table, [at, other])
    assert joined.observed == table.observed
    both = table.on_all_of(1 << at | 1 << other)
    place = min(at, other)
    expected = table.on_all_of(1 << at) + table.on_all_of(1 << other) - both
    assert joined.on_all_of(1 << place) == expected


@few
@st.composite
def hierarchies(draw: st.DrawFn) -> tuple[CaptureTable, Model]:
    """A sparse table and any model of its lists."""
    lists = draw(st.integers(3, 4))
    some = st.sampled_from([0, 0, 1, 2, 30])
    counts = draw(st.lists(some, min_size=(1 << lists) - 1, max_size=(1 << lists) - 1).filter(any))
    sets = draw(st.lists(st.integers(1, (1 << lists) - 2), max_size=4))
    return CaptureTable.of("ABCD"[:lists], dict(enumerate(counts, 1))), Model.of(lists, sets)


@given(hierarchies())
def test_both_engines_agree_on_models_that_both_know(case: tuple[CaptureTable, Model]) -> None:
    """Existence, total, likelihood and error of hierarchical models, as columns of 0 and 1."""
    table, model = case
    assume(all(table.on_all_of(term) for term in model.terms))
    counts = table.counts[1:].astype(np.float64)
    histories = np.arange(1, len(table.counts))
    columns = [(histories & term) == term for term in model.terms]
    design = np.stack(columns, axis=1).astype(np.float64)
    expected = fit(table, model)
    assert has_maximum(design, counts) == (expected.status is Status.OK)
    if expected.status is Status.OK:
        found = fit_poisson(design, counts)
        hidden = math.exp(found.coefficients[0])
        assert hidden == pytest.approx(expected.dark_figure, rel=1e-6)
        assert found.log_likelihood == pytest.approx(expected.log_likelihood, rel=1e-9)
        error = math.sqrt(found.covariance[0, 0])
        assert error == pytest.approx(expected.standard_error, rel=1e-5)


@few
@given(st.integers(1, 5000), st.floats(0.5, 0.99))
def test_wider_levels_are_wider(people: int, level: float) -> None:
    table = CaptureTable.of("AB", {1: people, 2: people + 3, 3: 9})
    narrow, wide = chapman(table, level=level / 2).interval, chapman(table, level=level).interval
    assert narrow is not None
    assert wide is not None
    assert wide.lower <= narrow.lower
    assert wide.upper >= narrow.upper
    assert math.isfinite(wide.upper)
