"""The minimum wage: what the normal pay of a week or a period falls short of, or lies above."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from manumit.terms.account import Per, Span, Wage
from manumit.terms.facts import (
    A_YEAR,
    DAYS_OF_A_WEEK,
    HOURS_OF_A_DAY,
    WEEKS_OF_A_YEAR,
    Facts,
)
from manumit.terms.lines import Line, Numbers
from manumit.terms.numbers import Range, rounded
from manumit.terms.pay import SALARIES, PeriodPay, Week
from manumit.terms.rules import MinimumWage, Overtime

ZERO = Fraction(0)
MONTHS_OF_A_YEAR, DAYS_OF_A_YEAR = 12, 365


@dataclass(frozen=True, slots=True)
class Tested:
    """The normal pay of some days, and the minimum wage for their units.

    Attributes:
        units: hours, days, weeks or months of the minimum wage.
        within: the share of the hours that are no overtime.
    """

    days: Span
    rule: MinimumWage
    pay: Fraction
    units: Fraction
    within: Fraction

    @property
    def missing(self) -> Fraction:
        """What the pay falls short of."""
        return max(ZERO, self.rule.amount * self.units - self.pay)

    @property
    def above(self) -> Fraction:
        """What of the pay for hours without overtime lies above the minimum."""
        return max(ZERO, self.pay - self.rule.amount * self.units) * self.within


def minimum_lines(facts: Facts, found: Sequence[Tested]) -> tuple[Line, ...]:
    """What has to be added to the agreed pay of a period."""
    lines = []
    for one in found:
        numbers: Numbers = {"from": one.days.first, "minimum": one.rule.amount,
                   "units": one.units, "per": one.rule.per, "pay": one.pay}  # fmt: skip
        amount = rounded(one.missing, facts.law.currency)
        if amount:
            lines.append(Line(what="minimum_wage", amount=amount, rule=one.rule, numbers=numbers))
    return tuple(lines)


def least_for(facts: Facts, found: Sequence[Tested], due: Sequence[Line], days: Span) -> Fraction:
    """What the minimum wage alone comes to for a period, without overtime."""
    least = sum((one.rule.amount * one.units for one in found), ZERO)
    for line in due:
        if line.what == "hours_between":
            rule = facts.minimum(days)
            hours = Fraction(str(line.numbers["hours"]))
            least += hours * rule.amount if rule is not None and rule.per == "hour" else ZERO
    return least


def tests(facts: Facts, pay: PeriodPay) -> Iterator[Tested]:
    """The days over which the minimum wage is tested in a period, each with its result."""
    rule = facts.minimum(pay.days)
    weekly = rule is not None and rule.tested_over == "week"
    for days in pay.weeks() if weekly else (pay.days,):
        rule = facts.minimum(days)
        if rule is not None:
            yield _Counting(facts, pay, days, rule).tested()


@dataclass(frozen=True, slots=True)
class _Counting:
    facts: Facts
    pay: PeriodPay
    days: Span
    rule: MinimumWage

    def tested(self) -> Tested:
        hours = self._hours()
        straight = self.pay.straight(self.days)
        overtime = sum((week.overtime for week in self._weeks()), ZERO)
        units = {
            "hour": hours,
            "day": Fraction(self.pay.days_worked(self.days)),
            "week": Fraction(len(self.days), DAYS_OF_A_WEEK),
            "month": self._months(),
        }[self.rule.per]
        within = max(ZERO, 1 - overtime / straight) if straight else Fraction(1)
        return Tested(self.days, self.rule, self._pay(), units, within)

    def _months(self) -> Fraction:
        if self.days == self.pay.whole and self.facts.account.employment.pay_period == "month":
            return Fraction(1)
        return Fraction(MONTHS_OF_A_YEAR * len(self.days), DAYS_OF_A_YEAR)

    def _weeks(self) -> Iterator[Week]:
        for days in self.pay.weeks_of(self.days):
            week = self.pay.week(days)
            if week is not None:
                yield week

    def _pay(self) -> Fraction:
        """The normal pay of the days, with what counts beside it."""
        facts, found = self.facts, self._beside()
        for wage, part in facts.segments(self.days):
            if wage.per is Per.HOUR:
                found += self.pay.straight(part) * facts.rate(wage)
            elif wage.per is Per.DAY:
                found += self.pay.days_worked(part) * facts.rate(wage)
            elif wage.per in SALARIES and self.days == self.pay.days:
                found += self.pay.salary(wage, part).amount
            elif wage.per in SALARIES:
                found += self.pay.weekly(wage) * self.pay.share_paid(part)
        return found

    def _beside(self) -> Fraction:
        """What counts beside the wage, without the share of it that has paid overtime."""
        earned = self.facts.earned(self.days, *self.rule.counts)
        straight = self.pay.straight(self.days)
        if not earned or not straight:
            return earned
        sharing = sum((week.sharing for week in self._weeks()), ZERO)
        return earned * max(ZERO, 1 - sharing / straight)

    def _hours(self) -> Fraction:
        """Hours that the normal pay is for; those paid by lines of their own reach the minimum."""
        normal = self._normal_hours()
        return sum((self._part_hours(wage, part, normal)
                    for wage, part in self.facts.segments(self.days)), ZERO)  # fmt: skip

    def _part_hours(self, wage: Wage, part: Span, normal: Mapping[dt.date, Fraction]) -> Fraction:
        agreed = self.facts.agreed_hours(wage)
        by_year = self.rule.salaried_hours == "by_year" and wage.per in SALARIES
        if agreed is None or not by_year or self.facts.for_all_hours(wage, part.last):
            return sum((normal.get(day, ZERO) for day in part.days()), ZERO)
        # Here more agreed hours mean more owed, since a salary has to reach the minimum for them.
        agreed = self.facts.in_favour(wage.hours_per_week or Range.exactly(agreed))
        return agreed * self._weeks_paid(part)

    def _weeks_paid(self, part: Span) -> Fraction:
        """Weeks for which a salary is paid: of a whole period, its share of a year."""
        if self.days != self.pay.days:
            return self.pay.share_paid(part)
        a_year = A_YEAR[Per(self.facts.account.employment.pay_period)]
        return Fraction(WEEKS_OF_A_YEAR, a_year) * self.pay.salary_share(part)

    def _normal_hours(self) -> Mapping[dt.date, Fraction]:
        """Of each day, the hours that are among the first of its week which normal pay is for."""
        found: dict[dt.date, Fraction] = {}
        for week in self._weeks():
            left = week.normal
            for day in week.days.days():
                found[day] = min(left, self._up_to_overtime(day))
                left -= found[day]
        return found

    def _up_to_overtime(self, day: dt.date) -> Fraction:
        """The hours of a day below its own limit: those above belong to no other day."""
        limits = [rule.above for rule in self.facts.rules(Overtime, day) if rule.per == "day"]
        return min(self.pay.straight(Span(day, day)), *limits, HOURS_OF_A_DAY)
