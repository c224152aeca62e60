"""Judge recruitment costs: who bore them, which are forbidden, what has to be paid back.

R-01: nothing from the worker, but for a dated, reasoned, published exception. R-02: a deduction, a
loan, unpaid work or a payment by the family counts as the worker's. R-03: each forbidden item is a
violation and opens a claim for repayment of all workers affected, also those who left.

Amounts of different currencies are never added.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

from manumit.assessment import Answer
from manumit.terms.costs.file import Costs, Item, Worker
from manumit.terms.costs.rules import Corridor, CostKinds, Exemption, NoCost
from manumit.terms.law.rules import Rule
from manumit.terms.numbers import NONE, Range
from manumit.terms.ranges import less, total


class Ruling(StrEnum):
    """What the rules say of one item."""

    FORBIDDEN = "forbidden"
    PARTLY = "partly"
    ASKED = "asked"
    ALLOWED = "allowed"
    NOTHING = "nothing"
    NOT_WORKERS = "not_workers"
    UNKNOWN = "unknown"


class Unclear(StrEnum):
    """Why an item has no result, or no exact one."""

    WHO_PAID = "who_paid"
    WHEN = "when"
    NO_RULE = "no_rule"
    CATEGORY = "category"
    CURRENCY = "currency"
    AMOUNT = "amount"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One item with its result under the rules.

    Attributes:
        borne: whether it counts as paid by the worker; ``cost``: how much of it does.
        forbidden: of that, what may not be charged; ``open``: what is not yet paid back of it.
        rule: the one that decides; None if none does.
    """

    item: Item
    borne: Answer
    cost: Range
    ruling: Ruling
    forbidden: Range
    open: Range
    rule: Rule | None = None
    unclear: Unclear | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Repayment:
    """What one worker has to get back, in one currency."""

    worker: Worker
    currency: str
    items: tuple[Judged, ...]
    forbidden: Range
    open: Range


@dataclass(frozen=True, slots=True, kw_only=True)
class Practice:
    """One kind of forbidden cost of one order of workers: the claim of all of them (R-03).

    Attributes:
        payees: who got it, as far as is known.
        workers: who paid it; ``left``: those of them who have left the employer.
        to_ask: others of the same order of whom the file has no such item. Ask them, too.
    """

    job_order: str | None
    kind: str
    currency: str
    payees: tuple[str, ...]
    workers: tuple[str, ...]
    left: tuple[str, ...]
    to_ask: tuple[str, ...]
    items: int
    first: dt.date | None
    last: dt.date | None
    forbidden: Range
    open: Range


@dataclass(frozen=True, slots=True, kw_only=True)
class CostsFound:
    """A whole file, judged.

    Attributes:
        stale: the rules that have not been compared with their sources for too long.
    """

    costs: Costs
    corridors: tuple[Corridor, ...]
    judged: tuple[Judged, ...]
    repayments: tuple[Repayment, ...]
    practices: tuple[Practice, ...]
    stale: tuple[Corridor, ...]

    @property
    def open(self) -> Mapping[str, Range]:
        """Return what has to be paid back to all workers together, by currency."""
        return sums((one.currency, one.open) for one in self.repayments)


def judge(costs: Costs, corridors: Iterable[Corridor], kinds: CostKinds) -> CostsFound:
    """Apply the rules of a corridor to a ledger of costs and return the result.

    Args:
        costs: the ledger.
        corridors: the one in question first, then the general one.
        kinds: which kinds there are, and what counts as paid by the worker.
    """
    rules = tuple(corridors)
    judged = tuple(_judged(costs, rules, kinds))
    return CostsFound(
        costs=costs,
        corridors=rules,
        judged=judged,
        repayments=tuple(_repayments(costs, judged)),
        practices=tuple(_practices(costs, judged)),
        stale=tuple(one for one in rules if costs.asked_on >= one.stale_from),
    )


def of_worker(found: CostsFound, worker: str) -> CostsFound:
    """Return the result for one worker, without anything about the others."""
    return replace(
        found,
        costs=replace(
            found.costs,
            workers=tuple(one for one in found.costs.workers if one.id == worker),
            items=tuple(one for one in found.costs.items if one.worker == worker),
            debts=tuple(one for one in found.costs.debts if one.worker == worker),
        ),
        judged=tuple(one for one in found.judged if one.item.worker == worker),
        repayments=tuple(one for one in found.repayments if one.worker.id == worker),
        practices=(),
    )


def _judged(costs: Costs, rules: tuple[Corridor, ...], kinds: CostKinds) -> Iterator[Judged]:
    workers = {one.id: one for one in costs.workers}
    left: dict[tuple[str, str], _Room] = {}
    for item in sorted(costs.items, key=lambda one: (one.date or dt.date.max, one.row)):
        borne = kinds.borne_by_worker(paid_by=item.paid_by, how=item.how)
        yield _Question(item, workers[item.worker], borne, rules, left).answer()


@dataclass(slots=True)
class _Room:
    """The unused part of an exception for one worker, at the least and the most they paid."""

    at_least: Fraction
    at_most: Fraction

    def taken(self, cost: Range) -> Range:
        """Return the part of a cost above the allowance, and use up the allowance by the rest."""
        low = max(Fraction(0), cost.low - self.at_least)
        high = None if cost.high is None else max(Fraction(0), cost.high - self.at_most)
        self.at_least -= cost.low - low
        used = self.at_most if cost.high is None or high is None else cost.high - high
        self.at_most -= used
        return Range(low, high)


