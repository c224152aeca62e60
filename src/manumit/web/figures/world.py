"""What the world has published, made ready to be read: nothing here is reckoned but shares."""

import functools
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation, localcontext

from django.http import QueryDict

from manumit.web.pages.languages import Language, words
from manumit.world import (
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
from manumit.world.published import PARTIAL, SMALL

INSTRUMENTS = (
    "C029", "P029", "C105", "TIP-PROTOCOL", "C181", "C095", "C081", "C097", "C143", "ICRMW",
    "C189", "C087", "C098", "C138", "C182", "C100", "C111", "C131", "C155",
)  # fmt: skip
"""Nearest to the subject first; C001 is on file and not shown."""

CHAIN = ("detected", "offences", "suspected", "prosecuted", "convicted")
YEARS_SHOWN = 10
LARGEST, SMALLEST = Decimal(10) ** 15, Decimal(10) ** -6
PLACES = 12
"""Digits after the point of a number that somebody types."""
DIGITS = 60  # more than the largest entries divided by the smallest have


@dataclass(frozen=True, slots=True)
class Shown:
    """A treaty that a country joined, left or did not join; ``act`` None where it is absent.

    Attributes:
        doubtful: the list is incomplete, so absence says nothing.
    """

    instrument: str
    act: Treaty | None
    doubtful: bool


@dataclass(frozen=True, slots=True)
class Year:
    """What was reported for one year, in the order of ``CHAIN``; no values: not reported."""

    year: int
    cells: tuple[tuple[str, ...], ...]


def joined(iso3: str) -> tuple[Shown, ...]:
    """Return each instrument with what a country did about it."""
    acts = {act.instrument: act for act in treaties(iso3)}
    return tuple(
        Shown(name, acts.get(name), name not in acts and name in PARTIAL) for name in INSTRUMENTS
    )


def chain(iso3: str) -> tuple[Year, ...]:
    """Return the last years in which a country reported anything, newest first."""
    return _by_year(detected(iso3), lambda one: one.what, CHAIN, _is_whole)


def victims(iso3: str, attribute: str, values: tuple[str, ...]) -> tuple[Year, ...]:
    """Return detected victims by form, sex or age, newest year first."""
    return _by_year(
        detected(iso3),
        lambda one: str(getattr(one, attribute)),
        values,
        lambda one: one.what == "detected" and bool(getattr(one, attribute)),
    )


def contradicted(years: Iterable[Year], iso3: str) -> tuple[int, ...]:
    """Return the years whose parts add up to more than the total that the source gives."""
    totals = {
        one.year: one.values for one in detected(iso3) if one.what == "detected" and _is_whole(one)
    }
    return tuple(
        one.year
        for one in years
        if one.year in totals
        and sum(_least(values) for values in one.cells) > max(map(_most, totals[one.year]))
    )


def _least(values: tuple[str, ...]) -> int:
    """The least that a cell may be; nothing for what was not reported."""
    return min((0 if value == SMALL else int(value) for value in values), default=0)


def _most(value: str) -> int:
    return 4 if value == SMALL else int(value)


def _is_whole(one: Count) -> bool:
    return not (one.form or one.sex or one.age)


def _by_year(
    counts: Iterable[Count],
    key: Callable[[Count], str],
    columns: tuple[str, ...],
    wanted: Callable[[Count], bool],
) -> tuple[Year, ...]:
    found: dict[int, dict[str, tuple[str, ...]]] = {}
    for one in counts:
        if wanted(one):
            found.setdefault(one.year, {})[key(one)] = one.values
    newest = sorted(found, reverse=True)[:YEARS_SHOWN]
    return tuple(
        Year(year, tuple(found[year].get(column, ()) for column in columns)) for year in newest
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


def used(*figures: Iterable[GlobalFigure | Enforcement | Treaty]) -> tuple[Source, ...]:
    """Return the sources of what a page shows, each once."""
    found = {one.source.key: one.source for several in figures for one in several}
    return tuple(found.values())


FIELDS = ("exploited", "convictions", "profit", "cost", "persons")
"""What the balance asks for; each from the least to the most."""

MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Published:
    """What stands in the balance until somebody enters other numbers, by field, and its sources."""

    texts: Mapping[str, str]
    sources: tuple[Source, ...]


@functools.cache
def published() -> Published:
    """The newest of each, of labour in the private economy apart from sexual exploitation.

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
    return Published(texts, (persons.source, profit.source, convicted.source))


def _latest(what: str, category: str) -> GlobalFigure:
    found = (one for one in global_figures() if (one.what, one.category) == (what, category))
    return max(found, key=lambda one: one.published)


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody entered into the balance.

    Attributes:
        texts: by name of the input, as entered.
        spans: by field; a field that was left empty is absent.
        wrong: fields that hold no span of numbers.
    """

    texts: dict[str, str]
    spans: dict[str, Span]
    wrong: frozenset[str]


def asked(query: QueryDict) -> Asked:
    """Read the inputs; without any, the published numbers stand there."""
    texts = {
        f"{field}_{end}": (
            query.get(f"{field}_{end}", "") if query else published().texts.get(field, "")
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
            spans[field] = Span(number_of(least or most), number_of(most or least))
        except ValueError:
            wrong.add(field)
    wrong |= {name for name in ("exploited", "profit") if name in spans and not spans[name].least}
    return Asked(texts, spans, frozenset(wrong))


def number_of(text: str) -> Decimal:
    """Read a number as somebody typed it.

    Raises:
        ValueError: it is none, too large or too small to be meant, or has too many digits.
    """
    try:
        number = Decimal(text.replace(",", "").replace("\u202f", "").replace(" ", ""))
    except InvalidOperation as error:
        raise ValueError(text) from error
    if number.is_zero():
        # "0E-900000000" is a zero too, and would be written with that many digits.
        return Decimal(0)
    exponent = number.as_tuple().exponent  # a letter where it is no number
    if not isinstance(exponent, int) or exponent < -PLACES or not SMALLEST <= number <= LARGEST:
        raise ValueError(text)
    return number


def said(number: Decimal, unit: Decimal, language: Language) -> str:
    """A number with the signs of the language, as the reports write it."""
    sample = words(language.tag).name("report/number")
    with localcontext(prec=DIGITS):
        text = f"{number.quantize(unit, ROUND_HALF_EVEN):,f}"
    return text.translate({ord(","): sample[1], ord("."): sample[5]})
