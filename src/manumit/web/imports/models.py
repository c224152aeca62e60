"""Imports from other systems, what came with a row, and sheets that wait to be imported."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from manumit.web.cases.models.files import CaseFile, Sealing
from manumit.web.institutions.models import Institution, Office
from manumit.web.kernel.ledger.history import tracked
from manumit.web.kernel.ledger.models import APPEND_ONLY
from manumit.web.kernel.register import FieldClass, classed
from manumit.web.kernel.vault.fields import SealedField


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
    """One import, in sums: row numbers would lead to persons, and a digest to their record.

    Attributes:
        role: the importer's acting role, in which they hold the files (R-30).
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
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(rows=F("made") + F("known") + F("rejected")),
                name="imports_rows_add_up",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["institution", "made_at"], name="imports_of_institution"),
        ]
        triggers: ClassVar = APPEND_ONLY

    def __str__(self) -> str:
        """Return a fixed text, which leads to nobody, even in a log."""
        return "an import"


@tracked(institution="institution")
@classed(
    file=FieldClass.INTERNAL,
    content=FieldClass.IDENTIFYING,
    origin=FieldClass.INTERNAL,
    made_by=FieldClass.INTERNAL,
    made_at=FieldClass.PERSONAL,
)
class LegacyRecord(Sealing):
    """What another system recorded: its reference, dates, a decision, consent.

    None of it is a decision or a consent here. It is kept as it came.

    Attributes:
        content: a document ``manumit/carried/1``.
        origin: the import that made the file; None of those before imports were recorded.
    """

    file = models.OneToOneField(CaseFile, models.PROTECT, related_name="carried")
    content = SealedField()
    origin = models.ForeignKey(Import, models.PROTECT, null=True, related_name="+")
    made_by = models.UUIDField()
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        triggers: ClassVar = APPEND_ONLY

    def __str__(self) -> str:
        """Return a fixed text, which leads to nobody, even in a log."""
        return "what was carried over"


class Stage(models.TextChoices):
    """The stage of an import job."""

    LOOKING = "looking"
    LOOKED = "looked"
    MAKING = "making"
    MADE = "made"
    REFUSED = "refused"
    ENDED = "ended"


GOING_ON = (Stage.LOOKING, Stage.LOOKED, Stage.MAKING)
"""Stages in which the sheet is kept."""
WORKED_ON = (Stage.LOOKING, Stage.MAKING)
"""Stages in which the platform has something to do."""
CLOSED = (Stage.MADE, Stage.ENDED)
"""Stages in which nothing sealed is left."""
ENDINGS = ("given_up", "time", "right", "failed")
"""Why it ended unused."""
CHANGED = (
    "stage", "ending", "begun_at", "leave_out", "origin",
    "wrapped", "ring_key", "sheet", "mapping", "found",
)  # fmt: skip
"""The columns that may change; the uploader and the expiry never do."""


@classed(
    id=FieldClass.INTERNAL,
    institution=FieldClass.INTERNAL,
    office=FieldClass.INTERNAL,
    role=FieldClass.INTERNAL,
    made_by=FieldClass.INTERNAL,
    until=FieldClass.INTERNAL,
    request=FieldClass.INTERNAL,
    stage=FieldClass.INTERNAL,
    ending=FieldClass.INTERNAL,
    begun_at=FieldClass.INTERNAL,
    leave_out=FieldClass.INTERNAL,
    origin=FieldClass.INTERNAL,
    kind=FieldClass.INTERNAL,
    wrapped=FieldClass.IDENTIFYING,
    ring_key=FieldClass.INTERNAL,
    sheet=FieldClass.IDENTIFYING,
    mapping=FieldClass.IDENTIFYING,
    found=FieldClass.IDENTIFYING,
)
class ImportJob(models.Model):
    """A sheet that a member imports. It has no history and is in no backup.

    Attributes:
        role: in which they act; the files are held in it (R-30).
        until: an hour after it came at the latest; then nothing sealed is left.
        request: idempotency key of the form.
        ending: a code of :data:`ENDINGS`, where it ended unused.
        begun_at: when the platform last began to work on it in this stage; None where it waits.
        leave_out: whether rows with a problem are left out.
        origin: the import that made the files.
        kind: ending of the sheet's name, such as ``.csv``; the name itself is not kept.
        wrapped, ring_key: a key of its own, under a key of the ring.
        sheet, mapping: what was sent, sealed.
        found: what looking through gave: sums, numbers of rows, problems; sealed.
    """

    excluded_from_backup: ClassVar[bool] = True  # its key is to be gone within the hour

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    role = models.CharField(max_length=40)
    made_by = models.UUIDField()
    until = models.DateTimeField(db_index=True)
    request = models.UUIDField(unique=True)
    stage = models.CharField(max_length=10, choices=Stage, default=Stage.LOOKING)
    ending = models.CharField(max_length=10, blank=True)
    begun_at = models.DateTimeField(null=True)
    leave_out = models.BooleanField(default=False)
    origin = models.ForeignKey(Import, models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=8)
    wrapped = models.BinaryField(null=True)
    ring_key = models.CharField(max_length=10, blank=True)
    sheet = models.BinaryField(null=True)
    mapping = models.BinaryField(null=True)
    found = models.BinaryField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["made_by"],
                condition=Q(stage__in=[one.value for one in GOING_ON]),
                name="imports_one_job_at_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(stage__in=[one.value for one in CLOSED])
                | Q(wrapped=None, sheet=None, mapping=None, found=None),
                name="imports_job_nothing_left",
            ),
            models.CheckConstraint(
                condition=Q(stage__in=[one.value for one in GOING_ON])
                | Q(sheet=None, mapping=None),
                name="imports_job_sheet_ends",
            ),
        ]

    def __str__(self) -> str:
        """Return a fixed text, which leads to nobody, even in a log."""
        return "a sheet on its way in"
