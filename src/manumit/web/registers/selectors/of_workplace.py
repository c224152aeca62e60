"""One workplace as somebody sees it."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import transaction

from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import SEE, Relation
from manumit.web.kernel.access.policies import RELATION
from manumit.web.kernel.access.telling import acting, tell
from manumit.web.registers.contents import Located
from manumit.web.registers.policies import organisation_policy, workplace_policy
from manumit.web.registers.selectors.lists import Line, lines_of
from manumit.web.registers.services.entries import content_of


@dataclass(frozen=True, slots=True, repr=False)
class WorkplaceView:
    """One workplace; its ``repr`` shows nothing.

    Attributes:
        runs: the organisation that runs it; None where nobody knows, or the actor may not see it.
        recorded_at: None but for whoever recorded it.
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
    located: Located
    recorded_at: dt.datetime | None
    runs: Line | None
    may: frozenset[str]


@transaction.atomic
def one_workplace(actor: Actor | None, workplace_id: uuid.UUID) -> WorkplaceView:
    """One of them.

    Raises:
        Refused: not for this actor.
        InputError: V101 to V107, V201, V301.
    """
    workplace_policy.load(actor, workplace_id)
    who = acting(actor, "workplace", SEE)
    row = workplace_policy.scope(who).get(pk=workplace_id)
    tell(who, "read_file", "workplace", row.pk, purpose=SEE)
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
        located=Located.from_text(content_of(row)),
        recorded_at=row.recorded_at if "recorded_at" in mask else None,
        runs=found[0] if found else None,
        may=frozenset({"change"} if workplace_policy.can(who, "change", row) else ()),
    )
