"""Properties of costs and debts: order, splitting, bounds, never below zero."""

import datetime as dt
from dataclasses import replace
from fractions import Fraction
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from manumit.assessment import Answer
from manumit.terms.account import Per
from manumit.terms.contract.file import Money
from manumit.terms.costs.debt import debt_statement
from manumit.terms.costs.file import Costs, Debt, Entry, Item, Worker
from manumit.terms.costs.indicator import CONFIDENCE, QUARTERS, indicator, interval, quartiles
from manumit.terms.costs.judge import CostsFound, judge
from manumit.terms.costs.rules import GENERAL, cost_kinds, shipped_corridor
from manumit.terms.numbers import NONE, UNKNOWN, Range

RULES = (shipped_corridor("xx-yy"), shipped_corridor(GENERAL))
ASKED_ON = dt.date(2027, 12, 31)
DAYS = st.dates(dt.date(2024, 1, 1), dt.date(2027, 12, 31))
EXACT = st.fractions(min_value=0, max_value=500, max_denominator=100)
WORKERS = (
    Worker(id="W-1", job_order="JO", about={"category": "nurse"}, complete=Answer.YES,
           earnings=Money(Range.exactly(100), Per.MONTH, "XXD")),
    Worker(id="W-2", job_order="JO", about={"category": "cleaner"}),
    Worker(id="W-3"),
)  # fmt: skip


@st.composite
def amounts(draw: st.DrawFn) -> Range:
    low = draw(EXACT)
    return Range(low, draw(st.just(low) | st.none() | EXACT.map(lambda more: low + more)))


@st.composite
def items(draw: st.DrawFn) -> tuple[Item, ...]:
    return tuple(
        Item(
            row=row,
            worker=draw(st.sampled_from(["W-1", "W-2", "W-3"])),
            kind=draw(st.sampled_from(["passport", "visa", "bond"])),
            date=draw(st.none() | DAYS),
            currency=draw(st.sampled_from(["XXD", "YYD"])),
            paid=draw(amounts()),
            paid_by=draw(st.sampled_from(["worker", "employer", "unknown"])),
            how=draw(st.sampled_from(["cash", "deduction", "unknown"])),
        )
        for row in range(1, draw(st.integers(0, 6)) + 1)
    )


def judged(found: tuple[Item, ...]) -> CostsFound:
    ledger = Costs(asked_on=ASKED_ON, corridor="xx-yy", group_by=(), workers=WORKERS, items=found)
    return judge(ledger, RULES, cost_kinds())


def holds(outer: Range, inner: Range) -> bool:
    if outer.low > inner.low:
        return False
    return outer.high is None or (inner.high is not None and inner.high <= outer.high)


@given(items(), st.randoms(use_true_random=False))
def test_the_order_of_the_file_changes_no_sum(found: tuple[Item, ...], chance: Random) -> None:
    other = list(found)
    chance.shuffle(other)
    assert judged(tuple(other)).open == judged(found).open


@given(items())
def test_nothing_forbidden_is_more_than_what_was_borne_or_below_zero(
    found: tuple[Item, ...],
) -> None:
    for one in judged(found).judged:
        assert 0 <= one.forbidden.low <= one.cost.low or one.cost.high is None
        if one.cost.high is not None:
            assert one.forbidden.high is not None
            assert one.forbidden.low <= one.forbidden.high <= one.cost.high


@given(items(), st.fractions(min_value=0, max_value=1, max_denominator=10), st.data())
def test_splitting_a_payment_changes_no_sum(
    found: tuple[Item, ...], share: Fraction, data: st.DataObject
) -> None:
    known = tuple(one for one in found if one.paid.known and one.paid.low > 0)
    if not known:
        return
    at = data.draw(st.integers(0, len(known) - 1))
    whole = known[at]
    parts = [
        replace(whole, row=100 + n, paid=Range.exactly(whole.paid.low * one))
        for n, one in enumerate((share, 1 - share))
    ]
    split = (*known[:at], *parts, *known[at + 1 :])
    assert judged(split).open == judged(known).open


@given(items(), st.data())
def test_bounds_hold_the_sum_once_the_amounts_are_known(
    found: tuple[Item, ...], data: st.DataObject
) -> None:
    def exact(one: Item) -> Item:
        more = data.draw(EXACT)
        top = one.paid.low + more
        amount = top if one.paid.high is None else min(one.paid.high, top)
        return replace(one, paid=Range.exactly(amount))

    before, after = judged(found).open, judged(tuple(exact(one) for one in found)).open
    for currency, amount in after.items():
        assert holds(before[currency], amount)


