"""What nobody knows of an account and a law asks for, where it lies between two ends."""

from manumit.terms.account import Account, Deducted
from manumit.terms.averaging import may_hold
from manumit.terms.rules import (
    CallInHours,
    Deduction,
    EndOfService,
    Interest,
    LatePenalty,
    Law,
    NightPremium,
)

NOTICE_DAYS, AGE_AT_END = "notice_days", "age_at_end"


def call_in_open(account: Account, law: Law) -> bool:
    """Whether nobody says when the worker was called in, and the sum may depend on it."""
    if account.called_in is not None:
        return False
    asking = (one for one in law.rules if isinstance(one, CallInHours))
    return any(may_hold(one, account) for one in asking)


def ending_open(account: Account, law: Law) -> list[str]:
    """What nobody knows exactly about the end of the work, where a rule asks for it."""
    work = account.employment
    if work.last is None or work.last > account.asked_on:
        return []
    asking = [one for one in law.rules if isinstance(one, EndOfService)]
    found = []
    if any(one.less_notice for one in asking) and not work.notice_days.known:
        found.append(NOTICE_DAYS)
    if any(one.ages for one in asking) and not work.age_at_end.known:
        found.append(AGE_AT_END)
    return found


def night_open(account: Account, law: Law) -> bool:
    """Whether nobody knows how much of some day was night work, and the sum depends on it."""
    if not any(isinstance(one, NightPremium) for one in law.rules):
        return False
    worked = (day for day, hours in account.hours.items() if hours.high != 0)
    return any(day not in account.clock or not account.clock[day].known for day in worked)


def payments_open(account: Account, law: Law) -> bool:
    """Whether nobody knows when something was paid, and the sum depends on it."""
    asking = any(
        isinstance(one, LatePenalty) or (isinstance(one, Interest) and one.also_paid_late)
        for one in law.rules
    )
    return asking and any(one.on is None for one in account.payments)


def days_open(one: Deducted, law: Law) -> bool:
    """Whether nobody knows for how many days something was taken off, and the sum depends on it."""
    return one.days is None and any(
        isinstance(rule, Deduction) and rule.of == one.of and bool(rule.below_minimum_per_day)
        for rule in law.rules
    )


def silent(account: Account, law: Law) -> frozenset[str]:
    """What was taken off or given in kind and of which the law says nothing, for some day."""
    return frozenset(
        of
        for kind, of in (
            *(("deduction", one.of) for one in account.deducted),
            *(("in_kind", one.of) for one in account.in_kind),
        )
        if law.coverage and not _always_covered(law, kind, of)
    )


def _always_covered(law: Law, kind: str, of: str) -> bool:
    """Whether the law is complete about something for everybody, without a last day."""
    return any(
        one.kind == kind and one.of in (None, of) and not one.where and one.valid_until is None
        for one in law.coverage
    )
