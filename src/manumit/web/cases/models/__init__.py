"""The tables of the room. Who a person is, and what they said, stands in sealed columns."""

from manumit.web.cases.models.attachments import CaseAttachment
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
    new_pseudonym,
)
from manumit.web.cases.models.notices import Notice, Takeover, WaiverNotice
from manumit.web.cases.models.referrals import Mandate, Referral

__all__ = [
    "CaseAttachment",
    "CaseFile",
    "Decision",
    "Draft",
    "EvidenceSet",
    "FindingVersion",
    "Identity",
    "IdentityValue",
    "Keeper",
    "Mandate",
    "Notice",
    "Referral",
    "Sealing",
    "Takeover",
    "WaiverNotice",
    "new_pseudonym",
]
