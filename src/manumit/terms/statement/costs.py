"""Make a statement, for paper or a page, of costs, the cost indicator and debts.

It is about one worker, for the worker and the person who has to pay; or about all workers of a
ledger, with the claim of each order and the table of the indicator.
"""

from collections.abc import Iterable, Iterator

from manumit.assessment.view import Words
from manumit.errors import Place
from manumit.instruments import Library
from manumit.terms.costs.debt import DebtLine, DebtStatement
from manumit.terms.costs.file import CostsCode
from manumit.terms.costs.indicator import Group, Indicator
from manumit.terms.costs.judge import CostsFound, Judged, Practice, Repayment, of_worker
from manumit.terms.costs.rules import Corridor
from manumit.terms.law.rules import Source
from manumit.terms.statement.costs_view import DebtText, Head, Ledger, MonthsText
from manumit.terms.statement.owed_view import RuleView
from manumit.terms.statement.parts import (
    Cell,
    NumberedRules,
    Row,
    Section,
    StatementView,
    Table,
    heads,
    sure_warnings,
)
from manumit.terms.words import labelled, listed, phrase, range_text

ITEMS = ("date", "kind", "payee", "how", "ruling", "paid", "open")
PRACTICES = (
    "order", "kind", "dates", "payee", "workers", "left", "items", "forbidden", "open",
)  # fmt: skip
GROUPS = ("group", "n", "mean", "low", "median", "high")
LINES = ("date", "what", "amount", "interest", "owed")


def costs_statement(
    found: CostsFound,
    counted: Indicator,
    debts: Iterable[DebtStatement],
    library: Library,
    language: str = "en",
    *,
    worker: str | None = None,
) -> StatementView:
    """Return a statement of costs paid, what has to be paid back, and what is owed of debts.

    Args:
        found: from ``judge``.
        counted: from ``indicator``.
        debts: from ``debt_statement``, one for each debt.
        library: with the texts of this package (``terms.words.TEXTS``).
        language: such as ``fr``; what it lacks comes in English.
        worker: the only one it is about, so that it can be given to them; None for all.

    Raises:
        InputError: W401, if the ledger has no such worker.
    """
    statements = tuple(debts)
    if worker is not None:
        if worker not in {one.id for one in found.costs.workers}:
            raise CostsCode.NO_SUCH_WORKER.error(Place(field="worker"))
        found = of_worker(found, worker)
        statements = tuple(one for one in statements if one.debt.worker == worker)
    words = Words(library, language, marks=False)
    return _Teller(words, found, counted, statements, worker).statement()


