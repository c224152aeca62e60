"""What acts on a worker's own access leave."""

from manumit.web.cases.models import CaseFile
from manumit.web.kernel.ledger.traces import TraceRule, register_traces
from manumit.web.worker_access.models import (
    AccessSlip,
    AssistedSession,
    SafetyAssessment,
    WorkerStatement,
)


def register_all() -> None:
    """Make it known: an act names the file; a step names the slip or the session it moves."""
    register_traces(
        TraceRule(
            "worker_access",
            (CaseFile, AccessSlip),
            leaving={"create": (SafetyAssessment, AccessSlip)},
        ),
        TraceRule(
            "worker_session", (CaseFile, AssistedSession), leaving={"create": (AssistedSession,)}
        ),
        TraceRule("worker_statement", (CaseFile,), leaving={"create": (WorkerStatement,)}),
        # The code for danger that is given again leaves nothing while its notice is unread.
        TraceRule("emergency_code", (CaseFile,)),
    )
