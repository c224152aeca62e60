"""Write findings as CSV, Parquet or JSON lines: whole, or not at all."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import polars as pl

from manumit.bulk.codes import BulkCode
from manumit.errors import Place
from manumit.exchange import move_into_place, private_workdir
from manumit.exchange.safecsv import STARTS

type Writer = Callable[[pl.LazyFrame, Path], None]


def writer(target: Path) -> Writer:
    """Return the function that writes a frame in the format of the target's name.

    Raises:
        InputError: B101.
    """
    found = WRITERS.get(target.suffix.lower())
    if found is None:
        raise BulkCode.UNKNOWN_FORMAT.error(
            Place.in_file(target), suffix=target.suffix, known=", ".join(WRITERS)
        )
    return found


@contextmanager
def whole(target: Path) -> Iterator[Path]:
    """Yield a path to write to, which becomes the target in one step when all went well.

    On any error, Ctrl-C included, an older target stays as it was and nothing else remains.

    Raises:
        InputError: B102.
    """
    try:
        with private_workdir(target) as folder:
            path = folder / target.name
            yield path
            _to_disk(path)
            move_into_place(path, target)
            _to_disk(target.resolve().parent)
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise BulkCode.NOT_WRITABLE.error(Place.in_file(target), reason=reason) from error


def safe_cells(frame: pl.LazyFrame) -> pl.LazyFrame:
    """Prefix text cells that a spreadsheet could run with an apostrophe (``exchange.neutral``)."""
    text = {
        name: pl.col(name).cast(pl.String)
        for name, dtype in frame.collect_schema().items()
        if _may_run(dtype)
    }
    return frame.with_columns(
        pl.when(pl.any_horizontal(cell.str.starts_with(start) for start in STARTS))
        .then("'" + cell)
        .otherwise(cell)
        .alias(name)
        for name, cell in text.items()
    )


def _may_run(dtype: pl.DataType) -> bool:
    """Return whether cells of a type can begin as a formula does: text, or such a file's name."""
    if isinstance(dtype, pl.Enum):
        return any(word.startswith(STARTS) for word in dtype.categories)
    return dtype == pl.String


def _write_csv(frame: pl.LazyFrame, path: Path) -> None:
    safe_cells(frame).sink_csv(path)


def _write_parquet(frame: pl.LazyFrame, path: Path) -> None:
    # Minima and maxima of row groups help no query on states, and cost a fifth of the time.
    frame.sink_parquet(path, statistics=False)


def _write_json_lines(frame: pl.LazyFrame, path: Path) -> None:
    frame.sink_ndjson(path)


WRITERS: dict[str, Writer] = {
    ".csv": _write_csv,
    ".parquet": _write_parquet,
    ".jsonl": _write_json_lines,
    ".ndjson": _write_json_lines,
}


def _to_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
