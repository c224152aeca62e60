"""Attachments: known by their content, cleaned, sealed, erased; tests plant what must go."""

import io
import os
import re
import uuid
from pathlib import Path

import pytest
from PIL import Image, PngImagePlugin
from procrastinate.contrib.django import app
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    PdfObject,
    TextStringObject,
)
from pytest_django import Settings

from erasing import erase
from manumit.errors import InputError
from manumit.web.kernel.vault.attachments import (
    LARGEST,
    attach,
    delete_orphans,
    detach,
    read_attachment,
)
from manumit.web.kernel.vault.checks import vault_problems
from manumit.web.kernel.vault.cleaning import clean_file, kind_of
from manumit.web.kernel.vault.keys import new_subject
from manumit.web.kernel.vault.models import Attachment
from manumit.web.kernel.vault.ring import make_ring
from manumit.web.kernel.vault.sealed import open_text
from manumit.web.operations import jobs

pytestmark = pytest.mark.django_db(transaction=False)
PLANTED = "Shelter-Sunrise-7"
GPS, ORIENTATION, AUTHOR = 0x8825, 0x0112, 0x013B


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Settings) -> Path:
    made = tmp_path / "files"
    made.mkdir(mode=0o700)
    make_ring(tmp_path / "ring.json")
    settings.MANUMIT_KEY_RING, settings.MANUMIT_FILES = tmp_path / "ring.json", made
    return made


@pytest.fixture
def subject() -> uuid.UUID:
    return new_subject()


def jpeg() -> bytes:
    picture, written = Image.new("RGB", (40, 20), (200, 30, 30)), io.BytesIO()
    exif = Image.Exif()
    exif[AUTHOR], exif[ORIENTATION] = PLANTED, 6
    exif.get_ifd(GPS)[1] = "N"
    exif.get_ifd(GPS)[29] = PLANTED
    picture.save(written, "JPEG", exif=exif, comment=PLANTED.encode(), xmp=PLANTED.encode())
    return written.getvalue() + PLANTED.encode()


def png() -> bytes:
    metadata = PngImagePlugin.PngInfo()
    metadata.add_text("Author", PLANTED)
    metadata.add_itxt("XML:com.adobe.xmp", PLANTED)
    picture, written = Image.new("RGBA", (40, 20), (200, 30, 30, 90)), io.BytesIO()
    picture.save(written, "PNG", pnginfo=metadata)
    return written.getvalue() + PLANTED.encode()


def pdf() -> bytes:
    writer = PdfWriter()
    page = writer.add_blank_page(200, 100)
    writer.add_metadata({"/Author": PLANTED})
    writer.xmp_metadata = PLANTED.encode()
    page[NameObject("/PieceInfo")] = DictionaryObject(
        {NameObject("/Made"): TextStringObject(PLANTED)}
    )
    writer.add_attachment("more.txt", PLANTED.encode())
    script = {
        NameObject("/S"): NameObject("/JavaScript"),
        NameObject("/JS"): TextStringObject(PLANTED),
    }
    writer.root_object[NameObject("/OpenAction")] = DictionaryObject(script)
    page[NameObject("/AA")] = DictionaryObject({NameObject("/O"): DictionaryObject(script)})
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue() + b"\n% " + PLANTED.encode()


def annotated_pdf() -> bytes:
    """Everything that can stand beside what a page shows, each with a word of its own."""
    writer = PdfWriter()
    page = writer.add_blank_page(200, 100)

    def stream(word: str) -> IndirectObject:
        made = DecodedStreamObject()
        made.set_data(word.encode())
        return writer._add_object(made)

    def names(**values: PdfObject) -> DictionaryObject:
        return DictionaryObject({NameObject(f"/{name}"): value for name, value in values.items()})

    def text(word: str) -> TextStringObject:
        return TextStringObject(word)

    inside = names(Type=NameObject("/Filespec"), F=text("Hidden1"), EF=names(F=stream("Hidden2")))
    script = names(S=NameObject("/JavaScript"), JS=text("Hidden3"))
    note = names(
        Subtype=NameObject("/FileAttachment"), T=text("Hidden4"), M=text("Hidden5"),
        FS=writer._add_object(inside), Contents=text("Shown1"),
        AP=names(N=stream("Shown2")),
    )  # fmt: skip
    link = names(
        Subtype=NameObject("/Link"), A=writer._add_object(script),
        PA=names(S=NameObject("/URI"), URI=text("Hidden6")), CreationDate=text("Hidden7"),
    )  # fmt: skip
    layer = names(Type=NameObject("/OCG"), Metadata=stream("Hidden8"))  # within, not led to
    page[NameObject("/Annots")] = ArrayObject([writer._add_object(note), link])
    page[NameObject("/Resources")] = names(Properties=names(A=layer), Font=names(A=text("Shown3")))
    page[NameObject("/Thumb")] = stream("Hidden9")
    page[NameObject("/Metadata")] = stream("Hidden0")
    page[NameObject("/Own")] = text("HiddenA")
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


