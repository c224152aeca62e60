"""What was answered: short texts by name, kept encrypted in the browser while the session lasts."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Self

from manumit.terms.numbers import Range, read_range
from manumit.web.account_sheets.fields import DAYS_SEPARATOR

MARK = "?"
"""First sign of a kept conversation; the forms begin with the letter of their sheet."""
STATE = "state_"
SKIPPED, GIVEN, NOT_SURE = "skip", "given", "not_sure"
_NAME = re.compile(r"[a-z0-9_-]{1,40}")
LONGEST = 40
MOST = 120
"""Values of one conversation; two years of months need about sixty."""


@dataclass(frozen=True, slots=True, repr=False)
class Answers:
    """Answers by name; ``repr`` shows none of them.

    Attributes:
        values: an answer that was not given is not among them.
    """

    values: Mapping[str, str]

    def get(self, name: str) -> str:
        """Return an answer, or an empty text."""
        return self.values.get(name, "")

    def several(self, name: str) -> tuple[str, ...]:
        """Return an answer of several parts."""
        text = self.get(name)
        return tuple(text.split(DAYS_SEPARATOR)) if text else ()

    def state_of(self, question: str) -> str:
        """Return how a question was answered: ``given``, ``skip``, an answer instead, or empty."""
        return self.get(STATE + question)

    def range(self, name: str) -> Range | None:
        """Return a number, or the least and the most of one that changed; None if not given."""
        low, high = self.get(name), self.get(f"{name}_to")
        if not low:
            found = read_range(high) if high else None
            return None if found is None else Range(Fraction(0), found.high)
        return read_range(f"{low}..{high}" if high else low)

    def having(self, **values: str) -> "Answers":
        """Return the answers with other values of some names."""
        merged = {**self.values, **values}
        return Answers({name: value for name, value in merged.items() if value})

    def without(self, prefix: str) -> "Answers":
        """Return the answers without those whose name begins so."""
        kept = {name: one for name, one in self.values.items() if not name.startswith(prefix)}
        return Answers(kept)

    def to_text(self) -> str:
        """Return what :meth:`from_text` reads."""
        return json.dumps(dict(self.values), separators=(",", ":"), ensure_ascii=False)

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Return the answers that :meth:`to_text` wrote.

        Raises:
            ValueError: another version of the program wrote them.
        """
        data = json.loads(text)
        if not isinstance(data, dict) or len(data) > MOST:
            raise ValueError(type(data))
        for name, value in data.items():
            if not (_NAME.fullmatch(name) and isinstance(value, str)):
                raise ValueError(name)
        return cls(data)


@dataclass(frozen=True, slots=True, repr=False)
class Conversation:
    """A conversation on the pages: the answers, and the question or result that is shown."""

    answers: Answers
    show: str

    def to_text(self) -> str:
        """Return what :meth:`from_text` reads."""
        return f"{MARK}{self.show}{MARK}{self.answers.to_text()}"

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Return the conversation that :meth:`to_text` wrote.

        Raises:
            ValueError: it is none.
        """
        mark, show, rest = text.split(MARK, 2) if text.count(MARK) > 1 else ("x", "", "")
        if mark:
            raise ValueError(MARK)
        return cls(Answers.from_text(rest), show)
