"""Retention of register entries: the period runs from the last change."""

from django.db.models import QuerySet

from manumit.web.kernel.retention import RetentionKind, register_retention
from manumit.web.registers.models import Organisation, Workplace


def declare_retention() -> None:
    """Register the room's record kinds for retention."""
    register_retention(
        RetentionKind("organisation", organisations, "changed_at", "subject_id", "institution_id"),
        RetentionKind("workplace", workplaces, "changed_at", "subject_id", "institution_id"),
    )


def organisations() -> QuerySet[Organisation]:
    """Return all organisations."""
    return Organisation.objects.all()


def workplaces() -> QuerySet[Workplace]:
    """Return all workplaces."""
    return Workplace.objects.all()
