"""Pay for hours that a contract guarantees and that were not offered, at the end of the work.

Hours that were worked were offered, whatever the day. A day of absence was offered with its agreed
hours: the account says that the worker was away. Hours that were paid because the worker was called
in were offered where the law says so. A salary is paid for its hours in any case, so its
days are left out.
"""

from collections.abc import Iterator
from fractions import Fraction

from manumit.terms.account import Per, Span, Wage
from manumit.terms.law.rules import CallInHours, GuaranteedHours
from manumit.terms.numbers import rounded
from manumit.terms.units import A_YEAR
from manumit.terms.wages.call_in import paid_unworked
from manumit.terms.wages.facts import Facts
from manumit.terms.wages.lines import Line, Numbers

ZERO = Fraction(0)


def guaranteed_lines(facts: Facts) -> Iterator[Line]:
    """Yield the line of the hours that are missing, at the pay of an hour of the last wage."""
    rule = facts.rule(GuaranteedHours, facts.span.last)
    parts = [(wage, part) for wage, part in facts.segments(facts.span) if wage.per not in A_YEAR]
    if rule is None or not parts:
        return
    whole = sum((_agreed(facts, wage, part) for wage, part in parts), ZERO)
    offered = sum((_offered(facts, wage, part) for wage, part in parts), ZERO)
    guaranteed = whole * rule.share
    missing = max(ZERO, guaranteed - offered)
    if not missing:
        return
    rate = _an_hour(facts, rule, *parts[-1])
    if facts.law.round_rates:
        rate = rounded(rate, facts.law.currency)
    numbers: Numbers = {"share": rule.share, "whole": whole, "guaranteed": guaranteed,
                        "offered": offered, "hours": missing, "rate": rate}  # fmt: skip
    amount = rounded(missing * rate, facts.law.currency)
    yield Line(what="guaranteed_hours", amount=amount, rule=rule, numbers=numbers)


def _days(facts: Facts, part: Span) -> Iterator[int]:
    """Yield for each agreed day of work that is no public holiday whether the worker was away."""
    work = facts.account.employment
    for day in part.days():
        if day.weekday() in work.work_days and day not in work.holidays:
            yield int(facts.absent(day))


def _agreed(facts: Facts, wage: Wage, part: Span) -> Fraction:
    """Return the hours of all days of work: the more, the more is guaranteed."""
    return facts.longest_day(wage) * sum(1 for _ in _days(facts, part))


def _offered(facts: Facts, wage: Wage, part: Span) -> Fraction:
    """Return the hours that were offered: the more, the less is owed, so at their other end."""
    worked = sum((facts.other.hours[day] for day in part.days()), ZERO)
    if facts.all_rules(CallInHours):
        worked += sum((paid_unworked(facts.other, wage, day) for day in part.days()), ZERO)
    return worked + facts.day_hours(wage) * sum(_days(facts, part))


def _an_hour(facts: Facts, rule: GuaranteedHours, wage: Wage, part: Span) -> Fraction:
    """Return the pay of an hour, and no less than the minimum wage; of pieces, their average."""
    floor = ZERO if rule.below_minimum else facts.least_hour(wage, part.last)
    if wage.per is not Per.PIECE:
        return max(facts.hourly(wage, part.last), floor)
    hours = sum((facts.other.hours[day] for day in part.days()), ZERO)
    return max(facts.earned(part, "piece_work") / hours if hours else ZERO, floor)
