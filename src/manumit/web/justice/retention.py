"""When a record was last worked on, which starts its retention period."""

from typing import Any

from django.db.models import DateTimeField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Greatest

from manumit.web.justice.models import NonPunishment, Penalty, Proceeding, Sanction
from manumit.web.kernel.process.models import Move
from manumit.web.kernel.retention import RetentionKind, register_retention


def register_records() -> None:
    """Register the kinds of record of this app for retention."""
    register_retention(
        RetentionKind("proceeding", proceedings, "worked_on", "subject_id", "institution_id"),
        RetentionKind("penalty", penalties, "worked_on", "subject_id", "institution_id"),
        RetentionKind("sanction", sanctions, "worked_on", "subject_id", "institution_id"),
        RetentionKind("non_punishment", checks, "worked_on", "subject_id", "institution_id"),
    )


def proceedings() -> QuerySet[Proceeding]:
    """Return every proceeding with the moment of its last step."""
    return _with_last_activity(Proceeding.objects.all())


def penalties() -> QuerySet[Penalty]:
    """Return every penalty with the moment of its last step."""
    return _with_last_activity(Penalty.objects.all())


def sanctions() -> QuerySet[Sanction]:
    """Return every entry with the moment of its last step."""
    return _with_last_activity(Sanction.objects.all())


def checks() -> QuerySet[NonPunishment]:
    """Return every check with the moment of its last step."""
    return _with_last_activity(NonPunishment.objects.all())


def _with_last_activity(rows: QuerySet[Any]) -> QuerySet[Any]:
    moves = Move.objects.filter(resource=rows.model.RESOURCE, row=OuterRef("pk"))
    last = Subquery(moves.order_by("-at").values("at")[:1], output_field=DateTimeField())
    found: QuerySet[Any] = rows.annotate(worked_on=Greatest("opened_at", last))
    return found
