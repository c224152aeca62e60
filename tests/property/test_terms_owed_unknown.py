"""Whatever an account leaves open: its result contains the result for every value it may have."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from manumit.terms import owed, read_account, shipped_law
from manumit.terms.account import Account, Consent, Per
from manumit.terms.numbers import UNKNOWN, Range
from terms_accounts import LAWS, accounts, slack

type Unsaid = Callable[[Account], Account]


def contained(law: str, known: Account, unsaid: Account) -> None:
    """The result for what is left open contains that for what is known."""
    rules = shipped_law(law)
    exact, found = owed(known, rules), owed(unsaid, rules)
    allowed = slack(rules, known, exact, found)
    assert set(exact.uncovered) <= set(found.uncovered)
    assert found.by_rules.low <= exact.by_rules.low + allowed
    if found.by_rules.high is not None:
        assert exact.by_rules.high is not None
        assert exact.by_rules.high <= found.by_rules.high + allowed


def cases() -> st.SearchStrategy[tuple[str, Account]]:
    return st.sampled_from(LAWS).flatmap(
        lambda law: st.tuples(st.just(law), accounts(shipped_law(law), most_days=30))
    )


def without_hours(one: Account) -> Account:
    return replace(one, wages=tuple(replace(w, hours_per_week=None) for w in one.wages))


def without_pays_for(one: Account) -> Account:
    return replace(one, wages=tuple(replace(w, pays_for_all=None) for w in one.wages))


def without_week(one: Account) -> Account:
    return replace(one, employment=replace(one.employment, week_begins=None))


def without_rest_day(one: Account) -> Account:
    return replace(one, employment=replace(one.employment, rest_day=None))


def without_leave(one: Account) -> Account:
    return replace(one, employment=replace(one.employment, leave_days_taken=UNKNOWN))


def without_consent(one: Account) -> Account:
    return replace(one, deducted=tuple(replace(d, consent=Consent.UNKNOWN) for d in one.deducted))


def without_deducted_amounts(one: Account) -> Account:
    return replace(one, deducted=tuple(replace(d, amount=UNKNOWN) for d in one.deducted))


def without_deducted_days(one: Account) -> Account:
    return replace(one, deducted=tuple(replace(d, days=None) for d in one.deducted))


def without_amounts(one: Account) -> Account:
    return replace(one, wages=tuple(replace(w, amount=UNKNOWN) for w in one.wages))


def without_extra(one: Account) -> Account:
    return replace(one, extra_pay=tuple(replace(e, amount=UNKNOWN) for e in one.extra_pay))


def without_paid(one: Account) -> Account:
    return replace(one, payments=tuple(replace(p, amount=UNKNOWN) for p in one.payments))


def without_value(one: Account) -> Account:
    return replace(one, in_kind=tuple(replace(i, value_per_day=UNKNOWN) for i in one.in_kind))


def without_work(one: Account) -> Account:
    return replace(one, hours={}, work_complete=False, absent=())


FACTS: tuple[Unsaid, ...] = (
    without_hours, without_pays_for, without_week, without_rest_day, without_leave,
    without_consent, without_deducted_amounts, without_deducted_days, without_amounts,
    without_extra, without_paid, without_value, without_work,
)  # fmt: skip


@pytest.mark.parametrize("unsaid", FACTS, ids=lambda one: one.__name__)
@given(case=cases())
def test_unknown_contains_every_value(unsaid: Unsaid, case: tuple[str, Account]) -> None:
    law, known = case
    if unsaid is without_work:
        known = replace(known, absent=())
    contained(law, known, unsaid(known))


@pytest.mark.parametrize("law", LAWS)
@given(data=st.data())
def test_a_fact_that_is_not_stated_contains_each_of_its_values(
    law: str, data: st.DataObject
) -> None:
    known = data.draw(accounts(shipped_law(law), most_days=30))
    for name in shipped_law(law).facts:
        about = {key: value for key, value in known.about.items() if key != name}
        contained(law, known, replace(known, about=about))


@given(case=cases(), data=st.data())
def test_several_unknowns_at_once_contain_every_value(
    case: tuple[str, Account], data: st.DataObject
) -> None:
    law, known = case
    left = known
    for unsaid in data.draw(st.lists(st.sampled_from(FACTS[:-1]), max_size=3, unique=True)):
        left = unsaid(left)
    contained(law, known, left)


@given(case=cases(), data=st.data())
def test_a_range_of_agreed_hours_contains_its_ends(
    case: tuple[str, Account], data: st.DataObject
) -> None:
    law, known = case
    low = data.draw(st.integers(1, 80))
    high = data.draw(st.integers(low, 168))
    wages = tuple(replace(w, hours_per_week=Range(Fraction(low), Fraction(high)))
                  for w in known.wages)  # fmt: skip
    ranged = replace(known, wages=wages)
    for end in (low, high):
        at_end = tuple(replace(w, hours_per_week=Range.exactly(end)) for w in known.wages)
        contained(law, replace(known, wages=at_end), ranged)


def us_salary(folder: Path, **wage: str) -> Any:
    account = {
        "schema": "manumit/account/1",
        "law": "us",
        "asked_on": "2025-06-08",
        "about": {"work": "other", "salary_agreement": "none", "breach": "not_willful"},
        "employment": {"from": "2025-06-01", "until": "2025-06-07", "pay_period": "week",
                       "week_begins": "sunday", "rest_day": "sunday"},
        "complete": {"work": True, "pay": True},
        "wages": [{"amount": "600", "per": "week", "pays_for": "agreed_hours", **wage}],
        "work": [{"from": "2025-06-02", "until": "2025-06-06", "hours": "10"}],
        "paid": [{"for": "2025-06-03", "amount": "600"}],
    }  # fmt: skip
    path = folder / "account.yaml"
    path.write_text(yaml.safe_dump(account), "utf-8")
    return owed(read_account(path, shipped_law("us")), shipped_law("us"))


def test_a_salary_for_unknown_hours_is_no_salary_for_eight_a_day(tmp_path: Path) -> None:
    unknown = us_salary(tmp_path)
    assert unknown.by_rules.high is None
    assert "hours_per_week" in unknown.asked
    for hours in ("1", "35", "40", "50", "60", "35..60", "168"):
        found = us_salary(tmp_path, hours_per_week=hours)
        assert unknown.by_rules.low <= found.by_rules.low, hours
    assert us_salary(tmp_path, hours_per_week="50").by_rules.known
    assert Per.WEEK in {one.per for one in unknown.account.wages}


def test_hours_that_turn_the_ends_round_leave_a_range(tmp_path: Path) -> None:
    """Agreed hours by which overtime grows and damages shrink; found by the property above."""
    work = [("2024-01-24", "9.25"), ("2024-01-25", "10.5"), ("2024-01-26", "13.25"),
            ("2024-01-27", "7.5")]  # fmt: skip
    account = {
        "schema": "manumit/account/1",
        "law": "us",
        "asked_on": "2024-02-07",
        "about": {"work": "other", "salary_agreement": "fluctuating_hours", "breach": "willful"},
        "employment": {"from": "2024-01-18", "until": "2024-02-07", "pay_period": "week",
                       "week_begins": "monday", "rest_day": "monday", "leave_days_taken": "0"},
        "complete": {"work": True, "pay": True},
        "extra_pay": [{"from": "2024-01-18", "until": "2024-01-23", "amount": "42.34",
                       "of": "piece_work"}],
        "work": [{"from": day, "until": day, "hours": hours} for day, hours in work],
    }  # fmt: skip

    def total(hours: str) -> Range:
        wage = {"amount": "0", "per": "day", "hours_per_week": hours, "pays_for": "agreed_hours"}
        path = tmp_path / "account.yaml"
        path.write_text(yaml.safe_dump(account | {"wages": [wage]}), "utf-8")
        return owed(read_account(path, shipped_law("us")), shipped_law("us")).total

    few, many = total("3").low, total("61").low
    assert few < many
    assert total("3..61") == Range(few, many)
