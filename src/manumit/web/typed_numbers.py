"""Numbers that somebody types into a form, and their results as the reports write them."""

from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation, localcontext

from manumit.web.ui.languages import Language, words

LARGEST, SMALLEST = Decimal(10) ** 15, Decimal(10) ** -6
PLACES = 12
"""Digits after the point of a number that somebody types."""
DIGITS = 60  # more than the largest entries divided by the smallest have


def parse_number(text: str) -> Decimal:
    """Read a number as somebody typed it.

    Raises:
        ValueError: it is none, too large or too small to be meant, or has too many digits.
    """
    try:
        number = Decimal(text.replace(",", "").replace("\u202f", "").replace(" ", ""))
    except InvalidOperation as error:
        raise ValueError(text) from error
    if number.is_zero():
        # "0E-900000000" is a zero too, and would be written with that many digits.
        return Decimal(0)
    exponent = number.as_tuple().exponent  # a letter where it is no number
    if not isinstance(exponent, int) or exponent < -PLACES or not SMALLEST <= number <= LARGEST:
        raise ValueError(text)
    return number


def format_number(number: Decimal, unit: Decimal, language: Language) -> str:
    """Return a number with the signs of the language, as the reports write it."""
    with localcontext(prec=DIGITS):
        text = f"{number.quantize(unit, ROUND_HALF_EVEN):f}"
    return words(language.tag).number(text)
