"""Starts the pages with everything they need on one machine, and stops it all again.

For a look, a training, a demonstration: database, background work and pages in one folder. An
institution runs the three by its own means (docs/how-to/deployment.md).
"""

import contextlib
import fcntl
import hashlib
import os
import secrets
import signal
import socket
import ssl
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path
from typing import IO

from manumit.errors import Place
from manumit.instruments.contacts import demo_contacts_file
from manumit.recruitment.list_file import demo_list_file
from manumit.web.federation.keys import PATH, make_keys
from manumit.web.kernel.ledger.keys import new_key
from manumit.web.kernel.schema import WEB, migrations_digest
from manumit.web.kernel.vault.ring import make_ring
from manumit.web.site.codes import SiteCode
from manumit.web.site.embedded import Addresses, embedded_database

HOST = "127.0.0.1"
THREADS = 4
MOST_PROCESSES = 6
"""Each thread has two connections; the embedded database takes 60, for other programs too."""
SECONDS_TO_ANSWER = 180
"""On a busy machine; a process that has ended is noticed at once."""
LINES_OF_LOG = 20
STATISTICS_BASIS = "law: Statistics Act of an invented country, s. 4"
"""For invented people: without one nobody is counted (N301), and a statistician tries nothing."""


def cores() -> int:
    """How many processes answer pages here: one for each core, as far as the database bears it."""
    return min(os.process_cpu_count() or 1, MOST_PROCESSES)


@dataclass(frozen=True, slots=True, kw_only=True)
class LaunchOptions:
    """How it is started.

    Attributes:
        folder: for the data and for what is being worked on.
        port: on this machine only.
        own_files: instruments and languages beside the shipped ones.
        contacts: whom to ask; invented ones, marked so, if no file is given.
        recruiters: a list of recruiters; an invented one if no file is given.
        accounts: whether invented people can sign in; how, is printed on the terminal alone.
        country: how many persons of an invented country are loaded into an empty folder; 0 for
            none. Its people sign in by the cards of the first page.
        processes: how many answer pages; a process uses one core, and what waits for a database
            in it waits for its other threads too (decision 34).
    """

    folder: Path
    port: int
    own_files: Sequence[Path] = ()
    contacts: Path | None = None
    recruiters: Path | None = None
    accounts: bool = False
    country: int = 0
    processes: int = field(default_factory=cores)

    @property
    def address(self) -> str:
        """Of the first page."""
        return f"http://{HOST}:{self.port}/"


@contextlib.contextmanager
def run_platform(wishes: LaunchOptions) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Everything started and answering; stopped at the end. Gives the programs that run.

    Raises:
        InputError: S301, S302, S304 to S306, S309.
    """
    with contextlib.ExitStack() as stack:
        folder = _private_folder(wishes.folder)
        stack.enter_context(folder_lock(folder))
        require_free_port(HOST, wishes.port, wishes.address)
        environment, addresses = stack.enter_context(_database(wishes, folder))
        _load_country(wishes, environment, addresses)
        (folder / "pages.log").touch(0o600)
        log = stack.enter_context((folder / "pages.log").open("ab"))
        length_before = log.tell()
        programs = [
            stack.enter_context(program(command, environment, log))
            for command in (_pages(wishes), _worker())
        ]
        log_file = folder / "pages.log"
        wait_for_answer(wishes.address, programs[0], log_file, length_before=length_before)
        if wishes.accounts:
            command = [*_manage(), "demo_accounts"]
            subprocess.run(command, check=True, env=environment)  # noqa: S603 - our own command
        yield programs


@contextlib.contextmanager
def prepared_database(wishes: LaunchOptions) -> Iterator[dict[str, str]]:
    """The database with its tables, and nothing that uses it; gives the environment of its owner.

    Raises:
        InputError: S302, S304 to S306, S309.
    """
    folder = _private_folder(wishes.folder)
    with folder_lock(folder), _database(wishes, folder) as (environment, addresses):
        yield {**environment, "MANUMIT_OWNER_URL": addresses.owner}


@contextlib.contextmanager
def _database(wishes: LaunchOptions, folder: Path) -> Iterator[tuple[dict[str, str], Addresses]]:
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
def folder_lock(folder: Path) -> Iterator[None]:
    """One run in a folder at a time; the lock goes with the process, however it ends."""
    lock = folder / "run.lock"
    lock.touch(0o600)
    with lock.open("a+") as file:
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


def require_free_port(host: str, port: int, address: str) -> None:
    """Stops where something else answers.

    Raises:
        InputError: S301.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise SiteCode.ADDRESS_TAKEN.error(Place(), address=address) from error


