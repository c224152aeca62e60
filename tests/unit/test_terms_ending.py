"""Final settlement by an invented law: notice, severance by age, a gratuity with allowances."""

import datetime as dt
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from manumit.errors import InputError
from manumit.terms import Law, Owed, owed, read_account, read_law
from manumit.terms.numbers import Range

RULE = {"from": "2000-01-01", "article": "art. 1", "source": "act", "sure": "invented"}
GRATUITY = {
    "kind": "end_of_service", "after_months": "12", "counted": "all_years",
    "steps": [{"from_year": "0", "units": "10"}, {"from_year": "2", "units": "15"}],
    "day_of": {"of": "month", "days": "30"}, "counts": ["allowance"],
    "without_absences": True, "most_months_of_wage": "6",
}  # fmt: skip
NOTICE = {
    "kind": "notice_pay", "after_months": "0", "counted": "once", "unit": "week",
    "steps": [{"from_year": "0", "units": "4"}, {"from_year": "2", "units": "6"}],
    "less_notice": True, "where": {"ending": ["dismissed"]},
}  # fmt: skip
SEVERANCE = {
    "kind": "severance_pay", "after_months": "24", "years": "whole", "unit": "week",
    "steps": [{"from_year": "0", "units": "1"}], "most_unit": "200", "most_years": "20",
    "ages": [{"from_age": "0", "times": "0.5"}, {"from_age": "22", "times": "1"},
             {"from_age": "41", "times": "1.5"}],
    "where": {"ending": ["dismissed"]},
}  # fmt: skip
HEAD = {
    "schema": "manumit/wage-law/1", "id": "zz", "names": {"en": "Nowhere"}, "currency": "XXD",
    "checked": "2026-01-01", "check_every_months": "12", "week_begins": "monday",
    "sources": {"act": {"title": "Act", "address": "https://example.org"}},
    "facts": {"ending": {"asks": "How it ended", "values": ["dismissed", "resigned"]}},
}  # fmt: skip


def law_of(folder: Path, *rules: dict[str, Any]) -> Law:
    path = folder / "law.yaml"
    numbered = [{"id": f"zz.r{at}", **RULE, **one} for at, one in enumerate(rules)]
    path.write_text(yaml.safe_dump({**HEAD, "rules": numbered}), "utf-8")
    return read_law(path)


def settled(folder: Path, law: Law, **more: Any) -> Owed:
    """1,040 a month for three years and a half, all of it paid but what is due at the end."""
    work = {"from": "2020-01-01", "until": "2023-06-30", "pay_period": "month",
            "rest_day": "sunday", "leave_days_taken": "0", "notice_days": "0",
            "notice_paid_days": "0",
            "age_at_end": "30", **more.pop("employment", {})}  # fmt: skip
    account = {
        "schema": "manumit/account/1", "law": "zz", "asked_on": "2023-07-31",
        "about": {"ending": "dismissed"}, "employment": work,
        "wages": [{"amount": "1040", "per": "month", "hours_per_week": "48"}], "work": [], **more,
    }  # fmt: skip
    path = folder / "account.yaml"
    path.write_text(yaml.safe_dump(account) + "complete: {work: true, pay: true}\n", "utf-8")
    return owed(read_account(path, law), law)


def line(found: Owed, what: str) -> Fraction:
    lines = [one for one in found.least.periods[-1].due if one.what == what]
    return sum((one.amount for one in lines), Fraction(0))


def test_a_gratuity_takes_the_step_of_all_years_on_basic_and_allowances(tmp_path: Path) -> None:
    housing = {"from": "2023-01-01", "until": "2023-06-30", "of": "allowance", "amount": "160",
               "per": "month"}  # fmt: skip
    law = law_of(tmp_path, GRATUITY)
    found = settled(tmp_path, law, extra_pay=[housing])
    years = 3 + Fraction(181, 365)
    assert line(found, "end_of_service") == round(years * 15 * 40, 2)
    assert [one.amount for one in found.least.periods[-2].due if one.what == "allowance"] == [160]
    without = settled(tmp_path, law)
    assert line(without, "end_of_service") == round(years * 15 * Fraction(1040, 30), 2)


def test_unpaid_absence_is_no_service_where_the_rule_says_so(tmp_path: Path) -> None:
    away = [{"from": "2022-01-01", "until": "2022-12-31"}]
    found = settled(tmp_path, law_of(tmp_path, GRATUITY), absent=away)
    years = 2 + Fraction(181, 365)
    assert line(found, "end_of_service") == round(years * 15 * Fraction(1040, 30), 2)


