"""An answer in words of one language, for every renderer: one page, then sections with tables."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from manumit.assessment.view import plain
from manumit.instruments import Library
from manumit.pictures import Caption
from manumit.prevalence.answer.asking import Answer
from manumit.prevalence.answer.assumptions import Pair
from manumit.prevalence.around.referral import Referred
from manumit.prevalence.around.robustness import Variation
from manumit.prevalence.around.strata import Strata
from manumit.prevalence.loglinear.models import members
from manumit.prevalence.report.charts import (
    Histogram,
    Span,
    distribution,
    histogram,
    largest,
    spans,
    upset,
)
from manumit.prevalence.report.page import OnePage, one_page
from manumit.prevalence.report.words import EstimateWords
from manumit.prevalence.results import Estimate

QUANTILES = (0.025, 0.05, 0.25, 0.5, 0.75, 0.95, 0.975)
NOTHING = "–"
DISAGREE, AGREE = "×", "·"
"""Signs of the matrix of methods."""
METHOD_COLUMNS = ("method", "total", "interval", "kind", "model", "grade")
OTHER_COLUMNS = ("variation", "total", "interval", "kind", "grade")
"""Other choices have other lists, so the numbers in a model's name would mislead."""


@dataclass(frozen=True, slots=True)
class TableView:
    """A printed table.

    Attributes:
        id: unique on the page; ``caption``: for those who do not see it.
        head: names of the columns; ``rows``: cells in their order.
        numbers: columns that are aligned to the end of their cell.
        strong: rows that are highlighted.
        wordy: whether its words need room of their own.
    """

    id: str
    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: frozenset[int] = frozenset()
    strong: frozenset[int] = frozenset()
    wordy: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, a sentence, a picture beside its table, and notes.

    Attributes:
        picture: SVG; empty for none. ``says``: what it shows, in words.
    """

    id: str
    title: str
    lead: str
    picture: str = ""
    says: str = ""
    tables: tuple[TableView, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EstimateView:
    """A whole report.

    Attributes:
        subject: who is counted, and when.
        facts: label and value of how it was made.
        notices: what was found in the files.
        unreviewed: that the words were not reviewed; empty where they were.
        colon: how ``{label}`` and ``{text}`` are put together.
    """

    title: str
    subject: str
    language: str
    direction: str
    page: OnePage
    contents: str
    sections: tuple[Section, ...]
    facts_title: str
    facts: tuple[tuple[str, str], ...]
    notices_title: str
    notices: tuple[str, ...]
    unreviewed: str
    colon: str


def estimate_view(answer: Answer, library: Library, language: str = "en") -> EstimateView:
    """Return an answer in the words of a language; missing strings are in English.

    Args:
        answer: from ``answer``.
        library: with the texts of the room (``TEXTS``).
        language: such as ``fr``.
    """
    words = EstimateWords(library, language, answer.table.lists)
    writer = _Writer(answer, words)
    question = answer.question
    subject = [words.apart(one) for one in (question.definition, question.period) if one]
    return EstimateView(
        title=words.text("title"),
        subject=words.joined(subject) if subject else "",
        language=language,
        direction=library.texts.direction(language),
        page=one_page(answer, words),
        contents=words.text("contents"),
        sections=tuple(writer.sections()),
        facts_title=words.text("about"),
        facts=tuple(writer.facts()),
        notices_title=words.text("notices"),
        notices=tuple(words.problem(one) for one in answer.reading.notices),
        unreviewed=words.text("unreviewed") if words.unreviewed else "",
        colon=words.name("estimate/colon"),
    )


class _Writer:
    """Writes the sections of one report."""

    def __init__(self, answer: Answer, words: EstimateWords) -> None:
        self.answer, self.words = answer, words
        self.rtl = words.library.texts.direction(words.language) == "rtl"

    def sections(self) -> Iterator[Section]:
        """Yield the sections that have content."""
        yield self._methods()
        yield self._overlap()
        yield self._pairs()
        yield self._assumptions()
        found = self.answer.main.totals
        counted = None if found is None else histogram(found, self.answer.table.observed)
        if counted is not None:
            yield self._distribution(counted)
        sensitivity = self.answer.sensitivity
        if sensitivity.variations:
            yield self._robustness(sensitivity.variations)
        if sensitivity.referral is not None:
            yield self._referral(sensitivity.referral)
        if sensitivity.strata is not None:
            yield self._strata(sensitivity.strata)

    def facts(self) -> Iterator[tuple[str, str]]:
        """Yield the facts that are needed to repeat the estimate (R-76)."""
        words, answer = self.words, self.answer
        question, asked = answer.question, answer.question.asked
        missing = words.text("not_told")
        yield words.text("definition"), words.apart(question.definition) or missing
        yield words.text("period"), words.apart(question.period) or missing
        if question.files:
            yield words.text("files"), words.joined(words.apart(one) for one in question.files)
        yield words.text("lists"), words.joined(words.apart(one) for one in answer.table.lists)
        yield words.text("observed"), words.whole(answer.table.observed)
        yield words.text("methods_run"), words.apart(question.method)
        drawn = words.whole(asked.bootstrap) if asked.bootstrap else words.text("bootstrap_none")
        yield words.text("bootstrap"), drawn
        yield words.text("seed"), str(asked.seed)
        yield words.text("level"), words.percent(asked.level)
        yield words.text("version"), words.apart(f"manumit {answer.version}")

    def _caption(self, key: str, description: str) -> Caption:
        title = self.words.text(key)
        return Caption(f"picture-{key}", title, description, rtl=self.rtl)

    def _methods(self) -> Section:
        words, main = self.words, self.answer.main.estimate
        estimates = self.answer.estimates
        rows = [self._span(one, plain(words.method(one.method)), main) for one in estimates]
        says = "; ".join(f"{row.label}: {row.note}" for row in rows)
        observed = self.answer.table.observed
        lead = words.text("methods_lead")
        caption = self._caption("methods", f"{lead} {says}")
        labelled = [(words.method(one.method), one) for one in estimates]
        matrix = (self._agreement(),) if self.answer.disagreements else ()
        return Section(
            "methods",
            words.text("methods"),
            lead,
            spans(rows, observed, caption, words.whole),
            f"{lead} {says}",
            (self._estimates("methods", labelled, main), *matrix),
            tuple(self._reasons(labelled)),
        )

    def _agreement(self) -> TableView:
        """Return the matrix of the methods, with a mark where two of them disagree."""
        words = self.words
        names = [one.method for one in self.answer.numbers]
        contradictions = {
            frozenset((one.method, other.method)) for one, other in self.answer.disagreements
        }
        numbers = [words.whole(at) for at in range(1, len(names) + 1)]
        rows = [
            (
                f"{numbers[at]}. {words.method(name)}",
                *(
                    NOTHING
                    if name == other
                    else DISAGREE
                    if {name, other} in contradictions
                    else AGREE
                    for other in names
                ),
            )
            for at, name in enumerate(names)
        ]
        title = words.text("agreement", sign=DISAGREE)
        head = (words.text("method"), *numbers)
        return TableView("table-agreement", title, head, tuple(rows), frozenset(), wordy=True)

    def _span(self, one: Estimate, label: str, main: Estimate | None) -> Span:
        words = self.words
        if one.total is None or one.interval is None:
            return Span(label, words.text(f"grade_{one.grade}"), main=one is main)
        note = plain(words.whole(one.total))
        if one.minimum:
            note = words.text("at_least", total=note)
        return Span(
            label, note, one.total, one.interval.lower, one.interval.upper, main=one is main
        )

    def _reasons(self, rows: Sequence[tuple[str, Estimate]]) -> list[str]:
        """Return the reasons for grades that are not sound; a shared reason appears once."""
        words = self.words
        shared: dict[str, list[str]] = {}
        for label, one in rows:
            for reason in one.reasons:
                shared.setdefault(words.problem(reason), []).append(label)
        return [
            words.text("colon", label=words.joined(labels), text=reason)
            for reason, labels in shared.items()
        ]

    def _estimates(
        self, key: str, rows: Sequence[tuple[str, Estimate]], main: Estimate | None
    ) -> TableView:
        words = self.words
        head = METHOD_COLUMNS if key == "methods" else OTHER_COLUMNS
        cells = [self._estimate(label, one, model=key == "methods") for label, one in rows]
        strong = frozenset(at for at, (_, one) in enumerate(rows) if one is main)
        return TableView(
            f"table-{key}",
            words.text("methods" if key == "methods" else key),
            tuple(words.text(one) for one in head),
            tuple(cells),
            frozenset({1, 2}),
            strong,
            wordy=True,
        )

    def _estimate(self, label: str, one: Estimate, *, model: bool) -> tuple[str, ...]:
        words = self.words
        named = ((words.apart(one.model) if one.model else NOTHING),) if model else ()
        last = (*named, words.text(f"grade_{one.grade}"))
        if one.total is None or one.interval is None:
            return (label, NOTHING, NOTHING, NOTHING, *last)
        total = words.whole(one.total)
        if one.minimum:
            total = words.text("at_least", total=total)
        kind = words.text(f"kind_{one.interval.kind}")
        return (label, total, words.interval(one.interval), kind, *last)

    def _overlap(self) -> Section:
        words, table = self.words, self.answer.table
        lead = words.text("overlap_lead")
        shown = largest(table)
        there = sum(bool(count) for count in table.counts)
        rows = [
            (words.names(history), words.whole(int(table.counts[history])))
            for history in sorted(
                np.flatnonzero(table.counts).tolist(), key=lambda h: (h.bit_count(), members(h))
            )
        ]
        says = "; ".join(f"{words.names(h)}: {words.whole(int(table.counts[h]))}" for h in shown)
        caption = self._caption("overlap", plain(f"{lead} {says}"))
        notes = [words.text("overlap_small")]
        if there > len(shown):
            notes.insert(0, words.text("more_histories", count=words.whole(there - len(shown))))
        printed = TableView(
            "table-overlap",
            words.text("overlap"),
            (words.text("history"), words.text("people")),
            tuple(rows),
            frozenset({1}),
        )
        return Section(
            "overlap",
            words.text("overlap"),
            lead,
            upset(table, caption, words.whole),
            plain(f"{lead} {says}"),
            (printed,),
            tuple(notes),
        )

    def _pairs(self) -> Section:
        words = self.words
        rows = [
            (
                words.pair(pair),
                words.whole(pair.both),
                NOTHING if pair.expected is None else words.decimal(pair.expected),
                words.text(f"pair_{_result_of(pair)}"),
            )
            for pair in self.answer.pairs
        ]
        head = tuple(words.text(one) for one in ("pair_head", "both", "expected", "says"))
        printed = TableView(
            "table-pairs", words.text("pairs"), head, tuple(rows), frozenset({1, 2})
        )
        lead, small = words.text("pairs_lead"), words.text("overlap_small")
        return Section("pairs", words.text("pairs"), lead, tables=(printed,), notes=(small,))

    def _assumptions(self) -> Section:
        words = self.words
        rows = []
        for one in self.answer.assumptions:
            says = " ".join(words.sentence(says) for says in one.says)
            verdict = words.text(f"verdict_{one.verdict}")
            data = words.text("colon", label=verdict, text=says)
            rows.append((words.text(f"assume_{one.id}"), data, words.text(f"broken_{one.id}")))
        head = tuple(words.text(one) for one in ("assumption", "data_say", "if_not"))
        title = words.text("assumptions")
        printed = TableView("table-assumptions", title, head, tuple(rows), wordy=True)
        return Section("assumptions", title, words.text("interval_means"), tables=(printed,))

    def _distribution(self, found: Histogram) -> Section:
        words, main = self.words, self.answer.main
        totals = np.array([]) if main.totals is None else main.totals
        kept = totals[np.isfinite(totals)]
        lead = words.text("distribution_lead", replicates=words.whole(len(totals)))
        estimate = main.estimate
        marks: list[tuple[float, str]] = []
        if estimate.total is not None and estimate.interval is not None:
            limits = (estimate.interval.lower, estimate.total, estimate.interval.upper)
            marks = [(at, words.whole(at)) for at in limits]
        rows = [
            (words.percent(share), words.whole(float(value)))
            for share, value in zip(QUANTILES, np.quantile(kept, QUANTILES), strict=True)
        ]
        printed = TableView(
            "table-distribution",
            words.text("distribution"),
            (words.text("quantile"), words.text("total")),
            tuple(rows),
            frozenset({1}),
        )
        notes = []
        if found.beyond:
            count, far = words.whole(found.beyond), words.whole(found.largest)
            notes.append(words.text("distribution_far", count=count, largest=far))
        if found.lost:
            notes.append(words.text("distribution_failed", count=words.whole(found.lost)))
        says = "; ".join(f"{share}: {total}" for share, total in rows)
        caption = self._caption("distribution", f"{lead} {says}")
        return Section(
            "distribution",
            words.text("distribution"),
            lead,
            distribution(found, marks, caption, words.whole),
            f"{lead} {says}",
            (printed,),
            tuple(notes),
        )

    def _varied(self, key: str, rows: Sequence[tuple[str, Estimate]]) -> Section:
        """Return a section with the main answer and, below it, the results of other choices."""
        words, main = self.words, self.answer.main.estimate
        every = [(words.text("as_given"), main), *rows]
        drawn = [self._span(one, plain(label), main) for label, one in every]
        lead = words.text(f"{key}_lead")
        says = "; ".join(f"{row.label}: {row.note}" for row in drawn)
        caption = self._caption(key, f"{lead} {says}")
        return Section(
            key,
            words.text(key),
            lead,
            spans(drawn, self.answer.table.observed, caption, words.whole),
            f"{lead} {says}",
            (self._estimates(key, every, main),),
            tuple(self._reasons(rows)),
        )

    def _robustness(self, variations: Sequence[Variation]) -> Section:
        words, observed = self.words, self.answer.table.observed
        section = self._varied(
            "robustness", [(self._variation(one), one.estimate) for one in variations]
        )
        below = [self._variation(one) for one in variations if one.contradicts(observed)]
        if not below:
            return section
        text = words.text("contradicts", observed=words.whole(observed))
        note = words.text("colon", label=words.joined(below), text=text)
        return replace(section, notes=(note, *section.notes))

    def _variation(self, one: Variation) -> str:
        words = self.words
        names = words.names(sum(1 << i for i in one.lists)) if one.lists else ""
        return words.text(f"vary_{one.kind}", names=names, share=words.percent(one.share))

    def _referral(self, found: Referred) -> Section:
        words = self.words
        section = self._varied("referral", [(words.text("vary_referral"), found.without)])
        ways = self.answer.reading.ways
        lists = [words.apart(name) for name in self.answer.table.lists]
        rows = [
            (words.text("reached_by", one=lists[a], other=lists[b]), words.whole(count))
            for (a, b), count in sorted(ways.between.items())
        ]
        rows.append((words.text("reached_outside"), words.whole(ways.outside)))
        rows.append((words.text("reached_unknown"), words.whole(ways.unknown)))
        reached = TableView(
            "table-reached",
            words.text("reached"),
            (words.text("reached"), words.text("captures")),
            tuple(rows),
            frozenset({1}),
        )
        reasons = (words.problem(one) for one in found.reasons)
        notes = (words.text("overlap_small"), *section.notes, *reasons)
        return replace(section, tables=(*section.tables, reached), notes=notes)

    def _strata(self, found: Strata) -> Section:
        words = self.words
        rows = [(words.apart(name), one) for name, one in found.parts.items()]
        section = self._varied("strata", [*rows, (words.text("strata_sum"), found.together)])
        return replace(section, notes=(words.text("overlap_small"), *section.notes))


def _result_of(pair: Pair) -> str:
    if pair.expected is None:
        return "unknown"
    if pair.attract:
        return "attract"
    return "avoid" if pair.avoid else "even"
