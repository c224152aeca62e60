"""In-memory search: all words must match as prefixes; best results first, with the matching text.

Independent of instruments and Django: it works on entries. Queries are never stored.
"""

import bisect
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from manumit.web.public.catalogue.folding import Word, without_article, words_in

MOST_RESULTS = 50
MOST_CHARACTERS = 400  # of a query; no label of ours is half as long
MOST_WORDS = 24
AROUND = 70  # characters of a snippet on either side of what was found

# Weights of a match by field. A whole word counts twice as much as a prefix.
CODE, LABEL, TEXT = 100, 30, 3
LABEL_IN_ENGLISH, TEXT_IN_ENGLISH = 20, 2  # beside those in the language of the page


@dataclass(frozen=True, slots=True)
class Field:
    """One text of an entry.

    Attributes:
        name: id of the text that says which part of the entry this is.
        weight: of a match in this field, one of the numbers above.
        language: that it is written in.
    """

    name: str
    weight: int
    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Link:
    """A page by its name, with a text id (or a plain title) that says which one it is."""

    view: str
    arguments: Mapping[str, str]
    text_id: str


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that can be found.

    Attributes:
        kind: id of the text that says what kind of thing it is.
        links: pages about it, the first one is the one that its title leads to.
        anchor: place on that page, or nothing.
    """

    kind: str
    code: str
    title: str
    language: str
    links: tuple[Link, ...]
    fields: tuple[Field, ...]
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class SnippetPart:
    """A part of a snippet; ``marked`` where it matches the query."""

    text: str
    marked: bool


@dataclass(frozen=True, slots=True)
class FieldMatch:
    """Where the words were found: which field, and the words in their surroundings."""

    field: Field
    pieces: tuple[SnippetPart, ...]


@dataclass(frozen=True, slots=True)
class SearchResult:
    """An entry that was found, and why."""

    entry: Entry
    reasons: tuple[FieldMatch, ...]


@dataclass(frozen=True, slots=True)
class SearchResults:
    """What a query found: the first ``MOST_RESULTS``, and how many there are in all."""

    results: tuple[SearchResult, ...] = ()
    total: int = 0
    asked: bool = False


class Index:
    """All entries, by the words of their fields."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._entries = tuple(entries)
        self._labels = tuple(_labels(entry) for entry in self._entries)
        self._places: dict[str, set[tuple[int, int]]] = {}
        for number, entry in enumerate(self._entries):
            for place, field in enumerate(entry.fields):
                for word in words_in(field.text):
                    for form in {word.folded, without_article(word.folded)}:
                        self._places.setdefault(form, set()).add((number, place))
        self._words = sorted(self._places)

    def __len__(self) -> int:
        """Return how many entries there are."""
        return len(self._entries)

    def find(self, query: str) -> SearchResults:
        """Return what a query finds; any text is a query."""
        asked = _query_words(query)
        if not asked:
            return SearchResults()
        hits = [self._hits(word) for word in asked]
        common = set(hits[0]).intersection(*hits[1:])
        ranked = sorted(common, key=lambda number: self._rank(number, asked, hits))
        results = tuple(_result(self._entries[n], asked) for n in ranked[:MOST_RESULTS])
        return SearchResults(results, len(ranked), asked=True)

    def _hits(self, asked: str) -> dict[int, int]:
        """Return entries with a word that begins like this, with the rank of the best match."""
        best: dict[int, int] = {}
        for form in {asked, without_article(asked)}:
            start = bisect.bisect_left(self._words, form)
            for word in self._words[start:]:
                if not word.startswith(form):
                    break
                whole = 2 if word == form else 1
                for number, place in self._places[word]:
                    weight = self._entries[number].fields[place].weight * whole
                    best[number] = max(best.get(number, 0), weight)
        return best

    def _rank(
        self, number: int, asked: tuple[str, ...], hits: list[dict[int, int]]
    ) -> tuple[bool, bool, int, int]:
        """Return codes before labels, labels before texts; a whole label before a part of one."""
        ranks = [found[number] for found in hits]
        return (
            max(ranks) < CODE * 2,
            asked not in self._labels[number],
            -sum(ranks),
            number,
        )


def _labels(entry: Entry) -> frozenset[tuple[str, ...]]:
    labels = (LABEL, LABEL_IN_ENGLISH)
    return frozenset(_folded(field.text) for field in entry.fields if field.weight in labels)


def _folded(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word.folded for word in words_in(text)))


def _query_words(query: str) -> tuple[str, ...]:
    return _folded(query[:MOST_CHARACTERS])[:MOST_WORDS]


def _result(entry: Entry, asked: tuple[str, ...]) -> SearchResult:
    """Return the fewest fields, the best of them first, that hold all the words."""
    words = [words_in(field.text) for field in entry.fields]
    held = [{a for a in asked if any(_begins(w, a) for w in found)} for found in words]
    order = sorted(
        range(len(held)), key=lambda place: (-len(held[place]), -entry.fields[place].weight)
    )
    missing, reasons = set(asked), []
    for place in order:
        if missing & held[place]:
            missing -= held[place]
            reasons.append(_reason(entry.fields[place], words[place], asked))
    return SearchResult(entry, tuple(reasons))


def _begins(word: Word, asked: str) -> bool:
    short, bare = without_article(asked), without_article(word.folded)
    return any(form.startswith(wanted) for form in (word.folded, bare) for wanted in (asked, short))


def _reason(field: Field, words: tuple[Word, ...], asked: tuple[str, ...]) -> FieldMatch:
    spans = [(w.start, w.end) for w in words if any(_begins(w, a) for a in asked)]
    first = spans[0][0]
    start = 0 if first <= AROUND else _edge(words, first - AROUND)
    end = len(field.text)
    if end > first + 2 * AROUND:
        end = max((w.end for w in words if w.end <= first + 2 * AROUND), default=spans[0][1])
        end = max(end, spans[0][1])
    pieces = [SnippetPart("… ", marked=False)] if start else []
    at = start
    for left, right in spans:
        if right > end:
            break
        if left > at:
            pieces.append(SnippetPart(field.text[at:left], marked=False))
        pieces.append(SnippetPart(field.text[left:right], marked=True))
        at = right
    if at < end:
        pieces.append(SnippetPart(field.text[at:end], marked=False))
    if end < len(field.text):
        pieces.append(SnippetPart(" …", marked=False))
    return FieldMatch(field, tuple(pieces))


def _edge(words: tuple[Word, ...], wanted: int) -> int:
    """Return the beginning of the first word at or after a place."""
    return next(word.start for word in words if word.start >= wanted)
