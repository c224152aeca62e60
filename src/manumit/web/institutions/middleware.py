"""Sessions below ``/<language>/office/`` only; no other page reads or sets one."""

import contextlib
import re
import time
from collections.abc import Callable, Mapping
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import auth
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect

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
from manumit.web.institutions.kept import SESSION_KEPT, offer_form, seal_form
from manumit.web.institutions.models import Member, Post
from manumit.web.ui.languages import language
from manumit.web.ui.places import PostNames
from manumit.web.ui.redirects import see_other

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

_opened_by_rooms: set[str] = set()

type Answer = Callable[[HttpRequest], HttpResponse]


def register_open_page(view: str) -> None:
    """Let a page of a room above, by which somebody signs in, be opened without an account."""
    _opened_by_rooms.add(view)


def _needs_no_sign_in(view: str) -> bool:
    return view in WITHOUT_SIGN_IN or view in _opened_by_rooms


# The database holds only the key, so reading the database yields no valid cookie
# (docs/explanation/attacks.md).
_signer = Signer(salt="manumit.office.session")


class OfficeSessions(SessionMiddleware):
    """Session and member for office pages only. The cookie is the signed session key."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Return the page; other paths pass through unchanged."""
        found = OFFICE.match(request.path_info)
        if found is None or language(found[1]) is None:
            return self.get_response(request)  # type: ignore[return-value] # not asynchronous
        # By allauth's names pages are found in this language.
        request.urlconf = urlconf_of(found[1])  # type: ignore[assignment] # any object will do
        return super().__call__(request)  # type: ignore[return-value] # not asynchronous

    def process_request(self, request: HttpRequest) -> None:
        """Attach session and member, both loaded on first use."""
        sent = request.COOKIES.pop(settings.SESSION_COOKIE_NAME, "")
        with contextlib.suppress(BadSignature):
            request.COOKIES[settings.SESSION_COOKIE_NAME] = _signer.unsign(sent)
        super().process_request(request)
        AuthenticationMiddleware(self.get_response).process_request(request)

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Return the response with a signed session cookie."""
        answered = super().process_response(request, response)
        morsel = answered.cookies.get(settings.SESSION_COOKIE_NAME)
        if morsel is not None and morsel.value:
            signed = _signer.sign(morsel.value)
            morsel.set(settings.SESSION_COOKIE_NAME, signed, signed)
        return answered


class ActingPost:
    """Set the actor before each office page; end expired sessions."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Return the page."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: object, kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        """Redirect to what is required first, or set ``request.actor``."""
        del view, args
        match = request.resolver_match
        # An address without a language is only looked up in, and shows nothing.
        if not hasattr(request, "session") or match is None or "language" not in kwargs:
            return None
        request.actor = None  # type: ignore[attr-defined] # read by access.actors
        tag = kwargs["language"]
        if not isinstance(request.user, Member):
            return None if _needs_no_sign_in(match.view_name) else _to("sign_in", tag)
        return _member_comes(request, request.user, match.view_name, tag)


def _member_comes(
    request: HttpRequest, member: Member, name: str, tag: object
) -> HttpResponseBase | None:
    posts = posts_of(member)
    if _has_expired(request, posts):
        # What was written in a post that has ended comes back in no other.
        held = request.session.get(SESSION_POST) in {str(post.pk) for post in posts}
        return _end(request, name, tag, kept=seal_form(request, member) if held else None)
    if needs_second_factor(posts) and not _gave_second_factor(request, member):
        if is_mfa_enabled(member, FACTORS):  # by another session, after this one had begun
            return _end(request, name, tag)
        return None if name in WITHOUT_SECOND_FACTOR else _to("security", tag)
    post = acting_post(request, posts)
    if post is not None:
        request.actor = actor_in(post)  # type: ignore[attr-defined] # read by access.actors
        request.workplace = PostNames(  # type: ignore[attr-defined] # read by ui.views
            post.office.institution.names, post.office.names, several=len(posts) > 1
        )
        if name not in WITHOUT_POST and offer_form(request, member):
            return _to("kept", tag)
    elif name not in WITHOUT_POST:
        return _to("posts", tag)
    return None


def _has_expired(request: HttpRequest, posts: list[Post]) -> bool:
    """Return whether a session is too old, idle or without its post; note its use."""
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


def _gave_second_factor(request: HttpRequest, member: Member) -> bool:
    """Return whether this session gave a second factor that the member still has."""
    if request.session.get(SESSION_PROVIDER) == str(member.pk):
        return True
    given = request.session.get(SESSION_SECOND_FACTOR) == str(member.pk)
    return given and bool(is_mfa_enabled(member, FACTORS))


def _end(
    request: HttpRequest, name: str, tag: object, *, kept: Mapping[str, object] | None = None
) -> HttpResponseBase | None:
    auth.logout(request)
    if kept is not None:
        request.session[SESSION_KEPT] = dict(kept)
    return None if _needs_no_sign_in(name) else _to("over", tag)


def _to(name: str, tag: object) -> HttpResponseRedirect:
    return see_other(f"institutions:{name}", tag)
