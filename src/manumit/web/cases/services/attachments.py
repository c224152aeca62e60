"""Documents and photographs: added to a file, and taken away again with a reason."""

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
from manumit.web.cases.services.referrals import stripped
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.vault.attachments import attach, content_of, detach, kept_file
from manumit.web.kernel.vault.sealed import seal_text


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Brought:
    """A document as somebody brings it; its ``repr`` shows nothing.

    Attributes:
        kind: a code of the list ``document``.
        name: of the file, as whoever brings it calls it; sealed.
        content: all of it.
        on_day: the day that it is of; None where nobody knows.
        handed_by: who handed it over, in words; sealed.
    """

    kind: str
    name: str
    content: bytes
    on_day: dt.date | None
    handed_by: str


@transaction.atomic
def add_attachment(
    actor: Actor | None, file_id: uuid.UUID, brought: Brought, *, request: uuid.UUID
) -> CaseAttachment:
    """Cleans a document of what it tells beside what it shows, seals it, and adds it to a file.

    Args:
        actor: who holds the file.
        file_id: whose.
        brought: what.
        request: of the form; sent again it gives the same row.

    Raises:
        Refused: not for this actor.
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
    handed_by = _checked(brought)
    row = CaseAttachment(
        file=file,
        subject_id=file.subject_id,
        institution_id=file.institution_id,
        number=CaseAttachment.objects.filter(file=file).count() + 1,
        kind=brought.kind,
        on_day=brought.on_day,
        made_by=who.person,
        request=request,
    )
    tell(who, "attach", "attachment", row.pk, purpose="add")
    kept = attach(file.subject_id, brought.name, brought.content)
    # Read back: nobody is told that something is kept which does not open.
    row.sealed_file, row.media_type, row.size = kept.pk, kept.kind, len(content_of(kept))
    seal_text(row, "handed_by", handed_by)
    row.save(force_insert=True)
    return row


def _checked(brought: Brought) -> str:
    """Who handed it over, as it is kept.

    Raises:
        InputError: K405, K701 to K703.
    """
    if not KINDS.has(brought.kind, timezone.now().date()):
        raise CaseCode.NO_DOCUMENT_KIND.error(Place(field="document_kind"))
    handed_by = stripped(brought.handed_by, "handed_by")
    if not handed_by:
        raise CaseCode.NO_ORIGIN.error(Place(field="handed_by"))
    if brought.on_day is not None and brought.on_day > latest_day():
        raise CaseCode.NOT_YET.error(Place(field="on_day"))
    return handed_by


@transaction.atomic
def withdraw_attachment(
    actor: Actor | None, attachment_id: uuid.UUID, *, reason: str
) -> CaseAttachment:
    """Takes what a document shows away for good; that there was one, and why it went, stays.

    Gone and not hidden: whoever asks for their paper back, or is shown on a paper that lies in
    somebody else's file, is told that it is no longer here, and that has to be true. That nobody
    destroys evidence in this way is the work of a legal hold, which refuses it, of the ledger,
    which names who did it and why, and of the backups, which still have the sealed file as long as
    they are kept.

    Args:
        actor: who holds the file.
        attachment_id: which.
        reason: a code of the list ``attachment_withdrawn``.

    Raises:
        Refused: not for this actor.
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
    detach(kept_file(row.sealed_file))
    row.withdrawn_by, row.withdrawn_at, row.withdrawn_reason = who.person, timezone.now(), reason
    row.save(update_fields=["withdrawn_by", "withdrawn_at", "withdrawn_reason"])
    return row
