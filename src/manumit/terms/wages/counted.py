"""Compute what is compared with the minimum wage: the normal pay of some days, and their units.

A week may lie in two pay periods: it is tested in the one in which it ends, with the pay that was
due for its days in the other. A higher wage, or more hours, may then move the due pay of the two
periods in opposite directions. So where a wage or hours are not known, the test takes them so far
towards the other end that its bounds hold all the same; see docs/reference/terms-law.md.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from manumit.terms.account import DAY, ExtraPay, Per, Span, Wage
from manumit.terms.law.rules import MinimumWage
from manumit.terms.units import A_YEAR, WEEKS_OF_A_YEAR
from manumit.terms.wages.facts import Facts
from manumit.terms.wages.pay import PeriodPay
from manumit.terms.wages.weeks import SALARIES, Week

ZERO = Fraction(0)

type Promise = Wage | ExtraPay
type Amounts = Mapping[int, Fraction]
"""Amounts of promises in the test, where they are not those of this end; by identity."""


class Compared(NamedTuple):
    """Pay, and the units of the minimum wage that it has to reach."""

    pay: Fraction
    units: Fraction

    def plus(self, other: "Compared", sign: int = 1) -> "Compared":
        """Return the sum with another one, or with ``sign`` -1 the difference."""
        return Compared(self.pay + sign * other.pay, self.units + sign * other.units)


@dataclass(frozen=True, slots=True)
class Counted:
    """The days of one test.

    Attributes:
        pay: the period in which they are tested.
        days: a week that ends in the period, or the days of the period.
    """

    facts: Facts
    pay: PeriodPay
    days: Span
    rule: MinimumWage

    @property
    def before(self) -> Span:
        """Return the days of the test that lie in an earlier period."""
        return Span(self.days.first, min(self.days.last, self.pay.days.first - DAY))

    def compared(self, amounts: Amounts) -> Compared:
        """Return the pay of the days, and their units."""
        found = self._of(self.days, amounts)
        if len(self.before) and not self.facts.exact:
            found = found.plus(self._of(self.before, amounts), -1).plus(self.earlier(amounts))
        return found

    def earlier(self, amounts: Amounts) -> Compared:
        """Return pay and units of days in an earlier period, so that bounds of the rest hold."""
        found = Compared(self._beside(self.before, amounts), ZERO)
        for wage, part in self.facts.segments(self.before):
            found = found.plus(self._earlier(wage, part, self._amount(wage, amounts)))
        return found

    def _earlier(self, wage: Wage, part: Span, amount: Fraction) -> Compared:
        """Return pay and units of days in an earlier period for one wage.

        With pay by the hour above the minimum wage, less work leaves less for the other days.
        """
        units, other = self._part_units(wage, part), self.facts.other
        if wage.per is Per.DAY:
            return Compared(amount * other.worked.sum(part), units)
        ours = Compared(amount * self._times(self.facts, wage, part), units)
        if wage.per is not Per.HOUR:
            return ours
        weeks = self.pay.weeks.other
        hours = weeks.normal_hours(part, self.pay.days.last)
        theirs = Compared(
            amount * self._times(other, wage, part), hours if self.rule.per == "hour" else units
        )
        choose = min if self.facts.most else max
        return choose((ours, theirs), key=lambda one: one.pay - self.rule.amount * one.units)

    def floor(self, amounts: Amounts) -> Fraction:
        """Return the minimum wage for the days of the period that was not due before."""
        here = self._units(self.days) - self._units(self.before)
        earlier = self.earlier(amounts)
        return self.rule.amount * here + max(ZERO, self.rule.amount * earlier.units - earlier.pay)

    def most_units(self) -> Fraction:
        """Return the most units of the days, for any hours worked before the period."""
        ours = self._units(self.before)
        return self._units(self.days) + max(ZERO, self.earlier({}).units - ours)

    def times(self, promise: Promise) -> Fraction:
        """Return at most how fast the pay of the days grows with the amount of a promise."""
        part = promise.span.meets(self.days)
        if not len(part):
            return ZERO
        if isinstance(promise, ExtraPay):
            return Fraction(len(part), len(promise.span)) * self._share_beside()
        found, before = self._times(self.facts, promise, part), part.meets(self.before)
        if len(before):
            ours, theirs = (
                self._times(facts, promise, before) for facts in (self.facts, self.facts.other)
            )
            found += max(ZERO, theirs - ours)
        return found

    def _of(self, days: Span, amounts: Amounts) -> Compared:
        pay = self._beside(days, amounts)
        for wage, part in self.facts.segments(days):
            if wage.per in SALARIES and days == self.pay.days:
                pay += self.pay.salary(wage, part).amount
            else:
                pay += self._amount(wage, amounts) * self._times(self.facts, wage, part)
        return Compared(pay, self._units(days))

    def _amount(self, promise: Promise, amounts: Amounts) -> Fraction:
        found = amounts.get(id(promise))
        return self.facts.in_favour(promise.amount) if found is None else found

    def _times(self, facts: Facts, wage: Wage, part: Span) -> Fraction:
        """Return how many times the amount of a wage is the pay of some days."""
        if wage.per is Per.HOUR:
            return facts.straight_hours(part)
        if wage.per is Per.DAY:
            return Fraction(facts.worked.sum(part))
        if wage.per in SALARIES:
            return Fraction(A_YEAR[wage.per], WEEKS_OF_A_YEAR) * self._weeks_paid(part)
        return ZERO

    def _beside(self, days: Span, amounts: Amounts) -> Fraction:
        """Return the pay beside the wage that counts, without its share for overtime."""
        earned = ZERO
        for one in self.facts.account.extra_pay:
            common = len(one.span.meets(days)) if one.of in self.rule.counts else 0
            earned += self._amount(one, amounts) * common / len(one.span)
        return earned * self._share_beside() if earned else ZERO

    @property
    def share_within(self) -> Fraction:
        """Return the share of the hours that are no overtime."""
        return self._share(sum(week.overtime for week in self.weeks()))

    def _share_beside(self) -> Fraction:
        return self._share(sum(week.sharing for week in self.weeks()))

    def _share(self, apart: int) -> Fraction:
        """Return the share of the hours without some of them."""
        straight = self.facts.straight.sum(self.days)
        return max(ZERO, 1 - Fraction(apart, straight)) if straight else Fraction(1)

    def weeks(self) -> Iterator[Week]:
        """Yield the weeks of the days."""
        for days in self.pay.weeks.meeting(self.days):
            week = self.pay.weeks.week(days)
            if week is not None:
                yield week

    # Units of the minimum wage

    def _units(self, days: Span) -> Fraction:
        """Return how many hours, days, weeks or months the minimum wage has to be paid for."""
        return sum((self._part_units(wage, part)
                    for wage, part in self.facts.segments(days)), ZERO)  # fmt: skip

    def _part_units(self, wage: Wage, part: Span) -> Fraction:
        if self.rule.per == "hour":
            return self._hours(wage, part)
        if self.rule.per == "day":
            return Fraction(self.facts.worked.sum(part))
        # The same share as of a salary: one that is no less in a year never falls short.
        return Fraction(A_YEAR[Per(self.rule.per)], WEEKS_OF_A_YEAR) * self._weeks_paid(part)

    def _hours(self, wage: Wage, part: Span) -> Fraction:
        """Return the hours of normal pay; hours paid by lines of their own reach the minimum."""
        by_year = self.rule.salaried_hours == "by_year" and wage.per in SALARIES
        if not by_year or self.facts.for_all_hours(wage, part.last):
            return self._normal_hours(wage, part)
        agreed = self.facts.agreed_range(wage)
        # Here more agreed hours mean more owed, since a salary has to reach the minimum for them.
        hours = self.facts.in_favour(agreed) * self._weeks_paid(part)
        if agreed.known or self.facts.most:
            return hours
        return max(hours, self._surely_tested(part))

    def _normal_hours(self, wage: Wage, part: Span) -> Fraction:
        """Return the hours of normal pay among those worked on some days.

        In a period of averaging, unknown hours of one day decide whether those of another are among
        the first ones of the period, which the normal pay is for: so all of them, or none.
        """
        weeks = self.pay.weeks
        if weeks.averages and not self.facts.exact and wage.per not in (Per.HOUR, Per.PIECE):
            return self.facts.straight_hours(part) if self.facts.most else ZERO
        return weeks.normal_hours(part, self.pay.days.last)

    def _surely_tested(self, part: Span) -> Fraction:
        """Return the hours of a salary tested against the minimum wage for any agreed hours.

        More agreed hours are tested by their share of the year; fewer leave more hours of a week
        beyond them, which are paid no less than the minimum. Of both together, the fewest.
        """
        beyond = between = present = 0
        for week in self.weeks():
            if week.days.first >= part.first and week.days.last <= part.last:
                beyond += week.hours - week.overtime
                between += week.between
                present += self.facts.present_at_work.sum(week.days)
        if not present:
            return ZERO
        share = self._weeks_paid(part) * self.facts.work_days / present
        hours = self.facts.parts.hours
        return max(ZERO, hours(beyond) * min(Fraction(1), share) - hours(between))

    def _weeks_paid(self, part: Span) -> Fraction:
        """Return the weeks that a salary is paid for: of a pay period, its share of a year."""
        if self.rule.tested_over == "week" and self.days != self.pay.days:
            return self.pay.share_paid(part)
        a_year = A_YEAR[Per(self.facts.account.employment.pay_period)]
        return Fraction(WEEKS_OF_A_YEAR, a_year) * self.pay.salary_share(part)


def amounts_in_tests(facts: Facts, pay: PeriodPay, found: Sequence[Counted]) -> Amounts:
    """Return the amounts with which weeks are tested, where those of this end would not bound them.

    What is due grows with an amount; what a week falls short of shrinks with it. Where the second
    is more than the first, a higher amount owes less: then the test takes the amount as far towards
    its other end as keeps every amount between the ends within the bounds.
    """
    if facts.exact:
        return {}
    promises: list[Promise] = [*facts.wages, *facts.account.extra_pay]
    amounts = {}
    for one in promises:
        tested = sum((counted.times(one) for counted in found), ZERO)
        due = _times_due(pay, one)
        if not one.amount.known and tested > due:
            ours, other = facts.in_favour(one.amount), _other_end(facts, one, found)
            amounts[id(one)] = ours + (1 - due / tested) * (other - ours)
    return amounts


def _times_due(pay: PeriodPay, promise: Promise) -> Fraction:
    """Return how fast the due pay of the period grows with the amount of a promise."""
    part = promise.span.meets(pay.days)
    if not len(part):
        return ZERO
    if isinstance(promise, ExtraPay):
        return Fraction(len(part), len(promise.span))
    return pay.times_due(promise, part)


def _other_end(facts: Facts, promise: Promise, found: Sequence[Counted]) -> Fraction:
    """Return the other end of an amount, no farther than where no week falls short any more."""
    other, ours = facts.against(promise.amount), facts.in_favour(promise.amount)
    if facts.most:
        return ours if other is None else other
    enough = [
        counted.rule.amount * counted.most_units() / times
        for counted in found
        if (times := counted.times(promise))
    ]
    farthest = max((ours, *enough))
    return farthest if other is None else min(other, farthest)
