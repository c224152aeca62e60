"""Relations to an assignment; what they allow is in the kernel's ``grants.yaml``."""

from collections.abc import Mapping

from django.db.models import Q

from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import Relation
from manumit.web.kernel.access.policies import Policy
from manumit.web.reassignment.models import Assignment


class AssignmentPolicy(Policy[Assignment]):
    """Assignments: of one office and one role, so that what intake holds stays with it (R-30)."""

    resource = "assignment"
    model = Assignment

    def relations(self, actor: Actor) -> Mapping[Relation, Q]:
        """Return the relations by proposer, office and role."""
        here = Q(institution=actor.institution)
        office = here & Q(office=actor.office, role=actor.role)
        return {
            Relation.OWN: office & Q(proposed_by=actor.person),
            Relation.COLLEAGUE: office,
            Relation.OTHER_OFFICE: here,
        }


assignment_policy = AssignmentPolicy()
