"""What an account leaves open and has no ends: each of its possible values is supposed once.

A number that is not known lies between two ends (:mod:`manumit.terms.wages.facts`). A fact, a
weekday or a yes or no does not, so the sum is worked out with each value that it may have, and the
least and the most of all of them are the bounds.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import product
from typing import Any

from manumit.terms.account import Account, Consent, Given, Per, Span, Wage
from manumit.terms.law.file import KINDS, WEEKDAYS
from manumit.terms.law.limitation import Limitation
from manumit.terms.law.rules import (
    AddedDamages,
    CallInHours,
    Coverage,
    Deduction,
    DeductionsTogether,
    EndOfService,
    Excluded,
    GuaranteedHours,
    HolidayWork,
    InKind,
    Interest,
    LatePenalty,
    Law,
    Leave,
    MinimumWage,
    NoticePay,
    Overtime,
    PaidHoliday,
    PayForAllHours,
    PremiumCredited,
    RestDayWork,
    Rule,
    SeverancePay,
    UpratedMinimum,
)
from manumit.terms.units import A_YEAR, months_after
from manumit.terms.wages.averaging import averaging_begins, averaging_open, may_hold
from manumit.terms.wages.left_open import (
    birthday_open,
    call_in_open,
    claim_steps_open,
    days_open,
    ending_open,
    lasted,
    night_open,
    paid_for_open,
    payments_open,
    silent,
)
from manumit.terms.wages.wage_facts import possible_values

REST_DAY, WEEK_BEGINS, PAYS_FOR = "rest_day", "week_begins", "pays_for"
HOURS_PER_WEEK, DEDUCTED_DAYS = "hours_per_week", "deducted_days"
SECOND_REST_DAY, TIMES_OF_DAY = "second_rest_day", "times_of_day"
PAID_ON, AVERAGING_BEGINS, CALLED_IN = "paid_on", "averaging_begins", "called_in"
NO_REST_DAY, MIXED = "none", "mixed"
FOR_HOURS = frozenset({Per.DAY, *A_YEAR})
"""What a wage is paid for where it may be for a number of hours."""
BY_DAYS = (Leave, EndOfService, GuaranteedHours, PaidHoliday, HolidayWork, RestDayWork)
"""Rules that ask how many days of work a week, or hours a day, has."""
SUPPOSED = (PayForAllHours, RestDayWork)
"""Rules that can apply or not by what is supposed beside the facts."""
AFTERWARDS = (AddedDamages, Interest, LatePenalty, Limitation, UpratedMinimum)
"""Rules that change nothing of what is owed for a period itself."""
type Supposed = Mapping[str, str]
type Resting = tuple[int | None, int | None]
"""The weekly rest day and the second one."""


def asked_facts(account: Account, law: Law) -> tuple[str, ...]:
    """Facts that the account leaves open and on which some rule that can apply depends."""
    names = _unstated(account, law)
    return tuple(name for name in names if len(possible_values(account, law.facts[name])) > 1)


def _unstated(account: Account, law: Law) -> tuple[str, ...]:
    named = {name for one in law.coverage if _may_cover(one, account) for name in one.where}
    named |= {name for one in law.rules if _may_matter(one, account, law) for name in one.where}
    return tuple(sorted(named - account.about.keys()))


def _may_matter(rule: Rule, account: Account, law: Law) -> bool:
    """Whether a rule can apply, or one of a kind that it excludes; in case of doubt, yes."""
    if not isinstance(rule, Excluded):
        return type(rule) in SUPPOSED or _can_apply(rule, account)
    kinds = {KINDS[kind] for kind in rule.kinds}
    if not all(issubclass(kind, EndOfService) for kind in kinds):
        return True
    # Who is excluded needs no coverage, which may have ended.
    covered = [one for one in law.coverage if one.kind in rule.kinds]
    return any(type(one) in kinds and _can_apply(one, account) for one in law.rules) or any(
        one.valid_until is not None and _may_cover(replace(one, valid_until=None), account)
        and not _may_cover(one, account) for one in covered
    )  # fmt: skip


def _may_cover(cover: Coverage, account: Account) -> bool:
    """Whether coverage may be asked for; that of the end of the work only on its last day."""
    if not issubclass(KINDS.get(cover.kind, Rule), EndOfService):
        return True
    last = account.employment.last
    return last is not None and last <= account.asked_on and cover.holds_on(last)


def asked(account: Account, law: Law) -> tuple[str, ...]:
    """All that the account leaves open and that may change the sum: what to ask the worker."""
    found = list(asked_facts(account, law))
    several: tuple[tuple[str, Sequence[int | dt.date | None]], ...] = (
        (REST_DAY, _rest_days(account, law)),
        (SECOND_REST_DAY, _second_rest_days(account, law)),
        (WEEK_BEGINS, _week_begins(account, law)),
        (AVERAGING_BEGINS, averaging_begins(account, law)),
    )
    found += [name for name, values in several if len(values) > 1]
    if any(len(_pays_for(one, law)) > 1 for one in account.wages):
        found.append(PAYS_FOR)
    if any(hours_open(one, account, law) for one in account.wages):
        found.append(HOURS_PER_WEEK)
    if any(days_open(one, law) for one in account.deducted):
        found.append(DEDUCTED_DAYS)
    if night_open(account, law):
        found.append(TIMES_OF_DAY)
    if payments_open(account, law):
        found.append(PAID_ON)
    if call_in_open(account, law):
        found.append(CALLED_IN)
    found += ending_open(account, law)
    return tuple(found)


def fact_suppositions(account: Account, law: Law) -> Iterator[Account]:
    """The account with each combination of the facts that it does not state."""
    names = _unstated(account, law)
    for values in product(*(possible_values(account, law.facts[name]) for name in names)):
        yield replace(account, about={**account.about, **dict(zip(names, values, strict=True))})


def suppositions(account: Account, law: Law) -> Iterator[tuple[Account, Supposed]]:
    """The account with each combination of what it leaves open, and what was supposed.

    Combinations under which the same rules can apply are one: the first of them stands for all.
    """
    for supposed_account, _, supposed in _distinct(account, law):
        yield supposed_account, supposed


def exact(account: Account, law: Law) -> bool:
    """Whether each number of an account is known, and each consent, so that its ends are one."""
    work = account.employment
    numbers = [
        work.leave_days_taken,
        *account.hours.values(),
        *(one.amount for one in account.wages),
        *(one.hours_per_week for one in account.wages if one.hours_per_week is not None),
        *(one.amount for one in account.extra_pay),
        *(one.amount for one in account.payments),
        *(one.amount for one in account.deducted),
        *(one.value_per_day for one in account.in_kind),
    ]
    complete = account.work_complete and account.pay_complete
    consents = all(one.consent is not Consent.UNKNOWN for one in account.deducted)
    consents = consents and all(one.given is not Given.UNKNOWN for one in account.in_kind)
    hours = not any(hours_open(one, account, law) for one in account.wages)
    days = not any(days_open(one, law) for one in account.deducted)
    days = days and not silent(account, law)
    days = days and not ending_open(account, law) and not birthday_open(account, law)
    days = days and not paid_for_open(account, law) and not claim_steps_open(account, law)
    days = days and not night_open(account, law) and not payments_open(account, law)
    days = days and not averaging_open(account, law) and not call_in_open(account, law)
    return complete and consents and hours and days and all(one.known for one in numbers)


def hours_open(wage: Wage, account: Account, law: Law) -> bool:
    """Whether nobody knows how many hours a wage is for, and the sum may depend on it."""
    if wage.hours_per_week is not None:
        return False
    asking = (one for one in law.rules if _by_days(one) and not _never_called_in(one, account))
    return wage.per in FOR_HOURS or any(may_hold(one, account) for one in asking)


def _never_called_in(rule: Rule, account: Account) -> bool:
    return isinstance(rule, CallInHours) and account.called_in == frozenset()


def _by_days(rule: Rule) -> bool:
    """Whether a rule asks how many days of work a week, or hours a day, has."""
    if isinstance(rule, LatePenalty):
        return rule.day_wages is not None
    if isinstance(rule, CallInHours):
        return rule.normal_day_above is not None
    if isinstance(rule, MinimumWage):
        # An hour is worth no less than its share of a day's minimum wage.
        return rule.per != "hour"
    return isinstance(rule, BY_DAYS)


def _distinct(account: Account, law: Law) -> Iterator[tuple[Account, object, Supposed]]:
    seen: set[object] = set()
    wages = list(product(*(_pays_for(one, law) for one in account.wages)))
    # What no supposition changes about a rule is asked once: a law may have many rules.
    possible = [one for one in law.rules if type(one) in SUPPOSED or _can_apply(one, account)]
    names = asked_facts(account, law)
    for stated in fact_suppositions(account, law):
        facts = {name: stated.about[name] for name in names}
        averaged = averaging_begins(stated, law)
        for paid, resting, begins, averaging in product(
            wages, _resting(account, law), _week_begins(account, law), averaged
        ):
            one = _with(stated, paid, resting, begins)
            if averaging != account.employment.averaging_begins:
                one = _averaging_from(one, averaging)
            rules = _applicable(one, possible)
            key = _differing(one, rules), resting, frozenset(rule.id for rule in rules)
            if key not in seen:
                seen.add(key)
                supposed = _supposed(account, paid, resting, begins)
                if one.employment.averaging_begins != account.employment.averaging_begins:
                    supposed[AVERAGING_BEGINS] = str(averaging)
                yield one, key, {**facts, **supposed}


def _averaging_from(account: Account, day: dt.date | None) -> Account:
    return replace(account, employment=replace(account.employment, averaging_begins=day))


def _with(
    account: Account, paid: tuple[bool | None, ...], resting: Resting, begins: int | None
) -> Account:
    work = account.employment
    rest, second = resting
    if work.rest_day is None and rest is not None:
        work = replace(work, rest_day=rest, work_days=work.work_days - {rest})
    if work.second_rest_day is None and second is not None:
        work = replace(work, second_rest_day=second, work_days=work.work_days - {second})
    wages = tuple(
        replace(one, pays_for_all=pays) for one, pays in zip(account.wages, paid, strict=True)
    )
    return replace(account, wages=wages, employment=replace(work, week_begins=begins))


def _supposed(
    account: Account, paid: tuple[bool | None, ...], resting: Resting, begins: int | None
) -> dict[str, str]:
    """What was supposed beside the facts, as codes."""
    found: dict[str, str] = {}
    work = account.employment
    rest, second = resting
    if rest != work.rest_day:
        found[REST_DAY] = NO_REST_DAY if rest is None else WEEKDAYS[rest]
    if second != work.second_rest_day and second is not None:
        found[SECOND_REST_DAY] = WEEKDAYS[second]
    if begins != work.week_begins and begins is not None:
        found[WEEK_BEGINS] = WEEKDAYS[begins]
    new = {
        pays
        for one, pays in zip(account.wages, paid, strict=True)
        if one.pays_for_all is None and pays is not None
    }
    if new:
        found[PAYS_FOR] = MIXED if len(new) > 1 else _code(next(iter(new)))
    return found


def _code(pays_for_all: bool) -> str:
    return "all_hours" if pays_for_all else "agreed_hours"


def _pays_for(wage: Wage, law: Law) -> tuple[bool | None, ...]:
    """Whether a wage may pay for however many hours, where the law lets one agree on that."""
    if wage.pays_for_all is not None or wage.per not in FOR_HOURS:
        return (wage.pays_for_all,)
    if not any(isinstance(one, PayForAllHours) for one in law.rules):
        return (wage.pays_for_all,)
    return (False, True)


def _week_begins(account: Account, law: Law) -> tuple[int | None, ...]:
    """The weekdays on which the employer may have begun the week, where the law leaves it open."""
    work = account.employment
    if work.week_begins is not None or not law.week_by_employer:
        return (work.week_begins,)
    by_week = any(
        (isinstance(one, Overtime) and one.per == "week")
        or (isinstance(one, MinimumWage) and one.tested_over == "week")
        for one in law.rules
    )
    return tuple(range(len(WEEKDAYS))) if by_week else (None,)


def _resting(account: Account, law: Law) -> Iterator[Resting]:
    """Both rest days of a week, where the law has two: never the same day."""
    for rest, second in product(_rest_days(account, law), _second_rest_days(account, law)):
        if rest is None or rest != second:
            yield rest, second


def _free_days(account: Account) -> tuple[int, ...]:
    """The weekdays on which nobody agreed to work, but for a rest day that is stated."""
    work = account.employment
    stated = {work.rest_day, work.second_rest_day}
    return tuple(d for d in range(len(WEEKDAYS)) if d not in work.work_days and d not in stated)


def _second_rest_days(account: Account, law: Law) -> tuple[int | None, ...]:
    """The weekdays that may be the second rest day, where the law has one with its own rule."""
    stated = account.employment.second_rest_day
    two = any(isinstance(one, RestDayWork) and one.which == "second" for one in law.rules)
    if stated is not None or not two:
        return (stated,)
    rest, free = account.employment.rest_day, _free_days(account)
    others = tuple(day for day in range(len(WEEKDAYS)) if day != rest)
    # One free day alone may be the first of the two.
    return free if len(free) > (rest is None) else others


def _rest_days(account: Account, law: Law) -> tuple[int | None, ...]:
    """The weekdays that may be the weekly rest day, and None for that there is none."""
    work = account.employment
    if work.rest_day is not None:
        return (work.rest_day,)
    free = _free_days(account)
    if any(isinstance(one, RestDayWork) and one.which == "weekly" for one in law.rules):
        return free or tuple(range(len(WEEKDAYS)))
    # Without a rule on rest days, the rest day only says on which days the worker was to work.
    if work.work_days_stated or not _days_matter(account, law):
        return (None,)
    return (None, *range(len(WEEKDAYS)))


def _days_matter(account: Account, law: Law) -> bool:
    """Whether the days of work of a week may change the sum."""
    if any(one.per in FOR_HOURS for one in account.wages):
        return True
    asking = (one for one in law.rules if _by_days(one) and may_hold(one, account))
    return any(_can_apply(one, account) for one in asking)


def before_more(account: Account, law: Law) -> object:
    """The same for two suppositions that differ only in what is added to arrears, or bars them.

    What was due, taken off and paid is then the same too.
    """
    if account.deducted or account.in_kind:
        # What the law leaves open about them depends on the facts themselves.
        return object()
    # What is too old decides which of the dues of the end of the work a payment is for.
    barring = paid_for_open(account, law)
    rules = frozenset(
        rule.id
        for rule in law.rules
        if not (isinstance(rule, AFTERWARDS) and not (barring and isinstance(rule, Limitation)))
        and all(account.about.get(name) in values for name, values in rule.where.items())
        and _can_apply(rule, account)
    )
    work = account.employment
    return (
        account.wages,
        work.rest_day,
        work.second_rest_day,
        work.work_days,
        work.week_begins,
        work.averaging_begins,
        rules,
    )


def _applicable(account: Account, possible: Sequence[Rule]) -> tuple[Rule, ...]:
    """Of some rules, those that can change the sum of an account of which all facts are stated.

    What excludes the work from a kind of rules all the time leaves none of that kind; it changes
    nothing else.
    """
    met = [
        rule
        for rule in possible
        if all(account.about.get(name) in values for name, values in rule.where.items())
        and (type(rule) not in SUPPOSED or _can_apply(rule, account))
    ]
    always = [one for one in met if isinstance(one, Excluded) and _always(one, account)]
    without = tuple(KINDS[kind] for kind in {kind for one in always for kind in one.kinds})
    return tuple(one for one in met if one not in always and not (without and type(one) in without))


def _always(rule: Rule, account: Account) -> bool:
    """Whether a rule holds on every day of the work, however long it lasted."""
    first = account.employment.first
    return first is not None and rule.valid_from <= first and rule.valid_until is None


def _differing(account: Account, rules: Sequence[Rule]) -> tuple[object, ...]:
    """What matters of the wages and of the beginning of the week, under some rules.

    A wage is for however many hours only where a rule lets one agree on that. The week matters for
    overtime, for a minimum wage by the week, and for hours beyond those that a wage is for.
    """
    lets = any(isinstance(one, PayForAllHours) for one in rules)
    paid = tuple(bool(one.pays_for_all) and lets for one in account.wages)
    by_week = any(
        isinstance(one, Overtime)
        or (isinstance(one, MinimumWage) and one.tested_over == "week")
        or (isinstance(one, PayForAllHours) and _may_change(one, account))
        for one in rules
    )
    by_week = by_week or any(
        one.per in FOR_HOURS and not for_all
        for one, for_all in zip(account.wages, paid, strict=True)
    )
    averages = [one for one in rules if isinstance(one, Overtime) and one.weeks]
    by_week = by_week and not (averages and all(_always(one, account) for one in averages))
    work = account.employment
    begins = work.averaging_begins if averages else None
    return paid, work.week_begins if by_week else None, begins


def _may_change(rule: Rule, account: Account) -> bool:
    """Whether a rule begins or ends during the work."""
    return not _always(rule, account)


def _can_apply(rule: Rule, account: Account) -> bool:
    """Whether anything in the account meets a rule; in case of doubt, yes."""
    first = account.employment.first
    if rule.valid_from > account.asked_on:
        return False
    if first is not None and rule.valid_until is not None and rule.valid_until <= first:
        return False
    meets = MEETS.get(type(rule))
    return meets is None or meets(rule, account)


def _has_ended(_: Rule, account: Account) -> bool:
    last = account.employment.last
    return last is not None and last <= account.asked_on


def _may_be_guaranteed(rule: Rule, account: Account) -> bool:
    """Whether the work has ended, and some of its days may be paid by another pay than a salary."""
    first, last = account.employment.first, account.employment.last
    if first is None or last is None or not _has_ended(rule, account):
        return _has_ended(rule, account)
    whole = Span(first, last)
    salaried = (len(one.span.meets(whole)) for one in account.wages if one.per in A_YEAR)
    return sum(salaried) < len(whole)


def _has_holidays(_: Rule, account: Account) -> bool:
    return bool(account.employment.holidays)


def _works_on_rest_days(rule: RestDayWork, account: Account) -> bool:
    """Whether there may have been an hour of work on the rest day of a rule."""
    work = account.employment
    rest = work.rest_day if rule.which == "weekly" else work.second_rest_day
    if rest is None or not account.work_complete:
        return True
    return any(day.weekday() == rest and hours.high != 0 for day, hours in account.hours.items())


def _may_bar(rule: Limitation, account: Account) -> bool:
    first, last = account.employment.first, account.employment.last
    if first is None or rule.last_day(first) < account.asked_on:
        return True
    if last is None or rule.after_end_months is None:
        return False
    return months_after(last, rule.after_end_months) < account.asked_on


MEETS: Mapping[type[Rule], Callable[[Any, Account], bool]] = {
    PayForAllHours: lambda _, it: any(one.pays_for_all is not False for one in it.wages),
    Deduction: lambda rule, it: any(one.of == rule.of for one in it.deducted),
    DeductionsTogether: lambda _, it: bool(it.deducted),
    InKind: lambda rule, it: any(one.of == rule.of for one in it.in_kind),
    HolidayWork: _has_holidays,
    PaidHoliday: _has_holidays,
    RestDayWork: _works_on_rest_days,
    CallInHours: lambda _, it: it.called_in is None or bool(it.called_in),
    PremiumCredited: lambda _, it: any(one.of == "premium" for one in it.extra_pay),
    Leave: _has_ended,
    EndOfService: lasted,
    GuaranteedHours: _may_be_guaranteed,
    LatePenalty: lambda rule, it: rule.of == "pay_period" or _has_ended(rule, it),
    NoticePay: lasted,
    SeverancePay: lasted,
    Limitation: _may_bar,
}
"""What an account needs for a rule of a kind to change anything; other kinds always may."""
