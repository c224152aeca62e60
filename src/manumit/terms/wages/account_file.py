"""One person's account as a YAML or JSON file, ``schema: manumit/account/1``."""

import datetime as dt
import json
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

from manumit.terms.account import (
    DAY,
    Account,
    ClaimSteps,
    Consent,
    Deducted,
    Employment,
    ExtraPay,
    Given,
    GivenInKind,
    Payment,
    PayPeriod,
    Per,
    Span,
    Wage,
)
from manumit.terms.codes import TermsCode
from manumit.terms.law.file import WEEKDAYS
from manumit.terms.law.rules import Law
from manumit.terms.numbers import NONE, UNKNOWN, Range
from manumit.terms.ranges import scaled, total
from manumit.terms.reading import YEARS, Reader, Source, read_source, source_of
from manumit.terms.units import HOURS_OF_A_DAY, HOURS_OF_A_WEEK, months_after
from manumit.terms.wages.account_clock import (
    clocks,
    hours_between,
    moment,
    parts_of,
    shifts_of,
)
from manumit.terms.wages.averaging import averaging_rules

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


def account_from(data: Mapping[str, Any], law: Law) -> Account:
    """Return the account that a mapping holds, as :func:`read_account` reads one from a file.

    Args:
        data: the keys of an account file; days, whole and decimal numbers as Python has them.
        law: that it names.

    Raises:
        InputError: W101 to W112, every problem at once, with its key.
    """
    text = json.dumps(data, default=str, ensure_ascii=False, indent=1)
    return account_of(source_of(text, Path("account"), "account"), law)


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
    absent = tuple(
        _span(reader, one, everything, "absent", at) for at, one in _each(reader, "absent")
    )
    work_entries = list(_work_entries(reader, law))
    account = Account(
        worker=data.get("worker", ""),
        law=law.id,
        currency=law.currency,
        asked_on=asked_on,
        employment=employment,
        wages=tuple(_wages(reader, everything)),
        hours=_hours(reader, work_entries, everything, law.shifts),
        clock=clocks([one for _, one in work_entries], law.shifts),
        work_complete=data["complete"]["work"],
        pay_complete=data["complete"]["pay"],
        about=_about(reader, law),
        extra_pay=tuple(_extra_pay(reader, everything)),
        absent=absent,
        called_in=_called_in(reader, everything, absent),
        steps=_claim_steps(reader, asked_on),
        payments=tuple(_payments(reader, everything, asked_on)),
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
                given=Given(one.get("given", "in_place_of_pay")),
            )
            for at, one in _each(reader, "in_kind")
        ),
    )
    reader.finish()
    return account


def _called_in(
    reader: Reader, everything: Span, absent: Sequence[Span]
) -> frozenset[dt.date] | None:
    """Days without enough work; None if nobody says on which days that was, none if on no day."""
    if "called_in" not in reader.source.data:
        return None
    days: Sequence[str] = reader.source.data["called_in"]
    found = {at: reader.day(one, "called_in", at) for at, one in enumerate(days)}
    for at, day in found.items():
        if day not in everything:
            reader.wrong(TermsCode.OUTSIDE_WORK, "called_in", at)
        if any(day in span for span in absent):
            reason = "The worker was absent on this day, so nobody called the worker in"
            reader.wrong(TermsCode.SCHEMA_VIOLATION, "called_in", at, reason=reason)
    return frozenset(found.values())


def _claim_steps(reader: Reader, asked_on: dt.date) -> ClaimSteps:
    """What was done to claim; nothing of it may come after the day up to which is worked out."""
    data: Record = reader.source.data.get("claim", {})
    talks = data.get("conciliation", {})

    def day(text: str, *steps: str | int) -> dt.date:
        found = reader.day(text, "claim", *steps)
        if found > asked_on:
            reason = f"It comes after {asked_on.isoformat()}, up to which is calculated"
            reader.wrong(TermsCode.SCHEMA_VIOLATION, "claim", *steps, reason=reason)
        return found

    begins = day(talks["from"], "conciliation", "from") if talks else None
    ends = None
    if begins is not None and talks["until"] != "still":
        ends = day(talks["until"], "conciliation", "until")
        if ends < begins:
            reader.wrong(TermsCode.ENDS_BEFORE, "claim", "conciliation", "until")
    return ClaimSteps(
        filed_on=day(data["filed_on"], "filed_on") if "filed_on" in data else None,
        conciliation_from=begins,
        conciliation_until=ends,
        acknowledged_on=tuple(
            sorted(
                day(text, "acknowledged_on", at)
                for at, text in enumerate(data.get("acknowledged_on", ()))
            )
        ),
    )


