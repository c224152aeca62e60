"""The classic models of a closed population, as log-linear models.

Idea: every model says how the chance of being seen depends on the list (t), on the person (h) or on
neither, and the number of people seen on no list follows from those seen on one, two, three ...
Formula: the counts of the 2^K - 1 histories are independent Poisson numbers with logarithm of the
mean linear in the columns of :mod:`manumit.prevalence.closed.designs`; the total is what was
observed plus exp(intercept), its standard error sqrt(exp(a) + exp(2a) var(a)).
Papers: Otis, Burnham, White and Anderson (1978); Cormack (1989); Darroch, Fienberg, Glonek and
Junker (1993); Chao (1987); Rivest and Baillargeon (2007).

Chao's models are lower bounds: the histories seen on three or more lists have columns of their own,
so that only those seen once or twice speak of the hidden. Columns whose coefficient comes out below
0, which no heterogeneity makes, are left out one by one, the first first, as Rcapture does.

When they fail: none has dependence between two particular lists, such as referral from one to the
other; M0 and Mh take all lists as equally large, which lists of institutions never are; Darroch and
Gamma extrapolate a curve to 0 lists and can give any total with a good fit (look at the deviance of
the others: it hardly differs). BIC chooses between models by their fit to the seen, which says
little of the hidden. A model that does not fit (M228) or is one of several that fit and disagree
(M229) is weak.

The interval is the multinomial profile likelihood (Cormack 1992).

Against Rcapture 1.4-4 (tests/unit/test_prevalence_around_closed.py): totals agree to 3e-8 relative,
deviances, AIC and BIC to 1e-13. Standard errors differ by up to 2 in 10,000: R's glm inverts the
matrix of the last step but one, here it is that of the maximum. The test repeats R's arithmetic and
gets R's numbers.
"""

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtrc, xlogy

from manumit.errors import Place, Problem
from manumit.prevalence.closed.designs import MODELS, design
from manumit.prevalence.closed.two_lists import THIN, overlap, overlaps, refusal
from manumit.prevalence.codes import PrevalenceCode
from manumit.prevalence.histories import CaptureTable
from manumit.prevalence.loglinear.column_models import (
    PoissonFit,
    fit_poisson,
    has_maximum,
    profile_limits,
)
from manumit.prevalence.results import LOWER_BOUND, Estimate, Grade, Interval

FEWEST_FOR_HETEROGENEITY = 3
AS_GOOD = 6.0
"""Difference of BIC from which evidence between two models is strong (Kass and Raftery 1995)."""
MISFIT = 0.001
"""Chance of a deviance as large, below which a model does not fit. In sparse tables deviances fall
short of chi-squared, so that this says too little rather than too much."""
SAME = 1e-8
"""Difference of BIC that is rounding: a model of Chao without its columns is M0 or Mt again."""


@dataclass(frozen=True, eq=False)
class ClosedFit:
    """One fitted model.

    Attributes:
        model: its name.
        design: the columns used.
        dropped: columns of Chao's models left out because their coefficient was below 0.
        fit: the maximum.
        total, standard_error: people.
        deviance, degrees: goodness of fit.
        aic, bic: with the logarithm of the people observed in BIC.
    """

    model: str
    design: NDArray[np.float64]
    dropped: int
    fit: PoissonFit
    total: float
    standard_error: float
    deviance: float
    degrees: int
    aic: float
    bic: float


def closed_fit(table: CaptureTable, model: str) -> ClosedFit | Problem:
    """Fit one model, or say why it cannot be fitted.

    Args:
        table: two lists or more.
        model: one of :data:`manumit.prevalence.closed.designs.MODELS`.

    Raises:
        ValueError: no model of that name.
    """
    lists = len(table.lists)
    columns = design(lists, model)
    problem = unusable(table, model)
    if problem:
        return problem
    counts = table.counts[1:].astype(np.float64)
    dropped = _below_zero(columns, counts) if model.endswith(LOWER_BOUND) else ()
    columns = np.delete(columns, dropped, axis=1)
    if not has_maximum(columns, counts):
        return PrevalenceCode.NO_MAXIMUM.problem(Place(), model=model)
    return _summary(model, columns, len(dropped), fit_poisson(columns, counts), counts)


