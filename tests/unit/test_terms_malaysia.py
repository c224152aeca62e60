"""Malaysia: a minimum wage by the month, the day or the hour, and by the size of the employer."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from invented_law import law_of, owed_by
from manumit.errors import InputError
from manumit.terms import Owed, shipped_law

LAW = shipped_law("my")
ABOUT = {"covered_work": "yes", "paid_by": "month_or_week", "ending": "by_worker",
         "employer": "five_or_more"}  # fmt: skip
SIX = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday"]


def job(first: str, last: str, **more: Any) -> dict[str, Any]:
    return {"from": first, "until": last, "pay_period": "month", "rest_day": "sunday", **more}


def wage(amount: str, per: str = "month") -> list[dict[str, str]]:
    return [{"amount": amount, "per": per, "hours_per_week": "45", "pays_for": "agreed_hours"}]


def worked_out(folder: Path, employment: dict[str, Any], amount: str, **more: Any) -> Owed:
    """A wage for which nothing was paid."""
    per = more.pop("per", "month")
    return owed_by(
        LAW, folder, asked_on="2026-06-30", about={**ABOUT, **more.pop("about", {})},
        employment=employment, wages=wage(amount, per), **more,
    )  # fmt: skip


def missing(found: Owed) -> list[tuple[Fraction | int, Fraction | int]]:
    """What is missing to reach the minimum wage at the least, each with the rate."""
    return [
        (one.amount, one.number("minimum"))
        for period in found.least.periods for one in period.due if one.what == "minimum_wage"
    ]  # fmt: skip


def test_a_wage_of_a_month_is_raised_to_the_rate_of_the_employer_on_the_day(tmp_path: Path) -> None:
    half_a_year = job("2025-01-01", "2025-08-31")
    assert missing(worked_out(tmp_path, half_a_year, "1500")) == [(200, 1700)] * 7
    for fewer in ("fewer_in_council_area", "fewer_elsewhere"):
        found = worked_out(tmp_path, half_a_year, "1450", about={"employer": fewer})
        assert missing(found) == [(50, 1500)] * 7 + [(250, 1700)]


@pytest.mark.parametrize(
    ("employer", "rate"),
    [("five_or_more", 1500), ("fewer_in_council_area", 1200), ("fewer_elsewhere", 1100)],
)
def test_the_order_of_2020_goes_on_for_few_employees_until_july_2023(
    tmp_path: Path, employer: str, rate: int
) -> None:
    found = worked_out(
        tmp_path, job("2023-06-01", "2023-07-31"), "1000", about={"employer": employer}
    )
    assert missing(found) == [(rate - 1000, rate), (500, 1500)]


def test_what_the_employer_is_unknown_is_a_range_of_all_sizes(tmp_path: Path) -> None:
    about = {name: value for name, value in ABOUT.items() if name != "employer"}
    found = owed_by(
        LAW, tmp_path, asked_on="2026-06-30", about=about, wages=wage("1000"),
        employment=job("2023-06-01", "2023-06-30"),
    )  # fmt: skip
    assert found.least.owed == 1100
    assert found.most.owed == 1500
    assert found.asked == ("employer",)


@pytest.mark.parametrize(
    ("paid_by", "rate"), [("day_6", "65.38"), ("day_5", "78.46"), ("day_4", "98.08")]
)
def test_a_wage_of_a_day_is_raised_to_the_rate_of_its_week(
    tmp_path: Path, paid_by: str, rate: str
) -> None:
    days = SIX[: int(paid_by[-1])]
    week = {"from": "2025-09-01", "until": "2025-09-07"}
    found = worked_out(
        tmp_path, job(*week.values()), "50", per="day", about={"paid_by": paid_by},
        work=[{**week, "days": days, "hours": "7"}],
    )  # fmt: skip
    assert missing(found) == [((Fraction(rate) - 50) * len(days), Fraction(rate))]


def test_a_wage_of_an_hour_is_raised_and_overtime_rests_on_it(tmp_path: Path) -> None:
    """Eight hours and two more: 8 x 8.72, and 2 x 1.5 x 8.72 (Act 732 s. 24(2), s. 60A(3)(a))."""
    found = worked_out(
        tmp_path, job("2025-09-01", "2025-09-01"), "6", per="hour", about={"paid_by": "hour"},
        work=[{"from": "2025-09-01", "until": "2025-09-01", "hours": "10"}],
    )  # fmt: skip
    assert found.least.owed == Fraction("69.76") + Fraction("26.16")


def test_overtime_of_a_month_rests_on_a_26th_of_the_minimum_wage(tmp_path: Path) -> None:
    """1,700 / 26 / 8 is 8.173 an hour, however much less was agreed."""
    work = [{"from": "2025-09-01", "until": "2025-09-01", "hours": "10"}]
    employment = job("2025-09-01", "2025-09-30", work_days=SIX[:5])
    agreed = [{**one, "hours_per_week": "40"} for one in wage("1000")]
    found = owed_by(
        LAW, tmp_path, asked_on="2026-06-30", about=ABOUT, wages=agreed, employment=employment,
        work=work,
    )  # fmt: skip
    (line,) = (one for one in found.least.periods[0].due if one.what == "overtime")
    assert line.number("base") == Fraction(1700, 26 * 8)


def test_allowances_do_not_count(tmp_path: Path) -> None:
    days = {"from": "2025-09-01", "until": "2025-09-30"}
    beside = [{**days, "of": "allowance", "amount": "300"}]
    found = worked_out(tmp_path, job(*days.values()), "1500", extra_pay=beside)
    assert missing(found) == [(200, 1700)]


@pytest.mark.parametrize("pay_period", ["week", "fortnight", "month"])
def test_a_salary_at_the_minimum_never_falls_short(tmp_path: Path, pay_period: str) -> None:
    """Not in a period that begins in its middle, nor in one with days that were not worked."""
    employment = job("2025-01-17", "2025-04-09", pay_period=pay_period)
    absent = [{"from": "2025-03-04", "until": "2025-03-05"}]
    assert missing(worked_out(tmp_path, employment, "1700", absent=absent)) == []
    below = missing(worked_out(tmp_path, employment, "1699", absent=absent))
    assert below
    assert all(amount <= 1 for amount, rate in below if rate == 1700)


def test_a_week_in_which_the_rate_changes_is_tested_as_two(tmp_path: Path) -> None:
    """1,500 a month until Friday the 31st; 1,700 for two of seven days, of 12/52 of a month."""
    employment = job("2025-01-27", "2025-02-02", pay_period="week")
    assert missing(worked_out(tmp_path, employment, "1500")) == [(Fraction("13.19"), 1700)]


@pytest.mark.parametrize(
    ("changes", "agreed", "lacks"),
    [("2025-02-15", "1500", "100"), ("2025-01-16", "1400", "203.23")],
)
def test_a_month_in_which_the_rate_changes_takes_the_share_of_its_days(
    tmp_path: Path, changes: str, agreed: str, lacks: str
) -> None:
    """14 of 28 days at 1,700 instead of 1,500; 100 x 15/31 and 300 x 16/31 of 1,400."""
    least = {"kind": "minimum_wage", "per": "month", "counts": [], "tested_over": "pay_period",
             "rate_on": "each_day"}  # fmt: skip
    law = law_of(tmp_path, {**least, "amount": "1500", "until": changes},
                 {**least, "amount": "1700", "from": changes})  # fmt: skip
    month = {"2025-02-15": job("2025-02-01", "2025-02-28"),
             "2025-01-16": job("2025-01-01", "2025-01-31")}[changes]  # fmt: skip
    found = owed_by(
        law, tmp_path, asked_on="2026-06-30", about={}, wages=wage(agreed), employment=month
    )
    assert sum(amount for amount, _ in missing(found)) == Fraction(lacks)


def test_a_week_in_which_the_same_rate_begins_again_is_tested_as_one(tmp_path: Path) -> None:
    """1,700 for everybody from August 2025 is what five or more employees made it in February."""
    week = {"from": "2025-07-28", "until": "2025-08-03"}
    cheap, dear = ({**wage(amount, "hour")[0], "from": first, "until": last}
                   for amount, first, last in (("8", "2025-07-28", "2025-07-31"),
                                               ("11", "2025-08-01", "2025-08-03")))  # fmt: skip
    found = owed_by(
        LAW, tmp_path, asked_on="2026-06-30", about={**ABOUT, "paid_by": "hour"},
        employment=job(*week.values(), pay_period="week"), wages=[cheap, dear],
        work=[{**week, "days": SIX[:5], "hours": "8"}],
    )  # fmt: skip
    assert missing(found) == [(Fraction("4.80"), Fraction("8.72"))]


# What the wage is for follows from the wage


def test_nobody_is_asked_what_the_wage_is_for(tmp_path: Path) -> None:
    about = {"covered_work": "yes", "employer": "five_or_more"}
    month = job("2025-09-01", "2025-09-30")
    (hours,) = wage("8", "hour")
    for wages in (wage("1700"), [hours]):
        found = owed_by(
            LAW, tmp_path, asked_on="2025-09-30", about=about, wages=wages, employment=month
        )
        assert "paid_by" not in found.asked
    days = [{"from": "2025-09-01", "until": "2025-09-30", "days": SIX[:5], "hours": "8"}]
    five = owed_by(
        LAW, tmp_path, asked_on="2025-09-30", about=about, wages=wage("50", "day"), work=days,
        employment=job("2025-09-01", "2025-09-30", work_days=SIX[:5]),
    )  # fmt: skip
    assert five.asked == ()
    assert missing(five) == [(Fraction("28.46") * 22, Fraction("78.46"))]
    open_ = owed_by(
        LAW, tmp_path, asked_on="2025-09-30", about=about, wages=wage("50", "day"), work=days,
        employment=job("2025-09-01", "2025-09-30"),
    )  # fmt: skip
    assert "paid_by" in open_.asked
    assert open_.least.owed < five.least.owed < open_.most.owed


@pytest.mark.parametrize(("stated", "per"), [("hour", "month"), ("month_or_week", "hour"),
                                             ("hour", "day"), ("day_6", "hour")])  # fmt: skip
def test_a_fact_that_does_not_fit_the_wage_is_refused(
    tmp_path: Path, stated: str, per: str
) -> None:
    with pytest.raises(InputError, match=r"W119.*about\.paid_by"):
        worked_out(
            tmp_path, job("2025-09-01", "2025-09-30"), "100", per=per, about={"paid_by": stated}
        )


def test_two_kinds_of_wage_in_one_account_are_refused(tmp_path: Path) -> None:
    first, then = {"until": "2025-09-14"}, {"from": "2025-09-15"}
    wages = [{**wage("10", "hour")[0], **first}, {**wage("1700")[0], **then}]
    about = {name: value for name, value in ABOUT.items() if name != "paid_by"}
    with pytest.raises(InputError, match="W119"):
        owed_by(LAW, tmp_path, asked_on="2025-09-30", about=about, wages=wages,
                employment=job("2025-09-01", "2025-09-30"))  # fmt: skip


def test_a_minimum_by_the_week_takes_the_share_of_a_salary(tmp_path: Path) -> None:
    """A tenth of 300 a month is missing, for whatever part of the month there was work."""
    least = {"kind": "minimum_wage", "per": "week", "amount": "76.153846", "counts": [],
             "tested_over": "pay_period"}  # fmt: skip
    law = law_of(tmp_path, least)
    for last, part in (("2025-09-30", Fraction(1)), ("2025-09-15", Fraction(1, 2))):
        found = owed_by(
            law, tmp_path, asked_on="2026-06-30", about={}, wages=wage("300"),
            employment=job("2025-09-01", last),
        )  # fmt: skip
        assert missing(found)[0][0] == 30 * part


def test_a_value_of_a_wage_that_the_fact_does_not_have_is_refused(tmp_path: Path) -> None:
    fact = {"asks": "By what", "values": ["time", "piece"], "by_wage": {"hour": ["times"]}}
    with pytest.raises(InputError, match=r"W201.*'paid_by' is never 'times'"):
        law_of(tmp_path, facts={"paid_by": fact})
