"""Costs, the cost indicator and debts in words of one language, as text."""

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction

from manumit.assessment import Answer
from manumit.assessment.view import Words
from manumit.instruments import Library
from manumit.terms.costs import CostsFound, Judged, Practice, Repayment, Ruling
from manumit.terms.costs_debt import DebtLine, DebtStatement
from manumit.terms.costs_indicator import NOT_RECORDED, Group, Indicator, Months
from manumit.terms.costs_rules import Corridor, cost_kinds
from manumit.terms.numbers import Range, shown
from manumit.terms.rules import Rule, Sure
from manumit.terms.words import labelled, listed, said, said_range

PLACES = 2
PERCENT = 100
UNSURE = (Sure.MEMORY, Sure.SECONDARY, Sure.INVENTED)


def costs_text(
    found: CostsFound,
    counted: Indicator,
    debts: Iterable[DebtStatement],
    library: Library,
    language: str = "en",
) -> str:
    """Everything that the file holds, for a terminal or a plain message.

    Args:
        found: from ``judge``.
        counted: from ``indicator``.
        debts: from ``debt_statement``, one for each debt.
        library: with the texts of this room (``terms.words.TEXTS``).
        language: such as ``fr``; what it lacks comes in English.
    """
    words = Words(library, language, marks=False)
    statements = tuple(debts)
    parts = [
        _Head(words, found, statements).lines(),
        _Ledger(words, found).lines() if found.judged else (),
        _Months(words, counted).lines(),
        *(_DebtText(words, one, found.corridors).lines() for one in statements),
    ]
    lines = [line for part in parts for line in part]
    last = [said(words, "costs/waiver")] if found.repayments or statements else []
    last.append(said(words, "phrase/notice"))
    if words.unreviewed:
        last.append(said(words, "terms/unreviewed"))
    return "\n".join([*lines, *last]) + "\n"


def source_of(rule: Rule, corridors: Iterable[Corridor]) -> str:
    """The title of the source of a rule."""
    return next(one.sources[rule.source].title for one in corridors if rule in one.rules)


class _Head:
    """Which rules were applied, how old and how sure they are."""

    def __init__(
        self, words: Words, found: CostsFound, statements: tuple[DebtStatement, ...]
    ) -> None:
        self.words, self.found, self.statements = words, found, statements

    def lines(self) -> Iterator[str]:
        yield said(self.words, "costs/title")
        for one in self.found.corridors:
            yield self._named("costs/rules", one)
        for one in self.found.stale:
            yield self._named("costs/stale", one)
        unsure = list(dict.fromkeys(self._unsure()))
        if unsure:
            rules = listed(self.words, (self.words.apart(one) for one in unsure))
            yield said(self.words, "costs/unsure", rules=rules)
        yield ""

    def _named(self, text_id: str, one: Corridor) -> str:
        name = one.names.get(self.words.language, one.names["en"])
        checked = self.words.apart(one.checked.isoformat())
        return said(self.words, text_id, name=self.words.apart(name), checked=checked)

    def _unsure(self) -> Iterator[str]:
        kinds = cost_kinds().kinds
        for one in self.found.judged:
            if one.rule is not None and one.rule.sure in UNSURE:
                yield one.rule.id
            if kinds[one.item.kind].sure in UNSURE:
                yield one.item.kind
        lines = (line for one in self.statements for line in one.lines)
        yield from (rule.id for line in lines for rule in line.rules if rule.sure in UNSURE)


