"""Tasks of the app: an emergency notice, due at once, for any member of the office."""

import datetime as dt

from django.db.models import F, QuerySet
from django.db.models.functions import TruncDate

from manumit.web.cases.models import CaseFile
from manumit.web.kernel.access.grants import Relation
from manumit.web.tasks.sources import DUE, DueSource, Turn
from manumit.web.worker_access.models import DuressAlert
from manumit.web.worker_access.policies import duress_policy


def _unread(rows: QuerySet[DuressAlert], until: dt.date) -> QuerySet[DuressAlert]:
    """Due on the day on which the code was given (R-53)."""
    found = rows.filter(read_at=None).annotate(**{DUE: TruncDate(F("raised_at"))})
    return found.filter(**{f"{DUE}__lte": until})


SOURCES = (
    DueSource(
        "danger", duress_policy, _unread,
        tells=((DuressAlert, "raised_at"), (CaseFile, "pseudonym")),
        view="worker_access:access", argument="file", key="file_id", called="file__pseudonym",
        first=True, place="danger", turns=(("", Relation.COLLEAGUE, Turn.TO_DO),),
    ),
)  # fmt: skip
