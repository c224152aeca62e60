"""What may be taken off the wage of a period, or count in its place (C95 arts 4, 8; R-60)."""

from collections.abc import Iterator
from fractions import Fraction

from manumit.terms.account import Consent, Deducted
from manumit.terms.facts import Facts
from manumit.terms.lines import Line, Numbers
from manumit.terms.numbers import rounded
from manumit.terms.pay import PeriodPay
from manumit.terms.rules import Deduction, DeductionsTogether, InKind

ZERO = Fraction(0)


def taken_off(facts: Facts, pay: PeriodPay, due: Fraction) -> tuple[Line, ...]:
    """Lawful deductions and lawful value in kind, as negative lines; what is unlawful is told.

    Args:
        facts: one end of what is unknown.
        pay: the period.
        due: the sum of its lines.
    """
    found = [_deduction(facts, pay, due, one) for one in facts.deducted(pay.days)]
    return (*_together(facts, pay, due, found), *_in_kind(facts, pay, due))


def _deduction(facts: Facts, pay: PeriodPay, due: Fraction, one: Deducted) -> Line:
    rule = next((r for r in facts.rules(Deduction, one.for_day) if r.of == one.of), None)
    taken = facts.against(one.amount)
    amount = due if taken is None else min(taken, due)
    numbers: Numbers = {"of": one.of, "taken": amount, "on": one.for_day}
    allowed = ZERO if rule is None else _allowed(facts, pay, due, rule, one, amount)
    line = rounded(allowed, facts.law.currency)
    if not line:
        return Line(what="not_allowed", amount=ZERO, rule=rule, numbers=numbers, counts=False)
    return Line(what="deduction", amount=-line, rule=rule, numbers=numbers)


def _allowed(
    facts: Facts, pay: PeriodPay, due: Fraction, rule: Deduction, one: Deducted, amount: Fraction
) -> Fraction:
    if rule.allowed == "never":
        return ZERO
    if rule.allowed == "with_consent" and not _agreed(facts, one.consent):
        return ZERO
    if rule.most_share is not None:
        amount = min(amount, due * rule.most_share)
    if rule.not_below_minimum:
        amount = min(amount, _above_minimum(facts, pay))
    return amount


def _agreed(facts: Facts, consent: Consent) -> bool:
    """Unknown counts for the worker at the most, and for the employer at the least."""
    if consent is Consent.UNKNOWN:
        return not facts.most
    return consent is Consent.FREE_IN_WRITING


def _above_minimum(facts: Facts, pay: PeriodPay) -> Fraction:
    rule = facts.minimum(pay.days.last)
    if rule is None or rule.per != "hour":
        return pay.counted_pay(pay.days)
    least = rule.amount * pay.counted_hours(pay.days)
    return max(ZERO, pay.counted_pay(pay.days) - least)


def _together(facts: Facts, pay: PeriodPay, due: Fraction, found: list[Line]) -> Iterator[Line]:
    """All deductions of a period only up to what the law lets take off together."""
    rule = facts.rule(DeductionsTogether, pay.days.last)
    yield from found
    if rule is None:
        return
    counting = sum(
        (-one.amount for one in found if one.numbers["of"] not in rule.not_counting), ZERO
    )
    too_much = counting - rounded(due * rule.most_share, facts.law.currency)
    if too_much > 0:
        numbers: Numbers = {"together": counting, "share": rule.most_share, "due": due}
        yield Line(what="too_much_together", amount=too_much, rule=rule, numbers=numbers)


def _in_kind(facts: Facts, pay: PeriodPay, due: Fraction) -> Iterator[Line]:
    for one, days in facts.in_kind(pay.days):
        rule = next((r for r in facts.rules(InKind, pay.days.last) if r.of == one.of), None)
        value = facts.against(one.value_per_day)
        worth = due if value is None else value * days
        numbers: Numbers = {"of": one.of, "days": days, "worth": worth}
        if rule is None:
            yield Line(what="not_in_kind", amount=ZERO, numbers=numbers, counts=False)
            continue
        if rule.most_per_day is not None:
            worth = min(worth, rule.most_per_day * days)
        if rule.most_share is not None:
            worth = min(worth, due * rule.most_share)
        line = rounded(worth, facts.law.currency)
        yield Line(what="in_kind", amount=-line, rule=rule, numbers=numbers)
