"""What the work of one pay period is worth: the lines that are due, before anything is paid."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from manumit.terms.account import DAY, Per, Span, Wage
from manumit.terms.facts import A_YEAR, DAYS_OF_A_WEEK, WEEKS_OF_A_YEAR, Facts
from manumit.terms.lines import Line, Numbers
from manumit.terms.numbers import rounded
from manumit.terms.rules import (
    Overtime,
    PaidHoliday,
    PartOfPeriod,
    PremiumCredited,
    RestDayWork,
)

ZERO = Fraction(0)
SALARIES = frozenset(A_YEAR)


@dataclass(frozen=True, slots=True)
class _Over:
    """Hours above a limit, all those at one multiple.

    Attributes:
        begins: overtime hour from which the multiple counts.
        inside: those of the hours that the normal pay has paid once already.
    """

    rule: Overtime
    begins: Fraction
    hours: Fraction
    inside: Fraction


@dataclass(frozen=True, slots=True)
class Week:
    """A week of the law, as far as it was worked, and the wage that closes it.

    Attributes:
        between: hours beyond those that a salary pays which are no overtime.
    """

    days: Span
    wage: Wage
    hours: Fraction
    over: tuple[_Over, ...]
    between: Fraction

    @property
    def overtime(self) -> Fraction:
        """Hours of overtime."""
        return sum((one.hours for one in self.over), ZERO)

    @property
    def sharing(self) -> Fraction:
        """Hours of overtime of which pay beside the wage has paid a share (base ``regular``)."""
        return sum((one.hours - one.inside for one in self.over if one.rule.base == "regular"),
                   ZERO)  # fmt: skip

    @property
    def normal(self) -> Fraction:
        """Hours that the normal pay is for."""
        return self.hours - self.between - sum((one.hours - one.inside for one in self.over), ZERO)


class PeriodPay:
    """The lines of one pay period.

    Args:
        facts: one end of what is unknown.
        whole: the pay period; ``days``: its part in which the work lasted.
        weeks: those that are reckoned already; a week may lie in two periods.
    """

    def __init__(
        self, facts: Facts, whole: Span, days: Span, weeks: dict[Span, Week | None]
    ) -> None:
        self.facts, self.whole, self.days = facts, whole, days
        self.law, self._known_weeks = facts.law, weeks

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
                hours, rate = self.straight(part), self.facts.rate(wage)
                yield self._line("hours", hours * rate, numbers={"hours": hours, "rate": rate})
            elif wage.per is Per.DAY:
                days, rate = self.days_worked(part), self.facts.rate(wage)
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
        rule = self.facts.rule(PartOfPeriod, part.first)
        by_work_days = rule is not None and rule.by == "working_days"
        return rule, self._counted(part, by_work_days), self._counted_whole(by_work_days)

    def _counted(self, part: Span, by_work_days: bool) -> int:
        days = [day for day in part.days() if not self.facts.absent(day)]
        return self._working(days) if by_work_days else len(days)

    def _counted_whole(self, by_work_days: bool) -> int:
        days = list(self.whole.days())
        return self._working(days) if by_work_days else len(days)

    def _working(self, days: list[dt.date]) -> int:
        return sum(day.weekday() in self.facts.account.employment.work_days for day in days)

    def weekly(self, wage: Wage) -> Fraction:
        """What a salary comes to in a week."""
        return self.facts.rate(wage) * A_YEAR[wage.per] / WEEKS_OF_A_YEAR

    def share_paid(self, days: Span) -> Fraction:
        """The share of a week's salary that some days are paid, as the law divides a salary."""
        rule = self.facts.rule(PartOfPeriod, days.first)
        if rule is not None and rule.by == "working_days":
            return self.share_present(days)
        return Fraction(self._counted(days, by_work_days=False), DAYS_OF_A_WEEK)

    def share_present(self, days: Span) -> Fraction:
        """The share of a week's work that some days are, without those of an absence."""
        present = [day for day in days.days() if not self.facts.absent(day)]
        return Fraction(self._working(present), self.facts.work_days)

    def straight(self, part: Span) -> Fraction:
        """Hours of some days that the normal pay may be for."""
        return sum(
            (self.facts.hours[day] for day in part.days() if not self.facts.apart(day)), ZERO
        )

    def days_worked(self, part: Span) -> int:
        """Days of work without those that are paid by rules of their own."""
        return sum(self.facts.hours[day] > 0 and not self.facts.apart(day) for day in part.days())

    def _extra(self) -> Iterator[Line]:
        for kind in ("piece_work", "bonus", "allowance", "premium"):
            yield self._line(kind, self.facts.earned(self.days, kind))

    # Days that are paid by rules of their own

    def _rest_days(self) -> Iterator[Line]:
        for day in self.days.days():
            rule, wage = self.facts.rest_rule(day), self.facts.wage(day)
            if rule is not None and wage is not None and self.facts.hours[day]:
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
        for day in self.days.days():
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
        for day in sorted(self.facts.account.employment.holidays):
            wage = self.facts.wage(day) if day in self.days else None
            rule = self.facts.rule(PaidHoliday, day)
            if rule is None or wage is None or wage.per in SALARIES or self.facts.absent(day):
                continue
            if not self.facts.hours[day]:
                daily = self._rate(self.facts.daily(wage, day))
                numbers: Numbers = {"day": day, "day_wages": rule.day_wages, "daily": daily}
                amount = daily * rule.day_wages
                yield self._line("paid_holiday", amount, rule=rule, numbers=numbers)

    def _hourly(self, wage: Wage, day: dt.date) -> Fraction:
        """No hour above the normal ones is worth less than the minimum wage."""
        return self._rate(max(self.facts.hourly(wage, day), self._least(day)))

    def _least(self, day: dt.date) -> Fraction:
        rule = self.facts.minimum(Span(day, day))
        return rule.amount if rule is not None and rule.per == "hour" else ZERO

    # Weeks: overtime, and hours between those that a salary pays and overtime

    def weeks(self) -> Iterator[Span]:
        """The weeks of the law that end in the period, each as far as it was worked."""
        for week in self.weeks_of(self.days):
            if week.last <= self.days.last:
                yield week

    def weeks_of(self, days: Span) -> Iterator[Span]:
        """The weeks of the law that meet some days, each as far as it was worked."""
        fixed = self.facts.account.employment.week_begins
        week_begins = self.law.week_begins if fixed is None else fixed
        ahead = (days.first.weekday() - week_begins) % DAYS_OF_A_WEEK
        begins = days.first - DAY * ahead
        while begins <= days.last:
            yield Span(begins, begins + DAY * (DAYS_OF_A_WEEK - 1)).meets(self.facts.span)
            begins += DAY * DAYS_OF_A_WEEK

    def _weeks(self) -> Iterator[Line]:
        for days in self.weeks():
            week = self.week(days)
            if week is not None:
                lines = [line for line in self._week_lines(week) if line.amount]
                yield from lines
                yield from self._credited(week, lines)

    def week(self, days: Span) -> Week | None:
        """The hours of a week, sorted by how they are paid; None where it has no wage."""
        if days not in self._known_weeks:
            self._known_weeks[days] = self._week(days)
        return self._known_weeks[days]

    def _week(self, days: Span) -> Week | None:
        wage = next((w for day in reversed(days.days()) if (w := self.facts.wage(day))), None)
        if wage is None:
            return None
        worked = [
            (self.facts.hours[day], self._paid_of_day(day))
            for day in days.days()
            if not self.facts.apart(day)
        ]
        hours = sum((one for one, _ in worked), ZERO)
        over: list[_Over] = []
        rules = self.facts.rules(Overtime, days.last)
        for rule in rules:
            if rule.per == "day":
                over += _by_multiple(rule, worked)
        left = hours - sum((one.hours for one in over), ZERO)
        paid = self._paid_of_week(days)
        if paid is not None:
            paid -= sum((one.inside for one in over), ZERO)
        for rule in rules:
            if rule.per == "week":
                over += _by_multiple(rule, [(left, paid)])
                paid = None if paid is None else paid - sum(
                    (one.inside for one in over if one.rule is rule), ZERO)  # fmt: skip
        beyond = hours - sum((one.hours for one in over), ZERO)
        between = ZERO if paid is None else max(ZERO, beyond - max(ZERO, paid))
        return Week(days, wage, hours, tuple(over), between)

    def _paid_of_day(self, day: dt.date) -> Fraction | None:
        """Hours of a day that the normal pay has paid once; None is up to the limit of overtime."""
        wage = self.facts.wage(day)
        if wage is None or self._pays_each_hour(wage, day):
            return self.facts.hours[day]
        return None if self.facts.agreed_hours(wage) is None else self.facts.day_hours(wage)

    def _paid_of_week(self, days: Span) -> Fraction | None:
        """The same of the days of a week together."""
        paid = ZERO
        for wage, part in self.facts.segments(days):
            agreed = self.facts.agreed_hours(wage)
            if self._pays_each_hour(wage, part.last):
                paid += self.straight(part)
            elif agreed is None:
                return None
            elif wage.per is Per.DAY:
                paid += self.facts.day_hours(wage) * self.days_worked(part)
            else:
                paid += agreed * self.share_present(part)
        return paid

    def _pays_each_hour(self, wage: Wage, day: dt.date) -> bool:
        return wage.per in (Per.HOUR, Per.PIECE) or self.facts.for_all_hours(wage, day)

    def _week_lines(self, week: Week) -> Iterator[Line]:
        rate = self._hourly(week.wage, week.days.last)
        if week.between:
            numbers: Numbers = {"week": week.days.first, "hours": week.between, "rate": rate}
            yield self._line("hours_between", week.between * rate, numbers=numbers)
        for one in week.over:
            yield from self._overtime(week, one)

    def _overtime(self, week: Week, over: _Over) -> Iterator[Line]:
        rule, (base, paid) = over.rule, self._base(week, over.rule)
        times = dict(rule.times)[over.begins]
        for hours, an_hour, factor, what in (
            (over.inside, base * (times - 1), times - 1, "overtime_on_top"),
            (over.hours - over.inside, base * times - paid, times, "overtime"),
        ):
            if hours and an_hour > 0:
                rate = self._rate(an_hour)
                numbers: Numbers = {
                    "week": week.days.first,
                    "above": rule.above,
                    "per": rule.per,
                    "hours": hours,
                    "base": base,
                    "times": factor,
                    "rate": rate,
                }
                if what == "overtime" and paid:
                    numbers = {**numbers, "beside": paid}
                yield self._line(what, hours * rate, rule=rule, numbers=numbers)

    def _credited(self, week: Week, lines: list[Line]) -> Iterator[Line]:
        rule = self.facts.rule(PremiumCredited, week.days.last)
        premium = self.facts.earned(week.days, "premium")
        overtime = sum((one.amount for one in lines if one.rule is not None), ZERO)
        if rule is not None and premium and overtime:
            numbers: Numbers = {"week": week.days.first, "premium": premium, "overtime": overtime}
            amount = -min(premium, overtime)
            yield self._line("premium_credited", amount, rule=rule, numbers=numbers)

    def _base(self, week: Week, rule: Overtime) -> tuple[Fraction, Fraction]:
        """What overtime is a multiple of, and how much of it an hour has been paid already."""
        day = week.days.last
        paid = ZERO
        if rule.base == "regular":
            wage, paid = self._regular(week)
            base = max(wage + paid, self._least(day))
        else:
            base = self._hourly(week.wage, day)
        if rule.most_hourly_base is not None:
            base = min(base, rule.most_hourly_base)
        return self._rate(base), min(paid, base)

    def _regular(self, week: Week) -> tuple[Fraction, Fraction]:
        """All pay of the week through its hours: of the wage, and of what is paid beside it."""
        if not week.hours:
            return ZERO, ZERO
        parts = self.facts.segments(week.days)
        pay = sum((self._worth(wage, part) for wage, part in parts), ZERO)
        extra = self.facts.earned(week.days, "piece_work", "bonus", "allowance")
        return pay / week.hours, extra / week.hours

    def _worth(self, wage: Wage, part: Span) -> Fraction:
        """What a wage pays for the hours of some days of a week."""
        if wage.per is Per.PIECE:
            return ZERO
        if self.facts.for_all_hours(wage, part.last) and wage.per is Per.DAY:
            return self.facts.rate(wage) * self.days_worked(part)
        if self.facts.for_all_hours(wage, part.last) and wage.per in SALARIES:
            return self.weekly(wage) * self.share_paid(part)
        return self.straight(part) * self.facts.hourly(wage, part.last)


def _by_multiple(
    rule: Overtime, worked: Sequence[tuple[Fraction, Fraction | None]]
) -> Iterator[_Over]:
    """Overtime cut where its multiple changes, all hours of one multiple together.

    Args:
        rule: the limit and its multiples.
        worked: hours of a day or week, and how many of them the normal pay has paid.
    """
    bounds = [begins for begins, _ in rule.times]
    for at, begins in enumerate(bounds):
        ends = bounds[at + 1] if at + 1 < len(bounds) else None
        hours = inside = ZERO
        for one, paid in worked:
            above, already = one - rule.above, (paid or ZERO) - rule.above
            hours += _between(above, begins, ends)
            inside += _between(min(above, already), begins, ends)
        if hours:
            yield _Over(rule, begins, hours, inside)


def _between(hours: Fraction, begins: Fraction, ends: Fraction | None) -> Fraction:
    return max(ZERO, (hours if ends is None else min(hours, ends)) - begins)
