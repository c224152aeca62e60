"""A sitting as a short text: its version, the list, a fingerprint of the questions, digits.

The digits are to base 64: one for the goal and whether the list was just switched, one for who can
hear, two for the question asked again, and three for each reply (two for the question's number, one
for the reply and who could hear it).
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from manumit.assessment.evidence import Hearing
from manumit.assessment.interview import Goal
from manumit.assessment.replies import RecordedReply, Reply

VERSION = "1"
DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
HEAD = 4
NOWHERE = len(DIGITS) ** 2 - 1

type QuestionPlace = tuple[str, int]


@dataclass(frozen=True, slots=True)
class SittingState:
    """What the digits hold; the fields are those of a sitting."""

    goal: Goal
    hearing: Hearing
    replies: tuple[RecordedReply, ...]
    editing: QuestionPlace | None
    switched: bool


def fingerprint(editions: Iterable[str], places: Iterable[QuestionPlace]) -> str:
    """Return a digest that changes whenever the digits would mean something else."""
    parts = [*Goal, *Hearing, *Reply, *editions]
    parts += [f"{code}.{question}" for code, question in places]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:10]


def encode(state: SittingState, places: Sequence[QuestionPlace]) -> str:
    """Return the state as digits; ``places`` numbers the questions."""
    numbers = {place: number for number, place in enumerate(places)}
    text = _digits(list(Goal).index(state.goal) * 2 + state.switched, 1)
    text += _digits(list(Hearing).index(state.hearing), 1)
    text += _digits(NOWHERE if state.editing is None else numbers[state.editing], 2)
    for recorded in state.replies:
        reply = list(Reply).index(recorded.reply)
        number = reply * len(Hearing) + list(Hearing).index(recorded.hearing)
        text += _digits(numbers[recorded.code, recorded.question], 2) + _digits(number, 1)
    return text


def decode(text: str, places: Sequence[QuestionPlace]) -> SittingState:
    """Return the state that the digits encode.

    Raises:
        ValueError: they are no digits, or too few.
        IndexError: a number has no meaning.
    """
    if len(text) < HEAD or (len(text) - HEAD) % 3:
        raise ValueError(len(text))
    goal, switched = divmod(_number(text[0]), 2)
    editing = _number(text[2:HEAD])
    return SittingState(
        goal=list(Goal)[goal],
        hearing=list(Hearing)[_number(text[1])],
        replies=tuple(_reply(text[at : at + 3], places) for at in range(HEAD, len(text), 3)),
        editing=None if editing == NOWHERE else places[editing],
        switched=bool(switched),
    )


def _reply(digits: str, places: Sequence[QuestionPlace]) -> RecordedReply:
    code, question = places[_number(digits[:2])]
    reply, hearing = divmod(_number(digits[2]), len(Hearing))
    return RecordedReply(code, question, list(Reply)[reply], list(Hearing)[hearing])


def _digits(number: int, width: int) -> str:
    high, low = divmod(number, len(DIGITS))
    return DIGITS[low] if width == 1 else DIGITS[high] + DIGITS[low]


def _number(digits: str) -> int:
    number = 0
    for digit in digits:
        number = number * len(DIGITS) + DIGITS.index(digit)
    return number
