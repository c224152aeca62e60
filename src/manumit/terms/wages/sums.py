"""Pair the two ends of a result: each period and line at the least and at the most."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from manumit.terms.account import Span
from manumit.terms.law.rules import Rule
from manumit.terms.wages.lines import AT_END, Line, Period, PeriodKind
from manumit.terms.wages.owed import Owed

ZERO = Fraction(0)
SAME = {"not_allowed": "deduction", "in_addition": "in_kind", "part_of_salary": "salary"}
"""Kinds of lines for one fact that may differ between the ends: one end to the other."""
TELLS = ("from", "week", "day", "on", "of", "above", "per", "times", "per_year", "share")
"""Numbers by which lines of one kind differ."""


class Ends(NamedTuple):
    """An amount at the least and at the most that the unknowns allow."""

    least: Fraction
    most: Fraction


class Pair(NamedTuple):
    """One line at both ends; None where there is none."""

    least: Line | None
    most: Line | None

    @property
    def lines(self) -> tuple[Line, ...]:
        """Return the lines that exist, one or both."""
        return tuple(line for line in self if line is not None)

    @property
    def first(self) -> Line:
        """Return one of the lines, for what is the same in both."""
        return self.lines[0]

    @property
    def amounts(self) -> Ends:
        """Return the amounts of both ends; zero where there is no line."""
        return Ends(*(ZERO if line is None else line.amount for line in self))


@dataclass(frozen=True, slots=True, kw_only=True)
class BothEnds:
    """One pay period at both ends; one of them is None if nothing is due in it at that end.

    Attributes:
        kind: a pay period, or something that is due on a day of its own.
    """

    least: Period | None
    most: Period | None
    kind: PeriodKind

    @property
    def at_end(self) -> bool:
        """Return whether it is what is due because the work ended."""
        return self.kind in AT_END

    @property
    def periods(self) -> tuple[Period, ...]:
        """Return the periods that exist, one or both."""
        return tuple(one for one in (self.least, self.most) if one is not None)

    @property
    def days(self) -> Span:
        """Return the days of the period."""
        return self.periods[0].days

    def sum(self, part: str) -> Ends:
        """Return the sum of the lines of a part (``due``, ``taken_off``, ...) that count."""
        least = _sum(self.least, part)
        return Ends(least, least if self.most is self.least else _sum(self.most, part))

    @property
    def owed(self) -> Ends:
        """Return what is left to pay."""
        return Ends(*(ZERO if one is None else one.owed for one in (self.least, self.most)))

    @property
    def barred(self) -> tuple[bool, bool]:
        """Return whether it is too old to be claimed, at the least and at the most."""
        least, most = (
            None if one is None else one.barred is not None for one in (self.least, self.most)
        )
        return bool(most if least is None else least), bool(least if most is None else most)

    @property
    def barred_by(self) -> Rule | None:
        """Return the rule by which it is, or may be, too old."""
        return next((one.barred for one in self.periods if one.barred is not None), None)

    @property
    def claimable(self) -> Ends:
        """Return what is owed with what is added; zero where it is too old."""
        owed, added, barred = self.owed, self.sum("added"), self.barred
        least = ZERO if barred[0] else owed.least + added.least
        if self.most is self.least:
            return Ends(least, least)
        return Ends(least, ZERO if barred[1] else owed.most + added.most)

    def pairs(self, part: str) -> tuple[Pair, ...]:
        """Return the lines of a part in their order, each paired with its other end."""
        return tuple(_paired(self._lines(self.least, part), self._lines(self.most, part)))

    @staticmethod
    def _lines(period: Period | None, part: str) -> tuple[Line, ...]:
        return () if period is None else getattr(period, part)


def both_ends(found: Owed) -> tuple[BothEnds, ...]:
    """Return every period of a result at both ends, in order; dues at the end of work last."""
    least, most = ({_key(one): one for one in end.periods} for end in (found.least, found.most))
    return tuple(
        BothEnds(
            least=least.get(key),
            most=most.get(key),
            kind=key[1],
        )
        for key in sorted(least.keys() | most.keys(), key=lambda key: (key[0].first, key[1]))
    )


def _key(period: Period) -> tuple[Span, PeriodKind]:
    return period.days, period.kind


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
    numbers = tuple(line.numbers.get(name) for name in TELLS)
    return _kind(line), None if line.what in SAME else rule, numbers
