"""Find the signs of a language in a text, and take back those that are denied."""

import functools
import itertools
import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from manumit.offers.rulebook import (
    AMOUNT,
    MONEY,
    NUMBER,
    Lexicon,
    OfferRulebook,
    Phrase,
    Sign,
    ranges,
)
from manumit.offers.words import TextWord, forms

REACH = 4
"""How many words may stand between a sign and what denies it: "never ask applicants to"."""
NEAR = {"not_any": 1, "free": 1, "none": 1}
"""Those that deny one thing, and not what comes after it: "no experience, you pay"."""
OF_A_THING = frozenset({"not_any", "free", "spared", "bears"})
"""Before a verb they speak of something else, unless they touch it."""
ENDS_CLAUSE = frozenset({"free", "bears"})
"""After a sign they speak of what comes next, if anything does: "free room", "we pay food"."""
NOT_DENYING, OR_ELSE = "not_denying", "or_else"
"""Words that only look like a denial: "do not worry"; and that carry one on: "no visa or test"."""
CURRENCY, THOUSAND = "currency", "thousand"
DIGITS_OF_AMOUNT = range(3, 10)
NO_AMOUNT = re.compile(r"0\d|\d{1,2}\.\d{1,2}\.\d{4}$")
"""How a telephone number begins, or a date is written."""


@dataclass(frozen=True, slots=True, order=True)
class PhraseHit:
    """Words of a sentence, from one to before another."""

    start: int
    end: int


type PhraseHits = Mapping[str, Sequence[PhraseHit]]


class SignFinder:
    """Finds signs in each of several languages, since a sentence may mix them.

    What denies a sign may be in another language than the sign, which may be a word of both. A
    finder lives for one text, so that no word of it outlives the check.
    """

    def __init__(self, lexicons: Sequence[Lexicon], rulebook: OfferRulebook) -> None:
        self._rulebook = rulebook
        self._words = tuple(_WordFinder(one) for one in lexicons)

    def found(self, words: Sequence[TextWord]) -> Iterator[tuple[str, PhraseHit]]:
        """Yield the rules whose signs stand in a sentence, with the words that show them."""
        every = [hits for one in self._words if (hits := one.hits(words))]
        for rule_id, signs in self._rulebook.signs.items() if every else ():
            denials = _Denials(words, every, self._rulebook, rule_id)
            for hits, sign in itertools.product(every, signs):
                for pieces in _matches(sign, hits):
                    if not denials.take_back(pieces, by=sign[0][0]):
                        yield rule_id, PhraseHit(pieces[0].start, pieces[-1].end)

    def names_a_sum(self, words: Sequence[TextWord], rule_id: str) -> bool:
        """Return whether a sentence has an amount that nothing takes back for a rule."""
        every = [hits for one in self._words if (hits := one.hits(words))]
        denials = _Denials(words, every, self._rulebook, rule_id)
        amounts = (hit for hits in every for hit in hits[AMOUNT])
        return any(not denials.take_back((hit,), by=AMOUNT) for hit in amounts)


