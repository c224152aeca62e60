"""Closings of files: facts about the work on a file, not about the person's rights."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from manumit.web.cases.models.files import CaseFile
from manumit.web.institutions.models import Institution
from manumit.web.kernel.ledger.history import tracked
from manumit.web.kernel.register import FieldClass, classed


@tracked(institution="institution")
@classed(
    id=FieldClass.INTERNAL,
    file=FieldClass.INTERNAL,
    institution=FieldClass.INTERNAL,
    ending=FieldClass.PERSONAL,
    reason=FieldClass.PERSONAL,
    closed_by=FieldClass.INTERNAL,
    closed_at=FieldClass.PERSONAL,
    request=FieldClass.INTERNAL,
    reopened_by=FieldClass.INTERNAL,
    reopened_at=FieldClass.PERSONAL,
    reopened_reason=FieldClass.PERSONAL,
    reopened_request=FieldClass.INTERNAL,
)
class Closing(models.Model):
    """One closing of a file, until it is reopened.

    Attributes:
        ending: the outcome: a code of the list ``ending``.
        reason: a code of the list ``closed_<ending>``.
        request, reopened_request: idempotency keys of the forms.
        reopened_by, reopened_at, reopened_reason: None, and empty, while it is closed.
    """

    changed_columns: ClassVar[tuple[str, ...]] = (
        "reopened_by", "reopened_at", "reopened_reason", "reopened_request",
    )  # fmt: skip

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file = models.ForeignKey(CaseFile, models.PROTECT, related_name="closings")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    ending = models.CharField(max_length=40)
    reason = models.CharField(max_length=40)
    closed_by = models.UUIDField()
    closed_at = models.DateTimeField(auto_now_add=True)
    request = models.UUIDField(unique=True)
    reopened_by = models.UUIDField(null=True)
    reopened_at = models.DateTimeField(null=True)
    reopened_reason = models.CharField(max_length=40, blank=True)
    reopened_request = models.UUIDField(null=True, unique=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["file"], condition=Q(reopened_at=None), name="cases_closed_once"
            ),
            models.CheckConstraint(
                condition=Q(
                    reopened_by=None, reopened_at=None, reopened_reason="", reopened_request=None
                )
                | Q(
                    reopened_by__isnull=False,
                    reopened_at__isnull=False,
                    reopened_request__isnull=False,
                )
                & ~Q(reopened_reason=""),
                name="cases_reopened_whole",
            ),
        ]

    def __str__(self) -> str:
        """Return a fixed text, which leads to nobody, even in a log."""
        return "a closing"
