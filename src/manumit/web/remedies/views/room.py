"""Request object, view decorator and helpers that the views of remedies share."""

import uuid
from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.http import HttpResponse, HttpResponseRedirect

from manumit.web.institutions import desk
from manumit.web.kernel.access.policies import Policy
from manumit.web.remedies import selectors
from manumit.web.remedies.forms import ROOM, RemediesForm
from manumit.web.remedies.policies import (
    claim_policy,
    new_contact_policy,
    new_order_policy,
    new_payment_policy,
)
from manumit.web.remedies.selectors import ClaimView
from manumit.web.ui.languages import words

UNPROCESSABLE = desk.UNPROCESSABLE
_POLICIES: Mapping[str, Policy[Any]] = {
    one.resource: one
    for one in (claim_policy, new_order_policy, new_payment_policy, new_contact_policy)
}


class RemediesRequest(desk.OfficeRequest):
    """The request for a page of remedies."""

    room: ClassVar[str] = ROOM

    def form[Form: RemediesForm](self, kind: type[Form], **more: Any) -> Form:
        """Return a form with what was sent, if anything, and the words of the page."""
        return kind(self.request.POST or None, words=words(self.language.tag), **more)


office_view = desk.view_decorator(RemediesRequest)


def require_action(here: desk.OfficeRequest, action: str, seen: ClaimView) -> None:
    """Refuse the page if the actor may not take an action on a claim.

    Args:
        here: the request.
        action: as ``resource.action`` of ``grants.yaml``.
        seen: the claim.

    Raises:
        Refused: the action is not allowed; the refusal is recorded in the ledger.
    """
    if action not in seen.may:
        resource, _, name = action.partition(".")
        _POLICIES[resource].check_new(here.actor, name, seen.relation, seen.id)


def claim_for(here: desk.OfficeRequest, claim: uuid.UUID, action: str) -> ClaimView:
    """Return a claim for a page of an action on it.

    Raises:
        Refused: the claim or the action is not for this actor.
    """
    seen = selectors.claim(here.actor, claim)
    require_action(here, action, seen)
    return seen


def render_form(
    here: RemediesRequest, template: str, seen: ClaimView, form: forms.Form, **more: object
) -> HttpResponse:
    """Return the page of a form, with status 422 if it has errors."""
    status = UNPROCESSABLE if form.errors else 200
    return here.show(template, {"claim": seen, "form": form, **more}, status=status)


def redirect_to_claim(
    here: RemediesRequest, seen: ClaimView, message: str = "kept"
) -> HttpResponseRedirect:
    """Redirect to the claim and show a message there."""
    return here.to("claim", message=message, claim=seen.id)
