"""What an instrument is, once loaded: frozen objects that know their source.

Nothing here decides anything. The rules are data (``data/``), the engine that reads them is
``manumit.assessment``.
"""

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field


class Population(enum.StrEnum):
    """Whom a list is for; a child is anyone under 18 (Protocol art. 3(d), R-46)."""

    ADULT = "adult"
    CHILD = "child"


class Exploitation(enum.StrEnum):
    """The form of exploitation that a list is for."""

    LABOUR = "labour"
    SEXUAL = "sexual"


class Phase(enum.StrEnum):
    """When a fact happened; the same fact can be true in both phases and weigh differently."""

    RECRUITMENT = "recruitment"
    DESTINATION = "destination"


class Strength(enum.StrEnum):
    """Grade of an operational indicator (ILO and European Commission 2009)."""

    STRONG = "strong"
    MEDIUM = "medium"
    WEAK = "weak"


class Standing(enum.StrEnum):
    """Who says so: a published text, or this project."""

    PUBLISHED = "published"
    OURS = "ours"


class Verification(enum.StrEnum):
    """How far the source itself was read."""

    VERIFIED = "verified"
    VERIFIED_SECONDARY = "verified_secondary"
    UNVERIFIED = "unverified"


@dataclass(frozen=True, slots=True)
class Source:
    """A text that data rest on, and how much of it was read (``read``)."""

    key: str
    title: str
    read: str
    author: str | None = None
    year: int | None = None
    edition: str | None = None
    number: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Basis:
    """Why a rule may be used: who says so, in which source, read how, with what reservation."""

    standing: Standing
    source: str | None = None
    read: str | None = None
    verification: Verification | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Dimension:
    """One of the six dimensions of the operational indicators."""

    id: str
    phase: Phase


