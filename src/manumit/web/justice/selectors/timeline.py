"""Penalties, proceedings and entries about one organisation on one timeline (R-39)."""

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
from manumit.web.justice.selectors.records import allowed_actions, stages
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import SEE
from manumit.web.kernel.access.recording import record_act, require_actor
from manumit.web.kernel.register import FieldClass


@dataclass(frozen=True, slots=True)
class OrganisationEvent:
    """An event of an organisation, as far as the actor may see it.

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
def timeline(actor: Actor | None, organisation: uuid.UUID) -> list[OrganisationEvent]:
    """Return the events of an organisation, oldest first, from records that the actor may see.

    Each role has its own: the prosecution sees penalties that were passed on to it beside its own
    proceedings. None replaces another: they add up.

    Raises:
        Refused: a stranger.
    """
    who = require_actor(actor, "penalty", SEE)
    found: list[OrganisationEvent] = []
    for policy in (penalty_policy, proceeding_policy, sanction_policy):
        found += _of(who, policy, organisation)
    return sorted(found, key=lambda one: (one.day, one.resource, one.reference))


def _of(
    who: Actor, policy: RecordPolicy[Any], organisation: uuid.UUID
) -> Iterator[OrganisationEvent]:
    rows = list(policy.scope(who).filter(organisation=organisation))
    if rows:
        record_act(who, "list_files", policy.resource, None, purpose=SEE)
    for row in rows:
        whole = FieldClass.PERSONAL in policy.can(who, SEE, row).classes
        place = (policy.resource, row.pk, row.reference)
        if isinstance(row, Penalty):
            yield OrganisationEvent(row.on_day, *place, "issued", row.kind)
        changes = "change" in allowed_actions(who, policy.resource, policy.relations_to(who, row))
        for one in stages(row, whole=whole, changes=changes):
            yield OrganisationEvent(one.on_day or one.at.date(), *place, one.name, one.reason)
