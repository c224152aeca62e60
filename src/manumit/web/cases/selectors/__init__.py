"""Read access to cases. Each function checks the policy and writes to the ledger.

Nothing else reads the tables for a page: what is returned is what the actor's mask lets through.
"""

from manumit.web.cases.selectors.accounts import (
    AccountView,
    EvidenceSource,
    account,
    accounts,
    download,
    evidence_sources,
    reckoning,
)
from manumit.web.cases.selectors.attachments import (
    attachment,
    attachment_content,
    attachments,
)
from manumit.web.cases.selectors.case_files import (
    FileView,
    Protection,
    file,
    files,
    may_open_files,
    may_search,
    moves_of_file,
    moves_of_referrals,
    possible_holders,
    protection,
)
from manumit.web.cases.selectors.characteristics import (
    characteristics,
    counted_characteristics,
)
from manumit.web.cases.selectors.claims import claims
from manumit.web.cases.selectors.consents import (
    ConsentLine,
    consents,
    consents_of,
)
from manumit.web.cases.selectors.employments import (
    employments,
    worked_at,
)
from manumit.web.cases.selectors.measures import reflection_periods, support_plans
from manumit.web.cases.selectors.nonpunishment import (
    CheckReadiness,
    PassableSigns,
    ProsecutionOffice,
    checks,
    ready_for_check,
    signs_for_check,
)
from manumit.web.cases.selectors.people import (
    DecisionView,
    IdentityView,
    ValueView,
    decisions,
    drafts,
    evidence,
    finding,
    findings,
    identity,
)
from manumit.web.cases.selectors.records import RecordView, own_record, record
from manumit.web.cases.selectors.referrals import (
    MandateView,
    Recipient,
    ReferralLine,
    ReferralView,
    ReportView,
    inbox,
    institution_names,
    mandates,
    parts_ready,
    recipients,
    referral,
    referral_line,
    sent,
    waiver_notices,
)
from manumit.web.cases.selectors.takeovers import (
    files_to_take_over,
    may_take_over,
    takeover_notices,
)

__all__ = [
    "AccountView",
    "CheckReadiness",
    "ConsentLine",
    "DecisionView",
    "EvidenceSource",
    "FileView",
    "IdentityView",
    "MandateView",
    "PassableSigns",
    "ProsecutionOffice",
    "Protection",
    "Recipient",
    "RecordView",
    "ReferralLine",
    "ReferralView",
    "ReportView",
    "ValueView",
    "account",
    "accounts",
    "attachment",
    "attachment_content",
    "attachments",
    "characteristics",
    "checks",
    "claims",
    "consents",
    "consents_of",
    "counted_characteristics",
    "decisions",
    "download",
    "drafts",
    "employments",
    "evidence",
    "evidence_sources",
    "file",
    "files",
    "files_to_take_over",
    "finding",
    "findings",
    "identity",
    "inbox",
    "institution_names",
    "mandates",
    "may_open_files",
    "may_search",
    "may_take_over",
    "moves_of_file",
    "moves_of_referrals",
    "own_record",
    "parts_ready",
    "possible_holders",
    "protection",
    "ready_for_check",
    "recipients",
    "reckoning",
    "record",
    "referral",
    "referral_line",
    "reflection_periods",
    "sent",
    "signs_for_check",
    "support_plans",
    "takeover_notices",
    "waiver_notices",
    "worked_at",
]
