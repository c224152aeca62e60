"""Choose what to suppress so that the attack of :mod:`manumit.disclosure.attack` finds nothing.

Primary cells are the small ones. Then every suppressed quantity is attacked; for one that is not
protected, the cheapest set of changes to the table is sought that moves it far enough while all
sums still hold, and the cells that change are suppressed. The changed table is the proof: it fits
everything published, so no attacker can rule it out. (Network and linear-programming heuristics
for linked tables: Kelly, Golden & Assad, Networks 22, 1992; Castro, INFORMS J. Comput. 19, 2007.)
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.sparse import csr_array, hstack, vstack

from manumit.disclosure.attack import (
    Attacker,
    Knowledge,
    Target,
    connected_parts,
    least_hidden,
)
from manumit.disclosure.codes import DisclosureCode
from manumit.disclosure.layout import Layout, Mask
from manumit.disclosure.model import Cell, Counts, Release, Table, cell_of
from manumit.disclosure.published import (
    ProtectionReport,
    PublishedRelease,
    PublishedTable,
    shown_share,
)
from manumit.disclosure.rule import Rule, Zeros
from manumit.disclosure.system import Floats, System
from manumit.errors import InputError, Place

_ALREADY_HIDDEN = 1e-3
_PER_LEVEL = 30.0
_TOO_FEW = {
    one.code for one in (DisclosureCode.TOTAL_TOO_SMALL, DisclosureCode.CANNOT_BE_PROTECTED)
}


@dataclass(frozen=True, slots=True)
class Protected:
    """A protected release.

    Attributes:
        published: for readers.
        report: for the statistician only.
    """

    published: PublishedRelease
    report: ProtectionReport = field(repr=False)


def protect_tables(tables: Sequence[Table], threshold: int) -> tuple[PublishedTable, ...]:
    """Suppress small cells of tables, and others; return none where too few persons are counted.

    Args:
        tables: all tables of one population that are published together.
        threshold: a cell with fewer persons is small.

    Raises:
        InputError: all but D110 and D111: tables that are made wrong, which is no small count.
    """
    try:
        return protect(Release(tuple(tables)), Rule(threshold=threshold)).published.tables
    except InputError as wrong:
        if {one.code for one in wrong.problems} <= _TOO_FEW:
            return ()
        raise


def protect(release: Release, rule: Rule | None = None, *, hide: Iterable[Cell] = ()) -> Protected:
    """Suppress small cells, and others until no reader can compute a small one.

    Args:
        release: all tables of one population that are published together.
        rule: threshold and zeros; the default is 11 and ``Zeros.HIDE_REVEALING``.
        hide: cells to suppress in any case, such as those suppressed in last year's release.

    Returns:
        The tables that may be published (``audit`` finds nothing in them) and what it cost. The
        same input gives the same output; so does any order of tables and categories.

    Raises:
        InputError: D110 if fewer persons than the threshold are counted in all, D111 if nothing
            protects the tables, D115 if a cell of ``hide`` cannot be hidden.
    """
    rule = rule or Rule()
    if release.total < rule.threshold:
        raise DisclosureCode.TOTAL_TOO_SMALL.error(Place())
    declared = _cells(release, lambda table: table.always_shown)
    filled = _cells(release, lambda table: table.zeros_shown) - declared
    defender = _Defender(release, rule, declared, filled)
    requested = _requested(defender, hide)
    defender.attacker.hide(requested)
    defender.suppress()
    defender.show_needless(requested)
    tables = _published(release, defender)
    return Protected(PublishedRelease(tables, rule, declared, filled), _report(defender, tables))


class _Defender:
    """The tables, and an attacker whose knowledge shrinks until nothing leaks."""

    def __init__(
        self,
        release: Release,
        rule: Rule,
        declared: frozenset[Cell],
        filled: frozenset[Cell] = frozenset(),
    ) -> None:
        self.rule = rule
        self.layout = Layout.of([table.dimensions for table in release.tables])
        self.truth = self.layout.spread([table.with_margins() for table in release.tables])
        self.structural = self.layout.structural(declared)
        least = 0 if rule.zeros is Zeros.HIDE else 1
        self.primary = (self.truth >= least) & (self.truth < rule.threshold) & ~self.structural
        self.least = least_hidden(self.layout, rule, filled)
        knowledge = Knowledge(
            self.layout,
            rule,
            self.truth,
            self.primary,
            self.structural,
            self.least,
        )
        self.attacker = Attacker(knowledge, self.truth.reshape(-1, 1))

    def suppress(self) -> None:
        """Suppress until no quantity leaks."""
        again = True
        while again:
            again = False
            targets = self.attacker.targets()
            self.attacker.survey(targets)
            for target in targets:
                if self.attacker.attack(target) is not None:
                    self._defend(target)
                    again = True

    def show_needless(self, kept: Iterable[int]) -> None:
        """Publish suppressed cells again that protect nothing, the greatest loss first."""
        costs = self._losses()
        secondary = self.attacker.hidden & ~self.primary
        secondary[list(kept)] = False
        for place in sorted(np.flatnonzero(secondary), key=lambda x: (-costs[x], x)):
            attacker = self.attacker.showing(int(place), int(self.truth[place]))
            if all(attacker.attack(target) is None for target in attacker.targets()):
                self.attacker = attacker

    def _defend(self, target: Target) -> None:
        """Suppress cells that protect one quantity; totals only if no other cell does."""
        for totals in (False, True):
            movable = self._movable(totals=totals)
            if self._reach_threshold(target, movable) and (
                self.attacker.attack(target) is None or self._widen(target, movable)
            ):
                return
        raise DisclosureCode.CANNOT_BE_PROTECTED.error(Place())

    def _movable(self, *, totals: bool) -> Mask:
        """Return the cells whose value may change: those suppressed, and those that may yet be."""
        movable = ~self.structural
        if self.rule.zeros is Zeros.PUBLISH:
            movable &= self.truth > 0
        if not totals:
            movable &= (self.layout.level == 0) | self.attacker.hidden
        movable[self.layout.total] = False
        return movable

    def _reach_threshold(self, target: Target, movable: Mask) -> bool:
        """Make it possible that the quantity is large enough to be published."""
        if self.attacker.range_shown(target)[1] >= self.rule.threshold:
            return True
        return self._accept([self._move(target, movable, low=self.rule.threshold)])

    def _widen(self, target: Target, movable: Mask) -> bool:
        """Make as many values possible as the threshold counts."""
        low, high = self.attacker.range_shown(target)
        width = self.rule.threshold - 1
        up = self._move(target, movable, low=low + width)
        down = self._move(target, movable, high=high - width)
        if up is not None or down is not None:
            return self._accept([min((x for x in (up, down) if x is not None), key=lambda x: x[0])])
        return self._widen_both_ways(target, movable)

    def _widen_both_ways(self, target: Target, movable: Mask) -> bool:
        """Widen the target in both directions as far as possible, if one alone is not enough."""
        low, high = self.attacker.range_shown(target)
        moves = []
        while high - low < self.rule.threshold - 1:
            up = self._move(target, movable, low=high + 1)
            down = self._move(target, movable, high=low - 1)
            if up is None and down is None:
                return False
            if up is not None:
                moves.append(up)
                high += 1
            if down is not None:
                moves.append(down)
                low -= 1
        return self._accept(moves)

    def _accept(self, moves: Sequence[tuple[float, Counts] | None]) -> bool:
        if any(move is None for move in moves):
            return False
        for _, change in (move for move in moves if move is not None):
            self.attacker.hide(int(place) for place in np.flatnonzero(change))
            self.attacker.add_point(self.truth + change)
        return True

    def _move(
        self, target: Target, movable: Mask, *, low: int | None = None, high: int | None = None
    ) -> tuple[float, Counts] | None:
        """Return the cheapest change of tables that moves the target to ``low`` or ``high``.

        Returns:
            The cost and the change by cell, or None if no change does.
        """
        parts = connected_parts(self.layout.equations, movable)
        reached = [place for place in target if movable[place]]
        places = np.flatnonzero(np.isin(parts, parts[reached]) & movable)
        if not reached or (low is None and high is not None and high < 0):
            return None
        now, far = int(self.truth[list(target)].sum()), int(self.truth[self.layout.total])
        least = -far if low is None else low - now
        most = far if high is None else high - now
        aim = csr_array(np.isin(places, reached).astype(np.int64).reshape(1, -1))
        inner = self.layout.equations[:, places]
        rows = np.flatnonzero(np.diff(inner.indptr))
        matrix = vstack([inner[rows], aim], format="csr")
        zeros = np.zeros(rows.size, dtype=np.int64)
        system = System(
            hstack([matrix, -matrix], format="csr"),
            np.append(zeros, least),
            np.append(zeros, most),
            np.zeros(2 * places.size, dtype=np.int64),
            np.concatenate([np.full(places.size, far), self.truth[places] - self.least[places]]),
        )
        costs = np.where(self.attacker.hidden, _ALREADY_HIDDEN, self._losses())[places]
        found = system.cheapest(np.concatenate([costs, costs]))
        if found is None:
            return None
        change = np.zeros(self.truth.size, dtype=np.int64)
        change[places] = found[1][: places.size] - found[1][places.size :]
        return found[0], change

    def _losses(self) -> Floats:
        """Return the loss of suppressing each cell; larger counts and totals cost more."""
        losses: Floats = (1.0 + np.log10(1.0 + self.truth)) * _PER_LEVEL**self.layout.level
        return losses


def _cells(
    release: Release, chosen: Callable[[Table], Iterable[tuple[str, ...]]]
) -> frozenset[Cell]:
    """Return the cells of the combinations that are chosen in each table."""
    return frozenset(
        cell_of(
            table.dimensions, dict(zip((d.name for d in table.dimensions), labels, strict=True))
        )
        for table in release.tables
        for labels in chosen(table)
    )


def _requested(defender: _Defender, hide: Iterable[Cell]) -> list[int]:
    allowed = defender.truth >= defender.rule.least_hidden
    allowed &= ~defender.structural
    allowed[defender.layout.total] = False
    number = {key: place for place, key in enumerate(defender.layout.cells) if allowed[place]}
    wanted = sorted(set(hide))
    if not number.keys() >= set(wanted):
        raise DisclosureCode.CANNOT_HIDE.error(Place())
    return [number[key] for key in wanted]


def _published(release: Release, defender: _Defender) -> tuple[PublishedTable, ...]:
    return tuple(
        PublishedTable(
            table.name,
            table.dimensions,
            tuple(
                None if defender.attacker.hidden[place] else int(defender.truth[place])
                for place in grid
            ),
        )
        for table, grid in zip(release.tables, defender.layout.grids, strict=True)
    )


def _report(defender: _Defender, tables: tuple[PublishedTable, ...]) -> ProtectionReport:
    hidden, primary = defender.attacker.hidden, defender.primary
    return ProtectionReport(
        threshold=defender.rule.threshold,
        cells=hidden.size,
        primary=int(primary.sum()),
        secondary=int((hidden & ~primary).sum()),
        margins=int((hidden & (defender.layout.level > 0)).sum()),
        persons_shown=shown_share(tables),
    )
