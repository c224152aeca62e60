"""Work out what is lawfully owed of a debt (R-63): what was received, less what was given.

A cost that was put on the account was never received and counts for nothing. Interest is simple, on
what is left of the principal, for each day of 365 a year, at no more than the rule of the day
allows; where no rule is known, none is counted. Payments, deductions and unpaid work are credited.
It is never below zero: what was given beyond it is due to the worker.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from manumit.terms.costs.file import Debt, Entry
from manumit.terms.costs.rules import Corridor, LoanInterest
from manumit.terms.numbers import UNKNOWN, Range

DAYS_OF_A_YEAR = 365
RECEIVED, CHARGED = "received", "charged"
ORDER = (RECEIVED, CHARGED, "paid", "deducted", "worked")


class End(StrEnum):
    """Whether unknowns are taken so that a debt is least, or most."""

    LEAST = "least"
    MOST = "most"


@dataclass(frozen=True, slots=True, kw_only=True)
class DebtLine:
    """One line of the statement.

    Attributes:
        what: as in the file, or ``until`` for the day of the account.
        interest: that grew since the line before; ``rules``: by which rules.
        principal, interest_due, owed: after this line.
    """

    date: dt.date
    what: str
    amount: Range | None
    interest: Range
    rules: tuple[LoanInterest, ...]
    principal: Range
    interest_due: Range
    owed: Range


@dataclass(frozen=True, slots=True, kw_only=True)
class DebtStatement:
    """The result for a debt.

    Attributes:
        received: principal that the worker really got; ``charged``: put on the account besides.
        interest: all that grew; ``credited``: paid, taken off and worked.
        owed: what is left; ``beyond``: what was given above it and is due to the worker.
        claimed: by the lender; None if unknown. ``too_much``: how much of it is not owed.
    """

    debt: Debt
    until: dt.date
    lines: tuple[DebtLine, ...]
    received: Range
    charged: Range
    interest: Range
    credited: Range
    owed: Range
    beyond: Range
    claimed: Range | None
    too_much: Range | None


def debt_statement(debt: Debt, corridors: Iterable[Corridor], until: dt.date) -> DebtStatement:
    """Return what is owed of a debt, line by line up to a day.

    Args:
        debt: its entries in any order.
        corridors: whose rules on interest hold; the first that has one for a day decides.
        until: the day of the account; interest runs up to it.
    """
    rules = tuple(corridors)
    entries = sorted(debt.entries, key=lambda one: (one.date, ORDER.index(one.what)))
    least, most = (_run(debt, entries, rules, until, end) for end in (End.LEAST, End.MOST))
    lines = tuple(
        _line(entry, one, other)
        for entry, one, other in zip((*entries, None), least.states, most.states, strict=True)
    )
    owed = lines[-1].owed
    return DebtStatement(
        debt=debt,
        until=until,
        lines=lines,
        received=_sum(entries, RECEIVED),
        charged=_sum(entries, CHARGED),
        interest=Range(least.grown, None if most.states[-1].principal is None else most.grown),
        credited=_sum(entries, *ORDER[2:]),
        owed=owed,
        beyond=Range(most.beyond or Fraction(0), least.beyond),
        claimed=debt.claimed,
        too_much=None if debt.claimed is None else _above(debt.claimed, owed),
    )


def _sum(entries: Iterable[Entry], *what: str) -> Range:
    low, high = Fraction(0), Fraction(0)
    open_above = False
    for one in entries:
        if one.what in what:
            low += one.amount.low
            high += one.amount.high or 0
            open_above |= one.amount.high is None
    return Range(low, None if open_above else high)


def _above(claimed: Range, owed: Range) -> Range:
    low = Fraction(0) if owed.high is None else max(Fraction(0), claimed.low - owed.high)
    high = None if claimed.high is None else max(Fraction(0), claimed.high - owed.low)
    return Range(low, high)


@dataclass(slots=True)
class _State:
    """The balance after a line; None is unlimited."""

    date: dt.date
    grown: Fraction
    rules: tuple[LoanInterest, ...]
    principal: Fraction | None
    interest: Fraction


@dataclass(slots=True)
class _Reckoned:
    """A debt at the least or the most.

    Attributes:
        beyond: what was given above what was owed; None is unlimited.
    """

    principal: Fraction | None = Fraction(0)
    interest: Fraction = Fraction(0)
    grown: Fraction = Fraction(0)
    beyond: Fraction | None = Fraction(0)
    states: list[_State] = field(default_factory=list)

    def receive(self, amount: Fraction | None) -> None:
        """Add to the principal, as far as no earlier overpayment covers it."""
        if amount is None or self.principal is None:
            self.principal, self.beyond = None, Fraction(0)
            return
        given = amount if self.beyond is None else min(self.beyond, amount)
        if self.beyond is not None:
            self.beyond -= given
        self.principal += amount - given

    def credit(self, amount: Fraction | None, *, interest_first: bool) -> None:
        """Reduce interest and principal by a payment, never below zero."""
        if self.principal is None:
            return
        if amount is None:
            self.principal, self.interest, self.beyond = Fraction(0), Fraction(0), None
            return
        for interest in (interest_first, not interest_first):
            owed = self.interest if interest else self.principal
            used = min(owed, amount)
            amount -= used
            if interest:
                self.interest -= used
            else:
                self.principal -= used
        if self.beyond is not None:
            self.beyond += amount


def _run(
    debt: Debt,
    entries: Sequence[Entry],
    rules: tuple[Corridor, ...],
    until: dt.date,
    end: End,
) -> _Reckoned:
    found = _Reckoned()
    before = entries[0].date
    for entry in entries:
        grown, used = _grow(found, debt, rules, (before, entry.date), end)
        _apply(found, entry, _interest_first(rules, entry.date), end)
        found.states.append(_State(entry.date, grown, used, found.principal, found.interest))
        before = entry.date
    grown, used = _grow(found, debt, rules, (before, until), end)
    found.states.append(_State(until, grown, used, found.principal, found.interest))
    return found


def _apply(found: _Reckoned, entry: Entry, interest_first: bool, end: End) -> None:
    if entry.what == CHARGED:
        return
    to_worker = entry.what == RECEIVED
    high = to_worker is (end is End.MOST)
    amount = entry.amount.high if high else entry.amount.low
    if to_worker:
        found.receive(amount)
    else:
        found.credit(amount, interest_first=interest_first)


def _grow(
    found: _Reckoned,
    debt: Debt,
    rules: tuple[Corridor, ...],
    days: tuple[dt.date, dt.date],
    end: End,
) -> tuple[Fraction, tuple[LoanInterest, ...]]:
    """Add the interest of some days, at the rate of each; return it and the rules used."""
    first, last = days
    turns = sorted({day for one in rules for day in one.interest_changes() if first < day < last})
    grown, used = Fraction(0), []
    for begins, ends in zip((first, *turns), (*turns, last), strict=True):
        rule = _rule(rules, begins)
        if rule is None or found.principal is None or begins == ends:
            continue
        rate = _rate(debt.agreed_per_year, rule, end)
        if found.principal and rate:
            used.append(rule)
        grown += found.principal * rate * Fraction((ends - begins).days, DAYS_OF_A_YEAR)
    found.interest += grown
    found.grown += grown
    return grown, tuple(used)


def _rate(agreed: Range, rule: LoanInterest, end: End) -> Fraction:
    """Return the yearly rate: at most the lawful one; at least what was surely agreed."""
    if end is End.LEAST:
        return min(agreed.low, rule.per_year)
    return rule.per_year if agreed.high is None else min(agreed.high, rule.per_year)


def _rule(rules: Iterable[Corridor], day: dt.date) -> LoanInterest | None:
    found = (one.interest(day) for one in rules)
    return next((one for one in found if one is not None), None)


def _interest_first(rules: Iterable[Corridor], day: dt.date) -> bool:
    rule = _rule(rules, day)
    return rule is not None and rule.interest_first


def _line(entry: Entry | None, least: _State, most: _State) -> DebtLine:
    endless = most.principal is None
    return DebtLine(
        date=least.date,
        what="until" if entry is None else entry.what,
        amount=None if entry is None else entry.amount,
        interest=Range(least.grown, None if endless else most.grown),
        rules=most.rules,
        principal=_both(least.principal, most.principal),
        interest_due=Range(min(least.interest, most.interest), None if endless else most.interest),
        owed=_both(_owed(least), _owed(most)),
    )


def _owed(state: _State) -> Fraction | None:
    return None if state.principal is None else state.principal + state.interest


def _both(low: Fraction | None, high: Fraction | None) -> Range:
    return UNKNOWN if low is None else Range(low, high)
