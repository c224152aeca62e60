"""Laws of the log-linear engine on any table."""

from math import inf, isnan
from random import Random

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from manumit.prevalence.histories import CaptureTable
from manumit.prevalence.loglinear.bic import running_totals
from manumit.prevalence.loglinear.bootstrap import bootstrap, drawn, one_less
from manumit.prevalence.loglinear.existence_reasons import failure
from manumit.prevalence.loglinear.fitting import Status, fit
from manumit.prevalence.loglinear.intervals import wald
from manumit.prevalence.loglinear.kernels import subset_sums, superset_sums
from manumit.prevalence.loglinear.models import Model
from manumit.prevalence.loglinear.search import (
    Criterion,
    families_of,
    family_of,
    model_of,
    ranking,
    statuses_of,
)
from manumit.prevalence.loglinear.search_bounds import exhaustive
from manumit.prevalence.loglinear.search_greedy import greedy
from manumit.prevalence.loglinear.stepwise import stepwise, stepwise_totals
from prevalence_around import permuted, tables

few = settings(max_examples=40)
ALL = {lists: families_of(lists, lists - 1) for lists in (2, 3, 4)}


@st.composite
def fitted(draw: st.DrawFn) -> tuple[CaptureTable, Model]:
    """Any table, with many empty histories, and any model of it."""
    table = draw(tables(people=draw(st.sampled_from([1, 3, 50]))))
    family = draw(st.sampled_from(ALL[len(table.lists)].tolist()))
    return table, model_of(family, len(table.lists))


def reordered(model: Model, order: list[int]) -> Model:
    """The same model, the lists in another order."""
    return Model.of(
        model.lists,
        [sum((t >> old & 1) << new for new, old in enumerate(order)) for t in model.terms],
    )


def with_empty_list(table: CaptureTable) -> CaptureTable:
    """The same people and a list on which nobody stands, in front of the others."""
    counts = {2 * history: int(table.counts[history]) for history in table.order}
    return CaptureTable.of(("nobody", *table.lists), counts)


@given(st.lists(st.integers(0, 9), min_size=16, max_size=16))
def test_sums_over_supersets_and_subsets(numbers: list[int]) -> None:
    up = np.array(numbers, dtype=np.float64)
    down = up.copy()
    superset_sums(up)
    subset_sums(down)
    for t in range(16):
        assert up[t] == sum(x for v, x in enumerate(numbers) if v & t == t)
        assert down[t] == sum(x for v, x in enumerate(numbers) if v & t == v)


@given(fitted())
def test_fitted_sufficient_statistics_are_the_observed_ones(
    case: tuple[CaptureTable, Model],
) -> None:
    table, model = case
    found = fit(table, model)
    assume(found.status is Status.OK)
    means = np.append(0.0, found.means[1:])
    superset_sums(means)
    for term in model.terms:
        observed = table.on_all_of(term)
        assert means[term] == pytest.approx(observed, rel=1e-6, abs=1e-5)


@given(fitted())
def test_a_total_is_at_least_what_was_observed(case: tuple[CaptureTable, Model]) -> None:
    table, model = case
    found = fit(table, model)
    assert isnan(found.total) == (found.status is not Status.OK)
    if found.status is Status.OK:
        limits = wald(found)
        assert limits is not None
        assert table.observed <= limits.lower <= found.total <= limits.upper
        for term in model.terms:
            assert (found.coefficients[term] == -inf) == (table.on_all_of(term) == 0)


@given(fitted(), st.randoms())
def test_the_order_of_lists_changes_nothing(
    case: tuple[CaptureTable, Model], chance: Random
) -> None:
    table, model = case
    order = list(range(model.lists))
    chance.shuffle(order)
    one, other = fit(table, model), fit(permuted(table, order), reordered(model, order))
    assert one.status is other.status
    if one.status is Status.OK:
        assert other.dark_figure == pytest.approx(one.dark_figure, rel=1e-6)
        assert other.log_likelihood == pytest.approx(one.log_likelihood, rel=1e-9, abs=1e-7)


@given(tables(), st.randoms())
def test_the_order_of_rows_changes_nothing(table: CaptureTable, chance: Random) -> None:
    histories = list(table.order)
    chance.shuffle(histories)
    mixed = CaptureTable.of(table.lists, {v: int(table.counts[v]) for v in histories})
    one, other = stepwise(table), stepwise(mixed)
    assert one.path == other.path
    assert np.array_equal(one.fit.means, other.fit.means, equal_nan=True)
    assert (drawn(table, 5, 1) == drawn(mixed, 5, 1)).all()


