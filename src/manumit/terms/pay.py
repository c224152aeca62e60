"""What the work of one pay period is worth: the lines that are due, before anything is paid."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from manumit.terms.account import Per, Span, Wage
from manumit.terms.facts import A_YEAR, DAY, DAYS_OF_A_WEEK, Facts
from manumit.terms.lines import Line, Numbers
from manumit.terms.numbers import rounded
from manumit.terms.rules import HolidayWork, MinimumWage, Overtime, PartOfPeriod, RestDayWork

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
class _Week:
    """A week of the law, as far as it was worked, and the wage that closes it."""

    days: Span
    wage: Wage
    hours: Fraction
    over: tuple[_Over, ...]

    @property
    def overtime(self) -> Fraction:
        """Hours of overtime."""
        return sum((one.hours for one in self.over), ZERO)


class PeriodPay:
    """The lines of one pay period.

    Args:
        facts: one end of what is unknown.
        whole: the pay period; ``days``: its part in which the work lasted.
    """

    def __init__(self, facts: Facts, whole: Span, days: Span) -> None:
        self.facts, self.whole, self.days = facts, whole, days
        self.law = facts.law

    def lines(self) -> tuple[Line, ...]:
        """All that is due for the period; lines of nothing are left out."""
        found = (
            *self._normal(),
            *self._extra(),
            *self._weeks(),
            *self._rest_days(),
            *self._holidays(),
            *self._minimum(),
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
                hours, rate = self._straight(part), self.facts.rate(wage)
                yield self._line("hours", hours * rate, numbers={"hours": hours, "rate": rate})
            elif wage.per is Per.DAY:
                days, rate = self._days_worked(part), self.facts.rate(wage)
                yield self._line("days", days * rate, numbers={"days": days, "rate": rate})
            elif wage.per in SALARIES:
                yield self._salary(wage, part)

    def _salary(self, wage: Wage, part: Span) -> Line:
        period = Per(self.facts.account.employment.pay_period)
        full = self.facts.rate(wage) * A_YEAR[wage.per] / A_YEAR[period]
        rule = self.facts.rule(PartOfPeriod, part.first)
        by_work_days = rule is not None and rule.by == "working_days"
        present, of = self._counted(part, by_work_days), self._counted_whole(by_work_days)
        if present == of:
            return self._line("salary", full, numbers={"salary": full})
        numbers: Numbers = {"salary": full, "days": present, "of": of}
        return self._line("part_of_salary", full * present / of, rule=rule, numbers=numbers)

    def _counted(self, part: Span, by_work_days: bool) -> int:
        absent = self.facts.account.absent
        days = [day for day in part.days() if not any(day in span for span in absent)]
        return self._working(days) if by_work_days else len(days)

    def _counted_whole(self, by_work_days: bool) -> int:
        days = list(self.whole.days())
        return self._working(days) if by_work_days else len(days)

    def _working(self, days: list[dt.date]) -> int:
        return sum(day.weekday() in self.facts.account.employment.work_days for day in days)

    def _straight(self, part: Span) -> Fraction:
        return sum((self.facts.hours[day] for day in part.days() if not self._apart(day)), ZERO)

    def _days_worked(self, part: Span) -> int:
        return sum(self.facts.hours[day] > 0 and not self._apart(day) for day in part.days())

    def _extra(self) -> Iterator[Line]:
        for kind in ("piece_work", "bonus", "allowance"):
            yield self._line(kind, self.facts.earned(self.days, kind))

    # Days that are paid by rules of their own

    def _is_rest_day(self, day: dt.date) -> bool:
        return day.weekday() == self.facts.account.employment.rest_day

    def _rest_rule(self, day: dt.date) -> RestDayWork | None:
        return self.facts.rule(RestDayWork, day) if self._is_rest_day(day) else None

    def _holiday_rule(self, day: dt.date) -> HolidayWork | None:
        holiday = day in self.facts.account.employment.holidays
        return self.facts.rule(HolidayWork, day) if holiday else None

    def _apart(self, day: dt.date) -> bool:
        """Whether the hours of a day are paid under a rule of their own, not by the normal pay."""
        holiday = self._holiday_rule(day)
        return self._rest_rule(day) is not None or (holiday is not None and bool(holiday.times))

    def _rest_days(self) -> Iterator[Line]:
        for day in self.days.days():
            rule, wage = self._rest_rule(day), self.facts.wage(day)
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
            rule, wage = self._holiday_rule(day), self.facts.wage(day)
            hours = self.facts.hours[day]
            if rule is None or wage is None or not hours or self._rest_rule(day):
                continue
            if rule.times is not None:
                rate = self._hourly(wage, day)
                numbers: Numbers = {"day": day, "hours": hours, "rate": rate, "times": rule.times}
                yield self._line("holiday", hours * rate * rule.times, rule=rule, numbers=numbers)
            else:
                daily, wages = self._rate(self.facts.daily(wage, day)), rule.day_wages or ZERO
                by_days: Numbers = {"day": day, "day_wages": wages, "daily": daily}
                yield self._line("holiday_by_days", daily * wages, rule=rule, numbers=by_days)

    def _hourly(self, wage: Wage, day: dt.date) -> Fraction:
        """No hour above the normal ones is worth less than the minimum wage."""
        least = self._least(day)
        return self._rate(
            max(self.facts.hourly(wage, day), least) if wage.per is not Per.PIECE else least
        )

    def _least(self, day: dt.date) -> Fraction:
        rule = self.facts.minimum(day)
        return rule.amount if rule is not None and rule.per == "hour" else ZERO

    # Weeks: overtime, and hours between those that a salary pays and overtime

    def weeks(self) -> Iterator[Span]:
        """The weeks of the law that end in the period, each as far as it was worked."""
        everything = self.facts.span
        first = self.days.first
        ahead = (first.weekday() - self.law.week_begins) % DAYS_OF_A_WEEK
        begins = first - DAY * ahead
        while begins <= self.days.last:
            ends = begins + DAY * (DAYS_OF_A_WEEK - 1)
            if ends <= self.days.last or everything.last <= ends:
                yield Span(begins, ends).meets(everything)
            begins = ends + DAY

    def _weeks(self) -> Iterator[Line]:
        for days in self.weeks():
            week = self._week(days)
            if week is not None:
                yield from self._week_lines(week)

    def _week(self, days: Span) -> _Week | None:
        wage = next((w for day in reversed(days.days()) if (w := self.facts.wage(day))), None)
        if wage is None:
            return None
        worked = [self.facts.hours[day] for day in days.days() if not self._apart(day)]
        hours = sum(worked, ZERO)
        paid_a_day, paid_a_week = self._paid_hours(wage, days, hours)
        over: list[_Over] = []
        rules = self.facts.rules(Overtime, days.last)
        for rule in rules:
            if rule.per == "day":
                over += _by_multiple(rule, [(one, paid_a_day) for one in worked])
        left = hours - sum((one.hours for one in over), ZERO)
        for rule in rules:
            if rule.per == "week":
                over += _by_multiple(rule, [(left, paid_a_week)])
        return _Week(days, wage, hours, tuple(over))

    def _paid_hours(
        self, wage: Wage, days: Span, hours: Fraction
    ) -> tuple[Fraction | None, Fraction | None]:
        """Hours of a day, and of some days, that the normal pay has paid once.

        None is all of them, or where nothing was agreed: all up to the limit of overtime.
        """
        if wage.per in (Per.HOUR, Per.PIECE) or wage.pays_for_all:
            return hours, hours
        agreed = self.facts.agreed_hours(wage)
        if agreed is None:
            return None, None
        share = Fraction(self._working(list(days.days())), self.facts.work_days)
        return self.facts.day_hours(wage), agreed * share

    def _week_lines(self, week: _Week) -> Iterator[Line]:
        _, paid = self._paid_hours(week.wage, week.days, week.hours)
        between = ZERO if paid is None else max(ZERO, week.hours - week.overtime - paid)
        rate = self._hourly(week.wage, week.days.last)
        if between:
            numbers: Numbers = {"week": week.days.first, "hours": between, "rate": rate}
            yield self._line("hours_between", between * rate, numbers=numbers)
        for one in week.over:
            yield from self._overtime(week, one)

    def _overtime(self, week: _Week, over: _Over) -> Iterator[Line]:
        rule, base = over.rule, self._base(week, over.rule)
        times = dict(rule.times)[over.begins]
        for hours, factor, what in (
            (over.inside, times - 1, "overtime_on_top"),
            (over.hours - over.inside, times, "overtime"),
        ):
            if hours and factor > 0:
                rate = self._rate(base * factor)
                numbers: Numbers = {
                    "week": week.days.first,
                    "above": rule.above,
                    "per": rule.per,
                    "hours": hours,
                    "base": base,
                    "times": factor,
                    "rate": rate,
                }
                yield self._line(what, hours * rate, rule=rule, numbers=numbers)

    def _base(self, week: _Week, rule: Overtime) -> Fraction:
        day = week.days.last
        if rule.base == "regular":
            base = max(self._regular(week), self._least(day))
        else:
            base = self._hourly(week.wage, day)
        if rule.most_hourly_base is not None:
            base = min(base, rule.most_hourly_base)
        return self._rate(base)

    def _regular(self, week: _Week) -> Fraction:
        """All pay of the week for its normal rate, through the hours that it pays."""
        if not week.hours:
            return ZERO
        extra = self.facts.earned(week.days, "piece_work", "bonus", "allowance") / week.hours
        wage = week.wage
        if wage.per is Per.PIECE:
            return extra
        if wage.per is Per.HOUR:
            straight = sum(
                (self.facts.hours[day] * self.facts.rate(found)
                 for day in week.days.days()
                 if (found := self.facts.wage(day)) and found.per is Per.HOUR),
                ZERO,
            )  # fmt: skip
            return straight / week.hours + extra
        weekly = self.facts.rate(wage) * A_YEAR[wage.per] / 52 if wage.per in SALARIES else None
        if weekly is not None and wage.pays_for_all:
            return weekly / week.hours + extra
        return self.facts.hourly(wage, week.days.last) + extra

    # The minimum wage

    def _minimum(self) -> Iterator[Line]:
        for days in self._tested():
            rule = self.facts.minimum(days.last)
            if rule is not None:
                yield from self._top_up(rule, days)

    def _tested(self) -> Iterator[Span]:
        rule = self.facts.minimum(self.days.last)
        if rule is not None and rule.tested_over == "week":
            yield from self.weeks()
        else:
            yield self.days

    def _top_up(self, rule: MinimumWage, days: Span) -> Iterator[Line]:
        pay, hours = self.counted_pay(days), self.counted_hours(days)
        units = {
            "hour": hours,
            "day": Fraction(self._days_worked(days)),
            "week": Fraction(len(days), DAYS_OF_A_WEEK),
            "month": Fraction(12 * len(days), 365) if days != self.whole else Fraction(1),
        }[rule.per]
        missing = rule.amount * units - pay
        if missing > 0:
            numbers: Numbers = {"from": days.first, "minimum": rule.amount, "units": units,
                       "per": rule.per, "pay": pay}  # fmt: skip
            yield self._line("minimum_wage", missing, rule=rule, numbers=numbers)

    def counted_hours(self, days: Span) -> Fraction:
        """Hours that the normal pay is for; those paid by lines of their own reach the minimum."""
        hours = ZERO
        for wage, part in self.facts.segments(days):
            straight = self._straight(part)
            agreed = self.facts.agreed_hours(wage) if wage.per in SALARIES else None
            if wage.per in (Per.HOUR, Per.PIECE) or wage.pays_for_all:
                hours += straight
            elif agreed is not None:
                hours += min(straight, agreed * len(part) / DAYS_OF_A_WEEK)
            else:
                hours += self._within_limits(part)
        return hours

    def _within_limits(self, part: Span) -> Fraction:
        """Hours of some days that are no overtime."""
        over = sum((week.overtime for days in self.weeks() if len(days.meets(part))
                    if (week := self._week(days))), ZERO)  # fmt: skip
        return max(ZERO, self._straight(part) - over)

    def counted_pay(self, days: Span) -> Fraction:
        """The normal pay of some days, with what counts beside it."""
        pay = self.facts.earned(days, "piece_work", "bonus")
        for wage, part in self.facts.segments(days):
            rate = self.facts.rate(wage)
            if wage.per is Per.HOUR:
                pay += self._straight(part) * rate
            elif wage.per is Per.DAY:
                pay += self._days_worked(part) * rate
            elif wage.per in SALARIES and days == self.days:
                pay += self._salary(wage, part).amount
            elif wage.per in SALARIES:
                pay += rate * A_YEAR[wage.per] / 52 * len(part) / DAYS_OF_A_WEEK
        return pay


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
