"""Sweep that creates the days by which workers must be asked about payments. Safe to repeat."""

import datetime as dt
import uuid
from collections.abc import Iterator

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from manumit.web.kernel.acting import Clock
from manumit.web.kernel.ledger.services import Act, record
from manumit.web.remedies.lists import CONFIRMATION, rules
from manumit.web.remedies.models import ContactDue, Payment, PaymentContact
from manumit.web.remedies.process import IRRECOVERABLE

KIND = "claim_due"
ASK, ASK_AGAIN = "ask", "ask_again"


def make_due() -> int:
    """Create every missing due day, each in its own transaction; return how many.

    None in a claim that the worker ended or that was written off. Repeating it creates nothing. A
    late run loses nothing either: each day is computed from the payment or the confirmation, not
    from the time of the run.
    """
    return sum(_create(payment, kind, day) for payment, kind, day in _missing())


def _missing() -> Iterator[tuple[uuid.UUID, str, dt.date]]:
    """Yield payment, kind and day of every due day that does not exist yet."""
    alive = Payment.objects.filter(claim__subject__erased_at=None).exclude(
        claim__state=IRRECOVERABLE
    )
    unasked = alive.exclude(Exists(_existing(ASK))).values_list("pk", "on_day")
    for key, day in unasked:
        yield key, ASK, day + rules().ask_after
    sure = PaymentContact.objects.filter(
        payment=OuterRef("pk"), answer=CONFIRMATION, alone="yes", safe="yes"
    )
    for payment in alive.filter(Exists(sure)).exclude(Exists(_existing(ASK_AGAIN))):
        latest = payment.latest_contact()
        if latest is not None and latest.answer == CONFIRMATION:
            yield payment.pk, ASK_AGAIN, latest.asked_on + rules().ask_again_after


def _existing(kind: str) -> QuerySet[ContactDue]:
    return ContactDue.objects.filter(payment=OuterRef("pk"), kind=kind)


@transaction.atomic
def _create(payment_id: uuid.UUID, kind: str, day: dt.date) -> bool:
    """Create one due day; return False if it exists. The lock serialises parallel sweeps."""
    payment = Payment.objects.select_for_update().get(pk=payment_id)
    if ContactDue.objects.filter(payment=payment, kind=kind).exists():
        return False
    row = ContactDue(
        payment=payment,
        claim_id=payment.claim_id,
        institution_id=payment.institution_id,
        kind=kind,
        due_on=day,
    )
    done = [one for one in payment.contacts.order_by("asked_at") if fulfils(one, row)]
    row.contact = done[0] if done else None
    clock = Clock(payment.institution_id)
    record(
        Act(
            act="create", institution=clock.institution, role=clock.role, kind=KIND, resource=row.pk
        )
    )
    row.save(force_insert=True)
    return True


def fulfils(contact: PaymentContact, due: ContactDue) -> bool:
    """Return whether a contact fulfils a due day: it counts and, to ask again, is late enough."""
    return contact.counts and (due.kind == ASK or contact.asked_on >= due.due_on)
