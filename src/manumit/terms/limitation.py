"""Until when what is owed can be claimed."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from manumit.terms.account import DAY
from manumit.terms.lines import Period, PeriodKind
from manumit.terms.rules import Rule
from manumit.terms.units import months_after


@dataclass(frozen=True, slots=True, kw_only=True)
class Limitation(Rule):
    """For how many months one can claim what was due on a day on which the rule was in force.

    Attributes:
        months: from the due day; ``after_end_months``: from the end of the work, where that is
            earlier; None if the end does not matter.
        from_due_day: whether the due day is the first day of these months, or the day after it.
        series: whether they are counted from the last pay that fell short, for all that did before.
        back_months: how far back one can claim, from the day of the claim; None without limit.
        of: kinds of lines that have this time, whatever others have; empty for all others.
    """

    months: int
    after_end_months: int | None = None
    from_due_day: bool = False
    series: bool = False
    back_months: int | None = None
    of: frozenset[str] = frozenset()

    def last_day(self, due_on: dt.date, months: int | None = None) -> dt.date:
        """Return the last day of some months from a due day on; by default those for a claim."""
        after = months_after(due_on, self.months if months is None else months)
        # Where the month has no such day, its last day is within the months anyhow.
        return after - DAY * (self.from_due_day and after.day == due_on.day)


def barring(
    periods: Sequence[Period],
    rules: Sequence[Limitation],
    asked_on: dt.date,
    ended_on: dt.date | None,
) -> Iterator[Limitation | None]:
    """Yield for each period the rule by which it is too late to claim it; None if it is not.

    Args:
        periods: all periods of an account.
        rules: those whose facts are met, whenever they are in force.
        asked_on: the day of the claim.
        ended_on: the last day of the work; None while it goes on.
    """
    known = [one for one in rules if one.valid_from <= asked_on]
    last_short = max(
        (
            one.due_on
            for one in periods
            if one.kind is PeriodKind.PAY_PERIOD and one.owed and one.due_on <= asked_on
        ),
        default=None,
    )
    for period in periods:
        rule = _on(_about(period, known), period.due_on)
        counted_from = period.due_on
        if rule is not None and rule.series and period.kind is PeriodKind.PAY_PERIOD:
            counted_from = max(counted_from, last_short or counted_from)
            rule = _on(_about(period, known), counted_from)
        lapsed = rule is not None and _lapsed(rule, period.due_on, counted_from, asked_on, ended_on)
        yield rule if lapsed else None


def _lapsed(
    rule: Limitation,
    due_on: dt.date,
    counted_from: dt.date,
    asked_on: dt.date,
    ended_on: dt.date | None,
) -> bool:
    ends = [rule.last_day(counted_from)]
    if rule.back_months is not None:
        ends.append(rule.last_day(due_on, rule.back_months))
    if ended_on is not None and rule.after_end_months is not None:
        ends.append(months_after(ended_on, rule.after_end_months))
    return min(ends) < asked_on


def _about(period: Period, rules: Sequence[Limitation]) -> list[Limitation]:
    """The rules for the lines of a period; those for some kinds of lines come before the others."""
    of = {line.what for line in period.due}
    own = [one for one in rules if one.of and of and of <= one.of]
    return own or [one for one in rules if not one.of]


def _on(rules: Sequence[Limitation], day: dt.date) -> Limitation | None:
    """The rule that was in force on a day; the first of them for what was due before it."""
    first = min(rules, key=lambda one: one.valid_from, default=None)
    if first is None or day < first.valid_from:
        return first
    return next((one for one in rules if one.holds_on(day)), None)
