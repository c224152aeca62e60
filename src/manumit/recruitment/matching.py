"""Find recruiters by a name that is misspelt, cut, or written in another script.

Candidates are collected by letters, by sound and by the words they share; the few best are then
compared word by word, where a rare word counts for more than one that many recruiters have. How
alike two names are never decides alone what is answered: see :mod:`manumit.recruitment.lookup`.
"""

import heapq
import math
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA, JaroWinkler, Levenshtein

from manumit.names.firms import firm_forms, firm_words
from manumit.names.sound import Part, word_part
from manumit.recruitment.contacts import recruiter_words

ALIKE, ALIKE_BY_SOUND = 0.76, 0.72
"""From which likeness on a recruiter is shown: in the same script, and by sound alone."""
COMPARED = 40
"""Names that are compared word by word, of each way to collect them."""
SHORTEST_CUT = 3
"""Letters of a word that may be the beginning of a longer one."""
SHORTEST_NAME = 5
"""Letters of a name that may be the beginning of a longer one."""
LONG_WORD = 6
"""Letters of a word in which one slip leaves no doubt; twice as many bear two."""
SHARED_PART, MANY = 0.01, 300
"""A word that such a part of the recruiters has does not distinguish them, where there are many."""
COMMON = 400
"""A word that so many names have leads to none of them by itself."""


@dataclass(frozen=True, slots=True)
class NameWord:
    """A word of a name.

    Attributes:
        text: in small letters, without accents.
        part: what it sounds like.
        latin: whether it is written in Latin letters or digits.
    """

    text: str
    part: Part
    latin: bool


