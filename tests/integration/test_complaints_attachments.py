"""Photographs and papers of a complaint: from the answer page and from intake, sealed."""

import dataclasses
import io
import re
import uuid
from dataclasses import dataclass
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as configured
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

import complaints_world as cw
from cases_world import request
from complaints_world import World, world
from dumped import leaked
from erasing import erase
from joined_rows import all_rows
from manumit.errors import InputError, Place
from manumit.web.complaints import attachments
from manumit.web.complaints.lists import rules
from manumit.web.complaints.models import Complaint, ComplaintAttachment
from manumit.web.complaints.reading import complaint
from manumit.web.kernel.access.verdicts import Refused
from manumit.web.kernel.ledger.models import Event
from manumit.web.kernel.ledger.traces import disagreements
from manumit.web.kernel.vault.codes import VaultCode
from manumit.web.public.report import answers
from office import signed_in
from together import begun

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])
ADVICE, MARK = "/en/advice/", b"Planted paperzq of the worker"
NAME = "IMG_of_Placezq.txt"


@dataclass(frozen=True, slots=True)
class Rows:
    """A complaint, and the words of who sent it."""

    complaint: Complaint
    words: str


_begun, _who, _rows = begun(world, lambda _: Rows(*cw.received()))


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "pause", lambda _: None)
    cache.clear()


def uploads(monkeypatch: pytest.MonkeyPatch, *, allowed: bool) -> None:
    """Whether the installation takes uploads of visitors."""
    monkeypatch.setattr(
        configured, "MANUMIT", dataclasses.replace(configured.MANUMIT, uploads=allowed)
    )


def answered(words: str) -> tuple[Client, str]:
    """A browser with the answer page, and what the page says."""
    client = Client()
    return client, client.post(ADVICE, {"words": words}).content.decode()


def paper(content: bytes = MARK, name: str = NAME) -> SimpleUploadedFile:
    """A file as a browser sends it."""
    return SimpleUploadedFile(name, content)


def photograph() -> bytes:
    """A picture that says where it was taken."""
    exif = Image.Exif()
    exif[0x010E] = "Placezq"
    to = io.BytesIO()
    Image.new("RGB", (8, 8)).save(to, "JPEG", exif=exif)
    assert b"Placezq" in to.getvalue()
    return to.getvalue()


