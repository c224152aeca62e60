"""Open a claim, edit its items and facts, and change who works on it."""

import datetime as dt
import uuid

from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from manumit.errors import Place
from manumit.web.institutions.models import Post
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.policies import Policy
from manumit.web.kernel.access.recording import record_act, require_actor
from manumit.web.kernel.pseudonyms import free_pseudonym
from manumit.web.kernel.room import Verb, lock_record
from manumit.web.kernel.vault.sealed import seal_text
from manumit.web.remedies.codes import ClaimCode
from manumit.web.remedies.items import Item, item_to_document
from manumit.web.remedies.lists import is_listed
from manumit.web.remedies.models import Claim, ClaimFact, ClaimItem
from manumit.web.remedies.policies import claim_policy, item_policy

LONGEST_TEXT = 10_000


@transaction.atomic
def open_claim(
    actor: Actor | None, *, subject: uuid.UUID, child: bool, route: str, request: uuid.UUID
) -> Claim:
    """Open a draft claim for a person; the actor becomes its holder.

    Args:
        actor: who opens it. The caller (``cases``) has checked that they may act for this person.
        subject: key that seals the claim.
        child: whether the rules for children apply.
        route: a code of the list ``route``.
        request: id of the form; a repeated submission returns the same claim.

    Raises:
        Refused: the role may not open claims.
        InputError: Q101, Q501.
    """
    claim_policy.check_new(actor, "open")
    who = require_actor(actor, "claim", "open")
    known = sent_before(Claim, request, opened_by=who.person, subject_id=subject)
    if known is not None:
        return known
    if not is_listed("route", route):
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
    record_act(who, "create", "claim", row.pk, purpose="open")
    row.save(force_insert=True)
    return row


def sent_before[Row: Model](model: type[Row], request: uuid.UUID, **made: object) -> Row | None:
    """Return what the same form made before; None where it is sent for the first time.

    Args:
        model: what the form makes.
        request: id of the form.
        **made: columns that show that it was the same member and the same claim.

    Raises:
        InputError: Q501 where another form has this id.
    """
    found = model._default_manager.filter(request=request).first()  # noqa: SLF001 - documented by Django
    if found is not None and any(getattr(found, name) != made[name] for name in made):
        raise ClaimCode.REQUEST_USED.error(Place(field="request"))
    return found


def set_child_rules(subject: uuid.UUID, *, child: bool) -> None:
    """Set on all claims of a person whether the rules for children apply (R-46).

    ``cases`` calls it in the transaction that changes the age, which is in the ledger already.
    """
    Claim.objects.filter(subject=subject).exclude(child=child).update(child=child)


def lock_claim(
    actor: Actor | None, policy: Policy[Claim], claim_id: uuid.UUID, action: str
) -> tuple[Claim, Actor]:
    """Return a claim that the actor may do this to, locked, with the actor.

    Raises:
        Refused: not for this actor.
    """
    return lock_record(actor, Verb(policy, action), claim_id)


@transaction.atomic
def add_item(
    actor: Actor | None, claim_id: uuid.UUID, item: Item, *, request: uuid.UUID
) -> ClaimItem:
    """Add an item to a draft claim.

    Args:
        actor: who acts for the worker.
        claim_id: the claim.
        item: head, amount and period.
        request: id of the form; a repeated submission returns the same item.

    Raises:
        Refused: not for this actor.
        InputError: Q102 to Q107, Q109, Q501; V101 to V107, V201, V301.
    """
    claim, who = lock_claim(actor, claim_policy, claim_id, "change")
    known = sent_before(ClaimItem, request, claim_id=claim.pk, made_by=who.person)
    if known is not None:
        return known
    _require_draft(claim)
    document = item_to_document(item)
    row = ClaimItem(
        claim=claim,
        subject_id=claim.subject_id,
        institution_id=claim.institution_id,
        number=claim.items.count() + 1,
        made_by=who.person,
        request=request,
    )
    record_act(who, "change", "claim", claim.pk, purpose="change")
    seal_text(row, "content", document)
    row.save(force_insert=True)
    return row


