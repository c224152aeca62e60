"""Pictures within a PDF without metadata; no pixel changes."""

import struct
from collections.abc import Iterator

_MARK, _SCAN, _END = 0xFF, 0xDA, 0xD9
_LENGTH = 2
"""Bytes that a segment's length takes, and counts."""
_ALONE = frozenset((0x01, *range(0xD0, 0xD8)))
"""Markers without a length: TEM and restarts (ITU-T T.81, table B.1)."""
_NOTES = frozenset((0xFE, *range(0xE0, 0xF0)))
"""Comments and what programs write: Exif, XMP, small pictures, profiles."""
_ADOBE, _ADOBE_SAYS, _ADOBE_LENGTH = 0xEE, b"Adobe", 12
"""Says how the colours are written, in so many bytes: a PDF may rely on it (ISO 32000-2, 7.4.8)."""
_JP2_STARTS = b"\0\0\0\x0cjP  \r\n\x87\n"
_JP2_NOTES = frozenset((b"uuid", b"uinf", b"xml "))


def strip_jpeg(content: bytes) -> bytes:
    """Return a JPEG without comments, Exif, XMP, thumbnails, and anything after its end.

    Raises:
        ValueError: not a picture, so that it can't be checked for hidden content.
    """
    if not content.startswith(b"\xff\xd8"):
        raise ValueError
    return b"\xff\xd8" + b"".join(_shown(content)) + b"\xff\xd9"


def _shown(content: bytes) -> Iterator[bytes]:
    at = 2
    while at + 1 < len(content):
        if content[at] != _MARK:
            raise ValueError
        marker = content[at + 1]
        if marker == _MARK:  # it may be repeated
            at += 1
        elif marker in _ALONE:
            at += 2
        elif marker == _END:
            return
        else:
            end = _after_segment(content, at)
            yield _segment(marker, content[at + 4 : end])
            at = end
            if marker == _SCAN:
                at = _after_scan(content, end)
                yield content[end:at]


def _after_segment(content: bytes, at: int) -> int:
    length = int.from_bytes(content[at + 2 : at + 4])
    end = at + 2 + length
    if length < _LENGTH or end > len(content):
        raise ValueError
    return end


def _segment(marker: int, content: bytes) -> bytes:
    if marker == _ADOBE and content.startswith(_ADOBE_SAYS):
        content = content[:_ADOBE_LENGTH]
    elif marker in _NOTES:
        return b""
    return struct.pack(">BBH", _MARK, marker, len(content) + 2) + content


def _after_scan(content: bytes, at: int) -> int:
    """Return the offset of the next marker outside the scan; a truncated scan ends the file."""
    while (at := content.find(b"\xff", at)) >= 0 and at + 1 < len(content):
        if content[at + 1] != 0 and content[at + 1] not in _ALONE:
            return at
        at += 2
    return len(content)


def strip_jp2(content: bytes) -> bytes:
    """Return a JPEG 2000 without boxes of Exif, XMP and other programs; a bare stream unchanged.

    Raises:
        ValueError: its boxes can't be separated.
    """
    if not content.startswith(_JP2_STARTS):
        return content
    kept, at = [], 0
    while at < len(content):
        end = _after_box(content, at)
        if content[at + 4 : at + 8] not in _JP2_NOTES:
            kept.append(content[at:end])
        at = end
    return b"".join(kept)


def _after_box(content: bytes, at: int) -> int:
    """Return the end of a box (ITU-T T.800, I.4): 0 means the end of the file, 1 a long length."""
    length = int.from_bytes(content[at : at + 4])
    if length == 1:
        length = int.from_bytes(content[at + 8 : at + 16])
    end = len(content) if length == 0 else at + length
    if end < at + 8 or end > len(content):
        raise ValueError
    return end
