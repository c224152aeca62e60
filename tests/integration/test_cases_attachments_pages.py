"""The pages of a file's documents: what they take, say and send, and that no disk sees it in clear.

Each search first finds what was put there in clear, so that one that finds nothing means something.
"""

import contextlib
import datetime as dt
import io
import os
import re
import sys
import tempfile
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import StopUpload, TemporaryFileUploadHandler
from django.test import Client, RequestFactory
from PIL import Image
from pypdf import PdfWriter
from pytest_django import Settings

from cases_world import HANDED_BY, NAMES, World, attached, file_of, key_ring, world
from manumit.web.cases import selectors
from manumit.web.cases.models import CaseAttachment, CaseFile
from manumit.web.kernel.ledger.models import Event
from manumit.web.kernel.vault.attachments import LARGEST
from manumit.web.ui.files import PATIENCE, InMemoryUploads
from office import signed_in

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])

PLANTED = b"the-foreman-kept-her-passport-zq "
LONG = PLANTED * 120_000
"""Above what Django holds in memory by itself (2.5 MB)."""
PNG = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True)
class Desk:
    """Whoever holds a file, at their browser."""

    here: World
    folder: Path
    file: CaseFile
    client: Client

    @property
    def form(self) -> str:
        """Where a document is added."""
        return f"/en/office/files/{self.file.pk}/attachments/new/"

    def adds(self, content: bytes, **other: object) -> Any:
        """Sends the form."""
        sent = {
            "request": uuid.uuid4(),
            "document_kind": "messages",
            "handed_by": HANDED_BY,
            "file": SimpleUploadedFile("called-so-zq.bin", content),
        }
        return self.client.post(self.form, {**sent, **other})

    def text(self, content: bytes, **other: object) -> str:
        """What the form says of something that it does not take."""
        answer = self.adds(content, **other)
        assert answer.status_code == 422
        return str(answer.content.decode())


@pytest.fixture(name="desk")
def _desk(tmp_path: Path, settings: Settings) -> Desk:
    key_ring(tmp_path, settings)
    here = world()
    file = file_of(here.owner)
    client = signed_in(here.owner)
    return Desk(here, tmp_path / "files", file, client)


# What is taken


@pytest.mark.proves("documents-are-sealed")
def test_a_document_that_is_added_comes_out_as_a_file_and_as_nothing_else(desk: Desk) -> None:
    answer = desk.adds(PLANTED, on_day="2026-06-30")
    assert answer.status_code == 303
    row = CaseAttachment.objects.get(file=desk.file)
    assert row.on_day == dt.date(2026, 6, 30)
    listed = desk.client.get(f"/en/office/files/{desk.file.pk}/attachments/").content.decode()
    assert "Messages" in listed
    assert HANDED_BY not in listed
    page = f"/en/office/attachments/{row.pk}/"
    shown = desk.client.get(page).content.decode()
    assert HANDED_BY in shown
    assert "called-so-zq.bin" in shown
    assert PLANTED.decode().strip() not in shown
    assert desk.client.get(f"{page}content/").status_code == 405  # by no link
    opened = desk.client.post(f"{page}content/")
    assert opened.status_code == 200
    assert opened.content == PLANTED
    assert opened["Content-Type"] == "text/plain"
    assert opened["Content-Disposition"] == f'attachment; filename="{desk.file.pseudonym}-1.txt"'
    assert opened["X-Content-Type-Options"] == "nosniff"
    assert opened["Cache-Control"] == "no-store, private"
    assert opened["Content-Security-Policy"] == (
        "default-src 'none'; frame-ancestors 'none'; sandbox"
    )
    assert Event.objects.get(act="read_attachment").resource == row.pk


def test_a_page_in_a_text_is_sent_as_text(desk: Desk) -> None:
    desk.adds(b"<!doctype html><script>alert(1)</script>")
    row = CaseAttachment.objects.get(file=desk.file)
    opened = desk.client.post(f"/en/office/attachments/{row.pk}/content/")
    assert opened["Content-Type"] == "text/plain"
    assert opened["Content-Disposition"].startswith("attachment;")
    assert opened["X-Content-Type-Options"] == "nosniff"


def locked_pdf() -> bytes:
    writer, written = PdfWriter(), io.BytesIO()
    writer.add_blank_page(100, 100)
    writer.encrypt("password", algorithm="AES-256")
    writer.write(written)
    return written.getvalue()


@pytest.mark.proves("documents-are-sealed")
def test_what_the_vault_refuses_is_said_in_plain_words(desk: Desk) -> None:
    shown = {
        "The file is too large.": b"x" * (LARGEST + 1),
        "Files of this type are not accepted, or the file is empty.": b"MZ\x90\x00",
        "The picture is damaged": PNG,
        "The PDF is damaged or has a password": locked_pdf(),
    }
    for words, content in shown.items():
        text = desk.text(content)
        assert words in text
        assert "Choose the file again" in text
        assert HANDED_BY in text  # what was typed stays
        assert not re.search(r"\bV40\d\b", text)
    assert "Files of this type are not accepted, or the file is empty." in desk.text(b"")
    assert "The picture has too many pixels." in desk.text(picture((10_001, 10_000)))
    assert not CaseAttachment.objects.exists()
    assert not any(path.is_file() for path in desk.folder.rglob("*"))


def picture(size: tuple[int, int]) -> bytes:
    written = io.BytesIO()
    Image.new("1", size).save(written, "PNG")
    return written.getvalue()


