"""Whatever the work was: the sum does not hang on how it is stated, and moves the right way."""

import json
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from manumit.terms import Law, Owed, owed, read_account, shipped_law
from manumit.terms.account import DAY, Account, Per, Span
from manumit.terms.numbers import Range
from manumit.terms.units import A_YEAR
from terms_accounts import LAWS, SALARIES, accounts, slack

TIMED = (Per.HOUR, Per.DAY, *SALARIES)


@st.composite
def cases(
    draw: st.DrawFn, pers: tuple[Per, ...] = tuple(Per), *, whole_weeks: bool = False
) -> tuple[str, Account]:
    law = draw(st.sampled_from(LAWS))
    return law, draw(accounts(shipped_law(law), pers, whole_weeks=whole_weeks))


def sums(found: Owed) -> tuple[Fraction, Fraction]:
    return found.least.claimable, found.most.claimable


def owing(law: Law, account: Account) -> Fraction:
    """Arrears of an account of which everything is known."""
    found = owed(account, law)
    assert found.least.owed == found.most.owed
    return found.least.owed


@given(cases())
def test_no_sum_is_negative_and_the_least_is_at_most_the_most(case: tuple[str, Account]) -> None:
    law, account = shipped_law(case[0]), case[1]
    found = owed(account, law)
    for statement in (found.least, found.most):
        assert min(statement.owed, statement.added, statement.barred, statement.claimable) >= 0
        assert all(one.owed >= 0 for one in statement.periods)
    assert found.least.claimable <= found.most.claimable


@given(cases(), st.data())
def test_a_promise_cut_in_two_is_the_same_promise(
    case: tuple[str, Account], data: st.DataObject
) -> None:
    law, account = shipped_law(case[0]), case[1]
    one, *rest = account.wages
    assume(len(one.span) > 1)
    cut = one.span.first + DAY * data.draw(st.integers(1, len(one.span) - 1))
    parts = (
        replace(one, span=Span(cut, one.span.last)),
        replace(one, span=Span(one.span.first, cut - DAY)),
    )
    split = replace(account, wages=(*parts, *rest))
    assert sums(owed(split, law)) == sums(owed(account, law))


@given(cases(), st.data())
def test_payments_and_deductions_may_be_cut_in_two_and_told_in_any_order(
    case: tuple[str, Account], data: st.DataObject
) -> None:
    law, account = shipped_law(case[0]), case[1]
    payments, deducted = [], []
    for one in account.payments:
        part = data.draw(st.integers(0, int(one.amount.low * 100)))
        payments += [
            replace(one, amount=Range.exactly(Fraction(part, 100))),
            replace(one, amount=Range.exactly(one.amount.low - Fraction(part, 100))),
        ]
    shown = replace(account, payments=tuple(data.draw(st.permutations(payments))))
    assert sums(owed(shown, law)) == sums(owed(account, law))
    deducted = data.draw(st.permutations(account.deducted))
    again = replace(account, deducted=tuple(deducted))
    assert abs(owing(law, again) - owing(law, account)) <= slack(law, account, owed(account, law))


@given(cases(TIMED, whole_weeks=True), st.data())
def test_more_hours_never_owe_less(case: tuple[str, Account], data: st.DataObject) -> None:
    law, account = shipped_law(case[0]), case[1]
    # More hours in a period that was overpaid leave fewer guaranteed ones to be paid at the end.
    assume(account.about.get("work") != "h2a_farm")
    day = data.draw(st.sampled_from(sorted(account.hours)))
    more = data.draw(st.integers(1, 32).map(lambda one: Fraction(one, 4)))
    longer = Range.exactly(min(account.hours[day].low + more, Fraction(24)))
    worked = replace(account, hours={**account.hours, day: longer})
    assert owing(law, worked) >= owing(law, account) - slack(law, account, owed(account, law))


