"""What somebody sees of the room; each asks the policy, and the ledger has it."""

from manumit.web.registers.selectors.lists import (
    Asked,
    Line,
    Shown,
    called,
    chosen,
    like,
    organisations,
    workplaces,
)
from manumit.web.registers.selectors.of_organisation import (
    LinkLine,
    OrganisationView,
    one_organisation,
)
from manumit.web.registers.selectors.of_workplace import WorkplaceView, one_workplace

__all__ = [
    "Asked",
    "Line",
    "LinkLine",
    "OrganisationView",
    "Shown",
    "WorkplaceView",
    "called",
    "chosen",
    "like",
    "one_organisation",
    "one_workplace",
    "organisations",
    "workplaces",
]
