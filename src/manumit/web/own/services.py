"""What whoever holds a file does for the person's own access. One transaction each, with its event.

What is done in an assisted session is in :mod:`manumit.web.own.sessions`.
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
from manumit.web.kernel.access.telling import acting, tell
from manumit.web.kernel.acting import Clock
from manumit.web.kernel.ledger.services import Act, record
from manumit.web.kernel.process.services import StaleState, move
from manumit.web.kernel.process.table import Process
from manumit.web.kernel.vault.sealed import seal_text
from manumit.web.own.codes import OwnCode
from manumit.web.own.models import SHOWN, Access, Assessment, Duress, OwnSession
from manumit.web.own.policies import (
    access_policy,
    assessment_policy,
    duress_policy,
    session_policy,
)
from manumit.web.own.process import OWN_ACCESS, OWN_SESSION
from manumit.web.own.questions import Use, questions
from manumit.web.own.slips import Slip, draw, put


def locked(file: CaseFile) -> CaseFile:
    """The same, so that of two copies of a form at once the second sees what the first did."""
    return CaseFile.objects.select_for_update().get(pk=file.pk)


@transaction.atomic
def assess(
    actor: Actor | None, file_id: uuid.UUID, answers: Mapping[str, str], *, request: uuid.UUID
) -> Assessment:
    """Keeps what was asked of the person's safety now, whatever it allows.

    Args:
        actor: who asked.
        file_id: of whom.
        answers: of every question of today, a code of :class:`manumit.web.own.questions.Said`.
        request: of the form; sent again it gives the same assessment.

    Raises:
        Refused: not for this actor.
        InputError: K961, K967; V101 to V107, V301.
    """
    file = locked(load_for(actor, assessment_policy, "assess", file_id))
    who = acting(actor, "own_access", "assess")
    known = Assessment.objects.filter(request=request).first()
    if known is not None:
        if (known.file_id, known.made_by) != (file.pk, who.person):
            raise OwnCode.REQUEST_USED.error(Place(field="request"))
        return known
    asked = questions()
    if not asked.complete(answers):
        raise OwnCode.NOT_ANSWERED.error(Place(field="answers"))
    row = Assessment(
        file=file,
        subject_id=file.subject_id,
        institution_id=file.institution_id,
        questions=asked.dated,
        allows=" ".join(sorted(asked.allowed(answers))),
        made_by=who.person,
        request=request,
    )
    seal_text(row, "answers", json.dumps(dict(answers)))
    tell(who, "create", "own_access", file.pk, purpose="assess")
    row.save(force_insert=True)
    return row


def carries(file_id: uuid.UUID, use: Use) -> Assessment | None:
    """The last assessment of a file, where it allows a use and is not too old for it.

    An earlier one that was kinder counts for nothing.
    """
    last = Assessment.objects.filter(file=file_id).order_by("-made_at").first()
    if last is None or use not in last.uses():
        return None
    return last if timezone.now() < last.made_at + questions().hours[use] else None


def _must_carry(file: CaseFile, use: Use) -> Assessment:
    """The same, where it has to.

    Raises:
        InputError: K962.
    """
    found = carries(file.pk, use)
    if found is None:
        raise OwnCode.NOT_SAFE.error(Place(field="file"))
    return found


@transaction.atomic
def open_access(actor: Actor | None, file_id: uuid.UUID, *, request: uuid.UUID) -> Slip:
    """Switches the answer from afar on, and draws a slip, which is shown this once.

    Args:
        actor: who gives it to the person.
        file_id: of whom.
        request: of the form; sent again it shows nothing.

    Raises:
        Refused: not for this actor.
        InputError: K902, K962 to K964, K967; V101 to V107, V301.
    """
    file = locked(load_for(actor, access_policy, "open", file_id))
    who = acting(actor, "own_access", "open")
    if Access.objects.filter(request=request).exists():
        raise OwnCode.REQUEST_USED.error(Place(field="request"))
    must_be_open(file)
    if file.counts_as_child:
        raise OwnCode.NOT_A_CHILD.error(Place(field="file"))
    assessment = _must_carry(file, Use.REMOTE)
    if Access.objects.filter(file=file, state="on").exists():
        raise OwnCode.ON_ALREADY.error(Place(field="file"))
    slip = draw()
    row = Access(
        file=file,
        subject_id=file.subject_id,
        institution_id=file.institution_id,
        assessment=assessment,
        opened_by=who.person,
        until=timezone.now() + questions().days_on,
        request=request,
    )
    put(row, slip)
    tell(who, "create", "own_access", file.pk, purpose="open")
    row.save(force_insert=True)
    return slip


@transaction.atomic
def set_answer(actor: Actor | None, access_id: uuid.UUID, shown: str, *, seen: str) -> None:
    """Lets a slip give another neutral answer.

    Args:
        actor: who.
        access_id: of which slip.
        shown: a code of :data:`manumit.web.own.models.SHOWN`.
        seen: the one that the page showed, so that no page from before undoes what came after.

    Raises:
        Refused: not for this actor.
        InputError: K962, K968, T101.
    """
    access_policy.load(actor, access_id, "change")
    who = acting(actor, "own_access", "change")
    row = Access.objects.select_for_update(of=("self",)).select_related("file").get(pk=access_id)
    if shown not in SHOWN or row.state != "on":
        raise OwnCode.NO_SUCH_ANSWER.error(Place(field="shown"))
    if shown != SHOWN[0]:
        _must_carry(row.file, Use.READY)
    if row.shown == shown:  # as this form, sent again, finds it
        return
    if row.shown != seen:
        raise StaleState
    tell(who, "change", "own_access", row.file_id, purpose="change")
    row.shown = shown
    row.save(update_fields=["shown"])


@transaction.atomic
def end_access(
    actor: Actor | None, access_id: uuid.UUID, *, reason: str, seen: int, request: uuid.UUID
) -> None:
    """Switches it off, at once and for good. The code for danger still raises its notice.

    Args:
        actor: the person in an assisted session, or whoever of the office is there.
        access_id: which.
        reason: a code of the list ``own_ended``.
        seen: version of the row that the page showed.
        request: of the form.

    Raises:
        Refused: not for this actor.
        InputError: T101 to T108.
    """
    row = access_policy.load(actor, access_id, "end")
    who = acting(actor, "own_access", "end")
    tell(who, "change", "own_access", row.file_id, purpose="end")
    move(OWN_ACCESS, row, "end", who, seen_version=seen, request=request, reason=reason)


@transaction.atomic
def begin_session(actor: Actor | None, file_id: uuid.UUID, *, request: uuid.UUID) -> OwnSession:
    """Opens the person's own file beside the person, for a short time.

    Args:
        actor: who sits beside them.
        file_id: of whom.
        request: of the form; sent again it gives the same session.

    Raises:
        Refused: not for this actor.
        InputError: K962, K967.
    """
    file = locked(load_for(actor, session_policy, "open", file_id))
    who = acting(actor, "own_session", "open")
    known = OwnSession.objects.filter(request=request).first()
    if known is not None:
        if (known.file_id, known.begun_by) != (file.pk, who.person):
            raise OwnCode.REQUEST_USED.error(Place(field="request"))
        return known
    row = OwnSession(
        file=file,
        subject_id=file.subject_id,
        institution_id=file.institution_id,
        assessment=_must_carry(file, Use.SESSION),
        begun_by=who.person,
        until=timezone.now() + questions().session,
        request=request,
    )
    tell(who, "create", "own_session", file.pk, purpose="open")
    row.save(force_insert=True)
    return row


@transaction.atomic
def end_session(actor: Actor | None, session_id: uuid.UUID, *, request: uuid.UUID) -> None:
    """Ends it before its time, by whoever of the office is there; one that is over stays so.

    Raises:
        Refused: not for this actor.
    """
    row = session_policy.load(actor, session_id, "end")
    who = acting(actor, "own_session", "end")
    if row.state != "held":
        return
    tell(who, "change", "own_session", row.file_id, purpose="end")
    move(OWN_SESSION, row, "close", who, seen_version=row.version, request=request)


@transaction.atomic
def read_duress(actor: Actor | None, notice_id: uuid.UUID) -> None:
    """Says that somebody of the office has read that the code for danger was given.

    Raises:
        Refused: not for this actor.
    """
    row = duress_policy.load(actor, notice_id, "read")
    who = acting(actor, "own_duress", "read")
    tell(who, "read_alarm", "own_duress", row.file_id, purpose="read")
    unread = Duress.objects.filter(pk=row.pk, read_at=None)
    unread.update(read_by=who.person, read_at=timezone.now())


def end_overdue() -> int:
    """Ends slips and sessions whose time is over. Called by the clock; the pages ask the time too.

    Returns:
        how many.
    """
    now, found = timezone.now(), 0
    for process, model, state in ((OWN_ACCESS, Access, "on"), (OWN_SESSION, OwnSession, "held")):
        for row in model.objects.filter(state=state, until__lte=now).order_by("pk"):
            found += _expired(process, row)
    return found


def _expired(process: Process, row: Access | OwnSession) -> bool:
    """Whether this ended it; of two at once the second finds it ended."""
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
