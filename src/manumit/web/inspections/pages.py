"""Pages of visits: they ask ``reading``, send to ``verbs``, and decide nothing."""

import uuid
from collections.abc import Callable
from typing import ClassVar

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from manumit.web.inspections import reading, verbs
from manumit.web.inspections.forms import (
    ROOM,
    BeginVisitForm,
    ChecklistForm,
    HomePlanForm,
    InspectionForm,
    PeopleForm,
    PlanForm,
    RefusedEntryForm,
    ScreeningForm,
    StepForm,
    ViolationForm,
)
from manumit.web.inspections.law import visit_policy
from manumit.web.inspections.lists import CORE, MODULES, checklist
from manumit.web.inspections.process import VISIT
from manumit.web.institutions import desk
from manumit.web.institutions.desk import require_role, submit_form
from manumit.web.registers import selectors as registers
from manumit.web.registers.lists import PLACE_UNKNOWN, PRIVATE_HOME
from manumit.web.registers.policies import workplace_policy
from manumit.web.registers.services import shown_as
from manumit.web.ui.files import as_download
from manumit.web.ui.languages import words
from manumit.web.ui.room.lists import ListAct, offered_on, plain_table, reader_of
from manumit.web.ui.room.search import searched_text
from manumit.web.workplaces.timeline import COLUMNS, timeline

PLAN = ListAct("inspections/plan", "inspections:choose")
PROGRAMMES = ListAct("inspections/programmes", "inspections:programmes")
PDF = "application/pdf"
FEW = 100
"""Workplaces on the page: of a register that is listed whole, or of those that were found."""
STEPS = ("report", "review", "cancel")
"""Steps that need nothing but a reason; the others have forms of their own."""


class InspectionRequest(desk.OfficeRequest):
    """A member's request for a page of inspections."""

    room: ClassVar[str] = ROOM


office_view = desk.view_decorator(InspectionRequest)


def saved(here: InspectionRequest, view: str, **keys: object) -> HttpResponse:
    """Return the way to a page that says that something was saved."""
    return here.to(view, message="kept", **keys)


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def index(here: InspectionRequest) -> HttpResponse:
    """List the visits that the member may see, by day."""
    require_role(here, visit_policy)
    plan = [PLAN] if visit_policy.can_new(here.actor, "plan") else []
    return here.list(reading.VISITS, acts=[PROGRAMMES, *plan])


# What is typed may be a person's name by mistake, so it is sent by POST and is part of no address.
@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def choose(here: InspectionRequest) -> HttpResponse:
    """Choose the workplace of a new visit: from a short register, or by its name or reference."""
    visit_policy.check_new(here.actor, "plan")
    found = registers.workplace_choices(here.actor, searched_text(here.request), FEW)
    return here.show("choose", {"found": found, "modules": (CORE, *MODULES)})


@require_safe
@office_view
def blank_checklist(here: InspectionRequest, module: str) -> HttpResponse:
    """Return a checklist as PDF that names no visit and no workplace."""
    if module not in (CORE, *MODULES):
        raise Http404
    asked = "" if module == CORE else module
    return file_answer(reading.blank_checklist(here.actor, asked, here.language))


@require_safe
@office_view
def checklist_paper(here: InspectionRequest, visit: uuid.UUID) -> HttpResponse:
    """Return the checklist of a visit as PDF, in the language of the page."""
    return file_answer(reading.printed_checklist(here.actor, visit, here.language))


def file_answer(made: bytes, kind: str = PDF, name: str = "document.pdf") -> HttpResponse:
    """Return a file to be saved; by itself its name says nothing of what is in it."""
    return as_download(made, kind, name)


def plan_form(here: InspectionRequest, workplace: uuid.UUID) -> PlanForm:
    """Return the form of a visit to a workplace; of a home, it asks how it is inspected.

    Raises:
        Refused: the workplace is not open to the reader.
    """
    workplace_policy.load(here.actor, workplace)
    place = workplace_policy.load(here.actor, shown_as([workplace])[workplace])
    kind = HomePlanForm if place.place in (PRIVATE_HOME, PLACE_UNKNOWN) else PlanForm
    return kind(here.request.POST or None, words=words(here.language.tag))


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def plan(here: InspectionRequest, workplace: uuid.UUID) -> HttpResponse:
    """Plan a visit to a workplace."""
    visit_policy.check_new(here.actor, "plan")
    form = plan_form(here, workplace)
    made: list[uuid.UUID] = []

    def act() -> None:
        typed = dict(form.cleaned_data)
        request = typed.pop("request")
        planned = verbs.VisitPlan(workplace=workplace, **typed)
        made.append(verbs.plan_visit(here.actor, planned, request=request).pk)

    if submit_form(here, form, act):
        return saved(here, "visit", visit=made[0])
    return here.form_page(form, "inspections/plan", "inspections:choose")


@require_safe
@office_view
def place(here: InspectionRequest, workplace: uuid.UUID) -> HttpResponse:
    """Show what happened at one workplace, the latest first; never what somebody asked for."""
    require_role(here, visit_policy)
    found = workplace_policy.load(here.actor, workplace)
    reader = reader_of(here.actor, here.language, "visit")
    shown = timeline(reader, here.request.GET.get("page"), workplace)
    context = {
        "shown": shown,
        "place": reading.places(reader.actor, [found.pk]).get(found.pk),
        "key": found.pk,
        "may_plan": bool(visit_policy.can_new(reader.actor, "plan")),
        **plain_table("inspections/place", COLUMNS, shown.object_list, reader),
    }
    return here.show("place", context)


