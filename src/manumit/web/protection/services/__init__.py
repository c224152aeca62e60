"""Changes in protection. Each checks the policy and writes the ledger in one transaction."""

from manumit.web.protection.services.notes import record_order, write_note
from manumit.web.protection.services.periods import extend_period, grant_period
from manumit.web.protection.services.plans import (
    add_need,
    hand_over,
    move_plan,
    move_service,
    offer_service,
    open_plan,
    record_follow_up,
    set_child_rules,
    take_over,
)

__all__ = [
    "add_need",
    "extend_period",
    "grant_period",
    "hand_over",
    "move_plan",
    "move_service",
    "offer_service",
    "open_plan",
    "record_follow_up",
    "record_order",
    "set_child_rules",
    "take_over",
    "write_note",
]
