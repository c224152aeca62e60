"""Safe labels: two neutral words; none of them leads to the person."""

import pytest

from manumit.errors import InputError
from manumit.web.labels.words import check_label, label_words, matches, offer_label


def code_of(text: str, *telling: str) -> str:
    with pytest.raises(InputError) as wrong:
        check_label(text, telling)
    return str(wrong.value.problems[0].code)


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
def test_each_pair_of_words_that_is_offered_is_a_label(language: str) -> None:
    words = label_words()[language]
    assert len(words) == len(set(words)) > 50
    assert all(check_label(f"{words[0]} {one}", ()) for one in words[1:])
    assert set(offer_label(language).split()) <= set(words)


def test_a_language_without_words_is_offered_english_ones() -> None:
    assert set(offer_label("bn").split()) <= set(label_words()["en"])


@pytest.mark.parametrize("text", ["", "Lamp", "One Two Three", "Lamp 7", "A Lamp", "Lamp l@mp"])
def test_anything_else_than_two_words_is_refused(text: str) -> None:
    assert code_of(text) == "K611"


@pytest.mark.parametrize(
    ("text", "telling"),
    [
        ("Amina Lamp", "Amina Yusuf"),
        ("Amin Lamp", "AMINA"),
        ("Zoë Lamp", "Zoe"),
        ("Lamp Marina", "Hotel Marina Bay, Dock 4"),
        ("Lamp Marinas", "Marina"),
        ("Lamp lamp", ""),
        ("مصباح أمينة", "أمينة يوسف"),
    ],
)
def test_a_word_of_the_names_employer_or_place_is_refused(text: str, telling: str) -> None:
    assert code_of(text, telling) == "K612"


def test_a_label_is_written_with_single_spaces() -> None:
    assert check_label("  Harbour   Lamp ", ["Amina", "Li"]) == "Harbour Lamp"


def test_a_label_is_found_by_the_beginnings_of_its_words() -> None:
    assert matches("Harbour Lamp", "lam")
    assert matches("Écho Lune", "echo lu")
    assert not matches("Harbour Lamp", "harbour kettle")
    assert not matches("Harbour Lamp", "")
