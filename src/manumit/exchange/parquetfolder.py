"""Read a folder of Parquet files as one table, in which a row is a file and a row of that file."""

import dataclasses
import re
import unicodedata
import urllib.parse
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

import polars as pl

from manumit.errors import InputError, Place, Problem
from manumit.exchange.codes import ExchangeCode
from manumit.exchange.mapping import Reader
from manumit.exchange.parquetfile import ParquetTable
from manumit.exchange.tables import (
    MOST_SHOWN,
    NAMES,
    Batch,
    FolderFile,
    Progress,
    format_of,
)

SUFFIX = ".parquet"
MISSING_VALUE = "__HIVE_DEFAULT_PARTITION__"
"""What Hive and Spark write in the name of a folder for a missing value."""
HIDDEN_VALUE = "…"
_PARQUET = Reader(format="parquet")
_VALUE = re.compile(r"(?<==)[^/]*(?=/)")
_UNSAFE = frozenset({"Cc", "Cs"})
"""Control characters, and bytes that are no UTF-8: no output could hold such a name."""


def files_of(folder: Path) -> tuple[FolderFile, ...]:
    """Return the Parquet files of a folder and the folders in it, by name (in code points).

    Notes of the program that wrote the folder are left out: names that begin with a dot, or with an
    underscore unless they give a column (``_SUCCESS``, but not ``_year=2025``), as Spark does.

    Raises:
        InputError: X201, X226 no Parquet file, X227 what is no Parquet file, X228.
    """
    _check_name(folder)
    paths = {path.relative_to(folder).as_posix(): path for path in _visible(folder)}
    _refuse_others(paths)
    if not paths:
        raise ExchangeCode.NO_PARQUET.error(Place.in_file(folder))
    return tuple(
        _file(paths[name], name, _shown(name, number, len(paths)))
        for number, name in enumerate(sorted(paths), start=1)
    )


def check_unchanged(folder: Path, files: Sequence[FolderFile]) -> None:
    """Check that a folder still holds these files of its real path, by name, size and time.

    Raises:
        InputError: X230, which names the folder.
    """
    if files_of(folder.resolve()) != tuple(files):
        raise ExchangeCode.CHANGED.error(Place.in_file(folder))


