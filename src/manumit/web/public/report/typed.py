"""Reads what a question's form sent; what cannot be kept has a message of its own."""

from collections.abc import Callable, Mapping

from django.http import QueryDict

from manumit.web.complaints.receiving import LONGEST_LINE, LONGEST_TEXT
from manumit.web.public.report.questions import CONTACT, NOT_SURE, Question

LINE_BYTES, TEXT_BYTES = 240, 1_100
"""What fits into an encrypted cookie together with all the rest, in every script."""


class ReportAnswerError(Exception):
    """The answer is missing or too long; the message is the end of the id of a text."""


def answered(asked: Question, form: QueryDict) -> Mapping[str, str]:
    """Return the answers that a form gives to a question.

    Raises:
        ReportAnswerError: nothing was chosen, or a text is too long.
    """
    if form.get("instead") == NOT_SURE:
        return {asked.id: NOT_SURE}
    return _READ[asked.kind](asked, form)


def _buttons(asked: Question, form: QueryDict) -> Mapping[str, str]:
    chosen = form.get("answer", "")
    if chosen not in asked.answers:
        raise ReportAnswerError("choose")
    return {asked.id: chosen}


def _checks(asked: Question, form: QueryDict) -> Mapping[str, str]:
    chosen = [one for one in asked.answers if one in form.getlist("topic")]
    text = _text(form.get("text", ""), LONGEST_TEXT, TEXT_BYTES)
    if not chosen and not text:
        raise ReportAnswerError("choose")
    return {asked.id: "given", "topics": ",".join(chosen), "text": text}


def _fields(asked: Question, form: QueryDict) -> Mapping[str, str]:
    sector = form.get("sector", "")
    lines = {
        name: _text(form.get(name, ""), LONGEST_LINE, LINE_BYTES) for name in ("employer", "place")
    }
    return {asked.id: "given", "sector": sector if sector in asked.answers else "", **lines}


def _answer(asked: Question, form: QueryDict) -> Mapping[str, str]:
    chosen = form.get("answer", "")
    if chosen not in asked.answers:
        raise ReportAnswerError("choose")
    contact = _text(form.get("contact", ""), LONGEST_LINE, LINE_BYTES)
    if chosen == CONTACT and not contact:
        raise ReportAnswerError("contact")
    return {asked.id: chosen, "contact": contact if chosen == CONTACT else ""}


def _text(typed: str, longest: int, most_bytes: int) -> str:
    plain = "".join(one for one in typed.replace("\r\n", "\n") if one >= " " or one == "\n").strip()
    if len(plain) > longest or len(plain.encode()) > most_bytes:
        raise ReportAnswerError("long")
    return plain


_READ: Mapping[str, Callable[[Question, QueryDict], Mapping[str, str]]] = {
    "buttons": _buttons,
    "checks": _checks,
    "fields": _fields,
    "answer": _answer,
}
