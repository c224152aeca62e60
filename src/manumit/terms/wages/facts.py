"""One end of what is unknown: the facts with which the least, or the most, is owed.

What is owed never falls with more work or a higher promise and never rises with more payment, so
the least and the most lie where every unknown number is at one of its ends. That holds for each
rule of :mod:`manumit.terms.law.rules`; ``tests/property/test_terms_owed.py`` looks for what breaks
it. Facts on which rules depend have no ends: :mod:`manumit.terms.wages.suppositions` tries each of
them.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import cached_property

from manumit.terms.account import DAY, Account, Deducted, ExtraPay, GivenInKind, Per, Span, Wage
from manumit.terms.law.rulebook import rulebook
from manumit.terms.law.rules import (
    DailyRate,
    Excluded,
    HolidayWork,
    HourlyRate,
    Law,
    MinimumWage,
    Overtime,
    PayForAllHours,
    RestDayWork,
    Rule,
)
from manumit.terms.numbers import UNKNOWN, Range
from manumit.terms.units import (
    A_YEAR,
    DAYS_OF_A_WEEK,
    HOURS_OF_A_DAY,
    HOURS_OF_A_WEEK,
    MONTHS_OF_A_YEAR,
    WEEKS_OF_A_YEAR,
)
from manumit.terms.wages.days import Hours, Running
from manumit.terms.wages.suppositions import exact

ZERO = Fraction(0)
ANY_HOURS = Range(ZERO, HOURS_OF_A_WEEK)
"""Hours a week that pay of unknown hours may be for; it is for more than none."""
HOURS_OF_PIECES, DAYS_OF_PIECES = 7, 14
"""Over how many days piece work is looked at to say what an hour, and a day, of it is worth."""


class Facts:
    """An account as it is at one end of what is unknown.

    Args:
        account: the facts.
        law: the rules.
        most: whether every unknown is such that more is owed.
        span: the days of the work that are reckoned.
        more_agreed: whether the hours that a salary pays are at their other end.
    """

    def __init__(
        self, account: Account, law: Law, span: Span, *, most: bool, more_agreed: bool = False
    ) -> None:
        self.account, self.law, self.span, self.most = account, law, span, most
        self._more_agreed = more_agreed
        self._book = rulebook(law, account.about)
        self._hourly: dict[tuple[int, int], Fraction] = {}
        self.unbounded = False
        """Whether an hour was valued by pay for an unknown number of hours, so has no most."""

    def in_favour(self, number: Range, limit: Fraction | None = None) -> Fraction:
        """Of what makes more owed: the high end at the most, the low end at the least."""
        if not self.most:
            return number.low
        if number.high is not None:
            return number.high
        return number.low if limit is None else max(limit, number.low)

    def against(self, number: Range) -> Fraction | None:
        """Of what makes less owed; None is without limit."""
        return number.low if self.most else number.high

    @cached_property
    def exact(self) -> bool:
        """Whether both ends are one."""
        return exact(self.account, self.law)

    @cached_property
    def other(self) -> "Facts":
        """The other end of what is unknown."""
        return self if self.exact else Facts(self.account, self.law, self.span, most=not self.most)

    @cached_property
    def with_more_agreed(self) -> "Facts":
        """The same with the hours that a salary pays at their other end."""
        if all(self.agreed_range(one).known for one in self.wages):
            return self
        return Facts(self.account, self.law, self.span, most=self.most, more_agreed=True)

    def rules[Kind: Rule](self, kind: type[Kind], day: dt.date) -> tuple[Kind, ...]:
        """The rules of a kind for this work on a day."""
        return self._book.rules(kind, day)

    def rule[Kind: Rule](self, kind: type[Kind], day: dt.date) -> Kind | None:
        """The one rule of a kind on a day."""
        found = self._book.rules(kind, day)
        return found[0] if found else None

    def all_rules[Kind: Rule](self, kind: type[Kind]) -> tuple[Kind, ...]:
        """The rules of a kind for this work, whenever they are in force."""
        return self._book.all(kind)

    @property
    def excluded(self) -> tuple[Excluded, ...]:
        """The rules that exclude this work from others on any of its days."""
        first, last = self.span.first, self.span.last
        return tuple(
            one
            for one in self._book.all(Excluded)
            if one.valid_from <= last and (one.valid_until is None or one.valid_until > first)
        )

    def era(self, day: dt.date) -> int:
        """The same number for all days between two changes of the rules."""
        return self._book.era(day)

    def minimum(self, days: Span) -> MinimumWage | None:
        """The minimum wage for some days that are tested together."""
        at_first = self.rule(MinimumWage, days.first)
        if at_first is not None and at_first.rate_on == "first_day":
            return at_first
        return self.rule(MinimumWage, days.last)

    # Days and their hours

    @cached_property
    def hours(self) -> Mapping[dt.date, Fraction]:
        """Hours of each day that is reckoned."""
        return {day: self._hours(day) for day in self.span.days()}

    def _hours(self, day: dt.date) -> Fraction:
        recorded = self.account.hours.get(day)
        if recorded is not None:
            return self.in_favour(recorded, HOURS_OF_A_DAY)
        unknown = self.most and not self.account.work_complete and not self.absent(day)
        return HOURS_OF_A_DAY if unknown else ZERO

    @cached_property
    def parts(self) -> Hours:
        """The part of an hour into which hours and all they are compared with divide."""
        rules = self._book.all(Overtime)
        limits = [rule.above for rule in rules]
        limits += [begins for rule in rules for begins, _ in rule.times]
        # Some days of a period of averaging have their share of its hours.
        limits += [rule.above / DAYS_OF_A_WEEK for rule in rules if rule.weeks]
        agreed = [self.agreed_hours(wage) for wage in self.wages]
        # A day's share of the hours of a week is one too.
        shares = [number / max(1, self.work_days) for number in agreed]
        return Hours((*self.hours.values(), *limits, *agreed, *shares))

    @cached_property
    def straight(self) -> Running:
        """Hours of each day that the normal pay may be for, in :attr:`parts` of an hour."""
        whole = self.parts.whole
        numbers = [whole(hours) for hours in self.hours.values()]
        for at in self._perhaps_apart():
            if self.apart(self.span.first + DAY * at):
                numbers[at] = 0
        return Running(self.span.first, numbers)

    def _perhaps_apart(self) -> Iterator[int]:
        """Rest days and public holidays, each by how long after the first day it is."""
        employment, first = self.account.employment, self.span.first
        for weekday in (employment.rest_day, employment.second_rest_day):
            if weekday is not None:
                ahead = (weekday - first.weekday()) % DAYS_OF_A_WEEK
                yield from range(ahead, len(self.span), DAYS_OF_A_WEEK)
        yield from ((day - first).days for day in employment.holidays if day in self.span)

    @cached_property
    def worked(self) -> Running:
        """Days of work without those that are paid by rules of their own."""
        return Running(self.span.first, [int(one > 0) for one in self.straight.of(self.span)])

    @cached_property
    def present(self) -> Running:
        """Days without those of an absence."""
        return Running(self.span.first, self._without_absences([1] * len(self.span)))

    @cached_property
    def present_at_work(self) -> Running:
        """Work days of the week without those of an absence."""
        begins, at_work = self.span.first.weekday(), self.account.employment.work_days
        week = [int((begins + n) % DAYS_OF_A_WEEK in at_work) for n in range(DAYS_OF_A_WEEK)]
        weeks = week * (len(self.span) // DAYS_OF_A_WEEK + 1)
        return Running(self.span.first, self._without_absences(weeks[: len(self.span)]))

    def _without_absences(self, numbers: list[int]) -> list[int]:
        for day in self._absences:
            if day in self.span and self.absent(day):
                numbers[(day - self.span.first).days] = 0
        return numbers

    def straight_hours(self, days: Span) -> Fraction:
        """Hours of some days that the normal pay may be for."""
        return self.parts.hours(self.straight.sum(days))

    @cached_property
    def _absences(self) -> frozenset[dt.date]:
        return frozenset(day for span in self.account.absent for day in span.days())

    def absent(self, day: dt.date) -> bool:
        """Whether the worker was away without pay; a day with recorded work is none."""
        if day not in self._absences:
            return False
        recorded = self.account.hours.get(day)
        return recorded is None or recorded.high == 0

    def rest_rule(self, day: dt.date) -> RestDayWork | None:
        """The rule by which work on a day is work on a weekly rest day."""
        work = self.account.employment
        if day.weekday() not in (work.rest_day, work.second_rest_day):
            return None
        which = "weekly" if day.weekday() == work.rest_day else "second"
        return next((one for one in self.rules(RestDayWork, day) if one.which == which), None)

    def holiday_rule(self, day: dt.date) -> HolidayWork | None:
        """The rule by which work on a day is work on a public holiday."""
        holiday = day in self.account.employment.holidays
        return self.rule(HolidayWork, day) if holiday else None

    def apart(self, day: dt.date) -> bool:
        """Whether the hours of a day are paid under a rule of their own, not by the normal pay."""
        holiday = self.holiday_rule(day)
        if self.rest_rule(day) is not None:
            return True
        return holiday is not None and bool(holiday.times or holiday.beyond_times)

    @cached_property
    def wages(self) -> tuple[Wage, ...]:
        """What was agreed; where nothing is known of it, an unknown amount an hour."""
        found: list[Wage] = []
        begins = self.span.first
        for wage in sorted(self.account.wages, key=lambda one: one.span):
            if wage.span.first > begins:
                found += _nothing_known(Span(begins, wage.span.first - DAY))
            begins = max(begins, wage.span.last + DAY)
            if found and _goes_on(found[-1], wage):
                wage = replace(wage, span=Span(found.pop().span.first, wage.span.last))  # noqa: PLW2901 - the same promise
            found.append(wage)
        return (*found, *_nothing_known(Span(begins, self.span.last)))

    def wage(self, day: dt.date) -> Wage | None:
        """What was agreed for a day of the work."""
        return next((one for one in self.wages if day in one.span), None)

    def last_wage(self, days: Span) -> Wage | None:
        """What was agreed for the last of some days for which anything was."""
        backwards = (self.wage(day) for day in reversed(days.days()))
        return self.wage(days.last) or next((one for one in backwards if one), None)

    def nothing_known(self, wage: Wage) -> bool:
        """Whether a wage only stands where the account tells of none."""
        return not any(len(one.span.meets(wage.span)) for one in self.account.wages)

    def for_all_hours(self, wage: Wage, day: dt.date) -> bool:
        """Whether a wage pays for however many hours, by what was agreed and by the law."""
        return bool(wage.pays_for_all) and self.rule(PayForAllHours, day) is not None

    def rate(self, wage: Wage) -> Fraction:
        """The amount of a wage; one without an upper end counts as its lower end."""
        return self.in_favour(wage.amount)

    def segments(self, days: Span) -> Iterator[tuple[Wage, Span]]:
        """The wages of some days, each with its part of them."""
        for wage in self.wages:
            part = wage.span.meets(days)
            if len(part):
                yield wage, part

    def agreed_range(self, wage: Wage) -> Range:
        """Hours a week that a wage may be for."""
        return ANY_HOURS if wage.hours_per_week is None else wage.hours_per_week

    def agreed_hours(self, wage: Wage) -> Fraction:
        """Hours a week that a salary pays; the fewer, the more is owed beyond them."""
        agreed = self.agreed_range(wage)
        found = self.in_favour(agreed) if self._more_agreed else self.against(agreed)
        return HOURS_OF_A_WEEK if found is None else found

    def day_hours(self, wage: Wage) -> Fraction:
        """Hours of a normal day of work."""
        return min(HOURS_OF_A_DAY, self.agreed_hours(wage) / self.work_days)

    def longest_day(self, wage: Wage) -> Fraction:
        """The same where more hours make a day worth more."""
        return min(HOURS_OF_A_DAY, self.in_favour(self.agreed_range(wage)) / self.work_days)

    def hourly(self, wage: Wage, day: dt.date, overtime: Fraction | None = None) -> Fraction:
        """What an hour of a wage is worth, before any multiple (rule ``hourly_rate``).

        Args:
            wage: what was agreed.
            day: of the hours, or the last of their week.
            overtime: how many hours of the week are to be paid by it; None for those of the day.
        """
        if wage.per is Per.PIECE:
            return self._an_hour_of_pieces(day, overtime)
        key = id(wage), self._book.era(day)
        found = self._hourly.get(key)
        if found is None:
            found = self._hourly[key] = self._an_hour(wage, day)
        return found

    def _an_hour(self, wage: Wage, day: dt.date) -> Fraction:
        amount = self.rate(wage)
        if wage.per is Per.HOUR:
            return amount
        if wage.per is Per.DAY:
            return amount / self._divisor(self.day_hours(wage), HOURS_OF_A_DAY)
        rule = self.rule(HourlyRate, day)
        if rule is not None and rule.days_per_month is not None:
            a_day = rule.hours_per_day or self._divisor(self.day_hours(wage), HOURS_OF_A_DAY)
            return amount * A_YEAR[wage.per] / (MONTHS_OF_A_YEAR * rule.days_per_month * a_day)
        hours = None if rule is None else rule.hours_per_week
        hours = hours or self._divisor(self.agreed_hours(wage), HOURS_OF_A_WEEK)
        weeks = None if rule is None else rule.weeks_per_year
        weeks = weeks or Fraction(WEEKS_OF_A_YEAR)
        return amount * A_YEAR[wage.per] / (weeks * hours)

    def _divisor(self, hours: Fraction, most: Fraction) -> Fraction:
        """Hours to divide pay by; pay for an unknown number of hours has no most an hour."""
        self.unbounded |= not hours
        return hours or most

    def _an_hour_of_pieces(self, day: dt.date, overtime: Fraction | None) -> Fraction:
        """What an hour of piece work came to over a week up to a day.

        The more hours it took, the less an hour is worth: so hours that are not themselves paid by
        it are at their other end, but never fewer than those that are.
        """
        days = Span(day - DAY * (HOURS_OF_PIECES - 1), day).meets(self.span)
        hours = sum((self.other.hours[one] for one in days.days()), ZERO)
        if overtime is None:
            hours += self.hours[day] - self.other.hours[day]
        elif not self.exact:
            hours = max(hours, overtime)
        earned = self.earned(days, "piece_work")
        if not hours and earned and self.most and not self.exact:
            # They may have taken any number of hours, so an hour of them has no most.
            return earned / self._divisor(ZERO, HOURS_OF_A_DAY)
        return earned / hours if hours else ZERO

    def _a_day_of_pieces(self, day: dt.date) -> Fraction:
        """What a day of piece work came to over two weeks up to a day.

        The more days it took, the less a day is worth: so days on which work is unsure are at their
        other end. Not every day's wage is due for work on the day itself: that day is among them.
        """
        days = Span(day - DAY * (DAYS_OF_PIECES - 1), day).meets(self.span)
        worked = sum(self.other.hours[one] > 0 for one in days.days())
        if self.most and not self.exact:
            worked = max(1, worked)
        return self.earned(days, "piece_work") / worked if worked else ZERO

    @property
    def work_days(self) -> int:
        """Days of work in a normal week."""
        return len(self.account.employment.work_days)

    def daily(self, wage: Wage, day: dt.date, under: Rule | None = None) -> Fraction:
        """What a day of a wage is worth, and no less than a day of the minimum wage.

        Args:
            wage: what was agreed.
            day: for its rules.
            under: by which something rests on that day; it may cite an article without a floor.
        """
        floor = ZERO if under is not None and under.below_minimum else self._least_day(wage, day)
        return max(self._a_day(wage, day), floor)

    def _least_day(self, wage: Wage, day: dt.date) -> Fraction:
        """The minimum wage for a normal day."""
        rule = self.rule(MinimumWage, day)
        if rule is None:
            return ZERO
        if rule.per == "hour":
            return rule.amount * self.longest_day(wage)
        if rule.per == "day":
            return rule.amount
        return rule.amount * A_YEAR[Per(rule.per)] / self.days_of_a_year(day)

    def least_year(self, wage: Wage, day: dt.date) -> Fraction:
        """The minimum wage for a year of normal days."""
        rule = self.rule(MinimumWage, day)
        if rule is None:
            return ZERO
        if rule.per in ("hour", "day"):
            a_day = self.longest_day(wage) if rule.per == "hour" else Fraction(1)
            return rule.amount * a_day * self.work_days * WEEKS_OF_A_YEAR
        return rule.amount * A_YEAR[Per(rule.per)]

    def least_hour(self, wage: Wage, day: dt.date) -> Fraction:
        """The minimum wage for an hour."""
        rule = self.rule(MinimumWage, day)
        if rule is None or rule.per == "hour":
            return ZERO if rule is None else rule.amount
        return self._least_day(wage, day) / self._divisor(self.day_hours(wage), HOURS_OF_A_DAY)

    def days_of_a_year(self, day: dt.date) -> Fraction:
        """Through how many days a year's salary is divided (rule ``daily_rate``)."""
        rule = self.rule(DailyRate, day)
        if rule is not None and rule.days_per_month is not None:
            return MONTHS_OF_A_YEAR * rule.days_per_month
        weeks = None if rule is None else rule.weeks_per_year
        return (weeks or Fraction(WEEKS_OF_A_YEAR)) * self.work_days

    def _a_day(self, wage: Wage, day: dt.date) -> Fraction:
        amount = self.rate(wage)
        if wage.per is Per.DAY:
            return amount
        if wage.per is Per.HOUR:
            return amount * self.longest_day(wage)
        if wage.per is Per.PIECE:
            return self._a_day_of_pieces(day)
        return amount * A_YEAR[wage.per] / self.days_of_a_year(day)

    def earned(self, days: Span, *kinds: str) -> Fraction:
        """Piece work, bonuses or allowances of some days, by their share of the days."""
        return sum((self._share(one, days) for one in self.account.extra_pay if one.of in kinds),
                   ZERO)  # fmt: skip

    def _share(self, one: ExtraPay, days: Span) -> Fraction:
        common = len(one.span.meets(days))
        return self.in_favour(one.amount) * common / len(one.span)

    def deducted(self, days: Span) -> tuple[Deducted, ...]:
        """What was taken off the pay of some days."""
        return tuple(one for one in self.account.deducted if one.for_day in days)

    def in_kind(self, days: Span) -> Iterator[tuple[GivenInKind, int]]:
        """What was given in kind, and on how many of the days."""
        for one in self.account.in_kind:
            common = len(one.span.meets(days))
            if common:
                yield one, common


def _goes_on(one: Wage, other: Wage) -> bool:
    """Whether the later of two wages is the same promise, written down a second time."""
    return one.span.last + DAY == other.span.first and replace(one, span=other.span) == other


def _nothing_known(days: Span) -> tuple[Wage, ...]:
    return (Wage(span=days, amount=UNKNOWN, per=Per.HOUR),) if len(days) else ()
