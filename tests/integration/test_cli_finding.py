"""``manumit finding`` and ``manumit instruments``, as a person uses them."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from manumit.cli.main import main

EVIDENCE = """
schema: manumit/evidence/1
list: adult_labour
age: adult
evidence:
  - {code: CD01, answer: no, informant: worker, hearing: employer}
  - {code: CD11, answer: yes, informant: worker, hearing: alone, told_at: 2026-03-02T09:30+01:00}
  - {code: EX01, answer: yes, informant: document, at: 2026-02-01}
  - {code: EX04, answer: yes, informant: document}
"""


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments), catch_exceptions=False)


@pytest.fixture(name="evidence")
def _evidence(tmp_path: Path) -> str:
    path = tmp_path / "evidence.yaml"
    path.write_text(EVIDENCE, "utf-8")
    return str(path)


def test_a_finding_is_printed_with_its_reasons(evidence: str) -> None:
    result = run("finding", evidence)
    assert result.exit_code == 0
    assert "Signs of forced labour: present" in result.output
    assert "not counted: the employer could hear" in result.output


def test_json_and_html_go_to_a_file(evidence: str, tmp_path: Path) -> None:
    out = tmp_path / "finding.json"
    assert run("finding", evidence, "--format", "json", "--out", str(out)).exit_code == 0
    assert json.loads(out.read_text("utf-8"))["forced_labour"] == "yes"
    page = tmp_path / "finding.html"
    assert (
        run(
            "finding", evidence, "--format", "html", "--language", "ar", "--out", str(page)
        ).exit_code
        == 0
    )
    assert 'dir="rtl"' in page.read_text("utf-8")


def test_json_evidence_is_read_too(tmp_path: Path) -> None:
    path = tmp_path / "evidence.json"
    document = {
        "schema": "manumit/evidence/1",
        "list": "child_labour",
        "age": "unsure",
        "evidence": [{"code": "AC05", "answer": "yes"}],
    }
    path.write_text(json.dumps(document), "utf-8")
    assert "treated as a child" in run("finding", str(path)).output


MISTAKES = [
    ("X501", "schema: other\n"),
    ("X502", EVIDENCE.replace("age: adult", "age: old")),
    ("X502", EVIDENCE + "name: somebody\n"),
    ("X502", EVIDENCE.replace("age: adult\n", "")),  # an age that nobody asked is not "adult"
    ("X503", EVIDENCE.replace("+01:00", "")),
    ("X503", EVIDENCE.replace("2026-02-01", "2026-02-31")),
    ("A101", EVIDENCE.replace("CD11", "CD99")),
    ("A102", EVIDENCE.replace("CD11", "RV02")),
    ("A107", EVIDENCE.replace("age: adult", "age: unsure")),
    ("I102", "schema: [\n"),
    ("I102", "? [a]\n: b\n"),
    ("I102", "schema: 0x_\n"),
    ("I102", "schema: !!int abc\n"),
    ("I102", "schema: !!timestamp foo\n"),
    ("I102", "schema: " + "[" * 3000 + "\n"),
    ("X502", EVIDENCE.split("evidence:", maxsplit=1)[0] + "evidence: 5\n"),
    ("X502", EVIDENCE.split("evidence:", maxsplit=1)[0] + "evidence:\n"),
    ("I114", EVIDENCE.replace("adult_labour", "nobody")),
]


@pytest.mark.parametrize(("code", "text"), MISTAKES)
def test_a_mistake_has_a_code_no_traceback_and_exit_1(code: str, text: str, tmp_path: Path) -> None:
    path = tmp_path / "evidence.yaml"
    path.write_text(text, "utf-8")
    result = run("finding", str(path))
    assert result.exit_code == 1
    assert f"[{code}]" in result.stderr
    assert result.stdout == ""


@pytest.mark.proves("evidence-without-names", "messages-without-data")
@pytest.mark.parametrize(
    "text",
    [
        EVIDENCE.replace("informant: document}", "informant: Maria Example}"),
        EVIDENCE + "Maria Example born 1990: x\n",
        EVIDENCE + "Maria: 1\nMaria: 2\n",
        EVIDENCE.replace("{code: CD01, answer: no", "{id: Maria Example, code: CD99, answer: no"),
        EVIDENCE.replace("{code: CD01", "{corrects: Maria Example, code: CD01"),
    ],
)
def test_a_name_that_slipped_in_is_not_repeated(tmp_path: Path, text: str) -> None:
    path = tmp_path / "evidence.yaml"
    path.write_text(text, "utf-8")
    result = run("finding", str(path))
    assert result.exit_code == 1
    assert result.stderr.startswith("[")
    assert "Maria" not in result.output + result.stderr


def test_lists_are_listed_and_shown_with_what_is_not_verified() -> None:
    listed = run("instruments", "list").output
    assert "adult_labour" in listed
    assert "not scored" in listed
    shown = run("instruments", "show", "adult_labour").output
    assert "CD01 [strong] Confiscation of documents (verified_secondary)" in shown
    assert "RV02" not in shown


def test_an_unreviewed_translation_is_marked_where_it_is_shown() -> None:
    shown = run("instruments", "show", "child_labour", "--language", "es").output
    assert "?*" in shown


def test_own_files_are_validated(tmp_path: Path) -> None:
    assert "In order" in run("instruments", "validate").output
    path = tmp_path / "own.yaml"
    path.write_text("schema: manumit/sources/1\n", "utf-8")
    result = run("instruments", "validate", str(path))
    assert result.exit_code == 1
    assert "[I104] own.yaml, row 1" in result.stderr


@pytest.mark.parametrize("kind", ["text-pack", "indicator-list", "evidence", "mapping", "case"])
def test_schemas_are_printed(kind: str) -> None:
    assert json.loads(run("instruments", "schema", kind).output)["$id"] == f"manumit/{kind}/1"


def test_tables_are_exported(tmp_path: Path) -> None:
    out = tmp_path / "tables.json"
    assert run("instruments", "tables", "adult_labour", "--out", str(out)).exit_code == 0
    assert json.loads(out.read_text("utf-8"))["format"] == "manumit/rule-tables/1"


def test_cases_and_interventions_can_be_read() -> None:
    assert "Chowdury" in run("instruments", "cases").output
    assert "Decided:" in run("instruments", "cases", "2").output
    assert "recruitment" in run("instruments", "interventions").output
    assert "Lessons" in run("instruments", "interventions", "recruitment").output


def test_an_unknown_case_or_area_is_said_so() -> None:
    for arguments in (("cases", "99"), ("interventions", "nothing")):
        result = run("instruments", *arguments)
        assert result.exit_code == 2
        assert "known" in result.stderr.lower()


def test_an_output_that_cannot_be_written_is_said_so_without_traceback(
    evidence: str, tmp_path: Path
) -> None:
    result = run("finding", evidence, "--out", str(tmp_path / "absent" / "finding.txt"))
    assert result.exit_code == 1
    assert result.stderr.startswith("[C101] The output cannot be written (no such file")
    in_the_way = tmp_path / "file"
    in_the_way.write_text("", "utf-8")
    assert "[C101]" in run("demo", "--out", str(in_the_way / "demo"), "--no-open").stderr


def test_a_language_without_any_text_is_said_so(evidence: str) -> None:
    result = run("finding", evidence, "--language", "xx")
    assert result.exit_code == 2
    assert "there is no text in 'xx'" in result.stderr