def _payments(reader: Reader, everything: Span, asked_on: dt.date) -> Iterator[Payment]:
    for at, one in _each(reader, "paid"):
        yield Payment(
            amount=reader.range(one["amount"], "paid", at, "amount"),
            on=_paid_on(reader, one, asked_on, at),
            for_day=_inside(reader, one, everything, "paid", at) if "for" in one else None,
        )


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
    if "averaging_begins" in data and not averaging_rules(law):
        reason = f"The rules of '{law.id}' average no overtime over several weeks"
        reader.wrong(TermsCode.SCHEMA_VIOLATION, "employment", "averaging_begins", reason=reason)
    service = _day(reader, data, "service_from")
    if service is not None and (begins is None or service > begins):
        reason = "Service begins no later than 'employment.from', which has to be known"
        reader.wrong(TermsCode.SCHEMA_VIOLATION, "employment", "service_from", reason=reason)
    free = [data[key] for key in ("rest_day", "second_rest_day") if key in data]
    if len(free) > len(set(free)):
        reason = "The second rest day is another day than the first"
        reader.wrong(TermsCode.SCHEMA_VIOLATION, "employment", "second_rest_day", reason=reason)
    days = data.get("work_days") or [day for day in WEEKDAYS if day not in free]
    return Employment(
        first=begins,
        last=ends,
        pay_period=PayPeriod(data["pay_period"]),
        rest_day=_weekday(data, "rest_day"),
        second_rest_day=_weekday(data, "second_rest_day"),
        work_days=frozenset(WEEKDAYS.index(day) for day in days),
        work_days_stated="work_days" in data,
        holidays=frozenset(
            reader.day(one, "employment", "holidays", at)
            for at, one in enumerate(data.get("holidays", ()))
        ),
        leave_days_taken=reader.range(
            data.get("leave_days_taken", "unknown"), "employment", "leave_days_taken"
        ),
        week_begins=_weekday(data, "week_begins"),
        notice_days=reader.range(data.get("notice_days", "unknown"), "employment", "notice_days"),
        notice_paid_days=reader.range(
            data.get("notice_paid_days", "unknown"), "employment", "notice_paid_days"
        ),
        age_at_end=reader.range(data.get("age_at_end", "unknown"), "employment", "age_at_end"),
        averaging_begins=_day(reader, data, "averaging_begins"),
        service_from=service,
    )


def _day(reader: Reader, data: Mapping[str, Any], key: str) -> dt.date | None:
    return reader.day(data[key], "employment", key) if key in data else None


def _weekday(data: Mapping[str, Any], key: str) -> int | None:
    return WEEKDAYS.index(data[key]) if key in data else None


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


def _paid_on(reader: Reader, data: Record, asked_on: dt.date, at: int) -> dt.date | None:
    """The day of a payment; W116 where it lies after the day up to which is worked out."""
    if "on" not in data:
        return None
    found = reader.day(data["on"], "paid", at, "on")
    if found > asked_on:
        reader.wrong(TermsCode.PAID_LATER, "paid", at, "on", asked_on=asked_on)
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
            pays_for_all=one["pays_for"] == "all_hours" if "pays_for" in one else None,
        )


def _extra_pay(reader: Reader, everything: Span) -> Iterator[ExtraPay]:
    """Pay beside the wage; what recurs every month is one entry for each calendar month."""
    for at, one in _each(reader, "extra_pay"):
        span = _span(reader, one, everything, "extra_pay", at)
        amount = reader.range(one["amount"], "extra_pay", at, "amount")
        if one.get("per") != "month":
            yield ExtraPay(span=span, amount=amount, of=one["of"])
            continue
        first = span.first
        while first <= span.last and first.year in YEARS:
            month = Span(first.replace(day=1), months_after(first.replace(day=1), 1) - DAY)
            part = month.meets(span)
            share = Fraction(len(part), len(month))
            yield ExtraPay(span=part, amount=scaled(amount, share), of=one["of"], monthly=amount)
            first = month.last + DAY


def _agreed_hours(reader: Reader, text: str, at: int) -> Range | None:
    found = reader.range(text, "wages", at, "hours_per_week")
    if found == UNKNOWN:
        return None
    if not found.low:
        reason = "A salary pays for more than no hours; 'unknown' is written where nothing is known"
        reader.wrong(TermsCode.SCHEMA_VIOLATION, "wages", at, "hours_per_week", reason=reason)
    if found.high is not None and found.high > HOURS_OF_A_WEEK:
        reason = f"A week has {HOURS_OF_A_WEEK} hours"
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


