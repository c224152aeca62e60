"""Join wages, recruitment costs and debts of one worker to one claim, each in its currency.

What was deducted from the wage or worked off is still owed as wages: a cost or a debt that was paid
so does not count a second time. Amounts of different currencies are added only at a stated rate.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from manumit.errors import Place
from manumit.terms.costs.debt import DebtStatement
from manumit.terms.costs.file import CostsCode
from manumit.terms.costs.judge import CostsFound, Judged, of_worker, sums
from manumit.terms.costs.ledger import CostsReckoned
from manumit.terms.numbers import NONE, Range
from manumit.terms.ranges import less, scaled, total
from manumit.terms.wages.owed import Owed, Statement

FROM_WAGE = frozenset({"deduction", "work"})
"""How a cost was paid that the wage account holds too."""
CREDITED = frozenset({"deducted", "worked"})
"""Entries of a debt of the same sort."""
UNKNOWN_HOW = "unknown"
RECRUITMENT = "recruitment_cost"
"""What accounts of wages call a cost of recruitment that was taken off."""
ZERO = Fraction(0)


class InWages(StrEnum):
    """Whether the wage account claims something already."""

    NO = "none"
    YES = "in_wages"
    MAYBE = "maybe_in_wages"


@dataclass(frozen=True, slots=True)
class ExchangeRate:
    """What one unit of a currency was worth in another, with its day and source."""

    of: str
    to: str
    number: Fraction
    day: dt.date
    source: str


type Ends = tuple[Fraction, Fraction | None]
"""What is claimed beside the least, and beside the most, of the wages; None without limit.

