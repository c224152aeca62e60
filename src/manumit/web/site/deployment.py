"""What an institution decides about its installation, read from the environment and checked.

Every insecure or missing value in production is an error here, before anything starts; what only
the database itself can tell is in :mod:`manumit.web.site.checks`, and the whole list in
:mod:`manumit.web.site.doctor`.
"""

import datetime as dt
import enum
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

from manumit.errors import InputError, Place, Problem
from manumit.recruitment.list_file import read_list
from manumit.terms import shipped_laws
from manumit.web.institutions.oidc import Provider, is_safe
from manumit.web.site.codes import SiteCode
from manumit.web.site.profiles import ALL, every_room, profiles

SHORTEST_SECRET = 50
FEWEST_CHARACTERS = 5
LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
DEFAULT_EXIT = "https://www.wikipedia.org/"
DEMO_LAW = "xx"
DEFAULT_LARGEST_UPLOAD = 50  # MB
SAFE_SSL = ("verify-full", "verify-ca")
HTTPS = 443
MAIL_PORTS = {"smtps": 465, "smtp+starttls": 587}  # never in clear


class Mode(enum.StrEnum):
    """For whom it runs."""

    DEMO = "demo"
    PRODUCTION = "production"


@dataclass(frozen=True, slots=True, repr=False)
class Mail:
    """How a neutral link to a new password is sent; its ``repr`` shows no password."""

    host: str
    port: int
    user: str
    password: str
    ssl: bool
    sender: str


@dataclass(frozen=True, slots=True, repr=False)
class Deployment:
    """One installation.

    Attributes:
        secret_key: signs forms; never shown.
        hosts: names that the pages answer to.
        database: parts of the connection, as the application's own role.
        owner: the same as the role that owns the tables; only while the database is prepared.
        own_files: instruments, texts and languages of the institution.
        law: rules by which visitors learn what they are owed; empty where none is named.
        contacts: whom to ask: a contacts file; None where the institution names nobody.
        recruiters: a published list of recruiters; None where the institution has none.
        special: the legal basis for keeping what reveals migration status, for identification and
            support alone (R-12, R-34); empty: it is not kept.
        exit_url: where the quick exit leads.
        uploads: whether a visitor may have a file assessed.
        largest_upload: bytes of a file, as it is sent.
        work: folder for files of visitors while they are worked on.
        key_ring: file of the keys that lock all others; None only in a demonstration.
        files: folder of sealed attachments; None only in a demonstration.
        ledger_key: file of the key that signs the ledger's heads; None only in a demonstration.
        ledger_heads: folder that these heads are exported to; None only in a demonstration.
        between_keys: file of the keys for other installations; None where nothing is exchanged.
        between_address: where other installations reach this one; empty where nothing is exchanged.
        mail: None where nothing is sent.
        oidc: the government provider that members may sign in with; None where there is none.
        statistics_basis: what counting people rests on: ``consent``, or ``law:`` and the article.
        country: whether an invented country is shown, with how its people sign in; in a
            demonstration alone.
        port: at which browsers reach the pages.
        direct: no server is in front, so that nobody's word about a sender or an encrypted
            connection counts.
        small_office: the folder of ``manumit start``, which makes and holds the conditions of an
            embedded database in production; None elsewhere.
        hidden_rooms: rooms that the profile does not show, by the name of their addresses.
        security_contact: where researchers report a weakness; empty where nobody is named.
    """

    mode: Mode
    secret_key: str
    hosts: tuple[str, ...]
    database: Mapping[str, str]
    owner: Mapping[str, str] | None
    own_files: tuple[Path, ...]
    contacts: Path | None
    recruiters: Path | None
    special: str
    exit_url: str
    uploads: bool
    largest_upload: int
    work: Path
    key_ring: Path | None
    files: Path | None
    ledger_key: Path | None
    ledger_heads: Path | None
    between_keys: Path | None
    between_address: str
    mail: Mail | None
    oidc: Provider | None
    statistics_basis: str
    country: bool = False
    law: str = ""
    port: int = HTTPS
    direct: bool = False
    small_office: Path | None = None
    security_contact: str = ""
    hidden_rooms: frozenset[str] = frozenset()

    @property
    def production(self) -> bool:
        """Whether real people's safety depends on it."""
        return self.mode is Mode.PRODUCTION

    @property
    def origin(self) -> str:
        """Scheme, first host name and port, as links to these pages begin."""
        port = "" if self.port == HTTPS else f":{self.port}"
        return f"{'https' if self.production else 'http'}://{self.hosts[0]}{port}"

    @property
    def exit_origin(self) -> str:
        """Scheme and host of the quick exit, for the content security policy."""
        parts = urlsplit(self.exit_url)
        return f"{parts.scheme}://{parts.netloc}"

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Deployment":
        """Reads and checks all of it.

        Raises:
            InputError: R609, R610, S101 to S125, every problem at once.
        """
        return _Reading(environment).deployment()


