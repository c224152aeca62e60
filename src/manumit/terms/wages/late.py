"""Pay that came late: which part of it, until when, and the sums that a law adds for the delay.

A payment of which nobody knows the day came on the due day at the least, and on the last day of the
account at the most. Where some payment may be missing, or its amount is not known, all that was
paid may have been paid in time.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from manumit.terms.account import DAY
from manumit.terms.law.rules import LatePenalty
from manumit.terms.numbers import rounded
from manumit.terms.units import months_after
from manumit.terms.wages.facts import Facts
from manumit.terms.wages.lines import Line, Numbers, Period, PeriodKind

ZERO = Fraction(0)
UNKNOWN_DAY = "unknown"


@dataclass(frozen=True, slots=True)
class PaidLate:
    """A part of what was due that was paid after the due day.

    Attributes:
        on: the day of the payment as the account states it, or ``unknown``.
        until: the day with which the delay ended, at this end of the unknown.
    """

    amount: Fraction
    on: dt.date | str
    until: dt.date


def paid_late(facts: Facts, period: Period) -> tuple[PaidLate, ...]:
    """Return the parts of a period's pay that came late, in the order in which they came."""
    if not facts.most and not _all_known(facts):
        return ()
    left = sum((line.amount for line in (*period.due, *period.taken_off) if line.counts), ZERO)
    found = []
    for line in sorted(period.paid, key=lambda one: _came(facts, period, one)):
        part, until = min(left, -line.amount), _came(facts, period, line)
        left -= part
        on = line.numbers["on"]
        if part > 0 and until > period.due_on:
            stated = on if isinstance(on, dt.date) else UNKNOWN_DAY
            found.append(PaidLate(part, stated, until))
    return tuple(found)


def _all_known(facts: Facts) -> bool:
    """Whether all payments are recorded with their amounts."""
    return facts.account.pay_complete and all(one.amount.known for one in facts.account.payments)


def _came(facts: Facts, period: Period, line: Line) -> dt.date:
    on = line.numbers["on"]
    if isinstance(on, dt.date):
        return on
    return facts.account.asked_on if facts.most else period.due_on


def penalty_of_period(facts: Facts, period: Period) -> Iterator[Line]:
    """Yield what is added because the pay of a period is, or was, late."""
    rule = _rule(facts, "pay_period", period.days.last)
    until = None if rule is None else _open_until(facts, period)
    if rule is not None and until is not None and period.kind is PeriodKind.PAY_PERIOD:
        yield from _penalty(facts, rule, period.due_on, until)


def penalty_at_end(facts: Facts, periods: Sequence[Period]) -> Iterator[Line]:
    """Yield what is added because something was still open after the end of the work."""
    last = facts.account.employment.last
    rule = None if last is None else _rule(facts, "end_of_work", last)
    if rule is None or last is None or last > facts.account.asked_on:
        return
    days = [until for one in periods if (until := _open_until(facts, one)) is not None]
    if days:
        yield from _penalty(facts, rule, last, max(days))


def _rule(facts: Facts, of: str, day: dt.date) -> LatePenalty | None:
    return next((one for one in facts.rules(LatePenalty, day) if one.of == of), None)


def _open_until(facts: Facts, period: Period) -> dt.date | None:
    """Return until when something of a period was open; None if it was paid in time."""
    if period.owed:
        return facts.account.asked_on
    return max((one.until for one in paid_late(facts, period)), default=None)


def _penalty(facts: Facts, rule: LatePenalty, due: dt.date, until: dt.date) -> Iterator[Line]:
    """Yield the line of a delay, if it is long enough."""
    first = due + DAY * rule.after_days
    units = Fraction(_months(first, until) if rule.per == "month" else (until - first).days)
    if rule.most is not None:
        units = min(units, rule.most)
    if units > 0:
        rate = rule.amount if rule.amount is not None else _day_wages(facts, rule, due)
        numbers: Numbers = {"units": units, "rate": rate, "per": rule.per}
        amount = rounded(units * rate, facts.law.currency)
        yield Line(what="late_penalty", amount=amount, rule=rule, numbers=numbers)


def _day_wages(facts: Facts, rule: LatePenalty, due: dt.date) -> Fraction:
    day = min(due, facts.span.last)
    wage = facts.wage(day)
    return ZERO if wage is None else (rule.day_wages or ZERO) * facts.daily(wage, day, rule)


def _months(first: dt.date, last: dt.date) -> int:
    """Return how many whole months passed."""
    months = 0
    while months_after(first, months + 1) <= last:
        months += 1
    return months
