"""Reads what a page of the conversation sends into answers."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping

from django.http import QueryDict

from manumit.terms.law.file import WEEKDAYS
from manumit.terms.numbers import read_range
from manumit.web.account_sheets.fields import DAYS_SEPARATOR
from manumit.web.public.wage_check.conversation.answers import (
    GIVEN,
    LONGEST,
    NOT_SURE,
    SKIPPED,
    STATE,
    Answers,
)
from manumit.web.public.wage_check.conversation.outcome import month_list
from manumit.web.public.wage_check.conversation.questions import Question
from manumit.web.public.wage_check.conversation.times import minutes, month_key, month_of

CHOOSE, NUMBER, ORDER = "choose", "number", "order"
FIRST_YEAR = 15
"""How many years back a month can be chosen."""
NAMES: Mapping[str, tuple[str, ...]] = {
    "start": ("start_year", "start_month", "start_day", "longer"),
    "still": ("still", "end_year", "end_month", "end_day"),
    "pay": ("amount", "amount_to", "per"),
    "days": ("days", "days_to"),
    "free": ("free", "free_part"),
    "times": ("begin", "stop", "begin_to", "stop_to"),
    "hours": ("hours_paid",),
    "months": (),
    "much": (),
}
STEMS: Mapping[str, tuple[str, ...]] = {"months": ("paid_", "before"), "much": ("much_", "often_")}
_NUMBER = re.compile(r"[0-9]{1,9}(\.[0-9]{1,2})?")


class NotAnsweredError(Exception):
    """A page was sent on without a usable answer; its text is ``choose``, ``number``, ``order``."""


def skipped(question: Question, answers: Answers) -> Answers:
    """Return the answers without those of a question."""
    return _cleared(question, answers).having(**{STATE + question.of: SKIPPED})


def answered(question: Question, sent: QueryDict, answers: Answers, today: dt.date) -> Answers:
    """Return the answers with those that a page sent.

    Raises:
        NotAnsweredError: nothing was chosen, or what was entered cannot be.
    """
    cleared = _cleared(question, answers)
    instead = sent.get("instead", "")
    if instead in question.instead:
        return cleared.having(**{STATE + question.of: instead})
    values = dict(READERS[question.kind](question, sent, answers, today))
    state = values.pop(STATE, GIVEN)
    if not any(values.values()):
        raise NotAnsweredError(CHOOSE)
    return cleared.having(**values, **{STATE + question.of: state})


def _cleared(question: Question, answers: Answers) -> Answers:
    found = answers.having(**dict.fromkeys(NAMES.get(question.kind, (question.of,)), ""))
    for stem in STEMS.get(question.kind, ()):
        found = found.without(stem)
    return found


type Values = Iterator[tuple[str, str]]


def _buttons(question: Question, sent: QueryDict, answers: Answers, today: dt.date) -> Values:
    del answers, today
    value = sent.get("answer", "")
    if value in question.answers:
        yield question.of, value
        yield STATE, NOT_SURE if value == NOT_SURE else GIVEN


def _start(question: Question, sent: QueryDict, answers: Answers, today: dt.date) -> Values:
    del question, answers
    yield from _month("start", sent, today)
    longer = sent.get("longer", "")
    if longer in ("yes", "no"):
        yield "longer", longer


def _month(name: str, sent: QueryDict, today: dt.date) -> Values:
    """A month with its year, and a day if it is known; one without the other is no answer."""
    year, month, day = (_whole(sent.get(f"{name}_{part}", "")) for part in ("year", "month", "day"))
    if not year and not month:
        return
    if not (today.year - FIRST_YEAR <= year <= today.year and 1 <= month <= 12):  # noqa: PLR2004
        raise NotAnsweredError(CHOOSE)
    yield f"{name}_year", str(year)
    yield f"{name}_month", str(month)
    if 1 <= day <= 31:  # noqa: PLR2004 - days of a month
        yield f"{name}_day", str(day)


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= len("2026") else 0


def _still(question: Question, sent: QueryDict, answers: Answers, today: dt.date) -> Values:
    del question
    if sent.get("answer") == "yes":
        yield "still", "yes"
        return
    values = dict(_month("end", sent, today))
    end = month_of(Answers(values), "end")
    start = month_of(answers, "start")
    if end is not None and ((start is not None and end[1] < start[0]) or end[0] > today):
        raise NotAnsweredError(ORDER)
    yield "still", "no"
    yield from values.items()


def _number(sent: QueryDict, name: str) -> str:
    """A number as the account has it; people write it in the digits and signs of their language."""
    text = "".join(sent.get(name, "").split()).translate(_SIGNS)
    if not text:
        return ""
    found = read_range(text[:LONGEST])
    if found is None or not found.known or not _NUMBER.fullmatch(_western(text)):
        raise NotAnsweredError(NUMBER)
    return _western(text)


_SIGNS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹٫", "01234567890123456789.")


def _western(text: str) -> str:
    whole, comma, rest = text.rpartition(",")
    return f"{whole}.{rest}" if comma else text


def _amounts(sent: QueryDict, name: str) -> Values:
    """A number, or the least and the most of it."""
    low, high = _number(sent, name), _number(sent, f"{name}_to")
    if low and high and read_range(f"{low}..{high}") is None:
        raise NotAnsweredError(ORDER)
    yield name, low
    yield f"{name}_to", high


def _pay(question: Question, sent: QueryDict, answers: Answers, today: dt.date) -> Values:
    del answers, today
    values = dict(_amounts(sent, "amount"))
    per = sent.get("per", "")
    if per not in question.answers or not any(values.values()):
        raise NotAnsweredError(CHOOSE)
    yield from values.items()
    yield "per", per


def _days(question: Question, sent: QueryDict, answers: Answers, today: dt.date) -> Values:
    del question, answers, today
    always = [one for one in WEEKDAYS if one in sent.getlist("days")]
    yield "days", DAYS_SEPARATOR.join(always)
    more = [one for one in WEEKDAYS if one in sent.getlist("days_to") and one not in always]
    yield "days_to", DAYS_SEPARATOR.join(more)


def _free(question: Question, sent: QueryDict, answers: Answers, today: dt.date) -> Values:
    del answers, today
    free = sent.get("free", "")
    if free in WEEKDAYS:
        yield "free", free
        part = sent.get("free_part", "")
        yield "free_part", part if part in question.answers else "whole"


def _times(question: Question, sent: QueryDict, answers: Answers, today: dt.date) -> Values:
    del question, answers, today
    for begin, stop in (("begin", "stop"), ("begin_to", "stop_to")):
        values = {name: sent.get(name, "") for name in (begin, stop)}
        known = [len(one) == len("06:30") and minutes(one) is not None for one in values.values()]
        if any(values.values()) and not all(known):
            raise NotAnsweredError(CHOOSE)
        yield from values.items()


def _months(question: Question, sent: QueryDict, answers: Answers, today: dt.date) -> Values:
    for name in (*(f"paid_{month_key(one)}" for one in month_list(answers, today)), "before"):
        status = sent.get(name, "")
        if status in question.answers:
            yield name, status
            if status == "part":
                yield from _amounts(sent, f"{name}_amount")


def _taken(question: Question, sent: QueryDict, answers: Answers, today: dt.date) -> Values:
    del answers, today
    chosen = [one for one in question.answers if one in sent.getlist("taken")]
    yield question.of, DAYS_SEPARATOR.join(chosen)


def _much(question: Question, sent: QueryDict, answers: Answers, today: dt.date) -> Values:
    del today
    for kind in answers.several("taken"):
        yield from _amounts(sent, f"much_{kind}")
        often = sent.get(f"often_{kind}", "")
        yield f"often_{kind}", often if often in question.answers else ""


def _hours(question: Question, sent: QueryDict, answers: Answers, today: dt.date) -> Values:
    del question, answers, today
    number = _number(sent, "hours_paid")
    found = read_range(number) if number else None
    if found is not None and not 1 <= found.low <= 168:  # noqa: PLR2004 - hours of a week
        raise NotAnsweredError(NUMBER)
    yield "hours_paid", number


READERS = {
    "buttons": _buttons,
    "start": _start,
    "still": _still,
    "pay": _pay,
    "days": _days,
    "free": _free,
    "times": _times,
    "months": _months,
    "taken": _taken,
    "much": _much,
    "hours": _hours,
}
