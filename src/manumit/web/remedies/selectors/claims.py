"""Lists of claims, one claim with its history, and who could take it over."""

import datetime as dt
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from django.db import transaction
from django.db.models import Case, Q, QuerySet, When
from django.utils import timezone

from manumit.web.institutions.models import Post
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import SEE, Relation, grants
from manumit.web.kernel.access.policies import RELATION
from manumit.web.kernel.access.recording import record_act, require_actor
from manumit.web.kernel.money import format_sums
from manumit.web.kernel.process.models import Move
from manumit.web.remedies.lists import CONFIRMATION
from manumit.web.remedies.models import Claim
from manumit.web.remedies.policies import claim_policy, contact_policy
from manumit.web.remedies.process import CLAIM, PAYABLE, STEP_ACTIONS

READERS = frozenset({Relation.OWN, Relation.MANDATE})
"""Relations in which an actor reads the sealed contents of a claim."""


@dataclass(frozen=True, slots=True)
class ClaimLine:
    """One line of a list of claims.

    Attributes:
        route, state: empty if hidden from the actor, as from a debtor.
        relation: the actor's relation to the claim.
    """

    id: uuid.UUID
    reference: str
    route: str
    state: str
    opened_at: dt.datetime | None
    relation: Relation


@dataclass(frozen=True, slots=True)
class ClaimHistoryEntry:
    """One step in the history of a claim.

    Attributes:
        reason: empty if there is none, or if it would reveal a private answer of the worker.
        by: member who took it; None for a member of another institution.
    """

    at: dt.datetime
    name: str
    target: str
    reason: str
    by: uuid.UUID | None


@dataclass(frozen=True, slots=True)
class ClaimView:
    """One claim, without sealed content.

    Attributes:
        full_view: whether route, state, totals and steps are shown; a debtor sees none of them.
        sees_confirmations: whether the worker's private answers are shown; a decider sees none.
        version: to be sent back with a step; None if hidden, like ``child``.
        held_by: member who works on it; None for members of another institution, and for a claim
            by mandate, which nobody holds.
        claimed, ordered, confirmed: formatted totals, one for each currency; empty if hidden.
        lodge_by: the last day on which a draft can be lodged; None if unknown or hidden.
        days_to_order, days_to_pay: days from lodging to order, and from order to full payment;
            None if not reached or hidden.
        overdue: whether a last day for payment has passed without confirmed payment.
        order: the order to pay that the claim comes from; None for other claims, or if hidden.
        reads_items: whether the actor reads the items themselves, and not a copy of them.
        consent_recorded_here: whether consent is recorded in this claim, because it has no case
            file.
        may: actions open to the actor, as ``resource.action`` of ``grants.yaml``.
        steps: steps that the actor may take from the current state.
        moves: history, oldest first.
    """

    id: uuid.UUID
    reference: str
    relation: Relation
    full_view: bool
    sees_confirmations: bool
    route: str
    state: str
    version: int | None
    child: bool | None
    opened_at: dt.datetime | None
    held_by: uuid.UUID | None
    claimed: tuple[str, ...]
    ordered: tuple[str, ...]
    confirmed: tuple[str, ...]
    lodge_by: dt.date | None
    days_to_order: int | None
    days_to_pay: int | None
    overdue: bool
    order: uuid.UUID | None
    reads_items: bool
    consent_recorded_here: bool
    may: frozenset[str]
    steps: tuple[str, ...]
    moves: tuple[ClaimHistoryEntry, ...]


@dataclass(frozen=True, slots=True)
class ClaimDays:
    """Days on which a claim was lodged, ordered and paid in full; None if not reached.

    ``lodged`` is the day of the step. ``ordered`` is the day of the first order and ``paid`` that
    of the last confirmed payment, as entered, not the days on which they were recorded.
    """

    lodged: dt.date | None
    ordered: dt.date | None
    paid: dt.date | None

    def to_order(self) -> int | None:
        """Return the days from lodging to the first order."""
        return _days_between(self.lodged, self.ordered)

    def to_pay(self) -> int | None:
        """Return the days from the first order to full payment."""
        return _days_between(self.ordered, self.paid)


