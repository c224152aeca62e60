"""One person's account as a YAML or JSON file, ``schema: manumit/account/1``."""

import datetime as dt
from collections.abc import Iterator, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

from manumit.terms.account import (
    DAY,
    Account,
    Consent,
    Deducted,
    Employment,
    ExtraPay,
    GivenInKind,
    Payment,
    PayPeriod,
    Per,
    Span,
    Wage,
)
from manumit.terms.codes import TermsCode
from manumit.terms.laws import WEEKDAYS
from manumit.terms.numbers import NONE, UNKNOWN, Range
from manumit.terms.ranges import total
from manumit.terms.reading import Reader, Source, read_source
from manumit.terms.rules import Law
from manumit.terms.units import HOURS_OF_A_DAY

ZERO = Fraction(0)
WORKER, EMPLOYER = "worker", "employer"
type Record = dict[str, Any]


def law_of(path: Path) -> str:
    """Which law an account names.

    Raises:
        InputError: I101, I102, W101, W102.
    """
    return str(read_source(path, "account").data["law"])


def read_account(path: Path, law: Law) -> Account:
    """Reads one account.

    Args:
        path: a YAML or JSON file.
        law: that it names, for its currency and the facts that its rules ask for.

    Raises:
        InputError: I101, I102, W101 to W112, every problem at once, with its line.
    """
    return account_of(read_source(path, "account"), law)


def account_of(source: Source, law: Law) -> Account:
    """The account that a source holds, as :func:`read_account` reads one from a file.

    Raises:
        InputError: W102 to W112, every problem at once, with its line.
    """
    reader = Reader(source)
    data = reader.source.data
    asked_on = reader.day(data["asked_on"], "asked_on")
    work = data["employment"]
    employment = _employment(reader, work, law)
    if employment.first is not None and asked_on < employment.first:
        reader.wrong(TermsCode.ENDS_BEFORE, "asked_on")
    _check_currencies(reader, law.currency)
    everything = Span(employment.first or dt.date.min, employment.last or asked_on)
    if employment.first is None and employment.last is None:
        reader.wrong(TermsCode.NO_BEGINNING, "employment", "from")
    account = Account(
        worker=data.get("worker", ""),
        law=law.id,
        currency=law.currency,
        asked_on=asked_on,
        employment=employment,
        wages=tuple(_wages(reader, everything)),
        hours=_hours(reader, everything, law.shifts),
        work_complete=data["complete"]["work"],
        pay_complete=data["complete"]["pay"],
        about=_about(reader, law),
        extra_pay=tuple(
            ExtraPay(
                span=_span(reader, one, everything, "extra_pay", at),
                amount=reader.range(one["amount"], "extra_pay", at, "amount"),
                of=one["of"],
            )
            for at, one in _each(reader, "extra_pay")
        ),
        absent=tuple(
            _span(reader, one, everything, "absent", at) for at, one in _each(reader, "absent")
        ),
        payments=tuple(
            Payment(
                amount=reader.range(one["amount"], "paid", at, "amount"),
                on=reader.day(one["on"], "paid", at, "on") if "on" in one else None,
                for_day=_inside(reader, one, everything, "paid", at) if "for" in one else None,
            )
            for at, one in _each(reader, "paid")
        ),
        deducted=tuple(
            Deducted(
                for_day=_inside(reader, one, everything, "deducted", at),
                of=one["of"],
                amount=reader.range(one["amount"], "deducted", at, "amount"),
                consent=Consent(one.get("consent", "unknown")),
                days=int(one["days"]) if "days" in one else None,
            )
            for at, one in _each(reader, "deducted")
        ),
        in_kind=tuple(
            GivenInKind(
                span=_span(reader, one, everything, "in_kind", at),
                of=one["of"],
                value_per_day=reader.range(one["value_per_day"], "in_kind", at, "value_per_day"),
            )
            for at, one in _each(reader, "in_kind")
        ),
    )
    reader.finish()
    return account


def _each(reader: Reader, key: str) -> Iterator[tuple[int, Record]]:
    yield from enumerate(reader.source.data.get(key, ()))


