"""The account that the answers make: one file for each end of what is not known.

Where an answer leaves something open, the account leaves it open too, so that a narrower answer
never gives a wider range. The few things that are assumed are shown on the page (``words``).
"""

import datetime as dt
import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from manumit.terms import Law
from manumit.terms.account import Per, Span
from manumit.terms.law.file import WEEKDAYS
from manumit.terms.law.rulebook import rulebook
from manumit.terms.law.rules import HourlyRate, Overtime
from manumit.terms.numbers import NONE, UNKNOWN, Range, shown
from manumit.terms.units import HOURS_OF_A_WEEK
from manumit.web.account_sheets.account import SCHEMA
from manumit.web.public.wage_check.conversation.answers import NOT_SURE, Answers
from manumit.web.public.wage_check.conversation.questions import law_facts
from manumit.web.public.wage_check.conversation.times import (
    SHOWN_MONTHS,
    Spans,
    free_day,
    hours_of_a_day,
    month_key,
    month_span,
    months,
    spans,
    work_days,
)

ZERO = Fraction(0)
DAYS_OF_A_WEEK = 7
CONSENTS = {"yes": "free_in_writing", "no": "none", "no_choice": "under_pressure"}
type Data = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Month:
    """A month of the work: what was promised for it and what was paid."""

    month: dt.date
    promised: Range
    paid: Range


def accounts(answers: Answers, law: Law, today: dt.date) -> tuple[Data, ...]:
    """Return the accounts between whose results what is owed lies.

    Args:
        answers: of the worker.
        law: of the installation.
        today: the last day of the accounts.

    Returns:
        accounts as files hold them (``manumit/account/1``): one for the shortest and one for the
        longest time of work, each with every fact that the answers leave possible.
    """
    found = spans(answers, today)
    times = (found.least,) if found.known else (found.least, found.most)
    return tuple(
        _account(answers, law, today, found, span, about)
        for span in times
        for about in possible_facts(answers, law)
    )


def possible_facts(answers: Answers, law: Law) -> tuple[Mapping[str, str], ...]:
    """Return what the answers leave possible of the facts on which the rules of a law depend."""
    possible: dict[str, tuple[str, ...]] = {}
    always, perhaps = work_days(answers)
    in_week = f"_{len(always)}" if always == perhaps else ""
    for question, facts in law_facts().get(law.id, {}).items():
        answer = answers.get(question)
        for fact, by_answer in facts.items():
            state = answers.state_of(question) or "unanswered"
            keys = (answer + in_week, answer, "other") if answer else (state,)
            values = next((by_answer[key] for key in keys if key in by_answer), ())
            if values:
                possible[fact] = tuple(map(str, values))
    _week(answers, law, possible)
    names = sorted(possible)
    chosen = itertools.product(*(possible[name] for name in names))
    return tuple(dict(zip(names, values, strict=True)) for values in chosen)


def _week(answers: Answers, law: Law, possible: dict[str, tuple[str, ...]]) -> None:
    """How many days of work a week has, where a law asks for that."""
    always, perhaps = work_days(answers)
    if "week" in law.facts and always == perhaps:
        more = len(always) > len(WEEKDAYS) - 2
        possible["week"] = ("more_than_five_days" if more else "five_days_or_fewer",)


def _account(
    answers: Answers, law: Law, today: dt.date, found: Spans, span: Span, about: Mapping[str, str]
) -> Data:
    goes_on = found.goes_on and span.last == today
    free = free_day(answers)
    always, perhaps = work_days(answers)
    employment: Data = {
        "from": span.first.isoformat(),
        "until": "still" if goes_on else span.last.isoformat(),
        "pay_period": "month",
    }
    if free is not None:
        employment["rest_day"] = WEEKDAYS[free]
    if perhaps and free is None and len(perhaps) < DAYS_OF_A_WEEK:
        employment["work_days"] = [WEEKDAYS[day] for day in sorted(perhaps)]
    return {
        "schema": SCHEMA,
        "law": law.id,
        "asked_on": today.isoformat(),
        "about": dict(about),
        "employment": employment,
        "complete": {"work": hours_known(answers), "pay": pay_known(answers)},
        "wages": [_wage(answers, law, span.last, about)],
        "work": list(_work(answers, span, always, perhaps)) if hours_known(answers) else [],
        "paid": list(_paid(answers, span)),
        "deducted": list(_deducted(answers, span)),
    }


