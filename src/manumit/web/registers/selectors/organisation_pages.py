"""Read one organisation, with its links."""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q

from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import SEE, Relation
from manumit.web.kernel.access.policies import RELATION
from manumit.web.kernel.access.recording import record_act, require_actor
from manumit.web.registers.contents import OrganisationDetails
from manumit.web.registers.models import Link, Merge, Organisation
from manumit.web.registers.policies import organisation_policy, workplace_policy
from manumit.web.registers.selectors.lists import EntryLine, lines_of
from manumit.web.registers.services.connections import group_of
from manumit.web.registers.services.entries import content_of

ACTIONS = ("change", "merge", "share")


@dataclass(frozen=True, slots=True)
class LinkLine:
    """One link.

    Attributes:
        other: the organisation at the other end, which the actor may see.
        out: this organisation is "the <kind>" of the other; else the other way round.
        begins, until: as far as they are known; empty else.
        recorded_by: None but for the member who recorded it.
        may_end: the actor may take it back.
    """

    id: uuid.UUID
    kind: str
    other: EntryLine
    out: bool
    begins: str
    until: str
    source: str
    recorded_by: uuid.UUID | None
    may_end: bool


@dataclass(frozen=True, slots=True, repr=False)
class OrganisationView:
    """One organisation; ``repr`` hides the content.

    Attributes:
        called: None where the entry was erased.
        recorded_at: None but for its recorder: beside the days of files it would tell of
            one.
        part_of: the entry that it was merged into, or None.
        parts: entries that are part of it.
        may: what the actor may do: actions of the resource.
    """

    id: uuid.UUID
    reference: str
    relation: Relation
    kind: str
    natural_person: str
    closed: bool
    shared: bool
    sector: str
    country: str
    source: str
    version: int
    called: OrganisationDetails
    recorded_at: dt.datetime | None
    links: tuple[LinkLine, ...]
    workplaces: tuple[EntryLine, ...]
    part_of: EntryLine | None
    parts: tuple[EntryLine, ...]
    may: frozenset[str]


@transaction.atomic
def organisation(actor: Actor | None, organisation_id: uuid.UUID) -> OrganisationView:
    """Return an organisation with links and workplaces of all its merged entries.

    Raises:
        Refused: the actor may not do this.
        InputError: V101 to V107, V201, V301.
    """
    organisation_policy.load(actor, organisation_id)
    who = require_actor(actor, "organisation", SEE)
    row = organisation_policy.scope(who).get(pk=organisation_id)
    record_act(who, "read_file", "organisation", row.pk, purpose=SEE)
    mask = organisation_policy.mask(who, row)
    group = group_of(row.pk)
    known = _known(who, group, row)
    part_of = Merge.objects.filter(other=row, undone_at=None).values_list("kept", flat=True).first()
    parts = Merge.objects.filter(kept=row, undone_at=None).values_list("other", flat=True)
    places = workplace_policy.scope(who).filter(organisation__in=group)
    return OrganisationView(
        id=row.pk,
        reference=row.reference,
        relation=Relation(getattr(row, RELATION)),
        kind=row.kind,
        natural_person=row.natural_person,
        closed=row.closed,
        shared=row.shared,
        sector=row.sector,
        country=row.country,
        source=row.source,
        version=row.version,
        called=OrganisationDetails.from_text(content_of(row)),
        recorded_at=row.recorded_at if "recorded_at" in mask else None,
        links=_links(who, group, known),
        workplaces=_by_name(lines_of(who, workplace_policy, places)),
        part_of=None if part_of is None else known.get(part_of),
        parts=_by_name([known[key] for key in parts if key in known]),
        may=frozenset(one for one in ACTIONS if organisation_policy.can(who, one, row)),
    )


def _by_name(lines: Collection[EntryLine]) -> tuple[EntryLine, ...]:
    return tuple(sorted(lines, key=lambda one: (one.name.casefold(), one.id)))


def _ends(who: Actor, group: Collection[uuid.UUID]) -> list[Link]:
    """Return the institution's links with exactly one end in the group."""
    rows = Link.objects.filter(institution=who.institution, ended_at=None)
    either = Q(one__in=group) | Q(other__in=group)
    return list(rows.filter(either).exclude(one__in=group, other__in=group))


def _known(
    who: Actor, group: Collection[uuid.UUID], row: Organisation
) -> Mapping[uuid.UUID, EntryLine]:
    """Return all entries on the page that the actor may see, opened together."""
    wanted = {key for one in _ends(who, group) for key in (one.one_id, one.other_id)}
    rows = organisation_policy.scope(who).filter(pk__in={*wanted, *group, row.pk})
    return {one.id: one for one in lines_of(who, organisation_policy, rows)}


def _links(
    who: Actor, group: Collection[uuid.UUID], known: Mapping[uuid.UUID, EntryLine]
) -> tuple[LinkLine, ...]:
    found = []
    for one in _ends(who, group):
        out = one.one_id in group
        # No end that the actor may not see, nor one merged into this and closed since.
        if one.one_id not in known or one.other_id not in known:
            continue
        other = known[one.other_id if out else one.one_id]
        mine = one.recorded_by == who.person
        changes = {Relation.OWN, Relation.COLLEAGUE}
        ends = [known[key].relation for key in (one.one_id, one.other_id)]
        found.append(
            LinkLine(
                id=one.pk,
                kind=one.kind,
                other=other,
                out=out,
                begins=one.begins,
                until=one.until,
                source=one.source,
                recorded_by=one.recorded_by if mine else None,
                may_end=bool(changes & set(ends)),
            )
        )
    return tuple(sorted(found, key=lambda one: (one.kind, one.other.name.casefold(), one.id)))