def _environment(wishes: LaunchOptions, folder: Path) -> dict[str, str]:
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
        "MANUMIT_RECRUITERS": str((wishes.recruiters or demo_list_file()).resolve()),
        "MANUMIT_STATISTICS_BASIS": _statistics_basis(wishes),
        "DJANGO_SETTINGS_MODULE": "manumit.web.site.settings",
    }
    return environment


def _statistics_basis(wishes: LaunchOptions) -> str:
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
    """Make tables, triggers and rights, unless this very code has made them here before.

    Raises:
        InputError: S309 where other migrations made the tables: there is no way to change them.
    """
    stamp = folder / "prepared"
    wanted = [migrations_digest(), code_digest()]
    found = stamp.read_text("utf-8").split() if stamp.exists() else []
    if found == wanted:
        return
    if found and found[0] != wanted[0]:
        raise SiteCode.OTHER_FOLDER.error(Place.in_file(folder))
    owner = {**environment, "MANUMIT_OWNER_URL": addresses.owner}
    command = [*_manage(), "prepare_database"]
    subprocess.run(command, check=True, env=owner)  # noqa: S603 - our own command
    stamp.write_text("\n".join(wanted), "utf-8")


def code_digest() -> str:
    """Return a digest of all that declares tables, triggers and rights: any module may."""
    digest = hashlib.sha256(metadata.version("procrastinate").encode())
    for file in sorted(WEB.rglob("*.py")):
        digest.update(file.relative_to(WEB).as_posix().encode() + file.read_bytes())
    return digest.hexdigest()


def _load_country(wishes: LaunchOptions, environment: dict[str, str], addresses: Addresses) -> None:
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


def country_stamp(wishes: LaunchOptions) -> Path:
    """The file that says that a folder has the country, and with how many persons."""
    return wishes.folder.resolve() / "country"


def _manage() -> list[str]:
    return [sys.executable, "-m", "django"]


def _pages(wishes: LaunchOptions) -> list[str]:
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
def program(
    command: Sequence[str], environment: Mapping[str, str], log: IO[bytes]
) -> Iterator[subprocess.Popen[bytes]]:
    """A program of ours in the background; what it has to say goes into the log."""
    # In a session of its own: Ctrl-C reaches this process alone, which then stops them in order.
    with subprocess.Popen(  # noqa: S603 - our own commands
        command, env=dict(environment), stdin=subprocess.DEVNULL, stdout=log, stderr=log,
        start_new_session=True,
    ) as started:  # fmt: skip
        try:
            yield started
        finally:
            started.terminate()
            try:
                started.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(started.pid, signal.SIGKILL)


def wait_for_answer(
    address: str, pages: subprocess.Popen[bytes], log: Path, *, length_before: int
) -> None:
    """Wait until an address of this machine answers, whatever its certificate says.

    Raises:
        InputError: S305 with the end of the log.
    """
    unnamed = ssl.create_default_context()
    unnamed.check_hostname, unnamed.verify_mode = False, ssl.CERT_NONE
    until = time.monotonic() + SECONDS_TO_ANSWER
    while time.monotonic() < until and pages.poll() is None:
        with (
            contextlib.suppress(OSError),
            urllib.request.urlopen(address, timeout=5, context=unnamed),  # noqa: S310 - ours
        ):
            return
        time.sleep(0.05)
    output = log.read_bytes()[length_before:].decode(errors="replace").strip().splitlines()
    raise SiteCode.SERVER_WONT_START.error(
        Place(), log=f"{log.parent.name}/{log.name}", end="\n".join(output[-LINES_OF_LOG:])
    )
