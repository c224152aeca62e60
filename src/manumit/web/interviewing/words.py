"""Template contexts of the pages of an interview."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from manumit.assessment import (
    AskHearing,
    Done,
    Finding,
    Hearing,
    OverviewLine,
    Postpone,
    Question,
    Reason,
    Reply,
    Sitting,
)
from manumit.assessment.advice_view import AdviceView, advice_view
from manumit.assessment.view import view
from manumit.instruments import Audience, Conclusion, Library, Text
from manumit.web.interviewing.state import InterviewState, Show
from manumit.web.ui.contacts import contacts
from manumit.web.ui.languages import Language, words

DEFAULT_LIST = "adult_labour"
HEARINGS = tuple(hearing for hearing in Hearing if hearing is not Hearing.NOT_RECORDED)
OFFICER = ("private", "interpreter", "promise", "consent", "status", "pace")
RESULTS = ("labour_law", "forced_labour", "trafficking")


@dataclass(frozen=True, slots=True)
class AnswerLine:
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
class ResultSentence:
    """One of the three results, as a sentence."""

    sentence: str
    state: str


def officer() -> list[str]:
    """Return ids of the texts that an officer reads before an interview begins."""
    return [f"interview/officer_{key}" for key in OFFICER]


def offered_lists(library: Library) -> tuple[str, ...]:
    """Return lists that give a whole finding; one that is not scored is for trained people."""
    return tuple(one for one in library.list_ids if library.instrument(one).scored)


def current(
    state: InterviewState, library: Library, language: Language
) -> tuple[str, dict[str, Any]]:
    """Return which page is shown, and its context: nothing of the interview while others may hear.

    Pages: ``hearing``, ``postpone``, ``overview``, ``question`` or ``finding``.
    """
    sitting = state.sitting
    now = sitting.next(library)
    if isinstance(now, AskHearing):
        return "hearing", {"hearings": HEARINGS}
    if isinstance(now, Postpone):
        return "postpone", {}
    if state.show is Show.OVERVIEW and sitting.editing is None:
        return "overview", overview(sitting, library, language)
    if isinstance(now, Question) and state.show is not Show.FINDING:
        return "question", question(now, sitting, library, language)
    return "finding", finding(sitting, library, language)


def question(
    step: Question, sitting: Sitting, library: Library, language: Language
) -> dict[str, Any]:
    """Return the page of one question."""
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
        "answered": len(sitting.replies),
        "left": sitting.max_remaining(library),
    }


def reason(given: Reason, library: Library, language: Language) -> str:
    """Return why something is asked, or why it ends, in words."""
    spoken = words(language.tag)
    values = {}
    for name, value in given.values.items():
        kinds = ("topic",) if name == "topic" else ("dimension", "set")
        named = (f"{kind}/{value}" for kind in kinds)
        known = library.texts.ids()
        values[name] = spoken.name(next((one for one in named if one in known), value))
    return spoken.say(f"reason/{given.id}", **values)


def overview(sitting: Sitting, library: Library, language: Language) -> dict[str, Any]:
    """Return the context of the overview page."""
    lines = [_line(line, library, language) for line in sitting.overview(library)]
    return {"lines": lines, "done": isinstance(sitting.next(library), Done)}


def _line(line: OverviewLine, library: Library, language: Language) -> AnswerLine:
    recorded = line.reply
    text = line.text(library, language.tag)
    return AnswerLine(text, recorded.code, recorded.question, recorded.reply, line.askable)


def finding(sitting: Sitting, library: Library, language: Language) -> dict[str, Any]:
    """Return the page of the finding."""
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
        "answered": len(sitting.replies),
        "left": more.max_remaining(library) if isinstance(more.next(library), Question) else 0,
    }


def _results(found: Finding, language: Language) -> Iterator[ResultSentence]:
    spoken = words(language.tag)
    for name in RESULTS:
        state = str(getattr(found, name))
        yield ResultSentence(spoken.say(f"interview/{name}_{state}"), state)


def _rows(found: Finding) -> list[Conclusion]:
    """Return the conclusion, or the two between which it lies."""
    ends = (found.lower.conclusion, found.upper.conclusion)
    return list(dict.fromkeys(ends))


def advice(found: Finding, library: Library, language: Language, audience: Audience) -> AdviceView:
    """Return what to do next."""
    return advice_view(
        found,
        library,
        language.tag,
        audience=audience,
        contacts=contacts(),
        today=today(),
        marks=False,
    )


def today() -> dt.date:
    """Return the current day, to show how old the contacts are; it is not stored."""
    return timezone.now().date()
