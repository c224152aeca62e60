"""What is due when the work ends: leave that was not taken, and pay for the years of service."""

from collections.abc import Iterator
from fractions import Fraction

from manumit.terms.account import Span, Wage
from manumit.terms.facts import A_YEAR, DAY, Facts
from manumit.terms.laws import months_after
from manumit.terms.lines import Line, Numbers
from manumit.terms.numbers import rounded
from manumit.terms.rules import EndOfService, Leave

DAYS_OF_A_YEAR = Fraction(365)
ZERO = Fraction(0)


def due_at_end(facts: Facts) -> tuple[Line, ...]:
    """Lines of what is due at the end of the work, by its last wage; none while it goes on."""
    last = facts.account.employment.last
    wage = None if last is None else facts.wage(last)
    if last is None or wage is None or last > facts.span.last:
        return ()
    return tuple(line for line in (*_leave(facts, wage), *_service(facts, wage)) if line.amount)


def _years(span: Span) -> Fraction:
    return len(span) / DAYS_OF_A_YEAR


def _lasted(span: Span, months: int) -> bool:
    return span.last + DAY >= months_after(span.first, months)


def _leave(facts: Facts, wage: Wage) -> Iterator[Line]:
    span = facts.span
    rule = facts.rule(Leave, span.last)
    if rule is None or not _lasted(span, rule.after_months):
        return
    earned = _leave_earned(rule, span)
    taken = facts.against(facts.account.employment.leave_days_taken)
    left = ZERO if taken is None else max(ZERO, earned - taken)
    daily = facts.daily(wage, span.last)
    numbers: Numbers = {"earned": earned, "taken": earned - left, "left": left, "daily": daily}
    yield Line(
        what="leave", amount=rounded(left * daily, facts.law.currency), rule=rule, numbers=numbers
    )


def _leave_earned(rule: Leave, span: Span) -> Fraction:
    """Days of each year of service by its share."""
    earned, rest, a_year = ZERO, _years(span), rule.days_per_year
    while rest > 0:
        earned += min(rest, Fraction(1)) * (a_year if rule.most is None else min(a_year, rule.most))
        rest, a_year = rest - 1, a_year + rule.more_each_year
    return earned


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
    if rule.most_months_of_wage is not None and wage.per in A_YEAR:
        monthly = facts.rate(wage) * A_YEAR[wage.per] / 12
        amount = min(amount, rule.most_months_of_wage * monthly)
    numbers: Numbers = {"years": years, "days": days, "daily": daily}
    yield Line(
        what="end_of_service",
        amount=rounded(amount, facts.law.currency),
        rule=rule,
        numbers=numbers,
    )
