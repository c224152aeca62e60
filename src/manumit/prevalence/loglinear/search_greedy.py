"""Downhill search: from independent lists to the best neighbour until none is better.

A neighbour has one set more, all of whose subsets are in the model, or one maximal set of two or
more lists less. Cheap with any number of lists; it can stop at a model whose neighbours are all
worse while a better one is further off (on the British five lists it stops at 12,262 people
where the best model by BIC says 25,311).

Paper: Silverman, Chan and Vincent (2024), Journal of the Royal Statistical Society A, section 5.2.
"""

import math
from dataclasses import dataclass

import numpy as np

from manumit.prevalence.compiled import compiled, share_out
from manumit.prevalence.histories import CaptureTable, Counts
from manumit.prevalence.loglinear.existence import status_of
from manumit.prevalence.loglinear.fitting import Fit, fit
from manumit.prevalence.loglinear.kernels import (
    ROUNDING,
    Flags,
    Floats,
    Integers,
    cells_left,
    cold_start,
    finite_terms,
    maximise,
    superset_sums,
)
from manumit.prevalence.loglinear.models import PAIR, Model, place
from manumit.prevalence.loglinear.search import Criterion

MOST_MOVES = 1000


@dataclass(frozen=True, eq=False)
class Greedy:
    """Where the search came to.

    Attributes:
        fit: the last model; its status is not 0 only where no model could be started from.
        path: the sets added and, as negative numbers, those taken out again.
        considered: different models looked at.
    """

    fit: Fit
    path: tuple[int, ...]
    considered: int


def greedy(
    table: CaptureTable, *, max_order: int | None = None, criterion: Criterion = Criterion.BIC
) -> Greedy:
    """Return the model at which the downhill search stops.

    Args:
        table: of two lists or more.
        max_order: size of the largest sets; all sizes by default.
        criterion: AIC instead of BIC.
    """
    lists = len(table.lists)
    order = lists - 1 if max_order is None else max_order
    counts = table.counts.astype(np.float64)
    path = np.zeros(MOST_MOVES, dtype=np.int64)
    walk(counts, sets_of(lists, order), criterion.penalty(table.observed), path)
    moves = tuple(int(t) for t in path[path != 0])
    model = Model.of(lists)
    considered = {model, *model.neighbours(order)}
    for move in moves:
        model = model.adding(move) if move > 0 else model.without(-move)
        considered.update(model.neighbours(order))
    return Greedy(fit(table, model), moves, len(considered))


def greedy_totals(
    tables: Counts, *, max_order: int | None = None, criterion: Criterion = Criterion.BIC
) -> Floats:
    """Return the total of the model at which the search stops on each table, nan without one.

    Args:
        tables: shape (B, 2**K).
        max_order: size of the largest sets; all sizes by default.
        criterion: AIC instead of BIC.
    """
    lists = tables.shape[1].bit_length() - 1
    counts = tables.astype(np.float64)
    people = counts.sum(axis=1)
    penalties = np.array([criterion.penalty(max(n, 1.0)) for n in people])
    ordered = sets_of(lists, lists - 1 if max_order is None else max_order)
    found = np.empty(len(tables))

    def work(first: int, last: int) -> None:
        part = slice(first, last)
        walk_each(counts[part], ordered, penalties[part], found[part])

    share_out(work, len(tables), block=4)
    totals: Floats = people + found
    return totals


def sets_of(lists: int, order: int) -> Integers:
    """Return the sets of two lists or more, up to a size, the smaller first."""
    sets = (t for t in range(1, (1 << lists) - 1) if PAIR <= t.bit_count() <= order)
    return np.array(sorted(sets, key=place), dtype=np.int64)


@compiled
def walk_each(tables: Floats, ordered: Integers, penalties: Floats, found: Floats) -> None:
    """Set the dark figure of each table."""
    path = np.empty(MOST_MOVES, np.int64)
    for b in range(len(tables)):
        found[b] = walk(tables[b], ordered, penalties[b], path)


@compiled
def walk(counts: Floats, ordered: Integers, penalty: float, path: Integers) -> float:
    """Go downhill from independent lists, fill the path and return the dark figure."""
    path[:] = 0
    size = len(counts)
    star = counts.copy()
    superset_sums(star)
    inside = np.zeros(size, np.bool_)
    inside[0] = True
    t = 1
    while t < size:
        inside[t] = True
        t *= 2
    terms = np.flatnonzero(inside)
    if star[0] <= 0 or status_of(star, counts, terms) != 0:
        return np.nan
    here = np.empty(size)
    there = np.empty(size)
    cold_start(counts, finite_terms(star, terms), cells_left(star, terms), here)
    best = penalty * len(terms) - 2.0 * value_at(star, terms, here, -np.inf)
    for moves in range(len(path)):
        chosen = 0
        for sign in (1, -1):
            for t in ordered:
                if (sign > 0 and may_add(inside, t)) or (sign < 0 and may_drop(inside, t)):
                    inside[t] = not inside[t]
                    terms = np.flatnonzero(inside)
                    inside[t] = not inside[t]
                    if status_of(star, counts, terms) == 0:
                        there[:] = here
                        there[t] = 0.0
                        cost = penalty * len(terms)
                        value = value_at(star, terms, there, 0.5 * (cost - best))
                        if cost - 2.0 * value < best - ROUNDING:
                            best = cost - 2.0 * value
                            chosen = sign * t
        if chosen == 0:
            break
        path[moves] = chosen
        inside[abs(chosen)] = chosen > 0
        here[abs(chosen)] = 0.0
        value_at(star, np.flatnonzero(inside), here, -np.inf)
    return math.exp(here[0])


@compiled
def value_at(star: Floats, terms: Integers, coefficients: Floats, floor: float) -> float:
    """Return the log-likelihood of a model, -infinity below the floor (see ``maximise``)."""
    return maximise(star, finite_terms(star, terms), cells_left(star, terms), coefficients, floor)


@compiled
def may_add(inside: Flags, t: int) -> bool:
    """Return whether a set is out of the model and all its subsets are in."""
    if inside[t]:
        return False
    bit = 1
    while bit <= t:
        if t & bit and not inside[t ^ bit]:
            return False
        bit *= 2
    return True


@compiled
def may_drop(inside: Flags, t: int) -> bool:
    """Return whether a set is in the model and no larger one contains it."""
    if not inside[t]:
        return False
    bit = 1
    while bit < len(inside):
        if not t & bit and inside[t | bit]:
            return False
        bit *= 2
    return True
