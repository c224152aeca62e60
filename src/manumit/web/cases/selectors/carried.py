"""What another system had recorded of the person of a file."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import transaction

from manumit.web.cases.carried import CarriedOver
from manumit.web.cases.events import acting, tell
from manumit.web.cases.policies import carried_policy, file_policy
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import SEE
from manumit.web.kernel.vault.sealed import open_text


@dataclass(frozen=True, slots=True, repr=False)
class CarriedView:
    """What came with a file; its ``repr`` shows nothing."""

    told: CarriedOver
    made_by: uuid.UUID
    made_at: dt.datetime


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
    tell(who, "read_statement", "case_file", file.pk, purpose=SEE)
    if row is None or "content" not in carried_policy.mask(who, row):
        return None
    text = open_text(row, "content") or ""
    return CarriedView(CarriedOver.from_text(text), row.made_by, row.made_at)
