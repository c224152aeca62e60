"""Records whose retention period begins when somebody last worked on them."""

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import DateTimeField, Model, OuterRef, QuerySet, Subquery
from django.db.models.functions import Greatest

from manumit.web.kernel.process.models import Move
from manumit.web.kernel.retention import RetentionKind


def until_last_step(
    model: type[Model],
    begins: str = "made_at",
    *,
    kind: str = "",
    steps_of: str = "",
    also: Callable[[], Iterable[Any]] = tuple,
) -> RetentionKind:
    """Return a kind of record that is kept for its period after its last step.

    Args:
        model: of the records, with ``subject`` and ``institution``.
        begins: the field with the moment at which one was made, for those without a step.
        kind: the code of the period; the model's ``RESOURCE``, if not given.
        steps_of: the resource whose steps count; the same as ``kind``, if not given.
        also: further moments, as fields or expressions, the latest of which counts; asked for at
            each query, so that rooms above may have registered theirs.
    """
    code: str = kind or getattr(model, "RESOURCE")  # noqa: B009 - models of rooms have it, Model has not

    def rows() -> QuerySet[Any]:
        moves = Move.objects.filter(resource=steps_of or code, row=OuterRef("pk")).order_by("-at")
        last = Subquery(moves.values("at")[:1], output_field=DateTimeField())
        every = model._default_manager  # noqa: SLF001 - documented by Django
        # PostgreSQL's function passes over what is null.
        return every.annotate(worked_on=Greatest(begins, last, *also()))

    return RetentionKind(code, rows, "worked_on", "subject_id", "institution_id")
