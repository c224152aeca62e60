"""What acts on claims leave, and how long a claim is kept."""

from collections.abc import Iterator

from django.db.models import Subquery

from manumit.web.kernel.ledger.traces import ERASE, TraceRule, register_traces
from manumit.web.kernel.process.retention import until_last_step
from manumit.web.kernel.retention import latest_moment, register_retention
from manumit.web.remedies import models
from manumit.web.remedies.due import KIND

WORK = (
    *((one, "made_at") for one in (models.ClaimItem, models.ClaimFact, models.Submission)),
    *((one, "recorded_at") for one in (models.RemedyOrder, models.ClaimMandate)),
    (models.Payment, "reported_at"),
    (models.PaymentContact, "asked_at"),
)
"""Rows about a claim that count as work on it, and when that was."""
ADDED = {
    "claim_order": models.RemedyOrder,
    "claim_payment": models.Payment,
    "claim_contact": models.PaymentContact,
    KIND: models.ContactDue,
}


def register_all() -> None:
    """Make both known to the ledger and to retention; called once at the start."""
    claim = models.Claim
    parts = (models.ClaimItem, models.ClaimFact, models.ClaimMandate, models.ClaimTotal)
    left = {"create": (claim,), "assign": (claim,), "disclose": (models.Submission,)}
    register_traces(
        TraceRule("claim", (claim,), ERASE, left | {"change": (claim, *parts)}),
        *(TraceRule(kind, (one,), leaving={"create": (one,)}) for kind, one in ADDED.items()),
    )
    register_retention(until_last_step(claim, "opened_at", kind="claim", also=moments))


def moments() -> Iterator[Subquery]:
    """Yield the latest moment of each kind of work on a claim."""
    yield from (latest_moment(one, at, "claim") for one, at in WORK)