class ParquetFolder:
    """An open folder; the first row of each file is row 1."""

    def __init__(self, folder: Path, reader: Reader) -> None:
        """Read the column names and heights of all files.

        Raises:
            InputError: X201, X203, X205, X208, X213, X226 to X229.
        """
        if reader.format not in (None, "parquet"):
            raise ExchangeCode.WRONG_FORMAT.error(
                Place.in_file(folder), found="a folder", wanted=NAMES[reader.format]
            )
        self.files = files_of(folder)
        self._columns: tuple[str, ...] = ()
        self._heights: list[int] = []
        for file in self.files:
            # Not kept: what a table knows of its file adds up over thousands of files.
            table = _opened(file)
            columns = _columns(file, table)
            self._columns = self._columns or columns
            _check_same(self.files[0], self._columns, file, columns)
            self._heights.append(table.height)

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the columns of the files, then those that the names of folders give."""
        return self._columns

    def close(self) -> None:
        """Do nothing: no file is open between slices."""

    def batches(self, wanted: Sequence[str], progress: Progress) -> Iterable[Batch]:
        """Return the rows of the wanted columns, file by file.

        Raises:
            InputError: X213, X217, X230.
        """
        total, before = sum(self._heights), 0
        for file, height in zip(self.files, self._heights, strict=True):
            for batch in _batches(file, height, wanted):
                yield batch
                progress(before + int(batch.rows[-1]), total)
            before += height


def _check_name(folder: Path) -> None:
    try:
        str(folder).encode()
    except UnicodeEncodeError as error:
        place = Place(file=ascii(folder.name)[1:-1])
        raise ExchangeCode.NOT_READABLE.error(place, reason="its name is not UTF-8") from error


def _visible(folder: Path) -> Iterator[Path]:
    """Return what is in a folder and its folders, without hidden names; no link is followed."""

    def unreadable(error: OSError) -> None:
        name = Path(error.filename).relative_to(folder).as_posix()
        place = Place(file=_masked(f"{name}/").rstrip("/") if name != "." else folder.name)
        reason = (error.strerror or "unreadable").lower()
        raise ExchangeCode.NOT_READABLE.error(place, reason=reason) from error

    for top, folders, files in folder.walk(on_error=unreadable):
        folders[:] = [name for name in folders if not _hidden(name)]
        yield from (top / name for name in files if not _hidden(name))


def _hidden(name: str) -> bool:
    return name.startswith(".") or (name.startswith("_") and "=" not in name)


def _shown(name: str, number: int, total: int) -> str:
    """Return what messages call a file: where values are left out, by its number too."""
    masked = _masked(name)
    return f"{masked} (file {number} of {total})" if HIDDEN_VALUE in masked else masked


def _masked(name: str) -> str:
    """Return a name for a message: values in the names of folders are cells, and never quoted."""
    return _escaped(_VALUE.sub(HIDDEN_VALUE, name))


def _escaped(name: str) -> str:
    """Return a name whose control characters and broken bytes are written as escapes."""
    return "".join(
        ascii(one)[1:-1] if unicodedata.category(one) in _UNSAFE else one for one in name
    )


def _refuse_others(paths: dict[str, Path]) -> None:
    """Refuse what would be left out in silence, and names that no output could hold."""
    found = (
        ExchangeCode.NOT_PARQUET.problem(Place(file=_masked(name)), why=why)
        for name in sorted(paths)
        if (why := _why_not(name, paths[name]))
    )
    if problems := list(islice(found, MOST_SHOWN)):
        raise InputError(problems)


def _why_not(name: str, path: Path) -> str:
    """Return why a file of a folder is not read; empty if it is."""
    if not name.lower().endswith(SUFFIX):
        return "does not end in .parquet"
    if "\\" in name or any(unicodedata.category(one) in _UNSAFE for one in name):
        return "has a control character or a backslash in its name"
    try:
        _decoded(name)
    except UnicodeDecodeError:
        return "has a name in which signs such as %E9 do not spell UTF-8"
    return "" if path.is_file() else "is a link to a folder, or no file"


def _decoded(text: str) -> str:
    """Return a text with its ``%2F`` decoded: how Hive writes what no name may hold."""
    return urllib.parse.unquote(text, errors="strict")


def _file(path: Path, name: str, shown: str) -> FolderFile:
    """Return a file with the columns in the names of its folders, written ``column=value``.

    Raises:
        InputError: X228 a column is named twice.
    """
    values: dict[str, str] = {}
    for folder in name.split("/")[:-1]:
        key, sign, value = (_decoded(part).strip() for part in folder.partition("="))
        if not sign:
            continue
        if key in values:
            raise ExchangeCode.COLUMN_IN_NAMES.error(Place(file=shown, column=key))
        values[key] = "" if value == MISSING_VALUE else value
    try:
        found = path.stat()
    except OSError as error:
        reason = (error.strerror or "unreadable").lower()
        raise ExchangeCode.NOT_READABLE.error(Place(file=shown), reason=reason) from error
    return FolderFile(path, name, shown, values, (found.st_size, found.st_mtime_ns))


def _opened(file: FolderFile) -> ParquetTable:
    with _named(file):
        format_of(file.path, _PARQUET)
        return ParquetTable(file.path)


def _columns(file: FolderFile, table: ParquetTable) -> tuple[str, ...]:
    """Return the columns of a file and of the names of its folders.

    Raises:
        InputError: X228.
    """
    for column in file.values:
        if column in table.columns:
            raise ExchangeCode.COLUMN_IN_NAMES.error(Place(file=file.shown, column=column))
    return (*table.columns, *file.values)


def _check_same(
    first: FolderFile, wanted: Sequence[str], file: FolderFile, found: Sequence[str]
) -> None:
    """Check that a file has the columns of the first one, in any order.

    Raises:
        InputError: X229, which names the file.
    """
    different = sorted(set(wanted).symmetric_difference(found))
    if different:
        raise InputError(
            ExchangeCode.OTHER_COLUMNS.problem(
                Place(file=file.shown, column=column),
                how="lacks" if column in wanted else "has",
                first=first.shown,
            )
            for column in different[:MOST_SHOWN]
        )


def _batches(file: FolderFile, expected: int, wanted: Sequence[str]) -> Iterator[Batch]:
    own = [column for column in wanted if column not in file.values]
    table = _opened(file)
    if table.height != expected:
        raise ExchangeCode.CHANGED.error(Place(file=file.shown))
    with _named(file):
        for batch in table.batches(own, lambda _done, _total: None):
            height = batch.rows.len()
            cells = {
                column: batch.cells[column]
                if column in own
                else pl.repeat(file.values[column], height, dtype=pl.String, eager=True)
                for column in wanted
            }
            yield Batch(batch.rows, pl.DataFrame(cells), batch.problems, file)


@contextmanager
def _named(file: FolderFile) -> Iterator[None]:
    """Name a file within its folder in every problem: many can have the same last name."""
    try:
        yield
    except InputError as error:
        raise InputError(_in(file, one) for one in error.problems) from error


def _in(file: FolderFile, problem: Problem) -> Problem:
    return dataclasses.replace(problem, place=dataclasses.replace(problem.place, file=file.shown))
