"""The interview of a visitor: the browser keeps its state, encrypted."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

from manumit.errors import InputError
from manumit.instruments import Library
from manumit.web.interviewing.state import InterviewState
from manumit.web.public.sessions.services import KEPT_COOKIE, OpenSession, open_session, read_kept

PURPOSE = "questions"


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
