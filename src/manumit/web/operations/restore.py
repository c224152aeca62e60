"""Restores into an empty database. Whoever was erased since stays erased."""

import contextlib
import itertools
import json
import re
import tarfile
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.conf import settings
from django.core.management import call_command
from django.db import Error as DatabaseError
from django.db import connections, transaction
from django.db.migrations.loader import MigrationLoader

from manumit.errors import Place
from manumit.web.kernel.ledger.codes import LedgerCode
from manumit.web.kernel.ledger.heads import heads_folder
from manumit.web.kernel.ledger.models import INSTALLATION
from manumit.web.kernel.ledger.services import Act, record
from manumit.web.kernel.ledger.verify import verify
from manumit.web.kernel.schema import migrations_digest
from manumit.web.kernel.vault.attachments import delete_files
from manumit.web.kernel.vault.folder import files_folder
from manumit.web.kernel.vault.models import Attachment, IndexedPerson
from manumit.web.operations import database
from manumit.web.operations.backup import CONTENTS, DATABASE, FILES, KIND, PEOPLE, ROLE
from manumit.web.operations.codes import OperationsCode
from manumit.web.operations.erased import ErasedPerson, export_erased
from manumit.web.operations.parts import DATA, KEYS, Manifest, copy_part
from manumit.web.operations.recipients import as_reader, unlock

CUT_OFF, WITHOUT_LIST = "older_than_the_heads", "without_erased_list"
_SEALED_FILE = re.compile(r"[0-9a-f]{2}/[0-9a-f]{32}")


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoreSource:
    """What is restored.

    Attributes:
        data, keys: the two parts.
        data_identity, keys_identity: private keys of recipients.
        trusted: whose signature of a part, and of heads, counts.
        erased: the list outside; None where it is lost for good.
    """

    data: Path
    keys: Path
    data_identity: X25519PrivateKey
    keys_identity: X25519PrivateKey
    trusted: Sequence[Ed25519PublicKey]
    erased: Mapping[str, ErasedPerson] | None


@dataclass(frozen=True, slots=True)
class RestoreResult:
    """What was done.

    Attributes:
        taken_at: the moment that the data show.
        rows, files, people: rows of tables, sealed files, living keys of people.
        erased_again: people in the data who had been erased after it was backed up.
        set_aside: the folder of the heads of what the backup lacks; None where it lacks nothing.
    """

    taken_at: str
    rows: int
    files: int
    people: int
    erased_again: int
    set_aside: Path | None


def restore(source: RestoreSource) -> RestoreResult:
    """Restores both parts, or nothing.

    First both are copied to where nobody else writes, and every byte is compared. The copies are
    loaded, then the ledger is verified against the heads outside. The keys of whoever was erased
    are never loaded.

    Raises:
        InputError: E101 to E103, E109, E201 to E213, L202 to L205, V404.
    """
    with tempfile.TemporaryDirectory(prefix="restoring-", dir=settings.MANUMIT.work) as place:
        own = replace(source, data=Path(place, DATA), keys=Path(place, KEYS))
        own.data.mkdir()
        own.keys.mkdir()
        data = copy_part(source.data, DATA, source.trusted, own.data)
        keys = copy_part(source.keys, KEYS, source.trusted, own.keys)
        if keys.taken_at < data.taken_at:
            raise OperationsCode.KEYS_OLDER.error(Place.in_file(source.keys))
        return _all_or_nothing(own, data)


def _all_or_nothing(source: RestoreSource, data: Manifest) -> RestoreResult:
    contents = json.loads(b"".join(unlock(source.data / CONTENTS, source.data_identity)))
    _check_known(contents, data)
    files = files_folder()
    if not database.is_empty() or any(files.iterdir()):
        raise OperationsCode.NOT_EMPTY.error(Place())
    try:
        return _restored(source, data, contents)
    except BaseException:
        # Both were empty before, so all that is there was put there just now.
        _close()
        database.drop_all()
        for one in files.glob("*/*"):
            one.unlink()
        raise


def _check_known(contents: Mapping[str, Any], data: Manifest) -> None:
    known = MigrationLoader(None).disk_migrations
    if any(tuple(one) not in known for one in contents["migrations"]):
        raise OperationsCode.TOO_NEW.error(Place(), version=data.version)
    # The names of initial migrations stay the same when they are written anew.
    if contents.get("tables") != migrations_digest():
        raise OperationsCode.OTHER_TABLES.error(Place(), version=data.version)


