"""Rows with a key of their own, which is destroyed with their content when their work is done.

For uploaded files that wait for a member's next step: no history, no backup, and nothing that could
be opened after the end. The table has the columns ``wrapped``, ``ring_key``, ``made_by``,
``institution``, ``office`` and ``role``.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models

from manumit.errors import Place
from manumit.web.kernel.vault.codes import VaultCode
from manumit.web.kernel.vault.keys import SubjectKey, unwrap, wrap
from manumit.web.kernel.vault.models import PersonKey
from manumit.web.kernel.vault.ring import key_ring
from manumit.web.kernel.vault.rotation import RotationTarget
from manumit.web.sealing import SealError, decrypt, encrypt, new_key


@dataclass(frozen=True, slots=True)
class RowKeys:
    """The keys of the rows of one table.

    Attributes:
        model: the table.
        columns: those that are sealed.
        purpose: what a seal is bound to beside row, column, member and post.
    """

    model: type[models.Model]
    columns: Sequence[str]
    purpose: str

    def lock(self, row: Any) -> None:
        """Give a row its own key; the caller saves the row.

        Raises:
            InputError: V101 to V106.
        """
        under = key_ring().current
        row.wrapped, row.ring_key = wrap(SubjectKey(row.pk, new_key()), under), under.id

    def seal(self, row: Any, column: str, content: bytes) -> None:
        """Seal a column of a row that has its key; the caller saves the row.

        Raises:
            InputError: V101 to V107, V201.
        """
        sealed = encrypt(content, key=_key(row), bound_to=self._bound_to(row, column))
        setattr(row, column, sealed)

    def open(self, row: Any, column: str) -> bytes:
        """Return the decrypted content of a column.

        Raises:
            InputError: V101 to V107; V201 for any doubt.
        """
        raw = bytes(getattr(row, column) or b"")
        try:
            return decrypt(raw, key=_key(row), bound_to=self._bound_to(row, column))
        except SealError:
            table = self.model._meta.db_table  # noqa: SLF001 - Django's public name for it
            raise VaultCode.CANT_OPEN.error(Place(field=f"{table}.{column}")) from None

    def destroy(self, row: Any) -> None:
        """Delete the key and everything sealed; the caller saves the row."""
        row.wrapped, row.ring_key = None, ""
        for column in self.columns:
            setattr(row, column, None)

    def rotation(self) -> RotationTarget:
        """Return how the keys are renewed when the ring rotates."""
        return RotationTarget(self._left, self._relock, self._under)

    def _bound_to(self, row: Any, column: str) -> bytes:
        """Return the associated data: no other row, member or post can open the content."""
        parts = (
            self.purpose, column, row.pk, row.made_by, row.institution_id, row.office_id, row.role,
        )  # fmt: skip
        return "\0".join(map(str, parts)).encode()

    def _rows(self) -> Any:
        return self.model._default_manager  # noqa: SLF001 - public in Django

    def _left(self, current: str) -> list[uuid.UUID]:
        found = self._rows().filter(wrapped__isnull=False).exclude(ring_key=current)
        return list(found.values_list("pk", flat=True))

    def _relock(self, key: uuid.UUID | int) -> None:
        rows = self._rows().select_for_update()
        row = rows.filter(pk=str(key), wrapped__isnull=False).first()
        if row is not None:  # not ended by another process
            ring = key_ring()
            row.wrapped = wrap(unwrap(_held(row), ring), ring.current)
            row.ring_key = ring.current.id
            row.save(update_fields=["wrapped", "ring_key"])

    def _under(self, key_id: str) -> bool:
        return bool(self._rows().filter(wrapped__isnull=False, ring_key=key_id).exists())


def _held(row: Any) -> PersonKey:
    """Return the row's key in the form that the vault unwraps."""
    return PersonKey(subject=row.pk, wrapped=row.wrapped, ring_key=row.ring_key)


def _key(row: Any) -> bytes:
    return unwrap(_held(row), key_ring()).key
