"""Documents and photographs of a file. The content is sealed in the vault."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from manumit.web.cases.models.files import CaseFile, Sealing
from manumit.web.kernel.ledger.history import tracked
from manumit.web.kernel.register import FieldClass, classed
from manumit.web.kernel.vault.fields import SealedField


@tracked(institution="institution")
@classed(
    file=FieldClass.INTERNAL,
    sealed_file=FieldClass.INTERNAL,
    number=FieldClass.INTERNAL,
    kind=FieldClass.PERSONAL,
    media_type=FieldClass.INTERNAL,
    size=FieldClass.INTERNAL,
    on_day=FieldClass.PERSONAL,
    handed_by=FieldClass.IDENTIFYING,
    made_by=FieldClass.INTERNAL,
    made_at=FieldClass.PERSONAL,
    request=FieldClass.INTERNAL,
    withdrawn_by=FieldClass.INTERNAL,
    withdrawn_at=FieldClass.PERSONAL,
    withdrawn_reason=FieldClass.PERSONAL,
)
class CaseAttachment(Sealing):
    """One document of a file. The row remains when the content is withdrawn.

    Attributes:
        sealed_file: id of the vault's file. No foreign key: withdrawal and erasure take that row
            away, and leave this one.
        number: running number within the file.
        kind: a code of the list ``document``.
        media_type: by its content, such as ``image/png``.
        size: of what is kept, in bytes.
        on_day: the day that it is of, as opposed to ``made_at``; None if unknown.
        handed_by: who handed it over, in words.
        request: idempotency key of the form.
        withdrawn_by, withdrawn_at, withdrawn_reason: who took its content away, when and why: a
            code of the list ``attachment_withdrawn``.
    """

    changed_columns: ClassVar[tuple[str, ...]] = (
        "withdrawn_by", "withdrawn_at", "withdrawn_reason",
    )  # fmt: skip

    file = models.ForeignKey(CaseFile, models.PROTECT, related_name="attachments")
    sealed_file = models.UUIDField(unique=True)
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=40)
    media_type = models.CharField(max_length=20)
    size = models.PositiveIntegerField()
    on_day = models.DateField(null=True)
    handed_by = SealedField()
    made_by = models.UUIDField()
    made_at = models.DateTimeField(auto_now_add=True)
    request = models.UUIDField(unique=True)
    withdrawn_by = models.UUIDField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_reason = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["file", "number"], name="cases_attachment_number"),
            models.CheckConstraint(
                condition=Q(withdrawn_by=None, withdrawn_at=None, withdrawn_reason="")
                | Q(withdrawn_by__isnull=False, withdrawn_at__isnull=False)
                & ~Q(withdrawn_reason=""),
                name="cases_attachment_withdrawn_whole",
            ),
        ]

    def __str__(self) -> str:
        """Return a fixed text, which leads to nobody, even in a log."""
        return "an attachment"
