"""Corrections of a contact: on its day, by who recorded it, with what was before kept.

What was before is in the versions that the database keeps of each row, sealed as it was.
"""

import datetime as dt
import itertools
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from manumit.errors import Place
from manumit.web.kernel import room
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.recording import record_act
from manumit.web.kernel.days import today
from manumit.web.kernel.vault.fields import Sealed
from manumit.web.kernel.vault.keys import SubjectKey, subject_key
from manumit.web.kernel.vault.sealed import open_text, seal_text
from manumit.web.line import law
from manumit.web.line.caller import checked_number, index_caller
from manumit.web.line.codes import LineCode
from manumit.web.line.lists import CALL_BACK, YES
from manumit.web.line.models import CODED, Contact
from manumit.web.line.verbs import ContactEntry, checked_columns, checked_note

SEALED = ("number", "note")


@transaction.atomic
def correct_contact(actor: Actor | None, key: uuid.UUID, entry: ContactEntry) -> Contact:
    """Correct what was recorded about a contact, on the same day (UTC) and by the same member.

    The version before is kept, with its note and number. What was done is left: a step changes it.

    Args:
        actor: who recorded the contact.
        key: of the contact.
        entry: everything as it should be; ``done`` and ``wait`` are not read.

    Raises:
        Refused: not for this actor.
        InputError: H601 to H605, H610; T202; V101 to V107.
    """
    row, who = room.lock_record(actor, law.CORRECT, key)
    room.require_state(row, law.CORRECT)
    if not correctable_today(row):
        raise LineCode.DAY_OVER.error(Place())
    texts = {"note": checked_note(entry.note), "number": checked_number(entry.number)}
    if row.done == CALL_BACK and not texts["number"]:
        raise LineCode.CALL_BACK.error(Place(field="number"))
    sealed = subject_key(row.subject_id)
    columns = _changed(
        {name: getattr(row, name) for name in (*CODED, "topics")}, checked_columns(entry)
    )
    kept = {name: open_text(row, name, key=sealed) or "" for name in SEALED}
    texts = _changed(kept, texts)
    if not columns and not texts:
        return row  # an act that changed nothing would look forged
    record_act(who, law.CORRECT.act, law.contact_policy.resource, row.pk, purpose="correct")
    for name, value in columns.items():
        setattr(row, name, value)
    if columns.get("danger") == YES and row.call_back_at is not None:
        row.call_back_at = min(row.call_back_at, timezone.now())  # as at first
    for name, text in texts.items():
        if text:
            seal_text(row, name, text, key=sealed)
        else:
            setattr(row, name, None)
    room.save_columns(row)
    if "number" in texts:
        index_caller(row, texts["number"])
    return row


def correctable_today(row: Contact) -> bool:
    """Return whether the day on which a contact was recorded (UTC) is not over."""
    return row.made_at.date() == today()


def _changed[Value](before: Mapping[str, Value], after: Mapping[str, Value]) -> dict[str, Value]:
    return {name: value for name, value in after.items() if before[name] != value}


@dataclass(frozen=True, slots=True)
class Correction:
    """What a contact was before a correction; its ``repr`` hides note and number.

    Attributes:
        codes: column and codes of what was changed.
        texts: column and text of what was changed, empty where there was none.
    """

    at: dt.datetime
    codes: Sequence[tuple[str, Sequence[str]]]
    texts: Sequence[tuple[str, str]] = field(repr=False)


def corrections(row: Contact, key: SubjectKey) -> list[Correction]:
    """Return the corrections of a contact, oldest first; the caller has asked the policy.

    Raises:
        InputError: V101 to V107, V201.
    """
    versions: Any = row.history  # type: ignore[attr-defined] # pghistory adds it
    found = itertools.pairwise(versions.order_by("pgh_id"))
    return [one for before, after in found for one in _between(before, after, key)]


def _between(before: Any, after: Any, key: SubjectKey) -> Iterator[Correction]:
    if before.subject_id != key.subject or after.subject_id != key.subject:
        return  # it ended when the contact became a complaint
    codes = [
        (name, [old] if name in CODED else old)
        for name in (*CODED, "topics")
        if (old := getattr(before, name)) != getattr(after, name)
    ]
    texts = [
        (name, _opened(before, name, key))
        for name in SEALED
        if _raw(before, name) != _raw(after, name)
    ]
    if codes or texts:
        yield Correction(after.pgh_created_at, codes, texts)


def _raw(version: Any, name: str) -> bytes | None:
    value = getattr(version, name)
    return None if value is None else bytes(value.raw)


def _opened(version: Any, name: str, key: SubjectKey) -> str:
    """Open what a version has: it was sealed for the row, and copied as it was."""
    raw = _raw(version, name)
    if raw is None:
        return ""
    row = Contact(pk=version.pgh_obj_id, subject_id=version.subject_id)
    setattr(row, name, Sealed(raw, row._meta.get_field(name).cell(row)))  # type: ignore[union-attr]  # noqa: SLF001 - documented by Django
    return open_text(row, name, key=key) or ""