@require_safe
@office_view
def show(here: InspectionRequest, visit: uuid.UUID) -> HttpResponse:
    """Show one visit."""
    acts = offered_on("inspections:visit", here.actor)
    return here.show("visit", {"seen": reading.visit(here.actor, visit), "acts": acts})


def _visit_form(
    here: InspectionRequest,
    visit: uuid.UUID,
    form: InspectionForm,
    text: str,
    act: Callable[[], object],
    *,
    fields: dict[str, str] | None = None,
    template: str = "form",
) -> HttpResponse:
    if submit_form(here, form, act, fields):
        return saved(here, "visit", visit=visit)
    return here.form_page(form, text, "inspections:visit", template=template, visit=visit)


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def begin(here: InspectionRequest, visit: uuid.UUID) -> HttpResponse:
    """Record that the visit takes place."""
    row = visit_policy.load(here.actor, visit, "change")
    form = BeginVisitForm(
        here.request.POST or None,
        words=words(here.language.tag),
        initial={"seen": row.version, "visited_on": row.planned_on},
    )
    return _visit_form(here, visit, form, "inspections_visit_step/begin", lambda: verbs.begin_visit(
        here.actor, visit, form.cleaned_data["visited_on"], form.cleaned_data["workers"],
        seen=form.cleaned_data["seen"], request=form.cleaned_data["request"],
    ))  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def refuse(here: InspectionRequest, visit: uuid.UUID) -> HttpResponse:
    """Record that entry was refused."""
    row = visit_policy.load(here.actor, visit, "change")
    form = RefusedEntryForm(
        here.request.POST or None,
        words=words(here.language.tag),
        initial={"seen": row.version, "visited_on": row.planned_on},
    )
    return _visit_form(here, visit, form, "inspections_visit_step/refuse",
        lambda: verbs.record_refused_entry(
            here.actor, visit, form.cleaned_data["visited_on"], form.cleaned_data["measure"],
            seen=form.cleaned_data["seen"], request=form.cleaned_data["request"],
    ))  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def step(here: InspectionRequest, visit: uuid.UUID, name: str) -> HttpResponse:
    """Report, review or cancel a visit."""
    if name not in STEPS:
        raise Http404
    row = visit_policy.load(here.actor, visit, "review" if name == "review" else "change")
    form = StepForm(
        here.request.POST or None,
        words=words(here.language.tag),
        reasons=reasons_of(name),
        initial={"seen": row.version},
    )
    return _visit_form(here, visit, form, f"inspections_visit_step/{name}",
        lambda: verbs.move_visit(
            here.actor, visit, name, seen=form.cleaned_data["seen"],
            request=form.cleaned_data["request"], reason=form.cleaned_data.get("reason", ""),
    ))  # fmt: skip


def reasons_of(name: str) -> list[str]:
    """Return the reasons that a step of a visit accepts today; empty if it needs none."""
    found = VISIT.transition(name)
    return [] if found is None or found.reasons is None else found.reasons.today()


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def people(here: InspectionRequest, visit: uuid.UUID) -> HttpResponse:
    """Record people who were seen."""
    visit_policy.load(here.actor, visit, "change")
    form = PeopleForm(here.request.POST or None, words=words(here.language.tag))
    return _visit_form(here, visit, form, "inspections/people_new",
        lambda: verbs.record_people(here.actor, visit, **form.cleaned_data))  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def answer(here: InspectionRequest, visit: uuid.UUID) -> HttpResponse:
    """Answer the checklist; the latest answers are there already."""
    row = visit_policy.load(here.actor, visit, "change")
    form = ChecklistForm(
        here.request.POST or None,
        words=words(here.language.tag),
        items=checklist(row.module),
        initial=dict(reading.latest_answers(row)),
    )
    return _visit_form(here, visit, form, "inspections/checklist_new",
        lambda: verbs.answer_checklist(
            here.actor, visit, form.answers(), request=form.cleaned_data["request"]
    ), template="checklist")  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def violation(here: InspectionRequest, visit: uuid.UUID) -> HttpResponse:
    """Record a violation; points that were answered with no come first."""
    row = visit_policy.load(here.actor, visit, "change")
    answers = dict(reading.latest_answers(row))
    form = ViolationForm(
        here.request.POST or None,
        words=words(here.language.tag),
        items=tuple(sorted(checklist(row.module), key=lambda one: answers.get(one.code) != "no")),
    )
    return _visit_form(here, visit, form, "inspections/violation_new",
        lambda: verbs.record_violation(here.actor, visit, **form.cleaned_data))  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def screen(here: InspectionRequest, visit: uuid.UUID, violation: uuid.UUID) -> HttpResponse:
    """Screen a violation for signs of forced labour."""
    row = visit_policy.load(here.actor, visit, "change")
    if not row.violations.filter(pk=violation).exists():
        raise Http404
    form = ScreeningForm(here.request.POST or None, words=words(here.language.tag))
    return _visit_form(here, visit, form, "inspections/screening_new",
        lambda: verbs.screen_violation(
            here.actor, visit, violation, result=form.cleaned_data["result"],
            referral=form.cleaned_data["referral"].strip(),
            reason=form.cleaned_data["not_referred"], request=form.cleaned_data["request"],
        ), fields={"reason": "not_referred"})  # fmt: skip
