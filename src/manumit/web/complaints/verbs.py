"""What can be done to a complaint: the law of each act in a few lines.

Checking the right, locking, idempotency and the ledger are in :mod:`manumit.web.kernel.room`.
"""

import datetime as dt
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from manumit.errors import Place
from manumit.web.complaints import law
from manumit.web.complaints.codes import ComplaintCode
from manumit.web.complaints.exposure import exposure
from manumit.web.complaints.lists import AGREED, NOT_ASKED, checked_code, rules
from manumit.web.complaints.models import (
    ANSWER,
    QUESTION,
    Briefing,
    Complaint,
    ComplaintMessage,
    SourceOpening,
)
from manumit.web.complaints.process import (
    APPROVED,
    ASKED,
    COMPLAINT,
    JOIN_ROUND,
    OPENING,
    ROUTES,
    TOUCHING,
)
from manumit.web.complaints.receiving import LONGEST_MESSAGE, queue_place
from manumit.web.complaints.waiting import offered_rounds
from manumit.web.kernel import room
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.recording import record_act, require_actor
from manumit.web.kernel.days import today
from manumit.web.kernel.process.services import StaleState
from manumit.web.kernel.room import NewRow, RoomCode, save_columns
from manumit.web.kernel.vault.sealed import open_text
from manumit.web.rounds.calendar import CalendarRound


def move_complaint(
    actor: Actor | None,
    key: uuid.UUID,
    name: str,
    *,
    seen: int,
    request: uuid.UUID,
    reason: str = "",
    briefing: uuid.UUID | None = None,
) -> Complaint:
    """Take a step; who acknowledges a complaint holds it from then on.

    The way to act decides whether it waits for a round.

    Args:
        actor: who takes it.
        key: of the complaint.
        name: of the step.
        seen: version of the complaint that the page showed.
        request: id of the form; a repeated submission changes nothing.
        reason: a code of the step's reasons.
        briefing: the one whose exposure the page showed; None where it showed none.

    Raises:
        Refused: not for this actor.
        InputError: T101, also where another briefing was prepared since; T102 to T108.
    """

    def before(row: Complaint, who: Actor) -> None:
        last = row.last_briefing(name) if briefing is not None else None
        if briefing is not None and (last is None or last.pk != briefing):
            raise StaleState
        holder = who.person if name == "acknowledge" else row.holder
        awaited = _awaited_after(row, name)
        # An act that changed nothing would look forged. Whether somebody has read what the worker
        # sent is recorded alone: it may have come while this form was filled in.
        if (holder, awaited) != (row.holder, row.awaited_round):
            record_act(who, "change", Complaint.RESOURCE, row.pk, purpose="change")
            row.holder, row.awaited_round = holder, awaited
            save_columns(row)

    return room.take_step(
        actor,
        law.STEP,
        COMPLAINT,
        key,
        name,
        seen=seen,
        request=request,
        reason=reason,
        before=before,
    )


def _awaited_after(row: Complaint, name: str) -> uuid.UUID | None:
    """Return the round for which a complaint waits after a step."""
    if name not in ROUTES:
        return row.awaited_round
    last = row.last_briefing(name)
    return None if last is None else last.round


@transaction.atomic
def _change(
    actor: Actor | None,
    verb: room.Verb[Complaint],
    key: uuid.UUID,
    change: Callable[[Complaint], None],
) -> Complaint:
    row, who = room.lock_record(actor, verb, key)
    room.require_state(row, verb)
    change(row)
    record_act(who, verb.act, Complaint.RESOURCE, row.pk, purpose=verb.action)
    save_columns(row)
    return row


def assess_urgency(actor: Actor | None, key: uuid.UUID, *, danger: bool, child: bool) -> Complaint:
    """Record whether somebody is in danger and whether a child is concerned.

    Raises:
        Refused: not for this actor.
        InputError: T202.
    """

    def change(row: Complaint) -> None:
        row.danger, row.child = danger, child
        row.queue = queue_place(row.received_on, danger=danger, child=child)

    return _change(actor, law.ASSESS, key, change)