def hours_known(answers: Answers) -> bool:
    """Return whether something is known of days or hours; else the work itself is not recorded."""
    always, _ = work_days(answers)
    return bool(always) or bool(answers.get("stop") or answers.get("stop_to"))


def pay_known(answers: Answers) -> bool:
    """Return whether the months were answered; else anything may have been paid."""
    return any(name.startswith(("paid_", "before")) for name in answers.values)


# Promise and hours


def _wage(answers: Answers, law: Law, day: dt.date, about: Mapping[str, str]) -> Data:
    amount, per = promise(answers)
    found: Data = {"amount": text_of(amount), "per": str(per)}
    hours = paid_hours(answers, law, day, about)
    return found if hours is None else found | {"hours_per_week": text_of(hours)}


def promise(answers: Answers) -> tuple[Range, Per]:
    """Return what was promised: unknown where nobody knows, zero where nothing was agreed."""
    if answers.state_of("promise") == "nothing":
        return NONE, Per.MONTH
    per = answers.get("per")
    amount = answers.range("amount")
    # What a piece pays says nothing without their number, so the promise counts as unknown.
    if amount is None or per not in set(Per) or per == Per.PIECE:
        return UNKNOWN, Per.HOUR
    return amount, Per(per)


def paid_hours(answers: Answers, law: Law, day: dt.date, about: Mapping[str, str]) -> Range | None:
    """Return the hours a week that the promised pay is for; None where nobody knows.

    Where no hours were agreed they are those of the law (rule ``hourly_rate``): a stated
    assumption. Where the days of a week are not known either, so are its hours.
    """
    state = answers.state_of("hours_paid")
    if state == NOT_SURE:
        return None
    if hours := answers.range("hours_paid"):
        return hours
    weekly = law_hours(law, day, about)
    if weekly is None:
        return None
    always, perhaps = work_days(answers)
    lengths = [
        _day_hours(weekly, number, law, day, about, promise(answers)[1])
        for number in range(max(1, len(always)), max(1, len(perhaps)) + 1)
    ]
    engine_days = Fraction(max(1, len(_engine_days(answers))))
    low, high = (
        min(engine_days * end, Fraction(HOURS_OF_A_WEEK)) for end in (min(lengths), max(lengths))
    )
    return Range(low, high)


def _engine_days(answers: Answers) -> frozenset[int]:
    """The days of work of a normal week, as the account states them."""
    _, perhaps = work_days(answers)
    free = free_day(answers)
    return perhaps if free is None else frozenset(range(DAYS_OF_A_WEEK)) - {free}


def _day_hours(
    weekly: Fraction, days: int, law: Law, day: dt.date, about: Mapping[str, str], per: Per
) -> Fraction:
    """Hours of a normal day by the law, of a week with so many days of work."""
    book = rulebook(law, about)
    limits = [one.above for one in book.rules(Overtime, day) if one.per == "day"]
    if per is Per.DAY and limits:
        return min(*limits, weekly / days)
    return weekly / days


def law_hours(law: Law, day: dt.date, about: Mapping[str, str]) -> Fraction | None:
    """Return the hours of a week by which a law divides pay; None where it has none."""
    found = rulebook(law, about).rules(HourlyRate, day)
    return found[0].hours_per_week if found else None


def _work(
    answers: Answers, span: Span, always: frozenset[int], perhaps: frozenset[int]
) -> Iterator[Data]:
    hours = hours_of_a_day(answers)
    days = {"from": span.first.isoformat(), "until": span.last.isoformat()}
    for chosen, low in ((always, hours.low), (perhaps - always, ZERO)):
        if chosen:
            names = [WEEKDAYS[day] for day in sorted(chosen)]
            yield days | {"days": names, "hours": text_of(Range(low, hours.high))}


# Pay, month by month


