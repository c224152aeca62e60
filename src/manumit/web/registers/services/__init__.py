"""Actions on the registers. Each checks the policy and is one transaction with its event."""

from manumit.web.registers.services.connections import end_link, link, merge, unmerge
from manumit.web.registers.services.organisations import (
    OrganisationInput,
    change_organisation,
    record_organisation,
    share_organisation,
)
from manumit.web.registers.services.workplaces import (
    WorkplaceInput,
    change_workplace,
    merge_workplaces,
    merged_into,
    record_workplace,
    shown_as,
    unmerge_workplaces,
    workplace_group,
)

__all__ = [
    "OrganisationInput",
    "WorkplaceInput",
    "change_organisation",
    "change_workplace",
    "end_link",
    "link",
    "merge",
    "merge_workplaces",
    "merged_into",
    "record_organisation",
    "record_workplace",
    "share_organisation",
    "shown_as",
    "unmerge",
    "unmerge_workplaces",
    "workplace_group",
]
