"""Case files in the form of HTCDS 2.0: read, checked, written, and made ready to be assessed."""

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from manumit.cli.main import main
from manumit.errors import InputError
from manumit.exchange.htcds import copy, fields, look_through
from manumit.exchange.htcds.wide import KEPT, wide_columns

STANDARD = Path(__file__).parents[3] / "shared/data/reference/htcds_2.0_fields.csv"

ANA = {
    "prs_FirstName": "Ana",
    "prs_Gender": "Feminine",
    "prs_Citizenship": "MD;RO",
    "prs_MobilePhone": "+37300000000",
    "vic_AgeWhenTrafficked": "24",
    "vic_MethodsOfControl": "DebtBondage; WithholdsDocuments",
    "vic_TypeOfExploitation": "ForcedLabour",
    "spl_Type": "Legal",
    "spl_Type_2": "Health",
    "spl_Objectives_2": "=1+1",
}


def table(folder: Path, *rows: dict[str, str], name: str = "cases.csv") -> Path:
    """A CSV file with these rows."""
    path = folder / name
    columns = list(dict.fromkeys(column for row in rows for column in row))
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, columns, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


def problems(path: Path) -> list[tuple[str, str]]:
    """Code and place of everything that is wrong with a file."""
    with pytest.raises(InputError) as caught:
        look_through(path)
    return [(problem.code, str(problem.place)) for problem in caught.value.problems]


def run(*words: str | Path) -> Result:
    """The command, as a person types it."""
    return CliRunner().invoke(main, ["htcds", *map(str, words)])


def test_all_84_fields_of_the_standard_are_known_and_three_are_given_up() -> None:
    assert len(fields()) == 84
    assert {name for name, field in fields().items() if field.deprecated} == {
        "vic_AgreementToManagePersonalData",
        "vic_Vulnerabilities",
        "vic_DetailsOfVulnerabilities",
    }
    # The standard's own spelling, misspelling included.
    assert fields()["vic_RelationshipToTrafficker"].values == (
        "Familial",
        "Acquainted",
        "Unaquainted",
    )


@pytest.mark.skipif(not STANDARD.is_file(), reason="the standard's own list lies beside the work")
def test_names_and_values_are_those_of_the_standard() -> None:
    with STANDARD.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            field = fields()[row["field_with_prefix"] or "per_Organisation"]
            assert field.section == row["section"]
            if field.values:
                assert "|".join(field.values) == row["value_names"]


def test_a_row_becomes_sections_and_repeated_sections_keep_their_order(tmp_path: Path) -> None:
    path = table(tmp_path, ANA)
    target = tmp_path / "cases.jsonl"
    assert copy(path, target, look_through(path)) == 1
    document = json.loads(target.read_text("utf-8"))
    assert document["Person"]["prs_Citizenship"] == ["MD", "RO"]
    assert document["Person - Victim Context"]["vic_MethodsOfControl"] == [
        "DebtBondage",
        "WithholdsDocuments",
    ]
    assert document["Support Plan"] == [
        {"spl_Type": "Legal"},
        {"spl_Type": "Health", "spl_Objectives": "=1+1"},
    ]


def test_more_than_a_hundred_comments_come_back_from_a_table(tmp_path: Path) -> None:
    first, flat, back = (tmp_path / name for name in ("a.jsonl", "b.csv", "c.jsonl"))
    plans = [{"spl_Type": "Legal", "spl_Objectives": f"{number}"} for number in range(1, 102)]
    first.write_text(json.dumps({"Support Plan": plans}) + "\n", "utf-8")
    copy(first, flat, look_through(first))
    copy(flat, back, look_through(flat))
    assert "spl_Type_101" in flat.read_text("utf-8")
    assert json.loads(back.read_text("utf-8")) == {"Support Plan": plans}


@pytest.mark.parametrize("number", ["0", "1", "02", "010", "9" * 5_000])
def test_a_number_that_no_repeated_column_has_makes_no_field(number: str, tmp_path: Path) -> None:
    path = table(tmp_path, {"spl_Type": "Legal", f"spl_Type_{number}": "Legal"})
    assert {code for code, _ in problems(path)} == {"H101"}


def test_a_csv_file_holds_nothing_that_a_spreadsheet_runs(tmp_path: Path) -> None:
    path = table(tmp_path, ANA)
    lines, back = tmp_path / "a.jsonl", tmp_path / "b.csv"
    copy(path, lines, look_through(path))
    copy(lines, back, look_through(lines))
    with back.open(encoding="utf-8", newline="") as stream:
        (row,) = csv.DictReader(stream)
    assert row["spl_Objectives_2"] == "'=1+1"
    assert row["prs_MobilePhone"] == "+37300000000", "its form rules out a formula"


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [
        ("prs_Gender", "Female", "H102"),
        ("vic_MethodsOfControl", "DebtBondage;debt", "H102"),
        ("prs_Birthdate", "02.03.1990", "H103"),
        ("prs_Birthdate", "20260302", "H103"),
        ("vic_AgeWhenTrafficked", "about 20", "H104"),
        ("vic_AgeWhenTrafficked", "٢٠", "H104"),
        ("con_Consent", "yes", "H105"),
        ("prs_MobilePhone", "079 000 00 00", "H106"),
        ("prs_Citizenship", "Moldova", "H107"),
        ("prs_PrimaryLanguage", "Romanian", "H108"),
    ],
)
def test_a_cell_that_the_standard_cannot_hold_refuses_the_file(
    tmp_path: Path, column: str, value: str, code: str
) -> None:
    path = table(tmp_path, {column: value})
    assert problems(path) == [(code, f"cases.csv, row 2, column '{column}'")]


