"""Pictures of visits. The content is sealed in the vault."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from manumit.web.inspections.models import InspectionPart, Violation, Visit
from manumit.web.inspections.models.visits import CODE
from manumit.web.kernel.ledger.history import tracked
from manumit.web.kernel.register import FieldClass, classed
from manumit.web.kernel.vault.fields import SealedField
from manumit.web.kernel.vault.models import PersonKey


@tracked(institution="institution")
@classed(
    visit=FieldClass.INTERNAL,
    subject=FieldClass.INTERNAL,
    sealed_file=FieldClass.INTERNAL,
    number=FieldClass.INTERNAL,
    shows=FieldClass.INTERNAL,
    violation=FieldClass.INTERNAL,
    media_type=FieldClass.INTERNAL,
    size=FieldClass.INTERNAL,
    about=FieldClass.IDENTIFYING,
    digest=FieldClass.IDENTIFYING,
    received=FieldClass.IDENTIFYING,
    withdrawn_by=FieldClass.INTERNAL,
    withdrawn_at=FieldClass.PERSONAL,
    withdrawn_reason=FieldClass.INTERNAL,
)
class VisitPicture(InspectionPart):
    """One picture. The row remains when the content is withdrawn.

    Attributes:
        subject: the key of the visit.
        sealed_file: id of the vault's file. No foreign key: withdrawal and erasure take that row
            away, and leave this one.
        number: running number within the visit.
        shows: a code of the list ``shows``.
        violation: of the visit, that it is evidence of; None for no certain one.
        media_type, size: of what is kept; size in bytes.
        about: what can be seen, in words; sealed.
        digest, received: SHA-256 of what is kept, and of the file as it came, in hexadecimal
            digits; sealed, since a known picture could be found by one.
        withdrawn_by, withdrawn_at, withdrawn_reason: who took its content away, when and why: a
            code of the list ``picture_withdrawn``.
    """

    RESOURCE: ClassVar[str] = "visit_picture"
    changed_columns: ClassVar[tuple[str, ...]] = (
        "withdrawn_by",
        "withdrawn_at",
        "withdrawn_reason",
    )

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="pictures")
    subject = models.ForeignKey(PersonKey, models.PROTECT, related_name="+")
    sealed_file = models.UUIDField(unique=True)
    number = models.PositiveIntegerField()
    shows = models.CharField(max_length=CODE)
    violation = models.ForeignKey(Violation, models.PROTECT, null=True, related_name="+")
    media_type = models.CharField(max_length=CODE)
    size = models.PositiveIntegerField()
    about = SealedField()
    digest = SealedField()
    received = SealedField()
    withdrawn_by = models.UUIDField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_reason = models.CharField(max_length=CODE, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["visit", "number"], name="visit_pictures_number"),
            models.CheckConstraint(
                condition=Q(withdrawn_by=None, withdrawn_at=None, withdrawn_reason="")
                | Q(withdrawn_by__isnull=False, withdrawn_at__isnull=False)
                & ~Q(withdrawn_reason=""),
                name="visit_pictures_withdrawn_whole",
            ),
        ]

    def __str__(self) -> str:
        """Return a fixed text: nothing in a log may lead to a workplace."""
        return "a picture of a visit"
