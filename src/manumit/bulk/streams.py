"""Read a frame in batches, and make a frame from batches, in bounded memory."""

import contextlib
import time
from collections.abc import Callable, Iterator

import polars as pl
from polars.io.plugins import register_io_source

BATCH_ROWS = 250_000


def batches(frame: pl.LazyFrame) -> Iterator[pl.DataFrame]:
    """Yield the rows of a frame in order, at most ``BATCH_ROWS`` at a time."""
    yield from frame.collect_batches(chunk_size=BATCH_ROWS, maintain_order=True)


def frame_from(parts: Iterator[pl.DataFrame], schema: pl.Schema) -> pl.LazyFrame:
    """Return a frame that a writer reads one batch at a time; it can be read only once."""
    return _source(lambda: parts, schema)


class Feed:
    """A frame whose rows are those of the batch at hand: a plan on it is made once, run often."""

    def __init__(self, schema: pl.Schema) -> None:
        self._batch = pl.DataFrame(schema=schema)
        self.frame = _source(lambda: iter([self._batch]), schema)

    def put(self, batch: pl.DataFrame) -> None:
        """Make this the batch at hand, which the frame returns."""
        self._batch = batch


def once_interrupted(do: Callable[[], None]) -> None:
    """Run ``do``; on Ctrl-C, absorb the second KeyboardInterrupt that polars leaves behind.

    polars raises one itself and Python's own is still waiting: it would be raised a moment later,
    in the middle of cleaning up.
    """
    try:
        do()
    except KeyboardInterrupt:
        with contextlib.suppress(KeyboardInterrupt):
            time.sleep(0)
        raise


def _source(parts: Callable[[], Iterator[pl.DataFrame]], schema: pl.Schema) -> pl.LazyFrame:
    def take(
        with_columns: list[str] | None,
        predicate: pl.Expr | None,
        n_rows: int | None,
        batch_size: int | None,
    ) -> Iterator[pl.DataFrame]:
        del n_rows, batch_size  # no caller asks for fewer rows, and batches keep their size
        for part in parts():
            kept = part if predicate is None else part.filter(predicate)
            yield kept if with_columns is None else kept.select(with_columns)

    return register_io_source(take, schema=schema)
