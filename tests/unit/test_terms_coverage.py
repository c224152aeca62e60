"""A law says for what it is complete; outside that a sum is refused or a least, and named."""

import json
from dataclasses import replace
from fractions import Fraction
from itertools import product
from pathlib import Path
from typing import Any

import pytest
import yaml

from manumit.cli.options import library_with
from manumit.errors import InputError
from manumit.terms import Owed, owed, read_account, shipped_law, shipped_laws
from manumit.terms.account import DAY
from manumit.terms.law.file import KINDS as RULES
from manumit.terms.law.rules import Excluded
from manumit.terms.numbers import Range
from manumit.terms.statement.owed_render import owed_json, owed_text
from manumit.terms.wages.coverage import KINDS
from manumit.terms.wages.group import notes_of
from manumit.terms.words import TEXTS

BY_DAY, BY_YEAR, LATE = (
    ("minimum_wage", "overtime", "night_premium"), ("thirteenth_month",), ("late_penalty",)
)  # fmt: skip
AT_HOLIDAY = ("holiday_work", "paid_holiday")
AT_END = ("leave", "end_of_service", "notice_pay", "severance_pay", "guaranteed_hours")
EMPLOYMENT = {
    "until": "still", "pay_period": "week", "rest_day": "sunday", "week_begins": "sunday"
}  # fmt: skip
MY = {"covered_work": "yes", "paid_by": "hour", "employer": "five_or_more"}
GB = {"work": "worker", "age": "25_or_more", "claim": "county_court"}


def worked_out(folder: Path, law: str, about: dict[str, str], begins: str, **more: Any) -> Owed:
    """Eight hours at 1 an hour on one Wednesday or another day."""
    data = {
        "schema": "manumit/account/1",
        "law": law,
        "asked_on": begins,
        "about": about,
        "complete": {"work": True, "pay": True},
        "wages": [{"amount": "1", "per": "hour", "hours_per_week": "40"}],
        "work": [{"from": begins, "until": begins, "hours": "8"}],
        **more,
    }
    data["employment"] = {**EMPLOYMENT, "from": begins, **more.get("employment", {})}
    if not shipped_law(law).week_by_employer:
        del data["employment"]["week_begins"]
    path = folder / "account.yaml"
    path.write_text(yaml.safe_dump(data), "utf-8")
    return owed(read_account(path, shipped_law(law)), shipped_law(law))


def refusal(*args: Any, **more: Any) -> tuple[str, str]:
    with pytest.raises(InputError) as raised:
        worked_out(*args, **more)
    (problem,) = raised.value.problems
    return problem.code, problem.what


def test_a_hole_in_a_law_is_an_error_that_names_it(tmp_path: Path) -> None:
    code, message = refusal(tmp_path, "gb", GB, "2007-06-06")
    assert code == "W113"
    assert "minimum wage from 2007-06-06 to 2007-06-06" in message
    apprentice = {**GB, "age": "apprentice"}
    assert refusal(tmp_path, "gb", apprentice, "2009-06-10")[0] == "W113"
    assert refusal(tmp_path, "us", {}, "1979-06-06")[0] == "W113"


def test_a_hole_for_some_answers_asks_for_the_fact(tmp_path: Path) -> None:
    unknown_age = {key: value for key, value in GB.items() if key != "age"}
    code, _ = refusal(tmp_path, "gb", unknown_age, "2009-06-10")
    assert code == "W114"
    assert worked_out(tmp_path, "gb", unknown_age, "2010-10-06").most.owed > 0


@pytest.mark.parametrize(
    ("begins", "age", "rate"),
    [("2008-10-08", "25_or_more", "5.73"), ("2009-06-10", "21", "4.77"),
     ("2013-10-09", "25_or_more", "6.31"), ("2015-06-10", "18_20", "5.13"),
     ("2016-06-08", "25_or_more", "7.20"), ("2016-06-08", "23_24", "6.70"),
     ("2018-06-06", "apprentice", "3.70"), ("2020-06-10", "16_17", "4.55"),
     ("2022-06-08", "22", "9.18")],
)  # fmt: skip
def test_the_minimum_wage_of_great_britain_has_no_hole_since_2008(
    tmp_path: Path, begins: str, age: str, rate: str
) -> None:
    found = worked_out(tmp_path, "gb", {**GB, "age": age}, begins)
    (line,) = [one for one in found.least.periods[0].due if one.what == "minimum_wage"]
    assert float(line.number("minimum")) == float(rate)


def test_late_pay_outside_the_coverage_of_its_penalty_is_refused(tmp_path: Path) -> None:
    domestic = {"covered_work": "yes"}
    assert worked_out(tmp_path, "kw", domestic, "2024-06-05").by_rules.known
    for about, begins, code in (
        ({"covered_work": "no"}, "2024-06-05", "W113"),
        ({}, "2024-06-05", "W114"),
        (domestic, "2017-06-07", "W113"),
    ):
        found, message = refusal(tmp_path, "kw", about, begins)
        assert found == code
        assert f"late penalty from {begins}" in message


def test_people_who_are_no_workers_are_owed_what_was_agreed(tmp_path: Path) -> None:
    found = worked_out(tmp_path, "gb", {**GB, "work": "not_a_worker"}, "2025-06-11")
    assert found.least.owed == found.most.owed == 8
    assert [one.id for one in found.excluded] == ["gb.not_a_worker"]


