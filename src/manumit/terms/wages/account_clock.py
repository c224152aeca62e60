"""When work began and ended, for what the law pays by the time of day."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from manumit.terms.account import DAY, NO_HOURS, Clock, ClockPart
from manumit.terms.law.file import WEEKDAYS
from manumit.terms.numbers import NONE, Range, read_range
from manumit.terms.ranges import total

SECONDS_OF_AN_HOUR = 3600


def moment(text: str) -> dt.datetime | None:
    """A date with a time and zone; None where it is none, such as one at 25:00."""
    try:
        return dt.datetime.fromisoformat(text)
    except ValueError:
        return None


def shifts_of(entry: Mapping[str, Any], time_zone: str) -> Iterator[dict[str, Any]]:
    """The shifts of days alike of which the times of day are known, one for each of them.

    First comes an entry that says that there was no other work on these days. A shift that ends at
    an earlier time than it begins ends on the next day.

    Args:
        entry: with its first and last day and the times; days that are none have no shift.
        time_zone: of the times.
    """
    first, last = (_day(entry[key]) for key in ("from", "until"))
    kept = {key: entry[key] for key in ("break_hours", "kept_by") if key in entry}
    without_break = {key: value for key, value in kept.items() if key != "break_hours"}
    yield {"from": entry["from"], "until": entry["until"], "hours": "0", **without_break}
    starts, ends = (dt.time.fromisoformat(entry[key]) for key in ("starts_at", "ends_at"))
    zone = ZoneInfo(time_zone)
    count = 0 if first is None or last is None else (last - first).days + 1
    for day in (first + DAY * at for at in range(count) if first is not None):
        if WEEKDAYS[day.weekday()] in entry.get("days", WEEKDAYS):
            until = day if starts < ends else day + DAY
            begins, stops = (
                dt.datetime.combine(on, at, zone).isoformat(timespec="minutes")
                for on, at in ((day, starts), (until, ends))
            )
            yield {"begins": begins, "ends": stops, **kept}


def hours_between(begins: dt.datetime, ends: dt.datetime) -> Fraction:
    """How many hours passed, through a change of clocks too."""
    return Fraction(int((ends - begins).total_seconds()), SECONDS_OF_AN_HOUR)


def parts_of(
    begins: dt.datetime, ends: dt.datetime, shifts: str
) -> Iterator[tuple[dt.datetime, Fraction]]:
    """A shift by the days for which it counts: when each part began, and how long it was.

    Midnight is by the clock by which the shift began.
    """
    midnight = begins.replace(hour=0, minute=0) + DAY
    while shifts == "each_day" and midnight < ends:
        yield begins, hours_between(begins, midnight)
        begins, midnight = midnight, midnight + DAY
    yield begins, hours_between(begins, ends)


def clocks(entries: Sequence[Mapping[str, Any]], shifts: str) -> Mapping[dt.date, Clock]:
    """The times of each day that one person alone recorded, and by its shifts alone.

    Args:
        entries: of the work of an account, already checked.
        shifts: the day for which a shift over midnight counts, by the law.
    """
    found: dict[dt.date, list[Clock]] = defaultdict(list)
    keepers: dict[dt.date, set[str]] = defaultdict(set)
    by_hours = _days_by_hours(entries)
    for one in entries:
        ends = moment(one["ends"]) if "ends" in one else None
        begins = moment(one["begins"]) if "begins" in one else None
        if begins is None or ends is None or ends <= begins:
            continue
        pause = read_range(one.get("break_hours", "0")) or NONE
        for day, clock in _clocks_of(begins, ends, pause, shifts):
            found[day].append(clock)
            keepers[day].add(one.get("kept_by", "worker"))
    return {
        day: _together(several)
        for day, several in found.items()
        if len(keepers[day]) == 1 and day not in by_hours
    }


def _clocks_of(
    begins: dt.datetime, ends: dt.datetime, pause: Range, shifts: str
) -> Iterator[tuple[dt.date, Clock]]:
    """One shift by the days for which it counts.

    Hours count by the share of the break (see ``account_file``); the break itself may have been on
    any of the days.
    """
    length = hours_between(begins, ends)
    longest = length if pause.high is None else min(length, pause.high)
    change = _offset(ends) - _offset(begins)
    for at, hours in parts_of(begins, ends, shifts):
        ahead, share = Fraction(at.hour) + Fraction(at.minute, 60), hours / length
        least, most = max(NO_HOURS, pause.low - (length - hours)), min(hours, longest)
        yield (
            at.date(),
            Clock(
                (ClockPart(ahead, ahead + hours, change),),
                Range(least, most),
                fewer=most - share * longest,
                more=share * pause.low - least,
            ),
        )


def _offset(at: dt.datetime) -> Fraction:
    """How many hours a clock is ahead of universal time."""
    offset = at.utcoffset() or dt.timedelta(0)
    return Fraction(int(offset.total_seconds()), SECONDS_OF_AN_HOUR)


def _together(several: Sequence[Clock]) -> Clock:
    return Clock(
        tuple(sorted(part for one in several for part in one.parts)),
        total(one.pause for one in several),
        fewer=sum((one.fewer for one in several), NO_HOURS),
        more=sum((one.more for one in several), NO_HOURS),
    )


def _days_by_hours(entries: Sequence[Mapping[str, Any]]) -> frozenset[dt.date]:
    """Days of which some record has only the number of hours."""
    found: set[dt.date] = set()
    for one in entries:
        first, last = (_day(one.get(key, "")) for key in ("from", "until"))
        if first is None or last is None or read_range(one["hours"]) == NONE:
            continue
        names = one.get("days")
        for at in range((last - first).days + 1):
            day = first + DAY * at
            if names is None or WEEKDAYS[day.weekday()] in names:
                found.add(day)
    return frozenset(found)


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None
