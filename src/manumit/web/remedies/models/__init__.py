"""The tables of the room. Who claims, what for and against whom stands in sealed columns."""

from manumit.web.remedies.models.claims import Claim, ClaimFact, ClaimItem, OfClaim, Total
from manumit.web.remedies.models.money import Contact, Due, Order, Payment
from manumit.web.remedies.models.passing import ClaimMandate, Submission

__all__ = [
    "Claim",
    "ClaimFact",
    "ClaimItem",
    "ClaimMandate",
    "Contact",
    "Due",
    "OfClaim",
    "Order",
    "Payment",
    "Submission",
    "Total",
]
