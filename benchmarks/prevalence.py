"""How fast the log-linear engine is beside the R packages, and what it costs per list.

    .venv/bin/python benchmarks/prevalence.py [--data FOLDER] [--runs N] [--plot FILE]

The tables are those of ``../shared/data/mse`` (UK 2013, Netherlands 2010-2015, Kosovo 1999). Each
task runs in a process of its own: *start* is importing, *first* the first answer with compiled code
from the disk, *warm* the best of the runs after it, *processor* what that run took of all cores
together (the packages use one). One task also runs with nothing compiled yet.

The packages' times were taken with R 4.5.0 on a 2-core AMD EPYC virtual machine, not in the same
session; where ``Rscript`` is on the PATH and has MultipleSystemsEstimation, its tasks run here too.
"""

import argparse
import csv
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT.parent / "shared" / "data" / "mse"
PLOT = ROOT / "build" / "bench" / "prevalence-lists.svg"
RUNS = 5
LISTS = range(3, 11)
REFERRED = 0.3
SPARSE, MSE, RCAPTURE = "SparseMSE 2.0.1", "MultipleSystemsEstimation 1.2.0", "Rcapture 1.4-4"


@dataclass(frozen=True)
class Task:
    """Something to measure.

    Attributes:
        says: what is done.
        table: on which table.
        method: name of the function here that does it.
        peer: package, its seconds, and its call in R where it can be run here.
    """

    says: str
    table: str
    method: str
    peer: tuple[str, float, str] | None = None


STEPWISE = "estimate_population_stepwise(z, nboot=1000, pthresh=0.02, iseed=1234)"
BIC = "estimate_population_bic(z, nboot=1000, iseed=1234)"
TASKS = {
    "uk5-sparse": Task("stepwise, 1,000 BCa", "uk5", "by_steps", (SPARSE, 93.431, "")),
    "uk5-stepwise": Task("stepwise, 1,000 BCa", "uk5", "by_steps", (MSE, 51.145, STEPWISE)),
    "uk6-stepwise": Task("stepwise, 1,000 BCa", "uk6", "by_steps", (MSE, 121.119, STEPWISE)),
    "nl6-stepwise": Task(
        "stepwise, 1,000 BCa", "netherlands6", "by_steps", (MSE, 145.251, STEPWISE)
    ),
    "uk5-bic": Task("BIC, 1,000 over the top 100", "uk5", "by_bic", (MSE, 100.137, BIC)),
    "uk6-bic": Task("BIC, 1,000 over the top 100", "uk6", "by_bic", (MSE, 200.404, BIC)),
    "uk5-all": Task("6,893 models ranked", "uk5", "rank_all", (RCAPTURE, 36.406, "")),
    "kosovo4-every": Task("best of 113 models, 1,000", "kosovo4", "every", (MSE, 70.134, "")),
    "uk5-pairs": Task("best of 1,024 models, 1,000", "uk5", "every_pair", (MSE, 976.382, "")),
    "uk5-every": Task(
        "best of 6,893 models, 1,000", "uk5", "every", (f"{MSE} (extrapolated)", 7200, "")
    ),
    "uk6-every": Task("best of 7,785,061 models, 1,000", "uk6", "every"),
    "nl6-every": Task("best of 7,785,061 models, 1,000", "netherlands6", "every"),
}  # fmt: skip


