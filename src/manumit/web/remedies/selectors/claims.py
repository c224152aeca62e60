"""Claims as somebody sees them, and what happened to them."""

import datetime as dt
import functools
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from django.core.paginator import Page
from django.db import transaction
from django.db.models import Case, Q, QuerySet, When
from django.utils import timezone

from manumit.web.institutions.models import Post
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import SEE, Relation, grants
from manumit.web.kernel.access.policies import RELATION
from manumit.web.kernel.access.telling import acting, tell
from manumit.web.kernel.money import told
from manumit.web.kernel.paging import page_of
from manumit.web.kernel.process.models import Move
from manumit.web.remedies.lists import CONFIRMS
from manumit.web.remedies.models import Claim
from manumit.web.remedies.policies import claim_policy, contact_policy
from manumit.web.remedies.process import CLAIM, PAYABLE


@dataclass(frozen=True, slots=True)
class ClaimLine:
    """One line of a list of claims.

    Attributes:
        route, state: empty where the mask hides them, as from a debtor.
        relation: how the actor stands to it.
    """

    id: uuid.UUID
    reference: str
    route: str
    state: str
    opened_at: dt.datetime | None
    relation: Relation


@dataclass(frozen=True, slots=True)
class Happened:
    """One step that was taken.

    Attributes:
        reason: empty where there is none, and where it is what the worker says in private.
        by: who took it; None for the people of another institution.
    """

    at: dt.datetime
    name: str
    target: str
    reason: str
    by: uuid.UUID | None


@dataclass(frozen=True, slots=True)
class ClaimView:
    """One claim, without anything that is sealed.

    Attributes:
        whole: whether the mask shows route, state, sums and steps; a debtor sees none of them.
        heard: whether the mask shows what the worker says in private; a decider sees none of it.
        version: to be given back with a step; None where the mask hides it, as it does ``child``.
        held_by: who works on it; None for the people of another institution, and of a claim by
            mandate, which nobody holds.
        claimed, ordered, confirmed: in words, one for each currency; empty where hidden.
        days_to_order, days_to_pay: from lodging, and from there; None while it is not so far, and
            where hidden.
        overdue: whether a day of payment is over and it is not confirmed.
        asks: whether the actor asks the worker for consent here, since there is no file that does.
        may: what the actor may do with it: ``resource.action`` of ``grants.yaml``.
        steps: steps that are possible now for the actor's role.
        moves: what happened, oldest first.
    """

    id: uuid.UUID
    reference: str
    relation: Relation
    whole: bool
    heard: bool
    route: str
    state: str
    version: int | None
    child: bool | None
    opened_at: dt.datetime | None
    held_by: uuid.UUID | None
    claimed: tuple[str, ...]
    ordered: tuple[str, ...]
    confirmed: tuple[str, ...]
    days_to_order: int | None
    days_to_pay: int | None
    overdue: bool
    asks: bool
    may: frozenset[str]
    steps: tuple[str, ...]
    moves: tuple[Happened, ...]


@dataclass(frozen=True, slots=True)
class Days:
    """When a claim was lodged, ordered and paid; None while it is not so far.

    Lodged is the day of the step. Ordered is the first day of a settlement or decision, paid the
    last day of a confirmed payment, as they are told, not as they were recorded.
    """

    lodged: dt.date | None
    ordered: dt.date | None
    paid: dt.date | None

    def to_order(self) -> int | None:
        """Days from lodging to order."""
        return _between(self.lodged, self.ordered)

    def to_pay(self) -> int | None:
        """Days from order to payment in full."""
        return _between(self.ordered, self.paid)


def _between(one: dt.date | None, other: dt.date | None) -> int | None:
    """None also where the later day comes first, as when a claim is recorded after its decision."""
    if one is None or other is None or other < one:
        return None
    return (other - one).days


