"""When the work began and ended, its months, and the hours of a day."""

import calendar
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from manumit.terms.account import DAY, Span
from manumit.terms.law.file import WEEKDAYS
from manumit.terms.numbers import Range
from manumit.terms.units import months_after
from manumit.web.public.wage_check.conversation.answers import Answers

SHORTEST_DAY = Fraction(1, 4)
"""Hours of a day on which somebody worked at all."""
HALF_DAY, WHOLE_DAY = 720, 1440
MOST_BREAK, MOST_OWN = 240, 480
"""Minutes: what "2 hours or more", and "4 or more", are taken as at most. The page says so."""
SHOWN_MONTHS = 6
MOST_MONTHS = 120
LONGER = 3
"""Months, of the question for people who do not know when they began."""


@dataclass(frozen=True, slots=True)
class Spans:
    """The days of the work, as far as they are known.

    Attributes:
        least, most: the shortest and the longest time that the answers allow.
        goes_on: whether the work may go on today.
        open: whether it may have begun before ``most``.
    """

    least: Span
    most: Span
    goes_on: bool
    open: bool

    @property
    def known(self) -> bool:
        """Whether both are the same days."""
        return self.least == self.most


def spans(answers: Answers, today: dt.date) -> Spans:
    """Return the days of the work."""
    ends_first, ends_last, goes_on = _end(answers, today)
    start = month_of(answers, "start")
    if start is not None:
        first, last = (min(one, today) for one in start)
        return _spans(first, last, ends_first, ends_last, goes_on)
    longer = answers.get("longer")
    ends_first = ends_first or ends_last
    earliest = months_after(ends_first + DAY, -LONGER)
    if longer == "yes":
        return _spans(earliest, earliest, ends_first, ends_last, goes_on, begins_open=True)
    found = _spans(earliest, ends_first, ends_first, ends_last, goes_on)
    return Spans(found.least, found.most, goes_on, longer != "no")


def _spans(
    first: dt.date,
    latest: dt.date,
    ends_first: dt.date | None,
    ends_last: dt.date,
    goes_on: bool,
    *,
    begins_open: bool = False,
) -> Spans:
    latest = min(latest, ends_last)
    least = Span(latest, max(latest, ends_first or latest))
    return Spans(least, Span(min(first, latest), ends_last), goes_on, begins_open)


def _end(answers: Answers, today: dt.date) -> tuple[dt.date | None, dt.date, bool]:
    """The first and the last possible last day, and whether there may be none yet."""
    still = answers.get("still")
    end = month_of(answers, "end")
    if still == "yes":
        return today, today, True
    if still == "no" and end is not None:
        return min(end[0], today), min(end[1], today), False
    return None, today, still != "no"


def month_of(answers: Answers, name: str) -> tuple[dt.date, dt.date] | None:
    """Return the first and last day that a month, or a day, leaves possible."""
    try:
        year, month = int(answers.get(f"{name}_year")), int(answers.get(f"{name}_month"))
        last = calendar.monthrange(year, month)[1]
        day = answers.get(f"{name}_day")
        known = min(int(day), last) if day else 0
        return dt.date(year, month, known or 1), dt.date(year, month, known or last)
    except (ValueError, OverflowError, IndexError):
        return None


def months(span: Span) -> tuple[dt.date, ...]:
    """Return the first day of each month of some days, the newest first."""
    found: list[dt.date] = []
    month = span.last.replace(day=1)
    while month >= span.first.replace(day=1) and len(found) < MOST_MONTHS:
        found.append(month)
        month = (month - DAY).replace(day=1)
    return tuple(found)


def month_span(month: dt.date) -> Span:
    """Return the days of a month."""
    return Span(month, months_after(month, 1) - DAY)


def month_key(month: dt.date) -> str:
    """Return a month as ``2026-06``."""
    return month.isoformat()[: len("2026-06")]


def hours_of_a_day(answers: Answers) -> Range:
    """Return the hours of a normal day; of any length where no time was given."""
    lengths = list(_lengths(answers))
    low = min(lengths, default=0)
    high = max(lengths, default=WHOLE_DAY)
    if not answers.get("begin") or not answers.get("stop"):
        low = 0
    rest = _rest(answers)
    return Range(_hours(low - rest[1]), _hours(high - rest[0]))


def _hours(minutes: int) -> Fraction:
    return max(SHORTEST_DAY, Fraction(minutes, 60))


def _lengths(answers: Answers) -> Iterator[int]:
    for begin, stop in (("begin", "stop"), ("begin_to", "stop_to")):
        first, last = minutes(answers.get(begin)), minutes(answers.get(stop))
        if first is not None and last is not None:
            yield (last - first) % WHOLE_DAY or WHOLE_DAY


def minutes(text: str) -> int | None:
    """Return the minute of the day of ``06:30``; None for anything else."""
    hour, colon, minute = text.partition(":")
    if not (colon and hour.isdigit() and minute.isdigit()):
        return None
    found = int(hour) * 60 + int(minute)
    return found if found < WHOLE_DAY else None


def _rest(answers: Answers) -> tuple[int, int]:
    """Minutes of a day that were free at least, and at most."""
    home = answers.get("kind") == "home"
    name, most, open_from = ("own", MOST_OWN, 240) if home else ("break", MOST_BREAK, 120)
    text = answers.get(name)
    if not text.isdigit():
        return 0, most
    least = int(text)
    return least, most if least >= open_from else least


def work_days(answers: Answers) -> tuple[frozenset[int], frozenset[int]]:
    """Return the weekdays on which there always was work, and those on which there may have been.

    Weekdays are numbers, 0 for Monday. Where nothing is known, any day may be a day of work.
    """
    every = frozenset(range(len(WEEKDAYS)))
    if answers.get("kind") == "home":
        return _home_days(answers, every)
    always, sometimes = (_weekdays(answers, name) for name in ("days", "days_to"))
    if not always and not sometimes:
        return frozenset(), every
    return always, always | sometimes


def _home_days(answers: Answers, every: frozenset[int]) -> tuple[frozenset[int], frozenset[int]]:
    if answers.state_of("free") == "none":
        return every, every
    free = _weekdays(answers, "free")
    if not free:
        return frozenset(), every
    return every - free, every if answers.get("free_part") != "whole" else every - free


def _weekdays(answers: Answers, name: str) -> frozenset[int]:
    return frozenset(WEEKDAYS.index(one) for one in answers.several(name) if one in WEEKDAYS)


def free_day(answers: Answers) -> int | None:
    """Return the weekly free day: the one day without work, or the day with part of it free."""
    if answers.get("kind") == "home":
        found = _weekdays(answers, "free")
        return next(iter(found)) if len(found) == 1 else None
    _, perhaps = work_days(answers)
    left = [day for day in range(len(WEEKDAYS)) if day not in perhaps]
    return left[0] if len(left) == 1 else None
