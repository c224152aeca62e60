"""A claim and what is claimed. Amounts and periods of each head are sealed; see ADR 21."""

import uuid
from collections.abc import Mapping
from fractions import Fraction
from typing import ClassVar

from django.db import models
from django.db.models import Q

from manumit.web.institutions.models import Institution, Office
from manumit.web.kernel.consent.verdicts import consent_for
from manumit.web.kernel.ledger.history import tracked
from manumit.web.kernel.ledger.models import APPEND_ONLY
from manumit.web.kernel.money import CURRENCY, DIGITS, PLACES, summed
from manumit.web.kernel.process.fields import state_field, triggers, version_field
from manumit.web.kernel.register import FieldClass, classed
from manumit.web.kernel.vault.fields import SealedField
from manumit.web.kernel.vault.models import PersonKey
from manumit.web.remedies.lists import CONFIRMS, DECIDER, DENIES, PURPOSE
from manumit.web.remedies.process import CLAIM


@tracked(institution="institution")
@classed(
    id=FieldClass.INTERNAL,
    subject=FieldClass.INTERNAL,
    institution=FieldClass.INTERNAL,
    office=FieldClass.INTERNAL,
    reference=FieldClass.INTERNAL,
    route=FieldClass.PERSONAL,
    child=FieldClass.PERSONAL,
    by_mandate=FieldClass.PERSONAL,
    held_by=FieldClass.INTERNAL,
    opened_by=FieldClass.INTERNAL,
    opened_at=FieldClass.PERSONAL,
    request=FieldClass.INTERNAL,
    state=FieldClass.PERSONAL,
    version=FieldClass.INTERNAL,
)
class Claim(models.Model):
    """One person's claim on one route.

    Attributes:
        subject: whose key seals everything in it. Nothing else leads to a file of the person.
        reference: by what it is called on pages.
        route: a code of the list ``route``.
        child: whether the rules for children hold, as the file of the person says now (R-46).
        by_mandate: opened by a union or a lawyer for whoever gave them a mandate: there is no file,
            nobody holds it, and whoever acts does so by a mandate that holds (decision 42).
        held_by: who of the office works on it; of a claim by mandate, who opened it.
        request: of the form that opened it.
        state, version: of the process CLAIM.
    """

    changed_columns: ClassVar[tuple[str, ...]] = ("child", "held_by", "state", "version")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subject = models.ForeignKey(PersonKey, models.PROTECT, related_name="+")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    reference = models.CharField(max_length=9)
    route = models.CharField(max_length=40)
    child = models.BooleanField()
    by_mandate = models.BooleanField(default=False)
    held_by = models.UUIDField()
    opened_by = models.UUIDField()
    opened_at = models.DateTimeField(auto_now_add=True)
    request = models.UUIDField(unique=True)
    state = state_field(CLAIM)
    version = version_field()

    class Meta:
        """What the database holds to."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["institution", "reference"], name="remedies_one_reference"
            )
        ]
        triggers: ClassVar = triggers(CLAIM)

    def __str__(self) -> str:
        """Nothing that leads to a person."""
        return "a claim"

    def claimed(self) -> Mapping[str, Fraction]:
        """What is claimed, by currency, from its lodging on."""
        return summed(self.totals.values_list("currency", "amount"))

    def ordered(self) -> Mapping[str, Fraction]:
        """What was settled or decided, by currency."""
        return summed(self.orders.values_list("currency", "amount"))

    def confirmed(self) -> Mapping[str, Fraction]:
        """What the worker has confirmed in private, by currency."""
        rows = self.payments.prefetch_related("contacts")
        return summed((row.currency, row.amount) for row in rows if row.standing() == CONFIRMS)

    def denied(self) -> bool:
        """Whether the worker denies a payment now."""
        return any(row.standing() in DENIES for row in self.payments.prefetch_related("contacts"))

    def waiver(self) -> str:
        """Whether the last settlement demands a waiver: yes, no or unknown."""
        last = self.orders.filter(kind="settlement").order_by("-recorded_at").first()
        return "unknown" if last is None else last.waiver

    def decider(self) -> uuid.UUID | None:
        """The institution that decides on it here: the last that has it while the worker agrees.

        None where none has it: a claim never waits for a body that sees nothing of it (R-51).
        """
        sent = self.submissions.filter(capacity=DECIDER).order_by("-made_at")
        for to in sent.values_list("sent_to", flat=True):
            if consent_for(self.subject_id, PURPOSE, to, child=self.child).allowed:
                return to
        return None


@classed(
    id=FieldClass.INTERNAL,
    claim=FieldClass.INTERNAL,
    institution=FieldClass.INTERNAL,
)
class OfClaim(models.Model):
    """What every part of a claim has; it stands in the chain of the institution of its claim."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")

    class Meta:
        """No table of its own."""

        abstract = True


