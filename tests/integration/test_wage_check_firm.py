"""A firm's file on the pages: reckoned apart, for its visit alone, taken along once, not kept."""

import csv
import gzip
import hashlib
import io
import json
import os
import re
import stat
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from openpyxl import Workbook
from procrastinate.contrib.django import app
from pypdf import PdfReader
from pytest_django import Settings

from manumit.cli.main import main
from manumit.web.public.sessions.models import VisitorSession
from manumit.web.public.sessions.services import begin_session, forget_ended_sessions
from manumit.web.public.wage_check import firm, firm_run, jobs
from manumit.web.public.wage_check.firm_handover import (
    OUTCOME,
    PERIODS,
    REJECTS,
    WORKERS,
    PayrollSpec,
)
from manumit.web.public.wage_check.firm_run import PayrollRunEnd
from manumit.web.ui.languages import library
from signs import in_language

pytestmark = pytest.mark.django_db
LANGUAGES = ("en", "fr", "es", "ar")
FORM, RESULT = "/en/sums/firm/", "/en/sums/firm/result/"
FILE, REMOVE = "/en/sums/firm/result/file/", "/en/sums/firm/result/remove/"
DOCUMENTED = (Path(__file__).parents[2] / "docs/how-to/terms.md").read_text("utf-8")


def documented(name: str) -> str:
    found = re.search(rf"<!-- file: {name} -->\n```\w+\n(.*?)```", DOCUMENTED, re.DOTALL)
    assert found is not None
    return found[1]


PAYROLL, MAPPING = documented("payroll.csv"), documented("payroll-mapping.yaml")
WRONG = documented("wrong.csv")


@pytest.fixture(autouse=True)
def work(settings: Settings, tmp_path: Path) -> Path:
    settings.MANUMIT = replace(settings.MANUMIT, work=tmp_path / "work", uploads=True)
    (tmp_path / "work").mkdir(mode=0o700)
    return tmp_path / "work" / "sums"


def send(client: Client, content: bytes = PAYROLL.encode(), **fields: object) -> Any:
    """What a browser sends; a field that is given as empty is left out."""
    name = str(fields.pop("name", "of somebody.csv"))
    address = str(fields.pop("address", FORM))
    form: dict[str, Any] = {
        "records": SimpleUploadedFile(name, content),
        "mapping": SimpleUploadedFile("m.yaml", MAPPING.encode()),
        "law": "xx",
        "asked_on": "2025-06-30",
        "consent": "yes",
    } | fields
    return client.post(address, {key: value for key, value in form.items() if value})


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """No process of its own: what it would make is put there."""
    seen = {
        "title": "Wages of a firm", "file": "invented", "currency": "XXD", "two": "", "notice": "n",
        "head": [["Workers", "1"]], "totals": [["You can claim", ["1.00", "2.00"]]],
        "warnings_title": "w", "warnings": [], "counts_title": "c", "counts": [],
        "deductions_title": "d", "deduction_columns": [], "deductions": [],
        "workers_title": "e", "worker_columns": ["Worker"], "left": "", "rules_title": "",
        "workers": [
            {"worker": f"W-{n}", "order": "", "left": False, "counts": [], "cells": []}
            for n in range(firm.SHOWN_WORKERS + 3)
        ],
        "rules": [],
    }  # fmt: skip

    def run(folder: Path) -> PayrollRunEnd:
        (folder / OUTCOME).write_text('{"rejected": 0, "printed": ["en"]}')
        for language in LANGUAGES:
            (folder / f"view-{language}.json").write_text(json.dumps(seen))
        (folder / "report-en.pdf").write_bytes(b"%PDF-")
        (folder / PERIODS).write_text("worker\nW-7\n")
        (folder / WORKERS).write_text("worker\nW-7\n")
        return PayrollRunEnd.DONE

    monkeypatch.setattr(firm_run, "_run_isolated", run)


def files_in(work: Path) -> set[str]:
    return {one.name for one in work.rglob("*") if one.is_file()} - {"0", "1"}


