"""Invented visits, and everybody who might look at them.

``inspector`` plans and makes visits; ``inspectorate.second`` is a colleague in the same office,
``elsewhere`` is in another office, ``other`` in another inspectorate.
"""

import datetime as dt
import uuid

import registers_world
from cases_world import request
from manumit.web.inspections import orders, verbs
from manumit.web.inspections.models import (
    InspectionOrder,
    PaymentList,
    Programme,
    Violation,
    Visit,
)
from manumit.web.inspections.orders import InspectionOrderDetails, OrderContent
from manumit.web.inspections.payment_lists import ListedWorkers, list_workers
from manumit.web.inspections.verbs import VisitPlan
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.days import today
from manumit.web.registers.models import Workplace
from registers_world import World, world

REFERRAL = "RF-4711-ZQ"
EMPLOYER, DEMAND, ARABIC = "Golden Needlezq Ltd", "Pay the wages of Marchzq", "ادفع أجور مارس زق"

__all__ = [
    "REFERRAL", "World", "begun", "found", "lines", "listed", "now", "ordered",
    "payment", "place", "planned", "world",
]  # fmt: skip


def place(who: Actor, kind: str = "premises") -> Workplace:
    """A workplace of the register."""
    return registers_world.place(who, kind)


def planned(
    who: Actor | None, at: Workplace, *, origin: str = "own", module: str = "garments", **more: str
) -> Visit:
    """A visit that is planned for today."""
    plan = VisitPlan(workplace=at.pk, planned_on=today(), module=module, **more)
    return verbs.plan_visit(who, plan, origin=origin, request=request())


def now[Row: (Visit, InspectionOrder, Programme)](row: Row) -> Row:
    """A record as it is now."""
    row.refresh_from_db()
    return row


def begun(who: Actor, at: Workplace, ago: int = 0, **more: str) -> Visit:
    """A visit that takes place, with 40 people at work."""
    row = planned(who, at, **more)
    return verbs.begin_visit(
        who, row.pk, today() - dt.timedelta(days=ago), 40, seen=1, request=request()
    )


def found(
    who: Actor | None, visit: uuid.UUID, item: str = "pay_on_time", measure: str = "order"
) -> Violation:
    """A violation."""
    return verbs.record_violation(
        who, visit, item=item, measure=measure, workers=12, request=request()
    )


def payment(ago: int = 0) -> InspectionOrderDetails:
    """Return an order to pay 311 workers within 14 days, issued some days ago."""
    return InspectionOrderDetails(
        kind="payment",
        issued_on=today() - dt.timedelta(days=ago),
        days=14,
        currency="KES",
        amount="311000",
        workers=311,
    )


CONTENT = OrderContent(addressee=EMPLOYER, demand=DEMAND, second=ARABIC, second_language="ar")


def ordered(
    who: Actor | None,
    visit: uuid.UUID,
    violation: uuid.UUID,
    details: InspectionOrderDetails | None = None,
) -> InspectionOrder:
    """An order to pay 311 workers."""
    return orders.issue_order(
        who, visit, violation, details or payment(), CONTENT, request=request()
    )


def lines(order: InspectionOrder) -> str:
    """Return the workers of an order with equal sums, one on each line, as somebody types them."""
    assert order.workers is not None
    assert order.amount is not None
    each = order.amount / order.workers
    return "\n".join(f"Worker-{number}zq; {each:.2f}" for number in range(order.workers))


def listed(who: Actor | None, order: InspectionOrder, text: str | None = None) -> PaymentList:
    """The list of the workers of an order, for the month before it."""
    entered = ListedWorkers.from_text(
        lines(order) if text is None else text,
        order.currency,
        order.issued_on - dt.timedelta(days=31),
        order.issued_on - dt.timedelta(days=1),
    )
    return list_workers(who, order.pk, entered, request=request())
