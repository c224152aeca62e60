"""Programmes as members see them: facts of workplaces in words, never what was random."""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.core.paginator import Page
from django.db import transaction

from manumit.draw import random_size
from manumit.errors import InputError, Problem
from manumit.web.inspections import programmes
from manumit.web.inspections.law import programme_policy, visit_policy
from manumit.web.inspections.lists import rules
from manumit.web.inspections.models import Programme, ProgrammePlace, Visit
from manumit.web.inspections.process import CANCELLED, PROGRAMME, STARTED
from manumit.web.inspections.reading import allowed_actions, places, possible_steps
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import SEE
from manumit.web.kernel.access.recording import record_act, require_actor
from manumit.web.kernel.paging import page_of
from manumit.web.registers.models import Workplace
from manumit.web.registers.selectors import EntryLine


@dataclass(frozen=True, slots=True)
class ProgrammeLine:
    """One place of a programme in its list.

    Attributes:
        place: the workplace; None where it is not open to the reader or was erased.
        reasons: facts with their points.
        visit: the visit of the period to this place, whatever it was planned for; None if none.
    """

    key: uuid.UUID
    place: EntryLine | None
    score: int
    reasons: Sequence[tuple[str, int]]
    visit: Visit | None


@dataclass(frozen=True, slots=True)
class ProgrammePreview:
    """What a draw would do today.

    Attributes:
        workplaces: how many can be drawn.
        random: how many will be drawn at random.
        probability: of each of them.
        facts: how many workplaces have each fact, the most first.
    """

    workplaces: int
    random: int
    probability: Fraction
    facts: Sequence[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class ProgrammeView:
    """One programme.

    Attributes:
        preview: before the draw; None afterwards.
        problems: why nothing can be drawn now.
        shown: a page of its places, after the draw.
    """

    row: Programme
    preview: ProgrammePreview | None
    problems: Sequence[Problem]
    shown: Page[ProgrammeLine] | None
    steps: Sequence[str]
    may_plan: bool


@transaction.atomic
def programme_list(actor: Actor | None, number: str | None = None) -> Page[Programme]:
    """Return a page of programmes, the latest first."""
    who = require_actor(actor, "programme", SEE)
    record_act(who, "list_files", "programme", None, purpose=SEE)
    rows = programme_policy.scope(who).order_by("-begins_on", "pk")
    return page_of(rows, number, rules().on_a_page, list)


@transaction.atomic
def programme(actor: Actor | None, key: uuid.UUID, number: str | None = None) -> ProgrammeView:
    """Return one programme; the ledger has it.

    Raises:
        Refused: not for this actor.
    """
    row, held = programme_policy.load_held(actor, key)
    who = require_actor(actor, "programme", SEE)
    record_act(who, "read_file", "programme", row.pk, purpose=SEE)
    found, shown = None, None
    problems: Sequence[Problem] = ()
    if row.state == STARTED:
        try:
            found = _preview(who, row)
        except InputError as error:
            problems = tuple(error.problems)
    else:
        rows = row.places.order_by("place")
        shown = page_of(rows, number, rules().on_a_page, lambda found: _lines(who, row, found))
    may = allowed_actions(who, "programme", held)
    return ProgrammeView(
        row=row,
        preview=found,
        problems=problems,
        shown=shown,
        steps=possible_steps(PROGRAMME, row, who, may),
        may_plan=bool(visit_policy.can_new(who, "plan")),
    )


def _preview(who: Actor, row: Programme) -> ProgrammePreview:
    scored = programmes.preview(who, row)
    size = random_size(row.visits, Fraction(row.share))
    counted = Counter(code for one in scored.values() for code, _ in one.reasons)
    return ProgrammePreview(
        len(scored), size, Fraction(size, len(scored)), tuple(counted.most_common())
    )


def _lines(who: Actor, row: Programme, lines: Iterable[ProgrammePlace]) -> list[ProgrammeLine]:
    found = list(lines)
    keys = [one.workplace_id for one in found]
    known, visited = places(who, keys), _visits(who, keys, row.begins_on, row.ends_on)
    return [
        ProgrammeLine(
            key=one.workplace_id,
            place=known.get(one.workplace_id),
            score=one.score,
            reasons=[(code, number) for code, number in one.reasons],
            visit=visited.get(one.workplace_id),
        )
        for one in found
    ]


def _visits(
    who: Actor, keys: Iterable[uuid.UUID], first: dt.date, last: dt.date
) -> Mapping[uuid.UUID, Visit]:
    """Return the latest visit of the period to each place, of whatever origin."""
    rows = visit_policy.scope(who).filter(workplace__in=keys, planned_on__range=(first, last))
    return {one.workplace_id: one for one in rows.exclude(state=CANCELLED).order_by("planned_on")}


@transaction.atomic
def draw_agrees(actor: Actor | None, key: uuid.UUID) -> bool:
    """Repeat a draw from what was kept, and return whether it gives the same places.

    Raises:
        Refused: not for this actor.
        InputError: V101 to V107, V201, V301.
    """
    row = programme_policy.load(actor, key)
    who = require_actor(actor, "programme", SEE)
    record_act(who, "read_file", "programme", row.pk, purpose=SEE)
    _, same = programmes.repeat_draw(row)
    return same


def sectors_in_use(who: Actor) -> list[str]:
    """Return the sections of which the register has a workplace."""
    rows = Workplace.objects.filter(institution=who.institution).exclude(sector="")
    return sorted(set(rows.values_list("sector", flat=True).distinct()))
