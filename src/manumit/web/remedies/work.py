"""What of the room is due: workers to be asked whether they were paid, and sums to be paid."""

import datetime as dt

from django.db.models import F, QuerySet

from manumit.web.remedies.models import Claim, Due, Order
from manumit.web.remedies.policies import due_policy, order_policy
from manumit.web.remedies.process import PAYABLE
from manumit.web.work.sources import DUE, VARIANT, Source


def _to_ask(rows: QuerySet[Due], until: dt.date) -> QuerySet[Due]:
    return rows.filter(contact=None, due_on__lte=until).annotate(
        **{DUE: F("due_on"), VARIANT: F("kind")}
    )


def _to_be_paid(rows: QuerySet[Order], until: dt.date) -> QuerySet[Order]:
    found = rows.filter(due_on__lte=until, claim__state__in=PAYABLE)
    return found.annotate(**{DUE: F("due_on")})


SOURCES = (
    Source(
        "payment", due_policy, _to_ask,
        tells=((Due, "due_on"), (Due, "kind"), (Claim, "reference")),
        view="remedies:payment", argument="payment", key="payment_id", called="claim__reference",
        varies=True,
    ),
    Source(
        "order", order_policy, _to_be_paid,
        tells=((Order, "due_on"), (Claim, "reference"), (Claim, "state")),
        view="remedies:claim", argument="claim", key="claim_id", called="claim__reference",
    ),
)  # fmt: skip
