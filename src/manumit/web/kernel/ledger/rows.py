"""Digests of rows, for every table that the ledger seals."""

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
FIRST, LAST = -(2**63), 2**63 - 1
"""No row has a lower or a higher number; those that the database draws are above 0."""
# Make the text of each value independent of the session's settings.
_CANONICAL_OUTPUT = """
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
class SealedTable:
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
        """Return the institutions that have rows numbered in ``(after, until]``."""
        query = sql.SQL("SELECT DISTINCT {of} FROM {table} WHERE {number} > %s AND {number} <= %s")
        return {row[0] for row in self._ask(query, [after, until])}

    def number_of(self, after: int, until: int, *, nth: int) -> int:
        """Return the number of the nth row in ``(after, until]``; ``until`` if there are fewer."""
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
        """Yield the digests of an institution's rows in ``(after, until]``, by number.

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
            cursor.execute(_CANONICAL_OUTPUT)
            cursor.execute(composed.as_string(cursor.cursor), given)
            while rows := cursor.fetchmany(2_000):
                yield from rows


def last_drawn(sources: Sequence[SealedTable]) -> dict[str, int]:
    """Return by table the highest number ever drawn from its sequence, committed or not; else 0."""
    query = (
        "SELECT one.name, coalesce("
        "pg_sequence_last_value(pg_get_serial_sequence(one.name, one.number)::regclass), 0)"
        " FROM unnest(%s::text[], %s::text[]) AS one (name, number)"
    )
    with connection.cursor() as cursor:
        cursor.execute(query, [[s.table for s in sources], [s.number for s in sources]])
        return {name: int(number) for name, number in cursor.fetchall()}


def digest(table: str, values: dict[str, str | None]) -> bytes:
    """Return the SHA-256 of one row without its number, so that a moved row is recognised."""
    return hashlib.sha256(b"manumit/ledger/row/1\n" + canonical([table, values])).digest()


def canonical(value: Any) -> bytes:
    """Return the canonical JSON of a value."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def sealed_tables() -> list[SealedTable]:
    """Return every append-only table except the seals themselves, by name."""
    found = [_sealed_table(model) for model in _append_only() if model is not Seal]
    return sorted(found, key=lambda source: source.table)


def append_only_tables() -> list[str]:
    """Return the names of the append-only tables, sorted."""
    return sorted(model._meta.db_table for model in _append_only())  # noqa: SLF001


def _append_only() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if getattr(model, "append_only", False)]


def _sealed_table(model: type[models.Model]) -> SealedTable:
    meta = model._meta  # noqa: SLF001 - Django's public name for it
    columns = sorted(str(field.column) for field in meta.concrete_fields if not field.primary_key)
    number = str(meta.pk.column)
    institution: str | None = getattr(model, "institution_column", None)
    erasable = hasattr(model, "pgh_tracked_model")
    return SealedTable(meta.db_table, number, institution, tuple(columns), erasable)


def pack(leaves: Sequence[Leaf]) -> bytes:
    """Return leaves as a seal stores them."""
    return b"".join(LEAF.pack(leaf.number, leaf.digest) for leaf in leaves)


def unpack(packed: bytes) -> list[Leaf]:
    """Return the leaves that :func:`pack` was given.

    Raises:
        struct.error: the bytes are not packed leaves.
    """
    return [Leaf(*one) for one in LEAF.iter_unpack(packed)]
