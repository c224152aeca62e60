"""Support notes. A prosecution reads only those that a court has ordered released (ADR 22)."""

import uuid
from typing import ClassVar

from django.db import models

from manumit.web.institutions.models import Institution
from manumit.web.kernel.ledger.history import tracked
from manumit.web.kernel.ledger.models import APPEND_ONLY
from manumit.web.kernel.register import FieldClass, classed
from manumit.web.protection.models.plans import PlanPart, SupportPlan


@tracked(institution="institution")
@classed(number=FieldClass.INTERNAL)
class SupportNote(PlanPart):
    """A note of support. ``content``: text.

    Attributes:
        number: position within the plan, from 1; court orders name notes by it.
    """

    plan = models.ForeignKey(SupportPlan, models.PROTECT, related_name="notes")
    number = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "number"], name="protection_note_number")
        ]
        triggers: ClassVar = APPEND_ONLY

    def __str__(self) -> str:
        """Return a fixed text: nothing in a log may lead to a person."""
        return "a support note"


@tracked(institution="institution")
@classed(ordered_on=FieldClass.PERSONAL)
class NoteRelease(PlanPart):
    """A court order to release notes. ``content``: ``{"court", "reference"}``.

    Attributes:
        ordered_on: the day of the order.
    """

    plan = models.ForeignKey(SupportPlan, models.PROTECT, related_name="releases")
    ordered_on = models.DateField()

    class Meta:
        triggers: ClassVar = APPEND_ONLY

    def __str__(self) -> str:
        """Return a fixed text: nothing in a log may lead to a person."""
        return "an order of a court"


@tracked(institution="institution")
@classed(
    id=FieldClass.INTERNAL,
    release=FieldClass.INTERNAL,
    note=FieldClass.INTERNAL,
    institution=FieldClass.INTERNAL,
)
class ReleasedNote(models.Model):
    """One note named by a court order."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    release = models.ForeignKey(NoteRelease, models.PROTECT, related_name="notes")
    note = models.ForeignKey(SupportNote, models.PROTECT, related_name="releases")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["release", "note"], name="protection_released_once")
        ]
        triggers: ClassVar = APPEND_ONLY

    def __str__(self) -> str:
        """Return a fixed text: nothing in a log may lead to a person."""
        return "a note of an order"
