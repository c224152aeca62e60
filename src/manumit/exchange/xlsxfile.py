"""Read one sheet of an XLSX file row by row; formulas are found and never run."""

import datetime as dt
import itertools
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from manumit.errors import InputError, Place
from manumit.exchange.codes import ExchangeCode
from manumit.exchange.mapping import Reader
from manumit.exchange.tables import (
    BATCH_ROWS,
    MOST_SHOWN,
    Batch,
    Progress,
    RowProblem,
    check_columns,
    make_batch,
)

LARGEST = 2_000_000_000
DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    RuntimeError,  # encrypted
    NotImplementedError,  # compressed by an unsupported method
    ParseError,
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    IndexError,
    EOFError,
    OSError,
)
"""What openpyxl raises on files that are no workbook; it has no error class of its own."""


class XlsxTable:
    """An open workbook."""

    def __init__(self, path: Path, reader: Reader) -> None:
        """Open the workbook, choose the sheet, and read the header.

        Raises:
            InputError: X203, X205, X213, X214, X220.
        """
        self._path = path
        self._skip = reader.skip
        self._rows: Any = None
        with _damage(path):
            _check_size(path)
            from openpyxl import load_workbook  # noqa: PLC0415 - slow, and most files are no XLSX

            self._book = load_workbook(path, read_only=True)
        try:
            with _damage(path):
                self._sheet = self._choose(reader.sheet)
                # The size that a file declares may be wrong, and then rows would be lost.
                self._sheet.reset_dimensions()
                self._rows = self._sheet.iter_rows()
                self._header_row, header = _first_filled(self._rows, self._skip)
            while header and header[-1] is None:
                header.pop()
            self._columns = check_columns(path, header, row=self._header_row)
        except BaseException:
            self.close()
            raise

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the column names as in the file, trimmed."""
        return self._columns

    def close(self) -> None:
        """Close the file."""
        if self._rows is not None:
            self._rows.close()  # it holds the sheet open while rows are left
        self._book.close()

    def batches(self, wanted: Sequence[str], progress: Progress) -> Iterable[Batch]:
        """Return the rows of the wanted columns; empty rows are left out.

        Raises:
            InputError: X213.
        """
        picks = [(name, self._columns.index(name)) for name in wanted]
        self._refuse_merged(picks)
        numbered = enumerate(self._rows, start=self._header_row + 1)
        done = 1
        while True:
            with _damage(self._path):
                chunk = list(itertools.islice(numbered, BATCH_ROWS))
            if not chunk:
                return
            yield _batch(chunk, picks)
            done += len(chunk)
            progress(done, done)

    def _refuse_merged(self, picks: Sequence[tuple[str, int]]) -> None:
        """Refuse merged cells in the columns that are read: all but the first would be empty.

        Raises:
            InputError: X225.
        """
        problems = []
        for first, last, cells in merged_cells(self._path, self._sheet):
            if int(LAST_ROW.findall(cells)[0]) <= self._skip:
                continue
            names = [name for name, place in picks if first <= place + 1 <= last]
            problems += [
                ExchangeCode.MERGED_CELLS.problem(
                    Place.in_file(self._path, column=name), cells=cells
                )
                for name in names
            ]
            if len(problems) > MOST_SHOWN:
                break
        if problems:
            raise InputError(problems[:MOST_SHOWN])

    def _choose(self, wanted: str | None) -> Any:
        names = self._book.sheetnames
        if wanted is None and len(names) == 1:
            return self._book[names[0]]
        if wanted not in names:
            raise ExchangeCode.SHEET.error(Place.in_file(self._path), count=f"{len(names)} sheets")
        return self._book[wanted]


def _first_filled(rows: Iterable[Sequence[Any]], skip: int) -> tuple[int, list[Any]]:
    """Return the number and the values of the first row after some that is not empty."""
    for number, row in enumerate(rows, start=1):
        values = [cell.value for cell in row]
        if number > skip and any(value is not None for value in values):
            return number, values
    return 1, []


MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s+ref="(([A-Z]+)\d+:([A-Z]+)\d+)"')
LAST_ROW = re.compile(r"\d+$")
PIECE = 1 << 20
LONGEST_TAG = 200
MOST_MERGED = 100_000


def merged_cells(path: Path, sheet: Any) -> list[tuple[int, int, str]]:
    """Return the first and last column, and the name, of the ranges of merged cells.

    A workbook that is read row by row does not give them, so the sheet itself is searched.
    """
    from openpyxl.utils import column_index_from_string  # noqa: PLC0415 - slow

    name = sheet._worksheet_path  # noqa: SLF001 - openpyxl gives it in no other way
    ranges: list[tuple[int, int, str]] = []
    with _damage(path), zipfile.ZipFile(path) as archive, archive.open(name) as xml:
        rest = b""
        while (piece := xml.read(PIECE)) and len(ranges) < MOST_MERGED:
            text = rest + piece
            end = 0
            for found in MERGED.finditer(text):
                end = found.end()
                first, last = (column_index_from_string(found[n].decode()) for n in (2, 3))
                ranges.append((first, last, found[1].decode()))
            rest = text[max(end, len(text) - LONGEST_TAG) :]
    return ranges


def _batch(chunk: list[tuple[int, tuple[Any, ...]]], picks: list[tuple[str, int]]) -> Batch:
    rows: list[int] = []
    cells: list[list[str]] = []
    problems: list[RowProblem] = []
    for row, record in chunk:
        if all(cell.value is None for cell in record):
            continue
        rows.append(row)
        picked = [(name, record[i] if i < len(record) else None) for name, i in picks]
        cells.append([_text(cell) for _, cell in picked])
        problems += [
            RowProblem(row, name, ExchangeCode.FORMULA)
            for name, cell in picked
            if cell is not None and cell.data_type == "f"
        ]
    return make_batch(rows, cells, [name for name, _ in picks], problems)


def _text(cell: Any) -> str:
    """Return a cell as CSV would write it: 1 and 1.0 are "1", a date is in ISO form."""
    if cell is None or cell.value is None or cell.data_type == "f":
        return ""
    value = cell.value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return value.date().isoformat()
    return str(value)


@contextmanager
def _damage(path: Path) -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about styles and extensions, which are not read
        try:
            yield
        except DAMAGE as error:
            raise ExchangeCode.DAMAGED.error(Place.in_file(path), format="XLSX") from error


def _check_size(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        if sum(part.file_size for part in archive.infolist()) > LARGEST:
            raise ExchangeCode.TOO_LARGE.error(Place.in_file(path), limit=f"{LARGEST:,}")