class _Ledger:
    """Violations, what has to be paid back, and what was not counted."""

    def __init__(self, words: Words, found: CostsFound) -> None:
        self.words, self.found = words, found

    def lines(self) -> Iterator[str]:
        if self.found.practices:
            yield said(self.words, "costs/practices")
            for practice in self.found.practices:
                yield from self._practice(practice)
            yield ""
        if self.found.repayments:
            yield said(self.words, "costs/workers")
            for one in self.found.repayments:
                yield from self._repayment(one)
            yield self._open()
        else:
            yield said(self.words, "costs/nothing_open")
        yield ""
        others = [one for one in self.found.judged if one.forbidden == Range.exactly(0)]
        if others:
            yield said(self.words, "costs/others")
            yield from (f"  - {self._item(one, worker=True)}" for one in others)
            yield ""

    def _practice(self, one: Practice) -> Iterator[str]:
        payees = said(self.words, "costs/nobody_known")
        if one.payees:
            payees = listed(self.words, (self.words.apart(payee) for payee in one.payees))
        told = said(
            self.words,
            "costs/practice",
            kind=self.words.name(f"costs/kind_{one.kind}"),
            order=self.words.apart(one.job_order)
            if one.job_order
            else said(self.words, "costs/no_order"),
            workers=len(one.workers),
            left=len(one.left),
            items=one.items,
            dates=self._dates(one),
            payees=payees,
            forbidden=said_range(self.words, one.forbidden, one.currency),
            open=said_range(self.words, one.open, one.currency),
        )
        yield f"  - {told}"
        if one.to_ask:
            workers = listed(self.words, (self.words.apart(worker) for worker in one.to_ask))
            yield f"    {said(self.words, 'costs/to_ask', workers=workers)}"

    def _dates(self, one: Practice) -> str:
        if one.first is None or one.last is None:
            return said(self.words, "costs/no_dates")
        days = dict.fromkeys((one.first.isoformat(), one.last.isoformat()))
        return self.words.apart(" – ".join(days))

    def _repayment(self, one: Repayment) -> Iterator[str]:
        worker = self.words.apart(one.worker.id)
        if one.worker.left is Answer.YES:
            worker += f" {said(self.words, 'costs/has_left')}"
        told = said(
            self.words,
            "costs/worker",
            worker=worker,
            open=said_range(self.words, one.open, one.currency),
            forbidden=said_range(self.words, one.forbidden, one.currency),
        )
        yield f"  - {told}"
        yield from (f"    - {self._item(item)}" for item in one.items)

    def _open(self) -> str:
        sums = (said_range(self.words, amount, code) for code, amount in self.found.open.items())
        return said(self.words, "costs/open", sums=listed(self.words, sums))

    def _item(self, one: Judged, *, worker: bool = False) -> str:
        item = one.item
        date = said(self.words, "costs/no_dates")
        if item.date is not None:
            date = self.words.apart(item.date.isoformat())
        told = said(
            self.words,
            "costs/item",
            date=date,
            kind=self.words.name(f"costs/kind_{item.kind}"),
            payee=self.words.apart(item.paid_to)
            if item.paid_to
            else said(self.words, "costs/nobody_known"),
            how=self.words.name(f"costs/how_{item.how}"),
            cost=said_range(self.words, item.paid, item.currency),
            ruling=self._ruling(one),
        )
        return labelled(self.words, self.words.apart(item.worker), told) if worker else told

    def _ruling(self, one: Judged) -> str:
        currency = one.item.currency
        values: dict[str, str] = {}
        if one.ruling is Ruling.UNKNOWN and one.unclear is not None:
            values["why"] = said(self.words, f"costs/unclear_{one.unclear}")
        if one.ruling is Ruling.PARTLY:
            values["forbidden"] = said_range(self.words, one.forbidden, currency)
        told = said(self.words, f"costs/ruling_{one.ruling}", **values)
        if one.rule is not None:
            told = said(
                self.words,
                "costs/by_rule",
                ruling=told,
                article=self.words.apart(one.rule.article),
                source=self.words.apart(source_of(one.rule, self.found.corridors)),
            )
        if one.item.repaid != Range.exactly(0):
            repaid = said_range(self.words, one.item.repaid, currency)
            told = said(self.words, "costs/repaid", ruling=told, repaid=repaid)
        return told


