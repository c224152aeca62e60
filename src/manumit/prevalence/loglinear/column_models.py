"""Poisson models with any columns, and the profile likelihood of the total.

The models of :mod:`manumit.prevalence.loglinear.kernels` have columns of 0 and 1 that make a
hierarchy, and its compiled parts lean on that. Those for people who differ (Mh, Mth) have columns
of any numbers.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtri, digamma, gammaln

type Floats = NDArray[np.float64]

STEPS = 200
DECREMENT = 1e-12
OFFSET = 0.1
"""A table of 0.1 beside every count starts the iteration, as in the usual fit of such models."""
FARTHEST = 1e6
"""Hidden people for each observed one beyond which an upper limit counts as infinite."""


@dataclass(frozen=True, eq=False)
class PoissonFit:
    """The maximum of a Poisson likelihood.

    Attributes:
        coefficients: one for each column.
        means: fitted counts.
        covariance: inverse of the Fisher information.
        log_likelihood: with the factorials.
    """

    coefficients: Floats
    means: Floats
    covariance: Floats
    log_likelihood: float


@dataclass(frozen=True)
class ProfileLimits:
    """What the multinomial likelihood says of the total.

    Attributes:
        total: its maximum.
        lower, upper: where twice its logarithm has fallen by the chi-squared quantile; ``upper`` is
            infinite where it never falls so far.
    """

    total: float
    lower: float
    upper: float


def has_maximum(design: Floats, counts: Floats) -> bool:
    """Return whether the likelihood has one maximum (see ``loglinear.existence``).

    Args:
        design: a row for each history, a column for each coefficient.
        counts: people by history.
    """
    from manumit.prevalence.loglinear.existence import (  # noqa: PLC0415 - brings the compiler
        has_positive_combination,
        null_space,
        reduce_rows,
    )

    seen = design[counts > 0].copy()
    if not len(seen):
        return False
    pivots = np.zeros(design.shape[1], np.int64)
    rank = reduce_rows(seen, pivots)
    if rank == design.shape[1]:
        return True
    moved = design[counts <= 0] @ null_space(seen, pivots, rank)
    if not len(moved) or not has_positive_combination(moved):
        return False
    dimensions = moved.shape[1]
    return bool(reduce_rows(moved, np.zeros(dimensions, np.int64)) == dimensions)


def fit_poisson(design: Floats, counts: Floats, start: Floats | None = None) -> PoissonFit:
    """Fit log mean = design @ coefficients by Newton's method with halved steps.

    Args:
        design: a row for each history, a column for each coefficient; the maximum has to exist.
        counts: people by history; need not be whole.
        start: coefficients to start from.

    Raises:
        ArithmeticError: no convergence.
    """
    scale = np.abs(design).max(axis=0)
    columns = design / scale
    if start is None:
        weights = counts + OFFSET
        response = weights * np.log(weights) - OFFSET
        beta = np.linalg.solve((columns * weights[:, None]).T @ columns, columns.T @ response)
    else:
        beta = start * scale
    best, step, share = -math.inf, np.zeros_like(beta), 1.0
    for _ in range(STEPS):
        means = np.exp(np.minimum(columns @ beta, 700.0))
        value = float(counts @ (columns @ beta) - means.sum())
        if not value >= best - 1e-9 * (1.0 + abs(best)) and share > DECREMENT:
            share *= 0.5
            beta = beta - share * step
            continue
        score = columns.T @ (counts - means)
        information = (columns * means[:, None]).T @ columns
        step = np.linalg.solve(information, score)
        beta = beta + step
        best, share = value, 1.0
        if float(score @ step) < DECREMENT:
            means = np.exp(columns @ beta)
            inverse = np.linalg.inv((columns * means[:, None]).T @ columns)
            likelihood = counts @ (columns @ beta) - means.sum() - gammaln(counts + 1.0).sum()
            return PoissonFit(
                beta / scale, means, inverse / np.outer(scale, scale), float(likelihood)
            )
    raise ArithmeticError("Newton's method did not converge; does the maximum exist?")


def profile_limits(design: Floats, counts: Floats, level: float = 0.95) -> ProfileLimits:
    """Return total and limits from the multinomial profile likelihood (Cormack 1992).

    For each number h of hidden people the model is fitted to the table with h people on no list:
    log L(N) = log N! - log h! + sum of N_v log p_v + h log p_0, N = observed + h, p = mean / N. Its
    derivative is psi(N+1) - psi(h+1) + log p_0, since every p is at its maximum.

    Args:
        design: first column 1; a history on no list would have 0 in all the others.
        counts: people by history.
        level: nominal coverage.
    """
    whole = np.vstack([design, np.eye(1, design.shape[1])])
    observed = float(counts.sum())
    start = fit_poisson(design, counts).coefficients
    farthest = math.log(FARTHEST * observed)
    middle = min(float(start[0]), farthest - 1.0)

    def fitted(log_hidden: float) -> tuple[float, Floats, float]:
        nonlocal start
        hidden = math.exp(log_hidden)
        fit = fit_poisson(whole, np.append(counts, hidden), start)
        start = fit.coefficients
        return hidden, fit.means, observed + hidden

    def slope(log_hidden: float) -> float:
        hidden, means, total = fitted(log_hidden)
        return float(digamma(total + 1) - digamma(hidden + 1) + math.log(means[-1] / total))

    def likelihood(log_hidden: float) -> float:
        hidden, means, total = fitted(log_hidden)
        seen = counts > 0
        logs = float(counts[seen] @ np.log(means[:-1][seen] / total))
        combinations = float(gammaln(total + 1.0) - gammaln(hidden + 1.0))
        return combinations + logs + hidden * math.log(means[-1] / total)

    nearest = math.log(1e-6)
    top = _root(slope, middle, nearest, farthest)
    if top is None:
        return ProfileLimits(observed, observed, observed)
    fall = float(chdtri(1.0, 1.0 - level)) / 2.0
    floor = likelihood(top) - fall
    lower = _crossing(likelihood, floor, top, nearest)
    upper = _crossing(likelihood, floor, top, farthest)
    return ProfileLimits(
        observed + math.exp(top),
        observed if lower is None else observed + math.exp(lower),
        math.inf if upper is None else observed + math.exp(upper),
    )


def _root(
    slope: Callable[[float], float], middle: float, nearest: float, farthest: float
) -> float | None:
    """Return where a falling slope is 0, or None where it is below 0 everywhere."""
    from scipy.optimize import brentq  # noqa: PLC0415 - only on use: slow to import

    low, high = middle - 0.25, middle + 0.25
    while low > nearest and slope(low) < 0:
        low, high = max(nearest, low - 2.0 * (high - low)), low
    if low <= nearest and slope(nearest) < 0:
        return None
    while high < farthest and slope(high) > 0:
        low, high = high, min(farthest, high + 2.0 * (high - low))
    if high >= farthest and slope(farthest) > 0:
        return farthest
    return float(brentq(slope, low, high, xtol=1e-12, rtol=1e-12))


def _crossing(
    likelihood: Callable[[float], float], floor: float, top: float, end: float
) -> float | None:
    """Return where the likelihood has fallen to a floor between its top and an end, if it does."""
    from scipy.optimize import brentq  # noqa: PLC0415 - only on use: slow to import

    inside, width = top, math.copysign(0.25, end - top)
    while inside != end:
        outside = inside + width
        outside = min(outside, end) if width > 0 else max(outside, end)
        if likelihood(outside) < floor:
            low, high = min(inside, outside), max(inside, outside)
            return float(brentq(lambda at: likelihood(at) - floor, low, high, xtol=1e-12))
        inside, width = outside, 2.0 * width
    return None
