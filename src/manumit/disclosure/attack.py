"""The attack: what a reader can compute from a release, by linear programming over all its tables.

The attacker knows every published value, all sums within and between tables, the rule, which cells
are structural, and that counts are whole numbers. For each suppressed cell the smallest and the
largest value that fit are computed (the *attacker's problem*: Hundepool et al., Statistical
Disclosure Control, Wiley, 2012; Fischetti & Salazar, J. Am. Stat. Assoc. 95, 2000).
"""

import enum
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from manumit.disclosure.codes import DisclosureCode
from manumit.disclosure.layout import Layout, Line, Mask, Numbers
from manumit.disclosure.model import Cell, Counts
from manumit.disclosure.published import PublishedRelease
from manumit.disclosure.rule import Rule, Zeros
from manumit.disclosure.system import System
from manumit.errors import Place

_MANY = 20
_PAYING = 0.95

type Target = tuple[int, ...]
"""Numbers of the cells whose sum is attacked."""


class LeakKind(enum.Enum):
    """What kind of quantity an attacker narrowed."""

    CELL = "cell"
    """A suppressed cell, or a small one that was published."""

    REST = "rest"
    """All of a line but one cell: if it is known to be small, (nearly) everybody of the line is
    known to be in that one cell (group disclosure)."""

    CHANGE = "change"
    """The number of persons in a cell of one release and not of the other."""


@dataclass(frozen=True, slots=True)
class Leak:
    """Something that an attacker learns. Confidential: it names a small group.

    Attributes:
        kind: what was attacked.
        cells: the cell, or the cells whose sum was attacked.
        low: smallest possible value.
        high: largest possible value.
    """

    kind: LeakKind
    cells: tuple[Cell, ...]
    low: int
    high: int

    @property
    def exact(self) -> bool:
        """Return whether the value is known exactly."""
        return self.low == self.high


