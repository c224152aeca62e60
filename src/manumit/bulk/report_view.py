"""Compose a report in one language: sections of figures, from a protected release only."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from manumit.bulk.report_definitions import Definitions, definitions
from manumit.bulk.report_figures import (
    FEWEST_OF_MANY,
    MOST_BARS,
    Asked,
    Drawing,
    Figure,
    Grid,
    Line,
    Reach,
    Row,
    ask_figure,
    lines_of,
    published,
    row_figure,
    ruled_out_for_nobody,
    state_figure,
    states_of,
)
from manumit.bulk.report_tables import (
    BOUNDS,
    DECIDES,
    LIST,
    NOT_ASSESSED,
    NOT_RECORDED,
    OTHER,
    OUTSIDE,
    Contents,
    Question,
    table_name,
)
from manumit.bulk.report_words import ReportWords
from manumit.bulk.tables import AGE_UNKNOWN
from manumit.disclosure import PublishedRelease, PublishedTable
from manumit.disclosure.published import Value
from manumit.instruments import Conclusion, Instrument, Population

DATA = "data"
ORDER = (
    ("labour_law", ()),
    ("forced_labour", ("menace", "involuntariness")),
    ("trafficking", ("act", "means", "purpose")),
)


@dataclass(frozen=True, slots=True)
class Headline:
    """A result for everybody, in one line: its name, its bounds, and a note."""

    result: str
    label: str
    range: str
    note: str


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a report under a heading, with a lead sentence and figures."""

    id: str
    title: str
    figures: tuple[Figure, ...]
    lead: str = ""


@dataclass(frozen=True, slots=True)
class ReportView:
    """The whole content of the page, in its order."""

    language: str
    direction: str
    lead: str
    headlines: tuple[Headline, ...]
    reading: tuple[tuple[str, str], ...]
    population: Figure
    lists: tuple[Part, ...]
    dimensions: tuple[Figure, ...]
    asked: tuple[Part, ...]
    ask_age: str
    breakdowns: tuple[Part, ...]
    protection: tuple[str, ...]
    definitions: Definitions
    draft: bool
    unreviewed: bool
    persons: str


def report_view(release: PublishedRelease, contents: Contents, words: ReportWords) -> ReportView:
    """Return a report in words."""
    return _Builder(release, contents, words).view()


