"""The last section of a report: the meaning of each figure, its source, how far it was read."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from manumit.bulk.report_words import ReportWords
from manumit.instruments import Basis, Conclusions, Instrument, Source, Standing


@dataclass(frozen=True, slots=True)
class Definition:
    """One entry: an anchor, a name, its meaning, its source; ``ours`` marks our own readings.

    ``edition`` is that of a list, for the head of the report.
    """

    id: str
    name: str
    text: str
    basis: str
    ours: bool = False
    edition: str = ""


@dataclass(frozen=True, slots=True)
class RowsTable:
    """The rows of one conclusions table, highest first."""

    id: str
    title: str
    rows: tuple[Definition, ...]


@dataclass(frozen=True, slots=True)
class Definitions:
    """All definitions of a report.

    Attributes:
        results: results, elements, the dimension rule, the eleven indicators.
        rows: the conclusions tables of the lists in the report.
        lists: edition and verification of each list.
        sources: every source that one of them rests on.
    """

    results: tuple[Definition, ...]
    rows: tuple[RowsTable, ...]
    lists: tuple[Definition, ...]
    sources: tuple[Definition, ...]


def definitions(words: ReportWords, instruments: Sequence[Instrument]) -> Definitions:
    """Return the definitions that the report on these lists rests on."""
    tables = {one.conclusions.id: one.conclusions for one in instruments}
    used = {one.conclusions.id: one for one in reversed(instruments)}
    return Definitions(
        results=tuple(_results(words, instruments)),
        rows=tuple(_rows(words, table, used[key].id) for key, table in tables.items()),
        lists=tuple(_list(words, one) for one in instruments),
        sources=tuple(_sources(words, instruments)),
    )


def _results(words: ReportWords, instruments: Sequence[Instrument]) -> Iterator[Definition]:
    if not instruments:
        return
    first = instruments[0]
    for item_set in (first.labour_law,):
        yield _defined(words, item_set.id, f"set/{item_set.id}", item_set.basis)
    yield _defined(words, "forced_labour", "set/forced_labour", first.menace.basis)
    for item_set in (first.menace, first.involuntariness):
        yield _defined(words, item_set.id, f"set/{item_set.id}", item_set.basis)
    row = next(row for row in first.conclusions.rows if row.positive)
    yield _defined(words, "trafficking", "set/trafficking", row.basis, "report/trafficking_text")
    for item_set in (first.act, first.means, first.purpose):
        yield _defined(words, item_set.id, f"set/{item_set.id}", item_set.basis)
    scored = next((one for one in instruments if one.dimension_rule is not None), None)
    if scored is not None and scored.dimension_rule is not None:
        basis = scored.dimension_rule.basis
        text = "report/dimension_rule"
        yield _defined(words, "dimension_rule", text, basis, "report/dimension_rule_text")
    yield _defined(words, "eleven", "set/eleven", first.eleven.basis)


def _rows(words: ReportWords, table: Conclusions, list_id: str) -> RowsTable:
    title = words.say("report/definitions_rows", list=words.name(f"list/{list_id}"))
    rows = tuple(_defined(words, f"row-{row.id}", f"row/{row.id}", row.basis) for row in table.rows)
    return RowsTable(f"rows-{table.id}", title, rows)


def _list(words: ReportWords, one: Instrument) -> Definition:
    found = Counter(str(i.basis.verification) for i in one.indicators if i.basis.verification)
    counted = [
        words.say("report/list_verified", count=n, how=words.name(f"verification/{how}"))
        for how, n in sorted(found.items())
    ]
    named = words.apart(one.edition)
    checked = words.apart(str(one.checked_on))
    edition = words.say("report/list_edition", edition=named, checked=checked)
    text = edition if one.scored else f"{edition} {words.say('report/list_unscored')}"
    source = words.library.source(one.source)
    return Definition(
        f"list-definition-{one.id}",
        words.say(f"list/{one.id}"),
        text,
        "; ".join([words.apart(_named(source)), *counted]),
        edition=named,
    )


def _sources(words: ReportWords, instruments: Sequence[Instrument]) -> Iterator[Definition]:
    keys = {one.source for one in instruments}
    for one in instruments:
        bases = [item_set.basis for item_set in one.item_sets]
        bases += [row.basis for row in one.conclusions.rows]
        bases += [] if one.dimension_rule is None else [one.dimension_rule.basis]
        bases += [indicator.basis for indicator in one.indicators]
        keys |= {key for basis in bases for key in (basis.source, basis.read) if key is not None}
    for key in sorted(keys):
        source = words.library.source(key)
        how = words.name(f"report/read_as_{source.read}")
        read = words.say("report/source_read", how=how)
        text = read if source.note is None else f"{read}. {words.apart(source.note)}"
        author = "" if source.author is None else f"{source.author}: "
        yield Definition(f"source-{key}", key, words.apart(f"{author}{_named(source)}"), text)


def _named(source: Source) -> str:
    parts = [source.title, None if source.year is None else str(source.year), source.number]
    return ", ".join(part for part in parts if part is not None)


def _defined(
    words: ReportWords, key: str, text_id: str, basis: Basis, explained: str | None = None
) -> Definition:
    text = words.optional(text_id, "explanation") if explained is None else words.say(explained)
    ours = basis.standing is Standing.OURS
    return Definition(key, words.say(text_id), text, words.basis(basis), ours)
