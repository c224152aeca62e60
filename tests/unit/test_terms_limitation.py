"""Until when what is owed can be claimed, by the law of Great Britain and its tribunals."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml

from invented_law import law_of, owed_by
from manumit.errors import InputError
from manumit.terms import Owed, owed, read_account, shipped_law
from manumit.terms.numbers import Range

MONTHS = [f"{year}-{month:02}-28" for year in (2024, 2025, 2026) for month in range(1, 13)][:-1]
ABOUT = {"work": "worker", "age": "25_or_more", "claim": "tribunal", "series": "no",
         "employee": "yes", "ending": "redundancy"}  # fmt: skip


def worked_out(folder: Path, asked_on: str, employment: dict[str, Any], **more: Any) -> Owed:
    """2,600 a month for 35 hours a week, of which 100 are not paid each month."""
    until = employment.get("until", asked_on)
    account = {
        "schema": "manumit/account/1", "law": "gb", "asked_on": asked_on,
        "about": ABOUT | more.pop("about", {}),
        "employment": {"from": "2024-01-01", "until": "still", "pay_period": "month",
                       "rest_day": "sunday", "leave_days_taken": "99", "notice_days": "0",
                       "notice_paid_days": "0",
                       "age_at_end": "30", **employment},
        "complete": {"work": True, "pay": True}, "work": [],
        "wages": [{"amount": "2600", "per": "month", "hours_per_week": "35",
                   "pays_for": "agreed_hours"}],
        "paid": [{"for": day, "amount": "2500"} for day in MONTHS if day <= until],
        **more,
    }  # fmt: skip
    account["about"] = {name: value for name, value in account["about"].items() if value}
    path = folder / "account.yaml"
    path.write_text(yaml.safe_dump(account), "utf-8")
    law = shipped_law("gb")
    return owed(read_account(path, law), law)


@pytest.mark.parametrize(
    ("series", "claimable"),
    [
        # September has three months, October and November have six; August is a day too old.
        ("no", 300),
        # From the last day of November, and for each month of the last two years.
        ("yes", 2400),
    ],
)
def test_a_series_counts_from_its_last_shortfall(
    tmp_path: Path, series: str, claimable: int
) -> None:
    found = worked_out(tmp_path, "2026-12-01", {}, about={"series": series})
    november = [one for one in found.least.periods if one.due_on.isoformat() <= "2026-11-30"]
    assert sum(one.owed for one in november if one.barred is None) == claimable


def test_whether_it_was_a_series_is_asked_and_both_are_possible(tmp_path: Path) -> None:
    found = worked_out(tmp_path, "2026-12-01", {}, about={"series": None})
    each, series = (
        worked_out(tmp_path, "2026-12-01", {}, about={"series": one}) for one in ("no", "yes")
    )
    assert found.asked == ("series",)
    assert found.by_rules.low == each.by_rules.low
    assert found.by_rules.high == series.by_rules.high


@pytest.mark.parametrize(
    ("ended", "asked_on", "kinds"),
    [
        ("2026-06-30", "2026-09-29", {"notice_pay", "severance_pay"}),
        ("2026-06-30", "2026-09-30", {"severance_pay"}),
        ("2026-06-30", "2026-12-29", {"severance_pay"}),
        ("2026-06-30", "2026-12-30", set()),
        # Six months from the last day of October on end with April.
        ("2026-10-31", "2027-04-30", {"notice_pay", "severance_pay"}),
        ("2026-10-31", "2027-05-01", set()),
    ],
)
def test_redundancy_pay_has_six_months_whatever_the_others_have(
    tmp_path: Path, ended: str, asked_on: str, kinds: set[str]
) -> None:
    found = worked_out(tmp_path, asked_on, {"until": ended})
    open_lines = [
        line.what
        for one in found.least.periods
        for line in one.due
        if one.barred is None and line.what in ("notice_pay", "severance_pay")
    ]
    assert set(open_lines) == kinds


def test_a_payment_of_the_last_day_may_be_for_what_is_too_old_or_for_what_is_not(
    tmp_path: Path,
) -> None:
    """100 of it is for June; of 1,200 each, notice is too old to claim, redundancy pay is not."""
    paid = [{"for": day, "amount": "2500"} for day in MONTHS if day <= "2026-06-30"]
    paid.append({"for": "2026-06-30", "amount": "1300"})
    found = worked_out(tmp_path, "2026-11-01", {"until": "2026-06-30"}, paid=paid)
    assert found.by_rules == Range(Fraction(0), Fraction(1200))


def test_whoever_was_not_redundant_is_worked_out_after_the_last_known_limit(
    tmp_path: Path,
) -> None:
    left = worked_out(
        tmp_path, "2027-02-28", {"until": "2027-02-28"}, about={"ending": "by_worker"}
    )
    assert left.by_rules.known
    for about, code in (({}, "W113"), ({"ending": None}, "W114"), ({"employee": None}, "W114")):
        with pytest.raises(InputError, match=code):
            worked_out(tmp_path, "2027-02-28", {"until": "2027-02-28"}, about=about)


RULE = {"kind": "limitation", "months": "6"}
WORK = {
    "asked_on": "2025-01-31", "wages": [{"amount": "1000", "per": "month", "hours_per_week": "40"}],
    "employment": {"from": "2022-01-01", "until": "2022-01-31", "pay_period": "month",
                   "rest_day": "sunday", "leave_days_taken": "0"},
}  # fmt: skip


def test_two_times_of_their_own_are_refused_in_one_law(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"W201.*has a time of its own"):
        law_of(tmp_path, {**RULE, "of": ["leave"]}, {**RULE, "of": ["notice_pay"]})


def test_a_rule_that_has_ended_bars_nothing_that_fell_due_later(tmp_path: Path) -> None:
    for until, barred in (("2020-01-01", 0), ("2022-02-01", 1000)):
        law = law_of(tmp_path, {**RULE, "until": until})
        assert owed_by(law, tmp_path, **WORK).least.barred == barred


def test_redundancy_pay_and_notice_are_weeks_of_pay(tmp_path: Path) -> None:
    found = worked_out(tmp_path, "2026-11-30", {"until": "2026-10-31"})
    lines = {line.what: line.amount for one in found.least.periods for line in one.due}
    # A week is 600; two whole years, and two weeks of notice that was not given.
    assert lines["notice_pay"] == lines["severance_pay"] == Fraction(1200)