def _work_entries(reader: Reader, law: Law) -> Iterator[tuple[int, Record]]:
    """Each entry with its place; one with times of day is a shift on each of its days."""
    for at, one in _each(reader, "work"):
        if "starts_at" not in one:
            yield at, one
        elif not law.time_zone:
            reason = (
                f"The rules of '{law.id}' name no time zone; write each shift with 'begins' and "
                "'ends'"
            )
            reader.wrong(TermsCode.SCHEMA_VIOLATION, "work", at, "starts_at", reason=reason)
        elif one["starts_at"] == one["ends_at"]:
            reason = "The work of a day cannot begin and end at the same time"
            reader.wrong(TermsCode.SCHEMA_VIOLATION, "work", at, "ends_at", reason=reason)
        else:
            yield from ((at, shift) for shift in shifts_of(one, law.time_zone))


def _hours(
    reader: Reader, entries: Sequence[tuple[int, Record]], everything: Span, shifts: str
) -> Mapping[dt.date, Range]:
    """Hours by day; where worker and employer both kept a record, from the less to the more."""
    kept: dict[str, dict[dt.date, Range]] = {WORKER: {}, EMPLOYER: {}}
    whole_days: dict[str, set[dt.date]] = {WORKER: set(), EMPLOYER: set()}
    _check_shifts(reader, entries)
    for at, one in entries:
        kept_by = one.get("kept_by", WORKER)
        by, whole = kept[kept_by], whole_days[kept_by]
        recorded = list(_recorded(reader, one, everything, shifts, at))
        worked = {day for day, hours in recorded if hours.high != 0}
        # An entry by days gives all hours of each of them, so nothing else may speak of one.
        meeting = worked & (whole if "begins" in one else by.keys() - _free(by))
        if meeting:
            reader.wrong(TermsCode.SHIFTS_MEET, "work", at, day=min(meeting))
        for day, hours in recorded:
            by[day] = total((by.get(day, NONE), hours))
            if by[day].low > HOURS_OF_A_DAY and not meeting:
                reader.wrong(TermsCode.TOO_MANY_HOURS, "work", at, day=day)
        if "begins" not in one:
            whole |= worked
    days = sorted(kept[WORKER].keys() | kept[EMPLOYER].keys())
    return {day: _both(kept[WORKER].get(day), kept[EMPLOYER].get(day)) for day in days}


def _free(kept: Mapping[dt.date, Range]) -> set[dt.date]:
    """Days that entries so far name as days without work."""
    return {day for day, hours in kept.items() if hours.high == 0}


def _check_shifts(reader: Reader, entries: Sequence[tuple[int, Record]]) -> None:
    """No hour may be recorded twice by the same person: W107 where two shifts meet."""
    until: dict[str, dt.datetime] = {}
    shifts = [(at, one) for at, one in entries if "begins" in one]
    moments = sorted(
        (begins, ends, at, one.get("kept_by", WORKER))
        for at, one in shifts
        if (begins := moment(one["begins"])) and (ends := moment(one["ends"]))
    )
    for begins, ends, at, by in moments:
        if by in until and begins < until[by]:
            reader.wrong(TermsCode.SHIFTS_MEET, "work", at, "begins", day=begins.date())
        until[by] = max(ends, until.get(by, ends))


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
    if begins is None or ends is None:
        return
    pause = reader.range(data.get("break_hours", "0"), "work", at, "break_hours")
    length = hours_between(begins, ends)
    if length <= 0 or length < pause.low:
        reader.wrong(TermsCode.ENDS_BEFORE, "work", at, "ends")
        return
    if begins.date() not in everything:
        reader.wrong(TermsCode.OUTSIDE_WORK, "work", at, "begins")
    longest = length if pause.high is None else min(length, pause.high)
    worked = Range(length - longest, length - pause.low)
    for from_moment, part in parts_of(begins, ends, shifts):
        share = part / length
        if begins.date() in everything and from_moment.date() not in everything:
            # These hours would belong to no day of the work, and be lost.
            reader.wrong(TermsCode.OUTSIDE_WORK, "work", at, "ends")
        yield from_moment.date(), Range(worked.low * share, (length - pause.low) * share)


def _moment(reader: Reader, data: Record, key: str, at: int) -> dt.datetime | None:
    """A date with a time and zone; W103 where it is none, such as one at 25:00."""
    found = moment(data[key])
    if found is None:
        reader.wrong(TermsCode.NOT_A_DATE, "work", at, key)
    return found


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
