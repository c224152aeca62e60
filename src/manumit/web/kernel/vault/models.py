"""Tables of the vault: people's keys, their index, and encrypted files."""

import uuid
from typing import ClassVar

import pgtrigger
from django.db import models
from django.utils import timezone

from manumit.web.kernel.register import FieldClass, classed
from manumit.web.kernel.vault.fields import SealedField

# An old copy of a key and the application's rights must not restore an erased person.
STAYS_ERASED = pgtrigger.Trigger(
    name="stays_erased",
    when=pgtrigger.Before,
    operation=pgtrigger.Update | pgtrigger.Delete,
    condition=pgtrigger.Q(old__erased_at__isnull=False),
    func="RAISE EXCEPTION 'a tombstone of % stays', TG_TABLE_NAME;",
)

# Otherwise the application's password would be enough to erase a person or to lift a hold, and the
# ledger would have no act of it. A contact that became a complaint ends its content as a change of
# the contact. Rotation writes the same key under another key of the ring.
CHANGED_BY_AN_ACT = pgtrigger.Trigger(
    name="changed_by_an_act",
    when=pgtrigger.Before,
    operation=pgtrigger.Update,
    condition=pgtrigger.Q(old__erased_at__isnull=True),
    func="""
        IF NEW.wrapped IS NOT NULL AND NEW.wrapped IS DISTINCT FROM OLD.wrapped
                AND NEW.ring_key = OLD.ring_key THEN
            RAISE EXCEPTION 'a key changes only with the key of the ring (%)', TG_TABLE_NAME;
        END IF;
        IF (NEW.wrapped IS NULL, NEW.hold_reason, NEW.hold_until)
                IS DISTINCT FROM (OLD.wrapped IS NULL, OLD.hold_reason, OLD.hold_until)
            AND NOT EXISTS (
                SELECT FROM ledger_event
                WHERE uuid = nullif(current_setting('pghistory.context_id', true), '')::uuid
                    AND CASE
                        WHEN NEW.wrapped IS NULL
                            THEN act = 'erase' OR (act = 'change' AND kind = 'contact')
                        WHEN NEW.hold_reason = '' THEN act = 'release_hold'
                        ELSE act = 'hold'
                    END
                    AND outcome = 'allowed' AND at >= now()
            ) THEN
            RAISE EXCEPTION 'no act was recorded in this transaction before the change (%)',
                TG_TABLE_NAME;
        END IF;
        RETURN NEW;
    """,
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
    """The key of one person. Without it nothing of the person can be decrypted, by anybody.

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
    excluded_from_backup: ClassVar[bool] = True  # keys have a backup of their own

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
        triggers: ClassVar = [STAYS_ERASED, CHANGED_BY_AN_ACT]

    def __str__(self) -> str:
        """Nothing that leads to a person."""
        return "a person's key"

    @property
    def held(self) -> bool:
        """Return whether a legal hold keeps the record today."""
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
    """The index entry of a person in the records of one office.

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
    """One token of an entry. The table does not distinguish names from numbers."""

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
    """An encrypted file. Its content is in ``MANUMIT_FILES`` under the row's id.

    Attributes:
        name: of the uploaded file; encrypted.
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