def _restored(source: RestoreSource, data: Manifest, contents: Mapping[str, Any]) -> RestoreResult:
    dump = source.data / DATABASE
    for section in ("pre-data", "data"):
        _load(dump, source.data_identity, section)
    stones = dict(source.erased or {})
    people = database.add_keys(_keys(source, stones))
    # Now the keys are there that rows of other tables point to.
    _load(dump, source.data_identity, "post-data")
    if database.counts() != contents["counts"]:
        raise OperationsCode.NOT_WHAT_WAS.error(Place.in_file(dump))
    files = _unpack(source.data / FILES, source.data_identity)
    call_command("prepare_database")
    set_aside = _verified(source, data)
    erased_again = _erase_again(data)
    _record(source, set_aside=set_aside is not None)
    export_erased()
    return RestoreResult(
        data.taken_at.isoformat(), sum(contents["counts"].values()), files, people, erased_again,
        set_aside,
    )  # fmt: skip


def _load(dump: Path, identity: X25519PrivateKey, section: str) -> None:
    with contextlib.closing(unlock(dump, identity)) as pieces:
        database.load_section(pieces, section)


def _keys(
    source: RestoreSource, stones: Mapping[str, ErasedPerson]
) -> Iterator[Mapping[str, str | None]]:
    """Rows of the table of keys; those who were erased since are tombstones.

    Raises:
        InputError: E212 once all were seen, where the list lacks who is a tombstone here.
    """
    missing = 0
    for line in as_reader(unlock(source.keys / PEOPLE, source.keys_identity)):
        row: dict[str, str | None] = json.loads(line)
        stone = stones.get(str(row["subject"]))
        missing += stone is None and row["wrapped"] is None
        if stone is not None and row["wrapped"] is not None:
            row |= {
                "wrapped": None, "hold_reason": "", "hold_until": None,
                "erased_at": stone.at, "erased_reason": stone.reason, "erased_by": stone.by,
            }  # fmt: skip
        yield row
    if missing and source.erased is not None:
        raise OperationsCode.ERASED_LIST_SHORT.error(Place(), missing=missing)


def _unpack(path: Path, identity: X25519PrivateKey) -> int:
    folder, count = files_folder(), 0
    with tarfile.open(fileobj=as_reader(unlock(path, identity)), mode="r|") as archive:
        for entry in archive:
            if not entry.isfile() or not _SEALED_FILE.fullmatch(entry.name):
                raise OperationsCode.CANT_OPEN.error(Place.in_file(path))
            _put(archive.extractfile(entry), folder / entry.name)
            count += 1
    return count


def _put(content: IO[bytes] | None, path: Path) -> None:
    path.parent.mkdir(mode=0o700, exist_ok=True)
    path.touch(0o600)
    path.write_bytes(b"" if content is None else content.read())


def _verified(source: RestoreSource, data: Manifest) -> Path | None:
    """Verifies the ledger; heads of what came after the backup are set aside, not lost."""
    heads = heads_folder()
    found = verify([heads], source.trusted)
    codes = sorted({problem.code for problem in found.problems})
    cut_off = LedgerCode.CUT_OFF.code
    if set(codes) - {cut_off}:
        raise OperationsCode.LEDGER_WRONG.error(Place(), codes=", ".join(codes))
    if cut_off not in codes:
        return None
    aside = _new_folder(heads, f"before-restoring-{data.taken_at:%Y%m%dT%H%M%SZ}")
    for file in heads.glob("*.jsonl"):
        file.rename(aside / file.name)
    return aside


def _new_folder(within: Path, name: str) -> Path:
    """A new folder; a part that is restored once more gets one with a number."""
    for number in itertools.count(1):
        made = within / (name if number == 1 else f"{name}-{number}")
        with contextlib.suppress(FileExistsError):
            made.mkdir(mode=0o700)
            break
    return made


def _erase_again(data: Manifest) -> int:
    """What erasing did to the rows and files that the older data still had."""
    with transaction.atomic():
        entries = IndexedPerson.objects.filter(subject__erased_at__isnull=False)
        files = Attachment.objects.filter(subject__erased_at__isnull=False)
        names = list(files.values_list("pk", flat=True))
        stones = connections["default"].cursor()
        stones.execute(
            "SELECT subject FROM vault_personkey WHERE erased_at > %s ORDER BY 1", [data.taken_at]
        )
        again = [row[0] for row in stones.fetchall()]
        for subject in again:
            record(
                Act(
                    act="erase",
                    institution=INSTALLATION,
                    role=ROLE,
                    kind="person",
                    resource=subject,
                )
            )
        entries.delete()
        files.delete()
        transaction.on_commit(lambda: delete_files(names))
    return len(again)


def _record(source: RestoreSource, *, set_aside: bool) -> None:
    reason = CUT_OFF if set_aside else ""
    with transaction.atomic():
        for one in {reason, WITHOUT_LIST if source.erased is None else reason}:
            record(Act(act="restore", institution=INSTALLATION, role=ROLE, kind=KIND, reason=one))


def _close() -> None:
    """Connections of this process, which would wait for each other."""
    for alias in connections:
        try:
            connections[alias].close()
        except DatabaseError:
            connections[alias].connection = None
