"""A visitor's own file on the pages: who may see what, what is refused, what stays behind."""

import functools
import gzip
import json
import os
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from manumit.web.public.figures import example, folders, handover, jobs, services, uploads
from manumit.web.public.figures.models import Assessment, AssessmentState
from manumit.web.public.figures.process import run_isolated
from manumit.web.public.sessions.models import VisitorSession
from manumit.web.sealing import PIECE, SealError, read_sealed_file, seal_file

pytestmark = pytest.mark.django_db

FILE, RESULT = "/en/figures/file/", "/en/figures/file/result/"
FINDINGS, REJECTS = "/en/figures/file/findings.csv", "/en/figures/file/rows-left-out.csv"
REMOVE = "/en/figures/file/remove/"
MAPPING = """
schema: manumit/mapping/1
id: invented
title: "Invented records"
unknown: ["x"]
answers:
  - {column: papers, codes: [CD01], values: {"1": yes, "0": no}}
  - {column: hours, codes: [EX01], values: {"1": yes, "0": no}}
age:
  sources:
    - column: age
      bands: [{from: 0, below: 18, as: child}, {from: 18, below: 120, as: adult}]
exploitation: {otherwise: labour}
ignore: [{columns: [ref], because: "a number of ours"}]
"""
RECORDS = "ref,age,papers,hours\n" + "".join(
    f"{n},{20 + n % 40},{n % 3 % 2},{(n % 5 > 1) * 1}\n" for n in range(240)
)


@pytest.fixture
def work(settings: Settings, tmp_path: Path) -> Path:
    settings.MANUMIT = replace(settings.MANUMIT, work=tmp_path, uploads=True)
    return tmp_path / "figures"


def send(client: Client, text: str = RECORDS, name: str = "Amina B.csv", **counts: str) -> Any:
    """What a browser sends; a field that is given as empty is left out."""
    form: dict[str, Any] = {
        "records": SimpleUploadedFile(name, text.encode()),
        "mapping": "own",
        "mapping_file": SimpleUploadedFile("m.yaml", MAPPING.encode()),
        "language": "en",
        "consent": "yes",
    } | counts
    return client.post(FILE, {key: value for key, value in form.items() if value})


def files_in(work: Path) -> set[str]:
    return {f.name for f in work.rglob("*") if f.is_file()} - {folders.LOCK}


def text_of(answer: Any) -> str:
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return str(body.decode())


@pytest.fixture
def finished(work: Path, client: Client) -> Iterator[Assessment]:
    """A result of the client's visit, put there by hand."""
    yield finish(client, "7")
    assert files_in(work) <= {f"{name}.sealed" for name in services.SEALED}


def finish(client: Client, word: str) -> Assessment:
    """Sends a file; all that comes of it holds the word."""
    assert send(client).status_code == 303
    visit = VisitorSession.objects.get(digest=_digest(client))
    found = Assessment.objects.get(visit=visit.digest)
    made = folders.open_folder(folders.run_folder(found.pk))
    counts = {"rows": 240, "rejected": 3, "without_list": 0}
    (made / handover.OUTCOME).write_text(json.dumps(counts))
    (made / handover.REPORT).write_text(f'<div class="report">report {word}</div>')
    (made / handover.FINDINGS).write_text(f"row,list\n{word},adult_labour\n")
    (made / handover.REJECTS).write_text(f"row,code\n{word},X301\n")
    assert services.start(found)
    services.finish(found, services.keep_outcome(found, visit))
    return found


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
def test_pages_in_every_language(language: str, work: Path, client: Client) -> None:
    del work
    for address in ("", "file/", "example/"):
        page = client.get(f"/{language}/figures/{address}")
        assert page.status_code == 200
        assert f'<html lang="{language}"' in page.content.decode()