class _Teller:
    def __init__(
        self,
        words: Words,
        found: CostsFound,
        counted: Indicator,
        debts: tuple[DebtStatement, ...],
        worker: str | None,
    ) -> None:
        self.words, self.found, self.debts, self.worker = words, found, debts, worker
        self.ledger, self.months = Ledger(words, found), MonthsText(words, counted)
        self.texts = [DebtText(words, one, found.corridors) for one in debts]
        self.rules = NumberedRules(words, _sources(found.corridors))

    def statement(self) -> StatementView:
        """Return the whole statement."""
        words, sections = self.words, tuple(self._sections())
        rules = self.rules.views()
        return StatementView(
            title=phrase(words, "costs/title_worker" if self.worker else "costs/title"),
            language=words.language,
            direction=words.library.texts.direction(words.language),
            head=tuple(self._head()),
            results=tuple(self._results()),
            notice=phrase(words, "phrase/notice"),
            warnings_title=words.name("owed/warnings"),
            warnings=tuple(self._warnings(rules)),
            sections=sections,
            rules_title=words.name("owed/rules"),
            rules=rules,
        )

    def _head(self) -> Iterator[tuple[str, str]]:
        words = self.words
        if self.worker is not None:
            yield words.name("costs/col_worker"), words.apart(self.worker)
        names = (one.names.get(words.language, one.names["en"]) for one in self.found.corridors)
        yield words.name("costs/rules_of"), listed(words, map(words.apart, names), "semicolon")
        asked_on = words.apart(self.found.costs.asked_on.isoformat())
        yield words.name("costs/asked_on"), asked_on

    def _results(self) -> Iterator[str]:
        words, sums = self.words, self.found.open
        if sums:
            listed_sums = listed(
                words, (range_text(words, one, code) for code, one in sums.items())
            )
            text_id = "costs/to_pay_back" if self.worker else "costs/open"
            yield phrase(words, text_id, sums=listed_sums)
        else:
            yield phrase(words, "costs/nothing_open")
        for text in self.texts:
            debt = phrase(words, "costs/debt_of", debt=words.apart(text.statement.debt.id))
            yield labelled(words, debt, listed(words, text.results(), "semicolon"))

    def _warnings(self, rules: tuple[RuleView, ...]) -> Iterator[str]:
        words, head = self.words, Head(self.words, self.found, self.debts)
        yield from (head.named("costs/rules", one) for one in self.found.corridors)
        yield from head.warnings()
        yield from sure_warnings(words, rules)
        if self.found.repayments or self.debts:
            yield phrase(words, "costs/waiver")
        if words.unreviewed:
            yield phrase(words, "terms/unreviewed")

    def _sections(self) -> Iterator[Section]:
        words = self.words
        if self.worker is None and self.found.practices:
            yield Section(
                title=phrase(words, "costs/practices"),
                table=self._practices(),
                points=tuple(self.ledger.to_ask(one) for one in self.found.practices if one.to_ask),
            )
        if self.found.judged:
            yield Section(title=phrase(words, "costs/items"), table=self._items())
        yield self._months()
        if self.worker is None:
            yield self._groups()
        for text in self.texts:
            yield Section(
                title=text.title(),
                table=self._debt(text),
                points=(*text.rules(), *text.results()),
            )

    # Costs

    def _practices(self) -> Table:
        return Table(
            heads(self.words, (f"costs/col_{one}" for one in PRACTICES), 5),
            tuple(self._practice(one) for one in self.found.practices),
        )

    def _practice(self, one: Practice) -> Row:
        kind = self.words.name(f"costs/kind_{one.kind}")
        texts = (self.ledger.order(one), kind, self.ledger.dates(one), self.ledger.payees(one))
        counts = (len(one.workers), len(one.left), one.items)
        amounts = (range_text(self.words, each, one.currency) for each in (one.forbidden, one.open))
        return Row(
            (
                *(Cell(each) for each in texts),
                *(Cell(str(each), number=True) for each in counts),
                *(Cell(each, number=True) for each in amounts),
            )
        )

    def _items(self) -> Table:
        columns = ITEMS if self.worker else ("worker", *ITEMS)
        return Table(
            heads(self.words, (f"costs/col_{one}" for one in columns), 2), tuple(self._item_rows())
        )

    def _item_rows(self) -> Iterator[Row]:
        for worker in self.found.costs.workers:
            for one in self.found.judged:
                if one.item.worker == worker.id:
                    yield Row(tuple(self._item(one)))
            for repayment in self.found.repayments:
                if repayment.worker.id == worker.id:
                    yield self._sum(repayment)

    def _item(self, one: Judged) -> Iterator[Cell]:
        words, item = self.words, one.item
        if self.worker is None:
            yield Cell(words.apart(item.worker))
        yield Cell(self.ledger.date(item))
        yield Cell(words.name(f"costs/kind_{item.kind}"))
        yield Cell(self.ledger.payee(item))
        yield Cell(words.name(f"costs/how_{item.how}"))
        yield self.rules.cell(self.ledger.ruling(one, article=False), one.rule)
        yield Cell(range_text(words, item.paid, item.currency), number=True)
        yield Cell(range_text(words, one.open, item.currency), number=True)

    def _sum(self, one: Repayment) -> Row:
        text = phrase(self.words, "costs/sum_of", worker=self.ledger.worker(one.worker))
        before = len(ITEMS) - 1 + (self.worker is None)
        last = Cell(range_text(self.words, one.open, one.currency), number=True)
        return Row((Cell(text, span=before), last), strong=True)

    # The indicator

    def _months(self) -> Section:
        words = self.words
        counted = [one for one in self.months.counted.workers if self._about(one.worker.id)]
        left = [one for one in self.months.counted.left_out if self._about(one.worker.id)]
        return Section(
            title=phrase(words, "costs/indicator"),
            points=(
                *(self.months.worker(one) for one in counted),
                *(self.months.left_out(one) for one in left),
            ),
        )

    def _about(self, worker: str) -> bool:
        return self.worker in (None, worker)

    def _groups(self) -> Section:
        groups = self.months.counted.groups
        words = self.words
        points = [
            labelled(words, self.months.group(one), text)
            for one in groups
            for text in self._beside(one)
        ]
        if len(groups) > 1:
            points.append(phrase(words, "costs/not_for_publication"))
        return Section(
            title=phrase(words, "costs/groups"),
            table=Table(
                heads(words, (f"costs/col_{one}" for one in GROUPS), 5),
                tuple(self._group(one) for one in groups),
            ),
            points=tuple(points),
        )

    def _beside(self, group: Group) -> Iterator[str]:
        if group.n:
            yield self.months.interval(group)
        yield from self.months.exclusions(group)

    def _group(self, group: Group) -> Row:
        numbers = (group.mean, *(group.quartiles or (None,) * len(GROUPS[3:])))
        texts = ("–" if one is None else self.months.number(one) for one in numbers)
        return Row(
            (
                Cell(self.months.group(group)),
                Cell(str(group.n), number=True),
                *(Cell(one, number=True) for one in texts),
            )
        )

    # Debts

    def _debt(self, text: DebtText) -> Table:
        return Table(
            heads(self.words, (f"costs/col_{one}" for one in LINES), 3),
            tuple(self._line(text, one) for one in text.statement.lines),
        )

    def _line(self, text: DebtText, line: DebtLine) -> Row:
        words, last = self.words, line.amount is None
        what = phrase(words, "costs/last_line") if last else text.what(line)
        cell = Cell(what)
        for rule in line.rules:
            cell = self.rules.cell(what, rule)
        amount = "" if line.amount is None else text.money(line.amount)
        return Row(
            (
                Cell(words.apart(line.date.isoformat())),
                cell,
                Cell(amount, number=True),
                Cell(text.money(line.interest), number=True),
                Cell(text.money(line.owed), number=True),
            ),
            strong=last,
        )


def _sources(corridors: Iterable[Corridor]) -> dict[str, Source]:
    return {rule.id: one.sources[rule.source] for one in corridors for rule in one.rules}
