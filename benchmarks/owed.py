"""A million months of workers of a firm: rows per second and peak memory of ``manumit owed``.

    .venv/bin/python benchmarks/owed.py [--rows N] [--distinct SHARE] [--processes N]

The file is generated (seeded, in a temporary folder): workers with twelve months each, in job
orders of forty. In a share of the workers some month differs in hours, payment or deduction; the
others of a job order have the same rows, and such rows are reckoned once. So what is measured
depends on the share: both it and the number of distinct patterns are printed, and beside the time
on the clock that of processors, for a machine that others use too. Measured in a process of its
own, with the table of periods and that of workers written. Generated data prove the code, never
effectiveness.
"""

import argparse
import csv
import datetime as dt
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from manumit.bulk.payroll import Payroll, PayrollTargets, owed_to_files
from manumit.bulk.payroll_mapping import read_payroll_mapping
from manumit.terms import shipped_law

ROWS = 1_000_000
DISTINCT = 0.02
MONTHS = [f"2025-{month:02}" for month in range(1, 13)]
WORKERS_OF_AN_ORDER = 40
SEED = 61
MIB = 2**20
HEADER = ("no", "month", "hours", "net", "paid_on", "fee", "order", "start", "basic")
MAPPING = """
schema: manumit/payroll-mapping/1
id: generated
title: Generated
rows: month
worker: no
period: month
complete: {work: true, pay: true}
work: {column: hours, per: day}
paid: [{column: net, on: paid_on}]
deducted: [{column: fee, of: recruitment_cost, consent: none, empty: none}]
contract:
  order: {column: order}
  from: {column: start}
  wage: {column: basic}
  per: {value: month}
  hours_per_week: {value: "48"}
  rest_day: {value: sunday}
  leave_days_taken: {value: "0"}
  about: {age: {value: adult}}
"""


def main() -> int:
    """Generates, measures and prints; returns an exit code."""
    options = read_options()
    if options.measure is not None:
        print(json.dumps(measure(options.measure, options.processes)))
        return 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        generate(folder / "firm.csv", options.rows, options.distinct)
        (folder / "mapping.yaml").write_text(MAPPING, "utf-8")
        command = [sys.executable, __file__, "--measure", name]
        command += ["--processes", str(options.processes)]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
    found = json.loads(done.stdout)
    print(
        f"{options.rows:,} months of workers, {found['patterns']:,} distinct patterns "
        f"({options.distinct:.0%} of the workers differ); load now {os.getloadavg()[0]:.1f}"
    )
    print(
        f"{found['seconds']:.1f} s, {options.rows / found['seconds']:,.0f} rows/s; "
        f"{found['processor']:.1f} s of processors, {options.rows / found['processor']:,.0f} rows "
        f"for each second of one"
    )
    print(
        f"peak {found['peak'] / MIB:,.0f} MiB, of each further process "
        f"{found['other'] / MIB:,.0f} MiB at most"
    )
    print("Generated data prove the code, never effectiveness.")
    return 0


def read_options() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rows", type=int, default=ROWS, help="default: %(default)s")
    parser.add_argument("--distinct", type=float, default=DISTINCT, help="default: %(default)s")
    parser.add_argument("--processes", type=int, default=os.process_cpu_count() or 1)
    parser.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    return parser.parse_args()


def generate(path: Path, rows: int, distinct: float) -> None:
    """Writes the file of the firm."""
    chance = random.Random(SEED)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(HEADER)
        for worker in range(-(-rows // len(MONTHS))):
            order = worker // WORKERS_OF_AN_ORDER
            differs = chance.random() < distinct
            for month in MONTHS[: rows - worker * len(MONTHS)]:
                paid = chance.choice((0, 700, 900, 1100)) if differs else 1100 + order % 20
                hours = chance.choice((8, 9, 10, 11)) if differs else 8 + order % 3
                fee = 50 if order % 5 == 0 else ""
                writer.writerow(
                    (f"W{worker}", month, hours, paid, f"{month}-28", fee, f"JO-{order}",
                     "2025-01-01", 1000 + order % 20)
                )  # fmt: skip


def measure(folder: Path, processes: int) -> dict[str, float]:
    """Reckons the generated file in this process and its helpers."""
    law = shipped_law("xx")
    payroll = Payroll(
        file=folder / "firm.csv",
        contracts=None,
        mapping=read_payroll_mapping(folder / "mapping.yaml", law),
        law=law,
        asked_on=dt.date(2026, 1, 31),
    )
    targets = PayrollTargets(periods=folder / "periods.csv", workers=folder / "workers.csv")
    begins = time.perf_counter()
    done = owed_to_files(payroll, targets, processes=processes)
    seconds = time.perf_counter() - begins
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return {
        "seconds": seconds,
        "processor": sum(one.ru_utime + one.ru_stime for one in used),
        "patterns": done.patterns,
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
        "other": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024,
    }


if __name__ == "__main__":
    sys.exit(main())
