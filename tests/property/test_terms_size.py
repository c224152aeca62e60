"""How large an account is, is said without reckoning it."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from manumit.terms import Law, owed, shipped_law, size_of
from manumit.terms.account import Account
from manumit.terms.numbers import UNKNOWN
from manumit.terms.wages.suppositions import suppositions
from terms_accounts import LAWS, accounts


@st.composite
def cases(draw: st.DrawFn) -> tuple[Law, Account]:
    """Accounts of which some facts, the rest day or the days of leave are not told."""
    law = shipped_law(draw(st.sampled_from(LAWS)))
    known = draw(accounts(law))
    about = {name: value for name, value in known.about.items() if draw(st.booleans())}
    work = known.employment
    if draw(st.booleans()):
        work = replace(work, rest_day=None)
    if draw(st.booleans()):
        work = replace(work, leave_days_taken=UNKNOWN)
    return law, replace(known, about=about, employment=work)


@given(cases())
def test_every_supposition_is_counted(case: tuple[Law, Account]) -> None:
    law, account = case
    assert size_of(account, law).suppositions == sum(1 for _ in suppositions(account, law))


@given(cases())
def test_what_is_not_told_and_what_is_entered_makes_it_larger(case: tuple[Law, Account]) -> None:
    law, account = case
    found = size_of(account, law)
    work = account.employment
    less_told = replace(account, employment=replace(work, leave_days_taken=UNKNOWN, rest_day=None))
    twice = replace(account, payments=account.payments * 2, extra_pay=account.extra_pay * 2)
    assert size_of(less_told, law).steps >= found.steps
    assert size_of(twice, law).steps >= found.steps
    assert (size_of(twice, law).steps > found.steps) == bool(account.payments or account.extra_pay)


@given(st.sampled_from(LAWS), st.data())
def test_days_and_periods_are_those_of_the_reckoning(name: str, data: st.DataObject) -> None:
    law = shipped_law(name)
    account = data.draw(accounts(law))
    found, size = owed(account, law).least, size_of(account, law)
    assert size.days == len(found.span)
    # What is due because the work ended is one more of the statement.
    assert size.periods <= len(found.periods) <= size.periods + 1
    assert size.ends == 1
