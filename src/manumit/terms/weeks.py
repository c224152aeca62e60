"""Weeks of the law: their hours, sorted by how they are paid."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import zip_longest

from manumit.terms.account import DAY, Per, Span, Wage
from manumit.terms.facts import Facts
from manumit.terms.rules import Overtime
from manumit.terms.units import A_YEAR, DAYS_OF_A_WEEK, HOURS_OF_A_DAY

type Bounds = tuple[tuple[int, int | None], ...]
type Sorted = tuple[int, tuple["Over", ...], int, tuple[int, ...]]
"""Of a week: its hours, overtime, hours between, and the normal ones of each day."""

ZERO = Fraction(0)
SALARIES = frozenset(A_YEAR)


@dataclass(frozen=True, slots=True)
class Over:
    """Hours above a limit, all those at one multiple, in parts of an hour.

    Attributes:
        at: which of the multiples of the rule it is.
        inside: those of the hours that the normal pay has paid once already.
    """

    rule: Overtime
    at: int
    hours: int
    inside: int


@dataclass(frozen=True, slots=True)
class Week:
    """A week of the law, as far as it was worked, and the wage that closes it.

    All hours are in parts of an hour, see :attr:`manumit.terms.facts.Facts.parts`.

    Attributes:
        between: hours beyond those that a salary pays which are no overtime.
        normal: of each day, hours that the normal pay is for.
    """

    days: Span
    wage: Wage
    hours: int
    over: tuple[Over, ...]
    between: int
    normal: tuple[int, ...]

    @property
    def overtime(self) -> int:
        """Hours of overtime."""
        return sum(one.hours for one in self.over)

    @property
    def sharing(self) -> int:
        """Hours of overtime of which pay beside the wage has paid a share (base ``regular``)."""
        return sum(one.hours - one.inside for one in self.over if one.rule.base == "regular")


class Weeks:
    """The weeks of one end of what is unknown; a week may lie in two pay periods."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self._known: dict[dt.date, Week | None] = {}
        self._shapes: dict[object, Sorted] = {}
        self._days: dict[int, int | None] = {}
        self._rules: dict[int, tuple[int, Bounds]] = {}
        fixed = facts.account.employment.week_begins
        begins = facts.law.week_begins if fixed is None else fixed
        ahead = (facts.span.first.weekday() - begins) % DAYS_OF_A_WEEK
        self._begins = facts.span.first.toordinal() - ahead
        self._all = self._cut()

    def _cut(self) -> tuple[Span, ...]:
        begins, found = dt.date.fromordinal(self._begins), list[Span]()
        while begins <= self.facts.span.last:
            whole = Span(begins, begins + DAY * (DAYS_OF_A_WEEK - 1))
            found.append(whole.meets(self.facts.span))
            begins += DAY * DAYS_OF_A_WEEK
        return tuple(found)

    def ending_in(self, days: Span) -> Sequence[Span]:
        """The weeks that end in some days, each as far as it was worked."""
        found = self.meeting(days)
        return found[:-1] if found and found[-1].last > days.last else found

    def meeting(self, days: Span) -> Sequence[Span]:
        """The weeks that meet some days, each as far as it was worked."""
        begins, ends = days.first.toordinal(), days.last.toordinal()
        first = (begins - self._begins) // DAYS_OF_A_WEEK
        return self._all[first : (ends - self._begins) // DAYS_OF_A_WEEK + 1]

    def week(self, days: Span) -> Week | None:
        """The hours of a week, sorted by how they are paid; None where it has no wage."""
        if days.first not in self._known:
            self._known[days.first] = self._week(days)
        return self._known[days.first]

    @cached_property
    def other(self) -> "Weeks":
        """Those of the other end of what is unknown."""
        return self if self.facts.other is self.facts else Weeks(self.facts.other)

    @cached_property
    def _more_agreed(self) -> "Weeks":
        more = self.facts.with_more_agreed
        return self if more is self.facts else Weeks(more)

    def normal_hours(self, days: Span, until: dt.date) -> Fraction:
        """Of some days, the hours that are among the first of their week and paid by normal pay.

        Hours beyond the agreed ones are paid where their week ends. In a week that ends after
        ``until``, hours are normal as far as the agreed ones may reach, or surely reach.
        """
        found = ZERO
        for whole in self.meeting(days):
            weeks = self if whole.last <= until else self._more_agreed
            week = weeks.week(whole)
            if week is not None:
                part = whole.meets(days)
                ahead = (part.first - whole.first).days
                found += weeks.facts.parts.hours(sum(week.normal[ahead : ahead + len(part)]))
        return found

    def _week(self, days: Span) -> Week | None:
        wage = self.facts.last_wage(days)
        if wage is None:
            return None
        # Weeks of one wage, one law and the same hours are alike but for their dates.
        worked, present = self.facts.straight.of(days), self.facts.present_at_work.of(days)
        era = self.facts.era(days.last)
        if days.first not in wage.span or self.facts.era(days.first) != era:
            return Week(days, wage, *self._sorted(days, worked))
        shape = id(wage), era, tuple(worked), tuple(present)
        if shape not in self._shapes:
            self._shapes[shape] = self._sorted(days, worked)
        return Week(days, wage, *self._shapes[shape])

    def _sorted(self, days: Span, worked: Sequence[int]) -> Sorted:
        """What the hours of a week are, whatever its dates."""
        hours, over, paid = sum(worked), self._over(days, worked), self._paid(days)
        between = 0
        if paid is not None:
            beyond = hours - sum(one.hours for one in over)
            between = max(0, beyond - max(0, paid - sum(one.inside for one in over)))
        normal = hours - between - sum(one.hours - one.inside for one in over)
        return hours, tuple(over), between, tuple(self._first_hours(normal, days, worked))

    def _first_hours(self, normal: int, days: Span, worked: Sequence[int]) -> Iterator[int]:
        """Of each day, the hours that are among so many first ones of the week.

        Hours of a day above its limit of overtime belong to no other day.
        """
        for day, hours in zip(days.days(), worked, strict=True):
            limits = [rule.above for rule in self.facts.rules(Overtime, day) if rule.per == "day"]
            of_day = min(normal, hours, self.facts.parts.whole(min((*limits, HOURS_OF_A_DAY))))
            normal -= of_day
            yield of_day

    def _over(self, days: Span, worked: Sequence[int]) -> list[Over]:
        """Overtime of each day, then of the week, of hours that are none of a day."""
        found: list[Over] = []
        rules = self.facts.rules(Overtime, days.last)
        for rule in rules:
            if rule.per == "day":
                found += self._by_multiple(rule, self._long_days(rule, days, worked))
        left = sum(worked) - sum(one.hours for one in found)
        paid = self._paid(days)
        for rule in rules:
            if rule.per == "week":
                rest = None if paid is None else paid - sum(one.inside for one in found)
                found += list(self._by_multiple(rule, [(left, rest)]))
        return found

    def _long_days(
        self, rule: Overtime, days: Span, worked: Sequence[int]
    ) -> list[tuple[int, int | None]]:
        """Hours of the days above the limit, with those that the normal pay has paid once."""
        limit, _ = self._limits(rule)
        return [
            (hours, self._paid_of_day(day, hours))
            for day, hours in zip(days.days(), worked, strict=True)
            if hours > limit
        ]

    def _paid_of_day(self, day: dt.date, hours: int) -> int | None:
        """Hours of a day that the normal pay has paid once; None is up to the limit of overtime."""
        wage = self.facts.wage(day)
        if wage is None or self._pays_each_hour(wage, day):
            return hours
        return self._day_hours(wage)

    def _day_hours(self, wage: Wage) -> int | None:
        """Hours of a normal day for which something was agreed."""
        if id(wage) not in self._days:
            known = self.facts.agreed_hours(wage) is not None
            a_day = self.facts.parts.whole(self.facts.day_hours(wage)) if known else None
            self._days[id(wage)] = a_day
        return self._days[id(wage)]

    def _paid(self, days: Span) -> int | None:
        """Hours of a week that the normal pay has paid once."""
        facts, paid = self.facts, 0
        for wage, part in facts.segments(days):
            if self._pays_each_hour(wage, part.last):
                paid += facts.straight.sum(part)
                continue
            a_day = self._day_hours(wage)
            if a_day is None:
                return None
            counted = facts.worked if wage.per is Per.DAY else facts.present_at_work
            paid += a_day * counted.sum(part)
        return paid

    def _pays_each_hour(self, wage: Wage, day: dt.date) -> bool:
        return wage.per in (Per.HOUR, Per.PIECE) or self.facts.for_all_hours(wage, day)

    def _by_multiple(
        self, rule: Overtime, worked: Sequence[tuple[int, int | None]]
    ) -> Iterator[Over]:
        """Overtime cut where its multiple changes, all hours of one multiple together.

        Args:
            rule: the limit and its multiples.
            worked: hours of a day or week, and how many of them the normal pay has paid.
        """
        limit, bounds = self._limits(rule)
        above = [(hours - limit, (paid or 0) - limit) for hours, paid in worked if hours > limit]
        for at, (begins, ends) in enumerate(bounds if above else ()):
            hours = sum(_between(one, begins, ends) for one, _ in above)
            inside = sum(_between(min(one, paid), begins, ends) for one, paid in above)
            if hours:
                yield Over(rule, at, hours, inside)

    def _limits(self, rule: Overtime) -> tuple[int, Bounds]:
        """From how many hours on there is overtime, and from and to which each multiple counts."""
        if id(rule) not in self._rules:
            whole = self.facts.parts.whole
            begins = [whole(one) for one, _ in rule.times]
            self._rules[id(rule)] = whole(rule.above), tuple(zip_longest(begins, begins[1:]))
        return self._rules[id(rule)]


def _between(hours: int, begins: int, ends: int | None) -> int:
    return max(0, (hours if ends is None else min(hours, ends)) - begins)
