"""Pay of a thirteenth month by an invented law: what was earned, when it is due, and for whom."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from invented_law import COMMON, law_of, owed_by
from manumit.cli.options import library_with
from manumit.errors import InputError
from manumit.terms import Law, Owed
from manumit.terms.statement.owed_view import owed_view
from manumit.terms.words import TEXTS

THIRTEENTH = {"kind": "thirteenth_month", "share": "1/12", "due": "12-24", "after_months": "1"}
OVERTIME = {"kind": "overtime", "per": "day", "above": "8", "times": "1.5", "base": "basic"}
MINIMUM = {"kind": "minimum_wage", "per": "month", "amount": "1500", "tested_over": "pay_period"}


def worked_out(folder: Path, law: Law, first: str, last: str, **more: Any) -> Owed:
    """1,200 a month, unless the account says otherwise."""
    account = {
        "asked_on": "2024-02-01",
        "employment": {"from": first, "until": last, "pay_period": "month", "rest_day": "sunday",
                       "leave_days_taken": "0"},
        "wages": [{"amount": "1200", "per": "month", "hours_per_week": "48"}], **more,
    }  # fmt: skip
    return owed_by(law, folder, **account)


def months(found: Owed) -> list[tuple[str, Fraction | int]]:
    """The day on which each thirteenth month is due, and its amount."""
    return [
        (one.due_on.isoformat(), line.amount)
        for one in found.least.periods
        for line in one.due
        if line.what == "thirteenth_month"
    ]


def test_each_year_is_paid_on_its_day_and_the_last_by_its_share(tmp_path: Path) -> None:
    law = law_of(tmp_path, THIRTEENTH)
    found = worked_out(tmp_path, law, "2022-07-01", "2023-09-30")
    assert months(found) == [("2022-12-24", 600), ("2023-09-30", 900)]
    assert found.by_rules.known


def test_work_that_goes_on_is_owed_nothing_before_the_day(tmp_path: Path) -> None:
    law = law_of(tmp_path, THIRTEENTH)
    assert months(worked_out(tmp_path, law, "2023-01-01", "still", asked_on="2023-12-23")) == []
    (due,) = months(worked_out(tmp_path, law, "2023-01-01", "still", asked_on="2023-12-31"))
    assert due == ("2023-12-24", 1200)


def test_less_than_a_month_of_a_year_is_owed_none_for_that_year(tmp_path: Path) -> None:
    law = law_of(tmp_path, THIRTEENTH)
    assert months(worked_out(tmp_path, law, "2022-12-02", "2023-01-31")) == [("2023-01-31", 100)]
    assert months(worked_out(tmp_path, law, "2023-01-01", "2023-01-30")) == []


def test_it_rests_on_the_minimum_wage_unless_an_article_says_otherwise(tmp_path: Path) -> None:
    found = worked_out(tmp_path, law_of(tmp_path, THIRTEENTH, MINIMUM), "2023-01-01", "2023-12-31")
    assert months(found) == [("2023-12-24", 1500)]
    agreed = law_of(tmp_path, {**THIRTEENTH, "below_minimum": "art. 2"}, MINIMUM)
    assert months(worked_out(tmp_path, agreed, "2023-01-01", "2023-12-31"))[0][1] == 1200


def test_overtime_and_allowances_are_no_basic_pay(tmp_path: Path) -> None:
    law = law_of(tmp_path, {**THIRTEENTH, "after_months": "0"}, OVERTIME)
    work = {
        "wages": [{"amount": "10", "per": "hour", "hours_per_week": "48"}],
        "work": [{"from": "2023-03-06", "until": "2023-03-08", "hours": "11"}],
        "extra_pay": [{"from": "2023-03-06", "until": "2023-03-08", "amount": "60",
                       "of": "allowance"}],
    }  # fmt: skip
    assert months(worked_out(tmp_path, law, "2023-03-06", "2023-03-08", **work)) == [
        ("2023-03-08", 20)
    ]
    with_it = law_of(tmp_path, {**THIRTEENTH, "after_months": "0", "counts": ["allowance"]})
    found = worked_out(tmp_path, with_it, "2023-03-06", "2023-03-08", **work)
    assert months(found) == [("2023-03-08", Fraction("32.5"))]


def test_a_week_in_two_years_counts_in_each_by_its_days(tmp_path: Path) -> None:
    law = law_of(tmp_path, {**THIRTEENTH, "after_months": "0"})
    work = {"from": "2022-12-28", "until": "2023-01-03", "pay_period": "week",
            "rest_day": "sunday", "leave_days_taken": "0"}  # fmt: skip
    wages = [{"amount": "840", "per": "week", "hours_per_week": "48"}]
    found = worked_out(tmp_path, law, "", "", employment=work, wages=wages)
    assert months(found) == [("2022-12-24", 40), ("2023-01-03", 30)]


@pytest.mark.parametrize(("per", "amount"), [("hour", "10"), ("day", "80")])
def test_a_wage_by_the_hour_or_day_counts_in_the_year_in_which_it_was_earned(
    tmp_path: Path, per: str, amount: str
) -> None:
    law = law_of(tmp_path, {**THIRTEENTH, "after_months": "0"})
    job = {"from": "2022-12-28", "until": "2023-01-03", "pay_period": "week",
           "rest_day": "sunday", "leave_days_taken": "0"}  # fmt: skip
    more = {"wages": [{"amount": amount, "per": per, "hours_per_week": "48"}],
            "work": [{"from": "2022-12-28", "until": "2022-12-30", "hours": "8"}]}  # fmt: skip
    found = worked_out(tmp_path, law, "", "", employment=job, **more)
    assert months(found) == [("2022-12-24", 20)]


def test_a_payment_on_that_day_pays_it_after_the_month(tmp_path: Path) -> None:
    law = law_of(tmp_path, THIRTEENTH)
    paid = [{"for": f"2023-{month:02}-15", "amount": "1200"} for month in range(1, 12)]
    paid.append({"for": "2023-12-24", "on": "2023-12-24", "amount": "2000"})
    found = worked_out(tmp_path, law, "2023-01-01", "2023-12-31", paid=paid)
    assert found.least.owed == 400


def test_a_year_outside_the_coverage_is_refused(tmp_path: Path) -> None:
    coverage = [{"kind": "thirteenth_month", **COMMON, "from": "2023-01-01"}]
    law = law_of(tmp_path, THIRTEENTH, coverage=coverage)
    assert worked_out(tmp_path, law, "2023-01-01", "2023-12-31").by_rules.known
    with pytest.raises(InputError, match=r"W113.*thirteenth month from 2022-12-31"):
        worked_out(tmp_path, law, "2022-07-01", "2023-12-31")


def test_a_day_that_some_year_lacks_is_refused(tmp_path: Path) -> None:
    for day in ("02-29", "13-01", "04-31", "1-5"):
        with pytest.raises(InputError, match="W102"):
            law_of(tmp_path, {**THIRTEENTH, "due": day})


def test_the_statement_names_the_thirteenth_month_and_its_base(tmp_path: Path) -> None:
    found = worked_out(tmp_path, law_of(tmp_path, THIRTEENTH), "2023-01-01", "2023-12-31")
    view = owed_view(found, library_with((TEXTS,), "en"))
    (period,) = [one for one in view.periods if "thirteenth month" in one.days]
    (line,) = period.parts[0].lines
    assert line.sentences == (
        "Thirteenth month, 2023-01-01 to 2023-12-31: 1/12 of the basic pay of 14,400.00 XXD.",
    )
