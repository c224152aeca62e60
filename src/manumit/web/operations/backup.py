"""Makes backups: data and keys apart, each locked for people who are elsewhere."""

import datetime as dt
import io
import json
from collections.abc import Iterator, Mapping
from importlib import metadata
from pathlib import Path
from typing import Any

from django.db import connections, transaction
from django.db.migrations.recorder import MigrationRecorder

from manumit.errors import Place
from manumit.web.kernel.ledger.keys import signing_key
from manumit.web.kernel.ledger.models import INSTALLATION
from manumit.web.kernel.ledger.services import Act, record
from manumit.web.kernel.schema import migrations_digest
from manumit.web.kernel.vault.folder import files_folder
from manumit.web.kernel.vault.models import Attachment
from manumit.web.operations import database
from manumit.web.operations.codes import OperationsCode
from manumit.web.operations.erased import export_erased
from manumit.web.operations.parts import DATA, KEYS, check_folder, new_part, open_private, sign_part
from manumit.web.operations.recipients import Recipients, as_reader, lock, pipe_from, write_archive

CONTENTS, DATABASE, FILES = "contents.sealed", "database.sealed", "files.sealed"
PEOPLE = "keys.sealed"
ROLE, KIND = "operator", "backup"


def check_separate(data: Path, keys: Path) -> None:
    """Whether two folders are two places.

    Raises:
        InputError: E105.
    """
    one, other = data.resolve(), keys.resolve()
    if one == other or one in other.parents or other in one.parents:
        raise OperationsCode.NOT_APART.error(Place(field="--keys-to"))


def back_up_data(to: Path, recipients: Recipients) -> dt.datetime:
    """Everything but keys, sessions and what is under way; and the sealed files.

    Args:
        to: a folder; the part is made in it.
        recipients: who can open it.

    Returns:
        the moment that it shows.

    Raises:
        InputError: E101 to E104, E106, E208, E211, L202 to L205, V404.
    """
    key, folder = signing_key(), files_folder()
    check_folder(to)
    export_erased()
    with database.snapshot() as seen, new_part(to, DATA, seen.at) as part:
        with open_private(part / DATABASE) as out, database.dump_tables(seen) as dump:
            lock(dump, out, recipients, name=DATABASE)
        files = _files(folder)
        with (
            open_private(part / FILES) as out,
            pipe_from(lambda into: write_archive(files, into)) as packed,
        ):
            lock(packed, out, recipients, name=FILES)
        with open_private(part / CONTENTS) as out:
            lock(io.BytesIO(_contents()), out, recipients, name=CONTENTS)
        sign_part(
            part, DATA, seen.at,
            version=metadata.version("manumit"), recipients=sorted(recipients), key=key,
        )  # fmt: skip
    _record()
    return seen.at


def _files(folder: Path) -> list[tuple[str, Path]]:
    """The sealed files that the view of the database knows; each under its name in the folder."""
    ids = Attachment.objects.using(database.OWNER).values_list("pk", flat=True)
    names = [f"{one.hex[:2]}/{one.hex}" for one in ids]
    return [(name, folder / name) for name in sorted(names)]


def _contents() -> bytes:
    """Return what the database should hold once it is restored, and which migrations made it."""
    applied = MigrationRecorder(connections[database.OWNER]).applied_migrations()
    contents: Mapping[str, Any] = {
        "counts": database.counts(),
        "migrations": sorted(applied),
        "tables": migrations_digest(),
    }
    return json.dumps(contents, sort_keys=True).encode()


def back_up_keys(to: Path, recipients: Recipients) -> dt.datetime:
    """The keys of people, wrapped as they are, and the tombstones. The ring is in no backup.

    Args, Returns, Raises: as :func:`back_up_data`.
    """
    key = signing_key()
    check_folder(to)
    with database.snapshot() as seen, new_part(to, KEYS, seen.at) as part:
        export_erased()  # now: whoever is a tombstone in this view has to stand there too
        with open_private(part / PEOPLE) as out:
            lock(as_reader(_lines()), out, recipients, name=PEOPLE)
        sign_part(
            part, KEYS, seen.at,
            version=metadata.version("manumit"), recipients=sorted(recipients), key=key,
        )  # fmt: skip
    _record()
    return seen.at


def _lines() -> Iterator[bytes]:
    for row in database.rows_of_keys():
        yield json.dumps(row, sort_keys=True).encode() + b"\n"


def _record() -> None:
    with transaction.atomic():
        record(Act(act="back_up", institution=INSTALLATION, role=ROLE, kind=KIND))
