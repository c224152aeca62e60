"""Support notes for the holder of the plan, and notes released by court order."""

import datetime as dt
import json
import uuid
from dataclasses import dataclass

from django.db import transaction

from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import SEE
from manumit.web.kernel.access.recording import check_column_visible, record_act, require_actor
from manumit.web.kernel.vault.keys import subject_key
from manumit.web.kernel.vault.sealed import open_text
from manumit.web.protection.models import NoteRelease, SupportPlan
from manumit.web.protection.policies import new_note_policy, note_policy, release_policy


@dataclass(frozen=True, slots=True, repr=False)
class NoteView:
    """One note, opened; its ``repr`` shows nothing."""

    id: uuid.UUID
    number: int
    text: str
    made_by: uuid.UUID
    made_at: dt.datetime


@dataclass(frozen=True, slots=True, repr=False)
class CourtOrderView:
    """An order of a court; its ``repr`` shows nothing.

    Attributes:
        notes: numbers of the notes that it names.
    """

    court: str
    reference: str
    ordered_on: dt.date
    notes: tuple[int, ...]
    made_at: dt.datetime


@dataclass(frozen=True, slots=True, repr=False)
class ReleasedNoteView:
    """One note that may be disclosed, with its order; its ``repr`` shows nothing."""

    note: NoteView
    order: CourtOrderView


def _log_opening(actor: Actor | None, plan_id: uuid.UUID) -> tuple[Actor, SupportPlan]:
    row = new_note_policy.load(actor, plan_id)
    who = require_actor(actor, "support_note", SEE)
    record_act(who, "read_statement", "support_note", plan_id, purpose=SEE)
    return who, row


@transaction.atomic
def notes(actor: Actor | None, plan_id: uuid.UUID) -> list[NoteView]:
    """Return the notes of a plan, latest first, for the member who supports the person.

    Raises:
        Refused: not for this actor.
        InputError: V101 to V107, V201, V301.
    """
    who, row = _log_opening(actor, plan_id)
    key, found = subject_key(row.subject_id), []
    for one in note_policy.scope(who).filter(plan=plan_id).order_by("-number"):
        check_column_visible(who, note_policy, one, "content")
        text = open_text(one, "content", key=key) or ""
        found.append(NoteView(one.pk, one.number, text, one.made_by, one.made_at))
    return found


@transaction.atomic
def orders(actor: Actor | None, plan_id: uuid.UUID) -> list[CourtOrderView]:
    """Return the court orders about a plan's notes, oldest first.

    Raises:
        Refused: not for this actor.
        InputError: V101 to V107, V201, V301.
    """
    who, _ = _log_opening(actor, plan_id)
    rows = release_policy.scope(who).filter(plan=plan_id).order_by("made_at")
    found = []
    for row in rows:
        check_column_visible(who, release_policy, row, "content")
        found.append(_order(row))
    return found


def _order(row: NoteRelease) -> CourtOrderView:
    content = json.loads(open_text(row, "content") or "{}")
    numbers = tuple(sorted(row.notes.values_list("note__number", flat=True)))
    return CourtOrderView(
        content["court"], content["reference"], row.ordered_on, numbers, row.made_at
    )


@transaction.atomic
def released_notes(actor: Actor | None, subject: uuid.UUID) -> list[ReleasedNoteView]:
    """Return notes of a person released by court order, the only ones that may be disclosed.

    The list is empty for everybody but the member who supports the person.

    Raises:
        InputError: V101 to V107, V201, V301.
    """
    if actor is None:
        return []
    found: dict[uuid.UUID, ReleasedNoteView] = {}
    for row in release_policy.scope(actor).filter(plan__subject=subject).order_by("made_at"):
        order = _order(row)
        record_act(actor, "read_statement", "support_note", row.pk, purpose=SEE)
        for one in note_policy.scope(actor).filter(releases__release=row).order_by("number"):
            check_column_visible(actor, note_policy, one, "content")
            text = open_text(one, "content") or ""
            view = NoteView(one.pk, one.number, text, one.made_by, one.made_at)
            found[one.pk] = ReleasedNoteView(view, order)
    return list(found.values())
