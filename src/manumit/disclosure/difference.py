"""Differencing: two releases of nearly the same population, subtracted.

A cumulative table published again after one more case tells all about that case. The attacker
supposes that the smaller population is part of the larger one, so that no count fell, and solves
both releases together with the unknown change of every cell that they share.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from manumit.disclosure.attack import Attacker, Audit, Knowledge, Leak, LeakKind, read
from manumit.disclosure.codes import DisclosureCode
from manumit.disclosure.layout import Layout, Line, equations_of
from manumit.disclosure.model import Cell, Counts, Dimension
from manumit.disclosure.published import PublishedRelease
from manumit.errors import InputError

_PART: Final = "\uffff part"
"""Names the cells of the smaller release and of the change; sorts after all dimensions."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What two releases tell together.

    Attributes:
        nested: whether the smaller population can be a part of the larger one; if not, only
            published counts were subtracted.
        first: attack on the suppressed cells of the first release, with the help of the second.
        second: the other way round.
        change: cells in which a small number of persons is known to have come or gone.
    """

    nested: bool
    first: Audit
    second: Audit
    change: Audit

    @property
    def safe(self) -> bool:
        """Whether the attack found nothing."""
        return self.first.safe and self.second.safe and self.change.safe


def difference_attack(first: PublishedRelease, second: PublishedRelease) -> Difference:
    """Attack two releases together.

    Cells of the same name are compared. Where a dimension has other categories in the second
    release, those that both have are compared, but for a merged rest (see ``Dimension.rest``).

    Args:
        first: a release.
        second: another one of the same or of nearly the same population.

    Returns:
        What a reader of both learns about cells suppressed in one, and about the persons who are
        counted in one only.

    Raises:
        InputError: D112, if the values of one release contradict each other.
    """
    one, two = read(first), read(second)
    Attacker(one), Attacker(two)  # each must make sense on its own
    swapped = one.values[one.layout.total] > two.values[two.layout.total]
    small, large = (two, one) if swapped else (one, two)
    shared = _shared(first, second, small, large)
    joint = _Joint(small, large, shared)
    attacker = joint.attacker()
    if attacker is None:
        return _subtracted(one, two, small, large, shared)
    in_small = _audit(attacker, Attacker(small), joint.small)
    in_large = _audit(attacker, Attacker(large), joint.large)
    change = joint.changes(attacker)
    return Difference(
        nested=True,
        first=in_large if swapped else in_small,
        second=in_small if swapped else in_large,
        change=change,
    )


class _Joint:
    """Both releases and their difference as one layout: large = small + change, cell by cell."""

    def __init__(self, small: Knowledge, large: Knowledge, shared: list[Cell]) -> None:
        self._small, self._large = small, large
        self._shared = shared
        self.large = range(len(large.layout.cells))
        self.small = range(len(self.large), len(self.large) + len(small.layout.cells))
        self.change = range(self.small.stop, self.small.stop + len(shared))
        self._layout = self._joined()

    def attacker(self) -> Attacker | None:
        """A reader of both, or None if the small population cannot be a part of the large."""
        values = np.concatenate([self._large.values, self._small.values, self._known_changes()])
        if (values[self.change.start :] < -1).any():
            return None
        rest = np.zeros(len(self.change), dtype=np.int64)
        knowledge = Knowledge(
            self._layout,
            max(self._small.rule, self._large.rule, key=lambda rule: rule.threshold),
            values,
            values < 0,
            np.concatenate([self._large.structural, self._small.structural, rest > 0]),
            np.concatenate([self._large.least, self._small.least, rest]),
        )
        try:
            return Attacker(knowledge)
        except InputError as error:
            if error.problems[0].code != DisclosureCode.CONTRADICTION.value.code:
                raise
            return None

    def changes(self, attacker: Attacker) -> Audit:
        """Cells in which somebody, but few, are known to have come or gone."""
        leaks = []
        for place, key in zip(self.change, self._shared, strict=True):
            if attacker.range_shown((place,))[0] == 0:
                continue
            low = attacker.bound((place,), largest=False)
            high = attacker.bound((place,), largest=True) if low else 0
            if low and attacker.rule.narrowed(low, high):
                leaks.append(Leak(LeakKind.CHANGE, (key,), low, high))
        return Audit(len(self.change), tuple(leaks))

    def _known_changes(self) -> Counts:
        """Differences where both counts are published; -1 where unknown, below -1 if it fell."""
        large, small = self._numbers()
        before, after = self._small.values[small], self._large.values[large]
        unknown = self._small.hidden[small] | self._large.hidden[large]
        fell = after < before
        return np.where(unknown, -1, np.where(fell, -2, after - before))

    def _numbers(self) -> tuple[list[int], list[int]]:
        large = {key: place for place, key in enumerate(self._large.layout.cells)}
        small = {key: place for place, key in enumerate(self._small.layout.cells)}
        return [large[key] for key in self._shared], [small[key] for key in self._shared]

    def _joined(self) -> Layout:
        shift = self.small.start
        large, small = self._numbers()
        lines = [
            *self._large.layout.lines,
            *(
                Line(line.parent + shift, tuple(child + shift for child in line.children))
                for line in self._small.layout.lines
            ),
            *(Line(x, (y + shift, z)) for x, y, z in zip(large, small, self.change, strict=True)),
        ]
        cells = (
            *self._large.layout.cells,
            *((*key, (_PART, "small")) for key in self._small.layout.cells),
            *((*key, (_PART, "change")) for key in self._shared),
        )
        level = np.zeros(len(cells), dtype=np.intp)
        return Layout(cells, (), tuple(lines), equations_of(lines, len(cells)), level)


def _audit(joint: Attacker, alone: Attacker, numbers: range) -> Audit:
    """Attack the targets of one release with the knowledge of both."""
    leaks = []
    targets = alone.targets()
    for target in targets:
        leak = joint.attack(tuple(numbers[place] for place in target))
        if leak is not None:
            cells = tuple(alone.layout.cells[place] for place in target)
            leaks.append(Leak(leak.kind, cells, leak.low, leak.high))
    return Audit(len(targets), tuple(leaks))


def _shared(
    first: PublishedRelease, second: PublishedRelease, small: Knowledge, large: Knowledge
) -> list[Cell]:
    """Cells that mean the same in both releases."""
    one, two = _dimensions(first), _dimensions(second)
    unlike = {
        (name, rest)
        for name in one.keys() & two.keys()
        if set(one[name].categories) != set(two[name].categories)
        for rest in (one[name].rest, two[name].rest)
    }
    common = set(small.layout.cells) & set(large.layout.cells)
    return sorted(key for key in common if not unlike.intersection(key))


def _dimensions(release: PublishedRelease) -> dict[str, Dimension]:
    return {dimension.name: dimension for table in release.tables for dimension in table.dimensions}


def _subtracted(
    one: Knowledge, two: Knowledge, small: Knowledge, large: Knowledge, shared: list[Cell]
) -> Difference:
    """What plain subtraction of published counts tells, where populations are not nested."""
    before = dict(zip(small.layout.cells, small.values, strict=True))
    after = dict(zip(large.layout.cells, large.values, strict=True))
    threshold = max(one.rule.threshold, two.rule.threshold)
    leaks = []
    for key in shared:
        change = abs(int(after[key] - before[key]))
        if min(before[key], after[key]) >= 0 and 0 < change < threshold:
            leaks.append(Leak(LeakKind.CHANGE, (key,), change, change))
    return Difference(
        nested=False,
        first=_alone(one),
        second=_alone(two),
        change=Audit(len(shared), tuple(leaks)),
    )


def _alone(knowledge: Knowledge) -> Audit:
    attacker = Attacker(knowledge)
    return _audit(attacker, attacker, range(len(knowledge.layout.cells)))
