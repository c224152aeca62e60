"""Who stands how to a worker's own access; what that allows is in the kernel's ``grants.yaml``."""

from collections.abc import Mapping

from django.db.models import Q

from manumit.web.cases.policies import OfFile
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import Relation
from manumit.web.own.models import Access, Assessment, Duress, OwnSession, OwnStatement


class AccessPolicy(OfFile[Access]):
    """Slips."""

    resource = "own_access"
    model = Access
    file = "file"


class AssessmentPolicy(OfFile[Assessment]):
    """What was asked before: part of what a slip rests on."""

    resource = "own_access"
    model = Assessment
    file = "file"


class SessionPolicy(OfFile[OwnSession]):
    """Assisted sessions: whoever sits beside the person, and nobody else who holds the file."""

    resource = "own_session"
    model = OwnSession
    file = "file"

    def relations(self, actor: Actor) -> Mapping[Relation, Q]:
        """As of any part of a file; but held by whoever began it alone."""
        found = dict(super().relations(actor))
        found[Relation.OWN] &= Q(begun_by=actor.person)
        return found


class DuressPolicy(OfFile[Duress]):
    """Notices of danger: the holder may be away, so that the office reads them too."""

    resource = "own_duress"
    model = Duress
    file = "file"


class OwnStatementPolicy(OfFile[OwnStatement]):
    """What a worker wants to stand beside the file."""

    resource = "own_statement"
    model = OwnStatement
    file = "file"


access_policy = AccessPolicy()
assessment_policy = AssessmentPolicy()
session_policy = SessionPolicy()
duress_policy = DuressPolicy()
own_statement_policy = OwnStatementPolicy()
