"""An encrypted pool: read and written as a whole, of constant length, under a new key each time.

For what is counted and is to lead back to nobody: it waits here until there is enough of it, and
only counts of chance order leave.
"""

import json
import random
import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, ClassVar, Protocol

from django.db import models

from manumit.errors import InputError, Place
from manumit.web.kernel.vault.codes import VaultCode
from manumit.web.kernel.vault.keys import SubjectKey, unwrap, wrap
from manumit.web.kernel.vault.models import PersonKey
from manumit.web.kernel.vault.ring import key_ring
from manumit.web.kernel.vault.rotation import RotationTarget
from manumit.web.sealing import SealError, decrypt, encrypt, new_key

_CHANCE = random.SystemRandom()


class SealedPool(models.Model):
    """All waiting items, in one row of constant length, whether it holds any or none.

    The row is rewritten by every addition and by every sweep, so that it reveals the time of the
    last write and of no single addition. It has no history and is in no backup.

    Attributes:
        id: the only one.
        wrapped, ring_key: the key of this writing, under a key of the ring.
        sealed: what waits.
    """

    changed_columns: ClassVar[tuple[str, ...]] = ("wrapped", "ring_key", "sealed")
    # The key changes with each writing: a copy would keep what is never to be kept one by one.
    excluded_from_backup: ClassVar[bool] = True

    id = models.UUIDField(primary_key=True, editable=False)
    wrapped = models.BinaryField()
    ring_key = models.CharField(max_length=40)
    sealed = models.BinaryField()

    class Meta:
        """Each room has a table of its own."""

        abstract = True

    def __str__(self) -> str:
        """Nothing of what waits."""
        return "a pool"


class PoolItem(Protocol):
    """A frozen dataclass of texts: the content of one item."""

    @property
    def request(self) -> str:
        """Return the id of its form, so that repeated sending adds nothing; gone on release."""

    @property
    def country(self) -> str:
        """ISO 3166-1 alpha-2: what is released together is of one."""


@dataclass(frozen=True, slots=True)
class PoolStore[Item: PoolItem, Row: SealedPool]:
    """The pool of one app.

    Attributes:
        model: its table.
        key: the id of the only row.
        length: bytes of what is sealed, filled up with spaces.
        bound_to: what its seal is bound to.
        read: one that waits, from its fields by name.
        full: the error if the pool is full.
    """

    model: type[Row]
    key: uuid.UUID
    length: int
    bound_to: bytes
    read: Callable[..., Item]
    full: Callable[[], InputError]

    def locked(self) -> Row:
        """Return the pool, locked until the transaction ends; create it if there is none."""
        rows = self._rows()
        rows.get_or_create(pk=self.key, defaults=self._sealed(()))
        found: Row = rows.select_for_update().get(pk=self.key)
        return found

    def waiting(self, row: Row) -> list[Item]:
        """Return the waiting items.

        Raises:
            InputError: V101 to V107; V201 where somebody else has written it.
        """
        held = PersonKey(subject=self.key, wrapped=row.wrapped, ring_key=row.ring_key)
        key = unwrap(held, key_ring()).key
        try:
            text = decrypt(bytes(row.sealed), key=key, bound_to=self.bound_to)
        except SealError:
            table = self.model._meta.db_table  # noqa: SLF001 - Django's public name
            raise VaultCode.CANT_OPEN.error(Place(field=f"{table}.sealed")) from None
        return [self.read(**one) for one in json.loads(text)]

    def write(self, row: Row, found: Sequence[Item]) -> None:
        """Encrypt everything anew, in random order; the key before is gone.

        Raises:
            InputError: V101 to V106; what ``full`` says for more than it holds.
        """
        for name, value in self._sealed(found).items():
            setattr(row, name, value)
        row.save(update_fields=self.model.changed_columns)

    def add(self, new: Item) -> None:
        """Add one, once per form, in the caller's transaction.

        Raises:
            InputError: as :meth:`waiting` and :meth:`write`.
        """
        row = self.locked()
        found = self.waiting(row)
        if all(one.request != new.request for one in found):
            self.write(row, [*found, new])

    def release(
        self,
        fewest: int,
        counted: Callable[[str, Sequence[Item]], Iterable[models.Model]],
        *,
        alike: Callable[[Item], str] = lambda _: "",
    ) -> int:
        """Release the waiting items of each country that has enough, and rewrite the pool.

        Anybody may run it again. It writes the pool also where nothing is due, so that the moment
        of the last writing is soon that of a sweep. Rows are written in an order of chance.

        Args:
            fewest: how many of one country, and alike, are released together at least.
            counted: rows of counts, of one model, from a country and what is due of it.
            alike: what those that are released together have in common beside the country.

        Returns:
            of how many.
        """
        row = self.locked()
        found = self.waiting(row)
        groups: dict[tuple[str, str], list[Item]] = {}
        for one in found:
            groups.setdefault((one.country, alike(one)), []).append(one)
        due = {group: these for group, these in groups.items() if len(these) >= fewest}
        rows = [made for (country, _), these in due.items() for made in counted(country, these)]
        if rows:
            _CHANCE.shuffle(rows)
            type(rows[0])._base_manager.bulk_create(rows)  # noqa: SLF001 - Django's public name
        left = [one for group, these in groups.items() if group not in due for one in these]
        self.write(row, left)
        return sum(map(len, due.values()))

    def lock(self) -> RotationTarget:
        """Return the rotation target that moves the pool to the ring's current key."""
        return RotationTarget(self._left, self._relock, self._under)

    def _rows(self) -> "models.Manager[Row]":
        return self.model._base_manager  # noqa: SLF001 - Django's public name

    def _sealed(self, found: Sequence[Item]) -> dict[str, object]:
        mixed: list[Any] = _CHANCE.sample(list(found), len(found))
        text = json.dumps([asdict(one) for one in mixed]).encode()
        if len(text) > self.length:
            raise self.full()
        key, under = new_key(), key_ring().current
        return {
            "wrapped": wrap(SubjectKey(self.key, key), under),
            "ring_key": under.id,
            "sealed": encrypt(text.ljust(self.length), key=key, bound_to=self.bound_to),
        }

    def _left(self, current: str) -> list[uuid.UUID]:
        return list(self._rows().exclude(ring_key=current).values_list("pk", flat=True))

    def _relock(self, key: uuid.UUID | int) -> None:
        row = self._rows().select_for_update().get(pk=str(key))
        self.write(row, self.waiting(row))

    def _under(self, key_id: str) -> bool:
        return self._rows().filter(ring_key=key_id).exists()
