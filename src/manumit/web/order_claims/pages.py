"""Pages of claims from orders: the orders, the workers of one, and a payment to all of them."""

import uuid
from typing import ClassVar

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from manumit.web.inspections.law import order_policy
from manumit.web.institutions import desk
from manumit.web.institutions.desk import require_role, submit_form
from manumit.web.order_claims import reading, services, workers
from manumit.web.order_claims.forms import ROOM, OrderPaidForm, WorkerAgeForm, WorkerConsentForm
from manumit.web.remedies import selectors
from manumit.web.remedies.forms import HandOverForm
from manumit.web.remedies.selectors import ClaimView
from manumit.web.remedies.views.representing import (
    consent_initial,
    consent_text,
    recipient_choices,
)
from manumit.web.remedies.views.room import require_action
from manumit.web.ui.languages import words


class OrderClaimsRequest(desk.OfficeRequest):
    """A member's request for a page of claims from orders."""

    room: ClassVar[str] = ROOM


office_view = desk.view_decorator(OrderClaimsRequest)


@require_safe
@office_view
def index(here: OrderClaimsRequest) -> HttpResponse:
    """List the orders to pay from which claims were opened."""
    require_role(here, order_policy)
    shown = reading.orders_with_claims(here.actor, here.request.GET.get("page"))
    return here.show("orders", {"shown": shown})


@require_safe
@office_view
def show(here: OrderClaimsRequest, order: uuid.UUID) -> HttpResponse:
    """Show the workers of an order, what each is to be paid, and whether they confirmed it."""
    seen = reading.order_claims(here.actor, order, here.request.GET.get("page"))
    return here.show("claims", {"seen": seen, "shown": seen.shown})


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def pay(here: OrderClaimsRequest, order: uuid.UUID) -> HttpResponse:
    """Report that the employer paid all workers of an order."""
    reading.held_claims(here.actor, order)
    form = OrderPaidForm(here.request.POST or None, words=words(here.language.tag))
    if submit_form(here, form, lambda: services.report_order_paid(
        here.actor, order, form.order_paid(), request=form.cleaned_data["request"]
    )):  # fmt: skip
        return here.to("claims", message="reported", order=order)
    return here.form_page(form, "order_claims/paid", "order_claims:claims", order=order)


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def hand_over(here: OrderClaimsRequest, order: uuid.UUID) -> HttpResponse:
    """Hand all claims from an order that the member holds to a colleague."""
    found = reading.receivers(here.actor, reading.held_claims(here.actor, order))
    choices = {"member": [(str(one), desk.member_sign(one)) for one in found]}
    form = HandOverForm(here.request.POST or None, words=words(here.language.tag), choices=choices)

    def act() -> None:
        member = uuid.UUID(form.cleaned_data["member"])
        services.hand_over_order(here.actor, order, member)

    if submit_form(here, form, act, room="remedies"):
        return here.to("claims", message="handed", order=order)
    return here.form_page(form, "order_claims/hand_over", "order_claims:claims", order=order)


@require_POST
@office_view
def take_over(here: OrderClaimsRequest, order: uuid.UUID) -> HttpResponse:
    """Take over the claims from an order whose holder has left the office."""
    services.take_over_order(here.actor, order)
    return here.to("claims", message="handed", order=order)


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def age(here: OrderClaimsRequest, claim: uuid.UUID) -> HttpResponse:
    """Record whether the worker of a claim is an adult."""
    _of_order(here, claim, "change")
    form = WorkerAgeForm(here.request.POST or None, words=words(here.language.tag))

    def act() -> None:
        workers.record_worker_age(here.actor, claim, form.recorded_age())

    if submit_form(here, form, act, room="remedies"):
        return here.to("worker", message="age", claim=claim)
    return here.form_page(form, "order_claims/age", "order_claims:worker", claim=claim)


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def worker(here: OrderClaimsRequest, claim: uuid.UUID) -> HttpResponse:
    """Ask the worker of a claim whether another institution may have it."""
    seen = _of_order(here, claim, "pass_on")
    form = WorkerConsentForm(
        here.request.POST or None,
        words=words(here.language.tag),
        choices={"recipient": recipient_choices(here, claim)},
        initial=consent_initial(here),
    )

    def act() -> None:
        workers.record_worker_consent(here.actor, claim, form.worker_answer())

    if submit_form(here, form, act, room="remedies"):
        return here.to("worker", message="answer", claim=claim)
    status = desk.UNPROCESSABLE if form.errors else 200
    guarded = seen.child and not reading.guardian_speaks(here.actor, claim)
    context = {"claim": seen, "form": form, "guarded": guarded, **consent_text()}
    return here.show("worker", context, status=status)


def _of_order(here: OrderClaimsRequest, claim: uuid.UUID, action: str) -> ClaimView:
    """Return the claim of a page; one of no order has no page here.

    Raises:
        Refused: not for this actor.
        Http404: the claim is of no order.
    """
    seen = selectors.claim(here.actor, claim)
    require_action(here, f"claim.{action}", seen)
    if seen.order is None:
        raise Http404
    return seen
