"""Orders as a member sees them, and an employer on the screen and on paper."""

import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet

from manumit.assessment.view import Words
from manumit.paper.order import OrderPart, order_pdf
from manumit.terms.numbers import money
from manumit.terms.words import number_text
from manumit.web.inspections.follows import Follow, follows_of
from manumit.web.inspections.law import LIST_WORKERS, order_policy
from manumit.web.inspections.lists import LISTS
from manumit.web.inspections.models import InspectionOrder, PaymentList
from manumit.web.inspections.orders import PAYMENT, OrderContent
from manumit.web.inspections.payment_lists import lines_of
from manumit.web.inspections.process import APPEALED, IN_FORCE, ORDER, OVERDUE, PENALISE
from manumit.web.inspections.reading import (
    StepTaken,
    allowed_actions,
    possible_steps,
    steps_taken,
)
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import SEE
from manumit.web.kernel.access.recording import check_column_visible, record_act, require_actor
from manumit.web.kernel.vault.sealed import open_text
from manumit.web.ui.languages import Language, language, library, words
from manumit.web.ui.room.days import day_text, day_tone
from manumit.web.ui.room.declared import (
    Badge,
    Cell,
    DayFilter,
    Filter,
    ListColumn,
    Reader,
    RoomList,
    Rows,
    SavedView,
    Tone,
    amount_cell,
    coded,
    one_of,
)
from manumit.web.workplaces.timeline import (
    Moment,
    TimelineEvent,
    TimelineSource,
    event,
    moments_of,
)


@dataclass(frozen=True, slots=True, repr=False)
class OrderView:
    """One order; its ``repr`` hides the content.

    Attributes:
        item: the point of the checklist that was violated.
        amount: with its currency; empty where it is no order to pay.
        content: None where the mask hides it.
        listed: whether its workers are listed; ``lists``: whether the member can list them now.
        follows: pages of other rooms that it leads to.
    """

    row: InspectionOrder
    item: str
    amount: str
    content: OrderContent | None
    taken: Sequence[StepTaken]
    may: frozenset[str]
    steps: Sequence[str]
    listed: bool = False
    lists: bool = False
    follows: Sequence[Follow] = ()


def amount_of(row: InspectionOrder) -> str:
    """Return the amount of an order to pay with its currency; empty for other orders."""
    return "" if row.amount is None else money(Fraction(row.amount), row.currency)


@transaction.atomic
def order(actor: Actor | None, key: uuid.UUID) -> OrderView:
    """Return one order; the ledger has it.

    Raises:
        Refused: not for this actor.
        InputError: V101 to V107, V201, V301.
    """
    row, held = order_policy.load_held(actor, key)
    who = require_actor(actor, "inspection_order", SEE)
    record_act(who, "read_file", "inspection_order", row.pk, purpose=SEE)
    shown = "content" in order_policy.mask(who, row)
    may = allowed_actions(who, "inspection_order", held)
    listed = PaymentList.objects.filter(order=row).exists()
    can_list = row.kind == PAYMENT and row.state in LIST_WORKERS.states and "change" in may
    return OrderView(
        row=row,
        item=row.item,
        amount=amount_of(row),
        content=content_of(row) if shown else None,
        taken=steps_taken(row),
        may=may,
        steps=[one for one in possible_steps(ORDER, row, who, may) if one != PENALISE],
        listed=listed,
        lists=can_list and not listed,
        follows=follows_of(actor, row),
    )


@transaction.atomic
def printed_order(actor: Actor | None, key: uuid.UUID) -> OrderView:
    """Return one order with its content, to be printed or shown; the ledger has it.

    Raises:
        Refused: not for this actor, or without the right to read whom it is addressed to.
        InputError: V101 to V107, V201, V301.
    """
    row = order_policy.load(actor, key)
    who = require_actor(actor, "inspection_order", SEE)
    check_column_visible(who, order_policy, row, "content")
    record_act(who, "print", "inspection_order", row.pk, purpose=SEE)
    return OrderView(row, row.item, amount_of(row), content_of(row), (), frozenset(), ())


