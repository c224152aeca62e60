"""Records whose retention period begins with their last step."""

from typing import Any

from django.db.models import DateTimeField, Model, OuterRef, QuerySet, Subquery
from django.db.models.functions import Greatest

from manumit.web.kernel.process.models import Move
from manumit.web.kernel.retention import RetentionKind


def until_last_step(model: type[Model], begins: str = "made_at") -> RetentionKind:
    """Return a kind of record that is kept for its period after its last step.

    Args:
        model: of the records, with ``RESOURCE``, ``subject`` and ``institution``.
        begins: the field with the moment at which one was made, for those without a step.
    """
    resource: str = getattr(model, "RESOURCE")  # noqa: B009 - models of rooms have it, Model has not

    def rows() -> QuerySet[Any]:
        moves = Move.objects.filter(resource=resource, row=OuterRef("pk")).order_by("-at")
        last = Subquery(moves.values("at")[:1], output_field=DateTimeField())
        every = model._default_manager  # noqa: SLF001 - documented by Django
        return every.annotate(worked_on=Greatest(begins, last))

    return RetentionKind(resource, rows, "worked_on", "subject_id", "institution_id")
