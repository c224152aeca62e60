"""Read a file of any format as batches of text cells; opening it raises on what is wrong."""

import itertools
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import polars as pl

from manumit.errors import ErrorCode, InputError, Place
from manumit.exchange.codes import ExchangeCode
from manumit.exchange.mapping import Reader

BATCH_ROWS = 25_000
MOST_SHOWN = 20

FORMATS = {".csv": "csv", ".tsv": "csv", ".txt": "csv", ".xlsx": "xlsx", ".parquet": "parquet"}
SIGNATURES = ((b"PK\x03\x04", "xlsx"), (b"PAR1", "parquet"), (b"\xd0\xcf\x11\xe0", "xls"))
NAMES = {
    "csv": "a CSV file",
    "xlsx": "an XLSX file",
    "parquet": "a Parquet file",
    "xls": "an old XLS file",
    "gzip": "compressed by gzip",
    "zip": "a ZIP archive",
    "unknown": "of an unknown kind",
}
GZIP = b"\x1f\x8b"

type Progress = Callable[[int, int], None]
"""Progress callback: how much is done and of how much, in bytes or rows."""


@dataclass(frozen=True, slots=True)
class RowProblem:
    """One thing wrong with one row; the values go into the texts of the code."""

    row: int
    column: str | None
    code: ErrorCode
    values: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FolderFile:
    """One file of a folder that is read as one table.

    Attributes:
        path: where it is.
        name: its path within the folder, with ``/``; it may hold values of rows (``year=2025``).
        shown: the same for messages, without such values.
        values: columns that the names of folders give, as text; empty where the value is missing.
        stamp: size in bytes and time of change in nanoseconds, when it was listed.
    """

    path: Path
    name: str
    shown: str
    values: Mapping[str, str]
    stamp: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Batch:
    """Some rows.

    Attributes:
        rows: row numbers in the file (Int64), one for each line of ``cells``.
        cells: the wanted columns as text, trimmed, empty for a missing cell.
        problems: what the reader itself found; such rows are in ``cells`` all the same, unless
            their cells cannot be separated.
        file: that they are of, where a folder is read.
    """

    rows: pl.Series
    cells: pl.DataFrame
    problems: tuple[RowProblem, ...] = ()
    file: FolderFile | None = None


class Table(Protocol):
    """An open file: its column names, then its rows."""

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the column names as in the file, trimmed."""

    def batches(self, wanted: Sequence[str], progress: Progress) -> Iterable[Batch]:
        """Return the rows of the wanted columns, in order."""

    def close(self) -> None:
        """Close the file."""


def format_of(path: Path, reader: Reader) -> str:
    """Return the format of a file by the mapping, or else its name; check its first bytes.

    Raises:
        InputError: X201, X202, X203, X208, X211.
    """
    place = Place.in_file(path)
    start = first_bytes(path)
    wanted = reader.format or FORMATS.get(Path(path.name.removesuffix(".gz")).suffix.lower(), "csv")
    if path.name.endswith(".gz") and not start.startswith(GZIP):
        raise ExchangeCode.GZIP_DAMAGED.error(place)
    found = next((name for signature, name in SIGNATURES if start.startswith(signature)), "csv")
    if start.startswith(GZIP) and wanted != "csv":
        found = "gzip"
    if found == "xlsx" and not _is_workbook(path):
        found = "zip"
    if found == "csv" and wanted != "csv" and not _is_text(path):
        found = "unknown"
    if found != wanted:
        raise ExchangeCode.WRONG_FORMAT.error(place, found=NAMES[found], wanted=NAMES[wanted])
    return wanted


def _is_workbook(path: Path) -> bool:
    """Return whether a ZIP archive holds a workbook; True if damaged, to be refused later."""
    try:
        with zipfile.ZipFile(path) as archive:
            return "[Content_Types].xml" in archive.namelist()
    except (zipfile.BadZipFile, OSError):
        return True


def _is_text(path: Path) -> bool:
    """Return whether a file begins with UTF-8 text."""
    with path.open("rb") as stream:
        start = stream.read(1024)
    try:
        start.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start > len(start) - 4
    return b"\0" not in start


def first_bytes(path: Path) -> bytes:
    """Return the first four bytes of a file.

    Raises:
        InputError: X201, X202, X203.
    """
    place = Place.in_file(path)
    if path.is_dir():
        raise ExchangeCode.IS_FOLDER.error(place)
    try:
        with path.open("rb") as stream:
            start = stream.read(4)
    except FileNotFoundError as error:
        raise ExchangeCode.NOT_READABLE.error(place, reason="there is no such file") from error
    except OSError as error:
        reason = (error.strerror or "unreadable").lower()
        raise ExchangeCode.NOT_READABLE.error(place, reason=reason) from error
    if not start:
        raise ExchangeCode.EMPTY_FILE.error(place)
    return start


def check_columns(path: Path, names: Iterable[object], *, row: int | None = 1) -> tuple[str, ...]:
    """Return column names, trimmed.

    Raises:
        InputError: X203 if there is none, X205 if a name occurs twice.
    """
    columns = tuple("" if name is None else str(name).strip() for name in names)
    if not any(columns):
        raise ExchangeCode.EMPTY_FILE.error(Place.in_file(path))
    first: dict[str, int] = {}
    twice: dict[str, int] = {}
    for number, name in enumerate(columns, start=1):
        if name and first.setdefault(name, number) != number:
            twice.setdefault(name, number)
    if twice:
        shown = itertools.islice(twice.items(), MOST_SHOWN)
        raise InputError(
            ExchangeCode.DUPLICATE_COLUMN.problem(
                Place.in_file(path, row=row, column=name), first=first[name], second=second
            )
            for name, second in shown
        )
    return columns


def make_batch(
    rows: Sequence[int],
    cells: Sequence[Sequence[str]],
    wanted: Sequence[str],
    problems: Iterable[RowProblem] = (),
) -> Batch:
    """Return a batch from rows of text cells in the order of ``wanted``."""
    by_column = zip(*cells, strict=True) if cells else [()] * len(wanted)
    frame = pl.DataFrame(
        {name: list(column) for name, column in zip(wanted, by_column, strict=True)},
        schema=dict.fromkeys(wanted, pl.String),
    )
    trimmed = frame.select(pl.all().str.strip_chars())
    return Batch(pl.Series("row", rows, dtype=pl.Int64), trimmed, tuple(problems))
