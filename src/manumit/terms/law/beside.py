"""Rules for the same people that are not worked out together: a law with both is refused."""

from manumit.terms.law.limitation import Limitation
from manumit.terms.law.rules import (
    AddedDamages,
    CallInHours,
    Deduction,
    MinimumWage,
    Overtime,
    PremiumCredited,
    Rule,
    ThirteenthMonth,
    UpratedMinimum,
)

BY_WEEK = (AddedDamages, PremiumCredited, ThirteenthMonth)
"""Kinds of rules that ask in which pay period an hour of overtime was worked."""


def not_beside(one: Rule, other: Rule) -> str:
    """Return why two rules for the same people are not worked out together; empty if they are.

    Returns:
        a reason for the second rule, with ``{rule}`` for the id of the first.
    """
    if isinstance(one, Overtime) and one.weeks and _by_single_weeks(other):
        return "It is not worked out beside overtime that '{rule}' averages over several weeks"
    by_day = isinstance(other, MinimumWage) and other.per == "day"
    if isinstance(one, CallInHours) and by_day:
        # The minimum wage of a day may have paid the hours that were not worked, or not.
        return "A minimum wage by the day is not worked out beside the call-in hours of '{rule}'"
    if isinstance(one, MinimumWage) and one.rate_on == "each_day" and _by_one_amount(other):
        return "It is not worked out beside the minimum wage '{rule}' at the rate of each day"
    if isinstance(one, Limitation) and isinstance(other, Limitation) and one.of and other.of:
        # What they are for is one period of its own, which has one time.
        return "" if one.of == other.of else "'{rule}' has a time of its own for other lines"
    return ""


def _by_one_amount(rule: Rule) -> bool:
    """Return whether a rule takes one amount of the minimum wage for a whole pay period."""
    below = isinstance(rule, Deduction) and rule.not_below_minimum
    return below or isinstance(rule, AddedDamages | UpratedMinimum)


def _by_single_weeks(rule: Rule) -> bool:
    """Return whether a rule asks for single weeks, or for the overtime of each pay period."""
    if isinstance(rule, Overtime):
        return rule.per == "week"
    if isinstance(rule, MinimumWage):
        return rule.tested_over == "week" or rule.salaried_hours == "by_year"
    if isinstance(rule, Deduction):
        return rule.not_below_minimum
    return isinstance(rule, BY_WEEK)
