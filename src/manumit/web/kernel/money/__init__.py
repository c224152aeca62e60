"""Parses, stores, adds up and formats amounts: exactly, and never across currencies."""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction

from manumit.errors import Place
from manumit.terms.numbers import NUMBER, money, rounded, shown
from manumit.web.kernel.money.codes import MoneyCode

PLACES, DIGITS = 6, 18
"""Of a stored amount: as many as :data:`manumit.terms.numbers.NUMBER` takes."""
CURRENCY = r"^[A-Z]{3}$"
_AMOUNT = re.compile(NUMBER)
type Sums = Mapping[str, Fraction]


def check_currency(currency: str) -> None:
    """Check that a currency has the form of an ISO 4217 code.

    Raises:
        InputError: Q104.
    """
    if re.fullmatch(CURRENCY, currency) is None:
        raise MoneyCode.NO_CURRENCY.error(Place(field="currency"))


def parse_amount(text: str, currency: str, field: str) -> Fraction:
    """Return an amount above zero, in whole smallest units of its currency.

    Raises:
        InputError: Q103.
    """
    found = Fraction(text) if _AMOUNT.fullmatch(text) else Fraction(0)
    if found <= 0 or rounded(found, currency) != found:
        raise MoneyCode.NO_AMOUNT.error(Place(field=field))
    return found


def to_decimal(number: Fraction) -> Decimal:
    """Return a number as the database stores it."""
    return Decimal(shown(number, PLACES))


def sum_by_currency(parts: Iterable[tuple[str, Decimal | Fraction]]) -> dict[str, Fraction]:
    """Return the sum for each currency code, in the order of the codes."""
    found: dict[str, Fraction] = {}
    for currency, number in parts:
        found[currency] = found.get(currency, Fraction(0)) + Fraction(number)
    return dict(sorted(found.items()))


def format_sums(sums: Sums) -> tuple[str, ...]:
    """Return each sum with its currency, such as ``270.00 KES``."""
    return tuple(money(number, currency) for currency, number in sums.items())
