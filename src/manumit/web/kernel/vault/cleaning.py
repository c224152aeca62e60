"""What a file is by its content, and the file without what it tells beside that."""

import io
from collections.abc import Callable, Collection, Mapping
from typing import Any

from PIL import Image, ImageOps
from pypdf import PdfReader, PdfWriter
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject

from manumit.errors import Place
from manumit.web.kernel.vault.codes import VaultCode

MOST_PIXELS = 100_000_000
JPEG_QUALITY = 95
_PLACE = Place(field="file")
_PDF_SAYS_MORE = ("/Metadata", "/PieceInfo", "/LastModified", "/AF", "/OPI", "/Ref")
"""Who made it, with what and when; files inside and outside. Few: a font may be named so too."""
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
    try:
        bare = _pages_of(content, strip=True)
        # Once more: what the first copy had taken along is now led to by nothing.
        return _pages_of(bare, strip=False)
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
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


def _keep(found: Any, names: Collection[str]) -> None:
    if isinstance(found, DictionaryObject):
        for name in [name for name in found if name not in names]:
            del found[name]


def _say_less(found: Any) -> None:
    """Also what stands within; what is only referred to is an object of its own."""
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
