"""What can be done about orders: issue, extend, decide an appeal, mark as overdue."""

import datetime as dt
import json
import uuid
from dataclasses import asdict, dataclass
from typing import Self

from manumit.errors import Place
from manumit.web.inspections import law
from manumit.web.inspections.codes import InspectionCode
from manumit.web.inspections.lists import Item, checked_code, rules
from manumit.web.inspections.models import InspectionOrder, Violation
from manumit.web.inspections.process import IN_FORCE, ORDER
from manumit.web.kernel import room
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.recording import record_act
from manumit.web.kernel.acting import Clock
from manumit.web.kernel.days import today
from manumit.web.kernel.money import check_currency, parse_amount, to_decimal
from manumit.web.kernel.process.services import StaleState, move
from manumit.web.kernel.room import NewRow
from manumit.web.registers.policies import workplace_policy

SCHEMA = "manumit/inspection-order/1"
LONGEST_NAME, LONGEST_DEMAND = 200, 2_000
PAYMENT, STOP = "payment", "stop"
ORDERED_BY = ("order", "stop")
"""Measures of a violation that an order carries out."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class OrderContent:
    """Whom an order is addressed to and what it demands; its ``repr`` hides the content.

    Attributes:
        language: tag of the language of the demand.
        demand: in the inspector's words.
        second: the same in the second language of the paper; empty if nobody translated it.
        second_language: tag of that language; empty for none.
    """

    addressee: str
    demand: str
    language: str = "en"
    second: str = ""
    second_language: str = ""

    def checked(self) -> Self:
        """Return the content in stored form.

        Raises:
            InputError: H213.
        """
        return type(self)(
            addressee=_text(self.addressee, "addressee", LONGEST_NAME),
            demand=_text(self.demand, "demand", LONGEST_DEMAND),
            language=self.language,
            second=_text(self.second, "second", LONGEST_DEMAND) if self.second.strip() else "",
            second_language=self.second_language,
        )

    def to_text(self) -> str:
        """Return the JSON text to be sealed."""
        return json.dumps({"schema": SCHEMA, **asdict(self)}, ensure_ascii=False)

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Parse what :meth:`to_text` returned."""
        found = json.loads(text)
        del found["schema"]
        return cls(**found)


@dataclass(frozen=True, slots=True, kw_only=True)
class InspectionOrderDetails:
    """An order as entered.

    Attributes:
        kind: a code of the list ``order_kind``.
        issued_on: not after today.
        days: to comply; 0 for a stop.
        currency, amount, workers: of an order to pay, as typed; empty and None for others.
    """

    kind: str
    issued_on: dt.date | None
    days: int
    currency: str = ""
    amount: str = ""
    workers: int | None = None


def issue_order(
    actor: Actor | None,
    visit: uuid.UUID,
    violation: uuid.UUID,
    details: InspectionOrderDetails,
    content: OrderContent,
    *,
    request: uuid.UUID,
) -> InspectionOrder:
    """Issue an order for a violation and return it.

    Args:
        actor: the inspector; the visit is one of their office.
        visit: at which it was found.
        violation: whose measure is an order or a stop.
        details: kind, days, sum.
        content: whom it is addressed to and what it demands.
        request: idempotency key of the form.

    Raises:
        Refused: not for this actor.
        InputError: H201, H202, H210 to H214, T201; Q103, Q104; V101 to V106.
    """
    # A colleague's visit is no row of one's own, so the visit is asked first.
    law.visit_policy.load(actor, visit, "change")

    def build(who: Actor) -> NewRow[InspectionOrder]:
        row, _ = room.lock_record(who, law.STEP, visit)
        found = row.violations.filter(pk=violation).first()
        _check_violation(found)
        assert found is not None  # noqa: S101 - checked
        made = _order(details, found.item, found.article)
        if row.visited_on is None or made.issued_on < row.visited_on:
            raise InspectionCode.NO_DAY.error(Place(field="issued_on"))
        made.workplace_id, made.visit, made.violation = row.workplace_id, row, found
        return NewRow(made, {"content": content.checked().to_text()})

    return room.create_record(actor, law.ISSUE, request, build)


