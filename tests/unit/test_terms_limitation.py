"""Until when what is owed can be claimed, by the law of Great Britain and its tribunals."""

import datetime as dt
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml

from invented_law import law_of, owed_by
from manumit.errors import InputError
from manumit.terms import Owed, owed, read_account, shipped_law
from manumit.terms.account import DAY
from manumit.terms.numbers import Range
from manumit.terms.wages.claim_days import claim_days, first_by_rule
from manumit.terms.wages.lines import PeriodKind

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


# What was done to claim

DISMISSED = {"from": "2014-01-01", "until": "2014-01-16"}
HAQUE = {"from": "2014-01-01", "until": "2016-06-20"}


def talks(begins: str, ends: str) -> dict[str, Any]:
    return {"conciliation": {"from": begins, "until": ends}}


@pytest.mark.parametrize(
    ("employment", "claim", "last_day"),
    [
        # Luton Borough Council v Haque, UKEAT 0180/17: 31 days are added to 19 September.
        (HAQUE, talks("2016-07-22", "2016-08-22"), "2016-10-20"),
        # Practical Law's employment blog: the added days end sooner than a month after the end.
        (DISMISSED, talks("2014-04-11", "2014-05-11"), "2014-06-11"),
        (HAQUE, {}, "2016-09-19"),
        # Conciliation that begins when the time is over gives none.
        (HAQUE, talks("2016-09-20", "2016-10-22"), "2016-09-19"),
        (HAQUE, talks("2016-09-19", "2016-10-22"), "2016-11-22"),
    ],
)  # fmt: skip
def test_conciliation_stops_the_time_and_leaves_a_month_after_it(
    tmp_path: Path, employment: dict[str, Any], claim: dict[str, Any], last_day: str
) -> None:
    """The pay of the last month falls due with the work; the claim is filed on two days."""
    asked_on = "2017-01-01"
    day = dt.date.fromisoformat(last_day)
    for filed_on, barred in ((day, False), (day + DAY, True)):
        found = worked_out(
            tmp_path, asked_on, employment, claim={**claim, "filed_on": filed_on.isoformat()},
            paid=[],
        )  # fmt: skip
        last = [one for one in found.least.periods if one.kind is PeriodKind.PAY_PERIOD][-1]
        assert (last.barred is not None) == barred


def test_while_conciliation_goes_on_nothing_ends_the_time(tmp_path: Path) -> None:
    for until, barred in (("still", False), ("2016-08-22", True)):
        found = worked_out(
            tmp_path, "2017-01-01", HAQUE, paid=[], claim=talks("2016-07-22", until)
        )  # fmt: skip
        last = [one for one in found.least.periods if one.kind is PeriodKind.PAY_PERIOD][-1]
        assert (last.barred is not None) == barred


def test_a_claim_is_in_time_by_the_day_on_which_it_was_filed(tmp_path: Path) -> None:
    """August to November; what falls due after the claim is claimed by another."""
    late = worked_out(tmp_path, "2026-12-01", {})
    filed = worked_out(tmp_path, "2026-12-01", {}, claim={"filed_on": "2026-11-29"})
    open_days = [
        [one.due_on.isoformat() for one in found.least.periods if one.owed and one.barred is None]
        for found in (late, filed)
    ]
    assert open_days == [
        ["2026-09-30", "2026-10-31", "2026-11-30", "2026-12-01"],
        ["2026-08-31", "2026-09-30", "2026-10-31", "2026-11-30", "2026-12-01"],
    ]
    assert {one.days.last for one in claim_days(filed)} == {
        dt.date(2026, 11, 30), dt.date(2026, 12, 1)
    }  # fmt: skip


def test_each_body_that_may_decide_has_its_day(tmp_path: Path) -> None:
    found = worked_out(tmp_path, "2026-11-15", {}, about={"claim": None, "series": None})
    first = {one.rule.id: one.last_day.isoformat() for one in first_by_rule(claim_days(found))}
    assert first == {
        "gb.limitation_tribunal": "2026-11-30",  # August
        "gb.limitation_tribunal_2026": "2027-04-30",  # October
        "gb.limitation_series_2026": "2026-11-29",  # two years back, November 2024
        "gb.limitation_court": "2030-01-31",
        "gb.limitation_notice": "2030-01-31",
    }


def test_an_acknowledgement_begins_the_time_again_unless_it_is_over(tmp_path: Path) -> None:
    law = law_of(tmp_path, {**RULE, "renewed_by_acknowledgement": True})
    for acknowledged, barred in (
        (["2022-07-31"], 1000), (["2022-07-31", "2022-12-01"], 1000), ([], 1000),
        (["2022-06-01", "2022-12-01", "2023-06-01"], 1000),
        (["2022-07-31", "2023-01-31", "2023-07-31", "2024-01-31", "2024-07-31"], 0),
        (["2022-08-01", "2024-12-01"], 1000),
    ):  # fmt: skip
        found = owed_by(law, tmp_path, **WORK, claim={"acknowledged_on": acknowledged})
        assert found.least.barred == barred, acknowledged


@pytest.mark.parametrize(
    "claim",
    [
        {
            "acknowledged_on": [
                f"{year}-{month}-28" for year in (2022, 2023, 2024) for month in ("05", "11")
            ]
        },
        {"conciliation": {"from": "2022-03-01", "until": "2022-04-01"}},
    ],
)
def test_a_rule_that_is_silent_about_a_step_leaves_a_range(
    tmp_path: Path, claim: dict[str, Any]
) -> None:
    silent = owed_by(law_of(tmp_path, RULE), tmp_path, **WORK, claim=claim)
    (step,) = {"acknowledged_on": ["acknowledgement"], "conciliation": ["conciliation"]}[
        next(iter(claim))
    ]
    stated = law_of(tmp_path, {**RULE, "unchanged_by": [step]})
    assert silent.by_rules == Range(Fraction(0), Fraction(1000))
    assert owed_by(stated, tmp_path, **WORK, claim=claim).by_rules == Range(
        Fraction(0), Fraction(0)
    )


@pytest.mark.parametrize(
    ("claim", "code"),
    [
        ({"filed_on": "2025-02-01"}, "W102"),
        ({"acknowledged_on": ["2024-13-01"]}, "W103"),
        ({"conciliation": {"from": "2024-03-01", "until": "2024-02-01"}}, "W104"),
        ({"conciliation": {"from": "2024-03-01"}}, "W102"),
    ],
)
def test_steps_that_cannot_be_are_refused(tmp_path: Path, claim: dict[str, Any], code: str) -> None:
    with pytest.raises(InputError, match=code):
        owed_by(law_of(tmp_path, RULE), tmp_path, **WORK, claim=claim)


def test_a_rule_does_not_say_both_that_a_step_changes_the_time_and_that_it_does_not(
    tmp_path: Path,
) -> None:
    for rule in (
        {"after_conciliation_months": "1", "unchanged_by": ["conciliation"]},
        {"renewed_by_acknowledgement": True, "unchanged_by": ["acknowledgement"]},
    ):
        with pytest.raises(InputError, match=r"W201.*already says what this changes"):
            law_of(tmp_path, {**RULE, **rule})