@given(cases(whole_weeks=True), st.data())
def test_a_higher_promise_never_owes_less(case: tuple[str, Account], data: st.DataObject) -> None:
    law, account = shipped_law(case[0]), case[1]
    more = Fraction(data.draw(st.integers(1, 50_000)), 100)
    raised = data.draw(st.integers(0, len(account.wages) + len(account.extra_pay) - 1))
    at = raised - len(account.wages)
    promised = replace(
        account,
        wages=tuple(
            replace(one, amount=Range.exactly(one.amount.low + more)) if n == raised else one
            for n, one in enumerate(account.wages)
        ),
        extra_pay=tuple(
            replace(one, amount=Range.exactly(one.amount.low + more)) if n == at else one
            for n, one in enumerate(account.extra_pay)
        ),
    )
    assert owing(law, promised) >= owing(law, account) - slack(law, account, owed(account, law))


@given(cases(), st.data())
def test_paying_more_never_owes_more(case: tuple[str, Account], data: st.DataObject) -> None:
    law, account = shipped_law(case[0]), case[1]
    assume(account.payments)
    at = data.draw(st.integers(0, len(account.payments) - 1))
    payments = list(account.payments)
    more = Fraction(data.draw(st.integers(1, 50_000)), 100)
    payments[at] = replace(payments[at], amount=Range.exactly(payments[at].amount.low + more))
    paid = replace(account, payments=tuple(payments))
    before, after = owed(account, law), owed(paid, law)
    assert after.least.owed <= before.least.owed
    assert after.least.claimable <= before.least.claimable + slack(law, account, owed(account, law))


@given(cases(), st.data())
def test_whatever_a_payment_was_for_no_less_is_owed_than_if_it_paid_what_was_due_longest(
    case: tuple[str, Account], data: st.DataObject
) -> None:
    law, account = shipped_law(case[0]), case[1]
    account = replace(
        account, payments=tuple(replace(one, for_day=None) for one in account.payments)
    )
    days = st.sampled_from(sorted(account.hours))
    named = tuple(replace(one, for_day=data.draw(days)) for one in account.payments)
    meant = replace(account, payments=named)
    assert owing(law, meant) >= owing(law, account) - slack(law, account, owed(account, law))


@given(cases(SALARIES), st.sampled_from(SALARIES))
def test_a_salary_of_the_same_year_owes_the_same(case: tuple[str, Account], per: Per) -> None:
    law, account = shipped_law(case[0]), case[1]
    wages = tuple(
        replace(one, per=per, amount=Range.exactly(one.amount.low * A_YEAR[one.per] / A_YEAR[per]))
        for one in account.wages
    )
    assert sums(owed(replace(account, wages=wages), law)) == sums(owed(account, law))


@st.composite
def entries(draw: st.DrawFn) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """Work as it is written down, and the same written otherwise: cut in two, in another order."""
    whole: list[dict[str, str]] = []
    cut: list[dict[str, str]] = []
    for first in range(1, 15, 2):
        quarters = draw(st.integers(0, 40))
        hours = f"{quarters // 4}.{quarters % 4 * 25:02}"
        one, other = f"2025-06-{first:02}", f"2025-06-{first + 1:02}"
        for into, begins, ends in ((whole, one, other), (cut, one, one), (cut, other, other)):
            into.append({"from": begins, "until": ends, "hours": hours})
    return whole, draw(st.permutations(cut))


@given(st.sampled_from(LAWS), entries())
def test_entries_of_work_may_be_cut_in_two_and_told_in_any_order(
    tmp_path_factory: pytest.TempPathFactory,
    law: str,
    stated: tuple[list[dict[str, str]], list[dict[str, str]]],
) -> None:
    path = tmp_path_factory.mktemp("stated") / "account.json"
    found = []
    for work in stated:
        account = {
            "schema": "manumit/account/1",
            "law": law,
            "asked_on": "2025-07-31",
            "employment": {"from": "2025-06-01", "until": "2025-06-30", "pay_period": "month",
                           "rest_day": "sunday"},
            "complete": {"work": True, "pay": True},
            "wages": [{"amount": "7.30", "per": "hour"}],
            "work": work,
        }  # fmt: skip
        path.write_text(json.dumps(account), "utf-8")
        found.append(sums(owed(read_account(path, shipped_law(law)), shipped_law(law))))
    assert found[0] == found[1]
