"""A register of workplaces as a table: columns are found, and every wrong cell is named."""

from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml

from manumit.web.registers.contents import normal_form
from manumit.web.workplaces import table as table_module
from manumit.web.workplaces.isolated import read_register
from manumit.web.workplaces.names import FIELDS, Plan
from manumit.web.workplaces.table import propose

HEAD = "Reg. No;Name of establishment;District;ISIC code;Type;No. of employees\n"
ROWS = (
    "K/1;Acacia Mill;Thika;1311;Factory;٤٥\n"
    'K/2;"Baobab; Quarry";Voi;B;Site;1,200\n'
    ";;;;;\n"
    "-;خيمة;n/a;;;\n"
)
WORDS: dict[str, Any] = {"places": {"obra": "site"}, "sectors": {"construction": "F"}}


def table(folder: Path, text: str | bytes, name: str = "register.csv") -> Plan:
    content = text if isinstance(text, bytes) else text.encode()
    (folder / name).write_bytes(content)
    return Plan(name)


def looked(folder: Path, plan: Plan) -> dict[str, Any]:
    return read_register(folder, plan)


def checked(folder: Path, plan: Plan, **columns: str) -> dict[str, Any]:
    """The same file, read by the proposed columns, and by those that are given."""
    found = looked(folder, plan)
    meant = found["proposed"] | columns
    whole = found["plan"] | WORDS | {"columns": meant, "place": "premises"}
    return read_register(folder, Plan(**whole))


def wrong(found: dict[str, Any]) -> list[tuple[int, str, str]]:
    return [(one["row"], one["column"], one["code"]) for one in found["problems"]]


def test_delimiter_and_columns_are_found(tmp_path: Path) -> None:
    found = looked(tmp_path, table(tmp_path, HEAD + ROWS))
    assert found["proposed"] == {
        "number": "Reg. No", "name": "Name of establishment", "area": "District",
        "sector": "ISIC code", "place": "Type", "workers": "No. of employees",
    }  # fmt: skip
    assert found["sample"][0][1] == "Acacia Mill"


@pytest.mark.parametrize(
    ("columns", "proposed"),
    [
        (["Nom", "Effectif", "Adresse"], {"name": "Nom", "workers": "Effectif",
                                          "address": "Adresse"}),
        (["Razón social", "Actividad"], {"name": "Razón social", "sector": "Actividad"}),
        (["اسم المنشأة", "المدينه"], {"name": "اسم المنشأة", "area": "المدينه"}),
        (["Establishment nam", "Colour"], {"name": "Establishment nam"}),
        # Of two columns with one meaning the first is proposed, and none twice.
        (["Name", "Company name"], {"name": "Name"}),
    ],
)  # fmt: skip
def test_columns_are_proposed_in_four_languages(
    columns: list[str], proposed: dict[str, str]
) -> None:
    assert propose(columns) == proposed


def test_rows_are_read_with_arabic_digits_words_and_empty_cells(tmp_path: Path) -> None:
    found = checked(tmp_path, table(tmp_path, HEAD + ROWS))
    assert (found["read"], found["refused"], found["problems"]) == (3, 0, [])
    first, second, third = found["rows"]
    assert (first["sector"], first["place"], first["workers"]) == ("C", "premises", 45)
    assert (second["name"], second["sector"], second["workers"]) == ("Baobab; Quarry", "B", 1200)
    assert second["place"] == "site"
    assert (third["number"], third["area"], third["sector"], third["workers"]) == (
        "", "", None, None
    )  # fmt: skip
    assert third["place"] == "place_unknown"  # nobody says that it is no home


def test_title_rows_are_passed_over_and_rows_keep_their_numbers(tmp_path: Path) -> None:
    text = f"Register of 2026;;;;;\n\n{HEAD}{ROWS}K/9;;Voi;;;\n"
    found = checked(tmp_path, table(tmp_path, text))
    assert wrong(found) == [(8, "Name of establishment", "no_name")]


def test_every_wrong_cell_is_named_with_row_and_column(tmp_path: Path) -> None:
    text = (
        "Name,Number,Sector,Type,Workers,Country\n"
        "A,K1,ZZ,Castle,many,Kenya\n"
        "B,k-1,4100,OBRA,-5,KE\n"
        '=HYPERLINK("x"),K2,Construction,,100001,\n'
        f"{'N' * 201},K3,,,,\n"
        "too,few\n"
        "@sum,١,,,,\n"
        "last,1,T,home,0,\n"
    )
    found = checked(tmp_path, table(tmp_path, text))
    assert wrong(found) == [
        (2, "Country", "no_country"), (2, "Sector", "no_sector"), (2, "Type", "no_place"),
        (2, "Workers", "no_workers"), (3, "Number", "number_twice"), (3, "Workers", "no_workers"),
        (4, "Name", "formula"), (4, "Workers", "no_workers"), (5, "Name", "too_long"),
        (6, "", "ragged"), (7, "Name", "formula"), (8, "Number", "number_twice"),
    ]  # fmt: skip
    # All or nothing: one wrong row leaves none.
    assert (found["rows"], found["read"], found["refused"]) == ([], 7, 7)
    assert found["problems"][4]["first"] == 2


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"Name,Number\n", "no_rows"),
        (b"Name,Name\nA,B\n", "column_twice"),
        (b"Nom\xe9,No\nA,1\n", "encoding"),
        ("Name\nA\n".encode("utf-16"), "encoding"),
        (b'Name,No\n"A,1\nB,2\n', "quotes"),
        (b"PK\x03\x04 no workbook", "unreadable"),
    ],
)
def test_a_file_that_is_no_table_is_refused(tmp_path: Path, content: bytes, reason: str) -> None:
    found = looked(tmp_path, table(tmp_path, content))
    assert found["unreadable"] == reason


def test_a_workbook_with_a_merged_title_is_read_and_its_formulas_are_refused(
    tmp_path: Path,
) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["Register of all"], [], ["Name", "Workers", "Sector"], ["A", 3.0, "=1+1"],
                ["B", "7", "F"]):  # fmt: skip
        sheet.append(row)
    sheet.merge_cells("A1:C1")
    book.save(tmp_path / "register.xlsx")
    found = checked(tmp_path, Plan("register.xlsx"))
    assert wrong(found) == [(4, "Sector", "formula")]
    sheet["C4"] = "Construction"
    sheet.merge_cells("A4:A5")
    book.save(tmp_path / "register.xlsx")
    assert looked(tmp_path, Plan("register.xlsx"))["unreadable"] == "merged_cells"


def test_every_meaning_has_headings_and_no_heading_means_two_things() -> None:
    words = yaml.safe_load((Path(table_module.__file__).parent / "columns.yaml").read_text("utf-8"))
    assert tuple(words["headings"]) == FIELDS
    meant: dict[str, str] = {}
    for field, headings in words["headings"].items():
        assert {meant.setdefault(normal_form(one), field) for one in headings} == {field}
