"""How fast posteriors are beside the R packages, by time and by effective draws.

    .venv/bin/python benchmarks/prevalence_bayes.py [--data FOLDER] [--table NAME] [--runs N]

The tables are those of ``../shared/data/mse``. The packages' times were taken with R 4.5.0 on a
2-core AMD EPYC virtual machine, not in the same session (medians of three runs). Times here are
warm, on all processors, the best of the runs; where a worth is compared, it is by processor time,
which other work on the machine changes less.

LCMCR's effective number of draws is not on file. It is worked out here from this library's own
sampler without ladders and exchanges, which makes LCMCR's sweep (it differs only in how very large
numbers of hidden people are cut off): effective draws in as many sweeps, mean over several chains.
"""

import argparse
import csv
import os
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np

from manumit.prevalence.bayes.chains import convergence
from manumit.prevalence.bayes.decomposable import decomposable, posterior
from manumit.prevalence.bayes.latent_class import PUBLISHED, USUAL, Ladders, draws
from manumit.prevalence.bayes.threshold import Prior, bayes_threshold
from manumit.prevalence.histories import CaptureTable

DATA = Path(__file__).resolve().parent.parent.parent / "shared" / "data" / "mse"
RUNS = 3
DGA, DGA_GRID = 0.501, 20_000
THRESHOLD, THRESHOLD_DRAWS = 6.373, 100_000
LCMCR, LCMCR_PROCESSOR, LCMCR_SWEEPS = 2.416, 1.363, 110_000
CHAINS = 8
LONG = Ladders(chains=CHAINS, sweeps=40_000, warm_up=10_000)


def main() -> int:
    """Measures and prints; returns an exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", type=Path, default=DATA, help="folder of the tables")
    parser.add_argument("--table", default="uk5", help="the peers' times are those of uk5")
    parser.add_argument("--runs", type=int, default=RUNS, help="default: %(default)s")
    options = parser.parse_args()
    path = options.data / f"{options.table}.csv"
    if not path.exists():
        print(f"The table is not in {options.data}; nothing was measured.", file=sys.stderr)
        return 1
    table = read(path)
    print(f"{options.table}; best of {options.runs}; load before {os.getloadavg()[0]:.1f}")
    by_graphs(table, options.runs)
    by_threshold(table, options.runs)
    by_classes(table)
    print(f"load after {os.getloadavg()[0]:.1f}")
    return 0


def read(path: Path) -> CaptureTable:
    """The table in a file."""
    with path.open(encoding="utf-8", newline="") as stream:
        head, *rows = csv.reader(stream)
    return CaptureTable.of(
        head[:-1],
        {sum(int(cell) << i for i, cell in enumerate(row[:-1])): int(row[-1]) for row in rows},
    )


def timed(work: Callable[[], object], runs: int) -> float:
    """Seconds of the best of some runs after a first one."""
    work()
    times = []
    for _ in range(runs):
        begun = time.perf_counter()
        work()
        times.append(time.perf_counter() - begun)
    return min(times)


def by_graphs(table: CaptureTable, runs: int) -> None:
    """Decomposable graphs on dga's grid and on ours."""
    end = 10 * table.observed
    grid = np.unique(np.round(np.linspace(0, end, min(end + 1, DGA_GRID)))).astype(np.int64)
    same = timed(lambda: posterior(table, hidden=grid, each=True), runs)
    own = timed(lambda: decomposable(table), runs)
    print(
        f"decomposable     {same:7.3f} s on dga's grid, {own:7.3f} s on ours without an end; "
        f"dga 2.0.2 {DGA} s on file: {DGA / same:.0f} and {DGA / own:.0f} times"
    )


def by_threshold(table: CaptureTable, runs: int) -> None:
    """Thresholding: seconds and effective draws."""
    for prior in Prior:
        seconds = timed(lambda prior=prior: bayes_threshold(table, prior=prior), runs)  # type: ignore[misc] # bound now
        found = bayes_threshold(table, prior=prior)
        words = f"bayes-threshold  {seconds:7.3f} s, {prior}: worth {found.details['bulk']:,.0f} "
        print(
            words
            + f"independent draws, {found.details['tail']:,.0f} in the tails"
            + (
                f"; MultipleSystemsEstimation 1.2.0, {THRESHOLD_DRAWS:,} draws (their worth is not "
                f"on file) {THRESHOLD} s on file: {THRESHOLD / seconds:.0f} times"
                if prior is Prior.PROPER
                else ""
            )
        )


def by_classes(table: CaptureTable) -> None:
    """Latent classes: effective draws per second of processor time, with and without ladders."""
    draws(table, mixture=USUAL, ladders=Ladders(2, 10, 10), seed=1)
    alone = replace(PUBLISHED, chains=CHAINS)
    worth, rates = [], []
    for name, ladders in (("as published", alone), ("on ladders", LONG)):
        begun, begun_here = time.perf_counter(), time.process_time()
        hidden, _ = draws(table, mixture=USUAL, ladders=ladders, seed=1)
        seconds, here = time.perf_counter() - begun, time.process_time() - begun_here
        found = convergence(hidden.astype(np.float64))
        worth.append(found.bulk)
        rates.append(found.bulk / here)
        sweeps = ladders.chains * ladders.rungs * (ladders.sweeps + ladders.warm_up)
        print(
            f"latent-class     {seconds:7.3f} s {name} ({here:.1f} s of processors): {sweeps:,} "
            f"sweeps, R-hat {found.rhat:.2f}, worth {found.bulk:,.0f}: {rates[-1]:.1f} a second of "
            "processor"
        )
    one = worth[0] / CHAINS
    print(
        f"                 LCMCR 0.4.14: {LCMCR_SWEEPS:,} sweeps in {LCMCR} s on file, "
        f"{LCMCR_PROCESSOR} s of processor, one chain on one processor, worked out to be worth "
        f"{one:.1f}: {one / LCMCR_PROCESSOR:.1f} a second; ladders "
        f"{rates[1] * LCMCR_PROCESSOR / one:.1f} times in processor time, and they use "
        f"{os.cpu_count()} processors"
    )


if __name__ == "__main__":
    sys.exit(main())
