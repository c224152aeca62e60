"""What is due when the work ends: leave that was not taken, and pay for the years of service."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction

from manumit.terms.account import DAY, Span, Wage
from manumit.terms.law.rules import EndOfService, Leave, NoticePay, SeverancePay
from manumit.terms.numbers import rounded
from manumit.terms.units import (
    A_YEAR,
    DAYS,
    DAYS_OF_A_YEAR,
    MONTHS_OF_A_YEAR,
    WEEKS_OF_A_YEAR,
    months_after,
)
from manumit.terms.wages.facts import Facts
from manumit.terms.wages.guaranteed import guaranteed_lines
from manumit.terms.wages.lines import Line, Numbers

ZERO, HALF = Fraction(0), Fraction(1, 2)
AT_END: Mapping[str, type[EndOfService]] = {
    "end_of_service": EndOfService,
    "notice_pay": NoticePay,
    "severance_pay": SeverancePay,
}
"""What is due by the length of service, in the order of its lines."""
OLDEST = 120
"""Nobody was older at the end of the work."""


def due_at_end(facts: Facts) -> tuple[Line, ...]:
    """Lines of what is due at the end of the work, by its last wage; none while it goes on."""
    last = facts.account.employment.last
    wage = None if last is None else facts.wage(last)
    if last is None or wage is None or last > facts.span.last:
        return ()
    found = [*guaranteed_lines(facts), *_leave(facts, wage)]
    for what, kind in AT_END.items():
        found += _by_service(facts, wage, kind, what)
    return tuple(line for line in found if line.amount)


def _years(span: Span) -> Fraction:
    """Whole years of service, and of the last one the share of its days: of 365, or of 366."""
    whole, begins = 0, span.first
    while (ends := months_after(span.first, MONTHS_OF_A_YEAR * (whole + 1))) <= span.last + DAY:
        whole, begins = whole + 1, ends
    return whole + Fraction((span.last + DAY - begins).days, (ends - begins).days)


def _lasted(span: Span, months: int) -> bool:
    return span.last + DAY >= months_after(span.first, months)


def _leave(facts: Facts, wage: Wage) -> Iterator[Line]:
    span = facts.span
    rule = _for_service(facts.rules(Leave, span.last), _employed(facts))
    if rule is None:
        return
    earned = _leave_earned(facts, rule)
    taken = facts.against(facts.account.employment.leave_days_taken)
    left = ZERO if taken is None else max(ZERO, earned - taken)
    daily = facts.daily(wage, span.last, rule)
    numbers: Numbers = {"earned": earned, "taken": earned - left, "left": left, "daily": daily}
    yield Line(
        what="leave", amount=rounded(left * daily, facts.law.currency), rule=rule, numbers=numbers
    )


def _leave_earned(facts: Facts, rule: Leave) -> Fraction:
    """Days of leave of the account, or of the last year of service, each year by its share."""
    service = _employed(facts)
    earned = _leave_until(facts, rule, service)
    if rule.of != "current_year" and service.first < facts.span.first:
        earned -= _leave_until(facts, rule, Span(service.first, facts.span.first - DAY))
    return Fraction(math.floor(earned + HALF)) if rule.whole_days else earned


def _leave_until(facts: Facts, rule: Leave, service: Span) -> Fraction:
    """Days of leave of all years of some service, or of its last one."""
    earned, rest, years = ZERO, _years_for_leave(service, rule), 0
    while rest > 0:
        of_year = min(rest, Fraction(1)) * _leave_of_year(facts, rule, years)
        earned = of_year if rule.of == "current_year" else earned + of_year
        rest, years = rest - 1, years + 1
    return earned


def _leave_of_year(facts: Facts, rule: Leave, years: int) -> Fraction:
    if rule.steps:
        days = _step(rule.steps, Fraction(years))
    elif rule.days_per_year is not None:
        days = rule.days_per_year
    else:
        days = (rule.weeks_per_year or ZERO) * facts.work_days
    days += rule.more_each_year * years
    return days if rule.most is None else min(days, rule.most)


def _years_for_leave(span: Span, rule: Leave) -> Fraction:
    if rule.counted == "share_of_year":
        return _years(span)
    return Fraction(_completed_months(span), MONTHS_OF_A_YEAR)


def _for_service[Kind: (Leave, EndOfService)](rules: Iterable[Kind], span: Span) -> Kind | None:
    """The rule for work that lasted so long."""
    return next(
        (
            one
            for one in rules
            if _lasted(span, one.after_months)
            and not (one.before_months is not None and _lasted(span, one.before_months))
        ),
        None,
    )


def _step(steps: Sequence[tuple[Fraction, Fraction]], years: Fraction) -> Fraction:
    """The number of the last step that was reached; none before the first."""
    return next((number for begins, number in reversed(steps) if begins <= years), ZERO)


def _by_service(facts: Facts, wage: Wage, kind: type[EndOfService], what: str) -> Iterator[Line]:
    """Notice, severance or a gratuity: units of pay by the length of service."""
    served = _served(facts, kind)
    rule = _for_service(facts.rules(kind, served.last), served)
    if rule is None:
        return
    years, a_year = _service(facts, rule, served), _pay_of_a_year(facts, wage, rule)
    units = _units(facts, rule, years)
    if rule.less_notice:
        units = _not_given(facts, rule, units)
    pay = _pay_of_a_unit(facts, wage, rule, a_year)
    if rule.most_unit is not None:
        pay = min(pay, rule.most_unit)
    amount = units * pay
    if rule.most_months_of_wage is not None:
        amount = min(amount, rule.most_months_of_wage * a_year / MONTHS_OF_A_YEAR)
    numbers: Numbers = {"years": years, "days": units, "daily": pay, "unit": rule.unit}
    amount = rounded(amount, facts.law.currency)
    yield Line(what=what, amount=amount, rule=rule, numbers=numbers)


def _employed(facts: Facts) -> Span:
    """The days of service for this employer, with those before the account begins."""
    return Span(facts.account.employment.service_from or facts.span.first, facts.span.last)


def _served(facts: Facts, kind: type[EndOfService]) -> Span:
    """The days of service, to the end of notice that was not given where a rule counts that."""
    span = _employed(facts)
    if not any(one.service_with_notice for one in facts.rules(kind, span.last)):
        return span
    notice = _for_service(facts.rules(NoticePay, span.last), span)
    if notice is None:
        return span
    due = _units(facts, notice, _service(facts, notice, span)) * DAYS[notice.unit]
    given = _notice_given(facts)
    missing = 0 if given is None else max(0, math.ceil(due - given))
    return Span(span.first, span.last + DAY * missing)


def _notice_given(facts: Facts) -> Fraction | None:
    """Days of notice that were given and not paid for in its place; None is without limit.

    Pay in place of notice ends the work at once: it takes nothing off the service that the law
    adds (ERA 1996 s. 145(5)).
    """
    work = facts.account.employment
    days, paid = facts.against(work.notice_days), work.notice_paid_days
    if facts.most:
        return ZERO if days is None or paid.high is None else max(ZERO, days - paid.high)
    return None if days is None else max(ZERO, days - paid.low)


def _not_given(facts: Facts, rule: EndOfService, units: Fraction) -> Fraction:
    """Of the units of notice that were due, those that were neither given nor paid for."""
    given = facts.against(facts.account.employment.notice_days)
    return ZERO if given is None else max(ZERO, units - given / DAYS[rule.unit])


def _service(facts: Facts, rule: EndOfService, span: Span) -> Fraction:
    """Years of service as the rule counts them."""
    if rule.years == "share":
        years = _years(span)
        if rule.without_absences:
            away = len(facts.span) - facts.present.sum(facts.span)
            years = max(ZERO, years - Fraction(away, DAYS_OF_A_YEAR))
    else:
        months = _completed_months(span)
        if rule.years == "completed_months":
            years = Fraction(months, MONTHS_OF_A_YEAR)
        else:
            more = MONTHS_OF_A_YEAR // 2 if rule.years == "rounded" else 0
            years = Fraction((months + more) // MONTHS_OF_A_YEAR)
    return years if rule.most_years is None else min(years, rule.most_years)


def _completed_months(span: Span) -> int:
    months = 0
    while months_after(span.first, months + 1) <= span.last + DAY:
        months += 1
    return months


def _units(facts: Facts, rule: EndOfService, years: Fraction) -> Fraction:
    """How many days, weeks or months of pay are due for some years of service."""
    if rule.counted == "once":
        return _step(rule.steps, years)
    if rule.counted == "all_years" or rule.ages:
        return _step(rule.steps, years) * _weighed(facts, rule, years)
    units = ZERO
    bounds = [begins for begins, _ in rule.steps]
    for at, (begins, a_year) in enumerate(rule.steps):
        ends = bounds[at + 1] if at + 1 < len(bounds) else years
        units += max(ZERO, min(years, ends) - begins) * a_year
    return units


def _weighed(facts: Facts, rule: EndOfService, years: Fraction) -> Fraction:
    """Years of service, each by the age that the worker had in all of it, counted from the end."""
    if not rule.ages:
        return years
    found, ago = ZERO, 0
    while ago < years:
        ago += 1
        found += min(Fraction(1), years - ago + 1) * _times_at(facts, rule, ago)
    return found


def _times_at(facts: Facts, rule: EndOfService, ago: int) -> Fraction:
    """By how much a year counts that began so many years before the end."""
    age = facts.account.employment.age_at_end
    oldest = OLDEST if age.high is None else min(OLDEST, math.ceil(age.high))
    # A birthday may lie between the end of the work and the end of notice that was not given.
    later = _served(facts, type(rule)).last > facts.span.last
    several = [
        _step(rule.ages, Fraction(at_end - ago))
        for at_end in range(math.floor(age.low), oldest + later + 1)
    ]
    return max(several, default=ZERO) if facts.most else min(several, default=ZERO)


def _pay_of_a_unit(facts: Facts, wage: Wage, rule: EndOfService, a_year: Fraction) -> Fraction:
    """What a day, a week or a month is worth by a rule."""
    if rule.unit == "month":
        return a_year / MONTHS_OF_A_YEAR
    if rule.unit == "week":
        return a_year / WEEKS_OF_A_YEAR
    if rule.day_of is not None:
        of, days = rule.day_of
        return a_year / (days if of == "year" else days * MONTHS_OF_A_YEAR)
    if not rule.counts:
        return facts.daily(wage, facts.span.last, rule)
    return a_year / _days_of_a_year(facts, wage)


def _pay_of_a_year(facts: Facts, wage: Wage, rule: EndOfService) -> Fraction:
    """The last wage, with what recurs beside it and counts, through a year."""
    day = facts.span.last
    a_year = facts.daily(wage, day, rule) * _days_of_a_year(facts, wage)
    if wage.per in A_YEAR:
        floor = ZERO if rule.below_minimum else facts.least_year(wage, day)
        a_year = max(facts.rate(wage) * A_YEAR[wage.per], floor)
    beside = (
        facts.in_favour(one.monthly)
        for one in facts.account.extra_pay
        if one.monthly is not None and one.of in rule.counts and day in one.span
    )
    return a_year + MONTHS_OF_A_YEAR * sum(beside, ZERO)


def _days_of_a_year(facts: Facts, wage: Wage) -> Fraction:
    if wage.per in A_YEAR:
        return facts.days_of_a_year(facts.span.last)
    return Fraction(facts.work_days * WEEKS_OF_A_YEAR)
