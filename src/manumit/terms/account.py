"""What one person was promised, worked and was paid: the facts from which a sum is reckoned.

A range stands wherever something is not known exactly; nothing that is not known counts as zero.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from manumit.terms.numbers import NONE, Range

DAY = dt.timedelta(days=1)


class Per(StrEnum):
    """What a wage is paid for."""

    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    FORTNIGHT = "fortnight"
    MONTH = "month"
    YEAR = "year"
    PIECE = "piece"


class PayPeriod(StrEnum):
    """How often is paid."""

    WEEK = "week"
    FORTNIGHT = "fortnight"
    MONTH = "month"


class Consent(StrEnum):
    """Whether the worker agreed to a deduction; under pressure is no consent (R-24, R-60)."""

    FREE_IN_WRITING = "free_in_writing"
    NONE = "none"
    UNDER_PRESSURE = "under_pressure"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Days from the first to the last, both included."""

    first: dt.date
    last: dt.date

    def __len__(self) -> int:
        return max(0, (self.last - self.first).days + 1)

    def __contains__(self, day: dt.date) -> bool:
        return self.first <= day <= self.last

    def meets(self, other: "Span") -> "Span":
        """The days of both; empty where they have none in common."""
        return Span(max(self.first, other.first), min(self.last, other.last))

    def days(self) -> tuple[dt.date, ...]:
        """Each day."""
        begins = self.first.toordinal()
        return tuple(map(dt.date.fromordinal, range(begins, begins + len(self))))


@dataclass(frozen=True, slots=True, kw_only=True)
class Wage:
    """What was agreed for some days.

    Attributes:
        hours_per_week: that a salary is meant to pay, more than none; None if nothing is known.
        pays_for_all: the salary was meant for however many hours there were.
    """

    span: Span
    amount: Range
    per: Per
    hours_per_week: Range | None = None
    pays_for_all: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtraPay:
    """Piece work, a bonus, an allowance or an agreed premium that was earned over some days."""

    span: Span
    amount: Range
    of: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """Money that the worker received.

    Attributes:
        on: when; ``for_day``: a day of the period that it was paid for. Without it, what is owed
            longest is paid first.
    """

    amount: Range
    on: dt.date | None = None
    for_day: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Deducted:
    """Something taken off the wage of the period in which ``for_day`` lies.

    Attributes:
        days: for how many days of the period (of housing, say); None for each of them.
    """

    for_day: dt.date
    of: str
    amount: Range
    consent: Consent = Consent.UNKNOWN
    days: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenInKind:
    """Housing, food or another thing given in place of money, at its value a day."""

    span: Span
    of: str
    value_per_day: Range


@dataclass(frozen=True, slots=True, kw_only=True)
class Employment:
    """The frame of the work.

    Attributes:
        first: None where nobody knows when it began; ``last``: None while it goes on.
        rest_day, work_days: weekdays, 0 for Monday.
        week_begins: the weekday that the employer fixed, where the law lets it; else None.
        leave_days_taken: paid ones.
    """

    first: dt.date | None
    last: dt.date | None
    pay_period: PayPeriod
    rest_day: int | None = None
    work_days: frozenset[int] = frozenset(range(6))
    holidays: frozenset[dt.date] = frozenset()
    leave_days_taken: Range = NONE
    week_begins: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """All facts about one person's work for one employer, in one currency.

    Attributes:
        worker: a pseudonym; never a name.
        law: whose rules; ``asked_on``: the day up to which is reckoned.
        about: facts on which rules depend, such as ``age: adult``.
        hours: for each day with a record, how many hours; other days are in the record of nobody.
        work_complete, pay_complete: whether all work, all payments are recorded. Where not, a
            day without record may have had any hours, a period without payment any payment.
    """

    worker: str
    law: str
    currency: str
    asked_on: dt.date
    employment: Employment
    wages: tuple[Wage, ...]
    hours: Mapping[dt.date, Range]
    work_complete: bool
    pay_complete: bool
    about: Mapping[str, str] = field(default_factory=dict)
    extra_pay: tuple[ExtraPay, ...] = ()
    absent: tuple[Span, ...] = ()
    payments: tuple[Payment, ...] = ()
    deducted: tuple[Deducted, ...] = ()
    in_kind: tuple[GivenInKind, ...] = ()
