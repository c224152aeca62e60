"""A part of a backup: a folder with sealed files, a list of them with digests, and a signature."""

import contextlib
import datetime as dt
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any, BinaryIO

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from manumit.errors import Place
from manumit.web.operations.codes import OperationsCode

SCHEMA = "manumit/backup/1"
MANIFEST, SIGNATURE = "manifest.json", "manifest.signature"
DATA, KEYS = "data", "keys"
_PURPOSE = b"manumit/backup/manifest/1\n"
_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class PartFile:
    """One file of a part."""

    name: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What stands in the list of a part. How many records there are stands in the sealed files.

    Attributes:
        part: ``data`` or ``keys``.
        taken_at: the moment that it shows, by the database's clock.
        version: of manumit.
        recipients: ids of the keys that open it.
        files: every file beside list and signature.
    """

    part: str
    taken_at: dt.datetime
    version: str
    recipients: tuple[str, ...]
    files: tuple[PartFile, ...]

    def as_bytes(self) -> bytes:
        """As it is written and signed."""
        data = {"schema": SCHEMA, **asdict(self), "taken_at": self.taken_at.isoformat()}
        return json.dumps(data, indent=1, sort_keys=True).encode() + b"\n"

    @classmethod
    def of_bytes(cls, raw: bytes) -> "Manifest":
        """What was written.

        Raises:
            ValueError, KeyError, TypeError: it is no such list.
        """
        data: dict[str, Any] = json.loads(raw)
        if data.pop("schema") != SCHEMA:
            raise ValueError
        files = tuple(PartFile(**one) for one in data.pop("files"))
        taken_at = dt.datetime.fromisoformat(data.pop("taken_at"))
        return cls(taken_at=taken_at, files=files, recipients=tuple(data.pop("recipients")), **data)


def part_folder(folder: Path, part: str, taken_at: dt.datetime) -> Path:
    """Return where the part of a moment lies in a folder of backups."""
    return folder / f"{part}-{taken_at.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}"


@contextlib.contextmanager
def new_part(folder: Path, part: str, taken_at: dt.datetime) -> Iterator[Path]:
    """A folder to write into; it has its name only once everything is in it and on the disk.

    Raises:
        InputError: E104, E106.
    """
    target = part_folder(folder, part, taken_at)
    check_folder(folder)
    if target.exists():
        raise OperationsCode.EXISTS.error(Place.in_file(target))
    beside = Path(tempfile.mkdtemp(prefix=".unfinished-", dir=folder))
    try:
        yield beside
        for file in beside.iterdir():
            _to_disk(file)
        _to_disk(beside)
        beside.rename(target)
        _to_disk(folder)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def check_folder(folder: Path) -> None:
    """Whether something can be put there.

    Raises:
        InputError: E104.
    """
    if not folder.is_dir() or not os.access(folder, os.W_OK | os.X_OK):
        raise OperationsCode.NO_FOLDER.error(Place.in_file(folder))


def _to_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def open_private(path: Path) -> BinaryIO:
    """A new file for this user only."""
    return os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb")


def write_new(folder: Path, files: Mapping[str, bytes]) -> None:
    """Writes small files for this user only; none is replaced, and none stays if one fails.

    Raises:
        InputError: E104, E106.
    """
    check_folder(folder)
    done: list[Path] = []
    try:
        for name, content in files.items():
            with open_private(folder / name) as file:
                done.append(folder / name)
                file.write(content)
            _to_disk(folder / name)
    except FileExistsError as error:
        _remove(done)
        raise OperationsCode.EXISTS.error(Place.in_file(str(error.filename))) from error
    except BaseException:
        _remove(done)
        raise


def _remove(files: Sequence[Path]) -> None:
    for one in files:
        one.unlink(missing_ok=True)


def sign_part(
    folder: Path,
    part: str,
    taken_at: dt.datetime,
    *,
    version: str,
    recipients: Sequence[str],
    key: Ed25519PrivateKey,
) -> None:
    """Writes list and signature of everything that lies in the folder."""
    files = tuple(_entry(file) for file in sorted(folder.iterdir()))
    raw = Manifest(part, taken_at, version, tuple(recipients), files).as_bytes()
    (folder / MANIFEST).write_bytes(raw)
    (folder / SIGNATURE).write_text(key.sign(_PURPOSE + raw).hex(), "ascii")


def _entry(file: Path) -> PartFile:
    with file.open("rb") as read:
        return _seen(file.name, read)


def _seen(name: str, read: IO[bytes], into: IO[bytes] | None = None) -> PartFile:
    """What is read, each byte once; the same bytes are written, if asked for."""
    digest, count = hashlib.sha256(), 0
    while piece := read.read(_PIECE):
        digest.update(piece)
        count += len(piece)
        if into is not None:
            into.write(piece)
    return PartFile(name, count, digest.hexdigest())


def copy_part(folder: Path, part: str, trusted: Sequence[Ed25519PublicKey], into: Path) -> Manifest:
    """Copies the files of a part, and gives its list once signature and every copied byte agree.

    Nothing is opened twice: whoever can write to the part changes nothing of what was compared.

    Args:
        folder: the part.
        part: ``data`` or ``keys``.
        trusted: whose signature counts.
        into: an empty folder that nobody else may enter.

    Raises:
        InputError: E201 to E203.
    """
    try:
        raw = (folder / MANIFEST).read_bytes()
        signature = bytes.fromhex((folder / SIGNATURE).read_text("ascii"))
    except (OSError, ValueError) as error:
        raise OperationsCode.NOT_A_PART.error(Place.in_file(folder), part=part) from error
    if not any(_signed(key, raw, signature) for key in trusted):
        raise OperationsCode.NOT_SIGNED.error(Place.in_file(folder / MANIFEST))
    try:
        found = Manifest.of_bytes(raw)
    except (ValueError, KeyError, TypeError) as error:
        raise OperationsCode.NOT_A_PART.error(Place.in_file(folder), part=part) from error
    if found.part != part:
        raise OperationsCode.NOT_A_PART.error(Place.in_file(folder), part=part)
    for entry in found.files:
        _copy(entry, folder / entry.name, into / entry.name)
    return found


def _copy(entry: PartFile, file: Path, to: Path) -> None:
    changed = OperationsCode.CHANGED.error(Place.in_file(file))
    if not file.is_file():
        raise changed
    with file.open("rb") as read, open_private(to) as copy:
        if _seen(entry.name, read, copy) != entry:
            raise changed


def is_signed_by(folder: Path, key: Ed25519PublicKey) -> bool:
    """Return whether the list of a part was signed with a key; False for anything else."""
    try:
        raw = (folder / MANIFEST).read_bytes()
        signature = bytes.fromhex((folder / SIGNATURE).read_text("ascii"))
    except (OSError, ValueError):
        return False
    return _signed(key, raw, signature)


def _signed(key: Ed25519PublicKey, raw: bytes, signature: bytes) -> bool:
    try:
        key.verify(signature, _PURPOSE + raw)
    except InvalidSignature:
        return False
    return True
