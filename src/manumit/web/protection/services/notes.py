"""Write support notes, and record court orders to release some of them."""

import datetime as dt
import json
import uuid
from collections.abc import Collection

from django.db import transaction

from manumit.errors import Place
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.recording import record_act
from manumit.web.kernel.days import latest_day
from manumit.web.protection.codes import ProtectionCode
from manumit.web.protection.models import NoteRelease, ReleasedNote, SupportNote
from manumit.web.protection.policies import new_note_policy
from manumit.web.protection.services.plans import (
    add_part,
    clean_text,
    existing_part,
    load_for_update,
)

LONGEST_COURT = 200


@transaction.atomic
def write_note(
    actor: Actor | None, plan_id: uuid.UUID, text: str, *, request: uuid.UUID
) -> SupportNote:
    """Add a sealed note. It is never evidence by itself; a closed plan still accepts notes.

    Raises:
        Refused: not for this actor.
        InputError: U102, U103, U501; V101 to V107, V201, V301.
    """
    plan, who = load_for_update(actor, new_note_policy, plan_id, "write")
    known = existing_part(SupportNote, plan, who, request)
    if known is not None:
        return known
    cleaned = clean_text(text, "text", needed=True)
    row = SupportNote(plan=plan, number=plan.notes.count() + 1)
    record_act(who, "create", "support_note", row.pk, purpose="write")
    return add_part(row, plan, who, cleaned, request)


@transaction.atomic
def record_order(
    actor: Actor | None,
    plan_id: uuid.UUID,
    *,
    court: str,
    reference: str,
    ordered_on: dt.date | None,
    notes: Collection[int],
    request: uuid.UUID,
) -> NoteRelease:
    """Record a court order to release named notes. Only these may then be disclosed.

    Args:
        actor: who supports the person.
        plan_id: whose notes.
        court: who ordered it; sealed.
        reference: of the order; sealed.
        ordered_on: the day of the order.
        notes: numbers of the notes that it names.
        request: id of the form; a repeated submission returns the same row.

    Raises:
        Refused: not for this actor.
        InputError: U102, U301, U401, U501; V101 to V107, V201, V301.
    """
    plan, who = load_for_update(actor, new_note_policy, plan_id, "release")
    known = existing_part(NoteRelease, plan, who, request)
    if known is not None:
        return known
    content = {"court": clean_text(court, "court"), "reference": clean_text(reference, "reference")}
    named = list(plan.notes.filter(number__in=set(notes)))
    if (
        not all(content.values())
        or ordered_on is None
        or len(named) != len(set(notes))
        or not named
    ):
        raise ProtectionCode.NO_ORDER.error(Place(field="court"))
    if ordered_on > latest_day():
        raise ProtectionCode.NOT_YET.error(Place(field="ordered_on"))
    row = NoteRelease(plan=plan, ordered_on=ordered_on)
    record_act(who, "create", "support_note", row.pk, purpose="release")
    add_part(row, plan, who, json.dumps(content), request)
    for note in named:
        ReleasedNote.objects.create(release=row, note=note, institution_id=plan.institution_id)
    return row
