"""Averaging over every decomposable graph: which lists depend on which need not be chosen.

Idea: the total N and the graph of dependences are both unknown; each pair of them gets its share of
the posterior, in closed form, and the total is read off the sum over graphs. Formula, with counts
n_c, a hyper-Dirichlet prior of delta = 2^-K for each cell of the full table, prior 1/N and all
graphs alike before the data: with L(S) = sum of lgamma(count + d) - lgamma(d) over the cells of the
margin S, d = delta 2^(K-|S|), where the cell "on no list of S" includes the hidden N0,

    log weight = lgamma(N+1) - lgamma(N0+1) - log N + sum of M(cliques) - sum of M(separators),

M(S) = L(S) + lgamma(2^K delta) - lgamma(N + 2^K delta). The margins over all sets S of lists are
computed once for every N, and one matrix product gives all graphs.

Paper: D. Madigan and J. C. York, "Bayesian methods for estimation of the size of a closed
population", Biometrika 84 (1997) 19-31; the R package dga.

It fails where the dependence is not a decomposable graph, where people differ in how easily they
are seen (all lists then depend on each other), and where graphs that the data cannot distinguish
disagree: the posterior then has several modes, and a median may lie between them.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln, logsumexp

from manumit.errors import Place
from manumit.prevalence.bayes.decomposable_graphs import decomposable_graphs
from manumit.prevalence.bayes.doubts import FEWEST, doubts, refusal
from manumit.prevalence.codes import PrevalenceCode
from manumit.prevalence.histories import CaptureTable
from manumit.prevalence.results import Estimate, Grade, Interval

type Numbers = NDArray[np.float64]

METHOD = "decomposable"
MOST = 6
"""Lists; seven have 617,675 graphs."""
BEYOND = 0.001
"""Share of the posterior past the largest number allowed from which the limits depend on it."""
_ENDLESS = 1_000_000
"""Hidden people for each observed one at which the grid ends if nobody ends it earlier."""
_FINE, _FAR, _COARSE = 0.25, 100, 0.01
_BLOCK = 1_000_000
_SHOWN = 10
_HILL, _VALLEY = 0.05, 0.5
"""Share of the posterior that makes a hill; height of a valley against the lower hill beside it."""


@dataclass(frozen=True, eq=False)
class Posterior:
    """The posterior over graphs and hidden people.

    Attributes:
        observed: people seen on at least one list.
        names: the graphs, likeliest first.
        weights: posterior probability of each graph.
        hidden: numbers of hidden people, rising.
        masses: posterior probability of each number, or of the numbers up to the next one.
        densities: relative posterior probability at each number; None if each is itself alone.
    """

    observed: int
    names: tuple[str, ...]
    weights: Numbers
    hidden: NDArray[np.int64]
    masses: Numbers
    densities: Numbers | None

    def quantile(self, probability: float) -> float:
        """Return the smallest total (people) with at least this posterior probability below."""
        reached = np.cumsum(self.masses)
        at = int(np.searchsorted(reached, probability * reached[-1]))
        at = min(at, len(reached) - 1)
        start = int(self.hidden[at])
        if self.densities is None or at + 1 == len(self.hidden):
            return float(self.observed + start)
        width = int(self.hidden[at + 1]) - start
        missing = probability * reached[-1] - (reached[at] - self.masses[at])
        return float(self.observed + start + int(width * self._inside(at, missing)))

    def beyond(self, hidden: int) -> float:
        """Return the posterior probability of more hidden people than this."""
        return float(self.masses[self.hidden > hidden].sum() / self.masses.sum())

    def hills(self) -> tuple[tuple[float, float], ...]:
        """Return the total at each separate mode of the posterior, and the share below it.

        Raises:
            ValueError: the numbers stand for themselves alone, so that there are no heights.
        """
        if self.densities is None:
            raise ValueError("hills need a posterior on a grid of this room")
        bounds, tops, valley = [0], [0], 0
        heights = self.densities.tolist()
        for at, height in enumerate(heights):
            top = heights[tops[-1]]
            if height < heights[valley]:
                valley = at
            elif heights[valley] < _VALLEY * min(height, top):
                bounds.append(valley)
                tops.append(at)
                valley = at
            elif height > top:
                tops[-1] = valley = at
        shares = np.add.reduceat(self.masses, bounds) / self.masses.sum()
        return tuple(
            (float(self.observed + self.hidden[top]), float(share))
            for top, share in zip(tops, shares, strict=True)
            if share >= _HILL
        )

    def _inside(self, at: int, missing: float) -> float:
        """Return the share of a step that holds ``missing``, the density being a straight line."""
        assert self.densities is not None  # noqa: S101 - the caller has looked
        left, right = float(self.densities[at]), float(self.densities[at + 1])
        share = missing / self.masses[at] * (left + right) / 2.0
        slope = right - left
        if abs(slope) <= 1e-9 * (left + right):
            return float(2.0 * share / (left + right))
        return float((np.sqrt(left * left + 2.0 * slope * share) - left) / slope)


def decomposable(
    table: CaptureTable, *, level: float = 0.95, most_hidden: int | None = None
) -> Estimate:
    """Estimate the total as the posterior median over all decomposable graphs.

    Args:
        table: 3 to 6 lists (6 lists: 18,154 graphs, a few seconds for the graphs, once).
        level: posterior probability between the limits, the same share below as above.
        most_hidden: hidden people that are held possible at most; by default a million times the
            observed, where nothing is left.

    Returns:
        Posterior median, its limits (kind ``posterior``) and, in ``details``, the ``graphs`` with
        their ``weights``, likeliest first, and ``beyond``, the share of the posterior past the end,
        and ``hills``. Weak: few people seen twice (M211), limits that depend on the end
        (M241), several hills (M244).
        Refused as :func:`bayes_doubts.refusal` says.
    """
    refused = refusal(table, METHOD, MOST)
    if refused:
        return Estimate(METHOD, table.observed, None, None, grade=Grade.REFUSED, reasons=(refused,))
    whole = posterior(table)
    kept, reasons = whole, doubts(table)
    if most_hidden is not None:
        kept = posterior(table, hidden=_grid(table.observed, most_hidden))
        beyond = whole.beyond(most_hidden)
    else:
        beyond = 0.0
    if beyond > BEYOND:
        reasons.append(
            PrevalenceCode.BEYOND_GRID.problem(
                Place(), share=f"{100 * beyond:.1f}", most=f"{most_hidden:,}"
            )
        )
    hills = kept.hills()
    if len(hills) > 1:
        places = ", ".join(f"{top:,.0f} ({100 * share:.0f} %)" for top, share in hills)
        reasons.append(PrevalenceCode.SEVERAL_HILLS.problem(Place(), places=places))
    tail = (1.0 - level) / 2.0
    return Estimate(
        METHOD,
        table.observed,
        kept.quantile(0.5),
        Interval(kept.quantile(tail), kept.quantile(1.0 - tail), level, "posterior"),
        model=kept.names[0],
        grade=Grade.WEAK if reasons else Grade.SOUND,
        reasons=tuple(reasons),
        details={
            "graphs": kept.names[:_SHOWN],
            "weights": tuple(float(weight) for weight in kept.weights[:_SHOWN]),
            "searched": len(kept.names),
            "beyond": beyond,
            "hills": hills,
        },
    )


def posterior(
    table: CaptureTable,
    *,
    hidden: NDArray[np.int64] | None = None,
    each: bool = False,
    delta: float | None = None,
) -> Posterior:
    """Return the posterior over graphs and numbers of hidden people.

    Args:
        table: 3 to 6 lists.
        hidden: rising numbers of hidden people; by default a grid so fine that sums over it equal
            sums over every number.
        each: whether a number of the grid represents itself alone, as in dga, and not also for
            those between it and the next.
        delta: prior count of each cell of the full table; 2**-lists by default.

    Raises:
        ValueError: fewer than 3 or more than 6 lists.
    """
    lists = len(table.lists)
    if not FEWEST <= lists <= MOST:
        message = f"{lists} lists; decomposable graphs are averaged over {FEWEST} to {MOST}"
        raise ValueError(message)
    grid = _grid(table.observed) if hidden is None else hidden
    graphs = decomposable_graphs(lists)
    base, margins = _margins(table, grid, 2.0**-lists if delta is None else delta)
    by_graph, by_number = _summed(graphs.terms, base, margins, _stretches(grid, each=each))
    weights = np.exp(by_graph - logsumexp(by_graph))
    order = np.argsort(-weights, kind="stable")
    densities = np.exp(by_number - by_number.max())
    masses = densities if each else _trapezoids(grid, densities)
    return Posterior(
        table.observed,
        tuple(graphs.names[i] for i in order),
        weights[order],
        grid,
        masses / masses.sum(),
        None if each else densities,
    )


def _grid(observed: int, most_hidden: int | None = None) -> NDArray[np.int64]:
    """Return numbers of hidden people, near enough to each other for every posterior there can be.

    Were all capture probabilities known, the hidden would have a standard deviation of
    sqrt(N0 N / n); steps are a quarter of it, wider only where almost everybody is hidden.
    """
    end = _ENDLESS * observed if most_hidden is None else most_hidden
    numbers, at = [], 0.0
    while at < end:
        numbers.append(int(at))
        step = max(1.0, _FINE * np.sqrt(at * (at + observed) / observed))
        at = float(int(at + max(step, _COARSE * (at - _FAR * observed))))
    numbers.append(end)
    return np.array(numbers, dtype=np.int64)


def _stretches(grid: NDArray[np.int64], *, each: bool) -> Numbers:
    """Return the weight of each number of the grid in a sum over all numbers."""
    if each:
        return np.ones(len(grid))
    width = np.diff(grid)
    weights = np.zeros(len(grid))
    weights[:-1] += (width + 1) / 2.0
    weights[1:] += (width - 1) / 2.0
    weights[-1] += 1.0
    return weights


def _trapezoids(grid: NDArray[np.int64], densities: Numbers) -> Numbers:
    """Return the sum over each number of the grid and those up to the next one."""
    width = np.diff(grid)
    masses = densities.copy()
    masses[:-1] = densities[:-1] * (width + 1) / 2.0 + densities[1:] * (width - 1) / 2.0
    return masses


def _margins(table: CaptureTable, grid: NDArray[np.int64], delta: float) -> tuple[Numbers, Numbers]:
    """Return what does not depend on the graph, and M(S) for every set S and number of hidden."""
    lists = len(table.lists)
    hidden = grid.astype(np.float64)
    total = table.observed + hidden
    base = gammaln(total + 1.0) - gammaln(hidden + 1.0) - np.log(total)
    cells = np.arange(1 << lists)
    shrink = gammaln((1 << lists) * delta) - gammaln(total + (1 << lists) * delta)
    margins = np.zeros((1 << lists, len(grid)))
    for chosen in range(1, 1 << lists):
        prior = delta * 2.0 ** (lists - chosen.bit_count())
        counts = np.bincount(cells & chosen, weights=table.counts, minlength=1 << lists)
        seen = counts[np.unique(cells & chosen)[1:]]
        fixed = float((gammaln(seen + prior) - gammaln(prior)).sum() - gammaln(prior))
        margins[chosen] = gammaln(counts[0] + hidden + prior) + fixed + shrink
    return base, margins


def _summed(
    terms: Numbers, base: Numbers, margins: Numbers, stretches: Numbers
) -> tuple[Numbers, Numbers]:
    """Return the log weight of each graph and of each number, a block of numbers at a time."""
    by_graph = np.full(len(terms), -np.inf)
    by_number = np.empty(len(base))
    size = max(1, _BLOCK // len(terms))
    for start in range(0, len(base), size):
        block = slice(start, start + size)
        logs = terms @ margins[:, block]
        logs += base[block]
        largest = float(logs.max())
        logs -= largest
        np.exp(logs, out=logs)
        by_number[block] = np.log(logs.sum(axis=0)) + largest
        with np.errstate(divide="ignore"):
            sums = np.log(logs @ stretches[block]) + largest
        by_graph = np.logaddexp(by_graph, sums)
    return by_graph, by_number
