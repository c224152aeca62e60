"""Template contexts of the conversation."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from manumit.assessment.view import Words
from manumit.terms import Law, Owed
from manumit.terms.law.file import WEEKDAYS
from manumit.terms.numbers import shown
from manumit.terms.statement.owed_view import owed_view
from manumit.terms.statement.owed_words import law_name
from manumit.terms.words import listed
from manumit.web.public.wage_check.conversation import shown as local
from manumit.web.public.wage_check.conversation.account import law_hours, paid_hours, promise
from manumit.web.public.wage_check.conversation.answers import Answers
from manumit.web.public.wage_check.conversation.outcome import (
    Narrower,
    Outcome,
    lapses_on,
    month_list,
)
from manumit.web.public.wage_check.conversation.questions import (
    Question,
    asked,
    is_home,
    questions,
)
from manumit.web.public.wage_check.conversation.reading import FIRST_YEAR
from manumit.web.public.wage_check.conversation.shown import filled
from manumit.web.public.wage_check.conversation.times import (
    SHOWN_MONTHS,
    free_day,
    month_key,
    months,
    spans,
)
from manumit.web.ui.help_places import invented, places
from manumit.web.ui.languages import Language, library
from manumit.web.ui.languages import words as spoken_words

HALF_HOURS = tuple(f"{hour:02}:{minute}" for hour in range(24) for minute in ("00", "30"))
LENGTH = 12
"""Questions of a whole conversation, as the pages say."""


@dataclass(frozen=True, slots=True)
class OfferedAnswer:
    """One thing that can be chosen, in words."""

    value: str
    text: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a page about several things: a month, or something that was taken off."""

    name: str
    title: str
    choices: tuple[OfferedAnswer, ...]
    amount: str
    amount_name: str


def frame(language: Language, answers: Answers | None) -> dict[str, Any]:
    """Return what every page of the conversation shows: whom to ask."""
    child = answers is not None and answers.get("adult") == "no"
    return {
        "places": places(language, child=child),
        "invented_contacts": invented(),
        "child": child,
    }


def question(
    shown: Question,
    answers: Answers,
    law: Law | None,
    language: Language,
    today: dt.date,
    *,
    problem: str = "",
) -> dict[str, Any]:
    """Return the page of one question."""
    order = [one.of for one in asked(answers, law)]
    at = order.index(shown.of) + 1 if shown.of in order else len(order)
    return {
        **frame(language, answers),
        "ask": shown,
        "title": f"wage_talk/ask_{shown.id}",
        "lead": "" if law is None or shown.of != "covered" else f"wage_talk/covers_{law.id}",
        "why": f"wage_talk/why_{shown.of}",
        "kind": f"wage_check/conversation/kinds/{shown.kind}.html",
        "number": local.digits(str(at), language.tag),
        "of": local.digits(str(max(LENGTH, at)), language.tag),
        "extra": shown.id in questions().more,
        "first": at == 1,
        "problem": problem and f"wage_talk/wrong_{problem}",
        "currency": "" if law is None else law.currency,
        "choices": _choices(
            shown.answers, answers.get(CHOSEN.get(shown.kind, shown.of)), shown, language
        ),
        "instead": _choices(shown.instead, answers.state_of(shown.of), shown, language),
        "values": dict(answers.values),
        **_parts(shown, answers, language, today),
    }


CHOSEN = {"pay": "per", "free": "free_part"}
"""Under which name the choice of a kind of question is kept, if not under its own."""


def _choices(
    values: tuple[str, ...], chosen: str, shown: Question, language: Language
) -> tuple[OfferedAnswer, ...]:
    spoken = spoken_words(language.tag)
    known = library().texts.ids()
    found = []
    for value in values:
        own = f"wage_talk/{shown.of}_{value}"
        text = spoken.name(own if own in known else f"wage_talk/{value}")
        found.append(OfferedAnswer(value, text, value == chosen))
    return tuple(found)


