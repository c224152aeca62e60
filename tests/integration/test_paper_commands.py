"""Paper from the command, and back: what was ticked by hand is keyed in as evidence."""

import importlib.util
import io
import json
import re
import stat
import sys
from pathlib import Path
from typing import Any

import pypdf
import pytest
from click.testing import CliRunner, Result

from manumit.assessment import Hearing, Informant, assess
from manumit.cli import output
from manumit.cli.main import main
from manumit.exchange.evidence_file import read_evidence
from manumit.instruments import shipped_library

LIBRARY = shipped_library()
ROOT = Path(__file__).resolve().parents[2]
EVIDENCE = ROOT / "docs" / "examples" / "evidence.yaml"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments), catch_exceptions=False)


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)


def test_a_finding_goes_to_a_file_that_only_this_user_may_read(tmp_path: Path) -> None:
    out = tmp_path / "notes.pdf"
    result = run("finding", str(EVIDENCE), "--format", "pdf", "--out", str(out))
    assert result.exit_code == 0
    assert "Signs of forced labour" in text_of(out.read_bytes())
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert result.stdout == ""


def test_what_to_do_next_and_whom_to_ask_is_on_paper_too(tmp_path: Path) -> None:
    out = tmp_path / "notes.pdf"
    wish = ("--format", "pdf", "--contacts", "demo", "--out", str(out))
    assert run("finding", str(EVIDENCE), *wish).exit_code == 0
    paper = " ".join(text_of(out.read_bytes()).split())
    printed = run("finding", str(EVIDENCE), "--contacts", "demo").stdout
    headings = [line for line in printed.splitlines() if line.startswith("What to do next")]
    assert len(headings) == 2
    assert all(heading in paper for heading in headings)
    contacts = printed.partition("Whom to ask")[2].splitlines()
    names = [line.strip(" -").partition(" (")[0] for line in contacts if line.startswith("  - ")]
    assert len(names) > 3
    assert all(paper.count(name) == 1 for name in names)


def test_a_finding_goes_to_the_next_program_and_to_no_terminal(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    piped = run("finding", str(EVIDENCE), "--format", "pdf")
    assert piped.exit_code == 0
    assert piped.stdout_bytes.startswith(b"%PDF-")

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    screen = Terminal()
    monkeypatch.setattr(sys, "stdout", screen)
    with pytest.raises(SystemExit) as ended:
        output.write_or_pipe(b"%PDF-", None)
    assert ended.value.code == 1
    assert screen.getvalue() == ""


def test_the_evidence_is_not_overwritten(tmp_path: Path) -> None:
    evidence = tmp_path / "evidence.yaml"
    evidence.write_bytes(EVIDENCE.read_bytes())
    result = run("finding", str(evidence), "--format", "pdf", "--out", str(evidence))
    assert "[C102]" in result.stderr
    assert evidence.read_bytes() == EVIDENCE.read_bytes()


def test_a_form_in_arabic_on_another_sheet(tmp_path: Path) -> None:
    out = tmp_path / "form.pdf"
    arguments = ("--language", "ar", "--size", "us-letter", "--out", str(out))
    assert run("instruments", "form", "child_labour", *arguments).exit_code == 0
    reader = pypdf.PdfReader(out)
    root: Any = reader.trailer["/Root"]
    assert root["/Lang"] == "ar"
    assert reader.pages[0].mediabox.width == 612


def test_without_the_extra_both_commands_say_how_to_install_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    found = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name: None if name == "typst" else found(name)
    )
    out = tmp_path / "x.pdf"
    for command in (
        ("finding", str(EVIDENCE), "--format", "pdf"),
        ("instruments", "form", "adult_labour"),
    ):
        result = run(*command, "--out", str(out))
        assert result.exit_code == 1
        assert result.stderr.startswith("[P103]")
        assert "pip install 'manumit[pdf]'" in result.stderr
        assert not out.exists()


def test_a_text_that_cannot_be_printed_leaves_nothing(tmp_path: Path) -> None:
    evidence, out = tmp_path / "evidence.yaml", tmp_path / "x.pdf"
    text = EVIDENCE.read_text("utf-8").replace("id: rota", 'id: "Maria \\u202e"')
    evidence.write_text(text, "utf-8")
    result = run("finding", str(evidence), "--format", "pdf", "--out", str(out))
    assert result.exit_code == 1
    assert "[P101]" in result.stderr
    assert "Maria" not in result.stderr
    assert not out.exists()


def form_text(list_id: str, folder: Path) -> str:
    out = folder / f"{list_id}.pdf"
    assert run("instruments", "form", list_id, "--out", str(out)).exit_code == 0
    return text_of(out.read_bytes())


@pytest.mark.parametrize("list_id", LIBRARY.list_ids)
def test_everything_that_is_printed_can_be_keyed_in(list_id: str, tmp_path: Path) -> None:
    """Every code, every value of who could hear and of who answers, and the list's own id."""
    text = form_text(list_id, tmp_path)
    codes = sorted(set(re.findall(r"^([A-Z]{2,5}\d{2,3})(?: \(\d\))?\b", text, re.MULTILINE)))
    assert len(codes) > 60
    hearings = [h for h in Hearing if re.search(rf"\b{h}\b", text)]
    informants = [i for i in Informant if re.search(rf"\b{i}\b", text)]
    assert set(hearings) == set(Hearing) - {Hearing.NOT_RECORDED}
    assert {Informant.WORKER, Informant.CO_WORKER, Informant.RELATIVE, Informant.OTHER} <= set(
        informants
    )
    assert list_id in text
    pieces = [
        {
            "code": code,
            "answer": ("yes", "no", "unknown")[number % 3],
            "hearing": str(hearings[number % len(hearings)]),
            "informant": str(informants[number % len(informants)]),
            "told_at": "2026-03-09T18:00+01:00",
        }
        for number, code in enumerate(codes)
    ]
    keyed = tmp_path / "keyed.json"
    age = "adult" if list_id.startswith("adult") else "unsure"
    keyed.write_text(
        json.dumps(
            {"schema": "manumit/evidence/1", "list": list_id, "age": age, "evidence": pieces}
        ),
        "utf-8",
    )
    read = read_evidence(keyed)
    finding = assess(read.evidence, LIBRARY.instrument(read.list_id), age=read.age)
    assert set(finding.settled) == set(codes)
    assert run("finding", str(keyed), "--format", "pdf").exit_code == 0
