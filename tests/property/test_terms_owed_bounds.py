"""Of whatever is not known: once it is known, the sum lies between the least and the most."""

from dataclasses import replace
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from manumit.terms import owed, shipped_law
from manumit.terms.account import Account, Consent, Payment, Per, Span
from manumit.terms.numbers import UNKNOWN, Range
from manumit.terms.wages.owed import whole_periods
from terms_accounts import LAWS, accounts, slack

NEAR = {
    Per.HOUR: (5, 10), Per.DAY: (40, 90), Per.WEEK: (200, 400), Per.FORTNIGHT: (400, 800),
    Per.MONTH: (900, 1_700), Per.YEAR: (11_000, 20_000), Per.PIECE: (0, 1),
}  # fmt: skip
"""Wages about the minimum of the shipped rules, where most bounds meet."""


@st.composite
def cases(draw: st.DrawFn) -> tuple[str, Account]:
    """Any work; or work for about the minimum wage, of which each period was paid about its due."""
    law = draw(st.sampled_from(LAWS))
    account = draw(accounts(shipped_law(law), most_days=45))
    if draw(st.booleans()):
        return law, account
    wages = tuple(
        replace(one, amount=Range.exactly(draw(st.integers(*NEAR[one.per]))))
        for one in account.wages
    )
    account = replace(account, wages=wages, payments=())
    payments = tuple(
        Payment(
            amount=Range.exactly(one.owed * draw(st.integers(0, 6)) / 4), for_day=one.days.first
        )
        for one in owed(account, shipped_law(law)).least.periods
    )
    return law, replace(account, payments=payments)


def check(name: str, known: Account, stated: Account) -> None:
    """What is stated holds what is known; each line may be a cent off for itself."""
    law = shipped_law(name)
    exact, found = owed(known, law), owed(stated, law)
    allowed = slack(law, known, exact, found)
    assert exact.least.claimable == exact.most.claimable
    assert found.least.claimable <= exact.least.claimable + allowed
    if not found.unbounded:
        assert exact.least.claimable <= found.most.claimable + allowed


@st.composite
def around(draw: st.DrawFn, number: Range, open_above: bool = False) -> Range:
    """A range in which a number lies."""
    if open_above and draw(st.booleans()):
        return UNKNOWN
    low = number.low * draw(st.integers(0, 4)) / 4
    return Range(low, number.low + Fraction(draw(st.integers(0, 20_000)), 100))


@given(cases(), st.data())
def test_hours(case: tuple[str, Account], data: st.DataObject) -> None:
    law, known = case
    hours = {}
    for day, number in known.hours.items():
        kind = data.draw(st.sampled_from(["exact", "range", "unrecorded"]))
        if kind == "range":
            more = Fraction(data.draw(st.integers(0, 16)), 4)
            hours[day] = Range(number.low / 2, min(Fraction(24), number.low + more))
        elif kind == "exact" or any(day in span for span in known.absent):
            hours[day] = number
    check(law, known, replace(known, hours=hours, work_complete=False))


@given(cases(), st.data())
def test_what_was_promised_and_for_how_many_hours(
    case: tuple[str, Account], data: st.DataObject
) -> None:
    law, known = case
    wages = []
    for one in known.wages:
        agreed = one.hours_per_week
        if agreed is not None:
            low = agreed.low - data.draw(st.integers(0, int(agreed.low) - 1))
            agreed = Range(low, agreed.low + data.draw(st.integers(0, 30)))
        amount = data.draw(around(one.amount, open_above=True))
        wages.append(replace(one, amount=amount, hours_per_week=agreed))
    extra = [replace(one, amount=data.draw(around(one.amount, True))) for one in known.extra_pay]
    check(law, known, replace(known, wages=tuple(wages), extra_pay=tuple(extra)))


@given(cases(), st.data())
def test_what_was_paid_taken_off_and_given(case: tuple[str, Account], data: st.DataObject) -> None:
    law, known = case
    shown = replace(
        known,
        payments=tuple(replace(one, amount=data.draw(around(one.amount, True)))
                       for one in known.payments),
        deducted=tuple(replace(one, amount=data.draw(around(one.amount, True)))
                       for one in known.deducted),
        in_kind=tuple(replace(one, value_per_day=data.draw(around(one.value_per_day, True)))
                      for one in known.in_kind),
        employment=replace(known.employment, leave_days_taken=UNKNOWN),
    )  # fmt: skip
    check(law, known, shown)


@given(cases(), st.data())
def test_payments_of_which_not_all_are_recorded(
    case: tuple[str, Account], data: st.DataObject
) -> None:
    """A period with a recorded payment is known; of the others, anything may have been paid."""
    law, shown = case
    work = shown.employment
    assert work.first is not None
    assert work.last is not None
    more = []
    for period in whole_periods(Span(work.first, work.last), work.pay_period):
        days = period.meets(Span(work.first, work.last))
        if not any(one.for_day is not None and one.for_day in days for one in shown.payments):
            amount = Range.exactly(Fraction(data.draw(st.integers(0, 200_000)), 100))
            more.append(Payment(amount=amount, for_day=days.first))
    known = replace(shown, payments=(*shown.payments, *more))
    check(law, known, replace(shown, pay_complete=False))


@given(cases(), st.data())
def test_consent_facts_and_the_rest_day(case: tuple[str, Account], data: st.DataObject) -> None:
    law, known = case
    about = {name: value for name, value in known.about.items() if data.draw(st.booleans())}
    deducted = tuple(
        replace(one, consent=Consent.UNKNOWN) if data.draw(st.booleans()) else one
        for one in known.deducted
    )
    employment = replace(known.employment, rest_day=None)
    shown = replace(known, about=about, deducted=deducted)
    check(law, known, shown)
    check(law, known, replace(shown, employment=employment))
