"""Five people whom every test of access knows, by how they stand to the owner's row.

owner            holds it
colleague        same office
other_office     same institution, another office
other_institution
stranger         not signed in: None
"""

import datetime as dt
import uuid
from dataclasses import dataclass, replace

from django.utils import timezone

from manumit.web.kernel.access.actors import Actor


@dataclass(frozen=True, slots=True)
class Persons:
    """Who they are; ``stranger`` is None, as the request of a stranger has no actor."""

    owner: Actor
    colleague: Actor
    other_office: Actor
    other_institution: Actor
    stranger: None = None


def actor(role: str, *, hours: float = 1) -> Actor:
    """Somebody in a role, in an institution and an office of their own.

    Args:
        role: of ``roles.yaml``.
        hours: for how long the role holds; below 0, it has ended.
    """
    until = timezone.now() + dt.timedelta(hours=hours)
    since = timezone.now() - dt.timedelta(days=30)
    return Actor(uuid.uuid4(), uuid.uuid4(), uuid.uuid4(), role, until, since)


def persons(role: str, other: str | None = None) -> Persons:
    """The five, in one role.

    Args:
        role: of all of them.
        other: of the one in another institution; the same if not given.
    """
    owner = actor(role)
    return Persons(
        owner,
        replace(owner, person=uuid.uuid4()),
        replace(owner, person=uuid.uuid4(), office=uuid.uuid4()),
        actor(other or role),
    )
