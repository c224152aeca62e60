"""Shares and totals from a survey of clusters that were drawn within strata, with weights.

Idea: people in one village answer alike, so that a thousand answers from ten villages say less than
a thousand from a thousand. The variance is read off how much clusters differ within strata.
Formulas: with weights w, answers y (1: in the situation counted, 0: not) and p = sum wy / sum w,
the linearised value of a person is w (y - p) / sum w for the share and w y for the total; the
variance is the sum over strata of (1 - f) n / (n - 1) times the sum of squares of the n clusters'
totals about their mean, f the share of the stratum's clusters that was drawn (Cochran 1977;
Wolter 2007). The design effect is that variance over the one of a simple random sample of as many
people, p (1 - p) / (people - 1), and the effective sample the people divided by it.

Intervals of the share, degrees of freedom = clusters - strata:

- ``korn-graubard`` (default; Korn and Graubard 1998, Survey Methodology 24): Clopper and Pearson's
  exact interval on the effective sample, made smaller by (t of people - 1 over t of the degrees of
  freedom) squared and never larger than the sample. It keeps its coverage for rare situations and
  does not fall below 0.
- ``logit``: t limits of log(p / (1 - p)), delta method. Not there where nobody is in the situation.

A total has the limits of the share times the size of the population where that is known, else times
the sum of the weights, with the effective sample that the variance of the total says. Numbers of
people in a household have limits of Student's t on the logarithm (``log-t``).

Coverage of nominal 95 % in 800 simulated surveys each, clusters of beta-binomial answers with
intraclass correlation r (``benchmarks/run.py intervals``; surveys that found nobody have the first
interval in the second column too):

    clusters, people in each, share, r   korn-graubard  logit
    40, 15, 1 %, 0.05                    94.2 %         96.8 %
    40, 15, 1 %, 0.15                    86.0 %         92.8 %
    60, 20, 2 %, 0.1                     93.0 %         91.6 %
    20, 20, 5 %, 0.1                     95.1 %         94.0 %
    100, 20, 0.5 %, 0.1                  94.5 %         92.4 %

Neither holds where a rare situation is bunched in few clusters.

When it fails: people in forced labour whom no sampling frame reaches (locked in, in a camp, at sea,
dead or gone abroad); questions not answered in front of the one who controls; clusters drawn with
weights that do not say so; fewer than about 10 degrees of freedom. With nobody in the situation the
sample says only "at most", and nothing of how clusters differ: the design effect is then the one
that is assumed, from an earlier survey, or else only the loss through unequal weights (Kish 1965),
which is too small where clusters differ.

A simple random sample gives Clopper and Pearson's limits exactly. R's ``survey::svyciprop`` takes
p (1 - p) / variance as the effective sample, which is smaller by (people - 1) / people.
"""

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv, stdtrit

from manumit.errors import Place, Problem
from manumit.prevalence.around.measures import Measure, refused
from manumit.prevalence.codes import PrevalenceCode
from manumit.prevalence.results import Grade, Interval

type Floats = NDArray[np.float64]
type Integers = NDArray[np.int64]

FEW_CASES = 7
FEW_DEGREES = 10
KINDS = ("korn-graubard", "logit")
ASSUMPTIONS = (
    "Everybody had a known chance above 0 of being drawn, and the weights are its inverse.",
    "Those who were drawn and did not answer are like those who did.",
    "People answered truly; nobody who could punish them listened.",
    "Nobody is kept where no interviewer comes.",
)


