"""Who is to be paid by an order, and how much: all to whom wages are owed (R-03, R-40).

The list is sealed under the key of its order. Rooms above open a claim for each of its workers.
"""

import datetime as dt
import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Self

from manumit.errors import InputError, Place
from manumit.terms.numbers import money
from manumit.web.inspections import law
from manumit.web.inspections.codes import InspectionCode
from manumit.web.inspections.models import InspectionOrder, PaymentList
from manumit.web.inspections.orders import PAYMENT
from manumit.web.kernel import room
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.money import parse_amount, to_decimal
from manumit.web.kernel.room import NewRow
from manumit.web.kernel.vault.sealed import open_text

LONGEST_WORKER, LONGEST_LIST = 200, 200_000
BETWEEN = ("\t", ";", " ")
"""What may stand between a worker and the sum; the first that a line contains is used."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class PaymentLine:
    """One worker of an order to pay; its ``repr`` hides the name.

    Attributes:
        worker: name or number in the employer's records.
        least, most: what the worker can claim, in the currency of the order, which is over the
            least.
        left: whether the records say that the worker left.
    """

    worker: str
    least: Decimal
    most: Decimal
    left: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ListedWorkers:
    """The workers of an order as entered; its ``repr`` hides them.

    Attributes:
        first_day, last_day: of the time for which wages are owed.
    """

    first_day: dt.date | None
    last_day: dt.date | None
    lines: Sequence[PaymentLine]

    def to_text(self) -> str:
        """Return the lines as JSON, to be sealed."""
        return json.dumps(
            [
                {"worker": one.worker, "least": f"{one.least}", "most": f"{one.most}"}
                | ({"left": True} if one.left else {})
                for one in self.lines
            ],
            ensure_ascii=False,
        )

    @classmethod
    def from_text(
        cls, text: str, currency: str, first_day: dt.date | None, last_day: dt.date | None
    ) -> Self:
        """Return what somebody typed or pasted: on each line a name or number, then the sum.

        Empty lines are left out.

        Args:
            text: with a tab, a semicolon or a space before each sum.
            currency: code of that of the order.
            first_day: of the time for which wages are owed.
            last_day: of that time.

        Raises:
            InputError: H219, with the numbers of the lines that have no worker or no sum.
        """
        lines, wrong = [], []
        for number, one in enumerate(text.splitlines(), 1):
            if not one.strip():
                continue
            read = _line(one.strip(), currency)
            if read is None:
                wrong.append(str(number))
            else:
                lines.append(read)
        if wrong:
            raise InspectionCode.NO_LINE.error(Place(field="pay_list"), lines=", ".join(wrong))
        return cls(first_day=first_day, last_day=last_day, lines=lines)


def _line(text: str, currency: str) -> PaymentLine | None:
    """Return a line that was typed; None if it has no worker or no sum."""
    between = next((one for one in BETWEEN if one in text), None)
    worker, _, typed = text.rpartition(between or " ")
    named = " ".join(worker.split())
    try:
        amount = to_decimal(parse_amount(typed.strip(), currency, "pay_list"))
    except InputError:
        return None
    if not 0 < len(named) <= LONGEST_WORKER:
        return None
    return PaymentLine(worker=named, least=amount, most=amount)


def list_workers(
    actor: Actor | None, key: uuid.UUID, entered: ListedWorkers, *, request: uuid.UUID
) -> PaymentList:
    """Keep who is to be paid by an order, once, and return the list.

    Args:
        actor: an inspector; the order is of their office.
        key: of an order to pay.
        entered: as many workers as the order has, whose sums add up to that of the order.
        request: idempotency key of the form; a repeat returns the same list.

    Raises:
        Refused: not for this actor.
        InputError: H202, H214, H218, H220, H221; T201, T202.
    """

    def build(row: InspectionOrder, who: Actor) -> NewRow[PaymentList]:
        del who
        _check_order(row)
        first_day, last_day = _days(row, entered)
        _check_sums(row, entered.lines)
        made = PaymentList(first_day=first_day, last_day=last_day)
        return NewRow(made, {"lines": entered.to_text()})

    return room.add_part(actor, law.LIST_WORKERS, key, PaymentList, request, build, of="order")


def _check_order(row: InspectionOrder) -> None:
    if row.kind != PAYMENT:
        raise InspectionCode.NO_ORDER.error(Place())
    if PaymentList.objects.filter(order=row).exists():
        raise InspectionCode.HAS_LIST.error(Place())


def _days(row: InspectionOrder, entered: ListedWorkers) -> tuple[dt.date, dt.date]:
    first, last = entered.first_day, entered.last_day
    if first is None or last is None or not first <= last <= row.issued_on:
        raise InspectionCode.NO_DAY.error(Place(field="last_day"))
    return first, last


def _check_sums(row: InspectionOrder, lines: Sequence[PaymentLine]) -> None:
    """Check that an order and its list are about as many workers and the same sum."""
    place, total = Place(field="pay_list"), sum((one.least for one in lines), Decimal(0))
    if len(lines) != row.workers:
        raise InspectionCode.OTHER_WORKERS.error(place, listed=len(lines), workers=row.workers)
    if total != row.amount:
        total_text, amount = (
            money(Fraction(one or 0), row.currency) for one in (total, row.amount)
        )
        raise InspectionCode.OTHER_SUM.error(place, total=total_text, amount=amount)


def lines_of(kept: PaymentList) -> list[PaymentLine]:
    """Return the workers of a list; the caller has asked the policy."""
    return [
        PaymentLine(
            worker=one["worker"],
            least=Decimal(one["least"]),
            most=Decimal(one["most"]),
            left=one.get("left", False),
        )
        for one in json.loads(open_text(kept, "lines") or "[]")
    ]
