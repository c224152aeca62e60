"""The steps of a claim: one page each, with what it asks for."""

import uuid

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_http_methods

from manumit.web.institutions.desk import sent
from manumit.web.pages.languages import words
from manumit.web.remedies import selectors, services
from manumit.web.remedies.forms import DecisionForm, OrderForm, SettlementForm, StepForm, Stepped
from manumit.web.remedies.process import CLAIM
from manumit.web.remedies.selectors import ClaimView
from manumit.web.remedies.services.steps import SIMPLE
from manumit.web.remedies.views.room import Here, back, formed, must, room

LODGE = "lodge"


def _reasons(name: str) -> list[str]:
    found = CLAIM.transition(name)
    return [] if found is None or found.reasons is None else found.reasons.today()


def _action(name: str) -> str:
    """What the policy is asked for a step."""
    action = SIMPLE.get(name, "change")
    return "claim_order.decide" if action == "decide" else f"claim.{action}"


@require_http_methods(["GET", "HEAD", "POST"])
@room
def step(here: Here, claim: uuid.UUID, name: str) -> HttpResponse:
    """A step that needs a reason at most."""
    if name not in (LODGE, *SIMPLE):
        raise Http404
    seen = selectors.claim(here.actor, claim)
    must(here, _action(name), seen)
    form = StepForm(
        here.request.POST or None,
        words=words(here.language.tag),
        reasons=_reasons(name),
        initial={"seen": seen.version},
    )
    if sent(here, form, lambda: _taken(here, claim, name, form)):
        return back(here, seen, "moved")
    return formed(here, "step", seen, form, name=name, text=f"remedies_step/{name}")


def _taken(here: Here, claim: uuid.UUID, name: str, form: Stepped) -> None:
    found = form.cleaned_data
    if name == LODGE:
        services.lodge(here.actor, claim, seen=found["seen"], request=found["request"])
    else:
        services.step(
            here.actor,
            claim,
            name,
            seen=found["seen"],
            request=found["request"],
            reason=found.get("reason", ""),
        )


@require_http_methods(["GET", "HEAD", "POST"])
@room
def settle(here: Here, claim: uuid.UUID) -> HttpResponse:
    """A settlement, and whether it demands a waiver."""
    seen = _deciding(here, claim)
    form = SettlementForm(
        here.request.POST or None,
        words=words(here.language.tag),
        initial={"seen": seen.version},
    )

    def act() -> None:
        found, ordered = form.cleaned_data, form.ordered()
        assert ordered is not None  # noqa: S101 - its fields are required
        services.settle(
            here.actor,
            claim,
            ordered,
            waiver=found["waiver"],
            seen=found["seen"],
            request=found["request"],
        )

    if sent(here, form, act):
        return back(here, seen, "moved")
    return formed(here, "step", seen, form, name="settle", text="remedies_step/settle")


@require_http_methods(["GET", "HEAD", "POST"])
@room
def decide(here: Here, claim: uuid.UUID) -> HttpResponse:
    """A decision."""
    seen = _deciding(here, claim)
    form = DecisionForm(
        here.request.POST or None,
        words=words(here.language.tag),
        reasons=_reasons("decide"),
        initial={"seen": seen.version},
    )

    def act() -> None:
        found = form.cleaned_data
        services.decide(
            here.actor,
            claim,
            form.ordered(),
            reason=found["reason"],
            seen=found["seen"],
            request=found["request"],
        )

    if sent(here, form, act):
        return back(here, seen, "moved")
    return formed(here, "step", seen, form, name="decide", text="remedies_step/decide")


@require_http_methods(["GET", "HEAD", "POST"])
@room
def order(here: Here, claim: uuid.UUID) -> HttpResponse:
    """Another amount of what was settled or decided."""
    seen = _deciding(here, claim)
    form = OrderForm(here.request.POST or None, words=words(here.language.tag))

    def act() -> None:
        ordered = form.ordered()
        assert ordered is not None  # noqa: S101 - its fields are required
        services.add_order(here.actor, claim, ordered, request=form.cleaned_data["request"])

    if sent(here, form, act):
        return back(here, seen)
    return formed(here, "step", seen, form, name="order", text="remedies/order_add")


def _deciding(here: Here, claim: uuid.UUID) -> ClaimView:
    seen = selectors.claim(here.actor, claim)
    must(here, "claim_order.decide", seen)
    return seen