def postpone_answer(actor: Actor | None, key: uuid.UUID, until: dt.date | None) -> Complaint:
    """Set a new date for the answer; the worker reads it on the answer page.

    Raises:
        Refused: not for this actor.
        InputError: H503, T202.
    """
    last = today() + dt.timedelta(days=rules().postpone_days)
    if until is None or not today() < until <= last:
        raise ComplaintCode.NO_DAY.error(Place(field="until"))

    def change(row: Complaint) -> None:
        row.answer_by = until

    return _change(actor, law.POSTPONE, key, change)


@transaction.atomic
def write_message(
    actor: Actor | None, key: uuid.UUID, *, kind: str, text: str, request: uuid.UUID
) -> ComplaintMessage:
    """Write an answer or a question to the worker, who reads it with the words of the receipt.

    Raises:
        Refused: not for this actor.
        InputError: H501, H502, T201, T202.
    """

    def build(row: Complaint, who: Actor) -> NewRow[ComplaintMessage]:
        del who
        if not row.can_be_written():
            raise RoomCode.NOT_NOW.error(Place())
        if kind not in (ANSWER, QUESTION):
            raise ComplaintCode.NOT_LISTED.error(Place(field="kind"))
        if not text.strip() or len(text) > LONGEST_MESSAGE:
            raise ComplaintCode.TOO_LONG.error(Place(field="text"))
        return NewRow(ComplaintMessage(kind=kind, made_on=today()), {"text": text.strip()})

    return room.add_part(actor, law.WRITE, key, ComplaintMessage, request, build, of="complaint")


@transaction.atomic
def read_reply(actor: Actor | None, key: uuid.UUID) -> Complaint:
    """Record that somebody has read what the worker sent, once: a reply, or a withdrawal.

    Raises:
        Refused: not for this actor.
    """
    row, who = room.lock_record(actor, law.READ_REPLY, key)
    if row.reply_on is not None:
        row.reply_on = None
        record_act(who, "change", Complaint.RESOURCE, row.pk, purpose="change")
        save_columns(row)
    return row


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefingInput:
    """What intake enters about a route; there is no field for a text.

    Attributes:
        round: that the complaint is to wait for; of this route alone.
    """

    route: str
    sector: str
    knowable_by: int | None
    facts: tuple[str, ...] = ()
    agreed: str = NOT_ASKED
    round: uuid.UUID | None = None


def prepare_briefing(
    actor: Actor | None, key: uuid.UUID, given: BriefingInput, *, request: uuid.UUID
) -> Briefing:
    """Prepare the briefing of a route with its two chances; approving the route needs one.

    Raises:
        Refused: not for this actor.
        InputError: H501, H504, H505, H510, H511, T201, T202.
    """

    def build(row: Complaint, who: Actor) -> NewRow[Briefing]:
        del who
        if given.route not in TOUCHING:
            raise ComplaintCode.NOT_LISTED.error(Place(field="route"))
        checked_code("sector", given.sector, "sector")
        checked_code("agreed", given.agreed, "agreed")
        if given.agreed == AGREED and row.is_collective():
            raise ComplaintCode.NO_COMMON_YES.error(Place(field="agreed"))
        facts = [checked_code("topic", one, "facts") for one in given.facts]
        number = given.knowable_by
        if number is None or number < 1:
            raise ComplaintCode.NO_NUMBER.error(Place(field="knowable_by"))
        if facts and number <= rules().few and given.agreed != AGREED:
            raise ComplaintCode.FACT_REVEALS.error(Place(field="facts"))
        chosen = _chosen_round(row, given)
        found = exposure(row, given.sector, number, chosen)
        tomorrow = today() + dt.timedelta(days=rules().visit_days)
        soon = given.route == "ask_visit" and row.danger
        return NewRow(
            Briefing(
                route=given.route,
                sector=given.sector,
                facts=facts,
                knowable_by=number,
                share=found.share,
                chance=found.chance,
                agreed=given.agreed,
                visit_by=tomorrow if soon else None,
                round=None if chosen is None else chosen.key,
            )
        )

    return room.add_part(actor, law.BRIEF, key, Briefing, request, build, of="complaint")


