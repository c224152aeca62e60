"""Begins, opens and ends sessions of visitors without an account.

The browser holds the encrypted data and a token; the server holds the key. Neither can read the
data without the other, and the server deletes the key when the session ends.
"""

import datetime as dt
import hashlib
import os
import secrets
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.dispatch import Signal
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from manumit.web.public.sessions.models import VisitorSession
from manumit.web.public.sessions.sealing import seal, unseal
from manumit.web.sealing import SealError

TOKEN_COOKIE = "visit"  # noqa: S105 - the name of a cookie
KEPT_COOKIE = "kept"
LONGEST = timedelta(hours=4)
IDLE_MINUTES = 45
LONGEST_IDLE = timedelta(minutes=IDLE_MINUTES)
LARGEST_KEPT = 3_500  # browsers refuse cookies above 4,096 bytes

sessions_ended = Signal()
"""Sent with ``digests`` when sessions end, so that other apps delete their data of them."""


@dataclass(frozen=True, slots=True, repr=False)
class OpenSession:
    """An open session; its ``repr`` shows neither token nor key."""

    token: str
    key: bytes

    @property
    def digest(self) -> bytes:
        """Return the database key of the session: SHA-256 of the token."""
        return hashlib.sha256(self.token.encode()).digest()

    def seal(self, text: str, purpose: str) -> str:
        """Encrypt a text for this session and one purpose."""
        return seal(text, key=self.key, bound_to=self._bound_to(purpose))

    def unseal(self, word: str, purpose: str) -> str:
        """Decrypt a text that was encrypted for the purpose.

        Raises:
            SealError: changed, from another session or purpose, or idle for too long.
        """
        oldest = LONGEST_IDLE.total_seconds()
        return unseal(word, key=self.key, bound_to=self._bound_to(purpose), oldest=oldest)

    def _bound_to(self, purpose: str) -> bytes:
        return self.digest + purpose.encode()


def begin_session() -> OpenSession:
    """Start a session, and delete expired ones."""
    forget_ended_sessions()
    visit = OpenSession(secrets.token_urlsafe(32), os.urandom(32))
    ends_at = _full_hour(timezone.now() + LONGEST)
    VisitorSession.objects.create(digest=visit.digest, key=visit.key, ends_at=ends_at)
    return visit


def forget_ended_sessions() -> None:
    """Delete all expired sessions; safe to call at any time."""
    over = VisitorSession.objects.filter(ends_at__lte=timezone.now())
    _forget([bytes(digest) for digest in over.values_list("digest", flat=True)])


def _forget(digests: list[bytes]) -> None:
    if digests:
        VisitorSession.objects.filter(digest__in=digests).delete()
        # robust: the key is deleted whatever a receiver does, and leaving must never fail.
        sessions_ended.send_robust(sender=None, digests=digests)


def _full_hour(moment: dt.datetime) -> dt.datetime:
    return moment.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)


def open_session(request: HttpRequest) -> OpenSession | None:
    """Return the open session of a request, or None."""
    token = request.COOKIES.get(TOKEN_COOKIE, "")
    if not token:
        return None
    visit = OpenSession(token, b"")
    row = VisitorSession.objects.filter(digest=visit.digest, ends_at__gt=timezone.now()).first()
    return None if row is None else OpenSession(token, bytes(row.key))


def read_kept(request: HttpRequest, visit: OpenSession, purpose: str) -> str | None:
    """Return what the browser kept for a purpose, or None if it cannot be decrypted."""
    try:
        return visit.unseal(request.COOKIES.get(f"{KEPT_COOKIE}-{purpose}", ""), purpose)
    except SealError:
        return None


def keep(response: HttpResponse, visit: OpenSession, text: str, purpose: str) -> None:
    """Store a text in an encrypted cookie until the session ends.

    Raises:
        ValueError: it is too long for a cookie; callers must prevent this.
    """
    word = visit.seal(text, purpose)
    if len(word) > LARGEST_KEPT:
        raise ValueError(len(word))
    set_session_cookie(response, visit)
    _set_cookie(response, f"{KEPT_COOKIE}-{purpose}", word)


def set_session_cookie(response: HttpResponse, visit: OpenSession) -> None:
    """Set the cookie that identifies the session."""
    _set_cookie(response, TOKEN_COOKIE, visit.token)


def _set_cookie(response: HttpResponse, name: str, value: str) -> None:
    # No lifetime: the browser deletes it when it closes, unless it restores windows.
    response.set_cookie(
        name, value, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Strict"
    )


def end_session(request: HttpRequest, response: HttpResponse) -> None:
    """Delete the key on the server and the cookies in the browser."""
    token = request.COOKIES.get(TOKEN_COOKIE, "")
    if token:
        _forget([OpenSession(token, b"").digest])
    request.META.pop(
        "CSRF_COOKIE_NEEDS_UPDATE", None
    )  # otherwise Django would set a new cookie in this response
    ours = (TOKEN_COOKIE, settings.CSRF_COOKIE_NAME)
    for name in request.COOKIES:
        if name in ours or name.startswith(f"{KEPT_COOKIE}-"):
            response.delete_cookie(name, samesite="Strict")
