"""What support hears, for whoever holds the plan; and what a court has ordered to be shown."""

import datetime as dt
import json
import uuid
from dataclasses import dataclass

from django.db import transaction

from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import SEE
from manumit.web.kernel.access.telling import acting, check_sealed, tell
from manumit.web.kernel.vault.keys import subject_key
from manumit.web.kernel.vault.sealed import open_text
from manumit.web.protection.models import NoteRelease, SupportPlan
from manumit.web.protection.policies import note_of_plan_policy, note_policy, release_policy


@dataclass(frozen=True, slots=True, repr=False)
class NoteView:
    """One note; its ``repr`` shows nothing."""

    id: uuid.UUID
    number: int
    text: str
    made_by: uuid.UUID
    made_at: dt.datetime


@dataclass(frozen=True, slots=True, repr=False)
class OrderView:
    """An order of a court; its ``repr`` shows nothing.

    Attributes:
        notes: numbers of those that it names.
    """

    court: str
    reference: str
    ordered_on: dt.date
    notes: tuple[int, ...]
    made_at: dt.datetime


@dataclass(frozen=True, slots=True, repr=False)
class Released:
    """One note that may leave, with the order; its ``repr`` shows nothing."""

    note: NoteView
    order: OrderView


def _opening(actor: Actor | None, plan_id: uuid.UUID) -> tuple[Actor, SupportPlan]:
    row = note_of_plan_policy.load(actor, plan_id)
    who = acting(actor, "support_note", SEE)
    tell(who, "read_statement", "support_note", plan_id, purpose=SEE)
    return who, row


@transaction.atomic
def notes(actor: Actor | None, plan_id: uuid.UUID) -> list[NoteView]:
    """The notes of a plan, latest first, for whoever supports the person and nobody else.

    Raises:
        Refused: not for this actor.
        InputError: V101 to V107, V201, V301.
    """
    who, row = _opening(actor, plan_id)
    key, found = subject_key(row.subject_id), []
    for one in note_policy.scope(who).filter(plan=plan_id).order_by("-number"):
        check_sealed(who, note_policy, one, "content")
        text = open_text(one, "content", key=key) or ""
        found.append(NoteView(one.pk, one.number, text, one.made_by, one.made_at))
    return found


@transaction.atomic
def orders(actor: Actor | None, plan_id: uuid.UUID) -> list[OrderView]:
    """The orders of courts about the notes of a plan, oldest first.

    Raises:
        Refused: not for this actor.
        InputError: V101 to V107, V201, V301.
    """
    who, _ = _opening(actor, plan_id)
    rows = release_policy.scope(who).filter(plan=plan_id).order_by("made_at")
    found = []
    for row in rows:
        check_sealed(who, release_policy, row, "content")
        found.append(_order(row))
    return found


def _order(row: NoteRelease) -> OrderView:
    said = json.loads(open_text(row, "content") or "{}")
    numbers = tuple(sorted(row.notes.values_list("note__number", flat=True)))
    return OrderView(said["court"], said["reference"], row.ordered_on, numbers, row.made_at)


@transaction.atomic
def released(actor: Actor | None, subject: uuid.UUID) -> list[Released]:
    """Notes of a person that a court has ordered to be shown: the only ones that may leave.

    For whoever supports the person; to everybody else there are none.

    Raises:
        InputError: V101 to V107, V201, V301.
    """
    if actor is None:
        return []
    found: dict[uuid.UUID, Released] = {}
    for row in release_policy.scope(actor).filter(plan__subject=subject).order_by("made_at"):
        order = _order(row)
        tell(actor, "read_statement", "support_note", row.pk, purpose=SEE)
        for one in note_policy.scope(actor).filter(releases__release=row).order_by("number"):
            check_sealed(actor, note_policy, one, "content")
            text = open_text(one, "content") or ""
            view = NoteView(one.pk, one.number, text, one.made_by, one.made_at)
            found[one.pk] = Released(view, order)
    return list(found.values())
