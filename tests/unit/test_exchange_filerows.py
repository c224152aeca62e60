"""Rows of another system's spreadsheet, read as what becomes of them as case files."""

from pathlib import Path

import pytest

from manumit.errors import InputError
from manumit.exchange.codes import ExchangeCode
from manumit.exchange.filerows import LONGEST_CELL, FileRow, FileRows, read_file_rows
from manumit.exchange.loading import load_mapping
from manumit.instruments import shipped_library

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
TABLE, MAPPING = EXAMPLES / "old-register.csv", EXAMPLES / "old-register.yaml"
PEOPLE = TABLE.read_text("utf-8").count("\n") - 1


def read(folder: Path, text: str, most: int = 100) -> FileRows:
    """The example with other content."""
    path = folder / "old-register.csv"
    path.write_text(text, "utf-8")
    return read_file_rows(path, load_mapping(MAPPING, shipped_library()), most=most)


def test_every_row_of_the_example_becomes_a_file(tmp_path: Path) -> None:
    found = read(tmp_path, TABLE.read_text("utf-8"))
    assert (len(found.rows), found.refused) == (PEOPLE, 0)
    first = found.rows[0]
    assert (first.reference, first.names) == ("R-0001", ("Arvena Testperson",))
    assert first.contacts == (("telephone", "+41000000001"),)
    assert (first.born, first.language, first.age) == ("1990-04-11", "ro", "adult")
    assert (first.decision, first.decided_on) == ("presumed", "2023-03-01")
    assert (first.sex, first.nationality, first.forms) == ("female", "RO", ("forced_labour",))
    # Unknown stays unknown, and a form that was not recorded is none.
    characteristics = [(one.sex, one.nationality, one.forms) for one in found.rows[2:]]
    assert characteristics == [("female", "", ("begging",)), ("", "", ()), ("female", "CO", ())]
    assert FileRow.from_data(first.to_data()) == first
    assert "Arvena" not in repr(first)


@pytest.mark.parametrize(
    ("old", "new", "code", "column"),
    [
        ("\nR-0002,", "\n,", ExchangeCode.NO_REFERENCE, "ref"),
        ("\nR-0002,", "\nR-0001,", ExchangeCode.REFERENCE_TWICE, "ref"),
        ("1985-09-30", "30.9.1985", ExchangeCode.NO_DAY, "born"),
        ("1985-09-30", "2999-09-30", ExchangeCode.NO_DAY, "born"),
        ("Belqor", "B" * (LONGEST_CELL + 1), ExchangeCode.TOO_LONG_FOR_FILE, "first_name"),
        (",uk,", ",Ukrainian,", ExchangeCode.NO_LANGUAGE_CODE, "speaks"),
        (",UA,", ",Ukraine,", ExchangeCode.NO_NATIONALITY, "country"),
        # A code of a permit, or of nothing known; two capitals are not a country.
        (",UA,", ",ZZ,", ExchangeCode.NO_NATIONALITY, "country"),
        (",UA,", ",XX,", ExchangeCode.NO_NATIONALITY, "country"),
        (",UA,", ",NA,", ExchangeCode.NO_NATIONALITY, "country"),
        (",UA,", ",NO,", ExchangeCode.NO_NATIONALITY, "country"),
        (",UA,", ",stateless,", ExchangeCode.NO_NATIONALITY, "country"),
        (",m,UA", ",Belqor,UA", ExchangeCode.OUTSIDE_MAP, "sex"),
    ],
    ids=[
        "reference",
        "twice",
        "form-of-day",
        "day-to-come",
        "long",
        "language",
        "country",
        "no-country",
        "of-training",
        "not-available",
        "no",
        "stateless",
        "sex",
    ],
)
def test_a_row_that_cannot_become_a_file_is_refused_by_its_place(
    tmp_path: Path, old: str, new: str, code: ExchangeCode, column: str
) -> None:
    text = TABLE.read_text("utf-8")
    assert text.count(old) == 1
    found = read(tmp_path, text.replace(old, new))
    assert (len(found.rows), found.refused) == (PEOPLE - 1, 1)
    assert [(one.code, one.place.row, one.place.column) for one in found.problems] == [
        (code.code, 3, column)
    ]


@pytest.mark.proves("imports")
def test_what_may_be_no_country_is_one_where_the_mapping_says_so(tmp_path: Path) -> None:
    """R-70: NA and NO can be "not available" and "no"; whoever wrote the column knows."""
    path = tmp_path / "mapping.yaml"
    column = '{column: country, values: {RO: RO, "NA": unknown, "NO": "NO", none: stateless}}'
    mapping = MAPPING.read_text("utf-8").replace("{column: country}", column)
    path.write_text(mapping, "utf-8")
    table = tmp_path / "old-register.csv"
    text = TABLE.read_text("utf-8").replace(",UA,", ",NO,").replace("f,,begging", "f,NA,begging")
    table.write_text(text.replace(",CO,", ",none,"), "utf-8")
    found = read_file_rows(table, load_mapping(path, shipped_library()), most=100)
    assert [one.nationality for one in found.rows] == ["RO", "NO", "", "", "stateless"]


def test_more_rows_than_are_taken_at_once_are_refused_together(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read(tmp_path, TABLE.read_text("utf-8"), most=PEOPLE - 1)
    assert [one.code for one in caught.value.problems] == [ExchangeCode.TOO_MANY_ROWS.code]


def test_a_mapping_for_tables_alone_makes_no_files(tmp_path: Path) -> None:
    text = MAPPING.read_text("utf-8")
    start, end = text.index("\nfile:\n"), text.index("\nignore:\n")
    path = tmp_path / "without.yaml"
    path.write_text(text[:start] + text[end:].replace("unmentioned: refuse", "unmentioned: allow"))
    with pytest.raises(InputError) as caught:
        read_file_rows(TABLE, load_mapping(path, shipped_library()), most=100)
    assert [one.code for one in caught.value.problems] == [ExchangeCode.NO_FILE_PART.code]
