"""What nobody knows of an account and a law asks for, where it lies between two ends."""

from collections.abc import Iterator

from manumit.terms.account import DAY, Account, Deducted
from manumit.terms.law.file import KINDS
from manumit.terms.law.limitation import Limitation
from manumit.terms.law.rules import (
    CallInHours,
    Deduction,
    EndOfService,
    Interest,
    LatePenalty,
    Law,
    NightPremium,
    NoticePay,
)
from manumit.terms.units import DAYS, MONTHS_OF_A_YEAR, months_after
from manumit.terms.wages.averaging import may_hold

NOTICE_DAYS, NOTICE_PAID_DAYS = "notice_days", "notice_paid_days"
AGE_AT_END = "age_at_end"


def call_in_open(account: Account, law: Law) -> bool:
    """Whether nobody says when the worker was called in, and the sum may depend on it."""
    if account.called_in is not None:
        return False
    asking = (one for one in law.rules if isinstance(one, CallInHours))
    return any(may_hold(one, account) for one in asking)


def ending_open(account: Account, law: Law) -> list[str]:
    """What nobody knows exactly about the end of the work, where a rule asks for it."""
    work = account.employment
    asking = list(_at_end(account, law))
    longer = any(one.service_with_notice for one in asking)
    found = []
    if (longer or any(one.less_notice for one in asking)) and not work.notice_days.known:
        found.append(NOTICE_DAYS)
    if longer and work.notice_days.high != 0 and not work.notice_paid_days.known:
        found.append(NOTICE_PAID_DAYS)
    if any(one.ages for one in asking) and not work.age_at_end.known:
        found.append(AGE_AT_END)
    return found


def birthday_open(account: Account, law: Law) -> bool:
    """Whether the worker may have been a year older when notice that was due would have ended."""
    notice = (one for one in law.rules if isinstance(one, NoticePay))
    longest = max((n * DAYS[one.unit] for one in notice for _, n in one.steps), default=0)
    work = account.employment
    paid = work.notice_paid_days.high
    if paid is not None and work.notice_days.low - paid >= longest:
        return False
    return any(one.ages and one.service_with_notice for one in _at_end(account, law))


def paid_for_open(account: Account, law: Law) -> bool:
    """Whether nobody knows which of two dues of the end of the work a payment was for."""
    limits = (one for one in law.rules if isinstance(one, Limitation))
    own_time = {KINDS[kind] for one in limits for kind in one.of}
    last = account.employment.last
    paid = any(one.for_day in (None, last) for one in account.payments)
    return paid and any(type(one) in own_time for one in _at_end(account, law))


def _at_end(account: Account, law: Law) -> Iterator[EndOfService]:
    """The rules that may give something because the work ended, by what the account states."""
    for one in law.rules:
        if isinstance(one, EndOfService) and lasted(one, account):
            stated = ((account.about.get(name), values) for name, values in one.where.items())
            if all(value is None or value in values for value, values in stated):
                yield one


def lasted(rule: EndOfService, account: Account) -> bool:
    """Whether the work has ended and may have lasted as long as a rule asks; in doubt, yes."""
    work = account.employment
    first, last = work.service_from or work.first, work.last
    if last is None or last > account.asked_on:
        return False
    if first is None:
        return True
    # Notice that was not given may count as service; it is due for less than a year.
    less = MONTHS_OF_A_YEAR if rule.service_with_notice else 0
    return months_after(first, max(0, rule.after_months - less)) <= last + DAY


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


def claim_steps_open(account: Account, law: Law) -> tuple[Limitation, ...]:
    """Return the rules, of those that may hold, that are silent about a step that was taken."""
    return tuple(
        one
        for one in law.rules
        if isinstance(one, Limitation) and one.silent_about(account) and may_hold(one, account)
    )


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
