"""That another system's file was brought in: what became of how many rows, and no cell of it."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from manumit.web.institutions.models import Institution, Office
from manumit.web.kernel.ledger.history import tracked
from manumit.web.kernel.ledger.models import APPEND_ONLY
from manumit.web.kernel.register import FieldClass, classed


@tracked(institution="institution")
@classed(
    id=FieldClass.INTERNAL,
    institution=FieldClass.INTERNAL,
    office=FieldClass.INTERNAL,
    role=FieldClass.INTERNAL,
    made_by=FieldClass.INTERNAL,
    made_at=FieldClass.INTERNAL,
    mapping=FieldClass.INTERNAL,
    mapping_digest=FieldClass.INTERNAL,
    rows=FieldClass.INTERNAL,
    made=FieldClass.INTERNAL,
    known=FieldClass.INTERNAL,
    rejected=FieldClass.INTERNAL,
    rejects=FieldClass.INTERNAL,
)
class Import(models.Model):
    """One import, by sums: a number of a row leads to a person, and a digest is of their record.

    Attributes:
        role: in which whoever imported acted; they hold the files in it (R-30).
        mapping, mapping_digest: its id, and SHA-256 of its content in hexadecimal.
        rows: how many the file has: those that became files, were known before, and were rejected.
        rejects: how many rows were rejected, by the code of what is wrong with them.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    role = models.CharField(max_length=40)
    made_by = models.UUIDField()
    made_at = models.DateTimeField(auto_now_add=True)
    mapping = models.CharField(max_length=100)
    mapping_digest = models.CharField(max_length=64)
    rows = models.PositiveIntegerField()
    made = models.PositiveIntegerField()
    known = models.PositiveIntegerField()
    rejected = models.PositiveIntegerField()
    rejects = models.JSONField(default=dict)

    class Meta:
        """What the database holds to."""

        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(rows=F("made") + F("known") + F("rejected")),
                name="cases_import_rows_add_up",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["institution", "made_at"], name="cases_imports_of"),
        ]
        triggers: ClassVar = APPEND_ONLY

    def __str__(self) -> str:
        """Nothing that leads to a person."""
        return "an import"
