"""Figures of a report: a picture and its table, both made from published values only.

Nothing here ever sees a raw count: the functions take :class:`PublishedTable`, or values read
from one. A sum or share is formed where all its parts are published, and is suppressed otherwise.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from manumit.assessment.view import plain
from manumit.bulk.charts import PREFIX, Bar, Part, stacked_bars, thin_bars
from manumit.bulk.report_tables import NOT_ASSESSED, STATES
from manumit.bulk.report_words import ReportWords
from manumit.disclosure import PublishedTable
from manumit.disclosure.published import Value
from manumit.pictures import Caption

SUPPRESSED = "x"
NOTHING = "–"
MOST_BARS, FEWEST_OF_MANY = 30, 12
"""Bars of a picture: of years and ages, which have an order, and of what has none."""
_ALL, _ONE, _LEAST, _MOST = 100.0, 1.0, 0.1, 99.9


@dataclass(frozen=True, slots=True)
class Entry:
    """One cell of a printed table; ``key`` names what it counts, for programs that read the page.

    Attributes:
        suppressed: whether a count is not shown.
        words: a sentence, to be wrapped, not a number.
    """

    text: str
    key: str = ""
    suppressed: bool = False
    words: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a printed table: its header, entries, a mark such as ``published``."""

    key: str
    label: str
    entries: tuple[Entry, ...]
    badge: str | None = None
    ours: bool = False
    part: bool = False
    total: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A printed table. ``key`` names it, for programs that read the page."""

    key: str
    caption: str
    head: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture, its table, and the definitions that it rests on.

    Attributes:
        picture: an ``<svg>`` element, or None where there is nothing to draw.
        kinds: kinds of parts in the picture, for the legend.
        definitions: ids of the definitions at the end of the report, with their names.
    """

    id: str
    title: str
    grid: Grid
    picture: str | None = None
    kinds: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    definitions: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A result for one group of persons, as published.

    Attributes:
        persons: all of the group; ``outside``: those to whom no list applies.
        states: state to number of persons.
    """

    key: str
    label: str
    persons: Value
    states: Mapping[str, Value] = field(default_factory=dict)
    outside: Value = 0
    part: bool = False
    total: bool = False

    @property
    def assessed(self) -> Value:
        """Return how many of the group were assessed."""
        return minus(self.persons, self.outside)

    @property
    def least(self) -> float | None:
        """Return the smallest share of the assessed, in percent, that shows the result."""
        return percent(self.states["yes"], self.assessed)

    @property
    def most(self) -> float | None:
        """Return the largest share of the assessed, in percent, that may show the result."""
        return percent(minus(self.assessed, self.states["no"]), self.assessed)


def minus(whole: Value, part: Value) -> Value:
    """Return the difference, or None unless both are published."""
    return None if whole is None or part is None else whole - part


def percent(part: Value, whole: Value) -> float | None:
    """Return the share in percent, or None unless both are published and not zero persons."""
    return None if part is None or not whole else _ALL * part / whole


def published(table: PublishedTable, **fixed: str) -> Value:
    """Return a cell or margin; a category that never occurs counts nobody."""
    labels = {dimension.name: dimension.categories for dimension in table.dimensions}
    if any(label not in labels[name] for name, label in fixed.items()):
        return 0
    return table.value(fixed)


def states_of(table: PublishedTable, result: str, **fixed: str) -> dict[str, Value]:
    """Return the persons in each state of a result, and those who have no such result."""
    states = (*STATES, NOT_ASSESSED)
    return {s: published(table, **fixed, **{result: s}) for s in states}


def lines_of(
    table: PublishedTable, result: str, labels: Mapping[str, str], everybody: str
) -> list[Line]:
    """Return one line for each category of the table's first dimension, in the order of ``labels``.

    Args:
        table: of an attribute (first) and a result; its groups count who was assessed.
        result: which.
        labels: category to the word for it.
        everybody: the word for the line of totals, put last.
    """
    attribute = table.dimensions[0].name
    found = [
        Line(
            key, label, table.value({attribute: key}), states_of(table, result, **{attribute: key})
        )
        for key, label in labels.items()
    ]
    states = states_of(table, result)
    total = Line("", everybody, table.value({}), states, outside=states[NOT_ASSESSED], total=True)
    return [*found, total]


class Drawing:
    """Words for figures: numbers, shares, suppressed values, in one language."""

    def __init__(self, words: ReportWords) -> None:
        self.words = words

    def caption(self, key: str, title: str, text_id: str) -> Caption:
        """Return the title and description of a picture."""
        return Caption(
            f"{PREFIX}picture-{key}",
            plain(self.words.say("report/picture_of", title=title)),
            plain(self.words.say(text_id)),
            rtl=self.words.rtl,
        )

    def count(self, value: Value, key: str = "") -> Entry:
        """Return a count, or the mark of a suppressed one."""
        if value is None:
            return Entry(SUPPRESSED, key, suppressed=True)
        return Entry(self.words.whole(value), key)

    def number(self, value: Value) -> str:
        """Return a count inside a sentence."""
        return self.count(value).text

    def share(self, value: float | None) -> str:
        """Return a share with its sign; a decimal if small or nearly full, never 0 or 100."""
        if value is None:
            return SUPPRESSED
        if 0 < value < _ONE or _ALL - _ONE < value < _ALL:
            text = self.words.tenths(min(max(value, _LEAST), _MOST))
        else:
            text = f"{value:.0f}"
        return self.words.name("report/percent").format(value=text)

    def at_least(self, line: Line) -> Entry:
        """Return the smallest share that shows the result."""
        return Entry(NOTHING if line.assessed == 0 else self.share(line.least))

    def bounds(self, line: Line) -> Entry:
        """Return the share that shows the result: at least, at most."""
        if line.assessed == 0:
            return Entry(NOTHING)
        low, high = self.share(line.least), self.share(line.most)
        if line.least is not None and line.least == line.most:
            return Entry(low)
        return Entry(self.words.name("report/range").format(low=low, high=high))


def state_figure(
    drawing: Drawing,
    key: str,
    title: str,
    lines: Sequence[Line],
    *,
    drawn: Sequence[Line] | None = None,
) -> Figure:
    """Return lines divided into present, undetermined and not shown: picture and table.

    Args:
        drawing: words.
        key: names the table.
        title: of the figure.
        lines: the rows of the table.
        drawn: those that the picture shows; all by default.
    """
    chosen = lines if drawn is None else drawn
    if ruled_out_for_nobody(lines):
        return _least_figure(drawing, key, title, lines, chosen)
    bars = [_bar(drawing, line) for line in chosen]
    kinds = [*STATES, "suppressed"]
    used = {part.kind for bar in bars for part in bar.parts}
    caption = drawing.caption(key, title, "report/picture_text")
    return Figure(
        id=f"figure-{key}",
        title=title,
        grid=_state_grid(drawing, key, title, lines),
        picture=stacked_bars(bars, caption) if bars else None,
        kinds=tuple(kind for kind in kinds if kind in used),
        notes=(drawing.words.say("report/share_note"),),
    )


def ruled_out_for_nobody(lines: Iterable[Line]) -> bool:
    """Return whether no line rules its result out for anybody: at most is 100 % everywhere."""
    return all(line.states["no"] == 0 for line in lines if line.assessed != 0)


def _least_figure(
    drawing: Drawing, key: str, title: str, lines: Sequence[Line], drawn: Sequence[Line]
) -> Figure:
    """Return a figure of the lower bounds, where every upper bound is 100 %."""
    words = drawing.words
    longest = max((line.least or 0.0 for line in drawn), default=0.0)
    bars = []
    for line in drawn:
        note = plain(words.name("report/bar_note").format(assessed=drawing.number(line.assessed)))
        if line.least is None:
            parts = (Part("suppressed", 0.0, SUPPRESSED),)
        else:
            length = _ALL * line.least / longest if longest else 0.0
            parts = (Part("yes", length, drawing.share(line.least)),)
        bars.append(Bar(plain(line.label), note, parts))
    caption = drawing.caption(key, title, "report/picture_least")
    return Figure(
        id=f"figure-{key}",
        title=title,
        grid=_state_grid(drawing, key, title, lines, least_only=True),
        picture=thin_bars(bars, caption) if bars else None,
        kinds=("yes",) if bars else (),
        notes=(words.say("report/share_note"), words.say("report/least_note")),
    )


def _state_grid(
    drawing: Drawing, key: str, title: str, lines: Sequence[Line], *, least_only: bool = False
) -> Grid:
    say = drawing.words.say
    states = (say(f"state/{state}") for state in STATES)
    rows = []
    for line in lines:
        entries = [drawing.count(line.assessed, "assessed")]
        entries += [drawing.count(line.states[state], state) for state in STATES]
        entries.append(drawing.at_least(line) if least_only else drawing.bounds(line))
        rows.append(Row(line.key, line.label, tuple(entries), part=line.part, total=line.total))
    shares = say("report/least" if least_only else "report/least_most")
    head = (say("report/assessed"), *states, shares)
    return Grid(key, title, head, tuple(rows))


def _bar(drawing: Drawing, line: Line) -> Bar:
    words = drawing.words.name("report/bar_note")
    note = words.format(assessed=drawing.number(line.assessed))
    parts, shown = [], 0.0
    for state in STATES:
        share = percent(line.states[state], line.assessed)
        if share:
            parts.append(Part(state, share, drawing.share(share)))
            shown += share
    hidden = any(line.states[state] is None for state in STATES)
    if line.assessed is None or hidden:
        parts.append(Part("suppressed", max(0.0, _ALL - shown), SUPPRESSED))
    return Bar(plain(line.label), plain(note), tuple(parts))


@dataclass(frozen=True, slots=True)
class Reach:
    """A row of the conclusions table for one list: how many persons are in it by both bounds."""

    key: str
    label: str
    badge: str
    ours: bool
    lower: Value
    upper: Value


def row_figure(
    drawing: Drawing, key: str, title: str, rows: Sequence[Reach], whole: Value
) -> Figure:
    """Return the conclusions of one list, if every unknown is no and if every unknown is yes."""
    say = drawing.words.say
    bars, lines = [], []
    for row in rows:
        parts = []
        for kind, value in (("lower", row.lower), ("upper", row.upper)):
            share = percent(value, whole)
            parts.append(Part(kind, share or 0.0, drawing.number(value)))
        bars.append(Bar(plain(row.label), plain(row.badge), tuple(parts)))
        entries = (drawing.count(row.lower, "lower"), drawing.count(row.upper, "upper"))
        lines.append(Row(row.key, row.label, entries, badge=row.badge, ours=row.ours))
    head = (say("report/if_no"), say("report/if_yes"))
    caption = drawing.caption(key, title, "report/picture_rows")
    grid = Grid(key, title, head, tuple(lines))
    return Figure(f"figure-{key}", title, grid, thin_bars(bars, caption), ("lower", "upper"))


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and how many persons its yes would decide; ``open``: all undetermined ones."""

    code: str
    label: str
    question: str
    decided: Value
    open: Value


def ask_figure(drawing: Drawing, key: str, title: str, questions: Sequence[Asked]) -> Figure:
    """Return the questions that would decide most."""
    say = drawing.words.say
    bars, rows = [], []
    for asked in questions:
        share = percent(asked.decided, asked.open)
        # The bar represents all who are undetermined; without their number there is no bar.
        part = Part("yes", share or 0.0, drawing.number(asked.decided))
        bars.append(Bar(plain(f"{asked.code} {asked.label}"), "", (part,)))
        count = drawing.count(asked.decided, "decided")
        entries = (Entry(asked.question, words=True), count, Entry(drawing.share(share)))
        rows.append(Row(asked.code, asked.code, entries))
    head = (say("report/question"), say("report/would_decide"), say("report/of_undetermined"))
    caption = drawing.caption(key, title, "report/picture_ask")
    return Figure(
        f"figure-{key}", title, Grid(key, title, head, tuple(rows)), thin_bars(bars, caption)
    )
