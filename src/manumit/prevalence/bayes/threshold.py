"""Bayesian thresholding: interactions that the data do not show clearly are left out.

Idea: start with every pair of lists interacting, each effect held near 0 by its prior; drop the
effects whose posterior mean is less than ``threshold`` posterior standard deviations from 0; sample
again with the others. Formula: log mean of history w = sum of a_t over the sets t within w; a_empty
and the lists' own effects flat (variance 10,000), pairs N(0, variance) (prior ``proper``) or flat
(``improper``: then pairs that nobody is on have a_t = -infinity, stay in, and the model with
all pairs must have an estimate); total = n + exp(a_empty), its median and quantiles. With
``order`` 3, triples whose pairs all stayed are tried next, and only they.

Paper: B. W. Silverman, "Multiple-systems analysis for the quantification of modern slavery:
classical and Bayesian approaches", J. R. Statist. Soc. A 183 (2020) 691-736, section 6; the R
package MultipleSystemsEstimation (``estimate_population_bayesthresh``).

It fails where dropping is not right: the limits know nothing of the choice, and an effect near the
threshold decides by a hair between totals that may differ widely (M247 reports both). The prior
holds strong effects near 0, and heterogeneity is not in the model. Two lists cannot be asked.
"""

from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from manumit.errors import Place, Problem
from manumit.prevalence.bayes.chains import convergence
from manumit.prevalence.bayes.doubts import doubts, refusal
from manumit.prevalence.bayes.threshold_chains import FLAT, Sparse, draw
from manumit.prevalence.codes import PrevalenceCode
from manumit.prevalence.histories import CaptureTable
from manumit.prevalence.loglinear.fitting import Status, fit
from manumit.prevalence.loglinear.models import Model, name_of, pairs, place
from manumit.prevalence.results import Estimate, Grade, Interval

type Numbers = NDArray[np.float64]

METHOD = "bayes-threshold"
MOST = 10
NEAR = 0.1
"""Distance from the threshold within which a decision is called near it."""
_ERRORS = 3.0
"""Monte-Carlo standard errors within which a decision is called near the threshold."""
_LOOKED_AT = 0.5
_TRIPLE = 3


class Prior(StrEnum):
    """What is believed of an interaction beforehand."""

    PROPER = "proper"
    IMPROPER = "improper"


@dataclass(frozen=True, slots=True)
class Effort:
    """How much is drawn.

    Attributes:
        chains: independent chains.
        draws: kept draws of each.
        warm_up: forgotten draws of each.
    """

    chains: int = 40
    draws: int = 1000
    warm_up: int = 100


FULL = Effort()


@dataclass(frozen=True, slots=True)
class Decision:
    """An effect near the threshold.

    Attributes:
        effect: its lists, as in the names of models.
        ratio: distance of the posterior mean from 0, in posterior standard deviations.
        kept: whether it stayed.
        total: median with the other decision; None where that model has no posterior.
    """

    effect: str
    ratio: float
    kept: bool
    total: float | None


def bayes_threshold(  # noqa: PLR0913 - the settings of the published method, all by name
    table: CaptureTable,
    *,
    prior: Prior = Prior.PROPER,
    variance: float = 1.0,
    threshold: float = 2.0,
    order: int = 2,
    level: float = 0.95,
    effort: Effort = FULL,
    seed: int = 12345,
) -> Estimate:
    """Estimate the total by Bayesian thresholding.

    Args:
        table: 3 to 10 lists.
        prior: of the interactions.
        variance: of a proper prior.
        threshold: posterior standard deviations from 0 that keep an effect.
        order: 2 for pairs, 3 for triples too.
        level: posterior probability between the limits.
        effort: chains and draws.
        seed: of the random numbers.

    Returns:
        Posterior median and limits (kind ``posterior``); ``details`` has ``ratios`` by effect,
        ``near`` (decisions near the threshold), ``rhat``, ``bulk``, ``tail``, ``draws``. Weak:
        few people seen twice (M211), chains that disagree or are short (M245, M246), decisions
        near the threshold (M247). Refused as :func:`bayes_doubts.refusal` says and, with the
        improper prior, a model without an estimate (M203, M204).
    """
    refused = refusal(table, METHOD, MOST)
    if refused is None:
        generator = np.random.default_rng(seed)
        sampler = _Sampler(table, Prior(prior), 1.0 / variance, effort, generator)
        try:
            return _estimate(sampler, threshold, order, level, seed)
        except _WithoutEstimateError as absent:
            refused = absent.problem
    return Estimate(
        METHOD, table.observed, None, None, grade=Grade.REFUSED, reasons=(refused,), seed=seed
    )


