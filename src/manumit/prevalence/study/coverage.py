"""How often the intervals of each method hold the truth, on made populations (coverage study).

Six situations with four lists, many populations each, every method on every population. A nominal
95 % interval should hold the true size in 95 of 100 populations. Seeds are by situation and number,
so a result does not depend on who computes it, in which order, or with how many workers. What is
found here holds for these situations and not for a country: see
``docs/explanation/prevalence-coverage.md``.
"""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np

from manumit.prevalence.around.referral import without_referrals
from manumit.prevalence.bayes.decomposable import decomposable
from manumit.prevalence.bayes.latent_class import Ladders, latent_class
from manumit.prevalence.bayes.threshold import Effort, bayes_threshold
from manumit.prevalence.closed.chao import chao
from manumit.prevalence.closed.classic import closed
from manumit.prevalence.closed.two_lists import chapman
from manumit.prevalence.histories import CaptureTable
from manumit.prevalence.loglinear.bic import bic
from manumit.prevalence.loglinear.bootstrap import Bootstrap, bootstrap
from manumit.prevalence.loglinear.fitting import fit
from manumit.prevalence.loglinear.intervals import profile, wald
from manumit.prevalence.loglinear.models import Model
from manumit.prevalence.loglinear.stepwise import stepwise, stepwise_totals
from manumit.prevalence.loglinear.stepwise_aic import stepwise_aic
from manumit.prevalence.results import Estimate, Interval
from manumit.prevalence.study.simulator import Classes, Population, Simulated, simulate

LEVEL = 0.95
TOP = 20
"""Models kept by ``bic`` for four lists, as the method does by default."""
ALL = 10_000
FEW_DRAWS = Effort(chains=20, draws=100, warm_up=40)
FEW_SWEEPS = Ladders(chains=4, sweeps=1000, warm_up=500, rungs=1)
_SEEN = (0.12, 0.09, 0.06, 0.04)

SITUATIONS: Mapping[str, Population] = {
    "independent": Population(2000, _SEEN),
    "one dependence": Population(2000, _SEEN, dependence={(0, 1): 1.5}),
    "sparse": Population(1500, (0.08, 0.06, 0.03, 0.015)),
    "heterogeneous": Population(2000, _SEEN, classes=Classes.normal(1.0)),
    "referral": Population(2000, _SEEN, referrals={(0, 1): 0.2}),
    "too thin": Population(1000, (0.02, 0.02, 0.015, 0.015)),
}
"""Name to population: 4 lists, which see 12, 9, 6 and 4 % of the people unless stated otherwise."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the study costs.

    Attributes:
        replicates: bootstrap tables for each population and method.
        effort: of Bayesian thresholding.
        ladders: of latent classes; far fewer draws than one would make for one table.
    """

    replicates: int = 200
    effort: Effort = FEW_DRAWS
    ladders: Ladders = FEW_SWEEPS


type Answer = tuple[float, float, float]
"""Total, lower and upper limit."""
type Answers = dict[str, Answer | None]
"""By method and interval; None where a method refuses or has no interval."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One population, seen by all methods.

    Attributes:
        situation, number: which one.
        truth, observed: people there, and people seen.
        answers: by method.
    """

    situation: str
    number: int
    truth: int
    observed: int
    answers: Answers


@dataclass(frozen=True, slots=True)
class Row:
    """What a method did in a situation.

    Attributes:
        situation, method: which.
        populations: made.
        answered: with an estimate and an interval.
        covered: answers whose interval holds the truth, as a share of those answered.
        below, above: answers whose interval lies below or above the truth, as shares.
        width: median width of the interval, for each person there is; infinite if unbounded.
        ratio: median of estimate over truth.
    """

    situation: str
    method: str
    populations: int
    answered: int
    covered: float
    below: float
    above: float
    width: float
    ratio: float


def outcome(situation: str, number: int, settings: Settings) -> Outcome:
    """Make one population and ask every method."""
    place = tuple(SITUATIONS).index(situation)
    sequence = np.random.SeedSequence([place, number])
    made = simulate(SITUATIONS[situation], sequence)
    seed = int(sequence.spawn(1)[0].generate_state(1)[0])
    answers: Answers = {}
    for ask in METHODS:
        answers |= ask(made, settings, seed)
    return Outcome(situation, number, made.truth, made.table.observed, answers)