def _chosen_round(row: Complaint, given: BriefingInput) -> CalendarRound | None:
    if given.route != JOIN_ROUND:
        return None
    offered = {one.key: one for one in offered_rounds(row, given.sector)}
    if given.round not in offered:
        raise ComplaintCode.NO_ROUND.error(Place(field="round"))
    return offered[given.round]


@transaction.atomic
def ask_source(
    actor: Actor | None, key: uuid.UUID, purpose: str, *, request: uuid.UUID
) -> SourceOpening:
    """Ask to open the source of a complaint, for a purpose; a second person decides.

    Raises:
        Refused: not for this actor.
        InputError: H501, H506, H509, T201.
    """
    row, who = room.lock_record(actor, law.STEP, key)
    law.opening_policy.check_new(who, "ask")
    known = SourceOpening.objects.filter(request=request).first()
    if known is not None:
        if (known.asked_by, known.complaint_id) != (who.person, row.pk):
            raise RoomCode.REQUEST_USED.error(Place(field="request"))
        return known
    checked_code("purpose", purpose, "purpose")
    # In a collective complaint the request is always possible: a refusal would
    # show that everybody who gave one has left.
    if row.lead.contact is None and not row.is_collective():
        raise ComplaintCode.NO_SOURCE.error(Place())
    if row.openings.filter(state=ASKED).exists():
        raise ComplaintCode.ASKED_ALREADY.error(Place())
    made = SourceOpening(
        institution_id=row.institution_id,
        office_id=row.office_id,
        complaint=row,
        asked_by=who.person,
        purpose=purpose,
        request=request,
    )
    record_act(who, "create", SourceOpening.RESOURCE, made.pk, purpose="ask")
    made.save(force_insert=True)
    return made


def decide_source(
    actor: Actor | None,
    key: uuid.UUID,
    name: str,
    *,
    seen: int,
    request: uuid.UUID,
    reason: str = "",
) -> SourceOpening:
    """Approve or refuse a request to open a source, as an independent second person.

    Raises:
        Refused: not for this actor, or it is their own request.
        InputError: H507; T101 to T108.
    """

    def before(row: SourceOpening, who: Actor) -> None:
        if row.asked_by in who.let_in_by:
            raise ComplaintCode.NOT_INDEPENDENT.error(Place())
        if name == "approve":
            record_act(who, "change", SourceOpening.RESOURCE, row.pk, purpose="approve")
            row.until = timezone.now() + dt.timedelta(hours=rules().open_hours)
            save_columns(row)

    return room.take_step(
        actor,
        law.DECIDE,
        OPENING,
        key,
        name,
        seen=seen,
        request=request,
        reason=reason,
        before=before,
    )


@transaction.atomic
def open_source(actor: Actor | None, key: uuid.UUID) -> Sequence[str]:
    """Return the contacts of those who are still part of a complaint.

    Each reading is an act of the ledger. The order of a collective complaint's contacts shows
    nothing about who came first; those who gave none or left are not among them.

    Args:
        actor: who asked for the opening.
        key: of the opening.

    Raises:
        Refused: not for this actor.
        InputError: T202, it was not approved or is over.
    """
    row = law.opening_policy.load(actor, key, "read")
    who = require_actor(actor, SourceOpening.RESOURCE, "read")
    if row.state != APPROVED or row.until is None or row.until <= timezone.now():
        raise RoomCode.NOT_NOW.error(Place())
    record_act(who, "read_identity", SourceOpening.RESOURCE, row.pk, purpose="read")
    found = row.complaint.sources.filter(
        contact__isnull=False, departure=None, subject__erased_at=None
    )
    return [open_text(one, "contact") or "" for one in found.order_by("pk")]
