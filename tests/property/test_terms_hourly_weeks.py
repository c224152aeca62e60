"""Weeks in which an hourly wage changes: each hour is paid once at its own rate."""

import datetime as dt
from dataclasses import replace
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from manumit.terms import owed, shipped_law
from manumit.terms.account import DAY, Account, Employment, PayPeriod, Per, Span, Wage
from manumit.terms.numbers import Range
from terms_accounts import CENT, LAWS, accounts

SUNDAY = dt.date(2025, 6, 1)
"""A week of ``us`` begins on it."""

rates = st.integers(725, 9_000).map(lambda one: one * CENT)
"""No less than the minimum wage, which would be owed besides."""
quarters = st.lists(st.integers(0, 64), min_size=7, max_size=7)


def worth(hours: list[Fraction], of_day: list[Fraction]) -> Fraction:
    """What a week is worth: straight pay, and half its average for each hour beyond 40.

    Source: 29 CFR 778.115 (weighted average of two or more rates), 29 U.S.C. 207(a).
    """
    straight = sum((one * rate for one, rate in zip(hours, of_day, strict=True)), Fraction(0))
    beyond = max(Fraction(0), sum(hours, Fraction(0)) - 40)
    return straight + beyond * straight / sum(hours) / 2 if beyond else straight


@given(quarters, rates, rates, st.integers(1, 6))
def test_a_week_of_two_hourly_rates_is_worth_straight_pay_and_half_the_average_beyond_40_hours(
    parts: list[int], one: Fraction, other: Fraction, cut: int
) -> None:
    hours = [Fraction(part, 4) for part in parts]
    days = Span(SUNDAY, SUNDAY + DAY * 6)
    first, second = Span(SUNDAY, SUNDAY + DAY * (cut - 1)), Span(SUNDAY + DAY * cut, days.last)
    account = Account(
        worker="W-1", law="us", currency="USD", asked_on=days.last,
        employment=Employment(
            first=days.first, last=days.last, pay_period=PayPeriod.WEEK, rest_day=5,
            work_days=frozenset(range(7)), holidays=frozenset(),
            leave_days_taken=Range.exactly(0), week_begins=6,
        ),
        wages=tuple(
            Wage(span=span, amount=Range.exactly(rate), per=Per.HOUR,
                 hours_per_week=Range.exactly(40), pays_for_all=False)
            for span, rate in ((first, one), (second, other))
        ),
        hours={day: Range.exactly(at) for day, at in zip(days.days(), hours, strict=True)},
        work_complete=True, pay_complete=True,
        about={"work": "other", "salary_agreement": "none", "breach": "not_willful"},
        extra_pay=(), absent=(), payments=(), deducted=(), in_kind=(),
    )  # fmt: skip
    found = owed(account, shipped_law("us"))
    # The average is rounded to a cent before it is multiplied, and each line after.
    allowed = CENT * (4 + sum(hours))
    expected = worth(hours, [one] * cut + [other] * (7 - cut))
    for end in (found.least, found.most):
        assert abs(end.owed - expected) <= allowed


@given(st.data(), st.sampled_from(LAWS), st.sampled_from([Per.HOUR, Per.PIECE]))
def test_under_no_law_do_days_of_hourly_pay_cover_hours_of_each_other(
    data: st.DataObject, law: str, per: Per
) -> None:
    account = data.draw(accounts(shipped_law(law), (per,)))
    found = owed(replace(account, payments=()), shipped_law(law))
    due = [
        line.what for end in (found.least, found.most) for one in end.periods for line in one.due
    ]
    assert "hours_at_other_rate" not in due
    assert "hours_between" not in due
