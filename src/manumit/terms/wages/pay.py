"""What the work of one pay period is worth: the lines that are due, before anything is paid."""

import datetime as dt
from collections.abc import Iterator
from fractions import Fraction
from itertools import zip_longest

from manumit.terms.account import DAY, Per, Span, Wage
from manumit.terms.law.rules import (
    Overtime,
    PaidHoliday,
    PartOfPeriod,
    PremiumCredited,
    RestDayWork,
    Rule,
)
from manumit.terms.numbers import rounded
from manumit.terms.units import A_YEAR, DAYS_OF_A_WEEK, WEEKS_OF_A_YEAR
from manumit.terms.wages.call_in import call_in_lines
from manumit.terms.wages.days import count_of
from manumit.terms.wages.facts import Facts
from manumit.terms.wages.lines import Line, Numbers
from manumit.terms.wages.night import night_lines
from manumit.terms.wages.week_wages import Covered
from manumit.terms.wages.weeks import SALARIES, Over, Week, Weeks

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
            *night_lines(self.facts, self.days, self._hourly),
            *call_in_lines(self.facts, self.days, self._hourly),
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
        work = self.facts.account.employment
        resting = {work.rest_day, work.second_rest_day}
        for day in self.days.days():
            if day.weekday() not in resting or not self.facts.hours[day]:
                continue
            rule, wage = self.facts.rest_rule(day), self.facts.wage(day)
            if rule is None or wage is None:
                continue
            if rule.times:
                yield from self._rest_day_by_hours(rule, wage, day)
            else:
                yield self._rest_day_by_days(rule, wage, day)

    def _rest_day_by_hours(self, rule: RestDayWork, wage: Wage, day: dt.date) -> Iterator[Line]:
        hours, hourly = self.facts.hours[day], self._hourly(wage, day, under=rule)
        for (begins, of_hour), ends in zip_longest(rule.times, (one for one, _ in rule.times[1:])):
            part = (hours if ends is None else min(hours, ends)) - begins
            if part > 0:
                times = self._beside_pieces(wage, of_hour)
                numbers: Numbers = {"day": day, "hours": part, "rate": hourly, "times": times}
                yield self._line("rest_day", part * hourly * times, rule=rule, numbers=numbers)

    def _rest_day_by_days(self, rule: RestDayWork, wage: Wage, day: dt.date) -> Line:
        hours, hourly = self.facts.hours[day], self._hourly(wage, day, under=rule)
        normal = self.facts.day_hours(wage)
        pieces = wage.per is Per.PIECE
        wages = self._beside_pieces_of_day(rule, wage, day) if pieces else rule.wages(hours, normal)
        daily, beyond = self._rate(self.facts.daily(wage, day, rule)), max(ZERO, hours - normal)
        times = self._beside_pieces(wage, rule.beyond_times or ZERO)
        return self._line(
            "rest_day_by_days",
            wages * daily + beyond * hourly * times,
            rule=rule,
            numbers={"day": day, "hours": hours, "day_wages": wages, "daily": daily,
                     "beyond": beyond, "rate": hourly, "times": times},
        )  # fmt: skip

    def _beside_pieces_of_day(self, rule: RestDayWork, wage: Wage, day: dt.date) -> Fraction:
        """Of the wages of a rest day, what is owed beside the pieces of it.

        The pieces have paid as much of a normal day as was worked, at most all of it. The longer a
        normal day may be, the fewer wages of a day are due, but the less the pieces have paid: so
        they are worked out at every length of a normal day at which their number changes.
        """
        hours, worked = self.facts.hours[day], self.facts.other.hours[day]
        ends = self.facts.day_hours(wage), self.facts.with_more_agreed.day_hours(wage)
        shortest, longest = min(ends), max(ends)
        changes = (hours / up_to for up_to, _ in rule.steps if up_to)
        found = list[Fraction]()
        for normal in {*ends, *(one for one in changes if shortest < one < longest)}:
            paid = min(Fraction(1), worked / normal) if normal else Fraction(1)
            found.append(rule.wages(hours, normal) - paid)
            if normal > shortest:
                found.append(rule.wages(hours, normal, shorter=True) - paid)
        return max(ZERO, max(found) if self.facts.most else min(found))

    def _beside_pieces(self, wage: Wage, times: Fraction) -> Fraction:
        """Of a multiple, what is owed beside the pieces, which have paid the hours once."""
        return max(ZERO, times - 1) if wage.per is Per.PIECE else times

    def _holidays(self) -> Iterator[Line]:
        for day in self._public_holidays():
            rule, wage = self.facts.holiday_rule(day), self.facts.wage(day)
            hours = self.facts.hours[day]
            if rule is None or wage is None or not hours or self.facts.rest_rule(day):
                continue
            if rule.times is not None:
                rate = self._hourly(wage, day, under=rule)
                times = self._beside_pieces(wage, rule.times)
                numbers: Numbers = {"day": day, "hours": hours, "rate": rate, "times": times}
                yield self._line("holiday", hours * rate * times, rule=rule, numbers=numbers)
            else:
                daily = self._rate(self.facts.daily(wage, day, rule))
                wages = rule.day_wages or ZERO
                by_days: Numbers = {"day": day, "day_wages": wages, "daily": daily}
                yield self._line("holiday_by_days", daily * wages, rule=rule, numbers=by_days)
                beyond = max(ZERO, hours - self.facts.day_hours(wage))
                if rule.beyond_times is not None and beyond:
                    rate = self._hourly(wage, day, under=rule)
                    times = self._beside_pieces(wage, rule.beyond_times)
                    more: Numbers = {"day": day, "hours": beyond, "rate": rate, "times": times}
                    yield self._line("holiday", beyond * rate * times, rule=rule, numbers=more)

    def _paid_holidays(self) -> Iterator[Line]:
        """Holidays without work, for who is paid by the hour, the day or the piece."""
        for day in self._public_holidays():
            rule, wage = self.facts.rule(PaidHoliday, day), self.facts.wage(day)
            if rule is None or wage is None or wage.per in SALARIES or self.facts.absent(day):
                continue
            if not self.facts.hours[day]:
                daily = self._rate(self.facts.daily(wage, day, rule))
                numbers: Numbers = {"day": day, "day_wages": rule.day_wages, "daily": daily}
                amount = daily * rule.day_wages
                yield self._line("paid_holiday", amount, rule=rule, numbers=numbers)

    def _public_holidays(self) -> list[dt.date]:
        return sorted(day for day in self.facts.account.employment.holidays if day in self.days)

    def _hourly(
        self, wage: Wage, day: dt.date, overtime: Fraction | None = None, under: Rule | None = None
    ) -> Fraction:
        """What an hour is worth: no less than the minimum wage, unless an article says so."""
        floor = self._least(wage, day, under)
        return self._rate(max(self.facts.hourly(wage, day, overtime), floor))

    def _least(self, wage: Wage, day: dt.date, under: Rule | None) -> Fraction:
        if under is not None and under.below_minimum:
            return ZERO
        return self.facts.least_hour(wage, day)

    # Weeks: overtime, and hours between those that a salary pays and overtime

    def _weeks(self) -> Iterator[Line]:
        for days in self.weeks.ending_in(self.days):
            week = self.weeks.week(days)
            if week is not None:
                lines = [line for line in self._week_lines(week) if line.amount]
                yield from lines
                yield from self._credited(week, lines)

    def _week_lines(self, week: Week) -> Iterator[Line]:
        if week.by_wage:
            yield from self._between_by_wage(week)
        elif week.between:
            hours, rate = (
                self.facts.parts.hours(week.between),
                self._hourly(week.wage, week.days.last),
            )
            numbers: Numbers = {"week": week.days.first, "hours": hours, "rate": rate}
            if self.weeks.averages:
                numbers = {**numbers, "weeks": self.weeks.averages}
            yield self._line("hours_between", hours * rate, numbers=numbers)
        for one in week.over:
            yield from self._overtime(week, one)

    def _between_by_wage(self, week: Week) -> Iterator[Line]:
        for one in week.by_wage:
            rate = self._hourly(one.wage, week.days.first + DAY * one.ahead)
            if one.covered is not None:
                yield from self._at_other_rate(week, one.covered, rate)
                continue
            hours = self.facts.parts.hours(one.hours)
            numbers: Numbers = {"week": week.days.first, "hours": hours, "rate": rate}
            yield self._line("hours_between", hours * rate, numbers=numbers)

    def _at_other_rate(self, week: Week, covered: Covered, rate: Fraction) -> Iterator[Line]:
        """What hours are worth more than the pay of other days, by which they are covered."""
        then = self._hourly(covered.wage, week.days.first + DAY * covered.ahead)
        if rate > then:
            hours = self.facts.parts.hours(covered.hours)
            numbers: Numbers = {
                "week": week.days.first, "hours": hours, "then": then, "now": rate,
            }  # fmt: skip
            yield self._line("hours_at_other_rate", hours * (rate - then), numbers=numbers)

    def _overtime(self, week: Week, over: Over) -> Iterator[Line]:
        base, paid = self._base(week, over.rule, self.facts.parts.hours(over.hours))
        known = self._multiplied.get(id(over))
        if known is None or known[0] is not base or paid:
            known = base, tuple(self._multiples(over, base, paid))
            if not paid:
                self._multiplied[id(over)] = known
        for covered in over.covered:
            yield from self._at_other_rate(week, covered, base - paid)
        for what, amount, numbers in known[1]:
            shown: Numbers = {"week": week.days.first, **numbers}
            if over.rule.weeks:
                limit = self.weeks.limit(over.rule, week.days)
                shown = {**shown, "weeks": over.rule.weeks, "limit": limit}
            yield Line(what=what, amount=amount, rule=over.rule, numbers=shown)

    def _multiples(self, over: Over, base: Fraction, paid: Fraction) -> Iterator[Multiple]:
        """Hours that were paid once get the rest of their multiple, the others all of it."""
        rule, (_, times) = over.rule, over.rule.times[over.at]
        for what, parts, factor, beside in (
            ("overtime_on_top", over.inside, times - 1, ZERO),
            ("overtime", over.hours - over.inside, times, paid),
        ):
            an_hour = base * factor - beside if parts else ZERO
            if an_hour > 0:
                # The base is rounded, where the law rounds rates, and its multiple is exact.
                hours, rate = self.facts.parts.hours(parts), an_hour
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
            amount = -min(premium, overtime + self._once_in_overtime(week, lines))
            yield self._line("premium_credited", amount, rule=rule, numbers=numbers)

    def _once_in_overtime(self, week: Week, lines: list[Line]) -> Fraction:
        """What hours of overtime are worth once, where it may be part of the overtime pay.

        If the wage is for fewer hours than it may be, it does not pay these at all.
        """
        if self.facts.most or self.facts.agreed_range(week.wage).known:
            return ZERO
        on_top = [one for one in lines if one.what == "overtime_on_top"]
        return sum((one.number("base") * one.number("hours") for one in on_top), ZERO)

    def _base(self, week: Week, rule: Overtime, overtime: Fraction) -> tuple[Fraction, Fraction]:
        """What overtime is a multiple of, and how much of it an hour has been paid already."""
        if week.shape is None:
            return self._base_of(week, rule, overtime)
        key, known = (week.shape, id(rule)), self.weeks.bases
        if key not in known:
            known[key] = self._base_of(week, rule, overtime)
        return known[key]

    def _base_of(self, week: Week, rule: Overtime, overtime: Fraction) -> tuple[Fraction, Fraction]:
        day = week.days.last
        paid, floor = ZERO, self._least(week.wage, day, rule)
        if rule.base == "regular":
            wage, paid = self._regular(week)
            base = wage + paid
        else:
            base = self.facts.hourly(week.wage, day, overtime)
        if rule.most_hourly_base is not None:
            base = min(base, rule.most_hourly_base)
        base = max(base, floor)
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
