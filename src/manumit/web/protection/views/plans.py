"""Support plans: the list, due follow-ups, one plan, and its needs and services."""

import uuid

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from manumit.web.institutions.desk import member_sign, require_role, submit_form
from manumit.web.protection import selectors, services
from manumit.web.protection.forms import (
    FollowUpForm,
    HandOverForm,
    NeedForm,
    ServiceForm,
    StepForm,
)
from manumit.web.protection.lists import rules
from manumit.web.protection.policies import plan_policy
from manumit.web.protection.process import SUPPORT_PLAN, SUPPORT_SERVICE
from manumit.web.protection.services.plans import STEPS
from manumit.web.protection.views.room import (
    ProtectionRequest,
    office_view,
    reasons_of,
    render_form,
    require_action,
)
from manumit.web.ui.languages import words

ON_A_PAGE = 25
CHANGE = "support_plan.change"


@require_safe
@office_view
def index(here: ProtectionRequest) -> HttpResponse:
    """List the plans of the office: by reference and state, never by a name."""
    require_role(here, plan_policy)
    found = selectors.plans(here.actor)
    state = here.request.GET.get("state", "")
    if state in SUPPORT_PLAN.states:
        found = [line for line in found if line.state == state]
    else:
        state = ""
    shown = Paginator(found, ON_A_PAGE).get_page(here.request.GET.get("page"))
    context = {
        "shown": shown,
        "state": state,
        "states": SUPPORT_PLAN.states,
        "due": selectors.due_follow_ups(here.actor),
    }
    return here.show("plans", context)


@require_safe
@office_view
def due(here: ProtectionRequest) -> HttpResponse:
    """Whom to ask how they are, by when, soonest first."""
    require_role(here, plan_policy, "change")
    return here.show("due", {"lines": selectors.due_follow_ups(here.actor)})


@require_safe
@office_view
def show(here: ProtectionRequest, plan: uuid.UUID) -> HttpResponse:
    """Show a plan; its holder also sees the encrypted parts, and opening it is recorded.

    A colleague sees that there is a plan, its state and its steps.
    """
    seen = selectors.plan(here.actor, plan)
    context: dict[str, object] = {"plan": seen, "mine": here.person == seen.held_by}
    if CHANGE in seen.may:
        context |= {
            "needs": selectors.needs(here.actor, plan),
            "services": selectors.plan_services(here.actor, plan),
            "follow_ups": selectors.follow_ups(here.actor, plan),
        }
    return here.show("plan", context)


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def need(here: ProtectionRequest, plan: uuid.UUID) -> HttpResponse:
    """Record the need found in one area."""
    seen = selectors.plan(here.actor, plan)
    require_action(here, CHANGE, seen)
    form = NeedForm(here.request.POST or None, words=words(here.language.tag))
    if submit_form(here, form, lambda: services.add_need(
        here.actor, plan, form.cleaned_data["area"], form.cleaned_data["level"],
        form.cleaned_data["text"], request=form.cleaned_data["request"],
    )):  # fmt: skip
        return here.to("plan", message="kept", plan=plan)
    return render_form(here, "protection/need_add", seen, form)


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def offer(here: ProtectionRequest, plan: uuid.UUID) -> HttpResponse:
    """Offer a service."""
    seen = selectors.plan(here.actor, plan)
    require_action(here, CHANGE, seen)
    form = ServiceForm(here.request.POST or None, words=words(here.language.tag))
    if submit_form(here, form, lambda: services.offer_service(
        here.actor, plan, form.cleaned_data["area"], form.cleaned_data["text"],
        request=form.cleaned_data["request"],
    )):  # fmt: skip
        return here.to("plan", message="kept", plan=plan)
    return render_form(here, "protection/offer", seen, form)


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def service_step(here: ProtectionRequest, service: uuid.UUID, name: str) -> HttpResponse:
    """Record the person's answer to a service, that it is provided, or that it ended."""
    if SUPPORT_SERVICE.transition(name) is None:
        raise Http404
    found = selectors.service(here.actor, service)
    seen = selectors.plan(here.actor, found.plan)
    form = StepForm(
        here.request.POST or None,
        words=words(here.language.tag),
        reasons=reasons_of(SUPPORT_SERVICE, name),
        initial={"seen": found.version},
    )
    if submit_form(here, form, lambda: services.move_service(
        here.actor, service, name, seen=form.cleaned_data["seen"],
        request=form.cleaned_data["request"], reason=form.cleaned_data.get("reason", ""),
    )):  # fmt: skip
        return here.to("plan", message="moved", plan=found.plan)
    return render_form(here, f"protection_service_step/{name}", seen, form, service=found)


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def step(here: ProtectionRequest, plan: uuid.UUID, name: str) -> HttpResponse:
    """Take a step of the plan that needs a reason at most."""
    if name not in STEPS:
        raise Http404
    seen = selectors.plan(here.actor, plan)
    require_action(here, CHANGE, seen)
    form = StepForm(
        here.request.POST or None,
        words=words(here.language.tag),
        reasons=reasons_of(SUPPORT_PLAN, name),
        initial={"seen": seen.version},
    )
    if submit_form(here, form, lambda: services.move_plan(
        here.actor, plan, name, seen=form.cleaned_data["seen"],
        request=form.cleaned_data["request"], reason=form.cleaned_data.get("reason", ""),
    )):  # fmt: skip
        return here.to("plan", message="moved", plan=plan)
    return render_form(here, f"protection_step/{name}", seen, form)


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def follow_up(here: ProtectionRequest, plan: uuid.UUID) -> HttpResponse:
    """Record a follow-up, some months later; what nobody knows is unknown."""
    seen = selectors.plan(here.actor, plan)
    require_action(here, CHANGE, seen)
    spoken = words(here.language.tag)
    # All of them in a form that was sent: sent twice, the second finds what the first has done.
    offered = rules().months if here.posted else seen.months
    months = [(str(one), spoken.name(f"protection_months/m{one}")) for one in offered]
    form = FollowUpForm(
        here.request.POST or None,
        words=spoken,
        choices={"months": months},
        initial={"seen": seen.version, "on_day": timezone.now().date()},
    )
    if submit_form(here, form, lambda: services.record_follow_up(
        here.actor, plan, int(form.cleaned_data["months"]), form.cleaned_data["on_day"],
        form.cleaned_data["reached"], form.cleaned_data["outcome"], form.cleaned_data["text"],
        seen=form.cleaned_data["seen"], request=form.cleaned_data["request"],
    )):  # fmt: skip
        return here.to("plan", message="kept", plan=plan)
    return render_form(here, "protection_step/follow_up", seen, form)


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def hand_over(here: ProtectionRequest, plan: uuid.UUID) -> HttpResponse:
    """Hand the plan over to a colleague."""
    seen = selectors.plan(here.actor, plan)
    require_action(here, "support_plan.hand_over", seen)
    found = selectors.colleagues(here.actor, plan)
    choices = {"member": [(str(one), member_sign(one)) for one in found]}
    form = HandOverForm(here.request.POST or None, words=words(here.language.tag), choices=choices)
    if submit_form(here, form, lambda: services.hand_over(
        here.actor, plan, uuid.UUID(form.cleaned_data["member"])
    )):  # fmt: skip
        return here.to("plan", message="kept", plan=plan)
    return render_form(here, "protection/hand_over", seen, form)


@require_POST
@office_view
def take_over(here: ProtectionRequest, plan: uuid.UUID) -> HttpResponse:
    """Take over a plan whose holder has left."""
    services.take_over(here.actor, plan)
    return here.to("plan", message="kept", plan=plan)
