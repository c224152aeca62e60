"""A PostgreSQL of their own for the tests of the platform, entered as the application's role."""

import contextlib
import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest
from django.db import connections
from psycopg import sql
from pytest_django import DjangoDbBlocker

import manumit
from database_digest import digest
from manumit.web.site.embedded import (
    DATABASE,
    OWNER,
    Addresses,
    embedded_database,
    enclose,
)

pytest_plugins = ["open_folders"]

SOURCES = f"{Path(__file__).parent}{os.pathsep}{Path(manumit.__file__).parents[1]}"
"""For programs of their own: the same sources as here, also where others are installed."""
KEPT = 8
"""Databases and folders of other sources that are left lying, of 70 to 140 MiB each."""
MEMORY, ROOM = Path("/dev/shm"), 4 * 1024**3  # noqa: S108 - private folders are made below it
PREFIX, HELD = "mt-db-", "held"
"""The file in a folder stays locked while the session that made the folder lives."""
DRAFT, LONGEST_DRAFT = "draft-", 3_600.0
"""Copies that are not whole yet; one that is an hour old was left by a killed session."""
PREPARED = "prepared"
"""The database that others are copied from; nobody enters it."""


def prepare(found: Addresses) -> None:
    """Tables and rights, as the real command gives them."""
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "web_settings",
        "DATABASE_URL": found.application,
        "MANUMIT_OWNER_URL": found.owner,
        "PYTHONPATH": SOURCES,
    }
    command = [sys.executable, "-m", "django", "prepare_database"]
    subprocess.run(command, check=True, env=environment)


def in_memory() -> Path | None:
    """Return a folder in memory with room for the databases of one worker; None without one.

    Copying a prepared server and deleting it again takes seconds on a disk.
    """
    if not os.access(MEMORY, os.W_OK | os.X_OK):
        return None
    remove_left(MEMORY)
    free = min(shutil.disk_usage(MEMORY).free, psutil.virtual_memory().available)
    return MEMORY if free > ROOM else None


def remove_left(where: Path) -> None:
    """Removes the folders of sessions that were killed: in memory they would starve the next."""
    for folder in where.glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError), (folder / HELD).open() as held:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def held_folder(where: Path | None) -> Iterator[Path]:
    """Gives a new folder that nobody takes for one left by a killed session."""
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=where))
    try:
        with (folder / HELD).open("w") as held:
            fcntl.flock(held, fcntl.LOCK_EX)
            yield folder
    finally:
        shutil.rmtree(folder)


@pytest.fixture(scope="session")
def open_folder() -> Iterator[Path]:
    """A short folder into which PostgreSQL's user may go, also where the tests run as root."""
    with held_folder(in_memory()) as folder:
        folder.chmod(0o711)
        yield folder


@pytest.fixture(scope="session")
def addresses(open_folder: Path) -> Iterator[Addresses]:
    """A server for one session of tests, its tables made as the real command makes them.

    What the command made is copied while what it is made of stays the same: it takes seconds.
    """
    folder = open_folder / "db"
    put_prepared(folder)
    with embedded_database(folder, durable=False) as found:
        yield found


def put_prepared(folder: Path) -> None:
    """Puts the data of a prepared server into a new folder."""
    found = kept("db")
    if copy_kept(found, folder / "postgres"):
        return
    with held_alone(found):
        if not found.exists():
            with embedded_database(folder, durable=False) as made:
                prepare(made)
                with psycopg.connect(made.administrator, autocommit=True) as server:
                    _copy_database(server, DATABASE, PREPARED)
            keep(folder / "postgres", found)
            return
    put_prepared(folder)  # another session made it while this one waited


def make_prepared(addresses: Addresses, name: str) -> Addresses:
    """A further database on the same server, its tables and rights as ``prepare`` makes them."""
    with psycopg.connect(addresses.administrator, autocommit=True) as server:
        _copy_database(server, PREPARED, name)
        enclose(server, name)
    return Addresses(
        *(
            address.replace(f"/{DATABASE}?", f"/{name}?")
            for address in (addresses.application, addresses.owner, addresses.administrator)
        )
    )


def _copy_database(server: psycopg.Connection, old: str, new: str) -> None:
    copying = sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER {}")
    server.execute(copying.format(*map(sql.Identifier, (new, old, OWNER))))


def kept(what: str) -> Path:
    """Where something lies that was made of these very sources."""
    return Path(tempfile.gettempdir()) / f"manumit-tests-{os.getuid()}" / f"{digest()}-{what}"


