"""Rows to a document of counts: ``manumit/outcomes/1``, true counts and all.

It is for the statistician who works with it; what leaves is made of it by :mod:`releasing`.
Tables of one population share their margins, so that they can be protected together.
"""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from manumit.disclosure import Dimension, Table
from manumit.web.justice.lists import REASONS
from manumit.web.kernel.consent.statistics import legal_basis
from manumit.web.statistics.definitions import (
    UNKNOWN,
    Definition,
    definitions,
    of,
    query_version,
    rules,
)
from manumit.web.statistics.measures import Days, Money
from manumit.web.statistics.rows import (
    ADULT,
    Accused,
    Check,
    Exclusions,
    Period,
    Person,
    accused,
    amounts,
    checks,
    persons,
    workers,
)

SCHEMA = "manumit/outcomes/1"
YES, NO = "yes", "no"
CHAIN = ("identified", "assisted", "remedied")
"""The chain of a person, each link among those of the one before."""
NOWHERE = "none"
REACHED = (NOWHERE, *CHAIN)
"""How far somebody has come: one category for each person."""
EVENTS = ("presumed", "identified", "reflection", "assisted", "handed_over", "remedied")
OUTCOMES = ("open", "convicted", "acquitted", "discontinued")
DECISIONS = ("open", "not_prosecuted", "charges_dropped", "not_punished", "punished", "stopped")
PAYMENTS = ("not_reported", "reported", "denied", "confirmed")
"""What is known of the payment to a worker of an order to pay: one category for each worker."""
AGES = (ADULT, UNKNOWN)
REASONS_TO_END = tuple(one for one in REASONS["discontinued"].codes() if one != "reason_unknown")
"""Every reason that there is: those that occurred alone would tell which did."""
BEFORE = "before"
YES_NO = (YES, NO)
NOT_BY = "not by"
"""How "no" begins in a release, which says until when."""
type Sums = dict[uuid.UUID, list[tuple[str, str, Decimal]]]
"""Currency, kind and amount, by whose they are."""


@dataclass(slots=True)
class _Tables:
    """Counts of several tables of one population, while its rows go by."""

    counts: dict[str, Counter[tuple[str, ...]]] = field(default_factory=dict)
    total: int = 0

    def add(self, name: str, key: tuple[str, ...]) -> None:
        self.counts.setdefault(name, Counter())[key] += 1


@dataclass(slots=True)
class _Measures:
    """Days and money, and the sums that nobody has claimed as theirs yet."""

    sums: Sums
    days: Days = field(default_factory=Days)
    money: Money = field(default_factory=Money)

    def add_money(self, whose: tuple[uuid.UUID, ...], codes: Mapping[str, str]) -> None:
        found = [one for key in whose for one in self.sums.pop(key, ())]
        self.money.add(found, codes)


def count(period: Period, institution: uuid.UUID) -> dict[str, Any]:
    """Counts everything, once.

    Args:
        period: whole years.
        institution: that counts.

    Returns:
        the document.

    Raises:
        InputError: N301, statistics have no legal basis here.
    """
    basis = legal_basis()
    sums: Sums = {}
    for one in amounts(period):
        sums.setdefault(one.whom, []).append((one.currency, one.kind, one.amount))
    left, measured = Exclusions(), _Measures(sums)
    populations = {
        "persons": _of_persons(period, institution, left, measured),
        "accused": _of_accused(period, measured),
        "checks": _of_checks(period, institution, measured),
        "workers": _of_workers(period, institution, measured),
    }
    return {
        "schema": SCHEMA,
        "period": {"first": period.first, "last": period.last},
        "basis": "consent" if basis.is_consent else basis.article,
        "query": query_version(),
        "definitions": {one.name: one.version for one in definitions().values()},
        "populations": populations,
        "excluded": dict(sorted(left.reasons.items())),
        "days": measured.days.in_all(),
        "days_by": measured.days.by(),
        "money": measured.money.in_all(),
        "money_by": measured.money.by(),
    }


def _durations(whose: str) -> list[Definition]:
    return [one for one in of("durations") if one.whose == whose]


