"""The type of a file by its content, and the file without metadata."""

import io
import struct
from collections.abc import Callable, Collection, Mapping
from typing import Any

from PIL import Image, ImageOps
from pypdf import PdfReader, PdfWriter
from pypdf.errors import PyPdfError
from pypdf.filters import decode_stream_data
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject, StreamObject

from manumit.errors import Place
from manumit.web.kernel.vault.codes import VaultCode
from manumit.web.kernel.vault.pictures import strip_jp2, strip_jpeg

MOST_PIXELS = 100_000_000
JPEG_QUALITY = 95
_PLACE = Place(field="file")
_PDF_SAYS_MORE = ("/Metadata", "/PieceInfo", "/LastModified", "/AF", "/OPI", "/Ref")
"""Who made it, with what and when; files inside and outside. Few: a font may be named so too."""
_PICTURES = {"/DCTDecode": strip_jpeg, "/JPXDecode": strip_jp2}
"""Ways of writing a picture that carry metadata of their own; always the last of a stream's."""
_BROKEN = (
    PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, OverflowError,
    RecursionError, NotImplementedError,
)  # fmt: skip
"""What pypdf raises for a PDF that is none; a fuzzer found the last ones."""
_PAGE = frozenset(
    (
        "/Type", "/Parent", "/Resources", "/MediaBox", "/CropBox", "/BleedBox", "/TrimBox",
        "/ArtBox", "/Rotate", "/UserUnit", "/Contents", "/Group", "/Annots",
    )
)  # fmt: skip
"""What a page is drawn from (ISO 32000-2, table 31); no small picture of an earlier state of it."""
_ANNOTATION = frozenset(
    (
        "/Type", "/Subtype", "/Rect", "/AP", "/AS", "/F", "/C", "/IC", "/CA", "/ca", "/BM", "/BS",
        "/BE", "/Border", "/RD", "/QuadPoints", "/InkList", "/Vertices", "/L", "/LE", "/DA", "/Q",
        "/Contents",
    )
)  # fmt: skip
"""What an annotation shows (tables 166 to 196); not by whom, when, or what it leads to."""


def kind_of(content: bytes) -> str:
    """Return the type by the content; a name's ending does not count.

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


def clean_file(content: bytes, kind: str) -> bytes:
    """Return the file without metadata: no camera, place, author, program, time or script.

    Raises:
        InputError: V403, V406, V407.
    """
    return _CLEANERS[kind](content)


def _picture(content: bytes, form: str, **options: Any) -> bytes:
    try:
        with Image.open(io.BytesIO(content), formats=[form]) as found:
            if found.width * found.height > MOST_PIXELS:
                raise VaultCode.TOO_MANY_PIXELS.error(_PLACE)
            found.load()
            ImageOps.exif_transpose(found, in_place=True)  # one copy: it may fill a lot of memory
            return _written(found, form, **options)
    except (OSError, ValueError, SyntaxError, struct.error, Image.DecompressionBombError) as error:
        raise VaultCode.BROKEN_PICTURE.error(_PLACE) from error


def _written(found: Image.Image, form: str, **options: Any) -> bytes:
    # Pillow writes these entries; the transparent colour is part of the picture.
    found.info = {key: found.info[key] for key in ("transparency",) if key in found.info}
    written = io.BytesIO()
    found.save(written, form, **options)
    return written.getvalue()


def _jpeg(content: bytes) -> bytes:
    return _picture(content, "JPEG", quality=JPEG_QUALITY)


def _png(content: bytes) -> bytes:
    return _picture(content, "PNG")


def _pdf(content: bytes) -> bytes:
    """Copy the pages into a new file, which drops everything that no page needs."""
    try:
        bare = _pages_of(content, strip=True)
        # Once more: what the first copy had taken along is now led to by nothing.
        return _pages_of(bare, strip=False)
    except _BROKEN as error:
        raise VaultCode.BROKEN_PDF.error(_PLACE) from error


def _pages_of(content: bytes, *, strip: bool) -> bytes:
    reader, writer = PdfReader(io.BytesIO(content)), PdfWriter()
    if reader.is_encrypted:
        raise VaultCode.BROKEN_PDF.error(_PLACE)
    for page in reader.pages:
        writer.add_page(page)
    if not writer.pages:
        raise VaultCode.BROKEN_PDF.error(_PLACE)
    if strip:
        _strip(writer)
    writer.metadata = None
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def _strip(writer: PdfWriter) -> None:
    for page in writer.pages:
        _keep(page, _PAGE)
        for one in page.annotations or ():
            _keep(one.get_object(), _ANNOTATION)
    for one in writer._objects:  # noqa: SLF001 - pypdf has no other way to all objects
        _say_less(one)
        if isinstance(one, StreamObject):
            _bare_picture(one)


def _bare_picture(stream: StreamObject) -> None:
    last = _last(stream.get("/Filter"))
    if isinstance(last, NameObject) and last in _PICTURES:
        # Outer filters are removed, so that the picture is stored in its own format.
        stream._data = _PICTURES[last](decode_stream_data(stream))  # noqa: SLF001 - no other way
        stream[NameObject("/Filter")] = NameObject(last)
        parameters = _last(stream.pop("/DecodeParms", None))
        if isinstance(parameters, DictionaryObject):
            stream[NameObject("/DecodeParms")] = parameters


def _last(found: Any) -> Any:
    """Return the last of several filters, or the only one."""
    found = found.get_object() if isinstance(found, IndirectObject) else found
    return _last(found[-1]) if isinstance(found, ArrayObject) and found else found


def _keep(found: Any, names: Collection[str]) -> None:
    if isinstance(found, DictionaryObject):
        for name in [name for name in found if name not in names]:
            del found[name]


def _say_less(found: Any) -> None:
    """Clean nested objects too; a referenced object is visited by itself."""
    if isinstance(found, DictionaryObject):
        for name in _PDF_SAYS_MORE:
            found.pop(name, None)
        for value in found.values():
            _say_less(value)
    elif isinstance(found, ArrayObject):
        for value in found:
            _say_less(value)


def _text(content: bytes) -> bytes:
    return content


_CLEANERS: Mapping[str, Callable[[bytes], bytes]] = {
    "application/pdf": _pdf,
    "image/jpeg": _jpeg,
    "image/png": _png,
    "text/plain": _text,
}
