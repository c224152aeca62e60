"""What single rules do to an account: each test is one that an inspector can follow by hand."""

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml

from manumit.terms import Owed, owed, read_account, shipped_law
from manumit.terms.numbers import money, read_range, rounded, shown

US = {"work": "other", "salary_agreement": "none", "breach": "not_willful"}
XX = {"age": "adult"}
GB = {"work": "worker", "age": "25_or_more", "claim": "county_court"}
WEEK = {"from": "2025-06-02", "until": "2025-06-08"}
WORKED = {**WEEK, "days": ["monday", "tuesday", "wednesday", "thursday", "friday"]}


def reckoned(folder: Path, law: str, about: Mapping[str, str], **more: Any) -> Owed:
    """One week from Monday to Sunday, all of it recorded unless ``more`` says otherwise."""
    work = {**WEEK, "pay_period": "week", "rest_day": "sunday", "leave_days_taken": "99"}
    data = {
        "schema": "manumit/account/1",
        "law": law,
        "asked_on": "2025-06-08",
        "about": dict(about),
        "complete": {"work": True, "pay": True},
        "wages": [{"amount": "10", "per": "hour"}],
        "work": [{**WORKED, "hours": "8"}],
        **more,
        "employment": {**work, **more.get("employment", {})},
    }
    path = folder / "account.yaml"
    path.write_text(yaml.safe_dump(data), "utf-8")
    return owed(read_account(path, shipped_law(law)), shipped_law(law))


def amounts(found: Owed) -> dict[str, Fraction]:
    """The lines of the least, by what they are."""
    result: dict[str, Fraction] = {}
    for one in found.least.periods:
        for line in (*one.due, *one.taken_off, *one.paid):
            result[line.what] = result.get(line.what, Fraction(0)) + line.amount
    return result


def test_a_salary_for_all_hours_does_not_pay_overtime_where_no_law_lets_it(
    tmp_path: Path,
) -> None:
    more: Any = {
        "wages": [
            {"amount": "480", "per": "week", "hours_per_week": "48", "pays_for": "all_hours"}
        ],
        "work": [{**WORKED, "hours": "12"}],
    }
    found = amounts(reckoned(tmp_path, "xx", XX, **more))
    assert found["overtime"] == 5 * (2 * Fraction("12.50") + 2 * 15)
    # The FLSA lets it, if both clearly agreed; then half is due on top: 480 / 60 / 2 * 20.
    fluctuating = {**US, "salary_agreement": "fluctuating_hours"}
    week = {"week_begins": "monday"}
    assert amounts(reckoned(tmp_path, "us", fluctuating, employment=week, **more)) == {
        "salary": 480, "overtime_on_top": 80,
    }  # fmt: skip


def test_two_rates_in_a_week_are_weighed_by_their_hours(tmp_path: Path) -> None:
    """29 CFR 778.115: 30 hours at 10 and 20 at 12.50 are 550, 11.00 an hour; 10 times 5.50."""
    more: Any = {
        "wages": [
            {"amount": "10", "per": "hour", "until": "2025-06-04"},
            {"amount": "12.50", "per": "hour", "from": "2025-06-05"},
        ],
        "work": [{**WORKED, "hours": "10"}],
    }
    found = amounts(reckoned(tmp_path, "us", US, employment={"week_begins": "monday"}, **more))
    assert found == {"hours": 550, "overtime_on_top": 55}


def test_the_employer_may_fix_the_week_of_the_flsa(tmp_path: Path) -> None:
    more: Any = {"work": [{**WEEK, "days": ["monday", "sunday"], "hours": "24"}]}
    on_monday = reckoned(tmp_path, "us", US, employment={"week_begins": "monday"}, **more)
    assert amounts(on_monday)["overtime_on_top"] == 8 * 5
    assert "overtime_on_top" not in amounts(reckoned(tmp_path, "us", US, **more))


def test_a_limit_on_deductions_is_not_doubled_by_cutting_one_in_two(tmp_path: Path) -> None:
    one: Any = [{"for": "2025-06-04", "of": "advance", "amount": "300"}]
    two: Any = [{"for": f"2025-06-0{day}", "of": "advance", "amount": "150"} for day in (4, 5)]
    for deducted in (one, two):
        found = amounts(reckoned(tmp_path, "xx", XX, deducted=deducted))
        assert found["deduction"] == -100, "a quarter of 400"