class _WithoutEstimateError(Exception):
    """With a flat prior the posterior is improper, for the reason in ``problem``."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


@dataclass(frozen=True)
class _Sampler:
    table: CaptureTable
    prior: Prior
    precision: float
    effort: Effort
    generator: np.random.Generator

    def is_absent(self, effect: int) -> bool:
        """Return whether the effect is at minus infinity."""
        return self.prior is Prior.IMPROPER and not self.table.on_all_of(effect)

    def sample(self, interactions: tuple[int, ...]) -> dict[int, Numbers]:
        """Return draws of shape (chains, draws) by effect, without those at minus infinity."""
        lists = len(self.table.lists)
        model = Model.of(lists, interactions)
        if self.prior is Prior.IMPROPER:
            status = fit(self.table, model).status
            if status is not Status.OK:
                code = PrevalenceCode.NO_MAXIMUM
                if status is Status.NOT_IDENTIFIABLE:
                    code = PrevalenceCode.NOT_IDENTIFIABLE
                raise _WithoutEstimateError(code.problem(Place(), model=str(model)))
        absent = [effect for effect in model.terms if effect and self.is_absent(effect)]
        effects = tuple(effect for effect in model.terms if effect not in absent)
        cells = np.array(
            [
                cell
                for cell in range(1, len(self.table.counts))
                if not any(cell & effect == effect for effect in absent)
            ]
        )
        columns = np.array(effects)
        held = self.precision if self.prior is Prior.PROPER else 0.0
        posterior = Sparse(
            effects,
            ((cells[:, None] & columns) == columns).astype(np.float64),
            self.table.counts[cells].astype(np.float64),
            np.array([FLAT if effect.bit_count() < 2 else held for effect in effects]),  # noqa: PLR2004
        )
        drawn = draw(
            posterior,
            chains=self.effort.chains,
            draws=self.effort.draws,
            warm_up=self.effort.warm_up,
            generator=self.generator,
        )
        return {effect: drawn[:, :, i] for i, effect in enumerate(effects)}

    def totals(self, interactions: tuple[int, ...]) -> Numbers:
        """Return draws of the total, shape (chains, draws)."""
        return np.asarray(self.table.observed + np.exp(self.sample(interactions)[0]))


@dataclass(frozen=True)
class _Choice:
    """What stays in, and why."""

    kept: tuple[int, ...]
    ratios: dict[int, float]
    near: tuple[int, ...]


def _estimate(sampler: _Sampler, threshold: float, order: int, level: float, seed: int) -> Estimate:
    table = sampler.table
    choice = _chosen(sampler, (), pairs(len(table.lists)), threshold)
    if order >= _TRIPLE:
        choice = _with_triples(sampler, choice, threshold)
    totals = sampler.totals(choice.kept)
    agreement = convergence(totals)
    near = tuple(_decision(sampler, choice, effect) for effect in choice.near)
    reasons = doubts(table)
    reasons += [problem for problem in (agreement.problem(len(totals)),) if problem]
    reasons += [_near_problem(decision, threshold) for decision in near]
    tail = (1.0 - level) / 2.0
    lower, median, upper = np.quantile(totals, (tail, 0.5, 1.0 - tail))
    return Estimate(
        METHOD,
        table.observed,
        float(median),
        Interval(float(lower), float(upper), level, "posterior"),
        model=str(Model.of(len(table.lists), choice.kept)),
        grade=Grade.WEAK if reasons else Grade.SOUND,
        reasons=tuple(reasons),
        details={
            "ratios": {name_of(effect): ratio for effect, ratio in choice.ratios.items()},
            "near": near,
            "rhat": agreement.rhat,
            "bulk": agreement.bulk,
            "tail": agreement.tail,
            "draws": totals.size,
        },
        seed=seed,
    )


def _chosen(
    sampler: _Sampler, before: tuple[int, ...], tried: tuple[int, ...], threshold: float
) -> _Choice:
    """Return what stays of the effects tried, beside those that stay anyway."""
    drawn = sampler.sample((*before, *tried))
    kept, ratios, near = list(before), {}, []
    for effect in tried:
        if effect not in drawn:
            kept.append(effect)
            continue
        draws = drawn[effect]
        ratio = abs(float(draws.mean() / draws.std(ddof=1)))
        ratios[effect] = ratio
        if ratio >= threshold:
            kept.append(effect)
        if abs(ratio - threshold) < max(NEAR, _doubt(draws, ratio, threshold)):
            near.append(effect)
    return _Choice(tuple(kept), ratios, tuple(near))


def _doubt(draws: Numbers, ratio: float, threshold: float) -> float:
    """Return how far the ratio may be off by chance; 0 where it is far from the threshold."""
    if abs(ratio - threshold) > _LOOKED_AT:
        return 0.0
    worth = convergence(draws)
    return _ERRORS * float(np.sqrt(1.0 / worth.bulk + ratio * ratio / (2.0 * worth.tail)))


def _with_triples(sampler: _Sampler, choice: _Choice, threshold: float) -> _Choice:
    lists = len(sampler.table.lists)
    present = {pair for pair in choice.kept if not sampler.is_absent(pair)}
    triples = tuple(
        1 << i | 1 << j | 1 << k
        for i, j, k in combinations(range(lists), _TRIPLE)
        if lists > _TRIPLE and {1 << i | 1 << j, 1 << i | 1 << k, 1 << j | 1 << k} <= present
    )
    if not triples:
        return choice
    second = _chosen(sampler, choice.kept, triples, threshold)
    return _Choice(second.kept, choice.ratios | second.ratios, choice.near + second.near)


def _decision(sampler: _Sampler, choice: _Choice, effect: int) -> Decision:
    """Return a decision with the total that the other one would have given."""
    kept = effect in choice.kept
    if kept:
        other = tuple(one for one in choice.kept if one & effect != effect)
    else:
        other = tuple(sorted((*choice.kept, effect), key=place))
    try:
        total: float | None = float(np.median(sampler.totals(other)))
    except _WithoutEstimateError:
        total = None
    return Decision(name_of(effect), choice.ratios[effect], kept, total)


def _near_problem(decision: Decision, threshold: float) -> Problem:
    otherwise = "there is none" if decision.total is None else f"it is {decision.total:,.0f}"
    return PrevalenceCode.NEAR_THRESHOLD.problem(
        Place(),
        effect=decision.effect,
        ratio=f"{decision.ratio:.2f}",
        threshold=f"{threshold:g}",
        decided="kept" if decision.kept else "dropped",
        otherwise=otherwise,
    )
