"""Comparisons and costs as statements for a worker, a union and a court: HTML, PDF, evidence."""

import io
import json
import re
from pathlib import Path
from typing import Any

import pypdf
import pytest
from click.testing import CliRunner, Result

from manumit.cli.main import main
from signs import in_language

EXAMPLES = Path(__file__).resolve().parents[2] / "docs" / "examples"
TERMS, COSTS = str(EXAMPLES / "terms-of-work.yaml"), str(EXAMPLES / "costs.yaml")
LANGUAGES = ("en", "fr", "es", "ar")
COMMANDS = {
    "compare": ("compare", TERMS),
    "costs": ("costs", COSTS),
    "of one worker": ("costs", COSTS, "--worker", "W-1"),
}
AMOUNTS = {
    "compare": ("450.00 XXD", "65.7 %", "2026-02-21"),
    "costs": ("3,050.00", "2,980.00 XXD", "7.95", "4.11", "168.70 XXD", "2,031.30 XXD", "art. 9"),
    "of one worker": ("2,980.00 XXD", "7.95", "168.70 XXD", "art. 4"),
}


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments), catch_exceptions=False)


def page_of(*arguments: str) -> str:
    done = run(*arguments, "--format", "html")
    assert done.exit_code == 0
    return done.output


def paper_of(out: Path, *arguments: str) -> bytes:
    done = run(*arguments, "--format", "pdf", "--out", str(out))
    assert done.exit_code == 0, done.output
    return out.read_bytes()


def pdf_text(pdf: bytes) -> str:
    """The text of a paper, without the signs of direction that the reader puts between digits."""
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    text = " ".join(" ".join(page.extract_text() for page in pages).split())
    return re.sub("[\u200e\u200f\u202a-\u202e\u2066-\u2069]", "", text)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("what", COMMANDS)
def test_page_and_paper_hold_the_same_amounts_in_every_language(
    what: str, language: str, tmp_path: Path
) -> None:
    wish = (*COMMANDS[what], "--language", language)
    page, paper = page_of(*wish), paper_of(tmp_path / "o.pdf", *wish)
    shown = pdf_text(paper)
    for amount in AMOUNTS[what]:
        written = in_language(amount, language)
        assert written in page
        assert written.replace("\u202f", " ") in shown
    assert f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}">' in page
    for text in (page, shown):
        assert not re.search(
            r"\b(compare|costs|owed|terms)/[a-z]|[{}]\w", text.split("</style>")[-1]
        )


@pytest.mark.parametrize("what", COMMANDS)
def test_paper_is_tagged_and_the_same_each_time(what: str, tmp_path: Path) -> None:
    wish = (*COMMANDS[what], "--language", "ar")
    first, second = (paper_of(tmp_path / name, *wish) for name in ("1.pdf", "2.pdf"))
    assert first == second
    reader: Any = pypdf.PdfReader(io.BytesIO(first))
    assert reader.trailer["/Root"]["/Lang"] == "ar"
    assert reader.trailer["/Root"]["/StructTreeRoot"]["/K"]
    assert set(reader.metadata) <= {"/Title", "/Creator"}


def test_a_page_needs_no_script_and_loads_nothing() -> None:
    page = page_of(*COMMANDS["costs"])
    assert "<script" not in page
    assert not re.search(r'(src|href)="(?!#rule-)', page)


@pytest.mark.parametrize("form", ["html", "pdf"])
def test_the_statement_of_one_worker_says_nothing_of_the_others(form: str, tmp_path: Path) -> None:
    whole = tmp_path / f"o.{form}"
    run("costs", COSTS, "--worker", "W-2", "--format", form, "--out", str(whole))
    text = pdf_text(whole.read_bytes()) if form == "pdf" else whole.read_text("utf-8")
    assert "70.00 XXD" in text
    assert not re.search(r"W-[134]\b", text)
    assert "JO-7" not in text
    assert "L-1" not in text
    assert "2,980.00" not in text


def test_each_cost_names_its_article_and_leads_to_its_source() -> None:
    page = page_of("costs", COSTS, "--worker", "W-1")
    linked = re.findall(r'<a href="#(rule-\d)"><bdi>(art\. \d)', page)
    assert ("rule-1", "art. 4") in linked
    for anchor, article in linked:
        assert re.search(rf'<li id="{anchor}"[^>]*><bdi>{article}</bdi>', page)


def test_what_a_file_says_can_not_become_markup(tmp_path: Path) -> None:
    shown = tmp_path / "costs.yaml"
    attack = "<script>alert(1)</script>"
    shown.write_text(Path(COSTS).read_text("utf-8").replace("passport office", attack), "utf-8")
    assert "<script" not in page_of("costs", str(shown))
    assert "alert(1)" in pdf_text(paper_of(tmp_path / "o.pdf", "costs", str(shown)))


def test_costs_become_a_finding(tmp_path: Path) -> None:
    evidence = tmp_path / "evidence.json"
    wish = ("--format", "evidence", "--worker", "W-1", "--out", str(evidence))
    assert run("costs", COSTS, *wish).exit_code == 0
    assert evidence.stat().st_mode & 0o077 == 0
    text = evidence.read_text("utf-8")
    assert "2980" not in text
    assert "AG-1" not in text
    found = json.loads(run("finding", str(evidence), "--format", "json").output)
    assert found["labour_law"] == "yes"


def test_for_a_child_the_evidence_is_for_the_list_of_children() -> None:
    wish = ("--format", "evidence", "--worker", "W-1", "--list", "child_labour")
    document = json.loads(run("costs", COSTS, *wish).output)
    assert (document["list"], document["age"]) == ("child_labour", "child")


@pytest.mark.parametrize(
    ("wish", "stated"),
    [
        (("--worker", "W-1"), "--worker goes with"),
        (("--format", "evidence"), "needs --worker"),
        (("--list", "adult_labour"), "--list goes with"),
    ],
)
def test_options_that_do_not_go_together_are_refused(wish: tuple[str, ...], stated: str) -> None:
    done = run("costs", COSTS, *wish)
    assert done.exit_code == 2
    assert stated in done.output


@pytest.mark.parametrize("form", ["html", "pdf", "evidence"])
def test_a_worker_whom_the_ledger_does_not_have_is_refused(form: str) -> None:
    done = run("costs", COSTS, "--worker", "W-9", "--format", form)
    assert done.exit_code == 1
    assert "W401" in done.output
