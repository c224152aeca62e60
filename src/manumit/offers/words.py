"""Cut a text into words and sentences, folded so that spellings of one word match, with places."""

import functools
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

IGNORED = re.compile("[\u0300-\u036f\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed\ufe0f]")
"""Marks that people leave out: accents, Arabic vowel signs, the stroke that stretches a word."""
EQUIVALENT = str.maketrans(
    "\u0671\u0649\u06cc\u06a9\u0629øđłı", "\u0627\u064a\u064a\u0643\u0647odli"
)
"""What decomposition leaves as different letters: forms of Arabic letters; strokes."""
ARTICLE = re.compile("^(?:[\u0648\u0641\u0628\u0643]?\u0627\u0644|\u0644\u0644)(?=.{3})")
ATTACHED = "\u0648\u0641\u0628\u0644\u0643"
"""Arabic "and", "so", "in", "for", "as", which are written as part of the next word."""
SHORTEST_ATTACHED = 4
LONGEST_SENTENCE = 300
"""Words; a text without a full stop is cut, so that the work stays in proportion to its length."""
MOST_FOLDED = 2048
"""Characters kept folded; an advert uses some hundreds."""
INDIC = "\u0900-\u0dff"  # vowel signs are part of a word there
TOKEN = re.compile(
    r"(?P<number>\d{1,3}(?: \d{3}(?!\d))+|\d+(?:[.,\u066b\u066c]\d+)*)"
    rf"|(?P<word>(?:[^\W\d_]|[{INDIC}])+)"
    r"|(?P<money>[$€£₹₱₦৳¥])"
    r"|(?P<end>[.!\u0964]+(?=\s|$)|\n[ \t\r]*\n)"
    r"|(?P<joint>['\u2019`´’/&%+*_\"«»“”\s-])"
    r"|(?P<pause>.)",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class TextWord:
    """One word of a text: its folded form, its place, and whether a pause comes before it."""

    folded: str
    start: int
    end: int
    after_pause: bool


# Bounded: what strangers paste must not fill the memory of the server.
@functools.lru_cache(maxsize=MOST_FOLDED)
def folded_character(character: str) -> str:
    """Return a character without case, accent, vowel sign or form."""
    # Twice lower case: decomposition can bring capitals back.
    parts = unicodedata.normalize("NFKD", character.casefold())
    kept = IGNORED.sub("", parts).translate(EQUIVALENT).casefold()
    shown = (c for c in kept if unicodedata.category(c) != "Cf")  # invisible joiners and directions
    return "".join(str(unicodedata.decimal(c, c)) for c in shown)


def forms(word: str) -> tuple[str, ...]:
    """Return a folded word, and the word without a letter that Arabic attaches to it."""
    if len(word) >= SHORTEST_ATTACHED and word[0] in ATTACHED:
        return (word, ARTICLE.sub("", word[1:]))
    return (word,)


def sentences(text: str) -> Iterator[tuple[TextWord, ...]]:
    """Yield the words of each sentence with their places in the text."""
    plain, origin = _plain(text)
    found: list[TextWord] = []
    pause = False
    for match in TOKEN.finditer(plain):
        kind = match.lastgroup
        if kind in ("word", "number", "money"):
            start, end = origin[match.start()], origin[match.end() - 1] + 1
            found.append(TextWord(ARTICLE.sub("", match[0]), start, end, pause))
            pause = False
        if kind == "end" or len(found) == LONGEST_SENTENCE:
            if found:
                yield tuple(found)
            found, pause = [], False
        elif kind == "pause" or "\n" in match[0]:
            pause = True
    if found:
        yield tuple(found)


def cut_words(text: str) -> tuple[str, ...]:
    """Return the folded words of a short text."""
    return tuple(word.folded for sentence in sentences(text) for word in sentence)


def _plain(text: str) -> tuple[str, list[int]]:
    """Return the folded text, and the place in the text of each of its characters."""
    pieces = [folded_character(one) for one in text]
    origin = [at for at, piece in enumerate(pieces) for _ in piece]
    return "".join(pieces), origin
