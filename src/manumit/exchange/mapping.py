"""A mapping, once loaded: frozen objects that define how a file's columns give codes.

``load_mapping`` (module ``loading``) makes them from YAML; nothing here reads a file.
"""

from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, field
from typing import Any

ATTRIBUTES = ("sex", "age_group", "sector", "citizenship", "year")
UNKNOWN = "unknown"
NO_LIST = "none"


@dataclass(frozen=True, slots=True)
class Reader:
    """How to open the file.

    Attributes:
        format: None means: by the file's name.
        skip: lines above the column names, such as a title; they are not read.
    """

    format: str | None = None
    delimiter: str = ","
    encoding: str = "utf-8"
    sheet: str | None = None
    skip: int = 0


@dataclass(frozen=True, slots=True)
class Band:
    """Numbers from ``start`` up to, not including, ``below`` become ``word``."""

    start: float
    below: float
    word: str


@dataclass(frozen=True, slots=True)
class Translation:
    """One column, and what each of its values means.

    Exactly one of ``words``, ``bands`` and ``as_is`` is set.

    Attributes:
        words: value to word; a column of an answer has only yes, no, unknown.
        unknown: values that mean "not recorded", the file's own and the column's; always the
            empty cell.
        quotable: whether a short value may be quoted in a message (a flag, never an attribute).
        year: whether the cells of an ``as_is`` column must be years, so that no day passes as one.
    """

    column: str
    unknown: frozenset[str]
    words: MappingOf[str, str] = field(default_factory=dict)
    bands: tuple[Band, ...] = ()
    as_is: bool = False
    quotable: bool = False
    year: bool = False


@dataclass(frozen=True, slots=True)
class AnswerColumn:
    """A column that is evidence of one or more codes.

    Attributes:
        assumption: name of the assumption that this use rests on, or None.
    """

    translation: Translation
    codes: tuple[str, ...]
    reversed: bool = False
    assumption: str | None = None


@dataclass(frozen=True, slots=True)
class Condition:
    """What must hold of one row: some columns have one of these values, or have any at all.

    Attributes:
        quantifier: ``any``, ``all`` or ``none`` of the columns.
        values: the values looked for, or None where ``recorded`` decides.
        recorded: True: has a value that is not among the unknown ones; False: has none.
    """

    quantifier: str
    columns: tuple[str, ...]
    values: frozenset[str] | None = None
    recorded: bool | None = None


type Conditions = tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AgeRule:
    """Child if any source has child, else adult if any has adult, else ``otherwise``."""

    sources: tuple[Translation, ...]
    otherwise: str = "unsure"
    because: str | None = None


@dataclass(frozen=True, slots=True)
class ListRule:
    """``form`` (labour, sexual, none) where all conditions hold; ``because`` explains a none."""

    when: Conditions
    form: str
    because: str | None = None


@dataclass(frozen=True, slots=True)
class Flag:
    """One of several yes/no columns that together make one attribute."""

    column: str
    values: frozenset[str]
    word: str


@dataclass(frozen=True, slots=True)
class Attribute:
    """What tables are broken down by: one translated column, or the first flag that holds."""

    name: str
    translation: Translation | None = None
    flags: tuple[Flag, ...] = ()


@dataclass(frozen=True, slots=True)
class Note:
    """A statement that the report opens with; ``count``: which rows ``{n}`` counts."""

    text: str
    count: Conditions = ()


@dataclass(frozen=True, slots=True)
class Expected:
    """The values that a column may hold which only conditions read."""

    column: str
    values: frozenset[str]