@transaction.atomic
def set_lodge_by(
    actor: Actor | None, claim_id: uuid.UUID, day: dt.date | None, *, earlier: bool = False
) -> Claim:
    """Set the last day on which a draft claim can be lodged; None if nobody knows it.

    Args:
        actor: who acts for the worker.
        claim_id: the claim.
        day: the day.
        earlier: keep a day that is set already, unless this one comes before it.

    Raises:
        Refused: not for this actor.
        InputError: Q109.
    """
    claim, who = lock_claim(actor, claim_policy, claim_id, "change")
    _require_draft(claim)
    known = claim.lodge_by
    if earlier and known is not None:
        day = min(known, day or known)
    if day != known:
        record_act(who, "change", "claim", claim.pk, purpose="change")
        claim.lodge_by = day
        claim.save(update_fields=["lodge_by"])
    return claim


def _require_draft(claim: Claim) -> None:
    if claim.state != "drafted":
        raise ClaimCode.NOT_DRAFTED.error(Place(field="claim"))


@transaction.atomic
def remove_item(actor: Actor | None, item_id: uuid.UUID) -> Claim:
    """Remove an item from a draft claim; the row is kept and marked as removed.

    Raises:
        Refused: not for this actor.
        InputError: Q109, Q110.
    """
    found = item_policy.load(actor, item_id, "change")
    claim, who = lock_claim(actor, claim_policy, found.claim_id, "change")
    row = ClaimItem.objects.select_for_update().get(pk=item_id)
    _require_draft(claim)
    if row.left_out_at is not None:
        raise ClaimCode.LEFT_OUT_ALREADY.error(Place(field="item"))
    record_act(who, "change", "claim", claim.pk, purpose="change")
    row.left_out_by, row.left_out_at = who.person, timezone.now()
    row.save(update_fields=["left_out_by", "left_out_at"])
    return claim


def clean_text(text: str, field: str) -> str:
    """Return a text without surrounding spaces; too long a text is refused, never cut.

    Raises:
        InputError: Q107.
    """
    found = text.strip()
    if len(found) > LONGEST_TEXT:
        raise ClaimCode.TOO_LONG.error(Place(field=field))
    return found


@transaction.atomic
def add_fact(
    actor: Actor | None, claim_id: uuid.UUID, kind: str, text: str, *, request: uuid.UUID
) -> ClaimFact:
    """Add a sealed fact, which replaces an earlier one of the same kind.

    Facts are also added after return, such as an account abroad or an interpreter (R-65).

    Raises:
        Refused: not for this actor.
        InputError: Q107, Q108, Q501; V101 to V107, V201, V301.
    """
    claim, who = lock_claim(actor, claim_policy, claim_id, "change")
    known = sent_before(ClaimFact, request, claim_id=claim.pk, made_by=who.person)
    if known is not None:
        return known
    cleaned = clean_text(text, "text")
    if not cleaned or not is_listed("fact", kind):
        raise ClaimCode.NO_FACT.error(Place(field="kind" if cleaned else "text"))
    row = ClaimFact(
        claim=claim,
        subject_id=claim.subject_id,
        institution_id=claim.institution_id,
        kind=kind,
        made_by=who.person,
        request=request,
    )
    record_act(who, "change", "claim", claim.pk, purpose="change")
    seal_text(row, "content", cleaned)
    row.save(force_insert=True)
    return row


@transaction.atomic
def hand_over(actor: Actor | None, claim_id: uuid.UUID, member: uuid.UUID) -> Claim:
    """Make a colleague of the same office and role the holder of a claim.

    Raises:
        Refused: not for this actor.
        InputError: Q502.
    """
    claim, who = lock_claim(actor, claim_policy, claim_id, "hand_over")
    posts = Post.objects.valid().filter(office=claim.office_id, role=who.role, member=member)
    if member == who.person or not posts.exists():
        raise ClaimCode.NO_COLLEAGUE.error(Place(field="member"))
    return _set_holder(who, claim, member, "hand_over")


@transaction.atomic
def take_over(actor: Actor | None, claim_id: uuid.UUID) -> Claim:
    """Make the actor the holder of a claim whose holder no longer has a post in the office.

    Raises:
        Refused: not for this actor.
        InputError: Q503.
    """
    claim, who = lock_claim(actor, claim_policy, claim_id, "take_over")
    if Post.objects.valid().filter(office=claim.office_id, member=claim.held_by).exists():
        raise ClaimCode.HELD.error(Place(field="claim"))
    return _set_holder(who, claim, who.person, "take_over")


def _set_holder(who: Actor, claim: Claim, member: uuid.UUID, purpose: str) -> Claim:
    record_act(who, "assign", "claim", claim.pk, purpose=purpose)
    claim.held_by = member
    claim.save(update_fields=["held_by"])
    return claim
