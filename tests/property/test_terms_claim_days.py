"""Until when something can be claimed: what steps to claim may and may not change."""

import datetime as dt
from dataclasses import replace
from fractions import Fraction

from hypothesis import assume, given
from hypothesis import strategies as st

from manumit.terms.account import DAY, Account, ClaimSteps, Employment, PayPeriod, Span
from manumit.terms.law.limitation import Limitation
from manumit.terms.law.rules import Sure
from manumit.terms.wages.lines import Period
from manumit.terms.wages.time_limits import barring, claim_by

FIRST, ASKED_ON = dt.date(2020, 1, 1), dt.date(2025, 12, 31)
DAYS = st.dates(FIRST, ASKED_ON)
NO_STEPS = ClaimSteps()


@st.composite
def limitations(draw: st.DrawFn) -> Limitation:
    """A rule that says, or does not say, what each step changes."""
    rule = Limitation(
        id="xx.limitation", valid_from=FIRST, valid_until=None, article="art. 26", source="act",
        note="", where={},
        sure=Sure.INVENTED, months=draw(st.integers(1, 72)),
        after_end_months=draw(st.none() | st.integers(1, 36)),
        from_due_day=draw(st.booleans()), back_months=draw(st.none() | st.integers(1, 72)),
        after_conciliation_months=draw(st.none() | st.integers(0, 3)),
        renewed_by_acknowledgement=draw(st.booleans()),
    )  # fmt: skip
    unchanged = draw(st.sets(st.sampled_from(["conciliation", "acknowledgement"])))
    return replace(rule, unchanged_by=frozenset(unchanged - rule.changed_by))


@st.composite
def steps(draw: st.DrawFn) -> ClaimSteps:
    """Conciliation and acknowledgements, with or without a claim."""
    begins = draw(st.none() | DAYS)
    ends = None if begins is None else draw(st.none() | st.dates(begins, ASKED_ON))
    return ClaimSteps(
        filed_on=draw(st.none() | DAYS),
        conciliation_from=begins,
        conciliation_until=ends,
        acknowledged_on=tuple(sorted(draw(st.sets(DAYS, max_size=3)))),
    )


@st.composite
def dues(draw: st.DrawFn) -> tuple[Account, Period]:
    """An account without steps, and a period of it that is owed."""
    due_on = draw(DAYS)
    ended_on = draw(st.none() | st.dates(due_on, ASKED_ON))
    account = Account(
        worker="", law="xx", currency="XXD", asked_on=ASKED_ON, wages=(), hours={},
        employment=Employment(first=FIRST, last=ended_on, pay_period=PayPeriod.MONTH),
        work_complete=True, pay_complete=True,
    )  # fmt: skip
    days = Span(due_on, due_on)
    period = Period(
        days=days, due_on=due_on, due=(), taken_off=(), paid=(), owed=Fraction(1), added=(),
        barred=None,
    )  # fmt: skip
    return account, period


def last_day(account: Account, period: Period, rule: Limitation, *, most: bool) -> dt.date:
    """Until when it can be claimed; the last of all days while nothing ends the time."""
    (found,) = claim_by([period], [rule], account, most=most)
    assert found is not None
    return found.last_day or dt.date.max


@given(due=dues(), rule=limitations(), taken=steps())
def test_no_step_takes_time_away_and_what_is_open_lies_between_both_ends(
    due: tuple[Account, Period], rule: Limitation, taken: ClaimSteps
) -> None:
    account, period = due
    stepped = replace(account, steps=taken)
    before = last_day(account, period, rule, most=False)
    least, most = (last_day(stepped, period, rule, most=end) for end in (False, True))
    assert before <= least <= most
    if not rule.silent_about(stepped):
        assert least == most
    every = frozenset({"conciliation", "acknowledgement"})
    unchanged = replace(
        rule, after_conciliation_months=None, renewed_by_acknowledgement=False, unchanged_by=every
    )
    assert last_day(stepped, period, unchanged, most=True) == before


@given(due=dues(), rule=limitations(), taken=steps(), filed_on=DAYS)
def test_who_filed_earlier_is_barred_from_no_more(
    due: tuple[Account, Period], rule: Limitation, taken: ClaimSteps, filed_on: dt.date
) -> None:
    account, period = due
    barred = [
        next(barring([period], [rule], replace(account, steps=replace(taken, filed_on=day)),
                     most=False)) is not None
        for day in (filed_on, None)
    ]  # fmt: skip
    assert barred[0] <= barred[1]


@given(due=dues(), rule=limitations(), taken=steps())
def test_the_day_that_is_named_is_the_last_one_in_time(
    due: tuple[Account, Period], rule: Limitation, taken: ClaimSteps
) -> None:
    account, period = due
    stepped = replace(account, steps=replace(taken, filed_on=None))
    named = last_day(stepped, period, rule, most=False)
    assume(period.due_on <= named < dt.date.max)
    for day, late in ((named, False), (named + DAY, True)):
        filed = replace(stepped, steps=replace(stepped.steps, filed_on=day))
        assert (next(barring([period], [rule], filed, most=False)) is not None) == late