@pytest.mark.parametrize(("given", "weeks"), [("0", 6), ("14", 4), ("60", 0)])
def test_notice_that_was_given_is_not_owed(tmp_path: Path, given: str, weeks: int) -> None:
    found = settled(tmp_path, law_of(tmp_path, NOTICE), employment={"notice_days": given})
    assert line(found, "notice_pay") == weeks * 240


@pytest.mark.parametrize(
    ("age", "weeks"), [("24", "2.5"), ("23", "2"), ("30", "3"), ("43", "4"), ("44", "4.5")]
)
def test_a_year_of_severance_counts_by_the_age_in_all_of_it(
    tmp_path: Path, age: str, weeks: str
) -> None:
    found = settled(tmp_path, law_of(tmp_path, SEVERANCE), employment={"age_at_end": age})
    assert line(found, "severance_pay") == Fraction(weeks) * 200


WITH_NOTICE = {**SEVERANCE, "service_with_notice": True}


@pytest.mark.parametrize(("given", "weeks"), [("0", 2), ("27", 0), ("28", 0), ("unknown", 0)])
def test_notice_that_was_due_and_not_given_counts_as_service(
    tmp_path: Path, given: str, weeks: int
) -> None:
    """Twelve days short of two years; four weeks of notice were due."""
    work = {"until": "2021-12-19", "notice_days": given}
    found = settled(tmp_path, law_of(tmp_path, NOTICE, WITH_NOTICE), employment=work)
    lines = [line for one in found.least.periods for line in one.due]
    assert sum(one.amount for one in lines if one.what == "severance_pay") == weeks * 200
    assert found.by_rules.known == (given != "unknown")


def test_the_rule_of_the_day_on_which_notice_would_have_ended_holds(tmp_path: Path) -> None:
    before = {**WITH_NOTICE, "until": "2023-08-01"}
    after = {**WITH_NOTICE, "from": "2023-08-01", "most_unit": "220"}
    law = law_of(tmp_path, NOTICE, before, after)
    assert line(settled(tmp_path, law), "severance_pay") == 3 * 220
    given = settled(tmp_path, law, employment={"notice_days": "42"})
    assert line(given, "severance_pay") == 3 * 200


def test_a_birthday_may_lie_before_the_end_of_notice_that_was_not_given(tmp_path: Path) -> None:
    law = law_of(tmp_path, NOTICE, WITH_NOTICE)
    found = settled(tmp_path, law, employment={"age_at_end": "41"})
    assert found.by_rules.high is not None
    assert found.by_rules.high - found.by_rules.low == Fraction(1, 2) * 200
    sure = settled(tmp_path, law, employment={"age_at_end": "41", "notice_days": "42"})
    assert sure.by_rules.known


def test_service_before_the_account_counts(tmp_path: Path) -> None:
    leave = {"kind": "leave", "after_months": "0", "of": "current_year",
             "steps": [{"from_year": "0", "days": "10"},
                       {"from_year": "3", "days": "20"}]}  # fmt: skip
    law = law_of(tmp_path, NOTICE, SEVERANCE, leave)
    later = {"from": "2022-11-15", "service_from": "2020-01-01"}
    whole, part = settled(tmp_path, law), settled(tmp_path, law, employment=later)
    for what in ("notice_pay", "severance_pay", "leave"):
        assert line(part, what) == line(whole, what) > 0
    with pytest.raises(InputError, match=r"W102.*Service begins no later"):
        settled(tmp_path, law, employment={"service_from": "2020-01-02"})


def test_leave_of_all_service_counts_for_the_days_of_the_account(tmp_path: Path) -> None:
    leave = {"kind": "leave", "after_months": "0", "of": "service",
             "steps": [{"from_year": "0", "days": "12"},
                       {"from_year": "3", "days": "24"}]}  # fmt: skip
    later = {"from": "2022-07-01", "until": "2023-06-30", "service_from": "2020-01-01"}
    found = settled(tmp_path, law_of(tmp_path, leave), employment=later)
    (one,) = (line for one in found.least.periods for line in one.due if line.what == "leave")
    in_2022, in_2023 = Fraction(184, 365) * 12, Fraction(181, 365) * 24
    assert one.numbers["earned"] == in_2022 + in_2023


