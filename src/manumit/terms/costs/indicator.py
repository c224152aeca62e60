"""Compute the recruitment cost indicator (R-25, SDG 10.7.1): costs in months of first earnings.

Method: indicator 10.7.1 divides what a worker bore for the recruitment by what the same worker
earned in the first month there. Quartiles by linear interpolation between order statistics, with
h = (n - 1) p (definition 7 of Hyndman and Fan, 1996). Intervals from order statistics and the
binomial distribution, without any assumption on the shape of the costs (David and Nagaraja, Order
Statistics, 3rd ed., 7.1); they hold if the workers are as good as drawn at random, which workers
who complained are not. No interval is given for the mean: costs are skewed, and with few workers
none would hold.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from manumit.assessment import Answer
from manumit.terms.account import Per
from manumit.terms.costs.file import Worker
from manumit.terms.costs.judge import CostsFound, Judged
from manumit.terms.ranges import less, total
from manumit.terms.units import months_after

YEARS_BACK = 3
MONTHS_OF_A_YEAR = 12
CONFIDENCE = Fraction(95, 100)
QUARTERS = (Fraction(1, 4), Fraction(1, 2), Fraction(3, 4))
NOT_RECORDED = "unknown"


class Left(StrEnum):
    """Why a worker is left out of the indicator."""

    NO_EARNINGS = "earnings_unknown"
    ZERO_EARNINGS = "zero_earnings"
    OTHER_PERIOD = "other_period"
    OTHER_CURRENCY = "other_currency"
    NO_COSTS_RECORDED = "costs_not_recorded"
    COSTS_UNKNOWN = "costs_unknown"
    TOO_LONG_AGO = "too_long_ago"


@dataclass(frozen=True, slots=True, kw_only=True)
class Months:
    """The indicator of one worker.

    Attributes:
        months: costs borne, less what was repaid, divided by the earnings of the first month.
        at_least: True if costs may be missing from the file, so that it may be more.
    """

    worker: Worker
    cost: Fraction
    earnings: Fraction
    currency: str
    months: Fraction
    at_least: bool


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A worker without an indicator, and the reason."""

    worker: Worker
    why: Left


