"""When a claim was last worked on: from then on the time for which it is kept runs."""

from django.db.models import Model, OuterRef, QuerySet, Subquery
from django.db.models.functions import Greatest

from manumit.web.kernel.process.models import Move
from manumit.web.remedies.models import (
    Claim,
    ClaimFact,
    ClaimItem,
    ClaimMandate,
    Contact,
    Order,
    Payment,
    Submission,
)
from manumit.web.remedies.process import CLAIM


def claims() -> QuerySet[Claim]:
    """Every claim with the moment when somebody last worked on it."""
    moves = Move.objects.filter(resource=CLAIM.resource, row=OuterRef("pk"))
    return Claim.objects.annotate(
        worked_on=Greatest(  # PostgreSQL's passes over what is null
            "opened_at",
            Subquery(moves.order_by("-at").values("at")[:1]),
            _latest(ClaimItem, "made_at"),
            _latest(ClaimFact, "made_at"),
            _latest(Order, "recorded_at"),
            _latest(Payment, "reported_at"),
            _latest(Contact, "asked_at"),
            _latest(ClaimMandate, "recorded_at"),
            _latest(Submission, "made_at"),
        )
    )


def _latest(model: type[Model], moment: str) -> Subquery:
    rows = model._default_manager.filter(claim=OuterRef("pk"))  # noqa: SLF001 - documented by Django
    return Subquery(rows.order_by(f"-{moment}").values(moment)[:1])
