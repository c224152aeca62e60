"""Names of firms without what nearly every firm's name has."""

import functools
import re
import unicodedata
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from manumit.packaged import packaged_yaml

_BETWEEN = re.compile(r"[\s.,;:/()\-]+")
_QUIET = re.compile(r"[.'’‘`ʿʾʼ´\"\u200b-\u200f\u2060\ufeff]")
"""Written inside a word, or not at all: "L.L.C." is "LLC"."""
MARKS = ("Mn", "Mc")
"""Categories of the signs of Indic scripts that belong to a letter, which ``\\w`` leaves out."""


@dataclass(frozen=True, slots=True)
class LegalForms:
    """The content of ``legal_forms.yaml``, in small letters.

    Attributes:
        words: legal forms of firms; ``leading``: those that may stand before the name.
        same: the short form of those that are written in full.
        joining: words for "and".
    """

    words: frozenset[str]
    leading: frozenset[str]
    same: Mapping[str, str]
    joining: frozenset[str]


@functools.cache
def legal_forms() -> LegalForms:
    """Return the legal forms of this version."""
    found = packaged_yaml(__package__, "data/legal_forms.yaml")
    return LegalForms(
        frozenset(map(_folded, found["legal_forms"])),
        frozenset(map(_folded, found["leading"])),
        {_folded(full): _folded(short) for full, short in found["same"].items()},
        frozenset(map(_folded, found["joining"])),
    )


def comparable_name(name: str) -> str:
    """Return a name as it is written, without legal forms, unless nothing else is left."""
    words = [word for word in _BETWEEN.split(name) if word]
    # "W.L.L." and "S.A." split into single letters, which distinguish no names either.
    kept = [word for word in words if _folded(word) not in legal_forms().words and len(word) > 1]
    return " ".join(kept or words)


def firm_words(name: str) -> tuple[str, ...]:
    """Return the words of a firm's name in small letters, initials included.

    Legal forms at its end or beginning and words for "and" between two words are left out: "SA
    Placement" and "E Manpower" keep their initials. One word is always left.
    """
    every = name_words(name)
    begins, ends = _bare(every)
    kept = every[begins:ends]
    return tuple(one for at, one in enumerate(kept) if not _joins(kept, at))


def may_be_one(one: AbstractSet[str], other: AbstractSet[str]) -> bool:
    """Return whether two names may be of one firm: all words of the shorter are in the longer.

    "Golden Thread" and "Golden Thread Ltd, Dhaka". Misspellings are not found.

    Args:
        one: words from :func:`firm_words`; a name without any is like no other.
        other: the same of the other name.
    """
    return bool(one and other) and (one <= other or other <= one)


def firm_forms(name: str) -> frozenset[str]:
    """Return the legal forms that were left out, each in its short form: "ltd" for "Limited"."""
    forms = legal_forms()
    every = name_words(name)
    begins, ends = _bare(every)
    left_out = (*every[:begins], *every[ends:])
    return frozenset(forms.same.get(one, one) for one in left_out if one in forms.words)


def _bare(every: Sequence[str]) -> tuple[int, int]:
    """Return where a name begins and ends without its legal forms: "Smith" of "Smith and Co"."""
    forms = legal_forms()
    begins, ends = 0, len(every)
    while ends - begins > 1 and every[ends - 1] in forms.words:
        ends -= 1
    if 1 < ends < len(every) and every[ends - 1] in forms.joining and len(every[ends - 1]) > 1:
        ends -= 1
    while ends - begins > 1 and every[begins] in forms.leading:
        begins += 1
    return begins, ends


def _joins(words: Sequence[str], at: int) -> bool:
    """Return whether a word is an "and" between two words; beside an initial it may be another."""
    around = words[at - 1 : at + 2] if at else ()
    return (
        len(around) == 3  # noqa: PLR2004 - itself and a word on each side
        and words[at] in legal_forms().joining
        and min(len(around[0]), len(around[2])) > 1
    )


def name_words(name: str) -> tuple[str, ...]:
    """Return every word of a name in small letters, without signs; none is left out."""
    text = "".join(c if _in_word(c) else " " for c in _QUIET.sub("", _folded(name)))
    return tuple(text.split())


def _in_word(character: str) -> bool:
    return character.isalnum() or unicodedata.category(character) in MARKS


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
