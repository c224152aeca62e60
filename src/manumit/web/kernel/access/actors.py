"""Who acts: one person in one role, for one request."""

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
    """

    person: uuid.UUID
    institution: uuid.UUID
    office: uuid.UUID
    role: str
    until: dt.datetime


def actor_of(request: HttpRequest) -> Actor | None:
    """The actor that signing in put on the request; None for a stranger."""
    found = getattr(request, "actor", None)
    return found if isinstance(found, Actor) else None
