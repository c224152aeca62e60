"""A release as files: one line for each number, with its definition's version and provenance.

The same lines as CSV, JSON and XLSX; and in the shapes in which the UNODC and the SDG database ask
for them. All are made of the document that was published, and of nothing else.
"""

from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

from manumit.disclosure import PublishedTable, sdmx_csv
from manumit.web.statistics import shares
from manumit.web.statistics.counting import CHAIN, YES, by_year, together
from manumit.web.statistics.definitions import definitions, rules
from manumit.web.statistics.releasing import published_tables
from manumit.web.statistics.shown import is_included, reached_at_least
from manumit.web.statistics.withholding import PARTS

HEADER = (
    "population", "table", "dimension_1", "category_1", "dimension_2", "category_2", "number",
    "note",
)  # fmt: skip
SUPPRESSED, NOT_RECORDED = "suppressed", "not recorded here"
NOT_LINKED = "not linked to persons"
NO_SHARE, PER_CENT = "not published: a sum is suppressed or zero", "per cent of rounded sums"
TOTAL = "total"
PER = 100_000


def lines(document: Mapping[str, Any]) -> Iterator[tuple[object, ...]]:
    """Every cell and margin of every table, then days, sums, and what nobody records.

    A table of three dimensions says in its name which part of it a line is of.
    """
    yield from _cells(document)
    yield from _days(document["days"])
    yield from _days_by(document.get("days_by", {}))
    yield from _money(document["money"])
    if "money_by" in document:
        yield from _money_by(document["money"], document["money_by"])
    yield from _shares(document)
    total = document["excluded"]["total"]
    yield ("persons", "not counted", "", "", "", "", total, _note(total))
    persons = {one.name: one for one in published_tables(document["populations"]["persons"])}
    for one in definitions().values():
        if not is_included(one, persons, document["definitions"]):
            yield (one.group, one.code, "", "", "", "", None, NOT_RECORDED)


def _note(value: object) -> str:
    return SUPPRESSED if value is None else ""


def _cells(document: Mapping[str, Any]) -> Iterator[tuple[object, ...]]:
    for population, of_ in document["populations"].items():
        for table in published_tables(of_):
            axes = [(*one.categories, TOTAL) for one in table.dimensions]
            names = [one.name for one in table.dimensions]
            for labels, value in zip(product(*axes), table.values, strict=True):
                pairs = list(zip(names, labels, strict=True))
                name = "/".join([table.name, *(label for _, label in pairs[:-2])])
                labelled = [part for pair in pairs[-2:] for part in pair]
                yield (population, name, *labelled, value, _note(value))


def _days(found: Mapping[str, Any]) -> Iterator[tuple[object, ...]]:
    for code, one in found.items():
        for part in PARTS:
            value = None if one is None else one[part]
            yield ("days", code, "part", part, "", "", value, _note(value))


def _days_by(found: Mapping[str, Any]) -> Iterator[tuple[object, ...]]:
    for code, dimensions in found.items():
        for by, categories in dimensions.items():
            for category, one in categories.items():
                for part in PARTS:
                    value = None if one is None else one[part]
                    yield ("days", code, by, category, "part", part, value, _note(value))


def _money_by(whole: Mapping[str, Any], found: Mapping[str, Any]) -> Iterator[tuple[object, ...]]:
    for currency, kinds in whole.items():
        for kind in kinds:
            of_kind = found.get(currency, {}).get(kind)
            if of_kind is None:
                yield ("money", kind, "", "", "currency", currency, None, NOT_LINKED)
                continue
            for by, categories in of_kind.items():
                for category, one in categories.items():
                    value = None if one is None else one["sum"]
                    yield ("money", kind, by, category, "currency", currency, value, _note(value))


def _money(found: Mapping[str, Any]) -> Iterator[tuple[object, ...]]:
    for currency, kinds in found.items():
        for kind, one in kinds.items():
            value = None if one is None else one["sum"]
            yield ("money", kind, "currency", currency, "part", "sum", value, _note(value))


