"""Rows as bytes: what a digest covers, for every table that the ledger seals."""

import hashlib
import json
import struct
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connection, models
from psycopg import sql

from manumit.web.kernel.ledger.models import INSTALLATION, Seal

LEAF = struct.Struct(">Q32s")
LAST = 2**63 - 1
"""No row has a higher number."""
# A text of each value that depends on no setting of whoever reads.
_PLAINLY = """
    SELECT set_config('TimeZone', 'UTC', true), set_config('DateStyle', 'ISO, YMD', true),
           set_config('IntervalStyle', 'iso_8601', true), set_config('bytea_output', 'hex', true),
           set_config('extra_float_digits', '1', true)
"""


@dataclass(frozen=True, slots=True)
class Leaf:
    """One sealed row."""

    number: int
    digest: bytes


@dataclass(frozen=True, slots=True)
class Source:
    """A table whose rows are sealed.

    Attributes:
        table: its name.
        number: the column that numbers its rows.
        institution: the column that says in whose chain a row is; None for the installation's.
        columns: all others that are digested, in order.
        erasable: whether it is a history, of which alone rows may be erased on record.
    """

    table: str
    number: str
    institution: str | None
    columns: tuple[str, ...]
    erasable: bool

    def institutions(self, after: int, until: int) -> set[uuid.UUID]:
        """Whose rows have a number in ``(after, until]``."""
        query = sql.SQL("SELECT DISTINCT {of} FROM {table} WHERE {number} > %s AND {number} <= %s")
        return {row[0] for row in self._ask(query, [after, until])}

    def last_drawn(self) -> int:
        """The highest number that was ever drawn, committed or not; 0 if none was."""
        query = (
            "SELECT coalesce(pg_sequence_last_value(pg_get_serial_sequence(%s, %s)::regclass), 0)"
        )
        with connection.cursor() as cursor:
            cursor.execute(query, [self.table, self.number])
            return int(cursor.fetchone()[0])

    def number_of(self, after: int, until: int, *, nth: int) -> int:
        """The number of the nth row in ``(after, until]``; ``until`` if there are fewer."""
        query = sql.SQL(
            "SELECT {number} FROM {table} WHERE {number} > %s AND {number} <= %s"
            " ORDER BY {number} OFFSET %s LIMIT 1"
        )
        return next((int(row[0]) for row in self._ask(query, [after, until, nth - 1])), until)

    def leaves(
        self,
        institution: uuid.UUID,
        after: int,
        until: int = LAST,
        columns: Sequence[str] | None = None,
    ) -> Iterator[Leaf]:
        """Digests of an institution's rows in ``(after, until]``, by number.

        Args:
            institution: whose.
            after: a number.
            until: a number, the highest if not given.
            columns: what the digest covers; those of today, if not given.
        """
        covered = self.columns if columns is None else tuple(columns)
        there = [name for name in covered if name in self.columns]
        query = sql.SQL(
            "SELECT {number}, {values} FROM {table} WHERE {number} > %s AND {number} <= %s"
            " AND {of} = %s ORDER BY {number}"
        )
        values = sql.SQL(", ").join(sql.SQL("{}::text").format(sql.Identifier(c)) for c in there)
        for number, *texts in self._ask(query, [after, until, institution], values=values):
            yield Leaf(number, digest(self.table, dict(zip(there, texts, strict=True))))

    def _ask(self, query: sql.SQL, given: list[Any], **parts: sql.Composable) -> Iterator[Any]:
        of = sql.SQL("{}::uuid").format(sql.Literal(str(INSTALLATION)))
        if self.institution is not None:
            of = sql.SQL("coalesce({}, {})").format(sql.Identifier(self.institution), of)
        composed = query.format(
            table=sql.Identifier(self.table), number=sql.Identifier(self.number), of=of, **parts
        )
        with connection.cursor() as cursor:
            cursor.execute(_PLAINLY)
            cursor.execute(composed.as_string(cursor.cursor), given)
            while rows := cursor.fetchmany(2_000):
                yield from rows


def digest(table: str, values: dict[str, str | None]) -> bytes:
    """SHA-256 of one row; its number is beside the digest, so that a moved row is known again."""
    return hashlib.sha256(b"manumit/ledger/row/1\n" + canonical([table, values])).digest()


def canonical(value: Any) -> bytes:
    """One spelling of a value as JSON."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def sources() -> list[Source]:
    """Every table that is only added to, but for the seals themselves; by name."""
    found = [_source(model) for model in _append_only() if model is not Seal]
    return sorted(found, key=lambda source: source.table)


def append_only_tables() -> list[str]:
    """Tables that the application may only add to; by name."""
    return sorted(model._meta.db_table for model in _append_only())  # noqa: SLF001


def _append_only() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if getattr(model, "append_only", False)]


def _source(model: type[models.Model]) -> Source:
    meta = model._meta  # noqa: SLF001 - Django's public name for it
    columns = sorted(str(field.column) for field in meta.concrete_fields if not field.primary_key)
    number = str(meta.pk.column)
    institution: str | None = getattr(model, "institution_column", None)
    erasable = hasattr(model, "pgh_tracked_model")
    return Source(meta.db_table, number, institution, tuple(columns), erasable)


def pack(leaves: Sequence[Leaf]) -> bytes:
    """Leaves as they stand in a seal."""
    return b"".join(LEAF.pack(leaf.number, leaf.digest) for leaf in leaves)


def unpack(packed: bytes) -> list[Leaf]:
    """What :func:`pack` packed.

    Raises:
        struct.error: it is no such thing.
    """
    return [Leaf(*one) for one in LEAF.iter_unpack(packed)]
