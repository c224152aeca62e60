"""What of a visit's reckoning the browser holds, sealed: what was entered, and what is shown."""

import enum
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

from manumit.web.visits.services import KEPT_COOKIE, OpenVisit, kept, open_visit
from manumit.web.wages.entered import Entered

PURPOSE = "sums"
FILE_PURPOSE = "sums-file"
"""What an account file of the visitor is sealed for, in the form of the page that shows it."""


class Show(enum.StrEnum):
    """Which page is shown."""

    START = "s"
    FORM = "f"
    RESULT = "r"


@dataclass(frozen=True, slots=True, repr=False)
class State:
    """What was entered; it is about a person, so it is only ever sealed."""

    entered: Entered
    show: Show = Show.FORM

    def to_text(self) -> str:
        """What :meth:`from_text` reads."""
        return f"{self.show}{self.entered.to_text()}"

    @classmethod
    def from_text(cls, text: str) -> "State":
        """The state that :meth:`to_text` wrote.

        Raises:
            ValueError: nothing that can be shown.
        """
        return cls(Entered.from_text(text[1:]), Show(text[:1]))


@dataclass(frozen=True, slots=True, repr=False)
class Held:
    """What the browser of a visit that goes on holds."""

    visit: OpenVisit
    state: State


def held(request: HttpRequest) -> Held | None:
    """What a request belongs to; None where nothing can be read."""
    visit = open_visit(request)
    text = None if visit is None else kept(request, visit, PURPOSE)
    if visit is None or text is None:
        return None
    try:
        return Held(visit, State.from_text(text))
    except ValueError:
        return None


def sent_something(request: HttpRequest) -> bool:
    """Whether the browser holds something, readable or not."""
    return f"{KEPT_COOKIE}-{PURPOSE}" in request.COOKIES


def drop(response: HttpResponse) -> None:
    """Lets the browser drop what nobody can read any more."""
    response.delete_cookie(f"{KEPT_COOKIE}-{PURPOSE}", samesite="Strict")
