"""What wrong matches between lists do to an estimate, given how often they happen.

Idea: a match that was missed makes two people of one who is on both lists, so that the overlap
is too small and the estimate too large; a false match does the opposite. Somebody who looks at a
sample of pairs of records by hand learns two rates: the share of true matches that were missed
(one minus recall) and the share of matches made that are false (one minus precision).
Formula, two lists: of m matches, m (1 - false) are true and stand for m (1 - false) / (1 - missed);
list sizes do not change. Chapman's estimate follows, its standard error by the delta method.
More lists: a person on k lists is k - 1 matches, of which each is missed with the same probability
and leaves a single capture. Tables are drawn in which every match is cut with probability ``false``
and then, from the largest histories down, as many people are put together again from their pieces
as the rate of missed matches says were broken, for each one left whole. The method runs on each;
totals and intervals are put together on the logarithmic scale as after multiple imputation (Rubin
1987): variance within plus (1 + 1/D) times variance between D draws.
Papers: Ding and Fienberg (1994), Survey Methodology 20, for two lists, whose false-match rate is
counted per record without a true match and not, as here, per match made; Di Consiglio and Tuoto
(2015); de Wolf, van der Laan and Zult (2019). The formulas are derived here from the rates, the
papers are cited from memory.

When it fails: rates that differ between kinds of people (names that are transliterated, women who
change theirs) or between lists; rates guessed rather than measured: then read
:func:`linkage_range`, not one corrected number. Pieces of a person that were not matched are taken
to be single captures. Rates of 0 change nothing.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from manumit.errors import Place, Problem
from manumit.prevalence.around.strata import Estimator
from manumit.prevalence.closed.two_lists import Overlap, doubts, log_normal, overlap, refusal
from manumit.prevalence.codes import PrevalenceCode
from manumit.prevalence.histories import CaptureTable
from manumit.prevalence.results import Estimate, Grade, Interval

type Counts = NDArray[np.int64]

DRAWS = 100


@dataclass(frozen=True, order=True)
class Rates:
    """How often matching goes wrong.

    Attributes:
        missed: share of the true matches that were not made.
        false: share of the matches made that are not true.
    """

    missed: float
    false: float

    def __post_init__(self) -> None:
        """Check the bounds.

        Raises:
            ValueError: a rate is below 0, or 1 or more.
        """
        if not (0 <= self.missed < 1 and 0 <= self.false < 1):
            raise ValueError("rates lie from 0 to below 1")

    @property
    def growth(self) -> float:
        """Return the true matches for each match made."""
        return (1.0 - self.false) / (1.0 - self.missed)


@dataclass(frozen=True)
class LinkageRange:
    """An estimate at several rates.

    Attributes:
        uncorrected: as the lists were matched.
        at: estimate by rates; refusals stay.
        lowest, highest: totals among them; None where all are refused.
        reasons: what the range says.
    """

    uncorrected: Estimate
    at: dict[Rates, Estimate]
    lowest: float | None
    highest: float | None
    reasons: tuple[Problem, ...]


def corrected_chapman(table: CaptureTable, rates: Rates, *, level: float = 0.95) -> Estimate:
    """Estimate the total from two lists by Chapman's formula, corrected for wrong matches.

    Args:
        table: two lists.
        rates: of wrong matches.
        level: nominal coverage of the log-normal interval, which takes the rates as known.

    Raises:
        ValueError: another number of lists.
    """
    if len(table.lists) != 2:  # noqa: PLR2004 - two lists
        raise ValueError(f"{len(table.lists)} lists; this method takes two")
    seen = overlap(table)
    problem = refusal(seen)
    right = replace(seen, on_both=seen.on_both * rates.growth)
    shorter = min(seen.on_first, seen.on_second)
    if problem is None and right.on_both >= shorter:
        problem = PrevalenceCode.MORE_MATCHES_THAN_PEOPLE.problem(
            Place(),
            missed=f"{100 * rates.missed:g}",
            false=f"{100 * rates.false:g}",
            matches=f"{right.on_both:,.0f}",
            shorter=f"{shorter:,.0f}",
        )
    if problem:
        return Estimate(
            "chapman", table.observed, None, None, grade=Grade.REFUSED, reasons=(problem,)
        )
    error = _error(seen, right, rates)
    known = math.floor(right.observed)
    reasons = doubts(seen)
    return Estimate(
        "chapman",
        known,
        right.chapman,
        log_normal(right.chapman, right.observed, error, level),
        model="[1,2]",
        grade=Grade.WEAK if reasons else Grade.SOUND,
        reasons=reasons,
        details={
            "standard_error": error,
            "overlap": right.on_both,
            "missed": rates.missed,
            "false": rates.false,
        },
    )


def relinked(table: CaptureTable, rates: Rates, chance: np.random.Generator) -> CaptureTable:
    """Return a table as right matching might have given it.

    Args:
        table: as matched.
        rates: of wrong matches.
        chance: random numbers.
    """
    counts = table.counts.copy()
    if rates.false:
        _cut(counts, rates.false, chance)
    if rates.missed:
        _restore(counts, rates.missed, chance)
    return CaptureTable.of(table.lists, {h: int(n) for h, n in enumerate(counts) if n})


def corrected(
    table: CaptureTable,
    rates: Rates,
    estimator: Estimator,
    *,
    draws: int = DRAWS,
    seed: int = 1234,
) -> Estimate:
    """Estimate the total by any method, corrected for wrong matches (see the module).

    Args:
        table: as matched.
        rates: of wrong matches.
        estimator: the method, with all its choices.
        draws: tables to draw.
        seed: of them.
    """
    found = estimator(table)
    if found.total is None or rates == Rates(0, 0):
        return found
    chance = np.random.default_rng(seed)
    tables = [relinked(table, rates, chance) for _ in range(draws)]
    parts = [part for part in map(estimator, tables) if part.total is not None]
    if not parts:
        return replace(
            found,
            total=None,
            interval=None,
            grade=Grade.REFUSED,
            reasons=(
                PrevalenceCode.PART_WITHOUT_ESTIMATE.problem(Place(), count=draws, all=draws),
            ),
        )
    reasons = list(found.reasons)
    if len(parts) < draws:
        lost = PrevalenceCode.PART_WITHOUT_ESTIMATE.problem(
            Place(), count=draws - len(parts), all=draws
        )
        reasons.append(lost)
    total, interval = _together(parts)
    return Estimate(
        found.method,
        min(part.observed for part in parts),
        total,
        interval,
        model=found.model,
        grade=Grade.WEAK if reasons else Grade.SOUND,
        reasons=tuple(reasons),
        details={"missed": rates.missed, "false": rates.false, "draws": len(parts)},
        seed=seed,
        minimum=found.minimum,
    )


def linkage_range(
    table: CaptureTable,
    grid: Iterable[Rates],
    estimator: Estimator,
    *,
    draws: int = DRAWS,
    seed: int = 1234,
) -> LinkageRange:
    """Estimate at every pair of rates that is held possible.

    Args:
        table: as matched.
        grid: rates, such as the corners of two ranges.
        estimator: the method, with all its choices.
        draws: tables to draw at each.
        seed: the same at each, so that totals differ by the rates and not by chance.
    """
    at = {
        rates: corrected(table, rates, estimator, draws=draws, seed=seed)
        for rates in dict.fromkeys(grid)
    }
    totals = [one.total for one in at.values() if one.total is not None]
    uncorrected = estimator(table)
    if not totals:
        return LinkageRange(uncorrected, at, None, None, ())
    lowest, highest = min(totals), max(totals)
    says = PrevalenceCode.DEPENDS_ON_LINKS.problem(
        Place(), lowest=f"{lowest:,.0f}", highest=f"{highest:,.0f}"
    )
    return LinkageRange(uncorrected, at, lowest, highest, (says,) if highest > lowest else ())


def corners(missed: tuple[float, float], false: tuple[float, float]) -> tuple[Rates, ...]:
    """Return the rates at the ends of two ranges."""
    return tuple(dict.fromkeys(Rates(m, f) for m in missed for f in false))


def _error(seen: Overlap, right: Overlap, rates: Rates) -> float:
    """Return Chapman's standard error moved from the overlap as matched to the right one.

    With N + 1 = c / (m + 1), dN/dm is -(N + 1) / (m + 1); the standard error of the overlap grows
    like the overlap.
    """
    of_overlap = math.sqrt(seen.chapman_variance) * (seen.on_both + 1) / (seen.chapman + 1)
    return rates.growth * of_overlap * (right.chapman + 1) / (right.on_both + 1)


def _cut(counts: Counts, share: float, chance: np.random.Generator) -> None:
    """Cut matches: a list that is cut off becomes a person of its own, and is not cut again."""
    before = counts.copy()
    for history in range(1, len(counts)):
        members = [1 << i for i in range(history.bit_length()) if history >> i & 1]
        people = int(before[history])
        if len(members) < 2 or not people:  # noqa: PLR2004 - a match needs two lists
            continue
        cuts = np.bincount(chance.binomial(len(members) - 1, share, size=people))
        for number, cut in enumerate(cuts[1:], 1):
            off = [sum(some) for some in combinations(members, number)]
            for lists, many in zip(
                off, chance.multinomial(cut, [1 / len(off)] * len(off)), strict=True
            ):
                counts[history] -= many
                counts[history & ~lists] += many
                for one in members:
                    counts[one] += many * (lists & one == one)


def _restore(counts: Counts, share: float, chance: np.random.Generator) -> None:
    """Restore matches: pieces become one person again, from the largest histories down.

    Of people on k lists (1 - share)^(k - 1) were matched throughout; for each of them a geometric
    number was broken, by as many cuts as :func:`_cut` makes, at least one.
    """
    for history in sorted(range(1, len(counts)), key=int.bit_count, reverse=True):
        members = [1 << i for i in range(history.bit_length()) if history >> i & 1]
        people = int(counts[history])
        if len(members) < 2 or not people:  # noqa: PLR2004 - a match needs two lists
            continue
        links = len(members) - 1
        broken = int(chance.negative_binomial(people, (1.0 - share) ** links))
        chances = np.array(
            [
                math.comb(links, c) * share**c * (1.0 - share) ** (links - c)
                for c in range(1, links + 1)
            ]
        )
        for number, many in enumerate(chance.multinomial(broken, chances / chances.sum()), 1):
            off = list(combinations(members, number))
            for pieces, wanted in zip(
                off, chance.multinomial(many, [1 / len(off)] * len(off)), strict=True
            ):
                rest = history & ~sum(pieces)
                there = min(int(wanted), int(counts[rest]), *(int(counts[one]) for one in pieces))
                counts[[rest, *pieces]] -= there
                counts[history] += there


def _together(parts: list[Estimate]) -> tuple[float, Interval]:
    """Put estimates on drawn tables together on the logarithmic scale."""
    logs, within = [], []
    level = 0.95
    for part in parts:
        if part.total is not None and part.interval is not None:
            level = part.interval.level
            width = math.log(part.interval.upper) - math.log(part.interval.lower)
            logs.append(math.log(part.total))
            within.append((width / (2.0 * float(ndtri(0.5 + level / 2.0)))) ** 2)
    between = float(np.var(logs, ddof=1)) if len(logs) > 1 else 0.0
    spread = math.sqrt(float(np.mean(within)) + (1.0 + 1.0 / len(logs)) * between)
    centre = float(np.mean(logs))
    reach = float(ndtri(0.5 + level / 2.0)) * spread
    lower = max(math.exp(centre - reach), min(part.observed for part in parts))
    upper = math.exp(centre + reach) if math.isfinite(reach) else math.inf
    return math.exp(centre), Interval(lower, upper, level, "imputation")
