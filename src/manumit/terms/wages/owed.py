"""What is owed to one person, from the least to the most that the known facts allow (R-61).

Each pay period stands for itself: what was paid too much in one does not pay for another, for
nobody agreed to that. A payment that names no period pays first what has been due longest.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from manumit.errors import Place
from manumit.terms.account import DAY, Account, Payment, PayPeriod, Per, Span
from manumit.terms.codes import TermsCode
from manumit.terms.law.limitation import Limitation
from manumit.terms.law.rules import (
    Excluded,
    Law,
    MinimumWage,
    PaymentDue,
    PresumedLength,
    Rule,
)
from manumit.terms.numbers import Range, rounded
from manumit.terms.units import months_after
from manumit.terms.wages.added import with_more
from manumit.terms.wages.coverage import check_coverage, uncovered_kinds
from manumit.terms.wages.ending import due_at_end
from manumit.terms.wages.facts import Facts
from manumit.terms.wages.lines import AT_END, Line, Period, PeriodKind
from manumit.terms.wages.minimum import least_for, minimum_lines, tests
from manumit.terms.wages.pay import PeriodPay
from manumit.terms.wages.suppositions import asked, before_more, exact, suppositions
from manumit.terms.wages.taken import taken_off
from manumit.terms.wages.thirteenth import thirteenth_months
from manumit.terms.wages.time_limits import barring
from manumit.terms.wages.wage_facts import check_wage_facts
from manumit.terms.wages.weeks import Weeks

ZERO = Fraction(0)
LENGTHS = {PayPeriod.WEEK: 7, PayPeriod.FORTNIGHT: 14}


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One end of what is unknown: the periods and what they come to.

    Attributes:
        presumed: the rule by which the length of the work was presumed, if it was.
        owed: all arrears; ``added``: interest and damages on them.
        barred: the part of both that is too old to be claimed.
        not_due: the part of both of which the day of payment has not come.
        supposed: what the account leaves open, with the values that lead to this end.
        open_above: whether more than this may be owed, because something has no upper limit.
        excluded: the rules by which the work is excluded from others.
    """

    span: Span
    presumed: Rule | None
    periods: tuple[Period, ...]
    owed: Fraction
    added: Fraction
    barred: Fraction
    not_due: Fraction = ZERO
    supposed: Mapping[str, str] = field(default_factory=dict)
    open_above: bool = False
    excluded: tuple[Excluded, ...] = ()

    @property
    def claimable(self) -> Fraction:
        """Arrears with what is added, without what is too old."""
        return self.owed + self.added - self.barred


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """The result.

    Attributes:
        least, most: with every unknown at the end at which less, or more, is owed.
        stale: whether the rules have not been compared with their sources for too long.
        unrecorded: days of the work on which nobody recorded hours.
        asked: what the account leaves open and what may change the sum, as codes.
        unbounded: whether a promise of unknown amount, or for an unknown number of hours, leaves
            ``most`` without upper end; it then counts with what is known of it.
        uncovered: kinds of rules that may apply and of which the law says nothing: what is owed by
            them is in neither end.
    """

    account: Account
    law: Law
    least: Statement
    most: Statement
    stale: bool
    unrecorded: int
    asked: tuple[str, ...]
    unbounded: bool = False
    uncovered: tuple[str, ...] = ()

    @property
    def open_above(self) -> bool:
        """Whether nothing limits above what is owed."""
        return self.unbounded or bool(self.uncovered)

    @property
    def used(self) -> tuple[Rule, ...]:
        """The rules that led to a line of either end; each says how it was found (``sure``)."""
        found = {
            line.rule.id: line.rule
            for end in (self.least, self.most)
            for one in end.periods
            for line in (*one.due, *one.taken_off, *one.added)
            if line.rule is not None
        }
        found |= {one.barred.id: one.barred for end in (self.least, self.most)
                  for one in end.periods if one.barred is not None}  # fmt: skip
        return tuple(found[name] for name in sorted(found))

    @property
    def excluded(self) -> tuple[Excluded, ...]:
        """The rules by which the work is excluded from others, at the least or the most."""
        found = {one.id: one for end in (self.least, self.most) for one in end.excluded}
        return tuple(found.values())

    @property
    def by_rules(self) -> Range:
        """Return what can be claimed by the rules that the law holds."""
        return Range(self.least.claimable, None if self.unbounded else self.most.claimable)

    @property
    def total(self) -> Range:
        """Return what can be claimed; without upper end where rules may apply that nobody has."""
        return Range(self.least.claimable, None if self.open_above else self.most.claimable)


