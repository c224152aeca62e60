"""What holds for every table: order changes nothing, nobody is lost, limits are in order."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from manumit.prevalence.bayes.chains import convergence
from manumit.prevalence.bayes.decomposable import decomposable, posterior
from manumit.prevalence.bayes.latent_class import Ladders, latent_class
from manumit.prevalence.bayes.threshold import Effort, bayes_threshold
from manumit.prevalence.histories import CaptureTable
from manumit.prevalence.results import Estimate
from manumit.prevalence.study.simulator import Classes, Population, probabilities, simulate
from prevalence_around import permuted, tables

FEW = Effort(chains=4, draws=40, warm_up=20)
SHORT = Ladders(chains=2, sweeps=20, warm_up=5, rungs=2)


def holds_what_was_seen(found: Estimate) -> None:
    if found.total is not None:
        assert found.interval is not None
        assert found.observed <= found.interval.lower <= found.total <= found.interval.upper


@settings(max_examples=20)
@given(tables(3, 4))
def test_posteriors_hold_what_was_seen(table: CaptureTable) -> None:
    holds_what_was_seen(decomposable(table))
    holds_what_was_seen(bayes_threshold(table, effort=FEW))
    holds_what_was_seen(latent_class(table, ladders=SHORT))


@settings(max_examples=20)
@given(tables(3, 4), st.data())
def test_the_order_of_lists_changes_nothing(table: CaptureTable, data: st.DataObject) -> None:
    order = data.draw(st.permutations(range(len(table.lists))))
    first, again = decomposable(table), decomposable(permuted(table, order))
    assert (first.total is None) == (again.total is None)
    if first.total is not None:
        assert again.total == pytest.approx(first.total, abs=1.01)
        before, after = posterior(table), posterior(permuted(table, order))
        assert np.sort(after.weights) == pytest.approx(np.sort(before.weights), abs=1e-9)


@settings(max_examples=20)
@given(tables(3, 4), st.randoms())
def test_the_order_of_rows_changes_nothing(table: CaptureTable, chance: object) -> None:
    assert hasattr(chance, "shuffle")
    rows = [(w, int(n)) for w, n in enumerate(table.counts) if w]
    chance.shuffle(rows)
    shuffled = CaptureTable.of(table.lists, dict(rows))
    assert decomposable(shuffled).total == decomposable(table).total
    asked = {"effort": FEW, "seed": 1}
    assert bayes_threshold(shuffled, **asked).total == bayes_threshold(table, **asked).total  # type: ignore[arg-type] # by name
    first, again = (latent_class(one, ladders=SHORT, seed=1) for one in (table, shuffled))
    assert (first.total, first.interval) == (again.total, again.interval)


@given(tables(3, 4))
def test_quantiles_rise_and_weights_make_a_whole(table: CaptureTable) -> None:
    found = posterior(table)
    quantiles = [found.quantile(p) for p in (0.01, 0.1, 0.5, 0.9, 0.99)]
    assert quantiles == sorted(quantiles)
    assert found.weights.sum() == pytest.approx(1)
    assert found.masses.sum() == pytest.approx(1)
    assert found.beyond(0) <= 1


@given(
    st.integers(1, 3000),
    st.lists(st.floats(0.01, 0.9), min_size=2, max_size=4),
    st.floats(-2, 2),
    st.floats(0, 2),
    st.floats(0, 1),
    st.integers(0, 2**32),
)
def test_nobody_is_made_twice(
    size: int, seen: list[float], strength: float, spread: float, chance: float, seed: int
) -> None:
    """Without duplicates and missed links, no more people are seen than there are."""
    population = Population(
        size,
        tuple(seen),
        {(0, 1): strength},
        Classes.normal(spread),
        {(1, 0): chance},
        false=chance / 4,
    )
    found = probabilities(population)
    assert (found >= 0).all()
    assert found.sum() == pytest.approx(1)
    made = simulate(population, seed)
    assert made.table.observed <= made.truth == size
    assert all(kind.referred & ~kind.history == 0 for kind in made.reading.people)


@given(st.integers(1, 6), st.integers(4, 60), st.integers(0, 2**32))
def test_monotone_changes_leave_agreement_alone(chains: int, length: int, seed: int) -> None:
    """Only ranks count, so a scale that is stretched changes neither R-hat nor the tails."""
    draws = np.random.default_rng(seed).standard_normal((chains, length))
    first, again = convergence(draws), convergence(np.exp(draws))
    assert again.bulk == pytest.approx(first.bulk, rel=1e-6)
    assert again.tail == pytest.approx(first.tail, rel=1e-6)
