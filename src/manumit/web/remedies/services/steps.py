"""Move a claim through its states, and record settlements, decisions and orders."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import transaction

from manumit.errors import Place
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.recording import record_act
from manumit.web.kernel.days import latest_day
from manumit.web.kernel.money import check_currency, parse_amount, sum_by_currency, to_decimal
from manumit.web.kernel.process.models import Move
from manumit.web.kernel.process.services import move
from manumit.web.kernel.vault.keys import subject_key
from manumit.web.kernel.vault.sealed import open_text
from manumit.web.remedies.codes import ClaimCode
from manumit.web.remedies.items import item_from_document
from manumit.web.remedies.lists import YES_NO_UNKNOWN, is_listed
from manumit.web.remedies.models import Claim, ClaimTotal, RemedyOrder
from manumit.web.remedies.policies import claim_policy, new_order_policy
from manumit.web.remedies.process import CLAIM, NOTHING_AWARDED, PAYABLE, STEP_ACTIONS
from manumit.web.remedies.services.claims import lock_claim, sent_before

SETTLEMENT, DECISION = "settlement", "decision"
REASON_ONLY_STEPS = frozenset({"mediate", "enforce", "write_off", "end"})
"""Steps that need at most a reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderDetails:
    """An order as entered.

    Attributes:
        head: a code of the list ``head``.
        made_on, due_on: day of the order, and last day for payment; None if none was set.
    """

    head: str
    currency: str
    amount: str
    made_on: dt.date | None
    due_on: dt.date | None = None


@transaction.atomic
def lodge(actor: Actor | None, claim_id: uuid.UUID, *, seen: int, request: uuid.UUID) -> Claim:
    """Lodge a claim and store the totals by currency; its items cannot change afterwards.

    Raises:
        Refused: not for this actor.
        InputError: T101 to T108; V101 to V107, V201, V301.
    """
    claim, who = lock_claim(actor, claim_policy, claim_id, "change")
    if claim.state == "drafted":
        key = subject_key(claim.subject_id)
        rows = claim.items.filter(left_out_at=None)
        items = [item_from_document(open_text(row, "content", key=key) or "") for row in rows]
        sums = sum_by_currency((one.currency, one.number) for one in items)
        if sums:
            record_act(who, "change", "claim", claim.pk, purpose="change")
        for currency, number in sums.items():
            ClaimTotal.objects.create(
                claim=claim,
                institution_id=claim.institution_id,
                currency=currency,
                amount=to_decimal(number),
            )
    move(CLAIM, claim, "lodge", who, seen_version=seen, request=request)
    _forget_last_day(claim)
    return claim


@transaction.atomic
def take_step(
    actor: Actor | None,
    claim_id: uuid.UUID,
    name: str,
    *,
    seen: int,
    request: uuid.UUID,
    reason: str = "",
) -> Claim:
    """Take one of :data:`REASON_ONLY_STEPS`.

    Args:
        actor: who takes it.
        claim_id: the claim.
        name: name of the step.
        seen: version of the claim that the page showed.
        request: id of the form; a repeated submission changes nothing.
        reason: a code of the step's reasons, if it requires one.

    Raises:
        Refused: not for this actor.
        InputError: T101 to T108.
    """
    resource, _, action = STEP_ACTIONS.get(name, "claim.change").partition(".")
    policy = claim_policy if resource == claim_policy.resource else new_order_policy
    claim, who = lock_claim(actor, policy, claim_id, action)
    step = name if name in REASON_ONLY_STEPS else ""
    move(CLAIM, claim, step, who, seen_version=seen, request=request, reason=reason)
    _forget_last_day(claim)
    return claim


def _forget_last_day(claim: Claim) -> None:
    """Empty the last day to lodge, which is readable, and which only a draft needs."""
    if claim.lodge_by is not None:
        claim.lodge_by = None
        claim.save(update_fields=["lodge_by"])


@transaction.atomic
def settle(
    actor: Actor | None,
    claim_id: uuid.UUID,
    ordered: OrderDetails,
    *,
    waiver: str,
    seen: int,
    request: uuid.UUID,
) -> Claim:
    """Record a settlement; one that demands a waiver of other claims is refused (R-66).

    Args:
        actor: who records it.
        claim_id: the claim.
        ordered: its first amount; :func:`add_order` adds others.
        waiver: whether it demands that other claims are given up: yes, no or unknown.
        seen: version of the claim that the page showed.
        request: id of the form; a repeated submission changes nothing.

    Raises:
        Refused: not for this actor.
        InputError: Q102 to Q104, Q301, Q305, Q401, Q501; T101 to T108, with ``demands_waiver``
            for T107.
    """
    claim, who, done = _load_for_decision(actor, claim_id, "settle", request)
    if waiver not in YES_NO_UNKNOWN:
        raise ClaimCode.NO_ANSWER.error(Place(field="waiver"))
    if not done:
        _create_order(who, claim, ordered, (SETTLEMENT, waiver), request)
    move(CLAIM, claim, "settle", who, seen_version=seen, request=request)
    return claim


