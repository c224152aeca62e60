"""Notes that may be disclosed to a prosecution, and the bundles that contain them."""

import uuid
from typing import ClassVar

from django.db import models

from manumit.web.cases.models.files import CaseFile, FindingVersion, Sealing
from manumit.web.institutions.models import Institution, Office
from manumit.web.kernel.ledger.history import tracked
from manumit.web.kernel.ledger.models import APPEND_ONLY
from manumit.web.kernel.register import FieldClass, classed
from manumit.web.kernel.vault.fields import SealedField


@tracked(institution="institution")
@classed(
    file=FieldClass.INTERNAL,
    number=FieldClass.INTERNAL,
    content=FieldClass.IDENTIFYING,
    made_by=FieldClass.INTERNAL,
    made_at=FieldClass.PERSONAL,
    request=FieldClass.INTERNAL,
)
class EvidenceNote(Sealing):
    """An observation that may be disclosed. Notes of support services are another table.

    Attributes:
        number: running number within the file.
        content: in words.
        request: idempotency key of the form.
    """

    file = models.ForeignKey(CaseFile, models.PROTECT, related_name="evidence_notes")
    number = models.PositiveIntegerField()
    content = SealedField()
    made_by = models.UUIDField()
    made_at = models.DateTimeField(auto_now_add=True)
    request = models.UUIDField(unique=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["file", "number"], name="prosecution_bundles_note_number"
            )
        ]
        triggers: ClassVar = APPEND_ONLY

    def __str__(self) -> str:
        """Return a fixed text, which leads to nobody, even in a log."""
        return "an evidence note"


@tracked(institution="institution")
@classed(
    file=FieldClass.INTERNAL,
    finding=FieldClass.INTERNAL,
    number=FieldClass.INTERNAL,
    sent_to=FieldClass.INTERNAL,
    office=FieldClass.INTERNAL,
    content=FieldClass.IDENTIFYING,
    made_by=FieldClass.INTERNAL,
    made_at=FieldClass.PERSONAL,
    request=FieldClass.INTERNAL,
)
class Bundle(Sealing):
    """What was assembled for one prosecution, as it was then; later notes are not in it.

    Attributes:
        finding: the version that is in it, with its evidence.
        number: running number within the file.
        sent_to, office: for whom; the person agreed to that.
        content: a document ``manumit/prosecution-bundle/1``.
        request: idempotency key of the form.
    """

    file = models.ForeignKey(CaseFile, models.PROTECT, related_name="bundles")
    finding = models.ForeignKey(FindingVersion, models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    sent_to = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    content = SealedField()
    made_by = models.UUIDField()
    made_at = models.DateTimeField(auto_now_add=True)
    request = models.UUIDField(unique=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["file", "number"], name="prosecution_bundles_number")
        ]
        triggers: ClassVar = APPEND_ONLY

    def __str__(self) -> str:
        """Return a fixed text, which leads to nobody, even in a log."""
        return "a prosecution bundle"


@tracked(institution="institution")
@classed(
    id=FieldClass.INTERNAL,
    bundle=FieldClass.INTERNAL,
    institution=FieldClass.INTERNAL,
    step=FieldClass.INTERNAL,
    done_by=FieldClass.INTERNAL,
    done_at=FieldClass.PERSONAL,
)
class CustodyEntry(models.Model):
    """One entry of the chain of custody of a bundle, and so of every note in it.

    Attributes:
        step: ``made``, or ``exported`` each time that it left as a file.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    bundle = models.ForeignKey(Bundle, models.PROTECT, related_name="custody")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    step = models.CharField(max_length=10, choices=[(one, one) for one in ("made", "exported")])
    done_by = models.UUIDField()
    done_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        triggers: ClassVar = APPEND_ONLY

    def __str__(self) -> str:
        """Return a fixed text, which leads to nobody, even in a log."""
        return "a line of custody"
