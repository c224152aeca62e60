"""Types for what leaves the institution: values that may be published, and nothing else.

These types hold no true count of a suppressed cell and no mark by which a small cell differs from
one suppressed to protect it; reports and charts are given these and never a :class:`Table`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product

import numpy as np

from manumit.disclosure.codes import DisclosureCode
from manumit.disclosure.model import Cell, Dimension, cell_of, cells_with_margins
from manumit.disclosure.rule import Rule
from manumit.errors import Place

type Value = int | None
"""A published count, or None where it is suppressed."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: its labels (None = total) and its values in the order of the header."""

    labels: tuple[str | None, ...]
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Share:
    """A share of persons with the denominator named; None where it would undo a suppression.

    Attributes:
        labels: one for each dimension.
        percent: 0 to 100, or None if numerator or denominator is suppressed or nobody is counted.
        denominator: the cell that is 100 %; ``()`` is everybody counted.
        of: the denominator's count, if published.
    """

    labels: tuple[str, ...]
    percent: float | None
    denominator: Cell
    of: Value


@dataclass(frozen=True, slots=True)
class PublishedTable:
    """A table that may be published.

    Attributes:
        name: title of the table.
        dimensions: as in the table of counts.
        values: values with margins: each axis has a last position for its total, the last axis
            running fastest.
    """

    name: str
    dimensions: tuple[Dimension, ...]
    values: tuple[Value, ...]

    def value(self, fixed: Mapping[str, str]) -> Value:
        """Return the cell or margin that fixes these categories; ``{}`` is the grand total."""
        return self._by_cell()[self._known(fixed)]

    @property
    def cells(self) -> dict[Cell, Value]:
        """Return the inner cells."""
        size = len(self.dimensions)
        return {key: value for key, value in self._by_cell().items() if len(key) == size}

    @property
    def margins(self) -> dict[Cell, Value]:
        """Return the margins, with the grand total."""
        size = len(self.dimensions)
        return {key: value for key, value in self._by_cell().items() if len(key) < size}

    @property
    def header(self) -> tuple[str | None, ...]:
        """Return the labels of the values of a row; None is the total, which the caller names."""
        if len(self.dimensions) == 1:
            return (None,)
        return (*self.dimensions[-1].categories, None)

    def rows(self) -> Iterator[Row]:
        """Yield rows for printing: labels of all dimensions but the last (None: total), values.

        A table of one dimension has one row for each category, with a single value.
        """
        split = max(1, len(self.dimensions) - 1)
        axes = [(*dimension.categories, None) for dimension in self.dimensions[:split]]
        width = len(self.header)
        for place, labels in enumerate(product(*axes)):
            yield Row(labels, self.values[place * width : (place + 1) * width])

    def shares(self, within: tuple[str, ...] = ()) -> tuple[Share, ...]:
        """Return the share of each inner cell in the margin that fixes the dimensions ``within``.

        Both counts are published or the share is not: a share never says more than the counts.
        """
        for name in within:
            if name not in {dimension.name for dimension in self.dimensions}:
                raise DisclosureCode.UNKNOWN_DIMENSION.error(Place(field=self.name), dimension=name)
        found, known = [], self._by_cell()
        for labels in product(*(dimension.categories for dimension in self.dimensions)):
            fixed = dict(zip((d.name for d in self.dimensions), labels, strict=True))
            base = cell_of(self.dimensions, {name: fixed[name] for name in within})
            part, whole = known[cell_of(self.dimensions, fixed)], known[base]
            percent = None if part is None or not whole else 100 * part / whole
            found.append(Share(labels, percent, base, whole))
        return tuple(found)

    def _by_cell(self) -> dict[Cell, Value]:
        return dict(zip(cells_with_margins(self.dimensions), self.values, strict=True))

    def _known(self, fixed: Mapping[str, str]) -> Cell:
        labels = {dimension.name: dimension.categories for dimension in self.dimensions}
        for name, label in fixed.items():
            if name not in labels:
                raise DisclosureCode.UNKNOWN_DIMENSION.error(Place(field=self.name), dimension=name)
            if label not in labels[name]:
                raise DisclosureCode.UNKNOWN_CATEGORY.error(Place(field=self.name), table=self.name)
        return cell_of(self.dimensions, fixed)


@dataclass(frozen=True, slots=True)
class PublishedRelease:
    """The published tables of one population with the rule that they follow.

    Attributes:
        tables: in the order of the release.
        rule: known to every reader.
        structural: cells that are empty by definition, or shown whenever they are empty.
        filled: cells that hold somebody, as every reader knows: an empty one would be shown.
    """

    tables: tuple[PublishedTable, ...]
    rule: Rule
    structural: frozenset[Cell] = frozenset()
    filled: frozenset[Cell] = frozenset()

    def __getitem__(self, name: str) -> PublishedTable:
        """Return the table of that name."""
        return next(table for table in self.tables if table.name == name)

    def hidden(self) -> frozenset[Cell]:
        """Return all cells and margins that are suppressed."""
        return frozenset(
            key
            for table in self.tables
            for key, value in zip(cells_with_margins(table.dimensions), table.values, strict=True)
            if value is None
        )


@dataclass(frozen=True, slots=True)
class ProtectionReport:
    """What protection cost. For the statistician: how many cells are *small* helps an attacker.

    Attributes:
        threshold: of the rule.
        cells: inner cells and margins of all tables, shared ones counted once.
        primary: suppressed because they are small (or an empty cell under ``Zeros.HIDE``).
        secondary: suppressed to protect others.
        margins: of the suppressed, how many are totals of a table.
        persons_shown: share (0 to 1) of the persons who are in a published inner cell, averaged
            over the tables.
    """

    threshold: int
    cells: int
    primary: int
    secondary: int
    margins: int
    persons_shown: float

    @property
    def suppressed_share(self) -> float:
        """Return the share of the cells that are suppressed, 0 to 1."""
        return (self.primary + self.secondary) / self.cells


def shown_share(tables: tuple[PublishedTable, ...]) -> float:
    """Return the share of persons in published inner cells, averaged over the tables."""
    shares = [sum(value or 0 for value in t.cells.values()) / (t.value({}) or 1) for t in tables]
    return float(np.mean(shares))
