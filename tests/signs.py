"""Amounts of English test data in the signs of another language."""

SIGNS = str.maketrans(",.", "\u202f,")
POINT = frozenset({"en", "ar"})


def in_language(english: str, language: str) -> str:
    """Return ``3,050.00 XXD`` as a page of the language shows it; other text as it is."""
    number = english.removeprefix("-")[:1].isdigit() and language not in POINT
    return english.translate(SIGNS) if number else english
