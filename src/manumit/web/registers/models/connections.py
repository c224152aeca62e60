"""Links between organisations, and merged entries."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from manumit.web.institutions.models import Institution
from manumit.web.kernel.ledger.history import tracked
from manumit.web.kernel.register import FieldClass, classed
from manumit.web.registers.dates import LONGEST, SHAPE
from manumit.web.registers.models.entries import Organisation, Workplace


@tracked(institution="institution")
@classed(
    id=FieldClass.INTERNAL,
    institution=FieldClass.INTERNAL,
    one=FieldClass.INTERNAL,
    other=FieldClass.INTERNAL,
    kind=FieldClass.INTERNAL,
    begins=FieldClass.INTERNAL,
    until=FieldClass.INTERNAL,
    source=FieldClass.INTERNAL,
    recorded_by=FieldClass.PERSONAL,
    recorded_at=FieldClass.PERSONAL,
    ended_by=FieldClass.PERSONAL,
    ended_at=FieldClass.PERSONAL,
    request=FieldClass.INTERNAL,
)
class Link(models.Model):
    """A relation of one organisation to another, with its period.

    Attributes:
        one, other: "one is the <kind> the other": the entries as they were linked, also after
            they were joined to others.
        kind: a code of the list ``link``.
        begins, until: YYYY, YYYY-MM or YYYY-MM-DD; empty if unknown.
        source: a code of the list ``source``.
        ended_by, ended_at: who took back what they or a colleague had recorded wrongly.
    """

    changed_columns: ClassVar[tuple[str, ...]] = ("ended_by", "ended_at")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    one = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    other = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    begins = models.CharField(max_length=LONGEST, blank=True)
    until = models.CharField(max_length=LONGEST, blank=True)
    source = models.CharField(max_length=40)
    recorded_by = models.UUIDField()
    recorded_at = models.DateTimeField(auto_now_add=True)
    ended_by = models.UUIDField(null=True)
    ended_at = models.DateTimeField(null=True)
    request = models.UUIDField(unique=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["institution", "one", "other", "kind", "begins"],
                condition=Q(ended_at=None),
                name="registers_linked_once",
            ),
            models.CheckConstraint(condition=~Q(one=F("other")), name="registers_two_linked"),
            models.CheckConstraint(
                condition=Q(begins__regex=SHAPE, until__regex=SHAPE), name="registers_link_dates"
            ),
            models.CheckConstraint(
                condition=Q(ended_by=None, ended_at=None)
                | Q(ended_by__isnull=False, ended_at__isnull=False),
                name="registers_link_ended_by_and_at",
            ),
        ]

    def __str__(self) -> str:
        """Return a fixed text, which leads to nobody, even in a log."""
        return "a link"


@tracked(institution="institution")
@classed(
    id=FieldClass.INTERNAL,
    institution=FieldClass.INTERNAL,
    kept=FieldClass.INTERNAL,
    other=FieldClass.INTERNAL,
    reason=FieldClass.INTERNAL,
    made_by=FieldClass.PERSONAL,
    made_at=FieldClass.PERSONAL,
    undone_by=FieldClass.PERSONAL,
    undone_at=FieldClass.PERSONAL,
    undone_reason=FieldClass.INTERNAL,
    request=FieldClass.INTERNAL,
)
class Merge(models.Model):
    """Two entries that are of the same organisation. Both ids stay valid, nothing is moved.

    Attributes:
        kept: the entry under which both are shown.
        other: the entry that is part of it, until the merge is undone.
        reason, undone_reason: codes of the lists ``merged`` and ``unmerged``.
    """

    changed_columns: ClassVar[tuple[str, ...]] = ("undone_by", "undone_at", "undone_reason")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    kept = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    other = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=40)
    made_by = models.UUIDField()
    made_at = models.DateTimeField(auto_now_add=True)
    undone_by = models.UUIDField(null=True)
    undone_at = models.DateTimeField(null=True)
    undone_reason = models.CharField(max_length=40, blank=True)
    request = models.UUIDField(unique=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["other"], condition=Q(undone_at=None), name="registers_part_of_one"
            ),
            models.CheckConstraint(condition=~Q(kept=F("other")), name="registers_two_merged"),
            models.CheckConstraint(
                condition=Q(undone_by=None, undone_at=None, undone_reason="")
                | Q(undone_by__isnull=False, undone_at__isnull=False) & ~Q(undone_reason=""),
                name="registers_merge_undone_whole",
            ),
        ]

    def __str__(self) -> str:
        """Return a fixed text, which leads to nobody, even in a log."""
        return "a merge"


@tracked(institution="institution")
@classed(
    id=FieldClass.INTERNAL,
    institution=FieldClass.INTERNAL,
    kept=FieldClass.INTERNAL,
    other=FieldClass.INTERNAL,
    reason=FieldClass.INTERNAL,
    made_by=FieldClass.PERSONAL,
    made_at=FieldClass.PERSONAL,
    undone_by=FieldClass.PERSONAL,
    undone_at=FieldClass.PERSONAL,
    undone_reason=FieldClass.INTERNAL,
    request=FieldClass.INTERNAL,
)
class WorkplaceMerge(models.Model):
    """Two entries of the same workplace. Both ids stay valid, nothing is moved.

    Visits, orders and letters keep the entry that they name; pages show them under ``kept``. An
    undone merge therefore leaves everything as it was.

    Attributes:
        kept: the entry under which both are shown.
        other: the entry that is part of it, until the merge is undone.
        reason, undone_reason: codes of the lists ``merged`` and ``unmerged``.
    """

    changed_columns: ClassVar[tuple[str, ...]] = ("undone_by", "undone_at", "undone_reason")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    kept = models.ForeignKey(Workplace, models.PROTECT, related_name="+")
    other = models.ForeignKey(Workplace, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=40)
    made_by = models.UUIDField()
    made_at = models.DateTimeField(auto_now_add=True)
    undone_by = models.UUIDField(null=True)
    undone_at = models.DateTimeField(null=True)
    undone_reason = models.CharField(max_length=40, blank=True)
    request = models.UUIDField(unique=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["other"], condition=Q(undone_at=None), name="registers_place_part_of_one"
            ),
            models.CheckConstraint(condition=~Q(kept=F("other")), name="registers_two_places"),
            models.CheckConstraint(
                condition=Q(undone_by=None, undone_at=None, undone_reason="")
                | Q(undone_by__isnull=False, undone_at__isnull=False) & ~Q(undone_reason=""),
                name="registers_place_merge_undone_whole",
            ),
        ]

    def __str__(self) -> str:
        """Return a fixed text, which leads to nobody, even in a log."""
        return "a merge of workplaces"