# As the command


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_tables_are_those_of_the_command(kind: str, tmp_path: Path, work: Path) -> None:
    client, content, mapping = Client(), PAYROLL.encode(), MAPPING
    if kind == "xlsx":
        mapping = MAPPING.replace('reader: {delimiter: ";"}\n', "")
        book, stream = Workbook(), io.BytesIO()
        for row in csv.reader(io.StringIO(PAYROLL), delimiter=";"):
            book.active.append(row)  # type: ignore[union-attr]
        book.save(stream)
        content = stream.getvalue()
    sent = SimpleUploadedFile("m.yaml", mapping.encode())
    answer = send(client, content, name=f"of somebody.{kind}", mapping=sent)
    assert (answer.status_code, answer["Location"]) == (303, RESULT), answer.content.decode()
    page = client.get(RESULT).content.decode()
    for shown in ("1,563.03", "2,880.98", "JO-7", "300.00", "not a decision"):
        assert shown in page
    file, out = tmp_path / "payroll.csv", tmp_path / "owed.csv"
    file.write_text(PAYROLL, "utf-8")
    (tmp_path / "mapping.yaml").write_text(MAPPING, "utf-8")
    done = CliRunner().invoke(
        main,
        ["owed", str(file), "--mapping", str(tmp_path / "mapping.yaml"), "--law", "xx",
         "--asked-on", "2025-06-30", "--out", str(out), "--workers", str(tmp_path / WORKERS)],
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    assert client.post(FILE, {"file": PERIODS}).content == out.read_bytes()
    assert client.post(FILE, {"file": WORKERS}).content == (tmp_path / WORKERS).read_bytes()
    for language in LANGUAGES:
        result = client.get(f"/{language}/sums/firm/result/").content.decode()
        assert in_language("1,563.03", language) in result
        paper = client.post(f"/{language}/sums/firm/result/file/", {"file": "report"})
        assert PdfReader(io.BytesIO(paper.content)).trailer["/Root"]["/Lang"] == language  # type: ignore[index]
    assert not {PERIODS, WORKERS, "payroll.csv"} & files_in(work)


def test_a_row_that_cannot_be_used_is_told_or_left_out(work: Path) -> None:
    client = Client()
    assert send(client, WRONG.encode()).status_code == 303
    page = client.get(RESULT).content.decode()
    assert "This is no number" in page
    assert "payroll.csv, row 3" in page
    assert "of somebody" not in page
    assert send(client, WRONG.encode(), leave_out="yes").status_code == 303
    assert "Workers left out" in client.get(RESULT).content.decode()
    assert b"This is no number" in client.post(FILE, {"file": REJECTS}).content
    assert not list((work / "open").iterdir())


@pytest.mark.proves("visitor-file")
def test_what_the_process_is_told_holds_no_secret_and_it_says_nothing(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    shown: dict[str, Any] = {}
    real = subprocess.run

    def watched(command: list[str], **how: Any) -> Any:
        shown.update(how)
        return real(command, **how)

    monkeypatch.setattr(subprocess, "run", watched)
    assert send(Client(), b"\x00\x01 nonsense", name="x.xlsx").status_code == 303
    assert set(shown["env"]) <= {
        "PATH", "PYTHONPATH", "HOME", "TMPDIR", "LANG", "POLARS_MAX_THREADS",
    }  # fmt: skip
    assert "nonsense" not in "".join(capfd.readouterr())


# Who may see what: written by hand, one line for each view.
#             the visit that sent it, another visit, no visit, the visit after it has ended
ACCESS = {
    ("get", RESULT, ""): (200, 404, 404, 404),
    ("post", FILE, PERIODS): (200, 404, 404, 404),
    ("post", FILE, "report"): (200, 404, 404, 404),
    ("post", FILE, "outcome.json"): (404, 404, 404, 404),
    ("post", FILE, "../x"): (404, 404, 404, 404),
    ("post", REMOVE, ""): (303, 303, 404, 404),
}


@pytest.mark.proves("visitor-file")
@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize(("how", "address", "file"), ACCESS)
def test_only_the_visit_that_sent_a_file_sees_what_came_of_it(
    how: str, address: str, file: str
) -> None:
    owner, other, nobody, ended = Client(), Client(), Client(), Client()
    for one in (owner, ended):
        assert send(one).status_code == 303
    other.post("/en/sums/", {"do": "law", "law": "xx"})  # a visit of its own
    VisitorSession.objects.filter(digest=_digest(ended)).delete()
    asked = [getattr(one, how)(address, {"file": file}) for one in (owner, other, nobody, ended)]
    assert tuple(one.status_code for one in asked) == ACCESS[how, address, file]
    for one in asked[1:]:
        assert b"W-" not in one.content


def _digest(client: Client) -> bytes:
    return hashlib.sha256(client.cookies["visit"].value.encode()).digest()


# Taken once, and gone


@pytest.mark.proves("visitor-file")
@pytest.mark.usefixtures("at_once")
def test_each_file_can_be_taken_once() -> None:
    client = Client()
    send(client)
    for name in (PERIODS, "report"):
        answer = client.post(FILE, {"file": name})
        assert answer.status_code == 200
        assert answer["Cache-Control"] == "no-store, private"
        assert client.post(FILE, {"file": name}).status_code == 404
    page = client.get(RESULT).content.decode()
    assert f'value="{PERIODS}"' not in page
    assert f'value="{WORKERS}"' in page
    assert 'value="report"' not in page


@pytest.mark.proves("visitor-file")
@pytest.mark.usefixtures("at_once")
def test_what_is_kept_is_sealed_and_for_this_user_only(work: Path) -> None:
    send(Client())
    kept = [one for one in (work / "kept").rglob("*") if one.is_file()]
    assert len(kept) > 5
    for one in kept:
        assert b"W-7" not in one.read_bytes()
        assert stat.S_IMODE(one.stat().st_mode) == 0o600
    assert list((work / "open").iterdir()) == []


@pytest.mark.proves("visitor-file")
@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize("way", ["removed", "left", "over", "lost"])
def test_everything_goes_when_it_is_removed_or_the_visit_ends(way: str, work: Path) -> None:
    client = Client()
    send(client)
    assert list((work / "kept").iterdir()) != []
    if way == "removed":
        client.post(REMOVE)
    elif way == "left":
        client.post("/en/sums/", {"do": "end"})
    elif way == "over":
        VisitorSession.objects.update(ends_at=timezone.now())
        forget_ended_sessions()
    else:  # nobody was told; the next file finds it
        VisitorSession.objects.all().delete()
        left = work / "open" / "left"
        left.mkdir()
        old = time.time() - 10 * firm_run.LONGEST_RUN
        os.utime(left, (old, old))
        send(Client())
        assert not left.exists()
    assert len(list((work / "kept").iterdir())) == (1 if way == "lost" else 0)


def test_what_a_killed_process_has_left_goes_without_another_file(work: Path) -> None:
    for folder in (work, work / "open", work / "kept", work / "open/left", work / "open/now"):
        folder.mkdir()
    (work / "kept/of-no-visit").mkdir()
    (work / "open/left/payroll.csv").write_text(PAYROLL)
    old = time.time() - 10 * firm_run.LONGEST_RUN
    os.utime(work / "open/left", (old, old))
    assert app.periodic_registry.periodic_tasks["wage_check.sweep", ""].cron == "* * * * *"
    jobs.sweep(timestamp=0)
    assert {one.name for one in work.rglob("*")} == {"open", "kept", "now"}


def test_two_files_of_a_visit_at_once_leave_one_result(tmp_path: Path, work: Path) -> None:
    visit = begin_session()
    spec = PayrollSpec(records="", mapping="", law="", asked_on="", languages=())
    made = [tmp_path / "a", tmp_path / "b"]
    for folder in made:
        folder.mkdir()
        (folder / OUTCOME).write_text("{}")
        (folder / PERIODS).write_bytes(bytes(1 << 20))

    def keep(folder: Path) -> list[PayrollRunEnd]:
        return [firm_run._keep(visit, folder, spec) for _ in range(20)]

    with ThreadPoolExecutor(len(made)) as threads:
        endings = [one for several in threads.map(keep, made) for one in several]
    assert set(endings) == {PayrollRunEnd.DONE}
    assert files_in(work) == {OUTCOME, PERIODS}
    assert len(firm_run.read(visit, PERIODS)) == 1 << 20


@pytest.mark.usefixtures("at_once")
def test_a_page_shows_the_first_workers_and_how_many_more_there_are() -> None:
    client = Client()
    send(client)
    page = client.get(RESULT).content.decode()
    assert f"W-{firm.SHOWN_WORKERS - 1}<" in page
    assert f"W-{firm.SHOWN_WORKERS}<" not in page
    assert "in the table of workers only: 3" in page


# What is refused


REFUSED = {
    "no file": ({"records": ""}, "wage_check/firm_no_file"),
    "no mapping": ({"mapping": ""}, "wage_check/firm_no_mapping"),
    "no such rules": ({"law": "zz"}, "wage_check/wrong_law"),
    "no day": ({"asked_on": "soon"}, "wage_check/wrong_day"),
    "not allowed": ({"consent": ""}, "wage_check/firm_no_consent"),
    "another kind": ({"name": "a.exe"}, "wage_check/firm_unknown_kind"),
    "no name": ({"name": "a"}, "wage_check/firm_unknown_kind"),
}


@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_reckoned_is_told(case: str, work: Path) -> None:
    fields, text = REFUSED[case]
    answer = send(Client(), PAYROLL.encode(), **fields)
    assert answer.status_code == 400
    shown = library().texts.one(text, "label", "en").value
    assert shown in answer.content.decode()
    assert not work.exists() or files_in(work) == set()


@pytest.mark.usefixtures("at_once")
def test_a_file_that_is_too_large_is_not_kept(monkeypatch: pytest.MonkeyPatch, work: Path) -> None:
    monkeypatch.setattr(firm, "LARGEST", 1000)
    answer = send(Client(), b"x" * 5_000)
    assert answer.status_code == 400
    assert "larger than" in answer.content.decode()
    assert not work.exists()


@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize("language", LANGUAGES)
def test_more_than_may_be_kept_is_refused_and_what_was_kept_stays(
    language: str, monkeypatch: pytest.MonkeyPatch, work: Path
) -> None:
    client = Client()
    assert send(client).status_code == 303
    kept = files_in(work)
    monkeypatch.setattr(firm_run, "LARGEST_RESULT", 100)
    answer = send(client, address=f"/{language}/sums/firm/")
    assert answer.status_code == 400
    shown = library().texts.one("wage_check/firm_result_too_large", "label", language).value
    assert shown in unescape(answer.content.decode())
    assert files_in(work) == kept


def test_a_process_writes_no_file_that_is_larger_than_may_be_kept(work: Path) -> None:
    rows = "".join(f";{PAYROLL.splitlines()[1].partition(';')[2]}\n" for _ in range(250_000))
    content = gzip.compress(f"{PAYROLL.splitlines()[0]}\n{rows}".encode())
    answer = send(Client(), content, name="a.csv.gz", leave_out="yes")
    assert answer.status_code == 400
    shown = library().texts.one("wage_check/firm_result_too_large", "label", "en").value
    assert shown in answer.content.decode()
    assert files_in(work) == set()


@pytest.mark.parametrize(
    ("ending", "text"),
    [
        (PayrollRunEnd.TOO_LONG, "too_long"),
        (PayrollRunEnd.BROKE, "broke"),
        (PayrollRunEnd.FULL, "full"),
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_ends_badly_is_said_in_every_language(
    ending: PayrollRunEnd, text: str, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(firm_run, "_run_isolated", lambda _: ending)
    client = Client()
    form = {"records": SimpleUploadedFile("a.csv", b"x"), "law": "xx", "asked_on": "2025-06-30",
            "mapping": SimpleUploadedFile("m.yaml", b"x"), "consent": "yes"}  # fmt: skip
    answer = client.post(f"/{language}/sums/firm/", form)
    assert answer.status_code == 503
    assert int(answer["Retry-After"]) > 0
    shown = library().texts.one(f"wage_check/firm_{text}", "label", language).value
    assert shown in unescape(answer.content.decode())
    assert client.get(RESULT).status_code == 404


@pytest.mark.proves("visitor-file")
@pytest.mark.usefixtures("at_once")
def test_no_more_reckon_at_once_than_may(work: Path) -> None:
    with firm_run._one_of_few() as first, firm_run._one_of_few() as second:
        assert (first, second) == (True, True)
        assert send(Client()).status_code == 503
    assert send(Client()).status_code == 303
    assert len(list((work / "kept").iterdir())) == 1


@pytest.mark.proves("visitor-file")
def test_a_process_that_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(firm_run, "LONGEST_RUN", 0.05)
    assert send(Client()).status_code == 503


@pytest.mark.parametrize("address", [FORM, RESULT])
def test_where_uploads_are_off_there_is_nothing(address: str, settings: Settings) -> None:
    settings.MANUMIT = replace(settings.MANUMIT, uploads=False)
    assert Client().get(address).status_code == 404
    assert send(Client()).status_code == 404
    assert "/sums/firm/" not in Client().get("/en/sums/").content.decode()


def test_without_the_token_of_a_form_nothing_is_done(work: Path) -> None:
    client = Client(enforce_csrf_checks=True)
    for address in (FORM, FILE, REMOVE):
        assert client.post(address, {"file": PERIODS}).status_code == 403
    assert not work.exists()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_form_shows_the_mapping_of_the_documentation(language: str) -> None:
    page = Client().get(f"/{language}/sums/firm/").content.decode()
    assert f'<html lang="{language}"' in page
    assert MAPPING == firm.EXAMPLE


def test_a_visit_without_a_firm_leaves_no_folder(work: Path) -> None:
    client = Client()
    client.post("/en/sums/", {"do": "law", "law": "xx"})
    assert client.get(RESULT).status_code == 404
    client.post("/en/sums/", {"do": "end"})
    assert not work.exists()
