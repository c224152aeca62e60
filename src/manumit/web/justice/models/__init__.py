"""Tables of the room."""

from manumit.web.justice.models.checks import NonPunishment
from manumit.web.justice.models.proceedings import (
    Charge,
    Evidence,
    Hearing,
    Proceeding,
    Sentence,
    Verdict,
)
from manumit.web.justice.models.records import Dated, Organisation, Passed, Record
from manumit.web.justice.models.sanctions import IdentityCheck, Penalty, Sanction

__all__ = [
    "Charge",
    "Dated",
    "Evidence",
    "Hearing",
    "IdentityCheck",
    "NonPunishment",
    "Organisation",
    "Passed",
    "Penalty",
    "Proceeding",
    "Record",
    "Sanction",
    "Sentence",
    "Verdict",
]
