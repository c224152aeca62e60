"""How a contact becomes a file or a complaint, on top of :mod:`manumit.web.line.offers`."""

import contextlib
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction

from manumit.assessment import Age
from manumit.errors import Place
from manumit.web.kernel import room
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.recording import record_act, require_actor
from manumit.web.kernel.process.codes import ProcessCode
from manumit.web.kernel.process.services import MoveRefused
from manumit.web.kernel.vault.codes import VaultCode
from manumit.web.kernel.vault.erasure import erase
from manumit.web.kernel.vault.keys import new_subject
from manumit.web.line import law
from manumit.web.line.codes import LineCode
from manumit.web.line.lists import CHILD_IN_DANGER, NO, by_child, checked_reason
from manumit.web.line.models import Contact
from manumit.web.line.offers import (
    ComplaintFacts,
    ComplaintReceipt,
    complaint_offer,
    file_offer,
)
from manumit.web.line.process import GOING_ON, LINE, OPEN_FILE, SEND_COMPLAINT
from manumit.web.line.verbs import move_contact

# Both of the session: one of a transaction would end with the first of two.
_LOCK = "SELECT pg_advisory_lock(hashtextextended(%s, 0))"
_UNLOCK = "SELECT pg_advisory_unlock(hashtextextended(%s, 0))"


def open_file(
    actor: Actor | None,
    key: uuid.UUID,
    *,
    age: Age,
    reason: str,
    seen: int,
    request: uuid.UUID,
    file_request: uuid.UUID,
) -> uuid.UUID:
    """Open a file for the person of a contact, end the contact, and return the key of the file.

    Nothing of the contact is copied and no row names the other. The two acts have transactions and
    request ids of their own, since equal ones would join them in the tables. The file comes first:
    if the second act fails, the contact is still in the lists of the desk, and the form can be sent
    again without a second file.

    Args:
        actor: a member of the desk who may open files.
        key: of the contact.
        age: adult, child, or unsure, which counts as a child (R-46).
        reason: why it may be opened: a code of the list ``file``.
        seen: version of the contact that the page showed.
        request: idempotency key of the form, for the contact alone.
        file_request: another one, for the file alone.

    Raises:
        Refused: not for this actor.
        InputError: H601, H607, H608; T101 to T108; what opening a file refuses.
    """
    row = law.contact_policy.load(actor, key, "change")
    offer = file_offer(actor)
    if offer is None:
        raise LineCode.NO_FILE.error(Place())
    checked_reason(reason)
    if age is Age.ADULT and (by_child(row.caller) or reason == CHILD_IN_DANGER):
        raise LineCode.NO_ADULT.error(Place(field="age"))
    return _hand_over(
        row,
        seen,
        makes=lambda: offer.opens(actor, age, file_request),
        ends=lambda now: move_contact(
            actor, key, OPEN_FILE, seen=now, request=request, reason=reason
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintEntry:
    """What the caller says for a complaint beyond the codes; its ``repr`` hides all of it.

    Attributes:
        text, employer, place: what happened, and where; the text is required.
        reached: how the caller wants to be reached; empty for none.
        others: the same of each other person who takes part.
    """

    text: str = field(repr=False)
    employer: str = field(default="", repr=False)
    place: str = field(default="", repr=False)
    reached: str = field(default="", repr=False)
    others: Sequence[str] = field(default=(), repr=False)


def send_complaint(  # noqa: PLR0913 - two forms in one, each with its id
    actor: Actor | None,
    key: uuid.UUID,
    entry: ComplaintEntry,
    *,
    language: str,
    reason: str,
    seen: int,
    request: uuid.UUID,
    complaint_request: uuid.UUID,
) -> ComplaintReceipt:
    """Send a complaint for the caller of a contact, end the contact, and return the receipt.

    The complaint is received as one from the public pages: no row names the member or the contact,
    and the two acts have transactions and request ids of their own. Note and number of the contact
    end with it, for good: a contact that shows who complained would be the source that is sealed
    with the complaint (C81 art. 15(c), R-30).

    Args:
        actor: a member of the desk.
        key: of the contact.
        entry: what the caller says.
        language: of the page, in which the receipt is drawn if the caller's has no words.
        reason: why it may be sent: a code of the list ``basis``.
        seen: version of the contact that the page showed.
        request: idempotency key of the form, for the contact alone.
        complaint_request: another one, for the complaint alone.

    Raises:
        Refused: not for this actor.
        InputError: H601, H609; T101 to T108; V302 under a legal hold; what receiving a complaint
            refuses.
    """
    row = law.contact_policy.load(actor, key, "change")
    if actor is None or actor.role not in LINE:
        raise MoveRefused(ProcessCode.NOT_YOUR_ROLE)  # before anything is received
    offer = complaint_offer()
    if offer is None:
        raise LineCode.NO_COMPLAINT.error(Place())
    checked_reason(reason)
    if row.subject.held:  # its content ends with the step: refused before anything is received
        raise VaultCode.UNDER_HOLD.error(Place())
    facts = _complaint_facts(row, entry)

    @transaction.atomic
    def ends(now: int) -> None:
        moved = move_contact(actor, key, SEND_COMPLAINT, seen=now, request=request, reason=reason)
        _end_content(actor, moved)

    return _hand_over(
        row, seen, makes=lambda: offer.sends(facts, language, complaint_request), ends=ends
    )


def _complaint_facts(row: Contact, entry: ComplaintEntry) -> ComplaintFacts:
    return ComplaintFacts(
        sector=row.sector,
        area=row.area,
        language=row.language,
        topics=row.topics,
        urgent=row.danger != NO,
        child=row.child,
        text=entry.text,
        employer=entry.employer,
        place=entry.place,
        reached=entry.reached,
        others=entry.others,
    )


def _end_content(actor: Actor | None, row: Contact) -> None:
    """Destroy the key of note and number, whose earlier versions no one can open then either."""
    versions: Any = row.history  # type: ignore[attr-defined] # pghistory adds it
    kept = versions.filter(subject_id=row.subject_id).exclude(
        note__isnull=True, number__isnull=True
    )
    if not kept.exists():  # of no version, those before a correction among them
        return
    who = require_actor(actor, law.contact_policy.resource, "change")
    record_act(who, "change", law.contact_policy.resource, row.pk, purpose="change")
    row.note = row.number = None
    old, row.subject_id = row.subject_id, new_subject()
    room.save_columns(row)
    # By nobody: the list of the erased lies outside the database, and would name who sent it.
    erase(old, "time_is_over", None)


def _hand_over[Made](
    row: Contact, seen: int, *, makes: Callable[[], Made], ends: Callable[[int], object]
) -> Made:
    """Make something for the person of a contact and end the contact, one member at a time."""
    with _one_at_a_time(row.pk):
        row.refresh_from_db(fields=["state", "version"])
        if row.state in GOING_ON and row.version == seen:
            made = makes()
            # A colleague's step meanwhile does not take back what was made.
            row.refresh_from_db(fields=["version"])
            ends(row.version)
        else:
            # Sent twice, or too late: the step says which, before anything is made.
            ends(seen)
            made = makes()
    return made


@contextlib.contextmanager
def _one_at_a_time(key: uuid.UUID) -> Iterator[None]:
    """Make a second member wait, who would otherwise open a second file for the same person."""
    name = [f"line file {key}"]
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, name)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(_UNLOCK, name)