def _days_between(one: dt.date | None, other: dt.date | None) -> int | None:
    """Return the difference; None also if the days are reversed, as in claims recorded late."""
    if one is None or other is None or other < one:
        return None
    return (other - one).days


def days_of(row: Claim) -> ClaimDays:
    """Return the days of a claim; the caller checks the policy."""
    lodged = _moves(row.pk).filter(name="lodge").first()
    made = row.orders.order_by("made_on").values_list("made_on", flat=True).first()
    rows = row.payments.prefetch_related("contacts")
    paid = [one.on_day for one in rows if one.worker_answer() == CONFIRMATION]
    return ClaimDays(
        None if lodged is None else lodged.at.date(),
        made,
        max(paid) if paid and row.state == "paid" else None,
    )


def _moves(claim_id: uuid.UUID) -> QuerySet[Move]:
    return Move.objects.filter(resource=CLAIM.resource, row=claim_id).order_by("version")


def claims_of(actor: Actor | None, subject: uuid.UUID) -> list[ClaimLine]:
    """Return the claims of one person that the actor may see; used by ``cases``."""
    if actor is None:
        return []
    rows = _ordered(actor, claim_policy.scope(actor).filter(subject=subject))
    return [_line(actor, row) for row in rows]


def _ordered(who: Actor, rows: "QuerySet[Claim]") -> "QuerySet[Claim]":
    """Order by opening day, latest first; rows whose opening day is hidden come last."""
    if not _full_view_relations(who):
        return rows.order_by("id")
    shown = Case(When(_in_full_view(who), then="opened_at"), default=None)
    return rows.order_by(shown.desc(nulls_last=True), "id")


def _full_view_relations(who: Actor) -> list[str]:
    """Return the relations in which the actor's role has the full view of a claim."""
    return [one.value for one in Relation if _has_full_view(who, one)]


def _in_full_view(who: Actor) -> Q:
    """Return the condition for rows in full view, for a query made by a policy's ``scope``."""
    return Q(**{f"{RELATION}__in": _full_view_relations(who)})


def _line(who: Actor, row: Claim) -> ClaimLine:
    relation = Relation(getattr(row, RELATION))
    whole = _has_full_view(who, relation)
    return ClaimLine(
        row.pk,
        row.reference,
        row.route if whole else "",
        row.state if whole else "",
        row.opened_at if whole else None,
        relation,
    )


def _has_full_view(who: Actor, relation: Relation) -> bool:
    """Return whether the role sees personal fields of a claim, and not only that it exists."""
    seen = grants().of(who.role, "claim", SEE).get(relation, frozenset())
    return "personal" in {one.value for one in seen}


@transaction.atomic
def claim(actor: Actor | None, claim_id: uuid.UUID) -> ClaimView:
    """Return one claim as the actor may see it.

    Raises:
        Refused: not for this actor.
    """
    row = claim_policy.load(actor, claim_id)
    who = require_actor(actor, "claim", SEE)
    record_act(who, "read_file", "claim", row.pk, purpose=SEE)
    held = claim_policy.relations_to(who, row)
    relation = next(one for one in Relation if one in held)
    whole = _has_full_view(who, relation)
    heard = whole and bool(contact_policy.can_new(who, SEE, relation))
    days, sums, may = days_of(row), _sums(row), _allowed_actions(who, held)
    return ClaimView(
        id=row.pk,
        reference=row.reference,
        relation=relation,
        full_view=whole,
        sees_confirmations=heard,
        route=row.route if whole else "",
        state=row.state if whole else "",
        version=row.version if whole else None,
        child=row.child if whole else None,
        opened_at=row.opened_at if whole else None,
        held_by=_holder(who, row),
        claimed=format_sums(sums["claimed"]) if whole else (),
        ordered=format_sums(sums["ordered"]) if relation is not Relation.WITHDRAWN else (),
        confirmed=format_sums(sums["confirmed"]) if heard else (),
        lodge_by=row.lodge_by if whole else None,
        days_to_order=days.to_order() if whole else None,
        days_to_pay=days.to_pay() if heard else None,
        overdue=whole and _overdue(row),
        order=row.order_id if whole and row.institution_id == who.institution else None,
        reads_items=relation in READERS,
        consent_recorded_here=row.by_mandate and bool(claim_policy.can_new(who, "agree", relation)),
        may=may,
        steps=_possible_steps(who, row, may) if whole else (),
        moves=_history(who, row, sees_confirmations=heard) if whole else (),
    )


