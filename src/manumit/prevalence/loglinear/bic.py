"""The model with the best BIC, and an interval that knows it was chosen among many.

Idea: rank all models on the observed table and keep the best of them. On every drawn table fit the
models kept and take the total of the best; so the interval shows how much of the answer is the
choice. With one model kept it is the interval of a model that was known beforehand, with all kept
the whole search is repeated (``search_bounds`` does that for more models).

Paper: Silverman, Chan and Vincent (2024), Statistics and Computing, doi 10.1007/s11222-023-10346-9,
section 5.
Fails: a model outside those kept may be the best on a drawn table; compare the limits for 20, 50
and 100 models kept.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from manumit.prevalence.compiled import compiled, share_out
from manumit.prevalence.histories import CaptureTable, Counts
from manumit.prevalence.loglinear.bootstrap import REPLICATES, SEED, Bootstrap, drawn, one_less
from manumit.prevalence.loglinear.kernels import (
    ROUNDING,
    Floats,
    Integers,
    cells_left,
    cold_start,
    finite_terms,
    maximise,
    superset_sums,
)
from manumit.prevalence.loglinear.search import Criterion, Ranking, ranking, statuses_of, terms_in

DEFAULT_TOP = {4: 20, 5: 100, 6: 100}
"""Models kept by default, by number of lists; all of fewer lists."""


@dataclass(frozen=True, eq=False)
class ChosenAmong:
    """Estimates on drawn tables by the number of models kept.

    Attributes:
        ranking: on the observed table.
        estimates: shape (B, k): total of the best of the first 1 .. k models, by replicate.
        left_out: the same without one person, by history observed.
        weights: people who have that history.
        seed: of the tables; None where they were given.
    """

    ranking: Ranking
    estimates: Floats
    left_out: Floats
    weights: NDArray[np.int64]
    seed: int | None

    def among(self, models: int | None = None) -> Bootstrap:
        """Return the bootstrap with so many models kept, by default all that were."""
        column = self.estimates.shape[1] if models is None else models
        return Bootstrap(
            float(self.ranking.totals[0]),
            self.estimates[:, column - 1],
            self.left_out[:, column - 1],
            self.weights,
            self.seed,
        )


def bic(
    table: CaptureTable,
    *,
    max_order: int | None = None,
    top: int | None = None,
    criterion: Criterion = Criterion.BIC,
    replicates: int = REPLICATES,
    seed: int = SEED,
    tables: Counts | None = None,
) -> ChosenAmong:
    """Rank all models of a table and repeat the choice among the best on drawn tables.

    Args:
        table: of two to six lists.
        max_order: size of the largest sets (see ``search.DEFAULT_ORDER``).
        top: models kept; by default all for up to three lists, 20 for four, 100 for more.
        criterion: AIC instead of BIC.
        replicates: tables to draw; 0 for the ranking alone.
        seed: of the draws.
        tables: shape (B, 2**K), instead of drawing.

    Raises:
        ValueError: the models are too many, or none can be estimated.
    """
    ranked = ranking(table, max_order, criterion)
    if not len(ranked.families):
        raise ValueError("no model can be estimated on this table")
    kept = len(ranked.families)
    limit = DEFAULT_TOP.get(len(table.lists), kept) if top is None else top
    families = ranked.families[: min(limit, kept)]
    given = drawn(table, replicates, seed) if tables is None else tables
    fewer, weights = one_less(table)
    found = running_totals(table, np.concatenate([given, fewer]), families, criterion)
    return ChosenAmong(
        ranked, found[: len(given)], found[len(given) :], weights, seed if tables is None else None
    )


def running_totals(
    table: CaptureTable, tables: Counts, families: Integers, criterion: Criterion
) -> Floats:
    """Return, shape (B, k), the total of the best of the first 1 .. k models on each table.

    Args:
        table: observed; the fits on it are where those on the others start.
        tables: shape (B, 2**K).
        families: models as numbers, each estimable on the observed table.
        criterion: AIC or BIC.
    """
    counts = tables.astype(np.float64)
    statuses, which = statuses_of(tables, families)
    starts = starts_of(table, families)
    people = counts.sum(axis=1)
    penalties = np.array([criterion.penalty(n) for n in people])
    found = np.empty((len(tables), len(families)))

    def work(first: int, last: int) -> None:
        part = slice(first, last)
        best_so_far(
            counts[part], families, statuses, which[part], starts, penalties[part], found[part]
        )

    share_out(work, len(tables))
    totals: Floats = people[:, None] + found
    return totals


def starts_of(table: CaptureTable, families: Integers) -> Floats:
    """Return the coefficients of each model on the observed table, shape (models, 2**K)."""
    counts = table.counts.astype(np.float64)
    starts = np.zeros((len(families), len(counts)))

    def work(first: int, last: int) -> None:
        start_each(counts, families[first:last], starts[first:last])

    share_out(work, len(families))
    return starts


@compiled
def start_each(counts: Floats, families: Integers, starts: Floats) -> None:
    """Fit each model, all estimable, and keep its coefficients."""
    star = counts.copy()
    superset_sums(star)
    for m in range(len(families)):
        terms = terms_in(families[m], len(counts))
        finite = finite_terms(star, terms)
        left = cells_left(star, terms)
        cold_start(counts, finite, left, starts[m])
        maximise(star, finite, left, starts[m], -np.inf)


@compiled
def best_so_far(
    tables: Floats,
    families: Integers,
    statuses: NDArray[np.int8],
    which: Integers,
    starts: Floats,
    penalties: Floats,
    found: Floats,
) -> None:
    """Set the dark figure of the best of the first models, for each number of them.

    A model that is certain not to be better than one before it is left early.
    """
    size = tables.shape[1]
    star = np.empty(size)
    coefficients = np.empty(size)
    for b in range(len(tables)):
        star[:] = tables[b]
        superset_sums(star)
        best = np.inf
        dark = np.nan
        for m in range(len(families)):
            if statuses[which[b], m] == 0:
                terms = terms_in(families[m], size)
                finite = finite_terms(star, terms)
                left = cells_left(star, terms)
                coefficients[:] = 0.0
                for t in finite:
                    coefficients[t] = starts[m, t]
                penalty = penalties[b] * len(terms)
                floor = 0.5 * (penalty - best)
                likelihood = maximise(star, finite, left, coefficients, floor)
                if penalty - 2.0 * likelihood < best - ROUNDING:
                    best = penalty - 2.0 * likelihood
                    dark = math.exp(coefficients[0])
            found[b, m] = dark