def summary(outcomes: Iterable[Outcome]) -> list[Row]:
    """Return one row for each situation and method, in the order of both."""
    ordered = sorted(outcomes, key=lambda one: (one.situation, one.number))
    rows = []
    for situation in SITUATIONS:
        here = [one for one in ordered if one.situation == situation]
        methods = here[0].answers if here else {}
        rows += [_row(situation, method, here) for method in methods]
    return rows


def _row(situation: str, method: str, here: Sequence[Outcome]) -> Row:
    given = [(one.truth, answer) for one in here if (answer := one.answers[method])]
    if not given:
        return Row(situation, method, len(here), 0, *(math.nan,) * 5)
    below = sum(upper < truth for truth, (_, _, upper) in given) / len(given)
    above = sum(lower > truth for truth, (_, lower, _) in given) / len(given)
    return Row(
        situation,
        method,
        len(here),
        len(given),
        sum(lower <= truth <= upper for truth, (_, lower, upper) in given) / len(given),
        below,
        above,
        median((upper - lower) / truth for truth, (_, lower, upper) in given),
        median(total / truth for truth, (total, _, _) in given),
    )


def _of(estimate: Estimate) -> Answer | None:
    if estimate.total is None or estimate.interval is None:
        return None
    return _with(estimate.total, estimate.interval)


def _with(total: float, interval: Interval | None) -> Answer | None:
    if interval is None or not math.isfinite(total):
        return None
    return (total, interval.lower, interval.upper)


def _without_model(made: Simulated, _: Settings, seed: int) -> Answers:
    table = made.table
    return {
        "chapman, first two lists": _of(chapman(_first_two(table), seed=seed)),
        "chao, lower bound": _of(chao(table)),
        "closed": _of(closed(table)),
    }


def _first_two(table: CaptureTable) -> CaptureTable:
    counts = {w: table.on_all_of(w) for w in (1, 2, 3)}
    both = counts[3]
    return CaptureTable.of(table.lists[:2], {1: counts[1] - both, 2: counts[2] - both, 3: both})


def _main_effects(made: Simulated, _: Settings, seed: int) -> Answers:  # noqa: ARG001 - no chance
    found = fit(made.table, Model.of(len(made.table.lists)))
    return {
        "main effects, wald": _with(found.total, wald(found)),
        "main effects, profile": _with(found.total, profile(made.table, found)),
    }


def _stepwise(made: Simulated, settings: Settings, seed: int) -> Answers:
    table = made.table
    found = stepwise(table).fit
    drawn = bootstrap(table, stepwise_totals, replicates=settings.replicates, seed=seed)
    return {
        "stepwise, wald": _with(found.total, wald(found)),
        "stepwise, percentile": _with(found.total, drawn.percentile()),
        "stepwise, bca": _with(found.total, drawn.bca()),
        "stepwise-aic, profile": _of(stepwise_aic(table)),
    }


def _by_bic(made: Simulated, settings: Settings, seed: int) -> Answers:
    names = ("bic, bca", "exhaustive, percentile", "exhaustive, bca")
    try:
        chosen = bic(made.table, top=ALL, replicates=settings.replicates, seed=seed)
    except ValueError:
        return dict.fromkeys(names)
    few: Bootstrap = chosen.among(min(TOP, chosen.estimates.shape[1]))
    every = chosen.among()
    limits = (few.bca(), every.percentile(), every.bca())
    return {name: _with(every.estimate, one) for name, one in zip(names, limits, strict=True)}


def _bayesian(made: Simulated, settings: Settings, seed: int) -> Answers:
    table = made.table
    return {
        "decomposable": _of(decomposable(table)),
        "bayes-threshold": _of(bayes_threshold(table, effort=settings.effort, seed=seed)),
        "latent-class": _of(latent_class(table, ladders=settings.ladders, seed=seed)),
    }


def _without_referrals(made: Simulated, settings: Settings, seed: int) -> Answers:
    if not made.reading.ways.recorded:
        return {}
    table, _ = without_referrals(made.reading)
    found = stepwise(table).fit
    drawn = bootstrap(table, stepwise_totals, replicates=settings.replicates, seed=seed)
    return {
        "stepwise, bca, without referrals": _with(found.total, drawn.bca()),
        "decomposable, without referrals": _of(decomposable(table)),
    }


METHODS: tuple[Callable[[Simulated, Settings, int], Answers], ...] = (
    _without_model,
    _main_effects,
    _stepwise,
    _by_bic,
    _bayesian,
    _without_referrals,
)


def cells(populations: int) -> Iterator[tuple[str, int]]:
    """Yield what has to be computed, so that an unfinished study has as much of each situation."""
    for number in range(populations):
        for situation in SITUATIONS:
            yield situation, number
