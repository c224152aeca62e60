"""Whole-number solutions of linear constraints: the attacker's and the defender's arithmetic.

Linear programs go to HiGHS (Huangfu & Hall, Math. Program. Comput. 10, 2018) through
:func:`scipy.optimize.milp`. The vertices of a single two-way table are whole numbers; linked tables
may have fractional ones, and then the integer program is solved. Every point that is handed on was
rounded and checked in exact integer arithmetic.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from manumit.disclosure.model import Counts

type Floats = npt.NDArray[np.float64]

_NEAR = 1e-6
_NODES = 2_000
"""Branch-and-bound nodes before giving up: a count and not a time, so that results repeat."""


@dataclass(frozen=True, slots=True)
class Least:
    """The least value of a whole-number objective.

    Attributes:
        bound: no point is below it.
        point: a point that reaches it, or the best one found, or None.
    """

    bound: int
    point: Counts | None


@dataclass(frozen=True, slots=True)
class System:
    """``low <= x <= high`` and ``row_low <= matrix x <= row_high``, x whole numbers."""

    matrix: csr_array
    row_low: Counts
    row_high: Counts
    low: Counts
    high: Counts

    def least(self, objective: Counts) -> Least | None:
        """Return the least value of ``objective @ x``, or None if no point exists."""
        costs = objective.astype(np.float64)
        relaxed, value = self._solve(costs, whole=False)
        if relaxed is None:
            return None
        point = self._rounded(relaxed)
        bound = int(np.ceil(value - _NEAR))
        if point is not None and int(objective @ point) == bound:
            return Least(bound, point)
        exact, value = self._solve(costs, whole=True)
        if exact is None:
            return None if value == np.inf else Least(bound, None)
        return Least(max(bound, int(np.ceil(value - _NEAR))), self._rounded(exact))

    def cheapest(self, costs: Floats) -> tuple[float, Counts] | None:
        """Return a point of low cost (the cheapest unless the search was cut short), or None."""
        relaxed, _ = self._solve(costs, whole=False)
        if relaxed is None:
            return None
        point = self._rounded(relaxed)
        if point is None:
            exact, _ = self._solve(costs, whole=True)
            point = None if exact is None else self._rounded(exact)
        return None if point is None else (float(costs @ point), point)

    def _solve(self, costs: Floats, *, whole: bool) -> tuple[Floats | None, float]:
        """Return a point, and a value that no point beats; infinite if there is no point at all."""
        # A third of a second, for processes that solve nothing.
        from scipy.optimize import Bounds, LinearConstraint, milp  # noqa: PLC0415

        result = milp(
            costs,
            integrality=np.full(costs.size, int(whole)),
            bounds=Bounds(self.low, self.high),
            constraints=LinearConstraint(self.matrix, self.row_low, self.row_high),
            options={"node_limit": _NODES, "mip_rel_gap": 0.0},
        )
        infeasible = 2
        if result.status == infeasible:
            return None, np.inf
        bound = result.mip_dual_bound if whole else result.fun
        return result.x, -np.inf if bound is None else float(bound)

    def _rounded(self, point: Floats) -> Counts | None:
        whole = np.rint(point).astype(np.int64)
        rows = self.matrix @ whole
        fits = (
            (whole >= self.low).all()
            and (whole <= self.high).all()
            and (rows >= self.row_low).all()
            and (rows <= self.row_high).all()
        )
        return whole if fits and np.abs(point - whole).max(initial=0.0) < _NEAR else None
