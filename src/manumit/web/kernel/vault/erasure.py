"""Erases a person for good: without the key, no encrypted copy can be read, wherever it is."""

import datetime as dt
import functools
import uuid
from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from manumit.errors import Place
from manumit.web.kernel.reasons import ReasonList, read_reasons
from manumit.web.kernel.vault.attachments import delete_files
from manumit.web.kernel.vault.codes import VaultCode
from manumit.web.kernel.vault.keys import lock_person_key
from manumit.web.kernel.vault.models import Attachment, IndexedPerson, PersonKey


@functools.cache
def reason_lists() -> Mapping[str, ReasonList]:
    """Return the lists ``hold`` and ``erase``."""
    return read_reasons(__package__, "data/reasons.yaml")


def place_hold(subject: uuid.UUID, reason: str, until: dt.date | None = None) -> None:
    """Keep a person from being erased, up to and including a day; without one until it is lifted.

    Record the act in the same transaction first: the database refuses a hold without one.

    Raises:
        InputError: V301, V303, V306.
    """
    _check("hold", reason)
    if until is not None and until < timezone.localdate():
        raise VaultCode.HOLD_UNCLEAR.error(Place(field="until"))
    with transaction.atomic():
        row = lock_person_key(subject)
        row.hold_reason, row.hold_until = reason, until
        row.save(update_fields=["hold_reason", "hold_until"])


def lift_hold(subject: uuid.UUID) -> None:
    """End a hold; as with placing one, record the act first.

    Raises:
        InputError: V301.
    """
    with transaction.atomic():
        row = lock_person_key(subject)
        row.hold_reason, row.hold_until = "", None
        row.save(update_fields=["hold_reason", "hold_until"])


def erase(subject: uuid.UUID, reason: str, by: uuid.UUID | None) -> None:
    """Destroy a person's key, tokens and files, and leave a tombstone.

    Record the act in the same transaction first: the database refuses an erasure without one. What
    is sealed in other tables stays as bytes that nobody can open; the rooms that own it remove it
    in their own time. Backups of the keys have to end too: docs/explanation/vault.md.

    Args:
        subject: the person.
        reason: a code of the list ``erase``.
        by: the account that decided; None for the platform itself.

    Raises:
        InputError: V301 where there is no key any more; V302, V306.
    """
    _check("erase", reason)
    with transaction.atomic():
        row = lock_person_key(subject)
        if row.held:
            raise VaultCode.UNDER_HOLD.error(Place())
        IndexedPerson.objects.filter(subject=subject).delete()
        files = Attachment.objects.filter(subject=subject)
        transaction.on_commit(
            functools.partial(delete_files, list(files.values_list("pk", flat=True)))
        )
        files.delete()
        row.wrapped, row.erased_at = None, timezone.now()
        row.erased_reason, row.erased_by = reason, by
        row.hold_reason, row.hold_until = "", None
        row.save(update_fields=PersonKey.changed_columns)  # no right to write any other


def _check(listed: str, reason: str) -> None:
    if not reason_lists()[listed].has(reason, timezone.localdate()):
        place = Place(field="reason")
        raise VaultCode.NO_SUCH_REASON.error(place, reason=reason, listed=listed)
