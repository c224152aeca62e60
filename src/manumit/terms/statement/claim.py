"""Write the claim of one worker as a statement: wages, costs and debts, each in its currency."""

from collections.abc import Iterator, Mapping, Sequence

from manumit.assessment.view import Words
from manumit.instruments import Library
from manumit.terms.claim import CostClaim, DebtClaim, ExchangeRate, InWages, JoinedClaim
from manumit.terms.law.rules import Source
from manumit.terms.numbers import NONE, Range, shown
from manumit.terms.statement.costs_view import DebtText, Head, Ledger
from manumit.terms.statement.owed_view import Amounts, OwedView, owed_view
from manumit.terms.statement.parts import (
    Cell,
    NumberedRules,
    Row,
    Section,
    StatementView,
    Table,
    heads,
)
from manumit.terms.words import labelled, listed, phrase, range_text

COSTS = ("date", "kind", "payee", "how", "ruling", "paid")
PARTS = ("wages", "costs", "debts", "total")
RATE_PLACES = 6


def claim_statement(
    claim: JoinedClaim,
    library: Library,
    language: str = "en",
    *,
    currency: str | None = None,
    rates: Sequence[ExchangeRate] = (),
) -> StatementView:
    """Return the claim of one worker on one paper.

    Args:
        claim: from ``claim_of``.
        library: with the texts of this package (``terms.words.TEXTS``).
        language: such as ``fr``; what it lacks comes in English.
        currency: in which the sum is given as well, by ``rates``; None for none.
        rates: to that currency, each with its day and source.
    """
    words = Words(library, language, marks=False)
    wages = owed_view(claim.wages, library, language)
    return _Writer(words, claim, wages, currency, rates).statement()


