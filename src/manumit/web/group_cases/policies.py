"""Relations of actors to group cases; the kernel's ``grants.yaml`` lists the rights."""

from collections.abc import Mapping

from django.db.models import Exists, OuterRef, Q

from manumit.web.cases.models import CaseHolder
from manumit.web.group_cases.models import GroupCase, GroupMember
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import Relation
from manumit.web.kernel.access.policies import Policy


class GroupPolicy(Policy[GroupCase]):
    """Group cases, by holders of files in it; a colleague of the office may let a file join.

    No emergency opening reaches one: it is no file of anyone.
    """

    resource = "group_case"
    model = GroupCase

    def relations(self, actor: Actor) -> Mapping[Relation, Q]:
        """Return relations by the member files and the office."""
        office = Q(institution=actor.institution, office=actor.office)
        holds = CaseHolder.objects.filter(file=OuterRef("file"), member=actor.person, until=None)
        mine = GroupMember.objects.filter(
            Exists(holds), group=OuterRef("pk"), left_at=None, file__subject__erased_at=None
        )
        return {
            Relation.ERASED: Q(subject__erased_at__isnull=False),
            Relation.OWN: office & Q(Exists(mine)),
            Relation.COLLEAGUE: office & Q(closed=False),
        }


group_policy = GroupPolicy()
