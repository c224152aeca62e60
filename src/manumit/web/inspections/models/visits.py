"""Visits and what is recorded about them. No column is about residence status (R-34)."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from manumit.web.inspections.lists import rules
from manumit.web.inspections.process import ORDER, VISIT
from manumit.web.institutions.models import Institution, Office
from manumit.web.kernel.days import today
from manumit.web.kernel.ledger.history import tracked
from manumit.web.kernel.ledger.models import APPEND_ONLY
from manumit.web.kernel.money import CURRENCY, DIGITS, PLACES
from manumit.web.kernel.process.fields import state_field, triggers, version_field
from manumit.web.kernel.register import FieldClass, classed
from manumit.web.kernel.vault.fields import SealedField
from manumit.web.kernel.vault.models import PersonKey
from manumit.web.registers.models import Workplace

CODE = 40
"""Characters of a code."""


@classed(
    id=FieldClass.INTERNAL,
    institution=FieldClass.INTERNAL,
    office=FieldClass.INTERNAL,
    subject=FieldClass.INTERNAL,
    reference=FieldClass.INTERNAL,
    made_by=FieldClass.INTERNAL,
    made_at=FieldClass.PERSONAL,
    request=FieldClass.INTERNAL,
    state=FieldClass.INTERNAL,
    version=FieldClass.INTERNAL,
)
class InspectionRecord(models.Model):
    """Base of records that one office keeps and one key seals.

    Attributes:
        subject: the key that seals it, of this record alone.
        reference: its label where nothing else may be shown.
    """

    changed_columns: ClassVar[tuple[str, ...]] = ("state", "version")
    RESOURCE: ClassVar[str]

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    subject = models.ForeignKey(PersonKey, models.PROTECT, related_name="+")
    reference = models.CharField(max_length=9)
    made_by = models.UUIDField()
    made_at = models.DateTimeField(auto_now_add=True)
    request = models.UUIDField(unique=True)

    class Meta:
        abstract = True


@tracked(institution="institution")
@classed(
    workplace=FieldClass.INTERNAL,
    planned_on=FieldClass.INTERNAL,
    visited_on=FieldClass.INTERNAL,
    module=FieldClass.INTERNAL,
    home=FieldClass.INTERNAL,
    joint=FieldClass.INTERNAL,
    purpose=FieldClass.INTERNAL,
    workers=FieldClass.INTERNAL,
    origin=FieldClass.IDENTIFYING,
)
class Visit(InspectionRecord):
    """A visit to a workplace, unannounced unless a home makes that impossible.

    Attributes:
        visited_on: when it took place; None until then.
        module: checklist of the sector; empty for the points of every visit alone.
        home: of a home: a code of the list ``home``; empty for any other place.
        joint, purpose: the other authority and the purpose of a joint visit; both or neither.
        workers: people found working there; None if nobody counted.
        origin: why it was planned, a code of the list ``origin``. Sealed; no role is granted the
            class of this column, so no page can show it (C81 art. 15(c), R-30).
    """

    RESOURCE: ClassVar[str] = VISIT.resource
    changed_columns: ClassVar[tuple[str, ...]] = ("state", "version", "visited_on", "workers")

    workplace = models.ForeignKey(Workplace, models.PROTECT, related_name="+")
    planned_on = models.DateField()
    visited_on = models.DateField(null=True)
    module = models.CharField(max_length=CODE, blank=True)
    home = models.CharField(max_length=CODE, blank=True)
    joint = models.CharField(max_length=CODE, blank=True)
    purpose = models.CharField(max_length=CODE, blank=True)
    workers = models.PositiveIntegerField(null=True)
    origin = SealedField()
    state = state_field(VISIT)
    version = version_field()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["institution", "office", "-planned_on"], name="inspections_days"),
            models.Index(fields=["workplace", "-planned_on"], name="inspections_places"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["institution", "reference"], name="inspections_one_visit"
            ),
            models.CheckConstraint(
                condition=Q(joint="", purpose="") | ~Q(joint="") & ~Q(purpose=""),
                name="inspections_joint_has_a_purpose",
            ),
        ]
        triggers: ClassVar = triggers(VISIT)

    def __str__(self) -> str:
        """Return a fixed text: nothing in a log may lead to a workplace."""
        return "a visit"

    def checked(self) -> bool:
        """Return whether a checklist was answered."""
        return self.checklists.exists()

    def unscreened(self) -> bool:
        """Return whether a violation that is screened has no screening yet (R-47)."""
        found = self.violations.filter(area__in=rules().triggers)
        return found.filter(screenings=None).exists()


@classed(
    id=FieldClass.INTERNAL,
    institution=FieldClass.INTERNAL,
    made_by=FieldClass.INTERNAL,
    made_at=FieldClass.PERSONAL,
    request=FieldClass.INTERNAL,
)
class InspectionPart(models.Model):
    """Base of what is recorded about a record of the room. Rows are added, never changed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    made_by = models.UUIDField()
    made_at = models.DateTimeField(auto_now_add=True)
    request = models.UUIDField(unique=True)

    class Meta:
        abstract = True


