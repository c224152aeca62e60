"""Where group cases appear: the navigation, the page of a place, the records of a file."""

import uuid

from manumit.web.cases.current_evidence import AdoptedEvidence, register_adopted
from manumit.web.cases.file_parts import (
    FileRecords,
    Section,
    register_records,
    register_sections,
)
from manumit.web.group_cases.adopted import adopted_pieces, owns_piece
from manumit.web.group_cases.models import FactAdoption, GroupCase
from manumit.web.group_cases.policies import group_policy
from manumit.web.group_cases.services import groups_of
from manumit.web.kernel.access.actors import Actor
from manumit.web.ui.places import OfficePlace, register_places, sees


def register() -> None:
    """Register all of it."""
    register_places(
        OfficePlace("groups", "group_cases:groups", "people", sees("group_case"), main=True)
    )
    register_sections(Section("place", "group_cases/place.html", _groups_of_place))
    register_records(FileRecords(FactAdoption, kind="statement", worked="made_at"))
    register_adopted(AdoptedEvidence(adopted_pieces, owns_piece))


def _groups_of_place(actor: Actor, entry: uuid.UUID) -> list[GroupCase] | None:
    """Return the groups of a place; None where the actor may open none."""
    return groups_of(actor, entry) if group_policy.can_new(actor, "open") else None