def issue_without_visit(
    actor: Actor | None,
    workplace: uuid.UUID,
    item: Item,
    details: InspectionOrderDetails,
    content: OrderContent,
    *,
    request: uuid.UUID,
) -> InspectionOrder:
    """Issue an order to a workplace that nobody visited, as after its answer to a letter.

    Args:
        actor: an inspector who may see the workplace.
        workplace: of the register.
        item: the point that was violated, with its article.
        details: kind, days, sum.
        content: whom it is addressed to and what it demands.
        request: idempotency key of the form.

    Raises:
        Refused: not for this actor.
        InputError: H201, H202, H211 to H213, T201; Q103, Q104; V101 to V106.
    """

    def build(who: Actor) -> NewRow[InspectionOrder]:
        made = _order(details, item.code, item.article)
        made.workplace = workplace_policy.load(who, workplace)
        return NewRow(made, {"content": content.checked().to_text()})

    return room.create_record(actor, law.ISSUE, request, build)


def _check_violation(found: Violation | None) -> None:
    if found is None or found.measure not in ORDERED_BY:
        raise InspectionCode.NO_ORDER.error(Place(field="violation"))
    if InspectionOrder.objects.filter(violation=found).exists():
        raise InspectionCode.HAS_ORDER.error(Place(field="violation"))


def _order(details: InspectionOrderDetails, item: str, article: str) -> InspectionOrder:
    kind, issued_on = checked_code("order_kind", details.kind, "kind"), details.issued_on
    if issued_on is None or issued_on > today():
        raise InspectionCode.NO_DAY.error(Place(field="issued_on"))
    _check_days(details.days, kind)
    row = InspectionOrder(
        item=item,
        kind=kind,
        article=article,
        issued_on=issued_on,
        due_on=issued_on + dt.timedelta(days=details.days),
        appeal_until=issued_on + dt.timedelta(days=rules().appeal_days),
    )
    given = (bool(details.currency), bool(details.amount), details.workers is not None)
    if given != (kind == PAYMENT,) * 3 or details.workers == 0:
        raise InspectionCode.NO_MEASURE.error(Place(field="amount"))
    if kind == PAYMENT:
        check_currency(details.currency)
        row.currency, row.workers = details.currency, details.workers
        row.amount = to_decimal(parse_amount(details.amount, details.currency, "amount"))
    return row


def _check_days(days: int, kind: str) -> None:
    longest = rules().comply_days
    if not 0 <= days <= longest or (days == 0) != (kind == STOP):
        raise InspectionCode.NO_TERM.error(Place(field="days"))


def move_order(
    actor: Actor | None,
    key: uuid.UUID,
    name: str,
    *,
    due_on: dt.date | None = None,
    seen: int,
    request: uuid.UUID,
    reason: str = "",
) -> InspectionOrder:
    """Take a step of an order; to extend or vary it sets a new last day.

    Raises:
        Refused: not for this actor.
        InputError: H202; T101 to T108.
    """

    def new_day(row: InspectionOrder, who: Actor) -> None:
        last = row.issued_on + dt.timedelta(days=2 * rules().comply_days)
        if due_on is None or not today() <= due_on <= last:
            raise InspectionCode.NO_DAY.error(Place(field="due_on"))
        row.due_on = due_on
        record_act(who, "change", "inspection_order", row.pk, purpose="change")
        room.save_columns(row)

    before = new_day if name in ("extend", "vary") else None
    return room.take_step(
        actor, law.ORDER_STEP, ORDER, key, name, seen=seen, request=request, reason=reason,
        before=before,
    )  # fmt: skip


def mark_overdue() -> int:
    """Mark every order whose last day is over, each in its own transaction; return how many."""
    late = InspectionOrder.objects.filter(state__in=IN_FORCE, due_on__lt=today())
    return sum(_mark(row) for row in late.order_by("pk"))


def _mark(row: InspectionOrder) -> bool:
    try:
        move(
            ORDER, row, "fall_due", Clock(row.institution_id), seen_version=row.version,
            request=uuid.uuid4(),
        )  # fmt: skip
    except StaleState:
        return False
    return True


def _text(text: str, field: str, longest: int) -> str:
    found = " ".join(text.split())
    if not 0 < len(found) <= longest:
        raise InspectionCode.NO_TEXT.error(Place(field=field))
    return found
