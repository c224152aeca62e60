"""Signed heads outside the database: one file for each institution, one line for each seal."""

import fcntl
import json
import os
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.conf import settings
from django.db.models import Max

from manumit.errors import Place
from manumit.web.kernel.ledger.codes import LedgerCode
from manumit.web.kernel.ledger.keys import is_signed
from manumit.web.kernel.ledger.models import Seal

_LONGEST_LINE = 1_000  # bytes


@dataclass(frozen=True, slots=True)
class Head:
    """The exported content of a seal; bytes are hexadecimal."""

    institution: str
    number: int
    at: str
    previous: str
    head: str
    key: str
    signature: str

    @classmethod
    def of(cls, seal: Seal) -> "Head":
        """Return the head of a seal."""
        return cls(
            str(seal.institution), seal.number, seal.at.isoformat(),
            bytes(seal.previous).hex(), bytes(seal.head).hex(), seal.key,
            bytes(seal.signature).hex(),
        )  # fmt: skip

    def line(self) -> str:
        """Return it as a line of an exported file."""
        return json.dumps(asdict(self), sort_keys=True) + "\n"


def heads_folder() -> Path:
    """Return the folder that heads are exported to, checked to exist and be writable.

    Raises:
        InputError: L205.
    """
    found: Path | None = settings.MANUMIT.ledger_heads
    if found is None or not found.is_dir() or not os.access(found, os.W_OK | os.X_OK):
        raise LedgerCode.NO_HEADS.error(Place(field="MANUMIT_LEDGER_HEADS"))
    return found


def export_new_heads() -> int:
    """Append each head that is not exported yet to its institution's file, and return how many.

    Runs after the seals are committed, so that no head is exported for a seal that is rolled back.
    A run that is interrupted is completed by the next one.

    Raises:
        InputError: L106 where the chain in the database differs from the exported one.
    """
    chains = Seal.objects.values_list("institution", flat=True).order_by().distinct()
    return sum(_export_chain(institution) for institution in chains)


def _export_chain(institution: uuid.UUID) -> int:
    path = heads_folder() / f"{institution}.jsonl"
    with os.fdopen(os.open(path, os.O_CREAT | os.O_RDWR | os.O_APPEND, 0o600), "a+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        last = _last_line(file)
        after = 0 if last is None else last.number
        # Read the last exported one again: it must still be the same.
        seals = Seal.objects.filter(institution=institution, number__gte=after).defer("leaves")
        found = [Head.of(seal) for seal in seals.order_by("number").iterator()]
        if last is not None and found[:1] != [last]:
            raise LedgerCode.REWRITTEN.error(Place.in_file(path), seal=last.number)
        new = found if last is None else found[1:]
        file.write("".join(head.line() for head in new).encode())
        file.flush()
        os.fsync(file.fileno())
    return len(new)


def unexported_heads() -> int:
    """Return how many seals of the database the exported files lack; reads alone.

    Raises:
        InputError: L205.
    """
    folder, missing = heads_folder(), 0
    for institution, last in Seal.objects.values_list("institution").annotate(Max("number")):
        try:
            with (folder / f"{institution}.jsonl").open("rb") as file:
                file.seek(max(0, file.seek(0, os.SEEK_END) - _LONGEST_LINE))
                lines = file.read().rpartition(b"\n")[0].splitlines()
            exported = int(json.loads(lines[-1])["number"]) if lines else 0
        except FileNotFoundError:
            exported = 0
        missing += max(0, last - exported)
    return missing


def _last_line(file: IO[bytes]) -> Head | None:
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - _LONGEST_LINE))
    end = file.read()
    whole, _, broken = end.rpartition(b"\n")
    if broken:  # the machine stopped while writing: write it again
        file.truncate(size - len(broken))
    lines = whole.splitlines()
    return Head(**json.loads(lines[-1])) if lines else None


def all_heads() -> Iterator[Head]:
    """Return the head of every seal in the database, each chain in order."""
    seals = Seal.objects.defer("leaves").order_by("institution", "number")
    return map(Head.of, seals.iterator())


def read_exported(
    paths: Iterable[Path], keys: dict[str, Ed25519PublicKey], only: uuid.UUID | None
) -> Iterator[Head]:
    """Yield the heads in files or folders, each checked against its signature.

    Args:
        paths: files of lines, or folders of such files.
        keys: whose signatures count, by their id.
        only: one institution; all if None.

    Raises:
        InputError: L201, with the line.
    """
    for path in paths:
        for file in sorted(path.glob("*.jsonl")) if path.is_dir() else [path]:
            lines = file.read_text("utf-8", errors="replace").splitlines()
            for row, line in enumerate(lines, start=1):
                head = _checked(line, keys, only, Place.in_file(file, row=row))
                if head is not None:
                    yield head


def _checked(
    line: str, keys: dict[str, Ed25519PublicKey], only: uuid.UUID | None, place: Place
) -> Head | None:
    try:
        head = Head(**json.loads(line))
        if only is not None and uuid.UUID(head.institution) != only:
            return None
        genuine = is_signed(keys, head.key, bytes.fromhex(head.head), bytes.fromhex(head.signature))
    except (ValueError, TypeError, AttributeError) as error:
        raise LedgerCode.HEAD_NOT_OURS.error(place) from error
    if not genuine:
        raise LedgerCode.HEAD_NOT_OURS.error(place)
    return head
