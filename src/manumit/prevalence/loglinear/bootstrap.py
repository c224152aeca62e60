"""How far an estimate moves when the people drawn had been others: percentile and BCa limits.

Idea: draw many tables of n people from the observed shares of the histories, repeat the *whole*
estimate on each, the choice of a model included, and read the spread. The percentile limits are
quantiles of those totals. The bias-corrected and accelerated (BCa) limits move the levels of the
quantiles by z0, the normal quantile of the share of totals below the estimate, and by the
acceleration a from the estimates with one person left out: with r_j their weighted mean minus the
one without somebody of history j, weighted by the N_j who have it,

    a = sum N_j r_j^3 / (6 (sum N_j r_j^2)^1.5)
    level(alpha) = Phi(z0 + (z0 + z_alpha) / (1 - a (z0 + z_alpha)))

Papers: Efron (1987), JASA 82; Chan, Silverman and Vincent (2021), section 4; quantiles by
definition 8 of Hyndman and Fan (1996). Fails: where the estimate jumps between models the totals
have several peaks and no interval describes them; a choice that misses a dependence misses it in
nearly every table.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import isfinite

import numpy as np
from numpy.typing import NDArray

from manumit.prevalence.histories import CaptureTable, Counts
from manumit.prevalence.results import Interval

type Floats = NDArray[np.float64]
type Totals = Callable[[Counts], Floats]

REPLICATES = 1000
SEED = 1234
TIE = 1e-7
"""Relative difference below which two totals are the same: far below the weight of one person, far
above the error of a fit (about 1e-9)."""


@dataclass(frozen=True, eq=False)
class Bootstrap:
    """Estimates of one method on tables drawn from the observed one.

    Attributes:
        estimate: on the observed table.
        estimates: of the total, by replicate; nan where the method gave none.
        left_out: estimates without one person, by history observed.
        weights: people who have that history.
        seed: of the tables; None where they were given.
    """

    estimate: float
    estimates: Floats
    left_out: Floats
    weights: NDArray[np.int64]
    seed: int | None

    @property
    def kept(self) -> Floats:
        """Return the estimates of the replicates that have one."""
        found: Floats = self.estimates[np.isfinite(self.estimates)]
        return found

    @property
    def lost(self) -> int:
        """Return the number of replicates without an estimate."""
        return len(self.estimates) - len(self.kept)

    @property
    def acceleration(self) -> float:
        """Return the acceleration a; 0 where leaving people out changes nothing."""
        there = np.isfinite(self.left_out)
        values, weights = self.left_out[there], self.weights[there]
        if not len(values):
            return 0.0
        moves = np.average(values, weights=weights) - values
        spread = float((weights * moves**2).sum())
        return float((weights * moves**3).sum()) / (6 * spread**1.5) if spread > 0 else 0.0

    def percentile(self, level: float = 0.95) -> Interval | None:
        """Return the interval between the outer quantiles; None without any estimate."""
        return self._interval([(1 - level) / 2, (1 + level) / 2], level, "percentile")

    def bca(self, level: float = 0.95) -> Interval | None:
        """Return the bias-corrected and accelerated interval.

        None where it is not defined: no estimate, or all on one side of the observed table's.
        """
        found = [self.bca_limit((1 - level) / 2), self.bca_limit((1 + level) / 2)]
        if not all(isfinite(limit) for limit in found):
            return None
        return Interval(found[0], found[1], level, "bca")

    def bca_limit(self, alpha: float) -> float:
        """Return the limit below which the total lies with this probability, or nan."""
        from scipy.special import ndtr, ndtri  # noqa: PLC0415 - only on use: slow to import

        if not len(self.kept):
            return float("nan")
        # A table drawn as it was observed gives the same total but for rounding, which depends on
        # the order of the lists; without a tolerance such ties would fall on either side.
        below = self.kept < self.estimate - TIE * abs(self.estimate)
        z0 = float(ndtri(np.mean(below)))
        z = z0 + float(ndtri(alpha))
        if not isfinite(z):
            return float("nan")
        return _quantile(self.kept, float(ndtr(z0 + z / (1 - self.acceleration * z))))

    def _interval(self, levels: list[float], level: float, kind: str) -> Interval | None:
        if not len(self.kept):
            return None
        lower, upper = (_quantile(self.kept, share) for share in levels)
        return Interval(lower, upper, level, kind)


def bootstrap(
    table: CaptureTable,
    totals: Totals,
    *,
    replicates: int = REPLICATES,
    seed: int = SEED,
    tables: Counts | None = None,
) -> Bootstrap:
    """Return the estimates of a method on drawn tables and on those with one person less.

    Args:
        table: observed.
        totals: the method with all its choices: tables of shape (B, 2**K) to B totals.
        replicates: tables to draw.
        seed: of the draws.
        tables: shape (B, 2**K), instead of drawing, to compare with tables drawn elsewhere.
    """
    given = drawn(table, replicates, seed) if tables is None else tables
    fewer, weights = one_less(table)
    found = totals(np.concatenate([table.counts[None, :], given, fewer]))
    return Bootstrap(
        float(found[0]),
        found[1 : 1 + len(given)],
        found[1 + len(given) :],
        weights,
        seed if tables is None else None,
    )


def drawn(table: CaptureTable, replicates: int, seed: int) -> Counts:
    """Return tables of as many people, drawn from the observed shares of the histories."""
    seen = np.flatnonzero(table.counts)
    tables = np.zeros((replicates, len(table.counts)), dtype=np.int64)
    shares = table.counts[seen] / table.observed
    chance = np.random.default_rng(seed)
    tables[:, seen] = chance.multinomial(table.observed, shares, size=replicates)
    return tables


def one_less(table: CaptureTable) -> tuple[Counts, NDArray[np.int64]]:
    """Return, for each observed history, the table without one person of it, and its count."""
    seen = np.flatnonzero(table.counts)
    tables = np.repeat(table.counts[None, :], len(seen), axis=0)
    tables[np.arange(len(seen)), seen] -= 1
    return tables, table.counts[seen]


def _quantile(values: Floats, share: float) -> float:
    return float(np.quantile(values, share, method="median_unbiased"))
