"""What acts of imports always leave."""

from manumit.web.imports.models import Import, LegacyRecord
from manumit.web.kernel.ledger.traces import TraceRule, extend_traces, register_traces


def register() -> None:
    """Register what an import leaves, and that a file made by one has a statement."""
    register_traces(TraceRule("import", (Import,), leaving={"create": (Import,)}))
    extend_traces(TraceRule("statement", (LegacyRecord,), leaving={"create": (LegacyRecord,)}))