def closed_model(table: CaptureTable, model: str, *, level: float = 0.95) -> Estimate:
    """Estimate the total by one model (see the module).

    Args:
        table: two lists or more; three for Mh and Mth.
        model: one of :data:`manumit.prevalence.closed.designs.MODELS`.
        level: nominal coverage.

    Raises:
        ValueError: no model of that name.
    """
    found = closed_fit(table, model)
    if isinstance(found, ClosedFit):
        return _estimate(table, found, level)
    return Estimate(
        "closed",
        table.observed,
        None,
        None,
        model=model,
        grade=Grade.REFUSED,
        reasons=(found,),
        minimum=model.endswith(LOWER_BOUND),
    )


def closed_models(table: CaptureTable, *, level: float = 0.95) -> tuple[Estimate, ...]:
    """Estimate the total by every model, in the order of their names' table."""
    return tuple(closed_model(table, model, level=level) for model in MODELS)


def closed(table: CaptureTable, *, level: float = 0.95) -> Estimate:
    """Estimate the total by the model with the smallest BIC, the first of those that are equal.

    ``details["models"]`` has the total, BIC and deviance of each model that could be fitted: read
    them before the total. The interval is that of the chosen model: it does not know of the choice.
    """
    fits = [(model, closed_fit(table, model)) for model in MODELS]
    usable = [found for _, found in fits if isinstance(found, ClosedFit)]
    if not usable:
        return closed_model(table, "Mt", level=level)
    least = min(found.bic for found in usable)
    best = next(found for found in usable if found.bic <= least + SAME)
    models = {found.model: (found.total, found.bic, found.deviance) for found in usable}
    estimate = _estimate(table, best, level, {"models": models})
    limits = estimate.interval
    rivals = [found.total for found in usable if found.bic <= least + AS_GOOD]
    if limits is None or limits.lower <= min(rivals) <= max(rivals) <= limits.upper:
        return estimate
    disagree = PrevalenceCode.MODELS_DISAGREE.problem(
        Place(), model=best.model, lowest=f"{min(rivals):,.0f}", highest=f"{max(rivals):,.0f}"
    )
    return replace(estimate, grade=Grade.WEAK, reasons=(*estimate.reasons, disagree))


def lack_of_fit(model: str, deviance: float, degrees: int) -> Problem | None:
    """Return that a model does not fit the table, if so."""
    if degrees < 1 or float(chdtrc(float(degrees), max(deviance, 0.0))) >= MISFIT:
        return None
    return PrevalenceCode.DOES_NOT_FIT.problem(
        Place(), model=model, deviance=f"{deviance:,.1f}", degrees=degrees
    )


def seen_twice(table: CaptureTable) -> int:
    """Return the number of people on more than one list."""
    many = [v for v in range(len(table.counts)) if v & (v - 1)]
    return int(table.counts[many].sum())


def unusable(table: CaptureTable, model: str = "Mt") -> Problem | None:
    """Return why a model says nothing on this table, if so.

    Refused are fewer lists than the model needs, a list without people, a table on which nobody
    was seen twice, and a list inside another.
    """
    lists = len(table.lists)
    if lists < 2:  # noqa: PLR2004 - one list has no overlap
        return PrevalenceCode.FEW_LISTS.problem(Place(), model=model, fewest=2)
    if " " in model and lists < FEWEST_FOR_HETEROGENEITY:
        return PrevalenceCode.FEW_LISTS.problem(
            Place(), model=model, fewest=FEWEST_FOR_HETEROGENEITY
        )
    for i, name in enumerate(table.lists):
        if not table.on_all_of(1 << i):
            return PrevalenceCode.LIST_WITHOUT_PEOPLE.problem(Place(), name=name)
    if not seen_twice(table):
        return PrevalenceCode.NOBODY_SEEN_TWICE.problem(Place())
    if lists == 2:  # noqa: PLR2004 - two lists have no other pair to lean on
        return refusal(overlap(table))
    inside = (refusal(pair) for pair in overlaps(table) if pair.on_both)
    return next((problem for problem in inside if problem), None)


