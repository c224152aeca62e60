"""Reading a user's file: every format, every way it can be wrong, nothing half-written."""

import csv
import gzip
import io
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest

from manumit.errors import InputError, Problem
from manumit.exchange import (
    AnswersResult,
    ExchangeCode,
    load_mapping,
    neutral,
    private_workdir,
    read_answers,
)
from manumit.exchange import tables as tables_module
from manumit.exchange.answers import open_table
from manumit.exchange.mapping import Reader
from manumit.exchange.workdir import move_into_place
from manumit.instruments import shipped_library
from small_mapping import HEADER, MAPPING, ROWS

EXPECTED = {
    "row": [2, 3, 4, 5],
    "list": ["adult_labour", "child_labour", "child_sexual", None],
    "age": ["adult", "child", "unsure", "adult"],
    "sex": ["Women", "Men", None, None],
    "sector": ["farm", "shop", None, "farm"],
    "CD11": [1, 0, None, 0],
    "IN08": [1, 0, None, 0],
    "EX01": [1, 0, None, 0],
}

type Read = Callable[..., AnswersResult]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Reads a file, or the given bytes as a file, through the small mapping."""
    work = tmp_path / "work"

    def reading(
        data: bytes | Path,
        *,
        name: str = "file.csv",
        reader: str = "{}",
        mapping: str = MAPPING,
        rejects: bool = False,
    ) -> AnswersResult:
        source = tmp_path / "small.yaml"
        source.write_text(mapping.replace("{READER}", reader), "utf-8")
        path = data if isinstance(data, Path) else tmp_path / name
        if isinstance(data, bytes):
            path.write_bytes(data)
        work.mkdir()
        loaded = load_mapping(source, shipped_library())
        return read_answers(path, loaded, workdir=work, rejects=rejects)

    return reading


def as_csv(rows: list[list[str]] = ROWS, header: list[str] = HEADER, **how: str) -> bytes:
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=how.get("delimiter", ",")).writerows([header, *rows])
    return stream.getvalue().encode(how.get("encoding", "utf-8"))


def with_cell(column: str, value: str, row: int = 0) -> bytes:
    rows = [list(cells) for cells in ROWS]
    rows[row][HEADER.index(column)] = value
    return as_csv(rows)


def problems_of(read: Read, data: bytes | Path, **how: Any) -> tuple[Problem, ...]:
    with pytest.raises(InputError) as caught:
        read(data, **how)
    assert all(problem.do for problem in caught.value.problems)
    return caught.value.problems


def test_csv(read: Read) -> None:
    result = read(as_csv())
    assert result.scan().collect().to_dict(as_series=False) == EXPECTED
    assert result.scan().collect().schema["CD11"] == pl.Int8
    assert result.rows == 4
    assert result.without_list == {"no list was published for it.": 1}
    assert result.notes[-1] == "1 columns of the file are not in the mapping and were not read."


@pytest.mark.parametrize(
    ("data", "name", "reader"),
    [
        (gzip.compress(as_csv(), mtime=0), "file.csv.gz", "{}"),
        (gzip.compress(as_csv(), mtime=0), "file.csv", "{}"),
        (b"\xef\xbb\xbf" + as_csv(), "file.csv", "{}"),
        (as_csv().replace(b"\r\n", b"\n").rstrip(), "file", "{}"),
        (as_csv(delimiter=";"), "file.csv", '{delimiter: ";"}'),
        (as_csv(delimiter="\t"), "file.tsv", "{}"),
        (as_csv(encoding="utf-16"), "file.csv", "{encoding: utf-16}"),
    ],
)
def test_csv_in_other_clothes(read: Read, data: bytes, name: str, reader: str) -> None:
    result = read(data, name=name, reader=reader)
    assert result.scan().collect().to_dict(as_series=False) == EXPECTED


def test_xlsx(read: Read, tmp_path: Path) -> None:
    path = a_workbook(tmp_path)
    result = read(path)
    assert result.scan().collect().to_dict(as_series=False) == EXPECTED


def a_workbook(folder: Path, *, sheets: int = 1, formula: bool = False) -> Path:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(HEADER)
    for cells in ROWS:
        sheet.append([float(c) if c.replace(".", "").isdigit() else c or None for c in cells])
    if formula:
        sheet["B3"] = "=1+1"
    for number in range(1, sheets):
        book.create_sheet(f"more{number}")
    path = folder / "file.xlsx"
    book.save(path)
    return path


@pytest.mark.proves("no-spreadsheet-formulas")
def test_xlsx_formulas_are_found_and_never_run(read: Read, tmp_path: Path) -> None:
    (problem,) = problems_of(read, a_workbook(tmp_path, formula=True))
    assert (problem.code, problem.place.row, problem.place.column) == ("X302", 3, "threats")


def test_xlsx_with_several_sheets_needs_a_name(read: Read, tmp_path: Path) -> None:
    path = a_workbook(tmp_path, sheets=2)
    assert problems_of(read, path)[0].code == "X214"


def test_xlsx_with_a_named_sheet(read: Read, tmp_path: Path) -> None:
    assert read(a_workbook(tmp_path, sheets=2), reader="{sheet: Sheet}").rows == 4


def test_xlsx_with_a_sheet_that_is_not_there(read: Read, tmp_path: Path) -> None:
    assert problems_of(read, a_workbook(tmp_path), reader="{sheet: Data}")[0].code == "X214"


@pytest.mark.proves("foreign-files-are-data")
def test_xlsx_that_unpacks_to_too_much(
    read: Read, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("manumit.exchange.xlsxfile.LARGEST", 1_000)
    assert problems_of(read, a_workbook(tmp_path))[0].code == "X220"


def test_parquet_counts_rows_from_one(read: Read, tmp_path: Path) -> None:
    path = tmp_path / "file.parquet"
    frame = pl.DataFrame(ROWS, schema=HEADER, orient="row")
    frame.with_columns(
        pl.col("threats").cast(pl.Int64), pl.col("hours").cast(pl.Float64)
    ).write_parquet(path)
    result = read(path).scan().collect().to_dict(as_series=False)
    assert result == {**EXPECTED, "row": [1, 2, 3, 4]}


def test_parquet_with_lists_in_a_cell(read: Read, tmp_path: Path) -> None:
    path = tmp_path / "file.parquet"
    frame = pl.DataFrame(ROWS, schema=HEADER, orient="row")
    frame.with_columns(threats=pl.lit([1, 2])).write_parquet(path)
    assert problems_of(read, path)[0].code == "X217"


@pytest.mark.parametrize("size", [1, 2, 3])
def test_batches_join_in_order(read: Read, monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    monkeypatch.setattr("manumit.exchange.csvfile.BATCH_ROWS", size)
    result = read(as_csv())
    assert result.scan().collect().to_dict(as_series=False) == EXPECTED
    assert pl.read_parquet(result.path).height == 4


def test_a_record_over_two_lines_is_one_row(read: Read) -> None:
    rows = [["two\nlines", *ROWS[0][1:]], [], ROWS[1]]
    assert read(as_csv(rows)).scan().collect()["row"].to_list() == [2, 4]


FILES: tuple[tuple[str, ExchangeCode, bytes, dict[str, str]], ...] = (
    ("nothing", ExchangeCode.EMPTY_FILE, b"", {}),
    ("no name at all", ExchangeCode.EMPTY_FILE, b",,\n\n,,\n", {}),
    ("numbers for names", ExchangeCode.MISSING_COLUMN, b",,\n1,2,3\n", {}),
    ("header only", ExchangeCode.HEADER_ONLY, as_csv([]), {}),
    ("blank rows", ExchangeCode.HEADER_ONLY, as_csv([[], []]), {}),
    ("two columns of one name", ExchangeCode.DUPLICATE_COLUMN, b"a,b,a \n1,2,3\n", {}),
    ("missing columns", ExchangeCode.MISSING_COLUMN, b"a,b\n1,2\n", {}),
    ("another delimiter", ExchangeCode.OTHER_DELIMITER, as_csv(delimiter=";"), {}),
    ("a title", ExchangeCode.HEADER_ELSEWHERE, b"Register\n" + as_csv(), {}),
    ("a workbook wanted", ExchangeCode.WRONG_FORMAT, as_csv(), {"reader": "{format: xlsx}"}),
    ("a workbook by name", ExchangeCode.WRONG_FORMAT, as_csv(), {"name": "file.xlsx"}),
    ("an old workbook", ExchangeCode.WRONG_FORMAT, b"\xd0\xcf\x11\xe0....", {"name": "f.xlsx"}),
    (
        "a packed workbook",
        ExchangeCode.WRONG_FORMAT,
        gzip.compress(b"a", mtime=0),
        {"name": "f.xlsx"},
    ),
    ("a zip named csv", ExchangeCode.WRONG_FORMAT, b"PK\x03\x04....", {}),
    ("latin-1", ExchangeCode.WRONG_ENCODING, with_cell("name", "é").decode().encode("latin-1"), {}),
    ("no such encoding", ExchangeCode.WRONG_ENCODING, as_csv(), {"reader": "{encoding: utf-88}"}),
    ("truncated gzip", ExchangeCode.GZIP_TRUNCATED, gzip.compress(as_csv(), mtime=0)[:-12], {}),
    ("no gzip", ExchangeCode.GZIP_DAMAGED, as_csv(), {"name": "file.csv.gz"}),
    (
        "damaged gzip",
        ExchangeCode.GZIP_DAMAGED,
        gzip.compress(as_csv(), mtime=0)[:-8] + b"........",
        {},
    ),
    ("NUL byte", ExchangeCode.NUL, with_cell("name", "a\0b"), {}),
    ("utf-16 not named", ExchangeCode.WRONG_ENCODING, as_csv(encoding="utf-16"), {}),
    ("damaged workbook", ExchangeCode.DAMAGED, b"PK\x03\x04....", {"name": "file.xlsx"}),
    ("damaged parquet", ExchangeCode.DAMAGED, b"PAR1........PAR1", {"name": "file.parquet"}),
    ("a quote left open", ExchangeCode.LONG_LINE, as_csv() + b'"' + b"a\n" * 100_000, {}),
    ("a line without end", ExchangeCode.LONG_LINE, as_csv() + b"a," * 600_000, {}),
    ("a quote inside", ExchangeCode.BAD_QUOTES, as_csv() + b'"a"b,1\n', {}),
)


@pytest.mark.proves("atomic-output")
@pytest.mark.parametrize(("what", "code", "data", "how"), FILES, ids=[f[0] for f in FILES])
def test_a_bad_file_is_told_and_leaves_nothing(
    read: Read, tmp_path: Path, what: str, code: ExchangeCode, data: bytes, how: dict[str, str]
) -> None:
    problems = problems_of(read, data, **how)
    assert {problem.code for problem in problems} == {code.code}, what
    assert not list((tmp_path / "work").rglob("*.parquet"))


def test_the_line_of_a_wrong_encoding_is_told(read: Read) -> None:
    data = with_cell("name", "é", row=2).decode().encode("latin-1")
    assert problems_of(read, data)[0].place.row == 4


def test_the_line_of_a_wrong_encoding_is_told_in_a_packed_file_too(read: Read) -> None:
    data = gzip.compress(with_cell("name", "é", row=2).decode().encode("latin-1"))
    assert problems_of(read, data)[0].place.row == 4


def test_every_missing_column_is_named(read: Read) -> None:
    problems = problems_of(read, b"threats,free\n1,Y\n")
    assert [p.place.column for p in problems] == [
        "threats2", "hours", "years", "sex", "sector", "kind",
    ]  # fmt: skip


def test_where_one_file_is_wanted_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught, open_table(tmp_path, Reader()):
        pass
    assert [one.code for one in caught.value.problems] == ["X202"]


def test_a_file_that_is_not_there(read: Read, tmp_path: Path) -> None:
    assert "no such file" in problems_of(read, tmp_path / "nowhere.csv")[0].what


def test_a_file_without_the_right_to_read(
    read: Read, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "locked.csv"
    path.write_bytes(as_csv())
    genuine = Path.open

    def refused(self: Path, *args: Any, **kwargs: Any) -> Any:
        if self == path:  # root may read everything, so the refusal is played
            raise PermissionError(13, "Permission denied")
        return genuine(self, *args, **kwargs)

    monkeypatch.setattr(Path, "open", refused)
    (problem,) = problems_of(read, path)
    assert (problem.code, "permission denied" in problem.what) == ("X201", True)


ROW_PROBLEMS = (
    (ExchangeCode.OUTSIDE_MAP, "threats", "2"),
    (ExchangeCode.OUTSIDE_MAP, "free", "y"),
    (ExchangeCode.OUTSIDE_MAP, "sex", "X"),
    (ExchangeCode.FORMULA, "threats", "=1+1"),
    (ExchangeCode.FORMULA, "sector", "@SUM(A1)"),
    (ExchangeCode.FORMULA, "sector", "-2+3"),
    (ExchangeCode.TEXT_TOO_LONG, "sector", "x" * 61),
    (ExchangeCode.OUTSIDE_BANDS, "hours", "200"),
    (ExchangeCode.OUTSIDE_BANDS, "hours", "nan"),
    (ExchangeCode.OUTSIDE_BANDS, "hours", "inf"),
    (ExchangeCode.OUTSIDE_BANDS, "years", "old"),
    (ExchangeCode.UNEXPECTED, "kind", "Sex"),
)


@pytest.mark.parametrize(("code", "column", "value"), ROW_PROBLEMS)
def test_a_bad_cell_is_told_with_row_and_column(
    read: Read, code: ExchangeCode, column: str, value: str
) -> None:
    (problem,) = problems_of(read, with_cell(column, value, row=1))
    assert (problem.code, problem.place.row, problem.place.column) == (code.code, 3, column)


@pytest.mark.parametrize("row", [["x"], ["x"] * 10])
def test_a_ragged_row_is_told(read: Read, row: list[str]) -> None:
    (problem,) = problems_of(read, as_csv([*ROWS, row]))
    assert (problem.code, problem.place.row) == ("X303", 6)


def test_a_signed_number_is_no_formula(read: Read) -> None:
    assert read(with_cell("sector", "-99")).scan().collect()["sector"][0] == "-99"


@pytest.mark.proves("messages-without-data")
@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("threats", "Maria"),
        ("threats", "0612345678"),
        ("sex", "Zoe"),
        ("years", "Ana"),
        ("kind", "Li"),
    ],
)
def test_what_may_be_personal_is_never_quoted(read: Read, column: str, value: str) -> None:
    problems = problems_of(read, with_cell(column, value))
    assert value not in "\n".join(f"{problem.what} {problem.do}" for problem in problems)


@pytest.mark.parametrize("value", ["2", "-8", "y"])
def test_a_short_number_or_a_near_miss_of_a_flag_is_quoted(read: Read, value: str) -> None:
    column = "free" if value == "y" else "threats"
    assert f"'{value}'" in problems_of(read, with_cell(column, value))[0].what


def test_many_problems_are_cut_and_counted(read: Read) -> None:
    bad = ["x", "2", "0", "N", "70", "30", "work", "F", "farm"]
    problems = problems_of(read, as_csv([bad] * 50))
    assert [problem.code for problem in problems] == ["X301"] * 20 + ["X399"]
    assert problems[-1].what == "30 more rows have the problem X301."


def test_rejects_are_listed_and_the_rest_is_read(read: Read) -> None:
    rows = [*ROWS, ["x"], ["x", "2", "=1", *ROWS[0][3:]]]
    result = read(as_csv(rows), rejects=True)
    assert (result.rows, result.rejected) == (4, 2)
    assert result.scan().collect().to_dict(as_series=False) == EXPECTED
    assert result.rejects is not None
    found = list(csv.DictReader(io.StringIO(result.rejects.read_text("utf-8"))))
    assert [(one["row"], one["code"], one["column"]) for one in found] == [
        ("6", "X303", ""),
        ("7", "X301", "threats"),
        ("7", "X302", "threats2"),
    ]
    assert all(one["what"] and one["do"] for one in found)
    assert result.notes[-1] == "2 rows were rejected and are not counted here."


def test_a_file_of_rejects_only_is_refused(read: Read) -> None:
    problems = problems_of(read, as_csv([["x"], ["y"]]), rejects=True)
    assert [problem.code for problem in problems] == ["X219", "X303", "X303"]


def test_without_problems_there_is_a_list_of_rejects_and_it_is_empty(read: Read) -> None:
    result = read(as_csv(), rejects=True)
    assert result.rejects is not None
    assert result.rejects.read_text("utf-8") == "row,code,column,what,do\n"


@pytest.mark.proves("evidence-without-names")
def test_an_attribute_of_names_is_refused(read: Read) -> None:
    rows = [[*ROWS[0][:-1], f"person {number}"] for number in range(401)]
    (problem,) = problems_of(read, as_csv(rows))
    assert (problem.code, problem.place.column) == ("X218", "sector")


def test_columns_that_nobody_mentioned_can_be_refused(read: Read) -> None:
    (problem,) = problems_of(read, as_csv(), mapping=MAPPING + "unmentioned: refuse\n")
    assert (problem.code, problem.place.column) == ("X207", "name")


def test_an_age_that_is_taken_for_granted_is_said(read: Read) -> None:
    taken = MAPPING.replace(
        "exploitation:\n",
        '  otherwise: adult\n  because: "only adults were asked."\nexploitation:\n',
        1,
    )
    result = read(as_csv(), mapping=taken)
    assert result.scan().collect()["age"].to_list() == ["adult", "child", "adult", "adult"]
    assert "Age taken as adult: only adults were asked." in result.notes


@pytest.mark.proves("messages-without-data")
def test_notes_name_no_few_people(read: Read) -> None:
    """R-72: neither a handful nor all but a handful."""
    few = read(as_csv())
    assert few.notes[0] == "Fewer than 11 of 4 have an age."


@pytest.mark.parametrize(
    ("without", "says"), [(0, "40 of 40"), (3, "More than 29 of 40"), (20, "20 of 40")]
)
def test_counts_in_notes(read: Read, without: int, says: str) -> None:
    rows = [list(ROWS[0]) for _ in range(40)]
    for cells in rows[:without]:
        cells[HEADER.index("years")] = ""
    assert read(as_csv(rows)).notes[0].startswith(says)


def test_progress_reaches_the_end(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    source, path = tmp_path / "small.yaml", tmp_path / "file.csv"
    source.write_text(MAPPING.replace("{READER}", "{}"), "utf-8")
    path.write_bytes(as_csv())
    read_answers(
        path,
        load_mapping(source, shipped_library()),
        workdir=tmp_path,
        progress=lambda done, total: seen.append((done, total)),
    )
    assert seen[-1][0] == seen[-1][1] == path.stat().st_size


@pytest.mark.proves("atomic-output")
def test_the_working_folder_is_private_and_goes_on_ctrl_c(tmp_path: Path) -> None:
    source, path = tmp_path / "small.yaml", tmp_path / "file.csv"
    source.write_text(MAPPING.replace("{READER}", "{}"), "utf-8")
    path.write_bytes(as_csv())
    before = sorted(tmp_path.iterdir())

    def interrupt(_done: int, _total: int) -> None:
        raise KeyboardInterrupt

    mapping = load_mapping(source, shipped_library())

    def interrupted() -> None:
        with private_workdir(tmp_path / "out.csv") as work:
            assert work.parent == tmp_path
            assert stat.S_IMODE(work.stat().st_mode) == 0o700
            read_answers(path, mapping, workdir=work, progress=interrupt)

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.proves("atomic-output")
def test_a_finished_file_takes_its_place_in_one_step(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, target = tmp_path / "source", tmp_path / "target"
    source.write_text("new")
    target.write_text("old")
    genuine = Path.replace

    def across(self: Path, other: Path) -> Path:
        if self == source:  # as between two file systems
            raise OSError(18, "Invalid cross-device link")
        return genuine(self, other)

    monkeypatch.setattr(Path, "replace", across)
    move_into_place(source, target)
    assert target.read_text() == "new"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["source", "target"]


@pytest.mark.proves("no-spreadsheet-formulas")
@pytest.mark.parametrize(
    ("cell", "written"),
    [("=1", "'=1"), ("+1", "'+1"), ("-a", "'-a"), ("@x", "'@x"), ("\tx", "'\tx"), ("a=1", "a=1")],
)
def test_a_spreadsheet_is_given_nothing_to_run(cell: str, written: str) -> None:
    assert neutral(cell) == written


def test_numbers_and_nothing_are_written_as_they_are() -> None:
    assert [neutral(-1), neutral(None), neutral(0)] == ["-1", "", "0"]


def test_every_code_of_the_room_is_tested_here_or_beside() -> None:
    folder = Path(__file__).parent
    tests = "".join(path.read_text("utf-8") for path in folder.glob("test_exchange*.py"))
    tests += (folder / "test_xlsform.py").read_text("utf-8")
    beside = folder.parent / "integration" / "test_exchange_broken_files.py"
    tests += beside.read_text("utf-8")
    missing = [
        code.name
        for code in ExchangeCode
        if f"ExchangeCode.{code.name}" not in tests and code.code not in tests
    ]
    assert not missing
    assert len({code.code for code in ExchangeCode}) == len(list(ExchangeCode))
    assert tables_module.BATCH_ROWS > 1
