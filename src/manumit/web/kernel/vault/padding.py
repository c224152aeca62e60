"""Hides how long a text is: every sealed text has the size of its class."""

import struct

CLASSES = (64, 256, 1024, 4096, 16384)
"""Bytes; what is longer has the next multiple of the last."""
_LENGTH = struct.Struct(">I")


def pad(plain: bytes) -> bytes:
    """The length, the bytes, then zeros up to the size of the class."""
    framed = _LENGTH.pack(len(plain)) + plain
    return framed.ljust(_size(len(framed)), b"\0")


def unpad(padded: bytes) -> bytes:
    """What :func:`pad` was given.

    Raises:
        ValueError: it is not of a class, or its length can't be.
    """
    if len(padded) < _LENGTH.size:
        raise ValueError
    (length,) = _LENGTH.unpack_from(padded)
    end = _LENGTH.size + length
    if end > len(padded) or len(padded) != _size(end) or any(padded[end:]):
        raise ValueError
    return padded[_LENGTH.size : end]


def _size(length: int) -> int:
    fitting = next((size for size in CLASSES if length <= size), 0)
    return fitting or -(-length // CLASSES[-1]) * CLASSES[-1]
