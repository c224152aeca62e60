"""Periods of several weeks over which a law averages the hours of overtime.

The periods follow each other without a gap; the account says when one of them began. Where a period
is not complete, because the work began, ended or goes on in it, a law may say what counts; where it
does not, the result is a range.
"""

import datetime as dt
from functools import lru_cache

from manumit.terms.account import DAY, Account
from manumit.terms.law.rules import Law, Overtime, Rule
from manumit.terms.units import DAYS_OF_A_WEEK

MOST_KEPT = 64


@lru_cache(maxsize=MOST_KEPT)
def averaging_rules(law: Law) -> tuple[Overtime, ...]:
    """Return the rules of a law that average overtime over several weeks."""
    return tuple(one for one in law.rules if isinstance(one, Overtime) and one.weeks)


def averaging_begins(account: Account, law: Law) -> tuple[dt.date | None, ...]:
    """Return the days on which a period of averaging may have begun, as far as it matters."""
    stated = account.employment.averaging_begins
    weeks = [one.weeks or 0 for one in averaging_rules(law) if may_hold(one, account)]
    if stated is not None or not weeks:
        return (stated,)
    work = account.employment
    first = work.first or account.asked_on
    begins = law.week_begins if work.week_begins is None else work.week_begins
    monday = first - DAY * ((first.weekday() - begins) % DAYS_OF_A_WEEK)
    any_day = law.week_by_employer and work.week_begins is None
    step = 1 if any_day else DAYS_OF_A_WEEK
    return tuple(monday - DAY * at for at in range(0, max(weeks) * DAYS_OF_A_WEEK, step))


def averaging_open(account: Account, law: Law) -> bool:
    """Return whether overtime of a period that is not complete may begin at several hours."""
    return any(
        one.incomplete != "whole" and may_hold(one, account) and _cut(account, one)
        for one in averaging_rules(law)
    )


def _cut(account: Account, rule: Overtime) -> bool:
    """Return whether a period of averaging may have days without the account."""
    work = account.employment
    first, last = work.first, min(work.last or account.asked_on, account.asked_on)
    if first is None or work.averaging_begins is None:
        return True
    length = DAYS_OF_A_WEEK * (rule.weeks or 1)
    begins, ends = ((day - work.averaging_begins).days % length for day in (first, last + DAY))
    if rule.incomplete == "share" and has_ended(account):
        return False
    # Without a rule, or while the work goes on, the limit of such a period is not known.
    return bool(ends or (begins and rule.incomplete is None))


def has_ended(account: Account) -> bool:
    """Return whether the work has ended by the last day of the account."""
    last = account.employment.last
    return last is not None and last <= account.asked_on


def may_hold(rule: Rule, account: Account) -> bool:
    """Return whether no fact that the account states keeps a rule from holding."""
    return all(account.about.get(name) in (None, *values) for name, values in rule.where.items())
