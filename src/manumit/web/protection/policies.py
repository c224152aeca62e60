"""Who stands how to periods and plans; what that allows is in the kernel's ``grants.yaml``."""

from collections.abc import Mapping
from typing import ClassVar

from django.db.models import Model, Q

from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import Relation
from manumit.web.kernel.access.policies import Policy
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
    """Periods: the office that granted one works on it together."""

    resource = "reflection"
    model = ReflectionPeriod

    def relations(self, actor: Actor) -> Mapping[Relation, Q]:
        """By who granted it, in which office."""
        here = Q(institution=actor.institution)
        office = here & Q(office=actor.office)
        return {
            Relation.ERASED: Q(subject__erased_at__isnull=False),
            Relation.OWN: office & Q(granted_by=actor.person),
            Relation.COLLEAGUE: office,
            Relation.OTHER_OFFICE: here,
        }


class PartOfPlan[Row: Model](Policy[Row]):
    """A plan, or what stands in it.

    Attributes:
        path: from the row to the plan, as a prefix of conditions; empty for the plan itself.
    """

    resource = "support_plan"
    path: ClassVar[str] = "plan__"

    def relations(self, actor: Actor) -> Mapping[Relation, Q]:
        """By who supports the person. Nothing of a plan is ever passed on."""
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


class PlanPolicy(PartOfPlan[SupportPlan]):
    """Plans."""

    model = SupportPlan
    path = ""


class NeedPolicy(PartOfPlan[Need]):
    """What was found out about needs."""

    model = Need


class ServicePolicy(PartOfPlan[PlanService]):
    """Services."""

    model = PlanService


class FollowUpPolicy(PartOfPlan[FollowUp]):
    """What became of the person."""

    model = FollowUp


class FollowUpDuePolicy(PartOfPlan[FollowUpDue]):
    """By when the person is asked how they are."""

    model = FollowUpDue


class NotePolicy(PartOfPlan[SupportNote]):
    """What support hears."""

    resource = "support_note"
    model = SupportNote


class NoteOfPlanPolicy(PlanPolicy):
    """A plan, for whoever writes a note in it or records an order of a court."""

    resource = "support_note"


class ReleasePolicy(PartOfPlan[NoteRelease]):
    """Orders of a court."""

    resource = "support_note"
    model = NoteRelease


reflection_policy = ReflectionPolicy()
plan_policy = PlanPolicy()
need_policy = NeedPolicy()
service_policy = ServicePolicy()
follow_up_policy = FollowUpPolicy()
follow_up_due_policy = FollowUpDuePolicy()
note_policy = NotePolicy()
note_of_plan_policy = NoteOfPlanPolicy()
release_policy = ReleasePolicy()
