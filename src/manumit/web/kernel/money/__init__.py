"""Amounts as they are typed, kept and added up: exact, and never in mixed currencies."""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction

from manumit.errors import Place
from manumit.terms.numbers import NUMBER, money, rounded, shown
from manumit.web.kernel.money.codes import MoneyCode

PLACES, DIGITS = 6, 18
"""Of what the database holds: as many as :data:`manumit.terms.numbers.NUMBER` takes."""
CURRENCY = r"^[A-Z]{3}$"
_AMOUNT = re.compile(NUMBER)
type Sums = Mapping[str, Fraction]


def check_currency(currency: str) -> None:
    """Whether it looks like a code of ISO 4217.

    Raises:
        InputError: Q104.
    """
    if re.fullmatch(CURRENCY, currency) is None:
        raise MoneyCode.NO_CURRENCY.error(Place(field="currency"))


def amount(text: str, currency: str, field: str) -> Fraction:
    """An amount above nothing, in whole smallest units of the currency.

    Raises:
        InputError: Q103.
    """
    found = Fraction(text) if _AMOUNT.fullmatch(text) else Fraction(0)
    if found <= 0 or rounded(found, currency) != found:
        raise MoneyCode.NO_AMOUNT.error(Place(field=field))
    return found


def kept(number: Fraction) -> Decimal:
    """As the database holds it."""
    return Decimal(shown(number, PLACES))


def summed(parts: Iterable[tuple[str, Decimal | Fraction]]) -> dict[str, Fraction]:
    """The sum of each currency, by its code, in the order of the codes."""
    found: dict[str, Fraction] = {}
    for currency, number in parts:
        found[currency] = found.get(currency, Fraction(0)) + Fraction(number)
    return dict(sorted(found.items()))


def told(sums: Sums) -> tuple[str, ...]:
    """Each with its currency, as people read it: ``270.00 KES``."""
    return tuple(money(number, currency) for currency, number in sums.items())
