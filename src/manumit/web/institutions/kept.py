"""A form that a member sent after their session had ended, kept sealed until they sign in again.

It lies in the new session of the same browser, on the server, encrypted under the key ring and
bound to the member, the post in which it was sent and the address; nothing of it is in the browser.
Only the same member gets it back in the same post, within an hour; leaving quickly and signing out
end it with the session. Kept is only what somebody wrote: a form that is done once (``request``)
and has a text in it. A search, an export or the press of a button is none.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpRequest, QueryDict

from manumit.errors import InputError
from manumit.web.institutions.acting import SESSION_POST
from manumit.web.institutions.models import Member
from manumit.web.kernel.vault.locked import lock_text, unlock_text
from manumit.web.sealing import SealError

SESSION_KEPT = "kept_form"
SECONDS_KEPT = 60 * 60
LONGEST = 200_000
"""Characters of a form; a longer one is a file, or an attack."""
ROOMS = frozenset({"institutions", "worker_access", "country"})
"""Rooms whose forms hold passwords and codes."""
PURPOSE = b"manumit form after a session"
URLENCODED = "application/x-www-form-urlencoded"
CSRF, ONCE = "csrfmiddlewaretoken", "request"
TEXT_FROM = 12
"""Characters from which a value with a space is shown as a text that somebody wrote."""

_never: set[str] = set()


def never_keep(*views: str) -> None:
    """Register views whose forms are not kept, such as a search for a person by name."""
    _never.update(views)


@dataclass(frozen=True, slots=True, repr=False)
class KeptForm:
    """A kept form, opened; its ``repr`` shows nothing.

    Attributes:
        path: the address that it was sent to.
        fields: all names with their values, in the order of the form.
    """

    path: str
    fields: QueryDict

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """Return each name with each of its values."""
        return [(name, value) for name, values in self.fields.lists() for value in values]

    @property
    def texts(self) -> list[str]:
        """Return the values that are text that somebody wrote."""
        return [
            one
            for _, one in self.pairs
            if len(one) >= TEXT_FROM and any(sign.isspace() for sign in one.strip())
        ]


def seal_form(request: HttpRequest, member: Member) -> Mapping[str, object] | None:
    """Return the sealed form of a request, for the next session; None if it is not to be kept."""
    match = request.resolver_match
    view = "" if match is None else match.view_name
    if request.method != "POST" or request.content_type != URLENCODED or ":" not in view:
        return None
    if view.partition(":")[0] in ROOMS or view in _never:
        return None
    post, path = request.session.get(SESSION_POST), request.path
    fields = request.POST.copy()
    fields.pop(CSRF, None)
    text = fields.urlencode()
    written = ONCE in fields and KeptForm(path, fields).texts
    if not post or not written or request.META.get("QUERY_STRING") or len(text) > LONGEST:
        return None
    bound = _bound(member, post, path)
    return {
        "member": str(member.pk),
        "post": post,
        "path": path,
        "text": lock_text(text.encode(), purpose=PURPOSE, bound_to=bound),
        "until": time.time() + SECONDS_KEPT,
        "offered": False,
    }


def open_form(request: HttpRequest, member: Member) -> KeptForm | None:
    """Return the form that a session keeps for a member; another's, or one over, is dropped.

    In another post of the member there is none; it waits for its own.
    """
    kept = request.session.get(SESSION_KEPT)
    if kept is None:
        return None
    mine = kept["member"] == str(member.pk)
    if mine and kept["post"] != request.session.get(SESSION_POST):
        return None
    if mine and time.time() < kept["until"]:
        try:
            bound = _bound(member, kept["post"], kept["path"])
            text = unlock_text(kept["text"], purpose=PURPOSE, bound_to=bound)
        except (SealError, InputError):
            pass  # changed, or of a key that is gone
        else:
            return KeptForm(kept["path"], QueryDict(text.decode()))
    drop_form(request)
    return None


def drop_form(request: HttpRequest) -> None:
    """Forget what a session keeps."""
    request.session.pop(SESSION_KEPT, None)


def offer_form(request: HttpRequest, member: Member) -> bool:
    """Return whether to lead a member to their kept form now: once, after they signed in."""
    kept = request.session.get(SESSION_KEPT)
    if kept is None:
        return False
    if request.method == "POST":
        if request.path == kept["path"] and kept["post"] == request.session.get(SESSION_POST):
            drop_form(request)  # they send it again
        return False
    if kept["offered"] or open_form(request, member) is None:
        return False
    request.session[SESSION_KEPT] = {**kept, "offered": True}
    return True


def _bound(member: Member, post: str, path: str) -> bytes:
    return f"{member.pk} {post} {path}".encode()