@tracked(institution="institution")
@classed(
    visit=FieldClass.INTERNAL,
    role=FieldClass.INTERNAL,
    number=FieldClass.INTERNAL,
    alone=FieldClass.INTERNAL,
    child=FieldClass.INTERNAL,
)
class PeopleSeen(InspectionPart):
    """People spoken to, counted by their role; nobody is named here.

    Attributes:
        role: a code of the list ``seen_as``.
        alone: whether they were heard without anybody of the employer: yes, no or unknown.
        child: whether one of them was under 18: no, yes or unsure; unsure counts as yes (R-46).
    """

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="people")
    role = models.CharField(max_length=CODE)
    number = models.PositiveIntegerField()
    alone = models.CharField(max_length=7)
    child = models.CharField(max_length=7)

    class Meta:
        triggers: ClassVar = APPEND_ONLY

    def __str__(self) -> str:
        """Return a fixed text: nothing in a log may lead to a workplace."""
        return "people seen at a visit"


@tracked(institution="institution")
@classed(visit=FieldClass.INTERNAL, answers=FieldClass.INTERNAL)
class Checklist(InspectionPart):
    """Answers to the checklist as they were at one time; the latest of a visit counts.

    Attributes:
        answers: a code of the list ``answer`` by point.
    """

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="checklists")
    answers = models.JSONField()

    class Meta:
        triggers: ClassVar = APPEND_ONLY

    def __str__(self) -> str:
        """Return a fixed text: nothing in a log may lead to a workplace."""
        return "answers to a checklist"


@tracked(institution="institution")
@classed(
    visit=FieldClass.INTERNAL,
    item=FieldClass.INTERNAL,
    area=FieldClass.INTERNAL,
    article=FieldClass.INTERNAL,
    measure=FieldClass.INTERNAL,
    reason=FieldClass.INTERNAL,
    workers=FieldClass.INTERNAL,
)
class Violation(InspectionPart):
    """A violation that was found, with its article and what the inspector decided (C81 art. 17).

    Attributes:
        item: the point of the checklist, or ``entry_refused``.
        area, article: of the point when it was found.
        measure: a code of the list ``measure``.
        reason: of one that is only recorded, a code of the list ``only_recorded``; else empty.
        workers: how many it affects; None if not counted.
    """

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="violations")
    item = models.CharField(max_length=CODE)
    area = models.CharField(max_length=CODE)
    article = models.CharField(max_length=80)
    measure = models.CharField(max_length=CODE)
    reason = models.CharField(max_length=CODE, blank=True)
    workers = models.PositiveIntegerField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["visit", "item"], name="inspections_found_once"),
            models.CheckConstraint(
                condition=~Q(article="")
                & (
                    Q(measure="recorded_only") & ~Q(reason="")
                    | ~Q(measure="recorded_only") & Q(reason="")
                ),
                name="inspections_violation_is_whole",
            ),
        ]
        triggers: ClassVar = APPEND_ONLY

    def __str__(self) -> str:
        """Return a fixed text: nothing in a log may lead to a workplace."""
        return "a violation"


@tracked(institution="institution")
@classed(
    visit=FieldClass.INTERNAL,
    violation=FieldClass.INTERNAL,
    subject=FieldClass.INTERNAL,
    result=FieldClass.INTERNAL,
    reason=FieldClass.INTERNAL,
    referral=FieldClass.IDENTIFYING,
)
class Screening(InspectionPart):
    """Whether a violation came with signs of forced labour or trafficking, and what followed.

    The latest of a violation counts. A violation without signs keeps its labour remedy.

    Attributes:
        result: a code of the list ``screened``.
        reason: where there are signs and no referral, a code of the list ``not_referred``.
        referral: where there is one, its reference; sealed, because it leads to a person's file.
    """

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="+")
    violation = models.ForeignKey(Violation, models.PROTECT, related_name="screenings")
    subject = models.ForeignKey(PersonKey, models.PROTECT, null=True, related_name="+")
    result = models.CharField(max_length=CODE)
    reason = models.CharField(max_length=CODE, blank=True)
    referral = SealedField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(result="signs_none", reason="", referral__isnull=True)
                | Q(result="signs_recorded", referral__isnull=True) & ~Q(reason="")
                | Q(result="signs_recorded", reason="", referral__isnull=False),
                name="inspections_screening_is_whole",
            )
        ]
        triggers: ClassVar = APPEND_ONLY

    def __str__(self) -> str:
        """Return a fixed text: nothing in a log may lead to a workplace."""
        return "a screening"


