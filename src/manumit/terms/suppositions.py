"""Facts on which rules depend and which nobody told: each of their values is supposed once.

Unlike a number, a fact has no lower and no upper end. So the sum is reckoned with each value that
the law names, and the least and the most of all of them are the bounds.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import product

from manumit.terms.account import Account, Consent
from manumit.terms.laws import WEEKDAYS
from manumit.terms.rules import Law, RestDayWork

REST_DAY = "rest_day"


def asked_facts(account: Account, law: Law) -> tuple[str, ...]:
    """Facts that some rule asks for and the account does not tell."""
    return tuple(
        sorted({name for rule in law.rules for name in rule.where if name not in account.about})
    )


def suppositions(account: Account, law: Law) -> Iterator[tuple[Account, Mapping[str, str]]]:
    """The account with each combination of what it does not tell, and what was supposed.

    The weekly rest day is supposed too where it is not told and the law has a rule for work on it.
    """
    names = asked_facts(account, law)
    for values in product(*(law.facts[name].values for name in names)):
        supposed = dict(zip(names, values, strict=True))
        told = replace(account, about={**account.about, **supposed})
        for day in _rest_days(account, law):
            yield (
                told if day is None else _resting(told, day),
                (supposed if day is None else {**supposed, REST_DAY: WEEKDAYS[day]}),
            )


def count_of_suppositions(account: Account, law: Law) -> int:
    """How many accounts :func:`suppositions` makes of one, without making them."""
    values = (len(law.facts[name].values) for name in asked_facts(account, law))
    return math.prod(values) * len(_rest_days(account, law))


def exact(account: Account) -> bool:
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
    return complete and consents and all(one.known for one in numbers)


def _rest_days(account: Account, law: Law) -> tuple[int | None, ...]:
    work = account.employment
    if work.rest_day is not None or not any(isinstance(one, RestDayWork) for one in law.rules):
        return (None,)
    free = tuple(day for day in range(len(WEEKDAYS)) if day not in work.work_days)
    return free or tuple(range(len(WEEKDAYS)))


def _resting(account: Account, day: int) -> Account:
    work = account.employment
    return replace(
        account, employment=replace(work, rest_day=day, work_days=work.work_days - {day})
    )
