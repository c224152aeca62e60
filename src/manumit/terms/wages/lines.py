"""The lines of a statement, each with its rule and the numbers that led to it."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from fractions import Fraction

from manumit.terms.account import Span
from manumit.terms.law.rules import Rule

type Shown = Fraction | int | str | dt.date
type Numbers = Mapping[str, Shown]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One amount and where it comes from.

    Attributes:
        what: a text id, such as ``overtime``.
        amount: rounded to the unit of the currency; what was taken off or paid is negative.
        rule: of the jurisdiction; None where it rests on what was agreed, or no rule allows it.
        numbers: what it was computed from, by the names that its text uses.
        parts: lines that add up to it, where there are any.
        counts: whether it is part of the sum, or for information only.
    """

    what: str
    amount: Fraction
    rule: Rule | None = None
    numbers: Numbers = field(default_factory=dict)
    parts: tuple["Line", ...] = ()
    counts: bool = True

    def number(self, name: str) -> Fraction:
        """Return the number of this name; zero if the line has none."""
        found = self.numbers.get(name, 0)
        return found if isinstance(found, Fraction) else Fraction(str(found))


class PeriodKind(IntEnum):
    """What a period is; of those of the same days, in the order in which they are shown.

    ``AT_END_OWN`` is due at the end of the work and has a time of its own to be claimed.
    """

    PAY_PERIOD = 0
    ONCE_A_YEAR = 1
    AT_END = 2
    AT_END_OWN = 3


AT_END = frozenset({PeriodKind.AT_END, PeriodKind.AT_END_OWN})
"""What is due because the work ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """What was due, taken off, paid and is owed for some days.

    Attributes:
        days: of the pay period, as far as the work lasted.
        due_on: by when it had to be paid.
        due: what the work is worth; ``taken_off``: lawfully; ``paid``: in money.
        owed: due, less what was lawfully taken off and paid; never below zero.
        added: interest and damages on it; ``barred``: whether it is too old to be claimed.
        minimum: what the minimum wage alone comes to for the hours of the normal pay.
        kind: a pay period, or something that is due on a day of its own.
    """

    days: Span
    due_on: dt.date
    due: tuple[Line, ...]
    taken_off: tuple[Line, ...]
    paid: tuple[Line, ...]
    owed: Fraction
    added: tuple[Line, ...]
    barred: Rule | None
    minimum: Fraction = Fraction(0)
    kind: PeriodKind = PeriodKind.PAY_PERIOD
