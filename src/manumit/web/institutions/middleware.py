"""Sessions below ``/<language>/office/`` alone: no other page opens one, reads one or sets one."""

import contextlib
import re
import time
from collections.abc import Callable
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import auth
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from manumit.web.institutions.account_pages import urlconf_of
from manumit.web.institutions.acting import (
    SESSION_POST,
    SESSION_PROVIDER,
    SESSION_SECOND_FACTOR,
    acting_post,
    actor_in,
    needs_second_factor,
    posts_of,
)
from manumit.web.institutions.adapters import FACTORS
from manumit.web.institutions.models import Member, Post
from manumit.web.pages.languages import language

OFFICE = re.compile(r"/([A-Za-z0-9-]+)/office/")
SECONDS_IDLE = 30 * 60
SECONDS_IN_ALL = 10 * 60 * 60
SECONDS_BETWEEN_NOTES = 60
SESSION_BEGAN, SESSION_SEEN = "began", "seen"

# By whom each page may be opened; every other page needs an actor.
WITHOUT_SIGN_IN = frozenset(
    f"institutions:{name}"
    for name in (
        "sign_in", "second_factor", "new_password", "password_done", "forgotten", "forgotten_done",
        "over", "leave", "invitation", "accept", "provider", "provider_back",
        "provider_refused",
    )
)  # fmt: skip
WITHOUT_SECOND_FACTOR = WITHOUT_SIGN_IN | {
    f"institutions:{name}"
    for name in (
        "sign_out", "confirm", "security", "app", "codes", "passkeys", "passkey_add",
    )
}  # fmt: skip
WITHOUT_POST = WITHOUT_SECOND_FACTOR | {
    f"institutions:{name}"
    for name in (
        "posts", "sessions", "end_session", "password", "confirm_code", "confirm_passkey",
        "app_remove", "codes_new", "passkey_remove",
    )
}  # fmt: skip

type Answer = Callable[[HttpRequest], HttpResponse]


# The key alone stands in the database: whoever reads it there has no cookie (docs/attacks.md).
_signer = Signer(salt="manumit.office.session")


class OfficeSessions(SessionMiddleware):
    """A session and its member, in the office alone. Its cookie is the session's key, signed."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The page; elsewhere as if this were not here."""
        found = OFFICE.match(request.path_info)
        if found is None or language(found[1]) is None:
            return self.get_response(request)  # type: ignore[return-value] # not asynchronous
        # By allauth's names pages are found in this language.
        request.urlconf = urlconf_of(found[1])  # type: ignore[assignment] # any object will do
        return super().__call__(request)  # type: ignore[return-value] # not asynchronous

    def process_request(self, request: HttpRequest) -> None:
        """Session and member of the request, both read when they are asked for."""
        sent = request.COOKIES.pop(settings.SESSION_COOKIE_NAME, "")
        with contextlib.suppress(BadSignature):
            request.COOKIES[settings.SESSION_COOKIE_NAME] = _signer.unsign(sent)
        super().process_request(request)
        AuthenticationMiddleware(self.get_response).process_request(request)

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """The response, with the key signed where it is given to the browser."""
        answered = super().process_response(request, response)
        morsel = answered.cookies.get(settings.SESSION_COOKIE_NAME)
        if morsel is not None and morsel.value:
            signed = _signer.sign(morsel.value)
            morsel.set(settings.SESSION_COOKIE_NAME, signed, signed)
        return answered


class ActingPost:
    """Decides before each page of the office who acts; ends what is over."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The page."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: object, kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        """Leads to what has to be done first, or lets the page be made with ``request.actor``."""
        del view, args
        match = request.resolver_match
        # An address without a language is only looked up in, and shows nothing.
        if not hasattr(request, "session") or match is None or "language" not in kwargs:
            return None
        request.actor = None  # type: ignore[attr-defined] # read by access.actors
        tag = kwargs["language"]
        if not isinstance(request.user, Member):
            return None if match.view_name in WITHOUT_SIGN_IN else _to("sign_in", tag)
        return _member_comes(request, request.user, match.view_name, tag)


def _member_comes(
    request: HttpRequest, member: Member, name: str, tag: object
) -> HttpResponseBase | None:
    posts = posts_of(member)
    if _is_over(request, posts):
        return _end(request, name, tag)
    if needs_second_factor(posts) and not _has_given_it(request, member):
        if is_mfa_enabled(member, FACTORS):  # by another session, after this one had begun
            return _end(request, name, tag)
        return None if name in WITHOUT_SECOND_FACTOR else _to("security", tag)
    post = acting_post(request, posts)
    if post is not None:
        request.actor = actor_in(post)  # type: ignore[attr-defined] # read by access.actors
    elif name not in WITHOUT_POST:
        return _to("posts", tag)
    return None


def _is_over(request: HttpRequest, posts: list[Post]) -> bool:
    """Too old, idle for too long, or without the post that it was for; notes that it is used."""
    now, session = time.time(), request.session
    began, seen = session.setdefault(SESSION_BEGAN, now), session.setdefault(SESSION_SEEN, now)
    if now - began > SECONDS_IN_ALL or now - seen > SECONDS_IDLE or not posts:
        return True
    chosen = session.get(SESSION_POST)
    if chosen is not None and chosen not in {str(post.pk) for post in posts}:
        return True
    if chosen is None and len(posts) == 1:
        session[SESSION_POST] = str(posts[0].pk)
    if now - seen > SECONDS_BETWEEN_NOTES:
        session[SESSION_SEEN] = now
    return False


def _has_given_it(request: HttpRequest, member: Member) -> bool:
    """Whether this session gave a second factor of this member, who still has one."""
    if request.session.get(SESSION_PROVIDER) == str(member.pk):
        return True
    given = request.session.get(SESSION_SECOND_FACTOR) == str(member.pk)
    return given and bool(is_mfa_enabled(member, FACTORS))


def _end(request: HttpRequest, name: str, tag: object) -> HttpResponseBase | None:
    auth.logout(request)
    return None if name in WITHOUT_SIGN_IN else _to("over", tag)


def _to(name: str, tag: object) -> HttpResponseRedirect:
    response = HttpResponseRedirect(reverse(f"institutions:{name}", kwargs={"language": tag}))
    response.status_code = 303
    return response
