"""Claims by mandate: opening, renewing, recording consent and doubts about age (decision 42)."""

import uuid

from django.http import HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from manumit.errors import Place
from manumit.web.institutions.desk import OfficeRequest, submit_form
from manumit.web.kernel.access.grants import Relation
from manumit.web.kernel.consent.purposes import purposes
from manumit.web.remedies import selectors, services
from manumit.web.remedies.codes import ClaimCode
from manumit.web.remedies.forms_by_mandate import (
    OpenByMandateForm,
    RecipientConsentForm,
    WorkerMandateForm,
    days_from_today,
)
from manumit.web.remedies.lists import PURPOSE
from manumit.web.remedies.policies import claim_policy
from manumit.web.remedies.views.room import (
    UNPROCESSABLE,
    RemediesRequest,
    claim_for,
    office_view,
    render_form,
)
from manumit.web.ui.languages import words

DAYS = 365
"""Suggested validity in days; the form accepts others up to the limit of the purpose."""


def consent_initial(here: OfficeRequest) -> dict[str, object]:
    """Return what a form of consent or mandate suggests."""
    known = purposes()[PURPOSE]
    return {
        "text_version": known.current_text,
        "language": here.language.tag,
        "given_on": timezone.now().date(),
        "until": days_from_today(min(known.longest_days - 1, DAYS)),
        "basis": "union_mandate" if here.actor and here.actor.role == "union" else "",
    }


def consent_text() -> dict[str, object]:
    """Return version and longest validity of the consent text that the page shows."""
    known = purposes()[PURPOSE]
    return {"version": known.current_text, "days": known.longest_days}


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def represent(here: RemediesRequest) -> HttpResponse:
    """Open a claim under a worker's mandate, without a case file."""
    claim_policy.check_new(here.actor, "represent")
    form = here.form(OpenByMandateForm, initial=consent_initial(here))
    made: list[uuid.UUID] = []

    def act() -> None:
        opened = services.open_by_mandate(
            here.actor,
            form.worker_mandate(),
            form.entered(services.NewClaim),
            request=form.cleaned_data["request"],
        )
        made.append(opened.pk)

    if submit_form(here, form, act):
        return here.to("claim", message="kept", claim=made[0])
    status = UNPROCESSABLE if form.errors else 200
    return here.show("represent", {"form": form, **consent_text()}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def take_up(here: RemediesRequest, claim: uuid.UUID) -> HttpResponse:
    """Continue a claim under a new mandate: a renewal, or after the last one ended."""
    seen = claim_for(here, claim, "claim.represent")
    if seen.relation is Relation.MANDATE and not seen.consent_recorded_here:
        raise ClaimCode.IN_FILE.error(Place(field="claim"))
    form = here.form(WorkerMandateForm, initial=consent_initial(here))
    if submit_form(here, form, lambda: services.take_up(
        here.actor, claim, form.worker_mandate(), request=form.cleaned_data["request"]
    )):  # fmt: skip
        return here.to("claim", message="kept", claim=claim)
    text = "remedies/renew" if seen.relation is Relation.MANDATE else "remedies/take_up"
    return render_form(here, "take_up", seen, form, text=text, **consent_text())


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def agree(here: RemediesRequest, claim: uuid.UUID) -> HttpResponse:
    """Record consent or refusal that another institution has the claim."""
    seen = claim_for(here, claim, "claim.agree")
    if not seen.consent_recorded_here:
        raise ClaimCode.IN_FILE.error(Place(field="claim"))
    form = here.form(
        RecipientConsentForm,
        choices={"recipient": recipient_choices(here, claim)},
        initial=consent_initial(here),
    )
    if submit_form(here, form, lambda: services.record_consent(
        here.actor, claim, uuid.UUID(form.cleaned_data["recipient"]), agrees=form.agrees(),
        words=form.consent_details(),
    )):  # fmt: skip
        return here.to("passing", message="kept", claim=claim)
    return render_form(here, "agree", seen, form, **consent_text())


def recipient_choices(here: OfficeRequest, claim: uuid.UUID) -> list[tuple[str, str]]:
    """Return institutions that could receive a claim, for a form, and mark those with consent."""
    found = selectors.possible_recipients(here.actor, claim)
    names = here.names(found)
    now = words(here.language.tag).name("remedies/agrees_now")
    return [
        (str(key), f"{names[key]} ({now})" if agreed else names[key])
        for key, agreed in found.items()
    ]


@require_POST
@office_view
def doubt_age(here: RemediesRequest, claim: uuid.UUID) -> HttpResponseRedirect:
    """Record that the worker may be under 18, so that a guardian must act for them."""
    services.record_age_doubt(here.actor, claim)
    return here.to("index", message="nobodys")