MADE = {"image/jpeg": jpeg, "image/png": png, "application/pdf": pdf}


@pytest.mark.proves("identity-is-sealed")
@pytest.mark.parametrize("kind", MADE)
def test_what_a_file_tells_beside_what_it_shows_is_removed(kind: str) -> None:
    raw = MADE[kind]()
    assert raw.count(PLANTED.encode()) >= 2
    assert kind_of(raw) == kind
    clean = clean_file(raw, kind)
    assert PLANTED.encode() not in clean
    assert kind_of(clean) == kind
    assert clean_file(clean, kind)


def test_a_picture_keeps_what_it_shows_upright() -> None:
    with Image.open(io.BytesIO(clean_file(jpeg(), "image/jpeg"))) as found:
        assert found.size == (20, 40)  # the camera had been held on its side
        assert not found.getexif()
        assert not {"exif", "comment", "xmp"} & found.info.keys()
        red, green, blue = found.convert("RGB").getpixel((10, 20))  # type: ignore[misc] # RGB has three
        assert abs(red - 200) < 5
        assert abs(green - 30) < 5
        assert abs(blue - 30) < 5
    with Image.open(io.BytesIO(clean_file(png(), "image/png"))) as found:
        assert found.getpixel((5, 5)) == (200, 30, 30, 90)
        assert found.info == {}


def test_a_pdf_keeps_its_pages_and_nothing_that_starts_by_itself() -> None:
    assert PdfReader(io.BytesIO(pdf())).metadata is not None
    found = PdfReader(io.BytesIO(clean_file(pdf(), "application/pdf")))
    assert len(found.pages) == 1
    assert not found.metadata
    assert found.xmp_metadata is None
    assert found.attachments == {}
    assert b"JavaScript" in pdf()
    assert b"JavaScript" not in clean_file(pdf(), "application/pdf")


@pytest.mark.proves("identity-is-sealed")
def test_a_pdf_keeps_what_is_shown_and_not_by_whom_or_what_it_leads_to() -> None:
    words = {f"Hidden{one}" for one in "0123456789A"} | {"Shown1", "Shown2", "Shown3"}
    assert set(re.findall(r"(?:Hidden|Shown)[0-9A]", annotated_pdf().decode("latin-1"))) == words
    clean = clean_file(annotated_pdf(), "application/pdf").decode("latin-1")
    assert set(re.findall(r"(?:Hidden|Shown)[0-9A]", clean)) == {"Shown1", "Shown2", "Shown3"}
    assert "JavaScript" not in clean
    assert len(PdfReader(io.BytesIO(clean.encode("latin-1"))).pages[0].annotations or ()) == 2


@pytest.mark.parametrize("kind", [*MADE, "text/plain"])
def test_a_file_is_sealed_and_opens_again(subject: uuid.UUID, folder: Path, kind: str) -> None:
    raw = MADE[kind]() if kind in MADE else f"{PLANTED} answer: ok\n".encode()
    row = attach(subject, f"{PLANTED}.exe", raw, about=PLANTED)
    assert row.kind == kind
    found = Attachment.objects.get(pk=row.pk)
    assert read_attachment(found) == clean_file(raw, kind)
    assert open_text(found, "name") == f"{PLANTED}.exe"
    assert open_text(found, "about") == PLANTED
    (file,) = (one for one in folder.rglob("*") if one.is_file())
    assert PLANTED.encode() not in file.read_bytes()
    assert clean_file(raw, kind)[:8] not in file.read_bytes()
    assert PLANTED not in str(file)
    assert file.stat().st_mode & 0o077 == 0


