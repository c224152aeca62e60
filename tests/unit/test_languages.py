"""Four languages: nothing missing, every string with its review, placeholders kept."""

import re
from pathlib import Path

import pytest

import manumit
from manumit.instruments import ReviewStatus, shipped_library

LANGUAGES = ("en", "fr", "es", "ar")
TEXTS = shipped_library().texts
ENGLISH = {
    (text_id, kind): strings
    for (language, text_id, kind), strings in TEXTS.strings.items()
    if language == "en"
}


def codes() -> set[str]:
    library = shipped_library()
    return {
        indicator.code
        for list_id in library.list_ids
        for indicator in library.instrument(list_id, special=True).indicators
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_indicator_has_label_explanation_and_a_question(language: str) -> None:
    for code in codes():
        for kind in ("label", "explanation", "questions"):
            strings = TEXTS.strings.get((language, code, kind), ())
            assert strings, (language, code, kind)
            assert all(text.value for text in strings)


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_nothing_that_english_has_is_missing(language: str) -> None:
    missing = [key for key in ENGLISH if (language, *key) not in TEXTS.strings]
    assert missing == []


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_nothing_is_left_untranslated_or_unmarked(language: str) -> None:
    """Drafts say that nobody reviewed them; a string equal to the English was forgotten."""
    # Words that two languages share, and bare placeholders.
    shared = re.compile(
        r"^[^a-z]*$|^(Code|Conclusion|destination|Dimensions|Exploitation|Instrument|No|Question"
        r"|sector|Servitude|Sources?|Transport|Violence)$"
    )
    for (_, text_id, kind), strings in TEXTS.strings.items():
        for text in TEXTS.strings.get((language, text_id, kind), ()):
            assert text.review.status is ReviewStatus.UNREVIEWED
            assert text.needs_notice
            if text.value in {english.value for english in strings if english.language == "en"}:
                assert shared.match(text.value) or "{" in text.value, (text_id, text.value)


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_questions_and_placeholders_are_the_same_in_number(language: str) -> None:
    for (text_id, kind), english in ENGLISH.items():
        translated = TEXTS.strings[language, text_id, kind]
        assert len(translated) == len(english), (text_id, kind)
        for one, other in zip(english, translated, strict=True):
            wanted = sorted(re.findall(r"\{\w+\}", one.value))
            assert sorted(re.findall(r"\{\w+\}", other.value)) == wanted, text_id


def bare(text: str) -> str:
    """Without placeholders."""
    return re.sub(r"\{\w+\}", "", text)


def test_arabic_is_written_in_arabic_from_right_to_left() -> None:
    assert TEXTS.direction("ar") == "rtl"
    assert {TEXTS.direction(language) for language in ("en", "fr", "es")} == {"ltr"}
    for (language, text_id, _), strings in TEXTS.strings.items():
        if language == "ar":
            worded = [text.value for text in strings if re.search(r"[^\W\d_]", bare(text.value))]
            assert all(re.search(r"[\u0600-\u06ff]", value) for value in worded), text_id


@pytest.mark.proves("no-migration-status")
def test_no_question_asks_for_migration_status() -> None:
    """R-34: the threat of denunciation is asked for as a threat, never the ground for it."""
    words = re.compile(
        r"\b(visa|permit|illegal|legal|undocumented|irregular|status)\b", re.IGNORECASE
    )
    special = {"DR06", "RV02", "RV14", "VD05"}
    for (language, text_id, kind), strings in TEXTS.strings.items():
        if language == "en" and kind == "questions" and text_id not in special:
            assert not any(words.search(text.value) for text in strings), text_id


def test_french_signs_stay_with_their_word() -> None:
    packs = sorted(Path(manumit.__file__).parent.rglob("texts/fr/*.yaml"))
    assert len(packs) > 5
    wrong = {}
    for pack in packs:
        lines = pack.read_text("utf-8").splitlines()
        texts = [line for line in lines if not line.lstrip().startswith("#")]
        wrong[pack.name] = [one for one in texts if re.search(r"[\w)] [:;!?»](?!\S)|« ", one)]
    assert {pack: found for pack, found in wrong.items() if found} == {}
