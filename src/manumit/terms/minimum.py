"""The minimum wage: what the normal pay of a week or a period falls short of, or lies above."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from manumit.terms.account import DAY, Span
from manumit.terms.counted import Counted, amounts_in_tests
from manumit.terms.facts import Facts
from manumit.terms.lines import Line, Numbers
from manumit.terms.numbers import rounded
from manumit.terms.pay import PeriodPay
from manumit.terms.rules import MinimumWage

ZERO = Fraction(0)


@dataclass(frozen=True, slots=True)
class Tested:
    """The normal pay of some days, and the minimum wage for their units.

    Attributes:
        units: hours, days, weeks or months of the minimum wage.
        counted: what was counted for it.
        floor: what the minimum wage alone comes to, of the days of the period.
    """

    days: Span
    rule: MinimumWage
    pay: Fraction
    units: Fraction
    counted: Counted
    floor: Fraction

    @property
    def missing(self) -> Fraction:
        """What the pay falls short of."""
        return max(ZERO, self.rule.amount * self.units - self.pay)

    @property
    def above(self) -> Fraction:
        """What of the pay for hours without overtime lies above the minimum."""
        above = max(ZERO, self.pay - self.rule.amount * self.units)
        return above * self.counted.share_within if above else ZERO


def minimum_lines(facts: Facts, found: Sequence[Tested]) -> tuple[Line, ...]:
    """What has to be added to the agreed pay of a period."""
    lines = []
    for one in found:
        numbers: Numbers = {"from": one.days.first, "minimum": one.rule.amount,
                   "units": one.units, "per": one.rule.per, "pay": one.pay}  # fmt: skip
        amount = rounded(one.missing, facts.law.currency)
        if amount:
            lines.append(Line(what="minimum_wage", amount=amount, rule=one.rule, numbers=numbers))
    return tuple(lines)


def least_for(
    facts: Facts, pay: PeriodPay, found: Sequence[Tested], due: Sequence[Line]
) -> Fraction:
    """What the minimum wage alone comes to for a period, without overtime."""
    least = sum((one.floor for one in found), _floor_of_the_rest(facts, pay))
    rule = facts.minimum(pay.days)
    if rule is not None and rule.per == "hour":
        between = (line.number("hours") for line in due if line.what == "hours_between")
        least += rule.amount * sum(between, ZERO)
    return least


def _floor_of_the_rest(facts: Facts, pay: PeriodPay) -> Fraction:
    """The same of the days whose week ends in a later period: no more than they are paid now."""
    if not _weekly(facts, pay.days):
        return ZERO
    tested = [days.last for days in pay.weeks.ending_in(pay.days)]
    days = Span(max((pay.days.first, *(last + DAY for last in tested))), pay.days.last)
    rule = facts.minimum(days) if len(days) else None
    if rule is None:
        return ZERO
    compared = Counted(facts, pay, days, rule).compared({})
    return min(rule.amount * compared.units, compared.pay)


def tests(facts: Facts, pay: PeriodPay) -> Iterator[Tested]:
    """The days over which the minimum wage is tested in a period, each with its result."""
    weekly = _weekly(facts, pay.days)
    counted = [
        Counted(facts, pay, days, rule)
        for days in (pay.weeks.ending_in(pay.days) if weekly else (pay.days,))
        if (rule := facts.minimum(days)) is not None
    ]
    amounts = amounts_in_tests(facts, pay, counted) if weekly else {}
    for one in counted:
        paid, units = one.compared(amounts)
        floor = one.floor(amounts) if len(one.before) else one.rule.amount * units
        yield Tested(one.days, one.rule, paid, units, one, floor)


def _weekly(facts: Facts, days: Span) -> bool:
    rule = facts.minimum(days)
    return rule is not None and rule.tested_over == "week"
