"""What is added to the arrears of a period by law, and whether it is too late to claim them."""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from manumit.terms.account import Span
from manumit.terms.facts import Facts
from manumit.terms.laws import months_after
from manumit.terms.lines import Line, Numbers, Period
from manumit.terms.numbers import rounded
from manumit.terms.rules import AddedDamages, Interest, Limitation, UpratedMinimum
from manumit.terms.units import DAYS_OF_A_YEAR

ZERO = Fraction(0)
OVERTIME = frozenset({"overtime", "overtime_on_top"})
NORMAL = frozenset(
    {"hours", "days", "salary", "part_of_salary", "hours_between", "piece_work", "bonus",
     "allowance", "minimum_wage"}
)  # fmt: skip
"""Lines that the minimum wage is compared with."""


def with_more(facts: Facts, period: Period) -> Period:
    """A period with interest, damages and uprating on what it owes, and whether it is barred."""
    rule = facts.rule(Limitation, facts.account.asked_on)
    barred = rule is not None and _too_late(facts, rule, period)
    added = tuple(line for line in _added(facts, period) if line.amount)
    return replace(period, added=added, barred=rule if barred else None)


def _too_late(facts: Facts, rule: Limitation, period: Period) -> bool:
    asked_on, last = facts.account.asked_on, facts.account.employment.last
    if months_after(period.due_on, rule.months) < asked_on:
        return True
    if last is None or rule.after_end_months is None:
        return False
    return months_after(last, rule.after_end_months) < asked_on


def _added(facts: Facts, period: Period) -> Iterator[Line]:
    yield from _interest(facts, period)
    damages = facts.rules(AddedDamages, period.days.last)
    uprated = facts.rule(UpratedMinimum, facts.account.asked_on)
    if not damages and uprated is None:
        return
    arrears = _arrears(period)
    for rule in damages:
        base = sum((arrears[kind] for kind in sorted(rule.of)), ZERO)
        amount = rounded(base * rule.share, facts.law.currency)
        numbers: Numbers = {"owed": base, "share": rule.share}
        yield Line(what="damages", amount=amount, rule=rule, numbers=numbers)
    if uprated is not None:
        yield from _uprated(facts, uprated, period, arrears["minimum_wage"])


def _interest(facts: Facts, period: Period) -> Iterator[Line]:
    rule = facts.rule(Interest, facts.account.asked_on)
    late = (facts.account.asked_on - period.due_on).days
    if rule is not None and late > 0:
        amount = period.owed * rule.per_year * late / DAYS_OF_A_YEAR
        numbers: Numbers = {"owed": period.owed, "per_year": rule.per_year, "days": late}
        amount = rounded(amount, facts.law.currency)
        yield Line(what="interest", amount=amount, rule=rule, numbers=numbers)


def _arrears(period: Period) -> dict[str, Fraction]:
    """How much of what a period owes is overtime, and how much is minimum wage.

    Overtime is unpaid first, since normal pay cannot stand for it; a premium counts against it only
    once it was paid. The share of a bonus that paid for hours of overtime is part of it. Of the
    normal pay, what was received counts towards the minimum wage before it counts for what was
    promised above it; a deduction that the law lets take from above the minimum wage was not
    received.
    """
    beside = sum((line.number("beside") * line.number("hours") for line in period.due
                  if line.what in OVERTIME), ZERO)  # fmt: skip
    overtime = min(period.owed, _sum(period, OVERTIME) + beside)
    normal = max(ZERO, _sum(period, NORMAL) - beside)
    received = normal - min(normal, period.owed - overtime)
    for line in period.taken_off:
        received -= line.number("from_above_minimum")
    minimum = max(ZERO, min(period.owed - overtime, period.minimum - received))
    return {"overtime": overtime, "minimum_wage": minimum}


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
