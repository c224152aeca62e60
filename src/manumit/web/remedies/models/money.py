"""What was ordered, what was paid, and what the worker says of it in private."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from manumit.web.kernel.ledger.history import tracked
from manumit.web.kernel.ledger.models import APPEND_ONLY
from manumit.web.kernel.money import CURRENCY, DIGITS, PLACES
from manumit.web.kernel.register import FieldClass, classed
from manumit.web.kernel.vault.fields import SealedField
from manumit.web.kernel.vault.models import PersonKey
from manumit.web.remedies.lists import CONFIRMS, DENIES, KNOWN
from manumit.web.remedies.models.claims import Claim, OfClaim

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
class Order(OfClaim):
    """An amount that is to be paid, for one head.

    Attributes:
        kind: ``settlement`` or ``decision``.
        made_on, due_on: its day, and until when it is to be paid; None where no day was set.
        waiver: of a settlement: whether it demands that other claims are given up (R-66).
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
        """What the database holds to."""

        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(amount__gt=0, currency__regex=CURRENCY), name="remedies_order_amount"
            ),
            models.CheckConstraint(
                condition=Q(due_on=None) | Q(due_on__gte=F("made_on")),
                name="remedies_due_after_the_order",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["settlement", "decision"], waiver__in=KNOWN),
                name="remedies_order_kind",
            ),
        ]
        triggers: ClassVar = APPEND_ONLY

    def __str__(self) -> str:
        """Nothing that leads to a person."""
        return "an order"


@tracked(institution="institution")
@classed(
    currency=FieldClass.PERSONAL,
    amount=FieldClass.PERSONAL,
    on_day=FieldClass.PERSONAL,
    channel=FieldClass.PERSONAL,
    payer=FieldClass.PERSONAL,
    reported_by=FieldClass.INTERNAL,
    reported_in=FieldClass.INTERNAL,
    reported_at=FieldClass.PERSONAL,
    request=FieldClass.INTERNAL,
)
class Payment(OfClaim):
    """One part that somebody says was paid. It counts once the worker confirms it in private.

    Attributes:
        channel, payer: codes of the lists.
        reported_by, reported_in: who says so, of which institution.
    """

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="payments")
    currency = models.CharField(max_length=3)
    amount = models.DecimalField(max_digits=DIGITS, decimal_places=PLACES)
    on_day = models.DateField()
    channel = models.CharField(max_length=40)
    payer = models.CharField(max_length=40)
    reported_by = models.UUIDField()
    reported_in = models.UUIDField()
    reported_at = models.DateTimeField(auto_now_add=True)
    request = models.UUIDField(unique=True)

    class Meta:
        """What the database holds to."""

        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(amount__gt=0, currency__regex=CURRENCY), name="remedies_payment_amount"
            )
        ]
        triggers: ClassVar = APPEND_ONLY

    def __str__(self) -> str:
        """Nothing that leads to a person."""
        return "a payment"

    def standing(self) -> str:
        """The worker's last word on it that counts; empty while there is none."""
        said = [one for one in self.contacts.all() if one.counts]
        return max(said, key=lambda one: one.asked_at).answer if said else ""


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
class Contact(OfClaim):
    """That somebody asked the worker about a payment.

    Attributes:
        answer: a code of the list ``answer``.
        asked_on: the day.
        alone: whether nobody of the employer's side was there or could hear.
        safe: whether the way was one that the worker calls safe.
        note: in words; sealed.
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
        """What the database holds to."""

        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(alone__in=KNOWN, safe__in=KNOWN), name="remedies_contact_known"
            )
        ]
        triggers: ClassVar = APPEND_ONLY

    def __str__(self) -> str:
        """Nothing that leads to a person."""
        return "a private contact"

    @property
    def counts(self) -> bool:
        """Whether the answer counts: a yes only in private and in a safe way, a no always."""
        if self.answer == CONFIRMS:
            return self.alone == YES and self.safe == YES
        return self.answer in DENIES


@tracked(institution="institution")
@classed(
    payment=FieldClass.INTERNAL,
    kind=FieldClass.INTERNAL,
    due_on=FieldClass.PERSONAL,
    made_at=FieldClass.INTERNAL,
    contact=FieldClass.INTERNAL,
)
class Due(OfClaim):
    """By which day the worker is to be asked about a payment. Made by the sweep, once.

    Attributes:
        kind: ``ask``, or ``ask_again`` after a confirmation.
        contact: by which it was done; None while it is due.
    """

    changed_columns: ClassVar[tuple[str, ...]] = ("contact_id",)

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="+")
    payment = models.ForeignKey(Payment, models.PROTECT, related_name="dues")
    kind = models.CharField(max_length=10)
    due_on = models.DateField()
    made_at = models.DateTimeField(auto_now_add=True)
    contact = models.ForeignKey(Contact, models.PROTECT, null=True, related_name="+")

    class Meta:
        """What the database holds to."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["payment", "kind"], name="remedies_due_once"),
            models.CheckConstraint(
                condition=Q(kind__in=["ask", "ask_again"]), name="remedies_due_kind"
            ),
        ]

    def __str__(self) -> str:
        """Nothing that leads to a person."""
        return "a day to ask by"