The second may be less: what the most of the wages holds already is not claimed beside it.
"""


@dataclass(frozen=True, slots=True)
class CostClaim:
    """One cost, and how much of it is claimed beside the wages."""

    judged: Judged
    overlap: InWages
    ends: Ends

    @property
    def claimed(self) -> Range:
        """Return how much of it is claimed, from the least to the most."""
        return _range(self.ends)


@dataclass(frozen=True, slots=True)
class DebtClaim:
    """One debt, and what was given beyond it and is claimed beside the wages."""

    statement: DebtStatement
    overlap: InWages
    claimed: Range


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinedClaim:
    """All that one worker claims.

    Attributes:
        found: the costs of this worker alone.
    """

    worker: str
    wages: Owed
    found: CostsFound
    costs: tuple[CostClaim, ...]
    debts: tuple[DebtClaim, ...]

    @property
    def cost_sums(self) -> Mapping[str, Range]:
        """Return what is claimed of costs, by currency."""
        return {code: _range(ends) for code, ends in self._cost_ends().items()}

    def _cost_ends(self) -> Mapping[str, Ends]:
        found: dict[str, Ends] = {}
        for one in self.costs:
            code = one.judged.item.currency
            found[code] = _added(found.get(code, (ZERO, ZERO)), one.ends)
        return found

    @property
    def debt_sums(self) -> Mapping[str, Range]:
        """Return what is claimed because of debts, by currency."""
        return sums((one.statement.debt.currency, one.claimed) for one in self.debts)

    @property
    def sums(self) -> Mapping[str, Range]:
        """Return all that is claimed, by currency; different ones are never added."""
        found = dict(self._cost_ends())
        parts = [(self.wages.law.currency, self.wages.total), *self.debt_sums.items()]
        for code, one in parts:
            found[code] = _added(found.get(code, (ZERO, ZERO)), (one.low, one.high))
        ranges = {code: _range(ends) for code, ends in sorted(found.items())}
        return {code: one for code, one in ranges.items() if one != NONE}

    def together(self, currency: str, rates: Iterable[ExchangeRate]) -> Range | None:
        """Return all that is claimed in one currency; None where a rate for it is missing."""
        known = {one.of: one.number for one in rates if one.to == currency}
        known[currency] = Fraction(1)
        if not known.keys() >= self.sums.keys():
            return None
        return total(scaled(amount, known[code]) for code, amount in self.sums.items())


def _added(one: Ends, other: Ends) -> Ends:
    high = None if one[1] is None or other[1] is None else one[1] + other[1]
    return one[0] + other[0], high


def _range(ends: Ends) -> Range:
    least, most = ends
    return Range(least, None) if most is None else Range(min(least, most), max(least, most))


def claim_of(wages: Owed, costs: CostsReckoned, worker: str) -> JoinedClaim:
    """Return the claim of one worker.

    Args:
        wages: from ``owed``, for the same worker.
        costs: from ``reckon_costs``.
        worker: the reference of the worker in the ledger of costs.

    Raises:
        InputError: W401, if the ledger has no such worker.
    """
    if worker not in {one.id for one in costs.found.costs.workers}:
        raise CostsCode.NO_SUCH_WORKER.error(Place(field="worker"))
    found = of_worker(costs.found, worker)
    return JoinedClaim(
        worker=worker,
        wages=wages,
        found=found,
        costs=tuple(_costs(wages, found)),
        debts=tuple(_debt(wages, one) for one in costs.debts if one.debt.worker == worker),
    )


def _costs(wages: Owed, found: CostsFound) -> Iterator[CostClaim]:
    """Yield each forbidden cost; what the wages let off in a period stands for one cost alone."""
    used: dict[dt.date, Fraction] = defaultdict(Fraction)
    for one in found.judged:
        if one.forbidden == NONE:
            continue
        day = one.item.date
        claim = _cost(wages, one, ZERO if day is None else used[_first(wages, day)])
        if claim.overlap is InWages.MAYBE and day is not None:
            used[_first(wages, day)] += claim.ends[0]
        yield claim


def _first(wages: Owed, day: dt.date) -> dt.date:
    """The first day of the pay period in which a day lies."""
    found = (one.days.first for one in wages.least.periods if day in one.days)
    return next(found, day)


def _cost(wages: Owed, judged: Judged, used: Fraction) -> CostClaim:
    item, left = judged.item, judged.open
    if item.how not in FROM_WAGE and item.how != UNKNOWN_HOW:
        return CostClaim(judged, InWages.NO, (left.low, left.high))
    if item.date is not None and item.date not in wages.most.span:
        return CostClaim(judged, InWages.NO, (left.low, left.high))
    if item.date is None or item.how == UNKNOWN_HOW:
        return CostClaim(judged, InWages.MAYBE, (ZERO, left.high))
    # What an end of the wage account lets off as a lawful deduction it does not claim as wages.
    let_off = _let_off(wages.least, item.date, {item.kind, RECRUITMENT}) - used
    least = min(left.low, max(ZERO, let_off))
    most = left.high if _let_off(wages.most, item.date) else ZERO
    overlap = InWages.MAYBE if least or most != 0 else InWages.YES
    return CostClaim(judged, overlap, (least, most))


def _let_off(end: Statement, day: dt.date, kinds: Collection[str] | None = None) -> Fraction:
    """How much of the deductions of a period counts as lawful, at one end of the wages."""
    return sum(
        (
            -line.amount
            for period in end.periods
            if day in period.days
            for line in period.taken_off
            if line.what == "deduction" and (kinds is None or line.numbers["of"] in kinds)
        ),
        ZERO,
    )


def _claims_all(wages: Owed) -> bool:
    """Whether the wages leave out nothing: no deduction counts as lawful, no work is missing."""
    lines = (
        line
        for end in (wages.least, wages.most)
        for period in end.periods
        for line in period.taken_off
    )
    return wages.account.work_complete and not any(line.what == "deduction" for line in lines)


def _debt(wages: Owed, statement: DebtStatement) -> DebtClaim:
    """What was given beyond a debt, without what was taken from the wages of the account."""
    span = wages.most.span
    credited = total(
        one.amount for one in statement.debt.entries if one.what in CREDITED and one.date in span
    )
    if credited == NONE:
        return DebtClaim(statement, InWages.NO, statement.beyond)
    beside = less(statement.beyond, credited)
    if _claims_all(wages):
        return DebtClaim(statement, InWages.YES, beside)
    return DebtClaim(statement, InWages.MAYBE, Range(beside.low, statement.beyond.high))
