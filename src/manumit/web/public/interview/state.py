"""The state of an interview: the sitting and the page shown. The browser keeps it, encrypted."""

import enum
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

from manumit.assessment import Sitting
from manumit.errors import InputError
from manumit.instruments import Library
from manumit.web.public.sessions.services import KEPT_COOKIE, OpenSession, open_session, read_kept

PURPOSE = "questions"


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


@dataclass(frozen=True, slots=True)
class CurrentInterview:
    """The interview of an open session."""

    visit: OpenSession
    state: InterviewState


def current_interview(request: HttpRequest, library: Library) -> CurrentInterview | None:
    """Return the interview of a request, or None if there is none that can be read."""
    visit = open_session(request)
    text = None if visit is None else read_kept(request, visit, PURPOSE)
    if visit is None or text is None:
        return None
    try:
        return CurrentInterview(visit, InterviewState.from_text(text, library))
    except (InputError, ValueError):
        return None


def has_interview_cookie(request: HttpRequest) -> bool:
    """Return whether the browser holds an interview, readable or not."""
    return f"{KEPT_COOKIE}-{PURPOSE}" in request.COOKIES


def delete_interview_cookie(response: HttpResponse) -> None:
    """Let the browser drop an interview that nobody can read any more."""
    response.delete_cookie(f"{KEPT_COOKIE}-{PURPOSE}", samesite="Strict")
