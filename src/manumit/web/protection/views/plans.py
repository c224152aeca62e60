"""Support plans: the list, whom to ask again, one plan, and what is found out and offered in it."""

import uuid

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from manumit.web.institutions.desk import must_know, sent, sign
from manumit.web.pages.languages import words
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
from manumit.web.protection.views.room import Here, formed, must, reasons_of, room

ON_A_PAGE = 25
CHANGE = "support_plan.change"


@require_safe
@room
def index(here: Here) -> HttpResponse:
    """The plans of the office: by reference and state, never by a name."""
    must_know(here, plan_policy)
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
@room
def due(here: Here) -> HttpResponse:
    """Whom to ask how they are, by when, soonest first."""
    must_know(here, plan_policy, "change")
    return here.show("due", {"lines": selectors.due_follow_ups(here.actor)})


@require_safe
@room
def show(here: Here, plan: uuid.UUID) -> HttpResponse:
    """How a plan stands; for whoever holds it, with what is sealed in it. Opening is written down.

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
@room
def need(here: Here, plan: uuid.UUID) -> HttpResponse:
    """Writes down what was found out about one area."""
    seen = selectors.plan(here.actor, plan)
    must(here, CHANGE, seen)
    form = NeedForm(here.request.POST or None, words=words(here.language.tag))
    if sent(here, form, lambda: services.add_need(
        here.actor, plan, form.cleaned_data["area"], form.cleaned_data["level"],
        form.cleaned_data["text"], request=form.cleaned_data["request"],
    )):  # fmt: skip
        return here.to("plan", said="kept", plan=plan)
    return formed(here, "protection/need_add", seen, form)


@require_http_methods(["GET", "HEAD", "POST"])
@room
def offer(here: Here, plan: uuid.UUID) -> HttpResponse:
    """Offers a service."""
    seen = selectors.plan(here.actor, plan)
    must(here, CHANGE, seen)
    form = ServiceForm(here.request.POST or None, words=words(here.language.tag))
    if sent(here, form, lambda: services.offer_service(
        here.actor, plan, form.cleaned_data["area"], form.cleaned_data["text"],
        request=form.cleaned_data["request"],
    )):  # fmt: skip
        return here.to("plan", said="kept", plan=plan)
    return formed(here, "protection/offer", seen, form)


@require_http_methods(["GET", "HEAD", "POST"])
@room
def service_step(here: Here, service: uuid.UUID, name: str) -> HttpResponse:
    """What the person says to a service, that it is given, or that it ended."""
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
    if sent(here, form, lambda: services.move_service(
        here.actor, service, name, seen=form.cleaned_data["seen"],
        request=form.cleaned_data["request"], reason=form.cleaned_data.get("reason", ""),
    )):  # fmt: skip
        return here.to("plan", said="moved", plan=found.plan)
    return formed(here, f"protection_service_step/{name}", seen, form, service=found)


@require_http_methods(["GET", "HEAD", "POST"])
@room
def step(here: Here, plan: uuid.UUID, name: str) -> HttpResponse:
    """A step of the plan that needs a reason at most."""
    if name not in STEPS:
        raise Http404
    seen = selectors.plan(here.actor, plan)
    must(here, CHANGE, seen)
    form = StepForm(
        here.request.POST or None,
        words=words(here.language.tag),
        reasons=reasons_of(SUPPORT_PLAN, name),
        initial={"seen": seen.version},
    )
    if sent(here, form, lambda: services.move_plan(
        here.actor, plan, name, seen=form.cleaned_data["seen"],
        request=form.cleaned_data["request"], reason=form.cleaned_data.get("reason", ""),
    )):  # fmt: skip
        return here.to("plan", said="moved", plan=plan)
    return formed(here, f"protection_step/{name}", seen, form)


@require_http_methods(["GET", "HEAD", "POST"])
@room
def follow_up(here: Here, plan: uuid.UUID) -> HttpResponse:
    """Asks how the person is, some months later; what nobody knows is unknown."""
    seen = selectors.plan(here.actor, plan)
    must(here, CHANGE, seen)
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
    if sent(here, form, lambda: services.record_follow_up(
        here.actor, plan, int(form.cleaned_data["months"]), form.cleaned_data["on_day"],
        form.cleaned_data["reached"], form.cleaned_data["outcome"], form.cleaned_data["text"],
        seen=form.cleaned_data["seen"], request=form.cleaned_data["request"],
    )):  # fmt: skip
        return here.to("plan", said="kept", plan=plan)
    return formed(here, "protection_step/follow_up", seen, form)


@require_http_methods(["GET", "HEAD", "POST"])
@room
def hand_over(here: Here, plan: uuid.UUID) -> HttpResponse:
    """Lets a colleague go on with it."""
    seen = selectors.plan(here.actor, plan)
    must(here, "support_plan.hand_over", seen)
    found = selectors.colleagues(here.actor, plan)
    choices = {"member": [(str(one), sign(one)) for one in found]}
    form = HandOverForm(here.request.POST or None, words=words(here.language.tag), choices=choices)
    if sent(here, form, lambda: services.hand_over(
        here.actor, plan, uuid.UUID(form.cleaned_data["member"])
    )):  # fmt: skip
        return here.to("plan", said="kept", plan=plan)
    return formed(here, "protection/hand_over", seen, form)


@require_POST
@room
def take_over(here: Here, plan: uuid.UUID) -> HttpResponse:
    """Goes on with a plan whose holder has left."""
    services.take_over(here.actor, plan)
    return here.to("plan", said="kept", plan=plan)
