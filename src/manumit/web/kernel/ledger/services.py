"""Records acts in the ledger: allowed, refused and failed ones."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass

from django.db import connections, models, transaction
from django.db.models import Exists, OuterRef

from manumit.web.kernel.ledger.acts import Column, acts, check
from manumit.web.kernel.ledger.models import ERASING, Event, Outcome, Tombstone

LEDGER = "ledger"
"""A second connection of the same role, for what has to stay when an act is rolled back."""
OWNER = "owner"


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """An act of an actor, as codes and ids; never any content.

    Attributes: see :class:`manumit.web.kernel.ledger.models.Event`.
    """

    act: str
    institution: uuid.UUID
    role: str
    actor: uuid.UUID | None = None
    kind: str = ""
    resource: uuid.UUID | None = None
    purpose: str = ""
    reason: str = ""
    batch: uuid.UUID | None = None

    def event(self, outcome: Outcome) -> Event:
        """Return the unsaved row.

        Raises:
            ValueError: a code that nobody declared.
        """
        if self.act not in acts():
            raise ValueError("an act that is not in acts.yaml was to enter the ledger")
        for column in Column:
            check(column, getattr(self, column))
        return Event(
            institution=self.institution,
            actor=self.actor,
            role=self.role,
            act=self.act,
            kind=self.kind,
            resource=self.resource,
            purpose=self.purpose,
            outcome=outcome,
            reason=self.reason,
            batch=self.batch,
        )


def record(act: Act) -> Event:
    """Record an act in the transaction of the change it describes, and return its event.

    Call it before the change: history rows written afterwards carry the event's id.

    Raises:
        TransactionManagementError: no transaction is open.
        ValueError: a code that nobody declared.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("record() belongs into the act's transaction")
    event = act.event(Outcome.ALLOWED)
    event.save(force_insert=True)
    return event


def record_refused(act: Act) -> Event:
    """Record that an act was refused, even if the surrounding transaction is rolled back.

    Raises:
        ValueError: no reason, or a code that nobody declared.
    """
    return _record_separately(act, Outcome.REFUSED)


def record_failed(act: Act) -> Event:
    """Record that an act failed with an error, even if the transaction is rolled back.

    Raises:
        ValueError: no reason, or a code that nobody declared.
    """
    return _record_separately(act, Outcome.FAILED)


def _record_separately(act: Act, outcome: Outcome) -> Event:
    if not act.reason:
        raise ValueError("what is refused or fails has a reason")
    event = act.event(outcome)
    event.save(force_insert=True, using=LEDGER)
    return event


def erase_history(
    history: type[models.Model], rows: Collection[int], *, by: Act, using: str = OWNER
) -> Event:
    """Erase rows of history, each replaced by a tombstone, so that the chain stays valid.

    The last version of a row is never erased: without it a row that was changed or removed by
    other means could not be detected.

    Args:
        history: a history model made by :func:`manumit.web.kernel.ledger.history.tracked`.
        rows: their ``pgh_id``.
        by: the act, ``erase``; of the institution that the rows belong to.
        using: the connection of the tables' owner; the application can't erase history.

    Raises:
        ValueError: the act is not ``erase``, a row is not there, or it is a last version.
    """
    if by.act != "erase":
        raise ValueError("history is erased by the act 'erase' alone")
    table = history._meta.db_table  # noqa: SLF001 - Django's public name for it
    versions = history._default_manager.using(using)  # noqa: SLF001 - documented by Django
    later = versions.filter(pgh_obj_id=OuterRef("pgh_obj_id"), pk__gt=OuterRef("pk"))
    if versions.filter(pk__in=rows).exclude(Exists(later.exclude(pk__in=rows))).exists():
        raise ValueError("the last version of a row is not erased")
    with transaction.atomic(using=using):
        event = by.event(Outcome.ALLOWED)
        event.save(force_insert=True, using=using)
        Tombstone.objects.using(using).bulk_create(
            Tombstone(institution=by.institution, table=table, row=row, event=event.uuid)
            for row in sorted(rows)
        )
        with connections[using].cursor() as cursor:
            cursor.execute("SELECT set_config(%s, 'on', true)", [ERASING])
            gone, _ = versions.filter(pk__in=rows).delete()
            cursor.execute("SELECT set_config(%s, '', true)", [ERASING])
        if gone != len(rows):
            raise ValueError("a row of history that is to be erased is not there")
    return event
