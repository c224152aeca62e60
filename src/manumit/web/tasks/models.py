"""Tasks that members assign to each other. The note is free text and sealed."""

import uuid
from typing import ClassVar

from django.db import models

from manumit.web.institutions.models import Institution, Office
from manumit.web.kernel.ledger.history import tracked
from manumit.web.kernel.ledger.models import APPEND_ONLY
from manumit.web.kernel.process.fields import state_field, triggers, version_field
from manumit.web.kernel.register import FieldClass, classed
from manumit.web.kernel.vault.fields import SealedField
from manumit.web.kernel.vault.models import PersonKey
from manumit.web.tasks.process import TASK


@tracked(institution="institution")
@classed(
    id=FieldClass.INTERNAL,
    subject=FieldClass.INTERNAL,
    institution=FieldClass.INTERNAL,
    office=FieldClass.INTERNAL,
    kind=FieldClass.INTERNAL,
    row=FieldClass.INTERNAL,
    called=FieldClass.PERSONAL,
    note=FieldClass.IDENTIFYING,
    due_on=FieldClass.PERSONAL,
    given_by=FieldClass.INTERNAL,
    given_to=FieldClass.INTERNAL,
    given_at=FieldClass.PERSONAL,
    request=FieldClass.INTERNAL,
    state=FieldClass.PERSONAL,
    version=FieldClass.INTERNAL,
)
class Task(models.Model):
    """Something to do about one row of a room above, by one member, until a day.

    Attributes:
        subject: whose key seals it.
        kind, row: its subject; no foreign key, since the subject's room is above this one.
        called: the pseudonym or reference of that row, which never changes.
        note: what is to be done.
        given_by, given_to: who wrote it, and who is to do it; both of the office.
        request: idempotency key of the form.
        state, version: of the process TASK.
    """

    changed_columns: ClassVar[tuple[str, ...]] = ("state", "version")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subject = models.ForeignKey(PersonKey, models.PROTECT, related_name="+")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    row = models.UUIDField()
    called = models.CharField(max_length=9)
    note = SealedField()
    due_on = models.DateField()
    given_by = models.UUIDField()
    given_to = models.UUIDField()
    given_at = models.DateTimeField(auto_now_add=True)
    request = models.UUIDField(unique=True)
    state = state_field(TASK)
    version = version_field()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["office", "state", "due_on"], name="work_due_in_office"),
            models.Index(fields=["kind", "row"], name="work_about"),
        ]
        triggers: ClassVar = triggers(TASK)

    def __str__(self) -> str:
        """Return a fixed text, which leads to nobody, even in a log."""
        return "a task"


@tracked(institution="institution")
@classed(
    id=FieldClass.INTERNAL,
    institution=FieldClass.INTERNAL,
    office=FieldClass.INTERNAL,
    made_by=FieldClass.INTERNAL,
    kind=FieldClass.INTERNAL,
    row=FieldClass.INTERNAL,
    until=FieldClass.INTERNAL,
    reason=FieldClass.INTERNAL,
    made_at=FieldClass.INTERNAL,
    request=FieldClass.INTERNAL,
)
class Postponement(models.Model):
    """A line of work that a member does not want to see until a day.

    It moves no deadline: colleagues and supervisors see the line as before.

    Attributes:
        kind, row: of the line, as :class:`manumit.web.tasks.sources.DueItem` has them.
        until: the day on which it is back.
        reason: a code, never a sentence: beside a person's file it could say something of them.
        request: idempotency key of the form.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    made_by = models.UUIDField()
    kind = models.CharField(max_length=60)
    row = models.UUIDField()
    until = models.DateField()
    reason = models.CharField(max_length=40)
    made_at = models.DateTimeField(auto_now_add=True)
    request = models.UUIDField(unique=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["made_by", "row", "until"], name="work_later"),
        ]
        triggers: ClassVar = APPEND_ONLY

    def __str__(self) -> str:
        """Return a fixed text, which leads to nobody, even in a log."""
        return "a postponement"


@tracked(institution="institution")
@classed(
    id=FieldClass.INTERNAL,
    institution=FieldClass.INTERNAL,
    office=FieldClass.INTERNAL,
    made_by=FieldClass.INTERNAL,
    kind=FieldClass.INTERNAL,
    row=FieldClass.INTERNAL,
    made_on=FieldClass.INTERNAL,
    made_at=FieldClass.INTERNAL,
    request=FieldClass.INTERNAL,
)
class Reminder(models.Model):
    """A reminder of a line of work that somebody else has to do.

    It moves no deadline; the addressee's line shows its day, and not who sent it.

    Attributes:
        kind: of the source of the line; ``row``: of the line.
        made_on: the day, in UTC.
        request: idempotency key of the form.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    made_by = models.UUIDField()
    kind = models.CharField(max_length=40)
    row = models.UUIDField()
    made_on = models.DateField()
    made_at = models.DateTimeField(auto_now_add=True)
    request = models.UUIDField(unique=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["row", "made_on"], name="work_reminded")]
        triggers: ClassVar = APPEND_ONLY

    def __str__(self) -> str:
        """Return a fixed text, which leads to nobody, even in a log."""
        return "a reminder"