def owed(account: Account, law: Law) -> Owed:
    """What is owed to one person.

    Args:
        account: the facts; ``account.law`` is ``law.id``.
        law: the rules.

    Returns:
        both ends, in the currency of the law, each line rounded to its smallest unit.

    Raises:
        InputError: W112 if no day of work is known; W110 if there is neither wage nor minimum;
            W113, W114 if the rules have a hole there; W119 if a fact does not fit the wages.
    """
    check_wage_facts(account, law)
    known_days = span_of(account, law)[0]
    check_coverage(account, law, known_days)
    supposed_accounts = list(suppositions(account, law))
    least = _statements(supposed_accounts, law, most=False)
    most = least if exact(account, law) else _statements(supposed_accounts, law, most=True)
    span = most[0].span
    days = [day for day in span.days() if day not in account.hours]
    # Hours by which one rule gives more and another less can turn the two ends round.
    ends = [*least, *most]
    return Owed(
        account=account,
        law=law,
        least=min(ends, key=lambda one: one.claimable),
        most=max(ends, key=lambda one: one.claimable),
        stale=account.asked_on >= law.stale_from,
        unrecorded=0 if account.work_complete else len(days),
        asked=asked(account, law),
        unbounded=any(one.open_above for one in most),
        uncovered=uncovered_kinds(account, law, known_days),
    )


def _open_above(facts: Facts) -> bool:
    """Whether something that was promised may be any amount."""
    wages = [wage for wage, _ in facts.segments(facts.span) if wage.per is not Per.PIECE]
    extra = [one for one in facts.account.extra_pay if len(one.span.meets(facts.span))]
    amounts = [one.amount for one in wages] + [one.amount for one in extra]
    return any(amount.high is None for amount in amounts)


def _statements(
    supposed_accounts: Sequence[tuple[Account, Mapping[str, str]]], law: Law, *, most: bool
) -> list[Statement]:
    """One end for each supposition; those with the same rules for the periods share them."""
    shared: dict[object, tuple[list[Period], bool]] = {}
    return [
        _statement(one, law, supposed, shared, most=most) for one, supposed in supposed_accounts
    ]


def _statement(
    account: Account, law: Law, supposed: Mapping[str, str],
    shared: dict[object, tuple[list[Period], bool]], *, most: bool,
) -> Statement:  # fmt: skip
    span, presumed = span_of(account, law)
    facts = Facts(account, law, span, most=most)
    key = before_more(account, law)
    if key not in shared:
        _check_wages(facts)
        shared[key] = _settled(facts, list(_periods(facts))), facts.unbounded
    settled, unbounded = shared[key]
    periods = with_more(facts, settled)
    return Statement(
        span=span,
        presumed=presumed,
        periods=tuple(periods),
        owed=sum((one.owed for one in periods), ZERO),
        added=sum((_sum(one.added) for one in periods), ZERO),
        barred=sum((one.owed + _sum(one.added) for one in periods if one.barred), ZERO),
        not_due=sum((one.owed + _sum(one.added) for one in periods
                     if one.due_on > account.asked_on), ZERO),
        supposed=supposed,
        open_above=unbounded or facts.unbounded or _open_above(facts),
        excluded=facts.excluded,
    )  # fmt: skip


def span_of(account: Account, law: Law) -> tuple[Span, Rule | None]:
    """The days of the work, and the rule by which they are presumed (R-62), if they are.

    Raises:
        InputError: W112 if no day of work is known.
    """
    last = min(account.employment.last or account.asked_on, account.asked_on)
    if account.employment.first is not None:
        return Span(account.employment.first, last), None
    stated = {one.for_day for one in account.payments if one.for_day is not None}
    stated |= {day for day, hours in account.hours.items() if hours.high != 0}
    known = min((day for day in stated if day <= last), default=None)
    rule = Facts(account, law, Span(last, last), most=True).rule(PresumedLength, last)
    if rule is not None:
        presumed = months_after(last + DAY, -rule.months)
        return Span(min(presumed, known or presumed), last), rule
    if known is None:
        raise TermsCode.NO_BEGINNING.error(Place(field="employment.from"))
    return Span(known, last), None


def _check_wages(facts: Facts) -> None:
    for wage, part in facts.segments(facts.span):
        if facts.nothing_known(wage):
            for day in part.days():
                if facts.rule(MinimumWage, day) is None:
                    raise TermsCode.NO_WAGE.error(Place(field="wages"), day=day)


def whole_periods(span: Span, period: PayPeriod) -> Iterator[Span]:
    """The pay periods that meet some days: calendar months, or weeks from the first day on."""
    first = span.first.replace(day=1) if period is PayPeriod.MONTH else span.first
    while first <= span.last:
        after = (
            months_after(first, 1) if period is PayPeriod.MONTH else first + DAY * LENGTHS[period]
        )
        yield Span(first, after - DAY)
        first = after


def _periods(facts: Facts) -> Iterator[Period]:
    weeks, found = Weeks(facts), list[Period]()
    for whole in whole_periods(facts.span, facts.account.employment.pay_period):
        days = whole.meets(facts.span)
        pay = PeriodPay(facts, whole, days, weeks)
        tested = tuple(tests(facts, pay))
        due = (*pay.lines(), *minimum_lines(facts, tested))
        taken = taken_off(facts, pay, due, tested)
        found.append(_period(facts, days, due, taken, least_for(facts, pay, tested, due)))
    yield from found
    yearly = thirteenth_months(facts, weeks, found)
    for one in yearly:
        if not one.at_end:
            day = Span(one.due_on, one.due_on)
            yearly_due = _period(facts, day, (one.line,), (), ZERO)
            yield replace(yearly_due, due_on=one.due_on, kind=PeriodKind.ONCE_A_YEAR)
    at_end = (*due_at_end(facts), *(one.line for one in yearly if one.at_end))
    yield from _at_end(facts, at_end)


