"""Tables of the vault: keys of people, what they are found by, and sealed files."""

import uuid
from typing import ClassVar

import pgtrigger
from django.db import models
from django.utils import timezone

from manumit.web.kernel.register import FieldClass, classed
from manumit.web.kernel.vault.fields import SealedField

# Whoever holds an old copy of a key, and the application's rights, brings nobody back.
STAYS_ERASED = pgtrigger.Trigger(
    name="stays_erased",
    when=pgtrigger.Before,
    operation=pgtrigger.Update | pgtrigger.Delete,
    condition=pgtrigger.Q(old__erased_at__isnull=False),
    func="RAISE EXCEPTION 'a tombstone of % stays', TG_TABLE_NAME;",
)


@classed(
    subject=FieldClass.INTERNAL,
    wrapped=FieldClass.IDENTIFYING,
    ring_key=FieldClass.INTERNAL,
    made_at=FieldClass.PERSONAL,
    hold_reason=FieldClass.PERSONAL,
    hold_until=FieldClass.PERSONAL,
    erased_at=FieldClass.INTERNAL,
    erased_reason=FieldClass.INTERNAL,
    erased_by=FieldClass.INTERNAL,
)
class PersonKey(models.Model):
    """The key of one person. Without it nothing of the person can be opened, by anybody.

    Attributes:
        subject: the person in every other table; says nothing.
        wrapped: the key under a key of the ring; None once the person was erased.
        ring_key: id of that key of the ring.
        hold_reason: code of the list ``hold``; empty where the record may be erased.
        hold_until: last day of the hold; None where it has no end yet.
        erased_at, erased_reason, erased_by: the tombstone: when, a code of the list ``erase``, by
            which account (None: the platform itself, when a time was over).
    """

    changed_columns: ClassVar[tuple[str, ...]] = (
        "wrapped", "ring_key", "hold_reason", "hold_until",
        "erased_at", "erased_reason", "erased_by",
    )  # fmt: skip

    subject = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    wrapped = models.BinaryField(max_length=64, null=True)
    ring_key = models.CharField(max_length=10, db_index=True)
    made_at = models.DateTimeField(auto_now_add=True)
    hold_reason = models.CharField(max_length=30, blank=True)
    hold_until = models.DateField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)
    erased_reason = models.CharField(max_length=30, blank=True)
    erased_by = models.UUIDField(null=True, blank=True)

    class Meta:
        """A key or a tombstone, never both and never neither; a tombstone stays."""

        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(wrapped__isnull=False, erased_at__isnull=True)
                | models.Q(wrapped__isnull=True, erased_at__isnull=False),
                name="vault_key_or_tombstone",
            )
        ]
        triggers: ClassVar = [STAYS_ERASED]

    def __str__(self) -> str:
        """Nothing that leads to a person."""
        return "a person's key"

    @property
    def held(self) -> bool:
        """Whether a legal hold keeps the record today."""
        return bool(self.hold_reason) and (
            self.hold_until is None or timezone.localdate() <= self.hold_until
        )


@classed(
    id=FieldClass.INTERNAL,
    subject=FieldClass.INTERNAL,
    scope=FieldClass.INTERNAL,
    content=FieldClass.IDENTIFYING,
    ring_key=FieldClass.INTERNAL,
)
class IndexedPerson(models.Model):
    """What a person can be found by in the records of one office.

    Attributes:
        scope: the office or other circle whose records these are.
        content: names and numbers as JSON, opened to rank what the tokens found.
        ring_key: whose index key made the tokens.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subject = models.ForeignKey(PersonKey, models.PROTECT, related_name="indexed")
    scope = models.CharField(max_length=64, db_index=True)
    content = SealedField()
    ring_key = models.CharField(max_length=10, db_index=True)

    class Meta:
        """One entry for each person and circle."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["subject", "scope"], name="vault_one_entry")
        ]

    def __str__(self) -> str:
        """Nothing that leads to a person."""
        return "an entry of the index"


@classed(id=FieldClass.INTERNAL, entry=FieldClass.INTERNAL, token=FieldClass.IDENTIFYING)
class BlindIndex(models.Model):
    """One token of an entry. The table does not tell names from numbers."""

    entry = models.ForeignKey(IndexedPerson, models.CASCADE, related_name="tokens")
    token = models.BinaryField(max_length=8)

    class Meta:
        """Each token once for each entry."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["token", "entry"], name="vault_token_once")
        ]

    def __str__(self) -> str:
        """Nothing that leads to a person."""
        return "a token"


@classed(
    id=FieldClass.INTERNAL,
    subject=FieldClass.INTERNAL,
    name=FieldClass.IDENTIFYING,
    about=FieldClass.IDENTIFYING,
    kind=FieldClass.INTERNAL,
    made_at=FieldClass.PERSONAL,
)
class Attachment(models.Model):
    """A sealed file. Its content lies in ``MANUMIT_FILES`` under the row's id.

    Attributes:
        name: as whoever brought it called it; sealed.
        about: what it shows; sealed.
        kind: by its content, such as ``image/png``.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subject = models.ForeignKey(PersonKey, models.PROTECT, related_name="attachments")
    name = SealedField()
    about = SealedField(null=True)
    kind = models.CharField(max_length=20)
    made_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        """Nothing that leads to a person."""
        return "a sealed file"
