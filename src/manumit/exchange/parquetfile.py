"""Read Parquet in slices, each cell as the text that CSV would hold."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import polars as pl

from manumit.errors import InputError, Place
from manumit.exchange.codes import ExchangeCode
from manumit.exchange.tables import BATCH_ROWS, Batch, Progress, check_columns


class ParquetTable:
    """An open Parquet file; its first row is row 1."""

    def __init__(self, path: Path) -> None:
        """Read the column names from the schema of the file.

        Raises:
            InputError: X203, X205, X213.
        """
        self._path = path
        self._scan = pl.scan_parquet(path, glob=False)
        try:
            self._schema = self._scan.collect_schema()
            self._height = int(self._scan.select(pl.len()).collect().item())
        except (pl.exceptions.PolarsError, OSError) as error:
            raise self._damaged() from error
        self._columns = check_columns(path, self._schema.names(), row=None)
        self._names = dict(zip(self._columns, self._schema.names(), strict=True))

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the column names as in the file, trimmed."""
        return self._columns

    @property
    def height(self) -> int:
        """Return the number of rows."""
        return self._height

    def close(self) -> None:
        """Do nothing: no file is open between slices."""

    def batches(self, wanted: Sequence[str], progress: Progress) -> Iterable[Batch]:
        """Return the rows of the wanted columns.

        Raises:
            InputError: X213, X217, X230.
        """
        cells = self._scan.select(self._as_text(name) for name in wanted)
        for start in range(0, self._height, BATCH_ROWS):
            try:
                frame = cells.slice(start, BATCH_ROWS).collect()
            except (pl.exceptions.PolarsError, OSError) as error:
                raise self._damaged() from error
            end = min(start + BATCH_ROWS, self._height)
            # Without a wanted column a frame has no height.
            if wanted and frame.height != end - start:
                raise ExchangeCode.CHANGED.error(Place.in_file(self._path))
            yield Batch(pl.Series("row", range(start + 1, end + 1), dtype=pl.Int64), frame)
            progress(end, self._height)

    def _as_text(self, name: str) -> pl.Expr:
        dtype = self._schema[self._names[name]]
        column = pl.col(self._names[name])
        if dtype.is_nested() or dtype in (pl.Binary, pl.Object):
            raise ExchangeCode.COLUMN_TYPE.error(
                Place.in_file(self._path, column=name), type="lists, structures or bytes"
            )
        text = column.cast(pl.String)
        if dtype.is_float() or dtype.is_decimal():
            # 1.0 is "1", as in a spreadsheet.
            text = text.str.replace(r"\.0+$", "")
        return text.str.strip_chars().fill_null("").alias(name)

    def _damaged(self) -> InputError:
        return ExchangeCode.DAMAGED.error(Place.in_file(self._path), format="Parquet")
