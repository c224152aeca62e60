"""The rule, applied: from settled answers to what is certain and what is possible.

Every rule only ever asks for signs to be present, never for one to be absent. So the result when
every unknown counts as absent is the lower bound, and when every unknown counts as present the
upper bound, and both are reached: they equal what trying every combination would give.
"""

import enum
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from manumit.assessment.codes import AssessmentCode
from manumit.assessment.evidence import Answer, Evidence, Settled, settle
from manumit.errors import Place
from manumit.instruments import Conclusion, Counts, Instrument, ItemSet, Population, Strength


class State(enum.StrEnum):
    """A result under unknown answers; *undetermined* when the two bounds differ."""

    YES = "yes"
    NO = "no"
    UNDETERMINED = "undetermined"


class Age(enum.StrEnum):
    """What is known of the person's age at the time; *unsure* is treated as a child (R-46)."""

    ADULT = "adult"
    CHILD = "child"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Outcome:
    """Every result for one set of signs, with nothing unknown.

    Attributes:
        dimensions: dimension id to positive; empty where the list is not scored.
        items: item id to present; ``sets``: item set id to present.
    """

    dimensions: Mapping[str, bool]
    items: Mapping[str, bool]
    sets: Mapping[str, bool]
    forced_labour: bool
    conclusion: Conclusion
    published: Conclusion | None


@dataclass(frozen=True, slots=True)
class Finding:
    """What the evidence shows, as bounds. Signs only: a person of the competent body decides.

    See R-47.

    Three results stand side by side and are never made one: labour-law violations
    (``labour_law``), signs of forced labour (``forced_labour``), trafficking (``conclusion`` with
    act, means and purpose).
    """

    instrument: Instrument
    age: Age
    settled: Mapping[str, Settled]
    lower: Outcome = field(repr=False)
    upper: Outcome = field(repr=False)

    def dimension(self, dimension_id: str) -> State:
        """Return the state of one dimension; KeyError where the list is not scored."""
        return between(self.lower.dimensions[dimension_id], self.upper.dimensions[dimension_id])

    def item(self, item_id: str) -> State:
        """Return the state of one item: a violation, one of the eleven indicators, an element."""
        return between(self.lower.items[item_id], self.upper.items[item_id])

    def item_set(self, set_id: str) -> State:
        """Return the state of a whole item set: ``labour_law``, ``act``, ``menace`` ..."""
        return between(self.lower.sets[set_id], self.upper.sets[set_id])

    @property
    def labour_law(self) -> State:
        """Return whether there are signs that labour law was broken."""
        return self.item_set("labour_law")

    @property
    def forced_labour(self) -> State:
        """Return forced labour: menace of penalty AND involuntariness (C29 art. 2(1); 2018)."""
        return between(self.lower.forced_labour, self.upper.forced_labour)

    @property
    def trafficking(self) -> State:
        """Return whether the conclusion is trafficking by the authority of a published text."""
        return between(self.lower.conclusion.positive, self.upper.conclusion.positive)

    @property
    def conclusion(self) -> Conclusion | None:
        """Return the row of the conclusions table, or None while it is undetermined."""
        same = self.lower.conclusion == self.upper.conclusion
        return self.lower.conclusion if same else None

    def answer(self, code: str) -> Answer:
        """Return the settled answer to a code; unknown where nothing speaks to it."""
        found = self.settled.get(code)
        return Answer.UNKNOWN if found is None else found.answer

    @property
    def yes(self) -> frozenset[str]:
        """Return the codes settled as yes."""
        return frozenset(code for code, s in self.settled.items() if s.answer is Answer.YES)

    @property
    def unknown(self) -> frozenset[str]:
        """Return the open codes: asked for by the instrument or answered, and not settled."""
        return _unknown(self.instrument, self.settled)


