"""Files that harm whoever reads them, and pictures within a PDF that tell more than they show."""

import fcntl
import io
import os
import struct
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    StreamObject,
)

from manumit.errors import InputError
from manumit.web.kernel.vault import sandbox
from manumit.web.kernel.vault.cleaning import clean_file
from manumit.web.kernel.vault.pictures import strip_jp2, strip_jpeg
from manumit.web.kernel.vault.sandbox import clean_in_sandbox

PLANTED = b"Shelter-Sunrise-7"
AUTHOR = 0x013B
PDF = "application/pdf"


def photograph(**options: object) -> bytes:
    exif, written = Image.Exif(), io.BytesIO()
    exif[AUTHOR] = PLANTED.decode()
    picture = Image.radial_gradient("L").convert(str(options.pop("mode", "RGB")))
    picture.save(written, "JPEG", exif=exif, comment=PLANTED, xmp=PLANTED, **options)
    return written.getvalue() + PLANTED


def pdf_with(picture: bytes, *, wrapped: bool = False) -> bytes:
    """A page that shows a photograph as a telephone or a scanner writes it."""
    writer, stream = PdfWriter(), StreamObject()
    stream.set_data(picture)
    entries: dict[str, NameObject | NumberObject] = {
        "Type": NameObject("/XObject"), "Subtype": NameObject("/Image"),
        "Width": NumberObject(256), "Height": NumberObject(256),
        "ColorSpace": NameObject("/DeviceRGB"), "BitsPerComponent": NumberObject(8),
        "Filter": NameObject("/DCTDecode"),
    }  # fmt: skip
    stream.update({NameObject(f"/{name}"): value for name, value in entries.items()})
    if wrapped:
        stream = stream.flate_encode()
        both = ArrayObject([NameObject("/FlateDecode"), NameObject("/DCTDecode")])
        stream[NameObject("/Filter")] = writer._add_object(both)
    page = writer.add_blank_page(256, 256)
    held = DictionaryObject({NameObject("/I"): writer._add_object(stream)})
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/XObject"): held})
    drawn = DecodedStreamObject()
    drawn.set_data(b"256 0 0 256 0 0 cm /I Do")
    page[NameObject("/Contents")] = writer._add_object(drawn)
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def pixels(jpeg: bytes) -> bytes:
    with Image.open(io.BytesIO(jpeg)) as found:
        return found.tobytes()


@pytest.mark.proves("identity-is-sealed")
@pytest.mark.parametrize("wrapped", [False, True])
def test_a_photograph_within_a_pdf_tells_nothing_but_what_it_shows(wrapped: bool) -> None:
    picture = photograph()
    assert picture.count(PLANTED) == 4
    raw = pdf_with(picture, wrapped=wrapped)
    clean = clean_file(raw, PDF)
    assert PLANTED not in clean
    (page,) = PdfReader(io.BytesIO(clean)).pages
    (shown,) = page.images
    assert shown.image is not None
    assert shown.image.tobytes() == pixels(picture)
    assert PLANTED not in clean_file(clean, PDF)


@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"restart_marker_blocks": 3}])
def test_no_pixel_of_a_photograph_changes(mode: str, options: dict[str, object]) -> None:
    picture = photograph(mode=mode, **options)
    bare = strip_jpeg(picture)
    assert PLANTED not in bare
    assert pixels(bare) == pixels(picture)
    assert strip_jpeg(bare) == bare


def test_a_photograph_that_was_cut_shows_what_is_there_and_no_note() -> None:
    picture = photograph().removesuffix(PLANTED)
    assert PLANTED not in strip_jpeg(picture[:-20])
    for wrong in (b"", PLANTED, b"\xff\xd8" + PLANTED, picture[:10]):
        with pytest.raises(ValueError, match=r"^$"):
            strip_jpeg(wrong)


def test_a_picture_of_the_other_kind_keeps_its_boxes_of_pixels_alone() -> None:
    start = b"\0\0\0\x0cjP  \r\n\x87\n"
    header, pixels = b"\0\0\0\x0cjp2hhead", b"\0\0\0\0jp2cpixels"
    notes = b"".join(struct.pack(">I", 8 + len(PLANTED)) + kind + PLANTED
                     for kind in (b"uuid", b"xml "))  # fmt: skip
    long = b"\0\0\0\x01uuid" + struct.pack(">Q", 16 + len(PLANTED)) + PLANTED
    assert strip_jp2(start + header + notes + long + pixels) == start + header + pixels
    assert strip_jp2(b"\xff\x4f\xff\x51") == b"\xff\x4f\xff\x51"
    for wrong in (b"\0\0\0\x02uuid", b"\0\0\0\xffuuid", b"\0\0"):
        with pytest.raises(ValueError, match=r"^$"):
            strip_jp2(start + wrong)


