"""Work whose unknown hours move pay both ways: every known value lies between the two ends."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from invented_law import law_of, owed_by
from manumit.terms import Owed

OVERTIME = {"kind": "overtime", "per": "day", "above": "8", "times": "1.25", "base": "basic"}
MINIMUM = {"kind": "minimum_wage", "per": "hour", "amount": "9", "tested_over": "pay_period"}
BY_DAYS = {"kind": "rest_day_work", "steps": [{"up_to": "0.5", "day_wages": "1"},
                                              {"up_to": "1", "day_wages": "2"}],
           "beyond_times": "1.5"}  # fmt: skip
CALL_IN = {"kind": "call_in_hours", "hours": "3", "offered": True}
PENALTY = {"kind": "late_penalty", "of": "end_of_work", "per": "day", "day_wages": "1",
           "most": "30"}  # fmt: skip
THIRTEENTH = {"kind": "thirteenth_month", "share": "1/12", "due": "12-24", "after_months": "0"}
WORK_DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday"]
PIECES = {"amount": "1", "per": "piece", "hours_per_week": "40"}
MONDAY, SATURDAY, SUNDAY = "2024-04-01", "2024-04-06", "2024-04-07"


def on(day: str, hours: str, until: str = "") -> dict[str, str]:
    return {"from": day, "until": until or day, "hours": hours}


def made(amount: str, first: str = MONDAY, last: str = SUNDAY) -> dict[str, str]:
    """Pieces that were made on some days."""
    return {"from": first, "until": last, "of": "piece_work", "amount": amount}


def of_a_week(folder: Path, *rules: dict[str, Any], **account: Any) -> Owed:
    """One week from Monday the 1st of April 2024; Sunday is the rest day."""
    job = {"from": MONDAY, "until": SUNDAY, "pay_period": "week", "rest_day": "sunday",
           "work_days": WORK_DAYS, "leave_days_taken": "99"}  # fmt: skip
    return owed_by(law_of(folder, *rules), folder, asked_on="2024-06-30", employment=job, **account)


def lines(found: Owed) -> dict[str, Fraction | int]:
    """What is due by kind of line, where both ends are one."""
    assert found.least == found.most
    sums: dict[str, Fraction | int] = {}
    for one in (line for period in found.least.periods for line in period.due):
        sums[one.what] = sums.get(one.what, Fraction(0)) + one.amount
    return sums


def of_kind(found: Owed, what: str) -> tuple[Fraction | int, Fraction | int]:
    """What lines of a kind come to at the least and at the most."""
    least, most = (
        sum((line.amount for one in end.periods for line in (*one.due, *one.added)
             if line.what == what), Fraction(0))
        for end in (found.least, found.most)
    )  # fmt: skip
    return least, most


def test_a_salary_pays_no_hours_of_a_day_that_is_no_day_of_work(tmp_path: Path) -> None:
    """500 for five days of ten hours, an hour 10; on Saturday, when none is due, twelve hours.

    Monday to Friday have two hours of overtime each that the salary has paid once: a quarter of 100
    on top. Of Saturday, the salary has paid nothing: four hours at 12.50 and eight at 10.
    """
    found = of_a_week(
        tmp_path,
        OVERTIME,
        wages=[{"amount": "500", "per": "week", "hours_per_week": "50"}],
        work=[on(MONDAY, "10", "2024-04-05"), on(SATURDAY, "12")],
    )
    assert lines(found) == {
        "salary": 500, "overtime_on_top": 25, "overtime": 50, "hours_between": 80,
    }  # fmt: skip


def test_nor_does_its_minimum_wage_lose_these_hours(tmp_path: Path) -> None:
    """The same for a salary of 100: 58 hours without overtime of Saturday are worth nine each."""
    found = of_a_week(
        tmp_path,
        OVERTIME,
        MINIMUM,
        wages=[{"amount": "100", "per": "week", "hours_per_week": "50"}],
        work=[on(MONDAY, "10", "2024-04-05"), on(SATURDAY, "12")],
    )
    assert lines(found)["overtime"] == 4 * Fraction("11.25")
    assert sum(lines(found).values()) == 48 * 9 + 10 * Fraction("11.25") + 4 * Fraction("11.25")


@pytest.mark.parametrize(
    ("agreed", "beside"),
    [
        # Four hours of pieces on the rest day; 40 were made on it, a day's average.
        ("20", 40 * (2 - 1)),  # four hours are a whole day
        ("40", 40 * (1 - Fraction(1, 2))),  # half a day, paid by half
        ("39.99", 40 * (2 - Fraction(4) / (Fraction("39.99") / 5))),  # just above half a day
    ],
)
def test_wages_of_a_rest_day_stand_beside_its_pieces(
    tmp_path: Path, agreed: str, beside: Fraction
) -> None:
    work = {"work": [on(SUNDAY, "4")], "extra_pay": [made("40", SUNDAY)]}
    found = of_a_week(tmp_path, BY_DAYS, wages=[{**PIECES, "hours_per_week": agreed}], **work)
    assert abs(lines(found)["rest_day_by_days"] - beside) <= Fraction(1, 100)
    unknown = of_a_week(tmp_path, BY_DAYS, wages=[{"amount": "1", "per": "piece"}], **work)
    least, most = of_kind(unknown, "rest_day_by_days")
    assert least <= beside <= most
    # The most has each part at its own: a day and a half, and four hours beyond a day, half each.
    assert (least, most) == (20, 60 + 4 * 10 * Fraction(1, 2))


def test_a_day_of_pieces_is_worth_less_the_more_days_they_took(tmp_path: Path) -> None:
    """120 on three days, or on four if the last day was worked: a day is worth 40, or 30.

    Thirty days of waiting are 1,200 or 900.
    """
    week = [on(MONDAY, "8", "2024-04-03")]
    for hours, days in (("0", 1200), ("8", 900)):
        found = of_a_week(tmp_path, PENALTY, wages=[PIECES], work=[*week, on(SUNDAY, hours)],
                          extra_pay=[made("120")])  # fmt: skip
        assert of_kind(found, "late_penalty") == (days, days)
    unknown = of_a_week(tmp_path, PENALTY, wages=[PIECES], work=[*week, on(SUNDAY, "0..8")],
                        extra_pay=[made("120")])  # fmt: skip
    assert of_kind(unknown, "late_penalty") == (900, 1200)


def test_the_fewer_hours_pieces_took_the_more_the_rest_of_a_call_is_worth(tmp_path: Path) -> None:
    """Of three hours, two or one were worked for 20: the third, or two more, at 10 or at 20."""
    monday = {"called_in": [MONDAY], "wages": [PIECES], "extra_pay": [made("20", MONDAY, MONDAY)]}
    for hours, rest in (("2", 10), ("1", 40)):
        found = of_a_week(tmp_path, CALL_IN, work=[on(MONDAY, hours)], **monday)
        assert of_kind(found, "call_in") == (rest, rest)
    unknown = of_a_week(tmp_path, CALL_IN, work=[on(MONDAY, "1..2")], **monday)
    assert of_kind(unknown, "call_in") == (10, 40)
    # If they may have taken no time at all, an hour of them has no most.
    none = of_a_week(tmp_path, CALL_IN, work=[on(MONDAY, "0..2")], **monday)
    assert none.by_rules.high is None


@pytest.mark.parametrize("hours", [None, "50", "40..60"])
def test_a_salary_is_basic_pay_whole_and_an_hourly_wage_for_hours_without_overtime(
    tmp_path: Path, hours: str | None
) -> None:
    """Five days of ten hours at 10 an hour are 400 without overtime, a salary of 500 all of it."""
    work = [on(MONDAY, "10", "2024-04-05")]
    by_hour = {"amount": "10", "per": "hour", "hours_per_week": "40"}
    found = of_a_week(tmp_path, THIRTEENTH, OVERTIME, wages=[by_hour], work=work)
    assert lines(found)["thirteenth_month"] == Fraction("33.33")
    salary = {"amount": "500", "per": "week"} | ({"hours_per_week": hours} if hours else {})
    found = of_a_week(tmp_path, THIRTEENTH, OVERTIME, wages=[salary], work=work)
    least, most = of_kind(found, "thirteenth_month")
    assert least <= Fraction("41.67") <= most
    if hours == "50":
        assert least == most


def test_the_minimum_wage_of_hours_without_overtime_is_basic_pay(tmp_path: Path) -> None:
    """For 100 a week: five days of eight hours at nine are 360, whatever overtime they had."""
    for hours in ("8", "10"):
        found = of_a_week(
            tmp_path, THIRTEENTH, OVERTIME, MINIMUM, work=[on(MONDAY, hours, "2024-04-05")],
            wages=[{"amount": "100", "per": "week", "hours_per_week": "50"}],
        )  # fmt: skip
        assert lines(found)["thirteenth_month"] == 30


def test_a_premium_is_credited_to_all_that_may_be_overtime_pay(tmp_path: Path) -> None:
    """Two hours of overtime at 13.50 for a wage of few hours, or at 4.50 on top of their pay."""
    weekly = {"kind": "overtime", "per": "week", "above": "40", "times": "1.5", "base": "basic"}
    rules = weekly, {"kind": "premium_credited"}, {**MINIMUM, "tested_over": "week"}
    given = {
        "work": [on(MONDAY, "8.4", "2024-04-05")],
        "extra_pay": [{**made("15"), "of": "premium"}, made("10")],
    }
    wage = {"amount": "0", "per": "day", "pays_for": "agreed_hours"}
    for hours, credited in (("4", -15), ("60", -9)):
        known = of_a_week(tmp_path, *rules, wages=[{**wage, "hours_per_week": hours}], **given)
        assert lines(known)["premium_credited"] == credited
        unsaid = of_a_week(tmp_path, *rules, wages=[wage], **given)
        assert unsaid.by_rules.low <= known.by_rules.low
