"""The best of every hierarchical model of every order, without fitting most of them.

Idea: a model gains likelihood with every set and pays for it, so a model between a small one I and
a large one S costs at least penalty |I| - 2 log L(S). Start with I the independent lists and S all
sets up to the order asked. Strike every set that, with its subsets, costs more than the likelihood
of S leaves over the best model known; fit S anew; branch on a set: in all models of one half, in
none of the other half. Whatever is struck or cut cannot be the best, so the result is exact.

S has often no maximum, only a supremum. The bound needs none: a table x >= 0 with the sufficient
statistics of the observed one proves that no log-likelihood exceeds sum x log x - x, and every
Newton step makes such a table (see ``loglinear.maximise``), on diverging histories too.

Fails: with a criterion that asks little for a set (AIC) or tables on which hundreds of models fit
alike the halves stay open; after ``MOST_HALVES`` of them the table has no answer instead of a
doubtful one.
"""

import math
from dataclasses import dataclass

import numpy as np

from manumit.prevalence.compiled import compiled, share_out
from manumit.prevalence.histories import CaptureTable, Counts
from manumit.prevalence.loglinear.existence import status_of
from manumit.prevalence.loglinear.fitting import log_factorials
from manumit.prevalence.loglinear.kernels import (
    ROUNDING,
    Floats,
    Integers,
    cells_left,
    climb,
    cold_start,
    finite_terms,
    maximise,
    superset_sums,
)
from manumit.prevalence.loglinear.models import Model, subsets
from manumit.prevalence.loglinear.search import (
    DIGITS,
    MOST_LISTS,
    Criterion,
    Ranking,
    family_of,
    terms_in,
)
from manumit.prevalence.loglinear.search_greedy import greedy

MOST_HALVES = 200_000
"""Halves looked at on one table before it is given up."""
NEAR = 0.02  # gap between likelihood and bound at which a bound is good enough


SLACK = 6.0
"""Models whose criterion is worse by so much are listed beside the best: odds of 20 to 1."""
MOST_NEAR = 20_000
KNOWN = 20
"""Models near the best on the observed table with which the search starts on the others."""

type Space = tuple[int, int, Integers, Integers]
"""The model of independent lists; all sets that may be used; for each set, the set with its
subsets, and the set with its supersets."""


@dataclass(frozen=True, eq=False)
class Exhaustive:
    """The best of all models of a table.

    Attributes:
        near: the models within ``SLACK`` of the best; what the bounds struck is not counted as
            failed.
        order: size of the largest sets.
    """

    near: Ranking
    order: int


def exhaustive(
    table: CaptureTable, *, max_order: int | None = None, criterion: Criterion = Criterion.BIC
) -> Exhaustive | None:
    """Find the best of all hierarchical models and those near it.

    Args:
        table: of two to six lists.
        max_order: size of the largest sets; all sizes by default.
        criterion: AIC instead of BIC.

    Returns:
        None where so many models fit alike that the best one is not certain.

    Raises:
        ValueError: more than six lists, or no model can be estimated.
    """
    lists = len(table.lists)
    order = lists - 1 if max_order is None else max_order
    start = greedy(table, max_order=order, criterion=criterion).fit.model
    near, numbers = np.empty(MOST_NEAR, dtype=np.int64), np.empty((MOST_NEAR, 2))
    family, _, noted = best_within(
        table.counts.astype(np.float64),
        criterion.penalty(table.observed),
        space_of(lists, order),
        np.array([family_of(start)], dtype=np.int64),
        SLACK,
        near,
        numbers,
    )
    if family < 0:
        return None
    if family == 0:
        raise ValueError("no model can be estimated on this table")
    values = numbers[:noted, 0] + 2 * log_factorials(table.counts)
    kept = np.argsort(np.round(values, DIGITS), kind="stable")
    kept = kept[values[kept] <= values[kept[0]] + SLACK]
    totals = table.observed + numbers[kept, 1]
    return Exhaustive(Ranking(lists, criterion, near[kept], totals, values[kept], 0), order)


