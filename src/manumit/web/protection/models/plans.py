"""Support plans: needs, services and follow-ups. Areas of need are sealed; see ADR 22."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from manumit.web.institutions.models import Institution, Office
from manumit.web.kernel.ledger.history import tracked
from manumit.web.kernel.ledger.models import APPEND_ONLY
from manumit.web.kernel.process.fields import state_field, triggers, version_field
from manumit.web.kernel.register import FieldClass, classed
from manumit.web.kernel.vault.fields import SealedField
from manumit.web.kernel.vault.models import PersonKey
from manumit.web.protection.process import SUPPORT_PLAN, SUPPORT_SERVICE


@tracked(institution="institution")
@classed(
    id=FieldClass.INTERNAL,
    subject=FieldClass.INTERNAL,
    institution=FieldClass.INTERNAL,
    office=FieldClass.INTERNAL,
    reference=FieldClass.INTERNAL,
    child=FieldClass.PERSONAL,
    held_by=FieldClass.INTERNAL,
    opened_by=FieldClass.INTERNAL,
    opened_at=FieldClass.PERSONAL,
    began_on=FieldClass.PERSONAL,
    request=FieldClass.INTERNAL,
    state=FieldClass.PERSONAL,
    version=FieldClass.INTERNAL,
)
class SupportPlan(models.Model):
    """Support of one person by one institution, while the person consents.

    Attributes:
        subject: the key that seals everything in the plan; the only link to the case file.
        reference: pseudonym under which pages show the plan.
        child: whether the rules for children apply, as the file of the person says now (R-46).
        held_by: member of the office who supports the person.
        began_on: first day on which it runs; None before.
        request: of the form that opened it.
        state, version: of the process SUPPORT_PLAN.
    """

    changed_columns: ClassVar[tuple[str, ...]] = (
        "child", "held_by", "began_on", "state", "version",
    )  # fmt: skip

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subject = models.ForeignKey(PersonKey, models.PROTECT, related_name="+")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    reference = models.CharField(max_length=9)
    child = models.BooleanField()
    held_by = models.UUIDField()
    opened_by = models.UUIDField()
    opened_at = models.DateTimeField(auto_now_add=True)
    began_on = models.DateField(null=True)
    request = models.UUIDField(unique=True)
    state = state_field(SUPPORT_PLAN)
    version = version_field()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["institution", "reference"], name="protection_one_plan_reference"
            )
        ]
        triggers: ClassVar = triggers(SUPPORT_PLAN)

    def __str__(self) -> str:
        """Return a fixed text: nothing in a log may lead to a person."""
        return "a support plan"

    def assessed(self) -> bool:
        """Return whether any need was assessed."""
        return bool(self.needs.exists())

    def accepted(self) -> bool:
        """Return whether the person accepted a service."""
        return bool(self.services.filter(state__in=["accepted", "given"]).exists())


@classed(
    id=FieldClass.INTERNAL,
    plan=FieldClass.INTERNAL,
    subject=FieldClass.INTERNAL,
    institution=FieldClass.INTERNAL,
    content=FieldClass.IDENTIFYING,
    made_by=FieldClass.INTERNAL,
    made_at=FieldClass.PERSONAL,
    request=FieldClass.INTERNAL,
)
class PlanPart(models.Model):
    """Base of the sealed parts of a plan.

    Attributes:
        content: JSON document or text; sealed.
        request: of the form.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    plan = models.ForeignKey(SupportPlan, models.PROTECT, related_name="%(class)ss")
    subject = models.ForeignKey(PersonKey, models.PROTECT, related_name="+")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    content = SealedField()
    made_by = models.UUIDField()
    made_at = models.DateTimeField(auto_now_add=True)
    request = models.UUIDField(unique=True)

    class Meta:
        abstract = True


@tracked(institution="institution")
@classed()
class Need(PlanPart):
    """Assessment of one area of need; the latest row of an area is the valid one.

    ``content``: ``{"area", "level", "text"}``. Areas of need reveal health, so the
    area is sealed too.
    """

    class Meta:
        triggers: ClassVar = APPEND_ONLY

    def __str__(self) -> str:
        """Return a fixed text: nothing in a log may lead to a person."""
        return "a need"


@tracked(institution="institution")
@classed(state=FieldClass.PERSONAL, version=FieldClass.INTERNAL)
class PlanService(PlanPart):
    """One offered service. ``content``: ``{"area", "text"}``.

    Attributes:
        state, version: of the process SUPPORT_SERVICE.
    """

    changed_columns: ClassVar[tuple[str, ...]] = ("state", "version")

    plan = models.ForeignKey(SupportPlan, models.PROTECT, related_name="services")
    state = state_field(SUPPORT_SERVICE)
    version = version_field()

    class Meta:
        triggers: ClassVar = triggers(SUPPORT_SERVICE)

    def __str__(self) -> str:
        """Return a fixed text: nothing in a log may lead to a person."""
        return "a service"


@tracked(institution="institution")
@classed(
    months=FieldClass.PERSONAL,
    on_day=FieldClass.PERSONAL,
    reached=FieldClass.PERSONAL,
)
class FollowUp(PlanPart):
    """Follow-up with a person some months later. ``content``: ``{"outcomes", "text"}``.

    Attributes:
        months: 3, 6 or 12 after the plan began to run.
        reached: a code of the list ``reached``.
    """

    plan = models.ForeignKey(SupportPlan, models.PROTECT, related_name="follow_ups")
    months = models.PositiveSmallIntegerField()
    on_day = models.DateField()
    reached = models.CharField(max_length=40)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "months"], name="protection_followed_up_once")
        ]
        triggers: ClassVar = APPEND_ONLY

    def __str__(self) -> str:
        """Return a fixed text: nothing in a log may lead to a person."""
        return "a follow-up"


@tracked(institution="institution")
@classed(
    id=FieldClass.INTERNAL,
    plan=FieldClass.INTERNAL,
    institution=FieldClass.INTERNAL,
    months=FieldClass.PERSONAL,
    due_on=FieldClass.PERSONAL,
    made_at=FieldClass.INTERNAL,
    follow_up=FieldClass.INTERNAL,
)
class FollowUpDue(models.Model):
    """A day by which a follow-up is due; created once by the sweep.

    Attributes:
        follow_up: the follow-up that fulfilled it; None while it is due.
    """

    changed_columns: ClassVar[tuple[str, ...]] = ("follow_up_id",)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    plan = models.ForeignKey(SupportPlan, models.PROTECT, related_name="dues")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    months = models.PositiveSmallIntegerField()
    due_on = models.DateField()
    made_at = models.DateTimeField(auto_now_add=True)
    follow_up = models.ForeignKey(FollowUp, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "months"], name="protection_due_once"),
            models.CheckConstraint(
                condition=Q(months__gte=1, months__lte=120), name="protection_due_months"
            ),
        ]

    def __str__(self) -> str:
        """Return a fixed text: nothing in a log may lead to a person."""
        return "a day to ask by"
