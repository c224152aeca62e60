"""Hours paid at least on a day of a call, by invented laws; Ontario has a test of its own."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from invented_law import law_of, owed_by
from manumit.errors import InputError
from manumit.terms import Law, Owed

CALL_IN = {"kind": "call_in_hours", "hours": "3", "offered": False}
LONG_DAYS = {**CALL_IN, "normal_day_above": "3"}
OVERTIME = {"kind": "overtime", "per": "day", "above": "8", "times": "1.5", "base": "basic"}
BY_WEEK = {**OVERTIME, "per": "week", "above": "24"}
DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday"]
WAGE = {"amount": "20", "per": "hour", "hours_per_week": "40"}
MONDAY, TUESDAY, SATURDAY, SUNDAY = "2024-04-01", "2024-04-02", "2024-04-06", "2024-04-07"


def on(day: str, hours: str) -> dict[str, str]:
    return {"from": day, "until": day, "hours": hours}


def worked_out(law: Law, folder: Path, **more: Any) -> Owed:
    """One week from Monday the 1st of April 2024, for which nothing was paid."""
    job = {"from": MONDAY, "until": SUNDAY, "pay_period": "week", "rest_day": "sunday",
           "work_days": DAYS, **more.pop("employment", {})}  # fmt: skip
    account = {
        "asked_on": "2024-05-31", "wages": [WAGE], "work": [on(MONDAY, "1")],
        "called_in": [MONDAY], "employment": job, **more,
    }  # fmt: skip
    kept = {key: value for key, value in account.items() if value is not None}
    return owed_by(law, folder, **kept)


def called(found: Owed, what: str = "call_in") -> tuple[Fraction | int, Fraction | int]:
    """What is due for call-in hours, at the least and at the most."""
    least, most = (
        sum((line.amount for one in end.periods for line in one.due if line.what == what),
            Fraction(0))
        for end in (found.least, found.most)
    )  # fmt: skip
    return least, most


@pytest.mark.parametrize(
    ("hours", "amount"), [("0", 60), ("1", 40), ("2.5", 10), ("3", 0), ("8", 0)]
)
def test_hours_that_are_missing_are_paid(tmp_path: Path, hours: str, amount: int) -> None:
    found = worked_out(law_of(tmp_path, CALL_IN), tmp_path, work=[on(MONDAY, hours)])
    assert called(found) == (amount, amount)
    assert found.by_rules.known
    assert found.by_rules.low == max(Fraction(hours), Fraction(3)) * 20


def test_only_days_of_a_call_are_paid(tmp_path: Path) -> None:
    law = law_of(tmp_path, CALL_IN)
    assert called(worked_out(law, tmp_path, called_in=[])) == (0, 0)
    assert called(worked_out(law, tmp_path, called_in=[MONDAY, TUESDAY])) == (100, 100)


def test_unknown_days_contain_every_answer(tmp_path: Path) -> None:
    law = law_of(tmp_path, CALL_IN)
    unknown = worked_out(law, tmp_path, called_in=None)
    assert unknown.asked == ("called_in",)
    # Monday's two hours, and three of each of six days.
    assert called(unknown) == (0, 40 + 6 * 60)
    away = worked_out(law, tmp_path, called_in=None,
                      absent=[{"from": "2024-04-03", "until": SUNDAY}])  # fmt: skip
    assert called(away) == (0, 40 + 60)


def test_unknown_hours_contain_every_number_of_them(tmp_path: Path) -> None:
    law = law_of(tmp_path, CALL_IN, OVERTIME)
    ranged = worked_out(law, tmp_path, work=[on(MONDAY, "0..10")]).by_rules
    for hours in ("0", "2", "3", "10"):
        known = worked_out(law, tmp_path, work=[on(MONDAY, hours)]).by_rules
        assert ranged.high is not None
        assert ranged.low <= known.low <= ranged.high


def test_unworked_hours_are_no_overtime(tmp_path: Path) -> None:
    work = [{"from": TUESDAY, "until": "2024-04-04", "hours": "8"}, on(MONDAY, "0")]
    found = worked_out(law_of(tmp_path, CALL_IN, BY_WEEK), tmp_path, work=work)
    assert called(found) == (60, 60)
    assert called(found, "overtime_on_top") == (0, 0)


def test_a_short_normal_day_has_no_such_hours(tmp_path: Path) -> None:
    law = law_of(tmp_path, LONG_DAYS)
    assert called(worked_out(law, tmp_path)) == (40, 40)
    short = worked_out(law, tmp_path, wages=[{**WAGE, "hours_per_week": "15"}])
    assert called(short) == (0, 0)
    unsaid = {key: value for key, value in WAGE.items() if key != "hours_per_week"}
    unknown = worked_out(law, tmp_path, wages=[unsaid])
    assert (called(unknown), unknown.asked) == ((0, 40), ("hours_per_week",))
    never = worked_out(law, tmp_path, wages=[unsaid], called_in=[])
    assert (called(never), never.asked) == ((0, 0), ())


@pytest.mark.parametrize(("per", "amount"), [("week", "800"), ("day", "160")])
def test_pay_for_the_day_has_paid_its_hours(tmp_path: Path, per: str, amount: str) -> None:
    law = law_of(tmp_path, CALL_IN)
    wages = [{"amount": amount, "per": per, "hours_per_week": "40", "pays_for": "agreed_hours"}]
    assert called(worked_out(law, tmp_path, wages=wages)) == (0, 0)
    # Nobody is paid for Saturday: no day of work, and without work no day's wage.
    assert called(worked_out(law, tmp_path, wages=wages, called_in=[SATURDAY])) == (60, 60)


def test_a_rest_day_by_days_wages_has_paid_its_hours(tmp_path: Path) -> None:
    steps = [{"up_to": "0.5", "day_wages": "1"}, {"up_to": "1", "day_wages": "2"}]
    by_days = {"kind": "rest_day_work", "beyond_times": "1.5", "steps": steps}
    law = law_of(tmp_path, CALL_IN, by_days)
    sunday = {"called_in": [SUNDAY], "work": [on(SUNDAY, "1")]}
    assert called(worked_out(law, tmp_path, **sunday)) == (0, 0)
    by_hours = law_of(tmp_path, CALL_IN, {"kind": "rest_day_work", "times": "2"})
    # One hour at twice the pay, and the two others at the pay of an hour.
    assert called(worked_out(by_hours, tmp_path, **sunday)) == (40, 40)


def test_an_hour_is_worth_no_less_than_the_minimum_wage(tmp_path: Path) -> None:
    minimum = {"kind": "minimum_wage", "per": "hour", "amount": "25", "tested_over": "pay_period"}
    assert called(worked_out(law_of(tmp_path, CALL_IN, minimum), tmp_path)) == (50, 50)


@pytest.mark.parametrize(("offered", "missing"), [(False, 29), (True, 27)])
def test_the_law_says_whether_the_hours_count_as_offered(
    tmp_path: Path, offered: bool, missing: int
) -> None:
    guaranteed = {"kind": "guaranteed_hours", "share": "0.75"}
    law = law_of(tmp_path, {**CALL_IN, "offered": offered}, guaranteed)
    found = worked_out(law, tmp_path)
    # Three fourths of 40 hours are guaranteed: one was worked, two more were paid.
    assert called(found) == (40, 40)
    assert called(found, "guaranteed_hours") == (missing * 20, missing * 20)


def test_a_minimum_wage_by_the_day_is_refused_beside_it(tmp_path: Path) -> None:
    by_day = {"kind": "minimum_wage", "per": "day", "amount": "90", "tested_over": "pay_period"}
    with pytest.raises(InputError, match=r"W201.*call-in hours of 'zz.r0'"):
        law_of(tmp_path, CALL_IN, by_day)


def test_an_absence_and_a_call_exclude_each_other(tmp_path: Path) -> None:
    law = law_of(tmp_path, CALL_IN)
    with pytest.raises(InputError, match=r"W102.*absent on this day"):
        worked_out(law, tmp_path, absent=[{"from": MONDAY, "until": MONDAY}], work=[])
    with pytest.raises(InputError, match=r"W109"):
        worked_out(law, tmp_path, called_in=["2024-05-01"])


def test_a_hole_of_the_law_on_the_day_of_a_call_is_refused(tmp_path: Path) -> None:
    covered = {"kind": "call_in_hours", "from": "2024-05-01", "article": "art. 1", "source": "act",
               "sure": "invented"}  # fmt: skip
    law = law_of(tmp_path, {**CALL_IN, "from": "2024-05-01"}, coverage=[covered])
    with pytest.raises(InputError, match=r"W113.*call in hours from 2024-04-01 to 2024-04-01"):
        worked_out(law, tmp_path)
    assert worked_out(law, tmp_path, called_in=[]).by_rules.known
