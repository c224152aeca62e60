"""Relations of actors to tasks; the kernel's ``grants.yaml`` lists the rights."""

from collections.abc import Mapping

from django.db.models import Q

from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import Relation
from manumit.web.kernel.access.policies import Policy
from manumit.web.tasks.models import Task
from manumit.web.tasks.subjects import task_subjects


class TaskPolicy(Policy[Task]):
    """Tasks: a member who may not open a task's subject learns of no task about it."""

    resource = "task"
    model = Task

    def relations(self, actor: Actor) -> Mapping[Relation, Q]:
        """Return relations by author and assignee, if the actor may open the subject."""
        office = Q(institution=actor.institution, office=actor.office)
        opens = Q(pk__in=[])
        for one in task_subjects().values():
            opens |= Q(kind=one.kind, row__in=one.policy.scope(actor).values("pk"))
        return {
            Relation.ERASED: Q(subject__erased_at__isnull=False),
            Relation.OWN: office & opens & (Q(given_to=actor.person) | Q(given_by=actor.person)),
            Relation.COLLEAGUE: office & opens,
        }


task_policy = TaskPolicy()
