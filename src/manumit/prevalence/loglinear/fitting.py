"""One log-linear model on one table: the extended maximum-likelihood fit and what it says.

Idea: the counts N_w of the 2^K - 1 histories are independent Poisson numbers whose logarithmic
means are sums of parameters a_t over the sets t of a hierarchical model within w. The empty history
has only the intercept, so exp(a_0) people are hidden and the total is n + exp(a_0).

Sets that nobody's history contains have a_t = -infinity and their histories leave the table; the
parameter still counts in AIC and BIC (n is the number of people). A model whose finite part has no
maximum, or whose parameters are not identifiable, has a status and no numbers.

Papers: Fienberg (1972); Fienberg and Rinaldo (2012), Annals of Statistics 40; Chan, Silverman and
Vincent (2021), Journal of the American Statistical Association. Fails: where lists depend on each
other in a way that the model lacks; all such models agree with the table and not with each other
about the hidden.
"""

from dataclasses import dataclass
from enum import IntEnum
from math import exp, inf, log, nan, sqrt

import numpy as np
from numpy.typing import NDArray

from manumit.prevalence.histories import CaptureTable
from manumit.prevalence.loglinear.existence import status_of
from manumit.prevalence.loglinear.kernels import (
    cells_left,
    cold_start,
    factorise,
    finite_terms,
    maximise,
    means_of,
    solve,
    superset_sums,
)
from manumit.prevalence.loglinear.models import Model

type Floats = NDArray[np.float64]


class Status(IntEnum):
    """Return whether a model can be estimated on a table; the numbers are those of SparseMSE."""

    OK = 0
    NO_MAXIMUM = 1
    NOT_IDENTIFIABLE = 2
    NEITHER = 3


@dataclass(frozen=True, eq=False)
class Fit:
    """A model on a table.

    Attributes:
        model, status: of this table.
        observed: people seen.
        dark_figure: people on no list; nan unless the status is 0, like all numbers below.
        standard_error: of the logarithm of the dark figure.
        log_likelihood: Poisson, factorials included.
        coefficients: a_t by set t, -infinity where nobody's history contains the set.
        finite: the sets with a finite coefficient, in the order of ``information``.
        information: Fisher information of the finite coefficients.
        means: shape (2**K,), fitted mean of each history; that of 0 is the dark figure.
    """

    model: Model
    status: Status
    observed: int
    dark_figure: float
    standard_error: float
    log_likelihood: float
    coefficients: dict[int, float]
    finite: tuple[int, ...]
    information: Floats
    means: Floats

    @property
    def total(self) -> float:
        """Return the number of people on some list or on none."""
        return self.observed + self.dark_figure

    @property
    def aic(self) -> float:
        """Return Akaike's criterion; parameters at minus infinity count."""
        return 2 * len(self.model.terms) - 2 * self.log_likelihood

    @property
    def bic(self) -> float:
        """Return Schwarz's criterion with the number of people observed."""
        return len(self.model.terms) * log(self.observed) - 2 * self.log_likelihood


def fit(table: CaptureTable, model: Model) -> Fit:
    """Return the extended maximum-likelihood fit of a model.

    Raises:
        ValueError: the model is of another number of lists.
    """
    if model.lists != len(table.lists):
        raise ValueError(f"{model} is a model of {model.lists} lists, not {len(table.lists)}")
    counts = table.counts.astype(np.float64)
    star = counts.copy()
    superset_sums(star)
    terms = np.array(model.terms, dtype=np.int64)
    status = Status(status_of(star, counts, terms))
    finite = finite_terms(star, terms)
    if status is not Status.OK or table.observed == 0:
        return _without_numbers(table, model, status, finite)
    left = cells_left(star, terms)
    start = np.zeros(len(counts))
    cold_start(counts, finite, left, start)
    value = maximise(star, finite, left, start, -inf)
    means = np.empty(len(counts))
    means_of(start, left, means)
    information = _information(means, finite)
    coefficients = {t: float(start[t]) if star[t] else -inf for t in model.terms}
    dark_figure = exp(start[0])
    means[0] = dark_figure
    return Fit(
        model,
        status,
        table.observed,
        dark_figure,
        _standard_error(information),
        value - log_factorials(table.counts),
        coefficients,
        tuple(int(t) for t in finite),
        information,
        means,
    )


def log_factorials(counts: NDArray[np.int64]) -> float:
    """Return the sum of log N! over a table, by which a kernel's log-likelihood is too large."""
    from scipy.special import gammaln  # noqa: PLC0415 - only on use: slow to import

    return float(gammaln(counts + 1.0).sum())


def _information(means: Floats, finite: NDArray[np.int64]) -> Floats:
    star = means.copy()
    superset_sums(star)
    unions: Floats = star[finite[:, None] | finite[None, :]]
    return unions


def _standard_error(information: Floats) -> float:
    factor = information.copy()
    unit = np.zeros(len(factor))
    unit[0] = 1.0
    if not factorise(factor, len(factor)):
        return inf
    solve(factor, len(factor), unit)
    return sqrt(unit[0])


def _without_numbers(
    table: CaptureTable, model: Model, status: Status, finite: NDArray[np.int64]
) -> Fit:
    size = len(finite)
    return Fit(
        model,
        status,
        table.observed,
        nan,
        nan,
        nan,
        dict.fromkeys(model.terms, nan),
        tuple(int(t) for t in finite),
        np.full((size, size), nan),
        np.full(len(table.counts), nan),
    )
