"""Read documents and photographs of a file."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import transaction

from manumit.errors import Place
from manumit.web.cases.codes import CaseCode
from manumit.web.cases.events import acting, tell
from manumit.web.cases.models import CaseAttachment
from manumit.web.cases.policies import attachment_policy
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import SEE
from manumit.web.kernel.access.recording import check_column_visible
from manumit.web.kernel.vault.attachments import ENDINGS, get_attachment, read_attachment, size_text
from manumit.web.kernel.vault.sealed import open_text


@dataclass(frozen=True, slots=True)
class AttachmentLine:
    """One document in the list, without its content.

    Attributes:
        kind: a code of the list ``document``.
        media_type: such as ``image/png``.
        size: in bytes.
        on_day: the day that it is of; None if unknown.
        withdrawn_by, withdrawn_at, withdrawn_reason: None or empty unless withdrawn.
    """

    id: uuid.UUID
    number: int
    kind: str
    media_type: str
    size: int
    on_day: dt.date | None
    made_by: uuid.UUID
    made_at: dt.datetime
    withdrawn_by: uuid.UUID | None
    withdrawn_at: dt.datetime | None
    withdrawn_reason: str

    @property
    def ending(self) -> str:
        """Return the file extension, such as ``png``."""
        return ENDINGS[self.media_type]

    @property
    def measured(self) -> str:
        """Return the size in kilobytes or megabytes of a thousand."""
        return size_text(self.size)


@dataclass(frozen=True, slots=True, repr=False)
class AttachmentView:
    """One document's description; its ``repr`` hides the content.

    Attributes:
        file: its case file.
        name: as the member who uploaded it called the file; None once it is withdrawn.
        handed_by: who handed it over.
    """

    line: AttachmentLine
    file: uuid.UUID
    name: str | None
    handed_by: str


@dataclass(frozen=True, slots=True, repr=False)
class OpenedAttachment:
    """A document's content; its ``repr`` hides it.

    Attributes:
        name: for the file on a device: the pseudonym and the number, nothing of the person.
    """

    name: str
    media_type: str
    content: bytes


def attachments(actor: Actor | None, file_id: uuid.UUID) -> list[AttachmentLine]:
    """Return the documents that the actor may see, oldest first, also withdrawn ones."""
    rows = attachment_policy.scope(actor).filter(file=file_id).order_by("number")
    return [_line(row) for row in rows]


def _line(row: CaseAttachment) -> AttachmentLine:
    return AttachmentLine(
        row.pk,
        row.number,
        row.kind,
        row.media_type,
        row.size,
        row.on_day,
        row.made_by,
        row.made_at,
        row.withdrawn_by,
        row.withdrawn_at,
        row.withdrawn_reason,
    )


@transaction.atomic
def attachment(actor: Actor | None, attachment_id: uuid.UUID) -> AttachmentView:
    """Return a document's description: its original file name and who handed it over.

    Raises:
        Refused: the actor may not do this.
        InputError: V101 to V107, V201, V301.
    """
    who, row = _loaded(actor, attachment_id)
    tell(who, "read_statement", "attachment", row.pk, purpose=SEE)
    name = None
    if row.withdrawn_at is None:
        name = open_text(get_attachment(row.sealed_file), "name")
    return AttachmentView(_line(row), row.file_id, name, open_text(row, "handed_by") or "")


@transaction.atomic
def attachment_content(actor: Actor | None, attachment_id: uuid.UUID) -> OpenedAttachment:
    """Return the whole content of a document, or fail.

    Raises:
        Refused: the actor may not do this.
        InputError: K705; V101 to V107, V201, V301, V404, V405.
    """
    who, row = _loaded(actor, attachment_id)
    if row.withdrawn_at is not None:
        raise CaseCode.WITHDRAWN_ALREADY.error(Place(field="attachment"))
    tell(who, "read_attachment", "attachment", row.pk, purpose=SEE)
    name = f"{row.file.pseudonym}-{row.number}.{ENDINGS[row.media_type]}"
    return OpenedAttachment(name, row.media_type, read_attachment(get_attachment(row.sealed_file)))


def _loaded(actor: Actor | None, attachment_id: uuid.UUID) -> tuple[Actor, CaseAttachment]:
    attachment_policy.load(actor, attachment_id)
    who = acting(actor, "attachment", SEE)
    # Locked, so that what is withdrawn at this moment is not taken for damaged (V405).
    row = CaseAttachment.objects.select_for_update(no_key=True).get(pk=attachment_id)
    check_column_visible(who, attachment_policy, row, "handed_by")
    return who, row
