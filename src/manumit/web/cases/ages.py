"""Propagate a changed age to the rooms that know the person by key alone."""

from manumit.web.cases.models import CaseFile
from manumit.web.justice import services as justice
from manumit.web.protection import services as protection
from manumit.web.remedies import services as remedies


def propagate_age(file: CaseFile) -> None:
    """Update claims, support plans and non-punishment checks after a change of age (R-46).

    Called in the transaction of the act that changes it, which the ledger has.
    """
    remedies.set_child_rules(file.subject_id, child=file.counts_as_child)
    protection.set_child_rules(file.subject_id, child=file.counts_as_child)
    justice.set_child_rules(file.subject_id, child=file.counts_as_child)
