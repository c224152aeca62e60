"""Add up the pay periods of many workers of one firm.

The computation is the same as for one person: a month of a firm's file is a period of
``owed``, seen from outside.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from manumit.terms.account import Account, Span
from manumit.terms.numbers import NONE, Range
from manumit.terms.wages.claim_days import ClaimDay, by_period, claim_days
from manumit.terms.wages.lines import Line, Period
from manumit.terms.wages.owed import Owed
from manumit.terms.wages.sums import BothEnds, Ends, both_ends

ZERO = Fraction(0)
NOTHING = Ends(ZERO, ZERO)
MOST_LISTED = 2_000
"""Most workers that a report lists; the others are in its sums, and in the tables."""


class State(StrEnum):
    """Whether a period was paid."""

    FULL = "full"
    SHORT = "short"
    NOT_PAID = "not_paid"
    OPEN = "open"
    NOT_DUE = "not_due"


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerPeriod:
    """One pay period of one worker.

    Attributes:
        at_end: whether it is what is due because the work ended.
        claimable: what is owed with what is added, unless it is too old.
        barred: whether it is too old, ``yes``, ``no`` or ``open``.
        claim_by: the earliest last day on which it can be claimed; None where nothing is owed, and
            where no rule sets a time.
        late_days: of the last payment, after the due day; None where no day of payment is known.
        taken: deductions in the file, by kind; ``unlawful``: the part that is not permitted.
    """

    days: Span
    at_end: bool
    due_on: dt.date
    due: Ends
    taken_off: Ends
    paid: Ends
    owed: Ends
    added: Ends
    claimable: Ends
    barred: str
    claim_by: dt.date | None
    state: State
    late_days: int | None
    taken: Mapping[str, Range]
    unlawful: Mapping[str, Ends]


def plus(one: Ends, other: Ends) -> Ends:
    """Return the sum of two amounts, at the least and at the most."""
    least = one.least + other.least
    known = one.least is one.most and other.least is other.most
    return Ends(least, least if known else one.most + other.most)


@dataclass(slots=True)
class Sums:
    """The sums of several periods.

    Attributes:
        states: how many of them were paid in full, short, not at all; how many are undecided,
            and how many were not due yet.
        late: how many were paid after their day.
    """

    due: Ends = NOTHING
    taken_off: Ends = NOTHING
    paid: Ends = NOTHING
    owed: Ends = NOTHING
    added: Ends = NOTHING
    claimable: Ends = NOTHING
    states: Counter[State] = field(default_factory=Counter)
    late: int = 0
    taken: dict[str, Range] = field(default_factory=dict)
    unlawful: dict[str, Ends] = field(default_factory=dict)

    @classmethod
    def of(cls, periods: Iterable[WorkerPeriod]) -> "Sums":
        """Return the sums of some periods."""
        found = cls()
        for one in periods:
            found._gather(one)
            found.states[one.state] += 1
            found.late += one.late_days is not None and one.late_days > 0
        return found

    def add(self, other: "Sums") -> None:
        """Add other sums to these."""
        self._gather(other)
        self.states.update(other.states)
        self.late += other.late

    def _gather(self, other: "Sums | WorkerPeriod") -> None:
        self.due = plus(self.due, other.due)
        self.taken_off = plus(self.taken_off, other.taken_off)
        self.paid = plus(self.paid, other.paid)
        self.owed = plus(self.owed, other.owed)
        self.added = plus(self.added, other.added)
        self.claimable = plus(self.claimable, other.claimable)
        for kind, amount in other.taken.items():
            self.taken[kind] = _both(self.taken.get(kind, NONE), amount)
        for kind, ends in other.unlawful.items():
            self.unlawful[kind] = plus(self.unlawful.get(kind, NOTHING), ends)

    @property
    def periods(self) -> int:
        """Return how many."""
        return self.states.total()


def _both(one: Range, other: Range) -> Range:
    high = None if one.high is None or other.high is None else one.high + other.high
    return Range(one.low + other.low, high)


def periods_of(found: Owed) -> tuple[WorkerPeriod, ...]:
    """Return each pay period of a result, as a row of a firm's table."""
    claim_by = by_period(claim_days(found))
    return tuple(
        _period(found.account, one, claim_by.get((one.days, one.kind), ()))
        for one in both_ends(found)
    )


def rules_of(found: Owed) -> frozenset[str]:
    """Return the ids of the rules on which a result rests."""
    presumed = found.most.presumed
    return frozenset(rule.id for rule in (*found.used, presumed) if rule is not None)


def notes_of(found: Owed) -> frozenset[str]:
    """Return what is not known about a worker, as ids of warnings; facts as ``asked/age``."""
    settled = {
        "presumed": found.most.presumed is not None,
        "open": found.unbounded,
        "uncovered": bool(found.uncovered),
        "unrecorded": found.unrecorded > 0,
        "range": not found.by_rules.known,
    }
    asked = (f"asked/{name}" for name in found.asked)
    return frozenset((*asked, *(name for name, holds in settled.items() if holds)))