@dataclass(frozen=True, slots=True)
class Interval:
    """Bounds that hold the true value with at least ``coverage``."""

    low: Fraction
    high: Fraction
    coverage: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The indicator of a group of workers.

    Attributes:
        by, value: such as ``sex`` and ``female``; both empty for all workers together.
        n: workers counted; everything below is None if it is 0.
        quartiles: lower, median, upper.
        intervals: of these three; None where the group is too small for one.
        at_least: how many of the n may have borne more.
        left_out: how many are not counted, by reason.
    """

    by: str
    value: str
    n: int
    mean: Fraction | None
    quartiles: tuple[Fraction, Fraction, Fraction] | None
    intervals: tuple[Interval | None, Interval | None, Interval | None]
    at_least: int
    left_out: Mapping[Left, int]


@dataclass(frozen=True, slots=True)
class Indicator:
    """The indicator of every worker and group."""

    workers: tuple[Months, ...]
    left_out: tuple[LeftOut, ...]
    groups: tuple[Group, ...]


def indicator(found: CostsFound) -> Indicator:
    """Return the recruitment cost indicator of the workers of a file, and of its groups."""
    items: dict[str, list[Judged]] = {one.id: [] for one in found.costs.workers}
    for judged in found.judged:
        items[judged.item.worker].append(judged)
    each = [
        _of_worker(worker, items[worker.id], found.costs.asked_on) for worker in found.costs.workers
    ]
    return Indicator(
        tuple(one for one in each if isinstance(one, Months)),
        tuple(one for one in each if isinstance(one, LeftOut)),
        tuple(_groups(each, found.costs.group_by)),
    )


def _of_worker(worker: Worker, items: Sequence[Judged], asked_on: dt.date) -> Months | LeftOut:
    earned = worker.earnings
    why = _earnings_missing(worker, asked_on)
    cost = why or _cost(worker, items, "" if earned is None else earned.currency)
    if isinstance(cost, Left) or earned is None:
        return LeftOut(worker, cost if isinstance(cost, Left) else Left.NO_EARNINGS)
    return Months(
        worker=worker,
        cost=cost,
        earnings=earned.amount.low,
        currency=earned.currency,
        months=cost / earned.amount.low,
        at_least=worker.complete is not Answer.YES,
    )


def _earnings_missing(worker: Worker, asked_on: dt.date) -> Left | None:
    earned = worker.earnings
    if earned is None or not earned.amount.known:
        return Left.NO_EARNINGS
    if earned.amount.low == 0:
        return Left.ZERO_EARNINGS
    if earned.per is not Per.MONTH:
        return Left.OTHER_PERIOD
    long_ago = worker.began is not None and _too_long_ago(worker.began, asked_on)
    return Left.TOO_LONG_AGO if long_ago else None


def _cost(worker: Worker, items: Sequence[Judged], currency: str) -> Fraction | Left:
    """Return what the worker bore; no record means zero only where the records are complete."""
    if not items and worker.complete is not Answer.YES:
        return Left.NO_COSTS_RECORDED
    borne = [one for one in items if one.borne is not Answer.NO]
    if any(one.item.currency != currency for one in borne):
        return Left.OTHER_CURRENCY
    cost = total(less(one.cost, one.item.repaid) for one in borne)
    return cost.low if cost.known else Left.COSTS_UNKNOWN


def _too_long_ago(began: dt.date, asked_on: dt.date) -> bool:
    return months_after(began, YEARS_BACK * MONTHS_OF_A_YEAR) < asked_on


def _groups(each: Sequence[Months | LeftOut], group_by: Iterable[str]) -> Iterator[Group]:
    yield _group("", "", each)
    for by in group_by:
        values = sorted({one.worker.about.get(by, NOT_RECORDED) for one in each})
        for value in values:
            members = [one for one in each if one.worker.about.get(by, NOT_RECORDED) == value]
            yield _group(by, value, members)


def _group(by: str, value: str, members: Sequence[Months | LeftOut]) -> Group:
    counted = [one for one in members if isinstance(one, Months)]
    months = sorted(one.months for one in counted)
    left = Counter(one.why for one in members if isinstance(one, LeftOut))
    low, median, high = (interval(months, share) for share in QUARTERS)
    return Group(
        by=by,
        value=value,
        n=len(months),
        mean=sum(months, Fraction(0)) / len(months) if months else None,
        quartiles=quartiles(months) if months else None,
        intervals=(low, median, high),
        at_least=sum(one.at_least for one in counted),
        left_out={why: left[why] for why in Left if left[why]},
    )


def quartiles(months: Sequence[Fraction]) -> tuple[Fraction, Fraction, Fraction]:
    """Return lower quartile, median and upper quartile of at least one sorted number.

    Hyndman and Fan (1996), definition 7.
    """
    low, median, high = (_quantile(months, share) for share in QUARTERS)
    return low, median, high


def _quantile(found: Sequence[Fraction], share: Fraction) -> Fraction:
    whole, rest = divmod((len(found) - 1) * share, 1)
    at = int(whole)
    above = found[min(at + 1, len(found) - 1)]
    return found[at] + rest * (above - found[at])


def interval(
    found: Sequence[Fraction], share: Fraction, confidence: Fraction = CONFIDENCE
) -> Interval | None:
    """Return order statistics that hold a population quantile with at least this confidence.

    Args:
        found: sorted numbers.
        share: which quantile, such as 1/2.
        confidence: half of the rest may lie below, half above.

    Returns:
        None where there are too few numbers.
    """
    n = len(found)
    chances = _binomial(n, share)
    tail = (1 - confidence) / 2 * share.denominator**n
    low = _count_within(chances, tail)
    high = _count_within(reversed(chances), tail)
    if low == 0 or high == 0:
        return None
    inside = Fraction(sum(chances[low : n - high + 1]), share.denominator**n)
    return Interval(found[low - 1], found[n - high], inside)


def _binomial(n: int, share: Fraction) -> list[int]:
    """Return the chances of 0 to n successes times ``share.denominator ** n``, so all whole."""
    hit, miss = share.numerator, share.denominator - share.numerator
    chances = [miss**n]
    for k in range(n):
        chances.append(chances[-1] * (n - k) * hit // ((k + 1) * miss))
    return chances


def _count_within(chances: Iterable[int], tail: Fraction) -> int:
    """Return how many chances, from the first on, together do not go beyond the tail."""
    together, count = 0, 0
    for chance in chances:
        together += chance
        if together > tail:
            return count
        count += 1
    return count
