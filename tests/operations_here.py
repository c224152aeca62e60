"""An installation of its own for tests of backups: database, keys, files, ledger, recipients."""

import contextlib
import hashlib
import io
import shutil
import subprocess
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connections, transaction
from django.utils import timezone
from psycopg import sql

from manumit.web.kernel.ledger import keys
from manumit.web.kernel.ledger.services import Act, record
from manumit.web.kernel.vault.attachments import attach
from manumit.web.kernel.vault.keys import new_subject
from manumit.web.kernel.vault.models import Attachment
from manumit.web.kernel.vault.ring import make_ring
from manumit.web.kernel.vault.search import index_person
from manumit.web.operations import database
from manumit.web.operations.recipients import new_pair, read_identity, unlock
from manumit.web.site.embedded import DATABASE, Addresses, make_database
from web_database import make_prepared

ALIASES = ("default", "ledger", "owner")
OWNER = "manumit_owner"


@dataclass(frozen=True)
class Installation:
    """Folders of one installation; its databases are made and dropped by name."""

    root: Path
    addresses: Addresses
    institution: uuid.UUID

    @property
    def heads(self) -> Path:
        return self.root / "heads"

    @property
    def files(self) -> Path:
        return self.root / "files"

    @property
    def identity(self) -> Path:
        return self.root / "away" / "backup.pem"

    @property
    def recipients(self) -> Path:
        return self.root / "away" / "backup.pem.pub"

    def folder(self, name: str) -> Path:
        made = self.root / name
        made.mkdir(exist_ok=True)
        return made

    def make(self, name: str) -> None:
        with psycopg.connect(self.addresses.administrator, autocommit=True) as made:
            make_database(made, name)

    def make_prepared(self, name: str) -> None:
        make_prepared(self.addresses, name)

    def drop(self, name: str) -> None:
        for alias in ALIASES:
            connections[alias].close()
        with psycopg.connect(self.addresses.administrator, autocommit=True) as made:
            made.execute(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
            )

    def empty_files(self) -> None:
        shutil.rmtree(self.files)
        self.files.mkdir(mode=0o700)

    def plant(self, name: str, patterns: list[str]) -> list[str]:
        """Add a row to each table that no backup may hold; return the tables."""
        address = self.addresses.administrator.replace(f"/{DATABASE}?", f"/{name}?")
        with psycopg.connect(address) as server:
            found = tables_like(server, patterns)
            for table in found:
                plant_row(server, table)
        return found

    def bring_back(self, name: str, subject: uuid.UUID, wrapped: bytes) -> None:
        """Put an old key back, as somebody does who owns the server."""
        address = self.addresses.administrator.replace(f"/{DATABASE}?", f"/{name}?")
        with psycopg.connect(address) as server:
            server.execute("SET session_replication_role = replica")
            server.execute(
                "UPDATE vault_personkey SET wrapped = %s, erased_at = NULL WHERE subject = %s",
                [wrapped, subject],
            )

    def recorded(self, count: int = 1) -> None:
        for _ in range(count):
            with transaction.atomic():
                record(Act(act="read_file", institution=self.institution, role="operator"))

    def person(self, name: str, statement: str) -> Attachment:
        """Somebody with an entry of the index and a sealed file."""
        subject = new_subject()
        index_person(subject, "office", names=[name])
        return attach(subject, f"{name}.txt", statement.encode(), about=statement)

    def back_up(self, *, to: Path | None = None, keys_to: Path | None = None) -> str:
        shown = io.StringIO()
        call_command("back_up", to=to, keys_to=keys_to, recipients=self.recipients, stdout=shown)
        return shown.getvalue()

    def restore(self, data: Path, keys_part: Path, *more: str) -> str:
        shown = io.StringIO()
        call_command(
            "restore", "--from", str(data), "--keys", str(keys_part), "--identity",
            str(self.identity), *more, stdout=shown,
        )  # fmt: skip
        return shown.getvalue()

    def in_words(self, data: Path) -> str:
        """A dump as SQL: what somebody reads who has the data part and the private key to it."""
        dump = b"".join(unlock(data / "database.sealed", read_identity(self.identity)))
        return subprocess.run(
            [database._program("pg_restore"), "--file=-"], input=dump, capture_output=True,
            check=True,
        ).stdout.decode()  # fmt: skip


