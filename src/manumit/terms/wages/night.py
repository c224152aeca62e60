"""A premium for hours of work at night, by the times of the day or by what they may have been."""

import datetime as dt
from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache
from itertools import zip_longest
from typing import Protocol

from manumit.terms.account import Clock, Span, Wage
from manumit.terms.law.rules import NightPremium, Overtime, Rule
from manumit.terms.numbers import rounded
from manumit.terms.units import HOURS_OF_A_DAY
from manumit.terms.wages.facts import Facts
from manumit.terms.wages.lines import Line, Numbers

ZERO, ONE = Fraction(0), Fraction(1)
MOST_KEPT = 1024
LONGEST = 3
"""A shift that counts for its first day may reach into so many days."""
type Band = tuple[Fraction, Fraction | None, Fraction]
"""Hours of a day from which and to which, and the multiple at which the law pays them."""


class Hourly(Protocol):
    """Says what an hour of a wage is worth under a rule."""

    def __call__(
        self, wage: Wage, day: dt.date, overtime: Fraction | None = None, *, under: Rule
    ) -> Fraction:
        """Return the worth of an hour on a day, or of hours as :meth:`Facts.hourly` names them."""


def night_lines(facts: Facts, days: Span, hourly: Hourly) -> Iterator[Line]:
    """Yield the premium of each day, by the multiple at which its hours are paid."""
    if not facts.all_rules(NightPremium):
        return
    for day in days.days():
        rule, wage = facts.rule(NightPremium, day), facts.wage(day)
        if rule is None or wage is None or not facts.hours[day]:
            continue
        for begins, ends, times in _bands(facts, rule, day):
            hours = _night(facts, rule, day, begins, ends)
            if hours:
                rate = hourly(wage, day, under=rule) * times
                numbers: Numbers = {"day": day, "hours": hours, "rate": rate, "share": rule.share}
                amount = rounded(hours * rate * rule.share, facts.law.currency)
                yield Line(what="night", amount=amount, rule=rule, numbers=numbers)


def _bands(facts: Facts, rule: NightPremium, day: dt.date) -> Iterator[Band]:
    """Yield the hours of a day that are paid at one multiple each, in their order."""
    times: list[tuple[Fraction, Fraction]] = [(ZERO, ONE)]
    resting, holiday = facts.rest_rule(day), facts.holiday_rule(day)
    if rule.base == "basic":
        pass
    elif resting is not None:
        times = list(resting.times) or times
    elif holiday is not None and holiday.times is not None:
        times = [(ZERO, holiday.times)]
    else:
        for one in facts.rules(Overtime, day):
            if one.per == "day":
                times += [(one.above + begins, multiple) for begins, multiple in one.times]
    until = [begins for begins, _ in times[1:]]
    for (begins, multiple), ends in zip_longest(times, until):
        yield begins, ends, multiple


def _night(
    facts: Facts, rule: NightPremium, day: dt.date, begins: Fraction, ends: Fraction | None
) -> Fraction:
    """Return the hours at night among some of the hours of a day, at this end of the unknown.

    A break may have been at any time. Without times, the hours may have been at any time too.
    """
    worked, clock = facts.hours[day], facts.account.clock.get(day)
    if clock is None:
        at_night, by_day = _at_any_time(rule, facts.law.shifts)
    else:
        worked += clock.more if facts.most else -clock.fewer
        # A break before these hours moves them back, and one among them makes them longer.
        pause = HOURS_OF_A_DAY if clock.pause.high is None else clock.pause.high
        at_night, by_day = _by_clock(clock, rule, begins, None if ends is None else ends + pause)
    hours = max(ZERO, (worked if ends is None else min(worked, ends)) - begins)
    return min(hours, at_night) if facts.most else max(ZERO, hours - by_day)


def _at_any_time(rule: NightPremium, shifts: str) -> tuple[Fraction, Fraction]:
    """Return how many hours of a day may have been at night, and how many by day.

    Where a shift counts for its first day, its hours may be those of the next day too.
    """
    if shifts == "each_day":
        dark = _dark(rule, ZERO, HOURS_OF_A_DAY)
        return dark, HOURS_OF_A_DAY - dark
    return _dark(rule, ZERO, 2 * HOURS_OF_A_DAY), HOURS_OF_A_DAY


def _by_clock(
    clock: Clock, rule: NightPremium, begins: Fraction, ends: Fraction | None
) -> tuple[Fraction, Fraction]:
    """Return the most hours at night, and by day, of a part of the time that passed."""
    at_night = by_day = passed = ZERO
    for first, last, change in clock.parts:
        one = first + max(ZERO, begins - passed)
        other = last if ends is None else min(last, first + max(ZERO, ends - passed))
        if other > one:
            least, most = _dark_hours(rule, one, other, change)
            at_night, by_day = at_night + most, by_day + other - one - least
        passed += last - first
    return at_night, by_day


def _dark_hours(
    rule: NightPremium, begins: Fraction, ends: Fraction, change: Fraction
) -> tuple[Fraction, Fraction]:
    """Return the fewest and the most hours of the night, for any moment at which clocks changed.

    Between the moments that are tried, the hours change at one rate.
    """
    moments = {begins, ends}
    if change:
        edges = {
            edge + HOURS_OF_A_DAY * day - moved
            for edge in (rule.from_hour, rule.until_hour)
            for day in range(-1, LONGEST + 1)
            for moved in (ZERO, change)
        }
        moments |= {edge for edge in edges if begins < edge < ends}
    found = [_dark(rule, begins, at) + _dark(rule, at + change, ends + change) for at in moments]
    return min(found), max(found)


def _dark(rule: NightPremium, begins: Fraction, ends: Fraction) -> Fraction:
    """Return the hours of the night between two times, in hours after a midnight."""
    return _dark_between(rule.from_hour, rule.until_hour, begins, ends)


@lru_cache(maxsize=MOST_KEPT)
def _dark_between(
    from_hour: Fraction, until_hour: Fraction, begins: Fraction, ends: Fraction
) -> Fraction:
    # Most days ask for the same hours: of those without times of the day, all do.
    found = ZERO
    length = (until_hour - from_hour) % HOURS_OF_A_DAY
    for day in range(-1, LONGEST):
        first = from_hour + HOURS_OF_A_DAY * day
        found += max(ZERO, min(ends, first + length) - max(begins, first))
    return found
