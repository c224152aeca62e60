"""The steps of a claim, and what is ordered in them."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import transaction

from manumit.errors import Place
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.telling import acting, tell
from manumit.web.kernel.days import latest_day
from manumit.web.kernel.money import amount, check_currency, kept, summed
from manumit.web.kernel.process.models import Move
from manumit.web.kernel.process.services import move
from manumit.web.kernel.vault.keys import subject_key
from manumit.web.kernel.vault.sealed import open_text
from manumit.web.remedies.codes import ClaimCode
from manumit.web.remedies.items import opened
from manumit.web.remedies.lists import has
from manumit.web.remedies.models import Claim, Order, Total
from manumit.web.remedies.policies import claim_policy, order_of_claim_policy
from manumit.web.remedies.process import CLAIM, NOTHING_AWARDED, PAYABLE
from manumit.web.remedies.services.claims import changed

SETTLEMENT, DECISION = "settlement", "decision"
SIMPLE = {"mediate": "decide", "enforce": "change", "write_off": "change", "end": "change"}
"""Steps that need nothing but a reason, with the action that each asks for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToOrder:
    """An amount that is to be paid.

    Attributes:
        head: a code of the list ``head``.
        made_on, due_on: its day, and until when it is to be paid; None where no day was set.
    """

    head: str
    currency: str
    amount: str
    made_on: dt.date | None
    due_on: dt.date | None = None


@transaction.atomic
def lodge(actor: Actor | None, claim_id: uuid.UUID, *, seen: int, request: uuid.UUID) -> Claim:
    """Lodges a claim: what is claimed stands from now on, summed by currency.

    Raises:
        Refused: not for this actor.
        InputError: T101 to T108; V101 to V107, V201, V301.
    """
    claim, who = changed(actor, claim_policy, claim_id, "change"), acting(actor, "claim", "change")
    if claim.state == "drafted":
        key = subject_key(claim.subject_id)
        rows = claim.items.filter(left_out_at=None)
        items = [opened(open_text(row, "content", key=key) or "") for row in rows]
        sums = summed((one.currency, one.number) for one in items)
        if sums:
            tell(who, "change", "claim", claim.pk, purpose="change")
        for currency, number in sums.items():
            Total.objects.create(
                claim=claim,
                institution_id=claim.institution_id,
                currency=currency,
                amount=kept(number),
            )
    move(CLAIM, claim, "lodge", who, seen_version=seen, request=request)
    return claim


@transaction.atomic
def step(
    actor: Actor | None,
    claim_id: uuid.UUID,
    name: str,
    *,
    seen: int,
    request: uuid.UUID,
    reason: str = "",
) -> Claim:
    """Takes one of the steps that need nothing but a reason.

    Args:
        actor: who.
        claim_id: the claim.
        name: one of :data:`SIMPLE`.
        seen: the claim's version when the page was made.
        request: of the form; sent again it changes nothing.
        reason: a code of the step's list, where it asks for one.

    Raises:
        Refused: not for this actor.
        InputError: T101 to T108.
    """
    action = SIMPLE.get(name, "change")
    policy = order_of_claim_policy if action == "decide" else claim_policy
    claim, who = changed(actor, policy, claim_id, action), acting(actor, policy.resource, action)
    move(
        CLAIM,
        claim,
        name if name in SIMPLE else "",
        who,
        seen_version=seen,
        request=request,
        reason=reason,
    )
    return claim


@transaction.atomic
def settle(
    actor: Actor | None,
    claim_id: uuid.UUID,
    ordered: ToOrder,
    *,
    waiver: str,
    seen: int,
    request: uuid.UUID,
) -> Claim:
    """Records a settlement. One that demands a waiver of other claims is refused (R-66).

    Args:
        actor: who.
        claim_id: the claim.
        ordered: the first amount of it; others are added by :func:`add_order`.
        waiver: whether it demands that other claims are given up: yes, no or unknown.
        seen: the claim's version when the page was made.
        request: of the form; sent again it changes nothing.

    Raises:
        Refused: not for this actor.
        InputError: Q102 to Q104, Q301, Q305, Q501; T101 to T108, with ``demands_waiver`` for T107.
    """
    claim, who, done = _deciding(actor, claim_id, "settle", request)
    if not done:
        _order(who, claim, ordered, (SETTLEMENT, waiver), request)
    move(CLAIM, claim, "settle", who, seen_version=seen, request=request)
    return claim


