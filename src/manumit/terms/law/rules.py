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
        below_minimum: the article by which what it owes may rest on less than the minimum wage;
            empty where it may not.
    """

    id: str
    valid_from: dt.date
    valid_until: dt.date | None
    article: str
    source: str
    sure: Sure
    note: str
    where: Mapping[str, frozenset[str]]
    below_minimum: str = ""

    def holds_on(self, day: dt.date) -> bool:
        """Whether it is law on a day."""
        return self.valid_from <= day and (self.valid_until is None or day < self.valid_until)


@dataclass(frozen=True, slots=True, kw_only=True)
class MinimumWage(Rule):
    """The least for an hour, a day, a week or a month, and over what it is tested.

    Attributes:
        per: of what; of a week or a month, the share that a salary is paid for.
        tested_over: ``week`` or ``pay_period``.
        rate_on: the day of what is tested whose amount counts, ``first_day`` or ``last_day``;
            ``each_day`` where a period in which the amount changes is tested as two.
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

    Or a month's pay through days a month and hours a day. ``hours_per_week`` and ``hours_per_day``
    are None where the hours agreed for the salary count.
    """

    weeks_per_year: Fraction | None = None
    hours_per_week: Fraction | None = None
    days_per_month: Fraction | None = None
    hours_per_day: Fraction | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DailyRate(Rule):
    """What a day of a salary is worth: by the days worked in a week, or by fixed days a month."""

    weeks_per_year: Fraction | None
    days_per_month: Fraction | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Overtime(Rule):
    """Hours above a number a day or a week, or a week on average, and what they are paid.

    Attributes:
        per: ``day``, ``week``, or ``period``: a week on average over ``weeks`` weeks.
        times: pairs of overtime hour from which, and multiple; ascending.
        base: ``basic`` for the agreed wage, ``regular`` for all pay of the week through its hours.
        most_hourly_base: the base counts up to this.
        weeks: how many weeks each period of averaging has; None where nothing is averaged.
        incomplete: in a period in which the work began or ended, overtime begins at the hours of
            the ``whole`` period or at their ``share`` for its days; None where no text says it.
    """

    per: str
    above: Fraction
    times: tuple[tuple[Fraction, Fraction], ...]
    base: str
    most_hourly_base: Fraction | None
    weeks: int | None = None
    incomplete: str | None = None


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
    """Work on a weekly rest day: a multiple an hour, or day's wages by the share of a day.

    Attributes:
        times: pairs of the hour of the day from which, and multiple; ascending; empty where day's
            wages are paid.
        which: ``weekly``, or ``second`` where the law has two rest days a week with rules of
            their own.
    """

    times: tuple[tuple[Fraction, Fraction], ...]
    steps: tuple[tuple[Fraction, Fraction], ...]
    beyond_times: Fraction | None
    which: str = "weekly"

    def wages(self, hours: Fraction, normal: Fraction, *, shorter: bool = False) -> Fraction:
        """Return for how many days' wages some hours are, by the hours of a normal day.

        With ``shorter``, a normal day has fewer hours than that, by however little.
        """
        for up_to, pays in self.steps:
            if hours < up_to * normal or (hours == up_to * normal and not shorter):
                return pays
        return self.steps[-1][1]


@dataclass(frozen=True, slots=True, kw_only=True)
class NightPremium(Rule):
    """A share of the pay of an hour, on top, for each hour of work at night.

    Attributes:
        from_hour, until_hour: of the clock; the second may be on the next day.
        share: of the pay of the hour.
        base: ``basic`` for the agreed pay of an hour; ``paid_rate`` for what the law pays it: for
            overtime of the day, and work on rest days and holidays, with their multiples.
    """

    from_hour: Fraction
    until_hour: Fraction
    share: Fraction
    base: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HolidayWork(Rule):
    """Work on a public holiday: a multiple an hour, or day's wages on top.

    ``beyond_times`` is the multiple of an hour beyond a normal day, where day's wages pay for that
    day alone; None where such hours are overtime like any other.
    """

    times: Fraction | None
    day_wages: Fraction | None
    beyond_times: Fraction | None = None


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
        steps: pairs of the year of service from which, and days a year, in place of both.
        before_months: of service from which the rule does not hold any more.
    """

    days_per_year: Fraction | None
    weeks_per_year: Fraction | None
    counted: str
    whole_days: bool
    of: str
    after_months: int
    more_each_year: Fraction
    most: Fraction | None
    steps: tuple[tuple[Fraction, Fraction], ...] = ()
    before_months: int | None = None


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
    """Pay at the end of the work, by the length of service.

    Attributes:
        after_months: of service from which it is due; ``before_months``: from which it is not.
        steps: pairs of the year of service from which, and how many units of pay.
        unit: ``day``, ``week`` or ``month`` of pay.
        counted: ``each_year`` by its own step, ``all_years`` by the step of the whole service, or
            ``once``: the step of the whole service is all that is due.
        years: ``share`` of the last year, ``whole`` ones, ``completed_months``, or ``rounded``:
            six months or more are a year.
        ages: pairs of the age from which, and by how much the units of a whole year are multiplied
            if the worker had it in all of that year; empty where age does not matter.
        most_years: of service that count, the last ones.
        most_months_of_wage, most_unit: limits of the whole, and of one unit of pay.
        day_of: what a month's or a year's pay is divided by for a day's: ``("month", 30)``; None
            where the law's daily rate does it.
        counts: recurring pay beside the wage that is part of a unit, such as ``allowance``.
        without_absences: whether days of unpaid absence are no service.
        less_notice: whether days of notice that the worker was given come off.
        service_with_notice: whether service lasts to the end of notice that was due and not given.
    """

    after_months: int
    before_months: int | None = None
    steps: tuple[tuple[Fraction, Fraction], ...]
    unit: str = "day"
    counted: str = "each_year"
    years: str = "share"
    ages: tuple[tuple[Fraction, Fraction], ...] = ()
    most_years: Fraction | None = None
    most_months_of_wage: Fraction | None = None
    most_unit: Fraction | None = None
    day_of: tuple[str, Fraction] | None = None
    counts: frozenset[str] = frozenset()
    without_absences: bool = False
    less_notice: bool = False
    service_with_notice: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticePay(EndOfService):
    """Pay for notice that was not given, by the length of service."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeverancePay(EndOfService):
    """Pay because the employer ended the work, such as for redundancy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GuaranteedHours(Rule):
    """A share of the hours of a whole contract that has to be offered, or else paid, at its end.

    Attributes:
        share: of the agreed hours of all days of work but public holidays.
    """

    share: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class CallInHours(Rule):
    """Hours that are paid at least for a day on which the worker was called in to work.

    Those that were not worked are no hours of work, so they count towards no overtime.

    Attributes:
        hours: paid at least, at the pay of an hour.
        normal_day_above: hours of a normal day above which the rule holds; None if for any day.
        offered: whether hours paid by it count as offered, where a contract guarantees hours.
    """

    hours: Fraction
    normal_day_above: Fraction | None
    offered: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ThirteenthMonth(Rule):
    """A share of the basic pay that was earned in a calendar year, paid once a year.

    Attributes:
        share: of the basic pay of the year; a twelfth for one month's pay.
        due: month and day on which it has to be paid; at the end of the work, if that is earlier.
        after_months: of work in the calendar year from which it is due.
        counts: pay beside the wage that is part of the basic pay, such as ``allowance``.
    """

    share: Fraction
    due: tuple[int, int]
    after_months: int = 0
    counts: frozenset[str] = frozenset()

    def due_in(self, year: int) -> dt.date:
        """The day of a year on which it has to be paid."""
        return dt.date(year, *self.due)


