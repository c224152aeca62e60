"""What of the room is due: days of hearing, and entries of the register that come to their end."""

import datetime as dt

from django.db.models import F, Min, OuterRef, QuerySet, Subquery

from manumit.web.justice.models import Hearing, Proceeding, Sanction
from manumit.web.justice.policies import proceeding_policy, sanction_policy
from manumit.web.justice.process import PUBLISHED
from manumit.web.kernel.days import today
from manumit.web.work.sources import DUE, Source


def _to_be_heard(rows: QuerySet[Proceeding], until: dt.date) -> QuerySet[Proceeding]:
    """By the next hearing; one that is past is nobody's work any more."""
    ahead = Hearing.objects.filter(
        proceeding=OuterRef("pk"), on_day__gte=today(), on_day__lte=until
    ).order_by()
    first = ahead.values("proceeding").annotate(first=Min("on_day")).values("first")
    return rows.annotate(**{DUE: Subquery(first)}).exclude(**{DUE: None})


def _to_expire(rows: QuerySet[Sanction], until: dt.date) -> QuerySet[Sanction]:
    """The entry ends by its date; somebody may have a reason to look before."""
    found = rows.filter(state=PUBLISHED, public_until__lte=until)
    return found.annotate(**{DUE: F("public_until")})


SOURCES = (
    Source(
        "hearing", proceeding_policy, _to_be_heard,
        tells=((Hearing, "on_day"), (Proceeding, "reference")),
        view="justice:proceeding", argument="proceeding", called="reference",
    ),
    Source(
        "sanction", sanction_policy, _to_expire,
        tells=((Sanction, "public_until"), (Sanction, "reference")),
        view="justice:sanction", argument="sanction", called="reference",
    ),
)  # fmt: skip
