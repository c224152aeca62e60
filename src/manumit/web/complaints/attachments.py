"""Photographs and papers of a complaint: cleaned in a process of its own, hashed and sealed.

The mechanism is that of the vault, which takes no format that it cannot clean of metadata. A worker
adds them on the answer page where the installation takes uploads, intake in the office.
"""

import datetime as dt
import hashlib
import uuid
from dataclasses import dataclass

from django.db import transaction

from manumit.errors import Place
from manumit.web.complaints import law
from manumit.web.complaints.codes import ComplaintCode
from manumit.web.complaints.lists import rules
from manumit.web.complaints.models import Complaint, ComplaintAttachment
from manumit.web.complaints.receiving import left_at, locked_source, record_public
from manumit.web.kernel import room
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import SEE
from manumit.web.kernel.access.recording import record_act, require_actor
from manumit.web.kernel.days import today
from manumit.web.kernel.room import RoomCode, row_of_request
from manumit.web.kernel.vault.attachments import (
    ENDINGS,
    CleanFile,
    clean_file,
    get_attachment,
    keep_file,
    read_attachment,
    size_text,
)
from manumit.web.kernel.vault.sealed import open_text, seal_text


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One attachment in a list, without its content.

    Attributes:
        ending: such as ``png``.
        size: in words.
        by_worker: whether it came by the answer page.
        digest: SHA-256 of what is kept.
    """

    key: uuid.UUID
    ending: str
    size: str
    made_on: dt.date
    by_worker: bool
    digest: str


@dataclass(frozen=True, slots=True, repr=False)
class OpenedPaper:
    """The content of an attachment; its ``repr`` hides it, and its name says nothing."""

    name: str
    media_type: str
    content: bytes


def send_attachment(key: uuid.UUID, *, name: str, content: bytes, request: uuid.UUID) -> None:
    """Keep a file that a worker sends on the answer page; sent twice, it is kept once.

    Args:
        key: of the source, from a session that the right words opened.
        name: of the file; sealed.
        content: all of it.
        request: idempotency key of the form.

    Raises:
        InputError: H513; T202 for a complaint that is over, or for somebody who has left it; V101
            to V107, V401 to V408. Nothing is kept then.
    """
    # Before anything is locked: a reply that says "I am hurt" must not wait for a picture.
    clean = clean_file(content)
    with transaction.atomic():
        _send(key, name, clean, request)


def _send(key: uuid.UUID, name: str, clean: CleanFile, request: uuid.UUID) -> None:
    source = locked_source(key)
    row = source.complaint
    if ComplaintAttachment.objects.filter(request=request, complaint=row).exists():
        return
    if not row.can_be_written() or left_at(source) is not None:
        raise RoomCode.NOT_NOW.error(Place())
    record_public(row, "attach")
    _keep(ComplaintAttachment(source=source, request=request), row, name, clean)
    row.reply_on = today()
    room.save_columns(row)


def add_attachment(
    actor: Actor | None, key: uuid.UUID, *, name: str, content: bytes, request: uuid.UUID
) -> ComplaintAttachment:
    """Keep a file that a worker gave to intake otherwise.

    Raises:
        Refused: not for this actor.
        InputError: H513; T201, T202; V101 to V107, V401 to V408. Nothing is kept then.
    """
    law.WRITE.policy.load(actor, key, law.WRITE.action)  # nobody else has a file cleaned
    clean = clean_file(content)
    with transaction.atomic():
        return _add(actor, key, name, clean, request)


def _add(
    actor: Actor | None, key: uuid.UUID, name: str, clean: CleanFile, request: uuid.UUID
) -> ComplaintAttachment:
    row, who = room.lock_record(actor, law.WRITE, key)
    known = row_of_request(ComplaintAttachment, who, request, complaint_id=row.pk)
    if known is not None:
        return known
    if not row.can_be_written():
        raise RoomCode.NOT_NOW.error(Place())
    record_act(who, "attach", Complaint.RESOURCE, row.pk, purpose="change")
    made = ComplaintAttachment(made_by=who.person, request=request)
    return _keep(made, row, name, clean)


def _keep(
    made: ComplaintAttachment, row: Complaint, name: str, clean: CleanFile
) -> ComplaintAttachment:
    # Of each person, and of intake: who is refused learns nothing of what others sent.
    if row.attachments.filter(source=made.source).count() >= rules().most_attachments:
        raise ComplaintCode.TOO_MANY_FILES.error(Place(field="file"), most=rules().most_attachments)
    made.institution_id, made.complaint, made.subject_id = row.institution_id, row, row.subject_id
    kept = keep_file(row.subject_id, name, clean)
    content = read_attachment(kept)  # read back: what opens again has arrived
    made.sealed_file, made.media_type, made.size = kept.pk, kept.kind, len(content)
    made.made_on = today()
    seal_text(made, "digest", hashlib.sha256(content).hexdigest())
    made.save(force_insert=True)
    return made


def attachments_of(row: Complaint) -> list[PaperLine]:
    """Return the attachments of a complaint, oldest first; the caller has asked the policy.

    Raises:
        InputError: V101 to V107, V201, V301.
    """
    found = row.attachments.order_by("made_at", "pk")
    return [
        PaperLine(
            key=one.pk,
            ending=ENDINGS[one.media_type],
            size=size_text(one.size),
            made_on=one.made_on,
            by_worker=one.source_id is not None,
            digest=open_text(one, "digest") or "",
        )
        for one in found
    ]


@transaction.atomic
def attachment_content(actor: Actor | None, key: uuid.UUID, attachment: uuid.UUID) -> OpenedPaper:
    """Return the content of an attachment of a complaint; the ledger has it.

    Raises:
        Refused: not for this actor.
        ComplaintAttachment.DoesNotExist: the complaint has no such attachment.
        InputError: V101 to V107, V201, V301, V404, V405.
    """
    row = law.complaint_policy.load(actor, key)
    who = require_actor(actor, Complaint.RESOURCE, SEE)
    one = row.attachments.get(pk=attachment)
    record_act(who, "read_attachment", Complaint.RESOURCE, row.pk, purpose=SEE)
    content = read_attachment(get_attachment(one.sealed_file))
    return OpenedPaper(f"document.{ENDINGS[one.media_type]}", one.media_type, content)
