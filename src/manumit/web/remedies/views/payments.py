"""Payments and private answers of the worker about them."""

import uuid

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from manumit.web.institutions.desk import submit_form
from manumit.web.remedies import selectors, services
from manumit.web.remedies.forms import PaymentContactForm, PaymentForm
from manumit.web.remedies.services import ContactDetails, ReportedPayment
from manumit.web.remedies.views.room import (
    UNPROCESSABLE,
    RemediesRequest,
    claim_for,
    office_view,
    redirect_to_claim,
    render_form,
    require_action,
)


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def report(here: RemediesRequest, claim: uuid.UUID) -> HttpResponse:
    """Report a payment."""
    seen = claim_for(here, claim, "claim_payment.report")
    form = here.form(PaymentForm)
    if submit_form(here, form, lambda: services.report_payment(
        here.actor, claim, form.entered(ReportedPayment), request=form.cleaned_data["request"]
    )):  # fmt: skip
        return redirect_to_claim(here, seen, "reported")
    return render_form(here, "act", seen, form, text="remedies/report")


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def payment(here: RemediesRequest, payment: uuid.UUID) -> HttpResponse:
    """Show a payment with its contacts, and record another contact."""
    found, contacts = selectors.payment(here.actor, payment)
    seen = selectors.claim(here.actor, found.claim)
    form = None
    if here.posted or "claim_contact.record" in seen.may:
        require_action(here, "claim_contact.record", seen)
        form = here.form(PaymentContactForm, initial={"asked_on": timezone.now().date()})
        if submit_form(here, form, lambda: _record_contact(here, payment, form)):
            return redirect_to_claim(here, seen, "asked")
    context = {"claim": seen, "payment": found, "contacts": contacts, "form": form}
    wrong = form is not None and bool(form.errors)
    return here.show("payment", context, status=UNPROCESSABLE if wrong else 200)


def _record_contact(
    here: RemediesRequest, payment: uuid.UUID, form: PaymentContactForm | None
) -> None:
    if form is not None:
        services.record_contact(
            here.actor, payment, form.entered(ContactDetails), request=form.cleaned_data["request"]
        )
