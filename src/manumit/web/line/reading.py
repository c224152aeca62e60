"""Contacts as a member sees them."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import transaction

from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import SEE, grants
from manumit.web.kernel.access.recording import record_act, require_actor
from manumit.web.kernel.process.models import Move
from manumit.web.kernel.vault.keys import subject_key
from manumit.web.kernel.vault.sealed import open_text
from manumit.web.line.caller import CalledBefore, called_before
from manumit.web.line.corrections import Correction, correctable_today, corrections
from manumit.web.line.law import CORRECT, contact_policy
from manumit.web.line.models import Contact
from manumit.web.line.offers import complaint_offer, file_offer
from manumit.web.line.process import CONTACT, GOING_ON, HAND_OVER, LINE


@dataclass(frozen=True, slots=True)
class ShownContact:
    """One contact; its ``repr`` hides the content.

    Attributes:
        note, number: opened; empty where there is none.
        before: earlier contacts from the same number; None if there are none.
        taken: steps, oldest first.
        steps: those that the reader may take now.
        opens_file, sends_complaint: whether the reader may do this for the person.
        corrects: whether the reader may correct it now.
        corrected: what it was before each correction, oldest first.
    """

    row: Contact
    note: str = field(repr=False)
    number: str = field(repr=False)
    before: CalledBefore | None
    taken: Sequence[Move]
    steps: Sequence[str]
    opens_file: bool
    sends_complaint: bool
    corrects: bool
    corrected: Sequence[Correction]


@transaction.atomic
def contact(actor: Actor | None, key: uuid.UUID) -> ShownContact:
    """Return one contact; the ledger has it.

    Raises:
        Refused: not for this actor.
        InputError: V101 to V107, V201.
    """
    row, held = contact_policy.load_held(actor, key)
    who = require_actor(actor, contact_policy.resource, SEE)
    record_act(who, "read_file", contact_policy.resource, row.pk, purpose=SEE)
    sealed = subject_key(row.subject_id)
    number = open_text(row, "number", key=sealed) or ""
    may, may_correct = (
        held & grants().of(who.role, contact_policy.resource, action).keys()
        for action in ("change", "correct")
    )
    steps = [
        one.name
        for one in CONTACT.leaving(row.state)
        if may and who.role in one.roles and one.name not in HAND_OVER
    ]
    goes_on = bool(may) and row.state in GOING_ON
    moves = Move.objects.filter(resource=row.RESOURCE, row=row.pk).order_by("version")
    return ShownContact(
        row=row,
        note=open_text(row, "note", key=sealed) or "",
        number=number,
        before=called_before(who, row, number) if number else None,
        taken=list(moves),
        steps=steps,
        opens_file=goes_on and file_offer(who) is not None,
        sends_complaint=goes_on and who.role in LINE and complaint_offer() is not None,
        corrects=bool(may_correct) and row.state in CORRECT.states and correctable_today(row),
        corrected=corrections(row, sealed),
    )
