"""How often nominal 95 % intervals of surveys and of strata hold the truth, in simulated data.

    .venv/bin/python benchmarks/run.py intervals [-- --surveys 800 --strata 600 --seed 7]

The numbers that the docstrings of ``manumit.prevalence.around.survey`` and ``around.strata`` quote.
Generated data: it tries the formulas and says nothing of any country. Intervals of methods with
several lists are in ``manumit.prevalence.study``.
"""

import argparse
import sys

import numpy as np

from manumit.prevalence.around.strata import stratified
from manumit.prevalence.around.survey import Sample, survey_share
from manumit.prevalence.closed.two_lists import chapman
from manumit.prevalence.histories import CaptureTable

# clusters, people in each, share in the situation, intraclass correlation
SURVEYS = ((40, 15, 0.01, 0.05), (40, 15, 0.01, 0.15), (60, 20, 0.02, 0.1),
           (20, 20, 0.05, 0.1), (100, 20, 0.005, 0.1))  # fmt: skip
STRATA = {"a": 400, "b": 900, "c": 150}
SEEN = (0.35, 0.3)


def main() -> int:
    """Draws, estimates, counts, prints."""
    parser = argparse.ArgumentParser(prog="intervals")
    parser.add_argument("--surveys", type=int, default=800)
    parser.add_argument("--strata", type=int, default=600)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    chance = np.random.default_rng(options.seed)
    print(f"Surveys, {options.surveys} each (Korn-Graubard, logit):")
    for clusters, people, share, within in SURVEYS:
        held = surveys(chance, options.surveys, clusters, people, share, within)
        print(f"{clusters:5} x {people:2}, {share:.1%}, r {within}: {held[0]:.1%}  {held[1]:.1%}")
    mover, summed, wider = strata(chance, options.strata)
    print(f"Strata {STRATA}, two lists, {options.strata} draws:")
    print(f"mover {mover:.1%}; summed limits {summed:.1%}, {wider:.0%} wider")
    return 0


def surveys(
    chance: np.random.Generator, draws: int, clusters: int, people: int, share: float, within: float
) -> tuple[float, float]:
    """Share of surveys whose interval holds the truth: Korn-Graubard, logit."""
    size = 1 / within - 1
    held = [0, 0]
    for _ in range(draws):
        shares = chance.beta(share * size, (1 - share) * size, clusters)
        cases = (chance.random((clusters, people)) < shares[:, None]).ravel()
        sample = Sample(
            cases.astype(float).tolist(), [1.0] * cases.size,
            np.repeat(np.arange(clusters), people).tolist(), [""] * cases.size,
        )  # fmt: skip
        for i, kind in enumerate(("korn-graubard", "logit")):
            interval = survey_share(sample, kind=kind).interval
            held[i] += interval is not None and interval.lower <= share <= interval.upper
    return held[0] / draws, held[1] / draws


def strata(chance: np.random.Generator, draws: int) -> tuple[float, float, float]:
    """Share of draws whose interval holds the sum: mover, summed limits; how much wider."""
    truth = sum(STRATA.values())
    held, summed, widths, wide = 0, 0, 0.0, 0.0
    for _ in range(draws):
        found = stratified({name: two(chance, size) for name, size in STRATA.items()}, chapman)
        intervals = [part.interval for part in found.parts.values() if part.interval is not None]
        together = found.together.interval
        if together is None or len(intervals) < len(STRATA):
            continue
        low, high = sum(one.lower for one in intervals), sum(one.upper for one in intervals)
        held += together.lower <= truth <= together.upper
        summed += low <= truth <= high
        widths += together.upper - together.lower
        wide += high - low
    return held / draws, summed / draws, wide / widths - 1


def two(chance: np.random.Generator, people: int) -> CaptureTable:
    """Two independent lists of so many people."""
    seen = chance.random((people, 2)) < SEEN
    counts = np.bincount((seen * (1, 2)).sum(axis=1), minlength=4)
    return CaptureTable.of(("one", "two"), {h: int(counts[h]) for h in (1, 2, 3) if counts[h]})


if __name__ == "__main__":
    sys.exit(main())
