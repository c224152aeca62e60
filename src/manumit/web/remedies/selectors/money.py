"""Orders and payments as somebody sees them, and whom to ask by when."""

import datetime as dt
import uuid
from dataclasses import dataclass
from fractions import Fraction

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from manumit.terms.numbers import money
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import SEE, Relation
from manumit.web.kernel.access.telling import acting, check_sealed, tell
from manumit.web.kernel.vault.sealed import open_text
from manumit.web.remedies.lists import CONFIRMS
from manumit.web.remedies.models import Contact, Due, Order, Payment
from manumit.web.remedies.policies import (
    claim_policy,
    contact_policy,
    order_policy,
    payment_policy,
)


@dataclass(frozen=True, slots=True)
class OrderView:
    """An amount that is to be paid, with its currency."""

    kind: str
    head: str
    amount: str
    made_on: dt.date
    due_on: dt.date | None
    late: bool


def orders(actor: Actor | None, claim_id: uuid.UUID) -> list[OrderView]:
    """What is to be paid, oldest first.

    Raises:
        Refused: not for this actor.
    """
    claim_policy.load(actor, claim_id)
    rows = order_policy.scope(actor).filter(claim=claim_id).order_by("recorded_at")
    return [_order(row) for row in rows]


def _order(row: Order) -> OrderView:
    late = row.due_on is not None and row.due_on < timezone.now().date()
    return OrderView(
        row.kind, row.head, money(Fraction(row.amount), row.currency), row.made_on, row.due_on, late
    )


@dataclass(frozen=True, slots=True, repr=False)
class ContactView:
    """What the worker said; its ``repr`` shows nothing.

    Attributes:
        counts: whether the answer counts.
        asked_by: who asked; None where the claim is of another institution.
    """

    answer: str
    asked_on: dt.date
    alone: str
    safe: str
    counts: bool
    note: str
    asked_by: uuid.UUID | None


@dataclass(frozen=True, slots=True)
class PaymentView:
    """One part that somebody says was paid.

    Attributes:
        standing: the worker's last word that counts; empty while there is none; None where the
            mask hides it, as from whoever owes.
        own: whether the actor's institution has reported it.
        due_on: by when the worker is to be asked; None where nothing is due or it is hidden.
    """

    id: uuid.UUID
    claim: uuid.UUID
    amount: str
    on_day: dt.date
    channel: str
    payer: str
    own: bool
    standing: str | None
    due_on: dt.date | None

    @property
    def confirmed(self) -> bool:
        """Whether the worker has confirmed it in private."""
        return self.standing == CONFIRMS


def payments(actor: Actor | None, claim_id: uuid.UUID) -> list[PaymentView]:
    """What is said to have been paid, oldest first.

    Raises:
        Refused: not for this actor.
    """
    claim_policy.load(actor, claim_id)
    who = acting(actor, "claim_payment", SEE)
    rows = payment_policy.scope(who).filter(claim=claim_id).order_by("on_day", "reported_at")
    return [_payment(who, row) for row in rows]


def _payment(who: Actor, row: Payment) -> PaymentView:
    shown = contact_policy.can_new(who, SEE, _relation(who, row))
    due = row.dues.filter(contact=None).order_by("due_on").first() if shown else None
    return PaymentView(
        row.pk,
        row.claim_id,
        money(Fraction(row.amount), row.currency),
        row.on_day,
        row.channel,
        row.payer,
        row.reported_in == who.institution,
        row.standing() if shown else None,
        None if due is None else due.due_on,
    )


def _relation(who: Actor, row: Payment) -> Relation:
    held = payment_policy.relations_to(who, row)
    return next(one for one in Relation if one in held)


@transaction.atomic
def payment(actor: Actor | None, payment_id: uuid.UUID) -> tuple[PaymentView, list[ContactView]]:
    """One payment with what the worker said of it, the latest first.

    Raises:
        Refused: not for this actor.
        InputError: V101 to V107, V201, V301.
    """
    row = payment_policy.load(actor, payment_id)
    who = acting(actor, "claim_payment", SEE)
    tell(who, "read_statement", "claim_payment", row.pk, purpose=SEE)
    said = contact_policy.scope(who).filter(payment=row).order_by("-asked_at")
    return _payment(who, row), [_contact(who, one) for one in said]


def _contact(who: Actor, row: Contact) -> ContactView:
    check_sealed(who, contact_policy, row, "note")
    return ContactView(
        row.answer,
        row.asked_on,
        row.alone,
        row.safe,
        row.counts,
        open_text(row, "note") or "",
        row.asked_by if row.institution_id == who.institution else None,
    )


@dataclass(frozen=True, slots=True)
class DueLine:
    """Whom to ask by when."""

    payment: uuid.UUID
    claim: uuid.UUID
    reference: str
    kind: str
    due_on: dt.date
    late: bool


def due_contacts(actor: Actor | None) -> list[DueLine]:
    """Payments about which a worker is to be asked, in claims of theirs, soonest first."""
    today = timezone.now().date()
    rows = _due(actor).select_related("claim")
    return [
        DueLine(
            row.payment_id, row.claim_id, row.claim.reference, row.kind, row.due_on,
            row.due_on < today,
        )
        for row in rows.order_by("due_on", "pk")
    ]  # fmt: skip


def many_due(actor: Actor | None) -> int:
    """How many payments that is."""
    return _due(actor).count()


def _due(actor: Actor | None) -> QuerySet[Due]:
    claims = claim_policy.scope(actor, "change").values("pk")
    return Due.objects.filter(contact=None, claim__in=claims)
