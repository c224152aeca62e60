"""Another system's file on its way in: sealed for one member, for an hour at most."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from manumit.web.cases.models.imports import Import
from manumit.web.institutions.models import Institution, Office
from manumit.web.kernel.register import FieldClass, classed


class Stage(models.TextChoices):
    """How far it is."""

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
"""What of a row changes; who brought it, and until when it is kept, does not."""


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
class Bringing(models.Model):
    """A sheet that one member brings in. It has no history and is in no backup.

    Attributes:
        role: in which they act; the files are held in it (R-30).
        until: an hour after it came at the latest; then nothing sealed is left.
        request: of the form.
        ending: a code of :data:`ENDINGS`, where it ended unused.
        begun_at: when the platform last began to work on it in this stage; None where it waits.
        leave_out: whether rows with a problem are left out.
        origin: the import that made the files.
        kind: ending of the sheet's name, such as ``.csv``; the name itself is not kept.
        wrapped, ring_key: a key of its own, under a key of the ring.
        sheet, mapping: what was sent, sealed.
        found: what looking through gave: sums, numbers of rows, problems; sealed.
    """

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
        """What the database holds to."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["made_by"],
                condition=Q(stage__in=[one.value for one in GOING_ON]),
                name="cases_bringing_one_at_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(stage__in=[one.value for one in CLOSED])
                | Q(wrapped=None, sheet=None, mapping=None, found=None),
                name="cases_bringing_nothing_left",
            ),
            models.CheckConstraint(
                condition=Q(stage__in=[one.value for one in GOING_ON])
                | Q(sheet=None, mapping=None),
                name="cases_bringing_sheet_ends",
            ),
        ]

    def __str__(self) -> str:
        """Nothing that leads to a person."""
        return "a sheet on its way in"
