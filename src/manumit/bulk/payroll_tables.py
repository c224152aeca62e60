"""Read a firm's file and its contracts, and gather each worker's rows."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import polars as pl

from manumit.bulk.payroll_accounts import LONGEST_ID, Row
from manumit.bulk.payroll_mapping import PayrollMapping
from manumit.errors import InputError, Place
from manumit.exchange.answers import open_table
from manumit.exchange.codes import ExchangeCode
from manumit.exchange.mapping import Reader
from manumit.exchange.problems import Tally
from manumit.exchange.tables import Batch, Progress, RowProblem
from manumit.terms.wages.payroll_codes import PayrollCode

# Column names of files are trimmed, so none can collide with these.
ROW = " row"
NUMBER, PART = " number", " part"
WORKERS_TOGETHER = 2_000
MOST_HELD = 200_000
"""Rows in memory at once, beside those of the workers being computed."""


@dataclass(frozen=True, slots=True)
class Contracts:
    """The contract of each worker; ``twice``: workers with more than one, which is an error."""

    rows: dict[str, Row]
    twice: frozenset[str]


class PayrollTable:
    """All rows of a file, by worker; on disk as far as they are many.

    Workers are numbered as the file names them first. The rows of so many workers in a row lie
    together, and are few enough to be read at once.

    Args:
        folder: private to the job; removed by the caller.
        worker: the column with the worker's reference.

    Attributes:
        bad: numbers of the rows that the reader itself could not use.
        height: how many rows.
    """

    def __init__(self, folder: Path, worker: str) -> None:
        self.folder, self.worker = folder, worker
        self.bad: set[int] = set()
        self.height = 0
        self._numbers: dict[str, int] = {}
        self._held: dict[int, list[pl.DataFrame]] = defaultdict(list)
        self._rows_held = 0
        self._files: dict[int, list[Path]] = defaultdict(list)

    def add(self, frame: pl.DataFrame) -> None:
        """Add rows, in the order of the file."""
        known = self._numbers
        numbers = [known.setdefault(name, len(known)) for name in frame[self.worker]]
        parts = frame.with_columns(
            pl.Series(NUMBER, numbers, pl.Int64),
            pl.Series(PART, [one // WORKERS_TOGETHER for one in numbers], pl.Int64),
        ).partition_by(PART, include_key=False, as_dict=True)
        for (part,), rows in parts.items():
            self._held[part].append(rows)
        self.height += frame.height
        self._rows_held += frame.height
        if self._rows_held > MOST_HELD:
            self._put_away()

    def _put_away(self) -> None:
        for part, frames in self._held.items():
            path = self.folder / f"{part}-{len(self._files[part])}.arrow"
            pl.concat(frames).write_ipc(path, compression="lz4")
            self._files[part].append(path)
        self._held.clear()
        self._rows_held = 0

    def workers(self) -> Iterator[tuple[str, list[Row]]]:
        """Yield each worker with the rows about that person, in the order of the file."""
        for part in sorted(self._files.keys() | self._held.keys()):
            stored = [pl.read_ipc(path) for path in self._files.get(part, ())]
            frame = pl.concat([*stored, *self._held.get(part, ())]).sort(NUMBER, ROW)
            yield from self._of(frame.drop(NUMBER))

    def _of(self, frame: pl.DataFrame) -> Iterator[tuple[str, list[Row]]]:
        # The first cell is the worker's reference.
        cells = frame.select(ROW, self.worker, pl.exclude(ROW, self.worker))
        names = cells.columns[1:]
        for worker, several in groupby(cells.iter_rows(), key=lambda one: one[1]):
            yield worker, [Row(one[0], dict(zip(names, one[1:], strict=True))) for one in several]


def read_payroll(
    path: Path, mapping: PayrollMapping, tally: Tally, folder: Path, *, with_contract: bool,
    progress: Progress,
) -> tuple[PayrollTable, frozenset[str]]:  # fmt: skip
    """Read a firm's file: its rows, and the different texts of the column of periods.

    Args:
        path: CSV (also ``.gz``), XLSX or Parquet.
        mapping: which columns.
        tally: gathers what is wrong with rows.
        folder: where rows are kept until they are used.
        with_contract: the columns of the contract are in this file too.
        progress: called with the share done.

    Raises:
        InputError: X201 to X220 about the file.
    """
    columns = mapping.columns
    if with_contract:
        columns = tuple(dict.fromkeys((*columns, *mapping.contract_columns)))
    table, periods = PayrollTable(folder, mapping.worker), set[str]()
    for frame in _read(path, mapping.reader, columns, mapping, tally, table.bad, progress):
        table.add(frame)
        periods.update(frame[mapping.period].unique())
    if not table.height and not tally.totals:
        raise ExchangeCode.HEADER_ONLY.error(Place.in_file(path))
    return table, frozenset(periods)


def read_contracts(path: Path, mapping: PayrollMapping, tally: Tally) -> Contracts:
    """Read the contract of each worker.

    Raises:
        InputError: X201 to X220 about the file.
    """
    columns = tuple(dict.fromkeys((mapping.worker, *mapping.contract_columns)))
    found: dict[str, Row] = {}
    twice: set[str] = set()
    frames = _read(path, mapping.contracts_reader, columns, mapping, tally, set(), lambda *_: None)
    for frame in frames:
        for number, worker, *cells in frame.select(ROW, *columns).iter_rows():
            if worker in found:
                twice.add(worker)
                tally.add([RowProblem(number, mapping.worker, PayrollCode.CONTRACT_TWICE)])
            else:
                found[worker] = Row(number, dict(zip(columns, (worker, *cells), strict=True)))
    if not found and not tally.totals:
        raise ExchangeCode.HEADER_ONLY.error(Place.in_file(path))
    return Contracts({name: row for name, row in found.items() if name not in twice},
                     frozenset(twice))  # fmt: skip


def _read(
    path: Path,
    reader: Reader,
    columns: tuple[str, ...],
    mapping: PayrollMapping,
    tally: Tally,
    bad: set[int],
    progress: Progress,
) -> Iterator[pl.DataFrame]:
    """Yield the rows that name their worker, some at a time."""
    with open_table(path, reader) as table:
        missing = [
            ExchangeCode.MISSING_COLUMN.problem(
                Place.in_file(path, column=column), mapping=mapping.file
            )
            for column in columns
            if column not in table.columns
        ]
        if missing:
            raise InputError(missing)
        for batch in table.batches(columns, progress):
            bad.update(problem.row for problem in batch.problems)
            yield _usable(batch, mapping.worker, tally)


def _usable(batch: Batch, worker: str, tally: Tally) -> pl.DataFrame:
    """Return the rows that name their worker."""
    tally.add(batch.problems)
    frame = batch.cells.insert_column(0, batch.rows.alias(ROW))
    nameless = frame.filter(pl.col(worker) == "")
    tally.add(RowProblem(row, worker, PayrollCode.NO_WORKER) for row in nameless[ROW])
    # Each row of the results repeats the worker's reference.
    too_long = pl.col(worker).str.len_chars() > LONGEST_ID
    limit: dict[str, object] = {"most": LONGEST_ID}
    tally.add(
        RowProblem(row, worker, PayrollCode.TOO_LONG, limit) for row in frame.filter(too_long)[ROW]
    )
    return frame.filter((pl.col(worker) != "") & ~too_long)
