"""Read CSV, also compressed by gzip, line by line, so that every mistake has its row."""

import csv
import gzip
import io
import itertools
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import itemgetter
from pathlib import Path
from typing import IO

from manumit.errors import InputError, Place
from manumit.exchange.codes import ExchangeCode
from manumit.exchange.mapping import Reader
from manumit.exchange.tables import (
    BATCH_ROWS,
    GZIP,
    Batch,
    Progress,
    RowProblem,
    check_columns,
    first_bytes,
    make_batch,
)

LONGEST_LINE = 1_000_000
MOST_EMPTY_LINES = 100_000
UTF8_NAMES = {"utf-8", "utf8", "utf_8"}


class CsvTable:
    """An open CSV file."""

    def __init__(self, path: Path, reader: Reader) -> None:
        """Open the file and read its header.

        Raises:
            InputError: X201 to X205, X209 to X212, X215, X216.
        """
        self._path = path
        self._encoding = reader.encoding
        self._size = path.stat().st_size
        self._skip = reader.skip
        self._raw: IO[bytes] = path.open("rb")
        self._text = _decoded(path, self._raw, reader.encoding)
        self._records = csv.reader(
            self._lines(),
            delimiter="\t" if _is_tsv(path, reader) else reader.delimiter,
            strict=True,
        )
        try:
            records = self._guarded()
            header: list[str] = next((one for one in records if any(map(str.strip, one))), [])
            # Row numbers agree with a spreadsheet: counted from the top, with the empty ones.
            self._header_row = max(1, self._records.line_num)
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
        self._raw.close()

    def batches(self, wanted: Sequence[str], progress: Progress) -> Iterable[Batch]:
        """Return the rows of the wanted columns; a blank line counts as a row and is left out.

        Raises:
            InputError: X209 to X212, X215, X216.
        """
        pick = _picker([self._columns.index(name) for name in wanted])
        # A record that spans lines is one row, as a spreadsheet counts.
        numbered = enumerate(self._guarded(), start=self._header_row + 1)
        while chunk := list(itertools.islice(numbered, BATCH_ROWS)):
            yield self._batch(chunk, pick, wanted)
            progress(self._raw.tell(), self._size)

    def _batch(
        self, chunk: list[tuple[int, list[str]]], pick: "_Picker", wanted: Sequence[str]
    ) -> Batch:
        width = len(self._columns)
        rows: list[int] = []
        cells: list[Sequence[str]] = []
        problems: list[RowProblem] = []
        for row, record in chunk:
            if len(record) == width:
                rows.append(row)
                cells.append(pick(record))
            elif record:
                values: dict[str, object] = {"found": len(record), "wanted": width}
                problems.append(RowProblem(row, None, ExchangeCode.RAGGED, values))
        return make_batch(rows, cells, wanted, problems)

    def _lines(self) -> Iterator[str]:
        row = empty = 0
        while line := self._text.readline(LONGEST_LINE):
            row += 1
            if row <= self._skip:
                yield "\n"  # counted, so that row numbers agree with a spreadsheet
                continue
            empty = 0 if line.strip() else empty + 1
            if empty > MOST_EMPTY_LINES:
                raise ExchangeCode.EMPTY_LINES.error(
                    Place.in_file(self._path, row=row), limit=f"{MOST_EMPTY_LINES:,}"
                )
            if "\0" in line:
                raise ExchangeCode.NUL.error(Place.in_file(self._path, row=row))
            if len(line) == LONGEST_LINE:
                raise self._too_long(row)
            yield line

    def _guarded(self) -> Iterator[list[str]]:
        """Yield the records; every failure of the layers below becomes a coded error."""
        place = Place.in_file(self._path)
        try:
            yield from self._records
        except UnicodeError as error:
            row = undecodable_line(self._path, self._encoding)
            raise ExchangeCode.WRONG_ENCODING.error(
                Place.in_file(self._path, row=row), encoding=self._encoding
            ) from error
        except EOFError as error:
            raise ExchangeCode.GZIP_TRUNCATED.error(place) from error
        except (gzip.BadGzipFile, zlib.error) as error:
            raise ExchangeCode.GZIP_DAMAGED.error(place) from error
        except OSError as error:
            raise ExchangeCode.NOT_READABLE.error(place, reason="reading failed") from error
        except csv.Error as error:
            row = self._records.line_num
            if "field limit" in str(error):
                raise self._too_long(row) from error
            raise ExchangeCode.BAD_QUOTES.error(Place.in_file(self._path, row=row)) from error

    def _too_long(self, row: int) -> InputError:
        return ExchangeCode.LONG_LINE.error(
            Place.in_file(self._path, row=row), limit=f"{csv.field_size_limit():,}"
        )


type _Picker = Callable[[Sequence[str]], Sequence[str]]


def _picker(indices: Sequence[int]) -> _Picker:
    if len(indices) == 1:  # itemgetter gives a bare cell for one column, a tuple for more
        only = indices[0]
        return lambda record: (record[only],)
    several: _Picker = itemgetter(*indices)
    return several


def _is_tsv(path: Path, reader: Reader) -> bool:
    return reader.delimiter == "," and path.name.removesuffix(".gz").endswith(".tsv")


def _decoded(path: Path, raw: IO[bytes], encoding: str) -> io.TextIOWrapper:
    data = _unpacked(path, raw)
    name = "utf-8-sig" if encoding.lower() in UTF8_NAMES else encoding
    try:
        return io.TextIOWrapper(data, encoding=name, errors="strict", newline="")
    except LookupError as error:
        raw.close()
        raise ExchangeCode.WRONG_ENCODING.error(Place.in_file(path), encoding=encoding) from error


def _unpacked(path: Path, raw: IO[bytes]) -> IO[bytes]:
    packed = first_bytes(path).startswith(GZIP)
    return io.BufferedReader(gzip.GzipFile(fileobj=raw)) if packed else raw


def first_lines(path: Path, encoding: str, most: int) -> list[str]:
    """Return the first lines of a file as text, with replacements for what is not text."""
    with path.open("rb") as raw:
        data = _unpacked(path, raw)
        name = "utf-8-sig" if encoding.lower() in UTF8_NAMES else encoding
        text = io.TextIOWrapper(data, encoding=name, errors="replace", newline="")
        lines = itertools.islice(iter(lambda: text.readline(LONGEST_LINE), ""), most)
        return [line.replace("\0", "") for line in lines]


def undecodable_line(path: Path, encoding: str) -> int | None:
    """Return the first line that is not text in this encoding; None in UTF-16/32."""
    with path.open("rb") as raw:
        data = _unpacked(path, raw)
        for row, line in enumerate(iter(lambda: data.readline(LONGEST_LINE), b""), start=1):
            try:
                line.decode(encoding)
            except UnicodeError:
                # Encodings of two bytes to a character have no line ends that bytes show.
                return None if encoding.lower().startswith(("utf-16", "utf-32")) else row
    return None
