"""Later: a member puts off a line of work until a day, for a reason that is a code."""

import datetime as dt
import uuid

from django.db import transaction

from manumit.errors import Place
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import SEE
from manumit.web.kernel.access.recording import record_act, require_actor
from manumit.web.kernel.days import today
from manumit.web.kernel.room import row_of_request
from manumit.web.tasks.codes import TaskCode
from manumit.web.tasks.models import Postponement
from manumit.web.tasks.policies import task_policy
from manumit.web.tasks.process import REASONS
from manumit.web.tasks.sources import DueItem, Turn, due_items

MOST_DAYS, AHEAD, MOST = 31, dt.timedelta(days=366), 1_000
MONDAY = 7


@transaction.atomic
def line_to_postpone(actor: Actor, kind: str, row: uuid.UUID) -> DueItem | None:
    """Return a line that the actor may put off, and record that they read it.

    None: it can't wait, or it is not theirs to do.
    """
    record_act(actor, "list_files", task_policy.resource, None, purpose=SEE)
    return _found(actor, kind, row)


def _found(actor: Actor, kind: str, row: uuid.UUID) -> DueItem | None:
    item = find_line(actor, kind, row, Turn.TO_DO)
    return None if item is None or item.first else item


def find_line(actor: Actor, kind: str, row: uuid.UUID, turn: Turn) -> DueItem | None:
    """Return the line of a kind and row among an actor's work of one turn, or None."""
    found = due_items(actor, today() + AHEAD, MOST, (turn,), postponed=None)
    return next((one for one in found if (one.kind, one.row) == (kind, row)), None)


def days_offered() -> tuple[dt.date, dt.date]:
    """Return tomorrow, and the Monday after tomorrow."""
    tomorrow = today() + dt.timedelta(days=1)
    return tomorrow, tomorrow + dt.timedelta(days=MONDAY - tomorrow.weekday())


@transaction.atomic
def postpone(
    actor: Actor | None,
    kind: str,
    row: uuid.UUID,
    *,
    until: dt.date | None,
    reason: str,
    request: uuid.UUID,
) -> Postponement:
    """Put off a line of the actor's work; no deadline moves, and it is back on the day.

    Args:
        actor: whose turn it is.
        kind: of the line.
        row: of the line.
        until: a day from tomorrow to a month from now.
        reason: a code of the list ``later``.
        request: idempotency key of the form; a repeat returns the same row.

    Raises:
        Refused: the role has no such work.
        InputError: Y507, Y508; T201.
    """
    task_policy.check_new(actor, "do")
    who = require_actor(actor, task_policy.resource, "do")
    known = row_of_request(Postponement, who, request)
    if known is not None:
        return known
    if _found(who, kind, row) is None or not REASONS["later"].has(reason, today()):
        raise TaskCode.NOT_LATER.error(Place(field="reason"))
    if until is None or not 0 < (until - today()).days <= MOST_DAYS:
        raise TaskCode.LATER_DAY.error(Place(field="day"))
    record_act(who, "change", task_policy.resource, None, purpose="do")
    return Postponement.objects.create(
        institution_id=who.institution,
        office_id=who.office,
        made_by=who.person,
        kind=kind,
        row=row,
        until=until,
        reason=reason,
        request=request,
    )