def _of_persons(
    period: Period, institution: uuid.UUID, left: Exclusions, measured: _Measures
) -> dict[str, Any]:
    tables, durations = _Tables(), _durations("persons")
    for one in persons(period, institution, left):
        _count_person(one, period, tables)
        codes = {**one.codes, "year": _named(_year(one.days["met"], period), period)}
        for duration in durations:
            measured.days.add(duration, one.days, codes)
        measured.add_money(one.subjects, codes)
    dimensions = {name: Dimension(name, YES_NO) for name in EVENTS}
    dimensions |= {
        one.code: Dimension(one.code, one.every)
        for one in of("dimensions", recorded=True)
        if one.code != "year"
    }
    years = (BEFORE, *map(str, period.years))
    dimensions["year"] = Dimension("year", years)
    dimensions["reached"] = Dimension("reached", REACHED)
    dimensions["detected"] = dimension("detected", YES_NO)
    for event in EVENTS:
        dimensions[f"{event}_in"] = dimension(f"{event}_in", (*years, NO))
    asked: list[tuple[str, tuple[str, ...]]] = [
        (f"reached_by_{by.code}", ("reached", by.code)) for by in of("dimensions", recorded=True)
    ]
    asked += [(f"{link}_reached", (link, "reached")) for link in CHAIN]
    asked += [(f"{event}_in", (event, f"{event}_in")) for event in EVENTS]
    asked += [(by_year(code), ("identified_in", code)) for code in rules().victims_by_year]
    asked += [(together(pair), ("detected", *pair)) for pair in rules().victims_together]
    made = [_table(name, of_, dimensions, tables) for name, of_ in asked]
    return {"total": tables.total, "tables": [as_document(one) for one in made]}


def by_year(code: str) -> str:
    """The table of victims by year of identification and one characteristic."""
    return f"identified_in_by_{code}"


def together(pair: tuple[str, str]) -> str:
    """The table of victims by two characteristics."""
    return f"detected_by_{pair[0]}_and_{pair[1]}"


def _count_person(one: Person, period: Period, tables: _Tables) -> None:
    tables.total += 1
    happened = {event: YES if one.days[event] else NO for event in EVENTS}
    reached = NOWHERE
    for link in CHAIN:
        if happened[link] == NO:
            break
        reached = link
    for by, code in {**one.codes, "year": _year(one.days["met"], period)}.items():
        tables.add(f"reached_by_{by}", (reached, code))
    for link in CHAIN:
        tables.add(f"{link}_reached", (happened[link], reached))
    for event in EVENTS:
        tables.add(f"{event}_in", (happened[event], _year(one.days[event], period)))
    identified_in = _year(one.days["identified"], period)
    for code in rules().victims_by_year:
        tables.add(by_year(code), (identified_in, one.codes[code]))
    for first, second in rules().victims_together:
        key = (happened["identified"], one.codes[first], one.codes[second])
        tables.add(together((first, second)), key)


def _of_accused(period: Period, measured: _Measures) -> dict[str, Any]:
    tables = _Tables()
    durations = _durations("accused")
    for one in accused(period):
        _count_accused(one, period, tables)
        if one.outcome == "convicted":  # a sentence of any other is no more
            measured.add_money((one.id,), {})
        known = {
            "suspected": one.suspected if one.dated else None,
            "charged": one.charged,
            "convicted": one.convicted,
        }
        for duration in durations:
            codes = {"year": _named(_year(one.suspected, period), period)}
            measured.days.add(duration, known, codes)
    years = (BEFORE, *map(str, period.years))
    dimensions = {
        "charged": Dimension("charged", YES_NO),
        "outcome": Dimension("outcome", OUTCOMES),
        "suspected_in": Dimension("suspected_in", years),
        "charged_in": Dimension("charged_in", (*years, NO)),
        "convicted_in": Dimension("convicted_in", (*years, NO)),
        "reason": Dimension("reason", (*REASONS_TO_END, UNKNOWN, NO)),
    }
    made = [
        _table("outcome_by_year", ("outcome", "suspected_in"), dimensions, tables),
        _table("outcome_of_charged", ("charged", "outcome"), dimensions, tables),
        _table("charged_in", ("charged", "charged_in"), dimensions, tables),
        _table("convicted_in", ("outcome", "convicted_in"), dimensions, tables),
        _table("discontinued", ("outcome", "reason"), dimensions, tables),
    ]
    return {"total": tables.total, "tables": [as_document(one) for one in made]}


def _count_accused(one: Accused, period: Period, tables: _Tables) -> None:
    tables.total += 1
    charged = YES if one.charged else NO
    tables.add("outcome_by_year", (one.outcome, _year(one.suspected, period)))
    tables.add("outcome_of_charged", (charged, one.outcome))
    tables.add("charged_in", (charged, _year(one.charged, period)))
    tables.add("convicted_in", (one.outcome, _year(one.convicted, period)))
    tables.add("discontinued", (one.outcome, one.reason or NO))


def _of_checks(period: Period, institution: uuid.UUID, measured: _Measures) -> dict[str, Any]:
    """Checks of non-punishment: a population of its own, beside the accused and the persons.

    ``thin`` is whether a number of checks is enough, and the persons behind it are not.
    """
    tables, durations = _Tables(), _durations("checks")
    whose: dict[tuple[str, str], list[uuid.UUID]] = {}
    for one in checks(period, institution):
        _count_check(one, period, tables)
        year = _year(one.asked, period)
        for decision in {one.decision, "", *(("decided",) if one.decided else ())}:
            for asked_in in (year, ""):
                whose.setdefault((decision, asked_in), []).append(one.whom)
        for duration in durations:
            days = {"asked": one.asked, "decided": one.decided}
            measured.days.add(duration, days, {"year": _named(year, period)})
    dimensions = {
        "decision": Dimension("decision", DECISIONS),
        "asked_in": Dimension("asked_in", (BEFORE, *map(str, period.years))),
    }
    made = [_table("decision_by_year", ("decision", "asked_in"), dimensions, tables)]
    least = rules().threshold
    thin = any(len(set(found)) < least <= len(found) for found in whose.values())
    return {"total": tables.total, "thin": thin, "tables": [as_document(one) for one in made]}