def paid_months(answers: Answers, span: Span) -> Iterator[Month]:
    """Yield each month of some days, with what was promised and paid; the newest first."""
    for at, month in enumerate(months(span)):
        promised = promised_for(answers, month_span(month).meets(span))
        yield Month(month, promised, _paid_for(answers, month, at, promised))


def _paid_for(answers: Answers, month: dt.date, at: int, promised: Range) -> Range:
    name = f"paid_{month_key(month)}"
    if at >= SHOWN_MONTHS and not answers.get(name):
        name = "before"
    status = answers.get(name)
    if status in ("nothing", "kept"):
        return NONE
    if status == "all":
        return promised
    if status == "part":
        return answers.range(f"{name}_amount") or Range(ZERO, promised.high)
    return UNKNOWN


def promised_for(answers: Answers, days: Span) -> Range:
    """Return what was promised for some days of one month; unknown where nobody knows."""
    amount, per = promise(answers)
    if amount == UNKNOWN or not len(days):
        return UNKNOWN if amount == UNKNOWN else NONE
    low, high = _units(answers, per, days)
    return Range(amount.low * low, None if amount.high is None else amount.high * high)


def _units(answers: Answers, per: Per, days: Span) -> tuple[Fraction, Fraction]:
    """How many hours, days, weeks or months some days of one month have."""
    always, perhaps = work_days(answers)
    least, most = (sum(one.weekday() in week for one in days.days()) for week in (always, perhaps))
    if per is Per.HOUR:
        hours = hours_of_a_day(answers)
        return hours.low * least, (hours.high or ZERO) * most
    if per is Per.DAY:
        return Fraction(least), Fraction(most)
    if per is Per.WEEK:
        return _share(least, most, always, perhaps, len(days), DAYS_OF_A_WEEK)
    whole = month_span(days.first.replace(day=1))
    if len(days) == len(whole):
        return Fraction(1), Fraction(1)
    of = [one.weekday() in perhaps for one in whole.days()]
    shares = (Fraction(len(days), len(whole)), Fraction(most, max(1, sum(of))))
    return min(shares), max(shares)


def _share(
    least: int, most: int, always: frozenset[int], perhaps: frozenset[int], days: int, of: int
) -> tuple[Fraction, Fraction]:
    """Part of a week by its calendar days, or by its days of work: from the less to the more."""
    shares = [Fraction(days, of)]
    shares += [Fraction(n, len(week)) for n, week in ((least, always), (most, perhaps)) if week]
    return min(shares), max(shares)


def _paid(answers: Answers, span: Span) -> Iterator[Data]:
    if not pay_known(answers):
        return
    for one in paid_months(answers, span):
        days = month_span(one.month).meets(span)
        yield {"for": _middle(days).isoformat(), "amount": text_of(one.paid)}


def _middle(days: Span) -> dt.date:
    """A day that is not the last, for which what is due at the end would be due as well."""
    return days.first + (days.last - days.first) // 2


def _deducted(answers: Answers, span: Span) -> Iterator[Data]:
    """What was taken off, in its month; what was taken once, in the first."""
    consent = CONSENTS.get(answers.get("agreed"), "unknown")
    every = months(span)
    for kind in answers.several("taken"):
        amount = answers.range(f"much_{kind}") or UNKNOWN
        once = answers.get(f"often_{kind}") == "once"
        for month in every[-1:] if once else every:
            day = _middle(month_span(month).meets(span)).isoformat()
            yield {"for": day, "of": kind, "amount": text_of(amount), "consent": consent}


def text_of(number: Range) -> str:
    """Return a range as an account file holds it, rounded outwards to six digits."""
    if number == UNKNOWN:
        return "unknown"
    low = _digits(number.low, up=False)
    if number.high is None:
        return f"{low}..999999999999" if number.low else "unknown"
    return low if number.known else f"{low}..{_digits(number.high, up=True)}"


def _digits(number: Fraction, *, up: bool) -> str:
    places = 10**6
    whole = number * places
    found = -((-whole) // 1) if up else whole // 1
    return shown(Fraction(found, places), 6)
