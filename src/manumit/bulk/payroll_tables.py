"""A firm's file and its contracts, in memory, each worker's rows together."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import polars as pl

from manumit.bulk.payroll_accounts import Row
from manumit.bulk.payroll_mapping import PayrollMapping
from manumit.errors import InputError, Place
from manumit.exchange.answers import open_table
from manumit.exchange.codes import ExchangeCode
from manumit.exchange.mapping import Reader
from manumit.exchange.problems import Tally
from manumit.exchange.tables import Batch, Progress, RowProblem
from manumit.terms.payroll_codes import PayrollCode

# Names of columns are trimmed, so that none of a file is one of these.
ROW = " row"
FIRST = " first"


@dataclass(frozen=True, slots=True)
class Contracts:
    """The contract of each worker; ``twice``: workers with more than one, which nobody can use."""

    rows: dict[str, Row]
    twice: frozenset[str]


class PayrollTable:
    """All rows of a file, by worker.

    Attributes:
        frame: the row number and the wanted columns; the rows of a worker together and in order,
            workers in the order in which the file names them first.
        bad: numbers of the rows that the reader itself could not use.
    """

    def __init__(self, frame: pl.DataFrame, worker: str, bad: Iterable[int]) -> None:
        self.worker, self.bad = worker, frozenset(bad)
        self.frame = (
            frame.with_columns(pl.col(ROW).min().over(worker).alias(FIRST))
            .sort(FIRST, ROW)
            .drop(FIRST)
        )

    @property
    def height(self) -> int:
        """How many rows."""
        return self.frame.height

    def values(self, column: str) -> list[str]:
        """The different texts of a column."""
        return self.frame[column].unique().to_list()

    def workers(self) -> Iterator[tuple[str, list[Row]]]:
        """Each worker with the rows about him or her."""
        at = self.frame.columns.index(self.worker)
        names = self.frame.columns[1:]
        for worker, several in groupby(self.frame.iter_rows(), key=lambda one: one[at]):
            yield worker, [Row(one[0], dict(zip(names, one[1:], strict=True))) for one in several]


def read_payroll(path: Path, mapping: PayrollMapping, tally: Tally, *, with_contract: bool,
                 progress: Progress) -> PayrollTable:  # fmt: skip
    """Reads a firm's file.

    Args:
        path: CSV (also ``.gz``), XLSX or Parquet.
        mapping: which columns.
        tally: gathers what is wrong with rows.
        with_contract: the columns of the contract are in this file too.
        progress: told how much is done.

    Raises:
        InputError: X201 to X220 about the file.
    """
    columns = mapping.columns
    if with_contract:
        columns = tuple(dict.fromkeys((*columns, *mapping.contract_columns)))
    return _read(path, mapping.reader, columns, mapping, tally, progress)


def read_contracts(path: Path, mapping: PayrollMapping, tally: Tally) -> Contracts:
    """Reads the contract of each worker.

    Raises:
        InputError: X201 to X220 about the file.
    """
    columns = tuple(dict.fromkeys((mapping.worker, *mapping.contract_columns)))
    table = _read(path, mapping.contracts_reader, columns, mapping, tally, lambda _done, _of: None)
    found: dict[str, Row] = {}
    twice: set[str] = set()
    for worker, rows in table.workers():
        if len(rows) > 1:
            twice.add(worker)
        else:
            found[worker] = rows[0]
        tally.add(
            RowProblem(row.number, mapping.worker, PayrollCode.CONTRACT_TWICE) for row in rows[1:]
        )
    return Contracts(found, frozenset(twice))


def _read(
    path: Path,
    reader: Reader,
    columns: tuple[str, ...],
    mapping: PayrollMapping,
    tally: Tally,
    progress: Progress,
) -> PayrollTable:
    frames: list[pl.DataFrame] = []
    bad: set[int] = set()
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
            frames.append(_usable(batch, mapping.worker, tally))
    whole = pl.concat(frames) if frames else pl.DataFrame()
    if not whole.height and not tally.totals:
        raise ExchangeCode.HEADER_ONLY.error(Place.in_file(path))
    return PayrollTable(whole, mapping.worker, bad)


def _usable(batch: Batch, worker: str, tally: Tally) -> pl.DataFrame:
    """The rows of which one can tell whose they are."""
    tally.add(batch.problems)
    frame = batch.cells.insert_column(0, batch.rows.alias(ROW))
    nameless = frame.filter(pl.col(worker) == "")
    tally.add(RowProblem(row, worker, PayrollCode.NO_WORKER) for row in nameless[ROW])
    return frame.filter(pl.col(worker) != "")
