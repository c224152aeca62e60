"""Rules that few shipped laws have: unknown contains every value, by invented laws with each."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import invented_law
from invented_law import COMMON
from manumit.terms import Law, owed
from manumit.terms.account import DAY, Account, Clock, ClockPart, Span
from manumit.terms.numbers import NONE, UNKNOWN, Range
from manumit.terms.wages.averaging import averaging_rules
from manumit.terms.wages.coverage import KINDS
from terms_accounts import FIRST, accounts, slack

COVERAGE = [{"kind": kind, **COMMON} for kind in (*KINDS, "deduction", "in_kind")]
OVERTIME = {"kind": "overtime", "per": "day", "above": "8", "times": "1.25", "base": "basic"}
MINIMUM = {"kind": "minimum_wage", "per": "hour", "amount": "9", "tested_over": "pay_period"}
RISES = "2024-01-30"
"""A day on which a minimum wage rises, soon after the first one of the accounts."""
OF_A_MONTH = {**MINIMUM, "per": "month", "amount": "1600", "rate_on": "each_day", "counts": []}
OF_A_DAY = {**MINIMUM, "per": "day", "amount": "70", "rate_on": "each_day"}
THIRTEENTH = {"kind": "thirteenth_month", "share": "1/12", "due": "02-10", "counts": ["allowance"]}
NIGHT = {"kind": "night_premium", "from_hour": "22", "until_hour": "6", "share": "0.5",
         "base": "paid_rate"}  # fmt: skip
REST = {"kind": "rest_day_work", "times": [{"from": "0", "times": "1.3"},
                                           {"from": "8", "times": "1.69"}]}  # fmt: skip
LATE = (
    {"kind": "late_penalty", "of": "pay_period", "per": "day", "amount": "2.5", "most": "90"},
    {"kind": "late_penalty", "of": "end_of_work", "per": "day", "day_wages": "1", "most": "30"},
    {"kind": "interest", "per_year": "0.06", "also_paid_late": True},
)
SECOND = {"kind": "rest_day_work", "which": "second", "times": "1.5"}
GUARANTEED = {"kind": "guaranteed_hours", "share": "0.75"}
HOLIDAY = {"kind": "holiday_work", "times": "2"}
AVERAGED = {"kind": "overtime", "per": "period", "weeks": "2", "above": "36", "times": "1.5",
            "base": "basic"}  # fmt: skip
CALL_IN = {"kind": "call_in_hours", "hours": "3", "normal_day_above": "3", "offered": True}
AT_REST_BY_DAYS = {"kind": "rest_day_work", "steps": [{"up_to": "0.5", "day_wages": "1"},
                                                      {"up_to": "1", "day_wages": "2"}],
                   "beyond_times": "1.5"}  # fmt: skip


def law_of(*rules: dict[str, Any]) -> Law:
    with TemporaryDirectory() as name:
        return invented_law.law_of(Path(name), *rules, coverage=COVERAGE)


LAWS = {
    "thirteenth": law_of(THIRTEENTH, OVERTIME, MINIMUM),
    "night": law_of(NIGHT, REST, OVERTIME, MINIMUM),
    "two_rest_days": law_of(REST, SECOND, OVERTIME),
    "of_a_month": law_of(
        {**OF_A_MONTH, "until": RISES},
        {**OF_A_MONTH, "from": RISES, "amount": "1800"},
        REST,
        OVERTIME,
    ),
    "of_a_day": law_of(
        {**OF_A_DAY, "until": RISES},
        {**OF_A_DAY, "from": RISES, "amount": "80"},
        AT_REST_BY_DAYS,
        OVERTIME,
    ),
    "late": law_of(*LATE, OVERTIME, MINIMUM),
    "guaranteed": law_of(GUARANTEED, OVERTIME, MINIMUM),
    "averaged": law_of({**AVERAGED, "incomplete": "whole"}, OVERTIME, MINIMUM),
    "averaged_share": law_of({**AVERAGED, "incomplete": "share"}, REST, HOLIDAY, MINIMUM),
    "called_in": law_of(CALL_IN, REST, OVERTIME, MINIMUM),
    "called_in_guaranteed": law_of(CALL_IN, GUARANTEED, AT_REST_BY_DAYS, HOLIDAY, OVERTIME),
    "all": law_of(THIRTEENTH, NIGHT, REST, SECOND, HOLIDAY, *LATE, OVERTIME, MINIMUM),
}


@st.composite
def clocks(draw: st.DrawFn, hours: Fraction) -> tuple[Clock, Clock]:
    """The times of a day with all breaks, and the same with the break at an unknown time."""
    begins = Fraction(draw(st.integers(0, 23)))
    before = Fraction(draw(st.integers(0, 4)), 4) * hours
    pause = Fraction(draw(st.sampled_from([0, 1, 2])), 2)
    ends = begins + hours + pause
    parts = ClockPart(begins, begins + before), ClockPart(begins + before + pause, ends)
    return Clock(parts, NONE), Clock((ClockPart(begins, ends),), Range.exactly(pause))


@st.composite
def known_accounts(draw: st.DrawFn, law: Law) -> tuple[Account, Account]:
    """An account of which everything is known, and the same with breaks at unknown times."""
    one = replace(draw(accounts(law, most_days=21)), absent=())
    rest = one.employment.rest_day or 0
    second = (rest + draw(st.integers(1, 6))) % 7
    days = one.employment.work_days - {second} or frozenset({0, 1, 2}) - {rest, second}
    work = replace(one.employment, second_rest_day=second, work_days=days)
    times = {day: draw(clocks(hours.low)) for day, hours in one.hours.items()}
    left = (one.asked_on - one.wages[0].span.first).days
    paid = tuple(replace(payment, on=one.asked_on - DAY * draw(st.integers(0, left)))
                 for payment in one.payments)  # fmt: skip
    called_in = frozenset(day for day in one.hours if draw(st.booleans()))
    one = replace(one, payments=paid, called_in=called_in)
    if averaging_rules(law):
        # A wage that changes inside a period of averaging is refused.
        whole = replace(one.wages[0], span=Span(one.wages[0].span.first, one.wages[-1].span.last))
        work = replace(work, averaging_begins=FIRST + DAY * 7 * draw(st.integers(0, 3)))
        one = replace(one, wages=(whole,))
    known = replace(one, employment=work, clock={day: exact for day, (exact, _) in times.items()})
    return known, replace(known, clock={day: other for day, (_, other) in times.items()})


def without_hours(one: Account) -> Account:
    return replace(one, wages=tuple(replace(w, hours_per_week=None) for w in one.wages))


def without_amounts(one: Account) -> Account:
    return replace(one, wages=tuple(replace(w, amount=UNKNOWN) for w in one.wages))


def without_work(one: Account) -> Account:
    return replace(one, hours={}, work_complete=False, clock={})


def with_ranges(one: Account) -> Account:
    ranges = {day: Range(h.low / 2, min(Fraction(24), h.low + 2)) for day, h in one.hours.items()}
    return replace(one, hours=ranges, clock={})


def without_rest_days(one: Account) -> Account:
    work = replace(one.employment, rest_day=None, second_rest_day=None)
    return replace(one, employment=work)


def without_times(one: Account) -> Account:
    return replace(one, clock={})


def without_days_of_payment(one: Account) -> Account:
    return replace(one, payments=tuple(replace(p, on=None) for p in one.payments))


def without_called_in(one: Account) -> Account:
    return replace(one, called_in=None)


def without_periods(one: Account) -> Account:
    return replace(one, employment=replace(one.employment, averaging_begins=None))


def without_payments(one: Account) -> Account:
    return replace(one, payments=tuple(replace(p, amount=UNKNOWN) for p in one.payments))


UNSAID: tuple[Callable[[Account], Account], ...] = (
    without_hours, without_amounts, without_work, with_ranges, without_rest_days, without_times,
    without_days_of_payment, without_payments, without_called_in, without_periods,
)  # fmt: skip


@pytest.mark.parametrize("name", LAWS)
@settings(max_examples=10, deadline=None, phases=[Phase.generate])
@given(data=st.data())
def test_unknown_contains_every_value(name: str, data: st.DataObject) -> None:
    law = LAWS[name]
    known, with_breaks = data.draw(known_accounts(law))
    exact = owed(known, law)
    assert exact.total.known
    for unsaid in (*(one(known) for one in UNSAID), with_breaks):
        found = owed(unsaid, law)
        allowed = slack(law, known, exact, found)
        assert found.total.low <= exact.total.low + allowed
        if found.total.high is not None:
            assert exact.total.high is not None
            assert exact.total.high <= found.total.high + allowed


@settings(max_examples=10, deadline=None, phases=[Phase.generate])
@given(data=st.data())
def test_the_order_in_which_payments_are_listed_changes_nothing(data: st.DataObject) -> None:
    law = LAWS["late"]
    known, _ = data.draw(known_accounts(law))
    listed = tuple(data.draw(st.permutations(known.payments)))
    assert owed(replace(known, payments=listed), law).total == owed(known, law).total


@settings(max_examples=20, deadline=None, phases=[Phase.generate])
@given(data=st.data())
def test_an_unknown_limit_contains_that_of_the_whole_period_and_its_share(
    data: st.DataObject,
) -> None:
    known, _ = data.draw(known_accounts(LAWS["averaged_share"]))
    found = owed(known, law_of(AVERAGED, REST, HOLIDAY, MINIMUM))
    assert found.total.high is not None
    for incomplete in ("whole", "share"):
        law = law_of({**AVERAGED, "incomplete": incomplete}, REST, HOLIDAY, MINIMUM)
        exact = owed(known, law)
        allowed = slack(law, known, exact, found)
        assert found.total.low - allowed <= exact.total.low
        assert exact.total.low <= found.total.high + allowed
