"""Read records of the standard as a table: a column for each mark, and one for each single field.

So the reader of spreadsheets can read records through a mapping. A record has no reference: a
digest of its whole content identifies it.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from manumit.exchange.htcds.records import Record
from manumit.exchange.htcds.standard import REPEATED, fields, text_of
from manumit.exchange.htcds.whole import LINES, look_through, records_of
from manumit.exchange.htcds.wide import wide_columns, wide_row
from manumit.exchange.tables import BATCH_ROWS, Batch, Progress, make_batch

RECORD = "record"
"""The column of the digest."""


class RecordsTable:
    """A file of records, CSV, XLSX or JSON lines, that has been checked."""

    def __init__(self, path: Path) -> None:
        """Check the whole file before any of it is used.

        Raises:
            InputError: X2..; H101 to H111, every problem at once.
        """
        self._path = path
        look_through(path)

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the column names: digest, marks, and every field that occurs once in a record."""
        single = tuple(one.name for one in fields().values() if one.section not in REPEATED)
        return tuple(dict.fromkeys((RECORD, *wide_columns(), *single)))

    def batches(self, wanted: Sequence[str], progress: Progress) -> Iterable[Batch]:
        """Return the records in order, numbered as lines, or as rows below a header."""
        del progress
        first = 1 if self._path.suffix.lower() in LINES else 2
        met: Counter[str] = Counter()
        rows: list[int] = []
        cells: list[list[str]] = []
        for row, record in enumerate(records_of(self._path), start=first):
            known = _cells(record, met)
            rows.append(row)
            cells.append([known.get(name, "") for name in wanted])
            if len(rows) >= BATCH_ROWS:
                yield make_batch(rows, cells, wanted)
                rows, cells = [], []
        if rows:
            yield make_batch(rows, cells, wanted)

    def close(self) -> None:
        """Do nothing: no file is open between two batches."""


def _cells(record: Record, met: Counter[str]) -> dict[str, str]:
    single = {
        name: text_of(value)
        for section, items in record.items()
        if section not in REPEATED
        for name, value in items[0].items()
    }
    digest = hashlib.sha256(json.dumps(record, sort_keys=True).encode()).hexdigest()
    met[digest] += 1
    marks = dict(zip(wide_columns(), wide_row(record), strict=True))
    return single | marks | {RECORD: f"{digest} {met[digest]}"}