def content_of(row: InspectionOrder) -> OrderContent:
    """Return the sealed content of an order; the caller has asked the policy."""
    return OrderContent.from_text(open_text(row, "content") or "")


def order_part(seen: OrderView, spoken: Language) -> OrderPart:
    """Return an order in one language; the demand is as somebody wrote it in that language."""
    wording, content = words(spoken.tag), seen.content
    assert content is not None  # noqa: S101 - who prints an order may read it
    second = bool(content.second) and content.second_language == spoken.tag
    return OrderPart(
        language=spoken.tag,
        direction=spoken.direction,
        title=wording.name(f"inspections_paper/{seen.row.kind}"),
        head=[
            (wording.name(f"inspections_field/{label}"), value)
            for label, value in _head(seen, wording, content.addressee)
        ],
        demand_title=wording.name("inspections_field/demand"),
        demand=content.second if second else content.demand,
        notes=list(_notes(seen, wording)),
        sign=f"{wording.name('inspections_paper/inspector')}|{wording.name('inspections_paper/received')}",
    )


def _head(seen: OrderView, wording: Words, addressee: str) -> Iterator[tuple[str, str]]:
    row = seen.row
    yield "reference", row.reference
    yield "addressee", addressee
    yield "item", f"{wording.name(f'inspections_item/{seen.item}')} ({row.article})"
    yield "issued_on", f"{row.issued_on:%Y-%m-%d}"
    yield "due_on", f"{row.due_on:%Y-%m-%d}"
    if seen.amount:
        yield "amount", number_text(wording, seen.amount)
        yield "workers", str(row.workers)


def _notes(seen: OrderView, wording: Words) -> Iterator[str]:
    """Yield what follows; an order to pay is for all workers, those who left too (R-40)."""
    yield wording.name(f"inspections_paper/{seen.row.kind}_note")
    until = f"{seen.row.appeal_until:%Y-%m-%d}"
    yield wording.name("inspections_paper/appeal").format(day=until)
    yield wording.name("inspections_paper/no_reprisal")


def order_paper(seen: OrderView) -> bytes:
    """Return an order as PDF, in the languages in which its demand was written: one or two.

    Raises:
        InputError: P101 or P102 where the text cannot be printed.
    """
    content = seen.content
    assert content is not None  # noqa: S101 - as above
    tags = dict.fromkeys((content.language, content.second_language))
    found = [one for tag in tags if (one := language(tag)) is not None]
    return order_pdf([order_part(seen, one) for one in found], library())


@transaction.atomic
def payment_paper(actor: Actor | None, key: uuid.UUID) -> bytes | None:
    """Return the workers of an order to pay with their sums as PDF; None if none are listed.

    Raises:
        Refused: not for this actor, or without the right to read whom it is addressed to.
        InputError: V101 to V107, V201, V301; P101 or P102 where it cannot be printed.
    """
    seen = printed_order(actor, key)
    kept, content = PaymentList.objects.filter(order=seen.row).first(), seen.content
    if kept is None or content is None:
        return None
    tags = dict.fromkeys((content.language, content.second_language))
    spoken = [one for tag in tags if (one := language(tag)) is not None]
    return order_pdf([_list_part(seen, kept, one) for one in spoken], library())


def _list_part(seen: OrderView, kept: PaymentList, spoken: Language) -> OrderPart:
    wording, content, row = words(spoken.tag), seen.content, seen.row
    assert content is not None  # noqa: S101 - as above
    left = wording.name("inspections_paper/has_left")
    head = [
        (wording.name("inspections_field/reference"), row.reference),
        (wording.name("inspections_field/addressee"), content.addressee),
        (wording.name("inspections_paper/time"), f"{kept.first_day} – {kept.last_day}"),
    ]
    for one in lines_of(kept):
        named = f"{one.worker} ({left})" if one.left else one.worker
        head.append((named, number_text(wording, money(Fraction(one.least), row.currency))))
    return OrderPart(
        language=spoken.tag,
        direction=spoken.direction,
        title=wording.name("inspections_paper/list"),
        head=head,
        demand_title=wording.name("inspections_paper/sum"),
        demand=number_text(wording, seen.amount),
        notes=[wording.name("inspections_paper/list_note")],
        sign=wording.name("inspections_paper/inspector"),
    )


