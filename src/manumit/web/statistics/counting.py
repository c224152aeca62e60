"""Persons, accused and sums to a document of counts: ``manumit/outcomes/1``, true counts and all.

It is for the statistician who works with it; what leaves is made of it by :mod:`releasing`.
Tables of one population share their margins, so that they can be protected together.
"""

import datetime as dt
import uuid
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from manumit.disclosure import Dimension, Table
from manumit.web.kernel.consent.statistics import legal_basis
from manumit.web.statistics.definitions import (
    SEVERAL,
    UNKNOWN,
    Definition,
    definitions,
    of,
    query_version,
)
from manumit.web.statistics.rows import Accused, Left, Period, Person, accused, amounts, persons

SCHEMA = "manumit/outcomes/1"
YES, NO = "yes", "no"
CHAIN = ("identified", "assisted", "remedied")
"""The chain of a person, each link among those of the one before."""
NOWHERE = "none"
REACHED = (NOWHERE, *CHAIN)
"""How far somebody has come: one category for each person."""
EVENTS = ("presumed", "identified", "reflection", "assisted", "handed_over", "remedied")
OUTCOMES = ("open", "convicted", "acquitted", "discontinued")
BEFORE = "before"
YES_NO = (YES, NO)


@dataclass(slots=True)
class _Tables:
    """Counts of several tables of one population, while its rows go by."""

    counts: dict[str, Counter[tuple[str, ...]]] = field(default_factory=dict)
    total: int = 0

    def add(self, name: str, key: tuple[str, ...]) -> None:
        self.counts.setdefault(name, Counter())[key] += 1


@dataclass(slots=True)
class _Days:
    """Days between two events, of everybody who has both."""

    found: dict[str, array[int]] = field(default_factory=dict)

    def add(self, one: Definition, days: Mapping[str, dt.date | None]) -> None:
        assert one.between is not None  # noqa: S101 - only durations come here
        begins, ends = days[one.between[1]], days[one.between[2]]
        if begins is not None and ends is not None and ends >= begins:
            self.found.setdefault(one.code, array("l")).append((ends - begins).days)


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
    left, days = Left(), _Days()
    people = _of_persons(period, institution, left, days)
    charged, convicted = _of_accused(period, days)
    return {
        "schema": SCHEMA,
        "period": {"first": period.first, "last": period.last},
        "basis": "consent" if basis.is_consent else basis.article,
        "query": query_version(),
        "definitions": {one.name: one.version for one in definitions().values()},
        "populations": {"persons": people, "accused": charged},
        "excluded": dict(sorted(left.reasons.items())),
        "days": {code: _quartiles(found) for code, found in sorted(days.found.items())},
        "money": _sums(amounts(period, left, convicted)),
    }


def _of_persons(period: Period, institution: uuid.UUID, left: Left, days: _Days) -> dict[str, Any]:
    tables, durations = (
        _Tables(),
        [d for d in of("durations") if d.between and d.between[0] == "persons"],
    )
    for one in persons(period, institution, left):
        _count_person(one, period, tables)
        for duration in durations:
            days.add(duration, one.days)
    dimensions = {name: Dimension(name, YES_NO) for name in EVENTS}
    dimensions |= {
        one.code: Dimension(one.code, (*one.categories, SEVERAL, UNKNOWN))
        for one in of("dimensions", recorded=True)
        if one.code != "year"
    }
    years = (BEFORE, *map(str, period.years))
    dimensions["year"] = Dimension("year", years)
    dimensions["reached"] = Dimension("reached", REACHED)
    made = [
        _table(f"reached_by_{by.code}", ("reached", by.code), dimensions, tables)
        for by in of("dimensions", recorded=True)
    ]
    made += [_table(f"{link}_reached", (link, "reached"), dimensions, tables) for link in CHAIN]
    for event in EVENTS:
        dimensions[f"{event}_in"] = Dimension(f"{event}_in", (*years, NO))
        made.append(_table(f"{event}_in", (event, f"{event}_in"), dimensions, tables))
    return {"total": tables.total, "tables": [as_document(one) for one in made]}


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


def _of_accused(period: Period, days: _Days) -> tuple[dict[str, Any], set[uuid.UUID]]:
    tables, convicted = _Tables(), set()
    reasons: set[str] = {UNKNOWN}
    durations = [d for d in of("durations") if d.between and d.between[0] == "accused"]
    for one in accused(period):
        _count_accused(one, period, tables)
        if one.outcome == "convicted":
            convicted.add(one.id)
        reasons |= {one.reason} - {""}
        known = {
            "suspected": one.suspected if one.dated else None,
            "charged": one.charged,
            "convicted": one.convicted,
        }
        for duration in durations:
            days.add(duration, known)
    years = (BEFORE, *map(str, period.years))
    dimensions = {
        "charged": Dimension("charged", YES_NO),
        "outcome": Dimension("outcome", OUTCOMES),
        "suspected_in": Dimension("suspected_in", years),
        "charged_in": Dimension("charged_in", (*years, NO)),
        "convicted_in": Dimension("convicted_in", (*years, NO)),
        "reason": Dimension("reason", (*sorted(reasons), NO)),
    }
    made = [
        _table("outcome_by_year", ("outcome", "suspected_in"), dimensions, tables),
        _table("outcome_of_charged", ("charged", "outcome"), dimensions, tables),
        _table("charged_in", ("charged", "charged_in"), dimensions, tables),
        _table("convicted_in", ("outcome", "convicted_in"), dimensions, tables),
        _table("discontinued", ("outcome", "reason"), dimensions, tables),
    ]
    return {"total": tables.total, "tables": [as_document(one) for one in made]}, convicted


def _count_accused(one: Accused, period: Period, tables: _Tables) -> None:
    tables.total += 1
    charged = YES if one.charged else NO
    tables.add("outcome_by_year", (one.outcome, _year(one.suspected, period)))
    tables.add("outcome_of_charged", (charged, one.outcome))
    tables.add("charged_in", (charged, _year(one.charged, period)))
    tables.add("convicted_in", (one.outcome, _year(one.convicted, period)))
    tables.add("discontinued", (one.outcome, one.reason or NO))


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
        Dimension(one["name"], tuple(one["categories"])) for one in kept["dimensions"]
    )
    return Table(
        kept["name"], dimensions, tuple(kept["counts"]), frozenset(impossible(list(dimensions)))
    )


def _quartiles(found: Iterable[int]) -> dict[str, Any]:
    ordered = sorted(found)
    q1, median, q3 = (_quantile(ordered, part) for part in (0.25, 0.5, 0.75))
    return {"n": len(ordered), "q1": q1, "median": median, "q3": q3}


def _quantile(ordered: list[int], part: float) -> float:
    """Linear between the two nearest, as most programs do."""
    place = (len(ordered) - 1) * part
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def _sums(found: Iterable[Any]) -> dict[str, Any]:
    sums: dict[str, dict[str, dict[str, Any]]] = {}
    for one in found:
        at = sums.setdefault(one.currency, {}).setdefault(
            one.kind, {"n": 0, "sum": Decimal(0), "largest": Decimal(0)}
        )
        at["n"] += 1
        at["sum"] += one.amount
        at["largest"] = max(at["largest"], one.amount)
    return {
        currency: {
            kind: {"n": at["n"], "sum": f"{at['sum']:f}", "largest": f"{at['largest']:f}"}
            for kind, at in sorted(kinds.items())
        }
        for currency, kinds in sorted(sums.items())
    }
