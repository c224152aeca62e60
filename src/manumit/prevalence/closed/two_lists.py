"""Two lists: how many people are on neither, from how many are on both.

Idea: if the second list finds people on the first as easily as people not on it, then the share of
the second list that is on the first, m / n2, is the share of everybody that is on the first.

- Lincoln-Petersen (Petersen 1896, Lincoln 1930): N = n1 n2 / m, the maximum-likelihood estimate.
- Chapman (1951): N = (n1 + 1)(n2 + 1) / (m + 1) - 1, nearly unbiased, and exactly so where
  n1 + n2 >= N; variance (n1 + 1)(n2 + 1)(n1 - m)(n2 - m) / ((m + 1)^2 (m + 2)) (Seber 1970).

When it fails: lists that find the same people (referral, the same police unit) make m too large and
the estimate too small; a list that finds those whom the other misses, and matches that were missed,
make it too large; people who come or go between the lists; people counted twice within a list.
Neither estimate is a minimum (R-74). Refused where nobody is on both lists or one list lies
within the other; weak below 7 on both (Robson and Regier 1964: from 7 the bias of Chapman's
estimate is negligible).

Intervals. ``profile``, the default: multinomial profile likelihood (Cormack 1992). ``log-normal``:
the logarithm of the hidden number is normal (Burnham, Anderson, White, Brownie and Pollock 1987).
``wald``: normal; it can fall below what was observed. ``percentile``: Chapman's estimate on tables
drawn from a population of the estimated size, never below what was observed. Exact coverage of
nominal 95 % (two lists of fixed size, every possible overlap weighted by its probability; a refusal
covers nothing), around Chapman's estimate except for the profile, which has no centre:

    people, list, list (expected overlap)  profile  log-normal  wald  percentile (400 tables)
    392, 120, 90 (27.6)                    94.7 %   94.7 %      93.7 %  92.2 %
    400, 50, 40 (5.0)                      95.7 %   86.6 %      88.9 %  88.9 %
    400, 30, 30 (2.2; 8.8 % refused)       89.5 %   73.4 %      73.4 %  73.4 %
    10,000, 500, 400 (20.0)                93.9 %   93.8 %      93.1 %  93.8 %
    100, 80, 70 (56.0)                     94.7 %   90.9 %      90.8 %  90.8 %
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from manumit.errors import Place, Problem
from manumit.prevalence.closed.designs import design
from manumit.prevalence.codes import PrevalenceCode
from manumit.prevalence.histories import CaptureTable
from manumit.prevalence.loglinear.column_models import profile_limits
from manumit.prevalence.results import Estimate, Grade, Interval

type Floats = NDArray[np.float64]

THIN = 7
"""People on both lists below which an estimate depends on single people (R-73)."""
KINDS = ("profile", "log-normal", "wald", "percentile")


@dataclass(frozen=True)
class Overlap:
    """Two lists.

    Attributes:
        first, second: their names.
        on_first, on_second, on_both: people; not whole after a correction of the overlap.
    """

    first: str
    second: str
    on_first: float
    on_second: float
    on_both: float

    @property
    def observed(self) -> float:
        """Return the number of people on at least one of the two."""
        return self.on_first + self.on_second - self.on_both

    @property
    def chapman(self) -> float:
        """Return Chapman's estimate of the total."""
        return (self.on_first + 1.0) * (self.on_second + 1.0) / (self.on_both + 1.0) - 1.0

    @property
    def chapman_variance(self) -> float:
        """Return Seber's estimate of the variance of Chapman's."""
        first, second, both = self.on_first, self.on_second, self.on_both
        top = (first + 1.0) * (second + 1.0) * (first - both) * (second - both)
        return top / ((both + 1.0) ** 2 * (both + 2.0))


def overlap(table: CaptureTable, first: int = 0, second: int = 1) -> Overlap:
    """Return two lists of a table, whatever the others say."""
    one, two = 1 << first, 1 << second
    return Overlap(
        table.lists[first],
        table.lists[second],
        table.on_all_of(one),
        table.on_all_of(two),
        table.on_all_of(one | two),
    )


def overlaps(table: CaptureTable) -> tuple[Overlap, ...]:
    """Return every pair of lists, in the order 12, 13, .., 23, .."""
    return tuple(overlap(table, i, j) for i, j in combinations(range(len(table.lists)), 2))


def of_two(first: int, second: int, both: int, names: Iterable[str] = ("1", "2")) -> CaptureTable:
    """Return the table of two lists with so many people on the first, the second and on both.

    Raises:
        ValueError: more on both than on one of them, or a negative number.
    """
    return CaptureTable.of(names, {1: first - both, 2: second - both, 3: both})


def refusal(pair: Overlap) -> Problem | None:
    """Return why two lists give no estimate, if so."""
    names = {"first": pair.first, "second": pair.second}
    for name, people in ((pair.first, pair.on_first), (pair.second, pair.on_second)):
        if people <= 0:
            return PrevalenceCode.LIST_WITHOUT_PEOPLE.problem(Place(), name=name)
    if pair.on_both <= 0:
        return PrevalenceCode.NO_OVERLAP.problem(Place(), **names)
    if pair.on_both >= pair.on_first:
        return PrevalenceCode.LIST_INSIDE.problem(Place(), inner=pair.first, outer=pair.second)
    if pair.on_both >= pair.on_second:
        return PrevalenceCode.LIST_INSIDE.problem(Place(), inner=pair.second, outer=pair.first)
    return None


def doubts(pair: Overlap) -> tuple[Problem, ...]:
    """Return why an estimate from two lists is weak, if so."""
    if pair.on_both >= THIN:
        return ()
    count = f"{pair.on_both:g}"
    problem = PrevalenceCode.THIN_OVERLAP.problem(
        Place(), count=count, first=pair.first, second=pair.second
    )
    return (problem,)


