"""Facts that follow from what the wages of an account are for, so that nobody is asked for them."""

from manumit.errors import Place
from manumit.terms.account import Account
from manumit.terms.codes import TermsCode
from manumit.terms.law.rules import Fact, Law
from manumit.terms.numbers import UNKNOWN


def possible_values(account: Account, fact: Fact) -> tuple[str, ...]:
    """Return the values of a fact that the wages of an account leave possible.

    A wage of an unknown amount may be of any kind. No value is left where two wages leave
    nothing in common.
    """
    work, left = account.employment, fact.values
    for wage in account.wages if fact.by_wage else ():
        if wage.amount != UNKNOWN:
            a_week = f"{wage.per}_{len(work.work_days)}" if work.work_days_stated else ""
            fits = fact.by_wage.get(a_week) or fact.by_wage.get(str(wage.per), fact.values)
            left = tuple(one for one in left if one in fits)
    return left


def check_wage_facts(account: Account, law: Law) -> None:
    """Refuse an account whose facts do not fit its wages.

    Raises:
        InputError: W119.
    """
    for name, fact in law.facts.items():
        possible, stated = possible_values(account, fact), account.about.get(name)
        if not possible or (stated is not None and stated not in possible):
            place = Place(field=f"about.{name}")
            raise TermsCode.NOT_THIS_WAGE.error(place, fact=name, value=stated or "unknown")
