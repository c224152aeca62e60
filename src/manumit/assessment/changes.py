"""What would change a finding: the smallest sets of answers, written as families.

The rule depends only on how many indicators of each grade are present, so the smallest sets come in
families: "any 2 of these 7". Which *facts* (dimensions, elements) have to change is found by trying
every set of them, at most nine; which answers change one fact follows from its form.
"""

import enum
import itertools
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from manumit.assessment.engine import Finding, Outcome, counts
from manumit.instruments import Counts, Instrument, ItemSet, Strength

ELEMENTS = ("act", "means", "purpose")


class Direction(enum.StrEnum):
    """Which answers change which way.

    RAISE: unknown answers become yes, and the lower bound rises. CLOSE: unknown answers become no,
    and the result is certain at its lower bound. LOWER: yes answers are corrected to no, and the
    lower bound falls. LIFT: no answers are corrected to yes, and the upper bound rises.
    """

    RAISE = "raise"
    CLOSE = "close"
    LOWER = "lower"
    LIFT = "lift"


@dataclass(frozen=True, slots=True, order=True)
class Pick:
    """Any ``count`` of ``codes``."""

    count: int
    codes: tuple[str, ...]


type Family = tuple[Pick, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """One way in which a result would change: all smallest answer sets of one direction.

    Attributes:
        result: ``conclusion``, ``forced_labour``, ``labour_law`` or a dimension id.
        leads_to: what it would then be at least (RAISE, LIFT) or at most (CLOSE, LOWER): a row id
            for the conclusion, else ``yes`` or ``no``.
        size: how many answers each set holds.
        families: alternatives, each of that size.
    """

    result: str
    direction: Direction
    leads_to: str
    size: int
    families: tuple[Family, ...]


def what_would_change(finding: Finding) -> tuple[Change, ...]:
    """Return the smallest sets of answers that would change each result of a finding.

    Returns:
        For the conclusion, signs of forced labour, labour law and each dimension, in this order,
        every direction that is possible.
    """
    found: list[Change] = []
    for direction in Direction:
        found += _conclusion_changes(finding, _Flip.of(finding, direction))
    for fact in ("forced_labour", "labour_law", *finding.lower.dimensions):
        for direction in Direction:
            found += _fact_changes(finding, _Flip.of(finding, direction), fact)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Flip:
    """The answers that may flip in one direction, and the state they flip from."""

    instrument: Instrument
    direction: Direction
    start: Outcome
    present: AbstractSet[str]
    movable: frozenset[str]

    @classmethod
    def of(cls, finding: Finding, direction: Direction) -> "_Flip":
        yes, unknown = finding.yes, finding.unknown
        spoken = frozenset(finding.settled)
        lower, upper = (finding.lower, yes), (finding.upper, yes | unknown)
        (start, present), movable = {
            Direction.RAISE: (lower, unknown),
            Direction.CLOSE: (upper, unknown),
            Direction.LOWER: (lower, yes),
            Direction.LIFT: (upper, spoken - yes - unknown),
        }[direction]
        return cls(finding.instrument, direction, start, present, movable)

    @property
    def upwards(self) -> bool:
        return self.direction in (Direction.RAISE, Direction.LIFT)

    def value(self, fact: str) -> bool:
        """Return whether a fact holds before any answer is flipped."""
        if fact == "forced_labour":
            return self.start.forced_labour
        if fact in self.start.dimensions:
            return self.start.dimensions[fact]
        return self.start.sets[fact]

    def families(self, fact: str) -> tuple[Family, ...]:
        """Return every set of answers that flips one fact; empty if none does.

        Not only the smallest: an answer that flips two facts at once may be the better choice.
        (Of a dimension, the smallest; its indicators flip no other fact of the shipped tables.)
        """
        if fact == "forced_labour":
            return self._forced_labour()
        if fact in self.start.dimensions:
            return self._dimension(fact)
        return self._item_set(getattr(self.instrument, fact))

    def _forced_labour(self) -> tuple[Family, ...]:
        elements = [e for e in ("menace", "involuntariness") if self.value(e) is not self.upwards]
        each = [self.families(element) for element in elements]
        return _joined(each) if self.upwards else _all_of(each)

    def _item_set(self, item_set: ItemSet) -> tuple[Family, ...]:
        spoken = {item.id for item in item_set.items}.union(*(i.codes for i in item_set.items))
        others = [d for item in item_set.items for d in item.dimensions]
        if any(item.forced_labour for item in item_set.items):
            others.append("forced_labour")
        if self.upwards:
            codes = tuple(sorted(spoken & self.movable))
            single = ((Pick(1, codes),),) if codes else ()
            return _all_of([single, *(self.families(other) for other in others)])
        codes = tuple(sorted(spoken & self.present))
        if not self.movable.issuperset(codes):
            return ()
        every = ((Pick(len(codes), codes),),) if codes else ((),)
        return _joined([every, *(self.families(o) for o in others if self.value(o))])

    def _dimension(self, dimension_id: str) -> tuple[Family, ...]:
        groups = [
            tuple(
                i.code
                for i in self.instrument.in_dimension(dimension_id)
                if i.strength is grade and i.code in self.movable
            )
            for grade in Strength
        ]
        now = counts(self.instrument, dimension_id, self.present)
        sign = 1 if self.upwards else -1
        options = (
            taken
            for taken in itertools.product(*(range(len(group) + 1) for group in groups))
            if self._positive(now, sign, taken) is self.upwards
        )
        by_size = sorted(options, key=sum)
        return tuple(
            tuple(Pick(n, group) for n, group in zip(taken, groups, strict=True) if n)
            for taken in by_size
            if sum(taken) == sum(by_size[0])
        )

    def _positive(self, now: Counts, sign: int, taken: tuple[int, ...]) -> bool:
        strong, medium, weak = taken
        rule = self.instrument.dimension_rule
        changed = Counts(
            now.strong + sign * strong, now.medium + sign * medium, now.weak + sign * weak
        )
        return rule is not None and rule.clause_met(changed) is not None


def _conclusion_changes(finding: Finding, flip: _Flip) -> Iterator[Change]:
    """Yield changes of the conclusion: which facts have to flip, over every set of facts."""
    if flip.direction is Direction.CLOSE and finding.lower.conclusion == finding.upper.conclusion:
        return
    table = flip.instrument.conclusions
    facts = sorted({n for row in table.rows for n in row.needs_all + row.needs_any})
    state = {fact: flip.value(fact) for fact in facts}
    ways = {f: flip.families(f) for f in facts if state[f] is not flip.upwards}
    movable = [fact for fact, families in ways.items() if families]
    best: dict[str, tuple[Family, ...]] = {}
    for subset in _subsets(movable):
        row = table.conclude({**state, **dict.fromkeys(subset, flip.upwards)})
        if _reached(finding, flip.direction, row.level):
            families = _joined([ways[fact] for fact in subset])
            best[row.id] = _least([best.get(row.id, ()), families])
    smallest = min((_size(families[0]) for families in best.values() if families), default=0)
    for row_id, families in best.items():
        if families and _size(families[0]) == smallest:
            yield Change("conclusion", flip.direction, row_id, smallest, families)


def _reached(finding: Finding, direction: Direction, level: int) -> bool:
    lower, upper = finding.lower.conclusion.level, finding.upper.conclusion.level
    return {
        Direction.RAISE: level > lower,
        Direction.CLOSE: level <= lower,
        Direction.LOWER: level < lower,
        Direction.LIFT: level > upper,
    }[direction]


def _fact_changes(finding: Finding, flip: _Flip, fact: str) -> Iterator[Change]:
    if flip.value(fact) is flip.upwards:
        return
    if flip.direction is Direction.CLOSE and _Flip.of(finding, Direction.RAISE).value(fact):
        return  # certain already
    families = _least([flip.families(fact)])
    if families:
        leads_to = "yes" if flip.upwards else "no"
        yield Change(fact, flip.direction, leads_to, _size(families[0]), families)


def _subsets(facts: list[str]) -> Iterator[tuple[str, ...]]:
    for size in range(1, len(facts) + 1):
        yield from itertools.combinations(facts, size)


def _size(family: Family) -> int:
    return sum(pick.count for pick in family)


def _least(options: Iterable[tuple[Family, ...]]) -> tuple[Family, ...]:
    """Return the smallest alternatives, in a fixed order."""
    families = {family for option in options for family in option}
    smallest = min((_size(family) for family in families), default=0)
    return tuple(sorted(family for family in families if _size(family) == smallest))


def _all_of(options: Iterable[tuple[Family, ...]]) -> tuple[Family, ...]:
    """Return all alternatives, in a fixed order."""
    return tuple(sorted({family for option in options for family in option}))


def _joined(needs: list[tuple[Family, ...]]) -> tuple[Family, ...]:
    """Return what meets all needs at once; an answer that serves two of them counts once."""
    if not all(needs):
        return ()
    return _all_of(tuple(_merged(parts)) for parts in itertools.product(*needs))


def _merged(parts: tuple[Family, ...]) -> Iterator[Family]:
    """Yield the ways to meet several families with shared answers, the plain sum among them."""
    picks = [pick for family in parts for pick in family]
    whole = {code for pick in picks if pick.count == len(pick.codes) for code in pick.codes}
    if all(pick.count == len(pick.codes) for pick in picks) and len(picks) > 1:
        yield (Pick(len(whole), tuple(sorted(whole))),) if whole else ()
        return
    yield tuple(sorted(picks))
    for one, other in itertools.combinations(picks, 2):
        common = tuple(sorted(set(one.codes) & set(other.codes)))
        if one.count == other.count == 1 and common:
            rest = [pick for pick in picks if pick is not one and pick is not other]
            yield from _merged(((Pick(1, common),), tuple(rest)))
