"""Write costs, the cost indicator and debts in one language, as text."""

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction

from manumit.assessment import Answer
from manumit.assessment.view import Words
from manumit.instruments import Library
from manumit.terms.costs.debt import DebtLine, DebtStatement
from manumit.terms.costs.file import Item, Worker
from manumit.terms.costs.indicator import NOT_RECORDED, Group, Indicator, LeftOut, Months
from manumit.terms.costs.judge import CostsFound, Judged, Practice, Repayment, Ruling
from manumit.terms.costs.rules import Corridor, cost_kinds
from manumit.terms.costs.signs import CostSpoken, from_wage, put_on
from manumit.terms.law.rules import Rule, Sure
from manumit.terms.numbers import Range, shown
from manumit.terms.words import labelled, listed, phrase, range_text

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
    """Return all results of a ledger as plain text.

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
        Head(words, found, statements).lines(),
        Ledger(words, found).lines() if found.judged else (),
        MonthsText(words, counted).lines(),
        *(DebtText(words, one, found.corridors).lines() for one in statements),
    ]
    lines = [line for part in parts for line in part]
    last = [phrase(words, "costs/waiver")] if found.repayments or statements else []
    last.append(phrase(words, "phrase/notice"))
    if words.unreviewed:
        last.append(phrase(words, "terms/unreviewed"))
    return "\n".join([*lines, *last]) + "\n"


def source_of(rule: Rule, corridors: Iterable[Corridor]) -> str:
    """Return the title of the source of a rule."""
    return next(one.sources[rule.source].title for one in corridors if rule in one.rules)


def sign_sentence(words: Words, one: CostSpoken) -> str:
    """Return one piece of evidence in a sentence: indicator, answer, and its numbers.

    Args:
        words: of a library with the texts of this room.
        one: from ``evidence_of_costs``.
    """
    amounts = (range_text(words, amount, code) for code, amount in one.amounts.items())
    values: dict[str, object] = {
        "amounts": listed(words, amounts) if one.amounts else phrase(words, "costs/not_recorded"),
        "count": len(one.items),
    }
    if one.debt is not None:
        debt, currency = one.debt, one.debt.debt.currency
        values |= {
            "debt": words.apart(debt.debt.id),
            "charged": range_text(words, debt.charged, currency),
            "put": range_text(words, put_on(debt), currency),
            "worked": range_text(words, from_wage(debt), currency),
            "claimed": range_text(words, debt.claimed, currency) if debt.claimed else "",
        }
    return phrase(
        words,
        f"costs/sign_{one.evidence.answer}",
        code=words.apart(one.evidence.code),
        label=words.name(one.evidence.code),
        reason=phrase(words, f"costs/says_{one.sign.says}", **values),
    )


class Head:
    """Which rules were applied, how old and how sure they are."""

    def __init__(
        self, words: Words, found: CostsFound, statements: tuple[DebtStatement, ...]
    ) -> None:
        self.words, self.found, self.statements = words, found, statements

    def lines(self) -> Iterator[str]:
        """Yield the first lines of the text."""
        yield phrase(self.words, "costs/title")
        for one in self.found.corridors:
            yield self.named("costs/rules", one)
        yield from self.warnings()
        yield ""

    def warnings(self) -> Iterator[str]:
        """Yield which rules are old, and which of rules and kinds were not read in the law."""
        for one in self.found.stale:
            yield self.named("costs/stale", one)
        unsure = list(dict.fromkeys(self.unsure()))
        if unsure:
            yield phrase(self.words, "costs/unsure", rules=listed(self.words, unsure, "semicolon"))

    def named(self, text_id: str, one: Corridor) -> str:
        """Return a sentence with the name of a corridor and the day its rules were checked."""
        name = one.names.get(self.words.language, one.names["en"])
        checked = self.words.apart(one.checked.isoformat())
        return phrase(self.words, text_id, name=self.words.apart(name), checked=checked)

    def unsure(self) -> Iterator[str]:
        """Yield the rules and kinds that have to be verified in the law."""
        kinds = cost_kinds().kinds
        for one in self.found.judged:
            if one.rule is not None and one.rule.sure in UNSURE:
                yield self._rule(one.rule)
            if kinds[one.item.kind].sure in UNSURE:
                yield self.words.name(f"costs/kind_{one.item.kind}")
        lines = (line for one in self.statements for line in one.lines)
        rules = (rule for line in lines for rule in line.rules)
        yield from (self._rule(one) for one in rules if one.sure in UNSURE)

    def _rule(self, rule: Rule) -> str:
        source = self.words.apart(source_of(rule, self.found.corridors))
        return listed(self.words, (self.words.apart(rule.article), source))


class Ledger:
    """Violations, what has to be paid back, and what was not counted."""

    def __init__(self, words: Words, found: CostsFound) -> None:
        self.words, self.found = words, found

    def lines(self) -> Iterator[str]:
        """Yield this part of the account as lines of text."""
        if self.found.practices:
            yield phrase(self.words, "costs/practices")
            for practice in self.found.practices:
                yield from self._practice(practice)
            yield ""
        if self.found.repayments:
            yield phrase(self.words, "costs/workers")
            for one in self.found.repayments:
                yield from self._repayment(one)
            yield self.open()
        else:
            yield phrase(self.words, "costs/nothing_open")
        yield ""
        others = [one for one in self.found.judged if one.forbidden == Range.exactly(0)]
        if others:
            yield phrase(self.words, "costs/others")
            yield from (f"  - {self._item(one, worker=True)}" for one in others)
            yield ""

    def _practice(self, one: Practice) -> Iterator[str]:
        text = phrase(
            self.words,
            "costs/practice",
            kind=self.words.name(f"costs/kind_{one.kind}"),
            order=self.order(one),
            workers=len(one.workers),
            left=len(one.left),
            items=one.items,
            dates=self.dates(one),
            payees=self.payees(one),
            forbidden=range_text(self.words, one.forbidden, one.currency),
            open=range_text(self.words, one.open, one.currency),
        )
        yield f"  - {text}"
        if one.to_ask:
            yield f"    {self.to_ask(one)}"

    def order(self, one: Practice) -> str:
        """Return the order of workers that a practice is about."""
        if one.job_order:
            return self.words.apart(one.job_order)
        return phrase(self.words, "costs/no_order")

    def payees(self, one: Practice) -> str:
        """Return the payees of a practice, as far as known."""
        if not one.payees:
            return phrase(self.words, "costs/nobody_known")
        return listed(self.words, (self.words.apart(payee) for payee in one.payees))

    def to_ask(self, one: Practice) -> str:
        """Return a sentence with the other workers of the same order to ask."""
        workers = listed(self.words, (self.words.apart(worker) for worker in one.to_ask))
        return phrase(self.words, "costs/to_ask", workers=workers)

    def dates(self, one: Practice) -> str:
        """Return the first and the last day of a practice."""
        if one.first is None or one.last is None:
            return phrase(self.words, "costs/no_dates")
        days = dict.fromkeys((one.first.isoformat(), one.last.isoformat()))
        return self.words.apart(" – ".join(days))

    def _repayment(self, one: Repayment) -> Iterator[str]:
        text = phrase(
            self.words,
            "costs/worker",
            worker=self.worker(one.worker),
            open=range_text(self.words, one.open, one.currency),
            forbidden=range_text(self.words, one.forbidden, one.currency),
        )
        yield f"  - {text}"
        yield from (f"    - {self._item(item)}" for item in one.items)

    def worker(self, worker: Worker) -> str:
        """Return the reference of a worker, and whether they have left."""
        text = self.words.apart(worker.id)
        if worker.left is not Answer.YES:
            return text
        return f"{text} {phrase(self.words, 'costs/has_left')}"

    def open(self) -> str:
        """Return a sentence with what has to be paid back to all workers."""
        sums = (range_text(self.words, amount, code) for code, amount in self.found.open.items())
        return phrase(self.words, "costs/open", sums=listed(self.words, sums))

    def _item(self, one: Judged, *, worker: bool = False) -> str:
        item = one.item
        text = phrase(
            self.words,
            "costs/item",
            date=self.date(item),
            kind=self.words.name(f"costs/kind_{item.kind}"),
            payee=self.payee(item),
            how=self.words.name(f"costs/how_{item.how}"),
            cost=range_text(self.words, item.paid, item.currency),
            ruling=self.ruling(one),
        )
        return labelled(self.words, self.words.apart(item.worker), text) if worker else text

    def date(self, item: Item) -> str:
        """Return the date of an item."""
        if item.date is None:
            return phrase(self.words, "costs/no_dates")
        return self.words.apart(item.date.isoformat())

    def payee(self, item: Item) -> str:
        """Return the payee of an item."""
        if item.paid_to:
            return self.words.apart(item.paid_to)
        return phrase(self.words, "costs/nobody_known")

    def ruling(self, one: Judged, *, article: bool = True) -> str:
        """Return what the rules say of an item, and how much of it was paid back.

        Args:
            one: the item.
            article: whether to name it; not where it is shown beside.
        """
        currency = one.item.currency
        values: dict[str, str] = {}
        if one.ruling is Ruling.UNKNOWN and one.unclear is not None:
            values["why"] = phrase(self.words, f"costs/unclear_{one.unclear}")
        if one.ruling is Ruling.PARTLY:
            values["forbidden"] = range_text(self.words, one.forbidden, currency)
        text = phrase(self.words, f"costs/ruling_{one.ruling}", **values)
        if one.rule is not None and article:
            text = phrase(
                self.words,
                "costs/by_rule",
                ruling=text,
                article=self.words.apart(one.rule.article),
                source=self.words.apart(source_of(one.rule, self.found.corridors)),
            )
        if one.item.repaid != Range.exactly(0):
            repaid = range_text(self.words, one.item.repaid, currency)
            text = phrase(self.words, "costs/repaid", ruling=text, repaid=repaid)
        return text


class MonthsText:
    """The cost indicator."""

    def __init__(self, words: Words, counted: Indicator) -> None:
        self.words, self.counted = words, counted

    def lines(self) -> Iterator[str]:
        """Yield this part of the account as lines of text."""
        yield phrase(self.words, "costs/indicator")
        yield from (f"  - {self.worker(one)}" for one in self.counted.workers)
        yield from (f"  - {self.left_out(one)}" for one in self.counted.left_out)
        for group in self.counted.groups:
            yield from (f"  {line}" for line in self._group(group))
        if len(self.counted.groups) > 1:
            yield f"  {phrase(self.words, 'costs/not_for_publication')}"
        yield ""

    def left_out(self, one: LeftOut) -> str:
        """Return a worker who is not counted, and why."""
        why = phrase(self.words, f"costs/left_{one.why}")
        return phrase(self.words, "costs/left_out", worker=self.words.apart(one.worker.id), why=why)

    def worker(self, one: Months) -> str:
        """Return the indicator of one worker."""
        return phrase(
            self.words,
            "costs/months_or_more" if one.at_least else "costs/months",
            worker=self.words.apart(one.worker.id),
            cost=range_text(self.words, Range.exactly(one.cost), one.currency),
            earnings=range_text(self.words, Range.exactly(one.earnings), one.currency),
            months=self.words.apart(self.words.number(shown(one.months, PLACES))),
        )

    def group(self, group: Group) -> str:
        """Return the name of a group."""
        if not group.by:
            return phrase(self.words, "costs/all")
        value = group.value
        if value == NOT_RECORDED:
            value = phrase(self.words, "costs/value_unknown")
        return labelled(self.words, self.words.apart(group.by), self.words.apart(value))

    def _group(self, group: Group) -> Iterator[str]:
        name = self.group(group)
        if group.quartiles is None or group.mean is None:
            yield phrase(self.words, "costs/group_empty", group=name)
        else:
            numbers = dict(
                zip(("low", "median", "high"), map(self.number, group.quartiles), strict=True)
            )
            mean = self.number(group.mean)
            yield phrase(self.words, "costs/group", group=name, n=group.n, mean=mean, **numbers)
            yield f"  {self.interval(group)}"
        yield from (f"  {one}" for one in self.exclusions(group))

    def exclusions(self, group: Group) -> Iterator[str]:
        """Yield how many may have borne more, and how many are left out for which reason."""
        if group.at_least:
            yield phrase(self.words, "costs/group_at_least", count=group.at_least)
        for reason, count in group.left_out.items():
            why = phrase(self.words, f"costs/left_{reason}")
            yield phrase(self.words, "costs/group_left_out", count=count, why=why)

    def interval(self, group: Group) -> str:
        """Return a sentence with the interval of the median."""
        median = group.intervals[1]
        if median is None:
            return phrase(self.words, "costs/no_interval")
        low, high = self.number(median.low), self.number(median.high)
        return phrase(self.words, "costs/interval", low=low, high=high)

    def number(self, months: Fraction) -> str:
        """Return a number of months with two digits."""
        return self.words.apart(self.words.number(shown(months, PLACES)))


class DebtText:
    """One debt, line by line."""

    def __init__(
        self, words: Words, statement: DebtStatement, corridors: tuple[Corridor, ...]
    ) -> None:
        self.words, self.statement, self.corridors = words, statement, corridors
        self.currency = statement.debt.currency

    def lines(self) -> Iterator[str]:
        """Yield this part of the account as lines of text."""
        yield self.title()
        yield from (f"  - {self._line(one)}" for one in self.statement.lines)
        yield from (f"  {one}" for one in (*self.rules(), *self.results()))
        yield ""

    def title(self) -> str:
        """Return the title: the worker, the lender, and the day of the account."""
        debt = self.statement.debt
        lender = self.words.apart(debt.lender) if debt.lender else ""
        return phrase(
            self.words,
            "costs/debt",
            debt=self.words.apart(debt.id),
            worker=self.words.apart(debt.worker),
            lender=lender or phrase(self.words, "costs/lender_unknown"),
            until=self.words.apart(self.statement.until.isoformat()),
        )

    def results(self) -> Iterator[str]:
        """Yield what is owed, what is claimed beyond it, and what was given beyond it."""
        yield phrase(self.words, "costs/owed", owed=self.money(self.statement.owed))
        if self.statement.claimed is not None and self.statement.too_much is not None:
            claimed = self.money(self.statement.claimed)
            too_much = self.money(self.statement.too_much)
            yield phrase(self.words, "costs/claimed", claimed=claimed, too_much=too_much)
        if self.statement.beyond != Range.exactly(0):
            beyond = self.money(self.statement.beyond)
            yield phrase(self.words, "costs/beyond", beyond=beyond)

    def _line(self, line: DebtLine) -> str:
        values: Mapping[str, str] = {
            "date": self.words.apart(line.date.isoformat()),
            "interest": self.money(line.interest),
            "owed": self.money(line.owed),
        }
        if line.amount is None:
            return phrase(self.words, "costs/debt_last", **values)
        amount = self.money(line.amount)
        return phrase(self.words, "costs/debt_line", what=self.what(line), amount=amount, **values)

    def what(self, line: DebtLine) -> str:
        """Return the name of the kind of line, such as a payment or a charge."""
        return phrase(self.words, f"costs/what_{line.what}")

    def rules(self) -> Iterator[str]:
        """Yield the rules by which interest was computed."""
        rules = {rule.id: rule for line in self.statement.lines for rule in line.rules}
        for rule in rules.values():
            yield phrase(
                self.words,
                "costs/interest_rule",
                rate=self.words.apart(self.words.number(shown(rule.per_year * PERCENT))),
                article=self.words.apart(rule.article),
                source=self.words.apart(source_of(rule, self.corridors)),
            )
        if not rules:
            yield phrase(self.words, "costs/no_interest")

    def money(self, amount: Range) -> str:
        """Return an amount in the currency of the debt."""
        return range_text(self.words, amount, self.currency)