@tracked(institution="institution")
@classed(
    workplace=FieldClass.INTERNAL,
    visit=FieldClass.INTERNAL,
    violation=FieldClass.INTERNAL,
    item=FieldClass.INTERNAL,
    kind=FieldClass.INTERNAL,
    article=FieldClass.INTERNAL,
    issued_on=FieldClass.INTERNAL,
    due_on=FieldClass.INTERNAL,
    appeal_until=FieldClass.INTERNAL,
    currency=FieldClass.INTERNAL,
    amount=FieldClass.INTERNAL,
    workers=FieldClass.INTERNAL,
    content=FieldClass.IDENTIFYING,
)
class InspectionOrder(InspectionRecord):
    """An order to an employer: to put something right, to pay all workers, or to stop work.

    C81 art. 13.

    Attributes:
        workplace: where it is to be complied with.
        visit, violation: that it follows, one order each; None where it follows no visit.
        item: the point of the checklist that was violated.
        kind: a code of the list ``order_kind``.
        due_on: last day to comply; that of issue for a stop.
        appeal_until: last day to appeal, as the paper states it.
        currency, amount, workers: of an order to pay: one sum for all workers, also for those who
            have left (R-03, R-40); empty and None for others.
        content: whom it is addressed to and what it demands; sealed.
    """

    RESOURCE: ClassVar[str] = ORDER.resource
    changed_columns: ClassVar[tuple[str, ...]] = ("state", "version", "due_on")

    workplace = models.ForeignKey(Workplace, models.PROTECT, related_name="+")
    visit = models.ForeignKey(Visit, models.PROTECT, null=True, related_name="orders")
    violation = models.OneToOneField(Violation, models.PROTECT, null=True, related_name="order")
    item = models.CharField(max_length=CODE)
    kind = models.CharField(max_length=CODE)
    article = models.CharField(max_length=80)
    issued_on = models.DateField()
    due_on = models.DateField()
    appeal_until = models.DateField()
    currency = models.CharField(max_length=3, blank=True)
    amount = models.DecimalField(max_digits=DIGITS, decimal_places=PLACES, null=True)
    workers = models.PositiveIntegerField(null=True)
    content = SealedField()
    state = state_field(ORDER)
    version = version_field()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["institution", "state", "due_on"], name="inspections_due"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["institution", "reference"], name="inspections_one_order"
            ),
            models.CheckConstraint(
                condition=~Q(article="") & Q(due_on__gte=F("issued_on")),
                name="inspections_order_has_article_and_day",
            ),
            models.CheckConstraint(
                condition=Q(kind="payment", currency__regex=CURRENCY, amount__gt=0, workers__gte=1)
                | ~Q(kind="payment") & Q(currency="", amount__isnull=True, workers__isnull=True),
                name="inspections_order_to_pay_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(visit=None, violation=None)
                | Q(visit__isnull=False, violation__isnull=False),
                name="inspections_order_of_a_visit_is_whole",
            ),
        ]
        triggers: ClassVar = triggers(ORDER)

    def __str__(self) -> str:
        """Return a fixed text: nothing in a log may lead to a workplace."""
        return "an order"

    def is_past(self) -> bool:
        """Return whether the last day to comply is over."""
        return self.due_on < today()


@tracked(institution="institution")
@classed(
    order=FieldClass.INTERNAL,
    subject=FieldClass.INTERNAL,
    first_day=FieldClass.INTERNAL,
    last_day=FieldClass.INTERNAL,
    lines=FieldClass.IDENTIFYING,
)
class PaymentList(InspectionPart):
    """The workers to whom an order to pay gives something, each with a sum (R-03, R-40).

    Attributes:
        subject: the key of the order.
        first_day, last_day: of the time for which wages are owed.
        lines: name or number of each worker with the sum; sealed.
    """

    order = models.OneToOneField(InspectionOrder, models.PROTECT, related_name="payment_list")
    subject = models.ForeignKey(PersonKey, models.PROTECT, related_name="+")
    first_day = models.DateField()
    last_day = models.DateField()
    lines = SealedField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")), name="inspections_payment_list_has_days"
            ),
        ]
        triggers: ClassVar = APPEND_ONLY

    def __str__(self) -> str:
        """Return a fixed text: nothing in a log may lead to a workplace."""
        return "a list of workers to be paid"
