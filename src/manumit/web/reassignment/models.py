"""Assignments and their files. Neither identifies a person or describes a file."""

import uuid
from collections.abc import Collection
from typing import Any, ClassVar

import pgtrigger
from django.db import models
from django.db.models import Q

from manumit.web.cases.models import CaseFile
from manumit.web.institutions.models import Institution, Office, Post
from manumit.web.kernel.ledger.history import tracked
from manumit.web.kernel.process.fields import state_field, triggers, version_field
from manumit.web.kernel.process.models import Move
from manumit.web.kernel.register import FieldClass, classed
from manumit.web.reassignment.outcomes import Outcome
from manumit.web.reassignment.process import ASSIGNMENT


@tracked(institution="institution")
@classed(
    id=FieldClass.INTERNAL,
    institution=FieldClass.INTERNAL,
    office=FieldClass.INTERNAL,
    role=FieldClass.INTERNAL,
    holder=FieldClass.INTERNAL,
    reason=FieldClass.PERSONAL,
    proposed_by=FieldClass.INTERNAL,
    proposed_at=FieldClass.INTERNAL,
    read_at=FieldClass.INTERNAL,
    request=FieldClass.INTERNAL,
    state=FieldClass.INTERNAL,
    version=FieldClass.INTERNAL,
)
class Assignment(models.Model):
    """The reassignment of many files of one holder to colleagues of the same office and role.

    Attributes:
        role: in which the files are held; it stays in it (R-30).
        holder: whose files.
        reason: a code of the list ``assigned``.
        read_at: when the proposer read the result.
        request: of the form.
        state, version: of the process ASSIGNMENT.
    """

    changed_columns: ClassVar[tuple[str, ...]] = ("read_at", "state", "version")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    role = models.CharField(max_length=40)
    holder = models.UUIDField()
    reason = models.CharField(max_length=40)
    proposed_by = models.UUIDField()
    proposed_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True)
    request = models.UUIDField(unique=True)
    state = state_field(ASSIGNMENT)
    version = version_field()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["office", "state"], name="assignments_of_office"),
        ]
        triggers: ClassVar = triggers(ASSIGNMENT)

    def __str__(self) -> str:
        """Return a fixed text: nothing in a log may lead to a person."""
        return "an assignment"

    def posts_of(self, member: uuid.UUID) -> Any:
        """Return a member's active posts in this office and role."""
        return Post.objects.valid().filter(office=self.office_id, role=self.role, member=member)

    def holder_is_here(self) -> bool:
        """Return whether the holder of the files can act in this office and role."""
        return bool(self.posts_of(self.holder).exists())

    def receivers(self) -> Collection[uuid.UUID]:
        """Return who is to hold the files."""
        found = self.lines.order_by("receiver").values_list("receiver", flat=True)
        return frozenset(found.distinct())

    def is_finished(self) -> bool:
        """Return whether every file has an outcome."""
        return not self.lines.filter(outcome="").exists()

    def approved_by(self) -> uuid.UUID | None:
        """Return the second person; None until approved."""
        made = Move.objects.filter(resource=ASSIGNMENT.resource, row=self.pk, name="approve")
        return made.values_list("actor", flat=True).first()


@tracked(institution="institution")
@classed(
    id=FieldClass.INTERNAL,
    institution=FieldClass.INTERNAL,
    assignment=FieldClass.INTERNAL,
    place=FieldClass.INTERNAL,
    file=FieldClass.PERSONAL,
    receiver=FieldClass.INTERNAL,
    outcome=FieldClass.PERSONAL,
    ended_at=FieldClass.INTERNAL,
)
class AssignedFile(models.Model):
    """One file of an assignment and its outcome, which is set once, with the hand-over itself.

    Attributes:
        place: in its assignment, from 0.
        receiver: who is to hold it.
        outcome: a code of :class:`Outcome`; empty until something became of it.
        ended_at: when; None until then.
    """

    changed_columns: ClassVar[tuple[str, ...]] = ("outcome", "ended_at")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="lines")
    place = models.PositiveIntegerField()
    file = models.ForeignKey(CaseFile, models.PROTECT, related_name="+")
    receiver = models.UUIDField()
    outcome = models.CharField(
        max_length=40, blank=True, choices=[(one.value, one.value) for one in Outcome]
    )
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["assignment", "file"], name="assignments_file_once"),
            models.UniqueConstraint(fields=["assignment", "place"], name="assignments_place_once"),
            models.CheckConstraint(
                condition=Q(outcome="", ended_at=None)
                | Q(outcome__in=[one.value for one in Outcome], ended_at__isnull=False),
                name="assignments_outcome_with_its_time",
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Trigger(
                name="said_once",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func="""
                    IF OLD.outcome <> '' THEN
                        RAISE check_violation
                            USING MESSAGE = 'what became of a file is recorded once';
                    END IF;
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self) -> str:
        """Return a fixed text: nothing in a log may lead to a person."""
        return "a file of an assignment"
