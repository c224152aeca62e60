"""What another system had recorded of a person whose file was brought in from there."""

from typing import ClassVar

from django.db import models

from manumit.web.cases.models.files import CaseFile, Sealing
from manumit.web.cases.models.imports import Import
from manumit.web.kernel.ledger.history import tracked
from manumit.web.kernel.ledger.models import APPEND_ONLY
from manumit.web.kernel.register import FieldClass, classed
from manumit.web.kernel.vault.fields import SealedField


@tracked(institution="institution")
@classed(
    file=FieldClass.INTERNAL,
    content=FieldClass.IDENTIFYING,
    origin=FieldClass.INTERNAL,
    made_by=FieldClass.INTERNAL,
    made_at=FieldClass.PERSONAL,
)
class Carried(Sealing):
    """What an old system said of a person: its reference, days, a decision, consent.

    None of it is a decision or a consent here. It is kept as it came.

    Attributes:
        content: a document ``manumit/carried/1``.
        origin: the import that made the file; None of those before imports were recorded.
    """

    file = models.OneToOneField(CaseFile, models.PROTECT, related_name="carried")
    content = SealedField()
    origin = models.ForeignKey(Import, models.PROTECT, null=True, related_name="+")
    made_by = models.UUIDField()
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """What the database holds to."""

        triggers: ClassVar = APPEND_ONLY

    def __str__(self) -> str:
        """Nothing that leads to a person."""
        return "what was carried over"
