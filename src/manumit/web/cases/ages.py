"""Telling the rooms that know a person by their key alone whether the rules for children hold."""

from manumit.web.cases.models import CaseFile
from manumit.web.justice import services as justice
from manumit.web.protection import services as protection
from manumit.web.remedies import services as remedies


def note_age(file: CaseFile) -> None:
    """Claims, support plans and non-punishment checks take over what the file says now (R-46).

    Called in the transaction of the act that changes it, which the ledger has.
    """
    remedies.note_age(file.subject_id, child=file.counts_as_child)
    protection.note_age(file.subject_id, child=file.counts_as_child)
    justice.note_age(file.subject_id, child=file.counts_as_child)