def _at_end(facts: Facts, lines: Sequence[Line]) -> Iterator[Period]:
    """What is due because the work ended; by itself, what has a time of its own to be claimed."""
    rules = (one for one in facts.law.rules if isinstance(one, Limitation))
    own_time = frozenset[str]().union(*(one.of for one in rules))
    last = facts.span.last
    for kind, due in (
        (PeriodKind.AT_END, tuple(one for one in lines if one.what not in own_time)),
        (PeriodKind.AT_END_OWN, tuple(one for one in lines if one.what in own_time)),
    ):
        if due:
            yield replace(_period(facts, Span(last, last), due, (), ZERO), kind=kind)


def _period(
    facts: Facts, days: Span, due: tuple[Line, ...], taken: tuple[Line, ...], minimum: Fraction
) -> Period:
    rule = facts.rule(PaymentDue, days.last)
    due_on = days.last + DAY * (0 if rule is None else rule.days)
    left = max(ZERO, _sum(due) + _sum(taken))
    return Period(
        days=days, due_on=due_on, due=due, taken_off=taken, paid=(), owed=left, added=(),
        barred=None, minimum=minimum,
    )  # fmt: skip


def _sum(lines: Iterable[Line]) -> Fraction:
    return sum((line.amount for line in lines if line.counts), ZERO)


def _settled(facts: Facts, periods: list[Period]) -> list[Period]:
    """Payments go to their period; those that name none to what has been due longest."""
    stated = list(periods)
    for payment in facts.account.payments:
        if payment.for_day is not None:
            _settle_named(facts, periods, payment)
    if not facts.account.pay_complete and not facts.most:
        # Of a period without any recorded payment, all may have been paid.
        periods = [
            replace(one, owed=ZERO) if one is before else one
            for one, before in zip(periods, stated, strict=True)
        ]
    oldest = sorted(
        range(len(periods)), key=lambda n: (periods[n].due_on, _before(facts, periods, n))
    )
    for payment in _as_they_came(facts):
        left = facts.against(payment.amount)
        for at in oldest:
            periods[at], left = _part_paid(facts, periods[at], payment, left, "paid_oldest")
    return periods


def _before(facts: Facts, periods: Sequence[Period], at: int) -> tuple[int, bool, int]:
    """Which of the periods of one day a payment pays first.

    Of two dues of the end of the work nobody knows which was paid. At the least it was what can be
    claimed, and at the most what no longer can.
    """
    kind = periods[at].kind
    if kind not in AT_END:
        return 0, False, at
    rules = facts.all_rules(Limitation)
    (barred,) = barring([periods[at]], rules, facts.account, most=facts.most)
    return 1, (barred is not None) != facts.most, at


def _as_they_came(facts: Facts) -> list[Payment]:
    """Payments that name no period, in the order in which they came.

    Which of them pays the oldest period decides how late that was paid. One of which nobody knows
    the day came before all others at the least, and after them at the most.
    """
    unknown = dt.date.max if facts.most else dt.date.min
    without = (one for one in facts.account.payments if one.for_day is None)
    return sorted(without, key=lambda one: one.on or unknown)


def _settle_named(facts: Facts, periods: list[Period], payment: Payment) -> None:
    """A payment for its period; what is more on the last day pays what is due at the end."""
    day, left = payment.for_day, facts.against(payment.amount)
    named = [n for n, one in enumerate(periods) if day is not None and day in one.days]
    named.sort(key=lambda n: _before(facts, periods, n))
    for at in named[:-1]:
        periods[at], left = _part_paid(facts, periods[at], payment, left, "paid")
    for at in named[-1:]:
        if left is None or left or len(named) == 1:
            periods[at] = _paid(facts, periods[at], payment, left)


def _paid(facts: Facts, period: Period, payment: Payment, left: Fraction | None) -> Period:
    amount = period.owed if left is None else rounded(left, facts.law.currency)
    line = Line(what="paid", amount=-amount, numbers={"on": payment.on or "unknown"})
    return replace(period, paid=(*period.paid, line), owed=max(ZERO, period.owed - amount))


def _part_paid(
    facts: Facts, period: Period, payment: Payment, left: Fraction | None, what: str
) -> tuple[Period, Fraction | None]:
    """As much of a payment as a period owes, and what is left of it."""
    amount = rounded(period.owed if left is None else min(left, period.owed), facts.law.currency)
    if not amount:
        return period, left
    line = Line(what=what, amount=-amount, numbers={"on": payment.on or "unknown"})
    paid = replace(period, paid=(*period.paid, line), owed=period.owed - amount)
    return paid, None if left is None else max(ZERO, left - amount)
