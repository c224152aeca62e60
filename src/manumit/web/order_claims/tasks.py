"""What of the room is due: payments to report, and workers to ask whether they arrived."""

import datetime as dt

from django.db.models import (
    Case,
    CharField,
    DateField,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)

from manumit.web.inspections.law import order_policy
from manumit.web.inspections.models import InspectionOrder
from manumit.web.inspections.process import ANNULLED
from manumit.web.inspections.tasks import SITE
from manumit.web.remedies.models import Claim, ContactDue
from manumit.web.remedies.process import PAYABLE
from manumit.web.tasks.sources import DUE, VARIANT, DueSource


def _due(rows: QuerySet[InspectionOrder], until: dt.date) -> QuerySet[InspectionOrder]:
    """Return orders with a worker to be asked, or past their day with claims unpaid.

    Whether the order itself is closed does not matter: only the workers say what arrived.
    """
    living = {"claim__order": OuterRef("pk"), "claim__subject__erased_at": None}
    to_ask = ContactDue.objects.filter(contact=None, due_on__lte=until, **living)
    unpaid = Claim.objects.filter(
        order=OuterRef("pk"), state__in=PAYABLE, payments=None, subject__erased_at=None
    )
    late = Q(Exists(unpaid)) & Q(due_on__lte=until) & ~Q(state=ANNULLED)
    first = Subquery(to_ask.order_by("due_on").values("due_on")[:1])
    day = Case(When(late, then=F("due_on")), default=first, output_field=DateField())
    what = Case(When(late, then=Value("report")), default=Value("ask"), output_field=CharField())
    found = rows.annotate(**{DUE: day, VARIANT: what})
    return found.filter(**{f"{DUE}__isnull": False})


SOURCES = (
    DueSource(
        "order_claims",
        order_policy,
        _due,
        (
            (InspectionOrder, "reference"),
            (InspectionOrder, "due_on"),
            (InspectionOrder, "workplace"),
            (ContactDue, "due_on"),
        ),
        view="order_claims:claims",
        argument="order",
        called="reference",
        place="order_claims",
        record="inspection_order",
        act="record",
        varies=True,
        site=SITE,
    ),
)
