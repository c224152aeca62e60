"""Write a comparison in one language, as text, and as a document for programs."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from manumit.assessment import Answer
from manumit.assessment.view import Words
from manumit.instruments import Library
from manumit.terms.contract.compare import Change, ClauseCompared, Comparison, Pair, Verdict, Why
from manumit.terms.contract.file import Version
from manumit.terms.contract.signs import Spoken, evidence_of
from manumit.terms.contract.units import StatedQuantity, Value, in_common_units
from manumit.terms.numbers import shown
from manumit.terms.ranges import written
from manumit.terms.words import labelled, listed, phrase, range_text

JSON_FORMAT = "manumit/comparison/1"
PERCENT = 100
CHANGED = (Verdict.WORSE, Verdict.DIFFERENT_KIND, Verdict.BETTER)
MONEY_UNITS = ("per_hour", "per_month")


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseView:
    """One clause that changed: what it is, what the change means, and the numbers.

    Attributes:
        earlier, later: what each version has; ``change``: by how much it is more or less.
        agreed: set only where the worker agreed to it freely, or may have.
        sentence: all of it in one line.
    """

    clause: str
    verdict: str
    verdict_id: Verdict
    earlier: str
    later: str
    change: str
    agreed: str | None
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PairView:
    """Two versions: what changed, what is the same, what is unknown.

    Attributes:
        title: which two, and whether terms were changed to the worker's disadvantage.
        earlier, later: what each of them is.
        same: one line, empty if nothing is.
        unknown: one line for each reason.
    """

    title: str
    earlier: str
    later: str
    changed: tuple[ClauseView, ...]
    same: str
    unknown: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparisonView:
    """A whole comparison in one language.

    Attributes:
        signs: one line for each piece of evidence.
        notices: what must be shown with it.
    """

    title: str
    direction: str
    substitution: str
    pairs: tuple[PairView, ...]
    signs_title: str
    signs: tuple[str, ...]
    notices: tuple[str, ...]
    unknown_label: str


def comparison_view(
    comparison: Comparison, library: Library, language: str = "en"
) -> ComparisonView:
    """Return the comparison as a view in one language.

    Args:
        comparison: from ``compare``.
        library: with the texts of this room (``terms.words.TEXTS``).
        language: such as ``fr``; what it lacks comes in English.

    Raises:
        InputError: W305, if no table covers the list.
    """
    words = Words(library, language, marks=False)
    teller = _Teller(words, comparison)
    pairs = tuple(teller.pair(one) for one in comparison.pairs)
    signs = tuple(teller.sign(one) for one in evidence_of(comparison))
    title = phrase(words, "compare/title")
    work = comparison.work.work
    return ComparisonView(
        title=labelled(words, title, words.apart(work)) if work else title,
        direction=library.texts.direction(language),
        substitution=teller.substitution(comparison.substitution),
        pairs=pairs,
        signs_title=phrase(words, "compare/signs"),
        signs=signs,
        notices=tuple(_notices(words)),
        unknown_label=labelled(words, phrase(words, "compare/verdict_unknown"), "").strip(),
    )


def sign_reason(comparison: Comparison, spoken: Spoken, words: Words) -> str:
    """Return the clauses behind a piece of evidence, each with its numbers, in one language.

    Args:
        comparison: from ``compare``.
        spoken: of its evidence.
        words: of a library with the texts of this room.
    """
    teller = _Teller(words, comparison)
    return listed(words, teller.clauses_of(spoken, comparison), "semicolon")


def comparison_text(comparison: Comparison, library: Library, language: str = "en") -> str:
    """Return the comparison as plain text; arguments and errors as for the view."""
    seen = comparison_view(comparison, library, language)
    lines = [seen.title, seen.substitution, ""]
    for pair in seen.pairs:
        lines += [*_pair_lines(pair, seen), ""]
    if seen.signs:
        lines += [seen.signs_title, *(f"  - {one}" for one in seen.signs), ""]
    return "\n".join([*lines, *seen.notices]) + "\n"


def _pair_lines(pair: PairView, seen: ComparisonView) -> Iterator[str]:
    yield pair.title
    yield from (f"  - {one.sentence}" for one in pair.changed)
    if pair.same:
        yield f"  {pair.same}"
    if pair.unknown:
        yield f"  {seen.unknown_label}"
        yield from (f"  - {one}" for one in pair.unknown)


def _notices(words: Words) -> Iterator[str]:
    yield phrase(words, "compare/notice_money")
    yield phrase(words, "phrase/notice")
    if words.unreviewed:
        yield phrase(words, "terms/unreviewed")


class _Teller:
    """Writes clauses and pairs in one language."""

    def __init__(self, words: Words, comparison: Comparison) -> None:
        self.words = words
        self.weeks = comparison.work.weeks_per_year

    def pair(self, pair: Pair) -> PairView:
        both = phrase(
            self.words,
            "compare/pair",
            earlier=self.version(pair.earlier),
            later=self.version(pair.later),
        )
        same = [self.name(one) for one in pair.of(Verdict.SAME)]
        label = phrase(self.words, "compare/verdict_same")
        return PairView(
            title=labelled(
                self.words, both, phrase(self.words, f"compare/short_{pair.substitution}")
            ),
            earlier=self.version(pair.earlier),
            later=self.version(pair.later),
            changed=tuple(
                self.clause(one, pair) for verdict in CHANGED for one in pair.of(verdict)
            ),
            same=labelled(self.words, label, listed(self.words, same)) if same else "",
            unknown=tuple(self.unknown(pair)),
        )

    def substitution(self, answer: Answer) -> str:
        return phrase(self.words, f"compare/substitution_{answer}")

    def clauses_of(self, spoken: Spoken, comparison: Comparison) -> Iterator[str]:
        """Yield each clause of a piece of evidence, with what was promised and how it is."""
        for pair in comparison.pairs:
            if (pair.earlier, pair.later) == (spoken.earlier, spoken.later):
                yield from (
                    self.clause(one, pair).sentence
                    for one in pair.clauses
                    if one.clause in spoken.clauses
                )
        if spoken.earlier is None:
            values = in_common_units(spoken.later.terms, self.weeks)
            for clause in spoken.clauses:
                value = self.described(spoken.later, values[clause], clause)
                name = self.words.name(f"compare/clause_{clause}")
                yield labelled(self.words, name, value)

    def version(self, version: Version) -> str:
        origin = self.words.name(f"compare/origin_{version.origin}")
        date = "" if version.date is None else f", {version.date.isoformat()}"
        return f"{origin} ({self.words.apart(f'{version.id}{date}')})"

    def name(self, one: ClauseCompared) -> str:
        return self.words.name(f"compare/clause_{one.clause}")

    def clause(self, one: ClauseCompared, pair: Pair) -> ClauseView:
        agreed = None
        if one.agreed in (Answer.YES, Answer.UNKNOWN):
            agreed = phrase(self.words, f"compare/agreed_{one.agreed}")
        verdict = phrase(self.words, f"compare/verdict_{one.verdict}")
        reason = self.reason(one, pair)
        head = f"{self.name(one)} ({verdict})"
        sentence = labelled(self.words, head, reason)
        return ClauseView(
            clause=self.name(one),
            verdict=verdict,
            verdict_id=one.verdict,
            earlier=self.value(one.earlier, one.clause),
            later=self.value(one.later, one.clause),
            change=self.change(one),
            agreed=agreed,
            sentence=f"{sentence}. {agreed}" if agreed else sentence,
        )

    def reason(self, one: ClauseCompared, pair: Pair) -> str:
        sides = ((pair.earlier, one.earlier), (pair.later, one.later))
        described = (self.described(version, value, one.clause) for version, value in sides)
        both = listed(self.words, described, "semicolon")
        change = self.change(one)
        return f"{both} ({change})" if change else both

    def change(self, one: ClauseCompared) -> str:
        """Return by how much the later is more or less; empty if there is no number."""
        if one.by is None or one.change is Change.SAME:
            return ""
        share = self.words.number(shown(abs(one.by) * PERCENT, 1))
        percent = self.words.apart(f"{share} %")
        return phrase(self.words, f"compare/{one.change}", percent=percent)

    def unknown(self, pair: Pair) -> Iterator[str]:
        """Yield the clauses that cannot be compared, grouped by the reason."""
        by_reason: dict[str, list[str]] = {}
        for one in pair.of(Verdict.UNKNOWN):
            by_reason.setdefault(self.why(one, pair), []).append(self.name(one))
        for reason, names in by_reason.items():
            yield labelled(self.words, reason, listed(self.words, names))

    def why(self, one: ClauseCompared, pair: Pair) -> str:
        if one.why is not Why.WANTING:
            return phrase(self.words, f"compare/why_{one.why}")
        sides = ((pair.earlier, one.earlier), (pair.later, one.later))
        return listed(
            self.words,
            (
                f"{self.words.name(f'compare/wanting_{value.wanting}')} "
                f"({self.words.name(f'compare/origin_{version.origin}')})"
                for version, value in sides
                if value.wanting is not None
            ),
        )

    def described(self, version: Version, value: Value, clause: str) -> str:
        return phrase(self.words, f"compare/told_{version.origin}", what=self.value(value, clause))

    def value(self, value: Value, clause: str) -> str:
        if value.measure is None or clause == "term":
            return self.word(value.word or "", clause)
        if not value.as_stated:
            return self.number(value.measure)
        first, *others = value.as_stated
        text = self.number(first)
        for one in others:
            text += " " + phrase(self.words, f"compare/with_{one.unit}", number=self.bare(one))
        if first == value.measure:
            return text
        found = self.number(value.measure)
        if value.measure.unit in MONEY_UNITS:
            weeks = self.words.apart(self.words.number(shown(self.weeks)))
            found = phrase(self.words, "compare/in_months", found=found, weeks=weeks)
        return f"{text} ({found})"

    def number(self, one: StatedQuantity) -> str:
        return phrase(self.words, f"compare/unit_{one.unit}", number=self.bare(one))

    def bare(self, one: StatedQuantity) -> str:
        return range_text(self.words, one.amount, one.currency)

    def word(self, word: str, clause: str) -> str:
        if clause in ("employer", "place", "term"):
            return self.words.apart(word)
        if clause == "job":
            return self.words.apart(f"ISCO-08 {word}")
        return self.words.name(f"compare/word_{word}")

    def sign(self, one: Spoken) -> str:
        clauses = (self.words.name(f"compare/clause_{clause}") for clause in one.clauses)
        between = (self.words.apart(two.id) for two in (one.earlier, one.later) if two is not None)
        return phrase(
            self.words,
            f"compare/sign_{one.evidence.answer}",
            code=self.words.apart(one.evidence.code),
            label=self.words.name(one.evidence.code),
            clauses=listed(self.words, clauses),
            versions=listed(self.words, between),
        )


def comparison_json(comparison: Comparison, *, indent: int | None = None) -> str:
    """Return the comparison for programs: codes and exact numbers, no words of any language.

    Raises:
        InputError: W305, if no table covers the list.
    """
    document = {
        "format": JSON_FORMAT,
        "work": comparison.work.work,
        "list": comparison.work.list_id,
        "weeks_per_year": shown(comparison.work.weeks_per_year),
        "substitution": comparison.substitution,
        "pairs": [_json_pair(pair) for pair in comparison.pairs],
        "signs": [_json_sign(one) for one in evidence_of(comparison)],
    }
    return json.dumps(document, indent=indent, ensure_ascii=False)


def _json_pair(pair: Pair) -> dict[str, Any]:
    return {
        "earlier": pair.earlier.id,
        "later": pair.later.id,
        "substitution": pair.substitution,
        "clauses": [_json_clause(one) for one in pair.clauses],
    }


def _json_clause(one: ClauseCompared) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "clause": one.clause,
        "verdict": one.verdict,
        "earlier": _json_value(one.earlier),
        "later": _json_value(one.later),
    }
    optional = {
        "change": one.change,
        "by": None if one.by is None else str(one.by),
        "why": one.why,
        "agreed": one.agreed,
        "agreed_in": one.agreed_in,
    }
    return entry | {key: value for key, value in optional.items() if value is not None}


def _json_value(value: Value) -> dict[str, Any]:
    optional: dict[str, Any] = {
        "measure": None if value.measure is None else _json_quantity(value.measure),
        "word": value.word,
        "as_stated": [_json_quantity(one) for one in value.as_stated] or None,
        "wanting": value.wanting,
    }
    return {key: found for key, found in optional.items() if found is not None}


def _json_quantity(one: StatedQuantity) -> dict[str, str]:
    entry = {"amount": written(one.amount), "unit": one.unit}
    return entry | ({"currency": one.currency} if one.currency else {})


def _json_sign(one: Spoken) -> dict[str, Any]:
    return {
        "id": one.evidence.id,
        "code": one.evidence.code,
        "answer": one.evidence.answer,
        "clauses": list(one.clauses),
        "note": one.sign.note,
    }
