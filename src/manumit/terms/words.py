"""How numbers of this room are said in a language: amounts with currency, ranges, counts."""

import functools
from collections.abc import Iterable
from fractions import Fraction
from importlib import resources
from pathlib import Path

from manumit.assessment.view import Words
from manumit.terms.numbers import Range, digits, rounded, shown

TEXTS = Path(str(resources.files("manumit.terms") / "texts"))


def said(words: Words, text_id: str, **values: object) -> str:
    """A text of the room, its ``{names}`` filled in; a page says once what nobody has reviewed."""
    return words.name(text_id).format(**values)


def labelled(words: Words, label: str, text: str) -> str:
    """``label: text``."""
    return said(words, "terms/colon", label=label, text=text)


def listed(words: Words, parts: Iterable[str], sign: str = "comma") -> str:
    """Parts of a sentence, with the commas or semicolons of the language."""
    join = words.name(f"terms/{sign}").format
    return functools.reduce(lambda one, other: join(one=one, other=other), parts)


def said_range(words: Words, amount: Range, currency: str = "") -> str:
    """``270.00 XXD``, ``8 to 10``, ``8 or more``; rounded to the unit of the currency."""
    low = _number(amount.low, currency)
    if amount.known:
        return words.apart(_with(low, currency))
    if amount.high is None:
        return said(words, "terms/or_more", low=words.apart(_with(low, currency)))
    high = words.apart(_with(_number(amount.high, currency), currency))
    return said(words, "terms/from_to", low=words.apart(low), high=high)


def _number(number: Fraction, currency: str) -> str:
    return shown(rounded(number, currency), digits(currency)) if currency else shown(number)


def _with(number: str, currency: str) -> str:
    return f"{number} {currency}" if currency else number
