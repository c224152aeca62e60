"""A register that a member imports, and pairs of entries that may be one workplace."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from manumit.web.institutions.models import Institution, Office
from manumit.web.kernel.ledger.history import tracked
from manumit.web.kernel.register import FieldClass, classed
from manumit.web.registers.models import Workplace


class ImportStage(models.TextChoices):
    """The stage of an import."""

    COLUMNS = "columns"
    CHECKING = "checking"
    CHECKED = "checked"
    IMPORTING = "importing"
    IMPORTED = "imported"
    ENDED = "ended"


OPEN_STAGES = (
    ImportStage.COLUMNS, ImportStage.CHECKING, ImportStage.CHECKED, ImportStage.IMPORTING,
)  # fmt: skip
"""Stages in which the file is kept."""
WORKING_STAGES = (ImportStage.CHECKING, ImportStage.IMPORTING)
"""Stages in which the platform has something to do."""
CHANGED = (
    "stage", "ending", "created", "near", "wrapped", "ring_key", "sheet", "plan", "found",
)  # fmt: skip
"""The columns of an import that change; its row is deleted a month after its end."""
ENDINGS = ("cancelled", "time", "right", "failed")
"""Why an import ended without a workplace."""


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
    file_name=FieldClass.INTERNAL,
    created=FieldClass.INTERNAL,
    near=FieldClass.INTERNAL,
    wrapped=FieldClass.IDENTIFYING,
    ring_key=FieldClass.INTERNAL,
    sheet=FieldClass.IDENTIFYING,
    plan=FieldClass.IDENTIFYING,
    found=FieldClass.IDENTIFYING,
)
class RegisterImport(models.Model):
    """A file on its way into the register. It has no history and is in no backup.

    Attributes:
        role: in which the member acts.
        until: a day after the upload; then nothing sealed is left.
        ending: a code of :data:`ENDINGS`, where it ended unused.
        file_name: the neutral name by which its kind is known; the file's own is not kept.
        created, near: how many workplaces it made, and how many near matches were found.
        wrapped, ring_key: a key of its own, under a key of the ring.
        sheet: the file.
        plan: how it is read: columns, a few rows, and what the member chose.
        found: checked rows or what is wrong with them.
    """

    excluded_from_backup: ClassVar[bool] = True  # its key is to be gone within the day
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    role = models.CharField(max_length=40)
    made_by = models.UUIDField()
    until = models.DateTimeField(db_index=True)
    request = models.UUIDField(unique=True)
    stage = models.CharField(max_length=10, choices=ImportStage, default=ImportStage.COLUMNS)
    ending = models.CharField(max_length=10, blank=True)
    file_name = models.CharField(max_length=20)
    created = models.PositiveIntegerField(null=True)
    near = models.PositiveIntegerField(null=True)
    wrapped = models.BinaryField(null=True)
    ring_key = models.CharField(max_length=10, blank=True)
    sheet = models.BinaryField(null=True)
    plan = models.BinaryField(null=True)
    found = models.BinaryField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["made_by"],
                condition=Q(stage__in=[one.value for one in OPEN_STAGES]),
                name="workplaces_one_register_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(stage__in=[one.value for one in OPEN_STAGES])
                | Q(wrapped=None, sheet=None, plan=None, found=None),
                name="workplaces_register_ends_whole",
            ),
        ]

    def __str__(self) -> str:
        """Return a fixed text: nothing in a log may lead to a workplace."""
        return "an import of workplaces"


@tracked(institution="institution")
@classed(
    id=FieldClass.INTERNAL,
    institution=FieldClass.INTERNAL,
    office=FieldClass.INTERNAL,
    one=FieldClass.INTERNAL,
    other=FieldClass.INTERNAL,
    reasons=FieldClass.INTERNAL,
    score=FieldClass.INTERNAL,
    decided_by=FieldClass.PERSONAL,
    decided_at=FieldClass.PERSONAL,
)
class NearMatch(models.Model):
    """Two entries that may be the same workplace, until an officer decides.

    Attributes:
        office: that recorded the later one.
        one, other: the entry that was there, and the one that was imported later.
        reasons: codes of the list ``merged``.
        score: 0 to 100.
        decided_by, decided_at: who decided that they are different; that they are the same is a
            merge, which can be undone, and the pair is then to be decided again.
    """

    changed_columns: ClassVar[tuple[str, ...]] = ("decided_by", "decided_at")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    one = models.ForeignKey(Workplace, models.PROTECT, related_name="+")
    other = models.ForeignKey(Workplace, models.PROTECT, related_name="+")
    reasons = models.JSONField()
    score = models.PositiveIntegerField()
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["institution", "office", "-score", "id"],
                condition=Q(decided_at=None),
                name="workplaces_near_matches",
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["one", "other"], name="workplaces_matched_once"),
            models.CheckConstraint(condition=~Q(one=F("other")), name="workplaces_two_matched"),
            models.CheckConstraint(
                condition=Q(decided_by=None, decided_at=None)
                | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="workplaces_match_decided_whole",
            ),
        ]

    def __str__(self) -> str:
        """Return a fixed text, which leads to nobody, even in a log."""
        return "two entries that may be one workplace"
