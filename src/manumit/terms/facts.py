"""One end of what is unknown: the facts with which the least, or the most, is owed.

What is owed never falls with more work or a higher promise and never rises with more payment, so
the least and the most lie where every unknown is at one of its ends. That holds for each rule of
:mod:`manumit.terms.rules`; ``tests/property/test_terms_owed.py`` looks for what breaks it.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import cached_property

from manumit.terms.account import Account, Deducted, ExtraPay, GivenInKind, Per, Span, Wage
from manumit.terms.numbers import Range
from manumit.terms.rules import DailyRate, HourlyRate, Law, MinimumWage, Rule

DAY = dt.timedelta(days=1)
DAYS_OF_A_WEEK = 7
HOURS_OF_A_DAY = Fraction(24)
USUAL_HOURS = Fraction(8)
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

    def applies(self, rule: Rule) -> bool | None:
        """Whether a rule is for this work; None where a fact that decides it is not known."""
        found: bool | None = True
        for name, values in rule.where.items():
            value = self.account.about.get(name)
            if value is None:
                found = None
            elif value not in values:
                return False
        return found

    def rules[Kind: Rule](self, kind: type[Kind], day: dt.date) -> tuple[Kind, ...]:
        """The rules of a kind on a day; one that may apply or not counts at the most alone."""
        return tuple(
            rule
            for rule in self.law.rules
            if isinstance(rule, kind) and rule.holds_on(day) and self._taken(rule)
        )

    def _taken(self, rule: Rule) -> bool:
        applies = self.applies(rule)
        return self.most if applies is None else applies

    def rule[Kind: Rule](self, kind: type[Kind], day: dt.date) -> Kind | None:
        """The one rule of a kind on a day, or the first of several that may apply."""
        return next(iter(self.rules(kind, day)), None)

    def minimum(self, day: dt.date) -> MinimumWage | None:
        """The minimum wage; of several that may apply, the highest at the most, else the lowest."""
        may = [
            rule
            for rule in self.law.rules
            if isinstance(rule, MinimumWage)
            and rule.holds_on(day)
            and self.applies(rule) is not False
        ]
        if not may or (not self.most and not any(self._covers(day, rule) for rule in may)):
            return None
        return (max if self.most else min)(may, key=lambda rule: rule.amount)

    def _covers(self, day: dt.date, rule: MinimumWage) -> bool:
        """Whether some minimum applies for certain: this one does, or each value has one."""
        if self.applies(rule):
            return True
        names = [name for name in rule.where if name not in self.account.about]
        rest = [
            one
            for one in self.law.rules
            if isinstance(one, MinimumWage) and one.holds_on(day) and set(one.where) == set(names)
        ]
        return len(names) == 1 and all(
            any(value in one.where[names[0]] for one in rest)
            for value in self.law.facts[names[0]].values
        )

    @cached_property
    def hours(self) -> Mapping[dt.date, Fraction]:
        """Hours of each day that is reckoned."""
        return {day: self._hours(day) for day in self.span.days()}

    def _hours(self, day: dt.date) -> Fraction:
        if any(day in span for span in self.account.absent):
            return Fraction(0)
        recorded = self.account.hours.get(day)
        if recorded is not None:
            return self.in_favour(recorded, HOURS_OF_A_DAY)
        unknown = self.most and not self.account.work_complete
        return HOURS_OF_A_DAY if unknown else Fraction(0)

    def wage(self, day: dt.date) -> Wage | None:
        """What was agreed for a day."""
        return next((one for one in self.account.wages if day in one.span), None)

    def rate(self, wage: Wage) -> Fraction:
        """The amount of a wage; one without an upper end counts as its lower end."""
        return self.in_favour(wage.amount)

    def segments(self, days: Span) -> Iterator[tuple[Wage, Span]]:
        """The wages of some days, each with its part of them."""
        for wage in self.account.wages:
            part = wage.span.meets(days)
            if len(part):
                yield wage, part

    def agreed_hours(self, wage: Wage) -> Fraction | None:
        """Hours a week that a salary pays; the fewer, the more is owed beyond them."""
        return None if wage.hours_per_week is None else self.against(wage.hours_per_week)

    def day_hours(self, wage: Wage) -> Fraction:
        """Hours of a normal day of work."""
        agreed = self.agreed_hours(wage)
        days = len(self.account.employment.work_days)
        return USUAL_HOURS if agreed is None or agreed == 0 else agreed / days

    def hourly(self, wage: Wage, day: dt.date) -> Fraction:
        """What an hour of a wage is worth, before any multiple (rule ``hourly_rate``)."""
        amount = self.rate(wage)
        if wage.per is Per.HOUR:
            return amount
        if wage.per is Per.DAY:
            return amount / self.day_hours(wage)
        rule = self.rule(HourlyRate, day)
        hours = None if rule is None else rule.hours_per_week
        hours = hours or self.agreed_hours(wage) or self.day_hours(wage) * self.work_days
        weeks = Fraction(52) if rule is None else rule.weeks_per_year
        return amount * A_YEAR[wage.per] / (weeks * hours)

    @property
    def work_days(self) -> int:
        """Days of work in a normal week."""
        return len(self.account.employment.work_days)

    def daily(self, wage: Wage, day: dt.date) -> Fraction:
        """What a day of a wage is worth (rule ``daily_rate``)."""
        amount = self.rate(wage)
        if wage.per is Per.DAY:
            return amount
        if wage.per in (Per.HOUR, Per.PIECE):
            return self.hourly(wage, day) * self.day_hours(wage) if wage.per is Per.HOUR else amount
        rule = self.rule(DailyRate, day)
        a_year = amount * A_YEAR[wage.per]
        if rule is not None and rule.days_per_month is not None:
            return a_year / (12 * rule.days_per_month)
        weeks = Fraction(52) if rule is None else rule.weeks_per_year or Fraction(52)
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
