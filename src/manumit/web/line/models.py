"""Contacts. No column is about residence status (R-34), and none names anybody in clear."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from manumit.web.institutions.models import Institution, Office
from manumit.web.kernel.ledger.history import tracked
from manumit.web.kernel.process.fields import state_field, triggers, version_field
from manumit.web.kernel.register import FieldClass, classed
from manumit.web.kernel.vault.fields import SealedField
from manumit.web.kernel.vault.models import PersonKey
from manumit.web.line.lists import is_child
from manumit.web.line.process import CONTACT

CODE = 40
"""Characters of a code."""
CODED = ("channel", "language", "caller", "sector", "area", "danger")
"""Columns with one code that a correction may change."""


@tracked(institution="institution")
@classed(
    id=FieldClass.INTERNAL,
    institution=FieldClass.INTERNAL,
    office=FieldClass.INTERNAL,
    subject=FieldClass.INTERNAL,
    reference=FieldClass.INTERNAL,
    made_by=FieldClass.INTERNAL,
    made_at=FieldClass.PERSONAL,
    request=FieldClass.INTERNAL,
    channel=FieldClass.INTERNAL,
    language=FieldClass.PERSONAL,
    caller=FieldClass.PERSONAL,
    sector=FieldClass.PERSONAL,
    area=FieldClass.PERSONAL,
    topics=FieldClass.PERSONAL,
    danger=FieldClass.PERSONAL,
    done=FieldClass.INTERNAL,
    call_back_at=FieldClass.PERSONAL,
    note=FieldClass.IDENTIFYING,
    number=FieldClass.IDENTIFYING,
    state=FieldClass.INTERNAL,
    version=FieldClass.INTERNAL,
)
class Contact(models.Model):
    """A call, message, letter or walk-in, without a file and without a name.

    Attributes:
        subject: the key that seals note and number, of this contact alone; another one after it
            became a complaint, since the first then ends with both.
        reference: its label where nothing else may be shown.
        channel, language, caller, sector, area, danger: codes of the room's lists.
        topics: one to three codes, the main one first.
        call_back_at: when a call-back is due; None where none was promised.
        done: what was done when it was recorded.
        note, number: sealed, and gone when the key ends.
    """

    changed_columns: ClassVar[tuple[str, ...]] = (
        "state",
        "version",
        "call_back_at",
        *CODED,
        "topics",
        "subject_id",
        "note",
        "number",
    )
    RESOURCE: ClassVar[str] = CONTACT.resource

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    subject = models.ForeignKey(PersonKey, models.PROTECT, related_name="+")
    reference = models.CharField(max_length=9)
    made_by = models.UUIDField()
    made_at = models.DateTimeField(auto_now_add=True)
    request = models.UUIDField(unique=True)
    channel = models.CharField(max_length=CODE)
    language = models.CharField(max_length=CODE)
    caller = models.CharField(max_length=CODE)
    sector = models.CharField(max_length=CODE)
    area = models.CharField(max_length=CODE)
    topics = models.JSONField()
    danger = models.CharField(max_length=CODE)
    done = models.CharField(max_length=CODE)
    call_back_at = models.DateTimeField(null=True)
    note = SealedField(null=True)
    number = SealedField(null=True)
    state = state_field(CONTACT)
    version = version_field()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["institution", "office", "-made_at"], name="line_days"),
            models.Index(
                fields=["office", "call_back_at"],
                name="line_queue",
                condition=Q(state="open", call_back_at__isnull=False),
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["institution", "reference"], name="line_one_contact"),
            models.CheckConstraint(
                condition=Q(done="call_back", call_back_at__isnull=False)
                & (Q(number__isnull=False) | Q(state="became_complaint"))
                | ~Q(done="call_back") & Q(call_back_at__isnull=True),
                name="line_call_back_is_whole",
            ),
        ]
        triggers: ClassVar = triggers(CONTACT)

    def __str__(self) -> str:
        """Return a fixed text: nothing in a log may lead to a caller."""
        return "a contact"

    @property
    def child(self) -> bool:
        """Return whether it is by or about somebody under 18."""
        return is_child(self.caller, self.topics)
