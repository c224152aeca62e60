"""The rules on offers, and the words of each language that show them: dated, sourced data."""

import datetime as dt
import enum
import functools
import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from manumit.instruments.reading import parse_yaml, read_text
from manumit.offers.words import cut_words

FOLDER = Path(str(resources.files("manumit.offers")))
TEXTS = FOLDER / "texts"
LANGUAGES = ("en", "fr", "es", "ar")
"""Languages with words for every rule."""
NUMBERS = re.compile(r"number_(\d+)_(\d+)")
AMOUNT, MONEY, NUMBER = "amount", "money", "number"
STEP = re.compile(r"(\w+)(?: ([0-9]+))?")


class FlagStrength(enum.StrEnum):
    """Whether a law or a convention forbids what an offer says, or it is a reason to ask."""

    STRONG = "strong"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True)
class LegalSource:
    """Where a rule is stated.

    Attributes:
        sure: how far the text was read: ``read``, ``secondary`` or ``memory``.
    """

    title: str
    article: str
    sure: str


@dataclass(frozen=True, slots=True)
class OfferRule:
    """One thing that is out in an offer.

    Attributes:
        basis: id of the domain reference, ``R-01``; empty if it rests on the indicators alone.
        unless: groups of words that take a sign back where they stand before it.
        unless_after: those that do so where they follow it.
    """

    id: str
    basis: str
    strength: FlagStrength
    sources: tuple[LegalSource, ...]
    unless: tuple[str, ...]
    unless_after: tuple[str, ...]


type Phrase = tuple[str, ...]
type Sign = tuple[tuple[str, int], ...]
"""Groups of words in their order, each with how many words may stand before it."""


@dataclass(frozen=True, slots=True)
class OfferRulebook:
    """Every rule, with the day on which it was last compared with its sources.

    Attributes:
        verbs: groups in which somebody is to do something.
        signs: for each rule, the orders of groups of words that show it.
        by_answer: the rule that an answer to one of the six questions leads to.
    """

    checked: dt.date
    rules: Mapping[str, OfferRule]
    verbs: frozenset[str]
    signs: Mapping[str, tuple[Sign, ...]]
    by_answer: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The words of one language.

    Attributes:
        common: words by which a sentence is known to be in this language.
        exact, begins: phrases by their first word, or by how it begins.
    """

    language: str
    checked: dt.date
    common: frozenset[str]
    exact: Mapping[str, Sequence[tuple[str, Phrase]]]
    begins: Mapping[str, Sequence[tuple[str, Phrase]]]
    lengths: tuple[int, ...]


@functools.cache
def rulebook() -> OfferRulebook:
    """Return the shipped rules."""
    data = _data(FOLDER / "rules" / "rules.yaml")
    titles = {key: one["title"] for key, one in data["sources"].items()}
    rules = (_rule(one, titles) for one in data["rules"])
    signs = {rule: tuple(map(sign_of, each)) for rule, each in data["signs"].items()}
    checked = dt.date.fromisoformat(data["checked"])
    by_id = {one.id: one for one in rules}
    return OfferRulebook(checked, by_id, frozenset(data["verbs"]), signs, data["answers"])


@functools.cache
def ranges() -> Mapping[str, range]:
    """Return the groups of numbers that signs name: ``number_4_14``."""
    used = {group for each in rulebook().signs.values() for sign in each for group, _ in sign}
    found = {name: NUMBERS.fullmatch(name) for name in used}
    return {name: range(int(one[1]), int(one[2]) + 1) for name, one in found.items() if one}


def _rule(data: Mapping[str, Any], titles: Mapping[str, str]) -> OfferRule:
    sources = (LegalSource(titles[s["source"]], s["article"], s["sure"]) for s in data["law"])
    return OfferRule(
        data["id"],
        data.get("basis", ""),
        FlagStrength(data["strength"]),
        tuple(sources),
        tuple(data.get("unless", ())),
        tuple(data.get("unless_after", ())),
    )


@functools.cache
def lexicon(language: str) -> Lexicon:
    """Return the shipped words of a language."""
    data = _data(FOLDER / "rules" / f"{language}.yaml")
    exact: dict[str, list[tuple[str, Phrase]]] = {}
    begins: dict[str, list[tuple[str, Phrase]]] = {}
    for group, phrases in data["groups"].items():
        for text in phrases:
            for phrase in phrases_of(text):
                first, cut = phrase[0].removesuffix("*"), phrase[0].endswith("*")
                (begins if cut else exact).setdefault(first, []).append((group, phrase))
    return Lexicon(
        language,
        dt.date.fromisoformat(data["checked"]),
        frozenset(phrase[0] for one in data["common"] for phrase in phrases_of(one)),
        exact,
        begins,
        tuple(sorted({len(one) for one in begins})),
    )


def phrases_of(text: str) -> Iterator[Phrase]:
    """Yield the folded words of a phrase: ``we pay|cover`` is two; ``visa*`` has any ending."""
    choices = ([_words(one) for one in part.split("|")] for part in text.split())
    for chosen in itertools.product(*choices):
        yield tuple(itertools.chain(*chosen))


def _words(part: str) -> Phrase:
    words = cut_words(part.removesuffix("*"))
    return (*words[:-1], f"{words[-1]}*") if part.endswith("*") else words


def sign_of(text: str) -> Sign:
    """Return a sign as a file writes it: ``you_pay 6 item`` lets six words stand in between."""
    steps, gap = [], 0
    for name, after in STEP.findall(text):
        steps.append((name, gap))
        gap = int(after or 0)
    return tuple(steps)


def _data(path: Path) -> Any:
    return parse_yaml(read_text(path), path)