@dataclass(frozen=True, slots=True)
class Audit:
    """Result of an attack.

    Attributes:
        attacked: number of quantities attacked.
        leaks: what was learned; empty if the release withstood the attack.
    """

    attacked: int
    leaks: tuple[Leak, ...]

    @property
    def safe(self) -> bool:
        """Return whether the attack found nothing."""
        return not self.leaks


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What a reader of one release, or of two, knows.

    Attributes:
        layout: the cells and their sums.
        rule: of the release.
        values: by number; those of hidden cells are never used.
        hidden: which cells are suppressed.
        structural: which cells are empty by definition.
        least: the smallest value that each cell can have if it is hidden.
    """

    layout: Layout
    rule: Rule
    values: Counts = field(repr=False)
    hidden: Mask
    structural: Mask
    least: Counts


class Attacker:
    """A reader, with the whole-number tables found so far that fit what was published.

    A table that fits stays possible when more cells are suppressed, so the tables found (`points`)
    prove at little cost that most cells are safe; only the others need linear programs.

    Args:
        knowledge: what the reader knows.
        points: tables that fit, as columns; one is searched if none is given.
    """

    def __init__(self, knowledge: Knowledge, points: Counts | None = None) -> None:
        self.layout, self.rule = knowledge.layout, knowledge.rule
        self.hidden, self.structural = knowledge.hidden.copy(), knowledge.structural
        self._smallest = knowledge.least
        self._known = np.where(self.hidden, 0, knowledge.values)
        self._parts: dict[int, tuple[Numbers, System]] = {}
        self._part_of = connected_parts(self.layout.equations, self.hidden)
        self._points = self._find_fit().reshape(-1, 1) if points is None else points
        self._used = self._points.shape[1]

    def targets(self) -> list[Target]:
        """Return all quantities to attack: suppressed and published small cells, rests of lines."""
        least = 0 if self.rule.zeros is Zeros.HIDE else 1
        small = (self._known >= least) & (self._known < self.rule.threshold) & ~self.structural
        found: dict[Target, None] = {
            (int(place),): None for place in np.flatnonzero(self.hidden | small)
        }
        for line in self.layout.lines:
            found.update(dict.fromkeys(self._rests(line)))
        return list(found)

    def range_shown(self, target: Target) -> tuple[int, int]:
        """Return the smallest and largest value of the target among the tables found so far."""
        sums = self._points[list(target), : self._used].sum(axis=0)
        return int(sums.min()), int(sums.max())

    def attack(self, target: Target) -> Leak | None:
        """Return what the attacker learns about the target, or None if it is protected."""
        # Limits from the solver prove what is impossible; only tables that fit prove protection.
        if self.rule.open(*self.range_shown(target)):
            return None
        high = self.bound(target, largest=True)
        if self.rule.open(*self.range_shown(target)):
            return None
        low = self.bound(target, largest=False)
        if low >= self.rule.threshold or self.rule.open(*self.range_shown(target)):
            return None
        shown_zero = not self.hidden[target[0]] and self._known[target[0]] == 0
        kind = LeakKind.REST if len(target) > 1 or shown_zero else LeakKind.CELL
        return Leak(kind, tuple(self.layout.cells[place] for place in target), low, high)

    def bound(self, target: Target, *, largest: bool) -> int:
        """Return the largest or smallest value of the target that fits what is known."""
        free = self._free(target)
        fixed = int(sum(self._known[place] for place in target))
        if not free:
            return fixed
        sign = -1 if largest else 1
        return fixed + sign * self._least(dict.fromkeys(free, sign))

    def survey(self, targets: Iterable[Target]) -> None:
        """Look for tables that prove many targets safe at once, while that pays.

        Each linear program pulls all targets of a part that are not yet proven, with random weights
        (of a fixed seed), to where they must go; each table found serves many of them.
        """
        weights = np.random.default_rng(0)
        pending, before = [x for x in targets if self._free(x)], np.inf
        while len(pending) < before * _PAYING:
            before = len(pending)
            pending = [x for x in pending if not self.rule.open(*self.range_shown(x))]
            pulls: dict[int, dict[int, int]] = {}
            for target in pending:
                free = self._free(target)
                pull = 1 if self.range_shown(target)[1] >= self.rule.threshold else -1
                part = pulls.setdefault(int(self._part_of[free[0]]), {})
                part.update(dict.fromkeys(free, pull * int(weights.integers(1, 100))))
            for part in pulls.values():
                if len(part) > _MANY:
                    self._least(part)

    def add_point(self, point: Counts) -> None:
        """Store a table that fits what was published."""
        if self._used == self._points.shape[1]:
            room = np.zeros((len(self.layout.cells), max(16, self._used)), dtype=np.int64)
            self._points = np.hstack([self._points, room])
        self._points[:, self._used] = point
        self._used += 1

    def hide(self, places: Iterable[int]) -> None:
        """Suppress more cells."""
        numbers = list(places)
        if not self.hidden[numbers].all():
            self.hidden[numbers] = True
            self._known[numbers] = 0
            self._parts.clear()
            self._part_of = connected_parts(self.layout.equations, self.hidden)

    def showing(self, place: int, value: int) -> "Attacker":
        """Return an attacker who also knows the value of one more cell."""
        hidden, known = self.hidden.copy(), self._known.copy()
        hidden[place], known[place] = False, value
        points = self._points[:, : self._used]
        knowledge = Knowledge(
            self.layout, self.rule, known, hidden, self.structural, self._smallest
        )
        return Attacker(knowledge, points[:, points[place] == value])

    def _free(self, target: Target) -> list[int]:
        return [place for place in target if self.hidden[place]]

    def _least(self, weights: Mapping[int, int]) -> int:
        """Return the least weighted sum of suppressed cells of one part; store the table found."""
        free = list(weights)
        places, system = self._part(int(self._part_of[free[0]]))
        objective = np.zeros(places.size, dtype=np.int64)
        objective[np.searchsorted(places, free)] = list(weights.values())
        least = system.least(objective)
        if least is None:
            raise DisclosureCode.CONTRADICTION.error(Place())
        if least.point is not None:
            point = self._points[:, 0].copy()
            point[places] = least.point
            self.add_point(point)
        return least.bound

    def _rests(self, line: Line) -> Iterable[Target]:
        """Yield the sums of a line without one child, if only suppressed cells and zeros remain."""
        possible = [child for child in line.children if not self.structural[child]]
        positive = [x for x in possible if not self.hidden[x] and self._known[x] > 0]
        if len(positive) > 1 or (not self.hidden[line.parent] and not self._known[line.parent]):
            return
        for child in positive or [x for x in possible if self.hidden[x]]:
            others = tuple(x for x in possible if x != child)
            unseen = sum(bool(self.hidden[x]) for x in others)
            if self.rule.zeros is Zeros.PUBLISH:
                others = tuple(x for x in others if self.hidden[x])
            if unseen != 1 and others:
                yield others

    def _part(self, part: int) -> tuple[Numbers, System]:
        if part not in self._parts:
            places = np.flatnonzero(self._part_of == part)
            equations = self.layout.equations
            inner = equations[:, places]
            rows = np.flatnonzero(np.diff(inner.indptr))
            known = -(equations[rows] @ self._known)
            high = np.full(places.size, self._known[self.layout.total], dtype=np.int64)
            self._parts[part] = (
                places,
                System(inner[rows], known, known, self._smallest[places], high),
            )
        return self._parts[part]

    def _find_fit(self) -> Counts:
        point = self._known.copy()
        for part in np.unique(self._part_of[self.hidden]):
            places, system = self._part(int(part))
            least = system.least(np.zeros(places.size, dtype=np.int64))
            if least is None or least.point is None:
                raise DisclosureCode.CONTRADICTION.error(Place())
            point[places] = least.point
        if (self.layout.equations @ point).any():
            raise DisclosureCode.CONTRADICTION.error(Place())
        return point


def connected_parts(equations: csr_array, free: Mask) -> Numbers:
    """Return the number of each free cell's part; parts share no equation; -1: not free."""
    places = np.flatnonzero(free)
    inner = abs(equations[:, places])
    _, labels = connected_components(inner.T @ inner, directed=False)
    parts = np.full(free.size, -1, dtype=np.intp)
    parts[places] = labels
    return parts


