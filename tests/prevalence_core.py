"""Tables, exported bootstrap streams and a fit as R makes it, for the tests of the engine."""

import csv
import gzip
from typing import Any

import numpy as np
from numpy.typing import NDArray

from manumit.prevalence.histories import CaptureTable, Counts
from manumit.prevalence.loglinear.fitting import Fit
from prevalence_around import FOUND, reference_of, written

type Floats = NDArray[np.float64]

UK5 = written(
    5,
    "10000 54, 01000 463, 00100 995, 00010 695, 00001 316, 11000 15, 10100 19, 10010 3,"
    "01100 62, 01010 19, 01001 1, 00110 76, 00101 11, 00011 8, 11100 1, 11010 1, 01110 4, 11110 1",
)
"""Silverman (2014): potential victims of trafficking in 2013, two police lists as one."""


def stream_of(name: str, order: str) -> Counts:
    """The 1,000 tables that R drew, in one of its two orders."""
    path = FOUND[0] / "reference" / "bootstrap" / f"{name}_stream_{order}_order.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8", newline="") as text:
        head, *rows = csv.reader(text)
    columns = [sum(int(digit) << i for i, digit in enumerate(name[1:])) for name in head]
    tables = np.zeros((len(rows), 1 << (len(head[0]) - 1)), dtype=np.int64)
    tables[:, columns] = np.array(rows, dtype=np.int64)
    return tables


def estimates_of(name: str, method: str) -> dict[str, Floats]:
    """The peers' estimate of each of those tables, by column of the file."""
    path = FOUND[0] / "reference" / "bootstrap" / f"{name}_{method}_estimates.csv"
    with path.open(encoding="utf-8", newline="") as text:
        head, *rows = csv.reader(text)
    values = np.array(rows, dtype=np.float64)
    return {column: values[:, i] for i, column in enumerate(head)}


def models_of(name: str) -> dict[str, tuple[float, float]]:
    """Total and BIC of every model that MultipleSystemsEstimation fitted, by name."""
    folder = FOUND[0] / "reference" / "bic_models"
    plain = folder / f"{name}.csv"
    if plain.exists():
        rows = list(csv.DictReader(plain.read_text(encoding="utf-8").splitlines()))
    else:
        packed = gzip.decompress((folder / f"{name}.csv.gz").read_bytes())
        rows = list(csv.DictReader(packed.decode().splitlines()))
    return {
        row["model"].replace(" ", ""): (float(row["abundance"]), float(row["BIC"])) for row in rows
    }


def peer(name: str, method: str) -> dict[str, Any]:
    """What one peer said of one table."""
    result: dict[str, Any] = reference_of(name)[method]
    return result


def as_r_stops(table: CaptureTable, fit: Fit) -> float:
    """The standard error of the intercept that R prints.

    ``glm.fit`` stops when the deviance moves by less than 1e-8 of itself and takes the covariance
    from the weights that its last step started with, one step before its estimate.
    """
    unseen = [t for t, value in fit.coefficients.items() if value == -np.inf]
    cells = [v for v in range(1, len(table.counts)) if all(v & t != t for t in unseen)]
    design = np.array([[float(v & t == t) for t in fit.finite] for v in cells])
    counts = table.counts[cells].astype(np.float64)
    means = counts + 0.1
    deviance = np.inf
    while True:
        weighted = design * means[:, None]
        information = weighted.T @ design
        working = np.log(means) + (counts - means) / means
        means = np.exp(design @ np.linalg.solve(information, weighted.T @ working))
        seen = counts > 0
        logs = counts[seen] * np.log(counts[seen] / means[seen])
        before, deviance = deviance, 2 * float(logs.sum() - (counts - means).sum())
        if abs(deviance - before) / (abs(deviance) + 0.1) < 1e-8:
            return float(np.sqrt(np.linalg.inv(information)[0, 0]))
