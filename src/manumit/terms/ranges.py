"""Add, multiply and divide numbers of which only the bounds are known.

All numbers are zero or more, so that the bounds of a result come from the bounds of its parts. A
result holds every value that the parts allow; it may hold more where a part occurs in it twice.
"""

from collections.abc import Iterable
from fractions import Fraction

from manumit.terms.numbers import NONE, UNKNOWN, Range, shown

type Bounds = tuple[Fraction, Fraction | None]


def total(parts: Iterable[Range]) -> Range:
    """Return the sum of ranges; zero if there are none."""
    found = NONE
    for part in parts:
        high = None if found.high is None or part.high is None else found.high + part.high
        found = Range(found.low + part.low, high)
    return found


def less(whole: Range, part: Range) -> Range:
    """Return the difference of two ranges, never below zero."""
    low = Fraction(0) if part.high is None else max(Fraction(0), whole.low - part.high)
    high = None if whole.high is None else max(Fraction(0), whole.high - part.low)
    return Range(low, high)


def product(one: Range, other: Range) -> Range:
    """Return the product of two ranges."""
    open_above = one.high is None or other.high is None
    high = None if open_above else (one.high or 0) * (other.high or Fraction(0))
    return Range(one.low * other.low, high)


def scaled(one: Range, by: Fraction) -> Range:
    """Return a range multiplied by a known number."""
    return product(one, Range.exactly(by))


def quotient(one: Range, other: Range) -> Range:
    """Return the quotient of two ranges; unknown where the divisor may be zero."""
    if other.high == 0:
        return UNKNOWN
    low = Fraction(0) if other.high is None else one.low / other.high
    high = None if one.high is None or other.low == 0 else one.high / other.low
    return Range(low, high)


def written(one: Range) -> str:
    """Return a range in exact form for programs: ``450``, ``8..10``, ``5/3``, ``unknown``."""
    if one == UNKNOWN:
        return "unknown"
    if one.high is None:
        return f"{_exact(one.low)}.."
    return _exact(one.low) if one.known else f"{_exact(one.low)}..{_exact(one.high)}"


def _exact(number: Fraction) -> str:
    text = shown(number)
    return text if Fraction(text) == number else str(number)
