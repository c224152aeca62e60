"""Hides the length of a text: every encrypted text has the size of its class.

What would need more than the last class is compressed first (decision 27): a finding that explains
itself repeats much, and each version of a row is kept twice.
"""

import lzma
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

CLASSES = (64, 256, 1024, 4096, 16384)
"""Bytes; what is longer has the next multiple of the last."""
STEP = 4096
"""Bytes: what is compressed takes a multiple of it."""
_LENGTH = struct.Struct(">I")
MOST = 64 * 1024 * 1024
"""Bytes that a compressed text may have."""
# Of findings, a level of zlib that is as quick leaves twice as much, and a higher preset no less.
_PRESET = 2
_MEMORY = 16 * 1024 * 1024
"""Bytes that a reader may take; the preset needs three million."""


@dataclass(frozen=True, slots=True)
class _Packing:
    """A compression format: its bit in the length, its reader, the step of its sizes."""

    bit: int
    reader: Callable[[], Any]
    step: int


def _lzma_reader() -> lzma.LZMADecompressor:
    return lzma.LZMADecompressor(lzma.FORMAT_XZ, _MEMORY)


_PACKED = _Packing(1 << 30, _lzma_reader, STEP)
_PACKED_BEFORE = _Packing(1 << 31, zlib.decompressobj, CLASSES[-1])
"""As the platform wrote it first; it still opens."""


def pad(plain: bytes) -> bytes:
    """Return the length, the bytes, then zeros up to the size of the class.

    What is longer than the last class is compressed, and takes a multiple of :data:`STEP`.

    Raises:
        ValueError: it is a gibibyte or more, whose length has no place.
    """
    if len(plain) >= _PACKED.bit:
        raise ValueError
    if _LENGTH.size + len(plain) <= CLASSES[-1] or len(plain) > MOST:
        framed = _LENGTH.pack(len(plain)) + plain
        return framed.ljust(_size(len(framed)), b"\0")
    packed = lzma.compress(plain, lzma.FORMAT_XZ, lzma.CHECK_NONE, _PRESET)  # the seal is a check
    framed = _LENGTH.pack(_PACKED.bit | len(packed)) + packed
    return framed.ljust(_multiple(len(framed), STEP), b"\0")


def unpad(padded: bytes) -> bytes:
    """Return what :func:`pad` was given.

    Raises:
        ValueError: it is not of a class, or its length can't be.
    """
    if len(padded) < _LENGTH.size:
        raise ValueError
    (header,) = _LENGTH.unpack_from(padded)
    packing = next((one for one in (_PACKED_BEFORE, _PACKED) if header & one.bit), None)
    end = _LENGTH.size + (header ^ packing.bit if packing else header)
    size = _multiple(end, packing.step) if packing else _size(end)
    if end > len(padded) or len(padded) != size or any(padded[end:]):
        raise ValueError
    found = padded[_LENGTH.size : end]
    return _unpacked(found, packing.reader()) if packing else found


def _unpacked(packed: bytes, reader: Any) -> bytes:
    """Decompress at most :data:`MOST` bytes, so that a small value can't fill memory."""
    try:
        found: bytes = reader.decompress(packed, MOST)
    except (zlib.error, lzma.LZMAError) as error:
        raise ValueError from error
    if not reader.eof or reader.unused_data:
        raise ValueError
    return found


def _size(length: int) -> int:
    return next((size for size in CLASSES if length <= size), _multiple(length, CLASSES[-1]))


def _multiple(length: int, step: int) -> int:
    return -(-length // step) * step
