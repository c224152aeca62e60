"""Pay of a thirteenth month: a share of the basic pay of a calendar year, paid once a year.

What was earned in a pay period that lies in two years counts in each by its hours or days of work,
as the wage is paid, and a salary by its days.
While the work goes on nothing is due before the day that the law names; at the end of the work the
share of what was earned until then is due.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from manumit.terms.account import DAY, Per, Span
from manumit.terms.law.rules import MinimumWage, ThirteenthMonth
from manumit.terms.numbers import rounded
from manumit.terms.units import A_YEAR, DAYS_OF_A_YEAR, months_after
from manumit.terms.wages.facts import Facts
from manumit.terms.wages.lines import Line, Numbers, Period
from manumit.terms.wages.weeks import Weeks

ZERO = Fraction(0)
BASIC = frozenset(
    {
        "days",
        "salary",
        "part_of_salary",
        "hours_between",
        "hours_at_other_rate",
        "piece_work",
    }
)
"""Lines of basic pay but for hours; pay beside the wage counts only where the law says so."""


@dataclass(frozen=True, slots=True)
class OfYear:
    """The thirteenth month of one calendar year.

    Attributes:
        at_end: whether it is due because the work ended before the day of payment.
    """

    due_on: dt.date
    line: Line
    at_end: bool


def thirteenth_months(facts: Facts, weeks: Weeks, periods: Sequence[Period]) -> tuple[OfYear, ...]:
    """Return what is due for each calendar year of the work.

    Args:
        facts: one end of what is unknown.
        weeks: of the same end.
        periods: the pay periods of the same end.
    """
    if not facts.all_rules(ThirteenthMonth):
        return ()
    years = range(facts.span.first.year, facts.span.last.year + 1)
    found = (_of_year(facts, weeks, year, periods) for year in years)
    return tuple(one for one in found if one is not None and one.line.amount)


def _of_year(facts: Facts, weeks: Weeks, year: int, periods: Sequence[Period]) -> OfYear | None:
    days = Span(dt.date(year, 1, 1), dt.date(year, 12, 31)).meets(facts.span)
    rule = facts.rule(ThirteenthMonth, days.last)
    if rule is None or months_after(days.first, rule.after_months) > days.last + DAY:
        return None
    due_on, last = rule.due_in(year), facts.account.employment.last
    at_end = last is not None and last == days.last and last < due_on
    if not at_end and due_on > facts.account.asked_on:
        return None
    earned = sum((_earned(facts, weeks, rule, one, days) for one in periods), ZERO)
    numbers: Numbers = {"from": days.first, "until": days.last, "base": earned,
                        "part": str(rule.share)}  # fmt: skip
    amount = rounded(earned * rule.share, facts.law.currency)
    line = Line(what="thirteenth_month", amount=amount, rule=rule, numbers=numbers)
    return OfYear(days.last if at_end else due_on, line, at_end)


def _earned(
    facts: Facts, weeks: Weeks, rule: ThirteenthMonth, period: Period, days: Span
) -> Fraction:
    """Return the basic pay of a period, as far as its days lie in the year.

    Pay that does not depend on the hours, of a day, a month or for pieces, is basic pay whole:
    overtime is what comes on top of it. A wage by the hour is for hours that are no overtime.
    """
    part = period.days.meets(days)
    if not len(part):
        return ZERO
    share = _share(facts, period.days, days)
    agreed = sum((line.amount for line in period.due if line.what in BASIC), ZERO) * share
    beside = sum((line.amount for line in period.due if line.what in rule.counts), ZERO) * share
    least = ZERO
    for day, hours in weeks.without_overtime(part):
        wage, minimum = facts.wage(day), facts.rule(MinimumWage, day)
        if wage is not None and wage.per is Per.HOUR:
            agreed += hours * facts.rate(wage)
        if minimum is not None and minimum.per == "hour":
            least += hours * minimum.amount
    minimum = facts.minimum(period.days)
    if minimum is not None and minimum.per != "hour":
        least = period.minimum * share
    return max(agreed, ZERO if rule.below_minimum else least) + beside


def _share(facts: Facts, period: Span, days: Span) -> Fraction:
    """Return which share of the agreed pay of a period was earned on some days."""
    common = period.meets(days)
    if common == period:
        return Fraction(1)
    earned, whole = _agreed(facts, common), _agreed(facts, period)
    return earned / whole if whole else Fraction(len(common), len(period))


def _agreed(facts: Facts, days: Span) -> Fraction:
    """Return what the wages of some days come to, to compare it with that of other days."""
    found = ZERO
    for wage, part in facts.segments(days):
        # Where no amount is known, hours or days alone are compared.
        rate = facts.rate(wage) or Fraction(1)
        if wage.per is Per.HOUR:
            found += rate * facts.straight_hours(part)
        elif wage.per is Per.DAY:
            found += rate * facts.worked.sum(part)
        elif wage.per is Per.PIECE:
            found += facts.earned(part, "piece_work")
        else:
            found += rate * A_YEAR[wage.per] / DAYS_OF_A_YEAR * facts.present.sum(part)
    return found
