"""What of the room is due: a release for a second person, and one that waits to be published."""

import datetime as dt

from django.db.models import Case, DateTimeField, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import TruncDate

from manumit.web.kernel.access.grants import Relation
from manumit.web.kernel.access.policies import RELATION
from manumit.web.kernel.process.models import Move
from manumit.web.statistics.models import Release
from manumit.web.statistics.policies import release_policy
from manumit.web.statistics.process import APPROVED, PREPARED, RELEASE
from manumit.web.tasks.sources import DUE, VARIANT, DueSource, Turn

WITHIN = dt.timedelta(days=7)
"""Within a week somebody should say yes or no, and publish. Ours."""


def _waiting(rows: QuerySet[Release], until: dt.date) -> QuerySet[Release]:
    """A colleague decides on what was prepared (R-72); what was approved anybody publishes."""
    moves = Move.objects.filter(resource=RELEASE.resource, row=OuterRef("pk"))
    approved = Subquery(moves.order_by("-version").values("at")[:1])
    prepared = Q(state=PREPARED, **{RELATION: Relation.COLLEAGUE})
    moment = Case(
        When(prepared, then=F("prepared_at") + WITHIN),
        default=approved + WITHIN,
        output_field=DateTimeField(),
    )
    step = Case(When(prepared, then=Value("approve")), default=Value("publish"))
    found = rows.filter(prepared | Q(state=APPROVED))
    found = found.annotate(**{DUE: TruncDate(moment), VARIANT: step})
    return found.filter(**{f"{DUE}__lte": until})


SOURCES = (
    DueSource(
        "release", release_policy, _waiting,
        tells=((Release, "prepared_at"), (Release, "state")),
        view="statistics:release", argument="release", varies=True,
        place="tables", record="release", act="open",
        turns=(("", Relation.COLLEAGUE, Turn.TO_DO),),
    ),
)  # fmt: skip
