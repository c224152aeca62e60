"""The search by itself: what counts as the same word, what comes first, and why it was found."""

import pytest

from manumit.web.public.catalogue.folding import fold, without_article, words_in
from manumit.web.public.catalogue.search import (
    CODE,
    LABEL,
    MOST_RESULTS,
    TEXT,
    Entry,
    Field,
    Index,
    Link,
    SearchResult,
)


def entry(title: str, *, code: str = "", text: str = "") -> Entry:
    every = (("code", CODE, code), ("label", LABEL, title), ("text", TEXT, text))
    fields = tuple(Field(name, weight, value, "en") for name, weight, value in every if value)
    return Entry("kind", code, title, "en", (Link("view", {}, "text"),), fields)


def titles(index: Index, query: str) -> list[str]:
    return [result.entry.title for result in index.find(query).results]


def marked(result: SearchResult) -> list[str]:
    return [piece.text for reason in result.reasons for piece in reason.pieces if piece.marked]


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("Confiscation", "CONFISCATION"),
        ("Économie", "economie"),
        ("niñas", "NINAS"),
        ("cœur", "coeur"),
        ("Straße", "strasse"),
        ("أجور", "اجور"),
        ("إجبار", "اجبار"),
        ("آخر", "اخر"),
        ("ٱلعمل", "العمل"),
        ("مدرسة", "مدرسه"),
        ("على", "علي"),
        ("جَوَازُ", "جواز"),
        ("جـــواز", "جواز"),
        ("مؤشر", "موشر"),
        ("٢٠١٨", "2018"),
        ("ي", "ی"),
    ],
)
def test_spellings_that_a_reader_takes_for_the_same(written: str, typed: str) -> None:
    assert fold(written) == fold(typed)


@pytest.mark.parametrize(("one", "other"), [("কি", "কু"), ("काम", "कम"), ("work", "word")])
def test_signs_that_are_letters_stay(one: str, other: str) -> None:
    assert fold(one) != fold(other)


def test_words_lie_between_what_is_no_letter() -> None:
    words = [word.folded for word in words_in("l’employeur (CD01), “pay”: 22 euros")]
    assert words == ["l", "employeur", "cd01", "pay", "22", "euros"]


def test_a_word_remembers_where_it_stands() -> None:
    text = "قال: الجَوَازُ عنده"
    word = next(word for word in words_in(text) if "جواز" in word.folded)
    assert text[word.start : word.end] == "الجَوَازُ"


@pytest.mark.parametrize(
    ("word", "bare"), [("العمل", "عمل"), ("والعمل", "عمل"), ("للعامل", "عامل"), ("الى", "الى")]
)
def test_an_arabic_word_with_and_without_article(word: str, bare: str) -> None:
    assert without_article(word) == bare


def test_an_arabic_word_is_found_with_and_without_article() -> None:
    index = Index([entry("جواز السفر")])
    assert titles(index, "سفر") == titles(index, "السفر") == titles(index, "الجواز")
    assert marked(index.find("سفر").results[0]) == ["السفر"]


def test_all_words_are_needed_and_a_beginning_is_enough() -> None:
    index = Index([entry("Passport kept"), entry("Passport lost")])
    assert titles(index, "kep pass") == ["Passport kept"]
    assert titles(index, "passport stolen") == []
    assert titles(index, "assport") == []


def test_code_before_label_before_text() -> None:
    index = Index([
        entry("Other", text="It says CD01 and debt."),
        entry("Debt CD01"),
        entry("Confiscation", code="CD01", text="A debt."),
    ])  # fmt: skip
    assert titles(index, "cd01") == ["Confiscation", "Debt CD01", "Other"]
    assert titles(index, "debt") == ["Debt CD01", "Other", "Confiscation"]


def test_a_whole_label_before_a_part_of_one() -> None:
    index = Index([entry("Debt bondage of a family"), entry("Debt bondage")])
    assert titles(index, "debt bondage") == ["Debt bondage", "Debt bondage of a family"]


def test_the_reason_says_which_field_and_marks_the_words() -> None:
    text = "Long before. " * 30 + "They took the passport away." + " Long after." * 30
    reason = Index([entry("Papers", text=text)]).find("passp tak").results
    assert reason == ()  # "took" does not begin like that: no guess
    found = Index([entry("Papers", text=text)]).find("passp too").results[0]
    assert [one.field.name for one in found.reasons] == ["text"]
    assert marked(found) == ["took", "passport"]
    shown = "".join(piece.text for piece in found.reasons[0].pieces)
    assert shown.startswith("… ")
    assert shown.endswith(" …")
    assert len(shown) < 250


def test_two_reasons_where_the_words_stand_in_two_fields() -> None:
    found = Index([entry("Papers", text="kept by him")]).find("papers kept").results[0]
    assert {one.field.name for one in found.reasons} == {"label", "text"}


@pytest.mark.parametrize("query", ["", "   ", "?!", "\u200f", "\u0301"])
def test_a_query_without_words_asks_nothing(query: str) -> None:
    found = Index([entry("Papers")]).find(query)
    assert not found.asked
    assert found.results == ()


def test_at_most_fifty_are_shown_and_all_are_counted() -> None:
    found = Index([entry(f"Papers {number}") for number in range(60)]).find("papers")
    assert len(found.results) == MOST_RESULTS == 50
    assert found.total == 60
