"""Normalises words for search: no case, no accents, one Arabic spelling.

People type what their keyboard offers: without accents or vowel signs, with any form of alef. Two
spellings that a reader takes for the same word must match.
"""

import functools
import itertools
import re
import unicodedata
from dataclasses import dataclass

# Marks that may be left out: accents of Latin, Greek and Cyrillic, vowel signs of Arabic. Signs of
# Bengali, Hindi or Thai are not among them: there they are letters.
IGNORED_MARKS = re.compile("[\u0300-\u036f\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed]")
# What decomposition leaves as different letters: alef wasla, alef maksura, ta marbuta, Persian
# yeh and keheh; Latin letters with a stroke.
EQUIVALENT_LETTERS = str.maketrans({
    "\u0671": "\u0627", "\u0649": "\u064a", "\u06cc": "\u064a", "\u06a9": "\u0643",
    "\u0629": "\u0647", "ø": "o", "đ": "d", "ł": "l", "ı": "i", "æ": "ae", "œ": "oe",
})  # fmt: skip
ARTICLE = re.compile("^(?:[\u0648\u0641\u0628\u0643]?\u0627\u0644|\u0644\u0644)(?=.{3})")
IN_WORD = frozenset("LNM")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text: its position, and its normalised form."""

    start: int
    end: int
    folded: str


def words_in(text: str) -> tuple[Word, ...]:
    """Return the words of a text in order, split at all other characters."""
    found = []
    for inside, group in itertools.groupby(enumerate(text), key=lambda pair: _in_word(pair[1])):
        if inside:
            places = list(group)
            start, end = places[0][0], places[-1][0] + 1
            folded = fold(text[start:end])
            if folded:
                found.append(Word(start, end, folded))
    return tuple(found)


@functools.cache
def _in_word(character: str) -> bool:
    # Invisible joiners and direction marks (Cf) stand inside words of some scripts.
    category = unicodedata.category(character)
    return category[0] in IN_WORD or category == "Cf"


def fold(word: str) -> str:
    """Return the normalised form of a word.

    Two passes: to lower case first, because decomposition can bring capitals back, and once more
    for those.
    """
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    bare = IGNORED_MARKS.sub("", decomposed).casefold().translate(EQUIVALENT_LETTERS)
    return "".join(_digit(c) for c in bare if unicodedata.category(c)[0] in IN_WORD)


def _digit(character: str) -> str:
    number = unicodedata.decimal(character, None)
    return character if number is None else str(number)


def without_article(folded: str) -> str:
    """Return an Arabic word without its article and the particle before it; others as they are."""
    return ARTICLE.sub("", folded)
