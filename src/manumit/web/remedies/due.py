"""By which day a worker is to be asked about a payment. Anybody may run the sweep again."""

import datetime as dt
import uuid
from collections.abc import Iterator

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from manumit.web.kernel.acting import Clock
from manumit.web.kernel.ledger.services import Act, record
from manumit.web.remedies.lists import CONFIRMS, rules
from manumit.web.remedies.models import Contact, Due, Payment

KIND = "claim_due"
ASK, ASK_AGAIN = "ask", "ask_again"


def make_due() -> int:
    """Makes what is missing, each in a transaction of its own; a second run makes nothing.

    Nothing waits for it to be right: the days follow from the payment and from the confirmation.

    Returns:
        how many were made.
    """
    return sum(_made(payment, kind, day) for payment, kind, day in _missing())


def _missing() -> Iterator[tuple[uuid.UUID, str, dt.date]]:
    """Payments that somebody is to be asked about and that no day stands for."""
    alive = Payment.objects.filter(claim__subject__erased_at=None)
    unasked = alive.exclude(Exists(_of(ASK))).values_list("pk", "on_day")
    for key, day in unasked:
        yield key, ASK, day + rules().ask_after
    sure = Contact.objects.filter(payment=OuterRef("pk"), answer=CONFIRMS, alone="yes", safe="yes")
    for payment in alive.filter(Exists(sure)).exclude(Exists(_of(ASK_AGAIN))):
        if payment.standing() == CONFIRMS:
            last = max(payment.contacts.all(), key=lambda one: one.asked_at)
            yield payment.pk, ASK_AGAIN, last.asked_on + rules().ask_again_after


def _of(kind: str) -> QuerySet[Due]:
    return Due.objects.filter(payment=OuterRef("pk"), kind=kind)


@transaction.atomic
def _made(payment_id: uuid.UUID, kind: str, day: dt.date) -> bool:
    """Whether this run made it; of two at once the second finds it."""
    payment = Payment.objects.select_for_update().get(pk=payment_id)
    if Due.objects.filter(payment=payment, kind=kind).exists():
        return False
    row = Due(
        payment=payment,
        claim_id=payment.claim_id,
        institution_id=payment.institution_id,
        kind=kind,
        due_on=day,
    )
    done = [one for one in payment.contacts.order_by("asked_at") if closes(one, row)]
    row.contact = done[0] if done else None
    clock = Clock(payment.institution_id)
    record(
        Act(
            act="create",
            institution=clock.institution,
            role=clock.role,
            kind=KIND,
            resource=row.pk,
        )
    )
    row.save(force_insert=True)
    return True


def closes(contact: Contact, due: Due) -> bool:
    """Whether the worker was asked by it: not reached is not asked, and too early not again."""
    return contact.counts and (due.kind == ASK or contact.asked_on >= due.due_on)