def days_of(row: Claim) -> Days:
    """The days of a claim; who may see them is asked before."""
    lodged = _moves(row.pk).filter(name="lodge").first()
    made = row.orders.order_by("made_on").values_list("made_on", flat=True).first()
    rows = row.payments.prefetch_related("contacts")
    paid = [one.on_day for one in rows if one.standing() == CONFIRMS]
    return Days(
        None if lodged is None else lodged.at.date(),
        made,
        max(paid) if paid and row.state == "paid" else None,
    )


def _moves(claim_id: uuid.UUID) -> QuerySet[Move]:
    return Move.objects.filter(resource=CLAIM.resource, row=claim_id).order_by("version")


@transaction.atomic
def claims(actor: Actor | None) -> list[ClaimLine]:
    """The claims that somebody may see at all, latest first; never sorted by a name.

    Where the mask hides when they were opened they come last, in an order that tells nothing.
    """
    who = _looks(actor)
    return _lines(who, _ordered(who, claim_policy.scope(who)))


@transaction.atomic
def page_of_claims(
    actor: Actor | None, number: str | None, size: int, *, state: str = ""
) -> Page[ClaimLine]:
    """The same, one page of them: as many rows are read as are shown.

    Args:
        actor: who looks.
        number: of the page, as the address has it; one that is none gives the first or the last.
        size: lines on a page.
        state: only claims that show this state; empty for all.
    """
    who = _looks(actor)
    rows = _ordered(who, claim_policy.scope(who))
    if state:
        rows = rows.filter(_is_whole(who), state=state)
    return page_of(rows, number, size, functools.partial(_lines, who))


def _looks(actor: Actor | None) -> Actor:
    """Who looks at a list; the ledger has it."""
    who = acting(actor, "claim", SEE)
    tell(who, "list_files", "claim", None, purpose=SEE)
    return who


def claims_of(actor: Actor | None, subject: uuid.UUID) -> list[ClaimLine]:
    """Those of one person, for the room that knows the person, as far as somebody may see them."""
    if actor is None:
        return []
    return _lines(actor, _ordered(actor, claim_policy.scope(actor).filter(subject=subject)))


def _ordered(who: Actor, rows: "QuerySet[Claim]") -> "QuerySet[Claim]":
    """Latest first; those come last of which the mask hides when they were opened."""
    if not _whole(who):
        return rows.order_by("id")
    shown = Case(When(_is_whole(who), then="opened_at"), default=None)
    return rows.order_by(shown.desc(nulls_last=True), "id")


def _whole(who: Actor) -> list[str]:
    """Relations in which somebody sees all of a claim."""
    return [one.value for one in Relation if _sees_all(who, one)]


def _is_whole(who: Actor) -> Q:
    """The condition of such rows, for a scoped query."""
    return Q(**{f"{RELATION}__in": _whole(who)})


def _lines(who: Actor, rows: Iterable[Claim]) -> list[ClaimLine]:
    return [_line(who, row) for row in rows]


def _line(who: Actor, row: Claim) -> ClaimLine:
    relation = Relation(getattr(row, RELATION))
    whole = _sees_all(who, relation)
    return ClaimLine(
        row.pk,
        row.reference,
        row.route if whole else "",
        row.state if whole else "",
        row.opened_at if whole else None,
        relation,
    )


def _sees_all(who: Actor, relation: Relation) -> bool:
    """Whether somebody sees what a claim says of its worker, and not only that there is one."""
    seen = grants().of(who.role, "claim", SEE).get(relation, frozenset())
    return "personal" in {one.value for one in seen}