def tree(levels: int, width: int) -> bytes:
    """A PDF of a few lines whose pages are as many as ``width`` to the power of ``levels``."""
    rows = [b"<</Type/Catalog/Pages 2 0 R>>"]
    for level in range(levels):
        kids = b" ".join([b"%d 0 R" % (level + 3)] * width)
        count = width ** (levels - level)
        rows.append(b"<</Type/Pages/Count %d/Kids[%s]>>" % (count, kids))
    rows.append(b"<</Type/Page/MediaBox[0 0 9 9]>>")
    written, places = b"%PDF-1.7\n", []
    for number, row in enumerate(rows, 1):
        places.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, row)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(rows) + 1
    head = b"xref\n0 %d\n0000000000 65535 f \n" % size
    end = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (size, len(written))
    return written + head + table + end


@pytest.mark.proves("identity-is-sealed")
def test_a_pdf_that_fills_the_memory_ends_its_own_process_alone() -> None:
    assert len(PdfReader(io.BytesIO(clean_in_sandbox(tree(2, 3), PDF))).pages) == 9
    with pytest.raises(InputError) as caught:
        clean_in_sandbox(tree(8, 20), PDF)
    assert [one.code for one in caught.value.problems] == ["V407"]


def test_a_file_is_read_where_no_key_is_and_nothing_is_said(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MANUMIT_SECRET_KEY", "planted")
    given, run = list[dict[str, str]](), subprocess.run

    def noted(*arguments: Any, **options: Any) -> Any:
        given.append(options["env"])
        with pytest.raises(BlockingIOError):  # one at a time, of all processes of the machine
            fcntl.flock(beside, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return run(*arguments, **options)

    beside = os.open(settings.FILE_UPLOAD_TEMP_DIR, os.O_RDONLY)
    monkeypatch.setattr(subprocess, "run", noted)
    picture = photograph()
    assert pixels(clean_in_sandbox(picture, "image/jpeg")) == pixels(
        clean_file(picture, "image/jpeg")
    )
    for kind, code in {PDF: "V407", "image/png": "V403", "image/jpeg": "V403"}.items():
        with pytest.raises(InputError) as caught:
            clean_in_sandbox(PLANTED, kind)
        assert [one.code for one in caught.value.problems] == [code]
        assert PLANTED.decode() not in f"{caught.value!s}{caught.value.problems!r}"
    assert len(given) == 4
    fcntl.flock(beside, fcntl.LOCK_EX | fcntl.LOCK_NB)
    os.close(beside)
    assert {name for one in given for name in one} <= {"PATH", "PYTHONPATH", "LANG"}
    assert capfd.readouterr() == ("", "")


def test_whoever_comes_while_others_are_at_it_is_told_to_try_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A thread that waited without end would answer no page; slow files could hold them all."""
    monkeypatch.setattr(sandbox, "SECONDS_OF_PATIENCE", 0.0)
    beside = os.open(settings.FILE_UPLOAD_TEMP_DIR, os.O_RDONLY)
    try:
        fcntl.flock(beside, fcntl.LOCK_EX)
        with pytest.raises(InputError) as caught:
            clean_in_sandbox(photograph(), "image/jpeg")
    finally:
        os.close(beside)
    assert [one.code for one in caught.value.problems] == ["V408"]
    assert clean_in_sandbox(photograph(), "image/jpeg")


@pytest.mark.proves("identity-is-sealed")
def test_where_a_file_is_read_no_disk_sees_it(tmp_path: Path) -> None:
    """Even where a library wants to put some of it aside."""
    aside = """
import sys
from pathlib import Path
from manumit.web.kernel.vault import sandbox
sandbox.clean_file = lambda content, kind: Path(sys.argv[1]).write_bytes(content)
{limits}
"""
    for limits, kept in {"sandbox.clean_file(b'x', '')": b"x", "sandbox.main('')": b""}.items():
        path = tmp_path / f"aside-{len(kept)}"
        subprocess.run(
            [sys.executable, "-c", aside.format(limits=limits), str(path)],
            input=PLANTED,
            check=False,
            capture_output=True,
        )
        assert path.read_bytes() == kept


OWN_LOCK = b"<</Root 1 0 R/Encrypt 1 0 R/ID[()()]>>"
FAR = b"99999999999999999999"


@pytest.mark.parametrize(
    "wrong",
    [
        b"%%PDF-1.7\n1 0 obj\n<</Filter/Own>>\nendobj\ntrailer%s\nstartxref\n0\n%%%%EOF" % OWN_LOCK,
        b"%%PDF-1.7\ntrailer<</Root 1 0 R>>\nstartxref\n%s\n%%%%EOF" % FAR,
    ],
)
def test_what_no_program_wrote_is_refused_and_breaks_nothing(wrong: bytes) -> None:
    with pytest.raises(InputError, match="V407"):
        clean_file(wrong, PDF)
