"""Actions on cases. Each checks the policy and is one transaction with its ledger event."""

from manumit.web.cases.services.accounts import (
    add_account,
    correct_account,
    recalculate_account,
    review_signs,
    withdraw_account,
)
from manumit.web.cases.services.attachments import (
    AttachmentInput,
    add_attachment,
    withdraw_attachment,
)
from manumit.web.cases.services.characteristics import record_characteristics
from manumit.web.cases.services.claims import claim_from_account, open_claim
from manumit.web.cases.services.closings import close_file, reopen_file
from manumit.web.cases.services.consents import (
    ConsentStatement,
    end_overdue,
    end_waiver,
    give_consent,
    refuse_consent,
    waive_consent,
    withdraw_consent,
    withdraw_consent_at_recipient,
)
from manumit.web.cases.services.decisions import Judgement, decide
from manumit.web.cases.services.drafts import (
    OpenDraft,
    begin_draft,
    close_draft,
    keep_draft,
    set_aside_draft,
    take_up_draft,
)
from manumit.web.cases.services.employments import record_employment
from manumit.web.cases.services.files import (
    change_age,
    hand_over_file,
    open_file,
    share_file,
    stop_holding,
)
from manumit.web.cases.services.identities import change_identity, resolve_conflict
from manumit.web.cases.services.mandates import Speaker, end_mandate, record_mandate
from manumit.web.cases.services.nonpunishment import send_check
from manumit.web.cases.services.notices import acknowledge_takeover, acknowledge_waiver
from manumit.web.cases.services.progress import ReportInput, confirm_receipt, report
from manumit.web.cases.services.protection import grant_reflection, open_plan
from manumit.web.cases.services.records import write_record
from manumit.web.cases.services.referrals import (
    ReferralInput,
    accept,
    answer,
    decline,
    refer,
    withdraw_referral,
)
from manumit.web.cases.services.takeovers import take_over_file

__all__ = [
    "AttachmentInput",
    "ConsentStatement",
    "Judgement",
    "OpenDraft",
    "ReferralInput",
    "ReportInput",
    "Speaker",
    "accept",
    "acknowledge_takeover",
    "acknowledge_waiver",
    "add_account",
    "add_attachment",
    "answer",
    "begin_draft",
    "change_age",
    "change_identity",
    "claim_from_account",
    "close_draft",
    "close_file",
    "confirm_receipt",
    "correct_account",
    "decide",
    "decline",
    "end_mandate",
    "end_overdue",
    "end_waiver",
    "give_consent",
    "grant_reflection",
    "hand_over_file",
    "keep_draft",
    "open_claim",
    "open_file",
    "open_plan",
    "recalculate_account",
    "record_characteristics",
    "record_employment",
    "record_mandate",
    "refer",
    "refuse_consent",
    "reopen_file",
    "report",
    "resolve_conflict",
    "review_signs",
    "send_check",
    "set_aside_draft",
    "share_file",
    "stop_holding",
    "take_over_file",
    "take_up_draft",
    "waive_consent",
    "withdraw_account",
    "withdraw_attachment",
    "withdraw_consent",
    "withdraw_consent_at_recipient",
    "withdraw_referral",
    "write_record",
]
