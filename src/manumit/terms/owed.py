"""What is owed to one person, from the least to the most that the known facts allow (R-61).

Each pay period stands for itself: what was paid too much in one does not pay for another, for
nobody agreed to that. A payment that names no period pays first what has been due longest.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from manumit.errors import Place
from manumit.terms.account import DAY, Account, Payment, PayPeriod, Span
from manumit.terms.codes import TermsCode
from manumit.terms.ending import due_at_end
from manumit.terms.facts import Facts
from manumit.terms.laws import months_after
from manumit.terms.lines import Line, Numbers, Period
from manumit.terms.numbers import Range, rounded
from manumit.terms.pay import PeriodPay
from manumit.terms.rules import (
    AddedDamages,
    Interest,
    Law,
    Limitation,
    PaymentDue,
    PresumedLength,
    Rule,
    UpratedMinimum,
)
from manumit.terms.taken import taken_off

ZERO = Fraction(0)
DAYS_OF_A_YEAR = 365
LENGTHS = {PayPeriod.WEEK: 7, PayPeriod.FORTNIGHT: 14}
OF_RULE = {"minimum_wage": ("minimum_wage",), "overtime": ("overtime", "overtime_on_top")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One end of what is unknown: the periods and what they come to.

    Attributes:
        presumed: the rule by which the length of the work was presumed, if it was.
        owed: all arrears; ``added``: interest and damages on them.
        barred: the part of both that is too old to be claimed.
    """

    span: Span
    presumed: Rule | None
    periods: tuple[Period, ...]
    owed: Fraction
    added: Fraction
    barred: Fraction

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
        asked: facts that rules ask for and the account does not tell.
    """

    account: Account
    law: Law
    least: Statement
    most: Statement
    stale: bool
    unrecorded: int
    asked: tuple[str, ...]

    @property
    def total(self) -> Range:
        """What can be claimed."""
        return Range(self.least.claimable, self.most.claimable)


def owed(account: Account, law: Law) -> Owed:
    """What is owed to one person.

    Args:
        account: the facts; ``account.law`` is ``law.id``.
        law: the rules.

    Returns:
        both ends, in the currency of the law, each line rounded to its smallest unit.

    Raises:
        InputError: W112 if no day of work is known; W110 if there is neither wage nor minimum.
    """
    least, most = _statement(account, law, most=False), _statement(account, law, most=True)
    days = [day for day in most.span.days() if day not in account.hours]
    return Owed(
        account=account,
        law=law,
        least=least,
        most=most,
        stale=account.asked_on >= law.stale_from,
        unrecorded=0 if account.work_complete else len(days),
        asked=tuple(
            sorted({name for rule in law.rules for name in rule.where if name not in account.about})
        ),
    )


def _statement(account: Account, law: Law, *, most: bool) -> Statement:
    span, presumed = _span(account, law)
    facts = Facts(account, law, span, most=most)
    _check_wages(facts)
    periods = list(_periods(facts))
    periods = [_with_more(facts, one) for one in _settled(facts, periods)]
    added = {one.days: sum((line.amount for line in one.added), ZERO) for one in periods}
    return Statement(
        span=span,
        presumed=presumed,
        periods=tuple(periods),
        owed=sum((one.owed for one in periods), ZERO),
        added=sum((line.amount for one in periods for line in one.added), ZERO),
        barred=sum((one.owed + added[one.days] for one in periods if one.barred), ZERO),
    )


def _span(account: Account, law: Law) -> tuple[Span, Rule | None]:
    """The days of the work; where nobody knows the first, those that the law presumes (R-62)."""
    last = min(account.employment.last or account.asked_on, account.asked_on)
    if account.employment.first is not None:
        return Span(account.employment.first, last), None
    rule = next(
        (one for one in law.rules if isinstance(one, PresumedLength) and one.holds_on(last)), None
    )
    if rule is not None:
        first = months_after(last + DAY, -rule.months)
        return Span(min(first, *account.hours, first), last), rule
    if not account.hours:
        raise TermsCode.NO_BEGINNING.error(Place(field="employment.from"))
    return Span(min(account.hours), last), None


def _check_wages(facts: Facts) -> None:
    for day in facts.span.days():
        if facts.wage(day) is None:
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
    for whole in whole_periods(facts.span, facts.account.employment.pay_period):
        days = whole.meets(facts.span)
        pay = PeriodPay(facts, whole, days)
        due = pay.lines()
        total = _sum(due)
        yield _period(facts, days, due, taken_off(facts, pay, total))
    at_end = due_at_end(facts)
    if at_end:
        last = facts.span.last
        yield _period(facts, Span(last, last), at_end, ())


def _period(facts: Facts, days: Span, due: tuple[Line, ...], taken: tuple[Line, ...]) -> Period:
    rule = facts.rule(PaymentDue, days.last)
    due_on = days.last + DAY * (0 if rule is None else rule.days)
    left = max(ZERO, _sum(due) + _sum(taken))
    return Period(
        days=days, due_on=due_on, due=due, taken_off=taken, paid=(), owed=left, added=(),
        barred=None,
    )  # fmt: skip


def _sum(lines: Iterable[Line]) -> Fraction:
    return sum((line.amount for line in lines if line.counts), ZERO)


def _settled(facts: Facts, periods: list[Period]) -> list[Period]:
    """Payments go to their period; those that name none to what has been due longest."""
    at_end = len(periods) - (1 if due_at_end(facts) else 0)
    for payment in facts.account.payments:
        if payment.for_day is not None:
            at = next(n for n, one in enumerate(periods[:at_end]) if payment.for_day in one.days)
            periods[at] = _paid(facts, periods[at], payment)
    if not facts.account.pay_complete and not facts.most:
        # Whatever is not recorded may have been paid.
        return [one if one.paid else replace(one, owed=ZERO) for one in periods]
    for payment in facts.account.payments:
        if payment.for_day is None:
            left = facts.against(payment.amount)
            for at in sorted(range(len(periods)), key=lambda n: periods[n].due_on):
                periods[at], left = _part_paid(facts, periods[at], payment, left)
    return periods


def _paid(facts: Facts, period: Period, payment: Payment) -> Period:
    amount = facts.against(payment.amount)
    amount = period.owed if amount is None else rounded(amount, facts.law.currency)
    line = Line(what="paid", amount=-amount, numbers={"on": payment.on or "unknown"})
    return replace(period, paid=(*period.paid, line), owed=max(ZERO, period.owed - amount))


def _part_paid(
    facts: Facts, period: Period, payment: Payment, left: Fraction | None
) -> tuple[Period, Fraction | None]:
    amount = period.owed if left is None else min(left, period.owed)
    amount = rounded(amount, facts.law.currency)
    if not amount:
        return period, left
    line = Line(what="paid_oldest", amount=-amount, numbers={"on": payment.on or "unknown"})
    paid = replace(period, paid=(*period.paid, line), owed=period.owed - amount)
    return paid, None if left is None else left - amount


def _with_more(facts: Facts, period: Period) -> Period:
    """Interest and damages, and whether it is too late to claim."""
    asked_on = facts.account.asked_on
    rule = facts.rule(Limitation, asked_on)
    barred = rule is not None and months_after(period.due_on, rule.months) < asked_on
    added = tuple(line for line in _added(facts, period) if line.amount)
    return replace(period, added=added, barred=rule if barred else None)


def _added(facts: Facts, period: Period) -> Iterator[Line]:
    asked_on, currency = facts.account.asked_on, facts.law.currency
    interest = facts.rule(Interest, asked_on)
    late = (asked_on - period.due_on).days
    if interest is not None and late > 0:
        amount = period.owed * interest.per_year * late / DAYS_OF_A_YEAR
        numbers: Numbers = {"owed": period.owed, "per_year": interest.per_year, "days": late}
        yield Line(
            what="interest", amount=rounded(amount, currency), rule=interest, numbers=numbers
        )
    for damages in facts.rules(AddedDamages, period.days.last):
        kinds = [what for of in damages.of for what in OF_RULE[of]]
        base = min(period.owed, _sum(line for line in period.due if line.what in kinds))
        shared: Numbers = {"owed": base, "share": damages.share}
        yield Line(
            what="damages",
            amount=rounded(base * damages.share, currency),
            rule=damages,
            numbers=shared,
        )
    yield from _uprated(facts, period)


def _uprated(facts: Facts, period: Period) -> Iterator[Line]:
    rule = facts.rule(UpratedMinimum, facts.account.asked_on)
    then, now = facts.minimum(period.days.last), facts.minimum(facts.account.asked_on)
    if rule is None or then is None or now is None or then.amount >= now.amount:
        return
    base = min(period.owed, _sum(line for line in period.due if line.what == "minimum_wage"))
    amount = rounded(base * (now.amount / then.amount - 1), facts.law.currency)
    numbers: Numbers = {"owed": base, "then": then.amount, "now": now.amount}
    yield Line(what="uprated", amount=amount, rule=rule, numbers=numbers)
