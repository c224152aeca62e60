"""Files that nobody can work on, shown to those who operate the platform."""

import datetime as dt

from django.db import transaction

from manumit.web.cases.holders import without_holder
from manumit.web.cases.models import CaseFile
from manumit.web.kernel.ledger.services import Act, record

ROLE, KIND = "operator", "case_file"


@transaction.atomic
def list_without_holder(at: dt.datetime) -> list[CaseFile]:
    """Files without a holder then, named in the ledger of each institution that has one.

    Args:
        at: as of :func:`manumit.web.cases.holders.without_holder`.
    """
    found = list(without_holder(at))
    for institution in sorted({file.institution_id for file in found}):
        record(Act(act="list_files", institution=institution, role=ROLE, kind=KIND))
    return found
