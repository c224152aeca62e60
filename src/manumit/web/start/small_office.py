"""The folder of ``manumit start``: where everything is, its settings, and how far it came.

One folder holds keys, database, files and settings of one small office, for one user of the
machine: folders 0700, files of secrets 0600. The settings name no secret, only where it is.
"""

import datetime as dt
import json
import os
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from manumit.errors import InputError, Place
from manumit.web.site.embedded import APPLICATION, DATABASE, LONGEST_SOCKET, OWNER
from manumit.web.start.answers import StartAnswers, read_answers, write_answers
from manumit.web.start.codes import StartCode

PRIVATE = 0o700
STATE_SCHEMA = "manumit/start-state/1"
FOLDERS = ("keys", "tls", "files", "work", "heads", "to-the-safe")


@dataclass(frozen=True, slots=True)
class SmallOffice:
    """One folder and the names of what is in it."""

    folder: Path

    @property
    def answers_file(self) -> Path:
        """What was answered."""
        return self.folder / "answers.yaml"

    @property
    def settings_file(self) -> Path:
        """Variables of the environment, one a line, as systemd reads them too."""
        return self.folder / "settings.env"

    @property
    def secret(self) -> Path:
        """The file that signs forms."""
        return self.folder / "keys" / "secret"

    @property
    def ring(self) -> Path:
        """The file of the keys that lock all others."""
        return self.folder / "keys" / "key-ring.json"

    @property
    def ledger_key(self) -> Path:
        """The file of the key that signs the ledger's heads."""
        return self.folder / "keys" / "ledger.pem"

    @property
    def prepared_by(self) -> Path:
        """The digest of the code that installed triggers and rights last."""
        return self.folder / "prepared"

    @property
    def recipients(self) -> Path:
        """The public key for which backups are locked."""
        return self.folder / "keys" / "backup.pem.pub"

    @property
    def identity(self) -> Path:
        """The private key of backups, until the folder is taken to the safe."""
        return self.folder / "to-the-safe" / "backup.pem"

    @property
    def safe_page(self) -> Path:
        """The page for the safe."""
        return self.folder / "to-the-safe" / "page-for-the-safe.txt"

    @property
    def wall_page(self) -> Path:
        """The page for the wall: nothing secret, and nobody's name."""
        return self.folder / "page-for-the-wall.txt"

    @property
    def invitations(self) -> Path:
        """Links for the first two people, each for one person, until they are used."""
        return self.folder / "invitations.txt"

    @property
    def certificate(self) -> Path:
        """The certificate of the pages, with its key beside it."""
        return self.folder / "tls" / "certificate.pem"

    @property
    def certificate_key(self) -> Path:
        """The private key of the certificate."""
        return self.folder / "tls" / "key.pem"

    def make_folders(self) -> None:
        """Make what is missing, for this user alone.

        Raises:
            InputError: S504 where the database's socket would have too long a path.
        """
        longest = LONGEST_SOCKET - len("/postgres")
        if len(os.fsencode(self.folder)) > longest:
            raise StartCode.PATH_TOO_LONG.error(Place.in_file(self.folder), longest=longest)
        self.folder.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
        # PostgreSQL does not run as root: its own user has to pass through, and sees nothing.
        self.folder.chmod(0o711 if os.geteuid() == 0 else PRIVATE)
        for name in FOLDERS:
            if name != "to-the-safe" or "pages" not in self.done():
                (self.folder / name).mkdir(mode=PRIVATE, exist_ok=True)

    def answers(self) -> StartAnswers:
        """Return what was answered.

        Raises:
            InputError: I101, I102, S501.
        """
        return read_answers(self.answers_file)

    def done(self) -> dict[str, str]:
        """Return the steps that were recorded as done, with their time."""
        try:
            document = json.loads((self.folder / "start.json").read_text("utf-8"))
        except FileNotFoundError:
            return {}
        steps: dict[str, str] = document["steps"]
        return steps

    def record_step(self, step: str) -> None:
        """Record that a step is done; a kill leaves the older record whole."""
        now = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
        document = {"schema": STATE_SCHEMA, "steps": self.done() | {step: now}}
        write_private(self.folder / "start.json", json.dumps(document, indent=1) + "\n")

    def address(self, role: str, database: str = DATABASE) -> str:
        """Return how a role connects: over a socket that only this user reaches."""
        socket = quote(str(self.folder / "postgres"), safe="")
        return f"postgresql://{role}@/{database}?host={socket}"

    def settings(self) -> dict[str, str]:
        """Return the settings that were written, by variable.

        Raises:
            InputError: S506.
        """
        try:
            lines = self.settings_file.read_text("utf-8").splitlines()
        except FileNotFoundError:
            raise StartCode.NOT_SET_UP.error(Place.in_file(self.folder)) from None
        parts = (line.partition("=") for line in lines if line and not line.startswith("#"))
        return {name: json.loads(v) if v.startswith('"') else v for name, _, v in parts}

    def environment(self, *, owner: bool = False) -> dict[str, str]:
        """Return the environment of its programs; nothing of another installation is in it.

        Args:
            owner: with the address of the tables' owner, for one command alone.

        Raises:
            InputError: S506.
        """
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith("MANUMIT_") and name != "DATABASE_URL"
        }
        kept["DJANGO_SETTINGS_MODULE"] = "manumit.web.site.settings"
        more = {"MANUMIT_OWNER_URL": self.address(OWNER)} if owner else {}
        return kept | self.settings() | more

    def first_settings(self, answers: StartAnswers) -> dict[str, str]:
        """Return the settings that follow from the answers; none of them is a secret."""
        return {
            "MANUMIT_MODE": "production",
            "MANUMIT_PROFILE": answers.profile,
            "MANUMIT_SMALL_OFFICE": str(self.folder),
            "MANUMIT_HOSTS": ",".join(dict.fromkeys((answers.host, "localhost"))),
            "MANUMIT_PORT": str(answers.port),
            "MANUMIT_DIRECT": "on",
            "DATABASE_URL": self.address(APPLICATION),
            "MANUMIT_SECRET_KEY_FILE": str(self.secret),
            "MANUMIT_KEY_RING": str(self.ring),
            "MANUMIT_LEDGER_KEY": str(self.ledger_key),
            "MANUMIT_LEDGER_HEADS": str(self.folder / "heads"),
            "MANUMIT_FILES": str(self.folder / "files"),
            "MANUMIT_WORK": str(self.folder / "work"),
            "MANUMIT_EXIT_URL": answers.exit_url,
            "MANUMIT_STATISTICS_BASIS": answers.counting,
            "MANUMIT_SPECIAL": answers.migration_status,
            "MANUMIT_CONTACTS": "" if answers.contacts is None else str(answers.contacts),
        }


