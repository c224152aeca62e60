"""Who stands how to a task; what that allows is in the kernel's ``grants.yaml``."""

from collections.abc import Mapping

from django.db.models import Q

from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import Relation
from manumit.web.kernel.access.policies import Policy
from manumit.web.work.abouts import abouts
from manumit.web.work.models import Task


class TaskPolicy(Policy[Task]):
    """Tasks: whoever can't open what a task is about (any more) learns of no task about it."""

    resource = "task"
    model = Task

    def relations(self, actor: Actor) -> Mapping[Relation, Q]:
        """By who wrote it and who is to do it, in an office, as far as they may open the row."""
        office = Q(institution=actor.institution, office=actor.office)
        opens = Q(pk__in=[])
        for one in abouts().values():
            opens |= Q(kind=one.kind, row__in=one.policy.scope(actor).values("pk"))
        return {
            Relation.ERASED: Q(subject__erased_at__isnull=False),
            Relation.OWN: office & opens & (Q(given_to=actor.person) | Q(given_by=actor.person)),
            Relation.COLLEAGUE: office & opens,
        }


task_policy = TaskPolicy()