class _Builder:
    """Reads the published tables of one release; holds no other counts."""

    def __init__(self, release: PublishedRelease, contents: Contents, words: ReportWords) -> None:
        self.release, self.contents, self.words = release, contents, words
        library = self.library = words.library
        self.say = self.words.say
        self.drawing = Drawing(self.words)
        table = self.table(LIST, "forced_labour")
        used = {x.removeprefix(AGE_UNKNOWN) for x in table.dimensions[0].categories}
        self.unknown_age = [
            library.instrument(x.removeprefix(AGE_UNKNOWN))
            for x in table.dimensions[0].categories
            if x.startswith(AGE_UNKNOWN)
        ]
        forms = {one.exploitation for one in self.unknown_age}
        every = [library.instrument(x) for x in library.list_ids]
        self.instruments = [
            one
            for one in every
            if one.id in used or (one.exploitation in forms and one.population is Population.ADULT)
        ]
        self.total = self.line_for_all("forced_labour", table)

    def view(self) -> ReportView:
        texts, language = self.library.texts, self.words.language
        population = self.population()
        counted = self.table(LIST, "forced_labour").dimensions[0].categories
        lists = (
            *(self.of_list(one) for one in self.instruments if one.id in counted),
            *(self.of_unknown_age(one) for one in self.unknown_age),
        )
        dimensions = tuple(self.singles())
        asked = tuple(self.asked())
        breakdowns = tuple(self.breakdown(a) for a in self.contents.attributes)
        parts = (*lists, *asked, *breakdowns)
        figures = (population, *dimensions, *(one for part in parts for one in part.figures))
        return ReportView(
            language=language,
            direction=texts.direction(language),
            lead=self.lead(),
            headlines=tuple(self.headlines()),
            reading=tuple(self.reading()),
            population=population,
            lists=lists,
            dimensions=dimensions,
            asked=asked,
            ask_age=self.say("report/ask_age") if self.unknown_age else "",
            breakdowns=breakdowns,
            protection=tuple(self.protection(figures)),
            definitions=definitions(self.words, self.instruments),
            persons=self.drawing.number(self.total.persons),
            draft=self.words.draft,
            unreviewed=self.words.unreviewed,
        )

    def table(self, attribute: str | None, result: str) -> PublishedTable:
        return self.release[table_name(attribute, result)]

    def line_for_all(self, result: str, table: PublishedTable) -> Line:
        """Return a result for everybody, from any table that has it."""
        states = states_of(table, result)
        outside = states[NOT_ASSESSED]
        return Line(result, self.name(result), table.value({}), states, outside=outside)

    def name(self, result: str) -> str:
        """Return the label of a result, element, dimension or one of the eleven."""
        return self.say(self._text_id(result))

    def bare(self, result: str) -> str:
        """Return the label for use inside another text, without a review mark of its own."""
        return self.words.name(self._text_id(result))

    def _text_id(self, result: str) -> str:
        known = self.library.texts.ids()
        return next(x for x in (f"set/{result}", f"dimension/{result}", result) if x in known)

    def lead(self) -> str:
        number = self.drawing.number
        if self.total.outside == 0:
            return self.say("report/in_short_lead_all", total=number(self.total.persons))
        return self.say(
            "report/in_short_lead",
            total=number(self.total.persons),
            assessed=number(self.total.assessed),
        )

    def headlines(self) -> Iterator[Headline]:
        number, share = self.drawing.number, self.drawing.share
        for result, _ in ORDER:
            line = self.whole(result)
            low, high = share(line.least), share(line.most)
            text = "report/headline" if low != high else "report/headline_certain"
            if low != high and ruled_out_for_nobody([line]):
                text = "report/headline_least"
            note = self.say(
                "report/headline_note",
                yes=number(line.states["yes"]),
                undetermined=number(line.states["undetermined"]),
                assessed=number(line.assessed),
            )
            span = self.words.name(text).format(low=low, high=high)
            yield Headline(result, self.name(result), span, note)

    def whole(self, result: str) -> Line:
        """Return a result for everybody."""
        return self.line_for_all(result, self.table(LIST, result))

    def reading(self) -> Iterator[tuple[str, str]]:
        threshold = self.release.rule.threshold
        for key in ("signs", "three", "bounds", "unknown", "standing", "suppressed", "identified"):
            text_id = f"report/read_{key}"
            text = self.library.texts.one(text_id, "explanation", self.words.language)
            yield self.say(text_id), self.words.marked(text, threshold=threshold)

    def population(self) -> Figure:
        """Return how many persons each list applies to."""
        table, title = self.table(LIST, "forced_labour"), self.say("report/population")
        counted = table.dimensions[0].categories
        rows = [
            self._person_row(table, {LIST: one.id}, one.id, self.say(f"list/{one.id}"))
            for one in self.instruments
            if one.id in counted
        ]
        for child in self.unknown_age:
            key, label = f"{AGE_UNKNOWN}{child.id}", self._age_unknown(child)
            rows.append(self._person_row(table, {LIST: key}, key, label))
        if NOT_RECORDED in table.dimensions[0].categories:
            label = self.say("report/no_list")
            rows.append(self._person_row(table, {LIST: NOT_RECORDED}, NOT_RECORDED, label))
        everybody = self._person_row(table, {}, "", self.say("report/all"))
        rows.append(replace(everybody, total=True))
        grid = Grid("list", title, (self.say("report/persons"),), tuple(rows))
        return self._defined(Figure("figure-list", title, grid), ["lists"])

    def _person_row(
        self, table: PublishedTable, fixed: Mapping[str, str], key: str, label: str
    ) -> Row:
        return Row(key, label, (self.drawing.count(table.value(fixed), "persons"),))

    def of_list(self, one: Instrument) -> Part:
        """Return the results of one list, and its conclusions."""
        name = self.say(f"list/{one.id}")
        persons = self.table(LIST, "forced_labour").value({LIST: one.id})
        rows = [self._reach(one, row) for row in one.conclusions.rows]
        title, key = self.say("report/rows"), f"rows-{one.id}"
        conclusions = row_figure(self.drawing, key, f"{name} – {title}", rows, persons)
        conclusions = replace(conclusions, title=title)
        return Part(
            f"list-{one.id}",
            name,
            (
                self._results(one.id, one.id, name),
                self._defined(conclusions, [f"rows-{one.conclusions.id}"]),
            ),
        )

    def of_unknown_age(self, child: Instrument) -> Part:
        """Return the results of the people to whom a list for children or for adults applies."""
        name, key = self._age_unknown(child), f"age_unknown-{child.id}"
        return Part(f"list-{key}", name, (self._results(f"{AGE_UNKNOWN}{child.id}", key, name),))

    def _age_unknown(self, child: Instrument) -> str:
        return self.say(f"report/age_unknown_{child.exploitation}")

    def _results(self, group: str, key: str, name: str) -> Figure:
        """Return the three results, with their elements, of one group by list."""
        persons = self.table(LIST, "forced_labour").value({LIST: group})
        lines = []
        for result, elements in ORDER:
            lines.append(self._result_of(group, result, persons))
            lines += [replace(self._result_of(group, x, persons), part=True) for x in elements]
        title = self.say("report/list_results")
        results = state_figure(self.drawing, f"results-{key}", f"{name} – {title}", lines)
        ids = [x for result, elements in ORDER for x in (result, *elements)]
        return self._defined(replace(results, title=title), ids)

    def _result_of(self, group: str, result: str, persons: Value) -> Line:
        states = states_of(self.table(LIST, result), result, **{LIST: group})
        return Line(result, self.name(result), persons, states)

    def _reach(self, one: Instrument, row: Conclusion) -> Reach:
        lower, upper = (published(self.table(LIST, b), **{LIST: one.id, b: row.id}) for b in BOUNDS)
        badge = self.say(f"standing/{row.basis.standing}")
        ours = str(row.basis.standing) == "ours"
        return Reach(row.id, self.say(f"row/{row.id}"), badge, ours, lower, upper)

    def singles(self) -> Iterator[Figure]:
        """Yield the six dimensions, and the eleven indicators."""
        eleven = [x for x in self.contents.singles if x.startswith("ILO")]
        dimensions = [x for x in self.contents.singles if x not in eleven]
        for key, results in (("dimension", dimensions), ("eleven", eleven)):
            if results:
                lines = [self.line_for_all(r, self.table(None, r)) for r in results]
                title = self.say(f"report/{key}_figure")
                figure = state_figure(self.drawing, key, title, lines)
                yield self._defined(figure, ["dimension_rule" if key == "dimension" else "eleven"])

    def asked(self) -> Iterator[Part]:
        """Yield the missing answers that would decide the most results."""
        single = self.contents.singles
        for result in ("forced_labour", "trafficking"):
            title = self.say("report/ask_for", result=self.bare(result))
            questions = [q for q in self.contents.questions if q.result == result]
            yield self._ask(f"ask-{result}", title, questions, [result])
        questions = [q for q in self.contents.questions if q.result in single]
        title = self.say("report/ask_dimensions")
        yield self._ask("ask-dimension", title, questions, ["dimension_rule"])

    def _ask(
        self, key: str, title: str, questions: Sequence[Question], defined: Sequence[str]
    ) -> Part:
        found = [self._question(question) for question in questions]
        found = [asked for asked in found if asked.decided]
        found.sort(key=lambda asked: -(asked.decided or 0))
        if not found:
            text = "report/ask_hidden" if questions else "report/ask_none"
            return Part(key, title, (), self.say(text))
        figure = ask_figure(self.drawing, key, title, found)
        # Ties are counted with shown questions only: a tie with a suppressed count means nothing.
        listed = {asked.code for asked in found}
        ties = sum(n for q, n in self.contents.ties.items() if q in questions and q.code in listed)
        if ties:
            figure = replace(figure, notes=(self.say("report/ask_ties", count=ties),))
        return Part(key, title, (self._defined(figure, defined),))

    def _question(self, question: Question) -> Asked:
        table = self.table(question.code, question.result)
        texts, language = self.library.texts, self.words.language
        label = self.say(question.code)
        if question.result in self.contents.singles:
            label = f"{label} ({self.bare(question.result)})"
        plain = texts.all_of(question.code, "questions", language)
        marked = [self.words.marked(text) for text in plain]
        return Asked(
            question.code,
            label,
            " / ".join(marked) or self.say("report/no_question", label=label),
            published(table, **{question.division: DECIDES}),
            states_of(table, question.result)["undetermined"],
        )

    def breakdown(self, attribute: str) -> Part:
        """Return the three results by one attribute."""
        word = self.words.name(f"report/attribute_{attribute}")
        figures = []
        for result, _ in ORDER:
            table = self.table(attribute, result)
            labels = self._categories(table)
            lines = lines_of(table, result, labels, self.say("report/all"))
            drawn = _drawn(lines, most=MOST_BARS if _numbers(labels) else FEWEST_OF_MANY)
            title = self.name(result)
            caption = self.say("report/result_by", result=self.bare(result), attribute=word)
            key = f"{attribute}-{result}"
            figure = state_figure(self.drawing, key, caption, lines, drawn=drawn)
            figure = replace(figure, title=title)
            if len(drawn) < len(lines):
                count = sum(not line.total for line in drawn)
                note = self.say("report/largest", count=count)
                figure = replace(figure, notes=(*figure.notes, note))
            figures.append(self._defined(figure, [result]))
        title = self.say("report/breakdown", attribute=word)
        return Part(f"by-{attribute}", title, tuple(figures))

    def _categories(self, table: PublishedTable) -> dict[str, str]:
        """Return categories with their words; numbers by size, others by published count."""
        dimension = table.dimensions[0]
        special = {OTHER: "report/merged", NOT_RECORDED: "report/not_recorded"}
        plain = [x for x in dimension.categories if x not in {*special, OUTSIDE}]
        numbers = _numbers(plain)
        if numbers:
            plain.sort(key=lambda x: (x not in numbers, numbers.get(x, 0), x))
        else:
            plain.sort(key=lambda x: (-(table.value({dimension.name: x}) or 0), x))
        last = {x: self.say(t) for x, t in special.items() if x in dimension.categories}
        return {x: self.words.apart(x) for x in plain} | last

    def protection(self, figures: Iterable[Figure]) -> Iterator[str]:
        """Yield what was suppressed, without what would help to undo it."""
        rows = (row for figure in figures for row in figure.grid.rows)
        counts = [entry for row in rows for entry in row.entries if entry.key]
        hidden = sum(entry.suppressed for entry in counts)
        yield self.say("report/protection_lead", last=self.release.rule.threshold - 1)
        text = "report/protection_count" if hidden else "report/protection_none"
        values = {"hidden": self.words.whole(hidden)} if hidden else {}
        yield self.say(text, cells=self.words.whole(len(counts)), **values)
        yield self.say("report/protection_shares")
        groups = "groups" if self.contents.groups else "no_groups"
        yield self.say(f"report/protection_{groups}")
        yield self.say("report/protection_next")

    def _defined(self, figure: Figure, ids: Iterable[str]) -> Figure:
        named = {
            "lists": "report/definitions_lists",
            "dimension_rule": "report/dimension_rule",
            "eleven": "set/eleven",
        }
        links = []
        for key in ids:
            if key.startswith("rows-"):
                links.append((key, self.say("report/rows")))
            else:
                links.append((key, self.say(named[key]) if key in named else self.name(key)))
        data = (DATA, self.say("report/definition_data"))
        return replace(figure, definitions=(*links, data))


def _numbers(labels: Iterable[str]) -> dict[str, int]:
    """Return the number that each label begins with, if most do: years, ages."""
    every = list(labels)
    found = {label: int(m[0]) for label in every if (m := re.match(r"\d+", label))}
    return found if 2 * len(found) > len(every) else {}


def _drawn(lines: Sequence[Line], *, most: int) -> list[Line]:
    """Return the lines that a picture shows: all, or the largest groups if more than ``most``."""
    filled = [line for line in lines if line.assessed != 0]
    groups = [line for line in filled if not line.total and line.key not in (OTHER, NOT_RECORDED)]
    if len(groups) <= most:
        return filled
    largest = sorted(groups, key=lambda line: (-(line.assessed or 0), line.key))[:FEWEST_OF_MANY]
    kept = {line.key for line in largest}
    return [line for line in filled if line.key in kept or line.total]
