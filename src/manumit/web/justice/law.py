"""What acts on records of justice leave, and how long each record is kept."""

from manumit.web.justice.models import (
    Charge,
    Evidence,
    Hearing,
    IdentityCheck,
    NonPunishment,
    Penalty,
    Proceeding,
    RecordDisclosure,
    Sanction,
    Sentence,
    StepDate,
    Verdict,
)
from manumit.web.kernel.ledger.traces import ERASE, TraceRule, register_traces
from manumit.web.kernel.process.retention import until_last_step
from manumit.web.kernel.retention import register_retention

CHANGED = {
    Proceeding: (Charge, Evidence, Hearing, Verdict, Sentence, StepDate),
    Penalty: (StepDate,),
    Sanction: (Sanction, IdentityCheck, StepDate),
    NonPunishment: (StepDate,),
}
"""What a change of each kind of record leaves: one of these."""


def register_all() -> None:
    """Make both known to the ledger and to retention; called once at the start."""
    for model, changed in CHANGED.items():
        left = {"create": (model,), "change": changed, "disclose": (RecordDisclosure,)}
        if model is NonPunishment:
            del left["disclose"]
        register_traces(TraceRule(model.RESOURCE, (model,), ERASE, left))
    register_retention(*(until_last_step(model, "opened_at") for model in CHANGED))
