"""Compare the normal pay of a week or a period with the minimum wage."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from manumit.terms.account import DAY, Span
from manumit.terms.law.rules import MinimumWage
from manumit.terms.numbers import rounded
from manumit.terms.wages.counted import Amounts, Counted, amounts_in_tests
from manumit.terms.wages.facts import Facts
from manumit.terms.wages.lines import Line, Numbers
from manumit.terms.wages.pay import PeriodPay

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
        """Return by how much the pay is below the minimum wage."""
        return max(ZERO, self.rule.amount * self.units - self.pay)

    @property
    def above(self) -> Fraction:
        """Return by how much the pay for hours without overtime is above the minimum."""
        above = max(ZERO, self.pay - self.rule.amount * self.units)
        return above * self.counted.share_within if above else ZERO


def minimum_lines(facts: Facts, found: Sequence[Tested]) -> tuple[Line, ...]:
    """Return what has to be added to the agreed pay of a period."""
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
    """Return what the minimum wage alone comes to for a period, without overtime."""
    least = sum((one.floor for one in found), _floor_of_the_rest(facts, pay))
    rule = facts.minimum(pay.days)
    if rule is not None and rule.per == "hour":
        between = (line.number("hours") for line in due if line.what == "hours_between")
        least += rule.amount * sum(between, ZERO)
    return least


def _floor_of_the_rest(facts: Facts, pay: PeriodPay) -> Fraction:
    """Return the minimum for days whose week ends in a later period, at most what they are paid."""
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
    """Yield the days over which the minimum wage is tested in a period, each with its result."""
    weekly = _weekly(facts, pay.days)
    counted = [
        Counted(facts, pay, days, rule)
        for days in (pay.weeks.ending_in(pay.days) if weekly else _parts(facts, pay.days))
        if (rule := facts.minimum(days)) is not None
    ]
    amounts = amounts_in_tests(facts, pay, counted) if weekly else {}
    for one in counted:
        paid, units = _compared(one, amounts) if weekly else one.compared(amounts)
        floor = one.floor(amounts) if len(one.before) else one.rule.amount * units
        yield Tested(one.days, one.rule, paid, units, one, floor)


def _parts(facts: Facts, days: Span) -> tuple[Span, ...]:
    """Return the parts of a pay period that are tested for themselves: by amount, or all of it."""
    rule = facts.minimum(days)
    if rule is None or rule.rate_on != "each_day":
        return (days,)
    changes = {
        one.valid_from
        for one in facts.all_rules(MinimumWage)
        if days.first < one.valid_from <= days.last and _changes(facts, one.valid_from)
    }
    begins = (days.first, *sorted(changes))
    ends = (*(first - DAY for first in begins[1:]), days.last)
    return tuple(map(Span, begins, ends))


def _changes(facts: Facts, day: dt.date) -> bool:
    before, after = (facts.rule(MinimumWage, one) for one in (day - DAY, day))
    return (
        before is None or after is None or (before.amount, before.per) != (after.amount, after.per)
    )


def _compared(one: Counted, amounts: Amounts) -> tuple[Fraction, Fraction]:
    """Return the pay and the units of a week: once for weeks that are alike but for their dates."""
    week = None
    if one.facts.exact and not amounts and one.days != one.pay.days:
        week = one.pay.weeks.week(one.days)
    if week is None or week.shape is None:
        return one.compared(amounts)
    key, known = (week.shape, id(one.rule)), one.pay.weeks.tested
    if key not in known:
        known[key] = one.compared(amounts)
    return known[key]


def _weekly(facts: Facts, days: Span) -> bool:
    rule = facts.minimum(days)
    return rule is not None and rule.tested_over == "week"
