"""What somebody does with claims. Each asks the policy, and is one transaction with its event."""

from manumit.web.remedies.services.claims import (
    add_fact,
    add_item,
    hand_over,
    leave_out,
    note_age,
    open_claim,
    take_over,
)
from manumit.web.remedies.services.passing import Mandated, end_mandate, give_mandate, submit
from manumit.web.remedies.services.payments import Asked, Paid, record_contact, report_payment
from manumit.web.remedies.services.representing import (
    Given,
    ToOpen,
    Words,
    doubt_age,
    open_by_mandate,
    record_word,
    take_up,
)
from manumit.web.remedies.services.steps import ToOrder, add_order, decide, lodge, settle, step

__all__ = [
    "Asked",
    "Given",
    "Mandated",
    "Paid",
    "ToOpen",
    "ToOrder",
    "Words",
    "add_fact",
    "add_item",
    "add_order",
    "decide",
    "doubt_age",
    "end_mandate",
    "give_mandate",
    "hand_over",
    "leave_out",
    "lodge",
    "note_age",
    "open_by_mandate",
    "open_claim",
    "record_contact",
    "record_word",
    "report_payment",
    "settle",
    "step",
    "submit",
    "take_over",
    "take_up",
]
