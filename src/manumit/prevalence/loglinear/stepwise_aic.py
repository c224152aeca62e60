"""The method of the 2015 study of modern slavery in the United Kingdom: pairs by AIC.

Idea: begin with independent lists; add the interaction of two lists that lowers Akaike's criterion
most, as long as it is lowered and the new coefficient is significant; take the total and its limits
from the chosen model.
Formula: Poisson log-linear models without sets of more than two lists; p is two-sided, from the
coefficient and its standard error; the total is the maximum of the multinomial profile likelihood
and its interval where that has fallen (Cormack 1992).
Papers: Silverman (2014), Home Office; Bales, Hesketh and Silverman (2015), Significance 12(3); the
procedure as in the package modslavmse 2.0 of Silverman, threshold 0.05.

When it fails: the interval takes the model as if it had been known before (the study says so), and
is too narrow for that; AIC adds pairs easily; lists that three together attract people fall through
pairs. It does not know parameters at minus infinity: a pair that never overlaps, chosen by AIC, has
no significant coefficient there and ends the search, and so it does here. A pair whose model has no
maximum or is not identifiable is passed over; the package has no such check. Of pairs that lower
AIC equally the first is taken: the one place where the order of lists counts.
"""

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, xlogy

from manumit.errors import Place
from manumit.prevalence.closed.classic import lack_of_fit, seen_twice, unusable
from manumit.prevalence.closed.two_lists import THIN
from manumit.prevalence.codes import PrevalenceCode
from manumit.prevalence.histories import CaptureTable
from manumit.prevalence.loglinear.column_models import profile_limits
from manumit.prevalence.loglinear.fitting import Fit, Status, fit
from manumit.prevalence.loglinear.models import Model, pairs
from manumit.prevalence.results import Estimate, Grade, Interval

THRESHOLD = 0.05


@dataclass(frozen=True, eq=False)
class Choice:
    """How a model was reached.

    Attributes:
        fit: of the last model.
        path: pairs in the order in which they entered.
        p_values: theirs on entering.
        stopped_by: the pair that would have been next and was not significant; None where no pair
            lowered the criterion.
    """

    fit: Fit
    path: tuple[int, ...]
    p_values: tuple[float, ...]
    stopped_by: int | None


def choose(table: CaptureTable, threshold: float = THRESHOLD) -> Choice:
    """Return the model that the procedure chooses.

    Args:
        table: two lists or more, not :func:`~manumit.prevalence.closed.classic.unusable`.
        threshold: p above which a pair ends the search.

    Raises:
        ValueError: the threshold is not between 0 and 1.
    """
    if not 0 <= threshold <= 1:
        raise ValueError(f"a threshold lies between 0 and 1, not at {threshold}")
    lists = len(table.lists)
    current = fit(table, Model.of(lists))
    path: list[int] = []
    p_values: list[float] = []
    left = list(pairs(lists)) if lists > 2 else []  # noqa: PLR2004 - a pair of two is everything
    while left:
        tried = {pair: fit(table, current.model.adding(pair)) for pair in left}
        usable = {pair: one for pair, one in tried.items() if one.status is Status.OK}
        if not usable:
            break
        best = min(usable, key=lambda pair: usable[pair].aic)
        if usable[best].aic >= current.aic:
            break
        p_value = _p_value(usable[best], best)
        if p_value > threshold:
            return Choice(current, tuple(path), tuple(p_values), best)
        current = usable[best]
        path.append(best)
        p_values.append(p_value)
        left.remove(best)
    return Choice(current, tuple(path), tuple(p_values), None)


def stepwise_aic(
    table: CaptureTable, *, threshold: float = THRESHOLD, level: float = 0.95
) -> Estimate:
    """Estimate the total as the 2015 study did (see the module).

    Args:
        table: two lists or more.
        threshold: p above which a pair ends the search.
        level: nominal coverage.

    Raises:
        ValueError: the threshold is not between 0 and 1.
    """
    problem = unusable(table)
    if problem:
        return Estimate(
            "stepwise-aic", table.observed, None, None, grade=Grade.REFUSED, reasons=(problem,)
        )
    chosen = choose(table, threshold)
    counts = table.counts[1:].astype(np.float64)
    histories = np.arange(1, len(table.counts))
    columns = [(histories & term) == term for term in chosen.fit.model.terms]
    limits = profile_limits(np.stack(columns, axis=1).astype(np.float64), counts, level)
    reasons = []
    if seen_twice(table) < THIN:
        few = PrevalenceCode.TOO_FEW_SEEN_TWICE.problem(Place(), count=seen_twice(table))
        reasons.append(few)
    if math.isinf(limits.upper):
        reasons.append(PrevalenceCode.NO_UPPER_LIMIT.problem(Place()))
    degrees = len(counts) - len(chosen.fit.model.terms)
    misfit = lack_of_fit(str(chosen.fit.model), _deviance(table, chosen.fit), degrees)
    if misfit:
        reasons.append(misfit)
    return Estimate(
        "stepwise-aic",
        table.observed,
        limits.total,
        Interval(limits.lower, limits.upper, level, "profile"),
        model=str(chosen.fit.model),
        grade=Grade.WEAK if reasons else Grade.SOUND,
        reasons=tuple(reasons),
        details=_details(table, chosen),
    )


def _p_value(found: Fit, pair: int) -> float:
    coefficient = found.coefficients[pair]
    if math.isinf(coefficient):
        return 1.0
    at = found.finite.index(pair)
    error = math.sqrt(float(np.linalg.inv(found.information)[at, at]))
    return 2.0 * float(ndtr(-abs(coefficient) / error))


def _deviance(table: CaptureTable, found: Fit) -> float:
    counts, means = table.counts[1:].astype(np.float64), found.means[1:]
    return 2.0 * float((xlogy(counts, counts) - xlogy(counts, means) - counts + means).sum())


def _details(table: CaptureTable, chosen: Choice) -> dict[str, object]:
    hidden = chosen.fit.dark_figure
    return {
        "poisson_total": chosen.fit.total,
        "standard_error": math.sqrt(hidden + (hidden * chosen.fit.standard_error) ** 2),
        "deviance": _deviance(table, chosen.fit),
        "degrees_of_freedom": len(table.counts) - 1 - len(chosen.fit.model.terms),
        "aic": chosen.fit.aic,
        "bic": chosen.fit.bic,
        "path": [table.named(pair) for pair in chosen.path],
        "p_values": chosen.p_values,
        "stopped_by": table.named(chosen.stopped_by) if chosen.stopped_by else (),
    }
