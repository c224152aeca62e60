"""Statements on a file that a report opens with; counts are kept separate for translation."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from manumit.instruments import shipped_library
from manumit.instruments.texts import FALLBACK_LANGUAGE

SMALLEST_COUNT = 11
BOUNDS = {"fewer": "report/fewer_than", "more": "report/more_than"}


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement on the records of a file.

    Attributes:
        text: English, from a mapping, with ``{n}`` and ``{total}``; or the id of a text.
        count: what ``{n}`` counts, never so small or so nearly all that it is about few people.
        bound: ``fewer`` or ``more`` where it is fewer or more than ``count`` and not as many.
        total: the records of the file.
        reason: English, from a mapping, for ``{reason}``.
        fixed: whether ``text`` is an id.
    """

    text: str
    count: int = 0
    total: int = 0
    bound: Literal["", "fewer", "more"] = ""
    reason: str = ""
    fixed: bool = False

    @classmethod
    def counting(
        cls, text: str, count: int, total: int, *, reason: str = "", fixed: bool = False
    ) -> "Statement":
        """Return a statement with a count that never shows few people, or few left over (R-72)."""
        bound: Literal["", "fewer", "more"] = ""
        if 0 < count < SMALLEST_COUNT:
            count, bound = SMALLEST_COUNT, "fewer"
        elif count and 0 < total - count < SMALLEST_COUNT:
            count, bound = total - SMALLEST_COUNT, "more"
        return cls(text, count, total, bound, reason, fixed)

    def filled(self, words: str, count: str, total: str, reason: str) -> str:
        """Return ``words``, in any language, with the values filled in."""
        text = words.format(n=count, total=total, reason=reason)
        return text[:1].upper() + text[1:]

    def in_english(self) -> str:
        """Return the statement in English, with its count."""
        texts = shipped_library().texts

        def text(text_id: str) -> str:
            return texts.label(text_id, FALLBACK_LANGUAGE).value

        count = bounded(self, f"{self.count:,}", text)
        words = text(self.text) if self.fixed else self.text
        return self.filled(words, count, f"{self.total:,}", self.reason)


def bounded(statement: Statement, count: str, text: Callable[[str], str]) -> str:
    """Return a count, with "fewer than" or "more than" if the exact one may not be shown."""
    if not statement.bound:
        return count
    return text(BOUNDS[statement.bound]).format(count=count)
