"""Labour penalties: the list, one with the line of time of its organisation, and its steps."""

import uuid

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from manumit.web.institutions.desk import require_role, submit_form
from manumit.web.justice import selectors, services
from manumit.web.justice.forms import PenaltyForm, StepForm
from manumit.web.justice.policies import penalty_policy
from manumit.web.justice.process import PENALTY
from manumit.web.justice.record_lists import PENALTIES
from manumit.web.justice.views.room import JusticeRequest, office_view, reasons_of, require_action
from manumit.web.ui.languages import words
from manumit.web.ui.room.lists import ListAct


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def index(here: JusticeRequest) -> HttpResponse:
    """List the penalties that the actor may see; a form sent here exports the list."""
    require_role(here, penalty_policy)
    may = bool(penalty_policy.can_new(here.actor, "record"))
    return here.list(PENALTIES, acts=[ListAct("justice/penalty_new", "justice:penalty_new")] * may)


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def new(here: JusticeRequest) -> HttpResponse:
    """Record a penalty that was issued."""
    penalty_policy.check_new(here.actor, "record")
    form = PenaltyForm(here.request.POST or None, words=words(here.language.tag))
    made: list[uuid.UUID] = []
    if submit_form(here, form, lambda: made.append(services.record_penalty(
        here.actor, form.against(), form.penalty(), request=form.cleaned_data["request"]
    ).pk)):  # fmt: skip
        return here.to("penalty", message="kept", penalty=made[0])
    return here.form_page(form, "justice/penalty_new", "justice:penalties")


@require_safe
@office_view
def show(here: JusticeRequest, penalty: uuid.UUID) -> HttpResponse:
    """Show a penalty, and other events of its organisation that the actor may see."""
    seen = selectors.one_penalty(here.actor, penalty)
    names = here.names({one.institution for one in seen.shown.sent})
    context = {
        "penalty": seen,
        "line": selectors.timeline(here.actor, seen.organisation),
        "sent": [(names.get(one.institution, ""), one.made_at) for one in seen.shown.sent],
    }
    return here.show("penalty", context)


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def step(here: JusticeRequest, penalty: uuid.UUID, name: str) -> HttpResponse:
    """Take a step."""
    seen = selectors.one_penalty(here.actor, penalty).shown
    if PENALTY.transition(name) is None:
        raise Http404
    require_action(here, penalty_policy, "change", seen)
    form = StepForm(
        here.request.POST or None,
        words=words(here.language.tag),
        reasons=reasons_of("penalty", name),
        initial={"seen": seen.version},
    )
    if submit_form(here, form, lambda: services.move_penalty(
        here.actor, penalty, name, form.day(), seen=form.cleaned_data["seen"],
        request=form.cleaned_data["request"], reason=form.cleaned_data.get("reason", ""),
    )):  # fmt: skip
        return here.to("penalty", message="moved", penalty=penalty)
    return here.form_page(form, f"justice_penalty_step/{name}", "justice:penalty", penalty=penalty)