# Who may see what: written by hand, one line for each view.
#             the visit that sent it, another visit, no visit, the visit after it has ended
ACCESS = {
    ("get", RESULT): (200, 404, 404, 404),
    ("get", FINDINGS): (200, 404, 404, 404),
    ("get", REJECTS): (200, 404, 404, 404),
    ("get", FILE): (303, 200, 200, 200),  # the form; to the owner, the way to the result
    ("post", REMOVE): (303, 404, 404, 404),
}


def another_visit() -> Client:
    other = Client()
    assert send(other).status_code == 303
    services.forget([_digest(other)])
    return other


def _digest(client: Client) -> bytes:
    from hashlib import sha256  # noqa: PLC0415 - as visits do it, by hand

    return sha256(client.cookies["visit"].value.encode()).digest()


ENDED_BY: dict[str, Callable[[Client], object]] = {
    "leaving": lambda client: client.post("/en/leave/"),
    "time": lambda _client: VisitorSession.objects.update(ends_at=timezone.now()),
}


@pytest.mark.proves("visitor-file")
@pytest.mark.parametrize("ended_by", ENDED_BY)
@pytest.mark.parametrize(("way", "expected"), ACCESS.items(), ids=str)
def test_only_the_visit_that_sent_a_file_sees_anything_of_it(
    way: tuple[str, str],
    expected: tuple[int, ...],
    ended_by: str,
    finished: Assessment,
    client: Client,
) -> None:
    method, address = way
    owner, other, nobody, ended = expected
    assert getattr(another_visit(), method)(address).status_code == other
    assert getattr(Client(), method)(address).status_code == nobody
    token = client.cookies["visit"].value
    assert getattr(client, method)(address).status_code == owner
    ENDED_BY[ended_by](client)
    late = Client()
    late.cookies["visit"] = token
    assert getattr(late, method)(address).status_code == ended
    jobs.sweep(0)
    assert not Assessment.objects.filter(pk=finished.pk).exists()
    assert not folders.run_folder(finished.pk).exists()


@pytest.mark.proves("visitor-file")
def test_each_visit_gets_what_it_sent(finished: Assessment, client: Client) -> None:
    del finished
    other = Client()
    finish(other, "8")
    for one, own, foreign in ((client, "7", "8"), (other, "8", "7")):
        assert f"report {own}" in text_of(one.get(RESULT))
        assert f"report {foreign}" not in text_of(one.get(RESULT))
        assert text_of(one.get(FINDINGS)) == f"row,list\n{own},adult_labour\n"
        assert text_of(one.get(REJECTS)) == f"row,code\n{own},X301\n"
    assert other.post(REMOVE).status_code == 303
    assert text_of(client.get(FINDINGS)).startswith("row,list\n7")


def test_while_it_is_worked_on_only_its_visit_sees_how_far_it_is(
    work: Path, client: Client
) -> None:
    del work
    send(client)
    assert client.get(RESULT).status_code == 200
    for address in (FINDINGS, REJECTS):
        assert client.get(address).status_code == 404
    for stranger in (another_visit(), Client()):
        for address in (RESULT, FINDINGS, REJECTS):
            assert stranger.get(address).status_code == 404
        assert stranger.post(REMOVE).status_code == 404
    assert Assessment.objects.count() == 1


def test_where_no_files_are_taken_there_is_only_the_example(
    finished: Assessment, client: Client, settings: Settings
) -> None:
    del finished
    settings.MANUMIT = replace(settings.MANUMIT, uploads=False)
    for method, address in ACCESS:
        assert getattr(client, method)(address).status_code == 404
    assert send(client).status_code == 404
    page = client.get("/en/figures/").content.decode()
    assert "does not accept files" in page
    assert FILE not in page


@pytest.mark.proves("visitor-file")
def test_the_visit_of_another_can_not_open_what_is_sealed(finished: Assessment) -> None:
    path = folders.run_folder(finished.pk) / f"{handover.FINDINGS}.sealed"
    visit = VisitorSession.objects.get()
    bound_to = bytes(visit.digest) + b"figures/findings.csv"
    assert b"".join(read_sealed_file(path, key=bytes(visit.key), bound_to=bound_to)).startswith(
        b"row"
    )
    assert b"adult_labour" not in path.read_bytes()
    for key, bound in ((bytes(32), bound_to), (bytes(visit.key), bytes(32) + bound_to[32:])):
        with pytest.raises(SealError):
            list(read_sealed_file(path, key=key, bound_to=bound))


