"""One reply to one question: how many questions a code has, and what several replies come to."""

import dataclasses
import enum
from collections.abc import Sequence
from dataclasses import dataclass

from manumit.assessment.evidence import Answer, Hearing
from manumit.instruments import Library, Text

ENGLISH = "en"
SAFE = frozenset({Hearing.ALONE, Hearing.TRUSTED})
SAFEST_FIRST = (
    Hearing.ALONE,
    Hearing.TRUSTED,
    Hearing.NOT_RECORDED,
    Hearing.OTHERS,
    Hearing.EMPLOYERS_INTERPRETER,
    Hearing.EMPLOYER,
)


class Reply(enum.StrEnum):
    """What a person says to one question. The two unknowns are kept apart in what was said."""

    YES = "yes"
    NO = "no"
    DONT_KNOW = "dont_know"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Said:
    """One reply to one question of a code (the first is 0), and who could hear it."""

    code: str
    question: int
    reply: Reply
    hearing: Hearing


def questions_of(code: str, library: Library) -> int:
    """How many questions a code has: as many as in English, whatever language is spoken.

    A code that nobody wrote a question for has one: its label.
    """
    texts = library.texts
    found = len(texts.all_of(code, "questions", ENGLISH))
    if found:
        return found
    return (
        max((len(texts.all_of(code, "questions", one)) for one in texts.languages), default=0) or 1
    )


def question_text(code: str, question: int, library: Library, language: str) -> Text:
    """The words of a question; in English where a language does not have the same number of them.

    Half of a code's questions must not pass for all of them.
    """
    texts = library.texts
    own = texts.all_of(code, "questions", language)
    english = texts.all_of(code, "questions", ENGLISH)
    if english and len(own) != len(english):
        return dataclasses.replace(english[question], missing=True)
    return own[question] if question < len(own) else texts.label(code, language)


def recorded(said: tuple[Said, ...], new: Said) -> tuple[Said, ...]:
    """With a reply more, in its place; without what comes after a yes to the same code."""
    place = (new.code, new.question)
    known = [(one.code, one.question) for one in said]
    if place in known:
        at = known.index(place)
        said = (*said[:at], _standing(said[at], new), *said[at + 1 :])
    else:
        said = (*said, new)
    yes = [one.question for one in said if one.code == new.code and one.reply is Reply.YES]
    if not yes:
        return said
    return tuple(one for one in said if one.code != new.code or one.question <= min(yes))


def _standing(old: Said, new: Said) -> Said:
    """Which of two replies to the same question stands."""
    if old.reply is new.reply:
        return min(old, new, key=unsafety)
    if new.hearing in SAFE or new.reply is Reply.YES:
        return new
    return old if old.hearing in SAFE or old.reply is Reply.YES else new


def unsafety(said: Said) -> int:
    """The higher, the less safe it was to say it."""
    return SAFEST_FIRST.index(said.hearing)


def outcome_of(said: Sequence[Said], of: int) -> tuple[Answer, Hearing] | None:
    """The answer that the replies to one code come to, and who could hear what decides it.

    Args:
        said: the replies, in the order of the questions.
        of: how many questions the code has.

    Returns:
        None while there are only no's, and not to every question.
    """
    for one in said:
        if one.reply is Reply.YES:
            return Answer.YES, one.hearing
    for one in said:
        if one.reply is not Reply.NO:
            return Answer.UNKNOWN, one.hearing
    if len(said) < of:
        return None
    return Answer.NO, max(said, key=unsafety).hearing
