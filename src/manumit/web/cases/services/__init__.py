"""What can be done with cases. Each verb asks the policy and is one transaction with its event."""

from manumit.web.cases.services.accounts import (
    add_account,
    correct_account,
    reckon_again,
    weigh_signs,
    withdraw_account,
)
from manumit.web.cases.services.attachments import (
    Brought,
    add_attachment,
    withdraw_attachment,
)
from manumit.web.cases.services.bundles import export_bundle, make_bundle, write_evidence_note
from manumit.web.cases.services.characteristics import record_characteristics
from manumit.web.cases.services.claims import claim_account, open_claim
from manumit.web.cases.services.closings import close_file, reopen_file
from manumit.web.cases.services.consents import (
    Spoken,
    end_overdue,
    end_waiver,
    give_consent,
    refuse_consent,
    waive_consent,
    withdraw_consent,
    withdraw_consent_here,
)
from manumit.web.cases.services.decisions import Judgement, decide
from manumit.web.cases.services.drafts import (
    KeptDraft,
    Taken,
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
    leave_file,
    open_file,
    share_file,
)
from manumit.web.cases.services.groups import (
    add_fact,
    join_group,
    leave_group,
    open_group,
    say_same_person,
    take_fact,
    undo_same_person,
)
from manumit.web.cases.services.identities import change_identity, resolve_conflict
from manumit.web.cases.services.imports import Incoming, Plan, import_files, plan_import
from manumit.web.cases.services.mandates import Speaker, end_mandate, record_mandate
from manumit.web.cases.services.nonpunishment import send_check
from manumit.web.cases.services.notices import notice_takeover, notice_waiver
from manumit.web.cases.services.progress import ToReport, receive, report
from manumit.web.cases.services.protection import grant_reflection, open_plan
from manumit.web.cases.services.records import write_record
from manumit.web.cases.services.referrals import (
    ToRefer,
    accept,
    answer,
    decline,
    refer,
    withdraw_referral,
)
from manumit.web.cases.services.takeovers import take_over_file

__all__ = [
    "Brought",
    "Incoming",
    "Judgement",
    "KeptDraft",
    "Plan",
    "Speaker",
    "Spoken",
    "Taken",
    "ToRefer",
    "ToReport",
    "accept",
    "add_account",
    "add_attachment",
    "add_fact",
    "answer",
    "begin_draft",
    "change_age",
    "change_identity",
    "claim_account",
    "close_draft",
    "close_file",
    "correct_account",
    "decide",
    "decline",
    "end_mandate",
    "end_overdue",
    "end_waiver",
    "export_bundle",
    "give_consent",
    "grant_reflection",
    "hand_over_file",
    "import_files",
    "join_group",
    "keep_draft",
    "leave_file",
    "leave_group",
    "make_bundle",
    "notice_takeover",
    "notice_waiver",
    "open_claim",
    "open_file",
    "open_group",
    "open_plan",
    "plan_import",
    "receive",
    "reckon_again",
    "record_characteristics",
    "record_employment",
    "record_mandate",
    "refer",
    "refuse_consent",
    "reopen_file",
    "report",
    "resolve_conflict",
    "say_same_person",
    "send_check",
    "set_aside_draft",
    "share_file",
    "take_fact",
    "take_over_file",
    "take_up_draft",
    "undo_same_person",
    "waive_consent",
    "weigh_signs",
    "withdraw_account",
    "withdraw_attachment",
    "withdraw_consent",
    "withdraw_consent_here",
    "withdraw_referral",
    "write_evidence_note",
    "write_record",
]
