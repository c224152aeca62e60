"""The tables of the room. Who a person is, and what they said, stands in sealed columns."""

from manumit.web.cases.models.accounts import AccountVersion, Reckoning, Weighing
from manumit.web.cases.models.attachments import CaseAttachment
from manumit.web.cases.models.bringing import Bringing
from manumit.web.cases.models.bundles import Bundle, Custody, EvidenceNote
from manumit.web.cases.models.carried import Carried
from manumit.web.cases.models.characteristics import CharacteristicsVersion
from manumit.web.cases.models.closings import Closing
from manumit.web.cases.models.employments import Employment
from manumit.web.cases.models.files import (
    CaseFile,
    Decision,
    Draft,
    EvidenceSet,
    FindingVersion,
    Identity,
    IdentityValue,
    Keeper,
    Sealing,
)
from manumit.web.cases.models.groups import (
    FactTaking,
    GroupCase,
    GroupFact,
    GroupMember,
    SamePerson,
)
from manumit.web.cases.models.imports import Import
from manumit.web.cases.models.notices import Notice, Takeover, WaiverNotice
from manumit.web.cases.models.referrals import Mandate, Referral, ReferralReport

__all__ = [
    "AccountVersion",
    "Bringing",
    "Bundle",
    "Carried",
    "CaseAttachment",
    "CaseFile",
    "CharacteristicsVersion",
    "Closing",
    "Custody",
    "Decision",
    "Draft",
    "Employment",
    "EvidenceNote",
    "EvidenceSet",
    "FactTaking",
    "FindingVersion",
    "GroupCase",
    "GroupFact",
    "GroupMember",
    "Identity",
    "IdentityValue",
    "Import",
    "Keeper",
    "Mandate",
    "Notice",
    "Reckoning",
    "Referral",
    "ReferralReport",
    "SamePerson",
    "Sealing",
    "Takeover",
    "WaiverNotice",
    "Weighing",
]