def _shares(document: Mapping[str, Any]) -> Iterator[tuple[object, ...]]:
    for currency, one, value in shares.in_all(document):
        yield ("shares", one.code, "currency", currency, "", "", value, _share_note(value))
    for currency, one, found in shares.by_characteristic(document):
        for by, categories in found.items():
            for category, value in categories.items():
                note = _share_note(value)
                yield ("shares", one.code, by, category, "currency", currency, value, note)


def _share_note(value: int | None) -> str:
    return NO_SHARE if value is None else PER_CENT


def about(document: Mapping[str, Any], key: object, address: str) -> list[tuple[object, ...]]:
    """Where the numbers come from: period, rule, query version, versions of the definitions."""
    period, rule = document["period"], document["rule"]
    found: list[tuple[object, ...]] = [
        ("release", str(key)),
        ("address", address),
        ("period", f"{period['first']}-01-01/{period['last']}-12-31"),
        ("legal basis", document["basis"]),
        ("query version", document["query"]),
        ("smallest number that is published", rule["threshold"]),
        ("program", "manumit"),
    ]
    given = document["inhabitants"]
    if given:
        found.append((f"inhabitants {given['year']}", given["persons"]))
        found.append(("source of inhabitants", given["source"]))
    found += [(f"definition {name}", f"version {one}") for name, one in
              document["definitions"].items()]  # fmt: skip
    return found


def sdmx(document: Mapping[str, Any]) -> str:
    """Every cell and margin of every table as SDMX-CSV 2.0."""
    first, last = (document["period"][end] for end in ("first", "last"))
    populations = {
        name: published_tables(of_population)
        for name, of_population in document["populations"].items()
    }
    return sdmx_csv(populations, period=f"{first}-01-01/P{last - first + 1}Y")


BY_PROCEEDING = (
    "Counts proceedings, each about one accused, a person or an organisation: whoever is accused "
    "in two counts twice."
)
UNTIL = "Everybody until then, earlier years too."
GLOTIP = ("question", "year", "sex", "age", "form", "number", "note")


def glotip(document: Mapping[str, Any]) -> Iterator[tuple[object, ...]]:
    """As the UNODC questionnaire asks (GLOTIP), by year.

    Detected victims, persons suspected, prosecuted, convicted. A "detected victim" is a person
    whom a competent body has identified; the accused are counted by proceeding. Victims are broken
    down by sex, age and form in each year, and until the end of the period also by sex and age
    and by sex and form together; the accused by neither.
    """
    period = document["period"]
    years = [str(year) for year in range(period["first"], period["last"] + 1)]
    persons = {one.name: one for one in published_tables(document["populations"]["persons"])}
    accused = {one.name: one for one in published_tables(document["populations"]["accused"])}
    asked = (
        ("victims detected", persons["identified_in"], "identified_in", ""),
        ("persons suspected", accused["outcome_by_year"], "suspected_in", BY_PROCEEDING),
        ("persons prosecuted", accused["charged_in"], "charged_in", BY_PROCEEDING),
        ("persons convicted", accused["convicted_in"], "convicted_in", BY_PROCEEDING),
    )
    for question, table, dimension, meaning in asked:
        for year in years:
            number = table.value({dimension: year})
            note = SUPPRESSED if number is None else meaning
            yield (question, year, "total", "total", "total", number, note)
            if question != "victims detected":
                for sex in ("female", "male"):
                    yield (question, year, sex, "total", "total", None, NOT_RECORDED)
    yield from _victims_in(persons, years)
    for name in ASKED:
        yield from _victims_by(name, persons, f"until {years[-1]}")
    for pair in rules().victims_together:
        yield from _victims_together(pair, persons, f"until {years[-1]}")


ASKED = ("sex", "age", "form")
"""By what the questionnaire tells victims apart, in the order of the columns."""


