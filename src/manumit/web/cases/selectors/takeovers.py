"""Read files that nobody holds any more, and notices of takeovers."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from manumit.web.cases.events import acting, tell
from manumit.web.cases.holders import any_ended, held_in, left_in
from manumit.web.cases.policies import file_policy, takeover_policy
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import grants


@dataclass(frozen=True, slots=True)
class UnheldFileLine:
    """A file that the actor may take over.

    Attributes:
        state: of the process PERSON_AS_VICTIM.
        since: when the last post of its holders ended; None if no post's end shows it.
    """

    id: uuid.UUID
    pseudonym: str
    state: str
    since: dt.datetime | None


@transaction.atomic
def files_to_take_over(actor: Actor | None) -> list[UnheldFileLine]:
    """Return unheld files of the office that were held in the actor's role, oldest first.

    Raises:
        Refused: a stranger.
    """
    who = acting(actor, "case_file", "take_over")
    tell(who, "list_files", "case_file", None, purpose="take_over")
    rows = _for(who, left_in(who.role, timezone.now())).values_list(
        "pk", "pseudonym", "state", "since"
    )
    return [UnheldFileLine(*row) for row in rows.order_by("opened_at", "pk")]


def may_take_over(actor: Actor | None) -> bool:
    """Return whether there is such a file; to show the link."""
    if actor is None or not grants().of(actor.role, file_policy.resource, "take_over"):
        return False
    now = timezone.now()
    # Asked first because it costs little: in most offices nobody has left.
    left = any_ended(actor.office, actor.role, now)
    return left and _for(actor, held_in(actor.role, now)).exists()


def _for(who: Actor, rows: QuerySet[Any]) -> QuerySet[Any]:
    # The office once more, outside the scope: an index leads to its files. Without it the posts of
    # whoever holds a file are looked up for every file of the installation.
    return rows.filter(
        institution=who.institution,
        office=who.office,
        pk__in=file_policy.scope(who, "take_over").values("pk"),
    )


@dataclass(frozen=True, slots=True)
class TakeoverLine:
    """A takeover, as shown to the data protection officer.

    Attributes:
        file: the case file; leads the officer to its access log.
        reason: a code of the list ``taken_over``.
        decided_by, role: who decided so, acting as what.
        given_to: the new holder; None if it is the member who decided.
    """

    id: uuid.UUID
    file: uuid.UUID
    reason: str
    decided_at: dt.datetime
    decided_by: uuid.UUID
    role: str
    given_to: uuid.UUID | None


def takeover_notices(actor: Actor | None) -> list[TakeoverLine]:
    """Return the institution's unread takeover notices, latest first.

    Everybody else's list is empty.
    """
    rows = takeover_policy.scope(actor, "notice").filter(noticed_at=None)
    found = rows.values_list(
        "pk", "file_id", "reason", "decided_at", "decided_by", "role", "given_to"
    )
    return [TakeoverLine(*row) for row in found.order_by("-decided_at", "pk")]
