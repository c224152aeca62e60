"""XLSX: one sheet, read row by row; formulas are found and never run."""

import datetime as dt
import itertools
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from manumit.errors import Place
from manumit.exchange.codes import ExchangeCode
from manumit.exchange.mapping import Reader
from manumit.exchange.tables import (
    BATCH_ROWS,
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
    NotImplementedError,  # packed in a way that nobody reads
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
        """Opens the workbook, chooses the sheet, reads the header.

        Raises:
            InputError: X203, X205, X213, X214, X220.
        """
        self._path = path
        with _damage(path):
            _check_size(path)
            from openpyxl import load_workbook  # noqa: PLC0415 - slow, and most files are no XLSX

            self._book = load_workbook(path, read_only=True)
        try:
            with _damage(path):
                self._sheet = self._choose(reader.sheet)
                # What a file says of its own size may be wrong, and then rows would be lost.
                self._sheet.reset_dimensions()
                self._rows = self._sheet.iter_rows()
                header = [cell.value for cell in next(self._rows, ())]
            while header and header[-1] is None:
                header.pop()
            self._columns = check_columns(path, header)
        except BaseException:
            self.close()
            raise

    @property
    def columns(self) -> tuple[str, ...]:
        """Column names as in the file, trimmed."""
        return self._columns

    def close(self) -> None:
        """Closes the file."""
        self._book.close()

    def batches(self, wanted: Sequence[str], progress: Progress) -> Iterable[Batch]:
        """The rows of the wanted columns; empty rows are left out.

        Raises:
            InputError: X213.
        """
        picks = [(name, self._columns.index(name)) for name in wanted]
        numbered = enumerate(self._rows, start=2)
        done = 1
        while True:
            with _damage(self._path):
                chunk = list(itertools.islice(numbered, BATCH_ROWS))
            if not chunk:
                return
            yield _batch(chunk, picks)
            done += len(chunk)
            progress(done, done)

    def _choose(self, wanted: str | None) -> Any:
        names = self._book.sheetnames
        if wanted is None and len(names) == 1:
            return self._book[names[0]]
        if wanted not in names:
            raise ExchangeCode.SHEET.error(Place.in_file(self._path), count=f"{len(names)} sheets")
        return self._book[wanted]


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
    """A cell as CSV would write it: 1 and 1.0 are "1", a date is in ISO form."""
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