class _Question:
    """What the rules say of one item."""

    def __init__(
        self,
        item: Item,
        worker: Worker,
        borne: Answer,
        rules: tuple[Corridor, ...],
        left: dict[tuple[str, str], _Room],
    ) -> None:
        self.item, self.worker, self.borne, self.rules, self.left = item, worker, borne, rules, left
        self.cost = {
            Answer.YES: item.paid,
            Answer.NO: NONE,
            Answer.UNKNOWN: Range(Fraction(0), item.paid.high),
        }[borne]

    def answer(self) -> Judged:
        if self.borne is Answer.NO:
            return self._judged(Ruling.NOT_WORKERS, NONE)
        if self.item.date is None:
            return self._not_known(Unclear.WHEN)
        rule, covered = self._exemption(self.item.date)
        forbids = self._no_cost(self.item.date)
        if rule is None:
            return self._forbidden(forbids)
        if covered is Answer.UNKNOWN:
            return self._not_known(Unclear.CATEGORY, rule)
        if rule.currency != self.item.currency:
            return self._not_known(Unclear.CURRENCY, rule)
        return self._above(rule)

    def _exemption(self, day: dt.date) -> tuple[Exemption | None, Answer]:
        for corridor in self.rules:
            rule, covered = corridor.exemption(self.item.kind, day, self.worker.about)
            if rule is not None:
                return rule, covered
        return None, Answer.NO

    def _no_cost(self, day: dt.date) -> NoCost | None:
        found = (corridor.no_cost(self.item.kind, day) for corridor in self.rules)
        return next((one for one in found if one is not None), None)

    def _forbidden(self, rule: NoCost | None) -> Judged:
        if rule is None:
            return self._not_known(Unclear.NO_RULE)
        if self.borne is Answer.UNKNOWN:
            return self._not_known(Unclear.WHO_PAID, rule)
        if self.cost == NONE:
            asked = self.item.asked is not None and self.item.asked.low > 0
            return self._judged(Ruling.ASKED if asked else Ruling.NOTHING, NONE, rule)
        unclear = None if self.cost.known else Unclear.AMOUNT
        return self._judged(Ruling.FORBIDDEN, self.cost, rule, unclear)

    def _above(self, rule: Exemption) -> Judged:
        if self.borne is Answer.UNKNOWN:
            return self._not_known(Unclear.WHO_PAID, rule)
        room = self.left.setdefault((self.worker.id, rule.id), _Room(rule.most, rule.most))
        above = room.taken(self.cost)
        unclear = None if above.known else Unclear.AMOUNT
        if above == NONE:
            return self._judged(Ruling.ALLOWED, NONE, rule)
        ruling = Ruling.UNKNOWN if above.low == 0 else Ruling.PARTLY
        return self._judged(ruling, above, rule, unclear)

    def _not_known(self, unclear: Unclear, rule: Rule | None = None) -> Judged:
        return self._judged(Ruling.UNKNOWN, Range(Fraction(0), self.cost.high), rule, unclear)

    def _judged(
        self,
        ruling: Ruling,
        forbidden: Range,
        rule: Rule | None = None,
        unclear: Unclear | None = None,
    ) -> Judged:
        return Judged(
            item=self.item,
            borne=self.borne,
            cost=self.cost,
            ruling=ruling,
            forbidden=forbidden,
            open=less(forbidden, self.item.repaid),
            rule=rule,
            unclear=unclear,
        )


def is_violation(one: Judged) -> bool:
    """Return whether a forbidden cost was charged, paid or not."""
    return one.ruling in (Ruling.FORBIDDEN, Ruling.PARTLY, Ruling.ASKED)


def _repayments(costs: Costs, judged: tuple[Judged, ...]) -> Iterator[Repayment]:
    found: defaultdict[tuple[str, str], list[Judged]] = defaultdict(list)
    for one in judged:
        if one.forbidden != NONE:
            found[one.item.worker, one.item.currency].append(one)
    order = {one.id: at for at, one in enumerate(costs.workers)}
    for worker_id, currency in sorted(found, key=lambda key: (order[key[0]], key[1])):
        items = found[worker_id, currency]
        yield Repayment(
            worker=costs.workers[order[worker_id]],
            currency=currency,
            items=tuple(items),
            forbidden=total(one.forbidden for one in items),
            open=total(one.open for one in items),
        )


def _practices(costs: Costs, judged: tuple[Judged, ...]) -> Iterator[Practice]:
    workers = {one.id: one for one in costs.workers}
    found: defaultdict[tuple[str, str, str], list[Judged]] = defaultdict(list)
    for one in judged:
        if is_violation(one):
            order = workers[one.item.worker].job_order or ""
            found[order, one.item.kind, one.item.currency].append(one)
    for (order, kind, currency), items in sorted(found.items()):
        affected = {one.item.worker for one in items}
        dates = [one.item.date for one in items if one.item.date is not None]
        same_order = [one.id for one in costs.workers if order and one.job_order == order]
        yield Practice(
            job_order=order or None,
            kind=kind,
            currency=currency,
            payees=tuple(sorted({one.item.paid_to for one in items if one.item.paid_to})),
            workers=tuple(one.id for one in costs.workers if one.id in affected),
            left=tuple(
                one.id for one in costs.workers if one.id in affected and one.left is Answer.YES
            ),
            to_ask=tuple(one for one in same_order if one not in affected),
            items=len(items),
            first=min(dates, default=None),
            last=max(dates, default=None),
            forbidden=total(one.forbidden for one in items),
            open=total(one.open for one in items),
        )


def sums(amounts: Iterable[tuple[str, Range]]) -> Mapping[str, Range]:
    """Return the sum of the amounts of each currency; different ones are never added."""
    found: defaultdict[str, list[Range]] = defaultdict(list)
    for currency, amount in amounts:
        found[currency].append(amount)
    return {currency: total(parts) for currency, parts in sorted(found.items())}
