"""What can be done to a contact: the law of each act in a few lines.

Checking the right, locking, idempotency and the ledger are in :mod:`manumit.web.kernel.room`.
"""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from manumit.errors import Place
from manumit.web.kernel import room
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.recording import record_act
from manumit.web.kernel.room import NewRow
from manumit.web.line import law
from manumit.web.line.caller import checked_number, index_caller
from manumit.web.line.codes import LineCode
from manumit.web.line.lists import (
    CALL_BACK,
    UNKNOWN,
    YES,
    checked_code,
    rules,
)
from manumit.web.line.models import CODED, Contact
from manumit.web.line.process import CONTACT


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactEntry:
    """A contact as it is entered; its ``repr`` hides note and number.

    Attributes:
        topics: one to three, the main one first.
        done: what was done; a correction leaves it as it was.
        wait: of a call-back: when, a code of the list ``wait``; may be empty in danger.
        number: to call back, or to know the caller again; nobody has to give one.
    """

    channel: str
    topics: Sequence[str]
    danger: str
    done: str = ""
    language: str = UNKNOWN
    caller: str = UNKNOWN
    sector: str = UNKNOWN
    area: str = UNKNOWN
    wait: str = ""
    number: str = field(default="", repr=False)
    note: str = field(default="", repr=False)


@transaction.atomic
def record_contact(actor: Actor | None, entry: ContactEntry, *, request: uuid.UUID) -> Contact:
    """Record a contact, take the step that follows from what was done, and return it.

    Args:
        actor: a member of the desk, or its telephone system.
        entry: what is known.
        request: idempotency key of the form; a repeat returns the same contact.

    Raises:
        Refused: the role records none.
        InputError: H601 to H605, T201; V101 to V107.
    """
    number = checked_number(entry.number)

    def build(who: Actor) -> NewRow[Contact]:
        del who
        row = Contact(done=checked_code("done", entry.done), **checked_columns(entry))
        row.call_back_at = _call_back_at(entry, number)
        texts = {"note": checked_note(entry.note), "number": number}
        return NewRow(row, {name: text for name, text in texts.items() if text})

    known = Contact.objects.filter(request=request).exists()
    row = room.create_record(actor, law.RECORD, request, build)
    if known:
        return row
    if number:
        index_caller(row, number)
    step = rules().steps.get(row.done)
    return row if step is None else _first_step(actor, row, step, request)


def _first_step(actor: Actor | None, row: Contact, name: str, request: uuid.UUID) -> Contact:
    transition = CONTACT.transition(name)
    reason = row.done if transition is not None and transition.reasons is not None else ""
    # The record has the form's own id; its first step gets one that follows from it.
    own = uuid.uuid5(request, "first step")
    return room.take_step(
        actor, law.STEP, CONTACT, row.pk, name, seen=row.version, request=own, reason=reason
    )


def checked_columns(entry: ContactEntry) -> Mapping[str, Any]:
    """Return the codes of a contact that may be chosen today, and its topics.

    Raises:
        InputError: H601, H602.
    """
    found = {name: checked_code(name, getattr(entry, name)) for name in CODED}
    return {**found, "topics": _topics(entry.topics)}


def _topics(codes: Sequence[str]) -> list[str]:
    most = rules().most_topics
    if not 1 <= len(codes) <= most or len({*codes}) != len(codes):
        raise LineCode.TOPICS.error(Place(field="topic"))
    return [checked_code("topic", code) for code in codes]


def _call_back_at(entry: ContactEntry, number: str) -> dt.datetime | None:
    """Return when a call-back is due; where somebody is in danger, now (R-53)."""
    wanted = entry.done == CALL_BACK
    wait = "at_once" if wanted and entry.danger == YES else entry.wait
    if wanted != bool(wait):
        raise LineCode.CALL_BACK.error(Place(field="wait"))
    if wanted and not number:
        raise LineCode.CALL_BACK.error(Place(field="number"))
    return _after(wait) if wanted else None


def _after(wait: str) -> dt.datetime:
    checked_code("wait", wait)
    return timezone.now() + dt.timedelta(hours=rules().wait_hours[wait])


def checked_note(note: str) -> str:
    """Return a note without spaces around it.

    Raises:
        InputError: H605.
    """
    found, longest = note.strip(), rules().longest_note
    if len(found) > longest:
        raise LineCode.NO_NOTE.error(Place(field="note"))
    return found


def move_contact(
    actor: Actor | None,
    key: uuid.UUID,
    name: str,
    *,
    seen: int,
    request: uuid.UUID,
    reason: str = "",
) -> Contact:
    """Answer, call back, pass on or dismiss a contact.

    Raises:
        Refused: not for this actor.
        InputError: T101 to T108.
    """
    return room.take_step(
        actor, law.STEP, CONTACT, key, name, seen=seen, request=request, reason=reason
    )


@transaction.atomic
def postpone_call(actor: Actor | None, key: uuid.UUID, wait: str) -> Contact:
    """Set a new time to call back, because nobody was reached.

    Raises:
        Refused: not for this actor.
        InputError: H601, T202.
    """
    row, who = room.lock_record(actor, law.POSTPONE, key)
    room.require_state(row, law.POSTPONE)
    row.call_back_at = _after(wait)
    record_act(who, "change", law.contact_policy.resource, row.pk, purpose="change")
    room.save_columns(row)
    return row
