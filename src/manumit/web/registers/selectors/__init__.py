"""Read access to the registers. Each function checks the policy and writes to the ledger."""

from manumit.web.registers.selectors.lists import (
    EntryLine,
    WorkplaceChoices,
    entry_line,
    selectable_entries,
    similar_entries,
    workplace_choices,
)
from manumit.web.registers.selectors.organisation_pages import (
    LinkLine,
    OrganisationView,
    organisation,
)
from manumit.web.registers.selectors.workplace_pages import WorkplaceView, workplace

__all__ = [
    "EntryLine",
    "LinkLine",
    "OrganisationView",
    "WorkplaceChoices",
    "WorkplaceView",
    "entry_line",
    "organisation",
    "selectable_entries",
    "similar_entries",
    "workplace",
    "workplace_choices",
]
