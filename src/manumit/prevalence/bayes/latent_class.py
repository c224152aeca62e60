"""Latent classes: people differ in how they are seen, and nobody says in how many ways.

Idea: everybody belongs to one of up to ``classes`` hidden groups; within a group lists see people
independently, each with its own probability; how large the groups are is itself drawn (a Dirichlet
process, cut off). All dependence between lists comes from the mixture. Formula: person i has class
z with weights by stick-breaking, V_k ~ Beta(1, alpha), alpha ~ Gamma(0.25, rate 0.25); list j sees
somebody of class k with probability lambda_jk ~ Beta(1, 1); prior 1/N on the total. The hidden are
drawn with everything else; their expected number is held to ``most_hidden`` for each observed.

Paper: D. Manrique-Vallier, "Bayesian population size estimation using Dirichlet process mixtures",
Biometrics 72 (2016) 1246-1254; the R package LCMCR, which cuts the drawn number of hidden instead
of the expected one.

It fails where lists refer people to each other, or shut each other out, in a way that no mixture of
independent lists gives, and in silence where its chains do: on real tables one chain stays for
thousands of sweeps where it happened to come to, so a single run shows one of several answers
(Binette and Steorts 2022, J. R. Statist. Soc. A 185, run 200 chains for that). Here every chain is
a ladder of smaller tables (see ``latent_class_sampler``), several of them run, and M245 reports
where they do not agree. With 3 lists the prior says more than the data.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from manumit.errors import Place
from manumit.prevalence.bayes.chains import convergence
from manumit.prevalence.bayes.doubts import doubts, refusal
from manumit.prevalence.bayes.latent_class_sampler import climb
from manumit.prevalence.bayes.latent_class_state import Prior
from manumit.prevalence.codes import PrevalenceCode
from manumit.prevalence.compiled import share_out
from manumit.prevalence.histories import CaptureTable
from manumit.prevalence.results import Estimate, Grade, Interval

METHOD = "latent-class"
MOST = 16
SHRINK = 1.5
"""People on a rung for each one on the next smaller rung."""
NEAR_LIMIT, AT_LIMIT = 0.9, 0.01
"""Share of the most hidden from which a draw is close to it; share of such draws to report."""
_SPREAD = 0.6180339887498949
"""Golden ratio less 1: counts of one are dropped one after another as tables shrink."""


@dataclass(frozen=True, slots=True)
class Ladders:
    """How much is drawn.

    Attributes:
        chains: independent ladders, each of them a chain of its own.
        sweeps: kept draws of each.
        warm_up: sweeps before them, forgotten.
        rungs: the table itself and the tables shrunk from it.
        moves: whether to add the steps of ``latent_class_moves`` to the Gibbs sweep.
    """

    chains: int = 8
    sweeps: int = 15_000
    warm_up: int = 5_000
    rungs: int = 5
    moves: bool = True


FULL = Ladders()
PUBLISHED = Ladders(chains=1, sweeps=100_000, warm_up=10_000, rungs=1, moves=False)
"""The sweeps that LCMCR was run with for the reference: one chain, no ladder, no exchange."""


@dataclass(frozen=True, slots=True)
class Mixture:
    """What is believed beforehand.

    Attributes:
        classes: most hidden groups there can be.
        shape, rate: of the gamma distribution of the concentration.
        most_hidden: expected hidden people for each observed one, at most.
    """

    classes: int = 10
    shape: float = 0.25
    rate: float = 0.25
    most_hidden: float = 20.0


USUAL = Mixture()


def latent_class(
    table: CaptureTable,
    *,
    mixture: Mixture = USUAL,
    level: float = 0.95,
    ladders: Ladders = FULL,
    seed: int = 12345,
) -> Estimate:
    """Estimate the total by latent classes.

    Args:
        table: 3 to 16 lists.
        mixture: prior.
        level: posterior probability between the limits.
        ladders: chains and sweeps; they run on all processors, and the result does not depend on
            how many there are.
        seed: of the random numbers.

    Returns:
        Posterior median and limits (kind ``posterior``) of all chains together; ``details`` has
        ``rhat``, ``bulk``, ``tail``, ``draws``, the ``medians`` of the chains and the share of
        ``exchanges`` accepted between rungs. Weak: few people seen twice (M211), chains that
        disagree or are short (M245, M246), a posterior that runs into its limit (M248). Refused as
        :func:`bayes_doubts.refusal` says.
    """
    refused = refusal(table, METHOD, MOST)
    if refused:
        return Estimate(
            METHOD, table.observed, None, None, grade=Grade.REFUSED, reasons=(refused,), seed=seed
        )
    hidden, exchanges = draws(table, mixture=mixture, ladders=ladders, seed=seed)
    totals = table.observed + hidden.astype(np.float64)
    agreement = convergence(totals)
    most = mixture.most_hidden * table.observed
    reasons = doubts(table)
    reasons += [problem for problem in (agreement.problem(ladders.chains),) if problem]
    close = float((hidden > NEAR_LIMIT * most).mean())
    if close > AT_LIMIT:
        reasons.append(
            PrevalenceCode.AT_LIMIT.problem(
                Place(), share=f"{100 * close:.0f}", most=f"{most:,.0f}"
            )
        )
    tail = (1.0 - level) / 2.0
    lower, median, upper = np.quantile(totals, (tail, 0.5, 1.0 - tail))
    return Estimate(
        METHOD,
        table.observed,
        float(median),
        Interval(float(lower), float(upper), level, "posterior"),
        grade=Grade.WEAK if reasons else Grade.SOUND,
        reasons=tuple(reasons),
        details={
            "rhat": agreement.rhat,
            "bulk": agreement.bulk,
            "tail": agreement.tail,
            "draws": totals.size,
            "medians": tuple(float(one) for one in np.median(totals, axis=1)),
            "exchanges": tuple(float(share) for share in exchanges),
        },
        seed=seed,
    )


def draws(
    table: CaptureTable, *, mixture: Mixture, ladders: Ladders, seed: int
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return the hidden people drawn, shape (chains, sweeps), and the exchanges by rung."""
    cells = np.flatnonzero(table.counts).astype(np.int64)
    rungs = shrunk(table.counts[cells], ladders.rungs)
    prior = Prior(
        mixture.shape, mixture.rate, mixture.most_hidden, mixture.classes, len(table.lists)
    )
    drawn = np.zeros((ladders.chains, ladders.warm_up + ladders.sweeps), dtype=np.int64)
    swapped = np.zeros((ladders.chains, ladders.rungs))
    seeds = np.random.SeedSequence(seed).spawn(ladders.chains)

    def work(first: int, last: int) -> None:
        for chain in range(first, last):
            generator = np.random.Generator(np.random.PCG64(seeds[chain]))
            climb(cells, rungs, prior, ladders.moves, drawn[chain], swapped[chain], generator)

    share_out(work, ladders.chains, block=1)
    return drawn[:, ladders.warm_up :], swapped.mean(axis=0)[:-1]


def shrunk(counts: NDArray[np.int64], rungs: int) -> NDArray[np.int64]:
    """Return the counts and, below them, the same table ever smaller, in whole numbers.

    Each history rounds at a point of its own, so that small counts go one after another.
    """
    order = np.argsort(counts, kind="stable")
    points = np.empty(len(counts))
    points[order] = (0.5 + _SPREAD * np.arange(len(counts))) % 1.0
    tables = [np.floor(counts * SHRINK**-rung + points) for rung in range(1, rungs)]
    return np.array([counts, *tables]).astype(np.int64)
