"""The tables of case files. Identities and statements are in sealed columns."""

from manumit.web.cases.models.accounts import AccountVersion, Reckoning, SignReview
from manumit.web.cases.models.attachments import CaseAttachment
from manumit.web.cases.models.characteristics import CharacteristicsVersion
from manumit.web.cases.models.closings import Closing
from manumit.web.cases.models.employments import Employment
from manumit.web.cases.models.files import (
    CaseFile,
    CaseHolder,
    Decision,
    Draft,
    EvidenceSet,
    FindingVersion,
    Identity,
    IdentityValue,
    Sealing,
)
from manumit.web.cases.models.notices import Notice, Takeover, WaiverNotice
from manumit.web.cases.models.referrals import Mandate, Referral, ReferralReport

__all__ = [
    "AccountVersion",
    "CaseAttachment",
    "CaseFile",
    "CaseHolder",
    "CharacteristicsVersion",
    "Closing",
    "Decision",
    "Draft",
    "Employment",
    "EvidenceSet",
    "FindingVersion",
    "Identity",
    "IdentityValue",
    "Mandate",
    "Notice",
    "Reckoning",
    "Referral",
    "ReferralReport",
    "Sealing",
    "SignReview",
    "Takeover",
    "WaiverNotice",
]