def as_lines(settings: Mapping[str, str]) -> str:
    """Return settings as the lines of a file for systemd's ``EnvironmentFile``."""
    head = (
        "# Settings of this installation (docs/how-to/deployment.md). None of them is a secret.\n"
    )
    lines = (f"{k}={json.dumps(v, ensure_ascii=False)}" for k, v in settings.items() if v)
    return head + "\n".join(lines) + "\n"


def write_private(path: Path, text: str, *, mode: int = 0o600) -> None:
    """Write a file in one step, for this user alone: a kill leaves the older one, or none."""
    handle, name = tempfile.mkstemp(prefix=".new-", dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(mode)
        Path(name).replace(path)
    finally:
        Path(name).unlink(missing_ok=True)


def made_once(path: Path, make: Callable[[Path], object]) -> None:
    """Make a file of keys that is not there yet; a kill leaves it whole or not there.

    Args:
        path: the private half; its public half, where there is one, has ``.pub`` after it.
        make: writes the file, and refuses to replace one.
    """
    if path.exists():
        return
    beside = path.with_name(f".new-{path.name}")
    public, beside_public = (one.with_name(f"{one.name}.pub") for one in (path, beside))
    for left in (beside, beside_public):
        left.unlink(missing_ok=True)
    make(beside)
    if beside_public.exists():
        beside_public.replace(public)
    beside.replace(path)  # last: a private half is never without its public one


def office_at(folder: Path) -> SmallOffice:
    """Return the office of a folder that was set up to its end.

    Raises:
        InputError: S506.
    """
    office = SmallOffice(folder.resolve())
    if not office.settings_file.exists():
        raise StartCode.NOT_SET_UP.error(Place.in_file(office.folder))
    return office


def take_answers(office: SmallOffice, given: StartAnswers | None) -> None:
    """Keep the answers of the first start; a later start may repeat them, not change them.

    Raises:
        InputError: S502, S507, S508.
    """
    if given is None:
        return
    if office.answers_file.exists():
        if office.answers() != given:
            raise StartCode.OTHER_ANSWERS.error(Place.in_file(office.answers_file))
        return
    for folder in (given.backup_data, given.backup_keys):
        if folder.is_relative_to(office.folder):
            raise InputError([StartCode.BACKUP_WITHIN.problem(Place.in_file(folder))])
        # A new office would end older parts of the keys: those of a lost machine are all there is.
        if any(one for part in ("data", "keys") for one in folder.glob(f"{part}-*")):
            raise InputError([StartCode.BACKUPS_THERE.problem(Place.in_file(folder))])
    write_private(office.answers_file, write_answers(given))