def test_a_column_that_is_no_field_is_not_lost_in_silence(tmp_path: Path) -> None:
    path = table(tmp_path, {"prs_FirstName": "Ana", "shelter": "x", "prs_FirstName_2": "B"})
    assert problems(path) == [
        ("H101", "cases.csv, row 1, column 'shelter'"),
        ("H101", "cases.csv, row 1, column 'prs_FirstName_2'"),
    ]
    assert look_through(path, ignore_others=True).records == 1
    assert problems(table(tmp_path, {"a": "b"}, name="other.csv")) == [("H111", "other.csv")]


def test_no_message_repeats_what_may_be_a_name(tmp_path: Path) -> None:
    path = table(tmp_path, {"prs_Gender": "Anastasia", "prs_Birthdate": "Anastasia"})
    with pytest.raises(InputError) as caught:
        look_through(path)
    assert "Anastasia" not in str(caught.value)


def test_a_field_that_the_standard_gave_up_is_kept_with_a_notice(tmp_path: Path) -> None:
    path = table(tmp_path, {"vic_Vulnerabilities": "Poverty"})
    (notice,) = look_through(path).notices
    assert notice.code == "H109"


@pytest.mark.parametrize(
    "line",
    [
        "no json",
        "[]",
        '{"Persons": {}}',
        '{"Person": []}',
        '{"Support Plan": {}}',
        '{"Person": {"vic_MethodsOfControl": []}}',
        '{"Person": {"prs_Citizenship": "MD"}}',
        '{"Person": {"prs_FirstName": 1}}',
        '{"Consent": {"con_Consent": "true"}}',
        '{"Person": {"prs_FirstName": "\\u0000"}}',
        '{"Person": {"prs_FirstName": "\\ud800"}}',
        "[" * 100_000,
        "[" + "1" * 5000 + "]",
    ],
)
def test_a_line_that_is_no_record_is_refused_with_its_number(tmp_path: Path, line: str) -> None:
    path = tmp_path / "cases.jsonl"
    path.write_text('{"Person": {"prs_FirstName": "Ana"}}\n' + line + "\n", "utf-8")
    assert problems(path) == [("H110", "cases.jsonl, row 2")]


def test_marks_for_an_assessment_hold_no_name_contact_note_or_vulnerability(
    tmp_path: Path,
) -> None:
    secret = {
        "prs_MiddleName": "hidden-1",
        "prs_Email": "hidden-2",
        "cco_CaseComment": "hidden-3",
        "hte_City": "hidden-4",
        "vic_Vulnerabilities": "Migration",
    }
    path = table(tmp_path, ANA | secret)
    out = tmp_path / "wide.csv"
    assert run("wide", path, "--out", out).exit_code == 0
    text = out.read_text("utf-8")
    assert "hidden" not in text
    assert "Migration" not in text
    assert "Ana" not in text
    assert not any(name.startswith("vic_Vulnerabilities") for name in wide_columns())
    assert set(KEPT) <= set(fields())


def test_a_value_that_nobody_chose_is_unknown_and_never_no(tmp_path: Path) -> None:
    path, out = table(tmp_path, ANA), tmp_path / "wide.csv"
    run("wide", path, "--out", out)
    with out.open(encoding="utf-8", newline="") as stream:
        (row,) = csv.DictReader(stream)
    assert row["vic_MethodsOfControl.DebtBondage"] == "1"
    assert row["vic_MethodsOfControl.SexualAbuse"] == ""


def test_a_case_file_is_assessed_through_the_shipped_mapping(tmp_path: Path) -> None:
    path, wide, out = table(tmp_path, ANA), tmp_path / "wide.csv", tmp_path / "findings.csv"
    run("wide", path, "--out", wide)
    done = CliRunner().invoke(main, ["assess", str(wide), "--mapping", "htcds", "--out", str(out)])
    assert done.exit_code == 0, done.output
    with out.open(encoding="utf-8", newline="") as stream:
        (finding,) = csv.DictReader(stream)
    assert finding["list"] == "adult_labour"
    assert finding["ILO07"] == "yes", "documents are withheld"
    assert finding["deceptive_recruitment"] == "undetermined"


def test_the_command_checks_converts_and_writes_nothing_half(tmp_path: Path) -> None:
    good, bad = table(tmp_path, ANA), table(tmp_path, {"prs_Gender": "F"}, name="bad.csv")
    assert "In order: 1 records, 9 of 84 fields." in run("check", good).output
    assert run("convert", bad, "--out", tmp_path / "out.jsonl").exit_code == 1
    assert not (tmp_path / "out.jsonl").exists()
    assert "[C102]" in run("convert", good, "--out", good).output
    assert run("convert", good, "--out", tmp_path / "out.jsonl").exit_code == 0
    assert (tmp_path / "out.jsonl").stat().st_mode & 0o077 == 0