def exhaustive_totals(tables: Counts, found: Exhaustive) -> Floats:
    """Return the total of the best of all models on each table.

    Args:
        tables: shape (B, 2**K).
        found: on the observed table: the order, the criterion, and where to start.

    Returns:
        nan where no model can be estimated or the best one is not certain.
    """
    counts = tables.astype(np.float64)
    people = counts.sum(axis=1)
    penalties = np.array([found.near.criterion.penalty(max(n, 1.0)) for n in people])
    space = space_of(found.near.lists, found.order)
    known = found.near.families[:KNOWN].copy()
    dark = np.empty(len(tables))

    def work(first: int, last: int) -> None:
        part = slice(first, last)
        best_of_each(counts[part], penalties[part], space, known, dark[part])

    share_out(work, len(tables), block=4)
    totals: Floats = people + dark
    return totals


def space_of(lists: int, order: int) -> Space:
    """Return what a search over all models with sets up to a size needs to know.

    Raises:
        ValueError: more than six lists.
    """
    if lists > MOST_LISTS:
        raise ValueError(f"models of {lists} lists have more sets than a number has bits")
    full = (1 << lists) - 1
    widest = sum(1 << t for t in range(full) if t.bit_count() <= order)
    within = [sum(1 << part for part in subsets(t)) if t != full else 0 for t in range(full + 1)]
    above = [sum(1 << u for u in range(full) if u & t == t) for t in range(full + 1)]
    closures, up = np.array(within, dtype=np.int64), np.array(above, dtype=np.int64)
    return family_of(Model.of(lists)), widest, closures, up


@compiled
def best_of_each(
    tables: Floats, penalties: Floats, space: Space, known: Integers, dark: Floats
) -> None:
    """Set the dark figure of the best model of each table."""
    near = np.empty(0, np.int64)
    numbers = np.empty((0, 2))
    for b in range(len(tables)):
        _, dark[b], _ = best_within(tables[b], penalties[b], space, known, 0.0, near, numbers)


@compiled
def best_within(
    counts: Floats,
    penalty: float,
    space: Space,
    known: Integers,
    slack: float,
    near: Integers,
    numbers: Floats,
) -> tuple[int, float, int]:
    """Return the best model of one table, its dark figure and the number of models noted.

    Args:
        counts: of all histories.
        penalty: cost of a set.
        space: of the models searched.
        known: models that are likely to be good; the first wins a tie.
        slack: also find all models whose criterion is worse by no more than this.
        near: filled with those models; may be empty.
        numbers: shape (M, 2), filled with their criterion and dark figure.

    Returns:
        The model 0 where none can be estimated, -1 where the halves or the models noted were too
        many.
    """
    main, widest, closures, above = space
    size = len(counts)
    star = counts.copy()
    superset_sums(star)
    winner, best, dark = best_known(counts, star, penalty, known)
    inside = np.empty(2 * size, np.int64)
    allowed = np.empty(2 * size, np.int64)
    bound = np.empty(2 * size)
    fitted = np.zeros(2 * size, np.bool_)
    inside[0], allowed[0], bound[0] = main, widest, saturated(counts)
    waiting = 1
    noted = 0
    for _ in range(MOST_HALVES):
        if waiting == 0:
            return winner, dark, noted
        waiting -= 1
        k = waiting
        limit = best + slack - ROUNDING
        allowed[k], bound[k] = narrowed(
            counts, star, (inside[k], allowed[k], bound[k], fitted[k]), penalty, limit, space
        )
        if allowed[k] == inside[k]:
            value, hidden = criterion_of(counts, star, inside[k], penalty, limit)
            if value < limit and len(near) > 0:
                if noted == len(near):
                    break
                near[noted] = inside[k]
                numbers[noted, 0], numbers[noted, 1] = value, hidden
                noted += 1
            if value < best - ROUNDING:
                best, winner, dark = value, inside[k], hidden
        elif allowed[k] != 0:
            t = branch_on(inside[k], allowed[k], closures, winner)
            inside[k + 1], allowed[k + 1] = inside[k], allowed[k] & ~above[t]
            bound[k + 1], fitted[k + 1] = bound[k], False
            inside[k] |= np.int64(1) << t
            fitted[k] = True
            waiting = k + 2
    return -1, np.nan, noted


