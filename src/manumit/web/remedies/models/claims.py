"""Claims, their items and facts. Amounts and periods of each head are sealed; see ADR 21."""

import uuid
from collections.abc import Mapping
from fractions import Fraction
from typing import ClassVar

from django.db import models
from django.db.models import Q

from manumit.web.inspections.models import InspectionOrder
from manumit.web.institutions.models import Institution, Office
from manumit.web.kernel.consent.verdicts import consent_for
from manumit.web.kernel.ledger.history import tracked
from manumit.web.kernel.ledger.models import APPEND_ONLY
from manumit.web.kernel.money import CURRENCY, DIGITS, PLACES, sum_by_currency
from manumit.web.kernel.process.fields import state_field, triggers, version_field
from manumit.web.kernel.register import FieldClass, classed
from manumit.web.kernel.vault.fields import SealedField
from manumit.web.kernel.vault.models import PersonKey
from manumit.web.remedies.lists import CONFIRMATION, DECIDER, DENIALS, PURPOSE
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
    order=FieldClass.INTERNAL,
    held_by=FieldClass.INTERNAL,
    opened_by=FieldClass.INTERNAL,
    opened_at=FieldClass.PERSONAL,
    lodge_by=FieldClass.PERSONAL,
    request=FieldClass.INTERNAL,
    state=FieldClass.PERSONAL,
    version=FieldClass.INTERNAL,
)
class Claim(models.Model):
    """One person's claim by one legal route.

    Attributes:
        subject: the key that seals everything in the claim; the only link to the person's file.
        reference: the pseudonym under which pages show the claim.
        route: a code of the list ``route``.
        child: whether the rules for children apply (R-46): as the person's case file says now, or
            as was recorded with the claim where there is no file.
        by_mandate: opened by a union or a lawyer under the worker's mandate. There is no case
            file, and nobody acts as its holder: a valid mandate allows that (decision 42).
        order: the order to pay of an inspectorate that lists the worker; None for other claims.
            There is no case file. Whether the worker is a child is not known, so the rules for
            children apply (R-46).
        held_by: the member who works on the claim; for a claim by mandate, the member who opened
            it, and for a claim from an order, the member who issued the order.
        lodge_by: the last day on which it can be lodged, if somebody knows it; empty after a draft.
        request: id of the form that opened it, so that a repeated submission creates nothing.
        state, version: of the process CLAIM.
    """

    changed_columns: ClassVar[tuple[str, ...]] = (
        "child",
        "held_by",
        "lodge_by",
        "state",
        "version",
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subject = models.ForeignKey(PersonKey, models.PROTECT, related_name="+")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    reference = models.CharField(max_length=9)
    route = models.CharField(max_length=40)
    child = models.BooleanField()
    by_mandate = models.BooleanField(default=False)
    order = models.ForeignKey(InspectionOrder, models.PROTECT, null=True, related_name="+")
    held_by = models.UUIDField()
    opened_by = models.UUIDField()
    opened_at = models.DateTimeField(auto_now_add=True)
    lodge_by = models.DateField(null=True)
    request = models.UUIDField(unique=True)
    state = state_field(CLAIM)
    version = version_field()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["institution", "reference"], name="remedies_one_reference"
            )
        ]
        triggers: ClassVar = triggers(CLAIM)

    def __str__(self) -> str:
        """Return a fixed text: nothing in a log may lead to a person."""
        return "a claim"

    def claimed(self) -> Mapping[str, Fraction]:
        """Return the claimed total by currency; empty before the claim is lodged."""
        return sum_by_currency(self.totals.values_list("currency", "amount"))

    def ordered(self) -> Mapping[str, Fraction]:
        """Return the total of all orders by currency."""
        return sum_by_currency(self.orders.values_list("currency", "amount"))

    def confirmed(self) -> Mapping[str, Fraction]:
        """Return the total that the worker has confirmed in private, by currency."""
        rows = self.payments.prefetch_related("contacts")
        return sum_by_currency(
            (row.currency, row.amount) for row in rows if row.worker_answer() == CONFIRMATION
        )

    def denied(self) -> bool:
        """Return whether the worker's current answer about any payment is a denial."""
        return any(
            row.worker_answer() in DENIALS for row in self.payments.prefetch_related("contacts")
        )

    def waiver(self) -> str:
        """Return whether the last settlement demands a waiver: yes, no or unknown."""
        last = self.orders.filter(kind="settlement").order_by("-recorded_at").first()
        return "unknown" if last is None else last.waiver

    def decider(self) -> uuid.UUID | None:
        """Return the institution that decides on the claim, or None.

        It is the last recipient in the capacity ``decider`` to whose access the worker still
        consents. None otherwise: a claim never waits for a body that cannot see it (R-51).
        """
        sent = self.submissions.filter(capacity=DECIDER).order_by("-made_at")
        for to in sent.values_list("sent_to", flat=True):
            if consent_for(self.subject_id, PURPOSE, to, child=self.child).allowed:
                return to
        return None


@classed(id=FieldClass.INTERNAL, claim=FieldClass.INTERNAL, institution=FieldClass.INTERNAL)
class ClaimPart(models.Model):
    """Base of every part of a claim; recorded in the ledger chain of the claim's institution."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")

    class Meta:
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
class ClaimItem(ClaimPart):
    """One item of a claim: a head, an amount and a period.

    Attributes:
        number: position within the claim, from 1.
        content: a document ``manumit/claim-item/1``: head, currency, period, bounds, what is
            claimed, article, and the id and digest of the statement that it rests on.
        left_out_by, left_out_at: who removed the item while the claim was a draft, and when.
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
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["claim", "number"], name="remedies_item_number"),
            models.CheckConstraint(
                condition=Q(left_out_by=None, left_out_at=None)
                | Q(left_out_by__isnull=False, left_out_at__isnull=False),
                name="remedies_left_out_by_and_at",
            ),
        ]

    def __str__(self) -> str:
        """Return a fixed text: nothing in a log may lead to a person."""
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
class ClaimFact(ClaimPart):
    """A fact needed to pursue the claim, as text, such as a bank account abroad (R-65).

    Attributes:
        kind: a code of the list ``fact``; the latest row of a kind is the valid one.
    """

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="facts")
    subject = models.ForeignKey(PersonKey, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    content = SealedField()
    made_by = models.UUIDField()
    made_at = models.DateTimeField(auto_now_add=True)
    request = models.UUIDField(unique=True)

    class Meta:
        triggers: ClassVar = APPEND_ONLY

    def __str__(self) -> str:
        """Return a fixed text: nothing in a log may lead to a person."""
        return "a fact of a claim"


@tracked(institution="institution")
@classed(currency=FieldClass.PERSONAL, amount=FieldClass.PERSONAL)
class ClaimTotal(ClaimPart):
    """Claimed total in one currency. Not sealed: once lodged, the debtor knows it."""

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="totals")
    currency = models.CharField(max_length=3)
    amount = models.DecimalField(max_digits=DIGITS, decimal_places=PLACES)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["claim", "currency"], name="remedies_one_total"),
            models.CheckConstraint(
                condition=Q(amount__gt=0, currency__regex=CURRENCY), name="remedies_total_amount"
            ),
        ]
        triggers: ClassVar = APPEND_ONLY

    def __str__(self) -> str:
        """Return a fixed text: nothing in a log may lead to a person."""
        return "a total of a claim"
