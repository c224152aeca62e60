"""Weeks in two pay periods, and piece work: both ends of what is owed, to be followed by hand."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import yaml

from manumit.terms import Owed, owed, read_account, shipped_law

US = {"work": "other", "salary_agreement": "none", "breach": "not_willful"}
EVERY_DAY = ["monday", "tuesday", "wednesday", "thursday", "friday"]


def reckoned(folder: Path, law: str, about: dict[str, str], **more: Any) -> Owed:
    """From Monday, 23 June to Friday, 4 July: the week from 29 June on lies in two months."""
    data = {
        "schema": "manumit/account/1",
        "law": law,
        "asked_on": "2025-07-04",
        "about": about,
        "employment": {"from": "2025-06-23", "until": "2025-07-04", "pay_period": "month",
                       "rest_day": "sunday", "leave_days_taken": "99"},
        "complete": {"work": True, "pay": True},
        "work": [{"from": "2025-06-23", "until": "2025-07-04", "days": EVERY_DAY, "hours": "8"}],
        **more,
    }  # fmt: skip
    path = folder / "account.yaml"
    path.write_text(yaml.safe_dump(data), "utf-8")
    return owed(read_account(path, shipped_law(law)), shipped_law(law))


def ends(found: Owed) -> tuple[Any, Any]:
    return found.least.owed, found.most.owed


def test_hours_of_an_overpaid_month_count_for_a_week_that_ends_in_the_next(tmp_path: Path) -> None:
    """20 an hour in June, which was overpaid; 5 an hour in July, of which nothing was paid.

    If 30 June had eight hours, its week was paid 160 + 160, more than 40 times 7.25, and July is
    owed 160. If it had none, 160 for 32 hours fall short of 232, and July is owed 232.
    """
    wages = [
        {"amount": "20", "per": "hour", "until": "2025-06-30"},
        {"amount": "5", "per": "hour", "from": "2025-07-01"},
    ]
    paid = [{"for": "2025-06-23", "amount": "1500"}]
    known = {"from": "2025-06-23", "until": "2025-06-29", "days": EVERY_DAY, "hours": "8"}
    july = {**known, "from": "2025-07-01", "until": "2025-07-04"}

    def with_hours(hours: str) -> Owed:
        day = {"from": "2025-06-30", "until": "2025-06-30", "hours": hours}
        return reckoned(tmp_path, "us", US, wages=wages, paid=paid, work=[known, day, july])

    assert ends(with_hours("8")) == (160, 160)
    assert ends(with_hours("0")) == (232, 232)
    assert ends(with_hours("0..8")) == (160, 232)


def test_damages_on_a_minimum_wage_count_the_days_of_the_month_that_was_not_paid(
    tmp_path: Path,
) -> None:
    """June was paid. Of July 32 hours at 10 are owed, and as damages these hours at 7.25."""
    found = reckoned(
        tmp_path, "us", US,
        wages=[{"amount": "10", "per": "hour"}],
        paid=[{"for": "2025-06-23", "amount": "480"}],
    )  # fmt: skip
    assert ends(found) == (320, 320)
    assert found.least.added == 232


def test_an_hour_of_pieces_is_worth_less_the_more_hours_they_took(tmp_path: Path) -> None:
    """4400 for pieces in a week of five days of eight to ten hours and a Sunday of eight."""
    work = [
        {"from": "2025-06-23", "until": "2025-06-27", "hours": "8..10"},
        {"from": "2025-06-29", "until": "2025-06-29", "hours": "8"},
    ]
    found = reckoned(
        tmp_path, "xx", {"age": "adult"},
        wages=[{"amount": "unknown", "per": "piece"}],
        extra_pay=[
            {"from": "2025-06-23", "until": "2025-06-29", "amount": "4400", "of": "piece_work"}
        ],
        work=work,
    )  # fmt: skip
    sundays = [
        next(line.amount for line in end.periods[0].due if line.what == "rest_day")
        for end in (found.least, found.most)
    ]
    least, most = (8 * 2 * Fraction(4400, hours + 8) for hours in (50, 40))
    assert sundays == [round(least, 2), round(most, 2)]