def _open(rows: Rows, reader: Reader) -> Rows:
    del reader
    return rows.exclude(state__in=ORDER.ends)


def _in_state(*states: str) -> Callable[[Rows, Reader], Rows]:
    return lambda rows, reader: rows.filter(state__in=states)  # noqa: ARG005


def _order(row: InspectionOrder, reader: Reader) -> Cell:
    href = reader.address("inspections:order", order=row.pk)
    return Cell(row.reference, code=True, href=href)


def _kind(row: InspectionOrder, reader: Reader) -> Cell:
    return Cell(reader.say(f"inspections_order_kind/{row.kind}"), fine=row.article)


def _sum(row: InspectionOrder, reader: Reader) -> Cell:
    amount = amount_of(row)
    return amount_cell([amount], reader) if amount else Cell("–")


def _workers(row: InspectionOrder, reader: Reader) -> Cell:
    del reader
    return Cell("–" if row.workers is None else str(row.workers))


def _state(row: InspectionOrder, reader: Reader) -> Cell:
    tone: Tone = "danger" if row.state == OVERDUE else "state"
    return Cell(badges=(Badge(reader.say(f"inspections_order_state/{row.state}"), tone),))


def _due(row: InspectionOrder, reader: Reader) -> Cell:
    runs = row.state == OVERDUE or row.state in IN_FORCE
    return Cell(
        fine=day_text(row.due_on, reader), tone=day_tone(row.due_on, reader) if runs else ""
    )


ORDERS = RoomList(
    view="inspections:orders",
    policy=order_policy,
    heading="inspections/orders",
    empty="inspections/no_orders",
    columns=(
        ListColumn("order", "inspections/order", _order, place="first"),
        ListColumn("kind", "inspections_field/kind", _kind, sort="kind"),
        ListColumn("state", "inspections/status", _state, sort="state", place="state"),
        ListColumn("due", "inspections_field/due_on", _due, sort="due_on", place="next"),
        ListColumn("amount", "inspections_field/amount", _sum),
        ListColumn("workers", "inspections_field/workers", _workers, sort="workers", place="far"),
    ),
    order="due",
    otherwise="order",
    filters=(
        Filter(
            "state",
            "inspections/status",
            coded("inspections_order_state", ORDER.states),
            one_of("state"),
        ),
        Filter(
            "kind",
            "inspections_field/kind",
            coded("inspections_order_kind", LISTS["order_kind"].codes()),
            one_of("kind"),
        ),
        DayFilter("due", "inspections_field/due_on", "due_on", moment=False),
    ),
    views=(
        SavedView("open", "inspections_view/open", _open),
        SavedView("overdue", "inspections_order_state/overdue", _in_state(OVERDUE)),
        SavedView("appealed", "inspections_order_state/appealed", _in_state(APPEALED)),
        SavedView("ended", "inspections_view/ended", _in_state(*sorted(ORDER.ends))),
    ),
)


def _moments(who: Actor, workplaces: frozenset[uuid.UUID]) -> QuerySet[Any, Any]:
    return moments_of(order_policy.scope(who).filter(workplace__in=workplaces), F("issued_on"))


def _events(moments: Sequence[Moment], reader: Reader) -> Mapping[Moment, TimelineEvent]:
    rows = order_policy.scope(reader.actor).in_bulk([key for _, key in moments])
    return {(day, key): _event(rows[key], reader) for day, key in moments if key in rows}


def _event(row: InspectionOrder, reader: Reader) -> TimelineEvent:
    href = reader.address("inspections:order", order=row.pk)
    amount = amount_of(row)
    sums = amount_cell([amount], reader).text if amount else ""
    details = Cell(reader.say(f"inspections_order_kind/{row.kind}"), fine=sums or row.article)
    state = f"inspections_order_state/{row.state}"
    return event("inspections/order", row, href, details, reader, state=state)


ORDER_EVENTS = TimelineSource("order", order_policy.resource, _moments, _events)
