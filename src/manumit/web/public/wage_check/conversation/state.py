"""The conversation of an open session; it shares the place of the forms in the browser."""

from dataclasses import dataclass

from django.http import HttpRequest

from manumit.web.public.sessions.services import OpenSession, open_session, read_kept
from manumit.web.public.wage_check.conversation.answers import Conversation
from manumit.web.public.wage_check.state import PURPOSE


@dataclass(frozen=True, slots=True, repr=False)
class CurrentConversation:
    """A conversation with its session."""

    visit: OpenSession
    held: Conversation


def current_conversation(request: HttpRequest) -> CurrentConversation | None:
    """Return the conversation of a request, or None if there is none that can be read."""
    visit = open_session(request)
    text = None if visit is None else read_kept(request, visit, PURPOSE)
    if visit is None or text is None:
        return None
    try:
        return CurrentConversation(visit, Conversation.from_text(text))
    except ValueError:
        return None
