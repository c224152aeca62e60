"""Hours that a contract guarantees, by the rule for H-2A work in the United States."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml

from manumit.errors import InputError
from manumit.terms import Owed, owed, read_account, shipped_law

ABOUT = {"work": "h2a_farm", "salary_agreement": "none", "breach": "not_willful"}
WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday"]
WAGE = {"amount": "16", "per": "hour", "hours_per_week": "48", "pays_for": "agreed_hours"}


def worked_out(folder: Path, hours: str = "5", **more: Any) -> Owed:
    """Ten weeks of six days of eight agreed hours, of which so many a day were worked."""
    job = {"from": "2024-04-01", "until": "2024-06-09", "pay_period": "week", "rest_day": "sunday",
           "work_days": WEEKDAYS, "week_begins": "monday",
           "leave_days_taken": "0"}  # fmt: skip
    account = {
        "schema": "manumit/account/1", "law": "us", "asked_on": "2024-06-10", "about": ABOUT,
        "complete": {"work": True, "pay": True}, "wages": [WAGE],
        "work": [{"from": "2024-04-01", "until": "2024-06-08", "days": WEEKDAYS, "hours": hours}],
        **more, "employment": {**job, **more.get("employment", {})},
    }  # fmt: skip
    path = folder / "account.yaml"
    path.write_text(yaml.safe_dump(account), "utf-8")
    return owed(read_account(path, shipped_law("us")), shipped_law("us"))


def guarantee(found: Owed) -> tuple[Fraction | int, Fraction | int]:
    """What is due for missing hours, at the least and at the most."""
    least, most = (
        sum((line.amount for one in end.periods for line in one.due
             if line.what == "guaranteed_hours"), Fraction(0))
        for end in (found.least, found.most)
    )  # fmt: skip
    return least, most


@pytest.mark.parametrize(("hours", "amount"), [("5", 60 * 16), ("0", 360 * 16), ("6", 0), ("9", 0)])
def test_missing_hours_are_paid_at_the_end_of_the_contract(
    tmp_path: Path, hours: str, amount: int
) -> None:
    found = worked_out(tmp_path, hours)
    assert guarantee(found) == (amount, amount)
    assert found.by_rules.known
    assert found.asked == ()


def test_days_of_absence_were_offered(tmp_path: Path) -> None:
    work = [{"from": "2024-04-01", "until": "2024-06-01", "days": WEEKDAYS, "hours": "5"}]
    away = [{"from": "2024-06-03", "until": "2024-06-08"}]
    # 54 days of five hours and six days of eight were offered: 318 of 360.
    assert guarantee(worked_out(tmp_path, work=work, absent=away))[0] == 42 * 16
    assert guarantee(worked_out(tmp_path, work=work))[0] == 90 * 16


def test_a_salary_is_paid_for_its_hours_in_any_case(tmp_path: Path) -> None:
    salary = {**WAGE, "amount": "768", "per": "week"}
    assert guarantee(worked_out(tmp_path, wages=[salary])) == (0, 0)


def test_piece_work_is_paid_on_average_and_no_less_than_the_minimum(tmp_path: Path) -> None:
    pieces = {"per": "piece", "amount": "0", "hours_per_week": "48"}
    earned = {"from": "2024-04-01", "until": "2024-06-08", "of": "piece_work"}
    for amount, rate in (("6000", "20"), ("300", "7.25")):
        extra = [{**earned, "amount": amount}]
        found = worked_out(tmp_path, wages=[pieces], extra_pay=extra)
        assert guarantee(found)[0] == 60 * Fraction(rate)


def test_unknown_hours_contain_every_number_of_them(tmp_path: Path) -> None:
    unsaid = {key: value for key, value in WAGE.items() if key != "hours_per_week"}
    unknown = worked_out(tmp_path, wages=[unsaid])
    assert unknown.asked == ("hours_per_week",)
    for hours in ("20", "48", "72"):
        known = worked_out(tmp_path, wages=[{**WAGE, "hours_per_week": hours}]).by_rules
        assert unknown.by_rules.low <= known.low
        assert unknown.by_rules.high is None or known.low <= unknown.by_rules.high
    worked = worked_out(tmp_path, "4..8")
    for hours in ("4", "5", "6", "8"):
        paid = [{"for": "2024-04-03", "amount": "700"}]
        ranged = worked_out(tmp_path, "4..8", paid=paid).by_rules
        known = worked_out(tmp_path, hours, paid=paid).by_rules
        assert ranged.high is not None
        assert ranged.low <= known.low <= ranged.high
    assert guarantee(worked) == (0, 120 * 16)


def test_other_work_is_not_asked_for_agreed_hours(tmp_path: Path) -> None:
    unsaid = {key: value for key, value in WAGE.items() if key != "hours_per_week"}
    found = worked_out(tmp_path, wages=[unsaid], about={**ABOUT, "work": "other"})
    assert found.asked == ()
    assert guarantee(found) == (0, 0)


def test_unknown_work_may_be_guaranteed(tmp_path: Path) -> None:
    about = {key: value for key, value in ABOUT.items() if key != "work"}
    assert guarantee(worked_out(tmp_path, about=about)) == (0, 60 * 16)


def test_the_guarantee_of_earlier_contracts_is_a_hole(tmp_path: Path) -> None:
    dates: Any = {"from": "2019-04-01", "until": "2019-04-07"}
    work = [{**dates, "hours": "5"}]
    with pytest.raises(InputError, match=r"W113.*guaranteed hours"):
        worked_out(tmp_path, employment=dates, work=work)
