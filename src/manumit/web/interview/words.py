"""What the pages of an interview say about it, ready for their templates."""

import datetime as dt
import functools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils import timezone

from manumit.assessment import Done, Finding, Hearing, Question, Reason, Reply, Sitting, Told
from manumit.assessment.advice_view import AdviceView, advice_view
from manumit.assessment.view import view
from manumit.instruments import Audience, Conclusion, Contacts, Library, Text, read_contacts
from manumit.web.pages.languages import Language, words
from manumit.web.visits.services import LONGEST_IDLE

DEFAULT_LIST = "adult_labour"
HEARINGS = tuple(hearing for hearing in Hearing if hearing is not Hearing.NOT_RECORDED)
OFFICER = ("private", "interpreter", "promise", "consent", "status", "pace")
RESULTS = ("labour_law", "forced_labour", "trafficking")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the overview.

    Attributes:
        reply: the reply itself, so that "don't know" and "rather not say" look different.
        again: whether it can be asked again.
    """

    text: Text
    code: str
    question: int
    reply: Reply
    again: bool


@dataclass(frozen=True, slots=True)
class Result:
    """One of the three results in a sentence."""

    sentence: str
    state: str


def start(library: Library, *, lost: bool) -> dict[str, Any]:
    """The first page.

    Args:
        library: for the lists that are offered.
        lost: what the browser holds can't be opened any more.
    """
    minutes = int(LONGEST_IDLE.total_seconds() // 60)
    return {
        "lists": offered_lists(library),
        "list": DEFAULT_LIST,
        "officer": [f"interview/officer_{key}" for key in OFFICER],
        "minutes": minutes,
        "lost": lost,
    }


def offered_lists(library: Library) -> tuple[str, ...]:
    """Lists that give a whole finding; one that is not scored is for trained people."""
    return tuple(one for one in library.list_ids if library.instrument(one).scored)


def question(
    step: Question, sitting: Sitting, library: Library, language: Language
) -> dict[str, Any]:
    """The page of one question."""
    spoken = words(language.tag)
    text = step.text(library, language.tag)
    audio = None if text.audio is None else library.audio[text.audio].name
    return {
        "text": text,
        "audio": audio,
        "code": step.ask.code,
        "number": step.question,
        "topic": f"topic/{step.ask.topic}",
        "reason": reason(step.ask.reason, library, language),
        "explanation": bool(library.texts.all_of(step.ask.code, "explanation", language.tag)),
        "offered": step.ask.offered,
        "earlier": step.earlier,
        "replies": [{"value": str(one), "text": spoken.name(f"answer/{one}")} for one in Reply],
        "hearing": f"interview/hearing_{sitting.hearing}",
        "switched": sitting.switched,
        "answered": len(sitting.said),
        "left": sitting.most_left(library),
    }


def reason(given: Reason, library: Library, language: Language) -> str:
    """Why something is asked, or why it ends, in words."""
    spoken = words(language.tag)
    values = {}
    for name, value in given.values.items():
        kinds = ("topic",) if name == "topic" else ("dimension", "set")
        named = (f"{kind}/{value}" for kind in kinds)
        known = library.texts.ids()
        values[name] = spoken.name(next((one for one in named if one in known), value))
    return spoken.say(f"reason/{given.id}", **values)


def overview(sitting: Sitting, library: Library, language: Language) -> dict[str, Any]:
    """The page with everything that was said."""
    lines = [_line(told, library, language) for told in sitting.overview(library)]
    return {"lines": lines, "done": isinstance(sitting.next(library), Done)}


def _line(told: Told, library: Library, language: Language) -> Line:
    said = told.said
    text = told.text(library, language.tag)
    return Line(text, said.code, said.question, said.reply, told.askable)


def finding(sitting: Sitting, library: Library, language: Language) -> dict[str, Any]:
    """The page of the finding."""
    found = sitting.finding(library)
    step = sitting.next(library)
    ended = reason(step.reason, library, language) if isinstance(step, Done) else None
    more = sitting.go_on()
    return {
        "seen": view(found, library, language.tag, marks=False),
        "results": list(_results(found, language)),
        "rows": _rows(found),
        "advice": advice(found, library, language, Audience.WORKER),
        "for_officers": advice(found, library, language, Audience.OFFICER),
        "invented": (known := contacts()) is not None and known.invented,
        "ended": ended,
        "answered": len(sitting.said),
        "left": more.most_left(library) if isinstance(more.next(library), Question) else 0,
    }


def _results(found: Finding, language: Language) -> Iterator[Result]:
    spoken = words(language.tag)
    for name in RESULTS:
        state = str(getattr(found, name))
        yield Result(spoken.say(f"interview/{name}_{state}"), state)


def _rows(found: Finding) -> list[Conclusion]:
    """The conclusion, or the two between which it lies."""
    ends = (found.lower.conclusion, found.upper.conclusion)
    return list(dict.fromkeys(ends))


def advice(found: Finding, library: Library, language: Language, audience: Audience) -> AdviceView:
    """What to do next."""
    return advice_view(
        found,
        library,
        language.tag,
        audience=audience,
        contacts=contacts(),
        today=today(),
        marks=False,
    )


@functools.cache
def contacts() -> Contacts | None:
    """Whom people can ask here, if the institution says so."""
    path = settings.MANUMIT.contacts
    return None if path is None else read_contacts(path)


def today() -> dt.date:
    """To tell how old the contacts are; it is written nowhere."""
    return timezone.now().date()