def _holder(who: Actor, row: Claim) -> uuid.UUID | None:
    known = row.institution_id == who.institution and not row.by_mandate
    return row.held_by if known else None


def _history(who: Actor, row: Claim, *, sees_confirmations: bool) -> tuple[ClaimHistoryEntry, ...]:
    """Return the history. The reason of ``deny`` is a private answer, so it may be hidden."""
    return tuple(
        ClaimHistoryEntry(
            one.at,
            one.name,
            one.target,
            one.reason if sees_confirmations or one.name != "deny" else "",
            one.actor if one.institution == who.institution else None,
        )
        for one in _moves(row.pk)
    )


def _sums(row: Claim) -> Mapping[str, Mapping[str, Fraction]]:
    return {"claimed": row.claimed(), "ordered": row.ordered(), "confirmed": row.confirmed()}


def _overdue(row: Claim) -> bool:
    day = timezone.now().date()
    # An inspectorate may extend its order; the copy in the claim keeps the first day.
    late = row.order.due_on < day if row.order else row.orders.filter(due_on__lt=day).exists()
    return row.state in PAYABLE and late


def _allowed_actions(who: Actor, held: frozenset[Relation]) -> frozenset[str]:
    known = grants()
    return frozenset(
        f"{resource}.{action}"
        for resource, actions in known.actions.items()
        if resource.startswith("claim")
        for action in actions
        if held & known.of(who.role, resource, action).keys()
    )


def _possible_steps(who: Actor, row: Claim, may: frozenset[str]) -> tuple[str, ...]:
    """Return steps that the actor may take from this state; guards may still refuse them."""
    return tuple(
        one.name
        for one in CLAIM.leaving(row.state)
        if who.role in one.roles and STEP_ACTIONS.get(one.name) in may
    )


def may_open(actor: Actor | None) -> bool:
    """Return whether the actor's role may open claims; used to show the button."""
    return bool(claim_policy.can_new(actor, "open"))


def may_represent(actor: Actor | None) -> bool:
    """Return whether the actor's role may open claims by mandate; used to show the button."""
    return bool(claim_policy.can_new(actor, "represent"))


def colleagues(actor: Actor | None, claim_id: uuid.UUID) -> list[uuid.UUID]:
    """Return other members of the office in the same role.

    Raises:
        Refused: not for this actor.
    """
    row = claim_policy.load(actor, claim_id, "hand_over")
    who = require_actor(actor, "claim", "hand_over")
    posts = Post.objects.valid().filter(office=row.office_id, role=who.role)
    return list(posts.exclude(member=who.person).values_list("member", flat=True).distinct())


def ledger_keys(subject: uuid.UUID) -> Iterator[tuple[str, uuid.UUID]]:
    """Yield kind and key of each ledger entry about a person's claims; the caller checks access."""
    for row in Claim.objects.filter(subject=subject):
        yield "claim", row.pk
        yield from (("claim_order", key) for key in row.orders.values_list("pk", flat=True))
        for payment in row.payments.all():
            yield "claim_payment", payment.pk
            contacts = payment.contacts.values_list("pk", flat=True)
            yield from (("claim_contact", key) for key in (payment.pk, *contacts))
