"""Safe labels: two words by which a holder remembers a file, and which say nothing of the person.

A code such as T7QZ-7H92 is safe and nobody remembers it. A name is remembered and can kill. So two
neutral words are offered, and words of the file's names, employer or place are refused.
"""

import functools
import re
import secrets
import unicodedata
from collections.abc import Iterable, Mapping

from manumit.errors import Place
from manumit.packaged import packaged_yaml
from manumit.web.labels.codes import LabelCode

FALLBACK = "en"
LONGEST_WORD, SHORTEST_WORD = 20, 2
SHORTEST_TELLING = 3
"""Letters from which the beginning of a word gives it away."""
_WORD = re.compile(rf"[^\W\d_]{{{SHORTEST_WORD},{LONGEST_WORD}}}")
_LETTERS = re.compile(r"[^\W\d_]+")


@functools.cache
def label_words() -> Mapping[str, tuple[str, ...]]:
    """Return the words that are offered, by language."""
    data = packaged_yaml("manumit.web.labels", "words.yaml")
    return {tag: tuple(found) for tag, found in data.items() if tag != "schema"}


def offer_label(language: str) -> str:
    """Return two random words of a language; English ones where there is no list for it."""
    words = label_words().get(language) or label_words()[FALLBACK]
    return " ".join(secrets.SystemRandom().sample(words, 2))


def check_label(text: str, telling: Iterable[str]) -> str:
    """Return a label with single spaces.

    Args:
        text: as it was typed.
        telling: names, employers and places of the file.

    Raises:
        InputError: K611, it is not two words of letters; K612, a word gives something away.
    """
    words = unicodedata.normalize("NFC", text).split()
    if len(words) != 2 or not all(map(_WORD.fullmatch, words)):  # noqa: PLR2004 - two words
        raise LabelCode.NOT_A_LABEL.error(Place(field="label"))
    if _fold(words[0]) == _fold(words[1]) or _tells(words, telling):
        raise LabelCode.TELLING_LABEL.error(Place(field="label"))
    return " ".join(words)


def matches(label: str, asked: str) -> bool:
    """Return whether each word that is asked for begins a word of the label."""
    words = [_fold(one) for one in label.split()]
    wanted = [_fold(one) for one in asked.split()]
    return bool(wanted) and all(any(word.startswith(one) for word in words) for one in wanted)


def _tells(words: Iterable[str], telling: Iterable[str]) -> bool:
    known = {_fold(one) for text in telling for one in _LETTERS.findall(text)}
    return any(_alike(_fold(word), one) for word in words for one in known)


def _alike(word: str, other: str) -> bool:
    """Return whether two words are one, or the shorter begins the longer."""
    if min(len(word), len(other)) < SHORTEST_TELLING:
        return word == other
    return word.startswith(other) or other.startswith(word)


def _fold(word: str) -> str:
    """Return a word without case and accents."""
    parts = unicodedata.normalize("NFKD", word.casefold())
    return "".join(one for one in parts if not unicodedata.combining(one))
