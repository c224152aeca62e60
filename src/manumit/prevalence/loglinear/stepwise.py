"""Choosing pairs of lists that interact, one after the other, by p-value.

Idea: start with independent lists. For every pair that is not in the model, compare the number of
people on both lists with what the model expects: p is the smaller Poisson tail probability, so that
no candidate has to be fitted. Add the pair with the smallest p below the threshold whose model
exists and is identifiable on this table, refit, and go on; pairs never leave. The threshold of 0.02
was chosen by simulation over 28 scenarios (Chan, Silverman and Vincent 2021, Journal of the
American Statistical Association, doi 10.1080/01621459.2019.1708748). A threshold of 0 keeps the
lists independent, 1 asks for all pairs at once.

Fails: where a dependence has to be weighed against another (nothing is ever taken back), where
three lists interact, and where the lists share no people to tell by; different data can take
different paths, so the interval has to repeat the choice (see ``bootstrap``).
"""

import math
from dataclasses import dataclass
from math import isnan

import numpy as np

from manumit.prevalence.compiled import compiled, share_out
from manumit.prevalence.histories import CaptureTable, Counts
from manumit.prevalence.loglinear.existence import status_of
from manumit.prevalence.loglinear.fitting import Fit, fit
from manumit.prevalence.loglinear.kernels import (
    Floats,
    Integers,
    cells_left,
    cold_start,
    finite_terms,
    maximise,
    means_of,
    superset_sums,
)
from manumit.prevalence.loglinear.models import Model, pairs

THRESHOLD = 0.02
TIE = 1 - 1e-9  # of a p-value; what is nearer differs by rounding, and the first wins
NEGLIGIBLE = 1e-17  # of a sum, below which further terms of a tail change nothing


@dataclass(frozen=True, eq=False)
class Stepwise:
    """What the choice came to.

    Attributes:
        fit: the last model; its status is not 0 only where no model could be started from.
        path: the pairs in the order in which they were added.
        p_values: of those pairs when they were added.
        threshold: given.
    """

    fit: Fit
    path: tuple[int, ...]
    p_values: tuple[float, ...]
    threshold: float


def stepwise(table: CaptureTable, threshold: float = THRESHOLD) -> Stepwise:
    """Return the model chosen by p-value, and how it was reached.

    Args:
        table: of two lists or more.
        threshold: pairs with p below it enter; from 1 on the model with all pairs is fitted.

    Raises:
        ValueError: the threshold is not between 0 and 1.
    """
    if not 0 <= threshold <= 1:
        raise ValueError(f"a threshold lies between 0 and 1, not at {threshold}")
    lists = len(table.lists)
    if threshold == 1:
        chosen = all_pairs(lists)
        return Stepwise(fit(table, chosen), _pairs_in(chosen), (), threshold)
    candidates = np.array(pairs(lists), dtype=np.int64)
    path = np.empty(len(candidates), dtype=np.int64)
    p_values = np.empty(len(candidates))
    counts = table.counts.astype(np.float64)
    main = np.array(Model.of(lists).terms, dtype=np.int64)
    dark = choose_pairs(counts, main, candidates, threshold, path, p_values)
    steps = 0 if isnan(dark) else int((path >= 0).sum())
    added = tuple(int(t) for t in path[:steps])
    return Stepwise(
        fit(table, Model.of(lists, added)),
        added,
        tuple(float(p) for p in p_values[:steps]),
        threshold,
    )


def stepwise_totals(tables: Counts, threshold: float = THRESHOLD) -> Floats:
    """Return the total of the model chosen on each table, nan where none could be started from.

    Args:
        tables: shape (B, 2**K), counts by history.
        threshold: as in :func:`stepwise`.
    """
    lists = tables.shape[1].bit_length() - 1
    counts = tables.astype(np.float64)
    found = np.full(len(tables), np.nan)
    at_once = threshold == 1
    start = np.array((all_pairs(lists) if at_once else Model.of(lists)).terms, dtype=np.int64)
    offered = np.array(() if at_once else pairs(lists), dtype=np.int64)

    def work(first: int, last: int) -> None:
        choose_each(counts[first:last], start, offered, threshold, found[first:last])

    share_out(work, len(tables))
    totals: Floats = counts.sum(axis=1) + found
    return totals


