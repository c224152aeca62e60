"""Compares the triggers that a database holds with those that the models declare.

The owner of the tables can switch a trigger off or replace its function, and a restored dump holds
the triggers of the day of the backup. Both would go unnoticed: nothing fails, and rows that should
only ever be added can be changed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pgtrigger
from django.db import connections

SEARCH_PATH = ["search_path=public, pg_temp"]
"""Set on every trigger function. Otherwise a temporary table could stand in for a history table."""
NEVER_IGNORED = "SELECT FALSE"
"""Body of django-pgtrigger's switch, which would let any role skip triggers by a setting."""
_BODY = re.compile(r"RETURNS TRIGGER AS \$\$(.*?)\$\$ LANGUAGE plpgsql;", re.DOTALL)
_ROW, _BEFORE, _INSTEAD = 1, 2, 64
_EVENTS = {"INSERT": 4, "DELETE": 8, "UPDATE": 16, "TRUNCATE": 32}
"""Bits of ``pg_trigger.tgtype`` (PostgreSQL, ``src/include/catalog/pg_trigger.h``)."""
_INSTALLED = """
    SELECT c.relname, t.tgname, p.prosrc, coalesce(p.proconfig, '{}'), t.tgenabled::text,
           t.tgtype, t.tginitdeferred, obj_description(t.oid, 'pg_trigger')
    FROM pg_trigger t
    JOIN pg_class c ON c.oid = t.tgrelid
    JOIN pg_proc p ON p.oid = t.tgfoid
    WHERE c.relnamespace = 'public'::regnamespace AND t.tgname LIKE 'pgtrigger\\_%'
"""
_SWITCH = """
    SELECT prosrc FROM pg_proc
    WHERE pronamespace = 'public'::regnamespace AND proname = '_pgtrigger_should_ignore'
"""


@dataclass(frozen=True, slots=True)
class TriggerState:
    """What decides whether a trigger does what its model declares.

    Attributes:
        body: source of its function.
        search_path: settings of its function.
        enabled: ``O`` where it fires for everybody (``pg_trigger.tgenabled``).
        events: before or after, for each row or statement, on which operations.
        deferred: whether it fires at the end of the transaction.
        digest: django-pgtrigger's digest of the whole declaration, its condition included.
    """

    body: str
    search_path: tuple[str, ...]
    enabled: str
    events: int
    deferred: bool
    digest: str


@dataclass(frozen=True, slots=True)
class TriggerDifference:
    """One trigger that is not as declared; ``what`` names the attributes that differ."""

    table: str
    trigger: str
    what: str


def declared_triggers() -> dict[tuple[str, str], TriggerState]:
    """Return every trigger that a model declares, by table and name in the database."""
    found = {}
    for model, trigger in pgtrigger.registered():
        compiled = trigger.compile(model)
        found[compiled.sql.table, compiled.sql.pgid] = _as_declared(compiled)
    return found


def _as_declared(compiled: Any) -> TriggerState:
    body = _BODY.search(compiled.install_sql)
    if body is None:
        raise ValueError(f"no function in the declaration of {compiled.sql.pgid}")
    parts = {**compiled.sql.defaults, **compiled.sql.kwargs}
    events = _ROW if parts["level"] == "ROW" else 0
    events |= {"BEFORE": _BEFORE, "AFTER": 0, "INSTEAD OF": _INSTEAD}[parts["when"]]
    for word in parts["operation"].split(" OR "):
        events |= _EVENTS[word.split()[0]]  # "UPDATE OF column" is an update
    return TriggerState(
        body[1], tuple(SEARCH_PATH), "O", events, "INITIALLY DEFERRED" in parts["timing"],
        compiled.hash,
    )  # fmt: skip


def installed_triggers(using: str = "default") -> dict[tuple[str, str], TriggerState]:
    """Return every trigger of django-pgtrigger in a database, by table and name."""
    with connections[using].cursor() as cursor:
        cursor.execute(_INSTALLED)
        return {
            (table, name): TriggerState(
                body, tuple(settings), enabled, events, deferred, digest or ""
            )
            for table, name, body, settings, enabled, events, deferred, digest in cursor.fetchall()
        }


def trigger_differences(using: str = "default") -> list[TriggerDifference]:
    """Return every difference between the installed and the declared triggers, by table."""
    return sorted(_differences(using), key=lambda one: (one.table, one.trigger))


def _differences(using: str) -> Iterator[TriggerDifference]:
    declared, installed = declared_triggers(), installed_triggers(using)
    for table, name in declared.keys() - installed.keys():
        yield TriggerDifference(table, name, "missing")
    for table, name in installed.keys() - declared.keys():
        yield TriggerDifference(table, name, "not declared")
    for key in declared.keys() & installed.keys():
        ours, theirs = declared[key], installed[key]
        what = [
            name for name in TriggerState.__slots__ if getattr(ours, name) != getattr(theirs, name)
        ]
        if what:
            yield TriggerDifference(*key, ", ".join(what))
    with connections[using].cursor() as cursor:
        cursor.execute(_SWITCH)
        if [body.strip() for (body,) in cursor.fetchall()] != [NEVER_IGNORED]:
            yield TriggerDifference("", "_pgtrigger_should_ignore", "body")
