"""What is added to the arrears of a period by law, and whether it is too late to claim them."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from manumit.terms.account import DAY, Span
from manumit.terms.law.limitation import Limitation
from manumit.terms.law.rules import AddedDamages, Interest, UpratedMinimum
from manumit.terms.numbers import rounded
from manumit.terms.units import DAYS_OF_A_YEAR
from manumit.terms.wages.facts import Facts
from manumit.terms.wages.late import paid_late, penalty_at_end, penalty_of_period
from manumit.terms.wages.lines import Line, Numbers, Period
from manumit.terms.wages.time_limits import barring

ZERO = Fraction(0)
OVERTIME = frozenset({"overtime", "overtime_on_top"})
NORMAL = frozenset(
    {"hours", "days", "salary", "part_of_salary", "hours_between",
     "hours_at_other_rate", "piece_work", "bonus", "allowance", "minimum_wage"}
)  # fmt: skip
"""Lines that the minimum wage is compared with."""


def with_more(facts: Facts, periods: Sequence[Period]) -> list[Period]:
    """Periods with what is added by law to what each owes, and whether it is barred.

    What is added because the work ended belongs to the last of them.
    """
    rules = facts.all_rules(Limitation)
    too_late = barring(periods, rules, facts.account, most=facts.most)
    found = [
        replace(one, added=tuple(line for line in _added(facts, one) if line.amount), barred=barred)
        for one, barred in zip(periods, too_late, strict=True)
    ]
    at_end = tuple(penalty_at_end(facts, periods))
    if at_end:
        found[-1] = replace(found[-1], added=(*found[-1].added, *at_end))
    return found


def _added(facts: Facts, period: Period) -> Iterator[Line]:
    yield from _interest(facts, period)
    yield from penalty_of_period(facts, period)
    damages = facts.rules(AddedDamages, period.days.last)
    uprated = facts.rule(UpratedMinimum, facts.account.asked_on)
    if not damages and uprated is None:
        return
    arrears = _arrears(facts, period)
    for rule in damages:
        base = sum((arrears[kind] for kind in sorted(rule.of)), ZERO)
        amount = rounded(base * rule.share, facts.law.currency)
        numbers: Numbers = {"owed": base, "share": rule.share}
        yield Line(what="damages", amount=amount, rule=rule, numbers=numbers)
    if uprated is not None:
        yield from _uprated(facts, uprated, period, arrears["minimum_wage"])


def _interest(facts: Facts, period: Period) -> Iterator[Line]:
    """Simple interest from the day after the due day, each part of the delay at its own rate."""
    for rule in sorted(facts.all_rules(Interest), key=lambda one: one.valid_from):
        late = _days_late(rule, period.due_on + DAY, facts.account.asked_on)
        if late > 0:
            numbers: Numbers = {"owed": period.owed, "per_year": rule.per_year, "days": late}
            amount = _simple(facts, rule, period.owed, late)
            yield Line(what="interest", amount=amount, rule=rule, numbers=numbers)
        if not rule.also_paid_late:
            continue
        for part in paid_late(facts, period):
            late = _days_late(rule, period.due_on + DAY, part.until)
            if late > 0:
                numbers = {"owed": part.amount, "per_year": rule.per_year, "days": late,
                           "on": part.on}  # fmt: skip
                amount = _simple(facts, rule, part.amount, late)
                yield Line(what="interest_paid_late", amount=amount, rule=rule, numbers=numbers)


def _days_late(rule: Interest, first: dt.date, last: dt.date) -> int:
    """How many days of a delay a rate was in force."""
    until = last if rule.valid_until is None else min(last, rule.valid_until - DAY)
    return (until - max(first, rule.valid_from)).days + 1


def _simple(facts: Facts, rule: Interest, owed: Fraction, days: int) -> Fraction:
    return rounded(owed * rule.per_year * days / DAYS_OF_A_YEAR, facts.law.currency)


def _arrears(facts: Facts, period: Period) -> dict[str, Fraction]:
    """How much of what a period owes is overtime, and how much is minimum wage.

    All pay for hours of overtime is overtime pay, also what the normal pay holds of it once, and
    the share of a bonus that pays for them (29 U.S.C. 207(a), 216(b)). It is unpaid first, since
    normal pay cannot stand for it; a premium counts against it only once it was paid. Of the
    normal pay, what was received counts towards the minimum wage before it counts for what was
    promised above it; a deduction that the law lets take from above the minimum wage was not
    received.
    """
    beside, once, hours = ZERO, ZERO, ZERO
    for line in period.due:
        if line.what == "overtime":
            beside += line.number("beside") * line.number("hours")
        elif line.what == "overtime_on_top":
            once += line.number("base") * line.number("hours")
            hours += line.number("hours")
    all_normal = max(ZERO, _sum(period, NORMAL) - beside)
    once = min(once, all_normal)
    overtime = min(period.owed, _sum(period, OVERTIME) + beside + once)
    normal = all_normal - once
    received = normal - min(normal, period.owed - overtime)
    for line in period.taken_off:
        received -= line.number("from_above_minimum")
    minimum = max(ZERO, period.minimum - hours * _an_hour(facts, period))
    minimum = max(ZERO, min(period.owed - overtime, minimum - received))
    return {"overtime": overtime, "minimum_wage": minimum}


def _an_hour(facts: Facts, period: Period) -> Fraction:
    """The minimum wage for an hour, where there is one."""
    rule = facts.minimum(period.days)
    return rule.amount if rule is not None and rule.per == "hour" else ZERO


def _sum(period: Period, kinds: frozenset[str]) -> Fraction:
    return sum((line.amount for line in period.due if line.what in kinds), ZERO)


def _uprated(
    facts: Facts, rule: UpratedMinimum, period: Period, arrears: Fraction
) -> Iterator[Line]:
    """Arrears of a minimum wage at the rate of the day of the account, where it is higher."""
    asked_on = facts.account.asked_on
    then, now = facts.minimum(period.days), facts.minimum(Span(asked_on, asked_on))
    if then is None or now is None or then.per != now.per:
        return
    if arrears and then.amount < now.amount:
        amount = rounded(arrears * (now.amount / then.amount - 1), facts.law.currency)
        numbers: Numbers = {"owed": arrears, "then": then.amount, "now": now.amount}
        yield Line(what="uprated", amount=amount, rule=rule, numbers=numbers)
