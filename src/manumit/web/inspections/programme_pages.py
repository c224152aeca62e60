"""Pages of programmes: the list, a new one, one with its draw, and a visit from a line."""

import uuid

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from manumit.web.inspections import programme_reading, programmes
from manumit.web.inspections.forms import ProgrammeForm, StepForm
from manumit.web.inspections.law import programme_policy, visit_policy
from manumit.web.inspections.pages import (
    InspectionRequest,
    office_view,
    plan_form,
    saved,
)
from manumit.web.inspections.process import DRAWN
from manumit.web.inspections.verbs import VisitPlan
from manumit.web.institutions.desk import require_role, submit_form
from manumit.web.ui.languages import words


@require_safe
@office_view
def index(here: InspectionRequest) -> HttpResponse:
    """List the programmes of the office."""
    require_role(here, programme_policy)
    shown = programme_reading.programme_list(here.actor, here.request.GET.get("page"))
    may_start = bool(programme_policy.can_new(here.actor, "start"))
    return here.show("programmes", {"shown": shown, "may_start": may_start})


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def new(here: InspectionRequest) -> HttpResponse:
    """Start a programme."""
    programme_policy.check_new(here.actor, "start")
    assert here.actor is not None  # noqa: S101 - a stranger was refused
    form = ProgrammeForm(
        here.request.POST or None,
        words=words(here.language.tag),
        sectors=programme_reading.sectors_in_use(here.actor),
    )
    made: list[uuid.UUID] = []

    def act() -> None:
        request = form.cleaned_data["request"]
        made.append(programmes.start_programme(here.actor, form.entered(), request=request).pk)

    if submit_form(here, form, act):
        return saved(here, "programme", programme=made[0])
    return here.form_page(form, "inspections/programme_new", "inspections:programmes")


@require_safe
@office_view
def show(here: InspectionRequest, programme: uuid.UUID) -> HttpResponse:
    """Show one programme: what a draw would do, or its places."""
    page = here.request.GET.get("page")
    return here.show(
        "programme", {"seen": programme_reading.programme(here.actor, programme, page)}
    )


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def step(here: InspectionRequest, programme: uuid.UUID, name: str) -> HttpResponse:
    """Draw or cancel a programme."""
    verb = {"draw": programmes.draw_programme, "cancel": programmes.cancel_programme}.get(name)
    if verb is None:
        raise Http404
    row = programme_policy.load(here.actor, programme, "change")
    form = StepForm(
        here.request.POST or None,
        words=words(here.language.tag),
        reasons=[],
        initial={"seen": row.version},
    )

    def act() -> None:
        typed = {name: form.cleaned_data[name] for name in ("seen", "request")}
        verb(here.actor, programme, **typed)

    if submit_form(here, form, act):
        return saved(here, "programme", programme=programme)
    text = f"inspections_programme_step/{name}"
    return here.form_page(form, text, "inspections:programme", programme=programme)


@require_safe
@office_view
def check(here: InspectionRequest, programme: uuid.UUID) -> HttpResponse:
    """Repeat the draw and say whether it gives the same places."""
    row = programme_policy.load(here.actor, programme)
    if row.state != DRAWN:
        raise Http404
    same = programme_reading.draw_agrees(here.actor, programme)
    return here.show("programme_check", {"row": row, "same": same})


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def plan(here: InspectionRequest, programme: uuid.UUID, workplace: uuid.UUID) -> HttpResponse:
    """Plan a visit to a place of a programme."""
    row = programme_policy.load(here.actor, programme)
    visit_policy.check_new(here.actor, "plan")
    if not row.places.filter(workplace=workplace).exists():
        raise Http404
    form = plan_form(here, workplace)
    made: list[uuid.UUID] = []

    def act() -> None:
        typed = dict(form.cleaned_data)
        request = typed.pop("request")
        planned = VisitPlan(workplace=workplace, **typed)
        made.append(
            programmes.plan_place(here.actor, programme, workplace, planned, request=request).pk
        )

    if submit_form(here, form, act):
        return saved(here, "visit", visit=made[0])
    return here.form_page(form, "inspections/plan", "inspections:programme", programme=programme)