@dataclass(frozen=True, slots=True)
class Worded:
    """A column whose values become codes of a case file; without words a cell is taken as it is."""

    column: str
    words: MappingOf[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FilePart:
    """Which column of a row becomes which part of a case file.

    Attributes:
        reference: column of the old system's reference; None where ``records`` has none.
        records: ``htcds`` where the file holds records of that standard.
        names: columns of one name each; ``joined_names``: columns that together hold one.
        contacts: column and kind.
        born, language, told_on: columns.
        informant: who reported or saw what the answers hold.
        dates: column, and what day it is.
        decision, decision_words, decided_on: column, its values, column of its day.
        consent, consent_given, consent_on, consent_purpose: the same of consent, and for what.
        sex, nationality, forms: breakdown attributes of statistics; each column of forms gives one.
    """

    reference: str | None = None
    records: str | None = None
    names: tuple[str, ...] = ()
    joined_names: tuple[str, ...] = ()
    contacts: tuple[tuple[str, str], ...] = ()
    born: str | None = None
    language: str | None = None
    told_on: str | None = None
    informant: str = "not_recorded"
    dates: tuple[tuple[str, str], ...] = ()
    decision: str | None = None
    decision_words: MappingOf[str, str] = field(default_factory=dict)
    decided_on: str | None = None
    consent: str | None = None
    consent_given: frozenset[str] = frozenset()
    consent_on: str | None = None
    consent_purpose: str = ""
    sex: Worded | None = None
    nationality: Worded | None = None
    forms: tuple[Worded, ...] = ()

    @property
    def worded(self) -> tuple[Worded, ...]:
        """Return the columns of the breakdown attributes for statistics."""
        return tuple(one for one in (self.sex, self.nationality, *self.forms) if one is not None)

    @property
    def columns(self) -> tuple[str, ...]:
        """Return every column that it reads."""
        single = (self.reference, self.born, self.language, self.told_on, self.decision,
                  self.decided_on, self.consent, self.consent_on)  # fmt: skip
        several = (*self.names, *self.joined_names, *(one for one, _ in self.contacts),
                   *(one for one, _ in self.dates),
                   *(one.column for one in self.worded))  # fmt: skip
        return tuple(dict.fromkeys(one for one in (*single, *several) if one is not None))


@dataclass(frozen=True, slots=True)
class Mapping:
    """How the columns of one kind of file give codes.

    Attributes:
        unknown: values that mean "not recorded" in every column.
        lists: ``adult_labour`` and its like, to the id of the list that is used for it.
        no_is_unknown: rows in which a "no" counts as unknown (the employer could hear); empty:
            none. A "yes" always counts.
        assumption_texts: name to text of every assumption.
        list_rules: tried in order; the last one needs nothing.
        ignored: column to the reason why it is not read.
        other_languages: language to English text of this mapping, or category, to its translation.
        file_part: what of a row becomes which part of a case file, if the mapping has this section.
        data: the parsed file.
    """

    id: str
    title: str
    reader: Reader
    unknown: frozenset[str]
    answers: tuple[AnswerColumn, ...]
    age: AgeRule
    list_rules: tuple[ListRule, ...]
    lists: MappingOf[str, str]
    attribute_rules: tuple[Attribute, ...] = ()
    notes: tuple[Note, ...] = ()
    expected: tuple[Expected, ...] = ()
    no_is_unknown: Conditions = ()
    assumption_texts: MappingOf[str, str] = field(default_factory=dict)
    source: MappingOf[str, str] = field(default_factory=dict)
    ignored: MappingOf[str, str] = field(default_factory=dict)
    other_languages: MappingOf[str, MappingOf[str, str]] = field(default_factory=dict)
    refuse_unmentioned: bool = False
    file: str = ""
    file_part: FilePart | None = None
    data: MappingOf[str, Any] = field(default_factory=dict, repr=False, compare=False)

    @property
    def attributes(self) -> tuple[str, ...]:
        """Return the names of the attributes, in the fixed order of :data:`ATTRIBUTES`."""
        mapped = {attribute.name for attribute in self.attribute_rules}
        return tuple(name for name in ATTRIBUTES if name in mapped)

    @property
    def adult_lists(self) -> dict[str, tuple[str, ...]]:
        """Return, for each list for children, the lists for adults of the same forms."""
        found: dict[str, list[str]] = {}
        for key, child in self.lists.items():
            if key.startswith("child_"):
                found.setdefault(child, []).append(self.lists[key.replace("child_", "adult_", 1)])
        return {child: tuple(dict.fromkeys(adults)) for child, adults in found.items()}

    @property
    def codes(self) -> tuple[str, ...]:
        """Return every code that some column is evidence of, in the order of first mention."""
        return tuple(dict.fromkeys(code for answer in self.answers for code in answer.codes))

    @property
    def assumptions(self) -> tuple[str, ...]:
        """Return the texts of the assumptions that the mapping rests on."""
        return tuple(self.assumption_texts.values())

    @property
    def columns(self) -> tuple[str, ...]:
        """Return every column of the file that the mapping reads, in the order of first mention."""
        found: dict[str, None] = {}
        for translation in self.translations():
            found[translation.column] = None
        for attribute in self.attribute_rules:
            found.update(dict.fromkeys(flag.column for flag in attribute.flags))
        for condition in self.conditions():
            found.update(dict.fromkeys(condition.columns))
        found.update(dict.fromkeys(item.column for item in self.expected))
        return tuple(found)

    def translations(self) -> tuple[Translation, ...]:
        """Return every translation: of answers, of ages, of attributes."""
        return (
            *(answer.translation for answer in self.answers),
            *self.age.sources,
            *(a.translation for a in self.attribute_rules if a.translation is not None),
        )

    def conditions(self) -> Conditions:
        """Return every condition: of the choice of list, of notes, of doubtful answers."""
        return (
            *(condition for rule in self.list_rules for condition in rule.when),
            *(condition for note in self.notes for condition in note.count),
            *self.no_is_unknown,
        )
