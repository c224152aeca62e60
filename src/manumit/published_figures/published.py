"""Reads the shipped tables. Nothing is calculated: numbers are as published."""

import csv
import datetime as dt
import gzip
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files

from manumit.packaged import packaged_yaml

BELOW_FIVE = "<5"
"""How UNODC publishes a count below five."""

INCOMPLETE_LISTS = frozenset({"C097", "C143", "C181"})
"""Instruments whose list is incomplete: a country that is absent may still have ratified."""


@dataclass(frozen=True, slots=True)
class Source:
    """The publisher of a figure, and how close to the original we read it.

    Attributes:
        read: data, copy or secondary; data/sources.yaml explains them.
        whole: whether all of it was seen.
    """

    key: str
    title: str
    publisher: str
    as_of: dt.date
    read: str
    whole: bool


@dataclass(frozen=True, slots=True)
class Country:
    """A country or territory, named as the ILO or UNODC writes it in English."""

    iso3: str
    name: str
    region: str


@dataclass(frozen=True, slots=True)
class Treaty:
    """What a country has done about an instrument.

    Attributes:
        instrument: such as ``C029``, ``P029``, ``TIP-PROTOCOL``, ``ICRMW``.
        date: of ratification, or of the act that binds; a year where no more is known.
        status: in_force, party, signed, denounced, later (in force from ``status_date``) or
            not_in_force (the source does not say why).
    """

    instrument: str
    date: str
    status: str
    status_date: str
    source: Source


@dataclass(frozen=True, slots=True)
class Count:
    """A count that a country reported to UNODC.

    Attributes:
        what: offences, suspected, prosecuted, convicted or detected (victims).
        form: labour, sexual, other, or empty for all forms.
        sex: female, male, or empty for all.
        age: child, adult, or empty for all.
        values: as published, ``<5`` included; more than one where the source has several for the
            same cell and does not say which holds.
    """

    what: str
    form: str
    sex: str
    age: str
    year: int
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GlobalFigure:
    """An estimate of the ILO and its partners: persons in forced labour, or profits from it."""

    what: str
    published: int
    period: str
    dimension: str
    category: str
    unit: str
    value: Decimal
    source: Source


@dataclass(frozen=True, slots=True)
class Enforcement:
    """What governments reported to the US Department of State for one year, all countries.

    Every count may be None: not published, or not found in a source that we could read.
    """

    year: int
    prosecutions: int | None
    prosecutions_labour: int | None
    convictions: int | None
    convictions_labour: int | None
    victims: int | None
    victims_labour: int | None
    source: Source


@cache
def sources() -> Mapping[str, Source]:
    """Return every source by its key."""
    loaded = packaged_yaml(__package__, "data/sources.yaml")
    return {key: Source(key, **entry) for key, entry in loaded.items()}


@cache
def countries() -> Mapping[str, Country]:
    """Return every country by its ISO 3166-1 alpha-3 code, in the order of names."""
    found = (Country(row["iso3"], row["name"], row["region"]) for row in _rows("countries.csv"))
    return {one.iso3: one for one in sorted(found, key=lambda one: one.name)}


@cache
def _treaties() -> Mapping[str, tuple[Treaty, ...]]:
    found: dict[str, list[Treaty]] = {}
    for row in _rows("treaties.csv"):
        found.setdefault(row["iso3"], []).append(
            Treaty(
                row["instrument"],
                row["date"],
                row["status"],
                row["status_date"],
                sources()[row["source"]],
            )
        )
    return {iso3: tuple(several) for iso3, several in found.items()}


def treaties(iso3: str) -> tuple[Treaty, ...]:
    """Return what a country has done about each instrument.

    Absence from one of the ``INCOMPLETE_LISTS`` says nothing.
    """
    return _treaties().get(iso3, ())


@cache
def _counts() -> Mapping[str, tuple[Count, ...]]:
    cells: dict[tuple[str, ...], list[str]] = {}
    for row in csv.DictReader(gzip.decompress(_data("glotip.csv.gz")).decode().splitlines()):
        *key, value = row.values()
        cells.setdefault(tuple(key), []).append(value)
    found: dict[str, list[Count]] = {}
    for (iso3, what, form, sex, age, year), values in cells.items():
        found.setdefault(iso3, []).append(Count(what, form, sex, age, int(year), tuple(values)))
    return {iso3: tuple(several) for iso3, several in found.items()}


def detected(iso3: str) -> tuple[Count, ...]:
    """Return what a country reported to UNODC: offences, suspects, convictions, victims by year.

    A rise of detected victims may mean better work and not more crime.
    """
    return _counts().get(iso3, ())


@cache
def global_figures() -> tuple[GlobalFigure, ...]:
    """Return the estimates of persons and profits. Methods changed: they form no series."""
    return tuple(
        GlobalFigure(
            row["what"],
            int(row["published"]),
            row["period"],
            row["dimension"],
            row["category"],
            row["unit"],
            Decimal(row["value"]),
            sources()[row["source"]],
        )
        for row in _rows("global.csv")
    )


@cache
def enforcement() -> tuple[Enforcement, ...]:
    """Return prosecutions, convictions and victims of all countries by year, with gaps."""
    return tuple(
        Enforcement(
            int(row["year"]),
            _number(row["prosecutions"]),
            _number(row["prosecutions_labour"]),
            _number(row["convictions"]),
            _number(row["convictions_labour"]),
            _number(row["victims_identified"]),
            _number(row["victims_identified_labour"]),
            sources()[row["source"]],
        )
        for row in _rows("enforcement.csv")
    )


def _number(text: str) -> int | None:
    return int(text) if text else None


def _rows(name: str) -> Iterator[dict[str, str]]:
    return csv.DictReader(_data(name).decode().splitlines())


def _data(name: str) -> bytes:
    return (files(__package__) / "data" / name).read_bytes()
