"""The state of an interview: the sitting and the page shown."""

import enum
from dataclasses import dataclass

from manumit.assessment import Sitting
from manumit.instruments import Library


class Show(enum.StrEnum):
    """The page to show; never used while somebody may be listening."""

    QUESTION = "q"
    OVERVIEW = "o"
    FINDING = "f"


@dataclass(frozen=True, slots=True)
class InterviewState:
    """One interview on the pages; it contains the answers, so it is only stored encrypted."""

    sitting: Sitting
    show: Show = Show.QUESTION

    def to_text(self, library: Library) -> str:
        """Return what :meth:`from_text` reads."""
        return f"{self.show}{self.sitting.to_compact(library)}"

    @classmethod
    def from_text(cls, text: str, library: Library) -> "InterviewState":
        """Return the state that :meth:`to_text` wrote.

        Raises:
            InputError: A110 or A111 of the sitting.
            ValueError: nothing that can be shown.
        """
        return cls(Sitting.from_compact(text[1:], library), Show(text[:1]))