@dataclass(frozen=True, slots=True)
class Indicator:
    """One operational indicator of one list; ``code`` and list together are the key.

    Attributes:
        strength: None where the list has no verified grades (it is then not scored).
        special: why it is outside default questionnaires (``migration_status``), or None.
    """

    code: str
    dimension: str
    phase: Phase
    label: str
    strength: Strength | None
    basis: Basis
    special: str | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many indicators of each grade; used for what a clause needs and for what is present."""

    strong: int = 0
    medium: int = 0
    weak: int = 0

    def covers(self, needed: "Counts") -> bool:
        """True if there are at least as many of each grade as needed."""
        return (
            self.strong >= needed.strong
            and self.medium >= needed.medium
            and self.weak >= needed.weak
        )


@dataclass(frozen=True, slots=True)
class Clause:
    """One lettered clause of the dimension rule: any of these counts is enough."""

    id: str
    any_of: tuple[Counts, ...]


@dataclass(frozen=True, slots=True)
class DimensionRule:
    """When a dimension is positive: any clause holds."""

    id: str
    basis: Basis
    clauses: tuple[Clause, ...]

    def clause_met(self, present: Counts) -> Clause | None:
        """Return the first clause that the counts meet, in source order, or None."""
        for clause in self.clauses:
            if any(present.covers(needed) for needed in clause.any_of):
                return clause
        return None


@dataclass(frozen=True, slots=True)
class Item:
    """Something that is present when any of its signs is: an element, a violation, one of the 11.

    Attributes:
        codes: answers that speak for it; its own ``id`` is one more.
        dimensions: dimensions that speak for it when positive (scored lists only).
        unscored_codes: answers that speak for it where the list has no grades.
        forced_labour: the signs of forced labour speak for it.
    """

    id: str
    codes: tuple[str, ...]
    basis: Basis
    dimensions: tuple[str, ...] = ()
    unscored_codes: tuple[str, ...] = ()
    forced_labour: bool = False


@dataclass(frozen=True, slots=True)
class ItemSet:
    """A list of items, present as a whole when any item is."""

    id: str
    basis: Basis
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Conclusion:
    """One row of a conclusions table: what follows when its needs are met.

    ``needs_all`` and ``needs_any`` name facts: dimensions, or ``act``, ``means``, ``purpose``.
    ``positive`` marks the row that says "signs of trafficking" on the table's own authority.
    """

    id: str
    level: int
    needs_all: tuple[str, ...]
    needs_any: tuple[str, ...]
    basis: Basis
    positive: bool = False

    def holds(self, facts: Mapping[str, bool]) -> bool:
        """True if all of ``needs_all`` are facts and, where there are any, one of ``needs_any``."""
        return all(facts[need] for need in self.needs_all) and (
            not self.needs_any or any(facts[need] for need in self.needs_any)
        )


@dataclass(frozen=True, slots=True)
class Conclusions:
    """A conclusions table, highest level first, and the rows as printed in the source."""

    id: str
    rows: tuple[Conclusion, ...]
    printed: tuple[Mapping[str, str], ...] = ()

    def conclude(self, facts: Mapping[str, bool]) -> Conclusion:
        """Return the highest row whose needs are met; the last row of every table needs nothing."""
        return next(row for row in self.rows if row.holds(facts))

    def published(self, facts: Mapping[str, bool]) -> Conclusion | None:
        """Return what the source itself says of these facts; None where it says nothing.

        With a printed table, the row whose every "yes" and "no" fits: a printed row that asks for
        "no coercion" says nothing of somebody who was coerced. Without one, the highest published
        row whose needs are met.
        """
        if self.printed:
            for printed in self.printed:
                named = {name: value for name, value in printed.items() if name != "row"}
                if all(facts[name] is (value == "yes") for name, value in named.items()):
                    return self.row(printed["row"])
            return None
        return next(
            (
                row
                for row in self.rows
                if row.basis.standing is Standing.PUBLISHED and row.holds(facts)
            ),
            None,
        )

    def row(self, row_id: str) -> Conclusion:
        """Return the row with this id.

        Raises:
            KeyError: no such row.
        """
        for row in self.rows:
            if row.id == row_id:
                return row
        raise KeyError(row_id)


class Gate(enum.StrEnum):
    """What is settled before anything else: may we talk here; is the person 18 or older."""

    SAFETY = "safety"
    AGE = "age"


@dataclass(frozen=True, slots=True)
class Topic:
    """A group of questions in the interview.

    Attributes:
        always: asked even when the answers can no longer change the finding.
        gate: asked before everything else, and anything but a "yes" closes it.
        last: offered at the end, and may be declined.
        core: of an ``always`` topic, the codes that are asked always.
    """

    id: str
    codes: tuple[str, ...]
    always: bool = False
    gate: Gate | None = None
    last: bool = False
    core: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pattern:
    """A kind of situation, and how often a sign of each grade is present in it.

    Attributes:
        share: how often a dimension is in this situation; the shares of all patterns add up to 1.
    """

    id: str
    share: float
    strong: float
    medium: float
    weak: float


@dataclass(frozen=True, slots=True)
class Expectation:
    """What an interview expects to hear. It orders questions and never decides a finding."""

    basis: Basis
    patterns: tuple[Pattern, ...]


@dataclass(frozen=True, slots=True, repr=False)
class Instrument:
    """A list of indicators with every rule that reads it: all that an assessment needs.

    Codes of class *special* are absent unless the instrument was asked for with them
    (design, section 3: indicators that reveal migration status).

    Attributes:
        special_codes: the codes of that class, present or not.
        codes: everything that evidence may speak to: indicators and items.
        open_codes: what is unknown until answered: indicators, and items that nothing else speaks
            for. An item that indicators speak for is open only if evidence names it itself.
    """

    id: str
    population: Population
    exploitation: Exploitation
    edition: str
    source: str
    dimensions: tuple[Dimension, ...]
    indicators: tuple[Indicator, ...]
    dimension_rule: DimensionRule | None
    conclusions: Conclusions
    menace: ItemSet
    involuntariness: ItemSet
    eleven: ItemSet
    act: ItemSet
    means: ItemSet
    purpose: ItemSet
    labour_law: ItemSet
    topics: tuple[Topic, ...]
    expectation: Expectation
    checked_on: str = ""
    special_codes: frozenset[str] = frozenset()
    by_code: Mapping[str, Indicator] = field(default_factory=dict, compare=False)
    codes: frozenset[str] = frozenset()
    open_codes: frozenset[str] = frozenset()

    def __repr__(self) -> str:
        """Return the id only: the full object would fill pages."""
        return f"Instrument({self.id!r})"

    @property
    def scored(self) -> bool:
        """Return whether dimensions can be decided: only with a rule and verified grades."""
        return self.dimension_rule is not None

    @property
    def item_sets(self) -> tuple[ItemSet, ...]:
        """Return all item sets, in the order in which results are shown."""
        return (
            self.labour_law,
            self.eleven,
            self.menace,
            self.involuntariness,
            self.act,
            self.means,
            self.purpose,
        )

    def in_dimension(self, dimension_id: str) -> tuple[Indicator, ...]:
        """Return the indicators of one dimension, in the order of the list."""
        return tuple(i for i in self.indicators if i.dimension == dimension_id)

    def phase_of(self, code: str) -> Phase | None:
        """Return the phase that a code speaks about; None for items that have none."""
        indicator = self.by_code.get(code)
        return None if indicator is None else indicator.phase
