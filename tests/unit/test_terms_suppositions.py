"""Suppositions that come to the same are worked out once, and leave the result as it is."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

import pytest

from manumit.terms import owed, shipped_law, size_of
from manumit.terms.account import DAY, Account, Employment, Payment, PayPeriod, Per, Span, Wage
from manumit.terms.numbers import NONE, Range
from manumit.terms.wages.suppositions import fact_suppositions

FIRST, LAST = dt.date(2024, 1, 3), dt.date(2024, 2, 20)


def account(law: str, hours: str = "9", **wage: bool) -> Account:
    """Seven weeks of work of which no fact of the law is stated."""
    span = Span(FIRST, LAST)
    worked = {
        day: Range.exactly(Fraction(hours)) if day.weekday() != 6 else NONE for day in span.days()
    }
    return Account(
        worker="", law=law, currency=shipped_law(law).currency, asked_on=LAST + DAY,
        employment=Employment(first=FIRST, last=LAST, pay_period=PayPeriod.MONTH, rest_day=6,
                              work_days=frozenset(range(6)), leave_days_taken=NONE),
        wages=(Wage(span=span, amount=Range.exactly(1300), per=Per.MONTH,
                    hours_per_week=Range.exactly(48), **wage),),
        hours=worked, work_complete=True, pay_complete=True,
        payments=(Payment(amount=Range.exactly(900), on=LAST, for_day=FIRST),),
    )  # fmt: skip


def all_stated(one: Account, law: str) -> Iterator[Account]:
    """Every account that says all that this one leaves open."""
    rules = shipped_law(law)
    for stated in fact_suppositions(one, rules):
        for pays_for_all in (False, True):
            for begins in range(7) if rules.week_by_employer else (None,):
                wages = tuple(replace(wage, pays_for_all=pays_for_all) for wage in stated.wages)
                work = replace(stated.employment, week_begins=begins)
                yield replace(stated, wages=wages, employment=work)


@pytest.mark.parametrize("law", ["us", "sg", "gb"])
def test_the_result_is_that_of_every_combination(law: str) -> None:
    rules, unsaid = shipped_law(law), account(law)
    sums = [owed(one, rules).by_rules for one in all_stated(unsaid, law)]
    found = owed(unsaid, rules).by_rules
    assert found.low == min(one.low for one in sums)
    assert found.high == max(one.high or Fraction(0) for one in sums)


def test_kinds_of_work_with_the_same_rules_are_one() -> None:
    # Both rules, the minimum alone, none: for agreed hours, and where a rule allows it for all
    # hours; the week matters but for the last of the six.
    assert size_of(account("us"), shipped_law("us")).suppositions == 5 * 7 + 1
    assert size_of(account("us", pays_for_all=False), shipped_law("us")).suppositions == 3 * 7