def test_housing_in_great_britain_counts_towards_the_minimum_wage_alone(tmp_path: Path) -> None:
    """7 days at 10.66; of a wage above the minimum nothing may be kept for it."""
    given: Any = [{**WEEK, "of": "housing", "value_per_day": "30"}]
    low = reckoned(tmp_path, "gb", GB, in_kind=given)
    assert amounts(low)["minimum_wage"] == Fraction("88.40")
    assert amounts(low)["in_kind"] == Fraction("-74.62")
    high: Any = [{"amount": "20", "per": "hour"}]
    assert amounts(reckoned(tmp_path, "gb", GB, in_kind=given, wages=high)).get("in_kind", 0) == 0


def test_consent_under_pressure_is_none_and_unknown_consent_is_both(tmp_path: Path) -> None:
    def of(consent: str) -> set[Fraction]:
        deducted: Any = [{"for": "2025-06-04", "of": "food", "amount": "30", "consent": consent}]
        found = reckoned(tmp_path, "xx", XX, deducted=deducted)
        assert found.least.owed <= found.most.owed
        return {found.least.owed, found.most.owed}

    assert of("free_in_writing") == {370}
    assert of("under_pressure") == of("none") == {400}
    assert of("unknown") == {370, 400}


def test_the_presumption_reaches_back_three_months_or_to_the_first_known_day(
    tmp_path: Path,
) -> None:
    """R-62, in the fictional country."""
    more: Any = {"wages": [{"amount": "900", "per": "month"}], "work": []}
    work = {"from": "unknown", "until": "2025-06-30", "pay_period": "month"}
    found = reckoned(tmp_path, "xx", XX, asked_on="2025-07-01", employment=work, **more)
    assert found.least.span.first.isoformat() == "2025-04-01"
    assert found.least.presumed is not None
    assert found.least.owed == 2700
    more["paid"] = [{"for": "2025-02-15", "amount": "100"}]
    earlier = reckoned(tmp_path, "xx", XX, asked_on="2025-07-01", employment=work, **more)
    assert earlier.least.span.first.isoformat() == "2025-02-15"


def test_damages_stand_on_the_minimum_wage_that_was_not_received(tmp_path: Path) -> None:
    """29 U.S.C. 216(b): nothing was paid for 40 hours at 10, so 40 at 7.25 are doubled."""
    week = {"week_begins": "monday"}
    found = reckoned(tmp_path, "us", US, employment=week)
    assert found.least.owed == 400
    assert found.least.added == 290
    paid: Any = [{"for": "2025-06-06", "amount": "300"}]
    partly = reckoned(tmp_path, "us", US, employment=week, paid=paid)
    assert partly.least.owed == 100
    assert partly.least.added == 0, "300 are more than the minimum"


def test_a_payment_without_a_period_pays_what_has_been_due_longest(tmp_path: Path) -> None:
    work = {"until": "2025-06-15"}
    more: Any = {
        "work": [{"from": "2025-06-02", "until": "2025-06-15", "hours": "5"}],
        "paid": [{"amount": "400"}, {"for": "2025-06-09", "amount": "10"}],
    }
    found = reckoned(tmp_path, "us", US, asked_on="2025-06-15", employment=work, **more)
    assert [one.owed for one in found.least.periods] == [0, 350 + 350 - 410]


def test_what_was_paid_on_the_last_day_pays_the_end_of_the_work_too(tmp_path: Path) -> None:
    more: Any = {
        "employment": {"from": "2025-01-06", "until": "2025-06-08", "leave_days_taken": "0"},
        "wages": [{"amount": "280", "per": "week"}],
        "work": [],
        "paid": [{"for": "2025-06-08", "amount": "10000"}],
    }
    periods = reckoned(tmp_path, "xx", XX, **more).least.periods
    assert [one.owed for one in periods[-2:]] == [0, 0]
    assert all(one.owed == 280 for one in periods[:-2])


@pytest.mark.parametrize("wage", [("900", "month"), ("34.615384", "day")])
def test_pay_for_years_of_service_has_its_limit_however_the_wage_is_paid(
    tmp_path: Path, wage: tuple[str, str]
) -> None:
    """30 days of 900 / 26 a year come to more than 24 months of 900 after 21 years."""
    more: Any = {
        "employment": {"from": "2000-01-01", "until": "2025-06-08", "pay_period": "month"},
        "wages": [{"amount": wage[0], "per": wage[1]}],
        "work": [],
    }
    found = amounts(reckoned(tmp_path, "xx", XX, **more))
    assert abs(found["end_of_service"] - 24 * 900) < 1