def least_hidden(layout: Layout, rule: Rule, filled: frozenset[Cell]) -> Counts:
    """Return the smallest value that each cell can have if it is suppressed."""
    least = np.full(len(layout.cells), rule.least_hidden, dtype=np.int64)
    least[[place for place, key in enumerate(layout.cells) if key in filled]] = 1
    return least


def read(published: PublishedRelease) -> Knowledge:
    """Return what a reader of a release can know, as the starting point of an attack."""
    layout = Layout.of([table.dimensions for table in published.tables])
    tables = [np.array([-1 if v is None else v for v in t.values]) for t in published.tables]
    values = np.full(len(layout.cells), -1, dtype=np.int64)
    for grid, table in zip(layout.grids, tables, strict=True):
        np.maximum.at(values, grid, table)  # shown in one table is shown
    for grid, table in zip(layout.grids, tables, strict=True):
        if ((values[grid] != table) & (table >= 0)).any():
            raise DisclosureCode.CONTRADICTION.error(Place())
    if values[layout.total] < 0:
        raise DisclosureCode.CANNOT_HIDE.error(Place())
    least = least_hidden(layout, published.rule, published.filled)
    structural = layout.structural(published.structural)
    return Knowledge(layout, published.rule, values, values < 0, structural, least)


def audit(published: PublishedRelease) -> Audit:
    """Attack a release with all its tables together.

    Args:
        published: what a reader sees.

    Returns:
        Every suppressed cell, and every rest of a line, that can be narrowed beyond the protection
        of the rule, with its smallest and largest possible value.

    Raises:
        InputError: D112, if the values contradict each other.
    """
    attacker = Attacker(read(published))
    targets = attacker.targets()
    attacker.survey(targets)
    found = (attacker.attack(target) for target in targets)
    return Audit(len(targets), tuple(leak for leak in found if leak is not None))


def intervals(published: PublishedRelease) -> dict[Cell, tuple[int, int]]:
    """Return the smallest and largest value of each suppressed cell that fit the release."""
    attacker = Attacker(read(published))
    return {
        attacker.layout.cells[place]: (
            attacker.bound((int(place),), largest=False),
            attacker.bound((int(place),), largest=True),
        )
        for place in np.flatnonzero(attacker.hidden)
    }
