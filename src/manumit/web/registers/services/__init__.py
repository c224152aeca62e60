"""What somebody does in the room. Each asks the policy, and is one transaction with its event."""

from manumit.web.registers.services.connections import end_link, link, merge, unmerge
from manumit.web.registers.services.organisations import (
    ToRecord,
    change_organisation,
    record_organisation,
    share_organisation,
)
from manumit.web.registers.services.workplaces import (
    Place,
    change_workplace,
    record_workplace,
)

__all__ = [
    "Place",
    "ToRecord",
    "change_organisation",
    "change_workplace",
    "end_link",
    "link",
    "merge",
    "record_organisation",
    "record_workplace",
    "share_organisation",
    "unmerge",
]