def test_a_large_text_goes_in_several_pieces(subject: uuid.UUID) -> None:
    text = b"statement " * 300_000
    assert read_attachment(attach(subject, "long", text)) == text


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "V402"),
        (b"  \n", "V402"),
        (b"MZ\x90\x00", "V402"),
        (b"GIF89a\x01\x00", "V402"),
        (b"text\x00", "V402"),
        ("é".encode("latin-1"), "V402"),
        (b"\xff\xd8\xff and no picture", "V403"),
        (b"\x89PNG\r\n\x1a\n", "V403"),
        (b"%PDF-1.7 and no more", "V407"),
        (b"x" * (LARGEST + 1), "V401"),
    ],
)
def test_what_is_not_taken_leaves_nothing(
    subject: uuid.UUID, folder: Path, content: bytes, code: str
) -> None:
    with pytest.raises(InputError) as caught:
        attach(subject, "name", content)
    assert [one.code for one in caught.value.problems] == [code]
    assert not Attachment.objects.exists()
    assert not [one for one in folder.rglob("*") if one.is_file()]


def test_a_locked_pdf_and_a_picture_of_too_many_pixels_are_refused(subject: uuid.UUID) -> None:
    writer, written = PdfWriter(clone_from=io.BytesIO(pdf())), io.BytesIO()
    writer.encrypt("password", algorithm="AES-256")
    writer.write(written)
    with pytest.raises(InputError, match="V407"):
        attach(subject, "locked", written.getvalue())
    written = io.BytesIO()
    Image.new("1", (10_001, 10_000)).save(written, "PNG")
    with pytest.raises(InputError, match="V406"):
        attach(subject, "huge", written.getvalue())


@pytest.mark.proves("identity-is-sealed")
def test_a_changed_cut_or_exchanged_file_does_not_open(subject: uuid.UUID, folder: Path) -> None:
    row, other = attach(subject, "a", b"one text"), attach(subject, "b", b"another")
    path = folder / row.pk.hex[:2] / row.pk.hex
    raw = path.read_bytes()
    theirs = (folder / other.pk.hex[:2] / other.pk.hex).read_bytes()
    changed = raw[:20] + bytes([raw[20] ^ 1]) + raw[21:]
    for wrong in (raw[:-1], raw[:10], b"", raw + b"x", changed, theirs):
        path.write_bytes(wrong)
        with pytest.raises(InputError, match="V405"):
            read_attachment(row)
    path.unlink()
    with pytest.raises(InputError, match="V405"):
        read_attachment(row)
    path.write_bytes(raw)
    assert read_attachment(row) == b"one text"


def test_a_file_without_a_row_goes_after_a_while(subject: uuid.UUID, folder: Path) -> None:
    kept, orphan = attach(subject, "a", b"one text"), attach(subject, "b", b"another")
    Attachment.objects.filter(pk=orphan.pk).delete()  # as where the act around it was rolled back
    paths = {one.name: one for one in folder.rglob("*") if one.is_file()}
    (folder / "notes").write_text("of somebody else")
    delete_orphans()
    assert len(paths) == 2
    assert all(path.exists() for path in paths.values())
    for path in paths.values():
        os.utime(path, (0, 0))
    jobs.delete_orphan_files(0)
    assert ("operations.forget_orphans", "") in app.periodic_registry.periodic_tasks
    assert [name for name, path in paths.items() if path.exists()] == [kept.pk.hex]
    assert (folder / "notes").exists()


@pytest.mark.proves("erasure")
def test_a_file_goes_with_its_row_and_with_the_person(
    subject: uuid.UUID,
    folder: Path,
    django_capture_on_commit_callbacks: object,
) -> None:
    row, other = attach(subject, "a", b"one text"), attach(subject, "b", b"another")
    assert len([one for one in folder.rglob("*") if one.is_file()]) == 2
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator] # a fixture of pytest-django
        detach(row)
    (left,) = (one for one in folder.rglob("*") if one.is_file())
    assert left.name == other.pk.hex
    kept = left.read_bytes()
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator] # as above
        erase(subject, "time_is_over", None)
    assert not left.exists()
    left.write_bytes(kept)  # as a backup of the files would bring it back
    with pytest.raises(InputError, match="V301"):
        read_attachment(other)


def test_the_folder_is_for_the_platform_only(folder: Path, settings: Settings) -> None:
    assert vault_problems() == []
    folder.chmod(0o750)
    assert [one.code for one in vault_problems()] == ["V404"]
    settings.MANUMIT_FILES = folder / "nothing"
    settings.MANUMIT_KEY_RING = None
    assert [one.code for one in vault_problems()] == ["V101", "V404"]
    settings.MANUMIT_FILES = None
    with pytest.raises(InputError, match="V404"):
        attach(new_subject_of(folder, settings), "a", b"text")


def new_subject_of(folder: Path, settings: Settings) -> uuid.UUID:
    settings.MANUMIT_KEY_RING = folder.parent / "ring.json"
    return new_subject()