@compiled
def best_known(
    counts: Floats, star: Floats, penalty: float, known: Integers
) -> tuple[int, float, float]:
    """Return the best of some models, its criterion and its dark figure."""
    winner = 0
    best = np.inf
    dark = np.nan
    for family in known:
        value, hidden = criterion_of(counts, star, family, penalty, best)
        if value < best - ROUNDING:
            best, winner, dark = value, family, hidden
    return winner, best, dark


@compiled
def criterion_of(
    counts: Floats, star: Floats, family: int, penalty: float, limit: float
) -> tuple[float, float]:
    """Return criterion and dark figure of a model, infinity where it fails or is no good."""
    terms = terms_in(family, len(star))
    if status_of(star, counts, terms) != 0:
        return np.inf, np.nan
    finite = finite_terms(star, terms)
    left = cells_left(star, terms)
    coefficients = np.empty(len(star))
    cold_start(counts, finite, left, coefficients)
    cost = penalty * len(terms)
    value = maximise(star, finite, left, coefficients, 0.5 * (cost - limit))
    return cost - 2.0 * value, math.exp(coefficients[0])


@compiled
def narrowed(
    counts: Floats,
    star: Floats,
    half: tuple[int, int, float, bool],
    penalty: float,
    limit: float,
    space: Space,
) -> tuple[int, float]:
    """Strike the sets that no good model of a half can have, and tighten its bound.

    Args:
        counts: of all histories.
        star: N*_t for all sets t.
        half: the sets inside all of its models, those allowed, a bound on the log-likelihood, and
            whether it is that of the sets allowed.
        penalty: cost of a set.
        limit: what the criterion of a good model stays below.
        space: of the models searched.

    Returns:
        The sets still allowed, 0 where the half has no good model, and the bound.
    """
    inside, allowed, bound, fitted = half
    _, _, closures, above = space
    while True:
        # A model here costs penalty |G| - 2 bound or more: with so many sets it is no longer good.
        most = (limit + 2.0 * bound) / penalty
        if bits(inside) >= most:
            return 0, bound
        fewer = allowed
        for t in range(len(closures)):
            if allowed >> t & 1 and bits(inside | closures[t]) >= most:
                fewer &= ~above[t]
        if fewer == allowed and fitted:
            return allowed, bound
        allowed = fewer
        fitted = True
        floor = 0.5 * (penalty * bits(inside) - limit)
        bound = min(bound, bound_on(counts, star, allowed, floor))


@compiled
def bound_on(counts: Floats, star: Floats, family: int, floor: float) -> float:
    """Return what the log-likelihood of a model and of all within it cannot exceed."""
    terms = terms_in(family, len(star))
    finite = finite_terms(star, terms)
    left = cells_left(star, terms)
    coefficients = np.empty(len(star))
    # Not where a larger model ended: its parameters may have been on their way to infinity.
    cold_start(counts, finite, left, coefficients)
    _, bound = climb(star, finite, left, coefficients, floor, NEAR)
    return bound


@compiled
def branch_on(inside: int, allowed: int, closures: Integers, favourite: int) -> int:
    """Return an open set whose subsets are all inside, of the best model known if there is one."""
    chosen = -1
    for t in range(len(closures)):
        is_open = allowed >> t & 1 and not inside >> t & 1
        if is_open and closures[t] & ~(inside | np.int64(1) << t) == 0:
            if favourite >> t & 1:
                return t
            if chosen < 0:
                chosen = t
    return chosen


@compiled
def saturated(counts: Floats) -> float:
    """Return the largest log-likelihood that any model can have, without factorials."""
    value = 0.0
    for n in counts:
        if n > 0:
            value += n * math.log(n) - n
    return value


@compiled
def bits(family: int) -> int:
    """Return how many sets a model has."""
    count = 0
    while family:
        family &= family - 1
        count += 1
    return count
