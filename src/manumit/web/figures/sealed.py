"""Files sealed with the key of a visit, in pieces: AES-256-GCM, each bound to its place."""

import os
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from manumit.web.visits.sealing import NONCE_BYTES, SealError

PIECE = 1 << 20
TAG_BYTES = 16
PLACE = struct.Struct(">Q?")  # number of the piece; whether it is the last
LENGTH = struct.Struct(">I")


def seal_file(source: Path, target: Path, *, key: bytes, bound_to: bytes) -> None:
    """Writes a file sealed; only this key opens it, and only as what it is bound to.

    Args:
        source: stays as it is.
        target: made, for this user only; replaced if it is there.
        key: of the visit.
        bound_to: the visit and what the file is.
    """
    cipher = AESGCM(key)
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with source.open("rb") as plain, os.fdopen(handle, "wb") as sealed:
        number, piece = 0, plain.read(PIECE)
        while True:
            following = plain.read(PIECE)
            nonce = os.urandom(NONCE_BYTES)
            place = bound_to + PLACE.pack(number, not following)
            locked = nonce + cipher.encrypt(nonce, piece, place)
            sealed.write(LENGTH.pack(len(locked)) + locked)
            if not following:
                return
            number, piece = number + 1, following


def opened(path: Path, *, key: bytes, bound_to: bytes) -> Iterator[bytes]:
    """What :func:`seal_file` sealed, piece by piece; each is checked before it is given.

    Raises:
        SealError: changed, cut off, of another visit, or something else.
        FileNotFoundError: there is none.
    """
    cipher = AESGCM(key)
    with path.open("rb") as sealed:
        number, locked = 0, _next(sealed)
        while locked is not None:
            following = _next(sealed)
            place = bound_to + PLACE.pack(number, following is None)
            try:
                piece = cipher.decrypt(locked[:NONCE_BYTES], locked[NONCE_BYTES:], place)
            except (ValueError, InvalidTag) as error:
                raise SealError from error
            yield piece
            number, locked = number + 1, following
    if number == 0:
        raise SealError


def _next(sealed: IO[bytes]) -> bytes | None:
    head = sealed.read(LENGTH.size)
    if not head:
        return None
    if len(head) < LENGTH.size:
        raise SealError
    (length,) = LENGTH.unpack(head)
    if length > PIECE + NONCE_BYTES + TAG_BYTES:
        raise SealError
    return sealed.read(length)
