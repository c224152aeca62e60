"""The actor: one person in one role, for one request."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.http import HttpRequest


@dataclass(frozen=True, slots=True)
class Actor:
    """One acting role at a time. No actor is a stranger.

    Attributes:
        person: who.
        institution, office: where.
        role: a key of ``roles.yaml``.
        until: when the role ends by itself.
        since: from when the post held; None where nobody knows, and then it counts as no time.
        let_in_by: who gave the post or approved it.
    """

    person: uuid.UUID
    institution: uuid.UUID
    office: uuid.UUID
    role: str
    until: dt.datetime
    since: dt.datetime | None = None
    let_in_by: frozenset[uuid.UUID] = frozenset()


def actor_of(request: HttpRequest) -> Actor | None:
    """Return the actor that signing in put on the request; None for a stranger."""
    found = getattr(request, "actor", None)
    return found if isinstance(found, Actor) else None