@dataclass(frozen=True, slots=True)
class Name:
    """A name as it is compared.

    Attributes:
        words: without legal forms; ``forms``: these.
        letters: the words as one, in their own script; ``romans``: in Latin letters.
        sound: the words as one, as consonant classes.
    """

    words: tuple[NameWord, ...]
    forms: frozenset[str]
    letters: str
    romans: str
    sound: str

    @property
    def heard(self) -> bool:
        """Return whether its script is known, so that it is found by sound."""
        return all(word.latin or word.part.skeletons for word in self.words)

    def other_form(self, other: "Name") -> bool:
        """Return whether both have a legal form, and not the same: they may be two firms."""
        return bool(self.forms and other.forms) and self.forms.isdisjoint(other.forms)

    @property
    def latin(self) -> bool:
        """Return whether every word is in Latin letters."""
        return all(word.latin for word in self.words)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A listed name with how alike it is, from 0 to 1.

    Attributes:
        entry: position of its recruiter in the list.
    """

    entry: int
    name: Name
    score: float

    def rank(self, asked: Name) -> tuple[bool, float]:
        """Return what the names of one recruiter are sorted by: in the same script first."""
        return asked.latin == self.name.latin and self.score >= ALIKE, self.score


def read_name(text: str) -> Name:
    """Return a name as it is compared."""
    words = tuple(_word(one) for one in firm_words(text))
    return Name(
        words,
        firm_forms(text),
        "".join(one.text for one in words),
        "".join(_roman(one) for one in words),
        "".join(_sound(one) for one in words),
    )


class NameIndex:
    """Names of a list, ready to be searched; nothing of a search stays in it."""

    def __init__(self, names: Iterable[tuple[int, str]]) -> None:
        """Read names, each with the position of its recruiter."""
        read = [(entry, read_name(text)) for entry, text in names]
        known = [(entry, name) for entry, name in read if name.words]
        self._entries = [entry for entry, _ in known]
        self._names = [name for _, name in known]
        self._romans = [name.romans for name in self._names]
        self._sounds = [name.sound for name in self._names]
        self._count: Counter[str] = Counter()
        self._postings: dict[str, list[int]] = defaultdict(list)
        self._letters: dict[str, list[int]] = defaultdict(list)
        for at, name in enumerate(self._names):
            self._letters[name.letters].append(at)
            self._count.update({_sound(word) or word.text for word in name.words})
            for key in {key for word in name.words for key in _keys(word)}:
                self._postings[key].append(at)
        # Each recruiter once: one with four trade names does not make a word usual.
        self._recruiters = len({*self._entries})
        self._listed = Counter(
            text for _, text in {(at, one.text) for at, name in known for one in name.words}
        )

    def equal(self, name: Name) -> frozenset[int]:
        """Return recruiters with the same letters, whatever the spaces, signs and legal form."""
        return frozenset(self._entries[at] for at in self._letters.get(name.letters, ()))

    def misspelt(self, asked: Name, listed: Name) -> bool:
        """Return whether a name is a listed one with a slip in a word that many recruiters have.

        All other words are equal, so that what distinguishes recruiters is written right. The slip
        is in a long word, is no plural, and makes no word that another recruiter has: "Manpowr"
        for "Manpower", but never "Fisher" for "Fischer" or "Farm" for "Farms".
        """
        if len(asked.words) != len(listed.words) or not (asked.latin and listed.latin):
            return False
        pairs = zip(asked.words, listed.words, strict=True)
        slips = [(one.text, other.text) for one, other in pairs if one.text != other.text]
        if len(slips) != 1 or len(asked.words) == 1:
            return False
        written, meant = slips[0]
        return (
            min(len(written), len(meant)) >= LONG_WORD
            and (self._is_shared(meant) or meant in recruiter_words().trade_words)
            and not self._listed[written]
            and written not in recruiter_words().trade_words
            and written.rstrip("s") != meant.rstrip("s")
            and OSA.distance(written, meant) <= len(meant) // LONG_WORD
        )

    def _is_shared(self, word: str) -> bool:
        enough = SHARED_PART * self._recruiters
        return self._recruiters >= MANY and self._listed[word] >= enough

    def alike(self, name: Name, most: int) -> list[Candidate]:
        """Return the most similar recruiters, each once, the best first."""
        if not name.words:
            return []
        best: dict[int, Candidate] = {}
        for at in self._collected(name):
            entry, listed = self._entries[at], self._names[at]
            found = Candidate(entry, listed, self._alike(name, listed))
            if entry not in best or found.rank(name) > best[entry].rank(name):
                best[entry] = found
        return heapq.nsmallest(most, best.values(), key=lambda one: (-one.score, one.entry))

    def _collected(self, name: Name) -> set[int]:
        """Return names that are alike by letters, by sound, or by the rare words they share."""
        found: set[int] = set()
        for text, texts in ((name.romans, self._romans), (name.sound, self._sounds)):
            if text:
                near = process.extract(text, texts, scorer=fuzz.ratio, limit=COMPARED)
                found.update(at for _, _, at in near)
        shared: dict[int, float] = defaultdict(float)
        for key in {key for word in name.words for key in _keys(word)}:
            places = self._postings.get(key, ())
            if len(places) <= COMMON:
                for at in places:
                    shared[at] += self._rare(len(places))
        return found.union(heapq.nlargest(COMPARED, shared, key=shared.__getitem__))

    def _rare(self, count: int) -> float:
        """Return how much a word distinguishes that so many names have."""
        return math.log(1 + len(self._names) / (1 + count))

    def _weight(self, word: NameWord) -> float:
        weight = self._rare(self._count[_sound(word) or word.text])
        return weight / 2 if len(word.text) == 1 else weight

    def _alike(self, asked: Name, listed: Name) -> float:
        ours, theirs = (
            [self._weight(w) for w in asked.words],
            [self._weight(w) for w in listed.words],
        )
        pairs = sorted(
            (
                (_words_alike(one, other, last=i == len(asked.words) - 1), i, j)
                for i, one in enumerate(asked.words)
                for j, other in enumerate(listed.words)
            ),
            reverse=True,
        )
        taken: dict[int, tuple[float, int]] = {}
        used: set[int] = set()
        for score, i, j in pairs:
            if i not in taken and j not in used:
                taken[i] = (score, j)
                used.add(j)
        covered = sum(ours[i] * score for i, (score, _) in taken.items()) / sum(ours)
        filled = sum(theirs[j] * score for score, j in taken.values()) / sum(theirs)
        return max(0.7 * covered + 0.3 * filled, _as_one(asked, listed))


def _as_one(asked: Name, listed: Name) -> float:
    """Return how alike two names are without their spaces, which many leave out or add."""
    if len(asked.letters) >= SHORTEST_NAME and listed.letters.startswith(asked.letters):
        return 0.9 + 0.1 * len(asked.letters) / len(listed.letters)
    if asked.latin and listed.latin:
        return OSA.normalized_similarity(asked.letters, listed.letters)
    sound = Levenshtein.normalized_similarity(asked.sound, listed.sound)
    return 0.6 * sound + 0.4 * JaroWinkler.similarity(asked.romans, listed.romans)


def _words_alike(one: NameWord, other: NameWord, *, last: bool) -> float:
    if one.text == other.text:
        return 1.0
    if one.latin and other.latin:
        if last and len(one.text) >= SHORTEST_CUT and other.text.startswith(one.text):
            return 0.95
        spelt = OSA.normalized_similarity(one.text, other.text)
        same = _sound(one) == _sound(other) != ""
        return max(spelt, 0.75 + 0.2 * spelt) if same and len(one.text) > 1 else spelt
    sounds = max(
        (
            Levenshtein.normalized_similarity(a, b)
            for a in one.part.skeletons
            for b in other.part.skeletons
        ),
        default=0.0,
    )
    romans = max(
        (JaroWinkler.similarity(a, b) for a in one.part.romans for b in other.part.romans),
        default=0.0,
    )
    return 0.6 * sounds + 0.4 * romans


def _keys(word: NameWord) -> set[str]:
    return {word.text, *word.part.skeletons}


def _word(text: str) -> NameWord:
    latin = _is_latin(text)
    letters = unicodedata.normalize("NFKD", text) if latin else text
    plain = "".join(c for c in letters if not latin or unicodedata.category(c) != "Mn")
    return NameWord(plain, word_part(text), latin)


def _is_latin(text: str) -> bool:
    return all(
        c.isascii() or unicodedata.name(c, "").startswith(("LATIN", "COMBINING"))
        for c in unicodedata.normalize("NFKD", text)
    )


def _roman(word: NameWord) -> str:
    return word.text if word.latin else next(iter(word.part.romans), word.text)


def _sound(word: NameWord) -> str:
    return word.part.skeletons[0] if word.part.skeletons else ""
