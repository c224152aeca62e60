"""Divide the hours of a week, as the law defines it, by how they are paid.

Where overtime is averaged over several weeks, each period of averaging takes the place of a week.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from itertools import zip_longest

from manumit.errors import Place
from manumit.terms.account import DAY, Per, Span, Wage
from manumit.terms.codes import TermsCode
from manumit.terms.law.rules import Overtime
from manumit.terms.units import A_YEAR, DAYS_OF_A_WEEK, HOURS_OF_A_DAY
from manumit.terms.wages.averaging import has_ended
from manumit.terms.wages.facts import Facts
from manumit.terms.wages.week_wages import Between, Covered, PartOfWeek, covering, shared

type Bounds = tuple[tuple[int, int | None], ...]
type Sorted = tuple[int, tuple["Over", ...], int, tuple[int, ...], tuple[Between, ...]]
"""Of a week: its hours, overtime, hours between, the normal ones of each day, and their wages."""

ZERO = Fraction(0)
SALARIES = frozenset(A_YEAR)


@dataclass(frozen=True, slots=True)
class Over:
    """Hours above a limit, all those at one multiple, in parts of an hour.

    Attributes:
        at: which of the multiples of the rule it is.
        inside: those of the hours that the normal pay has paid once already.
        covered: by the pay of which days those were paid that their own wage has not paid hour by
            hour, where the week has several wages.
    """

    rule: Overtime
    at: int
    hours: int
    inside: int
    covered: tuple[Covered, ...] = ()


@dataclass(frozen=True, slots=True)
class Week:
    """A week of the law, as far as it was worked, and the wage that closes it.

    All hours are in parts of an hour, see :attr:`manumit.terms.wages.facts.Facts.parts`.

    Attributes:
        between: hours beyond those that a salary pays which are no overtime.
        normal: of each day, hours that the normal pay is for.
        by_wage: the hours between, each at the wage of its day, and those that the pay of days at
            another wage covers; empty for a week of one wage.
        shape: the same number for weeks that are alike but for their dates; None if it is not
            known of the week.
    """

    days: Span
    wage: Wage
    hours: int
    over: tuple[Over, ...]
    between: int
    normal: tuple[int, ...]
    by_wage: tuple[Between, ...] = ()
    shape: int | None = None

    @property
    def overtime(self) -> int:
        """Return the hours of overtime, in parts of an hour."""
        return sum(one.hours for one in self.over)

    @property
    def sharing(self) -> int:
        """Return overtime of which pay beside the wage covers a share (base ``regular``)."""
        return sum(one.hours - one.inside for one in self.over if one.rule.base == "regular")


@dataclass(frozen=True, slots=True)
class OfDay:
    """Hours of a day without its overtime, in parts of an hour.

    Attributes:
        early: those that are no overtime of the week either.
        late: those that are, as the last hours of the week.
    """

    early: int
    late: int


class Weeks:
    """The weeks of one end of what is unknown; a week may lie in two pay periods."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self._known: dict[dt.date, Week | None] = {}
        self._shapes: dict[object, tuple[int, Sorted]] = {}
        # Pay beside the wage, and days without pay, belong to dates.
        self._alike = not facts.account.extra_pay and not facts.account.absent
        self.bases: dict[object, tuple[Fraction, Fraction]] = {}
        """What overtime is a multiple of, in weeks that are alike."""
        self.tested: dict[object, tuple[Fraction, Fraction]] = {}
        """The pay of weeks that are alike, and the units of the minimum wage for them."""
        self._days: dict[int, int] = {}
        self._rules: dict[int, tuple[int, Bounds]] = {}
        self.averages = averaged_weeks(facts)
        """Over how many weeks overtime is averaged; 0 if it is not."""
        self._length = DAYS_OF_A_WEEK * (self.averages or 1)
        self._begins = facts.span.first.toordinal() - self._ahead()
        self._all = self._cut()

    def _ahead(self) -> int:
        """Return how many days before the first day of the work its week begins."""
        first, work = self.facts.span.first, self.facts.account.employment
        if self.averages and work.averaging_begins is not None:
            return (first - work.averaging_begins).days % self._length
        begins = self.facts.law.week_begins if work.week_begins is None else work.week_begins
        return (first.weekday() - begins) % DAYS_OF_A_WEEK

    def _cut(self) -> tuple[Span, ...]:
        begins, found = dt.date.fromordinal(self._begins), list[Span]()
        while begins <= self.facts.span.last:
            whole = Span(begins, begins + DAY * (self._length - 1))
            found.append(whole.meets(self.facts.span))
            begins += DAY * self._length
        return tuple(found)

    def ending_in(self, days: Span) -> Sequence[Span]:
        """Return the weeks that end in some days, each as far as it was worked."""
        found = self.meeting(days)
        return found[:-1] if found and found[-1].last > days.last else found

    def meeting(self, days: Span) -> Sequence[Span]:
        """Return the weeks that meet some days, each as far as it was worked."""
        begins, ends = days.first.toordinal(), days.last.toordinal()
        first = (begins - self._begins) // self._length
        return self._all[first : (ends - self._begins) // self._length + 1]

    def week(self, days: Span) -> Week | None:
        """Return the hours of a week, sorted by how they are paid; None where it has no wage."""
        if days.first not in self._known:
            self._known[days.first] = self._week(days)
        return self._known[days.first]

    @cached_property
    def other(self) -> "Weeks":
        """Return the weeks of the other end of what is unknown."""
        return self if self.facts.other is self.facts else Weeks(self.facts.other)

    @cached_property
    def _more_agreed(self) -> "Weeks":
        more = self.facts.with_more_agreed
        return self if more is self.facts else Weeks(more)

    def normal_hours(self, days: Span, until: dt.date) -> Fraction:
        """Return the hours of some days that are among the first of their week, at normal pay.

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
        if self.averages:
            self._refuse_two_wages(days)
        whole = len(days) == self._length or not self.averages
        if not whole or days.first not in wage.span or self.facts.era(days.first) != era:
            return Week(days, wage, *self._sorted(days, worked))
        alike = id(wage), era, tuple(worked), tuple(present)
        if alike not in self._shapes:
            self._shapes[alike] = len(self._shapes), self._sorted(days, worked)
        shape, found = self._shapes[alike]
        return Week(days, wage, *found, shape=shape if self._alike else None)

    def _refuse_two_wages(self, days: Span) -> None:
        if sum(1 for _ in self.facts.segments(days)) > 1:
            place = Place(field="wages")
            raise TermsCode.AVERAGED_AT_TWO_WAGES.error(place, first=days.first, last=days.last)

    def _sorted(self, days: Span, worked: Sequence[int]) -> Sorted:
        """Return the hours of a week by how they are paid; the dates make no difference."""
        hours, over, paid = sum(worked), self._over(days, worked), self._paid(days)
        beyond = hours - sum(one.hours for one in over)
        between = max(0, beyond - max(0, paid - sum(one.inside for one in over)))
        normal = hours - between - sum(one.hours - one.inside for one in over)
        by_wage: tuple[Between, ...] = ()
        if len(parts := list(self.facts.segments(days))) > 1:
            by_wage, over = self._by_wage(days, worked, parts, over)
        return hours, tuple(over), between, tuple(self._first_hours(normal, days, worked)), by_wage

    def _by_wage(
        self,
        days: Span,
        worked: Sequence[int],
        parts: Sequence[tuple[Wage, Span]],
        over: list[Over],
    ) -> tuple[tuple[Between, ...], list[Over]]:
        """Return the hours between of a week of several wages, and which pay covers overtime."""
        of_weeks = [one for one in over if one.rule.per != "day"]
        of_week = sum(one.hours for one in of_weeks)
        # Of a multiple of the average, each hour's own wage is paid first; the rest comes on top.
        straight = all(one.rule.base == "regular" for one in of_weeks)
        each = self._of_each_day(days, worked, of_week)
        late = [one.late for one in each]
        left = [one.early + one.late if straight else one.early for one in each]
        found, own = list[PartOfWeek](), 0
        for wage, part in parts:
            at = range(begins := (part.first - days.first).days, begins + len(part))
            if self._pays_each_hour(wage, part.last):
                # Such pay is for its own hours alone (29 CFR 778.115): nothing is left of it.
                own += sum(late[n] for n in at)
                continue
            inside = sum(sum(self._inside_of_day(days, n, worked[n])) for n in at)
            covers = max(0, self._paid_of(wage, part) - inside)
            rate = self.facts.hourly(wage, part.last)
            found.append(PartOfWeek(wage, at[-1], rate, sum(left[n] for n in at), covers))
        between, spare = shared(found)
        of_days = [one for one in over if one.rule.per == "day"]
        if straight:
            return between, [*of_days, *(replace(one, inside=one.hours) for one in of_weeks)]
        paid = covering(spare, own, [one.hours for one in of_weeks])
        made = (
            replace(one, inside=inside, covered=by)
            for one, (inside, by) in zip(of_weeks, paid, strict=True)
        )
        return between, [*of_days, *made]

    def _of_each_day(self, days: Span, worked: Sequence[int], of_week: int) -> tuple[OfDay, ...]:
        """Return the hours of each day without overtime of the day; the last are the week's."""
        found = list[OfDay]()
        for hours in reversed(worked):
            rest = hours - sum(self._over_of_day(days, hours))
            found.append(OfDay(rest - min(rest, of_week), late := min(rest, of_week)))
            of_week -= late
        return tuple(reversed(found))

    def without_overtime(self, days: Span) -> Iterator[tuple[dt.date, Fraction]]:
        """Yield each of some days with its hours that are no overtime.

        Hours are overtime of a week the later they are in it.
        """
        for whole in self.meeting(days):
            worked = self.facts.straight.of(whole)
            of_week = sum(one.hours for one in self._over(whole, worked) if one.rule.per != "day")
            each = self._of_each_day(whole, worked, of_week)
            for day, one in zip(whole.days(), each, strict=True):
                if day in days:
                    yield day, self.facts.parts.hours(one.early)

    def _over_of_day(self, days: Span, hours: int) -> Iterator[int]:
        """Yield the overtime of a day, by each rule for days."""
        for rule in self.facts.rules(Overtime, days.last):
            if rule.per == "day":
                yield max(0, hours - self._limits(rule, days)[0])

    def _inside_of_day(self, days: Span, ahead: int, hours: int) -> Iterator[int]:
        """Yield those hours of it that the normal pay of the day has paid once."""
        paid = self._paid_of_day(days.first + DAY * ahead)
        return self._over_of_day(days, min(hours, paid))

    def _first_hours(self, normal: int, days: Span, worked: Sequence[int]) -> Iterator[int]:
        """Yield for each day its hours among the first ``normal`` ones of the week.

        Hours of a day above its limit of overtime belong to no other day; they are normal ones as
        far as the normal pay of that day is for them.
        """
        for day, hours in zip(days.days(), worked, strict=True):
            limits = [rule.above for rule in self.facts.rules(Overtime, day) if rule.per == "day"]
            limit = self.facts.parts.whole(min((*limits, HOURS_OF_A_DAY)))
            of_day = min(normal, hours, max(limit, self._paid_of_day(day)))
            normal -= of_day
            yield of_day

    def _over(self, days: Span, worked: Sequence[int]) -> list[Over]:
        """Return overtime of each day, then of the week without the overtime of days."""
        found: list[Over] = []
        rules = self.facts.rules(Overtime, days.last)
        for rule in rules:
            if rule.per == "day":
                found += self._by_multiple(rule, days, self._long_days(rule, days, worked))
        left = sum(worked) - sum(one.hours for one in found)
        paid = self._paid(days)
        for rule in rules:
            if rule.per != "day":
                rest = paid - sum(one.inside for one in found)
                found += list(self._by_multiple(rule, days, [(left, rest)]))
        return found

    def _long_days(
        self, rule: Overtime, days: Span, worked: Sequence[int]
    ) -> list[tuple[int, int]]:
        """Return hours of the days above the limit, and how many the normal pay covers once."""
        limit, _ = self._limits(rule, days)
        return [
            (hours, self._paid_of_day(day))
            for day, hours in zip(days.days(), worked, strict=True)
            if hours > limit
        ]

    def _paid_of_day(self, day: dt.date) -> int:
        """Return the hours of a day that the normal pay covers once."""
        wage, of_day = self.facts.wage(day), Span(day, day)
        return self.facts.straight.sum(of_day) if wage is None else self._paid_of(wage, of_day)

    def _day_hours(self, wage: Wage) -> int:
        """Return the agreed hours of a normal day."""
        if id(wage) not in self._days:
            self._days[id(wage)] = self.facts.parts.whole(self.facts.day_hours(wage))
        return self._days[id(wage)]

    def _paid(self, days: Span) -> int:
        """Return the hours of a week that the normal pay covers once."""
        return sum(self._paid_of(wage, part) for wage, part in self.facts.segments(days))

    def _paid_of(self, wage: Wage, part: Span) -> int:
        """Return the hours of some days of a week that their wage covers once."""
        if self._pays_each_hour(wage, part.last):
            return self.facts.straight.sum(part)
        counted = self.facts.worked if wage.per is Per.DAY else self.facts.present_at_work
        return self._day_hours(wage) * counted.sum(part)

    def _pays_each_hour(self, wage: Wage, day: dt.date) -> bool:
        return wage.per in (Per.HOUR, Per.PIECE) or self.facts.for_all_hours(wage, day)

    def _by_multiple(
        self, rule: Overtime, days: Span, worked: Sequence[tuple[int, int]]
    ) -> Iterator[Over]:
        """Yield overtime divided by its multiple, all hours of one multiple together.

        Args:
            rule: the limit and its multiples.
            days: of the week.
            worked: hours of a day or week, and how many of them the normal pay has paid.
        """
        limit, bounds = self._limits(rule, days)
        above = [(hours - limit, paid - limit) for hours, paid in worked if hours > limit]
        for at, (begins, ends) in enumerate(bounds if above else ()):
            hours = sum(_between(one, begins, ends) for one, _ in above)
            inside = sum(_between(min(one, paid), begins, ends) for one, paid in above)
            if hours:
                yield Over(rule, at, hours, inside)

    def _limits(self, rule: Overtime, days: Span) -> tuple[int, Bounds]:
        """Return the hours at which overtime begins, and the bounds of each multiple."""
        if id(rule) not in self._rules:
            whole = self.facts.parts.whole
            begins = [whole(one) for one, _ in rule.times]
            self._rules[id(rule)] = whole(rule.above), tuple(zip_longest(begins, begins[1:]))
        limit, bounds = self._rules[id(rule)]
        return (self.facts.parts.whole(self.limit(rule, days)) if rule.weeks else limit), bounds

    def limit(self, rule: Overtime, days: Span) -> Fraction:
        """Return the hours of a period of averaging at which its overtime begins.

        Of a period that goes on, hours above the limit of all of it are overtime, whatever comes.
        """
        whole, share = rule.above * self.averages, rule.above * len(days) / DAYS_OF_A_WEEK
        if len(days) == self._length or rule.incomplete == "whole":
            return whole
        until = (days.last.toordinal() + 1 - self._begins) % self._length
        if rule.incomplete == "share" and (not until or has_ended(self.facts.account)):
            return share
        return share if self.facts.most else whole


def averaged_weeks(facts: Facts) -> int:
    """Return over how many weeks overtime is averaged; 0 if it is not.

    Raises:
        InputError: W117 where that differs between days of the work.
    """
    rules = [one for one in facts.all_rules(Overtime) if one.weeks]
    if not rules:
        return 0
    found: dict[int, list[dt.date]] = {}
    for day in facts.span.days():
        weeks = next((one.weeks for one in facts.rules(Overtime, day) if one.weeks), 0)
        found.setdefault(weeks, []).append(day)
    if len(found) > 1:
        days = found[max(found)]
        place = Place(field="employment")
        raise TermsCode.AVERAGED_IN_PART.error(place, first=days[0], last=days[-1])
    return next(iter(found))


def _between(hours: int, begins: int, ends: int | None) -> int:
    return max(0, (hours if ends is None else min(hours, ends)) - begins)
