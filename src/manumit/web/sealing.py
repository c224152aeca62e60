"""Encrypts and decrypts with AES-256-GCM, each value bound to the place where it belongs."""

import os
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
NONCE_BYTES = 12
TAG_BYTES = 16
PIECE = 1 << 20
PLACE = struct.Struct(">Q?")  # number of the piece; whether it is the last
LENGTH = struct.Struct(">I")


class SealError(Exception):
    """Raised where a value can't be opened: changed, moved, or of another key. Has no details."""


def new_key() -> bytes:
    """Return a random key."""
    return os.urandom(KEY_BYTES)


def encrypt(plain: bytes, *, key: bytes, bound_to: bytes) -> bytes:
    """Return a random nonce and the ciphertext, which opens only with this key and binding.

    Args:
        plain: what to encrypt.
        key: 32 bytes.
        bound_to: where it belongs (associated data); it opens nowhere else.
    """
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, bound_to)


def decrypt(sealed: bytes, *, key: bytes, bound_to: bytes) -> bytes:
    """Return what :func:`encrypt` was given.

    Raises:
        SealError: anything is wrong with it.
    """
    if len(sealed) < NONCE_BYTES + TAG_BYTES:
        raise SealError
    try:
        return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], bound_to)
    except InvalidTag:
        raise SealError from None


def encrypt_stream(plain: IO[bytes], sealed: IO[bytes], *, key: bytes, bound_to: bytes) -> None:
    """Encrypt a stream in pieces, each bound to its number and to whether it is the last.

    Args:
        plain: read to its end.
        sealed: written to.
        key: 32 bytes.
        bound_to: where it belongs.
    """
    number, piece = 0, plain.read(PIECE)
    while True:
        following = plain.read(PIECE)
        place = bound_to + PLACE.pack(number, not following)
        locked = encrypt(piece, key=key, bound_to=place)
        sealed.write(LENGTH.pack(len(locked)) + locked)
        if not following:
            return
        number, piece = number + 1, following


def decrypt_stream(sealed: IO[bytes], *, key: bytes, bound_to: bytes) -> Iterator[bytes]:
    """Yield what :func:`encrypt_stream` was given, each piece checked before it is yielded.

    Raises:
        SealError: changed, in another order, cut off, or something else.
    """
    number, locked = 0, _next(sealed)
    if locked is None:
        raise SealError
    while locked is not None:
        following = _next(sealed)
        place = bound_to + PLACE.pack(number, following is None)
        yield decrypt(locked, key=key, bound_to=place)
        number, locked = number + 1, following


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


def seal_file(source: Path, target: Path, *, key: bytes, bound_to: bytes) -> None:
    """Encrypt one file into another, which opens only with this key and binding.

    Args:
        source: stays as it is.
        target: written for this user only; replaced if it exists.
        key: of the visitor's session.
        bound_to: the session and what the file is.
    """
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with source.open("rb") as plain, os.fdopen(handle, "wb") as sealed:
        encrypt_stream(plain, sealed, key=key, bound_to=bound_to)


def read_sealed_file(path: Path, *, key: bytes, bound_to: bytes) -> Iterator[bytes]:
    """Yield the content of a file of :func:`seal_file`, each piece checked before it is yielded.

    Raises:
        SealError: it was changed or cut off, belongs to another session, or is no such file.
        FileNotFoundError: there is none.
    """
    with path.open("rb") as sealed:
        yield from decrypt_stream(sealed, key=key, bound_to=bound_to)
