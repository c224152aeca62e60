"""Who stands how to a claim and its parts; what that allows is in the kernel's ``grants.yaml``."""

import uuid
from collections.abc import Mapping
from typing import ClassVar

from django.db.models import Model, Q
from django.utils import timezone

from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import Relation, grants
from manumit.web.kernel.access.policies import Policy
from manumit.web.kernel.consent.models import Consent
from manumit.web.kernel.consent.verdicts import judged
from manumit.web.remedies.lists import DEBTOR, DECIDER, PURPOSE, PURSUER, rules
from manumit.web.remedies.models import (
    Claim,
    ClaimFact,
    ClaimItem,
    ClaimMandate,
    Contact,
    Due,
    Order,
    Payment,
    Submission,
)
from manumit.web.remedies.process import ENDED


class PartOfClaim[Row: Model](Policy[Row]):
    """A claim, or what stands in it.

    Attributes:
        path: from the row to the claim, as a prefix of conditions; empty for the claim itself.
    """

    resource = "claim"
    path: ClassVar[str] = "claim__"

    def relations(self, actor: Actor) -> Mapping[Relation, Q]:
        """By who holds it, who has a mandate, and to whom it was passed on while consent holds.

        Nobody holds a claim by mandate: where nobody may act in it, the office that acted in it
        last is told that there is one, and nothing else (decision 42).
        """
        here = self._of_claim(institution=actor.institution)
        office = here & self._of_claim(office=actor.office, by_mandate=False)
        sent = Submission.objects.filter(sent_to=actor.institution, office=actor.office)
        return {
            Relation.ERASED: self._of_claim(subject__erased_at__isnull=False),
            Relation.OWN: office & self._of_claim(held_by=actor.person),
            Relation.MANDATE: self._of_claim(pk__in=_mandated(actor)),
            Relation.COLLEAGUE: office,
            Relation.REFERRED: self._referred(actor, *_covered(actor)),
            Relation.WITHDRAWN: self._of_claim(pk__in=sent.values("claim"))
            | self._of_claim(pk__in=_nobodys(actor)),
            Relation.OTHER_OFFICE: here,
        }

    def _of_claim(self, **conditions: object) -> Q:
        return Q(**{f"{self.path}{name}": value for name, value in conditions.items()})

    def _referred(self, actor: Actor, decided: list[uuid.UUID], owed: list[uuid.UUID]) -> Q:
        """Rows that another institution sees: as who decides, and as who owes."""
        del actor
        return self._of_claim(pk__in=[*decided, *owed])


def _mandated(actor: Actor) -> list[uuid.UUID]:
    """Claims for which an office has a mandate that holds, and the worker's consent to have it."""
    rows = ClaimMandate.objects.filter(
        given_to=actor.institution, office=actor.office, ended_at=None
    ).select_related("claim")
    now = timezone.now()
    return _agreed([one.claim for one in rows if one.holds_at(now)], actor)


def _nobodys(actor: Actor) -> list[uuid.UUID]:
    """Claims by mandate that go on, in which nobody may act now, and this office acted last.

    Not those in which another has acted since: what that one wrote down was told to them alone.
    """
    if not grants().of(actor.role, ClaimPolicy.resource, "represent"):
        return []
    own = ClaimMandate.objects.filter(
        given_to=actor.institution, office=actor.office, claim__by_mandate=True
    ).exclude(claim__state=ENDED)
    given = ClaimMandate.objects.filter(
        claim__in=own.values("claim"), given_to__kind__in=rules().kinds[PURSUER]
    )
    last: dict[uuid.UUID, uuid.UUID | None] = {}
    now, held = timezone.now(), []
    for one in given.select_related("claim").order_by("recorded_at"):
        last[one.claim_id] = one.office_id
        held += [one] if one.holds_at(now) else []
    said = _said({one.subject_id for one in held})
    acted_in = {one.claim_id for one in held if _agrees(said, one.claim, one.given_to_id)}
    return [key for key, office in last.items() if office == actor.office and key not in acted_in]


