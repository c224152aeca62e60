"""One encrypted pool of waiting notifications, and released counts. No row leads to a person."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from manumit.web.kernel.ledger.models import APPEND_ONLY
from manumit.web.kernel.register import FieldClass, classed
from manumit.web.kernel.vault.pools import SealedPool


@classed(
    id=FieldClass.INTERNAL,
    wrapped=FieldClass.IDENTIFYING,
    ring_key=FieldClass.INTERNAL,
    sealed=FieldClass.IDENTIFYING,
)
class NotificationPool(SealedPool):
    """All waiting notifications."""


@classed(
    id=FieldClass.INTERNAL,
    first_month=FieldClass.INTERNAL,
    last_month=FieldClass.INTERNAL,
    country=FieldClass.INTERNAL,
    form=FieldClass.INTERNAL,
    age_band=FieldClass.INTERNAL,
    sex=FieldClass.INTERNAL,
    number=FieldClass.INTERNAL,
)
class NotificationCount(models.Model):
    """How many adults of one kind declined a referral, in one batch.

    Rows of a batch share months and country, are written at once and in random order: neither the
    place nor the time of a row reveals whose it is.

    Attributes:
        id: of chance.
        first_month, last_month: such as 2026-11, of the whole batch.
        country: ISO 3166-1 alpha-2, of the institutions.
        form, age_band, sex: codes of ``lists.yaml``.
        number: of people.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    first_month = models.CharField(max_length=7)
    last_month = models.CharField(max_length=7)
    country = models.CharField(max_length=2)
    form = models.CharField(max_length=40)
    age_band = models.CharField(max_length=40)
    sex = models.CharField(max_length=40)
    number = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(number__gt=0), name="notifications_of_somebody"),
            models.CheckConstraint(
                condition=Q(first_month__regex=r"^\d{4}-\d{2}$")
                & Q(last_month__regex=r"^\d{4}-\d{2}$"),
                name="notifications_by_month",
            ),
        ]
        triggers: ClassVar = APPEND_ONLY

    def __str__(self) -> str:
        """Return a fixed text: nothing in a log may lead to a person."""
        return "a count"
