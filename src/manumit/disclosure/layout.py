"""All cells of a release, numbered once, and the sums that tie them together."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from manumit.disclosure.model import Cell, Counts, Dimension, cells_with_margins

type Numbers = npt.NDArray[np.intp]
type Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Line:
    """A cell and the cells along one dimension that sum to it."""

    parent: int
    children: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """The numbered cells of some tables.

    Cells are numbered in the order of their names, so that nothing depends on the order of tables
    or categories.

    Attributes:
        cells: name of each number.
        grids: for each table the numbers of its cells, margins last on each axis, flat.
        lines: every sum of the tables, each once.
        equations: one row for each line: parent - children = 0.
        level: how many dimensions the cell sums over, in the largest table that holds it.
    """

    cells: tuple[Cell, ...]
    grids: tuple[Numbers, ...]
    lines: tuple[Line, ...]
    equations: csr_array
    level: Numbers

    @classmethod
    def of(cls, tables: Sequence[Sequence[Dimension]]) -> "Layout":
        """Return the layout of tables with these dimensions."""
        named = [cells_with_margins(dimensions) for dimensions in tables]
        cells = tuple(sorted({key for keys in named for key in keys}))
        number = {key: place for place, key in enumerate(cells)}
        grids = tuple(np.array([number[key] for key in keys], dtype=np.intp) for keys in named)
        lines = _lines(tables, grids)
        level = np.zeros(len(cells), dtype=np.intp)
        for dimensions, keys, grid in zip(tables, named, grids, strict=True):
            summed = np.array([len(dimensions) - len(key) for key in keys], dtype=np.intp)
            np.maximum.at(level, grid, summed)
        return cls(cells, grids, lines, equations_of(lines, len(cells)), level)

    @property
    def total(self) -> int:
        """Return the number of the grand total: the empty name sorts first."""
        return 0

    def structural(self, declared: frozenset[Cell]) -> Mask:
        """Return which cells are empty by definition: declared ones, and totals over only such."""
        mask = np.array([key in declared for key in self.cells], dtype=np.bool_)
        while True:
            implied = [x.parent for x in self.lines if mask[list(x.children)].all()]
            if mask[implied].all():
                return mask
            mask[implied] = True

    def spread(self, tables: Sequence[Counts]) -> Counts:
        """Return the values by number, from the values of each table with margins."""
        values = np.zeros(len(self.cells), dtype=np.int64)
        for grid, table in zip(self.grids, tables, strict=True):
            values[grid] = table.ravel()
        return values


def _lines(tables: Sequence[Sequence[Dimension]], grids: Sequence[Numbers]) -> tuple[Line, ...]:
    found: set[tuple[int, tuple[int, ...]]] = set()
    for dimensions, grid in zip(tables, grids, strict=True):
        shaped = grid.reshape([len(dimension.categories) + 1 for dimension in dimensions])
        for axis in range(shaped.ndim):
            rows = np.moveaxis(shaped, axis, -1).reshape(-1, shaped.shape[axis]).tolist()
            found.update((row[-1], tuple(sorted(row[:-1]))) for row in rows)
    return tuple(Line(parent, children) for parent, children in sorted(found))


def equations_of(lines: Sequence[Line], cells: int) -> csr_array:
    """Return one row for each line: 1 for the parent, -1 for each child."""
    row, column, sign = [], [], []
    for place, line in enumerate(lines):
        row += [place] * (1 + len(line.children))
        column += [line.parent, *line.children]
        sign += [1] + [-1] * len(line.children)
    return csr_array((np.array(sign, dtype=np.int64), (row, column)), shape=(len(lines), cells))
