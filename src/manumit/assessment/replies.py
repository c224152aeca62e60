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
    """A reply to one question. The two kinds of unknown are recorded separately."""

    YES = "yes"
    NO = "no"
    DONT_KNOW = "dont_know"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class RecordedReply:
    """One reply to one question of a code (the first is 0), and who could hear it."""

    code: str
    question: int
    reply: Reply
    hearing: Hearing


def questions_of(code: str, library: Library) -> int:
    """Return how many questions a code has: as many as in English, whatever language is spoken.

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
    """Return the text of a question; English where the number of questions differs.

    A translation of half of a code's questions must not look complete.
    """
    texts = library.texts
    own = texts.all_of(code, "questions", language)
    english = texts.all_of(code, "questions", ENGLISH)
    if english and len(own) != len(english):
        return dataclasses.replace(english[question], missing=True)
    return own[question] if question < len(own) else texts.label(code, language)


def record_reply(
    replies: tuple[RecordedReply, ...], new: RecordedReply
) -> tuple[RecordedReply, ...]:
    """Add a reply in its place, and drop the later questions of a code answered yes."""
    place = (new.code, new.question)
    known = [(one.code, one.question) for one in replies]
    if place in known:
        at = known.index(place)
        replies = (*replies[:at], _prevailing(replies[at], new), *replies[at + 1 :])
    else:
        replies = (*replies, new)
    yes = [one.question for one in replies if one.code == new.code and one.reply is Reply.YES]
    if not yes:
        return replies
    return tuple(one for one in replies if one.code != new.code or one.question <= min(yes))


def _prevailing(old: RecordedReply, new: RecordedReply) -> RecordedReply:
    """Return which of two replies to the same question counts."""
    if old.reply is new.reply:
        return min(old, new, key=hearing_risk)
    if new.hearing in SAFE or new.reply is Reply.YES:
        return new
    return old if old.hearing in SAFE or old.reply is Reply.YES else new


def hearing_risk(reply: RecordedReply) -> int:
    """Return how unsafe it was to say this: higher is less safe."""
    return SAFEST_FIRST.index(reply.hearing)


def outcome_of(replies: Sequence[RecordedReply], of: int) -> tuple[Answer, Hearing] | None:
    """Return the answer to one code from its replies, and who could hear the decisive one.

    Args:
        replies: in the order of the questions.
        of: how many questions the code has.

    Returns:
        None while there are only no's, and not yet to every question.
    """
    for one in replies:
        if one.reply is Reply.YES:
            return Answer.YES, one.hearing
    for one in replies:
        if one.reply is not Reply.NO:
            return Answer.UNKNOWN, one.hearing
    if len(replies) < of:
        return None
    return Answer.NO, max(replies, key=hearing_risk).hearing
