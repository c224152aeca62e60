"""The list of erased people outside the database, so that no backup brings anybody back.

It holds ids that lead nowhere, and lies beside the heads of the ledger. Each line is signed with
the ledger's key and names the digest of the line before: a line that was changed, left out or moved
is found. A cut end is not, but where the keys of a backup know of somebody who is missing.
"""

import fcntl
import hashlib
import json
import os
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from manumit.errors import Place, Problem
from manumit.web.kernel.ledger.heads import heads_folder
from manumit.web.kernel.ledger.keys import signing_key
from manumit.web.kernel.ledger.rows import canonical
from manumit.web.kernel.vault.models import PersonKey
from manumit.web.operations.codes import OperationsCode

NAME = "erased.txt"
_PURPOSE = b"manumit/operations/erased/1\n"
_NO_LINE = bytes(32).hex()


@dataclass(frozen=True, slots=True)
class ErasedPerson:
    """That somebody was erased; the same as the tombstone in the table of keys."""

    subject: str
    at: str
    reason: str
    by: str | None


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the list.

    Attributes:
        one: who was erased.
        previous: SHA-256 of the line before, hexadecimal.
        signature: over both, hexadecimal.
    """

    one: ErasedPerson
    previous: str
    signature: str

    @classmethod
    def of(cls, raw: bytes) -> "_Line":
        """What was written; raises ValueError, KeyError or TypeError."""
        data = json.loads(raw)
        signature, previous = str(data.pop("signature")), str(data.pop("previous"))
        bytes.fromhex(signature)
        return cls(ErasedPerson(**data), previous, signature)

    def as_bytes(self) -> bytes:
        data = asdict(self.one) | {"previous": self.previous, "signature": self.signature}
        return json.dumps(data, sort_keys=True).encode()

    def is_signed(self, trusted: Iterable[Ed25519PublicKey]) -> bool:
        return any(self._is_signed(key) for key in trusted)

    def _is_signed(self, key: Ed25519PublicKey) -> bool:
        try:
            key.verify(bytes.fromhex(self.signature), _signed(self.one, self.previous))
        except InvalidSignature:
            return False
        return True


def _signed(one: ErasedPerson, previous: str) -> bytes:
    return _PURPOSE + canonical([asdict(one), previous])


def export_erased() -> int:
    """Appends to the list whoever was erased since, to the disk; may be done at any time.

    Returns:
        how many.

    Raises:
        InputError: E208, E211, L202 to L205.
    """
    path, key = heads_folder() / NAME, signing_key()
    with os.fdopen(os.open(path, os.O_CREAT | os.O_RDWR | os.O_APPEND, 0o600), "a+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        whole = file.read()
        ends = whole.rfind(b"\n") + 1
        if ends < len(whole):  # the machine stopped while it was written: it is written again
            file.truncate(ends)
        lines = [line for line, _ in _chain(whole[:ends], path)]
        known = {line.one.subject for line in lines}
        previous = _digest(whole[:ends].splitlines()[-1]) if lines else _NO_LINE
        stones = PersonKey.objects.filter(erased_at__isnull=False).order_by("erased_at")
        new = [_of(row) for row in stones.iterator() if str(row.subject) not in known]
        for one in new:
            signature = key.sign(_signed(one, previous)).hex()
            raw = _Line(one, previous, signature).as_bytes()
            file.write(raw + b"\n")
            previous = _digest(raw)
        file.flush()
        os.fsync(file.fileno())
    return len(new)


def brought_back(path: Path, trusted: Sequence[Ed25519PublicKey]) -> list[Problem]:
    """Compare the list with the table of keys; somebody who was erased has no key.

    Args:
        path: of the list.
        trusted: whose signatures count.

    Returns:
        one problem, or none.

    Raises:
        InputError: E208, E211.
    """
    listed = [uuid.UUID(one) for one in read_erased(path, trusted)]
    back = PersonKey.objects.filter(subject__in=listed, wrapped__isnull=False)
    found = sorted(str(one) for one in back.values_list("subject", flat=True))
    if not found:
        return []
    place = Place.in_file(path)
    return [OperationsCode.BROUGHT_BACK.problem(place, count=len(found), subject=found[0])]


def _of(row: PersonKey) -> ErasedPerson:
    at = "" if row.erased_at is None else row.erased_at.isoformat()
    by = None if row.erased_by is None else str(row.erased_by)
    return ErasedPerson(str(row.subject), at, row.erased_reason, by)


def read_erased(path: Path, trusted: Sequence[Ed25519PublicKey]) -> Mapping[str, ErasedPerson]:
    """The list, by person.

    Args:
        path: of the list.
        trusted: whose signatures count.

    Raises:
        InputError: E208; E211 with the first line that is not as it was written.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise OperationsCode.NO_ERASED_LIST.error(Place.in_file(path)) from error
    found: dict[str, ErasedPerson] = {}
    for line, place in _chain(raw, path):
        if not line.is_signed(trusted):
            raise OperationsCode.ERASED_LIST_CHANGED.error(place)
        found[line.one.subject] = line.one
    return found


def _chain(raw: bytes, path: Path) -> Iterator[tuple[_Line, Place]]:
    """Every line and where it stands, each naming the one before."""
    previous = _NO_LINE
    for row, written in enumerate(raw.splitlines(), start=1):
        place = Place.in_file(path, row=row)
        try:
            line = _Line.of(written)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise OperationsCode.NO_ERASED_LIST.error(place) from error
        if line.previous != previous:
            raise OperationsCode.ERASED_LIST_CHANGED.error(place)
        yield line, place
        previous = _digest(written)


def _digest(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()
