"""The tables of a report as one release: what is counted, how it is linked, how it is protected.

Everything that the report prints comes from here, after :func:`protect_tables`. Results are tied
by the published rules, so a reader could compute one table from another. The release holds these
ties, so that the suppression withstands them:

* the positive rows of the conclusions *are* trafficking: the table of conclusions under each bound
  is divided by ``CERTAIN`` (lower bound) or ``POSSIBLE`` (upper), and one more table says which
  state of trafficking is which;
* forced labour is menace and involuntariness: ``LINKS`` are tables that are never printed;
* an answer can only decide what is undetermined: it is counted by the state of the result;
* people of unknown age are a group of their own beside the lists (``AGE_UNKNOWN`` and the id of
  the list for children): their results take two lists into account, so no conclusions table is
  theirs, and the tables of conclusions count them as ``NOT_ASSESSED``;
* people to whom no list applies have no result at all: the same persons in every table, in one
  line ``OUTSIDE`` of each attribute, so that groups count who was assessed. Of the tables without
  list or attribute, ``ASSESSED`` and ``SCORED`` (only scored lists have dimensions) separate them.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace

import polars as pl

from manumit.bulk.tables import AGE_UNKNOWN
from manumit.disclosure import (
    Cell,
    Dimension,
    Protected,
    PublishedRelease,
    PublishedTable,
    Release,
    Rule,
    Table,
    merge_small,
    protect,
)
from manumit.disclosure.model import cells_with_margins
from manumit.exchange import ATTRIBUTES

# Labels that cannot be confused with values of a file.
NOT_RECORDED, OTHER, OUTSIDE = "manumit:not_recorded", "manumit:merged", "manumit:outside"
NOT_ASSESSED = "not_assessed"
LIST = "list"

STATES = ("yes", "undetermined", "no")
RESULTS = ("forced_labour", "labour_law", "trafficking")
ELEMENTS = ("menace", "involuntariness", "act", "means", "purpose")
BOUNDS = ("conclusion_lower", "conclusion_upper")
LINKS = (("forced_labour", "menace"), ("forced_labour", "involuntariness"))
TRAFFICKING, CERTAIN, POSSIBLE = "trafficking", "trafficking_certain", "trafficking_possible"
SIDES = {
    "yes": ("yes", "yes"),
    "undetermined": ("no", "yes"),
    "no": ("no", "no"),
}
"""State of trafficking to (certain, possible); certain implies possible."""

ASSESSED, SCORED = "assessed", "scored"
ELEVEN = "ILO"
WITHOUT_STATES = frozenset({LIST, *BOUNDS, *ATTRIBUTES})
DECIDES, LEAVES = "would_decide", "would_not"

type Labels = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Question:
    """An answer that would decide a result if it were yes."""

    code: str
    result: str

    @property
    def division(self) -> str:
        """Return the name of the division into those whom a yes would decide and the others."""
        return f"{self.code} decides {self.result}"


@dataclass(frozen=True, slots=True)
class Contents:
    """What a report is about.

    Attributes:
        attributes: by which the three results are broken down.
        singles: results that are counted for everybody together: dimensions and the eleven.
        positive: rows of the conclusion tables that mean trafficking.
        groups: whether the fact that all of a group show a result is hidden.
        questions: the answers that would decide most, by true count; how many persons each would
            decide is shown only if it may be.
        ties: for the last of the questions of a kind, how many further ones are as good.
    """

    attributes: tuple[str, ...]
    singles: tuple[str, ...]
    positive: frozenset[str]
    questions: tuple[Question, ...]
    ties: Mapping[Question, int] = field(default_factory=dict)
    groups: bool = True


@dataclass(frozen=True, slots=True)
class Counts:
    """Raw counts by (attribute, result), and within it by (value, state)."""

    by_table: Mapping[Labels, Mapping[Labels, int]]

    @classmethod
    def from_frame(cls, aggregates: pl.DataFrame) -> "Counts":
        """Read the counts from the frame that ``aggregate`` returns."""
        found: dict[Labels, dict[Labels, int]] = {}
        columns = aggregates.select("attribute", "value", "result", "state", "n")
        for attribute, value, result, state, n in columns.iter_rows():
            missing = NOT_RECORDED if attribute in WITHOUT_STATES else NOT_ASSESSED
            group = missing if value is None else str(value)
            key = (group, NOT_ASSESSED if state is None else state)
            if state is None and attribute in ATTRIBUTES:
                key = (OUTSIDE, NOT_ASSESSED)
            cells = found.setdefault((attribute, result), {})
            cells[key] = cells.get(key, 0) + int(n)
        return cls(found)

    def table(self, attribute: str, result: str) -> Mapping[Labels, int]:
        """Return the counts by (value of the attribute, state of the result).

        Raises:
            KeyError: the aggregates lack this table.
        """
        return self.by_table[attribute, result]


def attributes_needed(attributes: Iterable[str]) -> tuple[str, ...]:
    """Return the attributes to count by: those of the file, the list, and the links."""
    links = (first for first, _ in LINKS)
    return tuple(dict.fromkeys((*attributes, LIST, *links)))


def table_name(attribute: str | None, result: str) -> str:
    """Return the name of a table in the release."""
    return result if attribute is None else f"{attribute}/{result}"


def build_release(
    counts: Counts, blocking: Mapping[Question, int], contents: Contents, threshold: int
) -> Release:
    """Return all tables of a report, small categories merged, not yet protected.

    ``contents.groups``: whether zeros that reveal something about a whole group may be hidden.
    """
    by_attribute = [
        _table(counts, attribute, result) for attribute in contents.attributes for result in RESULTS
    ]
    overall = [
        *(_table(counts, LIST, result) for result in (*RESULTS, *ELEMENTS)),
        _sides(counts),
        *(_conclusions(counts, bound, contents.positive) for bound in BOUNDS),
        *(_table(counts, first, second) for first, second in LINKS),
        *(
            _assessed_by_list(counts, one)
            for one in {assessed_division(r): r for r in contents.singles}.values()
        ),
        *(_single(counts, result) for result in contents.singles),
        *(_question(counts, question, blocking[question]) for question in contents.questions),
    ]
    release = Release((*by_attribute, *overall))
    for attribute in contents.attributes:
        release = merge_small(
            release, attribute, threshold=threshold, label=OTHER, keep={NOT_RECORDED, OUTSIDE}
        )
    merged = release.tables[: len(by_attribute)]
    opened = [
        hide_unanimous_groups(t, threshold) if contents.groups else _open_zeros(t) for t in merged
    ]
    return Release((*opened, *(_open_zeros(table) for table in overall)))


def who_may_be_empty(
    shown_empty: AbstractSet[str], overall: Mapping[str, int], threshold: int
) -> set[str]:
    """Return the states of a group that may be empty although their counts are suppressed.

    A reader knows the rule by which zeros are shown: all but one, in a group whose members are all
    in one revealing state. So a suppressed count is zero only if it can be that one.

    Args:
        shown_empty: the states of the group that are shown as empty.
        overall: persons in each state, all groups together; readers know their order.
        threshold: smallest count shown.
    """
    left = [state for state in STATES if state not in shown_empty]
    if len(left) != len(STATES) - 1:
        return set()
    return {
        other
        for state in left
        for other in left
        if state != other and other == hiding_place(state, overall, threshold)
    }


def hiding_place(most: str, overall: Mapping[str, int], threshold: int) -> str | None:
    """Return the state whose zero is suppressed where all of a group are in the state ``most``.

    That all show signs, or that none does, is a fact about each of them; that nothing is known of
    any of them is not. One other state in which some might be is enough: the most frequent one, if
    there are people enough in it to hide the fact among.
    """
    best = max(set(STATES) - {most}, key=lambda state: (overall[state], state))
    return best if most in ("yes", "no") and overall[best] >= 2 * threshold else None


def protect_tables(release: Release, threshold: int) -> Protected:
    """Return the release, protected as a whole.

    Two results may be one fact under two names: both rest on the same single column of a file. A
    reader may know that, so tables with the same counts hide the same cells.

    Raises:
        InputError: D106, D110 or D111 of ``disclosure``.
    """
    hidden: set[Cell] = set()
    while True:
        protected = protect(release, Rule(threshold), hide=hidden)
        wanted = set(_hidden_in_twins(release, protected.published))
        if wanted <= hidden:
            return protected
        hidden |= wanted


def _hidden_in_twins(release: Release, published: PublishedRelease) -> Iterator[Cell]:
    """Yield the cells to hide because the same count is hidden in a table with the same counts."""
    twins: dict[tuple[object, ...], list[PublishedTable]] = {}
    for table, shown in zip(release.tables, published.tables, strict=True):
        *others, last = table.dimensions
        alike = (tuple(d.name for d in others), last.categories, table.counts)
        twins.setdefault(alike, []).append(shown)
    for tables in twins.values():
        keys = [cells_with_margins(table.dimensions) for table in tables]
        rows = zip(
            zip(*keys, strict=True), zip(*(t.values for t in tables), strict=True), strict=True
        )
        for cells, values in rows:
            if None in values and any(value is not None for value in values):
                yield from cells


def assessed_division(result: str) -> str:
    """Return the division of the people without such a result, in a table without a list."""
    everybody = {*RESULTS, *ELEMENTS, *BOUNDS}
    return ASSESSED if result in everybody or result.startswith(ELEVEN) else SCORED


def _table(counts: Counts, attribute: str, result: str) -> Table:
    cells = counts.table(attribute, result)
    dimensions = (
        Dimension(attribute, _ordered({value for value, _ in cells}, attribute)),
        Dimension(result, _ordered({state for _, state in cells}, result)),
    )
    return Table.from_counts(table_name(attribute, result), dimensions, cells)


def _conclusions(counts: Counts, bound: str, positive: AbstractSet[str]) -> Table:
    """Return the conclusions by list under one bound, and which of them are trafficking."""
    cells = counts.table(LIST, bound)
    dimensions = (
        Dimension(LIST, _ordered({value for value, _ in cells}, LIST)),
        Dimension(CERTAIN if bound == BOUNDS[0] else POSSIBLE, ("yes", "no")),
        Dimension(bound, _ordered({row for _, row in cells}, bound)),
    )
    by_labels = {
        (value, "yes" if row in positive else "no", row): n
        for (value, row), n in cells.items()
        if not value.startswith(AGE_UNKNOWN)
    }
    trafficking = {"yes"} if bound == BOUNDS[0] else {"yes", "undetermined"}
    for (value, state), n in counts.table(LIST, TRAFFICKING).items():
        if value.startswith(AGE_UNKNOWN):
            key = (value, "yes" if state in trafficking else "no", NOT_ASSESSED)
            by_labels[key] = by_labels.get(key, 0) + n
    return Table.from_counts(table_name(LIST, bound), dimensions, by_labels)


def _sides(counts: Counts) -> Table:
    """Return trafficking by list, and which of it is certain and which possible."""
    cells = counts.table(LIST, TRAFFICKING)
    dimensions = (
        Dimension(LIST, _ordered({value for value, _ in cells}, LIST)),
        Dimension(CERTAIN, ("yes", "no")),
        Dimension(POSSIBLE, ("yes", "no")),
        Dimension(TRAFFICKING, _ordered({state for _, state in cells}, TRAFFICKING)),
    )
    by_labels = {
        (value, *SIDES.get(state, ("no", "no")), state): n for (value, state), n in cells.items()
    }
    return Table.from_counts(table_name(LIST, "sides"), dimensions, by_labels)


def _assessed_by_list(counts: Counts, result: str) -> Table:
    """Return which lists have a result, so that tables without a list tie to their lists."""
    cells: Counter[tuple[str, str]] = Counter()
    for (value, state), n in counts.table(LIST, result).items():
        cells[value, "no" if state == NOT_ASSESSED else "yes"] += n
    values = Dimension(LIST, _ordered({value for value, _ in cells}, LIST))
    division = Dimension(assessed_division(result), ("yes", "no"))
    return Table.from_counts(table_name(LIST, division.name), (values, division), cells)


def _single(counts: Counts, result: str) -> Table:
    """Return a result of everybody, with those without it as a division of their own."""
    cells = _states(counts, result)
    dimensions = (
        Dimension(assessed_division(result), ("yes", "no")),
        Dimension(result, _ordered(cells.keys(), result)),
    )
    by_labels = {("no" if s == NOT_ASSESSED else "yes", s): n for s, n in cells.items()}
    return Table.from_counts(table_name(None, result), dimensions, by_labels)


def _question(counts: Counts, question: Question, decided: int) -> Table:
    """Return the persons by the state of a result, and by whether one yes would decide it."""
    cells, result = _states(counts, question.result), question.result
    by_labels = {(state, LEAVES): n for state, n in cells.items()}
    by_labels["undetermined", LEAVES] -= decided
    by_labels["undetermined", DECIDES] = decided
    dimensions = (
        Dimension(result, _ordered(cells.keys(), result)),
        Dimension(question.division, (DECIDES, LEAVES)),
    )
    return Table.from_counts(table_name(question.code, result), dimensions, by_labels)


def _states(counts: Counts, result: str) -> dict[str, int]:
    """Return the number of persons by state of a result, all lists together."""
    states = dict.fromkeys(STATES, 0)
    for (_, state), n in counts.table(LIST, result).items():
        states[state] = states.get(state, 0) + n
    return states


def _ordered(labels: AbstractSet[str], name: str) -> tuple[str, ...]:
    """Return labels in their order: all three states, or other labels by name, special last."""
    last = (NOT_RECORDED, OUTSIDE, NOT_ASSESSED)
    states = () if name in WITHOUT_STATES else STATES
    plain = sorted(label for label in labels if label not in (*last, *states))
    return (*states, *plain, *(label for label in last if label in labels))


def _open_zeros(table: Table) -> Table:
    """Show all zeros: in a table of results only they are about rules or lists, not people."""
    return replace(table, zeros_shown=frozenset(_labels(table)))


def hide_unanimous_groups(table: Table, threshold: int) -> Table:
    """Show all zeros but one in groups in which all assessed show a result, or none does."""
    assessed: dict[str, Counter[str]] = {}
    for (group, state), n in zip(_labels(table), table.counts, strict=True):
        if state in STATES:
            assessed.setdefault(group, Counter())[state] = n
    overall = sum(assessed.values(), Counter[str]())
    kept = set()
    for group, counts in assessed.items():
        ((most, n),) = counts.most_common(1)
        empty = {state for state in STATES if not counts[state]}
        if n and n == counts.total():
            empty.discard(hiding_place(most, overall, threshold) or "")
        kept |= {(group, state) for state in who_may_be_empty(empty, overall, threshold)}
    return replace(table, zeros_shown=frozenset(_labels(table)) - kept)


def _labels(table: Table) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = [()]
    for dimension in table.dimensions:
        rows = [(*row, label) for row in rows for label in dimension.categories]
    return rows