def test_a_sealed_file_that_was_changed_or_cut_does_not_open(tmp_path: Path) -> None:
    plain, sealed, key = tmp_path / "plain", tmp_path / "sealed", os.urandom(32)
    plain.write_bytes(os.urandom(PIECE * 2 + 7))
    seal_file(plain, sealed, key=key, bound_to=b"x")

    def open_all() -> bytes:
        return b"".join(read_sealed_file(sealed, key=key, bound_to=b"x"))

    assert open_all() == plain.read_bytes()
    assert sealed.stat().st_mode & 0o777 == 0o600
    whole = sealed.read_bytes()
    piece = PIECE + 12 + 16 + 4
    cut = (whole[:piece], whole[: 2 * piece], whole[:-1], whole[piece:], b"")
    swapped = whole[piece : 2 * piece] + whole[:piece] + whole[2 * piece :]
    for wrong in (*cut, swapped, whole[:-1] + bytes([whole[-1] ^ 1])):
        sealed.write_bytes(wrong)
        with pytest.raises(SealError):
            open_all()


WRONG: dict[str, dict[str, Any]] = {
    "U101": {"records": ""},
    "U102": {"name": "records.docx"},
    "U103": {"text": "x" * 3_000},
    "U104": {"consent": ""},
    "U105": {"mapping": "../../settings"},
}


@pytest.mark.parametrize(("code", "change"), WRONG.items())
def test_what_is_wrong_with_the_form_is_told_and_nothing_stays(
    code: str, change: dict[str, Any], work: Path, client: Client, settings: Settings
) -> None:
    settings.MANUMIT = replace(settings.MANUMIT, largest_upload=2_900)
    page = send(client, **({"text": "a\n1\n"} | change))
    assert page.status_code == 400
    assert f"<code>{code}</code>" in page.content.decode()
    assert VisitorSession.objects.count() == Assessment.objects.count() == 0
    page.close()
    assert files_in(work) == set()


