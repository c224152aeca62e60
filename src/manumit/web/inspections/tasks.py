"""What of the room is due: visits to make, report and review, and orders whose day has come."""

import datetime as dt
import uuid
from collections.abc import Iterable

from django.db.models import Case, DateField, F, QuerySet, Value, When
from django.db.models.functions import Coalesce

from manumit.web.inspections.law import order_policy, visit_policy
from manumit.web.inspections.models import InspectionOrder, Visit
from manumit.web.inspections.orders import PAYMENT
from manumit.web.inspections.process import (
    IN_FORCE,
    ORDER,
    OVERDUE,
    PLANNED,
    REFUSED,
    REPORTED,
    UNDER_WAY,
    VISIT,
)
from manumit.web.inspections.reading import places
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import Relation
from manumit.web.tasks.changes import HeldRecords
from manumit.web.tasks.sources import DUE, VARIANT, DueSource, Turn, WorkSite

WHAT = {PLANNED: "begin", UNDER_WAY: "report", REPORTED: "review", REFUSED: "review"}


def _visits(rows: QuerySet[Visit], until: dt.date) -> QuerySet[Visit]:
    """A visit is due on its day, and its report and the review of it from that day on."""
    what = Case(*(When(state=state, then=Value(name)) for state, name in WHAT.items()))
    due = Coalesce("visited_on", "planned_on", output_field=DateField())
    found = rows.filter(state__in=WHAT).annotate(**{DUE: due, VARIANT: what})
    return found.filter(**{f"{DUE}__lte": until})


def _orders(rows: QuerySet[InspectionOrder], until: dt.date) -> QuerySet[InspectionOrder]:
    """Whether an order was complied with is asked on its last day."""
    found = rows.filter(state__in=(*IN_FORCE, OVERDUE), due_on__lte=until)
    return found.annotate(**{DUE: F("due_on")})


def _unlisted(rows: QuerySet[InspectionOrder], until: dt.date) -> QuerySet[InspectionOrder]:
    """Workers are listed from the day of an order to pay on: without a list nobody has a claim."""
    found = rows.filter(kind=PAYMENT, payment_list=None, issued_on__lte=until)
    return found.exclude(state__in=ORDER.ends).annotate(**{DUE: F("issued_on")})


def _site_names(who: Actor, keys: Iterable[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Return the names of workplaces for lines of work; a home's name is a person's (R-36)."""
    known = places(who, keys)
    return {key: one.name for key, one in known.items() if one.name and not one.closed}


SITE = WorkSite("workplace", _site_names)

SOURCES = (
    DueSource(
        "visit",
        visit_policy,
        _visits,
        (
            (Visit, "planned_on"),
            (Visit, "visited_on"),
            (Visit, "state"),
            (Visit, "reference"),
            (Visit, "workplace"),
        ),
        view="inspections:visit",
        argument="visit",
        called="reference",
        varies=True,
        place="visits",
        record="visit",
        site=SITE,
        turns=(
            # Nobody reviews a visit of their own.
            ("review", Relation.OWN, Turn.WAITING),
            ("review", Relation.COLLEAGUE, Turn.TO_DO),
        ),
    ),
    DueSource(
        "inspection_order",
        order_policy,
        _orders,
        (
            (InspectionOrder, "due_on"),
            (InspectionOrder, "state"),
            (InspectionOrder, "reference"),
            (InspectionOrder, "workplace"),
        ),
        view="inspections:order",
        argument="order",
        called="reference",
        place="orders",
        record="inspection_order",
        site=SITE,
    ),
    DueSource(
        "order_unlisted",
        order_policy,
        _unlisted,
        (
            (InspectionOrder, "issued_on"),
            (InspectionOrder, "state"),
            (InspectionOrder, "reference"),
            (InspectionOrder, "workplace"),
        ),
        view="inspections:order",
        argument="order",
        called="reference",
        place="orders",
        record="inspection_order",
        site=SITE,
    ),
)

CHANGES = (
    HeldRecords(
        visit_policy, VISIT, "inspections:visit", "visit", "reference", "visit",
        "inspections_visit_state",
    ),
    HeldRecords(
        order_policy, ORDER, "inspections:order", "order", "reference", "inspection_order",
        "inspections_order_state",
    ),
)  # fmt: skip
