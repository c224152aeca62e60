"""Opening a claim, what is claimed in it, and who works on it."""

import uuid

from django.db import transaction
from django.utils import timezone

from manumit.errors import Place
from manumit.web.institutions.models import Post
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.policies import Policy
from manumit.web.kernel.access.telling import acting, tell
from manumit.web.kernel.pseudonyms import free_pseudonym
from manumit.web.kernel.vault.sealed import seal_text
from manumit.web.remedies.codes import ClaimCode
from manumit.web.remedies.items import Item, checked
from manumit.web.remedies.lists import has
from manumit.web.remedies.models import Claim, ClaimFact, ClaimItem
from manumit.web.remedies.policies import claim_policy, item_policy

LONGEST_TEXT = 10_000


@transaction.atomic
def open_claim(
    actor: Actor | None, *, subject: uuid.UUID, child: bool, route: str, request: uuid.UUID
) -> Claim:
    """A claim of a person, drafted; whoever opens it holds it.

    Args:
        actor: who; that they may do so for this person is asked by the room that knows the person.
        subject: under whose key it is sealed.
        child: whether the rules for children hold.
        route: a code of the list ``route``.
        request: of the form; sent again it gives the same claim.

    Raises:
        Refused: the role opens no claims.
        InputError: Q101, Q501.
    """
    claim_policy.check_new(actor, "open")
    who = acting(actor, "claim", "open")
    known = Claim.objects.filter(request=request).first()
    if known is not None:
        if (known.opened_by, known.subject_id) != (who.person, subject):
            raise ClaimCode.REQUEST_USED.error(Place(field="request"))
        return known
    if not has("route", route):
        raise ClaimCode.NO_ROUTE.error(Place(field="route"))
    row = Claim(
        subject_id=subject,
        institution_id=who.institution,
        office_id=who.office,
        reference=free_pseudonym(Claim.objects.filter(institution=who.institution)),
        route=route,
        child=child,
        held_by=who.person,
        opened_by=who.person,
        request=request,
    )
    tell(who, "create", "claim", row.pk, purpose="open")
    row.save(force_insert=True)
    return row


def note_age(subject: uuid.UUID, *, child: bool) -> None:
    """Takes over whether the rules for children hold, from the room that knows the person (R-46).

    Called in the transaction of the act that changes it, which the ledger has.
    """
    Claim.objects.filter(subject=subject).exclude(child=child).update(child=child)


def changed(actor: Actor | None, policy: Policy[Claim], claim_id: uuid.UUID, action: str) -> Claim:
    """A claim that somebody may change, locked, so that of two at once one sees the other's.

    Raises:
        Refused: not for this actor.
    """
    policy.load(actor, claim_id, action)
    return Claim.objects.select_for_update().get(pk=claim_id)


@transaction.atomic
def add_item(
    actor: Actor | None, claim_id: uuid.UUID, item: Item, *, request: uuid.UUID
) -> ClaimItem:
    """Adds a head to a drafted claim.

    Args:
        actor: who acts for the worker.
        claim_id: whose.
        item: what is claimed.
        request: of the form; sent again it gives the same head.

    Raises:
        Refused: not for this actor.
        InputError: Q102 to Q107, Q109, Q501; V101 to V107, V201, V301.
    """
    claim, who = changed(actor, claim_policy, claim_id, "change"), acting(actor, "claim", "change")
    known = ClaimItem.objects.filter(request=request).first()
    if known is not None:
        if (known.claim_id, known.made_by) != (claim.pk, who.person):
            raise ClaimCode.REQUEST_USED.error(Place(field="request"))
        return known
    _drafted(claim)
    document = checked(item)
    row = ClaimItem(
        claim=claim,
        subject_id=claim.subject_id,
        institution_id=claim.institution_id,
        number=claim.items.count() + 1,
        made_by=who.person,
        request=request,
    )
    tell(who, "change", "claim", claim.pk, purpose="change")
    seal_text(row, "content", document)
    row.save(force_insert=True)
    return row


def _drafted(claim: Claim) -> None:
    if claim.state != "drafted":
        raise ClaimCode.NOT_DRAFTED.error(Place(field="claim"))


