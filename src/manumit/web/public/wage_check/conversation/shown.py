"""Numbers, months and times in the reader's language."""

import datetime as dt
from collections.abc import Iterable

from manumit.assessment.view import Words
from manumit.terms.words import listed

ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
THOUSANDS = {"fr": "\u202f", "es": "\u00a0", "ar": "٬"}
ISOLATE, END = "\u2068", "\u2069"


def filled(words: Words, text_id: str, **values: object) -> str:
    """Return a text with its ``{names}`` filled in."""
    return words.name(text_id).format(**values)


def digits(text: str, tag: str) -> str:
    """Return a text with the digits of a language."""
    return text.translate(ARABIC) if tag == "ar" else text


def money(amount: int, currency: str, tag: str) -> str:
    """Return ``2,440 XXD`` as a language writes it."""
    number = f"{amount:,}".replace(",", THOUSANDS.get(tag, ","))
    return f"{ISOLATE}{digits(number, tag)}\u00a0{currency}{END}".replace(f"\u00a0{END}", END)


def month(day: dt.date, words: Words) -> str:
    """Return ``June 2026``."""
    name = words.name(f"wage_talk/month_{day.month}")
    return filled(
        words, "wage_talk/month_year", month=name, year=digits(str(day.year), words.language)
    )


def days(names: Iterable[int], words: Words) -> str:
    """Return weekdays by their names."""
    week = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    return listed(words, [words.name(f"owed/rest_day_{week[day]}") for day in names])
