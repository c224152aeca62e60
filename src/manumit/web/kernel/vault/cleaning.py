"""What a file is by its content, and the file without what it tells beside that."""

import io
from collections.abc import Callable, Mapping
from typing import Any

from PIL import Image, ImageOps
from pypdf import PdfReader, PdfWriter
from pypdf.errors import PyPdfError
from pypdf.generic import DictionaryObject

from manumit.errors import Place
from manumit.web.kernel.vault.codes import VaultCode

MOST_PIXELS = 100_000_000
JPEG_QUALITY = 95
_PLACE = Place(field="file")
_PDF_SAYS_MORE = ("/Metadata", "/PieceInfo", "/LastModified", "/AA", "/A", "/OpenAction", "/EF")
"""Who made it, with what and when; what starts by itself or leads out; files inside."""


def kind_of(content: bytes) -> str:
    """The kind by the content; a name's ending does not count.

    Raises:
        InputError: V402.
    """
    for start, kind in _STARTS.items():
        if content.startswith(start):
            return kind
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        raise VaultCode.KIND_NOT_TAKEN.error(_PLACE) from None
    if not text.strip() or any(c < " " and c not in "\t\n\r\f" for c in text):
        raise VaultCode.KIND_NOT_TAKEN.error(_PLACE)
    return "text/plain"


_STARTS = {
    b"%PDF-": "application/pdf",
    b"\xff\xd8\xff": "image/jpeg",
    b"\x89PNG\r\n\x1a\n": "image/png",
}


def cleaned(content: bytes, kind: str) -> bytes:
    """The file with nothing but what it shows: no camera, place, author, program, time or script.

    Raises:
        InputError: V403, V406, V407.
    """
    return _CLEANERS[kind](content)


def _picture(content: bytes, form: str, **options: Any) -> bytes:
    try:
        with Image.open(io.BytesIO(content), formats=[form]) as found:
            if found.width * found.height > MOST_PIXELS:
                raise VaultCode.TOO_MANY_PIXELS.error(_PLACE, most=MOST_PIXELS // 1_000_000)
            found.load()
            upright = ImageOps.exif_transpose(found)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise VaultCode.BROKEN_PICTURE.error(_PLACE) from error
    # Pillow writes what stands here; the colour that counts as transparent is part of the picture.
    upright.info = {key: upright.info[key] for key in ("transparency",) if key in upright.info}
    written = io.BytesIO()
    upright.save(written, form, **options)
    return written.getvalue()


def _jpeg(content: bytes) -> bytes:
    return _picture(content, "JPEG", quality=JPEG_QUALITY)


def _png(content: bytes) -> bytes:
    return _picture(content, "PNG")


def _pdf(content: bytes) -> bytes:
    """Its pages in a new file: what no page needs is not taken along."""
    writer = PdfWriter()
    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted:
            raise VaultCode.BROKEN_PDF.error(_PLACE)
        for page in reader.pages:
            writer.add_page(page)
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise VaultCode.BROKEN_PDF.error(_PLACE) from error
    if not writer.pages:
        raise VaultCode.BROKEN_PDF.error(_PLACE)
    for one in writer._objects:  # noqa: SLF001 - pypdf has no other way to all objects
        if isinstance(one, DictionaryObject):
            for name in _PDF_SAYS_MORE:
                one.pop(name, None)
    writer.metadata = None
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def _text(content: bytes) -> bytes:
    return content


_CLEANERS: Mapping[str, Callable[[bytes], bytes]] = {
    "application/pdf": _pdf,
    "image/jpeg": _jpeg,
    "image/png": _png,
    "text/plain": _text,
}
