"""Recovery and reflection periods (R-48). They begin at once and are never shortened."""

import datetime as dt
import uuid
from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import F, Q

from manumit.web.institutions.models import Institution, Office
from manumit.web.kernel.ledger.history import tracked
from manumit.web.kernel.process.fields import state_field, triggers, version_field
from manumit.web.kernel.register import FieldClass, classed
from manumit.web.kernel.vault.models import PersonKey
from manumit.web.protection.lists import FLOOR_DAYS
from manumit.web.protection.process import REFLECTION

_ONLY_LONGER = """
    IF NEW.until < OLD.until OR NEW.begins <> OLD.begins THEN
        RAISE check_violation USING MESSAGE = 'a period of reflection is only made longer';
    END IF;
    RETURN NEW;
"""


@tracked(institution="institution")
@classed(
    id=FieldClass.INTERNAL,
    subject=FieldClass.INTERNAL,
    institution=FieldClass.INTERNAL,
    office=FieldClass.INTERNAL,
    reference=FieldClass.INTERNAL,
    begins=FieldClass.PERSONAL,
    until=FieldClass.PERSONAL,
    granted_by=FieldClass.INTERNAL,
    granted_at=FieldClass.PERSONAL,
    request=FieldClass.INTERNAL,
    state=FieldClass.PERSONAL,
    version=FieldClass.INTERNAL,
)
class ReflectionPeriod(models.Model):
    """One recovery and reflection period of one person.

    Attributes:
        subject: key of the person; the only link to the case file.
        begins, until: first and last day.
        request: of the form that granted it.
        state, version: of the process REFLECTION.
    """

    changed_columns: ClassVar[tuple[str, ...]] = ("until", "state", "version")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subject = models.ForeignKey(PersonKey, models.PROTECT, related_name="+")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    reference = models.CharField(max_length=9)
    begins = models.DateField()
    until = models.DateField()
    granted_by = models.UUIDField()
    granted_at = models.DateTimeField(auto_now_add=True)
    request = models.UUIDField(unique=True)
    state = state_field(REFLECTION)
    version = version_field()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["institution", "reference"], name="protection_one_period_reference"
            ),
            models.UniqueConstraint(
                fields=["subject"], condition=~Q(state="ended"), name="protection_one_period_runs"
            ),
            models.CheckConstraint(
                condition=Q(until__gte=F("begins") + dt.timedelta(days=FLOOR_DAYS)),
                name="protection_period_floor",
            ),
        ]
        triggers: ClassVar = [
            *triggers(REFLECTION),
            pgtrigger.Trigger(
                name="only_longer",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=_ONLY_LONGER,
            ),
        ]

    def __str__(self) -> str:
        """Return a fixed text: nothing in a log may lead to a person."""
        return "a period of reflection"
