"""Documents and photographs: add to a file, and withdraw with a reason."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from manumit.errors import Place
from manumit.web.cases.codes import CaseCode
from manumit.web.cases.documents import KINDS, WITHDRAWN, latest_day
from manumit.web.cases.events import acting, tell
from manumit.web.cases.models import CaseAttachment, CaseFile
from manumit.web.cases.policies import attachment_policy, load_for
from manumit.web.cases.services.referrals import checked_text
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.vault.attachments import attach, detach, get_attachment, read_attachment
from manumit.web.kernel.vault.sealed import seal_text


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class AttachmentInput:
    """An uploaded document; its ``repr`` hides the content.

    Attributes:
        kind: a code of the list ``document``.
        name: original name of the file; sealed.
        content: all of it.
        on_day: the day that it is of; None if unknown.
        handed_by: who handed it over, in words; sealed.
    """

    kind: str
    name: str
    content: bytes
    on_day: dt.date | None
    handed_by: str


@transaction.atomic
def add_attachment(
    actor: Actor | None, file_id: uuid.UUID, document: AttachmentInput, *, request: uuid.UUID
) -> CaseAttachment:
    """Remove a document's metadata, seal it, and add it to a file.

    Args:
        actor: a holder of the file.
        file_id: the file.
        document: the upload.
        request: idempotency key of the form; a repeat returns the same row.

    Raises:
        Refused: the actor may not do this.
        InputError: K405, K501, K701 to K703; V101 to V107, V201, V301, V401 to V407. Nothing is
            kept then.
    """
    load_for(actor, attachment_policy, "add", file_id)
    who = acting(actor, "attachment", "add")
    # Locked, so that two who add at once get two numbers, and a form sent twice one row.
    file = CaseFile.objects.select_for_update().get(pk=file_id)
    known = CaseAttachment.objects.filter(request=request).first()
    if known is not None:
        if known.file_id != file.pk or known.made_by != who.person:
            raise CaseCode.REQUEST_USED.error(Place(field="request"))
        return known
    handed_by = _checked(document)
    row = CaseAttachment(
        file=file,
        subject_id=file.subject_id,
        institution_id=file.institution_id,
        number=CaseAttachment.objects.filter(file=file).count() + 1,
        kind=document.kind,
        on_day=document.on_day,
        made_by=who.person,
        request=request,
    )
    tell(who, "attach", "attachment", row.pk, purpose="add")
    kept = attach(file.subject_id, document.name, document.content)
    # Read back, so that success is only reported for content that opens again.
    row.sealed_file, row.media_type, row.size = kept.pk, kept.kind, len(read_attachment(kept))
    seal_text(row, "handed_by", handed_by)
    row.save(force_insert=True)
    return row


def _checked(document: AttachmentInput) -> str:
    """Return who handed the document over, as it is stored.

    Raises:
        InputError: K405, K701 to K703.
    """
    if not KINDS.has(document.kind, timezone.now().date()):
        raise CaseCode.NO_DOCUMENT_KIND.error(Place(field="document_kind"))
    handed_by = checked_text(document.handed_by, "handed_by")
    if not handed_by:
        raise CaseCode.NO_ORIGIN.error(Place(field="handed_by"))
    if document.on_day is not None and document.on_day > latest_day():
        raise CaseCode.NOT_YET.error(Place(field="on_day"))
    return handed_by


@transaction.atomic
def withdraw_attachment(
    actor: Actor | None, attachment_id: uuid.UUID, *, reason: str
) -> CaseAttachment:
    """Delete a document's content for good; the row and the reason remain.

    Deleted and not hidden: a person who asks for their document back, or who appears in a document
    in another person's file, reads that it is no longer here, and that has to be true.
    Destruction of evidence is prevented by a legal hold, which refuses it; by the ledger, which
    records author and reason; and by the backups, which keep the sealed file for their own period.

    Args:
        actor: a holder of the file.
        attachment_id: the document.
        reason: a code of the list ``attachment_withdrawn``.

    Raises:
        Refused: the actor may not do this.
        InputError: K704, K705; V301; V302 where a legal hold keeps the record.
    """
    attachment_policy.load(actor, attachment_id, "withdraw")
    who = acting(actor, "attachment", "withdraw")
    row = CaseAttachment.objects.select_for_update().get(pk=attachment_id)
    if row.withdrawn_at is not None:
        raise CaseCode.WITHDRAWN_ALREADY.error(Place(field="attachment"))
    if not WITHDRAWN.has(reason, timezone.now().date()):
        raise CaseCode.NO_WITHDRAWAL.error(Place(field="reason"))
    tell(who, "withdraw_attachment", "attachment", row.pk, purpose="withdraw", reason=reason)
    detach(get_attachment(row.sealed_file))
    row.withdrawn_by, row.withdrawn_at, row.withdrawn_reason = who.person, timezone.now(), reason
    row.save(update_fields=["withdrawn_by", "withdrawn_at", "withdrawn_reason"])
    return row
