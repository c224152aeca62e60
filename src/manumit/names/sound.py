"""What a name sounds like, in any of five scripts: skeletons of consonant classes."""

import functools
import itertools
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rapidfuzz.distance import JaroWinkler, Levenshtein

from manumit.packaged import packaged_yaml

MOST_SKELETONS = 8
"""Of one word; a letter may sound like more than one class."""
_BETWEEN = re.compile(r"[\s\-‐-―_.,;:/()ـ]+")
_APOSTROPHES = re.compile(r"['’‘`ʿʾʻʼ´\"\u200c\u200d]")


@dataclass(frozen=True, slots=True, repr=False)
class Part:
    """One word of a name.

    Attributes:
        romans: Latin spellings, letter by letter.
        skeletons: consonant classes, the likeliest first.
    """

    romans: tuple[str, ...]
    skeletons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Letter:
    roman: str
    sounds: tuple[str, ...]
    joins: bool
    """Written next to another of its kind it is one sound."""


def parts(name: str) -> tuple[Part, ...]:
    """Return the words of a name to compare, without articles and words of kinship."""
    words = list(_words(name))
    kept = [word for word in words if word not in _data().left_out] or words
    found = (word_part(word) for word in kept)
    return tuple(part for part in found if part.skeletons)


def skeletons(name: str) -> frozenset[str]:
    """Return the skeletons by which a name is found: of its words, and of joined pairs of words."""
    found = parts(name)
    single = {skeleton for part in found for skeleton in part.skeletons}
    pairs = {a.skeletons[0] + b.skeletons[0] for a, b in itertools.pairwise(found)}
    return frozenset(single | pairs)


def alike(one: str, other: str) -> float:
    """Return how alike two names are: 0 to 1; at most 0.85 for one word against several."""
    return parts_alike(parts(one), parts(other))


def parts_alike(left: Sequence[Part], right: Sequence[Part]) -> float:
    """Compare names that are already split: one name with many."""
    if not left or not right:
        return 0.0
    short, long = sorted((left, right), key=len)
    score = _assigned(short, long)
    if len(short) == 1 < len(long):
        score *= 0.85
    return max(score, _as_one_word(left, right))


def _assigned(short: Sequence[Part], long: Sequence[Part]) -> float:
    """Return the mean likeness of the shorter name's words, each with a word of its own."""
    pairs = sorted(
        ((_part_alike(a, b), i, j) for i, a in enumerate(short) for j, b in enumerate(long)),
        reverse=True,
    )
    taken: dict[int, float] = {}
    used: set[int] = set()
    for score, i, j in pairs:
        if i not in taken and j not in used:
            taken[i] = score
            used.add(j)
    return sum(taken.values()) / len(short)


def _as_one_word(left: Sequence[Part], right: Sequence[Part]) -> float:
    joined = ["".join(part.skeletons[0] for part in side) for side in (left, right)]
    romans = ["".join(part.romans[0] for part in side) for side in (left, right)]
    if joined[0] != joined[1] or len(joined[0]) < 3:  # noqa: PLR2004 - too short to tell anything
        return 0.0
    return 0.8 + 0.2 * JaroWinkler.similarity(*romans)


def _part_alike(one: Part, other: Part) -> float:
    spelt = max(JaroWinkler.similarity(a, b) for a in one.romans for b in other.romans)
    shared = set(one.skeletons) & set(other.skeletons)
    if any(len(skeleton) > 1 for skeleton in shared):
        return 0.8 + 0.2 * spelt
    if shared:
        return 0.5 + 0.5 * spelt
    near = max(
        Levenshtein.normalized_similarity(a, b) for a in one.skeletons for b in other.skeletons
    )
    return 0.4 * near + 0.4 * spelt


def _words(name: str) -> Iterator[str]:
    text = _APOSTROPHES.sub("", unicodedata.normalize("NFKD", name).casefold())
    for word in _BETWEEN.split(_without_marks(text)):
        if word:
            yield _data().short.get(word, word)


def _without_marks(text: str) -> str:
    """Return the text without combining marks that no letter of the tables uses."""
    kept = _data().marks
    return "".join(c for c in text if unicodedata.category(c) != "Mn" or c in kept)


