"""Until when what is owed can be claimed, and what stops that time or begins it again."""

import datetime as dt
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import product
from typing import NamedTuple

from manumit.terms.account import Account
from manumit.terms.law.limitation import ACKNOWLEDGEMENT, CONCILIATION, Limitation
from manumit.terms.law.rules import Law
from manumit.terms.units import months_after
from manumit.terms.wages.lines import Period, PeriodKind

MOST_KEPT = 1_000


class ClaimBy(NamedTuple):
    """Until when something can be claimed by a rule.

    Attributes:
        rule: that sets the time.
        last_day: the last day on which it can be claimed; None while nothing ends the time.
    """

    rule: Limitation
    last_day: dt.date | None


def barring(
    periods: Sequence[Period], rules: Sequence[Limitation], account: Account, *, most: bool
) -> Iterator[Limitation | None]:
    """Yield for each period the rule by which it is too late to claim it; None if it is not.

    Args:
        periods: all periods of an account.
        rules: those whose facts are met, whenever they are in force.
        account: when it is claimed, when the work ended, and what was done to claim.
        most: whether what the rules leave open counts for the worker.
    """
    for period, found in zip(periods, claim_by(periods, rules, account, most=most), strict=True):
        day = _claimed_on(account, period)
        too_late = found is not None and found.last_day is not None and found.last_day < day
        yield found.rule if found is not None and too_late else None


def claim_by(
    periods: Sequence[Period], rules: Sequence[Limitation], account: Account, *, most: bool
) -> Iterator[ClaimBy | None]:
    """Yield for each period until when it can be claimed; None if no rule sets a time.

    The arguments are those of :func:`barring`.
    """
    for period in periods:
        claimed_on = _claimed_on(account, period)
        known = [one for one in rules if one.valid_from <= claimed_on]
        rule = _on(_about(period, known), period.due_on)
        counted_from = period.due_on
        if rule is not None and rule.series and period.kind is PeriodKind.PAY_PERIOD:
            counted_from = max(counted_from, _last_short(periods, claimed_on) or counted_from)
            rule = _on(_about(period, known), counted_from)
        if rule is None:
            yield None
        else:
            yield ClaimBy(rule, _last_day(rule, period.due_on, counted_from, account, most=most))


def possible_claim_days(
    periods: Sequence[Period], law: Law, account: Account
) -> tuple[tuple[ClaimBy, ...], ...]:
    """Return for each period every time that may hold for it.

    Which body decides, or whether pay fell short in a series, decides which rule holds; where the
    account does not state that, each possible rule is named. Steps about which a rule is silent
    change nothing here, so that no day is later than the right one. What was claimed by
    ``filed_on`` has no day any more.

    Args:
        periods: all periods of the account, at one end of what is unknown.
        law: with all its rules.
        account: what is stated.
    """
    found: list[list[ClaimBy]] = [[] for _ in periods]
    for rules in _possible_rules(law, frozenset(account.about.items())):
        every = zip(found, periods, claim_by(periods, rules, account, most=False), strict=True)
        for several, period, one in every:
            if one is not None and not was_filed(account, period):
                several.append(one)
    return tuple(map(tuple, found))


@lru_cache(maxsize=MOST_KEPT)
def _possible_rules(law: Law, stated: frozenset[tuple[str, str]]) -> tuple[list[Limitation], ...]:
    """The rules for each answer to what decides which of them hold; once for each set of rules."""
    every, known = [one for one in law.rules if isinstance(one, Limitation)], dict(stated)
    names = sorted({name for one in every for name in one.where})
    values = ([known[name]] if name in known else law.facts[name].values for name in names)
    found: dict[tuple[str, ...], list[Limitation]] = {}
    for combination in product(*values):
        about = dict(zip(names, combination, strict=True))
        met = [one for one in every if all(about[name] in one.where[name] for name in one.where)]
        found.setdefault(tuple(one.id for one in met), met)
    return tuple(found.values())


def was_filed(account: Account, period: Period) -> bool:
    """Return whether a period was due by the day on which the claim was filed."""
    filed_on = account.steps.filed_on
    return filed_on is not None and period.due_on <= filed_on


def _claimed_on(account: Account, period: Period) -> dt.date:
    """The day on which a due is claimed: that of the claim for all that was due by then."""
    filed_on = account.steps.filed_on
    return filed_on if filed_on is not None and was_filed(account, period) else account.asked_on


def _last_short(periods: Sequence[Period], claimed_on: dt.date) -> dt.date | None:
    """The day of the last pay that fell short before a claim."""
    due = (
        one.due_on
        for one in periods
        if one.kind is PeriodKind.PAY_PERIOD and one.owed and one.due_on <= claimed_on
    )
    return max(due, default=None)


def _last_day(
    rule: Limitation, due_on: dt.date, counted_from: dt.date, account: Account, *, most: bool
) -> dt.date | None:
    """The last day on which a due can be claimed; None while nothing ends the time."""
    last = _after_conciliation(rule, _renewed(rule, counted_from, account, most), account, most)
    if rule.back_months is None:
        return last
    # How far back one can claim is no time within which one has to: nothing stops it.
    back = rule.last_day(due_on, rule.back_months)
    return back if last is None else min(last, back)


def _renewed(rule: Limitation, counted_from: dt.date, account: Account, most: bool) -> dt.date:
    """The last day by the months of a rule, begun again by what the employer acknowledged."""
    ended_on = account.employment.last
    last = _within(rule, counted_from, ended_on)
    renews = rule.renewed_by_acknowledgement or (most and ACKNOWLEDGEMENT not in rule.unchanged_by)
    for day in account.steps.acknowledged_on if renews else ():
        if counted_from <= day <= last:
            later = None if ended_on is None else max(ended_on, day)
            last = max(last, _within(rule, day, later))
    return last


def _within(rule: Limitation, counted_from: dt.date, ended_on: dt.date | None) -> dt.date:
    last = rule.last_day(counted_from)
    if ended_on is None or rule.after_end_months is None:
        return last
    return min(last, months_after(ended_on, rule.after_end_months))


def _after_conciliation(
    rule: Limitation, last: dt.date, account: Account, most: bool
) -> dt.date | None:
    """The last day with the time of conciliation, which has to begin before it is over.

    First the days after conciliation was asked for, to its end, are not counted; then, where less
    than some months are left after its end, it is these (*Luton Borough Council v Haque*, [2018]
    UKEAT 0180/17, on ERA 1996 s. 207B(3) and (4)).
    """
    begins, ends = account.steps.conciliation_from, account.steps.conciliation_until
    if begins is None or begins > last or CONCILIATION in rule.unchanged_by:
        return last
    if rule.after_conciliation_months is None:
        return None if most else last
    if ends is None:
        return None
    return max(last + (ends - begins), months_after(ends, rule.after_conciliation_months))


def _about(period: Period, rules: Sequence[Limitation]) -> list[Limitation]:
    """The rules for the lines of a period; those for some kinds of lines come before the others."""
    of = {line.what for line in period.due}
    own = [one for one in rules if one.of and of and of <= one.of]
    return own or [one for one in rules if not one.of]


def _on(rules: Sequence[Limitation], day: dt.date) -> Limitation | None:
    """The rule that was in force on a day; the first of them for what was due before it."""
    first = min(rules, key=lambda one: one.valid_from, default=None)
    if first is None or day < first.valid_from:
        return first
    return next((one for one in rules if one.holds_on(day)), None)
