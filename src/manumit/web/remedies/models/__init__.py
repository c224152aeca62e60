"""Tables of remedies. Items, with their amounts, and facts are in sealed (encrypted) columns."""

from manumit.web.remedies.models.claims import Claim, ClaimFact, ClaimItem, ClaimPart, ClaimTotal
from manumit.web.remedies.models.money import ContactDue, Payment, PaymentContact, RemedyOrder
from manumit.web.remedies.models.passing import ClaimMandate, Submission

__all__ = [
    "Claim",
    "ClaimFact",
    "ClaimItem",
    "ClaimMandate",
    "ClaimPart",
    "ClaimTotal",
    "ContactDue",
    "Payment",
    "PaymentContact",
    "RemedyOrder",
    "Submission",
]
