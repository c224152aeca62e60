"""Ontario: minimum wage that changes in a period, averaged overtime, and three hours for a call."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml

from manumit.errors import InputError
from manumit.terms import Owed, owed, read_account, shipped_law

DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday"]
COVERED = {"covered_work": "yes", "averaging": "none"}


def on(first: str, last: str, hours: str) -> dict[str, Any]:
    return {"from": first, "until": last, "days": DAYS, "hours": hours}


def worked_out(folder: Path, first: str, last: str, **more: Any) -> Owed:
    """Work at 20 an hour and 40 hours a week, for which nothing was paid."""
    job = {"from": first, "until": last, "pay_period": "month", "rest_day": "sunday",
           "work_days": DAYS, "week_begins": "sunday", **more.pop("employment", {})}  # fmt: skip
    account = {
        "schema": "manumit/account/1", "law": "ca-on", "asked_on": last, "about": COVERED,
        "complete": {"work": True, "pay": True}, "called_in": [], "employment": job,
        "wages": [{"amount": more.pop("amount", "20"), "per": "hour", "hours_per_week": "40"}],
        **more,
    }  # fmt: skip
    path = folder / "account.yaml"
    kept = {key: value for key, value in account.items() if value is not None}
    path.write_text(yaml.safe_dump(kept), "utf-8")
    law = shipped_law("ca-on")
    return owed(read_account(path, law), law)


def lines(found: Owed, what: str) -> list[tuple[Fraction | int, Fraction | int]]:
    """What each line of a kind is worth, with its hours or units, at the least."""
    return [
        (one.amount, one.number("hours" if what != "minimum_wage" else "units"))
        for period in found.least.periods for one in period.due if one.what == what
    ]  # fmt: skip


def test_a_period_in_which_the_minimum_wage_changes_is_tested_as_two(tmp_path: Path) -> None:
    work = [on("2024-09-16", "2024-10-11", "8")]
    found = worked_out(
        tmp_path, "2024-09-16", "2024-10-11", work=work, amount="17",
        employment={"pay_period": "fortnight"},
    )  # fmt: skip
    # From the 30th of September: a day at 16.55, which 17 reaches, and nine days at 17.20.
    assert lines(found, "minimum_wage") == [(Fraction("0.20") * 72, 72)]
    below = worked_out(
        tmp_path, "2024-09-16", "2024-10-11", work=work, amount="16",
        employment={"pay_period": "fortnight"},
    )  # fmt: skip
    assert lines(below, "minimum_wage") == [
        (Fraction("0.55") * 80, 80), (Fraction("0.55") * 8, 8), (Fraction("1.20") * 72, 72)
    ]  # fmt: skip


def test_work_from_october_2026_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"W113.*minimum wage from 2026-10-01 to 2026-10-02"):
        worked_out(tmp_path, "2026-09-28", "2026-10-02", work=[])


def test_overtime_after_44_hours_counts_before_the_three_hours(tmp_path: Path) -> None:
    week = [on("2024-06-03", "2024-06-06", "9"), on("2024-06-07", "2024-06-07", "8"),
            {"from": "2024-06-08", "until": "2024-06-08", "hours": "2"}]  # fmt: skip
    found = worked_out(tmp_path, "2024-06-02", "2024-06-08", work=week, called_in=["2024-06-08"])
    # Section 21.2(1): two hours at one and a half times, and one at the regular rate.
    assert lines(found, "overtime_on_top") == [(20, 2)]
    assert lines(found, "call_in") == [(20, 1)]
    assert found.by_rules.low == found.by_rules.high == 46 * 20 + 20 + 20


def test_short_days_have_no_three_hours(tmp_path: Path) -> None:
    part_time = [{"amount": "20", "per": "hour", "hours_per_week": "15"}]
    called = {"work": [on("2024-06-03", "2024-06-03", "1")], "called_in": ["2024-06-03"]}
    assert lines(worked_out(tmp_path, "2024-06-02", "2024-06-08", **called), "call_in") == [(40, 2)]
    short = worked_out(tmp_path, "2024-06-02", "2024-06-08", wages=part_time, **called)
    assert lines(short, "call_in") == []


@pytest.mark.parametrize(
    ("averaging", "hours"), [("none", 22), ("two_weeks", 7), ("three_weeks", 13), ("four_weeks", 4)]
)
def test_the_agreement_decides_over_how_many_weeks(
    tmp_path: Path, averaging: str, hours: int
) -> None:
    weeks = [on(f"2024-06-{day:02}", f"2024-06-{day + 4:02}", one)
             for day, one in ((3, "7"), (10, "10"), (17, "12"), (24, "7"))]  # fmt: skip
    job = {"averaging_begins": "2024-06-02"} if averaging != "none" else {}
    found = worked_out(tmp_path, "2024-06-02", "2024-06-29", work=weeks, employment=job,
                       about={**COVERED, "averaging": averaging})  # fmt: skip
    # Weeks of 35, 50, 60 and 35 hours; two and two are 85 and 95, three and one 145 and 35.
    assert sum(one for _, one in lines(found, "overtime_on_top")) == hours
    unknown = worked_out(tmp_path, "2024-06-02", "2024-06-29", work=weeks, called_in=None,
                         about={"covered_work": "yes"})  # fmt: skip
    assert unknown.by_rules.high is not None
    assert unknown.by_rules.low <= found.by_rules.low <= unknown.by_rules.high
    assert set(unknown.asked) >= {"averaging", "averaging_begins", "called_in"}
