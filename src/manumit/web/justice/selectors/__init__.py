"""What somebody sees of the room; each asks the policy, and the ledger has it."""

from manumit.web.justice.selectors.checks import (
    CheckLine,
    CheckView,
    acts_of,
    checks_of,
    decided_by,
    not_punished,
    one_check,
)
from manumit.web.justice.selectors.records import (
    Colleague,
    Line,
    Stage,
    one_penalty,
    one_proceeding,
    one_sanction,
    penalties,
    proceedings,
    sanctions,
)
from manumit.web.justice.selectors.register import Entry, Found, current_entries, look_up
from manumit.web.justice.selectors.timeline import timeline

__all__ = [
    "CheckLine",
    "CheckView",
    "Colleague",
    "Entry",
    "Found",
    "Line",
    "Stage",
    "acts_of",
    "checks_of",
    "current_entries",
    "decided_by",
    "look_up",
    "not_punished",
    "one_check",
    "one_penalty",
    "one_proceeding",
    "one_sanction",
    "penalties",
    "proceedings",
    "sanctions",
    "timeline",
]
