"""What a law adds for pay that came late: fixed sums, a day's wage for each day, interest."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from invented_law import law_of, owed_by
from manumit.terms import Law, Owed

EACH_MONTH = {"kind": "late_penalty", "of": "pay_period", "per": "month", "amount": "10"}
WAITING = {"kind": "late_penalty", "of": "end_of_work", "per": "day", "day_wages": "1",
           "most": "30"}  # fmt: skip
INTEREST = {"kind": "interest", "per_year": "0.0365", "also_paid_late": True}


def worked_out(
    folder: Path, law: Law, *paid: dict[str, str], all_paid: bool = True, **more: Any
) -> Owed:
    """January and February 2023 at 1,000 a month, as of 30 June."""
    account = {
        "asked_on": "2023-06-30",
        "employment": {"from": "2023-01-01", "until": "2023-02-28", "pay_period": "month",
                       "rest_day": "sunday", "leave_days_taken": "0"},
        "wages": [{"amount": "1000", "per": "month", "hours_per_week": "48"}],
        "paid": list(paid), "complete": {"work": True, "pay": all_paid}, **more,
    }  # fmt: skip
    return owed_by(law, folder, **account)


def january(on: str = "", amount: str = "1000") -> dict[str, str]:
    return {"for": "2023-01-15", "amount": amount} | ({"on": on} if on else {})


def february(on: str = "", amount: str = "1000") -> dict[str, str]:
    return {"for": "2023-02-15", "amount": amount} | ({"on": on} if on else {})


def added(found: Owed, what: str) -> tuple[Fraction | int, Fraction | int]:
    """What is added at the least and at the most."""
    least, most = (
        sum((line.amount for one in end.periods for line in one.added if line.what == what),
            Fraction(0))
        for end in (found.least, found.most)
    )  # fmt: skip
    return least, most


@pytest.mark.parametrize(
    ("paid", "sum_"),
    [
        ((january("2023-01-31"), february("2023-02-28")), 0),
        ((january("2023-02-27"), february("2023-02-28")), 0),
        ((january("2023-02-28"), february("2023-02-28")), 10),
        ((january("2023-04-30"), february("2023-02-28")), 30),
        ((january("2023-01-31", "999.99"), february("2023-02-28")), 50),
        ((january("2023-01-31"),), 40),
        ((), 50 + 40),
    ],
)
def test_each_whole_month_of_delay_adds_its_sum(
    tmp_path: Path, paid: tuple[dict[str, str], ...], sum_: int
) -> None:
    found = worked_out(tmp_path, law_of(tmp_path, EACH_MONTH), *paid)
    assert added(found, "late_penalty") == (sum_, sum_)


def test_a_penalty_begins_after_its_days_and_ends_at_its_limit(tmp_path: Path) -> None:
    law = law_of(tmp_path, {**EACH_MONTH, "per": "day", "after_days": "7", "most": "20"})
    for on, units in (("2023-02-07", 0), ("2023-02-10", 3), ("2023-05-01", 20)):
        found = worked_out(tmp_path, law, january(on), february("2023-02-28"))
        assert added(found, "late_penalty") == (units * 10, units * 10)


def test_an_unknown_day_of_payment_is_in_time_or_as_late_as_can_be(tmp_path: Path) -> None:
    law = law_of(tmp_path, EACH_MONTH, INTEREST)
    found = worked_out(tmp_path, law, january(), february("2023-02-28"))
    assert added(found, "late_penalty") == (0, 50)
    assert added(found, "interest_paid_late") == (0, 15)
    assert found.asked == ("paid_on",)


def test_wages_go_on_for_each_day_of_waiting_after_the_end(tmp_path: Path) -> None:
    law = law_of(tmp_path, WAITING)
    a_day = Fraction(1000 * 12, 52 * 6)
    found = worked_out(tmp_path, law, january("2023-01-31"), february("2023-03-10"))
    assert added(found, "late_penalty")[0] == round(10 * a_day, 2)
    never = worked_out(tmp_path, law, january("2023-01-31"))
    assert added(never, "late_penalty")[0] == round(30 * a_day, 2)
    in_time = worked_out(tmp_path, law, january("2023-02-10"), february("2023-02-28"))
    assert added(in_time, "late_penalty") == (0, 0)


def test_the_waiting_time_of_a_californian_court(tmp_path: Path) -> None:
    # Riley v. Valencia (Cal. Ct. App. 2010), as cal-employment.com gives it: 6.75 × 3.5 × 30.
    law = law_of(tmp_path, WAITING)
    work: dict[str, Any] = {
        "employment": {"from": "2023-01-02", "until": "2023-01-06", "pay_period": "week",
                       "work_days": ["monday", "tuesday", "wednesday", "thursday", "friday"],
                       "leave_days_taken": "0"},
        "wages": [{"amount": "6.75", "per": "hour", "hours_per_week": "17.5"}],
        "work": [{"from": "2023-01-02", "until": "2023-01-06", "hours": "3.5"}],
    }  # fmt: skip
    found = worked_out(tmp_path, law, **work)
    assert added(found, "late_penalty")[0] == Fraction("708.75")


def test_interest_runs_on_full_pay_until_it_came(tmp_path: Path) -> None:
    law = law_of(tmp_path, INTEREST)
    paid = january("2023-03-02"), february("2023-03-10", "400")
    found = worked_out(tmp_path, law, *paid)
    assert added(found, "interest_paid_late")[0] == 3 + Fraction("0.4")
    assert added(found, "interest")[0] == Fraction("7.32")  # 600 for 122 days
    plain = law_of(tmp_path, {"kind": "interest", "per_year": "0.0365"})
    assert added(worked_out(tmp_path, plain, *paid), "interest_paid_late") == (0, 0)


def test_what_was_paid_too_much_earns_no_interest(tmp_path: Path) -> None:
    law = law_of(tmp_path, INTEREST)
    paid = january("2023-01-31", "900"), january("2023-02-10", "500"), february("2023-02-28")
    assert added(worked_out(tmp_path, law, *paid), "interest_paid_late")[0] == Fraction("0.1")


def test_payments_without_a_period_pay_in_the_order_in_which_they_came(tmp_path: Path) -> None:
    law = law_of(tmp_path, EACH_MONTH, INTEREST)
    early, late = ({"amount": "1000", "on": day} for day in ("2023-01-31", "2023-03-10"))
    for paid in ((early, late), (late, early)):
        found = worked_out(tmp_path, law, *paid)
        assert added(found, "late_penalty") == (0, 0)
        assert added(found, "interest_paid_late") == (1, 1)  # 1,000 for ten days


def test_a_payment_without_a_period_and_a_day_is_first_or_last(tmp_path: Path) -> None:
    law = law_of(tmp_path, EACH_MONTH)
    unknown, dated = {"amount": "1000"}, {"amount": "1000", "on": "2023-01-31"}
    for paid in ((unknown, dated), (dated, unknown)):
        assert added(worked_out(tmp_path, law, *paid), "late_penalty") == (0, 40)
        for day in ("2023-01-15", "2023-02-28", "2023-04-30", "2023-06-30"):
            known = [{**one, "on": one.get("on", day)} for one in paid]
            (sum_, _) = added(worked_out(tmp_path, law, *known), "late_penalty")
            assert 0 <= sum_ <= 40


def test_where_a_payment_may_be_missing_all_may_have_come_in_time(tmp_path: Path) -> None:
    law = law_of(tmp_path, EACH_MONTH, INTEREST)
    paid = january("2023-03-31"), february("2023-02-28")
    for what, most in (("late_penalty", 20), ("interest_paid_late", Fraction("5.9"))):
        assert added(worked_out(tmp_path, law, *paid), what) == (most, most)
        assert added(worked_out(tmp_path, law, *paid, all_paid=False), what) == (0, most)
