"""Write amounts with currency, ranges and lists in a language."""

import functools
import re
from collections.abc import Iterable
from fractions import Fraction
from importlib import resources
from pathlib import Path

from manumit.assessment.view import Words
from manumit.terms.numbers import Range, digits, rounded, shown

_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
TEXTS = Path(str(resources.files("manumit.terms") / "texts"))


def phrase(words: Words, text_id: str, **values: object) -> str:
    """Return a text with its ``{names}`` filled in; a page marks unreviewed texts once."""
    return words.name(text_id).format(**values)


def labelled(words: Words, label: str, text: str) -> str:
    """Return ``label: text`` with the colon of the language."""
    return phrase(words, "terms/colon", label=label, text=text)


def listed(words: Words, parts: Iterable[str], sign: str = "comma") -> str:
    """Return parts of a sentence joined by the commas or semicolons of the language."""
    join = words.name(f"terms/{sign}").format
    return functools.reduce(lambda one, other: join(one=one, other=other), parts)


def number_text(words: Words, plain: str) -> str:
    """Return a plain number, or amounts with their currencies, with the signs of the language.

    Args:
        words: of the language.
        plain: as machines read it: ``44200.00 XTS`` becomes ``44,200.00 XTS``.
    """
    return _NUMBER.sub(lambda found: words.number(found[0]), plain)


def range_text(words: Words, amount: Range, currency: str = "") -> str:
    """Return ``1,270.00 XXD``, ``8 to 10`` or ``8 or more``, rounded to the currency's unit."""
    low = words.number(_number(amount.low, currency))
    if amount.known:
        return words.apart(_with(low, currency))
    if amount.high is None:
        return phrase(words, "terms/or_more", low=words.apart(_with(low, currency)))
    high = words.apart(_with(words.number(_number(amount.high, currency)), currency))
    return phrase(words, "terms/from_to", low=words.apart(low), high=high)


def _number(number: Fraction, currency: str) -> str:
    return shown(rounded(number, currency), digits(currency)) if currency else shown(number)


def _with(number: str, currency: str) -> str:
    return f"{number} {currency}" if currency else number
