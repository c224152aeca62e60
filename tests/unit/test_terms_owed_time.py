"""Days, weeks, months and years: shifts over midnight, clocks that change, leap years."""

import datetime as dt
from collections.abc import Mapping
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml

from manumit.terms import Account, Owed, owed, read_account, shipped_law
from manumit.terms.account import PayPeriod, Span
from manumit.terms.numbers import Range
from manumit.terms.units import months_after
from manumit.terms.wages.ending import _years
from manumit.terms.wages.owed import whole_periods

XX = {"age": "adult"}
GB = {"work": "worker", "age": "25_or_more", "claim": "county_court"}
SG = {"regime": "workman", "week": "more_than_five_days", "rest_day_asked_by": "employer"}


def account(folder: Path, law: str, about: Mapping[str, str], **more: Any) -> Account:
    """An account of which all is recorded."""
    work = more.pop("employment")
    data = {
        "schema": "manumit/account/1",
        "law": law,
        "asked_on": more.pop("asked_on", work["until"]),
        "about": dict(about),
        "employment": {"pay_period": "month", "leave_days_taken": "99", **work},
        "complete": {"work": True, "pay": True},
        "wages": [{"amount": "20", "per": "hour"}],
        **more,
    }
    path = folder / "account.yaml"
    path.write_text(yaml.safe_dump(data), "utf-8")
    return read_account(path, shipped_law(law))


def shift(folder: Path, law: str, begins: str, ends: str, pause: str = "0") -> dict[str, Range]:
    """The hours of one shift, by day."""
    found = account(
        folder, law, GB if law == "gb" else SG,
        employment={"from": "2025-03-01", "until": "2025-11-30"},
        work=[{"begins": begins, "ends": ends, "break_hours": pause}],
    ).hours  # fmt: skip
    return {day.isoformat(): hours for day, hours in found.items()}


def hours(number: str) -> Range:
    return Range.exactly(Fraction(number))


def result(found: Owed) -> Fraction:
    assert found.least == found.most
    return found.least.claimable


def test_a_shift_over_midnight_counts_as_the_law_says(tmp_path: Path) -> None:
    begins, ends = "2025-06-10T22:00+01:00", "2025-06-11T06:00+01:00"
    assert shift(tmp_path, "gb", begins, ends) == {
        "2025-06-10": hours("2"),
        "2025-06-11": hours("6"),
    }
    assert shift(tmp_path, "sg", begins, ends) == {"2025-06-10": hours("8")}


def test_a_night_in_which_clocks_change_has_the_hours_that_passed(tmp_path: Path) -> None:
    """In 2025 clocks went forward on 30 March and back on 26 October at 01:00 GMT."""
    forward = shift(tmp_path, "gb", "2025-03-29T22:00+00:00", "2025-03-30T06:00+01:00")
    assert forward == {"2025-03-29": hours("2"), "2025-03-30": hours("5")}
    back = shift(tmp_path, "gb", "2025-10-25T22:00+01:00", "2025-10-26T06:00+00:00")
    assert back == {"2025-10-25": hours("2"), "2025-10-26": hours("7")}
    assert shift(tmp_path, "gb", "2025-10-26T00:00+01:00", "2025-10-26T23:00Z") == {
        "2025-10-26": hours("24")
    }


def test_a_break_is_taken_from_both_days_by_their_share(tmp_path: Path) -> None:
    found = shift(tmp_path, "gb", "2025-06-10T22:00+01:00", "2025-06-11T06:00+01:00", "1")
    assert found == {"2025-06-10": hours("1.75"), "2025-06-11": hours("5.25")}
    unsure = shift(tmp_path, "sg", "2025-06-10T22:00+01:00", "2025-06-11T06:00+01:00", "0..1")
    assert unsure == {"2025-06-10": Range(Fraction(7), Fraction(8))}


def test_shifts_of_different_clocks_have_the_hours_between_their_moments(tmp_path: Path) -> None:
    found = shift(tmp_path, "sg", "2025-06-10T08:00+08:00", "2025-06-10T08:00Z")
    assert found == {"2025-06-10": hours("8")}


@pytest.mark.parametrize(
    ("month", "days"),
    [("2025-02", 28), ("2024-02", 29), ("2025-04", 30), ("2025-05", 31)],
)
def test_a_salary_is_the_same_in_each_month_however_long(
    tmp_path: Path, month: str, days: int
) -> None:
    last = f"{month}-{days}"
    found = account(
        tmp_path, "xx", XX, employment={"from": f"{month}-01", "until": last}, work=[],
        wages=[{"amount": "900", "per": "month"}],
    )  # fmt: skip
    assert result(owed(found, shipped_law("xx"))) == 900
    (period,) = owed(found, shipped_law("xx")).least.periods
    assert len(period.days) == days


@pytest.mark.parametrize(("month", "days"), [("2025-02", 28), ("2024-02", 29), ("2025-05", 31)])
def test_a_part_of_a_month_is_its_share_of_the_days_of_that_month(
    tmp_path: Path, month: str, days: int
) -> None:
    found = account(
        tmp_path, "xx", XX, employment={"from": f"{month}-15", "until": f"{month}-{days}"},
        work=[], wages=[{"amount": "900", "per": "month"}],
    )  # fmt: skip
    expected = round(Fraction(900 * (days - 14), days), 2)
    assert result(owed(found, shipped_law("xx"))) == expected


