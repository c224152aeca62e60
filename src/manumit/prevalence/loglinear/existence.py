"""Whether a model has a maximum-likelihood estimate on a table, and only one.

The likelihood of the finite part of a model has a maximum unless some direction d of its
parameters leaves the predictor of every history with people alone and lowers that of histories
without (Fienberg and Rinaldo 2012; Chan, Silverman and Vincent 2021): going that way for ever
raises it for ever. It is one estimate only where the parameters are identifiable: where the design,
[t within v] over the histories left and the finite sets, has full column rank. Both depend on the
table only through which histories are empty.

Mostly the histories with people already have full rank: then neither can fail. Otherwise the null
space of their rows has few dimensions, the rows B of the empty histories on it are a small matrix,
and by Stiemke's theorem there is no bad direction exactly when some y > 0 has B'y = 0, which the
first phase of a simplex method with as many rows as dimensions decides. All numbers are small
fractions, so that the tolerance only absorbs rounding.
"""

import numpy as np

from manumit.prevalence.compiled import compiled
from manumit.prevalence.loglinear.kernels import Floats, Integers, cells_left, finite_terms

OK = 0
NO_MAXIMUM = 1
NOT_IDENTIFIABLE = 2
TINY = 1e-9


@compiled
def design(finite: Integers, cells: Integers) -> Floats:
    """Return the rows [t within v] for some histories."""
    rows = np.zeros((len(cells), len(finite)))
    for i in range(len(cells)):
        for j in range(len(finite)):
            if cells[i] & finite[j] == finite[j]:
                rows[i, j] = 1.0
    return rows


@compiled
def reduce_rows(rows: Floats, pivots: Integers) -> int:
    """Bring a matrix to reduced echelon form, note its pivot columns and return the rank."""
    height, width = rows.shape
    rank = 0
    for column in range(width):
        best = rank
        for i in range(rank, height):
            if abs(rows[i, column]) > abs(rows[best, column]):
                best = i
        if rank == height or abs(rows[best, column]) < TINY:
            continue
        scale = 1.0 / rows[best, column]
        for j in range(column, width):
            kept = rows[rank, j]
            rows[rank, j] = rows[best, j] * scale
            if best != rank:
                rows[best, j] = kept
        for i in range(height):
            factor = rows[i, column]
            if i != rank and factor != 0.0:
                for j in range(column, width):
                    rows[i, j] -= factor * rows[rank, j]
        pivots[rank] = column
        rank += 1
    return rank


@compiled
def null_space(rows: Floats, pivots: Integers, rank: int) -> Floats:
    """Return a basis, one column each, of what a matrix in reduced echelon form sends to 0."""
    width = rows.shape[1]
    basis = np.zeros((width, width - rank))
    is_pivot = np.zeros(width, np.bool_)
    for i in range(rank):
        is_pivot[pivots[i]] = True
    k = 0
    for column in range(width):
        if not is_pivot[column]:
            basis[column, k] = 1.0
            for i in range(rank):
                basis[pivots[i], k] = -rows[i, column]
            k += 1
    return basis


@compiled
def moves(finite: Integers, cells: Integers, basis: Floats) -> Floats:
    """Return how each direction of the basis moves the predictor of some histories."""
    moved = np.zeros((len(cells), basis.shape[1]))
    for i in range(len(cells)):
        for j in range(len(finite)):
            if cells[i] & finite[j] == finite[j]:
                for k in range(basis.shape[1]):
                    moved[i, k] += basis[j, k]
    return moved


@compiled
def leaving(table: Floats, basis: Integers, column: int) -> int:
    """Return the row that bounds the entering column first, -1 without any (Bland's rule)."""
    width, height = len(basis), table.shape[1] - 1
    row = -1
    least = np.inf
    for k in range(width):
        if table[k, column] > TINY:
            ratio = table[k, height] / table[k, column]
            if ratio < least - TINY or (ratio < least + TINY and basis[k] < basis[row]):
                row = k
                least = min(ratio, least)
    return row


@compiled
def pivot_on(table: Floats, row: int, column: int) -> None:
    """Make a column of the simplex table the unit vector of a row."""
    scale = 1.0 / table[row, column]
    for j in range(table.shape[1]):
        table[row, j] *= scale
    for k in range(table.shape[0]):
        factor = table[k, column]
        if k != row and factor != 0.0:
            for j in range(table.shape[1]):
                table[k, j] -= factor * table[row, j]


@compiled
def has_positive_combination(rows: Floats) -> bool:
    """Return whether some positive combination of the rows is 0.

    With weights 1 + z, z >= 0: the first phase of the simplex method. The last row of the table is
    what is left of the infeasibility, the last column the right-hand side.
    """
    height, width = rows.shape
    table = np.zeros((width + 1, height + 1))
    for k in range(width):
        total = 0.0
        for i in range(height):
            total -= rows[i, k]
        sign = 1.0 if total >= 0.0 else -1.0
        table[k, height] = sign * total
        for i in range(height):
            table[k, i] = sign * rows[i, k]
        for i in range(height + 1):
            table[width, i] += table[k, i]
    basis = np.full(width, height, np.int64)
    while table[width, height] > TINY:
        column = 0
        while column < height and table[width, column] < TINY:
            column += 1
        if column == height:
            return False
        row = leaving(table, basis, column)
        if row < 0:
            return False
        pivot_on(table, row, column)
        basis[row] = column
    return True


@compiled
def status_of(star: Floats, counts: Floats, terms: Integers) -> int:
    """Return 0, or 1 without a maximum, plus 2 without identifiable parameters."""
    finite = finite_terms(star, terms)
    left = cells_left(star, terms)
    size = len(counts)
    seen = np.empty(size, np.int64)
    empty = np.empty(size, np.int64)
    n_seen = 0
    n_empty = 0
    for v in range(1, size):
        if counts[v] > 0:
            seen[n_seen] = v
            n_seen += 1
        elif left[v]:
            empty[n_empty] = v
            n_empty += 1
    rows = design(finite, seen[:n_seen])
    pivots = np.zeros(len(finite), np.int64)
    rank = reduce_rows(rows, pivots)
    if rank == len(finite):
        return OK
    moved = moves(finite, empty[:n_empty], null_space(rows, pivots, rank))
    status = OK
    if not has_positive_combination(moved):
        status += NO_MAXIMUM
    dimensions = moved.shape[1]
    if reduce_rows(moved, np.zeros(dimensions, np.int64)) < dimensions:
        status += NOT_IDENTIFIABLE
    return status
