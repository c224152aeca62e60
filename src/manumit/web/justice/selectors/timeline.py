"""Penalties, proceedings and entries about one organisation on one line of time (R-39)."""

import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from manumit.web.justice.models import Penalty
from manumit.web.justice.policies import (
    RecordPolicy,
    penalty_policy,
    proceeding_policy,
    sanction_policy,
)
from manumit.web.justice.selectors.records import allowed, stages
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import SEE
from manumit.web.kernel.access.telling import acting, tell
from manumit.web.kernel.register import FieldClass


@dataclass(frozen=True, slots=True)
class Happened:
    """Something that happened to an organisation, as far as somebody may see it.

    Attributes:
        day: of the step; of its recording where the mask hides the day.
        resource: of which kind of record: ``penalty``, ``proceeding`` or ``sanction``.
        record, reference: which.
        name: of the step, or ``issued`` for a penalty.
        reason: a code; empty where there is none or the mask hides it.
    """

    day: dt.date
    resource: str
    record: uuid.UUID
    reference: str
    name: str
    reason: str


@transaction.atomic
def timeline(actor: Actor | None, organisation: uuid.UUID) -> list[Happened]:
    """What happened to an organisation, oldest first, of the records that somebody may see.

    Each role has its own: the prosecution sees penalties that were passed on to it beside its own
    proceedings. None replaces another: they add up.

    Raises:
        Refused: a stranger.
    """
    who = acting(actor, "penalty", SEE)
    found: list[Happened] = []
    for policy in (penalty_policy, proceeding_policy, sanction_policy):
        found += _of(who, policy, organisation)
    return sorted(found, key=lambda one: (one.day, one.resource, one.reference))


def _of(who: Actor, policy: RecordPolicy[Any], organisation: uuid.UUID) -> Iterator[Happened]:
    rows = list(policy.scope(who).filter(organisation=organisation))
    if rows:
        tell(who, "list_files", policy.resource, None, purpose=SEE)
    for row in rows:
        whole = FieldClass.PERSONAL in policy.can(who, SEE, row).classes
        place = (policy.resource, row.pk, row.reference)
        if isinstance(row, Penalty):
            yield Happened(row.on_day, *place, "issued", row.kind)
        changes = "change" in allowed(who, policy.resource, policy.relations_to(who, row))
        for one in stages(row, whole=whole, changes=changes):
            yield Happened(one.on_day or one.at.date(), *place, one.name, one.reason)