def _below_zero(columns: NDArray[np.float64], counts: NDArray[np.float64]) -> tuple[int, ...]:
    """Return the columns of Chao's model whose coefficients come out below 0, one after the other.

    Where nobody was seen exactly k times, the coefficient that begins with k goes to minus
    infinity: its histories leave the table until it is dropped.
    """
    lists = len(counts).bit_length()
    times = np.bitwise_count(np.arange(1, len(counts) + 1)).astype(np.int64)
    first = columns.shape[1] - (lists - 2)
    left = {k: first + k - 3 for k in range(3, lists + 1)}
    dropped: list[int] = []
    while left:
        unseen = [k for k in left if not counts[times == k].any()]
        rows = ~np.isin(times, unseen)
        kept = np.delete(columns, [*dropped, *(left[k] for k in unseen)], axis=1)[rows]
        finite = [k for k in left if k not in unseen]
        if not has_maximum(kept, counts[rows]):
            break
        coefficients = fit_poisson(kept, counts[rows]).coefficients
        tail = coefficients[len(coefficients) - len(finite) :]
        below = [*unseen, *(k for k, value in zip(finite, tail, strict=True) if value < 0)]
        if not below:
            break
        dropped.append(left.pop(min(below)))
    return tuple(dropped)


def _summary(
    model: str,
    columns: NDArray[np.float64],
    dropped: int,
    fit: PoissonFit,
    counts: NDArray[np.float64],
) -> ClosedFit:
    hidden = math.exp(float(fit.coefficients[0]))
    observed = float(counts.sum())
    parameters = columns.shape[1]
    deviance = 2.0 * float(
        (xlogy(counts, counts) - xlogy(counts, fit.means) - counts + fit.means).sum()
    )
    return ClosedFit(
        model=model,
        design=columns,
        dropped=dropped,
        fit=fit,
        total=observed + hidden,
        standard_error=math.sqrt(hidden + hidden**2 * float(fit.covariance[0, 0])),
        deviance=deviance,
        degrees=len(counts) - parameters,
        aic=2.0 * parameters - 2.0 * fit.log_likelihood,
        bic=parameters * math.log(observed) - 2.0 * fit.log_likelihood,
    )


def _estimate(
    table: CaptureTable, found: ClosedFit, level: float, more: dict[str, object] | None = None
) -> Estimate:
    counts = table.counts[1:].astype(np.float64)
    limits = profile_limits(found.design, counts, level)
    interval = Interval(
        min(limits.lower, found.total), max(limits.upper, found.total), level, "profile"
    )
    reasons = []
    if seen_twice(table) < THIN:
        reasons.append(PrevalenceCode.TOO_FEW_SEEN_TWICE.problem(Place(), count=seen_twice(table)))
    if math.isinf(limits.upper):
        reasons.append(PrevalenceCode.NO_UPPER_LIMIT.problem(Place()))
    misfit = lack_of_fit(found.model, found.deviance, found.degrees)
    if misfit:
        reasons.append(misfit)
    return Estimate(
        "closed",
        table.observed,
        found.total,
        interval,
        model=found.model,
        grade=Grade.WEAK if reasons else Grade.SOUND,
        reasons=tuple(reasons),
        details={
            "standard_error": found.standard_error,
            "multinomial_total": limits.total,
            "deviance": found.deviance,
            "degrees_of_freedom": found.degrees,
            "aic": found.aic,
            "bic": found.bic,
            "columns_dropped": found.dropped,
            **(more or {}),
        },
        minimum=found.model.endswith(LOWER_BOUND),
    )
