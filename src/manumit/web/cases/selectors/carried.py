"""What another system had recorded of the person of a file, and the imports that brought it in."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet

from manumit.web.cases.carried import CarriedOver
from manumit.web.cases.events import acting, tell
from manumit.web.cases.models import Import
from manumit.web.cases.policies import carried_policy, file_policy, import_policy
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import SEE
from manumit.web.kernel.vault.sealed import open_text


@dataclass(frozen=True, slots=True, repr=False)
class CarriedView:
    """What came with a file; its ``repr`` shows nothing.

    Attributes:
        made_by, made_at: who brought it in, and when.
        origin: the import; None where the actor does not see it, or none was recorded yet.
    """

    told: CarriedOver
    made_by: uuid.UUID
    made_at: dt.datetime
    origin: uuid.UUID | None


@transaction.atomic
def carried(actor: Actor | None, file_id: uuid.UUID) -> CarriedView | None:
    """What another system had recorded; None where the file did not come from one.

    Raises:
        Refused: the file is not for this actor, or not what lies sealed in it.
        InputError: V101 to V107, V201, V301.
    """
    file = file_policy.load(actor, file_id)
    who = acting(actor, "statement", SEE)
    row = carried_policy.scope(who).filter(file=file_id).first()
    if row is None or "content" not in carried_policy.mask(who, row):
        return None
    tell(who, "read_statement", "case_file", file.pk, purpose=SEE)
    text = open_text(row, "content") or ""
    seen = import_policy.scope(who).filter(pk__in=[row.origin_id] if row.origin_id else [])
    return CarriedView(
        CarriedOver.from_text(text),
        row.made_by,
        row.made_at,
        seen.values_list("pk", flat=True).first(),
    )


def was_carried(actor: Actor | None, file_id: uuid.UUID) -> bool:
    """Whether a file came from another system, for who may read what came; to show the link."""
    return carried_policy.scope(actor).filter(file=file_id).exists()


def imports(actor: Actor | None) -> QuerySet[Import]:
    """Those that somebody may know of, latest first."""
    return import_policy.scope(actor).order_by("-made_at", "pk")


def import_of(actor: Actor | None, key: uuid.UUID) -> Import:
    """One import, by its sums.

    Raises:
        Refused: there is none, or it is not for this actor.
    """
    return import_policy.load(actor, key)
