"""Tokens of programs. Nothing here leads to a person of a case."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from manumit.web.institutions.models import Institution, Member, Office
from manumit.web.kernel.register import FieldClass, classed


class TokensQuery(models.QuerySet["ApiToken"]):
    """Tokens by time."""

    def running(self) -> "TokensQuery":
        """Return tokens that are valid, or would be once a second person approved them."""
        return self.filter(expires_at__gt=timezone.now(), revoked_at=None)

    def waiting(self) -> "TokensQuery":
        """Return tokens that no second person has approved yet."""
        return self.running().filter(approved_at=None)


@classed(
    id=FieldClass.INTERNAL,
    digest=FieldClass.IDENTIFYING,
    institution=FieldClass.INTERNAL,
    office=FieldClass.INTERNAL,
    scopes=FieldClass.INTERNAL,
    made_by=FieldClass.INTERNAL,
    made_at=FieldClass.INTERNAL,
    approved_by=FieldClass.INTERNAL,
    approved_at=FieldClass.INTERNAL,
    expires_at=FieldClass.INTERNAL,
    revoked_at=FieldClass.INTERNAL,
    used_on=FieldClass.INTERNAL,
    minute=FieldClass.INTERNAL,
    calls=FieldClass.INTERNAL,
    request=FieldClass.INTERNAL,
)
class ApiToken(models.Model):
    """A token of a program of one office. Its word is not stored.

    Attributes:
        digest: SHA-256 of the word, which has 256 bits of chance.
        scopes: of ``scopes.yaml``.
        made_by: the administrator; ``approved_by``: the second person.
        used_on: the last day on which it was answered.
        minute, calls: how often it came in the last minute in which it did.
        request: of the form.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    digest = models.BinaryField(max_length=32, unique=True)
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    scopes = models.JSONField()
    made_by = models.ForeignKey(Member, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    approved_by = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    used_on = models.DateField(null=True)
    minute = models.DateTimeField(null=True)
    calls = models.PositiveIntegerField(default=0)
    request = models.UUIDField(unique=True)

    objects: ClassVar = TokensQuery.as_manager()

    class Meta:
        """What the database holds to."""

        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(approved_by=None, approved_at=None)
                | Q(approved_by__isnull=False, approved_at__isnull=False),
                name="api_token_approved_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("made_by")),
                name="api_token_approved_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("made_at")), name="api_token_ends_later"
            ),
            models.CheckConstraint(condition=~Q(scopes=[]), name="api_token_is_for_something"),
        ]

    def __str__(self) -> str:
        """No part of its word."""
        return f"token {self.id}"
