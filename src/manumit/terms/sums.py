"""Both ends of a result side by side: the same period, and the same line, at the least and most."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from manumit.terms.account import Span
from manumit.terms.lines import Line, Period
from manumit.terms.owed import Owed
from manumit.terms.rules import Rule

ZERO = Fraction(0)
AT_END = frozenset({"leave", "end_of_service"})
SAME = {"not_allowed": "deduction", "part_of_salary": "salary"}
"""Lines that say of one fact what it comes to at one end and at the other."""
TELLS = ("from", "week", "day", "on", "of", "above", "per", "times", "per_year", "share")
"""Numbers that tell lines of one kind apart."""


class Ends(NamedTuple):
    """An amount with everything unknown at the end of less, and at the end of more."""

    least: Fraction
    most: Fraction


class Pair(NamedTuple):
    """One line at both ends; None where there is none."""

    least: Line | None
    most: Line | None

    @property
    def lines(self) -> tuple[Line, ...]:
        """Those that there are."""
        return tuple(line for line in self if line is not None)

    @property
    def first(self) -> Line:
        """One of them: for what both have."""
        return self.lines[0]

    @property
    def amounts(self) -> Ends:
        """What they come to; nothing where there is no line."""
        return Ends(*(ZERO if line is None else line.amount for line in self))


@dataclass(frozen=True, slots=True, kw_only=True)
class BothEnds:
    """One pay period at both ends; one of them is None if nothing is due in it at that end.

    Attributes:
        at_end: whether it is what is due because the work ended.
    """

    least: Period | None
    most: Period | None
    at_end: bool

    @property
    def periods(self) -> tuple[Period, ...]:
        """Those that there are."""
        return tuple(one for one in (self.least, self.most) if one is not None)

    @property
    def days(self) -> Span:
        """The days of the period."""
        return self.periods[0].days

    def sum(self, part: str) -> Ends:
        """The sum of ``due``, ``taken_off``, ``paid`` or ``added`` lines; what is only told not."""
        least = _sum(self.least, part)
        return Ends(least, least if self.most is self.least else _sum(self.most, part))

    @property
    def owed(self) -> Ends:
        """What is left to pay."""
        return Ends(*(ZERO if one is None else one.owed for one in (self.least, self.most)))

    @property
    def barred(self) -> tuple[bool, bool]:
        """Whether it is too old to be claimed, at the least and at the most."""
        least, most = (
            None if one is None else one.barred is not None for one in (self.least, self.most)
        )
        return bool(most if least is None else least), bool(least if most is None else most)

    @property
    def barred_by(self) -> Rule | None:
        """The rule by which it is, or may be, too old."""
        return next((one.barred for one in self.periods if one.barred is not None), None)

    @property
    def claimable(self) -> Ends:
        """What is owed with what is added, where it is not too old."""
        owed, added, barred = self.owed, self.sum("added"), self.barred
        least = ZERO if barred[0] else owed.least + added.least
        if self.most is self.least:
            return Ends(least, least)
        return Ends(least, ZERO if barred[1] else owed.most + added.most)

    def pairs(self, part: str) -> tuple[Pair, ...]:
        """The lines of a part, each beside what it is at the other end, in their order."""
        return tuple(_paired(self._lines(self.least, part), self._lines(self.most, part)))

    @staticmethod
    def _lines(period: Period | None, part: str) -> tuple[Line, ...]:
        return () if period is None else getattr(period, part)


def both_ends(found: Owed) -> tuple[BothEnds, ...]:
    """Every period of a result at both ends, in order; what is due at the end of the work last."""
    least, most = ({_key(one): one for one in end.periods} for end in (found.least, found.most))
    return tuple(
        BothEnds(least=least.get(key), most=most.get(key), at_end=key[1])
        for key in sorted(least.keys() | most.keys(), key=lambda key: (key[0].first, key[1]))
    )


def _key(period: Period) -> tuple[Span, bool]:
    return period.days, any(line.what in AT_END for line in period.due)


def _sum(period: Period | None, part: str) -> Fraction:
    if period is None:
        return ZERO
    lines: tuple[Line, ...] = getattr(period, part)
    return sum((line.amount for line in lines if line.counts), ZERO)


def _paired(least: Iterable[Line], most: Iterable[Line]) -> Iterator[Pair]:
    waiting: dict[object, list[Line]] = defaultdict(list)
    for line in most:
        waiting[_identity(line)].append(line)
    found: list[tuple[Line, Pair]] = []
    for line in least:
        same = waiting[_identity(line)]
        found.append((line, Pair(line, same.pop(0) if same else None)))
    found += [(line, Pair(None, line)) for lines in waiting.values() for line in lines]
    order: dict[str, int] = {}
    for line, _ in found:
        order.setdefault(_kind(line), len(order))
    yield from (pair for line, pair in sorted(found, key=lambda one: order[_kind(one[0])]))


def _kind(line: Line) -> str:
    return SAME.get(line.what, line.what)


def _identity(line: Line) -> object:
    rule = None if line.rule is None or line.what in SAME.values() else line.rule.id
    told = tuple(line.numbers.get(name) for name in TELLS)
    return _kind(line), None if line.what in SAME else rule, told
