"""Count the days of work once, so that the sum over any days in a row is one difference.

Hours are held as whole numbers of a part of an hour into which all hours and all limits divide, so
that they are added and compared without fractions, and exactly.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import accumulate
from math import lcm

from manumit.terms.account import Span
from manumit.terms.units import DAYS_OF_A_WEEK


class Running:
    """A number of each day from a first one on."""

    def __init__(self, first: dt.date, numbers: Sequence[int]) -> None:
        self._first, self._numbers = first.toordinal(), numbers
        self._before = [0, *accumulate(numbers)]

    def of(self, days: Span) -> Sequence[int]:
        """Return the number of each of some days."""
        begins = days.first.toordinal() - self._first
        return self._numbers[begins : days.last.toordinal() - self._first + 1]

    def sum(self, days: Span) -> int:
        """Return the sum of the numbers of some days; 0 if there are none."""
        begins, ends = days.first.toordinal(), days.last.toordinal() + 1
        if ends <= begins:
            return 0
        return self._before[ends - self._first] - self._before[begins - self._first]


class Hours:
    """Hours in whole numbers of a part of an hour.

    Args:
        numbers: all that have to be whole numbers of that part.
    """

    def __init__(self, numbers: Iterable[Fraction]) -> None:
        self.parts = lcm(*{number.denominator for number in numbers})

    def whole(self, hours: Fraction) -> int:
        """Return hours as a whole number of parts."""
        above, below = hours.as_integer_ratio()
        return above * (self.parts // below)

    def hours(self, parts: int) -> Fraction:
        """Return a number of parts as hours."""
        return Fraction(parts, self.parts)


def count_of(days: Span, weekdays: frozenset[int]) -> int:
    """Return how many of some days are on these weekdays, 0 for Monday."""
    weeks, rest = divmod(len(days), DAYS_OF_A_WEEK)
    begins = days.first.weekday()
    more = sum((begins + n) % DAYS_OF_A_WEEK in weekdays for n in range(rest))
    return weeks * len(weekdays) + more
