"""Check the text of an offer against the rules: what to ask about, where, and what was not read."""

import enum
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from manumit.errors import Place
from manumit.offers.codes import OfferCode
from manumit.offers.matching import SignFinder
from manumit.offers.rulebook import LANGUAGES, FlagStrength, OfferRule, lexicon, rulebook
from manumit.offers.words import TextWord, sentences

LARGEST = 1_000_000
"""Characters of a text."""
SHORTEST = 7
"""Words of a sentence; fewer say too little about its language."""
READ_SCRIPTS = frozenset({"LATIN", "ARABIC"})
PERSIAN_OR_URDU = frozenset("\u067e\u0686\u0698\u06af\u0679\u0688\u0691\u06d2\u06ba")
"""Letters that Arabic does without; a sentence in Arabic script that has none is Arabic."""
DAMAGED = frozenset({"Cc", "Co", "Cn", "Cs"})
"""Categories of characters that no text consists of; line ends and tabs aside."""


class Unread(enum.StrEnum):
    """Why a part of a text was not read."""

    NO_WORDS = "no_words"
    DAMAGED = "damaged"
    SCRIPT = "script"
    LANGUAGE = "language"


class Unchecked(enum.StrEnum):
    """What a check does not look at; always named beside its result."""

    RECRUITER = "recruiter"
    ORDER = "order"
    PAY = "pay"
    PAY_INCOMPLETE = "pay_incomplete"
    VISA = "visa"
    TRUTH = "truth"


ALWAYS_UNCHECKED: tuple[Unchecked, ...] = tuple(
    one for one in Unchecked if one is not Unchecked.PAY_INCOMPLETE
)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A passage, by its first character and the one after its last.

    Attributes:
        question: the question whose answer it is in; empty for a text.
    """

    start: int
    end: int
    question: str = ""


@dataclass(frozen=True, slots=True)
class OfferFlag:
    """Something that is out, with the passages that show it; never an accusation.

    Attributes:
        questions: questions whose chosen answer says so, without a passage.
    """

    rule: OfferRule
    spans: tuple[Span, ...] = ()
    questions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class UnreadPart:
    """What was not read: why, and how many of the words or characters of the text."""

    why: Unread
    count: int
    of: int


@dataclass(frozen=True, slots=True)
class Checked:
    """The result of a check; without a flag it says nothing about whether an offer is true.

    Attributes:
        flags: what a law forbids first, then in the order of the rules.
        languages: tags of the languages that were recognised.
        checked: ISO days on which rules and words were last compared with their sources.
        unchecked: what nobody looked at; there is always something.
    """

    flags: tuple[OfferFlag, ...]
    languages: tuple[str, ...]
    unread: tuple[UnreadPart, ...]
    checked: tuple[str, ...]
    unchecked: tuple[Unchecked, ...]


def check_text(text: str) -> Checked:
    """Check the text of an advert or a message in any mixture of languages.

    Raises:
        InputError: O201, the text is longer than a million characters.
    """
    if len(text) > LARGEST:
        raise OfferCode.TOO_LONG.error(Place(field="text"), most=f"{LARGEST:,}")
    spans = passages(sentences(text))
    flags = (OfferFlag(rulebook().rules[rule], tuple(found)) for rule, found in spans.items())
    languages, unread = read_parts(text)
    return Checked(in_order(flags), languages, unread, days(), ALWAYS_UNCHECKED)


def passages(split: Iterable[Sequence[TextWord]], question: str = "") -> dict[str, list[Span]]:
    """Return the passages that show each rule; of passages that overlap, the first."""
    finder = _finder()
    found: dict[str, list[Span]] = {}
    for words in split:
        here = {
            (rule, Span(words[hit.start].start, words[hit.end - 1].end, question))
            for rule, hit in finder.found(words)
        }
        for rule, span in sorted(here, key=lambda pair: pair[1]):
            spans = found.setdefault(rule, [])
            if not spans or spans[-1].end <= span.start:
                spans.append(span)
    return found


def names_a_sum(split: Iterable[Sequence[TextWord]], rule: str) -> bool:
    """Return whether a text names an amount that no word takes back which would do so for a rule.

    A count, a date or an hour is none: "2 photographs", "at 9 on Monday".
    """
    finder = _finder()
    return any(finder.names_a_sum(words, rule) for words in split)


def _finder() -> SignFinder:
    return SignFinder([lexicon(language) for language in LANGUAGES], rulebook())


def in_order(flags: Iterable[OfferFlag]) -> tuple[OfferFlag, ...]:
    """Return flags with those first that a law forbids, then in the order of the rules."""
    places = {rule: at for at, rule in enumerate(rulebook().rules)}

    def order(flag: OfferFlag) -> tuple[bool, int]:
        return flag.rule.strength is not FlagStrength.STRONG, places[flag.rule.id]

    return tuple(sorted(flags, key=order))


def days() -> tuple[str, ...]:
    """Return the days of the rules and of the words of each language."""
    words = (lexicon(language).checked for language in LANGUAGES)
    return tuple(sorted({one.isoformat() for one in (rulebook().checked, *words)}))


def read_parts(text: str) -> tuple[tuple[str, ...], tuple[UnreadPart, ...]]:
    """Return the languages that were recognised, and what was not read."""
    languages, unread = Counter[str](), Counter[Unread]()
    total, any_word = 0, False
    for words in sentences(text):
        total += len(words)
        any_word = any_word or any(word.folded[0].isalpha() for word in words)
        foreign = sum(_script(word.folded) not in READ_SCRIPTS for word in words)
        unread[Unread.SCRIPT] += foreign
        known = {tag: _common(words, tag) for tag in LANGUAGES}
        letters = "".join(word.folded for word in words)
        if _script(words[0].folded) == "ARABIC" and PERSIAN_OR_URDU.isdisjoint(letters):
            known["ar"] += 1
        best = max(known.values())
        languages.update(tag for tag, count in known.items() if count and count == best)
        if not best and len(words) - foreign >= SHORTEST:
            unread[Unread.LANGUAGE] += len(words) - foreign
    damaged = sum(unicodedata.category(one) in DAMAGED and not one.isspace() for one in text)
    parts = [UnreadPart(why, count, total) for why, count in unread.items() if count]
    if damaged or "\ufffd" in text:
        parts.append(UnreadPart(Unread.DAMAGED, damaged + text.count("\ufffd"), len(text)))
    if not any_word:
        parts.append(UnreadPart(Unread.NO_WORDS, 0, 0))
    return tuple(tag for tag in LANGUAGES if languages[tag]), tuple(parts)


def _common(words: Iterable[TextWord], language: str) -> int:
    common = lexicon(language).common
    return sum(word.folded in common for word in words)


def _script(folded: str) -> str:
    """Return the script of a word; numbers and signs of money count as read."""
    first = folded[0]
    return unicodedata.name(first, "").split(" ")[0] if first.isalpha() else "LATIN"
