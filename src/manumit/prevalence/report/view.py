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
METHOD_COLUMNS = ("method", "total", "interval", "kind", "model", "grade")
OTHER_COLUMNS = ("variation", "total", "interval", "kind", "grade")
"""Other choices have other lists, of which the numbers in a model's name would tell nothing."""


@dataclass(frozen=True, slots=True)
class TableView:
    """A printed table.

    Attributes:
        id: unique on the page; ``caption``: for those who do not see it.
        head: names of the columns; ``rows``: cells in their order.
        numbers: which columns stand at the end of their cell.
        strong: rows that are set apart.
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
    """Say an answer in a language; strings that it lacks come in English.

    Args:
        answer: from ``answer``.
        library: with the texts of the room (``TEXTS``).
        language: such as ``fr``.
    """
    words = EstimateWords(library, language, answer.table.lists)
    writer = _Writer(answer, words)
    question = answer.question
    told = [words.apart(one) for one in (question.definition, question.period) if one]
    return EstimateView(
        title=words.said("title"),
        subject=words.joined(told) if told else "",
        language=language,
        direction=library.texts.direction(language),
        page=one_page(answer, words),
        contents=words.said("contents"),
        sections=tuple(writer.sections()),
        facts_title=words.said("about"),
        facts=tuple(writer.facts()),
        notices_title=words.said("notices"),
        notices=tuple(words.problem(one) for one in answer.reading.notices),
        unreviewed=words.said("unreviewed") if words.unreviewed else "",
        colon=words.name("estimate/colon"),
    )


class _Writer:
    """Writes the sections of one report."""

    def __init__(self, answer: Answer, words: EstimateWords) -> None:
        self.answer, self.words = answer, words
        self.rtl = words.library.texts.direction(words.language) == "rtl"

    def sections(self) -> Iterator[Section]:
        """Those that there is something to say in."""
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
        """How the answer was made: what is needed to make it again (R-76)."""
        words, answer = self.words, self.answer
        question, asked = answer.question, answer.question.asked
        missing = words.said("not_told")
        yield words.said("definition"), words.apart(question.definition) or missing
        yield words.said("period"), words.apart(question.period) or missing
        if question.files:
            yield words.said("files"), words.joined(words.apart(one) for one in question.files)
        yield words.said("lists"), words.joined(words.apart(one) for one in answer.table.lists)
        yield words.said("observed"), words.whole(answer.table.observed)
        yield words.said("methods_run"), words.apart(question.method)
        drawn = words.whole(asked.bootstrap) if asked.bootstrap else words.said("bootstrap_none")
        yield words.said("bootstrap"), drawn
        yield words.said("seed"), str(asked.seed)
        yield words.said("level"), words.percent(asked.level)
        yield words.said("version"), words.apart(f"manumit {answer.version}")

    def _caption(self, key: str, description: str) -> Caption:
        title = self.words.said(key)
        return Caption(f"picture-{key}", title, description, rtl=self.rtl)

    def _methods(self) -> Section:
        words, main = self.words, self.answer.main.estimate
        estimates = self.answer.estimates
        rows = [self._span(one, plain(words.method(one.method)), main) for one in estimates]
        says = "; ".join(f"{row.label}: {row.note}" for row in rows)
        observed = self.answer.table.observed
        lead = words.said("methods_lead")
        caption = self._caption("methods", f"{lead} {says}")
        apart = [
            words.said("pair", one=words.method(one.method), other=words.method(other.method))
            for one, other in self.answer.disagreements
        ]
        told = [(words.method(one.method), one) for one in estimates]
        notes = self._reasons(told)
        if apart:
            notes.append(words.said("disagree_pairs", pairs=words.joined(apart, "semicolon")))
        return Section(
            "methods",
            words.said("methods"),
            lead,
            spans(rows, observed, caption, words.whole),
            f"{lead} {says}",
            (self._estimates("methods", told, main),),
            tuple(notes),
        )

    def _span(self, one: Estimate, label: str, main: Estimate | None) -> Span:
        words = self.words
        if one.total is None or one.interval is None:
            return Span(label, words.said(f"grade_{one.grade}"), main=one is main)
        note = plain(words.whole(one.total))
        if one.minimum:
            note = words.said("at_least", total=note)
        return Span(
            label, note, one.total, one.interval.lower, one.interval.upper, main=one is main
        )

    def _reasons(self, rows: Sequence[tuple[str, Estimate]]) -> list[str]:
        """Why each grade is not sound; a reason that several share is said once."""
        words = self.words
        shared: dict[str, list[str]] = {}
        for label, one in rows:
            for reason in one.reasons:
                shared.setdefault(words.problem(reason), []).append(label)
        return [
            words.said("colon", label=words.joined(labels), text=reason)
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
            words.said("methods" if key == "methods" else key),
            tuple(words.said(one) for one in head),
            tuple(cells),
            frozenset({1, 2}),
            strong,
            wordy=True,
        )

    def _estimate(self, label: str, one: Estimate, *, model: bool) -> tuple[str, ...]:
        words = self.words
        named = ((words.apart(one.model) if one.model else NOTHING),) if model else ()
        last = (*named, words.said(f"grade_{one.grade}"))
        if one.total is None or one.interval is None:
            return (label, NOTHING, NOTHING, NOTHING, *last)
        total = words.whole(one.total)
        if one.minimum:
            total = words.said("at_least", total=total)
        kind = words.said(f"kind_{one.interval.kind}")
        return (label, total, words.interval(one.interval), kind, *last)

    def _overlap(self) -> Section:
        words, table = self.words, self.answer.table
        lead = words.said("overlap_lead")
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
        notes = [words.said("overlap_small")]
        if there > len(shown):
            notes.insert(0, words.said("more_histories", count=words.whole(there - len(shown))))
        printed = TableView(
            "table-overlap",
            words.said("overlap"),
            (words.said("history"), words.said("people")),
            tuple(rows),
            frozenset({1}),
        )
        return Section(
            "overlap",
            words.said("overlap"),
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
                words.said(f"pair_{_said_of(pair)}"),
            )
            for pair in self.answer.pairs
        ]
        head = tuple(words.said(one) for one in ("pair_head", "both", "expected", "says"))
        printed = TableView(
            "table-pairs", words.said("pairs"), head, tuple(rows), frozenset({1, 2})
        )
        lead, small = words.said("pairs_lead"), words.said("overlap_small")
        return Section("pairs", words.said("pairs"), lead, tables=(printed,), notes=(small,))

    def _assumptions(self) -> Section:
        words = self.words
        rows = []
        for one in self.answer.assumptions:
            says = " ".join(words.sentence(says) for says in one.says)
            verdict = words.said(f"verdict_{one.verdict}")
            data = words.said("colon", label=verdict, text=says)
            rows.append((words.said(f"assume_{one.id}"), data, words.said(f"broken_{one.id}")))
        head = tuple(words.said(one) for one in ("assumption", "data_say", "if_not"))
        title = words.said("assumptions")
        printed = TableView("table-assumptions", title, head, tuple(rows), wordy=True)
        return Section("assumptions", title, words.said("interval_means"), tables=(printed,))

    def _distribution(self, found: Histogram) -> Section:
        words, main = self.words, self.answer.main
        totals = np.array([]) if main.totals is None else main.totals
        kept = totals[np.isfinite(totals)]
        lead = words.said("distribution_lead", replicates=words.whole(len(totals)))
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
            words.said("distribution"),
            (words.said("quantile"), words.said("total")),
            tuple(rows),
            frozenset({1}),
        )
        notes = []
        if found.beyond:
            count, far = words.whole(found.beyond), words.whole(found.largest)
            notes.append(words.said("distribution_far", count=count, largest=far))
        if found.lost:
            notes.append(words.said("distribution_failed", count=words.whole(found.lost)))
        says = "; ".join(f"{share}: {total}" for share, total in rows)
        caption = self._caption("distribution", f"{lead} {says}")
        return Section(
            "distribution",
            words.said("distribution"),
            lead,
            distribution(found, marks, caption, words.whole),
            f"{lead} {says}",
            (printed,),
            tuple(notes),
        )

    def _varied(self, key: str, rows: Sequence[tuple[str, Estimate]]) -> Section:
        """The main answer, and below it what other choices give."""
        words, main = self.words, self.answer.main.estimate
        every = [(words.said("as_given"), main), *rows]
        drawn = [self._span(one, plain(label), main) for label, one in every]
        lead = words.said(f"{key}_lead")
        says = "; ".join(f"{row.label}: {row.note}" for row in drawn)
        caption = self._caption(key, f"{lead} {says}")
        return Section(
            key,
            words.said(key),
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
        text = words.said("contradicts", observed=words.whole(observed))
        note = words.said("colon", label=words.joined(below), text=text)
        return replace(section, notes=(note, *section.notes))

    def _variation(self, one: Variation) -> str:
        words = self.words
        names = words.names(sum(1 << i for i in one.lists)) if one.lists else ""
        return words.said(f"vary_{one.kind}", names=names, share=words.percent(one.share))

    def _referral(self, found: Referred) -> Section:
        words = self.words
        section = self._varied("referral", [(words.said("vary_referral"), found.without)])
        ways = self.answer.reading.ways
        lists = [words.apart(name) for name in self.answer.table.lists]
        rows = [
            (words.said("reached_by", one=lists[a], other=lists[b]), words.whole(count))
            for (a, b), count in sorted(ways.between.items())
        ]
        rows.append((words.said("reached_outside"), words.whole(ways.outside)))
        rows.append((words.said("reached_unknown"), words.whole(ways.unknown)))
        reached = TableView(
            "table-reached",
            words.said("reached"),
            (words.said("reached"), words.said("captures")),
            tuple(rows),
            frozenset({1}),
        )
        reasons = (words.problem(one) for one in found.reasons)
        notes = (words.said("overlap_small"), *section.notes, *reasons)
        return replace(section, tables=(*section.tables, reached), notes=notes)

    def _strata(self, found: Strata) -> Section:
        words = self.words
        rows = [(words.apart(name), one) for name, one in found.parts.items()]
        section = self._varied("strata", [*rows, (words.said("strata_sum"), found.together)])
        return replace(section, notes=(words.said("overlap_small"), *section.notes))


def _said_of(pair: Pair) -> str:
    if pair.expected is None:
        return "unknown"
    if pair.attract:
        return "attract"
    return "avoid" if pair.avoid else "even"
