"""What can be done with cases. Each verb asks the policy and is one transaction with its event."""

from manumit.web.cases.services.attachments import (
    Brought,
    add_attachment,
    withdraw_attachment,
)
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
from manumit.web.cases.services.files import change_age, leave_file, open_file, share_file
from manumit.web.cases.services.identities import change_identity, resolve_conflict
from manumit.web.cases.services.mandates import Speaker, end_mandate, record_mandate
from manumit.web.cases.services.notices import notice_takeover, notice_waiver
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
    "Judgement",
    "KeptDraft",
    "Speaker",
    "Spoken",
    "Taken",
    "ToRefer",
    "accept",
    "add_attachment",
    "answer",
    "begin_draft",
    "change_age",
    "change_identity",
    "close_draft",
    "decide",
    "decline",
    "end_mandate",
    "end_overdue",
    "end_waiver",
    "give_consent",
    "keep_draft",
    "leave_file",
    "notice_takeover",
    "notice_waiver",
    "open_file",
    "record_mandate",
    "refer",
    "refuse_consent",
    "resolve_conflict",
    "set_aside_draft",
    "share_file",
    "take_over_file",
    "take_up_draft",
    "waive_consent",
    "withdraw_attachment",
    "withdraw_consent",
    "withdraw_consent_here",
    "withdraw_referral",
]
