"""Laws with a coverage by kind of work: unknown contains every value, and no answer is refused."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from manumit.errors import InputError
from manumit.terms import owed, shipped_law
from manumit.terms.account import Account, Per, Span
from manumit.terms.numbers import NONE, UNKNOWN
from terms_accounts import accounts, slack

LAWS = ("ae", "ca-on", "kw", "my", "ph", "tw")
STATED = {"ph": {"month_pays_for": "not_monthly"}}
"""What has to be stated under a law, since it holds no rules for some answers."""


def stated(law: str) -> dict[str, str]:
    return {"covered_work": "yes", **STATED.get(law, {})}


def covered(law: str) -> st.SearchStrategy[Account]:
    if law == "tw":
        return accounts(
            shipped_law(law), pers=(Per.MONTH,), most_days=20, first=dt.date(2024, 8, 5)
        ).map(with_two_rest_days)
    if law == "ca-on":
        # The minimum wage changes on the 1st of October.
        first = dt.date(2024, 8, 5)
        return st.builds(
            with_calls, accounts(shipped_law(law), pers=(Per.HOUR,), most_days=35, first=first)
        )
    return accounts(shipped_law(law), most_days=20).map(
        lambda one: replace(one, about={**one.about, **stated(law)})
    )


def with_calls(one: Account) -> Account:
    """Work at one wage, called in on the days of little work that are no absence."""
    away = {day for span in one.absent for day in span.days()}
    span = Span(one.employment.first or one.asked_on, one.employment.last or one.asked_on)
    return replace(
        one,
        about={**one.about, **stated("ca-on")},
        called_in=frozenset(
            d for d, hours in one.hours.items() if hours.low <= 2 and d not in away
        ),
        wages=(replace(one.wages[0], span=span),),
        employment=replace(one.employment, averaging_begins=span.first),
    )


def with_two_rest_days(one: Account) -> Account:
    """Work with a second rest day, and none on the first: that is refused."""
    rest, at_work = one.employment.rest_day, one.employment.work_days
    free = [day for day in range(7) if day != rest and day not in at_work]
    second = free[0] if free else ((rest or 0) + 1) % 7
    return replace(
        one,
        about=stated("tw"),
        hours={d: NONE if d.weekday() == rest else hours for d, hours in one.hours.items()},
        employment=replace(one.employment, second_rest_day=second, work_days=at_work - {second}),
    )


@pytest.mark.parametrize("law", LAWS)
@settings(max_examples=8, deadline=None, phases=[Phase.generate])
@given(data=st.data())
def test_unknown_contains_every_value(law: str, data: st.DataObject) -> None:
    rules, known = shipped_law(law), data.draw(covered(law))
    # Under the law of Taiwan an unknown first rest day is refused.
    rest_day: dict[str, Any] = {"second_rest_day" if law == "tw" else "rest_day": None}
    work = replace(known.employment, notice_days=UNKNOWN, **rest_day)
    facts = stated(law)
    wages = tuple(replace(one, hours_per_week=None) for one in known.wages)
    exact = owed(known, rules)
    for unsaid in (
        replace(known, employment=work),
        replace(known, employment=replace(known.employment, averaging_begins=None)),
        replace(known, called_in=None),
        replace(known, about=facts),
        replace(known, wages=wages),
    ):
        found = owed(unsaid, rules)
        allowed = slack(rules, known, exact, found)
        assert found.by_rules.low <= exact.by_rules.low + allowed
        if found.by_rules.high is not None:
            assert exact.by_rules.high is not None
            assert exact.by_rules.high <= found.by_rules.high + allowed


@pytest.mark.parametrize(("about", "code"), [({"covered_work": "no"}, "W113"), ({}, "W114")])
@settings(max_examples=2, deadline=None, phases=[Phase.generate])
@given(one=covered("my"))
def test_work_outside_the_coverage_is_refused(
    one: Account, about: dict[str, str], code: str
) -> None:
    others = {name: value for name, value in one.about.items() if name != "covered_work"}
    with pytest.raises(InputError, match=code):
        owed(replace(one, about={**others, **about}), shipped_law("my"))
