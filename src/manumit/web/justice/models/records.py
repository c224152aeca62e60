"""Fields shared by all records of justice, the days of their steps, and their disclosures."""

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
    """Link between records about the same organisation; nothing in it names the organisation.

    Attributes:
        country: country of the company register, ISO 3166-1 alpha-2.
        token: keyed digest of the number in that register; the key is in the key ring.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    country = models.CharField(max_length=2)
    token = models.CharField(max_length=16)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["country", "token"], name="justice_one_organisation")
        ]
        triggers: ClassVar = APPEND_ONLY

    def __str__(self) -> str:
        """Return a fixed text: nothing in a log may lead to a person."""
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
    """Base of records about an accused, an organisation or a worker.

    Each record is sealed under its own key, so that it can be erased without the others.

    Attributes:
        institution, office: who keeps it; all members of the office work on it.
        subject: key that seals its content.
        reference: pseudonym under which pages show it.
        name: whom it is about; sealed even while it is public.
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
        abstract = True

    def days(self) -> "models.QuerySet[StepDate]":
        """Return days and bodies of its steps, oldest first."""
        return StepDate.objects.filter(resource=self.RESOURCE, row=self.pk).order_by("version")

    def dated(self) -> bool:
        """Return whether day and body of its last step are recorded."""
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
class StepDate(models.Model):
    """Day on which a step really took place, and the kind of body that took it.

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
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["resource", "row", "version"], name="justice_one_day_of_a_step"
            )
        ]
        triggers: ClassVar = APPEND_ONLY

    def __str__(self) -> str:
        """Return a fixed text: nothing in a log may lead to a person."""
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
class RecordDisclosure(models.Model):
    """Disclosure of a record to an office of another institution, whose role decides what it sees.

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
        """Return a fixed text: nothing in a log may lead to a person."""
        return "a record that was passed on"