def test_pay_in_place_of_notice_takes_nothing_off_service(tmp_path: Path) -> None:
    """ERA 1996 s. 145(5): the day on which notice would have ended, had it been given."""
    law = law_of(tmp_path, NOTICE, WITH_NOTICE)
    work = {"until": "2021-12-19", "notice_days": "28"}
    paid = settled(tmp_path, law, employment={**work, "notice_paid_days": "28"})
    assert line(paid, "severance_pay") == 2 * 200
    unsaid = settled(tmp_path, law, employment={**work, "notice_paid_days": "unknown"})
    assert unsaid.by_rules == Range(paid.by_rules.low - 2 * 200, paid.by_rules.high)
    assert unsaid.asked == ("notice_paid_days",)


def test_what_cannot_be_due_is_not_asked(tmp_path: Path) -> None:
    law = law_of(tmp_path, {**NOTICE, "after_months": "1"}, SEVERANCE)
    open_ended = {"notice_days": "unknown", "age_at_end": "unknown"}
    a_week = open_ended | {"from": "2023-06-24"}
    assert settled(tmp_path, law, employment=a_week, about={}).asked == ()
    assert settled(tmp_path, law, employment=open_ended, about={}).asked == (
        "ending", "notice_days", "age_at_end",
    )  # fmt: skip
    resigned = settled(tmp_path, law, employment=open_ended, about={"ending": "resigned"})
    assert resigned.asked == ()


def test_who_resigned_is_owed_neither_and_who_did_not_say_perhaps(tmp_path: Path) -> None:
    law = law_of(tmp_path, NOTICE, SEVERANCE)
    resigned = settled(tmp_path, law, about={"ending": "resigned"})
    dismissed = settled(tmp_path, law)
    unsaid = settled(tmp_path, law, about={})
    assert unsaid.by_rules == Range(resigned.by_rules.low, dismissed.by_rules.high)
    assert unsaid.asked == ("ending",)


def test_rules_for_shorter_and_longer_service_do_not_meet(tmp_path: Path) -> None:
    short = {**NOTICE, "before_months": "24", "steps": [{"from_year": "0", "units": "1"}]}
    longer = {**NOTICE, "after_months": "24", "steps": [{"from_year": "0", "units": "8"}]}
    assert line(settled(tmp_path, law_of(tmp_path, short, longer)), "notice_pay") == 8 * 240
    with pytest.raises(InputError, match="W203"):
        law_of(tmp_path, {**short, "before_months": "25"}, longer)


def test_an_hour_of_a_month_is_divided_by_days_and_hours(tmp_path: Path) -> None:
    hourly = {"kind": "hourly_rate", "days_per_month": "26", "hours_per_day": "agreed"}
    overtime = {"kind": "overtime", "per": "day", "above": "8", "times": "1.5", "base": "basic"}
    law = law_of(tmp_path, hourly, overtime)
    ten = [{"from": "2023-06-01", "until": "2023-06-01", "hours": "10"}]
    found = settled(tmp_path, law, work=ten, employment={"from": "2023-06-01"})
    assert line(found, "overtime") == 2 * Fraction(1040, 26 * 8) * Fraction(3, 2)


@settings(max_examples=12, deadline=None, phases=[Phase.explicit, Phase.generate])
@given(
    days=st.integers(0, 1500), age=st.integers(16, 70), notice=st.integers(0, 90),
    paid=st.integers(0, 90),
    ending=st.sampled_from(["dismissed", "resigned"]),
)  # fmt: skip
def test_unknown_contains_every_value(
    tmp_path_factory: pytest.TempPathFactory,
    days: int,
    age: int,
    notice: int,
    paid: int,
    ending: str,
) -> None:
    folder = tmp_path_factory.mktemp("ending")
    law = law_of(folder, GRATUITY, NOTICE, WITH_NOTICE)
    first = dt.date(2023, 6, 30) - dt.timedelta(days=days)
    stated = {"from": str(first), "notice_days": str(notice), "age_at_end": str(age),
              "notice_paid_days": str(min(notice, paid))}  # fmt: skip
    known = settled(folder, law, employment=stated, about={"ending": ending})
    for unsaid in ("notice_days", "notice_paid_days", "age_at_end", "ending"):
        about = {} if unsaid == "ending" else {"ending": ending}
        left = {name: value for name, value in stated.items() if name != unsaid}
        unknown = {} if unsaid == "ending" else {unsaid: "unknown"}
        found = settled(folder, law, employment={**left, **unknown}, about=about).by_rules
        assert found.low <= known.by_rules.low
        assert found.high is not None
        assert known.by_rules.high is not None
        assert known.by_rules.high <= found.high
