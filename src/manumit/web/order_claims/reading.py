"""Claims from orders to pay, for pages: one order with its workers, and all such orders."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.core.paginator import Page
from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef, QuerySet, Subquery
from django.utils import timezone

from manumit.terms.numbers import money
from manumit.web.inspections.follows import Follow, Followed
from manumit.web.inspections.law import order_policy
from manumit.web.inspections.models import InspectionOrder
from manumit.web.inspections.process import ANNULLED
from manumit.web.institutions.models import Post
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import SEE, Relation
from manumit.web.kernel.access.policies import RELATION
from manumit.web.kernel.access.recording import record_act, require_actor
from manumit.web.kernel.money import format_sums, sum_by_currency
from manumit.web.kernel.paging import page_of
from manumit.web.kernel.register import FieldClass
from manumit.web.kernel.vault.keys import subject_keys
from manumit.web.kernel.vault.sealed import open_text
from manumit.web.remedies import selectors
from manumit.web.remedies.lists import CONFIRMATION, GUARDIAN
from manumit.web.remedies.models import Claim, ClaimFact, ContactDue, Payment, RemedyOrder
from manumit.web.remedies.policies import claim_policy, contact_policy, mandate_policy
from manumit.web.remedies.process import CLAIM, PAYABLE
from manumit.web.ui.room.rows import shown_in

ON_A_PAGE = 50
ASK_BY = "ask_by"


def claims_from_order(actor: Actor | None, order: uuid.UUID) -> QuerySet[Claim]:
    """Return the claims from an order to pay that the actor may see, as :meth:`Policy.scope` does.

    Other offices of an inspectorate read its orders, and nothing of the workers listed.

    Raises:
        Refused: the order is not for this actor, or they may see none of its claims.
    """
    order_policy.load(actor, order)
    rows = claim_policy.scope(actor).filter(order=order)
    if not rows.exists():
        claim_policy.check_new(actor, SEE, Relation.OTHER_OFFICE, order)
    return rows


@dataclass(frozen=True, slots=True, repr=False)
class OrderClaimLine:
    """One worker of an order; its ``repr`` hides the name.

    Attributes:
        worker: name or number on the payroll; None if hidden, as from a colleague.
        amount: what is to be paid to them.
        payment: the last reported payment; None if none was reported.
        answer: what the worker says of it; empty before they were asked; None if hidden.
        ask_by: day by which they are to be asked; None if nothing is due, or if hidden.
    """

    claim: uuid.UUID
    reference: str
    worker: str | None
    amount: str
    state: str
    payment: uuid.UUID | None
    answer: str | None
    ask_by: dt.date | None

    @property
    def confirmed(self) -> bool:
        """Return whether the worker confirmed the payment in private."""
        return self.answer == CONFIRMATION


@dataclass(frozen=True, slots=True)
class OrderClaims:
    """The claims from one order.

    Attributes:
        amount: the whole order.
        workers: listed in the order.
        opened: claims that were opened.
        waiting: whether others are still to be opened.
        paid: claims of which the worker confirmed everything; None if answers are hidden.
        confirmed: total that workers confirmed, of the claims whose answers the actor may see; None
            if they see none.
        unreported: claims without a reported payment, of those that the actor holds.
        hands_over: whether the actor holds claims and has a colleague who could.
        unheld: claims that the actor may take over, because their holder has left the office.
        shown: a page of the workers.
    """

    order: InspectionOrder
    amount: str
    workers: int
    opened: int
    waiting: bool
    paid: int | None
    confirmed: str | None
    unreported: int
    hands_over: bool
    unheld: int
    shown: Page[OrderClaimLine]


@transaction.atomic
def order_claims(actor: Actor | None, key: uuid.UUID, number: str | None = None) -> OrderClaims:
    """Return the claims from an order; the ledger has the order and each claim whose name is shown.

    Raises:
        Refused: not for this actor.
        InputError: V101 to V107, V201, V301.
    """
    rows = claims_from_order(actor, key)
    order = InspectionOrder.objects.get(pk=key)
    who = require_actor(actor, "claim", SEE)
    record_act(who, "read_file", "inspection_order", order.pk, purpose=SEE)
    heard = rows.filter(**{f"{RELATION}__in": _heard_in(who)})
    hears = heard.exists()
    opened = Claim.objects.filter(order=order).count()
    mine = claim_policy.scope(actor, "change").filter(order=order)
    return OrderClaims(
        order=order,
        amount=_amount(order),
        workers=order.workers or 0,
        opened=opened,
        waiting=opened < (order.workers or 0) and order.state != ANNULLED,
        paid=heard.filter(state="paid").count() if hears else None,
        confirmed=_confirmed(order, heard) if hears else None,
        unreported=mine.filter(state__in=PAYABLE, payments=None).count(),
        hands_over=bool(receivers(actor, mine)),
        unheld=unheld_claims(actor, key).count(),
        shown=page_of(
            _due_first(rows),
            number,
            ON_A_PAGE,
            lambda found: _lines(who, found),
        ),
    )


def unheld_claims(actor: Actor | None, order: uuid.UUID) -> QuerySet[Claim]:
    """Return the claims from an order that the actor may take over from a holder who has left."""
    posts = Post.objects.valid().filter(office=OuterRef("office"), member=OuterRef("held_by"))
    return claim_policy.scope(actor, "take_over").filter(~Exists(posts), order=order)


def held_claims(actor: Actor | None, order: uuid.UUID) -> QuerySet[Claim]:
    """Return the claims from an order that the actor holds.

    Raises:
        Refused: the order is not for this actor, or they hold none of its claims.
    """
    claims_from_order(actor, order)
    held = claim_policy.scope(actor, "change").filter(order=order)
    if not held.exists():
        claim_policy.check_new(actor, "change", Relation.COLLEAGUE, order)
    return held


def receivers(actor: Actor | None, held: QuerySet[Claim]) -> list[uuid.UUID]:
    """Return the members to whom the actor can hand over claims of one order that they hold."""
    first = held.first()
    return [] if first is None else selectors.colleagues(actor, first.pk)


def _heard_in(who: Actor) -> list[str]:
    """Return the relations in which the actor sees what workers answered."""
    return [one.value for one in Relation if contact_policy.can_new(who, SEE, one)]


def _due_first(rows: QuerySet[Claim]) -> QuerySet[Claim]:
    """Order claims by the day on which their worker is to be asked, the others after them."""
    due = ContactDue.objects.filter(claim=OuterRef("pk"), contact=None).order_by("due_on")
    dated = rows.annotate(**{ASK_BY: Subquery(due.values("due_on")[:1])})
    return dated.order_by(F(ASK_BY).asc(nulls_last=True), "opened_at", "reference")


def _amount(order: InspectionOrder) -> str:
    return money(Fraction(order.amount or 0), order.currency)


def _confirmed(order: InspectionOrder, heard: QuerySet[Claim]) -> str:
    keys = list(heard.values_list("pk", flat=True))
    payments = Payment.objects.filter(claim__in=keys).prefetch_related("contacts")
    found = [one for one in payments if one.worker_answer() == CONFIRMATION]
    sums = sum_by_currency((one.currency, one.amount) for one in found)
    return ", ".join(format_sums(sums)) or money(Fraction(0), order.currency)


def _lines(who: Actor, rows: Iterable[Any]) -> list[OrderClaimLine]:
    rows = list(rows)
    open_in = shown_in(claim_policy, who.role, FieldClass.IDENTIFYING)
    names = _names(who, [row for row in rows if getattr(row, RELATION) in open_in])
    amounts: dict[uuid.UUID, list[tuple[str, Decimal]]] = defaultdict(list)
    for one in RemedyOrder.objects.filter(claim__in=rows):
        amounts[one.claim_id].append((one.currency, one.amount))
    payments = _last_payments(rows)
    return [
        _line(who, row, names.get(row.pk), amounts[row.pk], payments.get(row.pk)) for row in rows
    ]


def _names(who: Actor, rows: Sequence[Claim]) -> Mapping[uuid.UUID, str]:
    """Return the workers' names by claim; each claim's ledger has that it was opened."""
    for row in rows:
        record_act(who, "read_file", "claim", row.pk, purpose=SEE)
    keys = subject_keys(row.subject_id for row in rows)
    facts = ClaimFact.objects.filter(claim__in=rows, kind="claimant", subject__in=keys)
    return {
        fact.claim_id: open_text(fact, "content", key=keys[fact.subject_id]) or ""
        for fact in facts.order_by("made_at")
    }


def _last_payments(rows: Sequence[Claim]) -> Mapping[uuid.UUID, Payment]:
    found = Payment.objects.filter(claim__in=rows).prefetch_related("contacts")
    return {one.claim_id: one for one in found.order_by("on_day", "reported_at")}


def _line(
    who: Actor,
    row: Any,
    worker: str | None,
    amounts: Iterable[tuple[str, Decimal]],
    payment: Payment | None,
) -> OrderClaimLine:
    heard = contact_policy.can_new(who, SEE, Relation(getattr(row, RELATION)))
    answer = "" if payment is None else payment.worker_answer()
    return OrderClaimLine(
        claim=row.pk,
        reference=row.reference,
        worker=worker,
        amount=", ".join(format_sums(sum_by_currency(amounts))),
        state=row.state,
        payment=None if payment is None else payment.pk,
        answer=answer if heard else None,
        ask_by=getattr(row, ASK_BY) if heard else None,
    )


@dataclass(frozen=True, slots=True)
class PaidOrder:
    """An order to pay with how far its claims are.

    Attributes:
        opened: its claims; ``ended``: those that are paid or closed.
    """

    key: uuid.UUID
    reference: str
    amount: str
    issued_on: dt.date
    state: str
    opened: int
    ended: int


def orders_with_claims(actor: Actor | None, number: str | None = None) -> Page[PaidOrder]:
    """Return the orders from which claims were opened that the actor may see, latest first."""
    keys = claim_policy.scope(actor).filter(order__isnull=False).order_by().values("order")
    rows = order_policy.scope(actor).filter(pk__in=keys)
    return page_of(rows.order_by("-issued_on", "reference"), number, ON_A_PAGE, _orders)


def _orders(rows: Iterable[InspectionOrder]) -> list[PaidOrder]:
    rows = list(rows)
    counted = Claim.objects.filter(order__in=rows).order_by().values_list("order", "state")
    numbers: dict[uuid.UUID, list[int]] = {}
    for order, state, number in counted.annotate(number=Count("pk")):
        found = numbers.setdefault(order, [0, 0])
        found[0] += number
        found[1] += number if state in CLAIM.ends else 0
    return [
        PaidOrder(
            row.pk,
            row.reference,
            _amount(row),
            row.issued_on,
            row.state,
            *numbers.get(row.pk, (0, 0)),
        )
        for row in rows
    ]


def claims_of_order(actor: Actor | None, row: Followed) -> Follow | None:
    """Return the page of the claims from an order, if the actor may see some."""
    if isinstance(row, InspectionOrder) and claim_policy.scope(actor).filter(order=row).exists():
        return Follow("order_claims/claims", "order_claims:claims", {"order": row.pk})
    return None


def guardian_speaks(actor: Actor | None, claim_id: uuid.UUID) -> bool:
    """Return whether a guardian has a valid mandate in a claim."""
    rows = mandate_policy.scope(actor).filter(claim=claim_id, basis=GUARDIAN)
    return any(one.holds_at(timezone.now()) for one in rows)
