"""When a period or plan was last worked on, which starts its retention period."""

from django.db.models import DateTimeField, Model, OuterRef, QuerySet, Subquery
from django.db.models.functions import Greatest

from manumit.web.kernel.process.models import Move
from manumit.web.protection.models import (
    FollowUp,
    Need,
    NoteRelease,
    PlanService,
    ReflectionPeriod,
    SupportNote,
    SupportPlan,
)
from manumit.web.protection.process import REFLECTION, SUPPORT_PLAN


def periods() -> QuerySet[ReflectionPeriod]:
    """Return all periods annotated with ``worked_on``, the time of the last step."""
    return ReflectionPeriod.objects.annotate(
        worked_on=Greatest("granted_at", _moved(REFLECTION.resource))
    )


def plans() -> QuerySet[SupportPlan]:
    """Return all plans annotated with ``worked_on``, the time of the last change."""
    return SupportPlan.objects.annotate(
        worked_on=Greatest(  # PostgreSQL's passes over what is null
            "opened_at",
            _moved(SUPPORT_PLAN.resource),
            _latest(Need),
            _latest(PlanService),
            _latest(SupportNote),
            _latest(NoteRelease),
            _latest(FollowUp),
        )
    )


def _moved(resource: str) -> Subquery:
    moves = Move.objects.filter(resource=resource, row=OuterRef("pk"))
    return Subquery(moves.order_by("-at").values("at")[:1], output_field=DateTimeField())


def _latest(model: type[Model]) -> Subquery:
    rows = model._default_manager.filter(plan=OuterRef("pk"))  # noqa: SLF001 - documented by Django
    return Subquery(rows.order_by("-made_at").values("made_at")[:1])