@dataclass(frozen=True, slots=True, kw_only=True)
class Interest(Rule):
    """Simple interest a year on what is late, from the day after it was due.

    ``also_paid_late``: whether pay that came late earns it until it came, not only what is open.
    """

    per_year: Fraction
    also_paid_late: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LatePenalty(Rule):
    """A sum for each day or month by which pay is late, whatever the amount that is late.

    Attributes:
        of: ``pay_period``, each for itself, or ``end_of_work``: all that was open when it ended.
        per: ``day``, or ``month``, of which only whole ones count.
        amount: of money for each; None where it is ``day_wages`` of the last wage.
        after_days: days after the due day from which it runs.
        most: how many days or months count at most; None without limit.
    """

    of: str
    per: str
    amount: Fraction | None
    day_wages: Fraction | None
    after_days: int
    most: Fraction | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AddedDamages(Rule):
    """A share of the arrears of some kinds that is owed to the worker on top."""

    share: Fraction
    of: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class UpratedMinimum(Rule):
    """Arrears of a minimum wage are paid at the rate of the day of the account, if higher."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PresumedLength(Rule):
    """How long somebody is presumed to have worked where the employer kept no record (R-62)."""

    months: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Excluded(Rule):
    """Work to which rules of some kinds do not apply, by an article that says so."""

    kinds: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage(Rule):
    """For whom and when the rules of a kind are complete: where none of them applies, none exists.

    Attributes:
        kind: of rules, as files write it.
        of: what is taken off or given in kind; None for everything.
    """

    kind: str
    of: str | None


@dataclass(frozen=True, slots=True)
class NotCovered:
    """Something that the rules leave out, in words, and the work that it may concern."""

    text: str
    where: Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Source:
    """Where a rule can be read."""

    title: str
    address: str


@dataclass(frozen=True, slots=True)
class Fact:
    """Something about the work or the worker on which rules depend.

    Attributes:
        by_wage: values that fit what a wage is for: ``day``, or ``day_5`` by the days of a week.
    """

    asks: str
    values: tuple[str, ...]
    by_wage: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Law:
    """One jurisdiction; what was found in its rules is kept for this object.

    Attributes:
        checked: when its rules were last compared with their sources.
        stale_from: from this day on each result warns that they have to be looked up again.
        week_begins: 0 for Monday; ``week_by_employer``: whether the employer may fix another day.
        time_zone: in which people work, such as ``Asia/Manila``; empty where there are several.
        shifts: the day for which a shift over midnight counts: ``first_day``, or ``each_day``.
        round_rates: whether a rate is rounded before it is multiplied, as its authority does.
        coverage: for what the rules are complete; ``not_covered``: what they leave out, in words.
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
    coverage: tuple[Coverage, ...] = ()
    not_covered: tuple[NotCovered, ...] = ()
    time_zone: str = ""
