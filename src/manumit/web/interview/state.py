"""Where an interview stands: the sitting, and what of it is shown. The browser keeps its text."""

import enum
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

from manumit.assessment import Sitting
from manumit.errors import InputError
from manumit.instruments import Library
from manumit.web.visits.services import KEPT_COOKIE, OpenVisit, kept, open_visit

PURPOSE = "questions"


class Show(enum.StrEnum):
    """What is shown while it is safe; where it is not, nothing of this is."""

    QUESTION = "q"
    OVERVIEW = "o"
    FINDING = "f"


@dataclass(frozen=True, slots=True)
class State:
    """One interview on pages; its text is what a person said, so it is only ever sealed."""

    sitting: Sitting
    show: Show = Show.QUESTION

    def to_text(self, library: Library) -> str:
        """What :meth:`from_text` reads."""
        return f"{self.show}{self.sitting.to_compact(library)}"

    @classmethod
    def from_text(cls, text: str, library: Library) -> "State":
        """The state that :meth:`to_text` wrote.

        Raises:
            InputError: A110 or A111 of the sitting.
            ValueError: nothing that can be shown.
        """
        return cls(Sitting.from_compact(text[1:], library), Show(text[:1]))


@dataclass(frozen=True, slots=True)
class Held:
    """The interview of a visit that goes on."""

    visit: OpenVisit
    state: State


def held(request: HttpRequest, library: Library) -> Held | None:
    """The interview that a request belongs to; None where there is none that can be read."""
    visit = open_visit(request)
    text = None if visit is None else kept(request, visit, PURPOSE)
    if visit is None or text is None:
        return None
    try:
        return Held(visit, State.from_text(text, library))
    except (InputError, ValueError):
        return None


def sent_something(request: HttpRequest) -> bool:
    """Whether the browser holds an interview, readable or not."""
    return f"{KEPT_COOKIE}-{PURPOSE}" in request.COOKIES


def drop(response: HttpResponse) -> None:
    """Lets the browser drop an interview that nobody can read any more."""
    response.delete_cookie(f"{KEPT_COOKIE}-{PURPOSE}", samesite="Strict")
