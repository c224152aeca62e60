"""For what a law is complete: where it has a hole, a sum is refused and the hole is named.

A law file declares, for each kind of its rules, for whom and from when to when it holds all of
them (``coverage``). Inside, the absence of a rule means that nothing is owed. Outside, it means
that nobody knows, and a number would be wrong: it is refused where the file holds a part of the
kind, and has no upper end where the file says nothing of the kind at all.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from manumit.errors import InputError, Place, Problem
from manumit.terms.account import DAY, Account, Span
from manumit.terms.codes import TermsCode
from manumit.terms.law.rules import Coverage, Excluded, Law, RestDayWork
from manumit.terms.wages.suppositions import asked_facts, fact_suppositions

BY_DAY = ("minimum_wage", "overtime", "night_premium")
"""Kinds of rules that may apply to any day of work."""
AT_REST = ("rest_day_work",)
AT_HOLIDAY = ("holiday_work", "paid_holiday")
AT_CALL = ("call_in_hours",)
"""Kinds that may apply to a day without enough work."""
AT_END = ("leave", "end_of_service", "notice_pay", "severance_pay", "guaranteed_hours")
BY_YEAR = ("thirteenth_month",)
LATE = ("late_penalty",)
"""Kinds that may apply to the pay of any period."""
KINDS = (*BY_DAY, *AT_REST, *AT_HOLIDAY, *AT_CALL, *AT_END, *BY_YEAR, *LATE)


@dataclass(frozen=True, slots=True, order=True)
class Gap:
    """Days for which a law does not hold all rules of a kind."""

    kind: str
    days: Span


class NotCoveredError(InputError):
    """W113 or W114, with the first hole of the law.

    Attributes:
        gap: the kind of rules and the days.
        for_some: whether only some values of a fact that is not stated are not covered.
    """

    def __init__(self, problem: Problem, gap: Gap, *, for_some: bool) -> None:
        super().__init__([problem])
        self.gap, self.for_some = gap, for_some


def check_coverage(account: Account, law: Law, span: Span) -> None:
    """Refuse an account for which the law has a hole.

    Args:
        account: the facts.
        law: the rules.
        span: the days that are worked out.

    Raises:
        NotCoveredError: W113, naming what is not covered and when; W114 where only some values of a
            fact that the account does not state are not covered.
    """
    found = [(one, _gaps(one, law, span)) for one in fact_suppositions(account, law)]
    if not any(gaps for _, gaps in found):
        return
    gap = min(gap for _, gaps in found for gap in gaps)
    values = {"law": law.id, "what": gap.kind.replace("_", " "),
              "first": gap.days.first, "last": gap.days.last}  # fmt: skip
    place = Place(field="employment")
    if all(gaps for _, gaps in found):
        problem = TermsCode.NOT_COVERED.problem(place, **values)
        raise NotCoveredError(problem, gap, for_some=False)
    facts = ", ".join(f"'{name}'" for name in _telling(account, law))
    problem = TermsCode.COVERED_FOR_SOME.problem(Place(field="about"), facts=facts, **values)
    raise NotCoveredError(problem, gap, for_some=True)


def undeclared_kinds(law: Law) -> tuple[str, ...]:
    """Return the kinds of rules of which the law says nothing at all."""
    declared = {one.kind for one in law.coverage}
    return tuple(kind for kind in KINDS if kind not in declared)


def uncovered_kinds(account: Account, law: Law, span: Span) -> tuple[str, ...]:
    """Return the kinds of rules that may apply to an account and of which the law says nothing.

    More than the sum may be owed by each of them, so the sum is a least.

    Args:
        account: the facts.
        law: the rules.
        span: the days that are worked out.
    """
    return tuple(kind for kind in undeclared_kinds(law) if _may_apply(account, law, kind, span))


def _may_apply(account: Account, law: Law, kind: str, span: Span) -> bool:
    """Whether rules of a kind may apply to an account, by any value of what it does not state."""
    needed = list(_needed(account, law, kind, span))
    if not needed or not any(isinstance(one, Excluded) and kind in one.kinds for one in law.rules):
        return bool(needed)
    return any(
        True
        for one in fact_suppositions(account, law)
        for of, days in needed
        for _ in _outside(one, law, kind, of, days)
    )


def holds_all(law: Law, about: Mapping[str, str], kind: str, of: str, day: dt.date) -> bool:
    """Whether the law holds all rules of a kind about something that is taken off or given."""
    if not law.coverage:
        return True
    return any(
        one.kind == kind and one.of in (None, of) and one.holds_on(day) and _meets(one, about)
        for one in law.coverage
    )


def _telling(account: Account, law: Law) -> tuple[str, ...]:
    """The facts to state: those on which coverage depends and the account is silent."""
    named = {name for one in law.coverage for name in one.where}
    named |= {name for one in law.rules if isinstance(one, Excluded) for name in one.where}
    return tuple(name for name in asked_facts(account, law) if name in named)


def _gaps(account: Account, law: Law, span: Span) -> tuple[Gap, ...]:
    """The holes that an account meets whose facts are all stated."""
    return tuple(
        gap
        for kind in KINDS
        if any(one.kind == kind for one in law.coverage)
        for of, needed in _needed(account, law, kind, span)
        for gap in _outside(account, law, kind, of, needed)
    )


def _needed(account: Account, law: Law, kind: str, span: Span) -> Iterator[tuple[str | None, Span]]:
    """The days for which rules of a kind have to be known, and of which sort of it."""
    if kind in (*BY_DAY, *LATE):
        yield None, span
    elif kind in AT_REST:
        yield from _rest_days_worked(account, law, span)
    elif kind in AT_HOLIDAY:
        yield from ((None, Span(d, d)) for d in account.employment.holidays if d in span)
    elif kind in AT_CALL and account.called_in is None:
        yield None, span
    elif kind in AT_CALL:
        yield from ((None, Span(d, d)) for d in sorted(account.called_in or ()) if d in span)
    elif kind in BY_YEAR:
        # The rule of the last day of a year, or of the work, decides about that year.
        ends = (dt.date(year, 12, 31) for year in range(span.first.year, span.last.year + 1))
        yield from ((None, Span(day, day)) for day in (min(day, span.last) for day in ends))
    elif account.employment.last == span.last:
        yield None, Span(span.last, span.last)


def _rest_days_worked(account: Account, law: Law, span: Span) -> Iterator[tuple[str | None, Span]]:
    """The rest days on which there may have been work; all days where nobody says which they are.

    A second rest day counts where the law has rules of its own for it.
    """
    work = account.employment
    two = any(isinstance(one, RestDayWork) and one.which == "second" for one in law.rules)
    for which, weekday in (("weekly", work.rest_day), ("second", work.second_rest_day)):
        if which == "second" and not two:
            continue
        if weekday is None or not account.work_complete:
            yield which, span
            continue
        for day, hours in account.hours.items():
            if day.weekday() == weekday and day in span and hours.high != 0:
                yield which, Span(day, day)


def _outside(account: Account, law: Law, kind: str, of: str | None, needed: Span) -> Iterator[Gap]:
    """Days in a row for which neither coverage nor an exclusion speaks."""
    held = [
        one
        for one in law.coverage
        if one.kind == kind and one.of in (None, of) and _meets(one, account.about)
    ]
    held_or_none: list[Coverage | Excluded] = [*held]
    held_or_none += [
        one
        for one in law.rules
        if isinstance(one, Excluded) and kind in one.kinds and _meets(one, account.about)
    ]
    day = needed.first
    for one in sorted(held_or_none, key=lambda rule: rule.valid_from):
        if one.valid_from > day:
            break
        if one.valid_until is None:
            return
        day = max(day, one.valid_until)
    if day <= needed.last:
        later = [one.valid_from for one in held_or_none if one.valid_from > day]
        last = min((first - DAY for first in later), default=needed.last)
        yield Gap(kind, Span(day, min(last, needed.last)))


def _meets(rule: Coverage | Excluded, about: Mapping[str, str]) -> bool:
    return all(about.get(name) in values for name, values in rule.where.items())