def chapman(
    table: CaptureTable,
    *,
    level: float = 0.95,
    kind: str = "profile",
    replicates: int = 1000,
    seed: int = 1234,
) -> Estimate:
    """Estimate the total from two lists by Chapman's formula (see the module).

    Args:
        table: two lists.
        level: nominal coverage.
        kind: profile (default), log-normal, wald or percentile.
        replicates: of the percentile interval.
        seed: of its random numbers.

    Raises:
        ValueError: another number of lists, or a kind that is none of the four.
    """
    pair = _pair(table)
    problem = refusal(pair)
    if problem:
        return _refused("chapman", table, problem)
    error = math.sqrt(pair.chapman_variance)
    interval = _interval(table, pair.chapman, error, level, kind, replicates, seed)
    return _estimate("chapman", table, pair.chapman, error, interval, seed)


def lincoln_petersen(
    table: CaptureTable,
    *,
    level: float = 0.95,
    kind: str = "profile",
    replicates: int = 1000,
    seed: int = 1234,
) -> Estimate:
    """Estimate the total from two lists as n1 n2 / m (see the module).

    Standard error: sqrt(n1 n2 (n1 - m)(n2 - m) / m^3), by the delta method (Seber 1982).

    Args:
        table: two lists.
        level: nominal coverage.
        kind: profile (default), log-normal, wald or percentile.
        replicates: of the percentile interval.
        seed: of its random numbers.

    Raises:
        ValueError: another number of lists, or a kind that is none of the four.
    """
    pair = _pair(table)
    problem = refusal(pair)
    if problem:
        return _refused("lincoln-petersen", table, problem)
    first, second, both = pair.on_first, pair.on_second, pair.on_both
    total = first * second / both
    error = math.sqrt(total * (first - both) * (second - both)) / both
    interval = _interval(table, total, error, level, kind, replicates, seed)
    return _estimate("lincoln-petersen", table, total, error, interval, seed)


def wald(total: float, error: float, level: float) -> Interval:
    """Return the total plus and minus normal quantiles of its standard error."""
    reach = float(ndtri(0.5 + level / 2.0)) * error
    return Interval(total - reach, total + reach, level, "wald")


def log_normal(total: float, known: float, error: float, level: float) -> Interval:
    """Return the interval in which the logarithm of what is above a known part is normal.

    Limits known + f / C and known + f C with f = total - known and C = exp(z sqrt(log(1 + v))), v
    the squared relative standard error of f (Burnham and others 1987). Where f or the error is 0
    both limits are the total.
    """
    hidden = total - known
    if hidden <= 0 or error <= 0:
        return Interval(total, total, level, "log-normal")
    spread = math.sqrt(math.log1p((error / hidden) ** 2))
    factor = math.exp(float(ndtri(0.5 + level / 2.0)) * spread)
    return Interval(known + hidden / factor, known + hidden * factor, level, "log-normal")


def _pair(table: CaptureTable) -> Overlap:
    if len(table.lists) != 2:  # noqa: PLR2004 - two lists
        raise ValueError(f"{len(table.lists)} lists; this method takes two")
    return overlap(table)


def _interval(
    table: CaptureTable,
    total: float,
    error: float,
    level: float,
    kind: str,
    replicates: int,
    seed: int,
) -> Interval:
    if kind == "wald":
        return wald(total, error, level)
    if kind == "log-normal":
        return log_normal(total, table.observed, error, level)
    if kind == "profile":
        limits = profile_limits(design(2, "Mt"), table.counts[1:].astype(np.float64), level)
        # Chapman's estimate is below that of the likelihood, at times by more than the limits.
        return Interval(min(limits.lower, total), max(limits.upper, total), level, kind)
    if kind == "percentile":
        drawn = _drawn(table, total, replicates, seed)
        tail = (1.0 - level) / 2.0
        low, high = np.quantile(drawn, [tail, 1.0 - tail], method="median_unbiased")
        return Interval(max(float(low), float(table.observed)), float(high), level, kind)
    raise ValueError(f"no interval {kind!r}; there are {', '.join(KINDS)}")


def _drawn(table: CaptureTable, total: float, replicates: int, seed: int) -> Floats:
    """Return Chapman's estimate on tables drawn from a population of the estimated size."""
    pair = overlap(table)
    people = round(total)
    one, two = pair.on_first / total, pair.on_second / total
    shares = [one * two, one * (1.0 - two), (1.0 - one) * two, (1.0 - one) * (1.0 - two)]
    drawn = np.random.default_rng(seed).multinomial(people, shares, size=replicates)
    both = drawn[:, 0].astype(np.float64)
    first, second = both + drawn[:, 1], both + drawn[:, 2]
    return (first + 1.0) * (second + 1.0) / (both + 1.0) - 1.0


def _estimate(
    method: str, table: CaptureTable, total: float, error: float, interval: Interval, seed: int
) -> Estimate:
    reasons = doubts(overlap(table))
    if math.isinf(interval.upper):
        reasons = (*reasons, PrevalenceCode.NO_UPPER_LIMIT.problem(Place()))
    return Estimate(
        method,
        table.observed,
        total,
        interval,
        model="[1,2]",
        grade=Grade.WEAK if reasons else Grade.SOUND,
        reasons=reasons,
        details={"standard_error": error, "overlap": int(table.counts[3])},
        seed=seed if interval.kind == "percentile" else None,
    )


def _refused(method: str, table: CaptureTable, problem: Problem) -> Estimate:
    return Estimate(method, table.observed, None, None, grade=Grade.REFUSED, reasons=(problem,))
