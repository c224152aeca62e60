"""Notes that are written to be shown to a prosecution, and the bundles in which they leave."""

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
    """What somebody saw or heard that may be shown. What support hears is another kind of note.

    Attributes:
        number: counts those of a file.
        content: in words.
        request: of the form.
    """

    file = models.ForeignKey(CaseFile, models.PROTECT, related_name="evidence_notes")
    number = models.PositiveIntegerField()
    content = SealedField()
    made_by = models.UUIDField()
    made_at = models.DateTimeField(auto_now_add=True)
    request = models.UUIDField(unique=True)

    class Meta:
        """What the database holds to."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["file", "number"], name="cases_evidence_note_number")
        ]
        triggers: ClassVar = APPEND_ONLY

    def __str__(self) -> str:
        """Nothing that leads to a person."""
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
    """What was put together for one prosecution, as it was then; later notes are not in it.

    Attributes:
        finding: the version that is in it, with its evidence.
        number: counts those of a file.
        sent_to, office: for whom; the person agreed to that.
        content: a document ``manumit/prosecution-bundle/1``.
        request: of the form.
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
        """What the database holds to."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["file", "number"], name="cases_bundle_number")
        ]
        triggers: ClassVar = APPEND_ONLY

    def __str__(self) -> str:
        """Nothing that leads to a person."""
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
class Custody(models.Model):
    """One line of the custody log of a bundle, and so of every note in it.

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
        """What the database holds to."""

        triggers: ClassVar = APPEND_ONLY

    def __str__(self) -> str:
        """Nothing that leads to a person."""
        return "a line of custody"