@transaction.atomic
def claim(actor: Actor | None, claim_id: uuid.UUID) -> ClaimView:
    """One claim.

    Raises:
        Refused: not for this actor.
    """
    row = claim_policy.load(actor, claim_id)
    who = acting(actor, "claim", SEE)
    tell(who, "read_file", "claim", row.pk, purpose=SEE)
    held = claim_policy.relations_to(who, row)
    relation = next(one for one in Relation if one in held)
    whole = _sees_all(who, relation)
    heard = whole and bool(contact_policy.can_new(who, SEE, relation))
    days, sums = days_of(row), _sums(row)
    return ClaimView(
        id=row.pk,
        reference=row.reference,
        relation=relation,
        whole=whole,
        heard=heard,
        route=row.route if whole else "",
        state=row.state if whole else "",
        version=row.version if whole else None,
        child=row.child if whole else None,
        opened_at=row.opened_at if whole else None,
        held_by=_holder(who, row),
        claimed=told(sums["claimed"]) if whole else (),
        ordered=told(sums["ordered"]) if relation is not Relation.WITHDRAWN else (),
        confirmed=told(sums["confirmed"]) if heard else (),
        days_to_order=days.to_order() if whole else None,
        days_to_pay=days.to_pay() if heard else None,
        overdue=whole and _overdue(row),
        asks=row.by_mandate and bool(claim_policy.can_new(who, "agree", relation)),
        may=_may(who, held),
        steps=_steps(who, row) if whole else (),
        moves=_story(who, row, heard=heard) if whole else (),
    )


def _holder(who: Actor, row: Claim) -> uuid.UUID | None:
    known = row.institution_id == who.institution and not row.by_mandate
    return row.held_by if known else None


def _story(who: Actor, row: Claim, *, heard: bool) -> tuple[Happened, ...]:
    """What happened; why a payment is denied is what the worker says in private."""
    return tuple(
        Happened(
            one.at,
            one.name,
            one.target,
            one.reason if heard or one.name != "deny" else "",
            one.actor if one.institution == who.institution else None,
        )
        for one in _moves(row.pk)
    )


def _sums(row: Claim) -> Mapping[str, Mapping[str, Fraction]]:
    return {"claimed": row.claimed(), "ordered": row.ordered(), "confirmed": row.confirmed()}


def _overdue(row: Claim) -> bool:
    late = row.orders.filter(due_on__lt=timezone.now().date())
    return row.state in PAYABLE and late.exists()


def _may(who: Actor, held: frozenset[Relation]) -> frozenset[str]:
    known = grants()
    return frozenset(
        f"{resource}.{action}"
        for resource, actions in known.actions.items()
        if resource.startswith("claim")
        for action in actions
        if held & known.of(who.role, resource, action).keys()
    )


def _steps(who: Actor, row: Claim) -> tuple[str, ...]:
    """What the role may do from this state; the guards may still hold it back."""
    return tuple(one.name for one in CLAIM.leaving(row.state) if who.role in one.roles)


def may_open(actor: Actor | None) -> bool:
    """Whether somebody may open a claim at all; to show the button."""
    return bool(claim_policy.can_new(actor, "open"))


def may_represent(actor: Actor | None) -> bool:
    """Whether somebody may open a claim for whoever gave a mandate; to show the button."""
    return bool(claim_policy.can_new(actor, "represent"))


@dataclass(frozen=True, slots=True)
class Colleague:
    """Who could go on with a claim."""

    member: uuid.UUID


def colleagues(actor: Actor | None, claim_id: uuid.UUID) -> list[Colleague]:
    """Members of the office in the same role.

    Raises:
        Refused: not for this actor.
    """
    row = claim_policy.load(actor, claim_id, "hand_over")
    who = acting(actor, "claim", "hand_over")
    posts = Post.objects.valid().filter(office=row.office_id, role=who.role)
    found = posts.exclude(member=who.person).values_list("member", flat=True).distinct()
    return [Colleague(member) for member in found]


def acts_of(subject: uuid.UUID) -> Iterator[tuple[str, uuid.UUID]]:
    """Kinds and keys by which the ledger tells of the claims of a person; who may look is asked."""
    for row in Claim.objects.filter(subject=subject):
        yield "claim", row.pk
        yield from (("claim_order", key) for key in row.orders.values_list("pk", flat=True))
        for payment in row.payments.all():
            yield "claim_payment", payment.pk
            contacts = payment.contacts.values_list("pk", flat=True)
            yield from (("claim_contact", key) for key in (payment.pk, *contacts))
