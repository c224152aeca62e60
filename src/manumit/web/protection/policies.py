"""Access policies of periods and plans; what a relation allows is in ``grants.yaml``."""

from collections.abc import Mapping
from typing import ClassVar

from django.db.models import Model, Q

from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import Relation
from manumit.web.kernel.access.policies import Policy, office_relations
from manumit.web.protection.models import (
    FollowUp,
    FollowUpDue,
    Need,
    NoteRelease,
    PlanService,
    ReflectionPeriod,
    SupportNote,
    SupportPlan,
)


class ReflectionPolicy(Policy[ReflectionPeriod]):
    """Policy of periods: all members of the granting office work on them."""

    resource = "reflection"
    model = ReflectionPeriod

    def relations(self, actor: Actor) -> Mapping[Relation, Q]:
        """Return the condition for each relation, by member, office and institution."""
        own = Q(office=actor.office, granted_by=actor.person)
        return office_relations(actor, own, erased=Q(subject__erased_at__isnull=False))


class PlanPartPolicy[Row: Model](Policy[Row]):
    """Policy of a plan or of one of its parts.

    Attributes:
        path: lookup prefix from the row to its plan; empty for the plan itself.
    """

    resource = "support_plan"
    path: ClassVar[str] = "plan__"

    def relations(self, actor: Actor) -> Mapping[Relation, Q]:
        """Return the condition for each relation. A plan is never disclosed to others."""
        here = self._of_plan(institution=actor.institution)
        office = here & self._of_plan(office=actor.office)
        return {
            Relation.ERASED: self._of_plan(subject__erased_at__isnull=False),
            Relation.OWN: office & self._of_plan(held_by=actor.person),
            Relation.COLLEAGUE: office,
            Relation.OTHER_OFFICE: here,
        }

    def _of_plan(self, **conditions: object) -> Q:
        return Q(**{f"{self.path}{name}": value for name, value in conditions.items()})


class PlanPolicy(PlanPartPolicy[SupportPlan]):
    """Policy of plans."""

    model = SupportPlan
    path = ""


class NeedPolicy(PlanPartPolicy[Need]):
    """Policy of needs."""

    model = Need


class ServicePolicy(PlanPartPolicy[PlanService]):
    """Policy of services."""

    model = PlanService


class FollowUpPolicy(PlanPartPolicy[FollowUp]):
    """Policy of follow-ups."""

    model = FollowUp


class FollowUpDuePolicy(PlanPartPolicy[FollowUpDue]):
    """Policy of due follow-ups."""

    model = FollowUpDue


class NotePolicy(PlanPartPolicy[SupportNote]):
    """Policy of support notes."""

    resource = "support_note"
    model = SupportNote


class NewNotePolicy(PlanPolicy):
    """Policy of the plan for adding a note or a court order."""

    resource = "support_note"


class ReleasePolicy(PlanPartPolicy[NoteRelease]):
    """Policy of court orders."""

    resource = "support_note"
    model = NoteRelease


reflection_policy = ReflectionPolicy()
plan_policy = PlanPolicy()
need_policy = NeedPolicy()
service_policy = ServicePolicy()
follow_up_policy = FollowUpPolicy()
follow_up_due_policy = FollowUpDuePolicy()
note_policy = NotePolicy()
new_note_policy = NewNotePolicy()
release_policy = ReleasePolicy()
