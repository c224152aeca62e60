"""Writing down what support hears, and recording that a court has ordered notes to be shown."""

import datetime as dt
import json
import uuid
from collections.abc import Collection

from django.db import transaction

from manumit.errors import Place
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.telling import tell
from manumit.web.kernel.days import latest_day
from manumit.web.protection.codes import ProtectionCode
from manumit.web.protection.models import NoteRelease, ReleasedNote, SupportNote
from manumit.web.protection.policies import note_of_plan_policy
from manumit.web.protection.services.plans import add_part, again, changed, stripped

LONGEST_COURT = 200


@transaction.atomic
def write_note(
    actor: Actor | None, plan_id: uuid.UUID, text: str, *, request: uuid.UUID
) -> SupportNote:
    """Keeps a note, sealed. It is never evidence by itself, and no plan's end closes it.

    Raises:
        Refused: not for this actor.
        InputError: U102, U103, U501; V101 to V107, V201, V301.
    """
    plan, who = changed(actor, note_of_plan_policy, plan_id, "write")
    known = again(SupportNote, plan, who, request)
    if known is not None:
        return known
    said = stripped(text, "text", needed=True)
    row = SupportNote(plan=plan, number=plan.notes.count() + 1)
    tell(who, "create", "support_note", row.pk, purpose="write")
    return add_part(row, plan, who, said, request)


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
    """Records that a court ordered some notes to be shown. Only these may then leave, no other.

    Args:
        actor: who supports the person.
        plan_id: whose notes.
        court: who ordered it; sealed.
        reference: of the order; sealed.
        ordered_on: the day of the order.
        notes: numbers of the notes that it names.
        request: of the form; sent again it gives the same row.

    Raises:
        Refused: not for this actor.
        InputError: U102, U301, U401, U501; V101 to V107, V201, V301.
    """
    plan, who = changed(actor, note_of_plan_policy, plan_id, "release")
    known = again(NoteRelease, plan, who, request)
    if known is not None:
        return known
    said = {"court": stripped(court, "court"), "reference": stripped(reference, "reference")}
    named = list(plan.notes.filter(number__in=set(notes)))
    if not all(said.values()) or ordered_on is None or len(named) != len(set(notes)) or not named:
        raise ProtectionCode.NO_ORDER.error(Place(field="court"))
    if ordered_on > latest_day():
        raise ProtectionCode.NOT_YET.error(Place(field="ordered_on"))
    row = NoteRelease(plan=plan, ordered_on=ordered_on)
    tell(who, "create", "support_note", row.pk, purpose="release")
    add_part(row, plan, who, json.dumps(said), request)
    for note in named:
        ReleasedNote.objects.create(release=row, note=note, institution_id=plan.institution_id)
    return row
