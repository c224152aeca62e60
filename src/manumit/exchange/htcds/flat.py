"""Read and write one row per person: columns named as the fields, numbered if repeated.

The second support plan of a person is in ``spl_Type_2`` and so on, so that a spreadsheet holds
all of a record and reading it back gives the same record.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO

from manumit.errors import Place
from manumit.exchange.codes import ExchangeCode
from manumit.exchange.csvfile import CsvTable
from manumit.exchange.htcds.codes import HtcdsCode
from manumit.exchange.htcds.records import Record
from manumit.exchange.htcds.standard import (
    REPEATED,
    Field,
    NotAValueError,
    Value,
    fields,
    text_of,
    value_of,
)
from manumit.exchange.mapping import Reader
from manumit.exchange.problems import Tally, described
from manumit.exchange.safecsv import marked, unmarked
from manumit.exchange.tables import Progress, RowProblem, Table, format_of
from manumit.exchange.xlsxfile import XlsxTable

_REPEAT = re.compile(r"(?P<name>\w+?_\w+?)_(?P<number>[2-9]|[1-9][0-9]{1,8})")
"""Of nine figures at most: no row has so many columns."""
type Column = tuple[Field, int]
"""A field, and which of the repeated items it belongs to, from 0."""


def column_of(name: str) -> Column | None:
    """Return the field and item of a column, or None if it is no field of the standard."""
    known = fields()
    if name in known:
        return known[name], 0
    match = _REPEAT.fullmatch(name)
    if match is None or match["name"] not in known:
        return None
    field = known[match["name"]]
    return (field, int(match["number"]) - 1) if field.section in REPEATED else None


def read_flat(
    path: Path, tally: Tally, progress: Progress, *, ignore_others: bool = False
) -> Iterator[Record]:
    """Read a CSV or XLSX file; problems of cells go to the tally, and their row is left out.

    Args:
        path: the file.
        tally: gets H101 to H109 with row and column; H109 is a notice and keeps the row.
        progress: called with how far the file is read.
        ignore_others: leave out columns that are no fields.

    Raises:
        InputError: the file cannot be read (X2..), or none of its columns is a field (H111).
    """
    kind = format_of(path, Reader())
    if kind == "parquet":
        raise ExchangeCode.WRONG_FORMAT.error(
            Place.in_file(path), found="a Parquet file", wanted="a CSV or XLSX file"
        )
    table: Table = XlsxTable(path, Reader()) if kind == "xlsx" else CsvTable(path, Reader())
    try:
        columns = _columns(path, table.columns, tally, ignore_others=ignore_others)
        for batch in table.batches([name for name, _ in columns], progress):
            tally.add(batch.problems)
            for row, cells in zip(batch.rows, batch.cells.iter_rows(), strict=True):
                record = _record(row, columns, cells, tally)
                if record is not None:
                    yield record
    finally:
        table.close()


def write_flat(
    stream: IO[str], records: Iterable[Record], repeats: Mapping[str, int], used: Iterable[str]
) -> int:
    """Write records as CSV and return how many.

    Args:
        stream: an open text file (newline="").
        records: what is written.
        repeats: how many items of each repeated section the widest record has.
        used: names of the fields that any record has; the others get no column.
    """
    wanted = set(used)
    columns: list[Column] = [
        (field, number)
        for field in fields().values()
        if field.name in wanted
        for number in range(repeats.get(field.section, 1))
    ]
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow([_name(column) for column in columns])
    count = 0
    for record in records:
        writer.writerow([_cell(record, field, number) for field, number in columns])
        count += 1
    return count


def _name(column: Column) -> str:
    field, number = column
    return field.name if number == 0 else f"{field.name}_{number + 1}"


def _cell(record: Record, field: Field, number: int) -> str:
    items = record.get(field.section, ())
    value = items[number].get(field.name) if number < len(items) else None
    if value is None:
        return ""
    text = text_of(value)
    return text if field.form_is_safe else marked(text)


def _columns(
    path: Path, names: Sequence[str], tally: Tally, *, ignore_others: bool
) -> list[tuple[str, Column]]:
    found = [(name, column) for name in names if (column := column_of(name)) is not None]
    if not found:
        raise HtcdsCode.NO_FIELDS.error(Place.in_file(path))
    if not ignore_others:
        known = {name for name, _ in found}
        tally.add(
            RowProblem(1, name, HtcdsCode.NO_FIELD, {"number": number})
            for number, name in enumerate(names, start=1)
            if name and name not in known
        )
    tally.add(
        RowProblem(1, name, HtcdsCode.DEPRECATED) for name, column in found if column[0].deprecated
    )
    return found


def _record(
    row: int, columns: Sequence[tuple[str, Column]], cells: Sequence[str], tally: Tally
) -> Record | None:
    items: dict[str, dict[int, dict[str, Value]]] = {}
    sound = True
    for (name, (field, number)), cell in zip(columns, cells, strict=True):
        text = unmarked(cell)
        try:
            value = value_of(field, text)
        except NotAValueError as error:
            sound = False
            tally.add([RowProblem(row, name, error.code, shown(text, error))])
            continue
        if value is not None:
            items.setdefault(field.section, {}).setdefault(number, {})[field.name] = value
    if not sound or not items:
        return None
    return {
        section: tuple(by_number[number] for number in sorted(by_number))
        for section, by_number in items.items()
    }


def shown(text: str, error: NotAValueError) -> dict[str, object]:
    """Return how a message may describe a value: never by text that may be a name."""
    return {
        "found": described(text, (), quotable=False),
        "known": ", ".join(error.known),
    }
