"""What of the room is due: a proposal for a second person, and how it ended for the first."""

import datetime as dt

from django.db.models import Case, DateTimeField, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import TruncDate

from manumit.web.assignments.models import Assignment
from manumit.web.assignments.policies import assignment_policy
from manumit.web.assignments.process import ASSIGNMENT, DONE, PROPOSED, REFUSED, STOPPED
from manumit.web.kernel.access.grants import Relation
from manumit.web.kernel.access.policies import RELATION
from manumit.web.kernel.process.models import Move
from manumit.web.work.sources import DUE, VARIANT, Source

TO_DECIDE = dt.timedelta(days=7)
"""Within a week somebody should say yes or no. Ours."""
ENDINGS = (DONE, STOPPED, REFUSED)
"""What whoever proposed it has to learn of; what they took back themself they know."""


def _waiting(rows: QuerySet[Assignment], until: dt.date) -> QuerySet[Assignment]:
    """A colleague decides on a proposal; whoever made it reads how it ended."""
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
    Source(
        "assignment", assignment_policy, _waiting,
        tells=((Assignment, "proposed_at"), (Assignment, "state")),
        view="assignments:assignment", argument="assignment", varies=True,
    ),
)  # fmt: skip
