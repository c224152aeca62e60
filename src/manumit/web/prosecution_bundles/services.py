"""Evidence notes, and prosecution bundles: assemble and export."""

import uuid
from collections.abc import Collection

from django.db import transaction

from manumit.errors import Place
from manumit.web.cases.codes import CaseCode
from manumit.web.cases.disclosures import chosen_finding
from manumit.web.cases.events import acting, tell
from manumit.web.cases.models import CaseFile
from manumit.web.cases.policies import load_for
from manumit.web.cases.services.referrals import checked_text
from manumit.web.institutions.models import Office
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.consent.services import ConsentQuestion, check_consent
from manumit.web.kernel.vault.sealed import open_text, seal_text
from manumit.web.prosecution_bundles.assembling import assemble_bundle
from manumit.web.prosecution_bundles.codes import BundleCode
from manumit.web.prosecution_bundles.models import Bundle, CustodyEntry, EvidenceNote
from manumit.web.prosecution_bundles.policies import bundle_policy, evidence_note_policy
from manumit.web.prosecution_bundles.rules import rules
from manumit.web.protection.selectors import released_notes

PURPOSE = "criminal_proceedings"
MADE, EXPORTED = "made", "exported"


@transaction.atomic
def write_evidence_note(
    actor: Actor | None, file_id: uuid.UUID, text: str, *, request: uuid.UUID
) -> EvidenceNote:
    """Seal a note that may be disclosed to a prosecution; it is never changed.

    Raises:
        Refused: the actor may not do this.
        InputError: K405, K501, K908; V101 to V107, V201, V301.
    """
    load_for(actor, evidence_note_policy, "write", file_id)
    who = acting(actor, "evidence_note", "write")
    file = CaseFile.objects.select_for_update().get(pk=file_id)
    known = EvidenceNote.objects.filter(request=request).first()
    if known is not None:
        if (known.file_id, known.made_by) != (file.pk, who.person):
            raise CaseCode.REQUEST_USED.error(Place(field="request"))
        return known
    note = checked_text(text, "text")
    if not note:
        raise BundleCode.NOTE_EMPTY.error(Place(field="text"))
    row = EvidenceNote(
        file=file,
        subject_id=file.subject_id,
        institution_id=file.institution_id,
        number=file.evidence_notes.count() + 1,
        made_by=who.person,
        request=request,
    )
    tell(who, "create", "evidence_note", row.pk, purpose="write")
    seal_text(row, "content", note)
    row.save(force_insert=True)
    return row


@transaction.atomic
def make_bundle(
    actor: Actor | None,
    file_id: uuid.UUID,
    *,
    office: uuid.UUID,
    notes: Collection[int],
    request: uuid.UUID,
) -> Bundle:
    """Assemble a bundle for one prosecution, if the person consents (R-49, R-52).

    Args:
        actor: a holder of the file.
        file_id: the file.
        office: of a prosecution.
        notes: numbers of the evidence notes that are in it.
        request: idempotency key of the form; a repeat returns the same bundle.

    Raises:
        Refused: the actor may not do this.
        InputError: K301, K402, K501, K905, K906; F301; N201; V101 to V107, V201, V301.
    """
    load_for(actor, evidence_note_policy, "pass_on", file_id)
    who = acting(actor, "evidence_note", "pass_on")
    file = CaseFile.objects.select_for_update().get(pk=file_id)
    known = Bundle.objects.filter(request=request).first()
    if known is not None:
        if (known.file_id, known.made_by) != (file.pk, who.person):
            raise CaseCode.REQUEST_USED.error(Place(field="request"))
        return known
    to = prosecution(office)
    chosen = list(file.evidence_notes.filter(number__in=set(notes)).order_by("number"))
    if len(chosen) != len(set(notes)):
        raise BundleCode.NO_NOTE.error(Place(field="notes"))
    finding = chosen_finding(file, None)
    if finding is None:
        raise CaseCode.NO_FINDING.error(Place(field="finding"))
    question = ConsentQuestion(
        subject=file.subject_id,
        purpose=PURPOSE,
        recipient=to.institution_id,
        child=file.counts_as_child,
    )
    check_consent(who, question)
    row = Bundle(
        file=file,
        subject_id=file.subject_id,
        institution_id=file.institution_id,
        finding=finding,
        number=file.bundles.count() + 1,
        sent_to_id=to.institution_id,
        office=to,
        made_by=who.person,
        request=request,
    )
    tell(who, "disclose", "evidence_note", row.pk, purpose="pass_on")
    ordered = released_notes(who, file.subject_id)
    seal_text(row, "content", assemble_bundle(file, finding, chosen, ordered, to.institution))
    row.save(force_insert=True)
    _log(row, who, MADE)
    return row


def prosecution(office_id: uuid.UUID) -> Office:
    """Return an office for which bundles are made.

    Raises:
        InputError: K905.
    """
    found = Office.objects.select_related("institution").filter(pk=office_id).first()
    if found is None or found.institution.kind not in rules().bundle_for:
        raise BundleCode.NO_PROSECUTION.error(Place(field="office"))
    return found


@transaction.atomic
def export_bundle(actor: Actor | None, bundle_id: uuid.UUID) -> tuple[Bundle, str]:
    """Return a bundle as JSON, and record the export in the chain of custody.

    Consent is checked again: after a withdrawal nothing is exported.

    Returns:
        the bundle, and its document as JSON.

    Raises:
        Refused: the actor may not do this.
        InputError: N201; V101 to V107, V201, V301.
    """
    row = bundle_policy.load(actor, bundle_id, "pass_on")
    who = acting(actor, "evidence_note", "pass_on")
    file = CaseFile.objects.get(pk=row.file_id)
    question = ConsentQuestion(
        subject=file.subject_id,
        purpose=PURPOSE,
        recipient=row.sent_to_id,
        child=file.counts_as_child,
    )
    check_consent(who, question)
    tell(who, "export", "evidence_note", row.pk, purpose="pass_on")
    _log(row, who, EXPORTED)
    return row, open_text(row, "content") or ""


def _log(row: Bundle, who: Actor, step: str) -> None:
    CustodyEntry.objects.create(
        bundle=row, institution_id=row.institution_id, step=step, done_by=who.person
    )