@given(tables(least=1), st.randoms())
@few
def test_choices_do_not_depend_on_the_order_of_lists(table: CaptureTable, chance: Random) -> None:
    """But for ties, of which the first wins: the values of the criterion are the same."""
    order = list(range(len(table.lists)))
    chance.shuffle(order)
    other = permuted(table, order)
    one, two = exhaustive(table), exhaustive(other)
    assert one is not None
    assert two is not None
    assert two.near.values == pytest.approx(one.near.values, rel=1e-9, abs=1e-6)
    assert sorted(two.near.totals) == pytest.approx(sorted(one.near.totals), rel=1e-6)


@given(fitted())
def test_an_empty_list_changes_nothing(case: tuple[CaptureTable, Model]) -> None:
    table, model = case
    wider = Model.of(model.lists + 1, [2 * term for term in model.terms])
    one, other = fit(table, model), fit(with_empty_list(table), wider)
    assert one.status is other.status
    if one.status is Status.OK:
        assert other.total == pytest.approx(one.total, rel=1e-9)
        assert other.log_likelihood == pytest.approx(one.log_likelihood, rel=1e-9, abs=1e-9)


@given(tables(most=3))
@few
def test_an_empty_list_changes_no_choice(table: CaptureTable) -> None:
    one, other = stepwise(table), stepwise(with_empty_list(table))
    assert tuple(2 * pair for pair in one.path) == other.path
    if one.fit.status is Status.OK:
        assert other.fit.total == pytest.approx(one.fit.total, rel=1e-9)
        best, wider = greedy(table), greedy(with_empty_list(table))
        assert wider.fit.total == pytest.approx(best.fit.total, rel=1e-6)


@given(tables(people=3))
def test_the_status_depends_on_empty_histories_alone(table: CaptureTable) -> None:
    lists = len(table.lists)
    other = np.where(table.counts > 0, 7 * table.counts + 1, 0)
    cached, which = statuses_of(np.array([table.counts, other]), ALL[lists])
    assert which.tolist() == [0, 0]
    for family, status in zip(ALL[lists].tolist(), cached[0], strict=True):
        assert fit(table, model_of(family, lists)).status == status


@given(fitted())
def test_a_failure_has_a_reason(case: tuple[CaptureTable, Model]) -> None:
    table, model = case
    found = fit(table, model)
    what = failure(table, found)
    assert bool(what.vanishing) == (found.status in {Status.NO_MAXIMUM, Status.NEITHER})
    assert bool(what.free) == (found.status in {Status.NOT_IDENTIFIABLE, Status.NEITHER})


@given(tables(people=20), st.sampled_from(Criterion))
@few
def test_bounds_find_the_best_of_all_models(table: CaptureTable, criterion: Criterion) -> None:
    ranked = ranking(table, len(table.lists) - 1, criterion)
    assume(len(ranked.families))
    found = exhaustive(table, criterion=criterion)
    assert found is not None
    assert found.near.values[0] == pytest.approx(ranked.values[0], abs=1e-6)
    near = ranked.values <= ranked.values[0] + 6 - 1e-6
    assert set(ranked.families[near].tolist()) <= set(found.near.families.tolist())


@given(tables(people=20))
@few
def test_each_table_of_many_is_as_alone(table: CaptureTable) -> None:
    fewer, weights = one_less(table)
    assert (fewer.sum(axis=1) == table.observed - 1).all()
    assert weights.sum() == table.observed
    totals = stepwise_totals(fewer)
    for row, total in zip(fewer, totals, strict=True):
        alone = stepwise(CaptureTable.of(table.lists, {v: int(n) for v, n in enumerate(row) if v}))
        assert total == pytest.approx(alone.fit.total, rel=1e-6, nan_ok=True)
    family = np.array([family_of(stepwise(table).fit.model)], dtype=np.int64)
    assume(stepwise(table).fit.status is Status.OK)
    fixed = running_totals(table, fewer, family, Criterion.BIC)[:, 0]
    for row, total in zip(fewer, fixed, strict=True):
        alone_table = CaptureTable.of(table.lists, {v: int(n) for v, n in enumerate(row) if v})
        alone_fit = fit(alone_table, model_of(int(family[0]), len(table.lists)))
        assert total == pytest.approx(alone_fit.total, rel=1e-6, nan_ok=True)


@given(tables(most=3, least=1, people=30), st.integers(0, 99))
@few
def test_limits_hold_what_was_observed(table: CaptureTable, seed: int) -> None:
    found = bootstrap(table, stepwise_totals, replicates=40, seed=seed)
    for limits in (found.percentile(), found.bca()):
        if limits is not None:
            assert table.observed <= limits.lower <= limits.upper


@given(st.integers(2, 5), st.data())
def test_a_name_is_read_as_what_it_names(lists: int, data: st.DataObject) -> None:
    sets = data.draw(st.lists(st.integers(0, (1 << lists) - 2), max_size=4))
    model = Model.of(lists, sets)
    assert Model.parse(str(model), lists) == model
    assert model_of(family_of(model), lists) == model
    for neighbour in model.neighbours(lists - 1):
        assert model in set(neighbour.neighbours(lists - 1))