def _period(account: Account, both: BothEnds, days: Iterable[ClaimDay]) -> WorkerPeriod:
    first = both.periods[0]
    taken = {} if both.at_end else _taken(account, both.days)
    return WorkerPeriod(
        days=both.days,
        at_end=both.at_end,
        due_on=first.due_on,
        due=both.sum("due"),
        taken_off=both.sum("taken_off"),
        paid=both.sum("paid"),
        owed=both.owed,
        added=both.sum("added"),
        claimable=both.claimable,
        barred=_word(both.barred),
        claim_by=min((one.last_day for one in days), default=None),
        state=_state(both, account.asked_on),
        late_days=_late_days(both),
        taken=taken,
        unlawful={kind: _unlawful(both, kind, amount) for kind, amount in taken.items()},
    )


def _word(barred: tuple[bool, bool]) -> str:
    return "open" if any(barred) and not all(barred) else "yes" if all(barred) else "no"


def _state(both: BothEnds, asked_on: dt.date) -> State:
    """Return the state of a period: full if nothing can be owed, short if something must be."""
    if not both.owed.most:
        return State.FULL
    if both.periods[0].due_on >= asked_on:
        return State.NOT_DUE
    if not both.owed.least:
        return State.OPEN
    return State.SHORT if any(both.sum("paid")) else State.NOT_PAID


def _late_days(both: BothEnds) -> int | None:
    days = [
        (paid - period.due_on).days
        for period in both.periods
        for line in period.paid
        if line.amount and not isinstance(paid := line.numbers["on"], str | int | Fraction)
    ]
    return max(0, *days) if days else None


def _taken(account: Account, days: Span) -> dict[str, Range]:
    found: dict[str, Range] = {}
    for one in account.deducted:
        if one.for_day in days:
            found[one.of] = _both(found.get(one.of, NONE), one.amount)
    return found


def _unlawful(both: BothEnds, kind: str, amount: Range) -> Ends:
    """Return what was unlawfully taken; if the amount is unknown, at most the whole wage."""
    least, most = (_lines(period, kind) for period in (both.least, both.most))
    known = amount.high if amount.high is not None else _sum_taken(least)
    return Ends(max(ZERO, known + _sum(least)), max(ZERO, amount.low + _sum(most)))


def _lines(period: Period | None, kind: str) -> tuple[Line, ...]:
    lines = () if period is None else period.taken_off
    return tuple(
        line
        for line in lines
        if line.what in ("deduction", "not_allowed") and line.numbers["of"] == kind
    )


def _sum(lines: Iterable[Line]) -> Fraction:
    return sum((line.amount for line in lines), ZERO)


def _sum_taken(lines: Iterable[Line]) -> Fraction:
    return sum((Fraction(taken) for line in lines
                if isinstance(taken := line.numbers["taken"], Fraction | int)), ZERO)  # fmt: skip


@dataclass(slots=True)
class Taken:
    """A kind of deduction, over all workers of a job order.

    Attributes:
        workers: from how many; ``left``: how many of them have left.
    """

    workers: int = 0
    left: int = 0
    amount: Range = NONE
    unlawful: Ends = NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerSums:
    """One worker of the firm.

    Attributes:
        order: the job order, empty if not in the file; ``left``: no longer working there.
    """

    worker: str
    order: str
    left: bool
    sums: Sums


@dataclass(slots=True)
class Firm:
    """All workers of a file, with their sums.

    Attributes:
        count: how many; ``left``: how many have left.
        workers: the first of them, as many as a report lists.
        taken: by job order and kind; those who left are in it.
        rules: ids of the rules on which any line rests.
        notes: what is not known, and of how many workers.
    """

    count: int = 0
    left: int = 0
    workers: list[WorkerSums] = field(default_factory=list)
    sums: Sums = field(default_factory=Sums)
    taken: dict[tuple[str, str], Taken] = field(default_factory=dict)
    rules: set[str] = field(default_factory=set)
    notes: Counter[str] = field(default_factory=Counter)

    def add(self, one: WorkerSums, rules: Iterable[str], notes: Iterable[str]) -> None:
        """Add a worker to the sums."""
        self.count += 1
        self.left += one.left
        if len(self.workers) < MOST_LISTED:
            self.workers.append(one)
        self.sums.add(one.sums)
        self.rules.update(rules)
        self.notes.update(notes)
        for kind, amount in one.sums.taken.items():
            found = self.taken.setdefault((one.order, kind), Taken())
            found.workers += 1
            found.left += one.left
            found.amount = _both(found.amount, amount)
            found.unlawful = plus(found.unlawful, one.sums.unlawful[kind])
