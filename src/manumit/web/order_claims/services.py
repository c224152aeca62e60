"""Claims of the workers whom an inspectorate's order to pay lists (R-03, R-40).

An order to pay covers all to whom wages are owed, those who left too. Whether its list comes from a
payroll or was entered at a visit, the platform opens a claim for each worker: decided by the order,
held by the member who issued it, sealed under a key of its own. What the employer reports as paid
counts once the worker confirms it in private.
"""

import datetime as dt
import logging
import uuid
from dataclasses import dataclass
from fractions import Fraction

from django.db import transaction
from django.db.models import Count, F, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from manumit.errors import InputError
from manumit.terms.numbers import digits, shown
from manumit.web.inspections.models import InspectionOrder, PaymentList
from manumit.web.inspections.order_reading import content_of
from manumit.web.inspections.payment_lists import PaymentLine, lines_of
from manumit.web.inspections.process import ANNULLED
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import Relation
from manumit.web.kernel.acting import CLOCK, Clock
from manumit.web.kernel.ledger.services import Act, record
from manumit.web.kernel.process.services import move
from manumit.web.kernel.pseudonyms import free_pseudonym
from manumit.web.kernel.vault.keys import new_subject
from manumit.web.kernel.vault.sealed import seal_text
from manumit.web.order_claims.reading import claims_from_order, held_claims, unheld_claims
from manumit.web.remedies.items import Item, item_to_document
from manumit.web.remedies.models import (
    Claim,
    ClaimFact,
    ClaimItem,
    ClaimTotal,
    Payment,
    RemedyOrder,
)
from manumit.web.remedies.policies import claim_policy
from manumit.web.remedies.process import CLAIM, PAYABLE
from manumit.web.remedies.services import hand_over, take_over
from manumit.web.remedies.services.payments import ReportedPayment, report_payment
from manumit.web.remedies.services.steps import DECISION

log = logging.getLogger(__name__)
AT_ONCE = 20
"""Claims of one transaction: what a worker that dies loses."""
ROUTE, HEAD = "wage_claim", "wages"


def open_claims() -> int:
    """Open every missing claim of all orders to pay, and return how many.

    Safe to repeat: a claim is known by the order and the line of its worker. Nothing is opened of
    an order that was annulled, or whose list was erased.
    """
    return sum(_open_all(key) for key in list(_unfinished().values_list("pk", flat=True)))


def _open_all(key: uuid.UUID) -> int:
    """Open the missing claims of one order; one that cannot be read stops no other."""
    made = 0
    try:
        while some := _open_some(key):
            made += some
    except InputError as error:
        log.warning("claims of an order wait: %s", ", ".join(one.code for one in error.problems))
    return made


def _unfinished() -> QuerySet[PaymentList]:
    """Return the lists whose workers do not all have a claim."""
    claims = Claim.objects.filter(order=OuterRef("order")).order_by().values("order")
    number = Subquery(claims.annotate(number=Count("pk")).values("number"), IntegerField())
    return (
        PaymentList.objects.filter(subject__erased_at=None)
        .exclude(order__state=ANNULLED)
        .annotate(opened=Coalesce(number, 0))
        .filter(opened__lt=F("order__workers"))
        .order_by("pk")
    )


@transaction.atomic
def _open_some(key: uuid.UUID) -> int:
    """Open some of the missing claims of one order; the lock lets one sweep at a time."""
    rows = PaymentList.objects.select_for_update(of=("self", "order"))
    kept = rows.select_related("order").filter(pk=key, subject__erased_at=None).first()
    if kept is None or kept.order.state == ANNULLED:
        return 0
    opened = set(Claim.objects.filter(order=kept.order).values_list("request", flat=True))
    lines = {
        uuid.uuid5(kept.order_id, f"line {number}"): line
        for number, line in enumerate(lines_of(kept))
    }
    missing = [one for one in lines if one not in opened][:AT_ONCE]
    debtor = content_of(kept.order).addressee if missing else ""
    for request in missing:
        _open(kept, lines[request], debtor, request)
    return len(missing)


def _open(kept: PaymentList, line: PaymentLine, debtor: str, request: uuid.UUID) -> None:
    order, clock = kept.order, Clock(kept.institution_id)
    row = Claim(
        subject_id=new_subject(),
        institution_id=order.institution_id,
        office_id=order.office_id,
        reference=free_pseudonym(Claim.objects.filter(institution=order.institution_id)),
        route=ROUTE,
        child=True,
        order=order,
        held_by=order.made_by,
        opened_by=order.made_by,
        request=request,
    )
    _record(row, "create", "claim", row.pk, "open")
    row.save(force_insert=True)
    _record(row, "change", "claim", row.pk, "change")
    _add_content(row, kept, line, debtor)
    _add_amounts(row, order, line)
    move(CLAIM, row, "order", clock, seen_version=row.version, request=_form(row, "order"))


