"""Bounds of sums, differences, products and quotients hold every value, and come from values."""

from collections.abc import Callable
from fractions import Fraction
from itertools import product as pairs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from manumit.terms import ranges
from manumit.terms.numbers import Range

FAR = Fraction(10**6)
"""A value that stands for those of a range that is open above."""
NUMBERS = st.integers(0, 400).map(lambda one: Fraction(one, 4))


@st.composite
def some_range(draw: st.DrawFn) -> Range:
    """A known number, a range, or one that is open above."""
    low = draw(NUMBERS)
    return draw(
        st.sampled_from([Range(low, low), Range(low, None)])
        | NUMBERS.map(lambda more: Range(low, low + more))
    )


def ends(one: Range) -> tuple[Fraction, Fraction]:
    """The smallest and the largest value, or a far one."""
    return one.low, FAR if one.high is None else one.high


def of_two(one: Range, other: Range) -> Range:
    return ranges.total((one, other))


EXACT: dict[str, tuple[Callable[[Range, Range], Range], Callable[[Fraction, Fraction], Fraction]]]
EXACT = {
    "total": (of_two, lambda one, other: one + other),
    "less": (ranges.less, lambda one, other: max(Fraction(0), one - other)),
    "product": (ranges.product, lambda one, other: one * other),
    "quotient": (ranges.quotient, lambda one, other: one / other if other else FAR),
}


@pytest.mark.parametrize("name", EXACT)
@given(some_range(), some_range(), st.data())
def test_bounds_are_those_of_the_values(
    name: str, one: Range, other: Range, data: st.DataObject
) -> None:
    of_ranges, of_values = EXACT[name]
    found = of_ranges(one, other)
    at_ends = [of_values(*two) for two in pairs(ends(one), ends(other))]
    inside = of_values(*(data.draw(st.fractions(*ends(part))) for part in (one, other)))
    assert found.low <= min(inside, *at_ends)
    assert found.high is None or found.high >= max(inside, *at_ends)
    if one.high is not None and other.high is not None and other.low > 0:
        assert (found.low, found.high) == (min(at_ends), max(at_ends))