def test_a_deduction_of_which_the_law_says_nothing_is_a_range(tmp_path: Path) -> None:
    taken = [{"for": "2025-06-11", "of": "training", "amount": "5", "consent": "free_in_writing"}]
    wages = [{"amount": "20", "per": "hour", "hours_per_week": "40"}]
    found = worked_out(tmp_path, "gb", GB, "2025-06-11", deducted=taken, wages=wages)
    assert [found.least.owed, found.most.owed] == [155, 160]
    domestic = {"regime": "domestic", "week": "more_than_five_days", "rest_day_asked_by": "worker"}
    found = worked_out(tmp_path, "sg", domestic, "2025-06-11", deducted=taken, wages=wages)
    assert [found.least.owed, found.most.owed] == [155, 160]


def test_a_kind_of_which_the_law_says_nothing_makes_the_sum_a_least(tmp_path: Path) -> None:
    wages = [{"amount": "10", "per": "hour", "hours_per_week": "40"}]
    found = worked_out(tmp_path, "my", MY, "2025-06-11", wages=wages)
    assert found.least.claimable == found.most.claimable == 80
    assert found.total == Range(Fraction(80), None)
    assert found.uncovered == ("night_premium", "call_in_hours", "thirteenth_month",
                               "late_penalty")  # fmt: skip
    text = owed_text(found, library_with((TEXTS,)))
    assert "You can claim: 80.00 MYR or more" in text
    assert "More may be owed: these rules say nothing about pay for night" in text
    assert "Where something is not known, two numbers" not in text
    document = json.loads(owed_json(found))
    assert (document["open_above"], document["not_covered"]) == (True, list(found.uncovered))
    assert "uncovered" in notes_of(found)
    assert not {"open", "range"} & notes_of(found)


def test_a_law_without_any_coverage_gives_only_a_least(tmp_path: Path) -> None:
    known = worked_out(tmp_path, "xx", {"age": "adult"}, "2025-06-11")
    assert known.total.known
    silent = owed(known.account, replace(known.law, coverage=()))
    assert silent.total == Range(known.total.low, None)


@pytest.mark.parametrize(
    ("kind", "more"),
    [*((kind, {}) for kind in (*BY_DAY, *BY_YEAR, *LATE)),
     ("rest_day_work", {"employment": {"rest_day": "wednesday"}}),
     *((kind, {"employment": {"holidays": ["2025-06-11"]}}) for kind in AT_HOLIDAY),
     ("call_in_hours", {"called_in": ["2025-06-11"]}),
     *((kind, {"employment": {"until": "2025-06-11"}}) for kind in AT_END)],
)  # fmt: skip
def test_to_say_nothing_of_a_kind_counts_only_where_it_may_apply(
    tmp_path: Path, kind: str, more: dict[str, Any]
) -> None:
    """The kinds and when each may apply are written by hand, not read from the module."""
    about = {"age": "adult"}
    without = worked_out(tmp_path, "xx", about, "2025-06-11", called_in=[])
    law = replace(
        without.law, coverage=tuple(one for one in without.law.coverage if one.kind != kind)
    )
    always = kind in (*BY_DAY, *BY_YEAR, *LATE)
    assert owed(without.account, law).uncovered == ((kind,) if always else ())
    meets = worked_out(tmp_path, "xx", about, "2025-06-11", **{"called_in": [], **more})
    assert meets.uncovered == ()
    found = owed(meets.account, law)
    assert found.uncovered == (kind,)
    assert found.total == Range(meets.total.low, None)
    assert found.by_rules == meets.total


@pytest.mark.parametrize("name", shipped_laws())
def test_each_shipped_law_declares_its_coverage_with_sources(name: str) -> None:
    law = shipped_law(name)
    # The corridors are covered in part, and each result names the rest.
    partial = ("ae", "ca-on", "kw", "my", "ph", "tw")
    whole = set() if name in partial else {"minimum_wage", "overtime", "leave"}
    assert law.coverage
    assert whole <= {one.kind for one in law.coverage}
    assert law.not_covered
    for one in law.coverage:
        assert one.article
        assert one.source in law.sources
        assert one.sure != "memory", "nothing from memory counts as complete"


@pytest.mark.parametrize("name", ["ca-on", "gb", "my", "us"])
def test_inside_the_coverage_of_a_minimum_wage_there_is_one_rate_each_day(name: str) -> None:
    law = shipped_law(name)
    rates = [one for one in law.rules if isinstance(one, RULES["minimum_wage"])]
    ends = {day for one in rates for day in (one.valid_from, one.valid_until) if day}
    facts = {fact: law.facts[fact].values for one in rates for fact in one.where}
    for cover in (one for one in law.coverage if one.kind == "minimum_wage"):
        until = cover.valid_until or law.checked + DAY
        days = {cover.valid_from, until - DAY, *(d for d in ends if cover.valid_from <= d < until)}
        for values in product(*({**facts, **cover.where}.values())):
            about = dict(zip({**facts, **cover.where}, values, strict=True))
            for day in (*days, *(one - DAY for one in days if one > cover.valid_from)):
                held = [one for one in rates if one.holds_on(day)
                        and all(about[fact] in of for fact, of in one.where.items())]  # fmt: skip
                assert len(held) == 1, (about, day)


def test_every_kind_that_coverage_is_checked_for_can_be_excluded() -> None:
    assert set(KINDS) == set(RULES)
    assert any(isinstance(one, Excluded) for one in shipped_law("us").rules)
