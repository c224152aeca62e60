"""Numbers and amounts in the signs of each language."""

from fractions import Fraction
from pathlib import Path

import pytest

from manumit.assessment.view import Words
from manumit.instruments import Library
from manumit.terms.numbers import Range
from manumit.terms.words import TEXTS, number_text, range_text


def words(language: str) -> Words:
    return Words(Library.load(Path(TEXTS)), language, marks=False)


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("en", "44,200.00 XTS"),
        ("fr", "44\u202f200,00 XTS"),
        ("es", "44\u202f200,00 XTS"),
        ("ar", "44,200.00 XTS"),
    ],
)
def test_an_amount_has_separators_of_the_language(language: str, shown: str) -> None:
    assert number_text(words(language), "44200.00 XTS") == shown


@pytest.mark.parametrize(
    ("plain", "shown"),
    [
        ("0.00", "0.00"), ("999.5", "999.5"), ("-0.50", "-0.50"), ("-1000", "-1,000"),
        ("1234567.891", "1,234,567.891"), ("12 KWD", "12 KWD"),
        ("1200.00 KES, 50000.00 USD", "1,200.00 KES, 50,000.00 USD"), ("", ""),
    ],
)  # fmt: skip
def test_only_the_whole_part_is_grouped(plain: str, shown: str) -> None:
    assert number_text(words("en"), plain) == shown


def test_both_ends_of_a_range_have_separators() -> None:
    amount = Range(Fraction(3050), Fraction(30950))
    assert range_text(words("en"), amount, "XXD") == "3,050.00 to 30,950.00 XXD"
    assert range_text(words("fr"), amount, "XXD").count("\u202f") == 2
