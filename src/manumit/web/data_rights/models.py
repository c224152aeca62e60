"""Requests to erase and legal holds. They hold codes alone, and stay when the person is erased."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from manumit.web.data_rights.process import ASKED, ERASURE, HOLD, LIFT_ASKED, PLACED
from manumit.web.institutions.models import Institution, Office
from manumit.web.kernel.ledger.history import tracked
from manumit.web.kernel.process.fields import state_field, triggers, version_field
from manumit.web.kernel.register import FieldClass, classed
from manumit.web.kernel.vault.models import PersonKey

CLASSES = {
    **dict.fromkeys(
        ("id", "institution", "office", "subject", "made_by", "request", "state", "version"),
        FieldClass.INTERNAL,
    ),
    **dict.fromkeys(("kind", "record", "code", "reason", "made_at"), FieldClass.PERSONAL),
}
LONGEST_KIND = 60


class AboutRecord(models.Model):
    """What both have in common: which record of a person, who asks, and why.

    Attributes:
        subject: the key that everything of the record is sealed under.
        kind, record, code: what kind of record, its row, and the code on its page.
        reason: a code of the vault's lists ``erase`` or ``hold``.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    subject = models.ForeignKey(PersonKey, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=LONGEST_KIND)
    record = models.UUIDField()
    code = models.CharField(max_length=9)
    reason = models.CharField(max_length=30)
    made_by = models.UUIDField()
    made_at = models.DateTimeField(auto_now_add=True)
    request = models.UUIDField(unique=True)
    version = version_field()

    class Meta:
        abstract = True


@tracked(institution="institution")
@classed(**CLASSES)
class ErasureRequest(AboutRecord):
    """A request to erase a person's record; the data protection officer decides."""

    changed_columns: ClassVar[tuple[str, ...]] = ("state", "version")
    RESOURCE: ClassVar[str] = ERASURE.resource
    state = state_field(ERASURE)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["institution", "state"], name="erasures_waiting")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["subject"], condition=Q(state=ASKED), name="erasure_one_at_a_time"
            )
        ]
        triggers: ClassVar = triggers(ERASURE)

    def __str__(self) -> str:
        """Return a fixed text: nothing in a log may lead to a person."""
        return "a request to erase"


@tracked(institution="institution")
@classed(**CLASSES, until=FieldClass.PERSONAL)
class LegalHold(AboutRecord):
    """That a record must be kept, until a day or until the hold is lifted.

    Attributes:
        until: the last day; None where it has no end yet.
    """

    changed_columns: ClassVar[tuple[str, ...]] = ("state", "version")
    RESOURCE: ClassVar[str] = HOLD.resource
    until = models.DateField(null=True)
    state = state_field(HOLD)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["institution", "state"], name="holds_in_force")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["subject"],
                condition=Q(state__in=(PLACED, LIFT_ASKED)),
                name="hold_one_at_a_time",
            )
        ]
        triggers: ClassVar = triggers(HOLD)

    def __str__(self) -> str:
        """Return a fixed text: nothing in a log may lead to a person."""
        return "a legal hold"
