"""Read one workplace."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import SEE, Relation
from manumit.web.kernel.access.policies import RELATION
from manumit.web.kernel.access.recording import record_act, require_actor
from manumit.web.registers.contents import WorkplaceDetails
from manumit.web.registers.policies import organisation_policy, workplace_policy
from manumit.web.registers.selectors.lists import EntryLine, lines_of
from manumit.web.registers.services.entries import content_of
from manumit.web.registers.services.workplaces import in_force

ACTIONS = ("change", "merge")


@dataclass(frozen=True, slots=True, repr=False)
class WorkplaceView:
    """One workplace; ``repr`` hides the content.

    Attributes:
        runs: the organisation that runs it; None if unknown, or the actor may not see it.
        recorded_at: None but for the member who recorded it.
        part_of: the entry that it was merged into, or None.
        parts: entries that are part of it.
        may: what the actor may do: actions of the resource.
    """

    id: uuid.UUID
    reference: str
    relation: Relation
    place: str
    closed: bool
    sector: str
    country: str
    source: str
    version: int
    located: WorkplaceDetails
    recorded_at: dt.datetime | None
    runs: EntryLine | None
    part_of: EntryLine | None
    parts: tuple[EntryLine, ...]
    may: frozenset[str]


@transaction.atomic
def workplace(actor: Actor | None, workplace_id: uuid.UUID) -> WorkplaceView:
    """Return one workplace.

    Raises:
        Refused: the actor may not do this.
        InputError: V101 to V107, V201, V301.
    """
    workplace_policy.load(actor, workplace_id)
    who = require_actor(actor, "workplace", SEE)
    row = workplace_policy.scope(who).get(pk=workplace_id)
    record_act(who, "read_file", "workplace", row.pk, purpose=SEE)
    mask = workplace_policy.mask(who, row)
    runs = organisation_policy.scope(who).filter(workplaces=row)
    found = lines_of(who, organisation_policy, runs)
    return WorkplaceView(
        id=row.pk,
        reference=row.reference,
        relation=Relation(getattr(row, RELATION)),
        place=row.place,
        closed=row.closed,
        sector=row.sector,
        country=row.country,
        source=row.source,
        version=row.version,
        located=WorkplaceDetails.from_text(content_of(row)),
        recorded_at=row.recorded_at if "recorded_at" in mask else None,
        runs=found[0] if found else None,
        part_of=next(iter(_lines(who, in_force().filter(other=row).values("kept"))), None),
        parts=tuple(_lines(who, in_force().filter(kept=row).values("other"))),
        may=frozenset(one for one in ACTIONS if workplace_policy.can(who, one, row)),
    )


def _lines(who: Actor, keys: QuerySet[Any, Any]) -> list[EntryLine]:
    return lines_of(who, workplace_policy, workplace_policy.scope(who).filter(pk__in=keys))
