"""A long list to CSV and to XLSX: seconds, rows a second, and the most memory that it took.

    .venv/bin/python benchmarks/run.py export -- --rows 200000

Each form is written by a process of its own, so that neither has the memory of the other. The last
line of the file is compared with the number of rows that were asked for.
"""

import argparse
import multiprocessing
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from manumit.exchange.listed import TOTAL, csv_pieces, write_xlsx

HEADER = ("number", "met_year", "identified_year", "days_to_identified", "age", "sector", "note")
STEPS = (0.25, 1.0)
"""Shares of the rows: memory that is bounded is the same for a quarter of them."""


def main() -> int:
    """Prints a line for each form and size; the exit code is 1 if a count is wrong."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=200_000)
    rows = parser.parse_args().rows
    print("form  rows       seconds  rows/s     MiB of memory  MB of file  count at the end")
    right = True
    context = multiprocessing.get_context("spawn")
    for form in ("csv", "xlsx"):
        for share in STEPS:
            with context.Pool(1) as pool:
                right &= pool.apply(measured, (form, int(rows * share)))
    return 0 if right else 1


def measured(form: str, rows: int) -> bool:
    """Writes one file and prints what it took; whether its last line holds the number of rows."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"list.{form}"
        before = _memory()
        begun = time.perf_counter()
        last = _csv(path, rows) if form == "csv" else _xlsx(path, rows)
        seconds = time.perf_counter() - begun
        size = path.stat().st_size / 1e6
    took = _memory() - before
    print(
        f"{form:<5} {rows:<10,} {seconds:<8.1f} {rows / seconds:<10,.0f} {took:<14.0f} "
        f"{size:<11.1f} {last:,}",
        flush=True,
    )
    return last == rows


def _rows(number: int) -> Iterator[tuple[object, ...]]:
    for one in range(1, number + 1):
        yield (one, 2020 + one % 7, 2021 + one % 6, one % 900, "adult", one % 21, "=1+1")


def _csv(path: Path, rows: int) -> int:
    last = ""
    with path.open("w", encoding="utf-8") as stream:
        for piece in csv_pieces(HEADER, _rows(rows)):
            stream.write(piece)
            last = piece
    last_word, _, number = last.splitlines()[-1].partition(",")
    return int(number) if last_word == TOTAL else -1


def _xlsx(path: Path, rows: int) -> int:
    with path.open("wb") as stream:
        return write_xlsx(stream, [("list", HEADER, _rows(rows))])


def _memory() -> float:
    """The most that this process ever had, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    sys.exit(main())
