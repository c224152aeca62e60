"""Exact numbers with what is unknown about them.

Everything is reckoned in fractions: a sum does not depend on the order of its parts. Only what is
shown as a line is rounded, to the smallest unit of its currency.
"""

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, lru_cache
from typing import Self

from manumit.packaged import packaged_yaml

NUMBER = r"[0-9]{1,12}(?:\.[0-9]{1,6})?"
MOST_KEPT = 4_096
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹٫", "01234567890123456789.")
_COMMA = re.compile(r"(?<=[0-9]),(?=[0-9]{1,2}(?:\.\.|$))")
_RANGE = re.compile(rf"(?P<low>{NUMBER})(?:\.\.(?P<high>{NUMBER}))?")


@dataclass(frozen=True, slots=True)
class Range:
    """A number of which one knows that it lies from ``low`` to ``high``, both included.

    ``high`` is None where nothing is known above ``low``.
    """

    low: Fraction
    high: Fraction | None

    @classmethod
    def exactly(cls, number: Fraction | int) -> Self:
        """A number that is known."""
        one = Fraction(number)
        return cls(one, one)

    @property
    def known(self) -> bool:
        """Whether it is one number."""
        return self.low is self.high or self.low == self.high


UNKNOWN = Range(Fraction(0), None)
NONE = Range.exactly(0)


@lru_cache(maxsize=MOST_KEPT)
def read_range(text: str) -> Range | None:
    """``8``, ``8.5``, ``8..10`` or ``unknown``; None for anything else, and for ``10..8``.

    Digits may be Arabic, and one or two digits may follow a comma, as people write on pages;
    ``1,250`` is refused, since nobody knows whether it is a thousand.
    """
    if text == "unknown":
        return UNKNOWN
    found = _RANGE.fullmatch(_COMMA.sub(".", text.translate(_DIGITS)))
    if found is None:
        return None
    low = Fraction(found["low"])
    high = Fraction(found["high"]) if found["high"] else low
    return Range(low, high) if low <= high else None


@cache
def _unusual_units() -> dict[str, int]:
    loaded = packaged_yaml(__package__, "law/currencies.yaml")
    return {code: digits for digits, codes in loaded["digits"].items() for code in codes}


def digits(currency: str) -> int:
    """How many digits of a currency stand behind the point (ISO 4217)."""
    return _unusual_units().get(currency, 2)


def rounded(amount: Fraction, currency: str) -> Fraction:
    """To the smallest unit of the currency, a half away from zero."""
    above, below = amount.as_integer_ratio()
    units = 10 ** digits(currency)
    whole, rest = divmod(abs(above) * units, below)
    whole += rest * 2 >= below
    return Fraction(whole if above >= 0 else -whole, units)


def shown(number: Fraction, places: int | None = None) -> str:
    """A number as people write it: with so many digits, or as many as it has, four at most."""
    above, below = number.as_integer_ratio()
    if places is None:
        places = next((n for n in range(5) if 10**n % below == 0), 4)
    scaled = (abs(above) * 10**places * 2 + below) // (below * 2)
    sign, text = "-" if scaled and above < 0 else "", str(scaled).rjust(places + 1, "0")
    return f"{sign}{text[:-places]}.{text[-places:]}" if places else f"{sign}{text}"


def money(amount: Fraction, currency: str) -> str:
    """An amount with its currency: ``270.00 USD``."""
    return f"{shown(amount, digits(currency))} {currency}"
