"""Differencing: releases of nearly the same population, subtracted.

A cumulative table published again after one more case reveals all about that case. The attacker
supposes that each smaller population is part of the next larger one, so that no count fell, and
solves all releases together with the unknown change of every cell that neighbours share.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import Final

import numpy as np

from manumit.disclosure.attack import Attacker, Audit, Knowledge, Leak, LeakKind, Target, read
from manumit.disclosure.codes import DisclosureCode
from manumit.disclosure.layout import Layout, Line, equations_of
from manumit.disclosure.model import Cell, Counts, Dimension
from manumit.disclosure.published import PublishedRelease
from manumit.errors import InputError

_PART: Final = "\uffff part"
"""Names the cells of the smaller releases and of the changes; sorts after all dimensions."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What a reader can compute from several releases together.

    Attributes:
        nested: whether each smaller population can be a part of the next larger one; if not, only
            published counts were subtracted.
        releases: the attack on the suppressed cells of each release, in the order given, with the
            help of the others.
        change: cells in which a small number of persons is known to have come or gone.
    """

    nested: bool
    releases: tuple[Audit, ...]
    change: Audit

    @property
    def first(self) -> Audit:
        """Return the attack on the first release, with the help of the others."""
        return self.releases[0]

    @property
    def second(self) -> Audit:
        """Return the attack on the second release, with the help of the others."""
        return self.releases[1]

    @property
    def safe(self) -> bool:
        """Return whether the attack found nothing."""
        return self.change.safe and all(audit.safe for audit in self.releases)


def difference_attack(
    first: PublishedRelease, second: PublishedRelease, *others: PublishedRelease
) -> Difference:
    """Attack two or more releases together.

    Cells of the same name are compared. Where a dimension has other categories in the next
    release, those that both have are compared, but for a merged rest (see ``Dimension.rest``).

    Args:
        first: a release.
        second: another one of the same or of nearly the same population.
        others: further ones.

    Returns:
        What a reader of all learns about cells suppressed in one, and about the persons who are
        counted in one only.

    Raises:
        InputError: D112, if the values of one release contradict each other.
    """
    releases = (first, second, *others)
    for one in releases:
        Attacker(read(one))  # each must make sense on its own
    return _together(releases) or _in_parts(releases)


def _together(releases: Sequence[PublishedRelease]) -> Difference | None:
    """Attack releases together; None for three or more that cannot be parts of each other."""
    known = [read(release) for release in releases]
    order = sorted(range(len(known)), key=lambda x: int(known[x].values[known[x].layout.total]))
    joint = _Joint([releases[x] for x in order], [known[x] for x in order])
    attacker = joint.attacker()
    if attacker is None:
        return None if len(releases) > 2 else _subtracted(releases, known)  # noqa: PLR2004 - a pair
    audits = {
        place: _audit(attacker, Attacker(known[place]), joint.places[number])
        for number, place in enumerate(order)
    }
    return Difference(
        nested=True,
        releases=tuple(audits[place] for place in range(len(known))),
        change=joint.changes(attacker),
    )


class _Joint:
    """Releases and their differences as one layout: each is the one before it plus a change.

    Args:
        releases: the smallest population first.
        known: what is known of each.
    """

    def __init__(self, releases: Sequence[PublishedRelease], known: Sequence[Knowledge]) -> None:
        self._known = known
        self._shared = _compared(list(zip(releases, known, strict=True)))
        # The largest release comes first: its total bounds every value.
        self.places: dict[int, range] = {}
        end = 0
        for number in reversed(range(len(known))):
            self.places[number] = range(end, end + len(known[number].layout.cells))
            end = self.places[number].stop
        self._changes: dict[tuple[int, int], range] = {}
        for pair, shared in self._shared.items():
            self._changes[pair] = range(end, end + len(shared))
            end = self._changes[pair].stop

    def attacker(self) -> Attacker | None:
        """Return a reader of all, or None if the populations cannot be parts of each other."""
        changes = np.concatenate([self._known_changes(pair) for pair in self._shared])
        if (changes < -1).any():
            return None
        parts = [self._known[number] for number in reversed(range(len(self._known)))]
        values = np.concatenate([*(part.values for part in parts), changes])
        rest = np.zeros(changes.size, dtype=np.int64)
        knowledge = Knowledge(
            self._layout(),
            max((part.rule for part in parts), key=lambda rule: rule.threshold),
            values,
            values < 0,
            np.concatenate([*(part.structural for part in parts), rest > 0]),
            np.concatenate([*(part.least for part in parts), rest]),
        )
        try:
            return Attacker(knowledge)
        except InputError as error:
            if error.problems[0].code != DisclosureCode.CONTRADICTION.code:
                raise
            return None

    def changes(self, attacker: Attacker) -> Audit:
        """Return the cells in which a small number of persons is known to have come or gone."""
        leaks, attacked = [], 0
        for key, target in self._targets():
            attacked += 1
            if attacker.range_shown(target)[0] == 0:
                continue
            low = attacker.bound(target, largest=False)
            high = attacker.bound(target, largest=True) if low else 0
            if low and attacker.rule.narrowed(low, high):
                leaks.append(Leak(LeakKind.CHANGE, (key,), low, high))
        return Audit(attacked, tuple(leaks))

    def _targets(self) -> list[tuple[Cell, Target]]:
        """Return the change of every cell between any two releases that have it."""
        numbers = {
            pair: dict(zip(shared, self._changes[pair], strict=True))
            for pair, shared in self._shared.items()
        }
        found: list[tuple[Cell, Target]] = [
            (key, (place,)) for one in numbers.values() for key, place in one.items()
        ]
        for start, stop in combinations(range(len(self._known)), 2):
            if stop - start > 1:
                span = [numbers[pair] for pair in pairwise(range(start, stop + 1))]
                common = set(span[0]).intersection(*span[1:])
                found += [(key, tuple(one[key] for one in span)) for key in sorted(common)]
        return found

    def _known_changes(self, pair: tuple[int, int]) -> Counts:
        """Return differences where both counts are published; -1 unknown, below -1 if it fell."""
        small, large = (self._known[number] for number in pair)
        one, two = self._numbers(pair)
        before, after = small.values[one], large.values[two]
        unknown = small.hidden[one] | large.hidden[two]
        return np.where(unknown, -1, np.where(after < before, -2, after - before))

    def _numbers(self, pair: tuple[int, int]) -> tuple[list[int], list[int]]:
        """Return the numbers of the shared cells in a smaller and in a larger release."""
        found = []
        for part in (self._known[number] for number in pair):
            places = {key: place for place, key in enumerate(part.layout.cells)}
            found.append([places[key] for key in self._shared[pair]])
        return found[0], found[1]

    def _layout(self) -> Layout:
        cells: list[Cell] = []
        lines: list[Line] = []
        last = len(self._known) - 1
        for number, places in self.places.items():
            layout = self._known[number].layout
            mark = () if number == last else ((_PART, str(number)),)
            cells += [(*key, *mark) for key in layout.cells]
            lines += [
                Line(line.parent + places.start, tuple(x + places.start for x in line.children))
                for line in layout.lines
            ]
        for pair, changes in self._changes.items():
            one, two = self._numbers(pair)
            small, large = (self.places[number].start for number in pair)
            cells += [(*key, (_PART, f"change {pair}")) for key in self._shared[pair]]
            lines += [
                Line(large + y, (small + x, z)) for x, y, z in zip(one, two, changes, strict=True)
            ]
        level = np.zeros(len(cells), dtype=np.intp)
        return Layout(tuple(cells), (), tuple(lines), equations_of(lines, len(cells)), level)


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


type Known = tuple[PublishedRelease, Knowledge]


def _shared(first: Known, second: Known) -> list[Cell]:
    """Return the cells that mean the same in both releases."""
    one, two = _dimensions(first[0]), _dimensions(second[0])
    unlike = {
        (name, rest)
        for name in one.keys() & two.keys()
        if set(one[name].categories) != set(two[name].categories)
        for rest in (one[name].rest, two[name].rest)
    }
    common = set(first[1].layout.cells) & set(second[1].layout.cells)
    return sorted(key for key in common if not unlike.intersection(key))


def _compared(known: Sequence[Known]) -> dict[tuple[int, int], list[Cell]]:
    """Return the cells whose change is unknown, by the numbers of the two releases.

    Neighbours are compared. Others are compared in the cells that a release between them lacks:
    elsewhere their change is the sum of the changes between neighbours.
    """
    found = {pair: _shared(known[pair[0]], known[pair[1]]) for pair in pairwise(range(len(known)))}
    for start, stop in combinations(range(len(known)), 2):
        if stop - start > 1:
            steps = [set(found[pair]) for pair in pairwise(range(start, stop + 1))]
            along = steps[0].intersection(*steps[1:])
            every = _shared(known[start], known[stop])
            found[start, stop] = [key for key in every if key not in along]
    return found


def _dimensions(release: PublishedRelease) -> dict[str, Dimension]:
    return {dimension.name: dimension for table in release.tables for dimension in table.dimensions}


def _in_parts(releases: Sequence[PublishedRelease]) -> Difference:
    """Attack several releases that are not all nested: in the largest groups that are, and pairs.

    One correction, or one person who left, must not hide what the other releases tell together.
    """
    leaks: list[dict[Leak, None]] = [{} for _ in releases]
    attacked, change, changes = [0 for _ in releases], dict[Leak, None](), 0
    known: list[set[int]] = []
    # All sizes would be too many groups to attack: one that is out of step is the usual case.
    for size in sorted({len(releases) - 1, *range(2, min(len(releases), 4))}, reverse=True):
        for places in combinations(range(len(releases)), size):
            if any(one.issuperset(places) for one in known):
                continue
            found = _together([releases[place] for place in places])
            if found is None:
                continue
            known.append(set(places))
            for place, audit in zip(places, found.releases, strict=True):
                attacked[place] = audit.attacked
                leaks[place] |= dict.fromkeys(audit.leaks)
            changes += found.change.attacked
            change |= dict.fromkeys(found.change.leaks)
    audits = (Audit(n, tuple(one)) for n, one in zip(attacked, leaks, strict=True))
    return Difference(nested=False, releases=tuple(audits), change=Audit(changes, tuple(change)))


def _subtracted(releases: Sequence[PublishedRelease], known: Sequence[Knowledge]) -> Difference:
    """Subtract the published counts of two releases whose populations are not nested."""
    one, two = known
    shared = _shared(*zip(releases, known, strict=True))
    before = dict(zip(one.layout.cells, one.values, strict=True))
    after = dict(zip(two.layout.cells, two.values, strict=True))
    threshold = max(one.rule.threshold, two.rule.threshold)
    leaks = []
    for key in shared:
        change = abs(int(after[key] - before[key]))
        if min(before[key], after[key]) >= 0 and 0 < change < threshold:
            leaks.append(Leak(LeakKind.CHANGE, (key,), change, change))
    return Difference(
        nested=False,
        releases=(_alone(one), _alone(two)),
        change=Audit(len(shared), tuple(leaks)),
    )


def _alone(knowledge: Knowledge) -> Audit:
    attacker = Attacker(knowledge)
    return _audit(attacker, attacker, range(len(knowledge.layout.cells)))