def _record(row: Claim, act: str, kind: str, resource: uuid.UUID, purpose: str) -> None:
    """Record that the platform does something in a claim, before it does it."""
    record(
        Act(
            act=act,
            institution=row.institution_id,
            role=CLOCK,
            kind=kind,
            resource=resource,
            purpose=purpose,
        )
    )


def _form(row: Claim, name: str) -> uuid.UUID:
    """Return the id of a part, as that of a form would be."""
    return uuid.uuid5(row.request, name)


def _add_content(row: Claim, kept: PaymentList, line: PaymentLine, debtor: str) -> None:
    """Seal what is claimed, by whom and from whom."""
    currency = kept.order.currency
    least, most = (shown(Fraction(one), digits(currency)) for one in (line.least, line.most))
    by = {"institution_id": row.institution_id, "claim": row, "subject_id": row.subject_id}
    item = ClaimItem(number=1, made_by=row.opened_by, request=_form(row, HEAD), **by)
    claimed = Item(
        head=HEAD,
        currency=currency,
        claimed=least,
        least=least,
        most=most,
        begins=kept.first_day,
        ends=kept.last_day,
        article=kept.order.article,
    )
    seal_text(item, "content", item_to_document(claimed))
    item.save(force_insert=True)
    for kind, text in (("claimant", line.worker), ("debtor", debtor)):
        fact = ClaimFact(kind=kind, made_by=row.opened_by, request=_form(row, kind), **by)
        seal_text(fact, "content", text)
        fact.save(force_insert=True)


def _add_amounts(row: Claim, order: InspectionOrder, line: PaymentLine) -> None:
    """Store the claimed total and what the order says is to be paid, which are the same."""
    part = {
        "claim": row,
        "institution_id": row.institution_id,
        "currency": order.currency,
        "amount": line.least,
    }
    ClaimTotal.objects.create(**part)
    ordered = RemedyOrder(
        kind=DECISION,
        head=HEAD,
        made_on=order.issued_on,
        due_on=order.due_on,
        waiver="no",
        recorded_by=row.opened_by,
        request=_form(row, "ordered"),
        **part,
    )
    _record(row, "create", "claim_order", ordered.pk, "decide")
    ordered.save(force_insert=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderPaid:
    """That an employer says to have paid what an order lists, as entered.

    Attributes:
        channel: a code of the list ``channel``.
        waiver: whether it demands that other claims are given up: yes, no or unknown.
    """

    on_day: dt.date
    channel: str
    waiver: str


@transaction.atomic
def report_order_paid(
    actor: Actor | None, order: uuid.UUID, paid: OrderPaid, *, request: uuid.UUID
) -> int:
    """Report for each worker of an order that the employer paid all of it; return for how many.

    Claims with a reported payment keep it and get no other. Nothing counts as paid by it.

    Args:
        actor: who holds the claims.
        order: the order to pay.
        paid: day and channel.
        request: id of the form; a repeated submission reports nothing.

    Raises:
        Refused: not for this actor.
        InputError: Q302 to Q306, Q501.
    """
    held = held_claims(actor, order)
    # Locked first: of two forms at once the second finds what the first has reported.
    keys = list(held.values_list("pk", flat=True))
    locked = Claim.objects.select_for_update().filter(pk__in=keys).order_by("pk")
    reported = set(Payment.objects.filter(claim__in=list(locked)).values_list("claim", flat=True))
    rows = [row for row in locked if row.pk not in reported and row.state in PAYABLE]
    for row in rows:
        _report(actor, row, paid, uuid.uuid5(request, str(row.pk)))
    return len(rows)


def _report(actor: Actor | None, row: Claim, paid: OrderPaid, request: uuid.UUID) -> None:
    for currency, number in row.ordered().items():
        reported = ReportedPayment(
            currency=currency,
            amount=shown(number, digits(currency)),
            on_day=paid.on_day,
            channel=paid.channel,
            payer="employer",
            waiver=paid.waiver,
        )
        report_payment(actor, row.pk, reported, request=uuid.uuid5(request, currency))


@transaction.atomic
def hand_over_order(actor: Actor | None, order: uuid.UUID, member: uuid.UUID) -> int:
    """Hand all claims from an order that the actor holds to a colleague; return how many.

    Args:
        actor: who holds the claims.
        order: the order to pay.
        member: a colleague of the same office and role.

    Raises:
        Refused: not for this actor.
        InputError: Q502; then none is handed over.
    """
    keys = list(held_claims(actor, order).order_by("pk").values_list("pk", flat=True))
    for key in keys:
        hand_over(actor, key, member)
    return len(keys)


@transaction.atomic
def take_over_order(actor: Actor | None, order: uuid.UUID) -> int:
    """Take over all claims from an order whose holder has left the office; return how many.

    Raises:
        Refused: the order is not for this actor, or they may take over none of its claims.
    """
    claims_from_order(actor, order)
    keys = list(unheld_claims(actor, order).order_by("pk").values_list("pk", flat=True))
    if not keys:  # each has a holder who is still there
        claim_policy.check_new(actor, "take_over", Relation.OWN, order)
    for key in keys:
        take_over(actor, key)
    return len(keys)
