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
                       "rest_day": "sunday", "leave_days_taken": "99",
                       **({"week_begins": "sunday"} if law == "us" else {})},
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
    # The pieces have paid the Sunday once: the other half of its double pay is owed on top.
    least, most = (8 * Fraction(4400, hours + 8) for hours in (50, 40))
    assert sundays == [round(least, 2), round(most, 2)]


DATES = [f"2025-06-{day}" for day in range(23, 28)]


def of_days(
    folder: Path, week: list[tuple[str, str, str]], agreed: str = "40"
) -> dict[str, Fraction]:
    """What days from Monday on are worth by kind of line: each its wage, what for, and hours."""
    days = list(zip(DATES, week, strict=True))
    found = reckoned(
        folder, "us", US,
        wages=[
            {"amount": wage, "per": per, "from": day, "until": day, "hours_per_week": agreed}
            for day, (wage, per, _) in days
        ],
        work=[{"from": day, "until": day, "hours": hours} for day, (*_, hours) in days],
        employment={"from": "2025-06-23", "until": "2025-06-27", "pay_period": "month",
                    "rest_day": "sunday", "work_days": EVERY_DAY, "leave_days_taken": "99",
                    "week_begins": "sunday"},
    )  # fmt: skip
    assert found.least.owed == found.most.owed
    sums: dict[str, Fraction] = {}
    for line in found.least.periods[0].due:
        sums[line.what] = sums.get(line.what, Fraction(0)) + line.amount
    return sums


def of_two_daily_wages(folder: Path, week: list[tuple[str, str]]) -> dict[str, Fraction]:
    """What five days of six agreed hours are worth: each its wage and its hours."""
    return of_days(folder, [(wage, "day", hours) for wage, hours in week], agreed="30")


def test_hours_that_a_daily_wage_does_not_cover_are_paid_at_the_rate_of_their_own_day(
    tmp_path: Path,
) -> None:
    """Six hours were agreed, eight worked: two days at 20 an hour and three at 15."""
    week = [("120", "8"), ("120", "8"), ("90", "8"), ("90", "8"), ("90", "8")]
    for order in (week, week[::-1]):
        found = of_two_daily_wages(tmp_path, order)
        assert found == {"days": 510, "hours_between": 2 * 2 * 20 + 3 * 2 * 15}


def test_a_short_day_at_a_low_wage_does_not_take_the_hours_of_a_better_paid_one(
    tmp_path: Path,
) -> None:
    """Two hours were worked for six at 10; they cover four at 20, of which 10 an hour is left."""
    week = [("60", "2"), ("120", "10"), ("120", "6"), ("120", "6"), ("120", "6")]
    found = of_two_daily_wages(tmp_path, week)
    assert found == {"days": 540, "hours_at_other_rate": 4 * (20 - 10)}
    week[0] = ("120", "2")
    found = of_two_daily_wages(tmp_path, week)
    assert found == {"days": 600}, "at one wage a short day covers a long one"
    week[0] = ("180", "2")
    found = of_two_daily_wages(tmp_path, week)
    assert found == {"days": 660}, "and so does a better paid one"


def test_hours_at_two_hourly_rates_are_each_paid_once_and_half_the_average_on_top(
    tmp_path: Path,
) -> None:
    """30 hours at 20 and 20 at 10: 800, and ten hours times half of 16 (29 CFR 778.115)."""
    falling = [("20", "hour", "10")] * 3 + [("10", "hour", "10")] * 2
    assert of_days(tmp_path, falling) == {"hours": 800, "overtime_on_top": 80}
    rising = falling[::-1]
    assert of_days(tmp_path, rising) == {"hours": 800, "overtime_on_top": 80}
    late = [("10", "hour", "12")] * 4 + [("20", "hour", "2")]
    # 48 hours at 10 and 2 at 20: ten hours times half of 10.40.
    assert of_days(tmp_path, late) == {"hours": 520, "overtime_on_top": 52}


def test_hourly_pay_covers_no_hours_of_days_that_a_daily_wage_is_for(tmp_path: Path) -> None:
    """Four days of ten hours for a day's wage of eight at 20, then ten hours at 10.

    Straight pay is 40 x 20 + 10 x 10 = 900 for 50 hours; ten hours times half of 18 come on top.
    """
    mixed = [("160", "day", "10")] * 4 + [("10", "hour", "10")]
    assert of_days(tmp_path, mixed) == {
        "days": 640, "hours": 100, "hours_between": 160, "overtime_on_top": 90,
    }  # fmt: skip


def test_overtime_of_days_at_two_daily_wages_is_paid_once_by_the_day(tmp_path: Path) -> None:
    """Ten hours a day were agreed: 40 at 20 and ten at 10, and ten hours times half of 18."""
    week = [("200", "day", "10")] * 4 + [("100", "day", "10")]
    for order in (week, week[::-1]):
        found = of_days(tmp_path, order, agreed="50")
        assert found == {"days": 900, "overtime_on_top": 90}


def test_each_hour_of_overtime_has_the_wage_of_its_own_day(tmp_path: Path) -> None:
    """Days of twelve hours for ten at 20, and one of two hours for ten at 10, as agreed.

    48 hours at 20 and two at 10 are 980: the pay of the short day covers eight of those at 20.
    """
    week = [("200", "day", "12")] * 4 + [("100", "day", "2")]
    found = of_days(tmp_path, week, agreed="50")
    assert found == {"days": 900, "hours_at_other_rate": 80, "overtime_on_top": 98}
    week[-1] = ("100", "day", "12")
    found = of_days(tmp_path, week, agreed="50")
    # 48 hours at 20 and twelve at 10 are 1080 for 60: 20 hours times half of 18.
    assert found == {"days": 900, "hours_between": 8 * 20 + 2 * 10, "overtime_on_top": 180}