@tracked(institution="institution")
@classed(
    subject=FieldClass.INTERNAL,
    number=FieldClass.INTERNAL,
    content=FieldClass.IDENTIFYING,
    made_by=FieldClass.INTERNAL,
    made_at=FieldClass.PERSONAL,
    request=FieldClass.INTERNAL,
    left_out_by=FieldClass.INTERNAL,
    left_out_at=FieldClass.PERSONAL,
)
class ClaimItem(OfClaim):
    """One head of a claim.

    Attributes:
        number: counts those of a claim.
        content: a document ``manumit/claim-item/1``: head, currency, period, bounds, what is
            claimed, article, and the id and digest of the statement that it rests on.
        left_out_by, left_out_at: taken out again while the claim was drafted.
    """

    changed_columns: ClassVar[tuple[str, ...]] = ("left_out_by", "left_out_at")

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="items")
    subject = models.ForeignKey(PersonKey, models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    content = SealedField()
    made_by = models.UUIDField()
    made_at = models.DateTimeField(auto_now_add=True)
    request = models.UUIDField(unique=True)
    left_out_by = models.UUIDField(null=True)
    left_out_at = models.DateTimeField(null=True)

    class Meta:
        """What the database holds to."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["claim", "number"], name="remedies_item_number"),
            models.CheckConstraint(
                condition=Q(left_out_by=None, left_out_at=None)
                | Q(left_out_by__isnull=False, left_out_at__isnull=False),
                name="remedies_left_out_by_and_at",
            ),
        ]

    def __str__(self) -> str:
        """Nothing that leads to a person."""
        return "a head of a claim"


@tracked(institution="institution")
@classed(
    subject=FieldClass.INTERNAL,
    kind=FieldClass.INTERNAL,
    content=FieldClass.IDENTIFYING,
    made_by=FieldClass.INTERNAL,
    made_at=FieldClass.PERSONAL,
    request=FieldClass.INTERNAL,
)
class ClaimFact(OfClaim):
    """Something that is needed to pursue a claim, in words: who claims, an account abroad (R-65).

    Attributes:
        kind: a code of the list ``fact``; the last of a kind stands.
    """

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="facts")
    subject = models.ForeignKey(PersonKey, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    content = SealedField()
    made_by = models.UUIDField()
    made_at = models.DateTimeField(auto_now_add=True)
    request = models.UUIDField(unique=True)

    class Meta:
        """What the database holds to."""

        triggers: ClassVar = APPEND_ONLY

    def __str__(self) -> str:
        """Nothing that leads to a person."""
        return "a fact of a claim"


@tracked(institution="institution")
@classed(currency=FieldClass.PERSONAL, amount=FieldClass.PERSONAL)
class Total(OfClaim):
    """What is claimed in one currency, in clear from the lodging on: the debtor knows it then."""

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="totals")
    currency = models.CharField(max_length=3)
    amount = models.DecimalField(max_digits=DIGITS, decimal_places=PLACES)

    class Meta:
        """What the database holds to."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["claim", "currency"], name="remedies_one_total"),
            models.CheckConstraint(
                condition=Q(amount__gt=0, currency__regex=CURRENCY), name="remedies_total_amount"
            ),
        ]
        triggers: ClassVar = APPEND_ONLY

    def __str__(self) -> str:
        """Nothing that leads to a person."""
        return "a total of a claim"
