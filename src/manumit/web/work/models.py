"""Tasks that people write for each other. What is to be done is free text: sealed."""

import uuid
from typing import ClassVar

from django.db import models

from manumit.web.institutions.models import Institution, Office
from manumit.web.kernel.ledger.history import tracked
from manumit.web.kernel.process.fields import state_field, triggers, version_field
from manumit.web.kernel.register import FieldClass, classed
from manumit.web.kernel.vault.fields import SealedField
from manumit.web.kernel.vault.models import PersonKey
from manumit.web.work.process import TASK


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
    """Something to be done about one row of a room above, until a day, by one person.

    Attributes:
        subject: whose key seals it.
        kind, row: what it is about; no key of the database, since the room stands above this one.
        called: the pseudonym or reference of that row, which never changes.
        note: what is to be done.
        given_by, given_to: who wrote it, and who is to do it; both of the office.
        request: of the form.
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
        """What the database holds to."""

        indexes: ClassVar = [
            models.Index(fields=["office", "state", "due_on"], name="work_due_in_office"),
            models.Index(fields=["kind", "row"], name="work_about"),
        ]
        triggers: ClassVar = triggers(TASK)

    def __str__(self) -> str:
        """Nothing that leads to a person."""
        return "a task"
