"""Takes down every row that a story has left, as text of ``COPY``."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.apps import apps
from django.db import connections, models
from psycopg import sql

from manumit.web.kernel.ledger.models import Seal
from manumit.web.kernel.vault.models import Attachment

# Rooms whose rows are not of a person's story: people who sign in, and what visitors leave.
EXCLUDED_APPS = frozenset({"institutions", "public_sessions", "figures", "wage_check", "country"})
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_OURS = "manumit.web."

type Model = type[models.Model]


@dataclass(frozen=True, slots=True)
class Table:
    """A table that stories write into.

    Attributes:
        model: of the table.
        name: of the table.
        columns: in the order in which they are copied; the key is the first.
        numbered: whether the key is a number that the database draws.
    """

    model: Model
    name: str
    columns: tuple[str, ...]
    numbered: bool

    @property
    def key(self) -> str:
        """Return the column of the key."""
        return self.columns[0]


@dataclass(frozen=True, slots=True)
class CapturedRows:
    """What one story has left.

    Attributes:
        rows: for each table that has any, the fields of each row as ``COPY`` writes them.
    """

    rows: Mapping[Table, tuple[tuple[str, ...], ...]]


def tables() -> list[Table]:
    """Return every table of an app or mechanism that stores something of people."""
    return [_table(model) for model in apps.get_models() if _is_captured(model)]


def _is_captured(model: Model) -> bool:
    tracked = getattr(model, "pgh_tracked_model", model)
    label = tracked._meta.app_label  # noqa: SLF001 - Django's public name
    ours = apps.get_app_config(label).name.startswith(_OURS)
    return ours and label not in EXCLUDED_APPS and model not in (Seal, Attachment)


def _table(model: Model) -> Table:
    meta = model._meta  # noqa: SLF001 - Django's public name
    key = str(meta.pk.column)
    others = [str(one.column) for one in meta.concrete_fields if not one.primary_key]
    numbered = isinstance(meta.pk, models.AutoField | models.BigAutoField)
    return Table(model, meta.db_table, (key, *others), numbered)


def known_keys(known: Iterable[Table]) -> dict[str, frozenset[str]]:
    """Return the keys of the rows that exist before a story begins, by table."""
    return {
        table.name: frozenset(row[0] for row in _copied(table, only_key=True)) for table in known
    }


def capture(known: Iterable[Table], before: Mapping[str, frozenset[str]]) -> CapturedRows:
    """Return the rows that exist now and did not before."""
    with connections["default"].cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    found = {}
    for table in known:
        rows = tuple(row for row in _copied(table) if row[0] not in before[table.name])
        if rows:
            found[table] = rows
    return CapturedRows(found)


def _copied(table: Table, *, only_key: bool = False) -> Iterator[tuple[str, ...]]:
    columns = table.columns[:1] if only_key else table.columns
    query = sql.SQL("COPY (SELECT {columns} FROM {table} ORDER BY {key}) TO STDOUT").format(
        columns=sql.SQL(", ").join(map(sql.Identifier, columns)),
        table=sql.Identifier("public", table.name),
        key=sql.Identifier(table.key),
    )
    with connections["default"].cursor() as cursor, cursor.copy(query) as rows:
        text = b"".join(rows).decode()
    for line in text.splitlines():
        yield tuple(line.split("\t"))