def all_pairs(lists: int) -> Model:
    """Return the model with all pairs, of two lists the independent one."""
    return Model.pairwise(lists) if lists > 2 else Model.of(lists)  # noqa: PLR2004 - a pair of two


def _pairs_in(model: Model) -> tuple[int, ...]:
    return tuple(t for t in pairs(model.lists) if t in model.terms)


@compiled
def choose_each(
    tables: Floats, main: Integers, candidates: Integers, threshold: float, found: Floats
) -> None:
    """Set the dark figure of the model chosen on each table."""
    path = np.empty(len(candidates), np.int64)
    p_values = np.empty(len(candidates))
    for k in range(len(tables)):
        found[k] = choose_pairs(tables[k], main, candidates, threshold, path, p_values)


@compiled
def choose_pairs(
    counts: Floats,
    main: Integers,
    candidates: Integers,
    threshold: float,
    path: Integers,
    p_values: Floats,
) -> float:
    """Add pairs to the main effects of one table.

    Args:
        counts: of all histories.
        main: the sets that the model starts with.
        candidates: pairs that may be added; the first wins a tie.
        threshold: for p.
        path: filled with the pairs added, in order, then -1.
        p_values: filled with theirs.

    Returns:
        The dark figure; nan where not even the main effects can be estimated.
    """
    path[:] = -1
    star = counts.copy()
    superset_sums(star)
    if star[0] <= 0 or status_of(star, counts, main) != 0:
        return np.nan
    terms = np.empty(len(main) + len(candidates), np.int64)
    terms[: len(main)] = main
    size = len(main)
    coefficients = np.empty(len(counts))
    expected = np.empty(len(counts))
    cold_start(counts, finite_terms(star, main), cells_left(star, main), coefficients)
    p = np.empty(len(candidates))
    while True:
        left = cells_left(star, terms[:size])
        maximise(star, finite_terms(star, terms[:size]), left, coefficients, -np.inf)
        if size == len(terms):
            break
        means_of(coefficients, left, expected)
        superset_sums(expected)
        tails(star, expected, candidates, path[: size - len(main)], p)
        best = first_that_exists(counts, star, terms, size, candidates, p, threshold)
        if best < 0:
            break
        pair = candidates[best]
        path[size - len(main)] = pair
        p_values[size - len(main)] = p[best]
        terms[size] = pair
        size += 1
        # One step of proportional fitting always raises the likelihood.
        if star[pair] > 0:
            coefficients[pair] = math.log(star[pair] / expected[pair])
    return math.exp(coefficients[0])


@compiled
def tails(star: Floats, expected: Floats, candidates: Integers, taken: Integers, p: Floats) -> None:
    """Set p of every candidate, 1 for those in the model."""
    for k in range(len(candidates)):
        pair = candidates[k]
        p[k] = poisson_tail(star[pair], expected[pair])
        for t in taken:
            if t == pair:
                p[k] = 1.0


@compiled
def first_that_exists(
    counts: Floats,
    star: Floats,
    terms: Integers,
    size: int,
    candidates: Integers,
    p: Floats,
    threshold: float,
) -> int:
    """Return the candidate with the smallest p below the threshold that can be estimated, or -1.

    Only the candidates in front of it are checked for existence; they get p = 1.
    """
    while True:
        best = -1
        for k in range(len(p)):
            if p[k] < threshold and (best < 0 or p[k] < TIE * p[best]):
                best = k
        if best < 0:
            return -1
        terms[size] = candidates[best]
        if status_of(star, counts, terms[: size + 1]) == 0:
            return best
        p[best] = 1.0


@compiled
def poisson_tail(count: float, mean: float) -> float:
    """Return the smaller of P(X <= count) and P(X >= count), X Poisson with this mean."""
    if mean <= 0.0:
        return 1.0 if count <= 0.0 else 0.0
    density = math.exp(count * math.log(mean) - mean - math.lgamma(count + 1.0))
    tail = density
    term = density
    if count < mean:
        k = count
        while k > 0.0 and term > NEGLIGIBLE * tail:
            term *= k / mean
            tail += term
            k -= 1.0
    else:
        k = count + 1.0
        while term > NEGLIGIBLE * tail:
            term *= mean / k
            tail += term
            k += 1.0
    return min(tail, 1.0 + density - tail)
