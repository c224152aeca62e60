"""Lets stories take years: while they are acted, program and database read one clock of their own.

Everything happens in a transaction that is rolled back, as the owner of the tables: functions of
time are put before those of PostgreSQL, for triggers and defaults too. Nothing of it stays.
"""

import contextlib
import datetime as dt
from collections.abc import Iterator
from unittest import mock

from django.db import connections, transaction

from manumit.errors import Place
from manumit.web.country.codes import CountryCode

SCHEMA = "invented_time"
_SETTING = "manumit.invented_now"
_NOW = "now", "statement_timestamp", "transaction_timestamp", "clock_timestamp"
# A version may not be older than the act before it (kernel.ledger.history): within one moment of a
# story everything has the same time but what asks for the wall clock, which is a little later.
_FUNCTION = """
    CREATE FUNCTION {schema}.{name}() RETURNS timestamptz LANGUAGE sql STABLE AS
    'SELECT current_setting(''{setting}'')::timestamptz + interval ''{later} microseconds'''
"""
_TRIGGERS = """
    SELECT format('ALTER FUNCTION %s SET search_path = {schema}, public, pg_catalog, pg_temp',
        oid::regprocedure)
    FROM pg_proc WHERE pronamespace = 'public'::regnamespace
        AND prorettype = 'trigger'::regtype AND proowner = current_user::regrole
"""
_DEFAULTS = """
    SELECT format('ALTER TABLE %s ALTER COLUMN %I SET DEFAULT {schema}.now()',
        a.attrelid::regclass, a.attname)
    FROM pg_attrdef d JOIN pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum
        JOIN pg_class c ON c.oid = a.attrelid
    WHERE c.relnamespace = 'public'::regnamespace AND c.relowner = current_user::regrole
        AND a.atttypid = 'timestamptz'::regtype AND a.attgenerated = ''
"""


@contextlib.contextmanager
def as_owner() -> Iterator[None]:
    """Run all queries of the platform's database as the owner of the tables.

    Raises:
        InputError: Y903.
    """
    if "owner" not in connections:
        raise CountryCode.NO_OWNER.error(Place(field="MANUMIT_OWNER_URL"))
    # The second one too: what is refused would wait for locks of the first for ever.
    before = {alias: connections[alias] for alias in ("default", "ledger")}
    for alias in before:
        connections[alias] = connections["owner"]
    try:
        yield
    finally:
        for alias, connection in before.items():
            connections[alias] = connection


class Clock:
    """The time of a story; it only goes on."""

    def __init__(self) -> None:
        self.time = dt.datetime.min.replace(tzinfo=dt.UTC)

    def now(self) -> dt.datetime:
        """Return the time as :func:`django.utils.timezone.now` does."""
        return self.time

    def set(self, time: dt.datetime) -> None:
        """Now it is then, in the program and in the database."""
        self.time = time
        with connections["default"].cursor() as cursor:
            cursor.execute("SELECT set_config(%s, %s, true)", [_SETTING, time.isoformat()])


@contextlib.contextmanager
def invented_time(start: dt.datetime) -> Iterator[Clock]:
    """Run a transaction in invented time and roll it back at its end.

    Call it within :func:`as_owner`, while nobody else uses the database: it locks tables.
    """
    clock = Clock()
    with transaction.atomic():
        _override_time_functions()
        clock.set(start)
        with mock.patch("django.utils.timezone.now", clock.now):
            yield clock
        transaction.set_rollback(True)


def _override_time_functions() -> None:
    with connections["default"].cursor() as cursor:
        cursor.execute(f"CREATE SCHEMA {SCHEMA}")
        for name in _NOW:
            later = 500 if name == "clock_timestamp" else 0
            cursor.execute(
                _FUNCTION.format(schema=SCHEMA, name=name, setting=_SETTING, later=later)
            )
        cursor.execute(f"SET LOCAL search_path = {SCHEMA}, public, pg_catalog, pg_temp")
        for listed in (_TRIGGERS, _DEFAULTS):
            cursor.execute(listed.format(schema=SCHEMA))
            for (command,) in cursor.fetchall():
                cursor.execute(command)
