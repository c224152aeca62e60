"""The latent-class sampler against one that shares nothing with it, and against LCMCR's draws."""

import gzip

import numpy as np
import pytest
from numpy.typing import NDArray

from manumit.prevalence.bayes.chains import convergence
from manumit.prevalence.bayes.latent_class import USUAL, Ladders, draws
from manumit.prevalence.bayes.latent_class_sampler import begin, log_gamma_draw, sweep
from manumit.prevalence.bayes.latent_class_state import ALPHA, NONE, Prior, State
from manumit.prevalence.histories import CaptureTable
from prevalence_around import FOUND, needs_reference, table_of, written

type Numbers = NDArray[np.float64]

SMALL = written(3, "100 12, 010 10, 001 8, 110 5, 101 3, 011 3, 111 2")
PRIOR = Prior(shape=0.25, rate=0.25, most_hidden=20.0, classes=4, lists=3)


def weighted_prior(table: CaptureTable, number: int) -> tuple[Numbers, Numbers, Numbers]:
    """Concentration, p_0 and weight of draws from the prior: importance sampling, no chain.

    Each draw is a whole set of parameters from the prior; its weight is the likelihood of the
    observed table with the hidden people summed out under the prior 1/N.
    """
    chance = np.random.default_rng(1)
    classes, lists = PRIOR.classes, PRIOR.lists
    log_alpha = np.log(chance.gamma(PRIOR.shape + 1.0, 1.0 / PRIOR.rate, number))
    log_alpha += np.log(chance.random(number)) / PRIOR.shape
    alpha = np.exp(log_alpha)
    left = np.cumsum(np.log(chance.random((number, classes - 1))) / alpha[:, None], axis=1)
    tails = np.concatenate([np.ones((number, 1)), np.exp(left), np.zeros((number, 1))], axis=1)
    weights = -np.diff(tails, axis=1)
    seen = chance.random((number, classes, lists))

    def probability(history: int) -> Numbers:
        factors = [seen[:, :, j] if history >> j & 1 else 1.0 - seen[:, :, j] for j in range(lists)]
        return np.asarray((weights * np.prod(factors, axis=0)).sum(axis=1))

    none = probability(0)
    logs = np.zeros(number)
    for history in np.flatnonzero(table.counts):
        logs += table.counts[history] * np.log(probability(int(history)) / (1.0 - none))
    logs[none > PRIOR.most_hidden * (1.0 - none)] = -np.inf
    raised = np.exp(logs - logs.max())
    return alpha, none, raised / raised.sum()


def chain(table: CaptureTable, sweeps: int, *, moves: bool) -> tuple[Numbers, Numbers]:
    """Concentration and p_0 of one chain of the product's sampler."""
    cells = np.flatnonzero(table.counts)
    classes = PRIOR.classes
    state = State(
        np.ones(2),
        np.empty((classes, PRIOR.lists)),
        np.empty(classes),
        np.empty((2, classes)),
        np.empty((len(cells) + 1, classes)),
        np.empty(len(cells)),
    )
    generator = np.random.default_rng(3)
    begin(cells, PRIOR, state, generator)
    kept = np.empty((sweeps, 2))
    for turn in range(sweeps):
        sweep(cells, table.counts[cells], PRIOR, moves, state, generator)
        kept[turn] = state.numbers
    return kept[:, ALPHA], kept[:, NONE]


@pytest.mark.parametrize("moves", [False, True])
def test_the_posterior_is_that_of_importance_sampling(*, moves: bool) -> None:
    """Gamma numbers that underflow made 12 instead of 24 % of the concentrations below 0.01."""
    alpha, none, weight = weighted_prior(SMALL, 400_000)
    assert 1.0 / float((weight**2).sum()) > 4000
    drawn_alpha, drawn_none = chain(SMALL, 40_000, moves=moves)
    for limit in (1e-4, 0.01, 0.1, 1.0):
        share = float(weight[alpha < limit].sum())
        assert float((drawn_alpha < limit).mean()) == pytest.approx(share, abs=0.05)
    order = np.argsort(none)
    reached = np.cumsum(weight[order])
    for share in (0.05, 0.25, 0.5, 0.75, 0.95):
        exact = float(none[order][np.searchsorted(reached, share)])
        assert float((drawn_none < exact).mean()) == pytest.approx(share, abs=0.03)


def test_a_gamma_number_keeps_its_logarithm() -> None:
    """The mean of log G is digamma of the shape, and its deviation about 1 / shape below 1."""
    from scipy.special import digamma  # noqa: PLC0415 - this test alone

    chance = np.random.default_rng(2)
    for shape in (1e-6, 0.003, 0.4, 7.0):
        logs = np.array([log_gamma_draw(shape, chance) for _ in range(4000)])
        error = float(logs.std()) / np.sqrt(len(logs))
        assert float(logs.mean()) == pytest.approx(float(digamma(shape)), abs=4.5 * error)


def agrees(totals: Numbers, peer: Numbers, shares: tuple[float, ...]) -> bool:
    """Whether shares of the draws below the peer's quantiles are those of the peer's draws.

    Either share has the error of its effective draws; 4 of them together are allowed.
    """
    ours, theirs = convergence(totals), convergence(peer)
    size = 1.0 / (1.0 / min(ours.bulk, ours.tail) + 1.0 / min(theirs.bulk, theirs.tail))
    below = [float((totals < np.quantile(peer, share)).mean()) for share in shares]
    allowed = [4.0 * np.sqrt(share * (1.0 - share) / size) for share in shares]
    return all(
        abs(found - share) <= most
        for found, share, most in zip(below, shares, allowed, strict=True)
    )


def lcmcr_draws(name: str) -> Numbers:
    """LCMCR's own totals: 8 chains of 10,000 draws."""
    file = FOUND[0] / "reference" / "lcmcr_draws" / f"{name}.txt.gz"
    with gzip.open(file, "rt", encoding="ascii") as stream:
        return np.loadtxt(stream)


@needs_reference
def test_kosovo_is_drawn_as_lcmcr_draws_it() -> None:
    table, peer = table_of("kosovo4"), lcmcr_draws("kosovo4")
    hidden, _ = draws(table, mixture=USUAL, ladders=Ladders(8, 6000, 2000), seed=5)
    totals = (table.observed + hidden).astype(np.float64)
    found = convergence(totals)
    assert found.rhat <= 1.01
    assert min(found.bulk, found.tail) > 400
    assert agrees(totals, peer, (0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975))
    assert not agrees(totals * 1.03, peer, (0.25, 0.5, 0.75))


@needs_reference
def test_uk5_converges_where_lcmcr_had_not() -> None:
    """LCMCR's 8 chains have R-hat 1.17 and are worth 31 draws; the ladders agree."""
    table, peer = table_of("uk5"), lcmcr_draws("uk5")
    assert convergence(peer).rhat > 1.1
    hidden, _ = draws(table, mixture=USUAL, ladders=Ladders(8, 8000, 3000), seed=5)
    totals = (table.observed + hidden).astype(np.float64)
    assert convergence(totals).rhat <= 1.02
    assert agrees(totals, peer, (0.25, 0.5, 0.75))
