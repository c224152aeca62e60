"""Rules on pay as a jurisdiction's file states them: dated, with their article and source."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction


class Sure(StrEnum):
    """How the rule was found, so that a reader knows what to look up before relying on it."""

    READ = "read"
    COPY = "copy"
    SECONDARY = "secondary"
    MEMORY = "memory"
    INVENTED = "invented"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What every rule has.

    Attributes:
        id: unique, ``us.overtime``.
        valid_from, valid_until: first day, and first day on which it does not hold any more.
        article: where the law says it.
        source: a key of the jurisdiction's sources.
        where: facts about the work or the worker that have to have one of these values.
    """

    id: str
    valid_from: dt.date
    valid_until: dt.date | None
    article: str
    source: str
    sure: Sure
    note: str
    where: Mapping[str, frozenset[str]]

    def holds_on(self, day: dt.date) -> bool:
        """Whether it is law on a day."""
        return self.valid_from <= day and (self.valid_until is None or day < self.valid_until)


@dataclass(frozen=True, slots=True, kw_only=True)
class MinimumWage(Rule):
    """The least for an hour, a day, a week or a month, and over what it is tested.

    Attributes:
        tested_over: ``week`` or ``pay_period``.
        rate_on: the day of what is tested whose amount counts, ``first_day`` or ``last_day``.
        salaried_hours: hours that a salary is tested for: ``worked``, or ``by_year``, the agreed
            hours of a year by their share.
        counts: kinds of pay beside the wage that count towards it.
    """

    per: str
    amount: Fraction
    tested_over: str
    rate_on: str
    salaried_hours: str
    counts: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class HourlyRate(Rule):
    """What an hour of a salary is worth: a year's pay through weeks and hours a week.

    ``hours_per_week`` is None where the hours agreed for the salary count.
    """

    weeks_per_year: Fraction
    hours_per_week: Fraction | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DailyRate(Rule):
    """What a day of a salary is worth: by the days worked in a week, or by fixed days a month."""

    weeks_per_year: Fraction | None
    days_per_month: Fraction | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Overtime(Rule):
    """Hours above a number a day or a week, and what they are paid.

    Attributes:
        times: pairs of overtime hour from which, and multiple; ascending.
        base: ``basic`` for the agreed wage, ``regular`` for all pay of the week through its hours.
        most_hourly_base: the base counts up to this.
    """

    per: str
    above: Fraction
    times: tuple[tuple[Fraction, Fraction], ...]
    base: str
    most_hourly_base: Fraction | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PayForAllHours(Rule):
    """A salary, or a day's pay, may be agreed for however many hours: then overtime is on top.

    Without such a rule it pays the hours up to the limit of overtime, whatever was agreed.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class PremiumCredited(Rule):
    """Agreed premiums for work on special days or hours count against the overtime of the week."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RestDayWork(Rule):
    """Work on the weekly rest day: a multiple an hour, or day's wages by the share of a day."""

    times: Fraction | None
    steps: tuple[tuple[Fraction, Fraction], ...]
    beyond_times: Fraction | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HolidayWork(Rule):
    """Work on a public holiday: a multiple an hour, or day's wages on top."""

    times: Fraction | None
    day_wages: Fraction | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaidHoliday(Rule):
    """A public holiday is paid to who is paid by the hour or day, unless it falls on an absence."""

    day_wages: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class PartOfPeriod(Rule):
    """How a salary is divided where somebody worked a part of the period."""

    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentDue(Rule):
    """By how many days after the end of a period it has to be paid."""

    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Leave(Rule):
    """Paid days of leave a year; what was not taken is paid at the end.

    Attributes:
        days_per_year, weeks_per_year: one of them; weeks are as many days as a week has work days.
        counted: ``share_of_year`` or ``completed_months``.
        whole_days: whether half a day or more counts as one and less as none.
        of: ``service``, or ``current_year`` where leave of earlier years has lapsed.
    """

    days_per_year: Fraction | None
    weeks_per_year: Fraction | None
    counted: str
    whole_days: bool
    of: str
    after_months: int
    more_each_year: Fraction
    most: Fraction | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Deduction(Rule):
    """Whether and how far something may be taken off the wage (C95 art. 8).

    Attributes:
        most_share: of all that is due for the period, for everything of its kind together.
        not_below_minimum: whether the minimum wage has to be left.
        below_minimum_per_day: what may all the same be taken below it, for each day.
    """

    of: str
    allowed: str
    most_share: Fraction | None
    not_below_minimum: bool
    below_minimum_per_day: Fraction | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeductionsTogether(Rule):
    """How much all deductions of a period may be, of the wage of that period."""

    most_share: Fraction
    not_counting: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class InKind(Rule):
    """What something given in place of money may count for (C95 art. 4).

    Attributes:
        counts_for: ``wage``, or ``minimum`` where it counts towards the minimum wage alone.
    """

    of: str
    most_per_day: Fraction | None
    most_share: Fraction | None
    counts_for: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EndOfService(Rule):
    """Day's wages for each year of service, by year from which."""

    after_months: int
    days_per_year: tuple[tuple[Fraction, Fraction], ...]
    most_months_of_wage: Fraction | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Interest(Rule):
    """Simple interest a year on what is late, from the day after it was due."""

    per_year: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class AddedDamages(Rule):
    """A share of the arrears of some kinds that is owed to the worker on top."""

    share: Fraction
    of: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class UpratedMinimum(Rule):
    """Arrears of a minimum wage are paid at the rate of the day of the account, if higher."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limitation(Rule):
    """For how many months after the due day, and after the end of the work, one can claim."""

    months: int
    after_end_months: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PresumedLength(Rule):
    """How long somebody is presumed to have worked where the employer kept no record (R-62)."""

    months: int


@dataclass(frozen=True, slots=True)
class Source:
    """Where a rule can be read."""

    title: str
    address: str


@dataclass(frozen=True, slots=True)
class Fact:
    """Something about the work or the worker on which rules depend."""

    asks: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Law:
    """One jurisdiction; what was found in its rules is kept for this object.

    Attributes:
        checked: when its rules were last compared with their sources.
        stale_from: from this day on each result warns that they have to be looked up again.
        week_begins: 0 for Monday; ``week_by_employer``: whether the employer may fix another day.
        shifts: the day for which a shift over midnight counts: ``first_day``, or ``each_day``.
        round_rates: whether a rate is rounded before it is multiplied, as its authority does.
    """

    id: str
    names: Mapping[str, str]
    note: str
    currency: str
    checked: dt.date
    stale_from: dt.date
    week_begins: int
    week_by_employer: bool
    shifts: str
    round_rates: bool
    facts: Mapping[str, Fact]
    sources: Mapping[str, Source]
    rules: tuple[Rule, ...]
