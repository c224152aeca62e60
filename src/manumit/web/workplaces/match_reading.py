"""Read pairs of entries that may be one workplace."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.core.paginator import Page
from django.db import transaction
from django.db.models import Q, QuerySet

from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import SEE
from manumit.web.kernel.access.recording import record_act, require_actor
from manumit.web.kernel.paging import page_of
from manumit.web.registers.contents import WorkplaceDetails
from manumit.web.registers.models import Workplace
from manumit.web.registers.policies import workplace_policy
from manumit.web.registers.selectors.lists import EntryLine, lines_of
from manumit.web.registers.services.entries import content_of
from manumit.web.registers.services.workplaces import in_force
from manumit.web.workplaces.law import near_match_policy
from manumit.web.workplaces.models import NearMatch

ON_A_PAGE = 25


@dataclass(frozen=True, slots=True, repr=False)
class MatchLine:
    """One pair in the list.

    Attributes:
        one, other: the earlier entry and the later one.
        reasons: codes of the list ``merged``.
    """

    id: uuid.UUID
    one: EntryLine | None
    other: EntryLine | None
    reasons: Sequence[str]


@dataclass(frozen=True, slots=True, repr=False)
class MatchSide:
    """One entry of a pair with what an officer compares; ``repr`` hides the content."""

    id: uuid.UUID
    reference: str
    place: str
    sector: str
    located: WorkplaceDetails


@dataclass(frozen=True, slots=True, repr=False)
class MatchView:
    """One pair; ``repr`` hides the content.

    Attributes:
        different: somebody decided that they are two.
        may_decide: the actor may decide it now.
    """

    id: uuid.UUID
    different: bool
    reasons: Sequence[str]
    sides: tuple[MatchSide, MatchSide]
    may_decide: bool


@transaction.atomic
def near_matches(actor: Actor | None, number: str | None) -> Page[MatchLine]:
    """Return a page of the pairs of the office that nobody has decided about, likeliest first.

    Raises:
        InputError: V101 to V107, V201.
    """
    who = require_actor(actor, "workplace", SEE)
    record_act(who, "list_files", "workplace", None, purpose=SEE)
    rows = _undecided(who).order_by("-score", "pk")
    return page_of(rows, number, ON_A_PAGE, lambda found: _lines(who, found))


def open_near_matches(actor: Actor) -> bool:
    """Return whether there is a pair that the actor may decide about."""
    return bool(_undecided(actor).exists())


def _undecided(who: Actor) -> QuerySet[NearMatch]:
    """Return the pairs of an office of which neither entry is part of another."""
    rows = near_match_policy.scope(who, "merge").filter(
        institution=who.institution, office=who.office, decided_at=None
    )
    parts = in_force().filter(institution=who.institution).values("other")
    return rows.exclude(Q(one__in=parts) | Q(other__in=parts))


def _lines(who: Actor, rows: Iterable[NearMatch]) -> list[MatchLine]:
    shown = list(rows)
    keys = {key for row in shown for key in (row.one_id, row.other_id)}
    places = workplace_policy.scope(who).filter(pk__in=keys)
    known = {one.id: one for one in lines_of(who, workplace_policy, places)}
    return [
        MatchLine(row.pk, known.get(row.one_id), known.get(row.other_id), row.reasons)
        for row in shown
    ]


@transaction.atomic
def near_match(actor: Actor | None, match_id: uuid.UUID) -> MatchView:
    """Return one pair with what an officer compares.

    Raises:
        Refused: one of the two is not open to the actor.
        InputError: V101 to V107, V201, V301.
    """
    row = near_match_policy.load(actor, match_id)
    who = require_actor(actor, "workplace", SEE)
    found = workplace_policy.scope(who).filter(pk__in=[row.one_id, row.other_id])
    for one in found:
        record_act(who, "read_file", "workplace", one.pk, purpose=SEE)
    sides = {one.pk: _side(one) for one in found}
    return MatchView(
        row.pk,
        row.decided_at is not None,
        row.reasons,
        (sides[row.one_id], sides[row.other_id]),
        _undecided(who).filter(pk=row.pk).exists(),
    )


def _side(row: Workplace) -> MatchSide:
    located = WorkplaceDetails.from_text(content_of(row))
    return MatchSide(row.pk, row.reference, row.place, row.sector, located)
