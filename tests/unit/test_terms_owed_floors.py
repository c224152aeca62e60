"""What rests on a wage rests on no less than the minimum; kinds of work that a law excludes."""

from collections.abc import Mapping
from fractions import Fraction
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import yaml

from manumit.terms import Owed, owed, read_account, read_law, shipped_law
from manumit.terms.law.rules import Law

US = {"work": "other", "salary_agreement": "none", "breach": "not_willful"}
WEEK = {"from": "2025-06-02", "until": "2025-06-08"}
WORKED = {**WEEK, "days": ["monday", "tuesday", "wednesday", "thursday", "friday"]}
EXAMPLELAND = Path(str(files("manumit.terms") / "law" / "xx.yaml"))


def worked_out(folder: Path, law: str | Law, about: Mapping[str, str], **more: Any) -> Owed:
    """Five days of ten hours in one week from Monday, of which nothing was paid."""
    rules = shipped_law(law) if isinstance(law, str) else law
    employment = {**WEEK, "pay_period": "week", "rest_day": "sunday", "leave_days_taken": "99"}
    if rules.week_by_employer:
        employment["week_begins"] = "monday"
    data = {
        "schema": "manumit/account/1",
        "law": rules.id,
        "asked_on": "2025-06-09",
        "about": dict(about),
        "complete": {"work": True, "pay": True},
        "wages": [{"amount": "10", "per": "hour", "hours_per_week": "40"}],
        "work": [{**WORKED, "hours": "10"}],
        **more,
        "employment": {**employment, **more.get("employment", {})},
    }
    path = folder / "account.yaml"
    path.write_text(yaml.safe_dump(data), "utf-8")
    return owed(read_account(path, rules), rules)


def line(found: Owed, what: str) -> Any:
    lines = [one for period in found.least.periods for one in (*period.due, *period.added)]
    return next((one for one in lines if one.what == what), None)


def test_liquidated_damages_equal_all_unpaid_overtime_and_minimum_wages(tmp_path: Path) -> None:
    """50 hours at 10: ten at 15 are unpaid overtime, and 40 at 7.25 are unpaid minimum wages."""
    assert line(worked_out(tmp_path, "us", US), "damages").amount == 150 + 290
    straight: Any = [{"for": "2025-06-04", "amount": "400"}]
    assert line(worked_out(tmp_path, "us", US, paid=straight), "damages").amount == 150
    every_hour: Any = [{"for": "2025-06-04", "amount": "500"}]
    assert line(worked_out(tmp_path, "us", US, paid=every_hour), "damages").amount == 50


@pytest.mark.parametrize("work", ["farm", "small_farm"])
def test_farm_work_is_owed_no_federal_overtime(tmp_path: Path, work: str) -> None:
    found = worked_out(tmp_path, "us", {**US, "work": work})
    assert line(found, "overtime_on_top") is None
    assert found.least.owed == found.most.owed == 500
    assert "213" in " ".join(one.article for one in found.excluded)


def test_a_small_farm_owes_no_federal_minimum_wage(tmp_path: Path) -> None:
    low: Any = [{"amount": "5", "per": "hour"}]
    assert worked_out(tmp_path, "us", {**US, "work": "farm"}, wages=low).least.owed == Fraction(
        "362.50"
    )
    assert worked_out(tmp_path, "us", {**US, "work": "small_farm"}, wages=low).least.owed == 250


def test_unknown_work_contains_that_of_a_farm(tmp_path: Path) -> None:
    about = {key: value for key, value in US.items() if key != "work"}
    found = worked_out(tmp_path, "us", about)
    assert found.least.owed == 500
    assert found.most.owed == 550


AGE = {"age": "adult"}
LOW: Any = [{"amount": "130", "per": "month", "hours_per_week": "48"}]


def test_leave_rests_on_the_minimum_wage(tmp_path: Path) -> None:
    """Exampleland: 5.00 an hour in 2025, eight hours a day; 130 a month would be 5 a day."""
    year = {"from": "2025-01-01", "until": "2025-12-31", "leave_days_taken": "0"}
    work = {**year, "days": WORKED["days"], "hours": "8"}
    del work["leave_days_taken"]
    found = worked_out(
        tmp_path, "xx", AGE, employment={**year, "pay_period": "month"}, wages=LOW, work=[work],
        asked_on="2025-12-31",
    )  # fmt: skip
    assert line(found, "leave").amount == 15 * 40
    assert line(found, "end_of_service").amount == 21 * 40


