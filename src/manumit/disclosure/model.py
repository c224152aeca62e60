"""Tables of counts of one population, and the release in which they are published together.

A cell is named by the categories that it fixes, not by its table: ``(("finding", "indicated"),)``
is the total of that finding in every table that has the dimension ``finding``. So a margin that
several tables share is one cell, to be suppressed everywhere or nowhere.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Self

import numpy as np
import numpy.typing as npt

from manumit.disclosure.codes import DisclosureCode
from manumit.errors import Place

type Counts = npt.NDArray[np.int64]
type Nested = int | Sequence["Nested"]
type Cell = tuple[tuple[str, str], ...]
"""The (dimension, category) pairs that a cell fixes, sorted; ``()`` is the grand total."""

GRAND_TOTAL: Cell = ()


def cell(fixed: Mapping[str, str]) -> Cell:
    """Return the cell that fixes these categories: ``cell({"sex": "female"})``."""
    return tuple(sorted(fixed.items()))


@dataclass(frozen=True, slots=True)
class Dimension:
    """A way to divide the population, each person in exactly one category.

    Attributes:
        name: the same name in two tables means the same division.
        categories: labels in the order of printing.
        rest: the category made by :func:`merge_small`, if any; "other" of one release need not
            hold the same categories as "other" of another one.
        same: categories that hold the same persons by definition as a category of another
            dimension, with that (dimension, category): "not identified" by year is "not
            identified" by stage. Both are one cell, suppressed and attacked as one.
    """

    name: str
    categories: tuple[str, ...]
    rest: str | None = None
    same: tuple[tuple[str, tuple[str, str]], ...] = ()

    def __post_init__(self) -> None:
        if not self.categories:
            raise DisclosureCode.EMPTY.error(Place(field=self.name), name=self.name)
        _refuse_duplicates(self.categories, self.name)
        _refuse_duplicates(["/".join(self.pair(label)) for label in self.categories], self.name)

    def pair(self, label: str) -> tuple[str, str]:
        """Return the category that a cell fixes: this one, or the one it is equal to."""
        return dict(self.same).get(label, (self.name, label))


@dataclass(frozen=True, slots=True)
class Table:
    """A table of counts of persons; margins are derived.

    Attributes:
        name: title of the table, unique in its release.
        dimensions: one or more.
        counts: one count per combination of categories, the last dimension running fastest;
            left out of ``repr`` so that no log shows it.
        structural: combinations that cannot occur by definition (a child with a work permit);
            their zeros are no information and are always published.
        zeros_shown: combinations whose zero is always published, by a display rule that readers
            know. If such a cell is suppressed, it is not zero, and the attack uses that.
    """

    name: str
    dimensions: tuple[Dimension, ...]
    counts: tuple[int, ...] = field(repr=False)
    structural: frozenset[tuple[str, ...]] = frozenset()
    zeros_shown: frozenset[tuple[str, ...]] = frozenset()

    def __post_init__(self) -> None:
        place = Place(field=self.name)
        if not self.dimensions:
            raise DisclosureCode.EMPTY.error(place, name=self.name)
        _refuse_duplicates([dimension.name for dimension in self.dimensions], self.name)
        if {d.name for d in self.dimensions} & {other for d in self.dimensions
                                                for _, (other, _) in d.same}:  # fmt: skip
            raise DisclosureCode.SAME_BESIDE.error(place, table=self.name)
        object.__setattr__(self, "counts", tuple(_whole(self.name, n) for n in self.counts))
        if len(self.counts) != math.prod(self.shape):
            raise DisclosureCode.WRONG_SHAPE.error(place, table=self.name)
        if min(self.counts) < 0:
            raise DisclosureCode.NEGATIVE_COUNT.error(place, table=self.name)
        if any(self.counts[_position(self, labels)] for labels in self.structural):
            raise DisclosureCode.STRUCTURAL_NOT_ZERO.error(place, table=self.name)
        for labels in self.zeros_shown:
            _position(self, labels)

    @classmethod
    def from_rows(
        cls,
        name: str,
        dimensions: Sequence[Dimension],
        rows: Nested,
        *,
        structural: Iterable[tuple[str, ...]] = (),
    ) -> Self:
        """Return a table from nested lists, one level for each dimension."""
        shape = tuple(len(dimension.categories) for dimension in dimensions)
        counts = tuple(_flatten(name, rows, shape))
        return cls(name, tuple(dimensions), counts, frozenset(structural))

    @classmethod
    def from_counts[K: tuple[str, ...]](
        cls,
        name: str,
        dimensions: Sequence[Dimension],
        counts: Mapping[K, int],
        *,
        structural: Iterable[tuple[str, ...]] = (),
    ) -> Self:
        """Return a table from a count per combination of labels; combinations left out are zero."""
        labels = [dimension.categories for dimension in dimensions]
        known = list(product(*labels))
        given: dict[tuple[str, ...], int] = dict(counts.items())
        if not given.keys() <= set(known):
            raise DisclosureCode.UNKNOWN_CATEGORY.error(Place(field=name), table=name)
        flat = tuple(given.get(key, 0) for key in known)
        return cls(name, tuple(dimensions), flat, frozenset(structural))

    @property
    def shape(self) -> tuple[int, ...]:
        """Return the number of categories of each dimension."""
        return tuple(len(dimension.categories) for dimension in self.dimensions)

    @property
    def total(self) -> int:
        """Return the number of persons counted."""
        return sum(self.counts)

    @property
    def always_shown(self) -> frozenset[tuple[str, ...]]:
        """Return the empty combinations that are published: structural, or shown when empty."""
        empty = {labels for labels in self.zeros_shown if not self.counts[_position(self, labels)]}
        return self.structural | empty

    def with_margins(self) -> Counts:
        """Return the counts with a last position for the total along every axis."""
        return add_margins(np.array(self.counts, dtype=np.int64).reshape(self.shape))


@dataclass(frozen=True, slots=True)
class Release:
    """Tables of the same population that are published together.

    Raises on construction: tables that share a dimension by name must give it the same categories,
    and every cell that two tables share must have one count.
    """

    tables: tuple[Table, ...]

    def __post_init__(self) -> None:
        if not self.tables:
            raise DisclosureCode.EMPTY.error(Place(), name="release")
        _refuse_duplicates([table.name for table in self.tables], "release")
        shared_dimensions(self.tables)
        seen: dict[Cell, int] = {}
        for table in self.tables:
            margins = table.with_margins().ravel().tolist()
            for key, count in zip(cells_with_margins(table.dimensions), margins, strict=True):
                if seen.setdefault(key, count) != count:
                    place = Place(field=table.name)
                    raise DisclosureCode.MARGINS_DISAGREE.error(place, table=table.name)

    @property
    def total(self) -> int:
        """Return the number of persons counted."""
        return self.tables[0].total


def cells_with_margins(dimensions: Sequence[Dimension]) -> list[Cell]:
    """Return the cells of a table and its margins, in the order of :meth:`Table.with_margins`."""
    axes = [
        [*(dimension.pair(label) for label in dimension.categories), None]
        for dimension in dimensions
    ]
    return [
        tuple(sorted(pair for pair in combination if pair is not None))
        for combination in product(*axes)
    ]


def cell_of(dimensions: Sequence[Dimension], fixed: Mapping[str, str]) -> Cell:
    """Return the name, the same in all tables, of the cell that fixes these categories."""
    known = {dimension.name: dimension for dimension in dimensions}
    return tuple(sorted(known[name].pair(label) for name, label in fixed.items()))


def add_margins(counts: Counts) -> Counts:
    """Return the counts with the sum along each axis appended to it."""
    for axis in range(counts.ndim):
        counts = np.concatenate([counts, counts.sum(axis=axis, keepdims=True)], axis=axis)
    return counts


def shared_dimensions(tables: Iterable[Table]) -> dict[str, Dimension]:
    """Return the dimensions of several tables by name, each with one set of categories."""
    found: dict[str, Dimension] = {}
    for table in tables:
        for dimension in table.dimensions:
            other = found.setdefault(dimension.name, dimension)
            if _meaning(other) != _meaning(dimension):
                raise DisclosureCode.DIFFERENT_CATEGORIES.error(
                    Place(field=f"{table.name}.{dimension.name}"), dimension=dimension.name
                )
    return found


def _meaning(dimension: Dimension) -> tuple[frozenset[str], str | None, frozenset[object]]:
    return frozenset(dimension.categories), dimension.rest, frozenset(dimension.same)


def _position(table: Table, labels: tuple[str, ...]) -> int:
    try:
        axes = [d.categories.index(x) for d, x in zip(table.dimensions, labels, strict=True)]
    except ValueError:
        place = Place(field=table.name)
        raise DisclosureCode.UNKNOWN_CATEGORY.error(place, table=table.name) from None
    return int(np.ravel_multi_index(axes, table.shape))


def _whole(table: str, count: object) -> int:
    if isinstance(count, bool) or not isinstance(count, int | np.integer):
        raise DisclosureCode.NOT_WHOLE.error(Place(field=table), table=table)
    return int(count)


def _flatten(table: str, rows: Nested, shape: tuple[int, ...]) -> list[int]:
    if not shape:
        return [rows]  # type: ignore[list-item] # the table checks that it is a whole number
    if isinstance(rows, int) or len(rows) != shape[0]:
        raise DisclosureCode.WRONG_SHAPE.error(Place(field=table), table=table)
    return [count for row in rows for count in _flatten(table, row, shape[1:])]


def _refuse_duplicates(labels: Sequence[str], where: str) -> None:
    for place, label in enumerate(labels):
        if label in labels[:place]:
            raise DisclosureCode.DUPLICATE_LABEL.error(Place(field=where), label=label)
