"""Steps of a claim: one page for each, with its form."""

import uuid

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_http_methods

from manumit.web.institutions.desk import submit_form
from manumit.web.remedies import services
from manumit.web.remedies.forms import (
    DecisionForm,
    OrderForm,
    SettlementForm,
    StepForm,
    VersionedForm,
)
from manumit.web.remedies.process import CLAIM, STEP_ACTIONS
from manumit.web.remedies.services.steps import REASON_ONLY_STEPS
from manumit.web.remedies.views.room import (
    RemediesRequest,
    claim_for,
    office_view,
    redirect_to_claim,
    render_form,
)

LODGE, DECIDE = "lodge", "claim_order.decide"


def _reasons(name: str) -> list[str]:
    found = CLAIM.transition(name)
    return [] if found is None or found.reasons is None else found.reasons.today()


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def step(here: RemediesRequest, claim: uuid.UUID, name: str) -> HttpResponse:
    """Take a step that needs at most a reason."""
    if name not in (LODGE, *REASON_ONLY_STEPS):
        raise Http404
    seen = claim_for(here, claim, STEP_ACTIONS[name])
    form = here.form(StepForm, reasons=_reasons(name), initial={"seen": seen.version})
    if submit_form(here, form, lambda: _take(here, claim, name, form)):
        return redirect_to_claim(here, seen, "moved")
    return render_form(here, "act", seen, form, name=name, text=f"remedies_step/{name}")


def _take(here: RemediesRequest, claim: uuid.UUID, name: str, form: VersionedForm) -> None:
    found = form.cleaned_data
    if name == LODGE:
        services.lodge(here.actor, claim, seen=found["seen"], request=found["request"])
    else:
        services.take_step(
            here.actor,
            claim,
            name,
            seen=found["seen"],
            request=found["request"],
            reason=found.get("reason", ""),
        )


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def settle(here: RemediesRequest, claim: uuid.UUID) -> HttpResponse:
    """Record a settlement."""
    seen = claim_for(here, claim, DECIDE)
    form = here.form(SettlementForm, initial={"seen": seen.version})

    def act() -> None:
        found = form.cleaned_data
        services.settle(
            here.actor,
            claim,
            form.entered(services.OrderDetails),
            waiver=found["waiver"],
            seen=found["seen"],
            request=found["request"],
        )

    if submit_form(here, form, act):
        return redirect_to_claim(here, seen, "moved")
    return render_form(here, "act", seen, form, name="settle", text="remedies_step/settle")


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def decide(here: RemediesRequest, claim: uuid.UUID) -> HttpResponse:
    """Record a decision."""
    seen = claim_for(here, claim, DECIDE)
    form = here.form(DecisionForm, reasons=_reasons("decide"), initial={"seen": seen.version})

    def act() -> None:
        found = form.cleaned_data
        services.decide(
            here.actor,
            claim,
            form.order_details(),
            reason=found["reason"],
            seen=found["seen"],
            request=found["request"],
        )

    if submit_form(here, form, act):
        return redirect_to_claim(here, seen, "moved")
    return render_form(here, "act", seen, form, name="decide", text="remedies_step/decide")


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def order(here: RemediesRequest, claim: uuid.UUID) -> HttpResponse:
    """Add another order to a settlement or decision."""
    seen = claim_for(here, claim, DECIDE)
    form = here.form(OrderForm)

    def act() -> None:
        ordered = form.entered(services.OrderDetails)
        services.add_order(here.actor, claim, ordered, request=form.cleaned_data["request"])

    if submit_form(here, form, act):
        return redirect_to_claim(here, seen)
    return render_form(here, "act", seen, form, name="order", text="remedies/order_add")
