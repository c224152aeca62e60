"""Pay for hours of a day on which the worker was called in and was given less work, or none.

What the day was paid already counts: the hours that were worked, a normal day where a salary or a
day's wage pays for it, and day's wages for a rest day or holiday. Hours are taken at their other
end, since more of them leave fewer to be paid by this rule.
"""

import datetime as dt
from collections.abc import Iterator
from fractions import Fraction

from manumit.terms.account import Per, Span, Wage
from manumit.terms.law.rules import CallInHours, PaidHoliday, RestDayWork
from manumit.terms.numbers import rounded
from manumit.terms.units import A_YEAR
from manumit.terms.wages.facts import Facts
from manumit.terms.wages.lines import Line, Numbers
from manumit.terms.wages.night import Hourly

ZERO = Fraction(0)


def call_in_lines(facts: Facts, days: Span, hourly: Hourly) -> Iterator[Line]:
    """Yield for each day the hours that are paid though nobody worked them."""
    if not facts.all_rules(CallInHours):
        return
    for day in days.days():
        rule, wage = facts.rule(CallInHours, day), facts.wage(day)
        missing = ZERO if wage is None else _missing(facts, rule, wage, day)
        if rule is None or wage is None or not missing:
            continue
        # Beside the hours that were worked, so at their other end (see :func:`_paid`).
        rate = hourly(wage, day, overtime=ZERO, under=rule)
        numbers: Numbers = {"day": day, "least": rule.hours, "hours": missing, "rate": rate}
        amount = rounded(missing * rate, facts.law.currency)
        yield Line(what="call_in", amount=amount, rule=rule, numbers=numbers)


def paid_unworked(facts: Facts, wage: Wage, day: dt.date) -> Fraction:
    """Return hours of a day that this rule pays and that count as offered."""
    rule = facts.rule(CallInHours, day)
    return _missing(facts, rule, wage, day) if rule is not None and rule.offered else ZERO


def _missing(facts: Facts, rule: CallInHours | None, wage: Wage, day: dt.date) -> Fraction:
    """Return hours that are paid for a day without having been worked."""
    if rule is None or not _called_in(facts, day):
        return ZERO
    above = rule.normal_day_above
    if above is not None and facts.longest_day(wage) <= above:
        return ZERO
    return max(ZERO, rule.hours - _paid(facts, wage, day))


def _called_in(facts: Facts, day: dt.date) -> bool:
    """Return whether the worker was, or at the most may have been, called in on a day."""
    stated = facts.account.called_in
    if stated is None:
        return facts.most and not facts.absent(day)
    return day in stated


def _paid(facts: Facts, wage: Wage, day: dt.date) -> Fraction:
    """Return the hours for which a day was paid by other rules, at least or at most."""
    worked, normal = facts.other.hours[day], facts.day_hours(wage)
    resting, holiday = facts.rest_rule(day), facts.holiday_rule(day)
    if resting is not None:
        return _paid_at_rest(facts, resting, wage, worked) if worked else ZERO
    if wage.per in A_YEAR and day.weekday() in facts.account.employment.work_days:
        return max(worked, normal)
    if day in facts.account.employment.holidays and not worked:
        paid = facts.rule(PaidHoliday, day)
        return paid.day_wages * normal if paid is not None else ZERO
    if holiday is not None and holiday.day_wages:
        worked += holiday.day_wages * normal
    return max(worked, normal) if wage.per is Per.DAY and worked else worked


def _paid_at_rest(facts: Facts, rule: RestDayWork, wage: Wage, worked: Fraction) -> Fraction:
    """Return the hours for which day's wages, or the hours that were worked, pay a rest day."""
    normal = facts.day_hours(wage)
    if not rule.steps or (facts.most and not facts.agreed_range(wage).known):
        return worked
    wages = rule.steps[-1][1]
    if facts.agreed_range(wage).known:
        wages = next((pays for up_to, pays in rule.steps if worked <= up_to * normal), wages)
    return max(worked, wages * normal)
