"""Starts the pages with everything they need on one machine, and stops it all again.

For a look, a training, a demonstration: database, background work and pages in one folder. An
institution runs the three by its own means (docs/deployment.md).
"""

import contextlib
import fcntl
import hashlib
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import metadata, resources
from pathlib import Path
from typing import IO

from manumit.errors import Place
from manumit.instruments.contacts import demo_contacts_file
from manumit.web.between.keys import PATH, make_keys
from manumit.web.kernel.ledger.keys import new_key
from manumit.web.kernel.vault.ring import make_ring
from manumit.web.site.codes import SiteCode
from manumit.web.site.embedded import Addresses, embedded_database

HOST = "127.0.0.1"
THREADS = 4
MOST_PROCESSES = 6
"""Each thread has two connections; the embedded database takes 60, for other programs too."""
SECONDS_TO_ANSWER = 60
LINES_OF_LOG = 20
STATISTICS_BASIS = "law: Statistics Act of an invented country, s. 4"
"""For invented people: without one nobody is counted (N301), and a statistician tries nothing."""


def cores() -> int:
    """How many processes answer pages here: one for each core, as far as the database bears it."""
    return min(os.process_cpu_count() or 1, MOST_PROCESSES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """How it is started.

    Attributes:
        folder: for the data and for what is being worked on.
        port: on this machine only.
        own_files: instruments and languages beside the shipped ones.
        contacts: whom to ask; invented ones, marked so, if no file is given.
        accounts: whether invented people can sign in; how, is said on the terminal alone.
        country: how many persons of an invented country are loaded into an empty folder; 0 for
            none. Its people sign in by the cards of the first page.
        processes: how many answer pages; a process uses one core, and what waits for a database
            in it waits for its other threads too (decision 34).
    """

    folder: Path
    port: int
    own_files: Sequence[Path] = ()
    contacts: Path | None = None
    accounts: bool = False
    country: int = 0
    processes: int = field(default_factory=cores)

    @property
    def address(self) -> str:
        """Of the first page."""
        return f"http://{HOST}:{self.port}/"


@contextlib.contextmanager
def running(wishes: Wishes) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Everything started and answering; stopped at the end. Gives the programs that run.

    Raises:
        InputError: S301, S302, S304 to S306.
    """
    with contextlib.ExitStack() as stack:
        folder = _private_folder(wishes.folder)
        stack.enter_context(_held(folder))
        _check_port(wishes)
        environment, addresses = stack.enter_context(_database(wishes, folder))
        _load_country(wishes, environment, addresses)
        (folder / "pages.log").touch(0o600)
        log = stack.enter_context((folder / "pages.log").open("ab"))
        said_before = log.tell()
        programs = [
            stack.enter_context(_program(command, environment, log))
            for command in (_pages(wishes), _worker())
        ]
        _wait_for_answer(wishes, programs[0], folder / "pages.log", said_before=said_before)
        if wishes.accounts:
            command = [*_manage(), "demo_accounts"]
            subprocess.run(command, check=True, env=environment)  # noqa: S603 - our own command
        yield programs


@contextlib.contextmanager
def prepared(wishes: Wishes) -> Iterator[dict[str, str]]:
    """The database with its tables, and nothing that uses it; gives the environment of its owner.

    Raises:
        InputError: S301, S304 to S306.
    """
    folder = _private_folder(wishes.folder)
    with _held(folder), _database(wishes, folder) as (environment, addresses):
        yield {**environment, "MANUMIT_OWNER_URL": addresses.owner}


@contextlib.contextmanager
def _database(wishes: Wishes, folder: Path) -> Iterator[tuple[dict[str, str], Addresses]]:
    environment = _environment(wishes, folder)
    with embedded_database(folder) as addresses:
        environment["DATABASE_URL"] = addresses.application
        _prepare(folder, environment, addresses)
        yield environment, addresses


def _private_folder(folder: Path) -> Path:
    folder = folder.resolve()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("work", "files", "heads"):
            (folder / name).mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise SiteCode.NO_PRIVATE_FOLDER.error(Place.in_file(folder)) from error
    return folder


@contextlib.contextmanager
def _held(folder: Path) -> Iterator[None]:
    """One run in a folder at a time; the lock goes with the process, however it ends."""
    with (folder / "run.lock").open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            file.seek(0)
            process = file.read().strip() or "unknown"
            raise SiteCode.FOLDER_HELD.error(Place.in_file(folder), process=process) from error
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


def _check_port(wishes: Wishes) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, wishes.port))
        except OSError as error:
            raise SiteCode.ADDRESS_TAKEN.error(Place(), address=wishes.address) from error


def _environment(wishes: Wishes, folder: Path) -> dict[str, str]:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("MANUMIT_")}
    environment |= {
        "MANUMIT_MODE": "demo",
        "MANUMIT_SECRET_KEY_FILE": str(_secret(folder)),
        "MANUMIT_WORK": str(folder / "work"),
        "MANUMIT_KEY_RING": str(_key_ring(folder)),
        "MANUMIT_FILES": str(folder / "files"),
        "MANUMIT_LEDGER_KEY": str(_ledger_key(folder)),
        "MANUMIT_LEDGER_HEADS": str(folder / "heads"),
        "MANUMIT_BETWEEN_KEYS": str(_between_keys(folder)),
        "MANUMIT_BETWEEN_ADDRESS": f"{wishes.address.rstrip('/')}{PATH}",
        "MANUMIT_OWN_FILES": os.pathsep.join(str(one.resolve()) for one in wishes.own_files),
        "MANUMIT_CONTACTS": str((wishes.contacts or demo_contacts_file()).resolve()),
        "MANUMIT_STATISTICS_BASIS": _statistics_basis(wishes),
        "DJANGO_SETTINGS_MODULE": "manumit.web.site.settings",
    }
    return environment


def _statistics_basis(wishes: Wishes) -> str:
    """The operator's own; an invented one only beside invented people, where nobody named one."""
    invented = wishes.accounts or wishes.country or country_stamp(wishes).exists()
    return os.environ.get("MANUMIT_STATISTICS_BASIS", STATISTICS_BASIS if invented else "")


def _secret(folder: Path) -> Path:
    path = folder / "secret"
    if not path.exists():
        path.touch(0o600)
        path.write_text(secrets.token_urlsafe(64), "utf-8")
    return path


def _key_ring(folder: Path) -> Path:
    path = folder / "key-ring.json"
    if not path.exists():
        make_ring(path)
    return path


def _ledger_key(folder: Path) -> Path:
    path = folder / "ledger-key.pem"
    if not path.exists():
        new_key(path)
    return path


def _between_keys(folder: Path) -> Path:
    path = folder / "between-keys.json"
    if not path.exists():
        make_keys(path)
    return path


def _prepare(folder: Path, environment: Mapping[str, str], addresses: Addresses) -> None:
    """Tables and rights, unless this very set of migrations has been applied here."""
    stamp, wanted = folder / "prepared", _schema_version()
    if stamp.exists() and stamp.read_text("utf-8") == wanted:
        return
    owner = {**environment, "MANUMIT_OWNER_URL": addresses.owner}
    command = [*_manage(), "prepare_database"]
    subprocess.run(command, check=True, env=owner)  # noqa: S603 - our own command
    stamp.write_text(wanted, "utf-8")


def _load_country(wishes: Wishes, environment: dict[str, str], addresses: Addresses) -> None:
    """The invented country, once; a folder that has it says so, and keeps it."""
    stamp = country_stamp(wishes)
    if not wishes.country and not stamp.exists():
        return
    environment["MANUMIT_COUNTRY"] = "on"
    if stamp.exists():
        return
    owner = {**environment, "MANUMIT_OWNER_URL": addresses.owner}
    command = [*_manage(), "load_country", "--persons", str(wishes.country)]
    subprocess.run(command, check=True, env=owner)  # noqa: S603 - our own command
    stamp.write_text(f"{wishes.country}\n", "utf-8")


def country_stamp(wishes: Wishes) -> Path:
    """The file that says that a folder has the country, and with how many persons."""
    return wishes.folder.resolve() / "country"


def _schema_version() -> str:
    digest = hashlib.sha256(metadata.version("procrastinate").encode())
    root = Path(str(resources.files("manumit.web")))
    files = [
        *root.glob("**/migrations/*.py"),
        root / "site/management/commands/prepare_database.py",
    ]
    for file in sorted(files):
        digest.update(file.relative_to(root).as_posix().encode() + file.read_bytes())
    return digest.hexdigest()


def _manage() -> list[str]:
    return [sys.executable, "-m", "django"]


def _pages(wishes: Wishes) -> list[str]:
    return [
        sys.executable, "-m", "gunicorn", "manumit.web.site.wsgi",
        "--bind", f"{HOST}:{wishes.port}", "--worker-class", "gthread",
        "--workers", str(wishes.processes), "--threads", str(THREADS), "--preload",
        "--log-level", "warning",
        "--worker-tmp-dir", str(wishes.folder.resolve()), "--no-control-socket",
    ]  # fmt: skip


def _worker() -> list[str]:
    return [*_manage(), "procrastinate", "worker"]


@contextlib.contextmanager
def _program(
    command: Sequence[str], environment: Mapping[str, str], log: IO[bytes]
) -> Iterator[subprocess.Popen[bytes]]:
    """A program of ours in the background; what it has to say goes into the log."""
    # In a session of its own: Ctrl-C reaches this process alone, which then stops them in order.
    with subprocess.Popen(  # noqa: S603 - our own commands
        command, env=dict(environment), stdin=subprocess.DEVNULL, stdout=log, stderr=log,
        start_new_session=True,
    ) as program:  # fmt: skip
        try:
            yield program
        finally:
            program.terminate()
            try:
                program.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(program.pid, signal.SIGKILL)


def _wait_for_answer(
    wishes: Wishes, pages: subprocess.Popen[bytes], log: Path, *, said_before: int
) -> None:
    until = time.monotonic() + SECONDS_TO_ANSWER
    while time.monotonic() < until and pages.poll() is None:
        with contextlib.suppress(OSError), urllib.request.urlopen(wishes.address, timeout=5):  # noqa: S310 - our own address
            return
        time.sleep(0.05)
    said = log.read_bytes()[said_before:].decode(errors="replace").strip().splitlines()
    raise SiteCode.SERVER_WONT_START.error(
        Place(), log=f"{log.parent.name}/{log.name}", end="\n".join(said[-LINES_OF_LOG:])
    )