def _asked(**known: str) -> list[str]:
    """The three columns: a category without the name of its dimension, or the total."""
    return [known[one].removeprefix(f"{one}_") if one in known else TOTAL for one in ASKED]


def _victims_in(
    tables: Mapping[str, PublishedTable], years: list[str]
) -> Iterator[tuple[object, ...]]:
    """Victims identified in each year in each category; an older release tells none."""
    for name in rules().victims_by_year:
        table = tables.get(by_year(name))
        if table is None:
            continue
        for category in next(one.categories for one in table.dimensions if one.name == name):
            for year in years:
                number = table.value({"identified_in": year, name: category})
                yield ("victims detected", year, *_asked(**{name: category}), number, _note(number))


def _victims_together(
    pair: tuple[str, str], tables: Mapping[str, PublishedTable], until: str
) -> Iterator[tuple[object, ...]]:
    """Victims until the end of a period in each pair of categories."""
    table = tables.get(together(pair))
    if table is None:
        return
    categories = {one.name: one.categories for one in table.dimensions}
    for first, second in product(*(categories[one] for one in pair)):
        known = dict(zip(pair, (first, second), strict=True))
        number = table.value({"detected": YES, **known})
        note = SUPPRESSED if number is None else UNTIL
        yield ("victims detected", until, *_asked(**known), number, note)


def _victims_by(
    name: str, tables: Mapping[str, PublishedTable], until: str
) -> Iterator[tuple[object, ...]]:
    """Victims until the end of a period in each category of sex, age or form."""
    table = tables.get(f"reached_by_{name}")
    if table is None:
        return
    for category in next(one.categories for one in table.dimensions if one.name == name):
        number = reached_at_least(table, CHAIN[0], **{name: category})
        note = SUPPRESSED if number is None else UNTIL
        yield ("victims detected", until, *_asked(**{name: category}), number, note)


SDG = (
    "indicator", "series", "year", "sex", "age", "form", "victims", "inhabitants",
    "per_100000", "source_of_inhabitants", "note",
)  # fmt: skip
CAVEAT = (
    "Counts detected victims only: no estimate of those who stay hidden. A rise may mean better "
    "detection."
)


def sdg(document: Mapping[str, Any]) -> Iterator[tuple[object, ...]]:
    """Indicator 16.2.2: detected victims per 100,000 inhabitants, in the year of the inhabitants.

    The indicator also has an undetected part, which needs an estimate: an estimate is never added
    to a count (R-74).
    """
    every = published_tables(document["populations"]["persons"])
    table = next(one for one in every if one.name == "identified_in")
    given = document["inhabitants"]
    year = str(given["year"] if given else document["period"]["last"])
    number = table.value({"identified_in": year})
    rate = round(PER * number / given["persons"], 3) if given and number is not None else None
    source = given["source"] if given else ""
    people = given["persons"] if given else None
    note = SUPPRESSED if number is None else CAVEAT
    if not given:
        note = f"{note} No number of inhabitants was entered, so that there is no rate."
    first = ("16.2.2", "detected", year)
    yield (*first, "total", "total", "total", number, people, rate, source, note)
    tables = {one.name: one for one in every}
    for name, category, label in SDG_BY:
        of_year = tables.get(by_year(name))
        parts = [label if one == name else TOTAL for one in ASKED]
        if of_year is None:
            yield (*first, *parts, None, None, None, "", "not published by year")
            continue
        part = of_year.value({"identified_in": year, name: category})
        note = SUPPRESSED if part is None else f"{CAVEAT} {NO_RATE}"
        yield (*first, *parts, part, None, None, "", note)


NO_RATE = "No rate: nobody enters how many inhabitants are of this group."
SDG_BY = (
    ("sex", "sex_female", "female"), ("sex", "sex_male", "male"), ("age", "child", "child"),
    ("age", "adult", "adult"), ("form", "form_forced_labour", "forced labour"),
)  # fmt: skip
"""Detected victims are distinguished by these, where the release has them by year."""
