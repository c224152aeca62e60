"""List of claims, one claim, its items and facts, and who works on it."""

import uuid

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from manumit.web.institutions.desk import member_sign, require_role, submit_form
from manumit.web.remedies import selectors, services
from manumit.web.remedies.claim_list import CLAIMS, claims_against_debtor_of
from manumit.web.remedies.forms import FactForm, HandOverForm, ItemForm, LodgeByForm
from manumit.web.remedies.items import Item
from manumit.web.remedies.policies import claim_policy
from manumit.web.remedies.process import CLAIM, PAYABLE
from manumit.web.remedies.views.room import (
    RemediesRequest,
    claim_for,
    office_view,
    redirect_to_claim,
    render_form,
    require_action,
)
from manumit.web.ui.room.lists import ListAct


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def index(here: RemediesRequest) -> HttpResponse:
    """List the claims that the actor may see; a form sent here exports the list."""
    require_role(here, claim_policy)
    may_represent = selectors.may_represent(here.actor)
    acts = [ListAct("remedies/represent", "remedies:represent")] if may_represent else []
    return here.list(CLAIMS, acts=acts)


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def against(here: RemediesRequest, claim: uuid.UUID) -> HttpResponse:
    """List the actor's claims against the debtor of one claim; its address names nobody."""
    claim_for(here, claim, "claim.change")
    return here.list(claims_against_debtor_of(claim))


@require_safe
@office_view
def show(here: RemediesRequest, claim: uuid.UUID) -> HttpResponse:
    """Show state, orders, payments, possible steps and history of a claim."""
    seen = selectors.claim(here.actor, claim)
    ordered = selectors.orders(here.actor, claim)
    context = {
        "claim": seen,
        "orders": ordered,
        "payments": selectors.payments(here.actor, claim),
        "steps": seen.steps,
        "may_report": "claim_payment.report" in seen.may
        and (seen.state in PAYABLE or (not seen.full_view and bool(ordered))),
        "may_add": "claim_order.decide" in seen.may and seen.state in PAYABLE and bool(ordered),
        "mine": here.person == seen.held_by,
    }
    return here.show("claim", context)


@require_safe
@office_view
def items(here: RemediesRequest, claim: uuid.UUID) -> HttpResponse:
    """Show items and facts, or the received copy; the access is recorded in the ledger."""
    seen = selectors.claim(here.actor, claim)
    if not seen.reads_items:
        found = selectors.received_copy(here.actor, claim)
        if found is None:
            require_action(here, "claim.change", seen)
        return here.show("passed", {"claim": seen, "found": found})
    context = {
        "claim": seen,
        "items": selectors.items(here.actor, claim),
        "facts": selectors.facts(here.actor, claim),
        "may_change": "claim.change" in seen.may,
        "drafted": "claim.change" in seen.may and seen.state == CLAIM.initial,
    }
    return here.show("items", context)


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def item(here: RemediesRequest, claim: uuid.UUID) -> HttpResponse:
    """Add an item."""
    seen = claim_for(here, claim, "claim.change")
    form = here.form(ItemForm)
    if submit_form(here, form, lambda: services.add_item(
        here.actor, claim, form.entered(Item), request=form.cleaned_data["request"]
    )):  # fmt: skip
        return here.to("items", message="kept", claim=claim)
    return render_form(here, "act", seen, form, text="remedies/item_add")


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def lodge_by(here: RemediesRequest, claim: uuid.UUID) -> HttpResponse:
    """Set the last day on which the claim can be lodged."""
    seen = claim_for(here, claim, "claim.change")
    initial = {"lodge_by": seen.lodge_by}
    form = here.form(LodgeByForm, initial=initial)

    def act() -> None:
        services.set_lodge_by(here.actor, claim, form.cleaned_data["lodge_by"])

    if submit_form(here, form, act):
        return redirect_to_claim(here, seen)
    return render_form(here, "act", seen, form, text="remedies/lodge_by")


@require_POST
@office_view
def leave_out(here: RemediesRequest, item: uuid.UUID) -> HttpResponse:
    """Remove an item from a draft."""
    row = services.remove_item(here.actor, item)
    return here.to("items", message="kept", claim=row.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def fact(here: RemediesRequest, claim: uuid.UUID) -> HttpResponse:
    """Add a fact."""
    seen = claim_for(here, claim, "claim.change")
    form = here.form(FactForm)
    if submit_form(here, form, lambda: services.add_fact(
        here.actor, claim, form.cleaned_data["fact"], form.cleaned_data["text"],
        request=form.cleaned_data["request"],
    ), {"kind": "fact"}):  # fmt: skip
        return here.to("items", message="kept", claim=claim)
    return render_form(here, "act", seen, form, text="remedies/fact_add")


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def hand_over(here: RemediesRequest, claim: uuid.UUID) -> HttpResponse:
    """Hand the claim over to a colleague."""
    seen = claim_for(here, claim, "claim.hand_over")
    found = selectors.colleagues(here.actor, claim)
    choices = {"member": [(str(one), member_sign(one)) for one in found]}
    form = here.form(HandOverForm, choices=choices)
    if submit_form(here, form, lambda: services.hand_over(
        here.actor, claim, uuid.UUID(form.cleaned_data["member"])
    )):  # fmt: skip
        return redirect_to_claim(here, seen)
    nobody = "" if found else "remedies/no_colleague"
    return render_form(
        here, "act", seen, form, name="hand_over", text="remedies/hand_over", nobody=nobody
    )


@require_POST
@office_view
def take_over(here: RemediesRequest, claim: uuid.UUID) -> HttpResponse:
    """Take over a claim whose holder has left the office."""
    services.take_over(here.actor, claim)
    return here.to("claim", message="kept", claim=claim)
