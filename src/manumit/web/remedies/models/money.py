"""Orders, payments, and what the worker answered in private about each payment."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from manumit.web.kernel.ledger.history import tracked
from manumit.web.kernel.ledger.models import APPEND_ONLY
from manumit.web.kernel.money import CURRENCY, DIGITS, PLACES
from manumit.web.kernel.register import FieldClass, classed
from manumit.web.kernel.vault.fields import SealedField
from manumit.web.kernel.vault.models import PersonKey
from manumit.web.remedies.lists import CONFIRMATION, DENIALS, YES_NO_UNKNOWN
from manumit.web.remedies.models.claims import Claim, ClaimPart

YES = "yes"


@tracked(institution="institution")
@classed(
    kind=FieldClass.PERSONAL,
    head=FieldClass.PERSONAL,
    currency=FieldClass.PERSONAL,
    amount=FieldClass.PERSONAL,
    made_on=FieldClass.PERSONAL,
    due_on=FieldClass.PERSONAL,
    waiver=FieldClass.PERSONAL,
    recorded_by=FieldClass.INTERNAL,
    recorded_at=FieldClass.PERSONAL,
    request=FieldClass.INTERNAL,
)
class RemedyOrder(ClaimPart):
    """An amount that a settlement or decision orders to be paid, for one head of claim.

    Attributes:
        kind: ``settlement`` or ``decision``.
        made_on, due_on: day of the order, and last day for payment; None if none was set.
        waiver: for a settlement, whether it demands that other claims are given up (R-66).
    """

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="orders")
    kind = models.CharField(max_length=10)
    head = models.CharField(max_length=40)
    currency = models.CharField(max_length=3)
    amount = models.DecimalField(max_digits=DIGITS, decimal_places=PLACES)
    made_on = models.DateField()
    due_on = models.DateField(null=True)
    waiver = models.CharField(max_length=7)
    recorded_by = models.UUIDField()
    recorded_at = models.DateTimeField(auto_now_add=True)
    request = models.UUIDField(unique=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(amount__gt=0, currency__regex=CURRENCY), name="remedies_order_amount"
            ),
            models.CheckConstraint(
                condition=Q(due_on=None) | Q(due_on__gte=F("made_on")),
                name="remedies_due_after_the_order",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["settlement", "decision"], waiver__in=YES_NO_UNKNOWN),
                name="remedies_order_kind",
            ),
        ]
        triggers: ClassVar = APPEND_ONLY

    def __str__(self) -> str:
        """Return a fixed text: nothing in a log may lead to a person."""
        return "an order"


@tracked(institution="institution")
@classed(
    currency=FieldClass.PERSONAL,
    amount=FieldClass.PERSONAL,
    on_day=FieldClass.PERSONAL,
    channel=FieldClass.PERSONAL,
    payer=FieldClass.PERSONAL,
    waiver=FieldClass.PERSONAL,
    reported_by=FieldClass.INTERNAL,
    reported_in=FieldClass.INTERNAL,
    reported_at=FieldClass.PERSONAL,
    request=FieldClass.INTERNAL,
)
class Payment(ClaimPart):
    """A reported payment. It counts only once the worker confirms it in private.

    Attributes:
        channel, payer: codes of the lists of the same names.
        waiver: no or unknown: whether it demands that other claims are given up. One that does is
            refused (R-66).
        reported_by, reported_in: member and institution that reported it.
    """

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="payments")
    currency = models.CharField(max_length=3)
    amount = models.DecimalField(max_digits=DIGITS, decimal_places=PLACES)
    on_day = models.DateField()
    channel = models.CharField(max_length=40)
    payer = models.CharField(max_length=40)
    waiver = models.CharField(max_length=7)
    reported_by = models.UUIDField()
    reported_in = models.UUIDField()
    reported_at = models.DateTimeField(auto_now_add=True)
    request = models.UUIDField(unique=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(amount__gt=0, currency__regex=CURRENCY), name="remedies_payment_amount"
            ),
            models.CheckConstraint(
                condition=Q(waiver__in=["no", "unknown"]), name="remedies_payment_no_waiver"
            ),
        ]
        triggers: ClassVar = APPEND_ONLY

    def __str__(self) -> str:
        """Return a fixed text: nothing in a log may lead to a person."""
        return "a payment"

    def latest_contact(self) -> "PaymentContact | None":
        """Return the latest contact whose answer counts; None if there is none.

        The day of the contact decides, not when it was recorded: a confirmation that is entered
        late does not outweigh a later denial.
        """
        counting = (one for one in self.contacts.all() if one.counts)
        return max(counting, key=lambda one: (one.asked_on, one.asked_at), default=None)

    def worker_answer(self) -> str:
        """Return the latest answer of the worker that counts; empty if there is none."""
        latest = self.latest_contact()
        return "" if latest is None else latest.answer


@tracked(institution="institution")
@classed(
    subject=FieldClass.INTERNAL,
    payment=FieldClass.INTERNAL,
    answer=FieldClass.PERSONAL,
    asked_on=FieldClass.PERSONAL,
    alone=FieldClass.PERSONAL,
    safe=FieldClass.PERSONAL,
    note=FieldClass.IDENTIFYING,
    asked_by=FieldClass.INTERNAL,
    asked_at=FieldClass.PERSONAL,
    request=FieldClass.INTERNAL,
)
class PaymentContact(ClaimPart):
    """One contact in which the worker was asked whether a payment arrived.

    Attributes:
        answer: a code of the list ``answer``.
        asked_on: day of the contact.
        alone: yes, no or unknown: nobody of the employer's side was present or could listen.
        safe: yes, no or unknown: the worker considers this way of contact safe.
        note: free text; sealed.
    """

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="contacts")
    payment = models.ForeignKey(Payment, models.PROTECT, related_name="contacts")
    subject = models.ForeignKey(PersonKey, models.PROTECT, related_name="+")
    answer = models.CharField(max_length=40)
    asked_on = models.DateField()
    alone = models.CharField(max_length=7)
    safe = models.CharField(max_length=7)
    note = SealedField()
    asked_by = models.UUIDField()
    asked_at = models.DateTimeField(auto_now_add=True)
    request = models.UUIDField(unique=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(alone__in=YES_NO_UNKNOWN, safe__in=YES_NO_UNKNOWN),
                name="remedies_contact_known",
            )
        ]
        triggers: ClassVar = APPEND_ONLY

    def __str__(self) -> str:
        """Return a fixed text: nothing in a log may lead to a person."""
        return "a private contact"

    @property
    def counts(self) -> bool:
        """Return whether the answer counts.

        A confirmation counts only if it was given alone and in a safe way, because an employer may
        force a "yes". A denial always counts.
        """
        if self.answer == CONFIRMATION:
            return self.alone == YES and self.safe == YES
        return self.answer in DENIALS


@tracked(institution="institution")
@classed(
    payment=FieldClass.INTERNAL,
    kind=FieldClass.INTERNAL,
    due_on=FieldClass.PERSONAL,
    made_at=FieldClass.INTERNAL,
    contact=FieldClass.INTERNAL,
)
class ContactDue(ClaimPart):
    """A day by which the worker must be asked about a payment; created once by the sweep.

    Attributes:
        kind: ``ask``, or ``ask_again`` after a confirmation.
        contact: the contact that fulfilled it; None while it is due.
    """

    changed_columns: ClassVar[tuple[str, ...]] = ("contact_id",)

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="+")
    payment = models.ForeignKey(Payment, models.PROTECT, related_name="dues")
    kind = models.CharField(max_length=10)
    due_on = models.DateField()
    made_at = models.DateTimeField(auto_now_add=True)
    contact = models.ForeignKey(PaymentContact, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["payment", "kind"], name="remedies_due_once"),
            models.CheckConstraint(
                condition=Q(kind__in=["ask", "ask_again"]), name="remedies_due_kind"
            ),
        ]

    def __str__(self) -> str:
        """Return a fixed text: nothing in a log may lead to a person."""
        return "a day to ask by"
