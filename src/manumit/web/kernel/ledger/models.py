"""Tables of the ledger. Rights, triggers and seals ensure that rows are only ever added."""

import uuid
from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models.functions import Now

from manumit.web.kernel.ledger.acts import SHAPE
from manumit.web.kernel.register import FieldClass, classed

INSTALLATION = uuid.UUID(int=0)
"""Represents "no institution", as when an unknown person fails to sign in."""

ERASING = "manumit.erasing"
"""Set to ``on`` in the one transaction that erases rows of history and leaves tombstones."""

# The application's rights already forbid it; this stops mistakes of roles with more rights.
APPEND_ONLY = [
    pgtrigger.Trigger(
        name="append_only",
        when=pgtrigger.Before,
        operation=pgtrigger.Update | pgtrigger.Delete,
        func="RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME;",
    ),
    pgtrigger.Trigger(
        name="never_emptied",
        when=pgtrigger.Before,
        level=pgtrigger.Statement,
        operation=pgtrigger.Truncate,
        func="RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME;",
    ),
]

# The order matters to the sealer: a transaction gets its id before it draws a number.
_STAMP = """
    PERFORM pg_current_xact_id();
    NEW.number := nextval(pg_get_serial_sequence(TG_RELID::regclass::text, 'number'));
    NEW.at := clock_timestamp();
"""


def stamped(also: str = "") -> pgtrigger.Trigger:
    """Return a trigger by which the database sets number and time, overriding the application.

    Args:
        also: further statements of the trigger.
    """
    return pgtrigger.Trigger(
        name="stamp",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        func=f"{_STAMP}{also} RETURN NEW;",
    )


class Outcome(models.TextChoices):
    """How an act ended."""

    ALLOWED = "allowed"
    REFUSED = "refused"
    FAILED = "failed"


@classed(
    number=FieldClass.INTERNAL,
    uuid=FieldClass.INTERNAL,
    institution=FieldClass.INTERNAL,
    at=FieldClass.INTERNAL,
    actor=FieldClass.PERSONAL,
    role=FieldClass.INTERNAL,
    act=FieldClass.INTERNAL,
    kind=FieldClass.INTERNAL,
    resource=FieldClass.PERSONAL,
    purpose=FieldClass.INTERNAL,
    outcome=FieldClass.INTERNAL,
    reason=FieldClass.INTERNAL,
    batch=FieldClass.INTERNAL,
)
class Event(models.Model):
    """One act, described by codes and ids alone.

    Attributes:
        number: rises with time within a transaction; gaps mean nothing.
        uuid: what rows of history and tombstones name it by.
        institution: in whose ledger it is.
        at: by the database's clock.
        actor: who; None where nobody is signed in.
        role: in which capacity.
        act: a code of ``acts.yaml``.
        kind, resource: on what.
        purpose: what for.
        reason: why it was refused or failed, or what the law asks a reason for: a code.
        batch: the request or the job that it belongs to.
    """

    append_only: ClassVar[bool] = True
    institution_column: ClassVar[str | None] = "institution"

    number = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    institution = models.UUIDField()
    at = models.DateTimeField(db_default=Now(), editable=False)
    actor = models.UUIDField(null=True)
    role = models.CharField(max_length=40)
    act = models.CharField(max_length=40)
    kind = models.CharField(max_length=40, blank=True)
    resource = models.UUIDField(null=True)
    purpose = models.CharField(max_length=40, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome)
    reason = models.CharField(max_length=40, blank=True)
    batch = models.UUIDField(null=True)

    class Meta:
        """Indexes, constraints, triggers."""

        indexes: ClassVar = [
            models.Index(fields=["kind", "resource", "number"], name="ledger_who_saw"),
            models.Index(fields=["actor", "number"], name="ledger_what_did"),
            models.Index(fields=["institution", "number"], name="ledger_chain"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(role__regex=SHAPE, act__regex=SHAPE)
                & (models.Q(kind="") | models.Q(kind__regex=SHAPE))
                & (models.Q(purpose="") | models.Q(purpose__regex=SHAPE))
                & (models.Q(reason="") | models.Q(reason__regex=SHAPE)),
                name="ledger_event_codes",
            ),
            models.CheckConstraint(
                condition=models.Q(outcome__in=Outcome.values), name="ledger_event_outcome"
            ),
            models.CheckConstraint(
                condition=models.Q(outcome=Outcome.ALLOWED) | ~models.Q(reason=""),
                name="ledger_event_says_why",
            ),
            models.CheckConstraint(condition=models.Q(number__gt=0), name="ledger_event_number"),
        ]
        # Rows of history that are written after it in its transaction carry its id.
        triggers: ClassVar = [
            stamped("PERFORM set_config('pghistory.context_id', NEW.uuid::text, true);"),
            *APPEND_ONLY,
        ]

    def __str__(self) -> str:
        """Number and act."""
        return f"{self.number} {self.act}"


