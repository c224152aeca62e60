"""Queries for pages about claims. They return no field that the grants hide from the actor.

Each asks the policy which rows the actor sees. Reading a claim, its items or a private answer is
recorded in the ledger; lists and what a page offers are not.
"""

from manumit.web.remedies.selectors.claims import (
    ClaimLine,
    ClaimView,
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
