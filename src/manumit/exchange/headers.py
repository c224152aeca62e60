"""Find the column names of a file that does not begin with them as the mapping expects."""

import csv
import itertools
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import closing, suppress
from pathlib import Path

from manumit.errors import InputError, Place
from manumit.exchange.codes import ExchangeCode
from manumit.exchange.csvfile import first_lines
from manumit.exchange.mapping import Reader
from manumit.exchange.tables import format_of

SEARCHED_ROWS = 30
DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "vertical bar"}


def misplaced_header(path: Path, reader: Reader, wanted: Collection[str]) -> InputError | None:
    """Return the problem if the column names are in a later row or use another delimiter.

    Args:
        path: a file in which some of the wanted columns were not found.
        reader: how the mapping opens it.
        wanted: columns that the mapping reads.

    Returns:
        X222 or X223; None if the first rows do not show where the names are.
    """
    if path.is_dir():
        return None
    kind = format_of(path, reader)
    if kind == "xlsx":
        return _later_row(path, _xlsx_rows(path, reader), wanted)
    if kind != "csv":
        return None
    lines = first_lines(path, reader.encoding, SEARCHED_ROWS)
    others = [one for one in DELIMITERS if one != reader.delimiter]
    if found := _later_row(path, _csv_rows(lines, reader.delimiter), wanted):
        return found
    for delimiter in others:
        row = _row_of_names(_csv_rows(lines, delimiter), wanted)
        if row is not None:
            return ExchangeCode.OTHER_DELIMITER.error(
                Place.in_file(path, row=row),
                found=DELIMITERS[delimiter],
                wanted=DELIMITERS.get(reader.delimiter, repr(reader.delimiter)),
                written="\\t" if delimiter == "\t" else delimiter,
            )
    return None


def _later_row(
    path: Path, rows: Iterable[tuple[int, Sequence[str]]], wanted: Collection[str]
) -> InputError | None:
    row = _row_of_names(rows, wanted)
    if row is None or row == 1:
        return None
    return ExchangeCode.HEADER_ELSEWHERE.error(Place.in_file(path), row=row)


def _row_of_names(rows: Iterable[tuple[int, Sequence[str]]], wanted: Collection[str]) -> int | None:
    """Return the number of the first row that holds at least half of the wanted names."""
    names = set(wanted)
    for number, cells in rows:
        if 2 * len(names.intersection(cell.strip() for cell in cells)) >= max(1, len(names)):
            return number
    return None


def _csv_rows(lines: Sequence[str], delimiter: str) -> Iterator[tuple[int, Sequence[str]]]:
    records = csv.reader(lines, delimiter=delimiter)
    with suppress(csv.Error):
        for record in records:
            yield records.line_num, record


def _xlsx_rows(path: Path, reader: Reader) -> list[tuple[int, Sequence[str]]]:
    from openpyxl import load_workbook  # noqa: PLC0415 - slow, and most files are no XLSX

    book = load_workbook(path, read_only=True)
    try:
        sheet = book[reader.sheet or book.sheetnames[0]]
        sheet.reset_dimensions()
        with closing(sheet.iter_rows(values_only=True)) as rows:
            return [
                (number, ["" if cell is None else str(cell) for cell in row])
                for number, row in enumerate(itertools.islice(rows, SEARCHED_ROWS), start=1)
            ]
    finally:
        book.close()
