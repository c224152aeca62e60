"""Mandates of representatives: recorded before their word counts (R-46)."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from manumit.errors import Place
from manumit.web.cases.codes import CaseCode
from manumit.web.cases.events import acting, tell
from manumit.web.cases.models import CaseFile, Mandate
from manumit.web.cases.policies import consent_policy, load_for, mandate_policy
from manumit.web.cases.process import REASONS
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.consent.codes import ConsentCode
from manumit.web.kernel.consent.models import Voice
from manumit.web.kernel.vault.sealed import seal_text

LONGEST_NAME = 200


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Speaker:
    """A representative with a mandate; its ``repr`` hides the content.

    Attributes:
        kind: guardian or lawyer.
        name: who; sealed.
        basis: a code of the list ``mandate_guardian`` or ``mandate_lawyer``.
        begins, until: from and until when; no end where it has no day.
    """

    kind: Voice
    name: str
    basis: str
    begins: dt.datetime
    until: dt.datetime | None = None


@transaction.atomic
def record_mandate(
    actor: Actor | None, file_id: uuid.UUID, speaker: Speaker, *, request: uuid.UUID
) -> Mandate:
    """Record who speaks for a file's person.

    Args:
        actor: a member who has seen the legal basis.
        file_id: whose file; the mandate is for no other.
        speaker: the representative and the legal basis.
        request: idempotency key of the form; a repeat returns the same mandate.

    Raises:
        Refused: the actor may not do this.
        InputError: K306, K501.
    """
    load_for(actor, consent_policy, "record", file_id)
    who = acting(actor, "consent", "record")
    # Locked, so that a form that is sent twice at once gives one mandate.
    file = CaseFile.objects.select_for_update().get(pk=file_id)
    known = Mandate.objects.filter(request=request).first()
    if known is not None:
        if known.file_id != file.pk or known.recorded_by != who.person:
            raise CaseCode.REQUEST_USED.error(Place(field="request"))
        return known
    name = _checked(speaker)
    row = Mandate(
        file=file,
        subject_id=file.subject_id,
        institution_id=file.institution_id,
        kind=speaker.kind,
        basis=speaker.basis,
        begins=speaker.begins,
        until=speaker.until,
        recorded_by=who.person,
        request=request,
    )
    tell(who, "create", "consent", row.pk, purpose="record", reason=speaker.basis)
    seal_text(row, "name", name)
    row.save(force_insert=True)
    return row


def _checked(speaker: Speaker) -> str:
    """Return the name as it is stored.

    Raises:
        InputError: K306.
    """
    name, listed = speaker.name.strip(), REASONS.get(f"mandate_{speaker.kind}")
    if listed is None:
        raise CaseCode.NO_BASIS.error(Place(field="kind"))
    if not name or len(name) > LONGEST_NAME:
        raise CaseCode.NO_BASIS.error(Place(field="name"))
    if not listed.has(speaker.basis, timezone.now().date()):
        raise CaseCode.NO_BASIS.error(Place(field="basis"))
    if speaker.until is not None and speaker.until <= speaker.begins:
        raise CaseCode.NO_BASIS.error(Place(field="until"))
    return name


@transaction.atomic
def end_mandate(actor: Actor | None, mandate_id: uuid.UUID) -> Mandate:
    """Record that a mandate has ended; consents given under it stay valid.

    Raises:
        Refused: the actor may not do this.
        InputError: K307.
    """
    mandate_policy.load(actor, mandate_id, "record")
    who = acting(actor, "consent", "record")
    row = Mandate.objects.select_for_update().get(pk=mandate_id)
    if row.ended_at is not None:
        raise CaseCode.MANDATE_OVER.error(Place(field="mandate"))
    tell(who, "change", "consent", row.pk, purpose="record")
    row.ended_by, row.ended_at = who.person, timezone.now()
    row.save(update_fields=["ended_by", "ended_at"])
    return row


def check_speaker(file: CaseFile, voice: Voice, representative: uuid.UUID | None) -> None:
    """Check that the representative has a valid mandate in this file.

    Raises:
        InputError: N105.
    """
    if voice == Voice.PERSON:
        return
    made = Mandate.objects.filter(file=file, kind=voice)
    row = None if representative is None else made.filter(pk=representative).first()
    if row is None or not row.holds_at(timezone.now()):
        raise ConsentCode.NO_MANDATE.error(Place(field="representative"))
