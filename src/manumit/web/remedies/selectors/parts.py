"""What is sealed in a claim, who acts for the worker, and who has it."""

import datetime as dt
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from manumit.web.institutions.directory import offices_here
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import SEE
from manumit.web.kernel.access.policies import Policy
from manumit.web.kernel.access.telling import acting, check_sealed, tell
from manumit.web.kernel.consent.verdicts import consent_for
from manumit.web.kernel.vault.keys import subject_key
from manumit.web.kernel.vault.sealed import open_text
from manumit.web.remedies.items import Item, opened
from manumit.web.remedies.lists import DEBTOR, DECIDER, MANDATE, PURPOSE, rules
from manumit.web.remedies.models import ClaimMandate, Submission
from manumit.web.remedies.policies import (
    claim_policy,
    fact_policy,
    item_policy,
    mandate_policy,
    submission_policy,
)
from manumit.web.remedies.services.passing import serves


@dataclass(frozen=True, slots=True, repr=False)
class ItemView:
    """One head; its ``repr`` shows nothing.

    Attributes:
        id: None in a copy that was passed on.
    """

    id: uuid.UUID | None
    item: Item

    @property
    def claimed(self) -> str:
        """What is claimed, with its currency."""
        return self.item.in_words("claimed")

    @property
    def least(self) -> str:
        """The least that is owed; empty where nobody knows."""
        return self.item.in_words("least")

    @property
    def most(self) -> str:
        """The most that is owed; empty where nobody knows."""
        return self.item.in_words("most")


@dataclass(frozen=True, slots=True, repr=False)
class FactView:
    """One fact that stands; its ``repr`` shows nothing."""

    kind: str
    text: str
    made_at: dt.datetime


@transaction.atomic
def items(actor: Actor | None, claim_id: uuid.UUID) -> list[ItemView]:
    """What is claimed by head, for whoever holds the claim or has a mandate.

    Raises:
        Refused: not for this actor.
        InputError: V101 to V107, V201, V301.
    """
    who = _opening(actor, claim_id)
    rows = item_policy.scope(who).filter(claim=claim_id, left_out_at=None).order_by("number")
    found = []
    for row in rows:
        check_sealed(who, item_policy, row, "content")
        found.append(ItemView(row.pk, opened(open_text(row, "content") or "")))
    return found


@transaction.atomic
def facts(actor: Actor | None, claim_id: uuid.UUID) -> list[FactView]:
    """The last fact of each kind, for whoever holds the claim or has a mandate.

    Raises:
        Refused: not for this actor.
        InputError: V101 to V107, V201, V301.
    """
    who = _opening(actor, claim_id)
    last = {
        row.kind: row for row in fact_policy.scope(who).filter(claim=claim_id).order_by("made_at")
    }
    found = []
    for row in last.values():
        check_sealed(who, fact_policy, row, "content")
        found.append(FactView(row.kind, open_text(row, "content") or "", row.made_at))
    return found


def _opening(actor: Actor | None, claim_id: uuid.UUID) -> Actor:
    """Whoever opens what is sealed; what was passed on is another copy and another page."""
    claim_policy.load(actor, claim_id, "change")
    who = acting(actor, "claim", SEE)
    tell(who, "read_statement", "claim", claim_id, purpose=SEE)
    return who


@dataclass(frozen=True, slots=True, repr=False)
class Passed:
    """What a decider was given; its ``repr`` shows nothing."""

    items: tuple[ItemView, ...]
    facts: tuple[FactView, ...]


@transaction.atomic
def passed(actor: Actor | None, claim_id: uuid.UUID) -> Passed | None:
    """The copy that was passed on to the actor's institution; None where it got none.

    Raises:
        Refused: not for this actor.
        InputError: V101 to V107, V201, V301.
    """
    claim_policy.load(actor, claim_id)
    who = acting(actor, "claim", SEE)
    rows = submission_policy.scope(who).filter(
        claim=claim_id, sent_to=who.institution, capacity=DECIDER
    )
    row = rows.first()
    if row is None or "passed" not in submission_policy.mask(who, row):
        return None
    tell(who, "read_statement", "claim", claim_id, purpose=SEE)
    found = json.loads(open_text(row, "passed") or "")
    return Passed(
        tuple(ItemView(None, opened(json.dumps(one))) for one in found["items"]),
        tuple(FactView(kind, text, row.made_at) for kind, text in found["facts"].items()),
    )


@dataclass(frozen=True, slots=True)
class SentView:
    """An institution that has a claim.

    Attributes:
        agreed: whether the worker agrees now that it has it; else it sees nothing.
    """

    institution: uuid.UUID
    capacity: str
    made_at: dt.datetime
    agreed: bool


def sent(actor: Actor | None, claim_id: uuid.UUID) -> list[SentView]:
    """Who has a claim, for whoever holds it or has a mandate.

    Raises:
        Refused: not for this actor.
    """
    row = claim_policy.load(actor, claim_id, "pass_on")
    return [
        SentView(
            one.sent_to_id,
            one.capacity,
            one.made_at,
            consent_for(row.subject_id, PURPOSE, one.sent_to_id, child=row.child).allowed,
        )
        for one in Submission.objects.filter(claim=row).order_by("made_at")
    ]


@dataclass(frozen=True, slots=True, repr=False)
class MandateView:
    """Somebody who acts for the worker; its ``repr`` shows nothing.

    Attributes:
        given_to: the institution, where it has an account here.
        holds: whether they may act by it now.
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
    """Who acts, or acted, for the worker, oldest first.

    In a claim by mandate another body's mandate is shown while it holds alone: whoever goes on with
    it is not told to whom the worker went before (decision 42).

    Raises:
        Refused: not for this actor.
        InputError: V101 to V107, V201, V301.
    """
    who = _opening(actor, claim_id)
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
    check_sealed(who, policy, row, "name")
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
    """An office that a claim could be passed on to.

    Attributes:
        capacity: ``decider``, ``debtor`` or ``mandate``.
        agreed: whether the worker agrees now.
    """

    office: uuid.UUID
    institution: uuid.UUID
    names: Mapping[str, str]
    office_names: Mapping[str, str]
    capacity: str
    agreed: bool


def recipients(actor: Actor | None, claim_id: uuid.UUID) -> list[Recipient]:
    """Offices of other institutions that a claim could be passed on to, or given a mandate for.

    Raises:
        Refused: not for this actor.
    """
    row = claim_policy.load(actor, claim_id, "pass_on")
    offices = offices_here().order_by("institution__kind", "id")
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
        if serves(row, office, capacity)
    ]


def could_have(actor: Actor | None, claim_id: uuid.UUID) -> dict[uuid.UUID, bool]:
    """Institutions that a claim could come to, and whether the worker agrees to each now.

    Raises:
        Refused: not for this actor.
    """
    return {one.institution: one.agreed for one in recipients(actor, claim_id)}


def served_by(own: uuid.UUID) -> list[uuid.UUID]:
    """Institutions that a claim of an institution can come to, for asking consent to it."""
    kinds = frozenset[str]().union(*rules().kinds.values())
    offices = offices_here().filter(institution__kind__in=kinds).exclude(institution=own)
    return list(dict.fromkeys(offices.order_by("institution__kind", "id").values_list(
        "institution_id", flat=True
    )))  # fmt: skip
