"""Changes to claims: each checks the policy and writes the ledger in one transaction.

``set_child_rules`` alone does neither: ``cases`` calls it within its own act.
"""

from manumit.web.remedies.services.claims import (
    add_fact,
    add_item,
    hand_over,
    open_claim,
    remove_item,
    set_child_rules,
    set_lodge_by,
    take_over,
)
from manumit.web.remedies.services.passing import MandateDetails, end_mandate, give_mandate, submit
from manumit.web.remedies.services.payments import (
    ContactDetails,
    ReportedPayment,
    record_contact,
    report_payment,
)
from manumit.web.remedies.services.representing import (
    ConsentDetails,
    NewClaim,
    WorkerMandate,
    open_by_mandate,
    record_age_doubt,
    record_consent,
    take_up,
)
from manumit.web.remedies.services.steps import (
    OrderDetails,
    add_order,
    decide,
    lodge,
    settle,
    take_step,
)

__all__ = [
    "ConsentDetails",
    "ContactDetails",
    "MandateDetails",
    "NewClaim",
    "OrderDetails",
    "ReportedPayment",
    "WorkerMandate",
    "add_fact",
    "add_item",
    "add_order",
    "decide",
    "end_mandate",
    "give_mandate",
    "hand_over",
    "lodge",
    "open_by_mandate",
    "open_claim",
    "record_age_doubt",
    "record_consent",
    "record_contact",
    "remove_item",
    "report_payment",
    "set_child_rules",
    "set_lodge_by",
    "settle",
    "submit",
    "take_over",
    "take_step",
    "take_up",
]