def assess(
    evidence: Iterable[Evidence], instrument: Instrument, *, age: Age | None = None
) -> Finding:
    """Assess the evidence about one person's work against one instrument.

    Args:
        evidence: pieces in any order; several may speak to one code and contradict.
        instrument: from ``Library.instrument``.
        age: what is known of the age at the time; by default that of the list. ``UNSURE`` goes
            with a child list (R-46).

    Raises:
        InputError: A101 to A107.
    """
    settled = settle(evidence, instrument)
    known_age = _age_for(instrument, age)
    present = {code for code, one in settled.items() if one.answer is Answer.YES}
    possible = present | _unknown(instrument, settled)
    return Finding(
        instrument,
        known_age,
        settled,
        outcome(instrument, present),
        outcome(instrument, possible),
    )


def assess_answers(
    answers: Mapping[str, Answer], instrument: Instrument, *, age: Age | None = None
) -> Finding:
    """Assess answers by code, where nothing else is known about the evidence."""
    pieces = (Evidence(id=code, code=code, answer=answer) for code, answer in answers.items())
    return assess(pieces, instrument, age=age)


def outcome(instrument: Instrument, present: AbstractSet[str]) -> Outcome:
    """Return every result when exactly these codes are present."""
    dimensions = _dimensions(instrument, present)
    items: dict[str, bool] = {}
    sets: dict[str, bool] = {}
    forced_labour = False
    for item_set in instrument.item_sets:
        found = _items(item_set, present, dimensions, forced_labour=forced_labour)
        items.update(found)
        sets[item_set.id] = any(found.values())
        # The elements of trafficking come after it in the order of `item_sets` and may rest on it.
        forced_labour = sets.get("menace", False) and sets.get("involuntariness", False)
    facts = {**dimensions, **{name: sets[name] for name in ("act", "means", "purpose")}}
    table = instrument.conclusions
    return Outcome(
        dimensions, items, sets, forced_labour, table.conclude(facts), table.published(facts)
    )


def counts(instrument: Instrument, dimension_id: str, present: AbstractSet[str]) -> Counts:
    """Return how many indicators of each grade are present in a dimension of a scored list."""
    tally = dict.fromkeys(Strength, 0)
    for indicator in instrument.in_dimension(dimension_id):
        if indicator.strength is not None and indicator.code in present:
            tally[indicator.strength] += 1
    return Counts(tally[Strength.STRONG], tally[Strength.MEDIUM], tally[Strength.WEAK])


def between(lower: bool, upper: bool) -> State:
    """Return the state that two bounds leave."""
    if lower:
        return State.YES
    return State.UNDETERMINED if upper else State.NO


def _unknown(instrument: Instrument, settled: Mapping[str, Settled]) -> frozenset[str]:
    answered = {code for code, one in settled.items() if one.answer is not Answer.UNKNOWN}
    return (instrument.open_codes | settled.keys()) - answered


def _age_for(instrument: Instrument, age: Age | None) -> Age:
    if age is None:
        return Age(instrument.population)
    treated_as = Population.ADULT if age is Age.ADULT else Population.CHILD
    if treated_as is not instrument.population:
        raise AssessmentCode.WRONG_LIST.error(
            Place(), instrument=instrument.id, population=instrument.population, age=age
        )
    return age


def _dimensions(instrument: Instrument, present: AbstractSet[str]) -> dict[str, bool]:
    rule = instrument.dimension_rule
    if rule is None:
        return {}
    return {
        dimension.id: rule.clause_met(counts(instrument, dimension.id, present)) is not None
        for dimension in instrument.dimensions
    }


def _items(
    item_set: ItemSet,
    present: AbstractSet[str],
    dimensions: Mapping[str, bool],
    *,
    forced_labour: bool,
) -> dict[str, bool]:
    return {
        item.id: item.id in present
        or not present.isdisjoint(item.codes)
        or any(dimensions[dimension] for dimension in item.dimensions)
        or (item.forced_labour and forced_labour)
        for item in item_set.items
    }