def test_a_fact_that_nobody_told_leaves_the_least_and_the_most(tmp_path: Path) -> None:
    more: Any = {"wages": [{"amount": "1", "per": "hour"}]}
    found = reckoned(tmp_path, "gb", {"work": "worker", "claim": "county_court"}, **more)
    assert found.asked == ("age", "hours_per_week")
    assert (found.least.owed, found.most.owed) == (40 * Fraction("7.55"), 40 * Fraction("12.21"))
    assert found.least.supposed["age"] in ("16_17", "apprentice")
    assert found.most.supposed["age"] in ("21", "22", "23_24", "25_or_more")


def test_a_result_names_the_rules_that_led_to_it(tmp_path: Path) -> None:
    more: Any = {"wages": [{"amount": "1", "per": "hour"}]}
    found = reckoned(tmp_path, "gb", GB, **more)
    assert [rule.id for rule in found.used] == ["gb.minimum_2025_21"]


@pytest.mark.parametrize(
    ("number", "places", "text"),
    [("2.665", 2, "2.67"), ("-2.665", 2, "-2.67"), ("1/3", None, "0.3333"), ("5", None, "5"),
     ("-0.001", 2, "0.00")],
)  # fmt: skip
def test_numbers_are_shown_with_a_half_away_from_zero(
    number: str, places: int | None, text: str
) -> None:
    assert shown(Fraction(number), places) == text


def test_money_has_the_digits_of_its_currency() -> None:
    assert money(Fraction("2.5"), "USD") == "2.50 USD"
    assert money(rounded(Fraction("2.5"), "JPY"), "JPY") == "3 JPY"
    assert money(rounded(Fraction("1.2345"), "KWD"), "KWD") == "1.235 KWD"


@pytest.mark.parametrize("text", ["", "8..", "..8", "10..8", "-1", "1e3", "1,500", "1/2", "８"])
def test_what_is_no_number(text: str) -> None:
    assert read_range(text) is None


def test_a_salary_for_all_hours_in_great_britain_has_to_reach_the_minimum_for_each(
    tmp_path: Path,
) -> None:
    """60 hours at 12.21 are 732.60; the salary is 600."""
    salary: Any = {"amount": "600", "per": "week", "hours_per_week": "40", "pays_for": "all_hours"}
    more: Any = {"wages": [salary], "work": [{**WORKED, "hours": "12"}]}
    found = amounts(reckoned(tmp_path, "gb", GB, **more))
    assert found == {"salary": 600, "minimum_wage": Fraction("132.60")}
    salary["pays_for"] = "agreed_hours"
    found = amounts(reckoned(tmp_path, "gb", GB, **more))
    assert found == {"salary": 600, "hours_between": 20 * 15}


def test_a_premium_that_was_not_paid_does_not_lessen_damages(tmp_path: Path) -> None:
    """42 hours at 10, nothing paid: 40 at 7.25 and 2 at 15 are doubled."""
    text: list[Any] = [[], [{**WEEK, "of": "premium", "amount": "6"}]]
    for extra_pay in text:
        found = reckoned(
            tmp_path, "us", US, employment={"week_begins": "monday"}, extra_pay=extra_pay,
            work=[{"from": "2025-06-02", "until": "2025-06-07", "hours": "7"}],
        )  # fmt: skip
        assert found.least.owed == 430
        assert found.least.added == 320


def test_a_bonus_below_the_minimum_wage_is_counted_once(tmp_path: Path) -> None:
    """With or without it, 50 hours are worth the minimum wage, and ten of them half as much again.

    Five days at 20 lie far below the minimum, with the bonus too.
    """
    for bonus in ("0", "45"):
        found = reckoned(
            tmp_path, "us", US, employment={"week_begins": "monday"},
            wages=[{"amount": "20", "per": "day"}], work=[{**WORKED, "hours": "10"}],
            extra_pay=[{**WEEK, "of": "bonus", "amount": bonus}],
        )  # fmt: skip
        expected = 40 * Fraction("7.25") + 10 * Fraction("10.875")
        assert abs(found.least.owed - expected) < Fraction("0.06"), "a rate is rounded to the cent"
