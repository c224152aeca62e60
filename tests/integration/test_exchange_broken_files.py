"""Files that are not what their name or mapping says: a coded error, and nothing half-written."""

import datetime as dt
import errno
import gzip
import os
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest
from click.testing import CliRunner

from manumit.bulk.pipeline import Targets, assess_to_files
from manumit.cli import main as command
from manumit.errors import InputError
from manumit.exchange import Mapping, load_mapping, read_answers
from manumit.instruments import shipped_library

NAMES = ["papers", "age", "year"]
HEADER = "papers,age,year\n"
ROWS = "yes,34,2024\nno,20,2023\n"
MAPPING = """\
schema: manumit/mapping/1
id: calls
title: "Calls"
answers:
  - {column: papers, codes: [CD01], values: {yes: yes, no: no}}
age:
  sources:
    - {column: age, bands: [{from: 0, below: 18, as: child}, {from: 18, below: 120, as: adult}]}
exploitation: {otherwise: labour}
attributes:
  year: {column: year, as_is: true}
"""


@pytest.fixture
def mapping(tmp_path: Path) -> Mapping:
    path = tmp_path / "calls.yaml"
    path.write_text(MAPPING, "utf-8")
    return load_mapping(path, shipped_library())


def problems(path: Path, mapping: Mapping) -> str:
    """Return the messages that refuse a file."""
    work = path.parent / "work"
    work.mkdir()
    with pytest.raises(InputError) as caught:
        read_answers(path, mapping, workdir=work)
    return "\n".join(str(one) for one in caught.value.problems)


def rows_of(path: Path, mapping: Mapping) -> list[int]:
    """Return the row numbers of the answers that a file gives."""
    work = path.parent / "work"
    work.mkdir()
    found: list[int] = read_answers(path, mapping, workdir=work).scan().collect()["row"].to_list()
    return found


def csv_file(folder: Path, text: str | bytes, name: str = "calls.csv") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def workbook(folder: Path, rows: Sequence[Sequence[Any]], merge: str = "") -> Path:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append(list(row))
    if merge:
        sheet.merge_cells(merge)
    book.save(folder / "calls.xlsx")
    return folder / "calls.xlsx"


@pytest.mark.parametrize("start", ["\n\n\n", ",,\n,,\n,,\n", " \r\n\n\n"])
def test_empty_lines_before_the_names_are_passed_over(
    tmp_path: Path, mapping: Mapping, start: str
) -> None:
    assert rows_of(csv_file(tmp_path, start + HEADER + ROWS), mapping) == [5, 6]


def test_empty_rows_before_the_names_of_a_sheet_are_passed_over(
    tmp_path: Path, mapping: Mapping
) -> None:
    path = workbook(tmp_path, [[None], [None], NAMES, ["yes", 34, 2024]])
    assert rows_of(path, mapping) == [4]


@pytest.mark.parametrize("title", ["Register of calls\n\n", "Register,,\nas of 2024,,\n"])
def test_title_rows_are_found_and_the_row_of_the_names_is_named(
    tmp_path: Path, mapping: Mapping, title: str
) -> None:
    problems_text = problems(csv_file(tmp_path, title + HEADER + ROWS), mapping)
    assert problems_text.startswith("[X222] calls.csv: The column names are in row 3")


def test_a_title_over_a_sheet_is_found(tmp_path: Path, mapping: Mapping) -> None:
    path = workbook(tmp_path, [["Register", None, None], NAMES, ["yes", 34, 2024]], "A1:C1")
    assert "The column names are in row 2" in problems(path, mapping)


@pytest.mark.parametrize(("mark", "name"), [(";", "semicolon"), ("\t", "tab"), ("|", "vertical")])
def test_another_delimiter_is_named(tmp_path: Path, mapping: Mapping, mark: str, name: str) -> None:
    problems_text = problems(csv_file(tmp_path, (HEADER + ROWS).replace(",", mark)), mapping)
    assert problems_text.startswith("[X223] calls.csv, row 1: The cells are separated by a " + name)


def test_columns_that_are_nowhere_are_named_one_by_one(tmp_path: Path, mapping: Mapping) -> None:
    problems_text = problems(csv_file(tmp_path, "a,b,c\n1,2,3\n"), mapping)
    assert [line[:6] for line in problems_text.splitlines()] == ["[X206]"] * 3


def test_merged_cells_are_refused_where_they_are_read(tmp_path: Path, mapping: Mapping) -> None:
    """Only the first of them holds a value: the others would count as not recorded."""
    rows: list[list[Any]] = [NAMES, ["yes", 34, 2024], ["no", 20, None], ["no", 22, None]]
    problems_text = problems(workbook(tmp_path, rows, "C2:C4"), mapping)
    assert problems_text.startswith("[X225] calls.xlsx, column 'year': The cells C2:C4 are merged")


def test_merged_cells_in_a_column_that_is_not_read_harm_nobody(
    tmp_path: Path, mapping: Mapping
) -> None:
    rows: list[list[Any]] = [[*NAMES, "office"], ["yes", 34, 2024, "North"], ["no", 20, 2023, None]]
    assert rows_of(workbook(tmp_path, rows, "D2:D3"), mapping) == [2, 3]


