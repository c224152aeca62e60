"""Reprisals: reported by the worker on the answer page, or by intake; acted on; answered (R-32).

A reprisal is a new violation. It belongs to a complaint, which nobody outside intake may know of:
what an inspector does about it is the follow-up of an order or part of a round, and looks like one.
"""

import datetime as dt
import uuid

from django.db import transaction

from manumit.errors import Place
from manumit.web.complaints import law
from manumit.web.complaints.codes import ComplaintCode
from manumit.web.complaints.lists import HURT, checked_code, rules
from manumit.web.complaints.models import Complaint, Reprisal, SealedSource
from manumit.web.complaints.process import REPRISAL
from manumit.web.kernel import room
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.recording import record_act
from manumit.web.kernel.acting import CLOCK
from manumit.web.kernel.days import today
from manumit.web.kernel.ledger.services import Act, record
from manumit.web.kernel.vault.sealed import seal_text

LONGEST_REPRISAL = 500


@transaction.atomic
def record_reprisal(
    actor: Actor | None, key: uuid.UUID, *, kind: str, text: str, request: uuid.UUID
) -> Reprisal:
    """Record a reprisal that was reported to intake.

    Args:
        actor: the member of intake.
        key: of the complaint, which may be closed.
        kind: a code of the list ``reprisal``.
        text: in the worker's words; may be empty.
        request: idempotency key of the form.

    Raises:
        Refused: not for this actor.
        InputError: H501, H502, T201.
    """
    row, who = room.lock_record(actor, law.STEP, key)
    known = room.row_of_request(Reprisal, who, request, complaint_id=row.pk)
    if known is not None:
        return known
    made = _built(row, kind, text, request)
    made.made_by = who.person
    record_act(who, "create", Reprisal.RESOURCE, made.pk, purpose="change")
    made.save(force_insert=True)
    return made


@transaction.atomic
def report_reprisal(key: uuid.UUID, *, kind: str, text: str, request: uuid.UUID) -> None:
    """Record a reprisal that the worker reports on the answer page; sent twice, it is one.

    Args:
        key: of the source, from a session that the right words opened.
        kind: a code of the list ``reprisal``.
        text: in the worker's words; may be empty.
        request: idempotency key of the form.

    Raises:
        InputError: H501, H502.
    """
    source = SealedSource.objects.get(pk=key)
    row = Complaint.objects.select_for_update(of=("self",)).get(pk=source.complaint_id)
    if Reprisal.objects.filter(request=request, complaint=row).exists():
        return
    made = _built(row, kind, text, request)
    made.source = source
    record(
        Act(
            act="create",
            institution=row.institution_id,
            role=CLOCK,
            kind=Reprisal.RESOURCE,
            resource=made.pk,
        )
    )
    made.save(force_insert=True)


def _built(row: Complaint, kind: str, text: str, request: uuid.UUID) -> Reprisal:
    checked_code("reprisal", kind, "kind")
    if len(text) > LONGEST_REPRISAL:
        raise ComplaintCode.TOO_LONG.error(Place(field="text"))
    days = 0 if kind == HURT else rules().reprisal_days
    made = Reprisal(
        institution_id=row.institution_id,
        office_id=row.office_id,
        complaint=row,
        subject_id=row.subject_id,
        kind=kind,
        act_by=today() + dt.timedelta(days=days),
        answer_by=today() + dt.timedelta(days=rules().reprisal_answer_days),
        request=request,
    )
    if text.strip():
        seal_text(made, "text", text.strip())
    return made


def move_reprisal(
    actor: Actor | None,
    key: uuid.UUID,
    name: str,
    *,
    seen: int,
    request: uuid.UUID,
    reason: str = "",
) -> Reprisal:
    """Record that a reprisal was acted on, or that the worker has an answer.

    Raises:
        Refused: not for this actor.
        InputError: T101 to T108.
    """
    return room.take_step(
        actor, law.REPRISAL_STEP, REPRISAL, key, name, seen=seen, request=request, reason=reason
    )
