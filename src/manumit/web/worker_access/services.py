"""Services of the file's holder for the worker's own access: assessment, slip, session.

Each checks the policy and writes the ledger in one transaction.

What is done in an assisted session is in :mod:`manumit.web.worker_access.sessions`.
"""

import json
import uuid
from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from manumit.errors import Place
from manumit.web.cases.models import CaseFile
from manumit.web.cases.policies import load_for
from manumit.web.cases.services.closings import must_be_open
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.recording import record_act, require_actor
from manumit.web.kernel.acting import Clock
from manumit.web.kernel.ledger.services import Act, record
from manumit.web.kernel.process.services import StaleState, move
from manumit.web.kernel.process.table import Process
from manumit.web.kernel.vault.sealed import seal_text
from manumit.web.worker_access.codes import WorkerAccessCode
from manumit.web.worker_access.models import (
    SHOWN,
    AccessSlip,
    AssistedSession,
    DuressAlert,
    SafetyAssessment,
)
from manumit.web.worker_access.policies import (
    access_policy,
    assessment_policy,
    duress_policy,
    session_policy,
)
from manumit.web.worker_access.process import OWN_ACCESS, OWN_SESSION
from manumit.web.worker_access.questions import Use, questions
from manumit.web.worker_access.slips import Slip, draw, seal_codes


def locked(file: CaseFile) -> CaseFile:
    """Return the file locked, so that parallel submissions of a form run one by one."""
    return CaseFile.objects.select_for_update().get(pk=file.pk)


@transaction.atomic
def assess(
    actor: Actor | None, file_id: uuid.UUID, answers: Mapping[str, str], *, request: uuid.UUID
) -> SafetyAssessment:
    """Store a safety assessment, whatever it allows.

    Args:
        actor: who asked.
        file_id: of whom.
        answers: to every current question, a code of :class:`~.questions.SafetyAnswer`.
        request: id of the form; a repeated submission returns the same assessment.

    Raises:
        Refused: not for this actor.
        InputError: K961, K967; V101 to V107, V301.
    """
    file = locked(load_for(actor, assessment_policy, "assess", file_id))
    who = require_actor(actor, "worker_access", "assess")
    known = SafetyAssessment.objects.filter(request=request).first()
    if known is not None:
        if (known.file_id, known.made_by) != (file.pk, who.person):
            raise WorkerAccessCode.REQUEST_USED.error(Place(field="request"))
        return known
    asked = questions()
    if not asked.complete(answers):
        raise WorkerAccessCode.NOT_ANSWERED.error(Place(field="answers"))
    row = SafetyAssessment(
        file=file,
        subject_id=file.subject_id,
        institution_id=file.institution_id,
        questions=asked.dated,
        allows=" ".join(sorted(asked.allowed(answers))),
        made_by=who.person,
        request=request,
    )
    seal_text(row, "answers", json.dumps(dict(answers)))
    record_act(who, "create", "worker_access", file.pk, purpose="assess")
    row.save(force_insert=True)
    return row


def valid_assessment(file_id: uuid.UUID, use: Use) -> SafetyAssessment | None:
    """Return the latest assessment if it allows a use and is not too old, else None.

    An earlier, more favourable assessment is ignored.
    """
    last = SafetyAssessment.objects.filter(file=file_id).order_by("-made_at").first()
    if last is None or use not in last.uses():
        return None
    return last if timezone.now() < last.made_at + questions().hours[use] else None


def _require_assessment(file: CaseFile, use: Use) -> SafetyAssessment:
    """Return the valid assessment for a use, or refuse.

    Raises:
        InputError: K962.
    """
    found = valid_assessment(file.pk, use)
    if found is None:
        raise WorkerAccessCode.NOT_SAFE.error(Place(field="file"))
    return found


@transaction.atomic
def open_access(actor: Actor | None, file_id: uuid.UUID, *, request: uuid.UUID) -> Slip:
    """Enable remote queries and draw a slip, which is shown only once.

    Args:
        actor: who gives it to the person.
        file_id: of whom.
        request: of the form; sent again it shows nothing.

    Raises:
        Refused: not for this actor.
        InputError: K902, K962 to K964, K967; V101 to V107, V301.
    """
    file = locked(load_for(actor, access_policy, "open", file_id))
    who = require_actor(actor, "worker_access", "open")
    if AccessSlip.objects.filter(request=request).exists():
        raise WorkerAccessCode.REQUEST_USED.error(Place(field="request"))
    must_be_open(file)
    if file.counts_as_child:
        raise WorkerAccessCode.NOT_A_CHILD.error(Place(field="file"))
    assessment = _require_assessment(file, Use.REMOTE)
    if AccessSlip.objects.filter(file=file, state="on").exists():
        raise WorkerAccessCode.ON_ALREADY.error(Place(field="file"))
    slip = draw()
    row = AccessSlip(
        file=file,
        subject_id=file.subject_id,
        institution_id=file.institution_id,
        assessment=assessment,
        opened_by=who.person,
        until=timezone.now() + questions().days_on,
        request=request,
    )
    seal_codes(row, slip)
    record_act(who, "create", "worker_access", file.pk, purpose="open")
    row.save(force_insert=True)
    return slip