def _employment(reader: Reader, data: Mapping[str, Any], law: Law) -> Employment:
    first = data["from"]
    last = data["until"]
    begins = None if first == "unknown" else reader.day(first, "employment", "from")
    ends = None if last == "still" else reader.day(last, "employment", "until")
    if begins is not None and ends is not None and ends < begins:
        reader.wrong(TermsCode.ENDS_BEFORE, "employment", "until")
    if "week_begins" in data and not law.week_by_employer:
        reason = f"The rules of '{law.id}' say on which day a week begins"
        reader.wrong(TermsCode.SCHEMA_VIOLATION, "employment", "week_begins", reason=reason)
    rest = WEEKDAYS.index(data["rest_day"]) if "rest_day" in data else None
    days = data.get("work_days") or [day for day in WEEKDAYS if day != data.get("rest_day")]
    return Employment(
        first=begins,
        last=ends,
        pay_period=PayPeriod(data["pay_period"]),
        rest_day=rest,
        work_days=frozenset(WEEKDAYS.index(day) for day in days),
        holidays=frozenset(
            reader.day(one, "employment", "holidays", at)
            for at, one in enumerate(data.get("holidays", ()))
        ),
        leave_days_taken=reader.range(
            data.get("leave_days_taken", "unknown"), "employment", "leave_days_taken"
        ),
        week_begins=WEEKDAYS.index(data["week_begins"]) if "week_begins" in data else None,
    )


def _span(reader: Reader, data: Record, everything: Span, key: str, at: int) -> Span:
    found = Span(
        reader.day(data["from"], key, at, "from"), reader.day(data["until"], key, at, "until")
    )
    if found.last < found.first:
        reader.wrong(TermsCode.ENDS_BEFORE, key, at, "until")
    for end, day in (("from", found.first), ("until", found.last)):
        if day not in everything:
            reader.wrong(TermsCode.OUTSIDE_WORK, key, at, end)
    return found


def _inside(reader: Reader, data: Record, everything: Span, key: str, at: int) -> dt.date:
    found = reader.day(data["for"], key, at, "for")
    if found not in everything:
        reader.wrong(TermsCode.OUTSIDE_WORK, key, at, "for")
    return found


def _wages(reader: Reader, everything: Span) -> Iterator[Wage]:
    until = everything.first - DAY if everything.first > dt.date.min else everything.first
    for at, one in _each(reader, "wages"):
        first = reader.day(one["from"], "wages", at, "from") if "from" in one else everything.first
        last = reader.day(one["until"], "wages", at, "until") if "until" in one else everything.last
        if last < first:
            reader.wrong(TermsCode.ENDS_BEFORE, "wages", at, "until")
        if at and first <= until:
            reader.wrong(TermsCode.WAGES_MEET, "wages", at, day=first)
        until = last
        yield Wage(
            span=Span(first, last),
            amount=reader.range(one["amount"], "wages", at, "amount"),
            per=Per(one["per"]),
            hours_per_week=_agreed_hours(reader, one.get("hours_per_week", "unknown"), at),
            pays_for_all=one.get("pays_for") == "all_hours",
        )


def _agreed_hours(reader: Reader, text: str, at: int) -> Range | None:
    found = reader.range(text, "wages", at, "hours_per_week")
    if found == UNKNOWN:
        return None
    if not found.low:
        reason = "A salary pays for more than no hours; 'unknown' is written where nothing is known"
        reader.wrong(TermsCode.SCHEMA_VIOLATION, "wages", at, "hours_per_week", reason=reason)
    return found


def _about(reader: Reader, law: Law) -> Mapping[str, str]:
    about: Mapping[str, str] = reader.source.data.get("about", {})
    for name, value in about.items():
        if name not in law.facts or value not in law.facts[name].values:
            known = "; ".join(f"{key}: {', '.join(one.values)}" for key, one in law.facts.items())
            reason = f"The rules of '{law.id}' know these facts: {known or 'none'}"
            place = (name,) if name in law.facts else ()  # another name may be anything
            reader.wrong(TermsCode.SCHEMA_VIOLATION, "about", *place, reason=reason)
    return about


def _check_currencies(reader: Reader, currency: str) -> None:
    for key in ("wages", "extra_pay", "paid", "deducted", "in_kind"):
        for at, one in _each(reader, key):
            if one.get("currency", currency) != currency:
                reader.wrong(TermsCode.OTHER_CURRENCY, key, at, "currency", currency=currency)


