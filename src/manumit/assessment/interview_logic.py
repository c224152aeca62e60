"""Which answers can still change which result.

Codes are bits of an integer, so that a set of answers is a number. A result is an *or* of terms, a
term an *and* of parts, a part a dimension (counts per grade) or "any of these codes". An answer can
matter if, however the open ones turn out, it may be the one that tips the result.
"""

import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from manumit.assessment.interview_odds import Odds, Tally
from manumit.instruments import Conclusion, Instrument, Strength

ELEMENTS = ("act", "means", "purpose")


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """A dimension (``grades`` has a mask for each grade) or any of some codes (None).

    Attributes:
        id: of the dimension or the item set.
        mask: every code that speaks to it.
    """

    id: str
    mask: int
    odds: Odds
    grades: Tally | None = None

    def tally(self, codes: int) -> Tally:
        """Return how many of the codes are strong, medium, weak here; of a dimension only."""
        strong, medium, weak = self.grades or (0, 0, 0)
        return (
            (codes & strong).bit_count(),
            (codes & medium).bit_count(),
            (codes & weak).bit_count(),
        )

    def holds(self, present: int) -> bool:
        """Return whether it is positive when these codes are present."""
        if self.grades is None:
            return bool(present & self.mask)
        return self.odds.positive(self.tally(present))

    def pivotal(self, present: int, open_: int) -> int:
        """Return the open codes that can still be what makes it hold, if it does not hold yet."""
        if self.grades is None:
            return open_ & self.mask
        if not open_ & self.mask:
            return 0
        can = self.odds.pivotal(self.tally(present), self.tally(open_))
        return sum(open_ & mask for mask, yes in zip(self.grades, can, strict=True) if yes)


type Term = tuple[Part, ...]


class Result:
    """A result as an *or* of terms, with the smallest sets of parts that deny it (``cuts``)."""

    def __init__(self, result_id: str, terms: Iterable[Term]) -> None:
        self.id = result_id
        self.terms = tuple(dict.fromkeys(terms))
        self.parts = tuple(dict.fromkeys(part for term in self.terms for part in term))
        self.cuts = _smallest(frozenset(cut) for cut in itertools.product(*self.terms))

    def holds(self, present: int) -> bool:
        """Return whether it is positive when these codes are present."""
        return any(all(part.holds(present) for part in term) for term in self.terms)

    def pivotal(self, present: int, open_: int) -> int:
        """Return the open codes that can still be what makes it hold.

        Such a code is outside some largest set of answers that leaves the result negative, and
        those sets are what remains when each part of a cut is denied. Exact where dimensions and
        "any of" parts of one result share no code, as in every shipped list.
        """
        found = 0
        if not self.holds(present | open_):
            return 0
        for cut in self.cuts:
            if not any(part.holds(present) for part in cut):
                found |= self._pivotal_for(cut, present, open_)
        return found

    def _pivotal_for(self, cut: frozenset[Part], present: int, open_: int) -> int:
        denied, closed = 0, 0
        for part in cut:
            denied |= part.mask
            closed |= part.mask if part.grades is None else 0
        others = present | (open_ & ~denied)
        given = {part for part in self.parts if part not in cut and part.holds(others)}
        found = 0
        for part in cut:
            candidates = part.pivotal(present, open_ if part.grades is None else open_ & ~closed)
            if any(given.issuperset(p for p in term if p is not part) for term in self.terms):
                found |= candidates
            elif part.grades is None:
                found |= self._shared(candidates, given)
        return found

    def _shared(self, candidates: int, given: set[Part]) -> int:
        """Return those candidates that meet several parts at once, and so the result."""
        found = 0
        for bit in bits(candidates):
            met = given | {part for part in self.parts if part.grades is None and part.mask & bit}
            if any(met.issuperset(term) for term in self.terms):
                found |= bit
        return found


def bits(mask: int) -> Iterable[int]:
    """Yield each bit of a mask, lowest first."""
    while mask:
        lowest = mask & -mask
        yield lowest
        mask ^= lowest


def _smallest(sets: Iterable[frozenset[Part]]) -> tuple[frozenset[Part], ...]:
    kept: list[frozenset[Part]] = []
    for one in sorted(set(sets), key=len):
        if not any(other <= one for other in kept):
            kept.append(one)
    return tuple(kept)


class Results:
    """The results of an instrument, ready to be asked what can still change them."""

    def __init__(self, instrument: Instrument, bit: Mapping[str, int], odds: Odds) -> None:
        self.instrument = instrument
        self.bit = bit
        self.odds = odds
        self._any_parts: dict[str, Part] = {}
        self.groups = {d.id: self._dimension(d.id) for d in instrument.dimensions}
        self.menace = self._any_part("menace")
        self.involuntariness = self._any_part("involuntariness")
        self.forced_labour = Result("forced_labour", [(self.menace, self.involuntariness)])
        self.positive = Result(
            "trafficking",
            (t for row in instrument.conclusions.rows if row.positive for t in self._row(row)),
        )
        self.dimensions = tuple(self.groups.values()) if instrument.scored else ()
        self.sets = tuple(
            (Result(name, self._fact(name)), self._any_part(name))
            for name in ("labour_law", *ELEMENTS)
        )

    def open_for_any(self, present: int, hidden: int, open_: int) -> int:
        """Return the open codes that can still change any result, at either bound.

        Results: each dimension, signs of forced labour, signs that labour law was broken, act,
        means and purpose; the conclusion follows from them.

        Args:
            present: codes answered yes.
            hidden: codes that stay unknown: they count as present at the upper bound.
            open_: codes that may still be asked.
        """
        found = 0
        for base in {present, present | hidden}:
            for part in self.dimensions:
                found |= part.pivotal(base, open_)
            found |= self.forced_labour.pivotal(base, open_)
            for result, part in self.sets:
                # What dimensions and forced labour add to a set is already counted above.
                if not result.holds(base):
                    found |= open_ & part.mask
        return found

    def _dimension(self, dimension_id: str) -> Part:
        masks = [0, 0, 0]
        for indicator in self.instrument.in_dimension(dimension_id):
            # Without verified grades, indicators are expected as often as medium ones.
            grade = indicator.strength or Strength.MEDIUM
            masks[list(Strength).index(grade)] |= self.bit[indicator.code]
        strong, medium, weak = masks
        return Part(dimension_id, strong | medium | weak, self.odds, (strong, medium, weak))

    def _any_part(self, set_id: str) -> Part:
        """Return the part "any of these codes" of an item set, the same object every time."""
        if set_id not in self._any_parts:
            mask = 0
            for item in getattr(self.instrument, set_id).items:
                for code in (item.id, *item.codes):
                    mask |= self.bit[code]
            self._any_parts[set_id] = Part(set_id, mask, self.odds)
        return self._any_parts[set_id]

    def _fact(self, name: str) -> list[Term]:
        if name in self.groups:
            return [(self.groups[name],)]
        items = getattr(self.instrument, name).items
        terms: list[Term] = [(self._any_part(name),)]
        terms += [(self.groups[d],) for item in items for d in item.dimensions]
        if any(item.forced_labour for item in items):
            terms.append((self.menace, self.involuntariness))
        return terms

    def _row(self, row: Conclusion) -> Iterable[Term]:
        needs = [self._fact(name) for name in row.needs_all]
        if row.needs_any:
            needs.append([term for name in row.needs_any for term in self._fact(name)])
        for terms in itertools.product(*needs):
            yield tuple(dict.fromkeys(part for term in terms for part in term))
