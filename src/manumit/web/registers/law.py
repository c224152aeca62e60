"""What acts on entries of the registers leave, and how long an entry is kept."""

from manumit.web.kernel.ledger.traces import ERASE, TraceRule, register_traces
from manumit.web.kernel.retention import RetentionKind, register_retention
from manumit.web.registers.models import Link, Merge, Organisation, Workplace, WorkplaceMerge


def register_all() -> None:
    """Make both known; the period of an entry runs from its last change."""
    register_traces(
        TraceRule(
            "organisation",
            (Organisation,),
            ERASE,
            {"create": (Organisation,), "change": (Organisation, Link, Merge)},
        ),
        TraceRule(
            "workplace",
            (Workplace,),
            ERASE,
            {"create": (Workplace,), "change": (Workplace, WorkplaceMerge)},
        ),
    )
    register_retention(
        *(
            RetentionKind(
                model.RESOURCE, model.objects.all, "changed_at", "subject_id", "institution_id"
            )
            for model in (Organisation, Workplace)
        )
    )