@given(st.lists(EXACT, min_size=1, max_size=40).map(sorted))
def test_quartiles_lie_in_order_within_the_numbers_and_intervals_cover(
    found: list[Fraction],
) -> None:
    low, median, high = quartiles(found)
    assert found[0] <= low <= median <= high <= found[-1]
    for share in QUARTERS:
        bounds = interval(found, share)
        if bounds is not None:
            assert bounds.low <= bounds.high
            assert bounds.coverage >= CONFIDENCE


@given(EXACT, st.integers(1, 100))
def test_the_indicator_does_not_depend_on_the_unit_of_money(cost: Fraction, times: int) -> None:
    def months(factor: int) -> Fraction:
        worker = replace(WORKERS[0], earnings=Money(Range.exactly(100 * factor), Per.MONTH, "XXD"))
        paid = Item(
            row=1, worker="W-1", kind="visa", date=None, currency="XXD",
            paid=Range.exactly(cost * factor), paid_by="worker",
        )  # fmt: skip
        ledger = Costs(
            asked_on=ASKED_ON, corridor=None, group_by=(), workers=(worker,), items=(paid,)
        )
        return indicator(judge(ledger, RULES, cost_kinds())).workers[0].months

    assert months(1) == months(times)


WHAT = st.sampled_from(["received", "charged", "paid", "deducted", "worked"])


@st.composite
def debts(draw: st.DrawFn, *, known: bool = False) -> Debt:
    amount = EXACT.map(Range.exactly) if known else amounts()
    rate = st.fractions(min_value=0, max_value=1, max_denominator=100).map(Range.exactly)
    return Debt(
        id="L",
        worker="W-1",
        currency="XXD",
        entries=tuple(draw(st.lists(st.builds(Entry, DAYS, WHAT, amount), min_size=1, max_size=6))),
        agreed_per_year=draw(rate if known else rate | st.just(UNKNOWN)),
    )


@given(debts())
def test_a_debt_is_never_below_zero_on_any_line(one: Debt) -> None:
    found = debt_statement(one, RULES, ASKED_ON)
    for line in found.lines:
        assert line.owed.low >= 0
        assert line.owed.high is None or line.owed.low <= line.owed.high
        assert line.interest.low >= 0
    assert found.beyond.low >= 0


@given(debts(known=True))
def test_a_known_debt_has_one_sum(one: Debt) -> None:
    found = debt_statement(one, RULES, ASKED_ON)
    assert found.owed.known
    given_and_grown = found.received.low + found.interest.low + found.beyond.low
    assert found.owed.low + found.credited.low == given_and_grown


@given(debts(known=True), DAYS, EXACT)
def test_paying_more_never_owes_more(one: Debt, day: dt.date, amount: Fraction) -> None:
    more = replace(one, entries=(*one.entries, Entry(day, "paid", Range.exactly(amount))))
    before = debt_statement(one, RULES, ASKED_ON).owed.low
    assert debt_statement(more, RULES, ASKED_ON).owed.low <= before


@given(debts(known=True), st.fractions(min_value=0, max_value=1, max_denominator=10), st.data())
def test_splitting_an_entry_of_a_day_changes_nothing(
    one: Debt, share: Fraction, data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(one.entries) - 1))
    whole = one.entries[at]
    parts = [
        replace(whole, amount=Range.exactly(whole.amount.low * part)) for part in (share, 1 - share)
    ]
    split = replace(one, entries=(*one.entries[:at], *parts, *one.entries[at + 1 :]))
    found, other = (debt_statement(two, RULES, ASKED_ON) for two in (one, split))
    assert (found.owed, found.beyond) == (other.owed, other.beyond)


@given(debts(), st.data())
def test_bounds_hold_the_debt_once_everything_is_known(one: Debt, data: st.DataObject) -> None:
    def exact(amount: Range, most: Fraction) -> Range:
        more = data.draw(st.fractions(min_value=0, max_value=most, max_denominator=100))
        top = amount.low + more
        return Range.exactly(top if amount.high is None else min(amount.high, top))

    known = replace(
        one,
        entries=tuple(
            replace(entry, amount=exact(entry.amount, Fraction(500))) for entry in one.entries
        ),
        agreed_per_year=exact(one.agreed_per_year, Fraction(1)),
    )
    before, after = (debt_statement(two, RULES, ASKED_ON) for two in (one, known))
    assert holds(before.owed, after.owed)
    assert holds(before.beyond, after.beyond)
    assert holds(before.interest, after.interest)


@given(debts(known=True))
def test_a_cost_put_on_the_account_changes_nothing(one: Debt) -> None:
    charged = Entry(dt.date(2025, 1, 1), "charged", Range.exactly(10**6))
    entries = tuple(entry for entry in one.entries if entry.what != "charged")
    if not entries:
        return
    without, more = replace(one, entries=entries), replace(one, entries=(*entries, charged))
    found, other = (debt_statement(two, RULES, ASKED_ON) for two in (without, more))
    assert found.owed == other.owed
    assert NONE.low <= found.owed.low
