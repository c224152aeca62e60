"""Sealed items and facts of a claim, its mandates, its submissions and possible recipients."""

import datetime as dt
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from manumit.web.institutions.directory import local_offices
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import SEE
from manumit.web.kernel.access.policies import Policy
from manumit.web.kernel.access.recording import check_column_visible, record_act, require_actor
from manumit.web.kernel.consent.verdicts import consent_for
from manumit.web.kernel.vault.keys import subject_key
from manumit.web.kernel.vault.sealed import open_text
from manumit.web.remedies.items import Item, item_from_document
from manumit.web.remedies.lists import DEBTOR, DECIDER, LISTS, MANDATE, PURPOSE, rules
from manumit.web.remedies.models import ClaimMandate, Submission
from manumit.web.remedies.policies import (
    claim_policy,
    fact_policy,
    item_policy,
    mandate_policy,
    submission_policy,
)
from manumit.web.remedies.selectors.claims import READERS
from manumit.web.remedies.services.passing import can_receive


@dataclass(frozen=True, slots=True, repr=False)
class ItemView:
    """One opened item; its ``repr`` shows nothing.

    Attributes:
        id: None in a copy that was submitted.
    """

    id: uuid.UUID | None
    item: Item

    @property
    def claimed(self) -> str:
        """Return the claimed amount with its currency."""
        return self.item.amount_text("claimed")

    @property
    def least(self) -> str:
        """Return the lower bound of what is owed; empty if unknown."""
        return self.item.amount_text("least")

    @property
    def most(self) -> str:
        """Return the upper bound of what is owed; empty if unknown."""
        return self.item.amount_text("most")


@dataclass(frozen=True, slots=True, repr=False)
class FactView:
    """One valid fact, opened; its ``repr`` shows nothing."""

    kind: str
    text: str
    made_at: dt.datetime


@transaction.atomic
def items(actor: Actor | None, claim_id: uuid.UUID) -> list[ItemView]:
    """Return the items of a claim, opened, for its holder, representative or guardian.

    Raises:
        Refused: not for this actor.
        InputError: V101 to V107, V201, V301.
    """
    who = _log_opening(actor, claim_id)
    rows = item_policy.scope(who).filter(claim=claim_id, left_out_at=None).order_by("number")
    found = []
    for row in rows:
        check_column_visible(who, item_policy, row, "content")
        found.append(ItemView(row.pk, item_from_document(open_text(row, "content") or "")))
    return found


@transaction.atomic
def facts(actor: Actor | None, claim_id: uuid.UUID) -> list[FactView]:
    """Return the latest fact of each kind, opened, in the order of the list.

    Raises:
        Refused: not for this actor.
        InputError: V101 to V107, V201, V301.
    """
    who = _log_opening(actor, claim_id)
    last = {
        row.kind: row for row in fact_policy.scope(who).filter(claim=claim_id).order_by("made_at")
    }
    found = []
    order = LISTS["fact"].codes()
    for row in sorted(last.values(), key=lambda one: order.index(one.kind)):
        check_column_visible(who, fact_policy, row, "content")
        found.append(FactView(row.kind, open_text(row, "content") or "", row.made_at))
    return found


def _log_opening(actor: Actor | None, claim_id: uuid.UUID) -> Actor:
    """Check access to sealed content, record it in the ledger, and return the actor.

    Those who work on the claim read it, and a guardian; not a decider, who has a copy.
    """
    held = claim_policy.load_held(actor, claim_id)[1]
    if not held & READERS:
        claim_policy.load(actor, claim_id, "change")
    who = require_actor(actor, "claim", SEE)
    record_act(who, "read_statement", "claim", claim_id, purpose=SEE)
    return who


@dataclass(frozen=True, slots=True, repr=False)
class ReceivedCopy:
    """The copy that a decider received, opened; its ``repr`` shows nothing."""

    items: tuple[ItemView, ...]
    facts: tuple[FactView, ...]


@transaction.atomic
def received_copy(actor: Actor | None, claim_id: uuid.UUID) -> ReceivedCopy | None:
    """Return the copy that the actor's institution received, or None.

    Raises:
        Refused: not for this actor.
        InputError: V101 to V107, V201, V301.
    """
    claim_policy.load(actor, claim_id)
    who = require_actor(actor, "claim", SEE)
    rows = submission_policy.scope(who).filter(
        claim=claim_id, sent_to=who.institution, capacity=DECIDER
    )
    row = rows.first()
    if row is None or "passed" not in submission_policy.mask(who, row):
        return None
    record_act(who, "read_statement", "claim", claim_id, purpose=SEE)
    found = json.loads(open_text(row, "passed") or "")
    return ReceivedCopy(
        tuple(ItemView(None, item_from_document(json.dumps(one))) for one in found["items"]),
        tuple(FactView(kind, text, row.made_at) for kind, text in found["facts"].items()),
    )


