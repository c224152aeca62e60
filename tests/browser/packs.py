"""The strings that the pages are to show, read from the packs and not from the pages."""

import functools
import re
from importlib import resources
from pathlib import Path

from manumit.assessment.view import Words
from manumit.instruments import Library
from manumit.terms.words import TEXTS
from manumit.web.ui.languages import ROOMS_WITH_TEXTS

ROOT = Path(__file__).parents[2]
BENGALI = ROOT / "docs/examples/languages/bn"
CONTACTS = ROOT / "src/manumit/instruments/data/contacts-demo.yaml"
SHIPPED = ("en", "fr", "es", "ar")
LANGUAGES = (*SHIPPED, "bn")

SENTENCE = 25  # letters from which on a string is looked for inside a longer text


@functools.cache
def library() -> Library:
    """What the server has: shipped files, texts of the rooms, the language of the example."""
    rooms = Path(str(resources.files("manumit.web")))
    folders = (rooms / room / "texts" for room in ROOMS_WITH_TEXTS)
    return Library.load(*(folder for folder in folders if folder.is_dir()), TEXTS, BENGALI)


def say(language: str, text_id: str, **values: object) -> str:
    """A string as a page of that language shows it, with plain spaces."""
    return plain(Words(library(), language, marks=False).say(text_id, **values))


def questions(language: str) -> set[str]:
    """Every question that may be asked, in the language or else in English."""
    texts = library().texts
    every = {text_id for _, text_id, kind in texts.strings if kind == "questions"}
    return {plain(t.value) for one in every for t in texts.all_of(one, "questions", language)}


def plain(text: str) -> str:
    """Without line breaks."""
    return " ".join(text.split())


@functools.cache
def ids() -> frozenset[str]:
    """Every id of a text."""
    return library().texts.ids()


def raw_ids(text: str) -> set[str]:
    """Ids of texts that stand in a text as they are."""
    return set(re.findall(r"[a-z][\w-]*/[\w/-]+", text)) & ids()


@functools.cache
def translated(language: str) -> frozenset[str]:
    """English strings for which the language has words of its own."""
    strings = library().texts.strings
    own = {key[1:]: every for key, every in strings.items() if key[0] == language}
    words = {plain(text.value) for every in own.values() for text in every}
    english = (strings.get(("en", *key), ()) for key in own)
    found = {plain(text.value) for every in english for text in every}
    return frozenset(one for one in found - words if "{" not in one)


def english_in(language: str, texts: list[str]) -> set[str]:
    """English strings in texts that are said to be in the language, which has words for them."""
    every = {plain(text) for text in texts}
    together = "\n".join(every)
    sentences = {one for one in translated(language) if len(one) >= SENTENCE and one in together}
    return sentences | (every & translated(language))


def direction(language: str) -> str:
    """``rtl`` or ``ltr``."""
    return library().texts.direction(language)
