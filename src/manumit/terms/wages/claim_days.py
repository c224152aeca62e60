"""Until when each part of what is owed can be claimed, by each rule that may hold for it."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from manumit.terms.account import Span
from manumit.terms.law.limitation import Limitation
from manumit.terms.wages.lines import PeriodKind
from manumit.terms.wages.owed import Owed
from manumit.terms.wages.time_limits import possible_claim_days


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimDay:
    """The last day on which something can be claimed.

    Attributes:
        days, kind: of the period; its sums are those of the result.
        rule: that sets the time; several may, where the account does not state which body decides.
        last_day: never before the day of the account, and never later than the right one.
    """

    days: Span
    kind: PeriodKind
    rule: Limitation
    last_day: dt.date


def claim_days(found: Owed) -> tuple[ClaimDay, ...]:
    """Return until when each period of which something is, or may be, owed can be claimed.

    Returns:
        for each period and rule the earliest day of both ends, by period, then by day. Nothing for
        what was filed, what is too old by a rule, and time that does not run (conciliation).
    """
    owed = {(one.days, one.kind) for one in found.most.periods if one.owed or one.added}
    earliest: dict[tuple[Span, PeriodKind, str], ClaimDay] = {}
    for end in (found.least, found.most):
        every = possible_claim_days(end.periods, found.law, found.account)
        for period, several in zip(end.periods, every, strict=True):
            for rule, last_day in several:
                if last_day is None or last_day < found.account.asked_on:
                    continue
                key = period.days, period.kind, rule.id
                day = ClaimDay(days=period.days, kind=period.kind, rule=rule, last_day=last_day)
                if key[:2] in owed and (key not in earliest or last_day < earliest[key].last_day):
                    earliest[key] = day
    return tuple(
        sorted(earliest.values(), key=lambda one: (one.days.first, one.kind, one.last_day))
    )


def by_period(days: Iterable[ClaimDay]) -> Mapping[tuple[Span, PeriodKind], tuple[ClaimDay, ...]]:
    """Return the days of each period, the earliest first."""
    found: dict[tuple[Span, PeriodKind], list[ClaimDay]] = defaultdict(list)
    for one in days:
        found[one.days, one.kind].append(one)
    return {key: tuple(several) for key, several in found.items()}


def first_by_rule(days: Iterable[ClaimDay]) -> tuple[ClaimDay, ...]:
    """Return the earliest day of each rule, the earliest of all first."""

    def earliest() -> Iterator[ClaimDay]:
        seen: set[str] = set()
        for one in sorted(days, key=lambda one: (one.last_day, one.rule.id)):
            if one.rule.id not in seen:
                seen.add(one.rule.id)
                yield one

    return tuple(earliest())


def last_days(document: Mapping[str, Any], first: str, last: str) -> frozenset[dt.date]:
    """Return the last days to claim what is due on some days, of a result as JSON.

    Args:
        document: ``manumit/owed/1``; one that was stored before it named these days has none.
        first: the first day of the period, ISO.
        last: its last day, ISO.
    """
    return frozenset(
        dt.date.fromisoformat(one["last_day"])
        for one in document.get("claim_by", ())
        if (one["from"], one["until"]) == (first, last)
    )
