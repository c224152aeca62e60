"""Visits as a member sees them. Nothing here reads why a visit was planned (C81 art. 15(c))."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction
from django.db.models import Count, QuerySet
from django.db.models.functions import Coalesce

from manumit.assessment.view import Words
from manumit.paper.checklist import ChecklistPaper, Choices, Point, checklist_pdf
from manumit.paper.typesetting import draft_note
from manumit.web.inspections.follows import Follow, follows_of
from manumit.web.inspections.law import InspectionPolicy, visit_policy
from manumit.web.inspections.lists import CORE, LISTS, MODULES, Item, checklist, rules
from manumit.web.inspections.models import InspectionRecord, PeopleSeen, Screening, Violation, Visit
from manumit.web.inspections.process import PLANNED, REFUSED, REPORTED, UNDER_WAY, VISIT
from manumit.web.institutions.desk import member_sign
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import SEE, Relation, grants
from manumit.web.kernel.access.recording import record_act, require_actor
from manumit.web.kernel.process.models import Move
from manumit.web.kernel.process.table import Process
from manumit.web.registers.policies import workplace_policy
from manumit.web.registers.selectors import EntryLine
from manumit.web.registers.selectors.lists import lines_of
from manumit.web.registers.services import shown_as
from manumit.web.ui.languages import Language, library, words
from manumit.web.ui.room.days import day_in_words, day_text, day_tone
from manumit.web.ui.room.declared import (
    Badge,
    Cell,
    DayFilter,
    Filter,
    ListColumn,
    Reader,
    RoomList,
    Rows,
    SavedView,
    coded,
    one_of,
)
from manumit.web.workplaces.timeline import (
    Moment,
    TimelineEvent,
    TimelineSource,
    event,
    moments_of,
)


@dataclass(frozen=True, slots=True)
class VisitLine:
    """One visit in a list.

    Attributes:
        place: the workplace; None where it is not open to the reader or was erased.
        violations: how many were recorded.
    """

    id: uuid.UUID
    reference: str
    state: str
    planned_on: dt.date
    visited_on: dt.date | None
    place: EntryLine | None
    module: str
    made_by: uuid.UUID
    violations: int


@dataclass(frozen=True, slots=True)
class StepTaken:
    """One step of a record."""

    name: str
    reason: str
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class ViolationView:
    """A violation with the latest screening of it.

    Attributes:
        trigger: whether it is screened.
        screening: the latest; None while it is due.
        order: that was issued for it; None if none was.
        follows: pages of rooms above that it leads to.
    """

    row: Violation
    trigger: bool
    screening: Screening | None
    order: uuid.UUID | None = None
    follows: Sequence[Follow] = ()


@dataclass(frozen=True, slots=True)
class VisitView:
    """One visit.

    Attributes:
        child: whether a child was seen, or somebody who may be one.
        danger: signs were recorded that are not yet followed by a referral.
        answers: latest answer to each point of the checklist; empty while none was given.
        may: actions of the resource that the reader may take.
        steps: steps that are possible now.
    """

    row: Visit
    relation: Relation
    place: EntryLine | None
    people: Sequence[PeopleSeen]
    child: bool
    answers: Sequence[tuple[str, str]]
    violations: Sequence[ViolationView]
    taken: Sequence[StepTaken]
    may: frozenset[str]
    steps: Sequence[str]


def places(who: Actor, keys: Iterable[uuid.UUID]) -> Mapping[uuid.UUID, EntryLine]:
    """Return the workplaces that a member may see, by key.

    An entry that is part of another is shown as that one.
    """
    shown = shown_as(set(keys))
    rows = workplace_policy.scope(who).filter(pk__in=set(shown.values()))
    known = {one.id: one for one in lines_of(who, workplace_policy, rows)}
    return {key: known[at] for key, at in shown.items() if at in known}


def visit_lines(rows: Iterable[Visit], who: Actor) -> list[VisitLine]:
    """Return visits with the workplaces that are open to the reader."""
    shown = list(rows)
    known = places(who, [one.workplace_id for one in shown])
    found = Violation.objects.filter(visit__in=shown).values_list("visit").annotate(Count("pk"))
    violations = dict(found.order_by())
    return [
        VisitLine(
            one.pk,
            one.reference,
            one.state,
            one.planned_on,
            one.visited_on,
            known.get(one.workplace_id),
            one.module,
            one.made_by,
            violations.get(one.pk, 0),
        )
        for one in shown
    ]


def _today(rows: Rows, reader: Reader) -> Rows:
    return rows.filter(planned_on__lte=reader.today, state__in=(PLANNED, UNDER_WAY))


def _planned(rows: Rows, reader: Reader) -> Rows:
    del reader
    return rows.filter(state=PLANNED)


def _to_review(rows: Rows, reader: Reader) -> Rows:
    """Return reports of colleagues: nobody reviews a visit of their own."""
    here = rows.filter(state__in=(REPORTED, REFUSED), office=reader.actor.office)
    return here.exclude(made_by=reader.actor.person)


def _all(rows: Rows, reader: Reader) -> Rows:
    del reader
    return rows


def _visit(line: VisitLine, reader: Reader) -> Cell:
    href = reader.address("inspections:visit", visit=line.id)
    if line.place is None or not line.place.name:
        return Cell(line.reference, code=True, href=href)
    return Cell(line.place.name, href=href, fine=line.reference, fine_code=True)


def _day(line: VisitLine, reader: Reader) -> Cell:
    if line.visited_on is not None:
        return Cell(day_text(line.visited_on, reader))
    tone = day_tone(line.planned_on, reader) if line.state == PLANNED else ""
    return Cell(fine=day_text(line.planned_on, reader), tone=tone)


def _state(line: VisitLine, reader: Reader) -> Cell:
    return Cell(badges=(Badge(reader.say(f"inspections_visit_state/{line.state}")),))


def _module(line: VisitLine, reader: Reader) -> Cell:
    return Cell(reader.say(f"inspections_module/{line.module or 'core'}"))


def _violations(line: VisitLine, reader: Reader) -> Cell:
    del reader
    return Cell(str(line.violations) if line.visited_on is not None else "–")


def _inspector(line: VisitLine, reader: Reader) -> Cell:
    mine = line.made_by == reader.actor.person
    return Cell(reader.say("room_list/you") if mine else member_sign(line.made_by))


VISITS = RoomList(
    view="inspections:visits",
    policy=visit_policy,
    heading="inspections/visits",
    empty="inspections/no_visits",
    columns=(
        ListColumn("visit", "inspections/visit", _visit, place="first"),
        ListColumn(
            "day",
            "inspections/day",
            _day,
            sort="planned_on",
            indexed=True,
            place="next",
            latest=True,
        ),
        ListColumn("state", "inspections/status", _state, sort="state", place="state"),
        ListColumn("module", "inspections_field/module", _module, sort="module"),
        ListColumn("violations", "inspections/violations", _violations),
        ListColumn("inspector", "inspections/inspector", _inspector, place="far"),
    ),
    order="-day",
    filters=(
        Filter(
            "state",
            "inspections/status",
            coded("inspections_visit_state", VISIT.states),
            one_of("state"),
        ),
        Filter(
            "module",
            "inspections_field/module",
            coded("inspections_module", MODULES),
            one_of("module"),
        ),
        DayFilter("day", "inspections/day", "planned_on", moment=False),
    ),
    views=(
        SavedView("all", "inspections_view/all", _all),
        SavedView("today", "inspections_view/today", _today),
        SavedView("planned", "inspections_view/planned", _planned),
        SavedView("review", "inspections_view/review", _to_review, Relation.COLLEAGUE),
    ),
    lines=lambda rows, reader: visit_lines(rows, reader.actor),
)
"""No column, filter or view says why a visit was planned (C81 art. 15(c), R-30)."""


def _moments(who: Actor, workplaces: frozenset[uuid.UUID]) -> QuerySet[Any, Any]:
    rows = visit_policy.scope(who).filter(workplace__in=workplaces)
    return moments_of(rows, Coalesce("visited_on", "planned_on"))


def _events(moments: Sequence[Moment], reader: Reader) -> Mapping[Moment, TimelineEvent]:
    rows = visit_policy.scope(reader.actor).filter(pk__in=[key for _, key in moments])
    lines = {one.id: one for one in visit_lines(rows, reader.actor)}
    return {(day, key): _event(lines[key], reader) for day, key in moments if key in lines}


def _event(line: VisitLine, reader: Reader) -> TimelineEvent:
    href = reader.address("inspections:visit", visit=line.id)
    count = f"{reader.say('inspections/violations')}: {reader.words.number(str(line.violations))}"
    details = Cell(count if line.visited_on is not None else "–")
    state = f"inspections_visit_state/{line.state}"
    return event("inspections/visit", line, href, details, reader, state=state)


VISIT_EVENTS = TimelineSource("visit", "visit", _moments, _events)


@transaction.atomic
def visit(actor: Actor | None, key: uuid.UUID) -> VisitView:
    """Return one visit; the ledger has it.

    Raises:
        Refused: not for this actor.
    """
    row, held = visit_policy.load_held(actor, key)
    who = require_actor(actor, "visit", SEE)
    record_act(who, "read_file", "visit", row.pk, purpose=SEE)
    people = list(row.people.order_by("made_at"))
    may = allowed_actions(who, "visit", held)
    return VisitView(
        row=row,
        relation=next(one for one in Relation if one in held),
        place=places(who, [row.workplace_id]).get(row.workplace_id),
        people=people,
        child=any(one.child != "no" for one in people),
        answers=latest_answers(row),
        violations=violations(row, who),
        taken=steps_taken(row),
        may=may,
        steps=possible_steps(VISIT, row, who, may),
    )


def latest_answers(row: Visit) -> list[tuple[str, str]]:
    """Return the latest answer to each point of the checklist, in its order."""
    last = row.checklists.order_by("-made_at").first()
    if last is None:
        return []
    return [(one.code, str(last.answers.get(one.code, "unknown"))) for one in checklist(row.module)]


def violations(row: Visit, who: Actor) -> list[ViolationView]:
    """Return the violations of a visit with their latest screening and what follows them."""
    ordered = dict(row.orders.values_list("violation", "pk"))
    screened = {
        one.violation_id: one for one in Screening.objects.filter(visit=row).order_by("made_at")
    }
    return [
        ViolationView(
            one,
            one.area in rules().triggers,
            screened.get(one.pk),
            ordered.get(one.pk),
            follows_of(who, one),
        )
        for one in row.violations.order_by("made_at")
    ]


def steps_taken(row: InspectionRecord) -> list[StepTaken]:
    """Return the steps of a record, oldest first."""
    moves = Move.objects.filter(resource=row.RESOURCE, row=row.pk).order_by("version")
    return [StepTaken(one.name, one.reason, one.at) for one in moves]


def allowed_actions(who: Actor, resource: str, held: frozenset[Relation]) -> frozenset[str]:
    """Return the actions that a role allows with the relations that a member has to a row."""
    known = grants()
    return frozenset(
        action
        for action in known.actions[resource]
        if held & known.of(who.role, resource, action).keys()
    )


def possible_steps(process: Process, row: Any, who: Actor, may: frozenset[str]) -> tuple[str, ...]:
    """Return the steps that a member may take now; a review needs a right of its own."""
    return tuple(
        one.name
        for one in process.leaving(row.state)
        if who.role in one.roles and ("review" if one.name == "review" else "change") in may
    )


def require_action[Row: InspectionRecord](
    actor: Actor | None, policy: InspectionPolicy[Row], key: uuid.UUID, action: str
) -> None:
    """Refuse a page whose form the actor may not send.

    Raises:
        Refused: not for this actor; the ledger has it.
    """
    policy.load(actor, key, action)


# The checklist on paper: what the forms of the visit ask, and nothing more. A paper can be lost, so
# it names nobody. It names the workplace only to the member whose own visit is planned there, and
# never a home, whose name is a person's.

CHECKLIST_BLOCKS = 4
"""Violations that one paper has room for."""
SCREENED_MARK = " *"
"""After a point whose violation is screened (R-47)."""
ONLY_RECORDED = "recorded_only"
"""No measure for refused entry, as on its form."""
CHECKLIST_FIRST = ("child", "danger", "alone", "nothing")


@transaction.atomic
def printed_checklist(actor: Actor | None, key: uuid.UUID, spoken: Language) -> bytes:
    """Return the checklist of a visit as PDF; the ledger has that it was printed.

    Raises:
        Refused: not for this actor.
        InputError: P101 or P102 where the name of the workplace cannot be printed.
    """
    row = visit_policy.load(actor, key, "change")
    who = require_actor(actor, "visit", SEE)
    record_act(who, "print", "visit", row.pk, purpose=SEE)
    wording = words(spoken.tag)
    head = [(wording.name("inspections_field/reference"), row.reference)]
    if name := _printed_place(who, row):
        head.append((wording.name("inspections_paper/workplace"), name))
    head.append(
        (wording.name("inspections_field/planned_on"), day_in_words(row.planned_on, wording))
    )
    return checklist_pdf(checklist_paper(row.module, spoken, head), library())


def _printed_place(who: Actor, row: Visit) -> str:
    """Return the name of the workplace if it may be on the paper of this reader, else nothing."""
    if row.home or row.made_by != who.person or row.state not in (PLANNED, UNDER_WAY):
        return ""
    found = places(who, [row.workplace_id]).get(row.workplace_id)
    return "" if found is None else found.name or ""


def blank_checklist(actor: Actor | None, module: str, spoken: Language) -> bytes:
    """Return the checklist of a module as PDF, for a visit that is still unknown.

    Raises:
        Refused: the actor plans no visits.
    """
    visit_policy.check_new(actor, "plan")
    return checklist_pdf(checklist_paper(module, spoken, ()), library())


def checklist_paper(
    module: str, spoken: Language, head: Sequence[tuple[str, str]]
) -> ChecklistPaper:
    """Return what the paper of a module asks, in the order of the forms.

    Args:
        module: of the sector; empty for the points of every visit alone.
        spoken: the language of the paper.
        head: what is known of the visit; empty for a blank paper, which asks for its reference.
    """
    wording, items = words(spoken.tag), checklist(module)
    say = wording.name
    measures, only = LISTS["measure"].today(), say(f"inspections_measure/{ONLY_RECORDED}")
    return ChecklistPaper(
        language=spoken.tag,
        direction=spoken.direction,
        title=say("inspections_paper/checklist_title").format(
            module=say(f"inspections_module/{module or CORE}")
        ),
        head=head,
        lines=_field_labels(wording, *([] if head else ["reference"]), "visited_on", "workers"),
        first=[say(f"inspections_paper/checklist_{one}") for one in CHECKLIST_FIRST],
        refused=(
            say("inspections_visit_step/refuse"),
            _asked_choices(
                wording, "measure", "measure", (one for one in measures if one != ONLY_RECORDED)
            ),
        ),
        people_title=say("inspections/people"),
        people=_asked_choices(wording, "role", "seen_as"),
        number=say("inspections_field/number"),
        people_asked=[
            _asked_choices(wording, "alone", "known"),
            _asked_choices(wording, "child", "child"),
        ],
        points_title=say("inspections/checklist"),
        point=say("inspections_paper/checklist_point"),
        answers=_asked_choices(wording, "item", "answer").answers,
        points=[
            Point(say(f"inspections_item/{one.code}") + one.trigger * SCREENED_MARK, one.article)
            for one in items
        ],
        violations_title=say("inspections/violations"),
        violation=say("inspections_paper/checklist_violation"),
        blocks=CHECKLIST_BLOCKS,
        found=[say("inspections_paper/checklist_number"), *_field_labels(wording, "workers")],
        asked=[
            _asked_choices(wording, "measure", "measure"),
            replace(
                _asked_choices(wording, "reason", "only_recorded"),
                label=f"{say('inspections_field/reason')} ({only})",
            ),
            _asked_choices(wording, "result", "screened"),
            _asked_choices(wording, "not_referred", "not_referred"),
        ],
        notes=_checklist_notes(items, wording),
    )


def _field_labels(wording: Words, *names: str) -> list[str]:
    return [wording.name(f"inspections_field/{one}") for one in names]


def _asked_choices(
    wording: Words, field: str, listed: str, codes: Iterable[str] | None = None
) -> Choices:
    """Return a field of a form with its choices of today."""
    found = LISTS[listed].today() if codes is None else codes
    answers = [wording.name(f"inspections_{listed}/{code}") for code in found]
    return Choices(wording.name(f"inspections_field/{field}"), answers)


def _checklist_notes(items: Sequence[Item], wording: Words) -> list[str]:
    notes = ["marked", *([] if all(one.read for one in items) else ["articles"]), "keying"]
    found = [wording.name(f"inspections_paper/checklist_note_{one}") for one in notes]
    return found + draft_note(wording)