def _covered(actor: Actor) -> tuple[list[uuid.UUID], list[uuid.UUID]]:
    """Claims that were passed on to an office while consent covers that: to decide, and to pay."""
    rows = Submission.objects.filter(sent_to=actor.institution, office=actor.office).select_related(
        "claim"
    )
    sent: dict[str, list[Claim]] = {DECIDER: [], DEBTOR: []}
    for one in rows:
        sent[one.capacity].append(one.claim)
    return _agreed(sent[DECIDER], actor), _agreed(sent[DEBTOR], actor)


def _agreed(claims: list[Claim], actor: Actor) -> list[uuid.UUID]:
    """Those of which the worker agrees that the institution has them, by the one verdict."""
    said = _said({one.subject_id for one in claims})
    return [one.pk for one in claims if _agrees(said, one, actor.institution)]


type Said = Mapping[uuid.UUID, list[Consent]]
"""All that is recorded of what people said, by person."""


def _said(subjects: set[uuid.UUID]) -> Said:
    said: dict[uuid.UUID, list[Consent]] = {}
    for row in Consent.objects.filter(subject__in=subjects):
        said.setdefault(row.subject, []).append(row)
    return said


def _agrees(said: Said, claim: Claim, institution: uuid.UUID | None) -> bool:
    """Whether the worker agrees now that an institution has a claim."""
    rows = said.get(claim.subject_id, [])
    return institution is not None and judged(rows, PURPOSE, institution, child=claim.child).allowed


class ClaimPolicy(PartOfClaim[Claim]):
    """Claims."""

    model = Claim
    path = ""


class ItemPolicy(PartOfClaim[ClaimItem]):
    """What is claimed, by head."""

    model = ClaimItem


class FactPolicy(PartOfClaim[ClaimFact]):
    """What is needed to pursue a claim."""

    model = ClaimFact


class MandatePolicy(PartOfClaim[ClaimMandate]):
    """Who acts for the worker."""

    model = ClaimMandate


class SubmissionPolicy(PartOfClaim[Submission]):
    """What was passed on: each institution sees its own, and nobody's else."""

    model = Submission

    def _referred(self, actor: Actor, decided: list[uuid.UUID], owed: list[uuid.UUID]) -> Q:
        return super()._referred(actor, decided, owed) & Q(sent_to=actor.institution)


class OrderPolicy(PartOfClaim[Order]):
    """What is to be paid."""

    resource = "claim_order"
    model = Order


class OrderOfClaimPolicy(ClaimPolicy):
    """A claim, for whoever orders something in it."""

    resource = "claim_order"


class PaymentPolicy(PartOfClaim[Payment]):
    """What is said to have been paid: a debtor sees what it has reported itself."""

    resource = "claim_payment"
    model = Payment

    def _referred(self, actor: Actor, decided: list[uuid.UUID], owed: list[uuid.UUID]) -> Q:
        own = self._of_claim(pk__in=owed) & Q(reported_in=actor.institution)
        return self._of_claim(pk__in=decided) | own


class PaymentOfClaimPolicy(ClaimPolicy):
    """A claim, for whoever reports a payment in it."""

    resource = "claim_payment"


class ContactPolicy(PartOfClaim[Contact]):
    """What the worker says in private."""

    resource = "claim_contact"
    model = Contact


class DuePolicy(PartOfClaim[Due]):
    """By when the worker is asked about a payment."""

    resource = "claim_contact"
    model = Due


class ContactOfPaymentPolicy(PartOfClaim[Payment]):
    """A payment, for whoever asks the worker about it."""

    resource = "claim_contact"
    model = Payment


claim_policy = ClaimPolicy()
item_policy = ItemPolicy()
fact_policy = FactPolicy()
mandate_policy = MandatePolicy()
submission_policy = SubmissionPolicy()
order_policy = OrderPolicy()
order_of_claim_policy = OrderOfClaimPolicy()
payment_policy = PaymentPolicy()
payment_of_claim_policy = PaymentOfClaimPolicy()
contact_policy = ContactPolicy()
due_policy = DuePolicy()
contact_of_payment_policy = ContactOfPaymentPolicy()
