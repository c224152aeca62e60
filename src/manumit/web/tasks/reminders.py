"""Reminders: a member reminds others of what they wait for, at most once in three days."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence

from django.db import connection, transaction
from django.db.models import Max

from manumit.errors import Place
from manumit.web.institutions.directory import any_partner
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.recording import record_act, require_actor
from manumit.web.kernel.days import today
from manumit.web.kernel.room import row_of_request
from manumit.web.tasks.codes import TaskCode
from manumit.web.tasks.later import find_line
from manumit.web.tasks.models import Reminder
from manumit.web.tasks.policies import task_policy
from manumit.web.tasks.sources import DueItem, Turn

EVERY = dt.timedelta(days=3)
"""A second reminder within this time is refused: it would only be noise. Ours."""
_ONE_BY_ONE = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"
"""A lock for each row, so that two members who press at once send one reminder."""


@transaction.atomic
def remind(actor: Actor | None, kind: str, row: uuid.UUID, *, request: uuid.UUID) -> Reminder:
    """Remind others of a line for which the actor waits; no deadline moves.

    Args:
        actor: who waits.
        kind: of the line.
        row: of the line.
        request: idempotency key of the form; a repeat returns the same row.

    Raises:
        Refused: the role has no such work.
        InputError: Y509, Y510; T201.
    """
    task_policy.check_new(actor, "do")
    who = require_actor(actor, task_policy.resource, "do")
    known = row_of_request(Reminder, who, request)
    if known is not None:
        return known
    item = find_line(who, kind, row, Turn.WAITING)
    if item is None or not can_be_reminded(item):
        raise TaskCode.NOT_WAITING.error(Place())
    with connection.cursor() as cursor:
        cursor.execute(_ONE_BY_ONE, [f"reminder {item.source} {row}"])
    if _recent(item):
        raise TaskCode.REMINDED.error(Place())
    record_act(who, "change", task_policy.resource, None, purpose="do")
    return Reminder.objects.create(
        institution_id=who.institution,
        office_id=who.office,
        made_by=who.person,
        kind=item.source,
        row=row,
        made_on=today(),
        request=request,
    )


def can_be_reminded(item: DueItem) -> bool:
    """Return whether the addressee of a line sees it here: a partner system does not."""
    return item.party is None or not any_partner([item.party])


def _recent(item: DueItem) -> bool:
    last = last_reminders([item]).get((item.source, item.row))
    return last is not None and today() < last + EVERY


def last_reminders(items: Sequence[DueItem]) -> Mapping[tuple[str, uuid.UUID], dt.date]:
    """Return the day of the last reminder of each line that has one, by source and row."""
    if not items:
        return {}
    rows = Reminder.objects.filter(row__in={one.row for one in items})
    found = rows.values_list("kind", "row").annotate(last=Max("made_on"))
    return {(kind, row): last for kind, row, last in found}
