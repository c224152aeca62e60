"""The list of erased people outside the database, so that no backup brings anybody back.

It holds ids that lead nowhere, and lies beside the heads of the ledger.
"""

import fcntl
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from manumit.errors import Place
from manumit.web.kernel.ledger.heads import folder
from manumit.web.kernel.vault.models import PersonKey
from manumit.web.operations.codes import OperationsCode

NAME = "erased.txt"


@dataclass(frozen=True, slots=True)
class Erased:
    """That somebody was erased; the same as the tombstone in the table of keys."""

    subject: str
    at: str
    reason: str
    by: str | None


def export_erased() -> int:
    """Appends to the list whoever was erased since, to the disk; may be done at any time.

    Returns:
        how many.

    Raises:
        InputError: E208, L205.
    """
    path = folder() / NAME
    with os.fdopen(os.open(path, os.O_CREAT | os.O_RDWR | os.O_APPEND, 0o600), "a+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        whole = file.read()
        ends = whole.rfind(b"\n") + 1
        if ends < len(whole):  # the machine stopped while it was written: it is written again
            file.truncate(ends)
        known = _read(whole[:ends], path)
        stones = PersonKey.objects.filter(erased_at__isnull=False).order_by("erased_at")
        new = [_of(row) for row in stones.iterator() if str(row.subject) not in known]
        file.write("".join(json.dumps(asdict(one), sort_keys=True) + "\n" for one in new).encode())
        file.flush()
        os.fsync(file.fileno())
    return len(new)


def _of(row: PersonKey) -> Erased:
    at = "" if row.erased_at is None else row.erased_at.isoformat()
    by = None if row.erased_by is None else str(row.erased_by)
    return Erased(str(row.subject), at, row.erased_reason, by)


def read_erased(path: Path) -> Mapping[str, Erased]:
    """The list, by person.

    Raises:
        InputError: E208.
    """
    try:
        return _read(path.read_bytes(), path)
    except OSError as error:
        raise OperationsCode.NO_ERASED_LIST.error(Place.in_file(path)) from error


def _read(raw: bytes, path: Path) -> dict[str, Erased]:
    found: dict[str, Erased] = {}
    for row, line in enumerate(raw.splitlines(), start=1):
        try:
            one = Erased(**json.loads(line))
        except (ValueError, TypeError) as error:
            place = Place.in_file(path, row=row)
            raise OperationsCode.NO_ERASED_LIST.error(place) from error
        found[one.subject] = one
    return found
