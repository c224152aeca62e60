"""Published world figures prepared for pages; only shares are calculated here."""

import functools
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.http import QueryDict

from manumit.published_figures import (
    Count,
    Enforcement,
    GlobalFigure,
    Source,
    Span,
    Treaty,
    detected,
    enforcement,
    global_figures,
    treaties,
)
from manumit.published_figures.published import BELOW_FIVE, INCOMPLETE_LISTS
from manumit.web.typed_numbers import parse_number

INSTRUMENTS = (
    "C029", "P029", "C105", "TIP-PROTOCOL", "C181", "C095", "C081", "C097", "C143", "ICRMW",
    "C189", "C087", "C098", "C138", "C182", "C100", "C111", "C131", "C155",
)  # fmt: skip
"""Nearest to the subject first; C001 is on file and not shown."""

CHAIN = ("detected", "offences", "suspected", "prosecuted", "convicted")
YEARS_SHOWN = 10


@dataclass(frozen=True, slots=True)
class TreatyStatus:
    """A treaty that a country joined, left or did not join; ``act`` None where it is absent.

    Attributes:
        doubtful: the list is incomplete, so absence says nothing.
    """

    instrument: str
    act: Treaty | None
    doubtful: bool


@dataclass(frozen=True, slots=True)
class YearRow:
    """What was reported for one year, in the order of ``CHAIN``; no values: not reported."""

    year: int
    cells: tuple[tuple[str, ...], ...]


def treaty_statuses(iso3: str) -> tuple[TreatyStatus, ...]:
    """Return each instrument with what a country did about it."""
    acts = {act.instrument: act for act in treaties(iso3)}
    return tuple(
        TreatyStatus(name, acts.get(name), name not in acts and name in INCOMPLETE_LISTS)
        for name in INSTRUMENTS
    )


def reported_chain(iso3: str) -> tuple[YearRow, ...]:
    """Return the last years in which a country reported anything, newest first."""
    return _by_year(detected(iso3), lambda one: one.what, CHAIN, _is_total)


def victims(iso3: str, attribute: str, values: tuple[str, ...]) -> tuple[YearRow, ...]:
    """Return detected victims by form, sex or age, newest year first."""
    return _by_year(
        detected(iso3),
        lambda one: str(getattr(one, attribute)),
        values,
        lambda one: one.what == "detected" and bool(getattr(one, attribute)),
    )


def contradicted(years: Iterable[YearRow], iso3: str) -> tuple[int, ...]:
    """Return the years whose parts add up to more than the total that the source gives."""
    totals = {
        one.year: one.values for one in detected(iso3) if one.what == "detected" and _is_total(one)
    }
    return tuple(
        one.year
        for one in years
        if one.year in totals
        and sum(_least(values) for values in one.cells) > max(map(_most, totals[one.year]))
    )


def _least(values: tuple[str, ...]) -> int:
    """Return the least that a cell may be; nothing for what was not reported."""
    return min((0 if value == BELOW_FIVE else int(value) for value in values), default=0)


def _most(value: str) -> int:
    return 4 if value == BELOW_FIVE else int(value)


def _is_total(one: Count) -> bool:
    return not (one.form or one.sex or one.age)


def _by_year(
    counts: Iterable[Count],
    key: Callable[[Count], str],
    columns: tuple[str, ...],
    wanted: Callable[[Count], bool],
) -> tuple[YearRow, ...]:
    found: dict[int, dict[str, tuple[str, ...]]] = {}
    for one in counts:
        if wanted(one):
            found.setdefault(one.year, {})[key(one)] = one.values
    newest = sorted(found, reverse=True)[:YEARS_SHOWN]
    return tuple(
        YearRow(year, tuple(found[year].get(column, ()) for column in columns)) for year in newest
    )


def persons() -> tuple[GlobalFigure, ...]:
    """Return the totals of people in forced labour, each with its year: no series."""
    return tuple(
        one
        for one in global_figures()
        if one.what == "persons"
        and (one.category, one.unit)
        in {("World", "million persons"), ("Forced labour", "million persons")}
    )


def profits() -> tuple[GlobalFigure, ...]:
    """Return the estimates of a year's profit in all, and of one person's."""
    return tuple(
        one
        for one in global_figures()
        if one.what == "profit" and one.dimension in {"total", "per victim", "per victim by type"}
    )


def convictions() -> tuple[Enforcement, ...]:
    """Return what governments reported, newest year first."""
    return tuple(reversed(enforcement()))


def cited_sources(*figures: Iterable[GlobalFigure | Enforcement | Treaty]) -> tuple[Source, ...]:
    """Return the sources of what a page shows, each once."""
    found = {one.source.key: one.source for several in figures for one in several}
    return tuple(found.values())


FIELDS = ("exploited", "convictions", "profit", "cost", "persons")
"""What the balance asks for; each from the least to the most."""

MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class PublishedDefaults:
    """The default numbers of the risk form, by field, and their sources."""

    texts: Mapping[str, str]
    sources: tuple[Source, ...]


@functools.cache
def published_defaults() -> PublishedDefaults:
    """Return the newest figures on labour exploitation in the private economy.

    Years and definitions differ, and the page says so.
    """
    persons = _latest("persons", "Private economy: forced labour exploitation")
    profit = _latest("profit", "Other private forced labour")
    convicted = enforcement()[-1]
    texts = {
        "exploited": f"{persons.value * MILLION:f}".removesuffix(".0"),
        "convictions": str(convicted.convictions_labour or ""),
        "profit": f"{profit.value:f}",
        "persons": "1",
    }
    return PublishedDefaults(texts, (persons.source, profit.source, convicted.source))


def _latest(what: str, category: str) -> GlobalFigure:
    found = (one for one in global_figures() if (one.what, one.category) == (what, category))
    return max(found, key=lambda one: one.published)


@dataclass(frozen=True, slots=True)
class RiskEntry:
    """The numbers entered into the risk form.

    Attributes:
        texts: by name of the input, as entered.
        spans: by field; a field that was left empty is absent.
        wrong: fields that hold no span of numbers.
    """

    texts: dict[str, str]
    spans: dict[str, Span]
    wrong: frozenset[str]


def read_risk_entry(query: QueryDict) -> RiskEntry:
    """Read the inputs; without any, use the published numbers."""
    texts = {
        f"{field}_{end}": (
            query.get(f"{field}_{end}", "") if query else published_defaults().texts.get(field, "")
        )
        for field in FIELDS
        for end in ("least", "most")
    }
    spans: dict[str, Span] = {}
    wrong: set[str] = set()
    for field in FIELDS:
        least, most = texts[f"{field}_least"].strip(), texts[f"{field}_most"].strip()
        if not least and not most:
            continue
        try:
            spans[field] = Span(parse_number(least or most), parse_number(most or least))
        except ValueError:
            wrong.add(field)
    wrong |= {name for name in ("exploited", "profit") if name in spans and not spans[name].least}
    return RiskEntry(texts, spans, frozenset(wrong))
