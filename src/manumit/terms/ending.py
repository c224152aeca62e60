"""What is due when the work ends: leave that was not taken, and pay for the years of service."""

import math
from collections.abc import Iterator
from fractions import Fraction

from manumit.terms.account import DAY, Span, Wage
from manumit.terms.facts import Facts
from manumit.terms.laws import months_after
from manumit.terms.lines import Line, Numbers
from manumit.terms.numbers import rounded
from manumit.terms.rules import EndOfService, Leave
from manumit.terms.units import A_YEAR, MONTHS_OF_A_YEAR, WEEKS_OF_A_YEAR

ZERO, HALF = Fraction(0), Fraction(1, 2)


def due_at_end(facts: Facts) -> tuple[Line, ...]:
    """Lines of what is due at the end of the work, by its last wage; none while it goes on."""
    last = facts.account.employment.last
    wage = None if last is None else facts.wage(last)
    if last is None or wage is None or last > facts.span.last:
        return ()
    return tuple(line for line in (*_leave(facts, wage), *_service(facts, wage)) if line.amount)


def _years(span: Span) -> Fraction:
    """Whole years of service, and of the last one the share of its days: of 365, or of 366."""
    whole, begins = 0, span.first
    while (ends := months_after(span.first, MONTHS_OF_A_YEAR * (whole + 1))) <= span.last + DAY:
        whole, begins = whole + 1, ends
    return whole + Fraction((span.last + DAY - begins).days, (ends - begins).days)


def _lasted(span: Span, months: int) -> bool:
    return span.last + DAY >= months_after(span.first, months)


def _leave(facts: Facts, wage: Wage) -> Iterator[Line]:
    span = facts.span
    rule = facts.rule(Leave, span.last)
    if rule is None or not _lasted(span, rule.after_months):
        return
    earned = _leave_earned(facts, rule)
    taken = facts.against(facts.account.employment.leave_days_taken)
    left = ZERO if taken is None else max(ZERO, earned - taken)
    daily = facts.daily(wage, span.last)
    numbers: Numbers = {"earned": earned, "taken": earned - left, "left": left, "daily": daily}
    yield Line(
        what="leave", amount=rounded(left * daily, facts.law.currency), rule=rule, numbers=numbers
    )


def _leave_earned(facts: Facts, rule: Leave) -> Fraction:
    """Days of leave of the service, or of its last year, each year by its share."""
    earned, rest, years = ZERO, _years_for_leave(facts.span, rule), 0
    while rest > 0:
        of_year = min(rest, Fraction(1)) * _leave_of_year(facts, rule, years)
        earned = of_year if rule.of == "current_year" else earned + of_year
        rest, years = rest - 1, years + 1
    return Fraction(math.floor(earned + HALF)) if rule.whole_days else earned


def _leave_of_year(facts: Facts, rule: Leave, years: int) -> Fraction:
    if rule.days_per_year is not None:
        days = rule.days_per_year
    else:
        days = (rule.weeks_per_year or ZERO) * facts.work_days
    days += rule.more_each_year * years
    return days if rule.most is None else min(days, rule.most)


def _years_for_leave(span: Span, rule: Leave) -> Fraction:
    if rule.counted == "share_of_year":
        return _years(span)
    months = 0
    while months_after(span.first, months + 1) <= span.last + DAY:
        months += 1
    return Fraction(months, MONTHS_OF_A_YEAR)


def _service(facts: Facts, wage: Wage) -> Iterator[Line]:
    span = facts.span
    rule = facts.rule(EndOfService, span.last)
    if rule is None or not _lasted(span, rule.after_months):
        return
    years, daily = _years(span), facts.daily(wage, span.last)
    days = ZERO
    bounds = [begins for begins, _ in rule.days_per_year]
    for at, (begins, a_year) in enumerate(rule.days_per_year):
        ends = bounds[at + 1] if at + 1 < len(bounds) else years
        days += max(ZERO, min(years, ends) - begins) * a_year
    amount = days * daily
    if rule.most_months_of_wage is not None:
        a_year = daily * facts.work_days * WEEKS_OF_A_YEAR
        if wage.per in A_YEAR:
            a_year = facts.rate(wage) * A_YEAR[wage.per]
        monthly = a_year / MONTHS_OF_A_YEAR
        amount = min(amount, rule.most_months_of_wage * monthly)
    numbers: Numbers = {"years": years, "days": days, "daily": daily}
    yield Line(
        what="end_of_service",
        amount=rounded(amount, facts.law.currency),
        rule=rule,
        numbers=numbers,
    )
