"""Overtime averaged over several weeks, by invented laws; Ontario has a test of its own."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml

from invented_law import COMMON, HEAD, law_of, owed_by
from manumit.errors import InputError
from manumit.terms import Law, Owed
from manumit.terms.law_check import check_law

AVERAGED: dict[str, Any] = {
    "kind": "overtime", "per": "period", "weeks": "4", "above": "44", "times": "1.5",
    "base": "basic",
}  # fmt: skip
DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday"]
# Four weeks of five days: 50, 40, 60 and 36 hours are 186, which is 10 above 4 × 44.
FOUR_WEEKS = ("10", "8", "12", "7.2")
WAGE = {"amount": "20", "per": "hour", "hours_per_week": "40"}


def worked(hours: tuple[str, ...], first: int = 1) -> list[dict[str, Any]]:
    """One entry a week, from the Monday of the 1st of April 2024 on."""
    return [
        {"from": f"2024-04-{first + 7 * at:02}", "until": f"2024-04-{first + 7 * at + 6:02}",
         "days": DAYS, "hours": one}
        for at, one in enumerate(hours)
    ]  # fmt: skip


def worked_out(law: Law, folder: Path, **more: Any) -> Owed:
    """Four weeks from Monday the 1st of April 2024, for which nothing was paid."""
    job = {"from": "2024-04-01", "until": "2024-04-28", "pay_period": "week", "rest_day": "sunday",
           "work_days": DAYS, "averaging_begins": "2024-04-01"}  # fmt: skip
    job |= more.pop("employment", {})
    account = {
        "asked_on": "2024-05-31", "wages": [WAGE], "work": worked(FOUR_WEEKS),
        "employment": {key: value for key, value in job.items() if value}, **more,
    }  # fmt: skip
    return owed_by(law, folder, **account)


def overtime(found: Owed) -> tuple[Fraction | int, Fraction | int]:
    """What is due for overtime beside the hours themselves, at the least and at the most."""
    least, most = (
        sum((line.amount for one in end.periods for line in one.due
             if line.what == "overtime_on_top"), Fraction(0))
        for end in (found.least, found.most)
    )  # fmt: skip
    return least, most


def beside_salary(found: Owed) -> list[tuple[str, Fraction | int]]:
    """The lines of what is due at the least, without those of the salary."""
    lines = [one for period in found.least.periods for one in period.due]
    return [(one.what, one.amount) for one in lines if one.what != "salary"]


def test_hours_are_averaged_over_the_weeks_of_a_period(tmp_path: Path) -> None:
    found = worked_out(law_of(tmp_path, AVERAGED), tmp_path)
    # 10 hours at half of 20 more; they are due with the last week of the period.
    assert overtime(found) == (100, 100)
    assert found.by_rules.known
    assert found.asked == ()
    (line,) = [one for one in found.least.periods[3].due if one.what == "overtime_on_top"]
    assert [line.number(name) for name in ("hours", "limit", "weeks")] == [10, 176, 4]


def test_every_period_has_a_limit_of_its_own(tmp_path: Path) -> None:
    two = law_of(tmp_path, {**AVERAGED, "weeks": "2"})
    # 90 and 96 hours against 88.
    assert overtime(worked_out(two, tmp_path)) == (20 + 80, 20 + 80)
    later = worked_out(two, tmp_path, employment={"averaging_begins": "2024-04-08"})
    # 50 alone, 100, and 36 alone: no rule says where overtime of one week of two begins.
    assert overtime(later) == (0 + 120, 60 + 120)


def test_a_salary_pays_the_agreed_hours_of_the_whole_period(tmp_path: Path) -> None:
    hourly = {"kind": "hourly_rate", "weeks_per_year": "52", "hours_per_week": "agreed"}
    salary = {"amount": "880", "per": "week", "hours_per_week": "44", "pays_for": "agreed_hours"}
    found = worked_out(law_of(tmp_path, AVERAGED, hourly), tmp_path, wages=[salary])
    assert beside_salary(found) == [("overtime", 300)]
    fewer = {**salary, "amount": "800", "hours_per_week": "40"}
    found = worked_out(law_of(tmp_path, AVERAGED, hourly), tmp_path, wages=[fewer])
    # The pay is for 160 hours: 16 are beyond it and below overtime.
    assert beside_salary(found) == [("hours_between", 320), ("overtime", 300)]


@pytest.mark.parametrize(
    ("incomplete", "least", "most"), [(None, 0, 120), ("whole", 0, 0), ("share", 120, 120)]
)
def test_a_period_in_which_the_work_ended(
    tmp_path: Path, incomplete: str | None, least: int, most: int
) -> None:
    rule = AVERAGED if incomplete is None else {**AVERAGED, "incomplete": incomplete}
    # After two weeks of 50 hours the work ends: 100 hours against 176, or against 88.
    ended = worked_out(law_of(tmp_path, rule), tmp_path, work=worked(("10", "10")),
                       employment={"until": "2024-04-14"})  # fmt: skip
    assert overtime(ended) == (least, most)
    assert ended.by_rules.known == (least == most)


@pytest.mark.parametrize("incomplete", [None, "share"])
def test_a_period_that_goes_on_has_a_range(tmp_path: Path, incomplete: str | None) -> None:
    rule = AVERAGED if incomplete is None else {**AVERAGED, "incomplete": incomplete}
    running = {"employment": {"until": "still"}, "work": worked(("10", "10")),
               "asked_on": "2024-04-14"}  # fmt: skip
    assert overtime(worked_out(law_of(tmp_path, rule), tmp_path, **running)) == (0, 120)
    # Hours above the limit of the whole period are overtime, whatever comes.
    running |= {"work": worked(("20", "20"))}
    assert overtime(worked_out(law_of(tmp_path, rule), tmp_path, **running)) == (240, 1120)


def test_an_unknown_beginning_contains_every_beginning(tmp_path: Path) -> None:
    law = law_of(tmp_path, {**AVERAGED, "incomplete": "share"})
    unknown = worked_out(law, tmp_path, employment={"averaging_begins": None})
    assert unknown.asked == ("averaging_begins",)
    sums = [
        worked_out(law, tmp_path, employment={"averaging_begins": f"2024-04-{day:02}"}).by_rules.low
        for day in (1, 8, 15, 22)
    ]
    assert unknown.by_rules.low == min(sums)
    assert unknown.by_rules.high == max(sums)
    assert "averaging_begins" in unknown.most.supposed


def test_unknown_hours_contain_every_number_of_them(tmp_path: Path) -> None:
    law = law_of(tmp_path, AVERAGED)
    ranged = worked_out(law, tmp_path, work=worked(("6..12", *FOUR_WEEKS[1:]))).by_rules
    for hours in ("6", "8", "10", "12"):
        known = worked_out(law, tmp_path, work=worked((hours, *FOUR_WEEKS[1:]))).by_rules
        assert ranged.high is not None
        assert ranged.low <= known.low <= ranged.high


def test_unknown_agreement_on_averaging_contains_both_answers(tmp_path: Path) -> None:
    facts = {"averaging": {"asks": "Whether hours are averaged", "values": ["agreed", "none"]}}
    by_week = {**AVERAGED, "per": "week", "where": {"averaging": ["none"]}}
    del by_week["weeks"]
    law = law_of(
        tmp_path, {**AVERAGED, "where": {"averaging": ["agreed"]}}, by_week, facts=facts
    )  # fmt: skip
    # By the week, 6 and 16 hours are overtime.
    for answer, amount in (("agreed", 100), ("none", 220)):
        assert overtime(worked_out(law, tmp_path, about={"averaging": answer})) == (amount, amount)
    unknown = worked_out(law, tmp_path)
    assert overtime(unknown) == (100, 220)
    assert unknown.asked == ("averaging",)


def test_a_wage_that_changes_inside_a_period_is_refused(tmp_path: Path) -> None:
    law = law_of(tmp_path, AVERAGED)
    raised = [{**WAGE, "until": "2024-04-14"}, {**WAGE, "from": "2024-04-15", "amount": "25"}]
    with pytest.raises(InputError, match=r"W118.*2024-04-01 and 2024-04-28"):
        worked_out(law, tmp_path, wages=raised)
    same = [{**WAGE, "until": "2024-04-14"}, {**WAGE, "from": "2024-04-15"}]
    assert overtime(worked_out(law, tmp_path, wages=same)) == (100, 100)


def test_a_rule_that_begins_during_the_work_is_refused(tmp_path: Path) -> None:
    late = law_of(tmp_path, {**AVERAGED, "from": "2024-04-15"})
    with pytest.raises(InputError, match=r"W117.*2024-04-15 to 2024-04-28"):
        worked_out(late, tmp_path)


def test_another_law_does_not_ask_when_periods_begin(tmp_path: Path) -> None:
    by_day = {**AVERAGED, "per": "day", "above": "8"}
    del by_day["weeks"]
    law = law_of(tmp_path, by_day)
    with pytest.raises(InputError, match=r"W102.*average no overtime"):
        worked_out(law, tmp_path)
    assert worked_out(law, tmp_path, employment={"averaging_begins": None}).asked == ()


@pytest.mark.parametrize(
    "other",
    [
        {"kind": "overtime", "per": "week", "above": "44", "times": "1.5", "base": "basic"},
        {"kind": "minimum_wage", "per": "hour", "amount": "9", "tested_over": "week"},
        {"kind": "premium_credited"},
        {"kind": "thirteenth_month", "share": "1/12", "due": "12-24"},
        {"kind": "added_damages", "share": "1", "of": ["overtime"]},
        {"kind": "deduction", "of": "tools", "allowed": "always", "not_below_minimum": True},
    ],
)
def test_rules_that_ask_for_single_weeks_are_refused_beside_it(
    tmp_path: Path, other: dict[str, Any]
) -> None:
    with pytest.raises(InputError, match=r"W201.*'zz.r0' averages"):
        law_of(tmp_path, AVERAGED, other)


@pytest.mark.parametrize(
    "change", [{"weeks": None}, {"weeks": "1"}, {"weeks": "53"}, {"base": "regular"},
               {"incomplete": "half"}, {"per": "week"}]
)  # fmt: skip
def test_the_check_of_a_law_names_what_is_missing(tmp_path: Path, change: dict[str, Any]) -> None:
    rule = {key: one for key, one in {**AVERAGED, **change}.items() if one is not None}
    law_file = tmp_path / "zz.yaml"
    numbered = [{"id": "zz.overtime", **COMMON, **rule}]
    law_file.write_text(yaml.safe_dump({**HEAD, "rules": numbered}), "utf-8")
    with pytest.raises(InputError, match="W102"):
        check_law(law_file)