class _Reading:
    """One pass over the environment that collects every problem."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.environment = environment
        self.problems: list[Problem] = []
        self.mode = self._mode()

    def deployment(self) -> Deployment:
        found = Deployment(
            mode=self.mode,
            secret_key=self._secret(),
            hosts=self._hosts(),
            database=self._database("DATABASE_URL"),
            owner=self._owner(),
            own_files=tuple(self._paths("MANUMIT_OWN_FILES")),
            contacts=next(self._paths("MANUMIT_CONTACTS"), None),
            recruiters=self._recruiters(),
            special=self.environment.get("MANUMIT_SPECIAL", "").strip(),
            exit_url=self._exit(),
            # A stranger's file costs work: an institution that offers that says so.
            uploads=self._switch("MANUMIT_UPLOADS", default=self.mode is Mode.DEMO),
            largest_upload=self._megabytes("MANUMIT_LARGEST_UPLOAD_MB", DEFAULT_LARGEST_UPLOAD),
            work=next(self._paths("MANUMIT_WORK"), Path.cwd()),
            key_ring=self._key_ring(),
            files=self._apart("MANUMIT_FILES", SiteCode.NO_FILES),
            ledger_key=self._apart("MANUMIT_LEDGER_KEY", SiteCode.NO_LEDGER_KEY),
            ledger_heads=self._apart("MANUMIT_LEDGER_HEADS", SiteCode.NO_LEDGER_HEADS),
            between_keys=self._between_keys(),
            between_address=self.environment.get("MANUMIT_BETWEEN_ADDRESS", "").strip(),
            mail=self._mail(),
            oidc=self._oidc(),
            statistics_basis=self.environment.get("MANUMIT_STATISTICS_BASIS", ""),
            country=self._country(),
            law=self._law(),
            port=self._port(),
            direct=self._switch("MANUMIT_DIRECT", default=self.mode is Mode.DEMO),
            small_office=next(self._paths("MANUMIT_SMALL_OFFICE"), None),
            security_contact=self._security_contact(),
            hidden_rooms=self._hidden_rooms(),
        )
        if self.problems:
            raise InputError(self.problems)
        return found

    def _report(self, code: SiteCode, variable: str, **values: object) -> None:
        self.problems.append(code.problem(Place(field=variable), **values))

    def _mode(self) -> Mode:
        # What nobody has thought about is production.
        value = self.environment.get("MANUMIT_MODE", Mode.PRODUCTION)
        if value not in list(Mode):
            self._report(SiteCode.UNKNOWN_MODE, "MANUMIT_MODE", value=value)
            return Mode.PRODUCTION
        return Mode(value)

    def _secret(self) -> str:
        name = "MANUMIT_SECRET_KEY_FILE"
        value = self.environment.get("MANUMIT_SECRET_KEY", "")
        if self.environment.get(name):
            kept = self._kept_secret(name)
            if kept is None:
                return value
            value = kept
        if len(value) < SHORTEST_SECRET or len(set(value)) < FEWEST_CHARACTERS:
            self._report(SiteCode.NO_SECRET, name)
        return value

    def _kept_secret(self, name: str) -> str | None:
        """What is in a file that nobody else may read; None where there is no file."""
        path = Path(self.environment.get(name, ""))
        if not path.is_file():
            self._report(SiteCode.NO_SUCH_FILE, name, name=name)
            return None
        if path.stat().st_mode & 0o077:
            self._report(SiteCode.SECRET_IS_SHARED, name)
        return path.read_text("utf-8").strip()

    def _hosts(self) -> tuple[str, ...]:
        named = self.environment.get("MANUMIT_HOSTS", "")
        hosts = tuple(host.strip() for host in named.split(",") if host.strip())
        if self.mode is Mode.DEMO:
            return hosts or LOOPBACK
        if not hosts or any(host.startswith((".", "*")) for host in hosts):
            self._report(SiteCode.NO_HOSTS, "MANUMIT_HOSTS")
        return hosts

    def _owner(self) -> Mapping[str, str] | None:
        named = "MANUMIT_OWNER_URL" in self.environment
        return self._database("MANUMIT_OWNER_URL") if named else None

    def _database(self, name: str) -> Mapping[str, str]:
        url = self.environment.get(name, "")
        if not url:
            self._report(SiteCode.NO_DATABASE, name)
            return {}
        parts = _parts(url)
        if parts is None:
            self._report(SiteCode.NOT_POSTGRESQL, name)
            return {}
        if (
            _elsewhere(parts)
            and self.mode is Mode.PRODUCTION
            and parts.get("sslmode") not in SAFE_SSL
        ):
            self._report(SiteCode.DATABASE_IN_CLEAR, name)
        return {key: str(value) for key, value in parts.items()}

    def _paths(self, name: str) -> Iterator[Path]:
        for part in self.environment.get(name, "").split(os.pathsep):
            if not part:
                continue
            if Path(part).exists():
                yield Path(part).resolve()
            else:
                self._report(SiteCode.NO_SUCH_FILE, name, name=name)

    def _recruiters(self) -> Path | None:
        path = next(self._paths("MANUMIT_RECRUITERS"), None)
        if path is not None:
            try:
                read_list(path, today=dt.datetime.now(tz=dt.UTC).date())
            except InputError as error:
                self.problems += error.problems
        return path

    def _key_ring(self) -> Path | None:
        """Where the ring is, or will be: 'key_ring make' runs with these settings."""
        ring = self._apart("MANUMIT_KEY_RING", SiteCode.NO_KEY_RING)
        if ring is None:
            return None
        folders = ring.parent.resolve()
        named = self.environment.get("MANUMIT_FILES")
        files = Path(named).resolve() if named else None
        for folder in (folders, *folders.parents):
            # Every data folder of PostgreSQL holds this file.
            if folder == files or (folder / "PG_VERSION").exists():
                self._report(SiteCode.KEYS_BESIDE_DATA, "MANUMIT_KEY_RING")
                break
        return ring

    def _apart(self, name: str, missing: SiteCode) -> Path | None:
        value = self.environment.get(name)
        if not value and self.mode is Mode.PRODUCTION:
            self._report(missing, name)
        # Not resolved: the vault refuses a link, which has to be still there to be seen.
        return Path(value).absolute() if value else None

    def _between_keys(self) -> Path | None:
        """Where they are, or will be; apart from data, as the ring is. Optional, also for real."""
        value = self.environment.get("MANUMIT_BETWEEN_KEYS", "")
        if not value:
            return None
        folder = Path(value).absolute().parent.resolve()
        if any((one / "PG_VERSION").exists() for one in (folder, *folder.parents)):
            self._report(SiteCode.KEYS_BESIDE_DATA, "MANUMIT_BETWEEN_KEYS")
        return Path(value).absolute()

    def _mail(self) -> Mail | None:
        url = self.environment.get("MANUMIT_MAIL_URL")
        sender = self.environment.get("MANUMIT_MAIL_FROM")
        if not url:
            return None
        parts = urlsplit(url)
        if parts.scheme not in MAIL_PORTS or not parts.hostname or not sender:
            self._report(SiteCode.NO_MAIL, "MANUMIT_MAIL_URL")
            return None
        return Mail(
            host=parts.hostname,
            port=parts.port or MAIL_PORTS[parts.scheme],
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            ssl=parts.scheme == "smtps",
            sender=sender,
        )

    def _oidc(self) -> Provider | None:
        issuer = self.environment.get("MANUMIT_OIDC", "")
        if not issuer:
            return None
        demo = self.mode is Mode.DEMO
        if not is_safe(issuer, on_this_machine=demo) or urlsplit(issuer).query:
            self._report(SiteCode.NO_OIDC, "MANUMIT_OIDC")
        client = self.environment.get("MANUMIT_OIDC_CLIENT", "").strip()
        names = _names(self.environment.get("MANUMIT_OIDC_NAME", ""))
        for variable, given in (("MANUMIT_OIDC_CLIENT", client), ("MANUMIT_OIDC_NAME", names)):
            if not given:
                self._report(SiteCode.OIDC_IN_PART, variable, name=variable)
        file = "MANUMIT_OIDC_SECRET_FILE"
        secret = self._kept_secret(file)
        if secret == "":
            self._report(SiteCode.OIDC_IN_PART, file, name=file)
        acr = frozenset(self.environment.get("MANUMIT_OIDC_ACR", "").split())
        return Provider(issuer, client, secret or "", names, acr)

    def _exit(self) -> str:
        value = self.environment.get("MANUMIT_EXIT_URL", DEFAULT_EXIT)
        parts = urlsplit(value)
        if parts.scheme != "https" or not parts.netloc or set(value) & set(" ;,'\"\r\n"):
            self._report(SiteCode.NO_EXIT, "MANUMIT_EXIT_URL")
        return value

    def _country(self) -> bool:
        wanted = self._switch("MANUMIT_COUNTRY", default=False)
        if wanted and self.mode is not Mode.DEMO:
            self._report(SiteCode.COUNTRY_IN_PRODUCTION, "MANUMIT_COUNTRY")
        return wanted and self.mode is Mode.DEMO

    def _law(self) -> str:
        """The law of the country; the invented one in a demonstration that names none."""
        value = self.environment.get("MANUMIT_LAW", "").strip()
        if value and value not in shipped_laws():
            known = ", ".join(shipped_laws())
            self._report(SiteCode.NO_SUCH_LAW, "MANUMIT_LAW", value=value, known=known)
        return value or (DEMO_LAW if self.mode is Mode.DEMO else "")

    def _switch(self, name: str, *, default: bool) -> bool:
        value = self.environment.get(name, "")
        if value not in ("", "on", "off"):
            self._report(SiteCode.NOT_YES_OR_NO, name, name=name)
        return default if not value else value == "on"

    def _port(self) -> int:
        value = self.environment.get("MANUMIT_PORT", "") or str(HTTPS)
        if not (value.isascii() and value.isdigit() and 0 < int(value) < 1 << 16):
            self._report(SiteCode.NOT_A_PORT, "MANUMIT_PORT")
            return HTTPS
        return int(value)

    def _hidden_rooms(self) -> frozenset[str]:
        """All rooms but those of the profile and those that were switched on beside it."""
        profile = self.environment.get("MANUMIT_PROFILE", "") or ALL
        if profile not in profiles():
            known = ", ".join(profiles())
            self._report(SiteCode.NO_SUCH_PROFILE, "MANUMIT_PROFILE", known=known)
            return frozenset()
        more = frozenset(self.environment.get("MANUMIT_ROOMS", "").replace(",", " ").split())
        if unknown := more - every_room():
            known = ", ".join(sorted(every_room()))
            self._report(SiteCode.NO_SUCH_ROOM, "MANUMIT_ROOMS", value=min(unknown), known=known)
        # Withdrawals of consent arrive from partners: where keys are set, nothing turns them away.
        exchanging = {"federation"} if self.environment.get("MANUMIT_BETWEEN_KEYS") else set()
        return every_room() - profiles()[profile].rooms - more - exchanging

    def _security_contact(self) -> str:
        value = self.environment.get("MANUMIT_SECURITY_CONTACT", "").strip()
        if value and (not value.startswith(("mailto:", "https://")) or len(value.split()) > 1):
            self._report(SiteCode.NO_SECURITY_CONTACT, "MANUMIT_SECURITY_CONTACT")
        return value

    def _megabytes(self, name: str, default: int) -> int:
        value = self.environment.get(name, "") or str(default)
        if not (value.isascii() and value.isdigit() and int(value) > 0):
            self._report(SiteCode.NOT_A_SIZE, name, name=name)
            return 0
        return int(value) * 1_000_000


def _names(text: str) -> dict[str, str]:
    """Names by language tag: ``en=National sign-in;fr=...``, or one for all languages."""
    if "=" not in text:
        return {"en": text.strip()} if text.strip() else {}
    parts = (part.partition("=") for part in text.split(";"))
    return {tag.strip(): name.strip() for tag, _, name in parts if tag.strip() and name.strip()}


def _elsewhere(parts: Mapping[str, Any]) -> bool:
    """Whether any of the addresses is on another machine, or is named where we can't see it."""
    named = [str(parts.get(name) or "") for name in ("host", "hostaddr")]
    hosts = [host for one in named for host in one.split(",")]
    here = all(host in ("", *LOOPBACK, "::1") or host.startswith("/") for host in hosts)
    return not here or "service" in parts


def _parts(url: str) -> dict[str, Any] | None:
    """Parts of the address of a PostgreSQL database; None if it is not one."""
    try:
        return conninfo_to_dict(url) if url.startswith(("postgresql://", "postgres://")) else None
    except ProgrammingError:
        return None