def _count_check(one: Check, period: Period, tables: _Tables) -> None:
    tables.total += 1
    tables.add("decision_by_year", (one.decision, _year(one.asked, period)))


def _of_workers(period: Period, institution: uuid.UUID, measured: _Measures) -> dict[str, Any]:
    """Workers of orders to pay: a population of its own, because their claims lead to no file.

    ``thin`` is whether the orders of a year went to so few workplaces that everybody would know
    what an employer owes.
    """
    tables = _Tables()
    employers: dict[str, set[uuid.UUID]] = {}
    for one in workers(period, institution):
        year = _year(one.ordered, period)
        tables.total += 1
        tables.add("payment_by_year", (one.payment, year))
        tables.add("payment_by_age", (one.payment, one.age))
        employers.setdefault(year, set()).add(one.employer)
        measured.add_money((one.whom,), {})
    dimensions = {
        "payment": Dimension("payment", PAYMENTS),
        "ordered_in": Dimension("ordered_in", (BEFORE, *map(str, period.years))),
        "worker_age": Dimension("worker_age", AGES),
    }
    made = [
        _table("payment_by_year", ("payment", "ordered_in"), dimensions, tables),
        _table("payment_by_age", ("payment", "worker_age"), dimensions, tables),
    ]
    thin = any(len(found) < rules().fewest_workplaces for found in employers.values())
    return {"total": tables.total, "thin": thin, "tables": [as_document(one) for one in made]}


def _named(year: str, period: Period) -> str:
    """A year as a release names it."""
    return f"{BEFORE} {period.first}" if year == BEFORE else year


SAME: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "identified_in": {NO: ("reached", NOWHERE)},
    "detected": {NO: ("reached", NOWHERE), YES: ("identified", YES)},
}
"""Categories that hold the same persons as one of another dimension, and are one cell with it."""


def dimension(name: str, categories: tuple[str, ...], rest: str | None = None) -> Dimension:
    """A dimension of persons or accused, of a count or a release, with what it is the same as."""
    known = SAME.get(name, {})
    same = tuple((one, known[plain(one)]) for one in categories if plain(one) in known)
    return Dimension(name, categories, rest, same)


def plain(label: str) -> str:
    """A category as a count names it."""
    return NO if label.startswith(NOT_BY) else label


def _year(day: dt.date | None, period: Period) -> str:
    if day is None:
        return NO
    return str(day.year) if day.year >= period.first else BEFORE


IMPLIED = {
    **{f"{event}_in": (event, YES) for event in EVENTS},
    "charged_in": ("charged", YES),
    "convicted_in": ("outcome", "convicted"),
    "reason": ("outcome", "discontinued"),
}
"""A dimension that has a value exactly where another has this one, and "no" elsewhere."""


def _table(
    name: str, of_: tuple[str, ...], dimensions: Mapping[str, Dimension], tables: _Tables
) -> Table:
    return Table.from_counts(
        name,
        [dimensions[one] for one in of_],
        dict(tables.counts.get(name, {})),
        structural=impossible([dimensions[one] for one in of_]),
    )


def impossible(of_: list[Dimension]) -> list[tuple[str, ...]]:
    """Combinations that can't occur: a year of a decision that was not made, and the like."""
    first, *others = of_
    if len(others) != 1:
        return []
    second = others[0]
    if second.name == "reached" and first.name in CHAIN:
        never: list[tuple[str, ...]] = [(NO, link) for link in REACHED[REACHED.index(first.name) :]]
        return [*never, (YES, NOWHERE)] if first.name == CHAIN[0] else never
    if second.name not in IMPLIED:
        return []
    _, value = IMPLIED[second.name]
    return [
        (one, other)
        for one in first.categories
        for other in second.categories
        if (one == value) == (other == NO)
    ]


def as_document(table: Table) -> dict[str, Any]:
    """A table as it is kept: dimensions, and counts without margins."""
    return {
        "name": table.name,
        "dimensions": [
            {"name": one.name, "categories": list(one.categories)} for one in table.dimensions
        ],
        "counts": list(table.counts),
    }


def from_document(kept: Mapping[str, Any]) -> Table:
    """The same back."""
    dimensions = tuple(
        dimension(one["name"], tuple(one["categories"])) for one in kept["dimensions"]
    )
    return Table(
        kept["name"], dimensions, tuple(kept["counts"]), frozenset(impossible(list(dimensions)))
    )
