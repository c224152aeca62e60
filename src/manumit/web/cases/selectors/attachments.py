"""Documents and photographs of a file, and what one of them shows."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import transaction

from manumit.errors import Place
from manumit.web.cases.codes import CaseCode
from manumit.web.cases.documents import ENDINGS
from manumit.web.cases.events import acting, tell
from manumit.web.cases.models import CaseAttachment
from manumit.web.cases.policies import attachment_policy
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import SEE
from manumit.web.kernel.access.telling import check_sealed
from manumit.web.kernel.vault.attachments import content_of, kept_file
from manumit.web.kernel.vault.sealed import open_text

KILOBYTE = 1_000


@dataclass(frozen=True, slots=True)
class AttachmentLine:
    """One line of a file's list of documents; nothing of what they show.

    Attributes:
        kind: a code of the list ``document``.
        media_type: such as ``image/png``.
        size: in bytes.
        on_day: the day that it is of; None where nobody knows.
        withdrawn_by, withdrawn_at, withdrawn_reason: None and empty while it stands.
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
        """How a file of it ends, such as ``png``."""
        return ENDINGS[self.media_type]

    @property
    def measured(self) -> str:
        """The size as it is read, in kilobytes or megabytes of a thousand."""
        if self.size < KILOBYTE * KILOBYTE:
            return f"{max(1, round(self.size / KILOBYTE))}\N{NO-BREAK SPACE}kB"
        return f"{self.size / KILOBYTE / KILOBYTE:.1f}\N{NO-BREAK SPACE}MB"


@dataclass(frozen=True, slots=True, repr=False)
class AttachmentView:
    """One document with what was said of it; its ``repr`` shows nothing.

    Attributes:
        file: of whom.
        name: as whoever brought it called the file; None once it is withdrawn.
        handed_by: who handed it over.
    """

    line: AttachmentLine
    file: uuid.UUID
    name: str | None
    handed_by: str


@dataclass(frozen=True, slots=True, repr=False)
class OpenedAttachment:
    """What a document shows; its ``repr`` shows nothing.

    Attributes:
        name: for the file on a device: the pseudonym and the number, nothing of the person.
    """

    name: str
    media_type: str
    content: bytes


def attachments(actor: Actor | None, file_id: uuid.UUID) -> list[AttachmentLine]:
    """The documents of a file that somebody may see, oldest first; withdrawn ones too."""
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
    """What was said of a document: what its file was called, and who handed it over.

    Raises:
        Refused: not for this actor.
        InputError: V101 to V107, V201, V301.
    """
    who, row = _loaded(actor, attachment_id)
    tell(who, "read_statement", "attachment", row.pk, purpose=SEE)
    name = None
    if row.withdrawn_at is None:
        name = open_text(kept_file(row.sealed_file), "name")
    return AttachmentView(_line(row), row.file_id, name, open_text(row, "handed_by") or "")


@transaction.atomic
def attachment_content(actor: Actor | None, attachment_id: uuid.UUID) -> OpenedAttachment:
    """What a document shows, all of it or nothing.

    Raises:
        Refused: not for this actor.
        InputError: K705; V101 to V107, V201, V301, V404, V405.
    """
    who, row = _loaded(actor, attachment_id)
    if row.withdrawn_at is not None:
        raise CaseCode.WITHDRAWN_ALREADY.error(Place(field="attachment"))
    tell(who, "read_attachment", "attachment", row.pk, purpose=SEE)
    name = f"{row.file.pseudonym}-{row.number}.{ENDINGS[row.media_type]}"
    return OpenedAttachment(name, row.media_type, content_of(kept_file(row.sealed_file)))


def _loaded(actor: Actor | None, attachment_id: uuid.UUID) -> tuple[Actor, CaseAttachment]:
    attachment_policy.load(actor, attachment_id)
    who = acting(actor, "attachment", SEE)
    # Locked, so that what is withdrawn at this moment is not taken for damaged (V405).
    row = CaseAttachment.objects.select_for_update(no_key=True).get(pk=attachment_id)
    check_sealed(who, attachment_policy, row, "handed_by")
    return who, row
