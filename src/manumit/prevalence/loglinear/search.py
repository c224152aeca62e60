"""Every hierarchical model of some lists, fitted and ranked by AIC or BIC.

Up to six lists a model is one number: bit t represents the set t. There are 8, 113, 6,893 and
7,785,061 models of three to six lists (saturated left out), 64, 1,024 and 32,768 of four to six
with pairs only; the last number of all is too many to fit one after the other (see
``search_bounds``).

Idea: BIC = p log n - 2 log L with p parameters, those at minus infinity included, and n people; AIC
has 2 instead of log n. Models without a maximum or not identifiable are left out.

Papers: Schwarz (1978), Annals of Statistics 6; Silverman, Chan and Vincent (2024), Journal of the
Royal Statistical Society A. Fails: models that fit alike can disagree about the hidden by a factor
of two, so the best one alone is no answer; its interval has to repeat the search.
"""

import math
from dataclasses import dataclass
from enum import StrEnum
from math import log

import numpy as np
from numpy.typing import NDArray

from manumit.prevalence.compiled import compiled, share_out
from manumit.prevalence.histories import CaptureTable, Counts
from manumit.prevalence.loglinear.existence import status_of
from manumit.prevalence.loglinear.fitting import log_factorials
from manumit.prevalence.loglinear.kernels import (
    Floats,
    Integers,
    cells_left,
    cold_start,
    finite_terms,
    maximise,
    superset_sums,
)
from manumit.prevalence.loglinear.models import Model, facets, place

MOST_LISTS = 6
"""More lists have more sets than a number of 64 bits has places."""
MOST_MODELS = 100_000
"""More are not fitted one after the other."""
DIGITS = 7
"""Values of a criterion that agree in so many decimal places are equal."""
DEFAULT_ORDER = {2: 1, 3: 2, 4: 3, 5: 3, 6: 2}
"""Largest sets that are tried by default, by number of lists, as in MultipleSystemsEstimation."""


class Criterion(StrEnum):
    """What makes a model better: a small value of this."""

    AIC = "aic"
    BIC = "bic"

    def penalty(self, observed: float) -> float:
        """Return what a parameter costs."""
        return log(observed) if self is Criterion.BIC else 2.0


@dataclass(frozen=True, eq=False)
class Ranking:
    """Models that can be estimated on a table, the best first.

    Attributes:
        lists: K.
        criterion: by which they are ranked.
        families: the models as numbers (see :func:`model_of`).
        totals: people on some list or none.
        values: of the criterion.
        failed: models left out because they have no or no single estimate.
    """

    lists: int
    criterion: Criterion
    families: Integers
    totals: Floats
    values: Floats
    failed: int

    def model(self, place: int) -> Model:
        """Return the model at a place, 0 the best."""
        return model_of(int(self.families[place]), self.lists)


def families_of(lists: int, order: int) -> Integers:
    """Return all hierarchical models with sets up to a size, as numbers, small sets first.

    Raises:
        ValueError: more than six lists.
    """
    if lists > MOST_LISTS:
        raise ValueError(f"models of {lists} lists are too many to be listed")
    found = np.array([family_of(Model.of(lists))], dtype=np.int64)
    for term in sorted(range(1, (1 << lists) - 1), key=place):
        if 1 < term.bit_count() <= order:
            needed = sum(1 << facet for facet in facets(term))
            found = np.concatenate([found, found[(found & needed) == needed] | (1 << term)])
    return found


def family_of(model: Model) -> int:
    """Return a model as a number: bit t represents the set t."""
    return sum(1 << term for term in model.terms)


def model_of(family: int, lists: int) -> Model:
    """Return the model of a number."""
    terms = (t for t in range(1 << lists) if family >> t & 1)
    return Model(lists, tuple(sorted(terms, key=place)))


def ranking(
    table: CaptureTable, order: int | None = None, criterion: Criterion = Criterion.BIC
) -> Ranking:
    """Fit all models with sets up to a size and rank them; equal values keep the models' order.

    Args:
        table: of two to six lists.
        order: size of the largest sets; by default 2 for three and six lists, 3 for four and five.
        criterion: AIC or BIC.

    Raises:
        ValueError: the models are too many (see ``MOST_MODELS``).
    """
    lists = len(table.lists)
    families = families_of(lists, DEFAULT_ORDER.get(lists, 2) if order is None else order)
    if len(families) > MOST_MODELS:
        raise ValueError(f"{len(families)} models are too many to be ranked")
    counts = table.counts.astype(np.float64)
    dark, likelihoods = np.empty(len(families)), np.empty(len(families))

    def work(first: int, last: int) -> None:
        part = slice(first, last)
        fit_each(counts, families[part], dark[part], likelihoods[part])

    share_out(work, len(families), block=256)
    values = criterion.penalty(table.observed) * np.bitwise_count(families) - 2 * (
        likelihoods - log_factorials(table.counts)
    )
    # Models that differ by sets with nobody in them can be equal but for rounding; nan comes last.
    order_of = np.argsort(np.round(values, DIGITS), kind="stable")
    kept = order_of[: int(np.isfinite(values).sum())]
    return Ranking(
        lists,
        criterion,
        families[kept],
        table.observed + dark[kept],
        values[kept],
        len(families) - len(kept),
    )


def statuses_of(tables: Counts, families: Integers) -> tuple[NDArray[np.int8], Integers]:
    """Return the status of each model on each pattern of empty histories, and each table's pattern.

    The status depends on nothing else, and a thousand drawn tables have few patterns.
    """
    patterns, which = np.unique(tables > 0, axis=0, return_inverse=True)
    found = np.empty((len(patterns), len(families)), dtype=np.int8)
    shapes = patterns.astype(np.float64)

    def work(first: int, last: int) -> None:
        part = slice(first, last)
        for k in range(len(patterns)):
            check_each(shapes[k], families[part], found[k, part])

    share_out(work, len(families), block=128)
    return found, which.astype(np.int64)


@compiled
def terms_in(family: int, size: int) -> Integers:
    """Return the sets of a model given as a number."""
    terms = np.empty(size, np.int64)
    found = 0
    for t in range(size):
        if family >> t & 1:
            terms[found] = t
            found += 1
    return terms[:found]


@compiled
def check_each(shape: Floats, families: Integers, found: NDArray[np.int8]) -> None:
    """Set the status of each model on a table."""
    star = shape.copy()
    superset_sums(star)
    for m in range(len(families)):
        found[m] = status_of(star, shape, terms_in(families[m], len(shape)))


@compiled
def fit_each(counts: Floats, families: Integers, dark: Floats, likelihoods: Floats) -> None:
    """Set dark figure and log-likelihood (without factorials) of each model, nan where it fails."""
    star = counts.copy()
    superset_sums(star)
    coefficients = np.empty(len(counts))
    for m in range(len(families)):
        terms = terms_in(families[m], len(counts))
        dark[m] = likelihoods[m] = np.nan
        if star[0] > 0 and status_of(star, counts, terms) == 0:
            finite = finite_terms(star, terms)
            left = cells_left(star, terms)
            cold_start(counts, finite, left, coefficients)
            likelihoods[m] = maximise(star, finite, left, coefficients, -np.inf)
            dark[m] = math.exp(coefficients[0])
