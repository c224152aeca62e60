"""What is said to have been paid, and what the worker says of it in private."""

import uuid

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from manumit.web.institutions.desk import sent
from manumit.web.pages.languages import words
from manumit.web.remedies import selectors, services
from manumit.web.remedies.forms import ContactForm, PaymentForm
from manumit.web.remedies.views.room import UNPROCESSABLE, Here, back, formed, must, room


@require_http_methods(["GET", "HEAD", "POST"])
@room
def report(here: Here, claim: uuid.UUID) -> HttpResponse:
    """A part that somebody says was paid."""
    seen = selectors.claim(here.actor, claim)
    must(here, "claim_payment.report", seen)
    form = PaymentForm(here.request.POST or None, words=words(here.language.tag))
    if sent(here, form, lambda: services.report_payment(
        here.actor, claim, form.paid(), request=form.cleaned_data["request"]
    )):  # fmt: skip
        return back(here, seen, "reported")
    return formed(here, "report", seen, form)


@require_http_methods(["GET", "HEAD", "POST"])
@room
def payment(here: Here, payment: uuid.UUID) -> HttpResponse:
    """One payment, what the worker said of it so far, and the form for asking again."""
    found, said = selectors.payment(here.actor, payment)
    seen = selectors.claim(here.actor, found.claim)
    form = None
    if here.posted or "claim_contact.record" in seen.may:
        must(here, "claim_contact.record", seen)
        form = ContactForm(
            here.request.POST or None,
            words=words(here.language.tag),
            initial={"asked_on": timezone.now().date()},
        )
        if sent(here, form, lambda: _asked(here, payment, form)):
            return back(here, seen, "asked")
    context = {"claim": seen, "payment": found, "said_of_it": said, "form": form}
    wrong = form is not None and bool(form.errors)
    return here.show("payment", context, status=UNPROCESSABLE if wrong else 200)


def _asked(here: Here, payment: uuid.UUID, form: ContactForm | None) -> None:
    if form is not None:
        services.record_contact(
            here.actor, payment, form.said(), request=form.cleaned_data["request"]
        )
