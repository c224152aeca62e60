"""What the work of one pay period is worth: the lines that are due, before anything is paid."""

import datetime as dt
from collections.abc import Iterator
from fractions import Fraction

from manumit.terms.account import Per, Span, Wage
from manumit.terms.days import count_of
from manumit.terms.facts import Facts
from manumit.terms.lines import Line, Numbers
from manumit.terms.numbers import rounded
from manumit.terms.rules import (
    MinimumWage,
    Overtime,
    PaidHoliday,
    PartOfPeriod,
    PremiumCredited,
    RestDayWork,
)
from manumit.terms.units import A_YEAR, DAYS_OF_A_WEEK, WEEKS_OF_A_YEAR
from manumit.terms.weeks import SALARIES, Over, Week, Weeks

ZERO = Fraction(0)

type Multiple = tuple[str, Fraction, Numbers]
"""A line of overtime: what it is, its amount, and its numbers but for the week."""


class PeriodPay:
    """The lines of one pay period.

    Args:
        facts: one end of what is unknown.
        whole: the pay period; ``days``: its part in which the work lasted.
        weeks: of the same end.
    """

    def __init__(self, facts: Facts, whole: Span, days: Span, weeks: Weeks) -> None:
        self.facts, self.whole, self.days, self.weeks = facts, whole, days, weeks
        self.law = facts.law
        # Weeks alike share their overtime, and what it comes to at one base.
        self._multiplied: dict[int, tuple[Fraction, tuple[Multiple, ...]]] = {}

    def lines(self) -> tuple[Line, ...]:
        """All that was agreed and is due for the period; lines of nothing are left out."""
        found = (
            *self._normal(),
            *self._extra(),
            *self._weeks(),
            *self._rest_days(),
            *self._holidays(),
            *self._paid_holidays(),
        )
        return tuple(line for line in found if line.amount)

    def _line(self, what: str, amount: Fraction, **more: object) -> Line:
        return Line(what=what, amount=rounded(amount, self.law.currency), **more)  # type: ignore[arg-type] # the fields of a line

    def _rate(self, rate: Fraction) -> Fraction:
        """A rate as the authority reckons on with it."""
        return rounded(rate, self.law.currency) if self.law.round_rates else rate

    # What was agreed

    def _normal(self) -> Iterator[Line]:
        for wage, part in self.facts.segments(self.days):
            if wage.per is Per.HOUR:
                hours, rate = self.facts.straight_hours(part), self.facts.rate(wage)
                yield self._line("hours", hours * rate, numbers={"hours": hours, "rate": rate})
            elif wage.per is Per.DAY:
                days, rate = self.facts.worked.sum(part), self.facts.rate(wage)
                yield self._line("days", days * rate, numbers={"days": days, "rate": rate})
            elif wage.per in SALARIES:
                yield self.salary(wage, part)

    def salary(self, wage: Wage, part: Span) -> Line:
        """A salary for its part of the period."""
        period = Per(self.facts.account.employment.pay_period)
        full = self.facts.rate(wage) * A_YEAR[wage.per] / A_YEAR[period]
        rule, present, of = self._present(part)
        if present == of:
            return self._line("salary", full, numbers={"salary": full})
        numbers: Numbers = {"salary": full, "days": present, "of": of}
        return self._line("part_of_salary", full * present / of, rule=rule, numbers=numbers)

    def salary_share(self, part: Span) -> Fraction:
        """Which share of a period's salary some days of it are paid."""
        _, present, of = self._present(part)
        return Fraction(present, of)

    def _present(self, part: Span) -> tuple[PartOfPeriod | None, int, int]:
        """How many of the days that are paid some are, and of how many."""
        rule = self.facts.rule(PartOfPeriod, part.first)
        if rule is not None and rule.by == "working_days":
            work_days = self.facts.account.employment.work_days
            return rule, self.facts.present_at_work.sum(part), count_of(self.whole, work_days)
        return rule, self.facts.present.sum(part), len(self.whole)

    def times_due(self, wage: Wage, part: Span) -> Fraction:
        """How many times the amount of a wage is what it comes to for some days."""
        if wage.per is Per.HOUR:
            return self.facts.straight_hours(part)
        if wage.per is Per.DAY:
            return Fraction(self.facts.worked.sum(part))
        if wage.per in SALARIES:
            period = Per(self.facts.account.employment.pay_period)
            return Fraction(A_YEAR[wage.per], A_YEAR[period]) * self.salary_share(part)
        return ZERO

    def weekly(self, wage: Wage) -> Fraction:
        """What a salary comes to in a week."""
        return self.facts.rate(wage) * A_YEAR[wage.per] / WEEKS_OF_A_YEAR

    def share_paid(self, days: Span) -> Fraction:
        """The share of a week's salary that some days are paid, as the law divides a salary."""
        rule = self.facts.rule(PartOfPeriod, days.first)
        if rule is not None and rule.by == "working_days":
            return self.share_present(days)
        return Fraction(self.facts.present.sum(days), DAYS_OF_A_WEEK)

    def share_present(self, days: Span) -> Fraction:
        """The share of a week's work that some days are, without those of an absence."""
        return Fraction(self.facts.present_at_work.sum(days), self.facts.work_days)

    def _extra(self) -> Iterator[Line]:
        of = {one.of for one in self.facts.account.extra_pay}
        for kind in ("piece_work", "bonus", "allowance", "premium"):
            if kind in of:
                yield self._line(kind, self.facts.earned(self.days, kind))

    # Days that are paid by rules of their own

    def _rest_days(self) -> Iterator[Line]:
        rest_day = self.facts.account.employment.rest_day
        for day in self.days.days():
            if day.weekday() != rest_day or not self.facts.hours[day]:
                continue
            rule, wage = self.facts.rest_rule(day), self.facts.wage(day)
            if rule is not None and wage is not None:
                yield self._rest_day(rule, wage, day)

    def _rest_day(self, rule: RestDayWork, wage: Wage, day: dt.date) -> Line:
        hours, hourly = self.facts.hours[day], self._hourly(wage, day)
        if rule.times is not None:
            by_hours: Numbers = {"day": day, "hours": hours, "rate": hourly, "times": rule.times}
            return self._line("rest_day", hours * hourly * rule.times, rule=rule, numbers=by_hours)
        normal = self.facts.day_hours(wage)
        wages = next((pays for up_to, pays in rule.steps if hours <= up_to * normal),
                     rule.steps[-1][1])  # fmt: skip
        daily, beyond = self._rate(self.facts.daily(wage, day)), max(ZERO, hours - normal)
        times = rule.beyond_times or ZERO
        return self._line(
            "rest_day_by_days",
            wages * daily + beyond * hourly * times,
            rule=rule,
            numbers={"day": day, "hours": hours, "day_wages": wages, "daily": daily,
                     "beyond": beyond, "rate": hourly, "times": times},
        )  # fmt: skip

    def _holidays(self) -> Iterator[Line]:
        for day in self._public_holidays():
            rule, wage = self.facts.holiday_rule(day), self.facts.wage(day)
            hours = self.facts.hours[day]
            if rule is None or wage is None or not hours or self.facts.rest_rule(day):
                continue
            if rule.times is not None:
                rate = self._hourly(wage, day)
                numbers: Numbers = {"day": day, "hours": hours, "rate": rate, "times": rule.times}
                yield self._line("holiday", hours * rate * rule.times, rule=rule, numbers=numbers)
            else:
                daily, wages = self._rate(self.facts.daily(wage, day)), rule.day_wages or ZERO
                by_days: Numbers = {"day": day, "day_wages": wages, "daily": daily}
                yield self._line("holiday_by_days", daily * wages, rule=rule, numbers=by_days)

    def _paid_holidays(self) -> Iterator[Line]:
        """Holidays without work, for who is paid by the hour, the day or the piece."""
        for day in self._public_holidays():
            rule, wage = self.facts.rule(PaidHoliday, day), self.facts.wage(day)
            if rule is None or wage is None or wage.per in SALARIES or self.facts.absent(day):
                continue
            if not self.facts.hours[day]:
                daily = self._rate(self.facts.daily(wage, day))
                numbers: Numbers = {"day": day, "day_wages": rule.day_wages, "daily": daily}
                amount = daily * rule.day_wages
                yield self._line("paid_holiday", amount, rule=rule, numbers=numbers)

    def _public_holidays(self) -> list[dt.date]:
        return sorted(day for day in self.facts.account.employment.holidays if day in self.days)

    def _hourly(self, wage: Wage, day: dt.date, overtime: Fraction | None = None) -> Fraction:
        """No hour above the normal ones is worth less than the minimum wage."""
        return self._rate(max(self.facts.hourly(wage, day, overtime), self._least(day)))

    def _least(self, day: dt.date) -> Fraction:
        rule = self.facts.rule(MinimumWage, day)
        return rule.amount if rule is not None and rule.per == "hour" else ZERO

    # Weeks: overtime, and hours between those that a salary pays and overtime

    def _weeks(self) -> Iterator[Line]:
        for days in self.weeks.ending_in(self.days):
            week = self.weeks.week(days)
            if week is not None:
                lines = [line for line in self._week_lines(week) if line.amount]
                yield from lines
                yield from self._credited(week, lines)

    def _week_lines(self, week: Week) -> Iterator[Line]:
        if week.between:
            hours, rate = (
                self.facts.parts.hours(week.between),
                self._hourly(week.wage, week.days.last),
            )
            numbers: Numbers = {"week": week.days.first, "hours": hours, "rate": rate}
            yield self._line("hours_between", hours * rate, numbers=numbers)
        for one in week.over:
            yield from self._overtime(week, one)

    def _overtime(self, week: Week, over: Over) -> Iterator[Line]:
        base, paid = self._base(week, over.rule, self.facts.parts.hours(over.hours))
        known = self._multiplied.get(id(over))
        if known is None or known[0] is not base or paid:
            known = base, tuple(self._multiples(over, base, paid))
            if not paid:
                self._multiplied[id(over)] = known
        for what, amount, numbers in known[1]:
            told: Numbers = {"week": week.days.first, **numbers}
            yield Line(what=what, amount=amount, rule=over.rule, numbers=told)

    def _multiples(self, over: Over, base: Fraction, paid: Fraction) -> Iterator[Multiple]:
        """Hours that were paid once get the rest of their multiple, the others all of it."""
        rule, (_, times) = over.rule, over.rule.times[over.at]
        for what, parts, factor, beside in (
            ("overtime_on_top", over.inside, times - 1, ZERO),
            ("overtime", over.hours - over.inside, times, paid),
        ):
            an_hour = base * factor - beside if parts else ZERO
            if an_hour > 0:
                hours, rate = self.facts.parts.hours(parts), self._rate(an_hour)
                numbers: Numbers = {
                    "above": rule.above,
                    "per": rule.per,
                    "hours": hours,
                    "base": base,
                    "times": factor,
                    "rate": rate,
                }
                if beside:
                    numbers = {**numbers, "beside": beside}
                yield what, rounded(hours * rate, self.law.currency), numbers

    def _credited(self, week: Week, lines: list[Line]) -> Iterator[Line]:
        rule = self.facts.rule(PremiumCredited, week.days.last)
        if rule is None:
            return
        premium = self.facts.earned(week.days, "premium")
        overtime = sum((one.amount for one in lines if one.rule is not None), ZERO)
        if premium and overtime:
            numbers: Numbers = {"week": week.days.first, "premium": premium, "overtime": overtime}
            amount = -min(premium, overtime)
            yield self._line("premium_credited", amount, rule=rule, numbers=numbers)

    def _base(self, week: Week, rule: Overtime, overtime: Fraction) -> tuple[Fraction, Fraction]:
        """What overtime is a multiple of, and how much of it an hour has been paid already."""
        day = week.days.last
        paid = ZERO
        if rule.base == "regular":
            wage, paid = self._regular(week)
            base = max(wage + paid, self._least(day))
        else:
            base = self._hourly(week.wage, day, overtime)
        if rule.most_hourly_base is not None:
            base = min(base, rule.most_hourly_base)
        return self._rate(base), min(paid, base)

    def _regular(self, week: Week) -> tuple[Fraction, Fraction]:
        """All pay of the week through its hours: of the wage, and of what is paid beside it."""
        if not week.hours:
            return ZERO, ZERO
        hours = self.facts.parts.hours(week.hours)
        parts = self.facts.segments(week.days)
        pay = sum((self._worth(wage, part) for wage, part in parts), ZERO)
        extra = self.facts.earned(week.days, "piece_work", "bonus", "allowance")
        return pay / hours, extra / hours

    def _worth(self, wage: Wage, part: Span) -> Fraction:
        """What a wage pays for the hours of some days of a week."""
        if wage.per is Per.PIECE:
            return ZERO
        if self.facts.for_all_hours(wage, part.last) and wage.per is Per.DAY:
            return self.facts.rate(wage) * self.facts.worked.sum(part)
        if self.facts.for_all_hours(wage, part.last) and wage.per in SALARIES:
            return self.weekly(wage) * self.share_paid(part)
        return self.facts.straight_hours(part) * self.facts.hourly(wage, part.last)
