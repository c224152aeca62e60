"""What of the room is due: a notice of danger, at once, for whoever of the office comes first."""

import datetime as dt

from django.db.models import F, QuerySet
from django.db.models.functions import TruncDate

from manumit.web.cases.models import CaseFile
from manumit.web.own.models import Duress
from manumit.web.own.policies import duress_policy
from manumit.web.work.sources import DUE, Source


def _unread(rows: QuerySet[Duress], until: dt.date) -> QuerySet[Duress]:
    """Due on the day on which the code was given (R-53)."""
    found = rows.filter(read_at=None).annotate(**{DUE: TruncDate(F("raised_at"))})
    return found.filter(**{f"{DUE}__lte": until})


SOURCES = (
    Source(
        "danger", duress_policy, _unread,
        tells=((Duress, "raised_at"), (CaseFile, "pseudonym")),
        view="own:access", argument="file", key="file_id", called="file__pseudonym",
        first=True,
    ),
)  # fmt: skip