def test_what_is_missing_or_wrong_in_the_form_is_said_beside_its_field(desk: Desk) -> None:
    assert "This date is in the future." in desk.text(PLANTED, on_day="2199-01-01")
    for wrong in ({"document_kind": "medical_certificate"}, {"on_day": "June"}, {"handed_by": ""}):
        assert 'class="error"' in desk.text(PLANTED, **wrong)
    nothing = {"request": uuid.uuid4(), "document_kind": "messages", "handed_by": HANDED_BY}
    assert desk.client.post(desk.form, nothing).status_code == 422
    assert not CaseAttachment.objects.exists()


def test_a_withdrawal_without_a_reason_changes_nothing_and_says_so(desk: Desk) -> None:
    row = attached(desk.here.owner, desk.file)
    page = f"/en/office/attachments/{row.pk}/"
    for reason in ("", "because"):
        wrong = {"request": uuid.uuid4(), "reason": reason}
        answer = desk.client.post(f"{page}withdraw/", wrong)
        assert answer.status_code == 422
        assert 'class="error"' in answer.content.decode()
    sent = {"request": uuid.uuid4(), "reason": "person_asks"}
    assert desk.client.post(f"{page}withdraw/", sent).status_code == 303
    gone = desk.client.post(f"{page}content/")
    assert gone.status_code == 409
    assert "The content was removed." in gone.content.decode()
    shown = desk.client.get(page).content.decode()
    assert "the person does not want it kept" in shown
    assert "Download" not in shown
    assert NAMES[0] not in shown  # what the file was called


# What a disk sees


_written: list[str] | None = None


def _note(event: str, arguments: tuple[object, ...]) -> None:
    if _written is not None and event == "open":
        path, _, flags = arguments
        # A number is of a file that was opened by its path before.
        if not isinstance(path, str | bytes | os.PathLike) or not isinstance(flags, int):
            return
        if flags & (os.O_WRONLY | os.O_RDWR):
            _written.append(os.fsdecode(path))


sys.addaudithook(_note)


@contextlib.contextmanager
def written() -> Iterator[list[str]]:
    """Every path that this process opens to write to, meanwhile."""
    global _written  # noqa: PLW0603 - an audit hook is told nothing else
    found: list[str] = []
    _written = found
    try:
        yield found
    finally:
        _written = None


@pytest.mark.proves("documents-are-sealed")
def test_on_its_way_in_no_disk_sees_a_document_in_clear(
    desk: Desk, tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    # By the way that other forms take, it would lie there.
    request = RequestFactory().post("/", {"file": SimpleUploadedFile("a", LONG)})
    request.upload_handlers = [TemporaryFileUploadHandler(request)]
    with written() as found:
        assert "file" in request.FILES
    (one,) = [Path(one) for one in found if Path(one).is_file()]
    assert one.parent == tmp_path
    assert PLANTED in one.read_bytes()
    request.close()

    with written() as found:
        assert desk.adds(LONG).status_code == 303
    sealed = [one for one in found if Path(one).is_relative_to(desk.folder)]
    assert sealed
    assert [one for one in found if one not in sealed] == []
    for path in desk.folder.rglob("*"):
        assert not path.is_file() or PLANTED not in path.read_bytes()
    row = CaseAttachment.objects.get(file=desk.file)
    with written() as found:
        opened = desk.client.post(f"/en/office/attachments/{row.pk}/content/")
    assert opened.content == LONG
    assert found == []
    assert selectors.attachments(desk.here.owner, desk.file.pk)[0].size == len(LONG)


def test_of_what_is_too_large_no_more_is_held_than_the_vault_takes() -> None:
    handler = InMemoryUploads({"file": LARGEST})
    handler.handle_raw_input(None, {}, PATIENCE * LARGEST)
    handler.new_file("file", "a", "text/plain", None)
    for start in range(0, 2 * LARGEST, LARGEST // 2):
        handler.receive_data_chunk(b"x" * (LARGEST // 2), start)
    taken = handler.file_complete(2 * LARGEST)
    assert len(taken.read()) == LARGEST + 1
    far = InMemoryUploads({"file": LARGEST})
    far.handle_raw_input(None, {}, PATIENCE * LARGEST + 1)
    far.new_file("file", "a", "text/plain", None)
    far.receive_data_chunk(b"x" * (LARGEST + 1), 0)
    with pytest.raises(StopUpload):
        far.receive_data_chunk(b"x", LARGEST + 1)


def test_of_several_files_in_a_request_one_is_taken(desk: Desk) -> None:
    second = SimpleUploadedFile("b", LONG)
    assert desk.adds(PLANTED, second=second).status_code == 303
    row = CaseAttachment.objects.get(file=desk.file)
    assert row.size == len(PLANTED)


def test_a_form_that_asks_for_no_file_writes_none_whoever_sends_it(
    desk: Desk, tmp_path: Path, settings: Settings
) -> None:
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    row = attached(desk.here.owner, desk.file)
    page = f"/en/office/attachments/{row.pk}/"
    sent = {"request": uuid.uuid4(), "reason": ""}
    for client, address, status in (
        (desk.client, f"{page}withdraw/", 422),
        (desk.client, f"/en/office/files/{desk.file.pk}/age/", 422),
        (Client(), "/en/office/sign-in/", 200),
    ):
        with written() as found:
            answer = client.post(address, {**sent, "file": SimpleUploadedFile("a", LONG)})
        assert answer.status_code == status
        assert found == []