@transaction.atomic
def leave_out(actor: Actor | None, item_id: uuid.UUID) -> Claim:
    """Takes a head out of a drafted claim; that it stood there stays.

    Raises:
        Refused: not for this actor.
        InputError: Q109, Q110.
    """
    found = item_policy.load(actor, item_id, "change")
    who = acting(actor, "claim", "change")
    claim = changed(actor, claim_policy, found.claim_id, "change")
    row = ClaimItem.objects.select_for_update().get(pk=item_id)
    _drafted(claim)
    if row.left_out_at is not None:
        raise ClaimCode.LEFT_OUT_ALREADY.error(Place(field="item"))
    tell(who, "change", "claim", claim.pk, purpose="change")
    row.left_out_by, row.left_out_at = who.person, timezone.now()
    row.save(update_fields=["left_out_by", "left_out_at"])
    return claim


def stripped(text: str, field: str) -> str:
    """A text of a form; never cut off.

    Raises:
        InputError: Q107.
    """
    found = text.strip()
    if len(found) > LONGEST_TEXT:
        raise ClaimCode.TOO_LONG.error(Place(field=field), longest=LONGEST_TEXT)
    return found


@transaction.atomic
def add_fact(
    actor: Actor | None, claim_id: uuid.UUID, kind: str, text: str, *, request: uuid.UUID
) -> ClaimFact:
    """Writes down what is needed to pursue a claim, sealed; it takes the place of an earlier one.

    Also after return: an account abroad, who translates (R-65).

    Raises:
        Refused: not for this actor.
        InputError: Q107, Q108, Q501; V101 to V107, V201, V301.
    """
    claim, who = changed(actor, claim_policy, claim_id, "change"), acting(actor, "claim", "change")
    known = ClaimFact.objects.filter(request=request).first()
    if known is not None:
        if (known.claim_id, known.made_by) != (claim.pk, who.person):
            raise ClaimCode.REQUEST_USED.error(Place(field="request"))
        return known
    said = stripped(text, "text")
    if not said or not has("fact", kind):
        raise ClaimCode.NO_FACT.error(Place(field="kind" if said else "text"))
    row = ClaimFact(
        claim=claim,
        subject_id=claim.subject_id,
        institution_id=claim.institution_id,
        kind=kind,
        made_by=who.person,
        request=request,
    )
    tell(who, "change", "claim", claim.pk, purpose="change")
    seal_text(row, "content", said)
    row.save(force_insert=True)
    return row


@transaction.atomic
def hand_over(actor: Actor | None, claim_id: uuid.UUID, member: uuid.UUID) -> Claim:
    """Lets a colleague of the same office and role go on with a claim, in place of whoever held it.

    Raises:
        Refused: not for this actor.
        InputError: Q502.
    """
    claim, who = (
        changed(actor, claim_policy, claim_id, "hand_over"),
        acting(actor, "claim", "hand_over"),
    )
    posts = Post.objects.valid().filter(office=claim.office_id, role=who.role, member=member)
    if member == who.person or not posts.exists():
        raise ClaimCode.NO_COLLEAGUE.error(Place(field="member"))
    return _held(who, claim, member, "hand_over")


@transaction.atomic
def take_over(actor: Actor | None, claim_id: uuid.UUID) -> Claim:
    """Goes on with a colleague's claim once the colleague has no post in the office any more.

    Raises:
        Refused: not for this actor.
        InputError: Q503.
    """
    claim, who = (
        changed(actor, claim_policy, claim_id, "take_over"),
        acting(actor, "claim", "take_over"),
    )
    if Post.objects.valid().filter(office=claim.office_id, member=claim.held_by).exists():
        raise ClaimCode.HELD.error(Place(field="claim"))
    return _held(who, claim, who.person, "take_over")


def _held(who: Actor, claim: Claim, member: uuid.UUID, purpose: str) -> Claim:
    tell(who, "assign", "claim", claim.pk, purpose=purpose)
    claim.held_by = member
    claim.save(update_fields=["held_by"])
    return claim