def word_part(word: str) -> Part:
    """Return the sound of one word; empty without letters."""
    found = [_spelling(one) for one in _ways(word)]
    romans = dict.fromkeys(roman for roman, _ in found)
    heard = dict.fromkeys(skeleton for _, several in found for skeleton in several)
    return Part(tuple(romans), tuple(heard))


def _ways(word: str) -> list[str]:
    """Return the word without attached particles; also with them, where that is unsure."""
    for prefix in _data().attached:
        if rest := _rest(word, prefix):
            return [rest]
    rests = (_rest(word, prefix) for prefix in _data().maybe_attached)
    return [word, *(rest for rest in rests if rest)][:2]


def _rest(word: str, prefix: str) -> str:
    if not word.startswith(prefix):
        return ""
    rest = word.removeprefix(prefix).lstrip("".join(_data().joiners))
    enough = 2 if prefix.isalpha() and not prefix.isascii() else 3
    return rest if len(rest) >= enough else ""


def _spelling(word: str) -> tuple[str, list[str]]:
    """Latin spelling and skeletons of one word."""
    letters = list(_letters(word))
    ways = [""]
    for letter in letters:
        sounds = letter.sounds if len(ways) * len(letter.sounds) <= MOST_SKELETONS else (
            letter.sounds[:1]
        )  # fmt: skip
        ways = [way + sound for way in ways for sound in sounds]
    begins_open = bool(letters) and letters[0].sounds[0] == ""
    heard = dict.fromkeys(_finished(way, begins_open=begins_open) for way in ways)
    return "".join(letter.roman for letter in letters), [one for one in heard if one]


def _finished(skeleton: str, *, begins_open: bool) -> str:
    """Drop a final h, which many don't write; a short skeleton says how it begins."""
    bare = skeleton.rstrip("H")
    return f"A{bare}" if len(bare) < 2 and begins_open else bare  # noqa: PLR2004 - one class


def _letters(word: str) -> Iterator[_Letter]:
    """Yield the letters, longest match first; two alike that are one sound count once."""
    table, longest, joiners = _data().letters, _data().longest, _data().joiners
    place, joined, before = 0, False, None
    while place < len(word):
        fits = (word[place : place + size] for size in range(longest, 0, -1))
        key = next((one for one in fits if one in table), None)
        if key is None:
            joined = word[place] in joiners
            place += 1
            continue
        letter = table[key]
        doubled = (joined or letter.joins) and letter == before and letter.sounds != ("",)
        if not doubled:
            yield letter
        place, joined, before = place + len(key), False, letter


@dataclass(frozen=True, slots=True)
class _Data:
    letters: Mapping[str, _Letter]
    longest: int
    joiners: frozenset[str]
    marks: frozenset[str]
    left_out: frozenset[str]
    attached: tuple[str, ...]
    maybe_attached: tuple[str, ...]
    short: Mapping[str, str]


@functools.cache
def _data() -> _Data:
    scripts = _read("letters")["scripts"].values()
    letters = {
        _key(key): _letter(sounds, script) for script in scripts for key, sounds in
        script["letters"].items()
    }  # fmt: skip
    joiners = frozenset(script["joiner"] for script in scripts if "joiner" in script)
    found = _read("name_parts")
    return _Data(
        letters=letters,
        longest=max(map(len, letters)),
        joiners=joiners,
        marks=joiners | {c for key in letters for c in key if unicodedata.category(c) == "Mn"},
        left_out=frozenset(map(_key, found["left_out"])),
        attached=_longest_first(found["attached"]),
        maybe_attached=_longest_first(found["maybe_attached"]),
        short={_key(short): _key(full) for short, full in found["short"].items()},
    )


def _read(name: str) -> Any:
    found = packaged_yaml(__package__, f"data/{name}.yaml")
    if found["schema"] != f"manumit/{name}/1":
        raise ValueError(name)
    return found


def _letter(spelled: Sequence[str], script: Mapping[str, Any]) -> _Letter:
    roman, *sounds = spelled
    return _Letter(roman, tuple(sounds) or ("",), not script.get("unwritten_vowels", False))


def _longest_first(prefixes: Sequence[str]) -> tuple[str, ...]:
    return tuple(sorted(map(_key, prefixes), key=len, reverse=True))


def _key(text: str) -> str:
    return unicodedata.normalize("NFKD", text).casefold()
