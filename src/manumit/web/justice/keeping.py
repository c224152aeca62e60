"""When a record was last worked on: from then on the time for which it is kept runs."""

from typing import Any

from django.db.models import DateTimeField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Greatest

from manumit.web.justice.models import NonPunishment, Penalty, Proceeding, Sanction
from manumit.web.kernel.keeping import Kept, keep
from manumit.web.kernel.process.models import Move


def keep_all() -> None:
    """Makes the kinds of record known."""
    keep(
        Kept("proceeding", proceedings, "worked_on", "subject_id", "institution_id"),
        Kept("penalty", penalties, "worked_on", "subject_id", "institution_id"),
        Kept("sanction", sanctions, "worked_on", "subject_id", "institution_id"),
        Kept("non_punishment", checks, "worked_on", "subject_id", "institution_id"),
    )


def proceedings() -> QuerySet[Proceeding]:
    """Every proceeding with the moment of its last step."""
    return _worked_on(Proceeding.objects.all())


def penalties() -> QuerySet[Penalty]:
    """Every penalty with the moment of its last step."""
    return _worked_on(Penalty.objects.all())


def sanctions() -> QuerySet[Sanction]:
    """Every entry with the moment of its last step."""
    return _worked_on(Sanction.objects.all())


def checks() -> QuerySet[NonPunishment]:
    """Every check with the moment of its last step."""
    return _worked_on(NonPunishment.objects.all())


def _worked_on(rows: QuerySet[Any]) -> QuerySet[Any]:
    moves = Move.objects.filter(resource=rows.model.RESOURCE, row=OuterRef("pk"))
    last = Subquery(moves.order_by("-at").values("at")[:1], output_field=DateTimeField())
    found: QuerySet[Any] = rows.annotate(worked_on=Greatest("opened_at", last))
    return found
