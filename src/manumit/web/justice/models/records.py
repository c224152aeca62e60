"""What every record of the room has: whose it is, against whom, its days, and who else has it."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from manumit.web.institutions.models import Institution, Office
from manumit.web.kernel.ledger.history import tracked
from manumit.web.kernel.ledger.models import APPEND_ONLY
from manumit.web.kernel.register import FieldClass, classed
from manumit.web.kernel.vault.fields import SealedField
from manumit.web.kernel.vault.models import PersonKey


@tracked()
@classed(
    id=FieldClass.INTERNAL,
    country=FieldClass.PERSONAL,
    token=FieldClass.IDENTIFYING,
    made_at=FieldClass.PERSONAL,
)
class Organisation(models.Model):
    """That records are about the same organisation: nothing by which anybody could name it.

    Attributes:
        country: of the register of companies, ISO 3166-1 alpha-2.
        token: keyed digest of the number in that register; its key stands in the key ring.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    country = models.CharField(max_length=2)
    token = models.CharField(max_length=16)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """What the database holds to."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["country", "token"], name="justice_one_organisation")
        ]
        triggers: ClassVar = APPEND_ONLY

    def __str__(self) -> str:
        """Nothing that leads to anybody."""
        return "an organisation"


@classed(
    id=FieldClass.INTERNAL,
    institution=FieldClass.INTERNAL,
    office=FieldClass.INTERNAL,
    subject=FieldClass.INTERNAL,
    reference=FieldClass.INTERNAL,
    name=FieldClass.IDENTIFYING,
    opened_by=FieldClass.INTERNAL,
    opened_at=FieldClass.PERSONAL,
    request=FieldClass.INTERNAL,
    state=FieldClass.INTERNAL,
    version=FieldClass.INTERNAL,
)
class Record(models.Model):
    """A record about somebody, under a key of its own, so that it ends alone.

    Attributes:
        institution, office: who keeps it; the office works on it together.
        subject: the key that seals what is in it.
        reference: by what it is called on pages.
        name: whom it is about; sealed, also where it is public for a time.
    """

    changed_columns: ClassVar[tuple[str, ...]] = ("state", "version")
    RESOURCE: ClassVar[str]

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    subject = models.ForeignKey(PersonKey, models.PROTECT, related_name="+")
    reference = models.CharField(max_length=9)
    name = SealedField()
    opened_by = models.UUIDField()
    opened_at = models.DateTimeField(auto_now_add=True)
    request = models.UUIDField(unique=True)

    class Meta:
        """No table of its own."""

        abstract = True

    def days(self) -> "models.QuerySet[Dated]":
        """Days and bodies of its steps, oldest first."""
        return Dated.objects.filter(resource=self.RESOURCE, row=self.pk).order_by("version")

    def dated(self) -> bool:
        """Whether the day and the body of its last step are written down."""
        version = getattr(self, "version", 0)
        return self.days().filter(version=version).exists()


@tracked(institution="institution")
@classed(
    id=FieldClass.INTERNAL,
    institution=FieldClass.INTERNAL,
    resource=FieldClass.INTERNAL,
    row=FieldClass.INTERNAL,
    version=FieldClass.INTERNAL,
    name=FieldClass.INTERNAL,
    on_day=FieldClass.PERSONAL,
    body=FieldClass.PERSONAL,
)
class Dated(models.Model):
    """On which day a step was taken in the world, and by which kind of body.

    Attributes:
        institution: that keeps the record.
        resource, row: of which record.
        version: of the record after the step.
        name: of the step.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    resource = models.CharField(max_length=40)
    row = models.UUIDField()
    version = models.PositiveIntegerField()
    name = models.CharField(max_length=40)
    on_day = models.DateField()
    body = models.CharField(max_length=40)

    class Meta:
        """What the database holds to."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["resource", "row", "version"], name="justice_one_day_of_a_step"
            )
        ]
        triggers: ClassVar = APPEND_ONLY

    def __str__(self) -> str:
        """Nothing that leads to anybody."""
        return "a day of a step"


@tracked(institution="institution")
@classed(
    id=FieldClass.INTERNAL,
    institution=FieldClass.INTERNAL,
    resource=FieldClass.INTERNAL,
    row=FieldClass.INTERNAL,
    sent_to=FieldClass.INTERNAL,
    office=FieldClass.INTERNAL,
    made_by=FieldClass.INTERNAL,
    made_at=FieldClass.PERSONAL,
    request=FieldClass.INTERNAL,
)
class Passed(models.Model):
    """That an office of another institution has a record; what it sees is its role's.

    Attributes:
        institution: that passed it on.
        resource, row: which record.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    resource = models.CharField(max_length=40)
    row = models.UUIDField()
    sent_to = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    made_by = models.UUIDField()
    made_at = models.DateTimeField(auto_now_add=True)
    request = models.UUIDField(unique=True)

    class Meta:
        """What the database holds to."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["resource", "row", "sent_to"], name="justice_passed_once"
            ),
            models.CheckConstraint(
                condition=~Q(institution=F("sent_to")), name="justice_to_another_institution"
            ),
        ]
        triggers: ClassVar = APPEND_ONLY

    def __str__(self) -> str:
        """Nothing that leads to anybody."""
        return "a record that was passed on"
