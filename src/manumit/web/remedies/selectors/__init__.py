"""Queries for pages about claims. Each checks the policy and records the access in the ledger.

Pages read the tables through these functions only. They return no field that the grants hide from
the actor.
"""

from manumit.web.remedies.selectors.claims import (
    ClaimLine,
    ClaimView,
    Colleague,
    claim,
    claims_of,
    colleagues,
    ledger_keys,
    may_open,
    may_represent,
)
from manumit.web.remedies.selectors.money import (
    PaymentContactView,
    PaymentView,
    RemedyOrderView,
    orders,
    payment,
    payments,
)
from manumit.web.remedies.selectors.parts import (
    FactView,
    ItemView,
    MandateView,
    Recipient,
    SubmissionView,
    claim_recipients,
    facts,
    items,
    mandates,
    possible_recipients,
    received_copy,
    recipients,
    submissions,
)

__all__ = [
    "ClaimLine",
    "ClaimView",
    "Colleague",
    "FactView",
    "ItemView",
    "MandateView",
    "PaymentContactView",
    "PaymentView",
    "Recipient",
    "RemedyOrderView",
    "SubmissionView",
    "claim",
    "claim_recipients",
    "claims_of",
    "colleagues",
    "facts",
    "items",
    "ledger_keys",
    "mandates",
    "may_open",
    "may_represent",
    "orders",
    "payment",
    "payments",
    "possible_recipients",
    "received_copy",
    "recipients",
    "submissions",
]
