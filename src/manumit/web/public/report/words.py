"""Template contexts of the report's pages."""

from dataclasses import dataclass
from typing import Any

from manumit.instruments.steps import ContactKind
from manumit.web.complaints.receiving import LONGEST_LINE, LONGEST_TEXT, receiving_name
from manumit.web.public.report.questions import MOST, NOT_SURE, QUESTIONS, Question
from manumit.web.public.report.state import ReportDraft
from manumit.web.public.wage_check.conversation.shown import digits
from manumit.web.ui.contacts import contacts
from manumit.web.ui.help_places import invented, places
from manumit.web.ui.languages import Language
from manumit.web.ui.languages import words as spoken_words

_OWN = frozenset({"seen", "answer"})
"""Questions whose answers are no codes of the complaints room; their texts are here."""
_TEXTS = {"what": "topic", "where": "sector"}


@dataclass(frozen=True, slots=True)
class ReportChoice:
    """One thing that can be chosen, in words."""

    value: str
    text: str
    chosen: bool


def frame(language: Language, *, child: bool = False) -> dict[str, Any]:
    """Return what every page shows: whom to ask."""
    return {
        "places": places(language, child=child),
        "invented_contacts": invented(),
        "child_line": _number(ContactKind.CHILD_PROTECTION, language),
    }


def _number(kind: ContactKind, language: Language) -> str:
    known = contacts()
    found = () if known is None else known.of_kind(kind)
    ways = [one.ways["phone"] for one in found if "phone" in one.ways]
    return ways[0].in_language(language.tag) if ways else ""


def number_to_remember(language: Language) -> str:
    """Return the telephone number for somebody who can't read on now; empty if none is known."""
    return _number(ContactKind.HOTLINE, language)


def start(language: Language, *, lost: bool) -> dict[str, Any]:
    """Return the first page; without an office that receives, it offers contacts alone."""
    of = digits(str(MOST), language.tag)
    return {**frame(language), "office": receiving_name(language.tag), "lost": lost, "of": of}


def question(
    asked: Question, draft: ReportDraft, language: Language, *, problem: str = ""
) -> dict[str, Any]:
    """Return the page of one question."""
    at = [one.id for one in QUESTIONS].index(asked.id) + 1
    return {
        **frame(language, child=draft.get("danger") == "child"),
        "ask": asked,
        "title": f"report/ask_{asked.id}",
        "why": f"report/why_{asked.id}",
        "kind": f"report/kinds/{asked.kind}.html",
        "number": digits(str(at), language.tag),
        "of": digits(str(MOST), language.tag),
        "first": at == 1,
        "choices": _choices(asked, draft, language),
        "values": dict(draft.values),
        "problem": problem and f"report/wrong_{problem}",
        "unsure_before": draft.get(asked.id) == NOT_SURE,
        "longest_text": LONGEST_TEXT,
        "longest_line": LONGEST_LINE,
    }


def _choices(asked: Question, draft: ReportDraft, language: Language) -> list[ReportChoice]:
    spoken = spoken_words(language.tag)
    chosen = {draft.get(asked.id), draft.get("sector"), *draft.get("topics").split(",")}
    return [
        ReportChoice(one, spoken.name(_text_of(asked, one)), one in chosen) for one in asked.answers
    ]


def _text_of(asked: Question, code: str) -> str:
    if asked.id in _OWN or asked.kind == "buttons":
        return f"report_{asked.id}/{code}"
    return f"report_{_TEXTS[asked.id]}/{code}"


def send(draft: ReportDraft, language: Language, *, problem: str = "") -> dict[str, Any]:
    """Return the last page before sending: what goes, as names of questions that can be changed."""
    given = [one.id for one in QUESTIONS[1:] if draft.get(one.id) not in ("", NOT_SURE)]
    return {
        **start(language, lost=False),
        "given": [(one, f"report/ask_{one}") for one in given],
        "taken": draft.taken,
        "empty": not given and not draft.taken,
        "quick": draft.taken and not given,
        "problem": problem and f"report/wrong_{problem}",
    }
