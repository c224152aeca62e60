"""What somebody does in the room. Each asks the policy, and is one transaction with its event."""

from manumit.web.justice.services.checks import Asked, ask_non_punishment, decide_non_punishment
from manumit.web.justice.services.passing import pass_on
from manumit.web.justice.services.penalties import ToPenalise, move_penalty, record_penalty
from manumit.web.justice.services.proceedings import (
    Measure,
    add_charge,
    add_evidence,
    add_hearing,
    add_sentence,
    add_verdict,
    move_proceeding,
    open_proceeding,
)
from manumit.web.justice.services.records import Against, Day
from manumit.web.justice.services.sanctions import (
    Checked,
    Proposed,
    annul_sanction,
    check_identity,
    decide_sanction,
    hear_defence,
    propose_sanction,
    publish_sanction,
)
from manumit.web.justice.services.sending import (
    LONGEST_REASONS,
    Advice,
    ToCheck,
    note_age,
    send_check,
    stop_uncovered,
)

__all__ = [
    "LONGEST_REASONS",
    "Advice",
    "Against",
    "Asked",
    "Checked",
    "Day",
    "Measure",
    "Proposed",
    "ToCheck",
    "ToPenalise",
    "add_charge",
    "add_evidence",
    "add_hearing",
    "add_sentence",
    "add_verdict",
    "annul_sanction",
    "ask_non_punishment",
    "check_identity",
    "decide_non_punishment",
    "decide_sanction",
    "hear_defence",
    "move_penalty",
    "move_proceeding",
    "note_age",
    "open_proceeding",
    "pass_on",
    "propose_sanction",
    "publish_sanction",
    "record_penalty",
    "send_check",
    "stop_uncovered",
]