def planted_bytes(table: str) -> bytes:
    """Return 32 bytes that a row planted in the table holds, and no other."""
    return hashlib.sha256(f"planted in {table}".encode()).digest()


def plant_row(server: psycopg.Connection, table: str) -> None:
    """Add a row with :func:`planted_bytes` to a table, past its triggers and foreign keys.

    A check that refuses the row fails the test: then the values below have to fit it.
    """
    columns = server.execute(
        "SELECT column_name, data_type, udt_name, character_maximum_length"
        " FROM information_schema.columns WHERE table_schema = 'public' AND table_name = %s"
        " AND is_generated = 'NEVER' AND is_identity = 'NO'"
        " AND (is_nullable = 'NO' OR data_type = 'bytea') AND column_default IS NULL",
        [table],
    ).fetchall()
    planted = planted_bytes(table)
    values: dict[str, Any] = {}
    for name, kind, enum, longest in columns:
        match kind:
            case "bytea":
                values[name] = planted
            case "text" | "character varying":
                word = _TEXTS_OF.get((table, name)) or _TEXTS.get(name)
                values[name] = word or planted.hex()[:longest]
            case "uuid":
                values[name] = uuid.uuid4()
            case "boolean":
                values[name] = False
            case "inet":
                values[name] = "192.0.2.1"
            case "json" | "jsonb":
                values[name] = "{}"
            case "date" | "timestamp with time zone":
                values[name] = timezone.now()
            case "USER-DEFINED":
                shown = server.execute(f"SELECT (enum_range(NULL::{enum}))[1]::text").fetchone()
                values[name] = shown and shown[0]
            case _:
                values[name] = 1
    names = sql.SQL(", ").join(map(sql.Identifier, values))
    places = sql.SQL(", ").join([sql.Placeholder()] * len(values))
    adding = sql.SQL("INSERT INTO {} ({}) VALUES ({})")
    server.execute("SET LOCAL session_replication_role = replica")
    server.execute(
        adding.format(sql.Identifier(table), names, places) if values
        else sql.SQL("INSERT INTO {} DEFAULT VALUES").format(sql.Identifier(table)),
        list(values.values()),
    )  # fmt: skip


_TEXTS = {"stage": "looking", "state": "waiting"}
_TEXTS_OF = {("workplaces_registerimport", "stage"): "checking"}
"""Values of columns that only take one of a few words; of single tables."""


def tables_like(server: psycopg.Connection, patterns: list[str]) -> list[str]:
    """Return the tables that the patterns of PostgreSQL's dump name."""
    like = [one.replace("_", r"\_").replace("*", "%") for one in patterns]
    found = server.execute(
        "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        " AND tablename LIKE ANY (%s) ORDER BY 1",
        [like],
    )
    return [table for (table,) in found.fetchall()]


@contextlib.contextmanager
def entered(name: str) -> Iterator[None]:
    """All connections lead to another database of the same server."""
    before = {}
    for alias in ALIASES:
        connections[alias].close()
        before[alias] = connections[alias].settings_dict["NAME"]
        connections[alias].settings_dict["NAME"] = name
    try:
        yield
    finally:
        for alias in ALIASES:
            connections[alias].close()
            connections[alias].settings_dict["NAME"] = before[alias]


@contextlib.contextmanager
def installation(addresses: Addresses, root: Path) -> Iterator[Installation]:
    """Keys and folders made, settings that name them, and a connection as the tables' owner."""
    here = Installation(root, addresses, uuid.uuid4())
    for name in ("heads", "files", "away"):
        (root / name).mkdir(mode=0o700)
    make_ring(root / "ring.json")
    keys.new_key(root / "ledger.pem")
    new_pair(here.identity)
    connections.settings["owner"] = connections.settings["default"] | {
        "USER": OWNER, "HOST": addresses.owner.partition("?host=")[2].replace("%2F", "/")
    }  # fmt: skip
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            settings, "MANUMIT",
            replace(
                settings.MANUMIT, ledger_key=root / "ledger.pem", ledger_heads=here.heads,
                work=here.folder("work"),
            ),
        )  # fmt: skip
        patch.setattr(settings, "MANUMIT_KEY_RING", root / "ring.json")
        patch.setattr(settings, "MANUMIT_FILES", here.files)
        yield here
    connections["owner"].close()
    del connections["owner"], connections.settings["owner"]
