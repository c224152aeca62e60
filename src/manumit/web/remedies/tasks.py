"""Open tasks of remedies: claims to lodge, workers to ask about payments, orders past their day.

Not of claims from an order to pay, which may list a hundred workers: ``order_claims`` has one line.
"""

import datetime as dt

from django.db.models import F, QuerySet

from manumit.web.remedies.models import Claim, ContactDue, RemedyOrder
from manumit.web.remedies.policies import claim_policy, contact_due_policy, order_policy
from manumit.web.remedies.process import CLAIM, IRRECOVERABLE, PAYABLE
from manumit.web.tasks.changes import HeldRecords
from manumit.web.tasks.sources import DUE, VARIANT, DueSource


def _to_lodge(rows: QuerySet[Claim], until: dt.date) -> QuerySet[Claim]:
    found = rows.filter(state=CLAIM.initial, lodge_by__lte=until)
    return found.annotate(**{DUE: F("lodge_by")})


def _to_ask(rows: QuerySet[ContactDue], until: dt.date) -> QuerySet[ContactDue]:
    alone = rows.filter(claim__order=None).exclude(claim__state=IRRECOVERABLE)
    return alone.filter(contact=None, due_on__lte=until).annotate(
        **{DUE: F("due_on"), VARIANT: F("kind")}
    )


def _to_be_paid(rows: QuerySet[RemedyOrder], until: dt.date) -> QuerySet[RemedyOrder]:
    found = rows.filter(due_on__lte=until, claim__state__in=PAYABLE, claim__order=None)
    return found.annotate(**{DUE: F("due_on")})


SOURCES = (
    DueSource(
        "lodge", claim_policy, _to_lodge,
        ((Claim, "lodge_by"), (Claim, "reference"), (Claim, "state")),
        view="remedies:claim", argument="claim", called="reference", place="claims", record="claim",
    ),
    DueSource(
        "payment", contact_due_policy, _to_ask,
        tells=((ContactDue, "due_on"), (ContactDue, "kind"), (Claim, "reference")),
        view="remedies:payment", argument="payment", key="payment_id", called="claim__reference",
        varies=True, place="claims", record="claim", act="record",
    ),
    DueSource(
        "order", order_policy, _to_be_paid,
        tells=((RemedyOrder, "due_on"), (Claim, "reference"), (Claim, "state")),
        view="remedies:claim", argument="claim", key="claim_id", called="claim__reference",
        place="claims", record="claim",
    ),
)  # fmt: skip

CHANGES = (
    HeldRecords(
        claim_policy, CLAIM, "remedies:claim", "claim", "reference", "claim", "remedies_state"
    ),
)
