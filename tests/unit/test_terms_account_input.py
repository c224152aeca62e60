"""What people write into an account: digits, dates, shifts, hours of a week."""

import datetime as dt
import json
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import yaml

from manumit.errors import InputError
from manumit.terms import account_from, owed, read_account, read_law, shipped_law
from manumit.terms.numbers import Range, read_range

ACCOUNT: Mapping[str, Any] = {
    "schema": "manumit/account/1",
    "law": "xx",
    "asked_on": "2025-07-31",
    "about": {"age": "adult"},
    "employment": {"from": "2025-06-02", "until": "2025-06-08", "pay_period": "week",
                   "rest_day": "sunday", "leave_days_taken": "99"},
    "complete": {"work": True, "pay": True},
    "wages": [{"amount": "10", "per": "hour", "hours_per_week": "40"}],
    "work": [{"from": "2025-06-03", "until": "2025-06-03", "hours": "8"}],
}  # fmt: skip


def codes(folder: Path, **more: Any) -> list[tuple[str, str]]:
    path = folder / "account.yaml"
    path.write_text(yaml.safe_dump({**ACCOUNT, **more}), "utf-8")
    with pytest.raises(InputError) as raised:
        read_account(path, shipped_law("xx"))
    return [(one.code, one.place.field or "") for one in raised.value.problems]


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [("١٢٫٥", "12.5", "12.5"), ("12,50", "12.5", "12.5"), ("8,5..9,25", "8.5", "9.25"),
     ("۷", "7", "7"), ("8..10", "8", "10")],
)  # fmt: skip
def test_numbers_are_read_as_on_pages(text: str, low: str, high: str) -> None:
    found = read_range(text)
    assert found is not None
    assert [found.low, found.high] == [Fraction(low), Fraction(high)]


@pytest.mark.parametrize("text", ["1,250", "1,2,3", ",5", "5,", "1.250,00", "10..8"])
def test_what_may_be_a_thousand_is_no_number(text: str) -> None:
    assert read_range(text) is None


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "2500-01-01"])
def test_a_day_in_nobodys_life_is_refused(tmp_path: Path, day: str) -> None:
    assert ("W103", "asked_on") in codes(tmp_path, asked_on=day)


def test_a_week_has_168_hours(tmp_path: Path) -> None:
    wages = [{"amount": "10", "per": "week", "hours_per_week": "200"}]
    assert codes(tmp_path, wages=wages) == [("W102", "wages[0].hours_per_week")]


def test_shifts_that_meet_are_refused(tmp_path: Path) -> None:
    two = [
        {"begins": f"2025-06-03T{begins}+00:00", "ends": f"2025-06-03T{ends}+00:00"}
        for begins, ends in (("08:00", "12:00"), ("11:00", "15:00"))
    ]
    assert codes(tmp_path, work=two) == [("W115", "work[1].begins")]


def test_interest_takes_the_rate_of_each_part_of_the_delay(tmp_path: Path) -> None:
    """80 due on 15 June: 15 days at 6 %, then 31 at 12 %."""
    law = tmp_path / "law.yaml"
    account = tmp_path / "account.yaml"
    account.write_text(yaml.safe_dump(dict(ACCOUNT)), "utf-8")
    text = (files("manumit.terms") / "law" / "xx.yaml").read_text("utf-8")
    old = next(line for line in text.splitlines() if "id: xx.interest" in line)
    first = old.replace("from: 1990-01-01", "from: 1990-01-01, until: 2025-07-01")
    second = old.replace("xx.interest", "xx.interest_2").replace("1990-01-01", "2025-07-01")
    second = second.replace('"0.06"', '"0.12"')
    law.write_text(text.replace(old, f"{first}\n{second}"), "utf-8")
    rules = read_law(law)
    found = owed(read_account(account, rules), rules).least.periods[0]
    assert [line.number("days") for line in found.added] == [15, 31]
    assert [line.amount for line in found.added] == [Fraction("0.20"), Fraction("0.82")]


SUNDAY = "2025-06-08"
MONDAY = {"from": "2025-06-02", "until": "2025-06-02", "hours": "8"}
SHIFT = {"begins": "2025-06-02T08:00+00:00", "ends": "2025-06-02T10:00+00:00"}


@pytest.mark.parametrize(
    "work",
    [
        [MONDAY, MONDAY],
        [MONDAY, {**MONDAY, "until": "2025-06-04", "hours": "2"}],
        [MONDAY, SHIFT],
        [SHIFT, MONDAY],
    ],
)
def test_a_record_gives_the_hours_of_a_day_once(tmp_path: Path, work: list[Any]) -> None:
    assert codes(tmp_path, work=work) == [("W115", "work[1]")]