@transaction.atomic
def decide(
    actor: Actor | None,
    claim_id: uuid.UUID,
    ordered: ToOrder | None,
    *,
    reason: str,
    seen: int,
    request: uuid.UUID,
) -> Claim:
    """Records a decision: by the body that has the claim here, or what another body decided.

    Args:
        actor: who.
        claim_id: the claim.
        ordered: the first amount of it; None where nothing was awarded.
        reason: a code of the list ``decided``.
        seen: the claim's version when the page was made.
        request: of the form; sent again it changes nothing.

    Raises:
        Refused: not for this actor.
        InputError: Q102 to Q104, Q301, Q305, Q501; T101 to T108.
    """
    claim, who, done = _deciding(actor, claim_id, "decide", request)
    if not done and ordered is not None and reason != NOTHING_AWARDED:
        _order(who, claim, ordered, (DECISION, "no"), request)
    move(CLAIM, claim, "decide", who, seen_version=seen, request=request, reason=reason)
    return claim


def _deciding(
    actor: Actor | None, claim_id: uuid.UUID, name: str, request: uuid.UUID
) -> tuple[Claim, Actor, bool]:
    """The claim, who decides on it, and whether this very form has done so already."""
    claim = changed(actor, order_of_claim_policy, claim_id, "decide")
    done = Move.objects.filter(request=request, resource=CLAIM.resource, row=claim.pk, name=name)
    return claim, acting(actor, "claim_order", "decide"), done.exists()


@transaction.atomic
def add_order(
    actor: Actor | None, claim_id: uuid.UUID, ordered: ToOrder, *, request: uuid.UUID
) -> Order:
    """Adds another amount to what was settled or decided.

    Raises:
        Refused: not for this actor.
        InputError: Q102 to Q104, Q301, Q303, Q305, Q501.
    """
    claim = changed(actor, order_of_claim_policy, claim_id, "decide")
    who = acting(actor, "claim_order", "decide")
    known = Order.objects.filter(request=request).first()
    if known is not None:
        if (known.claim_id, known.recorded_by) != (claim.pk, who.person):
            raise ClaimCode.REQUEST_USED.error(Place(field="request"))
        return known
    first = claim.orders.order_by("recorded_at").first()
    if (
        claim.state not in PAYABLE
        or first is None
        or claim.decider() not in (None, who.institution)
    ):
        raise ClaimCode.NOTHING_DUE.error(Place(field="claim"))
    return _order(who, claim, ordered, (first.kind, first.waiver), request)


def _order(
    who: Actor, claim: Claim, ordered: ToOrder, kind: tuple[str, str], request: uuid.UUID
) -> Order:
    """An amount, told to the ledger and kept.

    Raises:
        InputError: Q102 to Q104, Q301, Q305.
    """
    if not has("head", ordered.head):
        raise ClaimCode.NO_HEAD.error(Place(field="head"))
    check_currency(ordered.currency)
    number = amount(ordered.amount, ordered.currency, "amount")
    if ordered.made_on is None or (ordered.due_on is not None and ordered.due_on < ordered.made_on):
        raise ClaimCode.NOTHING_ORDERED.error(Place(field="made_on"))
    if ordered.made_on > latest_day():
        raise ClaimCode.NOT_YET.error(Place(field="made_on"))
    row = Order(
        claim=claim,
        institution_id=claim.institution_id,
        kind=kind[0],
        head=ordered.head,
        currency=ordered.currency,
        amount=kept(number),
        made_on=ordered.made_on,
        due_on=ordered.due_on,
        waiver=kind[1],
        recorded_by=who.person,
        request=request,
    )
    tell(who, "create", "claim_order", row.pk, purpose="decide")
    row.save(force_insert=True)
    return row
