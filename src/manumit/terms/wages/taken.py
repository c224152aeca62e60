"""What may be taken off the wage of a period, or count in its place (C95 arts 4, 8; R-60)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction

from manumit.terms.account import Consent, Deducted, Given, GivenInKind
from manumit.terms.law.rules import Deduction, DeductionsTogether, InKind
from manumit.terms.numbers import rounded
from manumit.terms.wages.coverage import holds_all
from manumit.terms.wages.facts import Facts
from manumit.terms.wages.lines import Line, Numbers
from manumit.terms.wages.minimum import Tested
from manumit.terms.wages.pay import PeriodPay

ZERO = Fraction(0)


def taken_off(
    facts: Facts, pay: PeriodPay, due: tuple[Line, ...], tested: tuple[Tested, ...]
) -> tuple[Line, ...]:
    """Lawful deductions and lawful value in kind, as negative lines; what is unlawful is listed.

    Args:
        facts: one end of what is unknown.
        pay: the period.
        due: its lines.
        tested: how they compare with the minimum wage.
    """
    if not facts.account.deducted and not facts.account.in_kind:
        return ()
    room = _Room(facts, pay, due, tested)
    found = [room.deduction(one) for one in facts.deducted(pay.days)]
    return (*found, *_together(facts, pay, room.due, found), *_in_kind(facts, pay, due))


class _Room:
    """How much may still be taken off the wage of a period.

    Several entries of one kind share its limit, and all share what lies above the minimum wage:
    a limit is not doubled by cutting a sum in two.
    """

    def __init__(
        self, facts: Facts, pay: PeriodPay, due: tuple[Line, ...], tested: tuple[Tested, ...]
    ) -> None:
        self.facts, self.pay = facts, pay
        self.due = sum((line.amount for line in due), ZERO)
        # What of the wage lies above the minimum wage and has not been taken off.
        self.above = sum((one.above for one in tested), ZERO) if tested else self.due
        self.taken: dict[str, Fraction] = defaultdict(Fraction)

    def deduction(self, one: Deducted) -> Line:
        """What of one deduction is lawful."""
        at_first = _rates_of_first_day(self.facts, self.pay)
        rules = self.facts.rules(Deduction, self.pay.days.first if at_first else one.for_day)
        rule = next((rule for rule in rules if rule.of == one.of), None)
        known = self.facts.against(one.amount)
        taken = self.due if known is None else known
        above = self.above
        allowed = rounded(self._allowed(rule, one, min(taken, self.due)), self.facts.law.currency)
        numbers: Numbers = {"of": one.of, "taken": taken, "on": one.for_day,
                            "from_above_minimum": above - self.above}  # fmt: skip
        if not allowed:
            return Line(what="not_allowed", amount=ZERO, rule=rule, numbers=numbers, counts=False)
        return Line(what="deduction", amount=-allowed, rule=rule, numbers=numbers)

    def _allowed(self, rule: Deduction | None, one: Deducted, taken: Fraction) -> Fraction:
        if rule is None and not self._holds_all(one):
            # The rules say nothing of it: lawful at the least, not lawful at the most.
            return ZERO if self.facts.most else taken
        if rule is None or rule.allowed == "never":
            return ZERO
        if rule.allowed == "with_consent" and not _agreed(self.facts, one.consent):
            return ZERO
        if rule.most_share is not None:
            taken = min(taken, max(ZERO, self.due * rule.most_share - self.taken[rule.id]))
        if rule.not_below_minimum:
            taken = self._above_minimum(rule, one, taken)
        self.taken[rule.id] += taken
        return taken

    def _holds_all(self, one: Deducted) -> bool:
        facts = self.facts
        return holds_all(facts.law, facts.account.about, "deduction", one.of, one.for_day)

    def _above_minimum(self, rule: Deduction, one: Deducted, taken: Fraction) -> Fraction:
        every = len(self.pay.days)
        # Nobody may have stated for how many days of the period it was.
        unknown = 0 if self.facts.most else every
        days = unknown if one.days is None else min(one.days, every)
        below = (rule.below_minimum_per_day or ZERO) * days
        # Two entries for the same days share what may go below the minimum.
        below = max(ZERO, below - self.taken[rule.id])
        taken = min(taken, below + self.above)
        self.above -= max(ZERO, taken - below)
        return taken


def _rates_of_first_day(facts: Facts, pay: PeriodPay) -> bool:
    """Whether the amounts of the first day of a period hold for all of it."""
    rule = facts.minimum(pay.days)
    return rule is not None and rule.rate_on == "first_day"


def _agreed(facts: Facts, consent: Consent) -> bool:
    """Unknown counts for the worker at the most, and for the employer at the least."""
    if consent is Consent.UNKNOWN:
        return not facts.most
    return consent is Consent.FREE_IN_WRITING


def _together(facts: Facts, pay: PeriodPay, due: Fraction, found: list[Line]) -> Iterator[Line]:
    """All deductions of a period only up to what the law lets take off together."""
    rule = facts.rule(DeductionsTogether, pay.days.last)
    if rule is None:
        return
    counting = sum(
        (-one.amount for one in found if one.numbers["of"] not in rule.not_counting), ZERO
    )
    too_much = counting - rounded(due * rule.most_share, facts.law.currency)
    if too_much > 0:
        numbers: Numbers = {"together": counting, "share": rule.most_share, "due": due}
        yield Line(what="too_much_together", amount=too_much, rule=rule, numbers=numbers)


def _in_kind(facts: Facts, pay: PeriodPay, due: tuple[Line, ...]) -> Iterator[Line]:
    kinds: dict[str, list[tuple[Fraction | None, int]]] = defaultdict(list)
    for one, days in facts.in_kind(pay.days):
        if _in_place(facts, pay, one):
            kinds[one.of].append((facts.against(one.value_per_day), days))
        else:
            numbers: Numbers = {"of": one.of, "days": days}
            yield Line(what="in_addition", amount=ZERO, numbers=numbers, counts=False)
    for of, given in kinds.items():
        yield _given(facts, pay, due, of, given)


def _in_place(facts: Facts, pay: PeriodPay, one: GivenInKind) -> bool:
    """Whether something may count at all: not what was promised in addition to all of the pay."""
    rule = _rule_in_kind(facts, pay, one.of)
    if rule is not None and rule.counts_for == "minimum":
        return True
    unknown = one.given is Given.UNKNOWN and not facts.most
    return unknown or one.given is Given.IN_PLACE_OF_PAY


def _rule_in_kind(facts: Facts, pay: PeriodPay, of: str) -> InKind | None:
    rules = facts.rules(InKind, _rule_day(facts, pay))
    return next((rule for rule in rules if rule.of == of), None)


def _rule_day(facts: Facts, pay: PeriodPay) -> dt.date:
    return pay.days.first if _rates_of_first_day(facts, pay) else pay.days.last


def _given(
    facts: Facts, pay: PeriodPay, due: tuple[Line, ...], of: str,
    given: list[tuple[Fraction | None, int]],
) -> Line:  # fmt: skip
    """All of one kind that was given in a period, as far as the law lets it count."""
    whole = sum((line.amount for line in due), ZERO)
    on, rule = _rule_day(facts, pay), _rule_in_kind(facts, pay, of)
    days = min(sum(days for _, days in given), len(pay.days))
    worth = sum((whole if value is None else value * days for value, days in given), ZERO)
    numbers: Numbers = {"of": of, "days": days, "worth": worth}
    silent = rule is None and not holds_all(facts.law, facts.account.about, "in_kind", of, on)
    if rule is None and (facts.most or not silent):
        return Line(what="not_in_kind", amount=ZERO, numbers=numbers, counts=False)
    if rule is None:
        worth = rounded(min(worth, whole), facts.law.currency)
        return Line(what="in_kind", amount=-worth, numbers=numbers)
    worth = min(worth, whole)
    if rule.most_per_day is not None:
        worth = min(worth, rule.most_per_day * days)
    if rule.most_share is not None:
        worth = min(worth, whole * rule.most_share)
    if rule.counts_for == "minimum":
        added = sum((line.amount for line in due if line.what == "minimum_wage"), ZERO)
        worth = min(worth, added)
    return Line(
        what="in_kind",
        amount=-rounded(worth, facts.law.currency),
        rule=rule,
        numbers=numbers,
    )
