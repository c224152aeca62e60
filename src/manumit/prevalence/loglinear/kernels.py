"""Poisson log-linear models on the table of 2^K capture histories, compiled.

The mean of history v is mu_v = exp(sum of a_t over the sets t of the model within v). What Newton's
method needs are sums over supersets, x*_t = sum of x_v over v containing t: the score of a_t is
N*_t - mu*_t and the information between a_s and a_t is mu*_u, u the union of s and t, because both
stand in the linear predictor of exactly the histories that contain u. So no design matrix is ever
made: one fast transform of mu, K 2^(K-1) additions, and the information is read off.

A set with N*_t = 0 has a_t = -infinity: its histories have mean 0 and leave the sums (Chan,
Silverman and Vincent 2021, section 3).
"""

import math

import numpy as np
from numpy.typing import NDArray

from manumit.prevalence.compiled import compiled

type Floats = NDArray[np.float64]
type Integers = NDArray[np.int64]
type Flags = NDArray[np.bool_]

# Newton's decrement is twice what the log-likelihood can still gain, in squared standard errors.
DECREMENT = 1e-12
STEPS = 200
# A table of 0.1 beside every count starts the iteration, as in the usual fit of such models.
OFFSET = 0.1
LEAST_SHARE = 1e-10  # of a step, when it is halved
ROUNDING = 1e-9


@compiled
def superset_sums(values: Floats) -> None:
    """Replace x_t by the sum of x_v over all v that contain t."""
    half = 1
    while half < len(values):
        for first in range(0, len(values), 2 * half):
            for t in range(first, first + half):
                values[t] += values[t + half]
        half *= 2


@compiled
def subset_sums(values: Floats) -> None:
    """Replace x_v by the sum of x_t over all t within v."""
    half = 1
    while half < len(values):
        for first in range(0, len(values), 2 * half):
            for t in range(first, first + half):
                values[t + half] += values[t]
        half *= 2


@compiled
def finite_terms(star: Floats, terms: Integers) -> Integers:
    """Return the sets of the model that somebody's history contains."""
    kept = np.empty(len(terms), np.int64)
    found = 0
    for t in terms:
        if star[t] > 0:
            kept[found] = t
            found += 1
    return kept[:found]


@compiled
def cells_left(star: Floats, terms: Integers) -> Flags:
    """Return the histories whose mean is not 0 for certain: those without an unseen set."""
    left = np.ones(len(star), np.bool_)
    left[0] = False
    for t in terms:
        if star[t] <= 0:
            for v in range(len(star)):
                if v & t == t:
                    left[v] = False
    return left


@compiled
def factorise(matrix: Floats, size: int) -> bool:
    """Replace the upper half of a positive definite matrix by its Cholesky factor.

    Returns False where the matrix is not positive definite in floating point.
    """
    for k in range(size):
        pivot = matrix[k, k]
        if not pivot > 0.0:
            return False
        scale = 1.0 / math.sqrt(pivot)
        for j in range(k, size):
            matrix[k, j] *= scale
        for i in range(k + 1, size):
            factor = matrix[k, i]
            if factor != 0.0:
                for j in range(i, size):
                    matrix[i, j] -= factor * matrix[k, j]
    return True


@compiled
def solve(factor: Floats, size: int, right: Floats) -> None:
    """Replace the right side by the solution, given the factor of :func:`factorise`."""
    for k in range(size):
        right[k] /= factor[k, k]
        for j in range(k + 1, size):
            right[j] -= factor[k, j] * right[k]
    for k in range(size - 1, -1, -1):
        rest = right[k]
        for j in range(k + 1, size):
            rest -= factor[k, j] * right[j]
        right[k] = rest / factor[k, k]


@compiled
def step_to(mean_star: Floats, target: Floats, finite: Integers, info: Floats) -> Floats:
    """Return the solution d of I d = target, I the information at the means whose sums are given.

    Where rounding has made the information singular, its diagonal is raised until it is not.
    """
    size = len(finite)
    ridge = 0.0
    while True:
        for i in range(size):
            for j in range(i, size):
                info[i, j] = mean_star[finite[i] | finite[j]]
            info[i, i] *= 1.0 + ridge
        if factorise(info, size):
            break
        ridge = 1e-14 if ridge == 0.0 else 10.0 * ridge
        if ridge > 1.0:
            return np.zeros(size)
    step = target.copy()
    solve(info, size, step)
    return step