def test_the_leap_day_is_a_day_of_work(tmp_path: Path) -> None:
    found = account(
        tmp_path, "xx", XX,
        employment={"from": "2024-02-01", "until": "2024-02-29", "rest_day": "sunday"},
        work=[{"from": "2024-02-29", "until": "2024-02-29", "hours": "8"}],
    )  # fmt: skip
    assert result(owed(found, shipped_law("xx"))) == 8 * 20


def test_months_on_end_where_the_month_ends() -> None:
    assert months_after(dt.date(2024, 1, 31), 1) == dt.date(2024, 2, 29)
    assert months_after(dt.date(2025, 1, 31), 1) == dt.date(2025, 2, 28)
    assert months_after(dt.date(2024, 2, 29), 12) == dt.date(2025, 2, 28)
    assert months_after(dt.date(2025, 3, 31), -1) == dt.date(2025, 2, 28)
    assert months_after(dt.date(2025, 1, 15), -13) == dt.date(2023, 12, 15)


@pytest.mark.parametrize(
    ("first", "last", "years"),
    [
        ("2024-01-01", "2024-12-31", Fraction(1)),
        ("2023-01-01", "2023-12-31", Fraction(1)),
        ("2019-03-01", "2024-02-29", Fraction(5)),
        ("2024-01-01", "2024-07-01", Fraction(183, 366)),
        ("2023-01-01", "2023-07-01", Fraction(182, 365)),
        ("2024-02-29", "2025-02-27", Fraction(1)),
    ],
)
def test_a_year_of_service_is_a_year_whatever_its_days(
    first: str, last: str, years: Fraction
) -> None:
    assert _years(Span(dt.date.fromisoformat(first), dt.date.fromisoformat(last))) == years


def test_pay_periods_follow_each_other_without_a_gap() -> None:
    span = Span(dt.date(2023, 12, 20), dt.date(2024, 3, 5))
    for period in PayPeriod:
        found = list(whole_periods(span, period))
        assert all(one.last + dt.timedelta(days=1) == other.first for one, other in pairwise(found))
        assert found[0].first <= span.first
        assert found[-1].last >= span.last


def test_a_week_that_lies_in_two_months_has_its_overtime_once(tmp_path: Path) -> None:
    """Monday 28 April to Sunday 4 May 2025, 6 days of 9 hours: 6 hours of overtime."""
    found = account(
        tmp_path, "xx", XX,
        employment={"from": "2025-04-01", "until": "2025-05-31", "rest_day": "sunday"},
        work=[{"from": "2025-04-28", "until": "2025-05-03", "hours": "9"}],
    )  # fmt: skip
    periods = owed(found, shipped_law("xx")).least.periods
    lines = [(one.days.first.month, line.numbers["hours"])
             for one in periods for line in one.due if line.what == "overtime_on_top"]  # fmt: skip
    assert lines == [(5, Fraction(6))]


def test_minimum_wage_of_the_first_day_or_of_the_last_as_the_law_says(tmp_path: Path) -> None:
    """A pay period over 1 April 2025 in Great Britain still has the rate of March."""
    for until, rate in (("2025-04-03", "11.44"), ("2025-04-13", "12.21")):
        found = account(
            tmp_path, "gb", GB,
            employment={"from": "2025-03-28" if until < "2025-04-10" else "2025-04-07",
                        "until": until, "pay_period": "week"},
            work=[{"from": until, "until": until, "hours": "10"}],
            wages=[{"amount": "5", "per": "hour"}],
        )  # fmt: skip
        assert owed(found, shipped_law("gb")).least.owed == 10 * Fraction(rate)


def test_what_is_too_old_is_told_and_not_claimed(tmp_path: Path) -> None:
    """Three years after the seventh day of the next month, in the fictional country."""
    for asked_on, claimable in (("2025-03-07", 900), ("2025-03-08", 0)):
        found = account(
            tmp_path, "xx", XX, employment={"from": "2022-02-01", "until": "2022-02-28"},
            work=[], wages=[{"amount": "900", "per": "month"}], asked_on=asked_on,
        )  # fmt: skip
        statement = owed(found, shipped_law("xx")).least
        assert statement.owed == 900
        assert statement.claimable - statement.added * (claimable > 0) == claimable


def test_a_claim_in_singapore_ends_six_months_after_the_work(tmp_path: Path) -> None:
    for asked_on, barred in (("2025-08-28", False), ("2025-08-29", True)):
        found = account(
            tmp_path, "sg", SG, employment={"from": "2025-02-01", "until": "2025-02-28",
                                           "rest_day": "sunday"},
            work=[], wages=[{"amount": "900", "per": "month"}], asked_on=asked_on,
        )  # fmt: skip
        (period,) = owed(found, shipped_law("sg")).least.periods
        assert (period.barred is not None) is barred
