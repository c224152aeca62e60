"""Labour penalties: the list, one with the line of time of its organisation, and its steps."""

import uuid

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from manumit.web.institutions.desk import must_know, sent
from manumit.web.justice import selectors, services
from manumit.web.justice.forms import PenaltyForm, StepForm
from manumit.web.justice.policies import penalty_policy
from manumit.web.justice.process import PENALTY
from manumit.web.justice.views.room import Here, formed, must, reasons_of, room
from manumit.web.pages.languages import words


@require_safe
@room
def index(here: Here) -> HttpResponse:
    """The penalties that somebody may see: by reference and state, never by a name."""
    must_know(here, penalty_policy)
    context = {
        "lines": selectors.penalties(here.actor),
        "may_new": bool(penalty_policy.can_new(here.actor, "record")),
    }
    return here.show("penalties", context)


@require_http_methods(["GET", "HEAD", "POST"])
@room
def new(here: Here) -> HttpResponse:
    """Records one that was issued."""
    penalty_policy.check_new(here.actor, "record")
    form = PenaltyForm(here.request.POST or None, words=words(here.language.tag))
    made: list[uuid.UUID] = []
    if sent(here, form, lambda: made.append(services.record_penalty(
        here.actor, form.against(), form.penalty(), request=form.cleaned_data["request"]
    ).pk)):  # fmt: skip
        return here.to("penalty", said="kept", penalty=made[0])
    return formed(here, form, "justice/penalty_new", ["justice:penalties"])


@require_safe
@room
def show(here: Here, penalty: uuid.UUID) -> HttpResponse:
    """One penalty, and what else happened to its organisation, as far as somebody may see it."""
    seen = selectors.one_penalty(here.actor, penalty)
    names = here.names({one.institution for one in seen.shown.sent})
    context = {
        "penalty": seen,
        "line": selectors.timeline(here.actor, seen.organisation),
        "sent": [(names.get(one.institution, ""), one.made_at) for one in seen.shown.sent],
    }
    return here.show("penalty", context)


@require_http_methods(["GET", "HEAD", "POST"])
@room
def step(here: Here, penalty: uuid.UUID, name: str) -> HttpResponse:
    """Takes a step."""
    seen = selectors.one_penalty(here.actor, penalty).shown
    if PENALTY.transition(name) is None:
        raise Http404
    must(here, penalty_policy, "change", seen)
    form = StepForm(
        here.request.POST or None,
        words=words(here.language.tag),
        reasons=reasons_of("penalty", name),
        initial={"seen": seen.version},
    )
    if sent(here, form, lambda: services.move_penalty(
        here.actor, penalty, name, form.day(), seen=form.cleaned_data["seen"],
        request=form.cleaned_data["request"], reason=form.cleaned_data.get("reason", ""),
    )):  # fmt: skip
        return here.to("penalty", said="moved", penalty=penalty)
    return formed(here, form, f"justice_penalty_step/{name}", ["justice:penalty", penalty])
