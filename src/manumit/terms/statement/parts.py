"""The parts of a statement on paper or on a page, independent of its subject.

A comparison of terms and an account of costs are both such statements, so that one template on
paper, one page and one view on the pages show them. All words are of one language already.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from manumit.assessment.view import Words
from manumit.terms.law.rules import Rule, Source
from manumit.terms.statement.owed_view import RuleView
from manumit.terms.words import phrase


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table.

    Attributes:
        number: whether it is an amount or a count, which is aligned at the end of its column.
        rule: number of the rule behind it in the list of rules, and its ``article``.
        span: over how many columns it goes.
    """

    text: str
    number: bool = False
    rule: int | None = None
    article: str = ""
    span: int = 1


@dataclass(frozen=True, slots=True)
class Row:
    """One row; a ``strong`` one is a sum, or what matters."""

    cells: tuple[Cell, ...]
    strong: bool = False


class LabelledRow(NamedTuple):
    """A row whose cells carry their own labels, for use without a head above them."""

    cells: tuple[tuple[str, Cell], ...]
    strong: bool


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a head for each column; its first column names the row."""

    columns: tuple[Cell, ...]
    rows: tuple[Row, ...]

    @property
    def labelled(self) -> Iterator[LabelledRow]:
        """Yield each row with the head of the column of each cell; none for a wide cell."""
        for row in self.rows:
            at, cells = -1, []
            for cell in row.cells:
                at += cell.span
                cells.append((self.columns[at].text if cell.span == 1 else "", cell))
            yield LabelledRow(tuple(cells), row.strong)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part with a title: sentences, a table and points, each of which may be missing."""

    title: str
    sentences: tuple[str, ...] = ()
    table: Table | None = None
    points: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementView:
    """A whole statement.

    Attributes:
        head: label and value of what it is about.
        results: what was found, in sentences.
        notice: that it is no decision.
        warnings: what to know before relying on it.
    """

    title: str
    language: str
    direction: str
    head: tuple[tuple[str, str], ...]
    results: tuple[str, ...]
    notice: str
    warnings_title: str
    warnings: tuple[str, ...]
    sections: tuple[Section, ...]
    rules_title: str
    rules: tuple[RuleView, ...]


@dataclass(slots=True)
class NumberedRules:
    """Rules in the order in which a statement cites them.

    Attributes:
        sources: of each rule that may be cited, by its id.
    """

    words: Words
    sources: Mapping[str, Source]
    found: dict[str, Rule] = field(default_factory=dict)

    def cell(self, text: str, rule: Rule | None) -> Cell:
        """Return a cell with the article that it rests on."""
        if rule is None:
            return Cell(text)
        self.found.setdefault(rule.id, rule)
        number = list(self.found).index(rule.id) + 1
        return Cell(text, rule=number, article=self.words.apart(rule.article))

    def views(self) -> tuple[RuleView, ...]:
        """Return all rules cited, with their sources."""
        return tuple(self._view(at, rule) for at, rule in enumerate(self.found.values(), start=1))

    def _view(self, number: int, rule: Rule) -> RuleView:
        words, source = self.words, self.sources[rule.id]
        ends = [day for day in (rule.valid_from, rule.valid_until) if day is not None]
        first, *last = (words.apart(day.isoformat()) for day in ends)
        validity = phrase(words, "owed/from_on", first=first)
        if last:
            validity = phrase(words, "owed/from_until", first=first, last=last[0])
        return RuleView(
            number=number,
            article=words.apart(rule.article),
            source=words.apart(source.title),
            address=words.apart(source.address),
            sure=words.name(f"owed/sure_{rule.sure}"),
            sure_id=rule.sure,
            validity=validity,
            note=words.apart(rule.note) if rule.note else "",
        )


def heads(words: Words, text_ids: Iterable[str], numbers: int) -> tuple[Cell, ...]:
    """Return the heads of a table, of which the last ``numbers`` are heads of numbers."""
    names = [words.name(one) for one in text_ids]
    return tuple(Cell(name, at >= len(names) - numbers) for at, name in enumerate(names))


def sure_warnings(words: Words, rules: Iterable[RuleView]) -> Iterator[str]:
    """Yield warnings if some of the rules are invented, or written from memory."""
    found = {one.sure_id for one in rules}
    for sure in ("invented", "memory"):
        if sure in found:
            yield words.name(f"owed/warn_{sure}")