@dataclass(frozen=True, eq=False)
class Sample:
    """Answers of a survey.

    Attributes:
        cases: whether each person is in the situation counted (True or 1), or how many people of a
            household are.
        weights: people of the population whom each represents, above 0.
        clusters: the cluster of each person, unique within a stratum; one's own where people were
            drawn singly.
        strata: the stratum of each person.
        drawn: share of the clusters of a stratum that was drawn; strata left out count as 0, which
            leaves the variance as it is.
    """

    cases: Sequence[float]
    weights: Sequence[float]
    clusters: Sequence[Hashable]
    strata: Sequence[Hashable]
    drawn: dict[Hashable, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Check that there is one of each for everybody.

        Raises:
            ValueError: nobody, columns of unlike length, or numbers out of range.
        """
        sizes = {len(self.cases), len(self.weights), len(self.clusters), len(self.strata)}
        if len(sizes) != 1 or not len(self.cases):
            raise ValueError("there is a case, a weight, a cluster and a stratum for each person")
        if any(not 0 < weight < math.inf for weight in self.weights):
            raise ValueError("weights are above 0")
        if any(not 0 <= case < math.inf for case in self.cases):
            raise ValueError("cases are numbers from 0")
        if any(not 0 <= share < 1 for share in self.drawn.values()):
            raise ValueError("the share drawn lies from 0 to below 1")

    @classmethod
    def simple(cls, cases: Sequence[float], weight: float = 1.0) -> "Sample":
        """Return a simple random sample of people, each standing for as many."""
        people = len(cases)
        return cls(cases, [weight] * people, range(people), [""] * people)

    @property
    def people(self) -> int:
        """Return the sample size."""
        return len(self.cases)


@dataclass(frozen=True)
class _Design:
    """Clusters numbered, with what a variance needs."""

    stratum_of: Integers
    cluster_of: Integers
    names: tuple[Hashable, ...]
    sizes: Integers
    drawn: Floats

    @classmethod
    def of(cls, sample: Sample) -> "_Design":
        names = tuple(dict.fromkeys(sample.strata))
        numbers = {name: i for i, name in enumerate(names)}
        pairs = list(zip(sample.strata, sample.clusters, strict=True))
        clusters = {pair: i for i, pair in enumerate(dict.fromkeys(pairs))}
        stratum_of = np.array([numbers[stratum] for stratum, _ in clusters], dtype=np.int64)
        return cls(
            stratum_of,
            np.array([clusters[pair] for pair in pairs], dtype=np.int64),
            names,
            np.bincount(stratum_of, minlength=len(names)).astype(np.int64),
            np.array([sample.drawn.get(name, 0.0) for name in names]),
        )

    @property
    def degrees(self) -> int:
        """Return the number of clusters less strata."""
        return len(self.stratum_of) - len(self.names)

    def variance(self, values: Floats) -> float:
        """Return the variance of the sum of linearised values."""
        totals = np.bincount(self.cluster_of, weights=values, minlength=len(self.stratum_of))
        means = np.bincount(self.stratum_of, weights=totals) / self.sizes
        squares = np.bincount(self.stratum_of, weights=(totals - means[self.stratum_of]) ** 2)
        factors = (1.0 - self.drawn) * self.sizes / np.maximum(self.sizes - 1, 1)
        return float((factors * squares).sum())


def survey_share(
    sample: Sample,
    *,
    level: float = 0.95,
    kind: str = "korn-graubard",
    assumed_effect: float | None = None,
) -> Measure:
    """Estimate the share of the population that is in the situation counted.

    Args:
        sample: answers of 0 and 1.
        level: nominal coverage.
        kind: korn-graubard (default) or logit.
        assumed_effect: design effect for a sample in which nobody or everybody is a case.

    Returns:
        The share between 0 and 1; refused with a stratum of one cluster (M218), weak with few cases
        (M219, M220) or few clusters (M221).

    Raises:
        ValueError: an answer that is neither 0 nor 1, or a kind that is none of the two.
    """
    cases, weights = np.asarray(sample.cases, np.float64), np.asarray(sample.weights, np.float64)
    if kind not in KINDS or not np.isin(cases, (0.0, 1.0)).all():
        raise ValueError(f"answers are 0 or 1, and the interval one of {', '.join(KINDS)}")
    design = _Design.of(sample)
    alone = _alone(design)
    if alone:
        return refused("survey", *alone)
    people = sample.people
    share = float(cases @ weights / weights.sum())
    variance = design.variance(weights * (cases - share) / weights.sum())
    effect = _effect(share, variance, weights, assumed_effect)
    effective = people / max(effect, 1.0)
    if kind == "korn-graubard" or share in (0.0, 1.0):
        interval = _korn_graubard(share, effective, people, design.degrees, level)
    else:
        interval = _logit(share, variance, design.degrees, level)
    reasons = _reasons(cases, design)
    return Measure(
        "survey",
        share,
        interval,
        math.sqrt(variance) if 0.0 < share < 1.0 else None,
        grade=Grade.WEAK if reasons else Grade.SOUND,
        assumptions=ASSUMPTIONS,
        reasons=reasons,
        details={
            "cases": int(cases.sum()),
            "people": people,
            "clusters": len(design.stratum_of),
            "strata": len(design.names),
            "degrees_of_freedom": design.degrees,
            "design_effect": effect,
            "effective_sample": effective,
        },
    )


def survey_total(
    sample: Sample,
    *,
    level: float = 0.95,
    population: float | None = None,
    kind: str = "korn-graubard",
    assumed_effect: float | None = None,
) -> Measure:
    """Estimate the number of people in the situation counted.

    Args:
        sample: answers; numbers above 1 only where ``population`` is None.
        level: nominal coverage.
        population: its known size: the total is then the share of it; None: the weighted sum.
        kind: of the share's interval, for a known population.
        assumed_effect: as in :func:`survey_share`.

    Raises:
        ValueError: as :func:`survey_share`, or a population that is smaller than the sample.
    """
    if population is not None:
        share = survey_share(sample, level=level, kind=kind, assumed_effect=assumed_effect)
        if population < sample.people:
            raise ValueError("the population is no smaller than the sample")
        return _scaled(share, population)
    cases, weights = np.asarray(sample.cases, np.float64), np.asarray(sample.weights, np.float64)
    everybody, total = float(weights.sum()), float(cases @ weights)
    design = _Design.of(sample)
    alone = _alone(design)
    if alone:
        return refused("survey", *alone)
    part = total / everybody
    answers = bool(np.isin(cases, (0.0, 1.0)).all())
    if answers and part in (0.0, 1.0):
        return _scaled(survey_share(sample, level=level, assumed_effect=assumed_effect), everybody)
    error = math.sqrt(design.variance(weights * cases))
    if answers:
        people = sample.people
        effective = (1.0 - part) / part / (error / total) ** 2 if error else float(people)
        limits = _korn_graubard(part, effective, people, design.degrees, level)
        interval = Interval(limits.lower * everybody, limits.upper * everybody, level, limits.kind)
    else:
        interval = _log_t(total, error, design.degrees, level)
    reasons = _reasons(cases, design)
    return Measure(
        "survey",
        total,
        interval,
        error,
        grade=Grade.WEAK if reasons else Grade.SOUND,
        assumptions=ASSUMPTIONS,
        reasons=reasons,
        details={
            "cases": float(cases.sum()),
            "people": sample.people,
            "clusters": len(design.stratum_of),
            "strata": len(design.names),
            "degrees_of_freedom": design.degrees,
        },
    )


def clopper_pearson(cases: float, people: float, level: float = 0.95) -> tuple[float, float]:
    """Return the exact limits of a share (Clopper and Pearson 1934); numbers need not be whole."""
    tail = (1.0 - level) / 2.0
    lower = float(betaincinv(cases, people - cases + 1.0, tail)) if cases > 0 else 0.0
    upper = float(betaincinv(cases + 1.0, people - cases, 1.0 - tail)) if cases < people else 1.0
    return lower, upper


def _scaled(share: Measure, population: float) -> Measure:
    if share.value is None or share.interval is None:
        return share
    limits, error = share.interval, share.standard_error
    return Measure(
        share.method,
        share.value * population,
        Interval(limits.lower * population, limits.upper * population, limits.level, limits.kind),
        None if error is None else error * population,
        grade=share.grade,
        assumptions=(*share.assumptions, "The population is as large as stated."),
        reasons=share.reasons,
        details={**share.details, "population": population},
    )


def _korn_graubard(
    share: float, effective: float, people: int, degrees: int, level: float
) -> Interval:
    tail = (1.0 - level) / 2.0
    if people > 1:
        ratio = float(stdtrit(people - 1, tail)) / float(stdtrit(degrees, tail))
        effective = min(effective * ratio**2, float(people))
    lower, upper = clopper_pearson(share * effective, effective, level)
    return Interval(min(lower, share), max(upper, share), level, "korn-graubard")


def _logit(share: float, variance: float, degrees: int, level: float) -> Interval:
    centre = math.log(share / (1.0 - share))
    spread = math.sqrt(variance) / (share * (1.0 - share))
    reach = float(stdtrit(degrees, 0.5 + level / 2.0)) * spread
    low, high = (1.0 / (1.0 + math.exp(-at)) for at in (centre - reach, centre + reach))
    return Interval(min(low, share), max(high, share), level, "logit")


def _log_t(total: float, error: float, degrees: int, level: float) -> Interval:
    spread = math.sqrt(math.log1p((error / total) ** 2))
    factor = math.exp(float(stdtrit(degrees, 0.5 + level / 2.0)) * spread)
    return Interval(total / factor, total * factor, level, "log-t")


def _effect(share: float, variance: float, weights: Floats, assumed: float | None) -> float:
    """Return the design effect; without spread between people the assumed one, or the weights'."""
    simple = share * (1.0 - share) / max(len(weights) - 1, 1)
    if simple:
        return variance / simple
    unequal = float(len(weights) * (weights**2).sum() / weights.sum() ** 2)
    return unequal if assumed is None else assumed


def _alone(design: _Design) -> tuple[Problem, ...]:
    return tuple(
        PrevalenceCode.ONE_CLUSTER.problem(Place(), stratum=name)
        for name, size in zip(design.names, design.sizes, strict=True)
        if size < 2  # noqa: PLR2004 - one cluster has no spread
    )


def _reasons(cases: Floats, design: _Design) -> tuple[Problem, ...]:
    reasons = []
    count = int((cases > 0).sum())
    if not count:
        reasons.append(PrevalenceCode.NO_CASES.problem(Place()))
    elif count < FEW_CASES:
        reasons.append(PrevalenceCode.FEW_CASES.problem(Place(), count=count))
    if design.degrees < FEW_DEGREES:
        reasons.append(PrevalenceCode.FEW_CLUSTERS.problem(Place(), count=design.degrees))
    return tuple(reasons)
