"""Changes in justice. Each checks the policy and writes the ledger in one transaction."""

from manumit.web.justice.services.checks import (
    NonPunishmentRequest,
    decide_non_punishment,
    open_non_punishment_check,
)
from manumit.web.justice.services.passing import pass_on
from manumit.web.justice.services.penalties import PenaltyDetails, move_penalty, record_penalty
from manumit.web.justice.services.proceedings import (
    SentenceMeasure,
    add_charge,
    add_evidence,
    add_hearing,
    add_sentence,
    add_verdict,
    move_proceeding,
    open_proceeding,
)
from manumit.web.justice.services.records import Respondent, StepDay
from manumit.web.justice.services.sanctions import (
    IdentityAnswers,
    SanctionProposal,
    annul_sanction,
    check_identity,
    decide_sanction,
    hear_defence,
    propose_sanction,
    publish_sanction,
)
from manumit.web.justice.services.sending import (
    LONGEST_REASONS,
    CheckSubmission,
    LegalAdvice,
    send_check,
    set_child_rules,
    stop_checks_without_consent,
)

__all__ = [
    "LONGEST_REASONS",
    "CheckSubmission",
    "IdentityAnswers",
    "LegalAdvice",
    "NonPunishmentRequest",
    "PenaltyDetails",
    "Respondent",
    "SanctionProposal",
    "SentenceMeasure",
    "StepDay",
    "add_charge",
    "add_evidence",
    "add_hearing",
    "add_sentence",
    "add_verdict",
    "annul_sanction",
    "check_identity",
    "decide_non_punishment",
    "decide_sanction",
    "hear_defence",
    "move_penalty",
    "move_proceeding",
    "open_non_punishment_check",
    "open_proceeding",
    "pass_on",
    "propose_sanction",
    "publish_sanction",
    "record_penalty",
    "send_check",
    "set_child_rules",
    "stop_checks_without_consent",
]
