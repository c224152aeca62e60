"""The list of claims, one claim, what is claimed, and who works on it."""

import uuid

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from manumit.web.institutions.desk import must_know, sent, sign
from manumit.web.pages.languages import words
from manumit.web.remedies import selectors, services
from manumit.web.remedies.forms import FactForm, HandOverForm, ItemForm
from manumit.web.remedies.policies import claim_policy
from manumit.web.remedies.process import CLAIM, PAYABLE
from manumit.web.remedies.views.room import Here, back, formed, must, room

ON_A_PAGE = 25


@require_safe
@room
def index(here: Here) -> HttpResponse:
    """The claims that somebody may see: by reference and state, never by a name."""
    must_know(here, claim_policy)
    state = here.request.GET.get("state", "")
    state = state if state in CLAIM.states else ""
    shown = selectors.page_of_claims(
        here.actor, here.request.GET.get("page"), ON_A_PAGE, state=state
    )
    context = {
        "shown": shown,
        "state": state,
        "states": CLAIM.states,
        "due": selectors.many_due(here.actor),
        "may_represent": selectors.may_represent(here.actor),
    }
    return here.show("claims", context)


@require_safe
@room
def due(here: Here) -> HttpResponse:
    """Whom to ask by when, soonest first."""
    must_know(here, claim_policy, "change")
    return here.show("due", {"lines": selectors.due_contacts(here.actor)})


@require_safe
@room
def show(here: Here, claim: uuid.UUID) -> HttpResponse:
    """What a claim is now, what is owed and paid, what can be done, and what happened."""
    seen = selectors.claim(here.actor, claim)
    ordered = selectors.orders(here.actor, claim)
    context = {
        "claim": seen,
        "orders": ordered,
        "payments": selectors.payments(here.actor, claim),
        "steps": [one for one in seen.steps if one not in ("pay_part", "pay_all", "deny")],
        "may_report": "claim_payment.report" in seen.may
        and (seen.state in PAYABLE or (not seen.whole and bool(ordered))),
        "may_add": "claim_order.decide" in seen.may and seen.state in PAYABLE and bool(ordered),
        "mine": here.person == seen.held_by,
    }
    return here.show("claim", context)


@require_safe
@room
def items(here: Here, claim: uuid.UUID) -> HttpResponse:
    """What is claimed by head, and the facts; opening it is written down."""
    seen = selectors.claim(here.actor, claim)
    if "claim.change" not in seen.may:
        found = selectors.passed(here.actor, claim)
        if found is None:
            must(here, "claim.change", seen)
        return here.show("passed", {"claim": seen, "found": found})
    context = {
        "claim": seen,
        "items": selectors.items(here.actor, claim),
        "facts": selectors.facts(here.actor, claim),
        "drafted": seen.state == CLAIM.initial,
    }
    return here.show("items", context)


@require_http_methods(["GET", "HEAD", "POST"])
@room
def item(here: Here, claim: uuid.UUID) -> HttpResponse:
    """Adds a head."""
    seen = selectors.claim(here.actor, claim)
    must(here, "claim.change", seen)
    form = ItemForm(here.request.POST or None, words=words(here.language.tag))
    if sent(here, form, lambda: services.add_item(
        here.actor, claim, form.item(), request=form.cleaned_data["request"]
    )):  # fmt: skip
        return here.to("items", said="kept", claim=claim)
    return formed(here, "item", seen, form)


@require_POST
@room
def leave_out(here: Here, item: uuid.UUID) -> HttpResponse:
    """Takes a head out of a draft."""
    row = services.leave_out(here.actor, item)
    return here.to("items", said="kept", claim=row.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@room
def fact(here: Here, claim: uuid.UUID) -> HttpResponse:
    """Writes a fact down."""
    seen = selectors.claim(here.actor, claim)
    must(here, "claim.change", seen)
    form = FactForm(here.request.POST or None, words=words(here.language.tag))
    if sent(here, form, lambda: services.add_fact(
        here.actor, claim, form.cleaned_data["fact"], form.cleaned_data["text"],
        request=form.cleaned_data["request"],
    ), {"kind": "fact"}):  # fmt: skip
        return here.to("items", said="kept", claim=claim)
    return formed(here, "fact", seen, form)


@require_http_methods(["GET", "HEAD", "POST"])
@room
def hand_over(here: Here, claim: uuid.UUID) -> HttpResponse:
    """Lets a colleague go on with it."""
    seen = selectors.claim(here.actor, claim)
    must(here, "claim.hand_over", seen)
    found = selectors.colleagues(here.actor, claim)
    choices = {"member": [(str(one.member), sign(one.member)) for one in found]}
    form = HandOverForm(here.request.POST or None, words=words(here.language.tag), choices=choices)
    if sent(here, form, lambda: services.hand_over(
        here.actor, claim, uuid.UUID(form.cleaned_data["member"])
    )):  # fmt: skip
        return back(here, seen)
    return formed(here, "hand_over", seen, form, any=found)


@require_POST
@room
def take_over(here: Here, claim: uuid.UUID) -> HttpResponse:
    """Goes on with a claim whose holder has left."""
    services.take_over(here.actor, claim)
    return here.to("claim", said="kept", claim=claim)
