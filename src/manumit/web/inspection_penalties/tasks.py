"""What of the room is due: penalties that were chosen as a measure and are not recorded yet."""

import datetime as dt

from django.db.models import Exists, F, OuterRef, QuerySet

from manumit.web.inspection_penalties.services import PENALTY
from manumit.web.inspections.law import visit_policy
from manumit.web.inspections.models import Violation, Visit
from manumit.web.inspections.tasks import SITE
from manumit.web.justice.models import Penalty
from manumit.web.tasks.sources import DUE, DueSource


def _visits(rows: QuerySet[Visit], until: dt.date) -> QuerySet[Visit]:
    """A penalty is due from the day of the visit on. One that was annulled is not due again."""
    recorded = Penalty.objects.filter(violation=OuterRef("pk"))
    chosen = Violation.objects.filter(~Exists(recorded), visit=OuterRef("pk"), measure=PENALTY)
    found = rows.filter(Exists(chosen), visited_on__lte=until)
    return found.annotate(**{DUE: F("visited_on")})


SOURCES = (
    DueSource(
        "penalty_of_visit",
        visit_policy,
        _visits,
        ((Visit, "visited_on"), (Visit, "reference"), (Visit, "workplace")),
        view="inspections:visit",
        argument="visit",
        called="reference",
        place="visits",
        record="visit",
        site=SITE,
    ),
)