def test_a_worker_sends_a_paper_with_the_words_and_intake_reads_it(
    w: World, rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is hashed and sealed; neither content, name nor digest is anywhere in clear."""
    uploads(monkeypatch, allowed=True)
    client, page = answered(rows.words)
    assert 'enctype="multipart/form-data"' in page
    after = client.post(ADVICE, {"do": "attach", "file": paper()}).content.decode()
    assert "You sent" in after
    assert NAME not in after
    seen = complaint(w.officer, rows.complaint.pk)
    (one,) = seen.attachments
    assert (one.ending, one.by_worker, len(one.digest)) == ("txt", True, 64)
    assert seen.row.reply_on is not None  # intake is reminded
    address = f"/en/office/complaints/{rows.complaint.pk}/attachments/{one.key}/"
    got = signed_in(w.colleague).post(address)
    assert (got.content.strip(), got["Content-Disposition"]) == (
        MARK, 'attachment; filename="document.txt"'
    )  # fmt: skip
    assert Event.objects.filter(act="read_attachment", actor=w.colleague.person).count() == 1
    dump = "\n".join(text for found in all_rows().values() for text in found).casefold()
    assert leaked(dump, MARK.decode(), NAME, one.digest) == set()
    files = [one for one in Path(str(configured.MANUMIT_FILES)).rglob("*") if one.is_file()]
    assert files
    assert not [one for one in files if MARK in one.read_bytes()]
    assert not list(disagreements({}, w.officer.institution))


def test_what_a_picture_says_beside_the_picture_is_removed(w: World, rows: Rows) -> None:
    made = attachments.add_attachment(
        w.officer, rows.complaint.pk, name="a.jpg", content=photograph(), request=request()
    )
    opened = attachments.attachment_content(w.officer, rows.complaint.pk, made.pk)
    assert opened.media_type == "image/jpeg"
    assert b"Placezq" not in opened.content
    assert not complaint(w.officer, rows.complaint.pk).attachments[0].by_worker


def test_sent_twice_it_is_kept_once_and_what_is_no_paper_is_refused(
    rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    uploads(monkeypatch, allowed=True)
    client, _ = answered(rows.words)
    again = Client()
    again.cookies = SimpleCookie(client.cookies.output(header="", sep=";"))
    for one in (client, again):
        one.post(ADVICE, {"do": "attach", "file": paper()})
    assert ComplaintAttachment.objects.count() == 1
    for file in (paper(b"\x00\x01nothing"), paper(b""), ""):
        answer = client.post(ADVICE, {"do": "attach", "file": file})
        assert answer.status_code == 422
        assert "The file was not kept." in answer.content.decode()
    assert ComplaintAttachment.objects.count() == 1


def test_a_good_paper_that_cannot_be_taken_now_is_not_called_wrong(
    rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(_: bytes) -> None:
        raise VaultCode.OTHERS_FIRST.error(Place(field="file"))

    uploads(monkeypatch, allowed=True)
    monkeypatch.setattr(attachments, "clean_file", busy)
    client, _ = answered(rows.words)
    page = client.post(ADVICE, {"do": "attach", "file": paper()}).content.decode()
    assert "We could not receive this now" in page
    assert "The file was not kept" not in page


def test_without_the_words_or_without_uploads_the_page_is_that_of_advice(
    rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    advice = Client().get(ADVICE).content
    uploads(monkeypatch, allowed=True)
    assert Client().post(ADVICE, {"do": "attach", "file": ""}).content == advice
    uploads(monkeypatch, allowed=False)
    client, page = answered(rows.words)
    assert "multipart" not in page
    assert client.post(ADVICE, {"do": "attach", "file": ""}).content == advice
    assert not ComplaintAttachment.objects.exists()


def test_a_member_of_a_collective_complaint_sees_own_papers_alone(
    w: World, rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    uploads(monkeypatch, allowed=True)
    words = cw.member(rows.complaint)
    client, _ = answered(words)
    client.post(ADVICE, {"do": "attach", "file": paper()})
    assert "You sent" in answered(words)[1]
    assert "You sent" not in answered(rows.words)[1]
    assert len(complaint(w.officer, rows.complaint.pk).attachments) == 1


def test_nobody_but_the_office_that_received_adds_or_reads_one(w: World, rows: Rows) -> None:
    key = rows.complaint.pk
    made = attachments.add_attachment(w.colleague, key, name="a", content=MARK, request=request())
    for who in (w.elsewhere, w.other, w.base.inspector, None):
        with pytest.raises(Refused):
            attachments.add_attachment(who, key, name="a", content=MARK, request=request())
        with pytest.raises(Refused):
            attachments.attachment_content(who, key, made.pk)
        for address in ("new/", f"{made.pk}/"):
            page = f"/en/office/complaints/{key}/attachments/{address}"
            assert signed_in(who).post(page).status_code == (303 if who is None else 404)
    other, _ = cw.received()
    with pytest.raises(ComplaintAttachment.DoesNotExist):
        attachments.attachment_content(w.officer, other.pk, made.pk)


def test_intake_adds_one_on_a_page_with_a_token(w: World, rows: Rows) -> None:
    address = f"/en/office/complaints/{rows.complaint.pk}/attachments/new/"
    client, strict = signed_in(w.officer), signed_in(w.officer, csrf=True)
    form = {"request": str(uuid.uuid4()), "file": paper()}
    assert strict.post(address, form).status_code == 403
    page = client.get(address).content.decode()
    assert re.search(r'type="file"[^>]*accept="application/pdf', page)
    assert client.post(address, {**form, "file": paper()}).status_code == 303
    assert client.post(address, {**form, "file": paper()}).status_code == 303
    assert ComplaintAttachment.objects.count() == 1
    wrong = client.post(address, {"request": str(uuid.uuid4()), "file": paper(b"\x00\x01")})
    assert wrong.status_code == 422
    assert "Files of this type are not accepted" in wrong.content.decode()


def test_a_paper_ends_with_its_complaint_and_there_are_not_endlessly_many(
    w: World, rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    key: Any = rows.complaint.pk
    made = attachments.add_attachment(w.officer, key, name="a", content=MARK, request=request())
    full = dataclasses.replace(rules(), most_attachments=1)
    monkeypatch.setattr(attachments, "rules", lambda: full)
    with pytest.raises(InputError, match="H513"):
        attachments.add_attachment(w.officer, key, name="b", content=MARK, request=request())
    # Intake has filled its own share: the worker learns nothing of it, and loses nothing.
    uploads(monkeypatch, allowed=True)
    client, _ = answered(rows.words)
    assert client.post(ADVICE, {"do": "attach", "file": paper()}).status_code == 200
    client, _ = answered(rows.words)
    refused = client.post(ADVICE, {"do": "attach", "file": paper()})
    assert "as many photographs and papers as one person can" in refused.content.decode()
    erase(rows.complaint.subject_id, "ordered", None)
    with pytest.raises(Refused):
        attachments.attachment_content(w.officer, key, made.pk)
