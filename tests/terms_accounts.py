"""Accounts of made-up work under each shipped law, for properties that hold for all of them."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from manumit.terms import Owed
from manumit.terms.account import (
    DAY,
    Account,
    Consent,
    Deducted,
    Employment,
    ExtraPay,
    GivenInKind,
    Payment,
    PayPeriod,
    Per,
    Span,
    Wage,
)
from manumit.terms.law.rules import Law, MinimumWage
from manumit.terms.numbers import Range
from manumit.terms.wages.left_open import silent
from manumit.terms.wages.wage_facts import possible_values

CENT = Fraction(1, 100)
LAWS = ("gb", "sg", "us", "xx")
FIRST = dt.date(2024, 1, 15)
SALARIES = (Per.WEEK, Per.FORTNIGHT, Per.MONTH, Per.YEAR)
OF = ("advance", "food", "housing", "tax", "uniform", "shortage", "recruitment_cost", "unheard_of")

cents = st.integers(0, 200_000).map(lambda one: Fraction(one, 100))
quarters = st.integers(0, 64).map(lambda one: Fraction(one, 4))


def slack(law: Law, account: Account, *found: Owed) -> Fraction:
    """By how much sums may differ by rounding alone.

    Each line is rounded for itself, and under some laws each rate before it is multiplied.
    """
    lines = [line for one in found for end in (one.least, one.most) for period in end.periods
             for line in (*period.due, *period.taken_off, *period.added, None)]  # fmt: skip
    hours = sum((one.low for one in account.hours.values()), Fraction(0))
    return CENT * (len(lines) + 2) + (CENT * hours if law.round_rates else 0)


def exactly(numbers: st.SearchStrategy[Fraction]) -> st.SearchStrategy[Range]:
    """Numbers that are known."""
    return numbers.map(Range.exactly)


@st.composite
def spans(draw: st.DrawFn, inside: Span) -> Span:
    """Some days of others."""
    one, other = (draw(st.integers(0, len(inside) - 1)) for _ in range(2))
    return Span(inside.first + DAY * min(one, other), inside.first + DAY * max(one, other))


@st.composite
def wages(draw: st.DrawFn, span: Span, pers: tuple[Per, ...] = tuple(Per)) -> Wage:
    """A promise for some days; an amount that fits what it is paid for."""
    per = draw(st.sampled_from(pers))
    most = {Per.HOUR: 30, Per.DAY: 200, Per.YEAR: 40_000}.get(per, 3_000)
    return Wage(
        span=span,
        amount=Range.exactly(Fraction(draw(st.integers(0, most * 100)), 100)),
        per=per,
        hours_per_week=draw(st.integers(4, 72).map(lambda one: Range.exactly(Fraction(one)))),
        pays_for_all=draw(st.booleans()),
    )


@st.composite
def all_wages(draw: st.DrawFn, span: Span, pers: tuple[Per, ...]) -> tuple[Wage, ...]:
    """One promise, or two that follow each other."""
    one = draw(wages(span, pers))
    if len(span) < 2 or draw(st.booleans()):
        return (one,)
    cut = span.first + DAY * draw(st.integers(1, len(span) - 1))
    other = draw(wages(Span(cut, span.last), (one.per,)))
    return (replace(one, span=Span(span.first, cut - DAY)), other)


@st.composite
def accounts(
    draw: st.DrawFn,
    law: Law,
    pers: tuple[Per, ...] = tuple(Per),
    most_days: int = 45,
    *,
    whole_weeks: bool = False,
    first: dt.date = FIRST,
) -> Account:
    """The work of one person of whom everything is known, and of which the law says what counts.

    Args:
        law: whose facts are told.
        pers: what a wage may be paid for.
        most_days: how long it lasted at most.
        whole_weeks: whether no week over which the minimum wage is tested lies in two pay periods.
        first: the day on which it began at the earliest.
    """
    first += DAY * draw(st.integers(0, 60))
    pay_periods = list(PayPeriod)
    if whole_weeks and any(
        isinstance(one, MinimumWage) and one.tested_over == "week" for one in law.rules
    ):
        first -= DAY * ((first.weekday() - law.week_begins) % 7)
        pay_periods.remove(PayPeriod.MONTH)
    span = Span(first, first + DAY * draw(st.integers(0, most_days - 1)))
    rest_day = draw(st.integers(0, 6))
    free = {rest_day, draw(st.integers(0, 6))}
    week_begins = None
    if law.week_by_employer:
        week_begins = law.week_begins if whole_weeks else draw(st.integers(0, 6))
    account = Account(
        worker="W-1",
        law=law.id,
        currency=law.currency,
        asked_on=span.last + DAY * draw(st.integers(0, 1200)),
        employment=Employment(
            first=span.first,
            last=span.last,
            pay_period=draw(st.sampled_from(pay_periods)),
            rest_day=rest_day,
            work_days=frozenset(range(7)) - free,
            holidays=frozenset(draw(st.lists(st.sampled_from(span.days()), max_size=2))),
            leave_days_taken=Range.exactly(draw(st.integers(0, 10))),
            week_begins=week_begins,
        ),
        wages=draw(all_wages(span, pers)),
        hours={day: Range.exactly(draw(quarters)) for day in span.days()},
        work_complete=True,
        pay_complete=True,
        about=draw(about(law)),
        extra_pay=tuple(draw(st.lists(extra(span), max_size=2))),
        absent=tuple(draw(st.lists(spans(span), max_size=1))),
        payments=tuple(draw(st.lists(payments(span), max_size=3))),
        deducted=tuple(draw(st.lists(deductions(span), max_size=3))),
        in_kind=tuple(draw(st.lists(in_kind(span), max_size=2))),
    )
    unknown = silent(account, law)
    notice = Range.exactly(draw(st.sampled_from([0, 7])))
    return replace(
        account,
        about=fitting(account, law),
        employment=replace(account.employment, notice_days=notice, notice_paid_days=notice),
        deducted=tuple(one for one in account.deducted if one.of not in unknown),
        in_kind=tuple(one for one in account.in_kind if one.of not in unknown),
    )


def fitting(account: Account, law: Law) -> Mapping[str, str]:
    """The facts of an account, but for those that do not fit its wages: the first one that does."""
    fits = {name: possible_values(account, law.facts[name]) for name in account.about}
    return {name: value if value in fits[name] else fits[name][0]
            for name, value in account.about.items()}  # fmt: skip


def about(law: Law) -> st.SearchStrategy[Mapping[str, str]]:
    """All facts that a law asks for."""
    found: Any = {name: st.sampled_from(fact.values) for name, fact in law.facts.items()}
    return st.fixed_dictionaries(found)


def extra(span: Span) -> st.SearchStrategy[ExtraPay]:
    """Pay beside the wage."""
    of = st.sampled_from(["piece_work", "bonus", "allowance", "premium"])
    return st.builds(ExtraPay, span=spans(span), amount=exactly(cents), of=of)


def payments(span: Span) -> st.SearchStrategy[Payment]:
    """Money for a period, or for none in particular."""
    day = st.none() | st.sampled_from(span.days())
    return st.builds(Payment, amount=exactly(cents), for_day=day)


def deductions(span: Span) -> st.SearchStrategy[Deducted]:
    """Something taken off."""
    return st.builds(
        Deducted,
        for_day=st.sampled_from(span.days()),
        of=st.sampled_from(OF),
        amount=exactly(cents),
        consent=st.sampled_from([Consent.FREE_IN_WRITING, Consent.NONE, Consent.UNDER_PRESSURE]),
        days=st.none() | st.integers(0, 7),
    )


def in_kind(span: Span) -> st.SearchStrategy[GivenInKind]:
    """Housing or food, or something that no law knows."""
    of = st.sampled_from(["housing", "food", "unheard_of"])
    value = exactly(st.integers(0, 3_000).map(lambda one: Fraction(one, 100)))
    return st.builds(GivenInKind, span=spans(span), of=of, value_per_day=value)
