"""Notices for the institution's data protection officer: consent waivers and takeovers."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from manumit.web.cases.models.files import CaseFile
from manumit.web.institutions.models import Institution, Office
from manumit.web.kernel.consent.models import Consent
from manumit.web.kernel.ledger.history import tracked
from manumit.web.kernel.register import FieldClass, classed

_BY_AND_AT = Q(noticed_by=None, noticed_at=None) | Q(
    noticed_by__isnull=False, noticed_at__isnull=False
)


@classed(
    id=FieldClass.INTERNAL,
    file=FieldClass.PERSONAL,
    institution=FieldClass.INTERNAL,
    office=FieldClass.INTERNAL,
    decided_by=FieldClass.PERSONAL,
    decided_at=FieldClass.INTERNAL,
    noticed_by=FieldClass.PERSONAL,
    noticed_at=FieldClass.INTERNAL,
)
class Notice(models.Model):
    """Base of notices.

    Attributes:
        decided_by, decided_at: author and time of the act.
        noticed_by, noticed_at: which data protection officer has read it, and when.
    """

    changed_columns: ClassVar[tuple[str, ...]] = ("noticed_by", "noticed_at")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file = models.ForeignKey(CaseFile, models.PROTECT, related_name="+")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    decided_by = models.UUIDField()
    decided_at = models.DateTimeField(auto_now_add=True)
    noticed_by = models.UUIDField(null=True)
    noticed_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True


@tracked(institution="institution")
@classed(consent=FieldClass.PERSONAL)
class WaiverNotice(Notice):
    """Notice that danger replaced consent (R-53).

    Attributes:
        consent: the waiver's row, with its reason and end.
    """

    consent = models.OneToOneField(Consent, models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=_BY_AND_AT, name="cases_waiver_noticed_by_and_at")
        ]

    def __str__(self) -> str:
        """Return a fixed text, which leads to nobody, even in a log."""
        return "a notice of a waiver"


@tracked(institution="institution")
@classed(
    given_to=FieldClass.PERSONAL,
    role=FieldClass.INTERNAL,
    reason=FieldClass.PERSONAL,
    request=FieldClass.INTERNAL,
)
class Takeover(Notice):
    """Notice that a file was taken over after all its holders had left.

    Attributes:
        given_to: the new holder; None if it is the member who decided.
        role: in which they did.
        reason: a code of the list ``taken_over``.
        request: idempotency key of the form.
    """

    given_to = models.UUIDField(null=True)
    role = models.CharField(max_length=40)
    reason = models.CharField(max_length=40)
    request = models.UUIDField(unique=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=_BY_AND_AT, name="cases_takeover_noticed_by_and_at")
        ]

    def __str__(self) -> str:
        """Return a fixed text, which leads to nobody, even in a log."""
        return "a notice that a file was taken over"
