"""Begins, opens and ends a visit.

The browser holds what was said, sealed, and a token; the server holds the key. Neither can read
anything without the other, and the server forgets the key when the visit ends.
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

from manumit.web.sealing import SealError
from manumit.web.visits.models import Visit
from manumit.web.visits.sealing import seal, unseal

TOKEN_COOKIE = "visit"  # noqa: S105 - the name of a cookie
KEPT_COOKIE = "kept"
LONGEST = timedelta(hours=4)
LONGEST_IDLE = timedelta(minutes=45)
LARGEST_KEPT = 3_500  # browsers refuse cookies above 4,096 bytes

visits_ended = Signal()
"""Sent with ``digests`` when visits are over, so that a room above drops what it holds of them."""


@dataclass(frozen=True, slots=True, repr=False)
class OpenVisit:
    """A visit that goes on; its ``repr`` shows neither token nor key."""

    token: str
    key: bytes

    @property
    def digest(self) -> bytes:
        """What the server knows the visit by."""
        return hashlib.sha256(self.token.encode()).digest()

    def seal(self, text: str, purpose: str) -> str:
        """A text that only this visit can open again, for one purpose."""
        return seal(text, key=self.key, bound_to=self._bound(purpose))

    def unseal(self, word: str, purpose: str) -> str:
        """What was sealed for the purpose.

        Raises:
            SealError: changed, of another visit or purpose, or idle for too long.
        """
        oldest = LONGEST_IDLE.total_seconds()
        return unseal(word, key=self.key, bound_to=self._bound(purpose), oldest=oldest)

    def _bound(self, purpose: str) -> bytes:
        return self.digest + purpose.encode()


def begin_visit() -> OpenVisit:
    """A new visit; visits that are over are forgotten on this occasion."""
    forget_ended_visits()
    visit = OpenVisit(secrets.token_urlsafe(32), os.urandom(32))
    ends_at = _full_hour(timezone.now() + LONGEST)
    Visit.objects.create(digest=visit.digest, key=visit.key, ends_at=ends_at)
    return visit


def forget_ended_visits() -> None:
    """Forgets every visit whose time is over; may be done at any time, by anybody."""
    over = Visit.objects.filter(ends_at__lte=timezone.now())
    _forget([bytes(digest) for digest in over.values_list("digest", flat=True)])


def _forget(digests: list[bytes]) -> None:
    if digests:
        Visit.objects.filter(digest__in=digests).delete()
        # The key is gone whatever happens to a listener, and leaving never fails.
        visits_ended.send_robust(sender=None, digests=digests)


def _full_hour(moment: dt.datetime) -> dt.datetime:
    return moment.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)


def open_visit(request: HttpRequest) -> OpenVisit | None:
    """The visit that a request belongs to; None where there is none or it has ended."""
    token = request.COOKIES.get(TOKEN_COOKIE, "")
    if not token:
        return None
    visit = OpenVisit(token, b"")
    row = Visit.objects.filter(digest=visit.digest, ends_at__gt=timezone.now()).first()
    return None if row is None else OpenVisit(token, bytes(row.key))


def kept(request: HttpRequest, visit: OpenVisit, purpose: str) -> str | None:
    """What the browser kept for a purpose; None where nothing can be opened."""
    try:
        return visit.unseal(request.COOKIES.get(f"{KEPT_COOKIE}-{purpose}", ""), purpose)
    except SealError:
        return None


def keep(response: HttpResponse, visit: OpenVisit, text: str, purpose: str) -> None:
    """Lets the browser keep a text, sealed, until the visit ends.

    Raises:
        ValueError: it is too long for a cookie, which a caller has to rule out.
    """
    word = visit.seal(text, purpose)
    if len(word) > LARGEST_KEPT:
        raise ValueError(len(word))
    carry(response, visit)
    _set(response, f"{KEPT_COOKIE}-{purpose}", word)


def carry(response: HttpResponse, visit: OpenVisit) -> None:
    """Lets the browser say in its next request which visit it belongs to."""
    _set(response, TOKEN_COOKIE, visit.token)


def _set(response: HttpResponse, name: str, value: str) -> None:
    # No lifetime: the browser drops it when it is closed (or when it restores windows, does not).
    response.set_cookie(
        name, value, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Strict"
    )


def end_visit(request: HttpRequest, response: HttpResponse) -> None:
    """Forgets the key on the server and lets the browser drop what it holds."""
    token = request.COOKIES.get(TOKEN_COOKIE, "")
    if token:
        _forget([OpenVisit(token, b"").digest])
    request.META.pop("CSRF_COOKIE_NEEDS_UPDATE", None)  # or Django sets a new one on the way out
    ours = (TOKEN_COOKIE, settings.CSRF_COOKIE_NAME)
    for name in request.COOKIES:
        if name in ours or name.startswith(f"{KEPT_COOKIE}-"):
            response.delete_cookie(name, samesite="Strict")
