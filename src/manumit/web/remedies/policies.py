"""Access policies: how an actor is related to a claim and to its parts.

A policy maps an actor to relations. What each relation allows a role to do is in the kernel's
``grants.yaml``; in short:

* own, the member who works on a claim with a case file: everything;
* mandate, an office that the worker authorised: everything; a guardian reads only;
* colleague, the office of the holder: all but sealed texts and the worker's private answers;
* referred, as decider: the sealed copy, orders and payments; as debtor: orders and its own
  payments. Neither sees private answers;
* withdrawn, without consent or mandate any more: that the claim exists;
* other office of the same institution: nothing.
"""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import ClassVar

from django.db.models import Exists, F, Model, OuterRef, Q
from django.utils import timezone

from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import Relation, grants
from manumit.web.kernel.access.policies import Policy
from manumit.web.kernel.consent.conditions import consented
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
        return {
            Relation.ERASED: self._of_claim(subject__erased_at__isnull=False),
            Relation.OWN: office & self._of_claim(held_by=actor.person),
            Relation.MANDATE: self._represented(actor),
            Relation.COLLEAGUE: office,
            Relation.REFERRED: self._referred(actor),
            Relation.WITHDRAWN: self._withdrawn(actor),
            Relation.OTHER_OFFICE: here,
        }

    def near(self, actor: Actor) -> Sequence[Q]:
        """Return the condition for claims that an office keeps, received or has a mandate for."""
        kept = Claim.objects.filter(institution=actor.institution, office=actor.office)
        sent = Submission.objects.filter(sent_to=actor.institution, office=actor.office)
        given = ClaimMandate.objects.filter(given_to=actor.institution, office=actor.office)
        claims = kept.values("pk").union(sent.values("claim"), given.values("claim"), all=True)
        return (self._of_claim(pk__in=claims),)

    def _of_claim(self, **conditions: object) -> Q:
        return Q(**{f"{self.path}{name}": value for name, value in conditions.items()})

    def _referred(self, actor: Actor) -> Q:
        """Return the rows that the actor's office sees as a recipient."""
        return self._submitted(actor, DECIDER, DEBTOR)

    def _withdrawn(self, actor: Actor) -> Q:
        """Return the rows of claims that the office received, or acted in last."""
        sent = Submission.objects.filter(sent_to=actor.institution, office=actor.office)
        return self._of_claim(pk__in=sent.values("claim")) | self._without_representative(actor)

    def _submitted(self, actor: Actor, *capacities: str) -> Q:
        """Return rows of claims that the actor's office received in a capacity, with consent."""
        sent = Submission.objects.filter(
            claim=OuterRef(f"{self.path}pk"),
            sent_to=actor.institution,
            office=actor.office,
            capacity__in=capacities,
        )
        return Q(Exists(sent)) & self._consented(actor.institution)

    def _represented(self, actor: Actor) -> Q:
        """Return rows of claims for which the office has a valid mandate and consent."""
        given = ClaimMandate.objects.filter(
            in_force(timezone.now()),
            claim=OuterRef(f"{self.path}pk"),
            given_to=actor.institution,
            office=actor.office,
        )
        return Q(Exists(given)) & self._consented(actor.institution)

    def _without_representative(self, actor: Actor) -> Q:
        """Return rows of open claims in which nobody may act and the actor's office acted last.

        A claim in which another office acted later is not included: what the worker reported to
        that office is for it alone.
        """
        if not grants().of(actor.role, ClaimPolicy.resource, "represent"):
            return Q(pk__in=())
        given = ClaimMandate.objects.filter(given_to__kind__in=rules().kinds[PURSUER])
        of_claim = given.filter(claim=OuterRef(f"{self.path}pk"))
        later = given.filter(
            Q(recorded_at__gt=OuterRef("recorded_at"))
            | Q(recorded_at=OuterRef("recorded_at"), pk__gt=OuterRef("pk")),
            claim=OuterRef("claim"),
        )
        last = of_claim.filter(~Q(Exists(later)), given_to=actor.institution, office=actor.office)
        acting = of_claim.filter(
            in_force(timezone.now()),
            consented(
                subject="claim__subject",
                purpose=PURPOSE,
                recipient=F("given_to"),
                adult=Q(claim__child=False),
            ),
        )
        open_claim = self._of_claim(by_mandate=True) & ~self._of_claim(state=IRRECOVERABLE)
        return open_claim & Q(Exists(last)) & ~Q(Exists(acting))

    def _consented(self, institution: uuid.UUID) -> Q:
        """Return the rows whose worker consents now that an institution has the claim."""
        return consented(
            subject=f"{self.path}subject",
            purpose=PURPOSE,
            recipient=institution,
            adult=self._of_claim(child=False),
        )


def in_force(now: dt.datetime) -> Q:
    """Return the condition that a mandate is valid, as :meth:`ClaimMandate.holds_at` says."""
    return Q(ended_at=None, begins__lte=now) & (Q(until=None) | Q(until__gt=now))


class ClaimPolicy(ClaimPartPolicy[Claim]):
    """Policy of claims."""

    model = Claim
    path = ""


class ContentPolicy[Row: Model](ClaimPartPolicy[Row]):
    """Policy of what a claim consists of; a decider reads the sealed copy in its submission."""

    def _referred(self, actor: Actor) -> Q:
        return self._submitted(actor)  # in no capacity


class ItemPolicy(ContentPolicy[ClaimItem]):
    """Policy of claim items."""

    model = ClaimItem


class FactPolicy(ContentPolicy[ClaimFact]):
    """Policy of facts."""

    model = ClaimFact


class MandatePolicy(ClaimPartPolicy[ClaimMandate]):
    """Policy of mandates."""

    model = ClaimMandate


class SubmissionPolicy(ClaimPartPolicy[Submission]):
    """Policy of submissions: a recipient sees only those to itself."""

    model = Submission

    def _referred(self, actor: Actor) -> Q:
        return super()._referred(actor) & Q(sent_to=actor.institution)

    def _withdrawn(self, actor: Actor) -> Q:
        return super()._withdrawn(actor) & Q(sent_to=actor.institution)


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

    def _referred(self, actor: Actor) -> Q:
        own = Q(reported_in=actor.institution) & self._submitted(actor, DEBTOR)
        return self._submitted(actor, DECIDER) | own


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
