"""Which files are open by emergency access, to whom and when."""

import datetime as dt
from typing import Any

from django.db.models import Q, QuerySet

from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.models import BreakGlass


def open_at(now: dt.datetime) -> Q:
    """Return the condition for emergency accesses that are effective at a moment.

    It was asked for, has not ended, was not revoked, and was confirmed; or opened at once and can
    still be confirmed.
    """
    running = Q(asked_at__lte=now, ends_at__gt=now, revoked_at=None)
    confirmed = Q(confirmed_at__lte=now)
    waiting = Q(opens_at_once=True, confirmed_at=None, confirm_until__gt=now)
    return running & (confirmed | waiting)


def open_files(actor: Actor, now: dt.datetime) -> QuerySet[Any, Any]:
    """Return keys of the files that are open to an actor, in the role and office they asked in."""
    asked = Q(
        person=actor.person,
        institution=actor.institution,
        office=actor.office,
        role=actor.role,
    )
    return BreakGlass.objects.filter(open_at(now), asked).values("file")


def lapsed_at_once(actor: Actor, since: dt.datetime, now: dt.datetime) -> bool:
    """Return whether an immediate access is unconfirmed, waiting or lapsed since a moment."""
    found = BreakGlass.objects.filter(
        person=actor.person, opens_at_once=True, confirmed_at=None, asked_at__gt=since
    )
    return found.filter(asked_at__lte=now).exists()