@transaction.atomic
def set_answer(actor: Actor | None, access_id: uuid.UUID, shown: str, *, seen: str) -> None:
    """Set the neutral answer that a slip gives.

    Args:
        actor: who.
        access_id: of which slip.
        shown: a code of :data:`manumit.web.worker_access.models.SHOWN`.
        seen: the one that the page showed, so that no page from before undoes what came after.

    Raises:
        Refused: not for this actor.
        InputError: K962, K968, T101.
    """
    access_policy.load(actor, access_id, "change")
    who = require_actor(actor, "worker_access", "change")
    row = (
        AccessSlip.objects.select_for_update(of=("self",)).select_related("file").get(pk=access_id)
    )
    if shown not in SHOWN or row.state != "on":
        raise WorkerAccessCode.NO_SUCH_ANSWER.error(Place(field="shown"))
    if shown != SHOWN[0]:
        _require_assessment(row.file, Use.READY)
    if row.shown == shown:  # as this form, sent again, finds it
        return
    if row.shown != seen:
        raise StaleState
    record_act(who, "change", "worker_access", row.file_id, purpose="change")
    row.shown = shown
    row.save(update_fields=["shown"])


@transaction.atomic
def end_access(
    actor: Actor | None, access_id: uuid.UUID, *, reason: str, seen: int, request: uuid.UUID
) -> None:
    """End a slip at once and for good. Its danger code still raises an alert.

    Args:
        actor: the person in an assisted session, or a member of the office.
        access_id: which.
        reason: a code of the list ``own_ended``.
        seen: version of the row that the page showed.
        request: of the form.

    Raises:
        Refused: not for this actor.
        InputError: T101 to T108.
    """
    row = access_policy.load(actor, access_id, "end")
    who = require_actor(actor, "worker_access", "end")
    record_act(who, "change", "worker_access", row.file_id, purpose="end")
    move(OWN_ACCESS, row, "end", who, seen_version=seen, request=request, reason=reason)


@transaction.atomic
def begin_session(
    actor: Actor | None, file_id: uuid.UUID, *, request: uuid.UUID
) -> AssistedSession:
    """Begin an assisted session in which the person sees their own file for a short time.

    Args:
        actor: who sits beside them.
        file_id: of whom.
        request: id of the form; a repeated submission returns the same session.

    Raises:
        Refused: not for this actor.
        InputError: K962, K967.
    """
    file = locked(load_for(actor, session_policy, "open", file_id))
    who = require_actor(actor, "worker_session", "open")
    known = AssistedSession.objects.filter(request=request).first()
    if known is not None:
        if (known.file_id, known.begun_by) != (file.pk, who.person):
            raise WorkerAccessCode.REQUEST_USED.error(Place(field="request"))
        return known
    row = AssistedSession(
        file=file,
        subject_id=file.subject_id,
        institution_id=file.institution_id,
        assessment=_require_assessment(file, Use.SESSION),
        begun_by=who.person,
        until=timezone.now() + questions().session,
        request=request,
    )
    record_act(who, "create", "worker_session", file.pk, purpose="open")
    row.save(force_insert=True)
    return row


@transaction.atomic
def end_session(actor: Actor | None, session_id: uuid.UUID, *, request: uuid.UUID) -> None:
    """End a session early, by any member of the office; an ended one stays ended.

    Raises:
        Refused: not for this actor.
    """
    row = session_policy.load(actor, session_id, "end")
    who = require_actor(actor, "worker_session", "end")
    if row.state != "held":
        return
    record_act(who, "change", "worker_session", row.file_id, purpose="end")
    move(OWN_SESSION, row, "close", who, seen_version=row.version, request=request)


@transaction.atomic
def read_duress(actor: Actor | None, notice_id: uuid.UUID) -> None:
    """Mark a duress alert as read.

    Raises:
        Refused: not for this actor.
    """
    row = duress_policy.load(actor, notice_id, "read")
    who = require_actor(actor, "emergency_code", "read")
    record_act(who, "read_alarm", "emergency_code", row.file_id, purpose="read")
    unread = DuressAlert.objects.filter(pk=row.pk, read_at=None)
    unread.update(read_by=who.person, read_at=timezone.now())


def end_overdue() -> int:
    """End overdue slips and sessions, by the clock; the pages check the time too.

    Returns:
        how many.
    """
    now, found = timezone.now(), 0
    for process, model, state in (
        (OWN_ACCESS, AccessSlip, "on"),
        (OWN_SESSION, AssistedSession, "held"),
    ):
        for row in model.objects.filter(state=state, until__lte=now).order_by("pk"):
            found += _expire(process, row)
    return found


def _expire(process: Process, row: AccessSlip | AssistedSession) -> bool:
    """Return whether this call ended it; of two at once one does nothing."""
    clock = Clock(row.institution_id)
    try:
        with transaction.atomic():
            record(
                Act(
                    act="change",
                    institution=clock.institution,
                    role=clock.role,
                    kind=process.resource,
                    resource=row.file_id,
                    purpose="end",
                )
            )
            move(process, row, "expire", clock, seen_version=row.version, request=uuid.uuid4())
    except StaleState:
        return False
    return True
