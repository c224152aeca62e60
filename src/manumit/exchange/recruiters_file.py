"""Read a published list of recruiters from CSV, XLSX or Parquet."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from manumit.errors import InputError, Place
from manumit.exchange.answers import open_table
from manumit.exchange.mapping import Reader
from manumit.exchange.safecsv import unmarked
from manumit.exchange.tables import Table
from manumit.recruitment.codes import RecruiterListCode
from manumit.recruitment.entries import Recruiter, State
from manumit.recruitment.rows import ISO, RowPlan, propose_columns, read_rows


def read_published(
    path: Path,
    *,
    columns: Mapping[str, str] | None = None,
    state: State | None = None,
    dates: str = ISO,
    reader: Reader | None = None,
) -> tuple[Recruiter, ...]:
    """Return the recruiters of a published file; nothing if any row is wrong.

    Args:
        path: of the file.
        columns: the column of each meaning; what is not named is found by the headings.
        state: of all rows; the heading of a column is then not taken for it.
        dates: how days are written, as in :func:`time.strptime`.
        reader: how the file is opened.

    Raises:
        InputError: R601 to R608, R611; X201 to X216, X220.
    """
    with open_table(path, reader or Reader()) as table:
        proposed = propose_columns(table.columns)
        if state is not None:
            proposed.pop("state", None)  # a column "State" may as well be that of an address
        chosen = {**proposed, **(columns or {})}
        for meant, column in chosen.items():
            if column not in table.columns:
                raise RecruiterListCode.NO_COLUMN.error(Place.in_file(path), meant=meant)
        plan = RowPlan(path.name, chosen, state, dates)
        return read_rows(_rows(table, path, sorted({*chosen.values()})), plan)


def _rows(table: Table, path: Path, wanted: list[str]) -> Iterator[tuple[int, Mapping[str, str]]]:
    for batch in table.batches(wanted, lambda _done, _of: None):
        if batch.problems:
            raise InputError(
                RecruiterListCode.UNREADABLE_ROW.problem(
                    Place.in_file(path, row=one.row, column=one.column)
                )
                for one in batch.problems
            )
        for row, cells in zip(batch.rows.to_list(), batch.cells.iter_rows(), strict=True):
            yield row, dict(zip(batch.cells.columns, map(unmarked, cells), strict=True))
