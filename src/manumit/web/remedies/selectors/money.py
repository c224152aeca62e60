"""Orders, payments and private answers for pages."""

import datetime as dt
import uuid
from dataclasses import dataclass
from fractions import Fraction

from django.db import transaction
from django.utils import timezone

from manumit.terms.numbers import money
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import SEE, Relation
from manumit.web.kernel.access.recording import check_column_visible, record_act, require_actor
from manumit.web.kernel.vault.sealed import open_text
from manumit.web.remedies.lists import CONFIRMATION
from manumit.web.remedies.models import Payment, PaymentContact, RemedyOrder
from manumit.web.remedies.policies import claim_policy, contact_policy, order_policy, payment_policy
from manumit.web.remedies.process import PAYABLE


@dataclass(frozen=True, slots=True)
class RemedyOrderView:
    """One order, with its formatted amount."""

    kind: str
    head: str
    amount: str
    made_on: dt.date
    due_on: dt.date | None
    late: bool


def orders(actor: Actor | None, claim_id: uuid.UUID) -> list[RemedyOrderView]:
    """Return the orders of a claim, oldest first.

    Raises:
        Refused: not for this actor.
    """
    claim_policy.load(actor, claim_id)
    rows = order_policy.scope(actor).filter(claim=claim_id).order_by("recorded_at")
    return [_order(row) for row in rows.select_related("claim__order")]


def _order(row: RemedyOrder) -> RemedyOrderView:
    # An inspectorate may extend its order; the copy in the claim keeps the first day.
    last = row.claim.order.due_on if row.claim.order else row.due_on
    late = row.claim.state in PAYABLE and last is not None and last < timezone.now().date()
    return RemedyOrderView(
        row.kind, row.head, money(Fraction(row.amount), row.currency), row.made_on, row.due_on, late
    )


@dataclass(frozen=True, slots=True, repr=False)
class PaymentContactView:
    """One contact with the worker; its ``repr`` shows nothing.

    Attributes:
        counts: whether the answer counts.
        asked_by: member who asked; None if the claim belongs to another institution.
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
    """One reported payment.

    Attributes:
        worker_answer: the worker's latest answer that counts; empty if there is none; None if
            hidden, as from a debtor.
        waiver: no or unknown: whether it demands that the worker gives up other claims.
        own: whether the actor's institution reported it.
        due_on: day by which the worker must be asked; None if nothing is due or it is hidden.
    """

    id: uuid.UUID
    claim: uuid.UUID
    amount: str
    on_day: dt.date
    channel: str
    payer: str
    waiver: str
    own: bool
    worker_answer: str | None
    due_on: dt.date | None

    @property
    def confirmed(self) -> bool:
        """Return whether the worker confirmed it in private."""
        return self.worker_answer == CONFIRMATION


def payments(actor: Actor | None, claim_id: uuid.UUID) -> list[PaymentView]:
    """Return the payments of a claim that the actor may see, oldest first.

    Raises:
        Refused: not for this actor.
    """
    claim_policy.load(actor, claim_id)
    who = require_actor(actor, "claim_payment", SEE)
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
        row.waiver,
        row.reported_in == who.institution,
        row.worker_answer() if shown else None,
        None if due is None else due.due_on,
    )


def _relation(who: Actor, row: Payment) -> Relation:
    held = payment_policy.relations_to(who, row)
    return next(one for one in Relation if one in held)


@transaction.atomic
def payment(
    actor: Actor | None, payment_id: uuid.UUID
) -> tuple[PaymentView, list[PaymentContactView]]:
    """Return one payment with the contacts about it, latest first.

    Raises:
        Refused: not for this actor.
        InputError: V101 to V107, V201, V301.
    """
    row = payment_policy.load(actor, payment_id)
    who = require_actor(actor, "claim_payment", SEE)
    record_act(who, "read_statement", "claim_payment", row.pk, purpose=SEE)
    contacts = contact_policy.scope(who).filter(payment=row).order_by("-asked_on", "-asked_at")
    return _payment(who, row), [_contact(who, one) for one in contacts]


def _contact(who: Actor, row: PaymentContact) -> PaymentContactView:
    check_column_visible(who, contact_policy, row, "note")
    return PaymentContactView(
        row.answer,
        row.asked_on,
        row.alone,
        row.safe,
        row.counts,
        open_text(row, "note") or "",
        row.asked_by if row.institution_id == who.institution else None,
    )
