"""Days and hours that are counted once come to what they come to one by one."""

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from manumit.terms.account import DAY, Span
from manumit.terms.numbers import rounded
from manumit.terms.wages.days import Hours, Running, count_of

FIRST = dt.date(2024, 2, 20)
numbers = st.lists(st.integers(0, 50), min_size=1, max_size=60)
fractions = st.fractions(min_value=0, max_value=24, max_denominator=60)


@given(numbers, st.data())
def test_some_days_come_to_their_numbers(stated: list[int], data: st.DataObject) -> None:
    running = Running(FIRST, stated)
    first, last = (data.draw(st.integers(0, len(stated) - 1)) for _ in range(2))
    days = Span(FIRST + DAY * first, FIRST + DAY * last)
    by_day = dict(zip((FIRST + DAY * n for n in range(len(stated))), stated, strict=True))
    assert running.sum(days) == sum(by_day[day] for day in days.days())
    if len(days):
        assert list(running.of(days)) == [by_day[day] for day in days.days()]


@given(st.integers(0, 400), st.integers(0, 400), st.frozensets(st.integers(0, 6)))
def test_weekdays_are_counted(first: int, length: int, weekdays: frozenset[int]) -> None:
    days = Span(FIRST + DAY * first, FIRST + DAY * (first + length - 1))
    assert count_of(days, weekdays) == sum(day.weekday() in weekdays for day in days.days())


@given(st.lists(fractions, min_size=1))
def test_hours_are_whole_numbers_of_a_part(stated: list[Fraction]) -> None:
    parts = Hours(stated)
    assert [parts.hours(parts.whole(one)) for one in stated] == stated
    assert parts.hours(sum(map(parts.whole, stated))) == sum(stated)


@given(st.decimals(-10_000, 10_000, places=4))
def test_a_half_is_rounded_away_from_nothing(amount: Decimal) -> None:
    expected = amount.quantize(Decimal("0.01"), ROUND_HALF_UP)
    assert rounded(Fraction(amount), "USD") == Fraction(expected)