def main() -> int:
    """Measures and prints; returns an exit code."""
    options = read_options()
    if options.measure:
        print(json.dumps(measure(options.measure, options.data, options.runs)))
        return 0
    if not options.data.exists():
        print(f"The tables are not in {options.data}; nothing was measured.", file=sys.stderr)
        return 1
    print(f"Warm: best of {options.runs}; load before {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory() as folder:
        found = in_process("uk5-stepwise", options, NUMBA_CACHE_DIR=folder)
        print(
            f"Nothing compiled yet: first stepwise answer after {found['first']:.1f} s", flush=True
        )
    for name in TASKS:
        report(name, options)
    by_lists(options)
    return 0


def read_options() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", type=Path, default=DATA, help="folder of the tables")
    parser.add_argument("--runs", type=int, default=RUNS, help="default: %(default)s")
    parser.add_argument("--plot", type=Path, default=PLOT, help="picture of cost by lists")
    parser.add_argument("--measure", help=argparse.SUPPRESS)
    return parser.parse_args()


def in_process(name: str, options: argparse.Namespace, **settings: str) -> dict[str, float]:
    """Measures a task in a process of its own."""
    command = [sys.executable, __file__, "--measure", name, "--data", str(options.data)]
    command += ["--runs", str(options.runs)]
    done = subprocess.run(
        command, check=True, capture_output=True, text=True, env=os.environ | settings
    )
    found: dict[str, float] = json.loads(done.stdout)
    return found


def report(name: str, options: argparse.Namespace) -> None:
    """Measures a task and prints it beside its peer."""
    task, found = TASKS[name], in_process(name, options)
    line = (
        f"{task.table:12} {task.says:30} start {found['start']:5.2f} s  "
        f"first {found['first']:6.2f} s  {warm(found)}"
    )
    if task.peer:
        package, seconds, call = task.peer
        line += f"  {package} {seconds:,.1f} s on file: {seconds / found['warm']:,.0f} times"
        here = in_r(call, options.data / f"{task.table}.csv") if call else None
        if here is not None:
            line += f", {here:,.1f} s here: {here / found['warm']:,.0f} times"
    print(line, flush=True)


def warm(found: dict[str, float]) -> str:
    """The best run, and how busy the machine is."""
    return (
        f"warm {found['warm']:7.3f} s  processor {found['processor']:7.3f} s  "
        f"load {os.getloadavg()[0]:.1f}"
    )


def in_r(call: str, table: Path) -> float | None:
    """Seconds of a call in R, where R and the package are installed."""
    if shutil.which("Rscript") is None:
        return None
    script = (
        "suppressMessages(library(MultipleSystemsEstimation));"
        f'z <- as.matrix(read.csv("{table}"));'
        f"cat(system.time({call})[['elapsed']])"
    )
    done = subprocess.run(["Rscript", "-e", script], check=False, capture_output=True, text=True)
    return float(done.stdout.split()[-1]) if done.returncode == 0 and done.stdout else None


# What is measured, in a process of its own


def measure(name: str, data: Path, runs: int) -> dict[str, float]:
    """Seconds to import, to the first answer, and of the best run after it."""
    begun = time.perf_counter()
    from manumit.prevalence.loglinear import bic, search_bounds, stepwise  # noqa: F401, PLC0415

    start = time.perf_counter() - begun
    work = task_of(name, data)
    (first, _), *rest = (timed(work) for _ in range(runs + 1))
    best, processor = min(rest)
    return {"start": start, "first": first, "warm": best, "processor": processor}


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds that a call takes, and seconds of all processors together."""
    begun, processor = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - begun, time.process_time() - processor


def task_of(name: str, data: Path) -> Callable[[], object]:
    """What a task does, its table read."""
    from manumit.prevalence.histories import CaptureTable  # noqa: PLC0415
    from manumit.prevalence.loglinear.bic import bic  # noqa: PLC0415
    from manumit.prevalence.loglinear.bootstrap import bootstrap  # noqa: PLC0415
    from manumit.prevalence.loglinear.search import ranking  # noqa: PLC0415
    from manumit.prevalence.loglinear.search_bounds import exhaustive, exhaustive_totals  # noqa: PLC0415
    from manumit.prevalence.loglinear.stepwise import stepwise_totals  # noqa: PLC0415

    if name.startswith("lists-"):
        names, counts = simulated(int(name.removeprefix("lists-")))
        table = CaptureTable.of(names, counts)
        return lambda: bootstrap(table, stepwise_totals).bca()
    with (data / f"{TASKS[name].table}.csv").open(encoding="utf-8", newline="") as stream:
        head, *rows = csv.reader(stream)
    table = CaptureTable.of(
        head[:-1],
        {sum(int(cell) << i for i, cell in enumerate(row[:-1])): int(row[-1]) for row in rows},
    )

    def every(order: int | None = None) -> object:
        found = exhaustive(table, max_order=order)
        if found is None:
            raise ArithmeticError("the best model is not certain")
        return bootstrap(table, lambda tables: exhaustive_totals(tables, found)).bca()

    works: dict[str, Callable[[], object]] = {
        "by_steps": lambda: bootstrap(table, stepwise_totals).bca(),
        "by_bic": lambda: bic(table).among().bca(),
        "rank_all": lambda: ranking(table, len(table.lists) - 1),
        "every": every,
        "every_pair": lambda: every(2),
    }
    return works[TASKS[name].method]


def simulated(lists: int, people: int = 20_000, seed: int = 7) -> tuple[list[str], dict[int, int]]:
    """A table of many lists: people drawn independently, list 2 refers to list 1 now and then."""
    import numpy as np  # noqa: PLC0415

    chance = np.random.default_rng(seed)
    shares = chance.uniform(0.03, 0.12, lists)
    seen = chance.random((people, lists)) < shares
    seen[:, 1] |= seen[:, 0] & (chance.random(people) < REFERRED)
    histories = (seen * (1 << np.arange(lists))).sum(axis=1)
    counts = np.bincount(histories, minlength=1 << lists)
    names = [f"list {i + 1}" for i in range(lists)]
    return names, {int(v): int(counts[v]) for v in np.flatnonzero(counts) if v}


def by_lists(options: argparse.Namespace) -> None:
    """Measures stepwise with 1,000 BCa replicates by number of lists, prints and draws it."""
    print("\nStepwise, 1,000 BCa, generated tables of about 20,000 people:")
    points = []
    for lists in LISTS:
        found = in_process(f"lists-{lists}", options)
        points.append({"lists": lists, "seconds": found["warm"]})
        print(
            f"{lists:3} lists  warm {found['warm']:7.3f} s  load {os.getloadavg()[0]:.1f}",
            flush=True,
        )
    draw(points, options.plot)
    print(f"Picture: {options.plot}")


def draw(points: list[dict[str, float]], path: Path) -> None:
    """Seconds by number of lists, on a logarithmic scale."""
    import altair as alt  # noqa: PLC0415
    import polars as pl  # noqa: PLC0415

    seconds = alt.Y("seconds:Q", title="seconds").scale(type="log")
    chart = alt.Chart(pl.DataFrame(points)).mark_line(point=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    chart.encode(x=alt.X("lists:O", title="lists"), y=seconds).save(str(path))


if __name__ == "__main__":
    sys.exit(main())
