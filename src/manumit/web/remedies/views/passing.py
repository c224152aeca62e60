"""Submissions of a claim to other institutions, and mandates."""

import uuid

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from manumit.web.institutions.desk import submit_form
from manumit.web.institutions.models import named
from manumit.web.remedies import selectors, services
from manumit.web.remedies.forms import MandateForm, SubmissionForm
from manumit.web.remedies.lists import MANDATE
from manumit.web.remedies.policies import claim_policy
from manumit.web.remedies.selectors import Recipient
from manumit.web.remedies.views.room import RemediesRequest, claim_for, office_view, render_form
from manumit.web.ui.languages import words


@require_safe
@office_view
def index(here: RemediesRequest, claim: uuid.UUID) -> HttpResponse:
    """Show submissions and mandates. Names are sealed, so the access is recorded."""
    seen = claim_for(here, claim, "claim.pass_on")
    rows, mandates = selectors.submissions(here.actor, claim), selectors.mandates(here.actor, claim)
    names = here.names({one.institution for one in rows})
    given = here.names({one.given_to for one in mandates if one.given_to is not None})
    context = {
        "claim": seen,
        "rows": [(one, names.get(one.institution, "")) for one in rows],
        "mandates": [(one, given.get(one.given_to) if one.given_to else "") for one in mandates],
    }
    return here.show("passing", context)


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def submit(here: RemediesRequest, claim: uuid.UUID) -> HttpResponse:
    """Submit a claim to a recipient to which the worker consents."""
    seen = claim_for(here, claim, "claim.pass_on")
    found = [one for one in selectors.recipients(here.actor, claim) if one.capacity != MANDATE]
    spoken = words(here.language.tag)
    choices = [
        (
            f"{one.capacity}:{one.office}",
            f"{spoken.name(f'remedies_capacity/{one.capacity}')}: {_office_name(here, one)}",
        )
        for one in found
        if one.agreed
    ]
    form = here.form(SubmissionForm, choices={"recipient": choices})

    def act() -> None:
        capacity, office = form.chosen()
        services.submit(
            here.actor,
            claim,
            office=office,
            capacity=capacity,
            request=form.cleaned_data["request"],
        )

    if submit_form(here, form, act, {"office": "recipient"}):
        return here.to("passing", message="passed_on", claim=claim)
    nobody = "" if choices else "remedies/nobody_agreed"
    return render_form(
        here,
        "act",
        seen,
        form,
        name="submit",
        text="remedies/submit",
        nobody=nobody,
        ask=seen.consent_recorded_here,
    )


def _office_name(here: RemediesRequest, one: Recipient) -> str:
    tag = here.language.tag
    return f"{named(dict(one.names), tag)}, {named(dict(one.office_names), tag)}"


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def mandate(here: RemediesRequest, claim: uuid.UUID) -> HttpResponse:
    """Record a mandate."""
    seen = claim_for(here, claim, "claim.pass_on")
    spoken = words(here.language.tag)
    offices = [
        (str(one.office), _office_name(here, one))
        for one in selectors.recipients(here.actor, claim)
        if one.capacity == MANDATE and one.agreed
    ]
    form = here.form(
        MandateForm,
        choices={"office": [("", spoken.name("remedies/no_account")), *offices]},
        initial={"begins": timezone.now().date()},
    )
    if submit_form(here, form, lambda: services.give_mandate(
        here.actor, claim, form.mandate_details(), request=form.cleaned_data["request"]
    )):  # fmt: skip
        return here.to("passing", message="kept", claim=claim)
    return render_form(here, "act", seen, form, text="remedies/mandate_add")


@require_POST
@office_view
def end_mandate(here: RemediesRequest, claim_mandate: uuid.UUID) -> HttpResponse:
    """End a mandate."""
    row = services.end_mandate(here.actor, claim_mandate)
    if not claim_policy.can(here.actor, "pass_on", row.claim):  # the actor's own mandate ended
        return here.to("index", message="nobodys")
    return here.to("passing", message="kept", claim=row.claim_id)