def keep(made: Path, where: Path) -> None:
    """Keeps what was made of these sources; the oldest goes."""
    where.parent.mkdir(mode=0o711, exist_ok=True)
    remove_oldest(where.parent)
    draft = Path(tempfile.mkdtemp(prefix=DRAFT, dir=where.parent))
    copy(made, draft / "made")
    with contextlib.suppress(OSError):  # another session was quicker
        (draft / "made").rename(where)
    shutil.rmtree(draft, ignore_errors=True)


def remove_oldest(where: Path) -> None:
    """Remove all but the newest kept folders, and drafts that killed sessions left.

    Other sessions do the same meanwhile: what one has listed, another may have removed.
    """
    ages: dict[Path, float] = {}
    for one in where.iterdir():
        with contextlib.suppress(FileNotFoundError):
            if one.is_dir():
                ages[one] = time.time() - one.stat().st_mtime
    drafts = {one for one in ages if one.name.startswith(DRAFT)}
    older = sorted(ages.keys() - drafts, key=ages.__getitem__)[KEPT - 1 :]
    for one in older:
        lock = _lock_of(one)
        with contextlib.suppress(OSError), lock.open("a") as held:  # not while it is copied
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(one, ignore_errors=True)
            lock.unlink()
    for one in drafts:
        if ages[one] > LONGEST_DRAFT:
            shutil.rmtree(one, ignore_errors=True)


def copy_kept(found: Path, target: Path) -> bool:
    """Copy a kept folder, which nobody removes meanwhile; return whether there was one."""
    with _held(found, fcntl.LOCK_SH):
        if not found.exists():
            return False
        target.parent.mkdir(parents=True, exist_ok=True)
        copy(found, target)
        return True


def held_alone(found: Path) -> contextlib.AbstractContextManager[None]:
    """Let one session at a time make what is kept; the others wait and then find it."""
    return _held(found, fcntl.LOCK_EX)


@contextlib.contextmanager
def _held(found: Path, how: int) -> Iterator[None]:
    found.parent.mkdir(mode=0o711, exist_ok=True)
    with _lock_of(found).open("a") as held:
        fcntl.flock(held, how)
        yield


def _lock_of(found: Path) -> Path:
    return found.with_name(f"{found.name}.lock")


def copy(data: Path, target: Path) -> None:
    """With owners and modes, which PostgreSQL looks at."""
    subprocess.run(["cp", "-a", str(data), str(target)], check=True)


@pytest.fixture(scope="session")
def django_db_setup(
    addresses: Addresses, django_db_blocker: pytest.FixtureRequest
) -> Iterator[None]:
    """In place of pytest-django's: no database is made as a superuser; ours is entered."""
    del django_db_blocker
    host = addresses.application.partition("?host=")[2].replace("%2F", "/")
    entered = [connections[alias] for alias in ("default", "ledger")]
    for connection in entered:
        connection.settings_dict["HOST"] = host
    yield
    for connection in entered:
        connection.close()


@pytest.fixture
def committing(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The database with no transaction around the test: what is written stays there."""
    del django_db_setup
    with django_db_blocker.unblock():
        yield


@pytest.fixture(scope="session")
def database_of_an_institution(addresses: Addresses) -> Addresses:
    """A database that does not say that it is embedded, on the same server."""
    return make_of_an_institution(addresses, "institution")


def make_of_an_institution(addresses: Addresses, name: str) -> Addresses:
    """Make a database as production has it: not embedded, without the tables of test models."""
    found = make_prepared(addresses, name)
    with psycopg.connect(found.administrator, autocommit=True) as made:
        made.execute(sql.SQL("ALTER DATABASE {} RESET ALL").format(sql.Identifier(name)))
        of_tests = made.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename ~ %s",
            ["^(ledger|process)_trial_"],
        ).fetchall()
        for (table,) in of_tests:
            made.execute(sql.SQL("DROP TABLE {} CASCADE").format(sql.Identifier(table)))
    return found


def forget_keys(addresses: Addresses, subjects: list[uuid.UUID]) -> None:
    """Takes away what a test has written; only whoever runs the server can."""
    with psycopg.connect(addresses.administrator) as server:
        server.execute("SET session_replication_role = replica")
        server.execute("DELETE FROM vault_personkey WHERE subject = ANY (%s)", [subjects])