def test_a_holiday_rests_on_the_minimum_wage(tmp_path: Path) -> None:
    found = worked_out(
        tmp_path, "xx", AGE, wages=[{"amount": "1", "per": "hour", "hours_per_week": "48"}],
        employment={"holidays": ["2025-06-04"]},
    )  # fmt: skip
    assert line(found, "holiday_by_days").amount == 8 * 5


def test_a_law_file_may_cite_an_article_that_sets_no_floor(tmp_path: Path) -> None:
    text = EXAMPLELAND.read_text("utf-8")
    path = tmp_path / "xx.yaml"
    rule = "id: xx.holiday, kind: holiday_work,"
    cited = f'{rule} below_minimum: "art. 10(2)",'
    path.write_text(text.replace(rule, cited), "utf-8")
    found = worked_out(
        tmp_path, read_law(path), AGE,
        wages=[{"amount": "1", "per": "hour", "hours_per_week": "48"}],
        employment={"holidays": ["2025-06-04"]},
    )  # fmt: skip
    assert line(found, "holiday_by_days").amount == 8


def test_a_cap_on_the_base_of_overtime_leaves_the_minimum_wage(tmp_path: Path) -> None:
    text = EXAMPLELAND.read_text("utf-8")
    path = tmp_path / "xx.yaml"
    path.write_text(text.replace("base: basic", 'base: basic, most_hourly_base: "2"')
                    .replace("    base: basic, ", "    base: basic\n    "), "utf-8")  # fmt: skip
    found = worked_out(tmp_path, read_law(path), AGE)
    assert line(found, "overtime_on_top").numbers["base"] == 5


def test_a_minimum_by_the_day_asks_for_the_hours_of_a_day(tmp_path: Path) -> None:
    """An hour of overtime is worth its share of the least day, and nobody says how long that is."""
    rule = {"from": "2000-01-01", "article": "art. 1", "source": "act", "sure": "invented"}
    rules = [
        {**rule, "id": "zz.minimum", "kind": "minimum_wage", "per": "day", "amount": "80",
         "tested_over": "pay_period"},
        {**rule, "id": "zz.overtime", "kind": "overtime", "per": "day", "above": "8",
         "times": "1.5", "base": "basic"},
    ]  # fmt: skip
    law_file = tmp_path / "law.yaml"
    law_file.write_text(
        yaml.safe_dump({
            "schema": "manumit/wage-law/1", "id": "zz", "names": {"en": "Nowhere"},
            "currency": "XXD", "checked": "2026-01-01", "check_every_months": "12",
            "week_begins": "monday", "rules": rules,
            "sources": {"act": {"title": "Act", "address": "https://example.org"}},
        }), "utf-8",
    )  # fmt: skip
    law = read_law(law_file)
    unknown = worked_out(tmp_path, law, {}, wages=[{"amount": "5", "per": "hour"}])
    assert unknown.asked == ("hours_per_week",)
    for hours in ("20", "40", "60"):
        wages = [{"amount": "5", "per": "hour", "hours_per_week": hours}]
        known = worked_out(tmp_path, law, {}, wages=wages).by_rules
        assert known.known
        assert unknown.by_rules.low <= known.low
        assert unknown.by_rules.high is None or known.low <= unknown.by_rules.high


@pytest.mark.parametrize("per", ["hour", "day"])
def test_pay_for_overtime_is_no_pay_for_the_hours_before_it(tmp_path: Path, per: str) -> None:
    """Eleven hours below the least of 5: eight at 5, two at 6.25 and one at 7.50 are due."""
    amount = {"hour": "3", "day": "24"}[per]
    one = {"from": "2025-06-03", "until": "2025-06-03", "hours": "11"}
    wages = [{"amount": amount, "per": per, "hours_per_week": "48", "pays_for": "agreed_hours"}]
    work_days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday"]
    found = worked_out(
        tmp_path, "xx", AGE, wages=wages, work=[one], employment={"work_days": work_days}
    )
    assert found.least.owed == 60