class _WordFinder:
    """Finds the groups of words of one language."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._known: dict[str, tuple[tuple[str, Phrase], ...]] = {}

    def hits(self, words: Sequence[TextWord]) -> PhraseHits:
        """Return where each group is in a sentence."""
        found: dict[str, list[PhraseHit]] = {}
        for at, word in enumerate(words):
            for group, phrase in self._beginning(word.folded):
                if _is_at(words, at, phrase):
                    found.setdefault(group, []).append(PhraseHit(at, at + len(phrase)))
            if word.folded[0].isdigit():
                for group in _numbers(word.folded):
                    found.setdefault(group, []).append(PhraseHit(at, at + 1))
        if NUMBER in found and CURRENCY in found:
            found[MONEY] = sorted(_money(words, found), key=_longest_first)
        amounts = {*found.get(MONEY, ()), *_amounts(words, found)}
        found[AMOUNT] = sorted(amounts, key=_longest_first)
        return found

    def _beginning(self, folded: str) -> tuple[tuple[str, Phrase], ...]:
        """Return the phrases that may begin with a word."""
        if folded not in self._known:
            self._known[folded] = tuple(
                one
                for form in forms(folded)
                for one in (
                    *self._lexicon.exact.get(form, ()),
                    *(
                        one
                        for length in self._lexicon.lengths
                        if length <= len(form)
                        for one in self._lexicon.begins.get(form[:length], ())
                    ),
                )
            )
        return self._known[folded]


def _is_at(words: Sequence[TextWord], at: int, phrase: Phrase) -> bool:
    if at + len(phrase) > len(words):
        return False
    return all(
        any(_is(form, wanted) for form in forms(words[at + step].folded))
        for step, wanted in enumerate(phrase)
        if step
    )


def _is(form: str, wanted: str) -> bool:
    return form.startswith(wanted[:-1]) if wanted.endswith("*") else form == wanted


def _numbers(folded: str) -> Iterator[str]:
    if folded.strip("0.,"):
        yield NUMBER
    if folded.isdecimal():
        yield from (name for name, numbers in ranges().items() if int(folded[:9]) in numbers)


def _money(words: Sequence[TextWord], found: PhraseHits) -> Iterator[PhraseHit]:
    """Yield amounts: a number with a currency just before or after it, without a pause."""
    currencies = found[CURRENCY]
    begins = {hit.start: hit for hit in currencies}
    ends = {hit.end: hit for hit in currencies}
    for number in found[NUMBER]:
        after, before = begins.get(number.end), ends.get(number.start)
        if after is not None and not words[after.start].after_pause:
            yield PhraseHit(number.start, after.end)
        if before is not None and not words[number.start].after_pause:
            yield PhraseHit(before.start, number.end)


def _longest_first(hit: PhraseHit) -> tuple[int, int]:
    return hit.start, -hit.end


def _amounts(words: Sequence[TextWord], found: PhraseHits) -> Iterator[PhraseHit]:
    """Yield numbers that are amounts without a currency: of three digits, or of thousands."""
    thousands = {hit.start for hit in found.get(THOUSAND, ())}
    for number in found.get(NUMBER, ()):
        text = words[number.start].folded
        if sum(c.isdigit() for c in text) in DIGITS_OF_AMOUNT and not NO_AMOUNT.match(text):
            yield number
        elif number.end in thousands:
            yield PhraseHit(number.start, number.end + 1)


def _matches(sign: Sign, hits: PhraseHits) -> Iterator[tuple[PhraseHit, ...]]:
    if all(hits.get(group) for group, _ in sign):
        yield from (found for first in hits[sign[0][0]] if (found := _rest((first,), sign, hits)))


def _rest(pieces: tuple[PhraseHit, ...], sign: Sign, hits: PhraseHits) -> tuple[PhraseHit, ...]:
    """Return the pieces of a sign with those that come next; nothing if one is missing."""
    if len(pieces) == len(sign):
        return pieces
    group, gap = sign[len(pieces)]
    each, end = hits[group], pieces[-1].end
    for hit in each[bisect_left(each, PhraseHit(end, 0)) :]:
        if hit.start > end + gap:
            break
        if found := _rest((*pieces, hit), sign, hits):
            return found
    return ()


class _Denials:
    """What takes signs of one rule back in a sentence; looked for once a sign is found."""

    def __init__(
        self,
        words: Sequence[TextWord],
        every: Sequence[PhraseHits],
        rulebook: OfferRulebook,
        rule_id: str,
    ) -> None:
        self._words = words
        self._every = every
        self._rule = rulebook.rules[rule_id]
        self._verbs = rulebook.verbs

    @functools.cached_property
    def _or_else(self) -> frozenset[int]:
        return _covered(self._every, OR_ELSE)

    @functools.cached_property
    def _before(self) -> tuple[tuple[str, PhraseHit], ...]:
        return self._hits(self._rule.unless)

    @functools.cached_property
    def _after(self) -> tuple[tuple[str, PhraseHit], ...]:
        return self._hits(self._rule.unless_after)

    def _hits(self, groups: Sequence[str]) -> tuple[tuple[str, PhraseHit], ...]:
        idle = _covered(self._every, NOT_DENYING)
        return tuple(
            (group, hit)
            for hits in self._every
            for group in groups
            for hit in hits.get(group, ())
            if idle.isdisjoint(range(hit.start, hit.end))
        )

    def take_back(self, pieces: tuple[PhraseHit, ...], *, by: str) -> bool:
        """Return whether a sign is denied; ``by`` is the group of its first piece."""
        past = 0
        for at, piece in enumerate(pieces):
            verb = by in self._verbs and not at
            for group, hit in self._before:
                if hit.start >= past and self._denies(group, hit, piece, verb=verb):
                    return True
            past = piece.end
        return any(self._denies_after(group, hit, past) for group, hit in self._after)

    def _denies(self, group: str, hit: PhraseHit, piece: PhraseHit, *, verb: bool) -> bool:
        """Return whether words stand just before a piece, or reach into it: "we pay" "pay the"."""
        if hit.start < piece.start < hit.end:
            return True
        reach = NEAR.get(group, REACH)
        if verb and group in OF_A_THING:
            reach = 0
        elif not self._or_else.isdisjoint(range(hit.end, piece.start)):
            reach = REACH
        if not 0 <= piece.start - hit.end <= reach:
            return False
        return not self._pause(hit.end, piece.start + 1)

    def _denies_after(self, group: str, hit: PhraseHit, end: int) -> bool:
        """Return whether words stand just after a sign; a pause may lead to them: "fee: none"."""
        if not 0 <= hit.start - end <= NEAR.get(group, REACH) or self._pause(end, hit.start):
            return False
        if (hit.start == end and self._pause(end, end + 1)) or group in ENDS_CLAUSE:
            return (
                group == "spared"
                or hit.end == len(self._words)
                or self._pause(hit.end, hit.end + 1)
            )
        return not self._pause(hit.start, hit.start + 1)

    def _pause(self, start: int, end: int) -> bool:
        return any(self._words[at].after_pause for at in range(start, end))


def _covered(every: Sequence[PhraseHits], group: str) -> frozenset[int]:
    """Return the places of the words of a group."""
    hits = (hit for one in every for hit in one.get(group, ()))
    return frozenset(at for hit in hits for at in range(hit.start, hit.end))