@compiled
def cold_start(counts: Floats, finite: Integers, left: Flags, coefficients: Floats) -> None:
    """Set the coefficients to the weighted least-squares fit of log(N + 0.1)."""
    weights = np.zeros(len(counts))
    response = np.zeros(len(counts))
    for v in range(1, len(counts)):
        if left[v]:
            weights[v] = counts[v] + OFFSET
            response[v] = weights[v] * math.log(weights[v]) - OFFSET
    superset_sums(weights)
    superset_sums(response)
    target = np.empty(len(finite))
    for i in range(len(finite)):
        target[i] = response[finite[i]]
    step = step_to(weights, target, finite, np.empty((len(finite), len(finite))))
    coefficients[:] = 0.0
    for i in range(len(finite)):
        coefficients[finite[i]] = step[i]


@compiled
def means_of(coefficients: Floats, left: Flags, means: Floats) -> None:
    """Set the means to exp of the linear predictor, 0 where a history has left the table."""
    means[:] = coefficients
    subset_sums(means)
    for v in range(len(means)):
        means[v] = math.exp(means[v]) if left[v] else 0.0


@compiled
def maximise(
    star: Floats,
    finite: Integers,
    left: Flags,
    coefficients: Floats,
    floor: float,
) -> float:
    """Move the coefficients to the maximum of the likelihood, which has to exist.

    Args:
        star: N*_t for all sets t.
        finite: sets of the model with N*_t > 0.
        left: the histories without a set of the model that nobody's history contains.
        coefficients: where to start, by set; 0 outside the model; overwritten.
        floor: leave as soon as the maximum is certain to lie below; -infinity never leaves.

    Returns:
        The sum of N log mu - mu, without the factorials; -infinity after leaving.
    """
    value, bound = climb(star, finite, left, coefficients, floor, 0.0)
    return -np.inf if bound < floor else value


@compiled
def climb(
    star: Floats,
    finite: Integers,
    left: Flags,
    coefficients: Floats,
    floor: float,
    gap: float,
) -> tuple[float, float]:
    """Climb the likelihood by Newton's method, with halved steps where it falls.

    For any table x >= 0 with the sufficient statistics of the observed one, no log-likelihood of
    the model exceeds sum x log x - x, whether it has a maximum or not. A Newton step makes such a
    table, mu (1 + change of the linear predictor), so that every step proves a bound.

    Args:
        star: N*_t for all sets t.
        finite: sets of the model with N*_t > 0.
        left: the histories without a set of the model that nobody's history contains.
        coefficients: where to start, by set; 0 outside the model; overwritten.
        floor: stop when the bound lies below.
        gap: stop when the bound is so near; with 0 bounds are computed only near the floor.

    Returns:
        The log-likelihood, without the factorials, and the smallest bound found.
    """
    size = len(finite)
    info = np.empty((size, size))
    means = np.empty(len(star))
    mean_star = np.empty(len(star))
    score = np.empty(size)
    step = np.zeros(size)
    best = -np.inf
    bound = np.inf
    share = 1.0
    for _ in range(STEPS):
        means_of(coefficients, left, means)
        mean_star[:] = means
        superset_sums(mean_star)
        value: float = -mean_star[0]
        for i in range(size):
            value += star[finite[i]] * coefficients[finite[i]]
        if not value >= best - ROUNDING * (1.0 + abs(best)) and share > LEAST_SHARE:
            share *= 0.5
            for i in range(size):
                coefficients[finite[i]] -= share * step[i]
            continue
        for i in range(size):
            score[i] = star[finite[i]] - mean_star[finite[i]]
        step = step_to(mean_star, score, finite, info)
        decrement = 0.0
        for i in range(size):
            decrement += score[i] * step[i]
            coefficients[finite[i]] += step[i]
        best = value
        share = 1.0
        if gap > 0.0 or value + decrement < floor:
            bound = min(bound, proven_bound(means, finite, step))
        if bound < floor or bound - value < gap or decrement < DECREMENT:
            return value + 0.5 * decrement, bound
    return best, bound


@compiled
def proven_bound(means: Floats, finite: Integers, step: Floats) -> float:
    """Return the bound of a Newton step; +infinity where its table has a number below 0."""
    change = np.zeros(len(means))
    for i in range(len(finite)):
        change[finite[i]] = step[i]
    subset_sums(change)
    bound = 0.0
    for v in range(len(means)):
        if means[v] > 0.0:
            moved = means[v] * (1.0 + change[v])
            if moved < -ROUNDING:
                return np.inf
            if moved > 0.0:
                bound += moved * math.log(moved) - moved
    return bound
