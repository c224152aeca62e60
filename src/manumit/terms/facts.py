"""One end of what is unknown: the facts with which the least, or the most, is owed.

What is owed never falls with more work or a higher promise and never rises with more payment, so
the least and the most lie where every unknown number is at one of its ends. That holds for each
rule of :mod:`manumit.terms.rules`; ``tests/property/test_terms_owed.py`` looks for what breaks it.
Facts on which rules depend have no ends: :mod:`manumit.terms.suppositions` tries each of them.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import cached_property

from manumit.terms.account import DAY, Account, Deducted, ExtraPay, GivenInKind, Per, Span, Wage
from manumit.terms.numbers import UNKNOWN, Range
from manumit.terms.rules import (
    DailyRate,
    HolidayWork,
    HourlyRate,
    Law,
    MinimumWage,
    PayForAllHours,
    RestDayWork,
    Rule,
)

DAYS_OF_A_WEEK = 7
HOURS_OF_A_DAY = Fraction(24)
USUAL_HOURS = Fraction(8)
HOURS_OF_PIECES, DAYS_OF_PIECES = 7, 14
"""Over how many days piece work is looked at to say what an hour, and a day, of it is worth."""
WEEKS_OF_A_YEAR = 52
A_YEAR = {Per.WEEK: 52, Per.FORTNIGHT: 26, Per.MONTH: 12, Per.YEAR: 1}
"""How many of a period make a year."""


class Facts:
    """An account as it is at one end of what is unknown.

    Args:
        account: the facts.
        law: the rules.
        most: whether every unknown is such that more is owed.
        span: the days of the work that are reckoned.
    """

    def __init__(self, account: Account, law: Law, span: Span, *, most: bool) -> None:
        self.account, self.law, self.span, self.most = account, law, span, most
        self._by_kind: dict[type[Rule], list[Rule]] = defaultdict(list)
        for rule in law.rules:
            if all(account.about.get(name) in values for name, values in rule.where.items()):
                self._by_kind[type(rule)].append(rule)

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

    def rules[Kind: Rule](self, kind: type[Kind], day: dt.date) -> tuple[Kind, ...]:
        """The rules of a kind for this work on a day."""
        return tuple(
            rule for rule in self._by_kind[kind] if isinstance(rule, kind) and rule.holds_on(day)
        )

    def rule[Kind: Rule](self, kind: type[Kind], day: dt.date) -> Kind | None:
        """The one rule of a kind on a day."""
        return next(iter(self.rules(kind, day)), None)

    def minimum(self, days: Span) -> MinimumWage | None:
        """The minimum wage for some days that are tested together."""
        at_first = self.rule(MinimumWage, days.first)
        if at_first is not None and at_first.rate_on == "first_day":
            return at_first
        return self.rule(MinimumWage, days.last)

    @cached_property
    def hours(self) -> Mapping[dt.date, Fraction]:
        """Hours of each day that is reckoned."""
        return {day: self._hours(day) for day in self.span.days()}

    def _hours(self, day: dt.date) -> Fraction:
        recorded = self.account.hours.get(day)
        if recorded is not None:
            return self.in_favour(recorded, HOURS_OF_A_DAY)
        unknown = self.most and not self.account.work_complete and not self.absent(day)
        return HOURS_OF_A_DAY if unknown else Fraction(0)

    def absent(self, day: dt.date) -> bool:
        """Whether the worker was away without pay; a day with recorded work is none."""
        recorded = self.account.hours.get(day)
        if recorded is not None and recorded.high != 0:
            return False
        return any(day in span for span in self.account.absent)

    def rest_rule(self, day: dt.date) -> RestDayWork | None:
        """The rule by which work on a day is work on the weekly rest day."""
        resting = day.weekday() == self.account.employment.rest_day
        return self.rule(RestDayWork, day) if resting else None

    def holiday_rule(self, day: dt.date) -> HolidayWork | None:
        """The rule by which work on a day is work on a public holiday."""
        holiday = day in self.account.employment.holidays
        return self.rule(HolidayWork, day) if holiday else None

    def apart(self, day: dt.date) -> bool:
        """Whether the hours of a day are paid under a rule of their own, not by the normal pay."""
        holiday = self.holiday_rule(day)
        return self.rest_rule(day) is not None or (holiday is not None and bool(holiday.times))

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

    def nothing_known(self, wage: Wage) -> bool:
        """Whether a wage only stands where the account tells of none."""
        return not any(len(one.span.meets(wage.span)) for one in self.account.wages)

    def for_all_hours(self, wage: Wage, day: dt.date) -> bool:
        """Whether a wage pays for however many hours, by what was agreed and by the law."""
        return wage.pays_for_all and self.rule(PayForAllHours, day) is not None

    def rate(self, wage: Wage) -> Fraction:
        """The amount of a wage; one without an upper end counts as its lower end."""
        return self.in_favour(wage.amount)

    def segments(self, days: Span) -> Iterator[tuple[Wage, Span]]:
        """The wages of some days, each with its part of them."""
        for wage in self.wages:
            part = wage.span.meets(days)
            if len(part):
                yield wage, part

    def agreed_hours(self, wage: Wage) -> Fraction | None:
        """Hours a week that a salary pays; the fewer, the more is owed beyond them."""
        return None if wage.hours_per_week is None else self.against(wage.hours_per_week)

    def day_hours(self, wage: Wage) -> Fraction:
        """Hours of a normal day of work."""
        agreed = self.agreed_hours(wage)
        return USUAL_HOURS if agreed is None else agreed / self.work_days

    def hourly(self, wage: Wage, day: dt.date) -> Fraction:
        """What an hour of a wage is worth, before any multiple (rule ``hourly_rate``)."""
        amount = self.rate(wage)
        if wage.per is Per.HOUR:
            return amount
        if wage.per is Per.DAY:
            return amount / self.day_hours(wage)
        if wage.per is Per.PIECE:
            return self._by_pieces(day, HOURS_OF_PIECES)[0]
        rule = self.rule(HourlyRate, day)
        hours = None if rule is None else rule.hours_per_week
        hours = hours or self.agreed_hours(wage) or self.day_hours(wage) * self.work_days
        weeks = Fraction(WEEKS_OF_A_YEAR) if rule is None else rule.weeks_per_year
        return amount * A_YEAR[wage.per] / (weeks * hours)

    def _by_pieces(self, day: dt.date, before: int) -> tuple[Fraction, Fraction]:
        """What an hour and a day of piece work came to over so many days up to one day."""
        days = Span(day - DAY * (before - 1), day).meets(self.span)
        earned = self.earned(days, "piece_work")
        hours = sum((self.hours[one] for one in days.days()), Fraction(0))
        worked = sum(self.hours[one] > 0 for one in days.days())
        return (earned / hours, earned / worked) if hours else (Fraction(0), Fraction(0))

    @property
    def work_days(self) -> int:
        """Days of work in a normal week."""
        return len(self.account.employment.work_days)

    def daily(self, wage: Wage, day: dt.date) -> Fraction:
        """What a day of a wage is worth (rule ``daily_rate``)."""
        amount = self.rate(wage)
        if wage.per is Per.DAY:
            return amount
        if wage.per is Per.HOUR:
            # Of a wage by the hour, more hours a day make a day worth more.
            agreed = wage.hours_per_week
            hours = None if agreed is None else self.in_favour(agreed) / self.work_days
            return amount * (USUAL_HOURS if hours is None else hours)
        if wage.per is Per.PIECE:
            return self._by_pieces(day, DAYS_OF_PIECES)[1]
        rule = self.rule(DailyRate, day)
        a_year = amount * A_YEAR[wage.per]
        if rule is not None and rule.days_per_month is not None:
            return a_year / (12 * rule.days_per_month)
        weeks = None if rule is None else rule.weeks_per_year
        weeks = weeks or Fraction(WEEKS_OF_A_YEAR)
        return a_year / (weeks * self.work_days)

    def earned(self, days: Span, *kinds: str) -> Fraction:
        """Piece work, bonuses or allowances of some days, by their share of the days."""
        return sum((self._share(one, days) for one in self.account.extra_pay if one.of in kinds),
                   Fraction(0))  # fmt: skip

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
