"""Tasks of the app: a proposal for a second person, and its result for the first."""

import datetime as dt

from django.db.models import Case, DateTimeField, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import TruncDate

from manumit.web.kernel.access.grants import Relation
from manumit.web.kernel.access.policies import RELATION
from manumit.web.kernel.process.models import Move
from manumit.web.reassignment.models import Assignment
from manumit.web.reassignment.policies import assignment_policy
from manumit.web.reassignment.process import ASSIGNMENT, DONE, PROPOSED, REFUSED, STOPPED
from manumit.web.tasks.sources import DUE, VARIANT, DueSource, Turn

TO_DECIDE = dt.timedelta(days=7)
"""Within a week somebody should say yes or no. Ours."""
ENDINGS = (DONE, STOPPED, REFUSED)
"""Results that the proposer has to read; they know of their own withdrawals."""


def _waiting(rows: QuerySet[Assignment], until: dt.date) -> QuerySet[Assignment]:
    """A colleague decides on a proposal; its proposer reads the result."""
    moves = Move.objects.filter(resource=ASSIGNMENT.resource, row=OuterRef("pk"))
    ended = Subquery(moves.order_by("-version").values("at")[:1])
    proposed = Q(state=PROPOSED, **{RELATION: Relation.COLLEAGUE})
    unread = Q(state__in=ENDINGS, read_at=None, **{RELATION: Relation.OWN})
    moment = Case(
        When(proposed, then=F("proposed_at") + TO_DECIDE),
        default=ended,
        output_field=DateTimeField(),
    )
    found = rows.filter(proposed | unread).annotate(
        **{DUE: TruncDate(moment), VARIANT: Case(When(proposed, then=Value("decide")),
                                                 default=F("state"))}
    )  # fmt: skip
    return found.filter(**{f"{DUE}__lte": until})


SOURCES = (
    DueSource(
        "assignment", assignment_policy, _waiting,
        tells=((Assignment, "proposed_at"), (Assignment, "state")),
        view="reassignment:assignment", argument="assignment", varies=True,
        place="reassignment", record="assignment",
        turns=(("decide", Relation.COLLEAGUE, Turn.TO_DO),),
    ),
)  # fmt: skip
