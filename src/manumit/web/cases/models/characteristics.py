"""Breakdown attributes for statistics, all sealed under the person's key."""

from typing import ClassVar

from django.db import models

from manumit.web.cases.models.files import CaseFile, Sealing
from manumit.web.kernel.ledger.history import tracked
from manumit.web.kernel.ledger.models import APPEND_ONLY
from manumit.web.kernel.register import FieldClass, classed
from manumit.web.kernel.vault.fields import SealedField


@tracked(institution="institution")
@classed(
    file=FieldClass.INTERNAL,
    version=FieldClass.INTERNAL,
    content=FieldClass.IDENTIFYING,
    made_by=FieldClass.INTERNAL,
    made_at=FieldClass.PERSONAL,
    request=FieldClass.INTERNAL,
)
class CharacteristicsVersion(Sealing):
    """One version of the attributes; a correction adds another version.

    Attributes:
        version: running number within the file; the last one is current.
        content: a document ``manumit/characteristics/1``. No sex, nationality or form is stored
            unencrypted: beside the age and the day they would point at a person.
        request: idempotency key of the form.
    """

    file = models.ForeignKey(CaseFile, models.PROTECT, related_name="characteristics")
    version = models.PositiveIntegerField()
    content = SealedField()
    made_by = models.UUIDField()
    made_at = models.DateTimeField(auto_now_add=True)
    request = models.UUIDField(unique=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["file", "version"], name="cases_characteristics_version"
            ),
        ]
        triggers: ClassVar = APPEND_ONLY

    def __str__(self) -> str:
        """Return a fixed text, which leads to nobody, even in a log."""
        return "characteristics"