@classed(
    number=FieldClass.INTERNAL,
    institution=FieldClass.INTERNAL,
    at=FieldClass.INTERNAL,
    table=FieldClass.INTERNAL,
    row=FieldClass.INTERNAL,
    event=FieldClass.INTERNAL,
)
class Tombstone(models.Model):
    """Replaces a row of history that was erased; the digest of the row stays in its seal.

    Attributes:
        table, row: which row it replaces.
        event: the act that erased it.
    """

    append_only: ClassVar[bool] = True
    institution_column: ClassVar[str | None] = "institution"

    number = models.BigAutoField(primary_key=True)
    institution = models.UUIDField()
    at = models.DateTimeField(db_default=Now(), editable=False)
    table = models.CharField(max_length=63)
    row = models.BigIntegerField()
    event = models.UUIDField()

    class Meta:
        """Indexes, constraints, triggers."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["table", "row"], name="ledger_one_tombstone"),
            models.CheckConstraint(
                condition=models.Q(number__gt=0), name="ledger_tombstone_number"
            ),
        ]
        triggers: ClassVar = [stamped(), *APPEND_ONLY]

    def __str__(self) -> str:
        """Return its place."""
        return f"{self.table} {self.row}"


@classed(
    institution=FieldClass.INTERNAL,
    number=FieldClass.INTERNAL,
    at=FieldClass.INTERNAL,
    spans=FieldClass.INTERNAL,
    leaves=FieldClass.INTERNAL,
    previous=FieldClass.INTERNAL,
    head=FieldClass.INTERNAL,
    key=FieldClass.INTERNAL,
    signature=FieldClass.INTERNAL,
    id=FieldClass.INTERNAL,
)
class Seal(models.Model):
    """One link in the hash chain of an institution.

    Attributes:
        institution, number: which link; numbers begin with 1 and have no gaps.
        at: when it was made, by the database's clock.
        spans: for each table, ``last`` (up to which number everything is sealed, in every chain),
            ``count`` and, where that is above 0, ``columns`` (what the digests cover).
        leaves: for each table by name and each row by number, 8 bytes number and 32 bytes digest.
        previous: head of the link before it; 32 zero bytes for the first.
        head: SHA-256 over all of the above.
        key: which key signed it.
        signature: Ed25519 over the head.
    """

    append_only: ClassVar[bool] = True

    institution = models.UUIDField()
    number = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    spans = models.JSONField()
    leaves = models.BinaryField()
    previous = models.BinaryField(max_length=32)
    head = models.BinaryField(max_length=32)
    key = models.CharField(max_length=16)
    signature = models.BinaryField(max_length=64)

    class Meta:
        """Indexes, constraints, triggers."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["institution", "number"], name="ledger_one_chain")
        ]
        triggers: ClassVar = APPEND_ONLY

    def __str__(self) -> str:
        """Its place in the chain."""
        return f"{self.institution} {self.number}"