@transaction.atomic
def decide(
    actor: Actor | None,
    claim_id: uuid.UUID,
    ordered: OrderDetails | None,
    *,
    reason: str,
    seen: int,
    request: uuid.UUID,
) -> Claim:
    """Record a decision by the body that has the claim here, or by a body without an account.

    Args:
        actor: who records it.
        claim_id: the claim.
        ordered: its first amount; None if nothing was awarded.
        reason: a code of the list ``decided``.
        seen: version of the claim that the page showed.
        request: id of the form; a repeated submission changes nothing.

    Raises:
        Refused: not for this actor.
        InputError: Q102 to Q104, Q301, Q305, Q501; T101 to T108.
    """
    claim, who, done = _load_for_decision(actor, claim_id, "decide", request)
    if not done and ordered is not None and reason != NOTHING_AWARDED:
        _create_order(who, claim, ordered, (DECISION, "no"), request)
    move(CLAIM, claim, "decide", who, seen_version=seen, request=request, reason=reason)
    return claim


def _load_for_decision(
    actor: Actor | None, claim_id: uuid.UUID, name: str, request: uuid.UUID
) -> tuple[Claim, Actor, bool]:
    """Return the locked claim, the actor, and whether this form was processed before."""
    claim, who = lock_claim(actor, new_order_policy, claim_id, "decide")
    done = Move.objects.filter(request=request, resource=CLAIM.resource, row=claim.pk, name=name)
    return claim, who, done.exists()


@transaction.atomic
def add_order(
    actor: Actor | None, claim_id: uuid.UUID, ordered: OrderDetails, *, request: uuid.UUID
) -> RemedyOrder:
    """Add another order to a settlement or decision.

    To a decision only the deciding body adds, if it can see the claim. The parties may settle also
    while the claim is before a court.

    Raises:
        Refused: not for this actor.
        InputError: Q102 to Q104, Q301, Q303, Q305, Q501.
    """
    claim, who = lock_claim(actor, new_order_policy, claim_id, "decide")
    known = sent_before(RemedyOrder, request, claim_id=claim.pk, recorded_by=who.person)
    if known is not None:
        return known
    first = claim.orders.order_by("recorded_at").first()
    if claim.state not in PAYABLE or first is None or _decided_elsewhere(who, claim, first):
        raise ClaimCode.NOTHING_DUE.error(Place(field="claim"))
    return _create_order(who, claim, ordered, (first.kind, first.waiver), request)


def _decided_elsewhere(who: Actor, claim: Claim, first: RemedyOrder) -> bool:
    return first.kind == DECISION and claim.decider() not in (None, who.institution)


def _create_order(
    who: Actor, claim: Claim, ordered: OrderDetails, kind: tuple[str, str], request: uuid.UUID
) -> RemedyOrder:
    """Add an amount, with its ledger event.

    Raises:
        InputError: Q102 to Q104, Q301, Q305.
    """
    if not is_listed("head", ordered.head):
        raise ClaimCode.NO_HEAD.error(Place(field="head"))
    check_currency(ordered.currency)
    number = parse_amount(ordered.amount, ordered.currency, "amount")
    if ordered.made_on is None or (ordered.due_on is not None and ordered.due_on < ordered.made_on):
        raise ClaimCode.NOTHING_ORDERED.error(Place(field="made_on"))
    if ordered.made_on > latest_day():
        raise ClaimCode.NOT_YET.error(Place(field="made_on"))
    row = RemedyOrder(
        claim=claim,
        institution_id=claim.institution_id,
        kind=kind[0],
        head=ordered.head,
        currency=ordered.currency,
        amount=to_decimal(number),
        made_on=ordered.made_on,
        due_on=ordered.due_on,
        waiver=kind[1],
        recorded_by=who.person,
        request=request,
    )
    record_act(who, "create", "claim_order", row.pk, purpose="decide")
    row.save(force_insert=True)
    return row
