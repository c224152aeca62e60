"""Access policies: how an actor is related to a claim and to its parts.

A policy maps an actor to relations (own, mandate, colleague, referred, ...). What each relation
allows a role to do is in the kernel's ``grants.yaml``.
"""

import uuid
from collections.abc import Mapping
from typing import ClassVar

from django.db.models import Model, Q
from django.utils import timezone

from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import Relation, grants
from manumit.web.kernel.access.policies import Policy
from manumit.web.kernel.consent.models import Consent
from manumit.web.kernel.consent.verdicts import evaluate_consent
from manumit.web.remedies.lists import DEBTOR, DECIDER, PURPOSE, PURSUER, rules
from manumit.web.remedies.models import (
    Claim,
    ClaimFact,
    ClaimItem,
    ClaimMandate,
    ContactDue,
    Payment,
    PaymentContact,
    RemedyOrder,
    Submission,
)
from manumit.web.remedies.process import IRRECOVERABLE


class ClaimPartPolicy[Row: Model](Policy[Row]):
    """Policy of a claim or of one of its parts.

    Attributes:
        path: lookup prefix from the row to its claim; empty for the claim itself.
    """

    resource = "claim"
    path: ClassVar[str] = "claim__"

    def relations(self, actor: Actor) -> Mapping[Relation, Q]:
        """Return the condition for each relation of the actor to a row.

        Nobody holds a claim by mandate. If nobody may act in it any more, the office that acted
        last has the relation ``WITHDRAWN``: it sees that the claim exists, and nothing else
        (decision 42).
        """
        here = self._of_claim(institution=actor.institution)
        office = here & self._of_claim(office=actor.office, by_mandate=False)
        sent = Submission.objects.filter(sent_to=actor.institution, office=actor.office)
        return {
            Relation.ERASED: self._of_claim(subject__erased_at__isnull=False),
            Relation.OWN: office & self._of_claim(held_by=actor.person),
            Relation.MANDATE: self._of_claim(pk__in=_claims_with_mandate(actor)),
            Relation.COLLEAGUE: office,
            Relation.REFERRED: self._referred(actor, *_claims_received(actor)),
            Relation.WITHDRAWN: self._of_claim(pk__in=sent.values("claim"))
            | self._of_claim(pk__in=_claims_without_representative(actor)),
            Relation.OTHER_OFFICE: here,
        }

    def _of_claim(self, **conditions: object) -> Q:
        return Q(**{f"{self.path}{name}": value for name, value in conditions.items()})

    def _referred(self, actor: Actor, decided: list[uuid.UUID], owed: list[uuid.UUID]) -> Q:
        """Return the rows that a recipient sees, by claims received as decider and as debtor."""
        del actor
        return self._of_claim(pk__in=[*decided, *owed])


def _claims_with_mandate(actor: Actor) -> list[uuid.UUID]:
    """Return claims for which the actor's office has a valid mandate and the worker's consent."""
    rows = ClaimMandate.objects.filter(
        given_to=actor.institution, office=actor.office, ended_at=None
    ).select_related("claim")
    now = timezone.now()
    return _with_consent([one.claim for one in rows if one.holds_at(now)], actor)


def _claims_without_representative(actor: Actor) -> list[uuid.UUID]:
    """Return open claims by mandate in which nobody may act and the actor's office acted last.

    A claim in which another office acted later is not included: what the worker reported to that
    office is for it alone.
    """
    if not grants().of(actor.role, ClaimPolicy.resource, "represent"):
        return []
    own = ClaimMandate.objects.filter(
        given_to=actor.institution, office=actor.office, claim__by_mandate=True
    ).exclude(claim__state=IRRECOVERABLE)
    given = ClaimMandate.objects.filter(
        claim__in=own.values("claim"), given_to__kind__in=rules().kinds[PURSUER]
    )
    last: dict[uuid.UUID, uuid.UUID | None] = {}
    now, held = timezone.now(), []
    for one in given.select_related("claim").order_by("recorded_at"):
        last[one.claim_id] = one.office_id
        held += [one] if one.holds_at(now) else []
    records = _consent_records({one.subject_id for one in held})
    acted_in = {one.claim_id for one in held if _consents(records, one.claim, one.given_to_id)}
    return [key for key, office in last.items() if office == actor.office and key not in acted_in]


