"""Hides how long a text is: every sealed text has the size of its class.

What would need more than the last class is compressed first (decision 27): a finding that explains
itself repeats much, and each version of a row is kept twice.
"""

import struct
import zlib

CLASSES = (64, 256, 1024, 4096, 16384)
"""Bytes; what is longer has the next multiple of the last."""
_LENGTH = struct.Struct(">I")
_PACKED = 1 << 31
"""In the length: what follows is compressed."""
_LEVEL = 1  # the fastest; a higher one saves a fifth more and takes three times as long
MOST = 64 * 1024 * 1024
"""Bytes that a compressed text may have."""


def pad(plain: bytes) -> bytes:
    """The length, the bytes, then zeros up to the size of the class.

    What is longer than the last class is compressed, and takes a multiple of the last class.
    """
    if _LENGTH.size + len(plain) <= CLASSES[-1] or len(plain) > MOST:
        framed = _LENGTH.pack(len(plain)) + plain
        return framed.ljust(_size(len(framed)), b"\0")
    packed = zlib.compress(plain, _LEVEL)
    framed = _LENGTH.pack(_PACKED | len(packed)) + packed
    return framed.ljust(_packed_size(len(framed)), b"\0")


def unpad(padded: bytes) -> bytes:
    """What :func:`pad` was given.

    Raises:
        ValueError: it is not of a class, or its length can't be.
    """
    if len(padded) < _LENGTH.size:
        raise ValueError
    (length,) = _LENGTH.unpack_from(padded)
    packed, length = bool(length & _PACKED), length & ~_PACKED
    end = _LENGTH.size + length
    size = _packed_size(end) if packed else _size(end)
    if end > len(padded) or len(padded) != size or any(padded[end:]):
        raise ValueError
    found = padded[_LENGTH.size : end]
    return _unpacked(found) if packed else found


def _unpacked(packed: bytes) -> bytes:
    reader = zlib.decompressobj()
    try:
        found = reader.decompress(packed, MOST)
    except zlib.error as error:
        raise ValueError from error
    if not reader.eof or reader.unused_data:
        raise ValueError
    return found


def _packed_size(length: int) -> int:
    return -(-length // CLASSES[-1]) * CLASSES[-1]


def _size(length: int) -> int:
    fitting = next((size for size in CLASSES if length <= size), 0)
    return fitting or _packed_size(length)