def test_entries_for_other_weekdays_and_other_records_do_not_meet(tmp_path: Path) -> None:
    week = {"from": "2025-06-02", "until": SUNDAY}
    work = [
        {**week, "days": ["monday"], "hours": "8"},
        {**week, "days": ["tuesday"], "hours": "6"},
        {**MONDAY, "hours": "7", "kept_by": "employer"},
    ]
    path = tmp_path / "account.yaml"
    path.write_text(yaml.safe_dump({**ACCOUNT, "work": work}), "utf-8")
    hours = read_account(path, shipped_law("xx")).hours
    monday, tuesday = list(hours.values())[:2]
    assert monday == Range(Fraction(7), Fraction(8))
    assert tuesday == Range.exactly(Fraction(6))


def test_a_shift_at_25_00_is_one_mistake(tmp_path: Path) -> None:
    shift = {"begins": "2025-06-02T25:00+00:00", "ends": "2025-06-03T02:00+00:00"}
    assert codes(tmp_path, work=[shift]) == [("W103", "work[0].begins")]


def test_a_payment_after_the_day_of_the_account_is_refused(tmp_path: Path) -> None:
    paid = [{"on": "2025-08-01", "amount": "10"}]
    assert codes(tmp_path, paid=paid) == [("W116", "paid[0].on")]


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "account.yaml"
    path.write_bytes("schema: manumit/account/1\nworker: Zoé\n".encode("latin-1"))
    with pytest.raises(InputError, match="UTF-8"):
        read_account(path, shipped_law("xx"))


def test_a_key_that_does_not_belong_is_found_by_its_line_and_not_repeated(tmp_path: Path) -> None:
    path = tmp_path / "account.yaml"
    text = yaml.safe_dump({**ACCOUNT, "work": [{**MONDAY, "maria": "3"}]})
    path.write_text(text, "utf-8")
    with pytest.raises(InputError) as raised:
        read_account(path, shipped_law("xx"))
    (problem,) = raised.value.problems
    assert problem.place.row is not None
    assert "maria" in text.splitlines()[problem.place.row - 1]
    assert "maria" not in str(raised.value)
    assert "hours, begins" in str(raised.value)


def test_pay_that_is_not_due_yet_is_named(tmp_path: Path) -> None:
    path = tmp_path / "account.yaml"
    path.write_text(yaml.safe_dump({**ACCOUNT, "asked_on": SUNDAY}), "utf-8")
    found = owed(read_account(path, shipped_law("xx")), shipped_law("xx"))
    assert found.least.not_due == found.least.claimable == 80
    path.write_text(yaml.safe_dump({**ACCOUNT, "asked_on": "2025-06-15"}), "utf-8")
    assert owed(read_account(path, shipped_law("xx")), shipped_law("xx")).least.not_due == 0


@pytest.mark.parametrize(
    ("given", "low", "high"),
    [("in_place_of_pay", "69.5", "69.5"), ("in_addition", "80", "80"), ("unknown", "69.5", "80")],
)
def test_what_is_given_in_addition_takes_nothing_off(
    tmp_path: Path, given: str, low: str, high: str
) -> None:
    housing = {"from": "2025-06-02", "until": SUNDAY, "of": "housing", "value_per_day": "1.50"}
    path = tmp_path / "account.yaml"
    data = {**ACCOUNT, "asked_on": "2025-06-15", "in_kind": [{**housing, "given": given}]}
    path.write_text(yaml.safe_dump(data), "utf-8")
    found = owed(read_account(path, shipped_law("xx")), shipped_law("xx")).by_rules
    assert (found.low, found.high) == (Fraction(low), Fraction(high))


def test_an_account_from_a_mapping_is_that_of_the_file(tmp_path: Path) -> None:
    law = shipped_law("xx")
    day = dt.date(2025, 6, 2)
    data: dict[str, Any] = {
        "schema": "manumit/account/1", "law": "xx", "asked_on": dt.date(2025, 7, 31),
        "about": {"age": "adult"},
        "employment": {"from": dt.date(2025, 6, 1), "until": dt.date(2025, 6, 30),
                       "pay_period": "month", "rest_day": "sunday"},
        "complete": {"work": True, "pay": True},
        "wages": [{"amount": Decimal("7.30"), "per": "hour"}],
        "work": [{"from": day, "until": day, "hours": 9.5}],
    }  # fmt: skip
    path = tmp_path / "account.yaml"
    path.write_text(json.dumps(data, default=str), "utf-8")
    assert account_from(data, law) == read_account(path, law)
    with pytest.raises(InputError, match="wages") as refused:
        account_from({**data, "wages": [{"amount": "much", "per": "hour"}]}, law)
    assert refused.value.problems[0].code.startswith("W1")
