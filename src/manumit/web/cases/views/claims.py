"""Pages that open claims; claims are then worked on in the room of remedies."""

import uuid

from django.forms import BoundField
from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from manumit.errors import InputError
from manumit.web.cases import selectors, services
from manumit.web.cases.account_forms import ARTICLE, CLAIMED, ClaimForm
from manumit.web.cases.claimable import ClaimableHead, claimable_heads
from manumit.web.cases.policies import statement_policy
from manumit.web.cases.views.room import (
    UNPROCESSABLE,
    CaseRequest,
    office_view,
    require_action,
    require_view,
)
from manumit.web.institutions import desk
from manumit.web.kernel.access.grants import Relation
from manumit.web.remedies.forms import ROOM, RouteForm
from manumit.web.remedies.policies import claim_policy
from manumit.web.remedies.process import CLAIM
from manumit.web.ui.languages import words
from manumit.web.ui.redirects import see_other

OURS = "K"
"""Prefix of the room's codes; other codes are about the content of a claim."""


@require_safe
@office_view
def index(here: CaseRequest, file: uuid.UUID) -> HttpResponse:
    """List the claims of the person and their state, as far as the actor may see them."""
    seen = selectors.file(here.actor, file)
    require_view(here, claim_policy, seen)
    found = selectors.claims(here.actor, file)
    return here.show("claims", {"file": seen, "lines": found, "may": "claim.open" in seen.may})


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def new(here: CaseRequest, file: uuid.UUID) -> HttpResponse:
    """Choose the route and open a draft claim."""
    seen = selectors.file(here.actor, file)
    require_action(here, claim_policy, "open", seen)
    form = RouteForm(here.request.POST or None, words=words(here.language.tag))
    if here.posted and form.is_valid():
        sent = form.cleaned_data
        try:
            made = services.open_claim(
                here.actor, file, route=sent["route"], request=sent["request"]
            )
        except InputError as problems:
            desk.add_form_errors(form, problems, ROOM)
        else:
            return see_other("remedies:claim", here.language.tag, claim=made.pk)
    status = UNPROCESSABLE if form.errors else 200
    return here.show("claim_new", {"file": seen, "form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def of_account(here: CaseRequest, reckoning: uuid.UUID) -> HttpResponse:
    """Claim the result of an account: each head with its bounds, in one form."""
    found = selectors.reckoning(here.actor, reckoning)
    seen = selectors.file(here.actor, found.file)
    require_action(here, statement_policy, "take", seen)
    require_action(here, claim_policy, "open", seen)
    heads = claimable_heads(found.result) if found.result is not None and found.line.stands else ()
    if not heads and not here.posted:
        return here.to("account", account=found.line.id)
    drafts = [
        one
        for one in selectors.claims(here.actor, found.file)
        if one.state == CLAIM.initial and one.relation is Relation.OWN
    ]
    form = ClaimForm(
        here.request.POST or None, words=words(here.language.tag), heads=heads, drafts=drafts
    )
    if here.posted and form.is_valid():
        try:
            made = services.claim_from_account(
                here.actor, reckoning, form.chosen,
                into=form.where, request=form.cleaned_data["request"],
            )  # fmt: skip
        except InputError as problems:
            _put_into(form, problems)
        else:
            return see_other("remedies:items", here.language.tag, claim=made.pk)
    context = {"file": seen, "found": found, "form": form, "heads": _shown(form)}
    status = UNPROCESSABLE if form.errors else 200
    return here.show("claim_account", context, status=status)


def _put_into(form: ClaimForm, problems: InputError) -> None:
    """Add errors to the form: of heads in the texts of claims, of the account in ours."""
    ours = all(one.code.startswith(OURS) for one in problems.problems)
    desk.add_form_errors(form, problems, "cases" if ours else ROOM, form.places)


def _shown(form: ClaimForm) -> list[tuple[ClaimableHead, BoundField, BoundField]]:
    return [
        (one, form[f"{CLAIMED}{place}"], form[f"{ARTICLE}{place}"])
        for place, one in enumerate(form.heads, start=1)
    ]
