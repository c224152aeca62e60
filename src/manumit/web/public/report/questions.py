"""The questions of a report: at most eight, each on a screen of its own, each can be skipped."""

from collections.abc import Mapping
from dataclasses import dataclass

from manumit.web.complaints.lists import LISTS

NOT_SURE = "unsure"
WORDS, CONTACT, NO_ANSWER = "words", "contact", "none"
MOST = 8


@dataclass(frozen=True, slots=True)
class Question:
    """One question.

    Attributes:
        id: also the end of the ids of its texts.
        kind: how it is answered: the template of that name.
        answers: codes that can be chosen.
    """

    id: str
    kind: str
    answers: tuple[str, ...] = ()


def _of(name: str, listed: str = "") -> Question:
    return Question(name, "buttons", LISTS[listed or name].codes())


QUESTIONS = (
    Question("seen", "buttons", ("yes", "no")),
    Question("what", "checks", LISTS["topic"].codes()),
    Question("where", "fields", LISTS["sector"].codes()),
    _of("workers"),
    _of("danger"),
    _of("still"),
    _of("guess"),
    Question("answer", "answer", (WORDS, CONTACT, NO_ANSWER)),
)
BY_ID: Mapping[str, Question] = {one.id: one for one in QUESTIONS}
FIRST = QUESTIONS[0].id


def after(name: str) -> str:
    """Return the question after one, or ``send`` after the last."""
    order = [one.id for one in QUESTIONS]
    at = order.index(name) + 1
    return order[at] if at < len(order) else "send"


def before(name: str) -> str:
    """Return the question before one; the first for the first and for anything else."""
    order = [one.id for one in QUESTIONS]
    return order[max(0, order.index(name) - 1)] if name in order else order[-1]