def _claims_received(actor: Actor) -> tuple[list[uuid.UUID], list[uuid.UUID]]:
    """Return claims submitted to the actor's office with valid consent: as decider, as debtor."""
    rows = Submission.objects.filter(sent_to=actor.institution, office=actor.office).select_related(
        "claim"
    )
    sent: dict[str, list[Claim]] = {DECIDER: [], DEBTOR: []}
    for one in rows:
        sent[one.capacity].append(one.claim)
    return _with_consent(sent[DECIDER], actor), _with_consent(sent[DEBTOR], actor)


def _with_consent(claims: list[Claim], actor: Actor) -> list[uuid.UUID]:
    """Return the claims whose worker consents that the actor's institution has them."""
    records = _consent_records({one.subject_id for one in claims})
    return [one.pk for one in claims if _consents(records, one, actor.institution)]


type ConsentRecords = Mapping[uuid.UUID, list[Consent]]
"""All consent rows by person, read in one query for many claims."""


def _consent_records(subjects: set[uuid.UUID]) -> ConsentRecords:
    records: dict[uuid.UUID, list[Consent]] = {}
    for row in Consent.objects.filter(subject__in=subjects):
        records.setdefault(row.subject, []).append(row)
    return records


def _consents(records: ConsentRecords, claim: Claim, institution: uuid.UUID | None) -> bool:
    """Return whether the worker consents now that an institution has a claim."""
    rows = records.get(claim.subject_id, [])
    return (
        institution is not None
        and evaluate_consent(rows, PURPOSE, institution, child=claim.child).allowed
    )


class ClaimPolicy(ClaimPartPolicy[Claim]):
    """Policy of claims."""

    model = Claim
    path = ""


class ItemPolicy(ClaimPartPolicy[ClaimItem]):
    """Policy of claim items."""

    model = ClaimItem


class FactPolicy(ClaimPartPolicy[ClaimFact]):
    """Policy of facts."""

    model = ClaimFact


class MandatePolicy(ClaimPartPolicy[ClaimMandate]):
    """Policy of mandates."""

    model = ClaimMandate


class SubmissionPolicy(ClaimPartPolicy[Submission]):
    """Policy of submissions: a recipient sees only those to itself."""

    model = Submission

    def _referred(self, actor: Actor, decided: list[uuid.UUID], owed: list[uuid.UUID]) -> Q:
        return super()._referred(actor, decided, owed) & Q(sent_to=actor.institution)


class OrderPolicy(ClaimPartPolicy[RemedyOrder]):
    """Policy of orders."""

    resource = "claim_order"
    model = RemedyOrder


class NewOrderPolicy(ClaimPolicy):
    """Policy of the claim for creating an order in it."""

    resource = "claim_order"


class PaymentPolicy(ClaimPartPolicy[Payment]):
    """Policy of payments: a debtor sees only those that it reported itself."""

    resource = "claim_payment"
    model = Payment

    def _referred(self, actor: Actor, decided: list[uuid.UUID], owed: list[uuid.UUID]) -> Q:
        own = self._of_claim(pk__in=owed) & Q(reported_in=actor.institution)
        return self._of_claim(pk__in=decided) | own


class NewPaymentPolicy(ClaimPolicy):
    """Policy of the claim for reporting a payment in it."""

    resource = "claim_payment"


class PaymentContactPolicy(ClaimPartPolicy[PaymentContact]):
    """Policy of the worker's private answers."""

    resource = "claim_contact"
    model = PaymentContact


class ContactDuePolicy(ClaimPartPolicy[ContactDue]):
    """Policy of the days by which the worker must be asked."""

    resource = "claim_contact"
    model = ContactDue


class NewContactPolicy(ClaimPartPolicy[Payment]):
    """Policy of a payment for recording a contact about it."""

    resource = "claim_contact"
    model = Payment


claim_policy = ClaimPolicy()
item_policy = ItemPolicy()
fact_policy = FactPolicy()
mandate_policy = MandatePolicy()
submission_policy = SubmissionPolicy()
order_policy = OrderPolicy()
new_order_policy = NewOrderPolicy()
payment_policy = PaymentPolicy()
new_payment_policy = NewPaymentPolicy()
contact_policy = PaymentContactPolicy()
contact_due_policy = ContactDuePolicy()
new_contact_policy = NewContactPolicy()
