"""Tables of protection. Needs, services and notes are in sealed (encrypted) columns."""

from manumit.web.protection.models.notes import NoteRelease, ReleasedNote, SupportNote
from manumit.web.protection.models.periods import ReflectionPeriod
from manumit.web.protection.models.plans import (
    FollowUp,
    FollowUpDue,
    Need,
    PlanService,
    SupportPlan,
)

__all__ = [
    "FollowUp",
    "FollowUpDue",
    "Need",
    "NoteRelease",
    "PlanService",
    "ReflectionPeriod",
    "ReleasedNote",
    "SupportNote",
    "SupportPlan",
]