class _Writer:
    def __init__(
        self,
        words: Words,
        claim: JoinedClaim,
        wages: OwedView,
        currency: str | None,
        rates: Sequence[ExchangeRate],
    ) -> None:
        self.words, self.claim, self.wages = words, claim, wages
        self.currency, self.rates = currency, rates
        self.plain = words.apart
        self.ledger = Ledger(words, claim.found)
        self.rules = NumberedRules(words, _sources(claim))

    def statement(self) -> StatementView:
        """Return the whole statement."""
        words = self.words
        for rule in self.claim.wages.used:
            self.rules.cell("", rule)
        sections = tuple(self._sections())
        return StatementView(
            title=words.name("claim/title"),
            language=words.language,
            direction=words.library.texts.direction(words.language),
            head=tuple(self._head()),
            results=tuple(self._results()),
            notice=self.wages.notice,
            warnings_title=words.name("owed/warnings"),
            warnings=tuple(self._warnings()),
            sections=sections,
            rules_title=words.name("owed/rules"),
            rules=self.rules.views(),
        )

    def _head(self) -> Iterator[tuple[str, str]]:
        words, costs = self.words, self.claim.found.costs
        yield words.name("costs/col_worker"), self.plain(self.claim.worker)
        yield from ((label, value) for label, value in self.wages.head
                    if label != words.name("owed/worker"))  # fmt: skip
        yield words.name("claim/asked_on_costs"), self.plain(costs.asked_on.isoformat())

    def _results(self) -> Iterator[str]:
        words, sums = self.words, self.claim.sums
        if not sums:
            yield words.name("claim/nothing")
            return
        amounts = listed(words, (range_text(words, one, code) for code, one in sums.items()))
        yield phrase(words, "claim/result" if len(sums) > 1 else "claim/result_one", sums=amounts)
        if self.currency is not None and len(sums) > 1:
            together = self.claim.together(self.currency, self.rates)
            if together is None:
                yield phrase(words, "claim/no_rate", currency=self.plain(self.currency))
            else:
                amount = range_text(words, together, self.currency)
                yield phrase(words, "claim/together", sum=amount)

    def _warnings(self) -> Iterator[str]:
        words, claim = self.words, self.claim
        yield from dict.fromkeys(
            (
                *self.wages.warnings,
                *Head(words, claim.found, tuple(one.statement for one in claim.debts)).warnings(),
            )
        )

    def _sections(self) -> Iterator[Section]:
        words = self.words
        yield Section(title=words.name("claim/total"), table=self._totals(),
                      points=tuple(self._rates()))  # fmt: skip
        yield Section(
            title=words.name("claim/wages"),
            sentences=(self.wages.overview_title,),
            table=self._wages(),
        )
        if self.claim.costs:
            yield Section(title=words.name("claim/costs"), table=self._costs())
        for one in self.claim.debts:
            yield self._debt(one)

    def _totals(self) -> Table:
        words, claim = self.words, self.claim
        wages = {claim.wages.law.currency: claim.wages.total}
        parts: tuple[Mapping[str, Range], ...] = (wages, claim.cost_sums, claim.debt_sums)
        columns = ("claim/col_currency", *(f"claim/{one}" for one in PARTS))
        codes = sorted({code for one in parts for code in one})
        rows = tuple(
            Row((Cell(self.plain(code)), *(self._amount(one.get(code, NONE), code)
                                            for one in (*parts, claim.sums))))
            for code in codes
        )  # fmt: skip
        return Table(heads(words, columns, len(PARTS)), rows)

    def _amount(self, amount: Range, currency: str) -> Cell:
        return Cell(range_text(self.words, amount, currency), number=True)

    def _rates(self) -> Iterator[str]:
        words = self.words
        for one in self.rates:
            yield phrase(
                words, "claim/rate", of=self.plain(one.of), to=self.plain(one.to),
                number=self.plain(_number(one)), day=self.plain(one.day.isoformat()),
                source=self.plain(one.source),
            )  # fmt: skip

    def _wages(self) -> Table:
        seen = self.wages
        columns = tuple(Cell(name, number=at > 0) for at, name in enumerate(seen.columns))
        rows = [
            Row((Cell(one.days), *(self._both(cell) for cell in one.cells))) for one in seen.periods
        ]
        label, sums = seen.sums
        rows.append(Row((Cell(label), *(self._both(one) for one in sums)), strong=True))
        return Table(columns, tuple(rows))

    def _both(self, amounts: Amounts) -> Cell:
        text = amounts.least
        if not amounts.same:
            text = self.wages.between.format(low=amounts.least, high=amounts.most)
        return Cell(text, number=True)

    def _costs(self) -> Table:
        names = (*(f"costs/col_{one}" for one in COSTS), "claim/col_claimed")
        return Table(heads(self.words, names, 2), tuple(map(self._cost, self.claim.costs)))

    def _cost(self, one: CostClaim) -> Row:
        words, judged, item = self.words, one.judged, one.judged.item
        ruling = self.ledger.ruling(judged, article=False)
        if one.overlap is not InWages.NO:
            ruling = f"{ruling}. {words.name(f'claim/{one.overlap}')}"
        return Row(
            (
                Cell(self.ledger.date(item)),
                Cell(words.name(f"costs/kind_{item.kind}")),
                Cell(self.ledger.payee(item)),
                Cell(words.name(f"costs/how_{item.how}")),
                self.rules.cell(ruling, judged.rule),
                self._amount(item.paid, item.currency),
                self._amount(one.claimed, item.currency),
            )
        )

    def _debt(self, one: DebtClaim) -> Section:
        words = self.words
        text = DebtText(words, one.statement, self.claim.found.corridors)
        points = [*text.rules(), *text.results()]
        if one.overlap is not InWages.NO:
            points.append(words.name("claim/debt_or_wages"))
        amount = range_text(words, one.claimed, one.statement.debt.currency)
        points.append(labelled(words, words.name("claim/col_claimed"), amount))
        return Section(title=text.title(), points=tuple(points))


def _number(rate: ExchangeRate) -> str:
    return shown(rate.number, RATE_PLACES).rstrip("0").rstrip(".")


def _sources(claim: JoinedClaim) -> dict[str, Source]:
    law = claim.wages.law
    found = {rule.id: law.sources[rule.source] for rule in law.rules}
    for one in claim.found.corridors:
        found |= {rule.id: one.sources[rule.source] for rule in one.rules}
    return found