def test_a_file_far_above_the_size_is_stopped_on_its_way(
    work: Path, client: Client, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.MANUMIT = replace(settings.MANUMIT, largest_upload=100_000)
    written = []
    take = uploads.PrivateUpload.receive_data_chunk

    def taken(self: uploads.PrivateUpload, raw: bytes, start: int) -> None:
        take(self, raw, start)
        written.append(len(raw))

    monkeypatch.setattr(uploads.PrivateUpload, "receive_data_chunk", taken)
    page = send(client, "x" * 9_000_000)
    assert "<code>U103</code>" in page.content.decode()
    assert sum(written) <= 100_000 + uploads.LARGEST_MAPPING
    assert files_in(work) == set()


def test_what_is_too_large_is_passed_over_in_large_pieces(
    work: Path, client: Client, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Line by line, a file of empty lines would keep a processor busy for minutes."""
    settings.MANUMIT = replace(settings.MANUMIT, largest_upload=100_000)
    lines, kept = [], []
    read_line, complete = HttpRequest.readline, uploads.PrivateUpload.file_complete

    def counted(self: HttpRequest) -> bytes:
        lines.append(self.path)
        return read_line(self)

    def completed(self: uploads.PrivateUpload, size: int) -> uploads.File:
        kept.append(Path(self.file.name).stat().st_size)
        return complete(self, size)

    monkeypatch.setattr(HttpRequest, "readline", counted)
    monkeypatch.setattr(uploads.PrivateUpload, "file_complete", completed)
    page = send(client, "\n" * 3_000_000)
    assert page.status_code == 400
    assert "<code>U103</code>" in page.content.decode()
    assert len(lines) <= 1  # it looks whether there is more, and there is not
    assert kept
    assert max(kept) <= 100_000 + uploads.LARGEST_MAPPING
    page.close()
    assert files_in(work) == set()


@pytest.mark.proves("visitor-file")
def test_a_file_arrives_in_a_private_folder_under_a_name_of_ours(
    work: Path, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []
    move = uploads.Upload.move_to

    def moved(self: uploads.Upload, folder: Path) -> None:
        seen.append(Path(self.records))
        assert Path(self.records).stat().st_mode & 0o777 == 0o600
        move(self, folder)

    monkeypatch.setattr(uploads.Upload, "move_to", moved)
    assert send(client).status_code == 303
    assert seen[0].parent == work / "arriving"
    assert files_in(work) == {"records.csv", "mapping.yaml", "spec.json"}
    for folder in (f for f in work.rglob("*") if f.is_dir()):
        assert folder.stat().st_mode & 0o077 == 0


def test_one_file_for_a_visit_and_few_at_once(
    work: Path, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert send(client).status_code == 303
    again = send(client)
    assert again.status_code == 409
    assert "<code>U107</code>" in again.content.decode()
    monkeypatch.setattr(services, "MOST_AT_ONCE", 1)
    full = send(Client())
    assert full.status_code == 503
    assert "<code>U106</code>" in full.content.decode()
    again.close()
    full.close()
    assert len(list((work / "runs").iterdir())) == 1
    assert list((work / "arriving").iterdir()) == []


def test_a_form_of_another_site_is_refused(work: Path) -> None:
    del work
    assert send(Client(enforce_csrf_checks=True)).status_code == 403
    browser = Client(enforce_csrf_checks=True)
    token = re.findall(r'csrfmiddlewaretoken" value="(\w+)"', text_of(browser.get(FILE)))[0]
    assert send(browser, csrfmiddlewaretoken=token).status_code == 303


def test_from_a_file_to_a_report(work: Path, client: Client) -> None:
    assert send(client)["Location"] == RESULT
    page = client.get(RESULT)
    assert page["Refresh"] == "2"
    assert "csrfmiddlewaretoken" in text_of(page)  # it can be stopped
    jobs.run(str(Assessment.objects.get().pk))
    page = client.get(RESULT)
    assert "Refresh" not in page
    assert "<dd>240</dd>" in text_of(page)
    assert 'class="report"' in text_of(page)
    assert "<style" not in text_of(page)
    assert "style=" not in text_of(page)
    findings = client.get(FINDINGS)
    assert findings["Content-Disposition"] == 'attachment; filename="findings.csv"'
    assert len(text_of(findings).splitlines()) == 241
    assert files_in(work) == {
        f"{n}.sealed" for n in ("outcome.json", "report.html", "findings.csv")
    }
    client.post(REMOVE)
    assert files_in(work) == set()
    assert client.get(RESULT).status_code == 404


def test_problems_of_the_file_are_all_or_nothing_or_listed(work: Path, client: Client) -> None:
    bad = RECORDS + "900,30,maybe,1\n"
    send(client, bad)
    jobs.run(str(Assessment.objects.get().pk))
    page = text_of(client.get(RESULT))
    assert "records.csv, row 242, column &#x27;papers&#x27;" in page
    assert client.get(FINDINGS).status_code == 404
    assert files_in(work) == {"outcome.json.sealed"}
    client.post(REMOVE)
    send(client, bad, leave_out="yes")
    jobs.run(str(Assessment.objects.get().pk))
    assert "<dd>240</dd>" in text_of(client.get(RESULT))
    assert "242,X301,papers" in text_of(client.get(REJECTS))


def _leave(client: Client) -> bool:
    client.post("/en/leave/")
    return False


ENDINGS: dict[str, tuple[float, Callable[[Client], bool]]] = {
    "U202": (0.0, lambda _client: False),
    "U201": (60.0, lambda _client: True),
    "": (60.0, _leave),  # whoever leaves while it runs: nothing is left to say anything about
}


@pytest.mark.proves("visitor-file")
@pytest.mark.parametrize("code", ENDINGS)
def test_whatever_ends_the_work_the_file_goes(
    code: str, work: Path, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    longest, stop = ENDINGS[code]
    monkeypatch.setattr(jobs, "run_isolated", functools.partial(run_isolated, longest=longest))
    send(client)
    jobs.run(str(Assessment.objects.get().pk), stop=lambda: stop(client))
    assert files_in(work) == set()
    assert list((work / "runs").iterdir()) == []
    page = client.get(RESULT)
    assert page.status_code == (200 if code else 404)
    assert f"<code>{code}</code>" in text_of(page) or not code


@pytest.mark.proves("visitor-file")
def test_what_breaks_in_the_work_is_told_without_its_words(
    work: Path, client: Client, capfd: pytest.CaptureFixture[str]
) -> None:
    send(client)
    found = Assessment.objects.get()
    run = folders.run_folder(found.pk)
    (folders.open_folder(run) / handover.SPEC).write_text('{"Amina": 1}')
    jobs.run(str(found.pk))
    assert "<code>U203</code>" in text_of(client.get(RESULT))
    assert files_in(work) == set()
    text = capfd.readouterr().err
    assert "TypeError at" in text
    assert "Amina" not in text


def test_a_worker_that_was_killed_leaves_no_work_that_never_ends(
    work: Path, client: Client
) -> None:
    send(client)
    found = Assessment.objects.get()
    assert services.start(found)
    with folders.lock_folder(folders.run_folder(found.pk)):
        assert "<code>U201</code>" not in text_of(client.get(RESULT))
    assert "<code>U201</code>" in text_of(client.get(RESULT))  # the lock went with its holder
    assert files_in(work) == set()


def test_work_that_the_queue_lost_does_not_wait_for_ever(work: Path, client: Client) -> None:
    from django.db import connection  # noqa: PLC0415 - the queue's tables are no models of ours

    send(client)
    assert client.get(RESULT)["Refresh"]
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
    assert "<code>U201</code>" in text_of(client.get(RESULT))
    assert files_in(work) == set()


@pytest.mark.proves("visitor-file")
def test_the_sweep_removes_what_was_left_behind(work: Path, client: Client) -> None:
    send(client)
    kept = files_in(work)
    left, arriving = folders.work_folder("runs") / "left", folders.work_folder("arriving") / "part"
    left.mkdir()
    (left / "records.csv").write_text("Amina")
    arriving.write_text("Amina")
    jobs.sweep(0)
    assert files_in(work) == kept | {"part"}  # it may be on its way
    old = time.time() - folders.SECONDS_TO_MOVE - 1
    for path in (left, arriving):
        os.utime(path, (old, old))
    jobs.sweep(0)
    assert files_in(work) == kept
    assert not left.exists()
    VisitorSession.objects.update(ends_at=timezone.now())
    jobs.sweep(0)
    assert VisitorSession.objects.count() == Assessment.objects.count() == 0
    assert list((work / "runs").iterdir()) == []


def test_the_example_is_made_once_and_says_what_it_is(work: Path) -> None:
    first = Client().get("/ar/figures/example/")
    assert first["Refresh"]
    example.make("ar")
    assert example.progress("ar") == ("", 0)
    page = Client().get("/ar/figures/example/", headers={"Accept-Encoding": "gzip"})
    assert len(page.content) < 50_000
    text = gzip.decompress(page.content).decode()
    assert '<div class="report" lang="ar" dir="rtl">' in text
    assert text.index("مخترعة") < text.index('class="report"')
    assert "style=" not in text
    made = next((work / "examples").glob("*.html"))
    before = made.stat().st_mtime_ns
    example.make("ar")
    assert made.stat().st_mtime_ns == before


def test_a_state_is_one_of_those_that_the_page_knows() -> None:
    assert set(services.GOING_ON) | {
        AssessmentState.DONE,
        AssessmentState.REFUSED,
        AssessmentState.FAILED,
    } == set(AssessmentState)
