"""What every page of the room shares beside what all rooms share."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.http import HttpResponse, HttpResponseRedirect

from manumit.web.institutions import desk
from manumit.web.kernel.access.policies import Policy
from manumit.web.remedies.forms import ROOM
from manumit.web.remedies.policies import (
    claim_policy,
    contact_of_payment_policy,
    order_of_claim_policy,
    payment_of_claim_policy,
)
from manumit.web.remedies.selectors import ClaimView

UNPROCESSABLE = desk.UNPROCESSABLE
_POLICIES: Mapping[str, Policy[Any]] = {
    one.resource: one
    for one in (
        claim_policy,
        order_of_claim_policy,
        payment_of_claim_policy,
        contact_of_payment_policy,
    )
}


class Here(desk.Desk):
    """Who asks for a page of claims."""

    room: ClassVar[str] = ROOM


room = desk.door(Here)


def must(here: Here, action: str, seen: ClaimView) -> None:
    """Shows no form to somebody who may not send it.

    Args:
        here: who asks.
        action: as ``resource.action`` of ``grants.yaml``.
        seen: the claim.

    Raises:
        Refused: they may not do so to this claim; the ledger has it.
    """
    if action not in seen.may:
        resource, _, name = action.partition(".")
        _POLICIES[resource].check_new(here.actor, name, seen.relation, seen.id)


def formed(
    here: Here, template: str, seen: ClaimView, form: forms.Form, **more: object
) -> HttpResponse:
    """The page of a form."""
    status = UNPROCESSABLE if form.errors else 200
    return here.show(template, {"claim": seen, "form": form, **more}, status=status)


def back(here: Here, seen: ClaimView, said: str = "kept") -> HttpResponseRedirect:
    """To the claim."""
    return here.to("claim", said=said, claim=seen.id)
