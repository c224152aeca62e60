"""The one table of access: files opened by emergency access."""

import datetime as dt
import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from manumit.web.kernel.register import FieldClass, classed

LONGEST = dt.timedelta(hours=24)


@classed(
    id=FieldClass.INTERNAL,
    file=FieldClass.PERSONAL,
    person=FieldClass.PERSONAL,
    institution=FieldClass.INTERNAL,
    office=FieldClass.INTERNAL,
    role=FieldClass.INTERNAL,
    reason=FieldClass.PERSONAL,
    asked_at=FieldClass.INTERNAL,
    ends_at=FieldClass.INTERNAL,
    confirm_until=FieldClass.INTERNAL,
    opens_at_once=FieldClass.INTERNAL,
    confirmed_by=FieldClass.PERSONAL,
    confirmed_at=FieldClass.INTERNAL,
    revoked_by=FieldClass.PERSONAL,
    revoked_at=FieldClass.INTERNAL,
    noticed_by=FieldClass.PERSONAL,
    noticed_at=FieldClass.INTERNAL,
)
class BreakGlass(models.Model):
    """One person's request for emergency access to a file that they don't hold.

    Its state follows from its times alone, so that no job has to close it.

    Attributes:
        file: the one case file; no foreign key, since the room of cases lies above.
        person, institution, office, role: who asked, acting as what.
        reason: a code of ``data/reasons.yaml``.
        confirm_until: when it lapses if no second reader has confirmed it.
        opens_at_once: whether it is open before that (danger to life, a child in danger: R-53).
        noticed_by, noticed_at: which data protection officer has read the notice, and when.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file = models.UUIDField(db_index=True)
    person = models.UUIDField(db_index=True)
    institution = models.UUIDField(db_index=True)
    office = models.UUIDField()
    role = models.CharField(max_length=40)
    reason = models.CharField(max_length=40)
    asked_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    confirm_until = models.DateTimeField()
    opens_at_once = models.BooleanField()
    confirmed_by = models.UUIDField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    revoked_by = models.UUIDField(null=True)
    revoked_at = models.DateTimeField(null=True)
    noticed_by = models.UUIDField(null=True)
    noticed_at = models.DateTimeField(null=True)

    class Meta:
        """What the database holds to, whatever the program believes."""

        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("asked_at"), ends_at__lte=F("asked_at") + LONGEST),
                name="break_glass_is_short",
            ),
            models.CheckConstraint(
                condition=Q(confirm_until__gt=F("asked_at"), confirm_until__lte=F("ends_at")),
                name="break_glass_is_confirmed_in_time",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("person")),
                name="break_glass_has_a_second_reader",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at=None) | Q(confirmed_at__lte=F("confirm_until")),
                name="break_glass_confirmed_before_it_lapsed",
            ),
            *(
                models.CheckConstraint(
                    condition=Q(**{f"{what}_by": None, f"{what}_at": None})
                    | Q(**{f"{what}_by__isnull": False, f"{what}_at__isnull": False}),
                    name=f"break_glass_{what}_by_and_at",
                )
                for what in ("confirmed", "revoked", "noticed")
            ),
        ]

    def __str__(self) -> str:
        """Nothing that leads to a file."""
        return "an emergency opening"
