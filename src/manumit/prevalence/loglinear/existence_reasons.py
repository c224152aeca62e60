"""Which empty histories and which parameters keep a model from being estimated, in words.

``existence`` decides whether a model has an estimate on a table; this module looks for the reason,
by one linear programme: the direction of the parameters that leaves the predictor of all histories
with people alone and lowers as many as possible of those without. It is asked only after a refusal.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from manumit.errors import Place, Problem
from manumit.prevalence.codes import PrevalenceCode
from manumit.prevalence.histories import CaptureTable
from manumit.prevalence.loglinear.fitting import Fit, Status

type Floats = NDArray[np.float64]

SHOWN = 3
TINY = 1e-7


@dataclass(frozen=True)
class Failure:
    """What fails.

    Attributes:
        vanishing: histories nobody has whose mean would go to 0.
        runaway: sets whose parameters would go to plus or minus infinity with them.
        free: sets whose parameters can change together without changing any mean of those seen.
    """

    vanishing: tuple[int, ...]
    runaway: tuple[int, ...]
    free: tuple[int, ...]


def failure(table: CaptureTable, fit: Fit) -> Failure:
    """Return what keeps a model from being estimated; nothing for a status of 0.

    Raises:
        ArithmeticError: the linear programme was not solved.
    """
    from scipy.optimize import linprog  # noqa: PLC0415 - only on use: slow to import

    finite = np.array(fit.finite, dtype=np.int64)
    unseen = [t for t in fit.model.terms if t not in fit.finite]
    kept = [v for v in range(1, len(table.counts)) if all(v & t != t for t in unseen)]
    seen = np.array([v for v in kept if table.counts[v]], dtype=np.int64)
    empty = np.array([v for v in kept if not table.counts[v]], dtype=np.int64)
    free = _free(_design(np.array(kept, dtype=np.int64), finite), finite)
    if not len(empty) or fit.status not in {Status.NO_MAXIMUM, Status.NEITHER}:
        return Failure((), (), free)
    # Variables: the direction, then by how much, up to 1, each empty history falls.
    size, falls = len(finite), len(empty)
    equal = np.block(
        [
            [_design(seen, finite), np.zeros((len(seen), falls))],
            [_design(empty, finite), np.eye(falls)],
        ]
    )
    found = linprog(
        np.concatenate([np.zeros(size), -np.ones(falls)]),
        A_eq=equal,
        b_eq=np.zeros(len(equal)),
        bounds=[(None, None)] * size + [(0, 1)] * falls,
    )
    if found.x is None:
        raise ArithmeticError(found.message)
    direction, fallen = found.x[:size], found.x[size:]
    return Failure(
        tuple(int(v) for v in empty[fallen > TINY]),
        tuple(int(t) for t in finite[np.abs(direction) > TINY]),
        free,
    )


def reasons(table: CaptureTable, fit: Fit) -> tuple[Problem, ...]:
    """Return why a model has no estimate on a table: the general reason, then what causes it."""
    model = str(fit.model)
    what = failure(table, fit)
    found = []
    if fit.status in {Status.NO_MAXIMUM, Status.NEITHER}:
        found.append(PrevalenceCode.NO_MAXIMUM.problem(Place(), model=model))
        histories = _some(" and ".join(table.named(v)) for v in what.vanishing)
        sets = _sets(table, what.runaway)
        found.append(
            PrevalenceCode.GOES_TO_ZERO.problem(
                Place(), model=model, histories=histories, sets=sets
            )
        )
    if fit.status in {Status.NOT_IDENTIFIABLE, Status.NEITHER}:
        found.append(PrevalenceCode.NOT_IDENTIFIABLE.problem(Place(), model=model))
        sets = _sets(table, what.free)
        found.append(PrevalenceCode.NOT_TOLD_APART.problem(Place(), model=model, sets=sets))
    return tuple(found)


def _design(cells: NDArray[np.int64], finite: NDArray[np.int64]) -> Floats:
    rows: Floats = ((cells[:, None] & finite[None, :]) == finite[None, :]).astype(np.float64)
    return rows


def _free(design: Floats, finite: NDArray[np.int64]) -> tuple[int, ...]:
    """Return the columns with a part in some combination that is 0."""
    _, values, right = np.linalg.svd(design)
    rank = int((values > TINY).sum())
    part = np.abs(right[rank:]).max(axis=0, initial=0.0) > TINY
    return tuple(int(t) for t in finite[part])


def _sets(table: CaptureTable, sets: tuple[int, ...]) -> str:
    """Return names of sets, the largest first: those can be left out of a model."""
    ordered = sorted(sets, key=lambda t: -t.bit_count())
    return _some("*".join(table.named(t)) or "intercept" for t in ordered)


def _some(names: Iterable[str]) -> str:
    """Return the first names, and how many more there are."""
    found = list(names)
    more = f" (and {len(found) - SHOWN} more)" if len(found) > SHOWN else ""
    return ", ".join(found[:SHOWN]) + more
