"""Read legacy records of a file, and the imports that created them."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet

from manumit.web.cases.events import acting, tell
from manumit.web.cases.policies import file_policy
from manumit.web.imports.legacy_content import LegacyContent
from manumit.web.imports.models import Import
from manumit.web.imports.policies import import_policy, legacy_record_policy
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import SEE
from manumit.web.kernel.vault.sealed import open_text


@dataclass(frozen=True, slots=True, repr=False)
class LegacyRecordView:
    """A legacy record; its ``repr`` hides the content.

    Attributes:
        made_by, made_at: importer and time.
        origin: the import; None where the actor does not see it, or none was recorded yet.
    """

    content: LegacyContent
    made_by: uuid.UUID
    made_at: dt.datetime
    origin: uuid.UUID | None


@transaction.atomic
def legacy_record(actor: Actor | None, file_id: uuid.UUID) -> LegacyRecordView | None:
    """Return what another system recorded; None if the file was not imported.

    Raises:
        Refused: the actor may not see the file, or not what lies sealed in it.
        InputError: V101 to V107, V201, V301.
    """
    file = file_policy.load(actor, file_id)
    who = acting(actor, "statement", SEE)
    row = legacy_record_policy.scope(who).filter(file=file_id).first()
    if row is None or "content" not in legacy_record_policy.mask(who, row):
        return None
    tell(who, "read_statement", "case_file", file.pk, purpose=SEE)
    text = open_text(row, "content") or ""
    seen = import_policy.scope(who).filter(pk__in=[row.origin_id] if row.origin_id else [])
    return LegacyRecordView(
        LegacyContent.from_text(text),
        row.made_by,
        row.made_at,
        seen.values_list("pk", flat=True).first(),
    )


def has_legacy_record(actor: Actor | None, file_id: uuid.UUID) -> bool:
    """Return whether a legacy record exists that the actor may read; to show the link."""
    return legacy_record_policy.scope(actor).filter(file=file_id).exists()


def imports(actor: Actor | None) -> QuerySet[Import]:
    """Return the imports that the actor may see, latest first."""
    return import_policy.scope(actor).order_by("-made_at", "pk")


def import_of(actor: Actor | None, key: uuid.UUID) -> Import:
    """Return one import.

    Raises:
        Refused: there is none, or it is not open to the actor.
    """
    return import_policy.load(actor, key)