def _parts(shown: Question, answers: Answers, language: Language, today: dt.date) -> dict[str, Any]:
    """Return what the template of one kind of question needs besides."""
    spoken = spoken_words(language.tag)
    if shown.kind in ("start", "still"):
        name = "start" if shown.kind == "start" else "end"
        return _month_fields(name, answers, language, today)
    if shown.kind in ("days", "free"):
        every, more = answers.several(shown.kind), answers.several("days_to")
        names = [(one, spoken.name(f"owed/rest_day_{one}")) for one in WEEKDAYS]
        return {
            "week": [OfferedAnswer(one, text, one in every) for one, text in names],
            "week_to": [OfferedAnswer(one, text, one in more) for one, text in names],
        }
    if shown.kind == "times":
        return {
            "times": [_times(name, answers, language) for name in ("begin", "stop")],
            "times_to": [_times(name, answers, language) for name in ("begin_to", "stop_to")],
            "changed": answers.get("begin_to"),
        }
    if shown.kind == "taken":
        every = answers.several("taken")
        return {
            "things": [
                OfferedAnswer(one.value, one.text, one.value in every)
                for one in _choices(shown.answers, "", shown, language)
            ]
        }
    if shown.kind == "months":
        return {"rows": list(_month_rows(shown, answers, language, today))}
    return {"rows": list(_much_rows(shown, answers, language))} if shown.kind == "much" else {}


def _month_fields(
    name: str, answers: Answers, language: Language, today: dt.date
) -> dict[str, Any]:
    spoken, tag = spoken_words(language.tag), language.tag
    year, month, day = (answers.get(f"{name}_{part}") for part in ("year", "month", "day"))
    years = range(today.year, today.year - FIRST_YEAR - 1, -1)
    return {
        "name": name,
        "days": [
            OfferedAnswer(str(n), local.digits(str(n), tag), str(n) == day) for n in range(1, 32)
        ],
        "month_names": [
            OfferedAnswer(str(n), spoken.name(f"wage_talk/month_{n}"), str(n) == month)
            for n in range(1, 13)
        ],
        "years": [OfferedAnswer(str(n), local.digits(str(n), tag), str(n) == year) for n in years],
        "longer": answers.get("longer"),
        "no_longer": answers.get("still") == "no",
    }


def _times(name: str, answers: Answers, language: Language) -> dict[str, Any]:
    value = answers.get(name)
    options = [
        OfferedAnswer(one, local.digits(one, language.tag), one == value) for one in HALF_HOURS
    ]
    return {"name": name, "label": f"wage_talk/field_{name}", "options": options}


def _month_rows(
    shown: Question, answers: Answers, language: Language, today: dt.date
) -> Iterator[Row]:
    spoken = spoken_words(language.tag)
    for month in month_list(answers, today):
        name = f"paid_{month_key(month)}"
        yield _row(name, local.month(month, spoken), shown, answers, language)
    if len(months(spans(answers, today).most)) > SHOWN_MONTHS:
        yield _row("before", spoken.name("wage_talk/before"), shown, answers, language)


def _row(name: str, title: str, shown: Question, answers: Answers, language: Language) -> Row:
    amount = f"{name}_amount"
    choices = _choices(shown.answers, answers.get(name), shown, language)
    return Row(name, title, choices, answers.get(amount), amount)


def _much_rows(shown: Question, answers: Answers, language: Language) -> Iterator[Row]:
    spoken = spoken_words(language.tag)
    for kind in answers.several("taken"):
        title = spoken.name(f"wage_talk/taken_{kind}")
        choices = _choices(shown.answers, answers.get(f"often_{kind}"), shown, language)
        amount = f"much_{kind}"
        yield Row(f"often_{kind}", title, choices, answers.get(amount), amount)


# The answer


def answer(
    answers: Answers,
    outcome: Outcome,
    more: Narrower | None,
    law: Law | None,
    language: Language,
    today: dt.date,
) -> dict[str, Any]:
    """Return the page of the answer."""
    spoken = spoken_words(language.tag)
    tag, currency = language.tag, "" if law is None else law.currency
    until = lapses_on(outcome)
    shown = None if not outcome.found else outcome.found[-1]
    return {
        **frame(language, answers),
        "verdict": outcome.verdict,
        "promised_only": _promised_only(outcome, spoken),
        "uncovered": _uncovered(outcome, spoken),
        "least": local.money(outcome.least, currency, tag),
        "most": "" if outcome.most is None else local.money(outcome.most, currency, tag),
        "promised": local.money(outcome.promised, currency, tag) if outcome.promised else "",
        "all_promised": outcome.promised == outcome.least,
        "period": _period(answers, today, language),
        "law": "" if law is None else law_name(law, tag),
        "until": "" if until is None else local.month(until, spoken),
        "need": "" if more is None else f"wage_talk/need_{more.question}",
        "need_question": "" if more is None else more.question,
        "width": ""
        if more is None or more.width is None
        else local.money(more.width, currency, tag),
        "assumed": list(_assumed(answers, law, language, today)),
        "answers_given": list(_answers_given(answers, law)),
        "hours_by_law": _hours_by_law(answers, law, today),
        "seen": None if shown is None else owed_view(shown, library(), tag),
    }


