"""Where and for whom a person worked, all sealed under the person's key."""

import uuid
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
    employment=FieldClass.INTERNAL,
    number=FieldClass.INTERNAL,
    version=FieldClass.INTERNAL,
    content=FieldClass.IDENTIFYING,
    made_by=FieldClass.INTERNAL,
    made_at=FieldClass.PERSONAL,
    request=FieldClass.INTERNAL,
)
class Employment(Sealing):
    """One version of an employment relationship; a correction adds another version.

    Attributes:
        employment: what all versions of it share.
        number: counts the employments of a file; ``version``: those of an employment.
        content: a document ``manumit/employment/1``. The ids of organisation and workplace are
            in it and nowhere unencrypted: the registers know of no file.
        request: idempotency key of the form.
    """

    file = models.ForeignKey(CaseFile, models.PROTECT, related_name="employments")
    employment = models.UUIDField(default=uuid.uuid4)
    number = models.PositiveIntegerField()
    version = models.PositiveIntegerField(default=1)
    content = SealedField()
    made_by = models.UUIDField()
    made_at = models.DateTimeField(auto_now_add=True)
    request = models.UUIDField(unique=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["file", "number", "version"], name="cases_employment_number"
            ),
            models.UniqueConstraint(
                fields=["employment", "version"], name="cases_employment_version"
            ),
        ]
        triggers: ClassVar = APPEND_ONLY

    def __str__(self) -> str:
        """Return a fixed text, which leads to nobody, even in a log."""
        return "an employment"
