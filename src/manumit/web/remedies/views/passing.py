"""Who has a claim, to whom it is passed on, and who acts for the worker."""

import uuid

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from manumit.web.institutions.desk import sent
from manumit.web.institutions.models import named
from manumit.web.pages.languages import words
from manumit.web.remedies import selectors, services
from manumit.web.remedies.forms import MandateForm, SubmissionForm
from manumit.web.remedies.lists import MANDATE
from manumit.web.remedies.policies import claim_policy
from manumit.web.remedies.selectors import Recipient
from manumit.web.remedies.views.room import Here, formed, must, room


@require_safe
@room
def index(here: Here, claim: uuid.UUID) -> HttpResponse:
    """Who has it and who acts by mandate; a name is sealed, and opening it is written down."""
    seen = selectors.claim(here.actor, claim)
    must(here, "claim.pass_on", seen)
    rows, mandates = selectors.sent(here.actor, claim), selectors.mandates(here.actor, claim)
    names = here.names({one.institution for one in rows})
    given = here.names({one.given_to for one in mandates if one.given_to is not None})
    context = {
        "claim": seen,
        "rows": [(one, names.get(one.institution, "")) for one in rows],
        "mandates": [(one, given.get(one.given_to) if one.given_to else "") for one in mandates],
    }
    return here.show("passing", context)


@require_http_methods(["GET", "HEAD", "POST"])
@room
def submit(here: Here, claim: uuid.UUID) -> HttpResponse:
    """Passes a claim on, where the worker agrees."""
    seen = selectors.claim(here.actor, claim)
    must(here, "claim.pass_on", seen)
    found = [one for one in selectors.recipients(here.actor, claim) if one.capacity != MANDATE]
    spoken = words(here.language.tag)
    choices = [
        (
            f"{one.capacity}:{one.office}",
            f"{spoken.name(f'remedies_capacity/{one.capacity}')}: {_named(here, one)}",
        )
        for one in found
        if one.agreed
    ]
    form = SubmissionForm(here.request.POST or None, words=spoken, choices={"recipient": choices})

    def act() -> None:
        capacity, office = form.chosen()
        services.submit(
            here.actor,
            claim,
            office=office,
            capacity=capacity,
            request=form.cleaned_data["request"],
        )

    if sent(here, form, act, {"office": "recipient"}):
        return here.to("passing", said="passed_on", claim=claim)
    return formed(here, "submit", seen, form, any=choices)


def _named(here: Here, one: Recipient) -> str:
    tag = here.language.tag
    return f"{named(dict(one.names), tag)}, {named(dict(one.office_names), tag)}"


@require_http_methods(["GET", "HEAD", "POST"])
@room
def mandate(here: Here, claim: uuid.UUID) -> HttpResponse:
    """Records who acts for the worker."""
    seen = selectors.claim(here.actor, claim)
    must(here, "claim.pass_on", seen)
    found = selectors.recipients(here.actor, claim)
    spoken = words(here.language.tag)
    offices = [
        (str(one.office), _named(here, one))
        for one in found
        if one.capacity == MANDATE and one.agreed
    ]
    form = MandateForm(
        here.request.POST or None,
        words=spoken,
        choices={"office": [("", spoken.name("remedies/no_account")), *offices]},
        initial={"begins": timezone.now().date()},
    )
    if sent(here, form, lambda: services.give_mandate(
        here.actor, claim, form.mandated(), request=form.cleaned_data["request"]
    )):  # fmt: skip
        return here.to("passing", said="kept", claim=claim)
    return formed(here, "mandate", seen, form)


@require_POST
@room
def end_mandate(here: Here, claim_mandate: uuid.UUID) -> HttpResponse:
    """They act for the worker no more."""
    row = services.end_mandate(here.actor, claim_mandate)
    if not claim_policy.can(here.actor, "pass_on", row.claim):  # it was their own
        return here.to("index", said="nobodys")
    return here.to("passing", said="kept", claim=row.claim_id)
