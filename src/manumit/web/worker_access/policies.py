"""Relations to a worker's own access; what they allow is in the kernel's ``grants.yaml``."""

from collections.abc import Mapping

from django.db.models import Q

from manumit.web.cases.policies import FilePartPolicy
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import Relation
from manumit.web.worker_access.models import (
    AccessSlip,
    AssistedSession,
    DuressAlert,
    SafetyAssessment,
    WorkerStatement,
)


class AccessPolicy(FilePartPolicy[AccessSlip]):
    """Slips."""

    resource = "worker_access"
    model = AccessSlip
    file = "file"


class AssessmentPolicy(FilePartPolicy[SafetyAssessment]):
    """Policy of safety assessments, on which a slip depends."""

    resource = "worker_access"
    model = SafetyAssessment
    file = "file"


class SessionPolicy(FilePartPolicy[AssistedSession]):
    """Assisted sessions: the member beside the person, and nobody else who holds the file."""

    resource = "worker_session"
    model = AssistedSession
    file = "file"

    def relations(self, actor: Actor) -> Mapping[Relation, Q]:
        """Return the relations of a file part; only the member who began the session holds it."""
        found = dict(super().relations(actor))
        found[Relation.OWN] &= Q(begun_by=actor.person)
        return found


class DuressPolicy(FilePartPolicy[DuressAlert]):
    """Emergency notices: the holder may be away, so that the office reads them too."""

    resource = "emergency_code"
    model = DuressAlert
    file = "file"


class WorkerStatementPolicy(FilePartPolicy[WorkerStatement]):
    """Policy of worker's statements."""

    resource = "worker_statement"
    model = WorkerStatement
    file = "file"


access_policy = AccessPolicy()
assessment_policy = AssessmentPolicy()
session_policy = SessionPolicy()
duress_policy = DuressPolicy()
statement_policy = WorkerStatementPolicy()
