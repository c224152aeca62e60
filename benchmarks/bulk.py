"""Ten million interviews: rows per second, peak memory, and how far from merely reading the file.

    .venv/bin/python benchmarks/bulk.py [--rows N] [--spark-rows N]

The file is generated once (seeded, under build/bench) in a fixed layout: ``row``, ``list``,
``age``, and 67 columns of answers (Int8: 1, 0, null), in row groups of 250,000. What is measured,
each time in a fresh process on the same file with the same threads:

scan    the engine reads every column and reduces it to one number
assess  ``assess_file`` writes the findings of all rows as Parquet
report  the same, and all that a report counts, by list, age and the report's links

*cold* means that the file was dropped from the system's page cache before (not from the disk's
own); the best warm run of each is compared. Generated data prove the code, never effectiveness.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import polars as pl

from manumit.bulk import assess_file
from manumit.bulk.report_tables import attributes_needed
from manumit.bulk.streams import frame_from
from manumit.instruments import Population, shipped_library

ROWS = 10_000_000
SPARK_ROWS = 500_000
CHUNK = 250_000
SEED = 67
WARM_RUNS = 3
LAYOUT = 1  # raise when what is generated changes: old files are then not taken for new ones
FOLDER = Path(__file__).resolve().parent.parent / "build" / "bench"
# Most are adults in labour exploitation; for some no list applies.
LISTS = {
    "adult_labour": 0.70,
    "child_labour": 0.12,
    "adult_sexual": 0.12,
    "child_sexual": 0.04,
    None: 0.02,
}
UNKNOWN_SHARES = (0.15, 0.85)  # between indicators: asked of nearly all, known of few
YES_SHARES = (0.02, 0.35)  # of the answers
UNLIKE = (0.3, 1.0)  # people differ: from few signs to as many as the indicator allows
MIB = 2**20


def main() -> int:
    """Generates, measures and prints; returns an exit code."""
    options = read_options()
    if options.measure:
        print(json.dumps(measure(options.measure, options.file)))
        return 0
    path = generated(options.rows)
    print(
        f"{options.rows:,} interviews x {len(codes())} indicators, {path.stat().st_size / MIB:.0f} "
        f"MiB of Parquet; {os.cpu_count()} threads; load before {os.getloadavg()[0]:.1f}"
    )
    best = {what: timed(what, path, options.rows) for what in ("scan", "assess", "report")}
    for what in ("assess", "report"):
        print(
            f"{what} / scan: {best[what][0] / best['scan'][0]:.2f} in time, "
            f"{best[what][1] / best['scan'][1]:.2f} in processor time"
        )
    if options.spark_rows:
        on_spark(options.spark_rows)
    print("Generated data prove the code, never effectiveness.")
    return 0


def read_options() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rows", type=int, default=ROWS, help="default: %(default)s")
    parser.add_argument(
        "--spark-rows",
        type=int,
        default=0,
        help=f"also on Spark, on so many (such as {SPARK_ROWS})",
    )
    parser.add_argument("--measure", choices=sorted(MEASURES), help=argparse.SUPPRESS)
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    return parser.parse_args()


# What is generated


def codes() -> list[str]:
    """The columns of the fixed layout: all indicators of the adult labour list."""
    whole = shipped_library().instrument("adult_labour", special=True)
    return [indicator.code for indicator in whole.indicators]


def generated(rows: int) -> Path:
    """The file with so many rows; made if it is not there."""
    path = FOLDER / f"interviews-{LAYOUT}-{rows}.parquet"
    if not path.exists():
        FOLDER.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(".part")
        start = time.perf_counter()
        chunks = interviews(rows)
        schema = next(interviews(1)).schema
        frame_from(chunks, schema).sink_parquet(draft, row_group_size=CHUNK)
        draft.replace(path)
        print(f"Generated in {time.perf_counter() - start:.0f} s")
    return path


def interviews(rows: int) -> Iterator[pl.DataFrame]:
    """Chunks of interviews; each indicator has its own share of unknowns and of yes."""
    chance = np.random.default_rng(SEED)
    columns = codes()
    unknown = chance.uniform(*UNKNOWN_SHARES, len(columns))
    yes = chance.uniform(*YES_SHARES, len(columns))
    for start in range(0, rows, CHUNK):
        size = min(CHUNK, rows - start)
        names = list(LISTS)
        chosen = chance.choice(len(names), size, p=list(LISTS.values()))
        signs = chance.uniform(*UNLIKE, size)
        ages = [age_of(name) for name in names]
        frame = pl.DataFrame(
            {
                "row": np.arange(start + 1, start + size + 1, dtype=np.int64),
                "list": pl.Series(names, dtype=pl.String).gather(chosen),
                "age": pl.Series(ages, dtype=pl.String).gather(chosen),
            }
        )
        yield frame.with_columns(
            pl.Series(code, (chance.random(size, np.float32) < share * signs).astype(np.int8)).set(
                pl.Series(chance.random(size, np.float32) < unknown_share), None
            )
            for code, share, unknown_share in zip(columns, yes, unknown, strict=True)
        )


def age_of(list_id: str | None) -> str:
    """The age that goes with a list."""
    if list_id is None:
        return "unsure"
    child = shipped_library().instrument(list_id).population is Population.CHILD
    return "child" if child else "adult"


# What is measured, in a process of its own


def scan(path: Path) -> None:
    """Reads every column of every row."""
    frame = pl.scan_parquet(path)
    texts = pl.col("list", "age").str.len_bytes().sum()
    frame.select(pl.all().exclude("list", "age").sum(), texts).collect()


def assess(path: Path) -> None:
    """Assesses every row and writes the findings."""
    _assess(path)


def report(path: Path) -> None:
    """Assesses, and counts what a report is made of."""
    _assess(path, count_by=attributes_needed(()))


def spark(path: Path) -> None:
    """Assesses on Spark, start of the session included."""
    _assess(path, engine="spark")


def _assess(path: Path, *, engine: str = "polars", count_by: tuple[str, ...] | None = None) -> None:
    with tempfile.TemporaryDirectory(dir=FOLDER) as folder:
        out = Path(folder) / "findings.parquet"
        assess_file(path, shipped_library(), out, engine=engine, count_by=count_by)


MEASURES: dict[str, Callable[[Path], None]] = {
    "scan": scan,
    "assess": assess,
    "report": report,
    "spark": spark,
}


def measure(what: str, path: Path) -> dict[str, float]:
    """Seconds, processor seconds and peak resident memory of this process (bytes)."""
    start, processor = time.perf_counter(), time.process_time()
    MEASURES[what](path)
    return {
        "seconds": time.perf_counter() - start,
        "processor": time.process_time() - processor,
        # In KiB on Linux, in bytes on macOS.
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        * (1 if sys.platform == "darwin" else 1024),
    }


def timed(what: str, path: Path, rows: int, *, runs: int = WARM_RUNS) -> tuple[float, float]:
    """Measures cold, then warm; prints each run and returns the best warm times."""
    warm = []
    for number in range(runs + 1):
        if number == 0:
            forget(path)
        command = [sys.executable, __file__, "--measure", what, "--file", str(path)]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        found = json.loads(done.stdout)
        if number:
            warm.append((found["seconds"], found["processor"]))
        print(
            f"{what:7} {'warm' if number else 'cold'}  {found['seconds']:7.2f} s  "
            f"{found['processor']:7.2f} s processor  {rows / found['seconds']:12,.0f} rows/s  "
            f"peak {found['memory'] / MIB:6.0f} MiB  load {os.getloadavg()[0]:.1f}",
            flush=True,
        )
    return min(seconds for seconds, _ in warm), min(processor for _, processor in warm)


def forget(path: Path) -> None:
    """Asks the system to drop the file from its page cache, where it can be asked."""
    if not hasattr(os, "posix_fadvise"):
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
        os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
    finally:
        os.close(handle)


def on_spark(rows: int) -> None:
    """The same program on Spark: memory is that of Python only, Java's comes on top."""
    path = generated(rows)
    print(f"\nSpark, {rows:,} rows, start of the session included, memory without Java's:")
    seconds, _ = timed("spark", path, rows, runs=1)
    polars, _ = timed("assess", path, rows, runs=1)
    print(f"Spark / polars in time: {seconds / polars:.1f}")


if __name__ == "__main__":
    sys.exit(main())