def _hours(reader: Reader, everything: Span, shifts: str) -> Mapping[dt.date, Range]:
    """Hours by day; where worker and employer both kept a record, from the less to the more."""
    kept: dict[str, dict[dt.date, Range]] = {WORKER: {}, EMPLOYER: {}}
    for at, one in _each(reader, "work"):
        by = kept[one.get("kept_by", WORKER)]
        for day, hours in _recorded(reader, one, everything, shifts, at):
            by[day] = total((by.get(day, NONE), hours))
            if by[day].low > HOURS_OF_A_DAY:
                reader.wrong(TermsCode.TOO_MANY_HOURS, "work", at, day=day)
    days = sorted(kept[WORKER].keys() | kept[EMPLOYER].keys())
    return {day: _both(kept[WORKER].get(day), kept[EMPLOYER].get(day)) for day in days}


def _recorded(
    reader: Reader, data: Record, everything: Span, shifts: str, at: int
) -> Iterator[tuple[dt.date, Range]]:
    if "begins" in data:
        yield from _shift(reader, data, everything, shifts, at)
        return
    hours = reader.range(data["hours"], "work", at, "hours")
    span = _span(reader, data, everything, "work", at)
    if hours.high is None:
        hours = Range(hours.low, HOURS_OF_A_DAY)
    elif hours.high > HOURS_OF_A_DAY:
        reader.wrong(TermsCode.TOO_MANY_HOURS, "work", at, "hours", day=span.first)
    days = {WEEKDAYS.index(day) for day in data.get("days", WEEKDAYS)}
    for day in span.days():
        yield day, hours if day.weekday() in days else NONE


def _shift(
    reader: Reader, data: Record, everything: Span, shifts: str, at: int
) -> Iterator[tuple[dt.date, Range]]:
    """From one moment to another, through a change of clocks too.

    By the law, its hours count for its first day, or for each day. Then the break, whose time
    nobody wrote down, is taken from each day by its share.
    """
    begins, ends = _moment(reader, data, "begins", at), _moment(reader, data, "ends", at)
    pause = reader.range(data.get("break_hours", "0"), "work", at, "break_hours")
    length = _hours_from(begins, ends)
    if length <= 0 or length < pause.low:
        reader.wrong(TermsCode.ENDS_BEFORE, "work", at, "ends")
        return
    if begins.date() not in everything:
        reader.wrong(TermsCode.OUTSIDE_WORK, "work", at, "begins")
    longest = length if pause.high is None else min(length, pause.high)
    worked = Range(length - longest, length - pause.low)
    for day, part in _parts(begins, ends, shifts):
        share = part / length
        yield day, Range(worked.low * share, (length - pause.low) * share)


def _moment(reader: Reader, data: Record, key: str, at: int) -> dt.datetime:
    try:
        return dt.datetime.fromisoformat(data[key])
    except ValueError:
        reader.wrong(TermsCode.NOT_A_DATE, "work", at, key)
        return dt.datetime(1, 1, 2, tzinfo=dt.UTC)


def _hours_from(begins: dt.datetime, ends: dt.datetime) -> Fraction:
    return Fraction(int((ends - begins).total_seconds()), 3600)


def _parts(
    begins: dt.datetime, ends: dt.datetime, shifts: str
) -> Iterator[tuple[dt.date, Fraction]]:
    """A shift by the days for which it counts; midnight is by the clock by which it began."""
    midnight = begins.replace(hour=0, minute=0) + DAY
    while shifts == "each_day" and midnight < ends:
        yield begins.date(), _hours_from(begins, midnight)
        begins, midnight = midnight, midnight + DAY
    yield begins.date(), _hours_from(begins, ends)


def _both(worker: Range | None, employer: Range | None) -> Range:
    if worker is None or employer is None:
        found = worker or employer
        assert found is not None  # noqa: S101 - the day stands in one of the two records
        return found
    highs = (worker.high, employer.high)
    return Range(
        min(worker.low, employer.low),
        None if None in highs else max(h for h in highs if h is not None),
    )
