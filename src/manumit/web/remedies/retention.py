"""When a claim was last worked on, which starts its retention period."""

from django.db.models import Model, OuterRef, QuerySet, Subquery
from django.db.models.functions import Greatest

from manumit.web.kernel.process.models import Move
from manumit.web.remedies.models import (
    Claim,
    ClaimFact,
    ClaimItem,
    ClaimMandate,
    Payment,
    PaymentContact,
    RemedyOrder,
    Submission,
)
from manumit.web.remedies.process import CLAIM


def claims_with_last_activity() -> QuerySet[Claim]:
    """Return all claims annotated with ``worked_on``, the time of the last change."""
    moves = Move.objects.filter(resource=CLAIM.resource, row=OuterRef("pk"))
    return Claim.objects.annotate(
        worked_on=Greatest(  # PostgreSQL ignores nulls here
            "opened_at",
            Subquery(moves.order_by("-at").values("at")[:1]),
            _latest(ClaimItem, "made_at"),
            _latest(ClaimFact, "made_at"),
            _latest(RemedyOrder, "recorded_at"),
            _latest(Payment, "reported_at"),
            _latest(PaymentContact, "asked_at"),
            _latest(ClaimMandate, "recorded_at"),
            _latest(Submission, "made_at"),
        )
    )


def _latest(model: type[Model], moment: str) -> Subquery:
    rows = model._default_manager.filter(claim=OuterRef("pk"))  # noqa: SLF001 - documented by Django
    return Subquery(rows.order_by(f"-{moment}").values(moment)[:1])