def _promised_only(outcome: Outcome, spoken: Words) -> str:
    """Return why only the promised part is worked out; empty where all of it is."""
    if outcome.gap is None:
        return outcome.reason and spoken.name(f"wage_talk/reason_{outcome.reason}")
    first, last = (
        local.month(one, spoken) for one in (outcome.gap.days.first, outcome.gap.days.last)
    )
    what = spoken.name(f"owed/rules_{outcome.gap.kind}")
    return filled(spoken, f"wage_talk/reason_{outcome.reason}", what=what, first=first, last=last)


def _uncovered(outcome: Outcome, spoken: Words) -> str:
    """Return of which kinds of pay the law says nothing; empty where it says something of all."""
    if not outcome.uncovered:
        return ""
    kinds = (spoken.name(f"owed/rules_{kind}") for kind in outcome.uncovered)
    return filled(spoken, "wage_talk/uncovered", kinds=listed(spoken, kinds, "semicolon"))


def _period(answers: Answers, today: dt.date, language: Language) -> str:
    spoken, found = spoken_words(language.tag), spans(answers, today).most
    first, last = (local.month(one, spoken) for one in (found.first, found.last))
    if first == last:
        return filled(spoken, "wage_talk/in_month", month=first)
    return filled(spoken, "wage_talk/from_to", first=first, last=last)


def _hours_by_law(answers: Answers, law: Law | None, today: dt.date) -> bool:
    """Return whether hours of the law stand for those that nobody agreed."""
    if law is None or answers.get("hours_paid") or answers.state_of("hours_paid"):
        return False
    return paid_hours(answers, law, today, {}) is not None and bool(promise(answers)[0].low)


def _assumed(
    answers: Answers, law: Law | None, language: Language, today: dt.date
) -> Iterator[str]:
    """Yield each assumption in words."""
    spoken, tag = spoken_words(language.tag), language.tag
    free = free_day(answers)
    if free is not None:
        yield filled(spoken, "wage_talk/assumed_free", day=local.days((free,), spoken))
    if law is not None and _hours_by_law(answers, law, today):
        hours = law_hours(law, today, {})
        if hours is not None:
            number = local.digits(shown(hours), tag)
            yield filled(spoken, "wage_talk/assumed_hours", hours=number, law=law_name(law, tag))
    if answers.get("break") in ("", "120", "not_sure") and not is_home(answers):
        yield spoken.name("wage_talk/assumed_break")
    if answers.get("own") in ("", "240", "not_sure") and is_home(answers):
        yield spoken.name("wage_talk/assumed_own")
    if is_home(answers):
        yield spoken.name("wage_talk/assumed_night")
    if "kept" in answers.values.values():
        yield spoken.name("wage_talk/assumed_kept")
    if any(answers.get(f"often_{kind}") == "once" for kind in answers.several("taken")):
        yield spoken.name("wage_talk/assumed_once")
    yield spoken.name("wage_talk/assumed_money")


def _answers_given(answers: Answers, law: Law | None) -> Iterator[dict[str, str]]:
    """Yield each question with whether it was answered, to change it."""
    for one in asked(answers, law):
        state = answers.state_of(one.of)
        status = "given" if state not in ("", "skip", "not_sure") else "open"
        yield {"id": one.id, "title": f"wage_talk/ask_{one.id}", "status": status}


def statement(outcome: Outcome) -> tuple[Owed, str] | None:
    """Return the result to take along, with its account; None where there is none."""
    return (outcome.found[-1], outcome.texts[-1]) if outcome.found else None
