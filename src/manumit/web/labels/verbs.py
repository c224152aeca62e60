"""Safe labels of files: choose one, and change it."""

import uuid
from collections.abc import Iterator

from manumit.web.cases.disclosures import current_values
from manumit.web.cases.employments import EmploymentDetails
from manumit.web.cases.identity import ContactKind, Field, value_from_text
from manumit.web.cases.models import CaseFile, Employment, Identity
from manumit.web.cases.policies import file_policy
from manumit.web.kernel import room
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.vault.keys import SubjectKey, subject_key
from manumit.web.kernel.vault.sealed import open_text
from manumit.web.labels.models import FileLabel
from manumit.web.labels.words import check_label

LABEL = room.Verb(file_policy, "change")


def label_file(
    actor: Actor | None, file_id: uuid.UUID, text: str, *, request: uuid.UUID
) -> FileLabel:
    """Seal a label of a file; it replaces the earlier one.

    The names, employers and places of the file are opened to compare them, and shown to nobody.

    Args:
        actor: a holder of the file.
        file_id: the file.
        text: two words.
        request: idempotency key of the form; a repeat returns the same row.

    Raises:
        Refused: the actor may not do this.
        InputError: K611, K612; T201; V101 to V107, V201, V301.
    """

    def build(file: CaseFile, _: Actor) -> room.NewRow[FileLabel]:
        label = check_label(text, _telling(file, subject_key(file.subject_id)))
        version = FileLabel.objects.filter(file=file).count() + 1
        return room.NewRow(FileLabel(version=version), {"content": label})

    return room.add_part(actor, LABEL, file_id, FileLabel, request, build, of="file")


def _telling(file: CaseFile, key: SubjectKey) -> Iterator[str]:
    """Yield what no word of the label may be: names, addresses, employers and workplaces."""
    identity = Identity.objects.filter(file=file).first()
    values = current_values(identity) if identity is not None else {}
    for field in (Field.NAMES, Field.CONTACTS):
        for value in values.get(field, ()):
            found = value_from_text(field, open_text(value, "content", key=key) or "")
            for one in found if isinstance(found, tuple) else ():
                if isinstance(one, str):
                    yield one
                elif one.kind is ContactKind.ADDRESS:
                    yield one.value
    for work in Employment.objects.filter(file=file):
        details = EmploymentDetails.from_text(open_text(work, "content", key=key) or "")
        yield from (one.name for one in details.organisations.values())
        if details.workplace is not None:
            yield details.workplace.name
