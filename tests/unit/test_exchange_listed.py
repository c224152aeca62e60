"""Long lists: all rows arrive, the last line says how many, and nothing of it runs."""

import csv
import io
import tempfile
import tracemalloc
from collections.abc import Iterator

import pytest
from openpyxl import load_workbook

from manumit.exchange.listed import TOTAL, csv_pieces, write_xlsx

HEADER = ("number", "said")
PLANTED = ("=1+1", "+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1")


def rows(number: int) -> Iterator[tuple[int, str]]:
    return ((one, "x") for one in range(number))


@pytest.mark.parametrize("number", [0, 1, 499, 500, 501, 1234])
def test_the_last_line_of_a_csv_holds_the_number_of_rows(number: int) -> None:
    read = list(csv.reader(io.StringIO("".join(csv_pieces(HEADER, rows(number))))))
    assert read[0] == list(HEADER)
    assert read[-1] == [TOTAL, str(number)]
    assert len(read) == number + 2


def test_the_last_line_of_a_workbook_holds_the_number_of_rows() -> None:
    kept = io.BytesIO()
    assert write_xlsx(kept, [("one", HEADER, rows(3)), ("two", HEADER, rows(2))]) == 5
    book = load_workbook(kept, read_only=True)
    for title, number in (("one", 3), ("two", 2)):
        read = list(book[title].iter_rows(values_only=True))
        assert read[-1] == (TOTAL, number)
        assert len(read) == number + 2


def test_no_cell_is_run_by_a_spreadsheet() -> None:
    kept = io.BytesIO()
    given = [(1, one) for one in PLANTED]
    write_xlsx(kept, [("one", HEADER, given)])
    cells = [row[1] for row in load_workbook(kept)["one"].iter_rows(min_row=2, max_row=7)]
    assert {cell.data_type for cell in cells} == {"s"}
    text = "".join(csv_pieces(HEADER, given))
    for row in list(csv.reader(io.StringIO(text, newline="")))[1:-1]:
        assert row[1].startswith("'")


def test_numbers_stay_numbers_in_a_workbook() -> None:
    kept = io.BytesIO()
    write_xlsx(kept, [("one", ("a", "b", "c"), [(1, -2.5, None)])])
    row = next(load_workbook(kept)["one"].iter_rows(min_row=2, max_row=2, values_only=True))
    assert row == (1, -2.5, None)


def test_signs_that_no_xml_holds_and_marks_of_xml_come_back_as_text() -> None:
    kept = io.BytesIO()
    write_xlsx(kept, [("one & two", ("a", "b"), [('<b>&amp;"', "x\x00\x0b\ud800y")])])
    book = load_workbook(kept)
    assert book.sheetnames == ["one & two"]
    row = next(book.worksheets[0].iter_rows(min_row=2, max_row=2, values_only=True))
    assert row == ('<b>&amp;"', "x\ufffd\ufffd\ufffdy")


def test_ten_times_the_rows_take_no_more_memory() -> None:
    most = []
    for number in (3_000, 30_000):
        tracemalloc.start()
        for _ in csv_pieces(HEADER, rows(number)):
            pass
        with tempfile.TemporaryFile() as kept:
            write_xlsx(kept, [("one", HEADER, rows(number))])
        most.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert most[1] < 2 * most[0]
