"""Write what a firm owes in one language: sums, deductions by job order, workers."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from manumit.assessment.view import Words
from manumit.instruments import Library
from manumit.terms.law.rules import Law
from manumit.terms.numbers import Range
from manumit.terms.statement.owed_view import Amounts, RuleView, about_rules, rule_view, written
from manumit.terms.statement.owed_words import LineWords, law_name
from manumit.terms.wages.group import Firm, State, Taken, WorkerSums
from manumit.terms.wages.sums import Ends
from manumit.terms.words import phrase

ASKED = "asked/"
NOTES = ("presumed", "open", "uncovered", "unrecorded", "before", "no_row", "range")


@dataclass(frozen=True, slots=True, kw_only=True)
class DeductionView:
    """One kind of deduction in one job order.

    Attributes:
        workers: from how many, and how many of them have left.
        taken: what was deducted; ``unlawful``: the part that is not permitted.
    """

    order: str
    kind: str
    workers: str
    left: str
    taken: Amounts
    unlawful: Amounts


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerView:
    """One worker.

    Attributes:
        counts: periods, paid in full, short, not at all, open, late.
        cells: owed, on top, can be claimed.
    """

    worker: str
    order: str
    left: bool
    counts: tuple[str, ...]
    cells: tuple[Amounts, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FirmView:
    """The report on a firm.

    Attributes:
        head, counts: label and value.
        totals: label and amounts, what can be claimed last.
        worker_columns: heads of the table of workers; ``more``: a sentence on those left out.
        between, colon: as of a statement.
    """

    title: str
    file: str
    language: str
    direction: str
    currency: str
    head: tuple[tuple[str, str], ...]
    notice: str
    totals: tuple[tuple[str, Amounts], ...]
    least: str
    most: str
    one_number: bool
    between: str
    colon: str
    two: str
    counts_title: str
    counts: tuple[tuple[str, str], ...]
    warnings_title: str
    warnings: tuple[str, ...]
    deductions_title: str
    deduction_columns: tuple[str, ...]
    deductions: tuple[DeductionView, ...]
    workers_title: str
    worker_columns: tuple[str, ...]
    workers: tuple[WorkerView, ...]
    left: str
    more: str
    rules_title: str
    rules: tuple[RuleView, ...]


def firm_view(
    firm: Firm, law: Law, library: Library, language: str = "en", *, title: str, asked_on: dt.date,
    rejected: int = 0,
) -> FirmView:  # fmt: skip
    """Return the report on a firm as a view in one language.

    Args:
        firm: from ``bulk.payroll``.
        law: whose rules were applied.
        library: with the texts of this room (``terms.words.TEXTS``).
        language: such as ``fr``; what it lacks comes in English.
        title: of the mapping.
        asked_on: the day of the account.
        rejected: how many workers were left out for a problem in a row.
    """
    teller = _Teller(Words(library, language, marks=False), firm, law)
    return teller.report(title, asked_on, rejected)


class _Teller:
    def __init__(self, words: Words, firm: Firm, law: Law) -> None:
        self.words, self.firm, self.law = words, firm, law
        self.lines = LineWords(words, law)

    def report(self, title: str, asked_on: dt.date, rejected: int) -> FirmView:
        name, sums = self.words.name, self.firm.sums
        same = all(ends.least == ends.most for ends in (sums.owed, sums.added, sums.claimable))
        rules = [rule for rule in self.law.rules if rule.id in self.firm.rules]
        workers = tuple(self._worker(one) for one in self.firm.workers)
        left_out = self.firm.count - len(workers)
        return FirmView(
            title=name("owed/firm_title"),
            file=self.words.apart(title),
            language=self.words.language,
            direction=self.words.library.texts.direction(self.words.language),
            currency=self.law.currency,
            head=tuple(self._head(asked_on)),
            notice=name("owed/notice"),
            totals=tuple(self._totals()),
            least=name("owed/least"),
            most=name("owed/most"),
            one_number=same,
            between=name("terms/from_to"),
            colon=name("terms/colon"),
            two="" if same else name("owed/overview_two"),
            counts_title=name("owed/firm_periods"),
            counts=tuple(self._counts()),
            warnings_title=name("owed/warnings"),
            warnings=tuple(self._warnings(asked_on, rejected)),
            deductions_title=phrase(
                self.words, "owed/firm_deductions", currency=self.law.currency
            ),
            deduction_columns=tuple(
                name(f"owed/firm_{one}")
                for one in ("order", "kind", "workers", "of_left", "taken", "unlawful")
            ),
            deductions=tuple(
                self._deduction(order, kind, one)
                for (order, kind), one in sorted(self.firm.taken.items())
            ),
            workers_title=phrase(self.words, "owed/firm_each", currency=self.law.currency),
            worker_columns=(
                name("owed/worker"), name("owed/firm_order"), name("owed/firm_number"),
                *(name(f"owed/state_{state}") for state in State), name("owed/firm_late"),
                name("owed/owed"), name("owed/more"), name("owed/claimable"),
            ),
            workers=workers,
            left=name("owed/firm_has_left"),
            more=phrase(self.words, "owed/firm_more", count=left_out) if left_out else "",
            rules_title=name("owed/rules"),
            rules=tuple(rule_view(self.lines, at, rule) for at, rule in enumerate(rules, 1)),
        )  # fmt: skip

    def _head(self, asked_on: dt.date) -> Iterator[tuple[str, str]]:
        name, number = self.words.name, self.lines.number
        yield name("owed/law"), law_name(self.law, self.words.language)
        yield name("owed/asked_on"), self.lines.day(asked_on)
        yield name("owed/firm_workers"), number(self.firm.count)
        yield name("owed/firm_of_left"), number(self.firm.left)

    def _totals(self) -> Iterator[tuple[str, Amounts]]:
        name, sums = self.words.name, self.firm.sums
        yield name("owed/wages_owed"), self._amounts(sums.owed)
        yield name("owed/added"), self._amounts(sums.added)
        barred = Ends(*(owed + added - claimable for owed, added, claimable in
                        zip(sums.owed, sums.added, sums.claimable, strict=True)))  # fmt: skip
        if any(barred):
            yield name("owed/barred_sum"), self._amounts(barred)
        yield name("owed/claimable"), self._amounts(sums.claimable)

    def _counts(self) -> Iterator[tuple[str, str]]:
        name, number, sums = self.words.name, self.lines.number, self.firm.sums
        yield name("owed/firm_number"), number(sums.periods)
        for state in State:
            yield name(f"owed/state_{state}"), number(sums.states[state])
        yield name("owed/firm_late"), number(sums.late)

    def _warnings(self, asked_on: dt.date, rejected: int) -> Iterator[str]:
        words, number, notes = self.words, self.lines.number, self.firm.notes
        rules = (rule for rule in self.law.rules if rule.id in self.firm.rules)
        yield from about_rules(self.lines, rules, asked_on >= self.law.stale_from)
        if rejected:
            yield phrase(words, "owed/firm_rejected", count=number(rejected))
        for note in sorted(notes):
            if note.startswith(ASKED):
                fact = self.lines.fact(note.removeprefix(ASKED))
                yield phrase(words, "owed/note_asked", fact=fact, count=number(notes[note]))
        for note in NOTES:
            if notes[note]:
                yield phrase(words, f"owed/note_{note}", count=number(notes[note]))
        if words.unreviewed:
            yield words.name("terms/unreviewed")

    def _deduction(self, order: str, kind: str, one: Taken) -> DeductionView:
        return DeductionView(
            order=self.words.apart(order) if order else "–",
            kind=self.lines.of(kind),
            workers=self.lines.number(one.workers),
            left=self.lines.number(one.left),
            taken=self._known(one.amount),
            unlawful=self._amounts(one.unlawful),
        )

    def _worker(self, one: WorkerSums) -> WorkerView:
        sums, number = one.sums, self.lines.number
        states = (number(sums.states[state]) for state in State)
        return WorkerView(
            worker=self.words.apart(one.worker),
            order=self.words.apart(one.order),
            left=one.left,
            counts=(number(sums.periods), *states, number(sums.late)),
            cells=tuple(self._amounts(ends) for ends in (sums.owed, sums.added, sums.claimable)),
        )

    def _known(self, amount: Range) -> Amounts:
        least = self._amounts(Ends(amount.low, amount.low if amount.high is None else amount.high))
        return Amounts(least.least, "?") if amount.high is None else least

    def _amounts(self, ends: Ends) -> Amounts:
        return written(ends, self.law, self.words)
