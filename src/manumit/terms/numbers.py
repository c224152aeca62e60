"""Exact numbers with what is unknown about them.

Everything is reckoned in fractions: a sum does not depend on the order of its parts. Only what is
shown as a line is rounded, to the smallest unit of its currency.
"""

import math
import re
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib import resources
from typing import Self

import yaml

NUMBER = r"[0-9]{1,12}(?:\.[0-9]{1,6})?"
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
        return cls(Fraction(number), Fraction(number))

    @property
    def known(self) -> bool:
        """Whether it is one number."""
        return self.low == self.high


UNKNOWN = Range(Fraction(0), None)
NONE = Range.exactly(0)


def read_range(text: str) -> Range | None:
    """``8``, ``8.5``, ``8..10`` or ``unknown``; None for anything else, and for ``10..8``."""
    if text == "unknown":
        return UNKNOWN
    found = _RANGE.fullmatch(text)
    if found is None:
        return None
    low = Fraction(found["low"])
    high = Fraction(found["high"] or found["low"])
    return Range(low, high) if low <= high else None


@cache
def _unusual_units() -> dict[str, int]:
    file = resources.files(__package__) / "law" / "currencies.yaml"
    loaded = yaml.safe_load(file.read_text("utf-8"))
    return {code: digits for digits, codes in loaded["digits"].items() for code in codes}


def digits(currency: str) -> int:
    """How many digits of a currency stand behind the point (ISO 4217)."""
    return _unusual_units().get(currency, 2)


def rounded(amount: Fraction, currency: str) -> Fraction:
    """To the smallest unit of the currency, a half away from zero."""
    unit = Fraction(1, 10 ** digits(currency))
    whole, rest = divmod(abs(amount), unit)
    found = (whole + (1 if rest * 2 >= unit else 0)) * unit
    return found if amount >= 0 else -found


def shown(number: Fraction, places: int | None = None) -> str:
    """A number as people write it: with so many digits, or as many as it has, four at most."""
    if places is None:
        places = next((n for n in range(5) if (number * 10**n).denominator == 1), 4)
    scaled = math.floor(abs(number) * 10**places + Fraction(1, 2))
    sign, text = "-" if scaled and number < 0 else "", str(scaled).rjust(places + 1, "0")
    return f"{sign}{text[:-places]}.{text[-places:]}" if places else f"{sign}{text}"


def money(amount: Fraction, currency: str) -> str:
    """An amount with its currency: ``270.00 USD``."""
    return f"{shown(amount, digits(currency))} {currency}"
