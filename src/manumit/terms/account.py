"""What one person was promised, worked and was paid: the facts of a wage account.

A range is used wherever something is not known exactly; nothing that is not known counts as zero.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from manumit.terms.numbers import NONE, UNKNOWN, Range

DAY = dt.timedelta(days=1)
NO_HOURS = Fraction(0)


class Per(StrEnum):
    """The unit of time or work that a wage is paid for."""

    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    FORTNIGHT = "fortnight"
    MONTH = "month"
    YEAR = "year"
    PIECE = "piece"


class PayPeriod(StrEnum):
    """How often wages are paid."""

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
        """Return the days in common with another span; possibly none."""
        return Span(max(self.first, other.first), min(self.last, other.last))

    def days(self) -> tuple[dt.date, ...]:
        """Return every day of the span."""
        begins = self.first.toordinal()
        return tuple(map(dt.date.fromordinal, range(begins, begins + len(self))))


@dataclass(frozen=True, slots=True, kw_only=True)
class Wage:
    """What was agreed for some days.

    Attributes:
        hours_per_week: that a salary is meant to pay, more than none; None if unknown.
        pays_for_all: whether the salary is the same however many hours there were; None if unknown.
    """

    span: Span
    amount: Range
    per: Per
    hours_per_week: Range | None = None
    pays_for_all: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtraPay:
    """Piece work, a bonus, an allowance or an agreed premium that was earned over some days.

    ``monthly`` is what it comes to in a month, where it was agreed as recurring.
    """

    span: Span
    amount: Range
    of: str
    monthly: Range | None = None


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
    """A deduction from the wage of the period in which ``for_day`` lies.

    Attributes:
        days: for how many days of the period (of housing, say); None for each of them.
    """

    for_day: dt.date
    of: str
    amount: Range
    consent: Consent = Consent.UNKNOWN
    days: int | None = None


class Given(StrEnum):
    """Whether a thing was given in place of a part of the pay, or in addition to all of it."""

    IN_PLACE_OF_PAY = "in_place_of_pay"
    IN_ADDITION = "in_addition"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenInKind:
    """Housing, food or another thing given beside or in place of money, at its value a day.

    What was promised in addition to the pay takes nothing off it; towards a minimum wage it counts
    as far as the law lets it.
    """

    span: Span
    of: str
    value_per_day: Range
    given: Given = Given.IN_PLACE_OF_PAY


@dataclass(frozen=True, slots=True, kw_only=True)
class Employment:
    """The frame of the work.

    Attributes:
        first: None where it is not known when it began; ``last``: None while it goes on.
        rest_day, second_rest_day, work_days: weekdays, 0 for Monday; the second one where the law
            has two rest days a week.
        work_days_stated: False where ``work_days`` is only every day but the rest day.
        week_begins: the weekday that the employer fixed, where the law lets it; else None.
        leave_days_taken: paid ones.
        notice_days: for how many days before its end the worker was given notice, or paid for it;
            ``notice_paid_days``: how many of them were paid in place of notice.
        age_at_end: of the worker, in whole years, when the work ended.
        service_from: since when the worker has worked for this employer, if that is before
            ``first``; what is due by the length of service counts from there.
        averaging_begins: the first day of a period of weeks over which overtime is averaged; the
            others come before and after it without a gap.
    """

    first: dt.date | None
    last: dt.date | None
    pay_period: PayPeriod
    rest_day: int | None = None
    work_days: frozenset[int] = frozenset(range(6))
    work_days_stated: bool = True
    holidays: frozenset[dt.date] = frozenset()
    leave_days_taken: Range = NONE
    week_begins: int | None = None
    notice_days: Range = UNKNOWN
    notice_paid_days: Range = UNKNOWN
    age_at_end: Range = UNKNOWN
    second_rest_day: int | None = None
    averaging_begins: dt.date | None = None
    service_from: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimSteps:
    """What was done to claim what is owed, as far as it decides until when one can.

    Attributes:
        filed_on: when the claim came to the body that decides it; None where it has not been filed.
        conciliation_from: when conciliation was asked for; None where it was not.
        conciliation_until: when it ended; None while it goes on.
        acknowledged_on: days on which the employer acknowledged in writing what is owed, or paid a
            part of it, in order.
    """

    filed_on: dt.date | None = None
    conciliation_from: dt.date | None = None
    conciliation_until: dt.date | None = None
    acknowledged_on: tuple[dt.date, ...] = ()


class ClockPart(NamedTuple):
    """A part of a shift, in hours after the midnight with which its day begins.

    Attributes:
        begins, ends: by the clock by which the shift began.
        change: by how many hours the clocks were put forward during the shift, at a moment that
            nobody wrote down; negative if back.
    """

    begins: Fraction
    ends: Fraction
    change: Fraction = NO_HOURS


@dataclass(frozen=True, slots=True)
class Clock:
    """When the work of a day began and ended.

    Attributes:
        parts: in their order.
        pause: how many hours of them were breaks, at times that nobody wrote down.
        fewer, more: how many hours of work fewer or more than recorded the day may have had, since
            a break of a shift over midnight may have been on either of its days.
    """

    parts: tuple[ClockPart, ...]
    pause: Range
    fewer: Fraction = NO_HOURS
    more: Fraction = NO_HOURS

    @property
    def known(self) -> bool:
        """Whether nothing about its times is open."""
        return self.pause.high == 0 and not any(one.change for one in self.parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """All facts about one person's work for one employer, in one currency.

    Attributes:
        worker: a pseudonym; never a name.
        law: whose rules; ``asked_on``: the last day of the account.
        about: facts on which rules depend, such as ``age: adult``.
        hours: for each day with a record, how many hours; other days have no record.
        clock: for days of which the times are known: when they were worked.
        called_in: days on which the worker was called in, or came to work, and was sent home or
            given less work; None where nobody says which.
        steps: what was done to claim it.
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
    clock: Mapping[dt.date, Clock] = field(default_factory=dict)
    called_in: frozenset[dt.date] | None = None
    steps: ClaimSteps = ClaimSteps()
