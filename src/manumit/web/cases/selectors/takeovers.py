"""Files that nobody holds any more, and what the data protection officer is told of taking over."""

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
class LeftLine:
    """A file that somebody may take over.

    Attributes:
        state: of the process PERSON_AS_VICTIM.
        since: when the last post of whoever held it ended; None where no end of a post says it.
    """

    id: uuid.UUID
    pseudonym: str
    state: str
    since: dt.datetime | None


@transaction.atomic
def files_to_take_over(actor: Actor | None) -> list[LeftLine]:
    """Files of the office that nobody holds any more and somebody in this role held, oldest first.

    Raises:
        Refused: a stranger.
    """
    who = acting(actor, "case_file", "take_over")
    tell(who, "list_files", "case_file", None, purpose="take_over")
    rows = _for(who, left_in(who.role, timezone.now())).values_list(
        "pk", "pseudonym", "state", "since"
    )
    return [LeftLine(*row) for row in rows.order_by("opened_at", "pk")]


def may_take_over(actor: Actor | None) -> bool:
    """Whether there is such a file; to show the link."""
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
    """That a file was taken over, as the data protection officer is told.

    Attributes:
        file: of whom; by it the officer finds who saw the file.
        reason: a code of the list ``taken_over``.
        decided_by, role: who decided so, acting as what.
        given_to: who holds it since; None where it is whoever decided.
    """

    id: uuid.UUID
    file: uuid.UUID
    reason: str
    decided_at: dt.datetime
    decided_by: uuid.UUID
    role: str
    given_to: uuid.UUID | None


def takeover_notices(actor: Actor | None) -> list[TakeoverLine]:
    """Those of the institution that no data protection officer has read yet, latest first.

    Everybody else's list is empty.
    """
    rows = takeover_policy.scope(actor, "notice").filter(noticed_at=None)
    found = rows.values_list(
        "pk", "file_id", "reason", "decided_at", "decided_by", "role", "given_to"
    )
    return [TakeoverLine(*row) for row in found.order_by("-decided_at", "pk")]