class _Months:
    """The cost indicator."""

    def __init__(self, words: Words, counted: Indicator) -> None:
        self.words, self.counted = words, counted

    def lines(self) -> Iterator[str]:
        yield said(self.words, "costs/indicator")
        yield from (f"  - {self._worker(one)}" for one in self.counted.workers)
        for one in self.counted.left_out:
            why = said(self.words, f"costs/left_{one.why}")
            worker = self.words.apart(one.worker.id)
            yield f"  - {said(self.words, 'costs/left_out', worker=worker, why=why)}"
        for group in self.counted.groups:
            yield from (f"  {line}" for line in self._group(group))
        if len(self.counted.groups) > 1:
            yield f"  {said(self.words, 'costs/not_for_publication')}"
        yield ""

    def _worker(self, one: Months) -> str:
        return said(
            self.words,
            "costs/months_or_more" if one.at_least else "costs/months",
            worker=self.words.apart(one.worker.id),
            cost=said_range(self.words, Range.exactly(one.cost), one.currency),
            earnings=said_range(self.words, Range.exactly(one.earnings), one.currency),
            months=self.words.apart(shown(one.months, PLACES)),
        )

    def _group(self, group: Group) -> Iterator[str]:
        name = said(self.words, "costs/all")
        if group.by:
            value = group.value
            if value == NOT_RECORDED:
                value = said(self.words, "costs/value_unknown")
            name = labelled(self.words, self.words.apart(group.by), self.words.apart(value))
        if group.quartiles is None or group.mean is None:
            yield said(self.words, "costs/group_empty", group=name)
        else:
            numbers = dict(
                zip(("low", "median", "high"), map(self._number, group.quartiles), strict=True)
            )
            mean = self._number(group.mean)
            yield said(self.words, "costs/group", group=name, n=group.n, mean=mean, **numbers)
            yield f"  {self._interval(group)}"
        if group.at_least:
            yield f"  {said(self.words, 'costs/group_at_least', count=group.at_least)}"
        for reason, count in group.left_out.items():
            why = said(self.words, f"costs/left_{reason}")
            yield f"  {said(self.words, 'costs/group_left_out', count=count, why=why)}"

    def _interval(self, group: Group) -> str:
        median = group.intervals[1]
        if median is None:
            return said(self.words, "costs/no_interval")
        low, high = self._number(median.low), self._number(median.high)
        return said(self.words, "costs/interval", low=low, high=high)

    def _number(self, months: Fraction) -> str:
        return self.words.apart(shown(months, PLACES))


class _DebtText:
    """One debt, line by line."""

    def __init__(
        self, words: Words, statement: DebtStatement, corridors: tuple[Corridor, ...]
    ) -> None:
        self.words, self.statement, self.corridors = words, statement, corridors
        self.currency = statement.debt.currency

    def lines(self) -> Iterator[str]:
        debt = self.statement.debt
        lender = self.words.apart(debt.lender) if debt.lender else ""
        yield said(
            self.words,
            "costs/debt",
            debt=self.words.apart(debt.id),
            worker=self.words.apart(debt.worker),
            lender=lender or said(self.words, "costs/lender_unknown"),
            until=self.words.apart(self.statement.until.isoformat()),
        )
        yield from (f"  - {self._line(one)}" for one in self.statement.lines)
        yield from (f"  {one}" for one in self._rules())
        yield f"  {said(self.words, 'costs/owed', owed=self._money(self.statement.owed))}"
        if self.statement.claimed is not None and self.statement.too_much is not None:
            claimed = self._money(self.statement.claimed)
            too_much = self._money(self.statement.too_much)
            yield f"  {said(self.words, 'costs/claimed', claimed=claimed, too_much=too_much)}"
        if self.statement.beyond != Range.exactly(0):
            beyond = self._money(self.statement.beyond)
            yield f"  {said(self.words, 'costs/beyond', beyond=beyond)}"
        yield ""

    def _line(self, line: DebtLine) -> str:
        values: Mapping[str, str] = {
            "date": self.words.apart(line.date.isoformat()),
            "interest": self._money(line.interest),
            "owed": self._money(line.owed),
        }
        if line.amount is None:
            return said(self.words, "costs/debt_last", **values)
        what = said(self.words, f"costs/what_{line.what}")
        amount = self._money(line.amount)
        return said(self.words, "costs/debt_line", what=what, amount=amount, **values)

    def _rules(self) -> Iterator[str]:
        rules = {rule.id: rule for line in self.statement.lines for rule in line.rules}
        for rule in rules.values():
            yield said(
                self.words,
                "costs/interest_rule",
                rate=self.words.apart(shown(rule.per_year * PERCENT)),
                article=self.words.apart(rule.article),
                source=self.words.apart(source_of(rule, self.corridors)),
            )
        if not rules:
            yield said(self.words, "costs/no_interest")

    def _money(self, amount: Range) -> str:
        return said_range(self.words, amount, self.currency)
