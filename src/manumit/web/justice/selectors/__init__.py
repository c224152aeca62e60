"""What somebody sees of the room; each asks the policy, and the ledger has it."""

from manumit.web.justice.selectors.checks import (
    CheckLine,
    CheckView,
    check_recipients,
    checks_of_person,
    ledger_keys,
    one_check,
)
from manumit.web.justice.selectors.records import (
    RecordLine,
    RecordRecipient,
    Stage,
    one_penalty,
    one_proceeding,
    one_sanction,
)
from manumit.web.justice.selectors.register import (
    LookUpResult,
    RegisterEntry,
    current_entries,
    look_up,
)
from manumit.web.justice.selectors.timeline import timeline

__all__ = [
    "CheckLine",
    "CheckView",
    "LookUpResult",
    "RecordLine",
    "RecordRecipient",
    "RegisterEntry",
    "Stage",
    "check_recipients",
    "checks_of_person",
    "current_entries",
    "ledger_keys",
    "look_up",
    "one_check",
    "one_penalty",
    "one_proceeding",
    "one_sanction",
    "timeline",
]