def test_empty_lines_without_end_are_refused_in_bounded_memory(
    tmp_path: Path, mapping: Mapping
) -> None:
    path = tmp_path / "calls.csv.gz"
    with gzip.open(path, "wb") as stream:
        stream.write((HEADER + ROWS).encode())
        for _ in range(20):
            stream.write(b"\n" * 10_000_000)
    assert problems(path, mapping).startswith("[X224] calls.csv.gz, row 100004")


def archive(path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("calls.csv", HEADER + ROWS)
    return path


@pytest.mark.parametrize("name", ["calls.csv", "calls.xlsx", "calls.parquet"])
def test_a_zip_archive_is_called_one(tmp_path: Path, mapping: Mapping, name: str) -> None:
    assert "The file is a ZIP archive" in problems(archive(tmp_path / name), mapping)


@pytest.mark.parametrize("name", ["calls.csv", "calls.xlsx", "calls.parquet", "calls.csv.gz"])
def test_noise_is_refused_with_a_code(tmp_path: Path, mapping: Mapping, name: str) -> None:
    noise = bytes(range(255, 127, -1)) * 40
    problems_text = problems(csv_file(tmp_path, noise, name), mapping)
    assert problems_text[:6] in ("[X208]", "[X209]", "[X211]", "[X212]")
    assert "a CSV file, and" not in problems_text


def test_fifty_thousand_columns_are_read(tmp_path: Path, mapping: Mapping) -> None:
    more = ",".join(f"c{number}" for number in range(50_000))
    text = f"{HEADER.strip()},{more}\nyes,34,2024,{','.join(['1'] * 50_000)}\n"
    assert rows_of(csv_file(tmp_path, text), mapping) == [2]


@pytest.mark.parametrize("cell", ["2024-03-02", "02/03/2024", "45353.5", "March"])
def test_a_day_never_passes_as_a_year(tmp_path: Path, mapping: Mapping, cell: str) -> None:
    problems_text = problems(csv_file(tmp_path, f"{HEADER}yes,34,{cell}\n"), mapping)
    assert problems_text.startswith("[X313] calls.csv, row 2, column 'year': The cell is no year.")
    assert cell not in problems_text


def test_a_date_in_a_sheet_never_passes_as_a_year(tmp_path: Path, mapping: Mapping) -> None:
    path = workbook(tmp_path, [NAMES, ["yes", 34, dt.date(2024, 3, 2)]])
    assert "[X313]" in problems(path, mapping)


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("Yes", "The value 'Yes' is"),
        ("YES!", "The value 'YES!' is"),
        ("17", "The value '17' is"),
        ("yess", "A value of 4 characters, nearly 'yes', is"),
        ("ye", "A value of 2 characters, nearly 'yes', is"),
        ("Noa", "A value of 3 characters, nearly 'no', is"),
        ("Maria", "A value of 5 characters is"),
    ],
)
def test_near_misses_are_quoted_where_they_cannot_be_a_name(
    tmp_path: Path, mapping: Mapping, cell: str, shown: str
) -> None:
    problems_text = problems(csv_file(tmp_path, f"{HEADER}{cell},34,2024\n"), mapping)
    assert problems_text.startswith(f"[X301] calls.csv, row 2, column 'papers': {shown}")


def fails_as_a_full_disk(*_: object, **__: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize("step", ["write_parquet", "sink_csv"])
def test_a_full_disk_leaves_nothing_half_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    mapping_file, data = tmp_path / "calls.yaml", csv_file(tmp_path, HEADER + ROWS)
    mapping_file.write_text(MAPPING, "utf-8")
    kind = pl.DataFrame if step == "write_parquet" else pl.LazyFrame
    monkeypatch.setattr(kind, step, fails_as_a_full_disk)
    arguments = ["assess", data, "--mapping", mapping_file, "--out", tmp_path / "out.csv"]
    result = CliRunner().invoke(command.main, [str(one) for one in arguments])
    assert result.exit_code == 1
    assert "no space left on device" in result.stderr
    assert result.stderr[:6] in ("[C101]", "[B102]")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["calls.csv", "calls.yaml"]


@pytest.mark.parametrize(
    ("report", "rejects"), [("report.pdf", None), ("report", None), (None, "rejects.xlsx")]
)
def test_the_suffix_of_every_output_is_checked(
    tmp_path: Path, mapping: Mapping, report: str | None, rejects: str | None
) -> None:
    paths = [None if name is None else tmp_path / name for name in (report, rejects)]
    targets = Targets(findings=tmp_path / "out.csv", report=paths[0], rejects=paths[1])
    data = csv_file(tmp_path, HEADER + ROWS)
    with pytest.raises(InputError, match="B104"):
        assess_to_files(data, mapping, shipped_library(), targets)


def test_ctrl_c_while_a_command_is_loading_ends_with_130(monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(_name: str) -> Callable[..., object]:
        raise KeyboardInterrupt

    monkeypatch.setattr(command, "import_module", stopped)
    result = CliRunner().invoke(command.main, ["assess", "--help"])
    assert result.exit_code == 130
    assert "Stopped. Nothing was written." in result.stderr