@dataclass(frozen=True, slots=True)
class SubmissionView:
    """An institution to which a claim was submitted.

    Attributes:
        agreed: whether the worker consents now; without consent it sees nothing.
    """

    institution: uuid.UUID
    capacity: str
    made_at: dt.datetime
    agreed: bool


def submissions(actor: Actor | None, claim_id: uuid.UUID) -> list[SubmissionView]:
    """Return the submissions of a claim, for its holder or representative.

    Raises:
        Refused: not for this actor.
    """
    row = claim_policy.load(actor, claim_id, "pass_on")
    return [
        SubmissionView(
            one.sent_to_id,
            one.capacity,
            one.made_at,
            consent_for(row.subject_id, PURPOSE, one.sent_to_id, child=row.child).allowed,
        )
        for one in Submission.objects.filter(claim=row).order_by("made_at")
    ]


@dataclass(frozen=True, slots=True, repr=False)
class MandateView:
    """One mandate, opened; its ``repr`` shows nothing.

    Attributes:
        given_to: the representative's institution, if it has an account here.
        holds: whether the mandate is valid now.
    """

    id: uuid.UUID
    name: str
    given_to: uuid.UUID | None
    basis: str
    begins: dt.datetime
    until: dt.datetime | None
    holds: bool


@transaction.atomic
def mandates(actor: Actor | None, claim_id: uuid.UUID) -> list[MandateView]:
    """Return the mandates of a claim, oldest first.

    In a claim by mandate, mandates of other institutions are shown only while they are valid: the
    next representative must not learn to whom the worker went before (decision 42).

    Raises:
        Refused: not for this actor.
        InputError: V101 to V107, V201, V301.
    """
    claim_policy.load(actor, claim_id, "change")
    who = _log_opening(actor, claim_id)
    now = timezone.now()
    rows = mandate_policy.scope(who).filter(claim=claim_id).select_related("claim")
    return [
        _mandate(who, mandate_policy, row, now)
        for row in rows.order_by("recorded_at")
        if not row.claim.by_mandate
        or row.given_to_id in (None, who.institution)
        or row.holds_at(now)
    ]


def _mandate(
    who: Actor, policy: Policy[ClaimMandate], row: ClaimMandate, now: dt.datetime
) -> MandateView:
    check_column_visible(who, policy, row, "name")
    key = subject_key(row.subject_id)
    return MandateView(
        row.pk,
        open_text(row, "name", key=key) or "",
        row.given_to_id,
        row.basis,
        row.begins,
        row.until,
        row.holds_at(now),
    )


@dataclass(frozen=True, slots=True)
class Recipient:
    """An office to which a claim could be submitted or a mandate given.

    Attributes:
        capacity: ``decider``, ``debtor`` or ``mandate``.
        agreed: whether the worker consents now.
    """

    office: uuid.UUID
    institution: uuid.UUID
    names: Mapping[str, str]
    office_names: Mapping[str, str]
    capacity: str
    agreed: bool


def recipients(actor: Actor | None, claim_id: uuid.UUID) -> list[Recipient]:
    """Return offices of other institutions that could receive a claim or a mandate.

    Raises:
        Refused: not for this actor.
    """
    row = claim_policy.load(actor, claim_id, "pass_on")
    who = require_actor(actor, "claim", "pass_on")
    offices = local_offices().order_by("institution__kind", "id")
    return [
        Recipient(
            office.pk,
            office.institution_id,
            office.institution.names,
            office.names,
            capacity,
            consent_for(row.subject_id, PURPOSE, office.institution_id, child=row.child).allowed,
        )
        for capacity in (DECIDER, DEBTOR, MANDATE)
        for office in offices
        if can_receive(row, office, capacity)
        # An office extends its own mandate by take_up only.
        and not (row.by_mandate and office.institution_id == who.institution)
    ]


def possible_recipients(actor: Actor | None, claim_id: uuid.UUID) -> dict[uuid.UUID, bool]:
    """Return institutions that could receive a claim, and whether the worker consents to each.

    Raises:
        Refused: not for this actor.
    """
    return {one.institution: one.agreed for one in recipients(actor, claim_id)}


def claim_recipients(own: uuid.UUID) -> list[uuid.UUID]:
    """Return institutions that could receive claims of this one, for the form of consent."""
    kinds = frozenset[str]().union(*rules().kinds.values())
    offices = local_offices().filter(institution__kind__in=kinds).exclude(institution=own)
    return list(dict.fromkeys(offices.order_by("institution__kind", "id").values_list(
        "institution_id", flat=True
    )))  # fmt: skip
