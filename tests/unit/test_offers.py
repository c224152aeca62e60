"""The data and the matching of the check of an offer."""

import functools
import json
import unicodedata

import jsonschema
import pytest

from manumit.assessment.view import Words
from manumit.cli.options import library_with
from manumit.errors import InputError
from manumit.instruments.reading import parse_yaml, read_text
from manumit.offers import Span, check_text
from manumit.offers.answers import ASKED, CONTRACTS, LONGEST, VISAS, OfferAnswers, check_answers
from manumit.offers.check import LARGEST
from manumit.offers.rulebook import (
    AMOUNT,
    FOLDER,
    MONEY,
    NUMBER,
    TEXTS,
    phrases_of,
    ranges,
    rulebook,
    sign_of,
)
from manumit.offers.view import MOST_PASSAGES, check_as_json, check_as_text, passage
from manumit.offers.words import (
    LONGEST_SENTENCE,
    MOST_FOLDED,
    cut_words,
    folded_character,
    sentences,
)
from offer_texts import LANGUAGES

OF_NUMBERS = {AMOUNT, MONEY, NUMBER, *ranges()}
BESIDE_SIGNS = {"currency", "thousand", "not_denying", "or_else"}


def data(name: str) -> dict[str, dict[str, list[str]]]:
    path = FOLDER / "rules" / f"{name}.yaml"
    read: dict[str, dict[str, list[str]]] = parse_yaml(read_text(path), path)
    return read


@pytest.mark.parametrize("name", ["rules", *LANGUAGES])
def test_files_satisfy_their_schema(name: str) -> None:
    kind = "rules" if name == "rules" else "words"
    schema = json.loads((FOLDER / "schema" / f"offer-{kind}.json").read_text("utf-8"))
    jsonschema.validate(data(name), schema)


def test_every_rule_has_a_source_and_signs_and_no_source_is_idle() -> None:
    rules = data("rules")
    used = {law["source"] for one in rules["rules"] for law in one["law"]}  # type: ignore[index]
    assert used <= set(rules["sources"])
    assert set(rulebook().signs) == set(rulebook().rules)
    assert set(rulebook().by_answer.values()) <= set(rulebook().rules)
    assert set(rulebook().by_answer) <= {*ASKED, *VISAS, *CONTRACTS}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_group_of_words_is_used_and_every_sign_can_be_found(language: str) -> None:
    """A group with a misspelt name would never match, in silence."""
    book = rulebook()
    in_signs = {group for each in book.signs.values() for sign in each for group, _ in sign}
    assert book.verbs <= in_signs
    denying = {group for one in book.rules.values() for group in (*one.unless, *one.unless_after)}
    defined = set(data(language)["groups"])
    assert defined - in_signs - denying - BESIDE_SIGNS == set()
    assert in_signs - OF_NUMBERS - defined == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_and_answer_has_its_texts(language: str) -> None:
    texts = library_with((TEXTS,), language).texts
    wanted = [
        (f"offer/rule_{one}", kind) for one in rulebook().rules for kind in ("label", "explanation")
    ]
    wanted += [(f"offer/do_{one}", "label") for one in rulebook().rules]
    assert [one for one in wanted if (language, *one) not in texts.strings] == []


def test_a_phrase_names_choices_and_endings() -> None:
    assert list(phrases_of("we pay|cover visa*")) == [
        ("we", "pay", "visa*"),
        ("we", "cover", "visa*"),
    ]
    assert list(phrases_of("l'employeur")) == [("l", "employeur")]
    assert sign_of("pay 6 item money") == (("pay", 0), ("item", 6), ("money", 0))


def test_spellings_meet() -> None:
    assert cut_words("Frais d’Éligibilité") == ("frais", "d", "eligibilite")
    assert cut_words("وَالتَّأْشِيرَة") == cut_words("تأشيره")
    assert cut_words("١٥٠") == ("150",)
    assert cut_words("𝗩𝗶𝘀𝗮 v\u200bisa") == ("visa", "visa")


def test_a_passage_is_found_where_it_is_at() -> None:
    text = "🙂 É́tat: ﬁne job.\nRegistration fee 150 dollars."
    (flag,) = check_text(text).flags
    (span,) = flag.spans
    assert text[span.start : span.end] == "Registration fee 150 dollars"
    shown = passage(text, span)
    assert (shown.marked, shown.after) == ("Registration fee 150 dollars", ".")
    assert "\n" not in shown.before


def test_a_passage_is_cut_at_words() -> None:
    text = "word " * 30 + "fee" + " more" * 30
    shown = passage(text, Span(150, 153))
    assert shown.before.startswith("…word")
    assert shown.after.endswith("more…")


def test_no_control_character_of_an_advert_reaches_a_terminal() -> None:
    text = "\x1b]0;title\x07 Registration fee \x1b[31m150\x9b0m dollars."
    spoken = Words(library_with((TEXTS,)), "en", marks=False)
    written = check_as_text(check_text(text), text, spoken)
    assert "Registration fee" in written
    assert not [one for one in written if unicodedata.category(one) == "Cc" and one != "\n"]
    around = passage(text, Span(12, 28))
    assert "\x1b" not in f"{around.before}{around.marked}{around.after}"


def test_what_is_kept_of_characters_is_bounded() -> None:
    check_text("".join(map(chr, range(0x4E00, 0x4E00 + 2 * MOST_FOLDED))))
    assert folded_character.cache_info().currsize <= MOST_FOLDED


def test_a_text_without_a_full_stop_is_cut() -> None:
    assert max(len(one) for one in sentences("word " * 1000)) == LONGEST_SENTENCE


def test_passages_of_a_rule_do_not_overlap_and_many_are_counted() -> None:
    text = "Registration fee 150 dollars.\n\n" * 9
    (flag,) = check_text(text).flags
    assert len(flag.spans) == 9
    spoken = Words(library_with((TEXTS,)), "en", marks=False)
    written = check_as_text(check_text(text), text, spoken)
    assert written.count("In the text:") == MOST_PASSAGES
    assert f"other places of the text: {9 - MOST_PASSAGES}" in written


def test_json_gives_places_and_no_words() -> None:
    written = check_as_json(check_text("Registration fee 150 dollars."))
    read = json.loads(written)
    assert read["flags"][0]["spans"] == [{"start": 0, "end": 28}]
    assert read["flags"][0]["basis"] == "R-01"
    assert "dollars" not in written


def test_too_long_and_empty_are_refused_with_what_to_do() -> None:
    calls = (
        (functools.partial(check_text, "x" * (LARGEST + 1)), "O201"),
        (functools.partial(check_answers, OfferAnswers(job="x" * (LONGEST + 1))), "O201"),
        (functools.partial(check_answers, OfferAnswers()), "O203"),
    )
    for call, code in calls:
        with pytest.raises(InputError) as caught:
            call()
        (problem,) = caught.value.problems
        assert problem.code == code
        assert problem.do
