"""Locks files for people who are elsewhere: whoever makes a backup can't open it.

Every file has a key of its own, locked for each recipient by HPKE (RFC 9180: X25519, HKDF-SHA256,
AES-256-GCM); the content is sealed in pieces, as everything else here.
"""

import contextlib
import hashlib
import io
import json
import os
import re
import tarfile
from base64 import b64decode, b64encode
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import IO, Any

from cryptography.exceptions import InvalidTag, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from manumit.errors import Place
from manumit.web.operations.codes import OperationsCode
from manumit.web.operations.parts import write_new
from manumit.web.private_files import SharedFileError, read_private
from manumit.web.sealing import SealError, decrypt_stream, encrypt_stream, new_key

FORMAT = "manumit backup file 1"
_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
_LONGEST_HEAD = 64 * 1024  # bytes
_LARGEST = 16 * 1024  # bytes of a key in PEM
_PEM = re.compile(r"-----BEGIN PUBLIC KEY-----.*?-----END PUBLIC KEY-----\s*", re.DOTALL)
type Recipients = Mapping[str, X25519PublicKey]


def new_pair(path: Path) -> None:
    """Writes a private key for this user only, and its public half for all beside it (``.pub``).

    Raises:
        InputError: E104, E106.
    """
    key = X25519PrivateKey.generate()
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    public = key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    write_new(path.parent, {path.name: private, f"{path.name}.pub": public})
    path.with_name(f"{path.name}.pub").chmod(0o644)  # read by the user who takes it to the server


def key_id(key: X25519PublicKey) -> str:
    """Sixteen letters and digits by which a recipient is named."""
    return hashlib.sha256(key.public_bytes_raw()).hexdigest()[:16]


def read_recipients(path: Path) -> Recipients:
    """Public keys of a file, one after another in PEM.

    Raises:
        InputError: E107.
    """
    refused = OperationsCode.NO_RECIPIENT.error(Place.in_file(path))
    try:
        blocks = _PEM.findall(path.read_text("utf-8"))
        keys = [serialization.load_pem_public_key(one.encode()) for one in blocks]
    except (OSError, ValueError, UnsupportedAlgorithm):
        raise refused from None
    found = {key_id(key): key for key in keys if isinstance(key, X25519PublicKey)}
    if not found or len(found) != len(keys):
        raise refused
    return found


def read_identity(path: Path) -> X25519PrivateKey:
    """The private key of a recipient.

    Raises:
        InputError: E108.
    """
    refused = OperationsCode.NO_IDENTITY.error(Place.in_file(path))
    try:
        key = serialization.load_pem_private_key(read_private(path, _LARGEST), password=None)
    except (SharedFileError, OSError, ValueError, TypeError, UnsupportedAlgorithm):
        raise refused from None
    if not isinstance(key, X25519PrivateKey):
        raise refused
    return key


def lock(plain: IO[bytes], sealed: IO[bytes], recipients: Recipients, *, name: str) -> None:
    """Seals a file so that each of the recipients opens it, and only under its name.

    Args:
        plain: read to its end.
        sealed: written to.
        recipients: at least one.
        name: of the file.
    """
    key, info = new_key(), f"{FORMAT}\n{name}".encode()
    locked = {
        one: b64encode(_SUITE.encrypt(key, public, info)).decode()
        for one, public in recipients.items()
    }
    head = json.dumps({"format": FORMAT, "name": name, "for": locked}, sort_keys=True).encode()
    sealed.write(head + b"\n")
    encrypt_stream(plain, sealed, key=key, bound_to=hashlib.sha256(head).digest())


def unlock(path: Path, identity: X25519PrivateKey) -> Generator[bytes]:
    """The content of a locked file, piece by piece; each is checked before it is given.

    Raises:
        InputError: E109, E204.
    """
    refused = OperationsCode.CANT_OPEN.error(Place.in_file(path))
    with path.open("rb") as sealed:
        head = sealed.readline(_LONGEST_HEAD).rstrip(b"\n")
        try:
            data = json.loads(head)
            locked, name = data["for"], data["name"]
            own = locked.get(key_id(identity.public_key()))
        except (ValueError, KeyError, TypeError, AttributeError):
            raise refused from None
        if own is None:
            raise OperationsCode.NOT_FOR_THIS_KEY.error(
                Place.in_file(path), recipients=", ".join(sorted(map(str, locked)))
            )
        try:
            info = f"{FORMAT}\n{name}".encode()
            key = _SUITE.decrypt(b64decode(own), identity, info)
            if name != path.name:
                raise refused
            yield from decrypt_stream(sealed, key=key, bound_to=hashlib.sha256(head).digest())
        except (SealError, InvalidTag, ValueError):
            raise refused from None


class _PieceReader(io.RawIOBase):
    """Pieces as something to read from."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._left = b""

    def readable(self) -> bool:
        """Yes."""
        return True

    def readinto(self, into: Any) -> int:
        """As much as there is room for and as there is of a piece; 0 at the end."""
        while not self._left:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._left = piece
        count = min(len(into), len(self._left))
        into[:count], self._left = self._left[:count], self._left[count:]
        return count


def as_reader(pieces: Iterable[bytes]) -> IO[bytes]:
    """Pieces as something to read from, without holding all of them."""
    return io.BufferedReader(_PieceReader(iter(pieces)), 1 << 16)


@contextlib.contextmanager
def pipe_from(write: Callable[[IO[bytes]], None]) -> Iterator[IO[bytes]]:
    """What a function writes, as something to read from, without holding all of it."""
    read_end, write_end = os.pipe()

    def run() -> None:
        with os.fdopen(write_end, "wb") as out:
            write(out)

    with ThreadPoolExecutor(1) as pool, os.fdopen(read_end, "rb") as reader:
        done = pool.submit(run)
        yield reader
        done.result()


def write_archive(files: Sequence[tuple[str, Path]], out: IO[bytes]) -> None:
    """Writes files into an archive under names.

    One that is gone by now was detached or erased since it was listed: it has to stay away.
    """
    with tarfile.open(fileobj=out, mode="w|") as archive:
        for name, path in files:
            try:
                content = path.open("rb")
            except FileNotFoundError:
                continue
            with content:
                entry = tarfile.TarInfo(name)
                entry.size = os.fstat(content.fileno()).st_size
                archive.addfile(entry, content)
