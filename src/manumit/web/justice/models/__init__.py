"""Tables of justice: proceedings, penalties, sanctions, and non-punishment checks."""

from manumit.web.justice.models.checks import NonPunishment
from manumit.web.justice.models.proceedings import (
    Charge,
    Evidence,
    Hearing,
    Proceeding,
    Sentence,
    Verdict,
)
from manumit.web.justice.models.records import Organisation, Record, RecordDisclosure, StepDate
from manumit.web.justice.models.sanctions import LONGEST_ARTICLE, IdentityCheck, Penalty, Sanction

__all__ = [
    "LONGEST_ARTICLE",
    "Charge",
    "Evidence",
    "Hearing",
    "IdentityCheck",
    "NonPunishment",
    "Organisation",
    "Penalty",
    "Proceeding",
    "Record",
    "RecordDisclosure",
    "Sanction",
    "Sentence",
    "StepDate",
    "Verdict",
]
