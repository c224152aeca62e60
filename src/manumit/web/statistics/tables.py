"""A release as files: one line for each number, with its definition's version and provenance.

The same lines as CSV, JSON and XLSX; and in the shapes in which the UNODC and the SDG database ask
for them. All are made of the document that was published, and of nothing else.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from manumit.disclosure import PublishedTable
from manumit.disclosure.model import cells_with_margins
from manumit.web.statistics.counting import CHAIN
from manumit.web.statistics.definitions import definitions
from manumit.web.statistics.releasing import published_tables
from manumit.web.statistics.shown import is_told, so_far

HEADER = (
    "population", "table", "dimension_1", "category_1", "dimension_2", "category_2", "number",
    "note",
)  # fmt: skip
SUPPRESSED, NOT_RECORDED = "suppressed", "not recorded here"
PER = 100_000


def lines(document: Mapping[str, Any]) -> Iterator[tuple[object, ...]]:
    """Every cell and margin of every table, then days, sums, and what nobody records."""
    yield from _cells(document)
    yield from _days(document["days"])
    yield from _money(document["money"])
    total = document["excluded"]["total"]
    yield ("persons", "not counted", "", "", "", "", total, _note(total))
    persons = {one.name: one for one in published_tables(document["populations"]["persons"])}
    for one in definitions().values():
        if not is_told(one, persons):
            yield (one.group, one.code, "", "", "", "", None, NOT_RECORDED)


def _note(value: object) -> str:
    return SUPPRESSED if value is None else ""


def _cells(document: Mapping[str, Any]) -> Iterator[tuple[object, ...]]:
    for population, of_ in document["populations"].items():
        for table in published_tables(of_):
            order = [one.name for one in table.dimensions]
            keys = cells_with_margins(table.dimensions)
            for key, value in zip(keys, table.values, strict=True):
                fixed = dict(key)
                pairs = [part for name in order for part in (name, fixed.get(name, "total"))]
                yield (population, table.name, *pairs, value, _note(value))


def _days(found: Mapping[str, Any]) -> Iterator[tuple[object, ...]]:
    for code, one in found.items():
        for part in ("n", "q1", "median", "q3"):
            value = None if one is None else one[part]
            yield ("days", code, "part", part, "", "", value, _note(value))


def _money(found: Mapping[str, Any]) -> Iterator[tuple[object, ...]]:
    for currency, kinds in found.items():
        for kind, one in kinds.items():
            for part in ("n", "sum"):
                value = None if one is None else one[part]
                yield ("money", kind, "currency", currency, "part", part, value, _note(value))


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


BY_PROCEEDING = (
    "Counts proceedings, each about one accused, a person or an organisation: whoever is accused "
    "in two counts twice."
)
UNTIL = "Everybody until then, earlier years too: by year it is not counted."
GLOTIP = ("question", "year", "sex", "age", "form", "number", "note")


def glotip(document: Mapping[str, Any]) -> Iterator[tuple[object, ...]]:
    """As the UNODC questionnaire asks (GLOTIP), by year.

    Detected victims, persons suspected, prosecuted, convicted. A "detected victim" is a person
    whom a competent body has identified; the accused are counted by proceeding. Victims are told
    apart by sex, age and form until the end of the period, not by year; the accused by neither.
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
    for name, place in (("sex", 0), ("age", 1), ("form", 2)):
        yield from _victims_by(name, place, persons, f"until {years[-1]}")


def _victims_by(
    name: str, place: int, tables: Mapping[str, PublishedTable], until: str
) -> Iterator[tuple[object, ...]]:
    """Victims until the end of a period in each category of sex, age or form."""
    table = tables.get(f"reached_by_{name}")
    if table is None:
        return
    for category in next(one.categories for one in table.dimensions if one.name == name):
        number = so_far(table, CHAIN[0], **{name: category})
        parts = ["total"] * 3
        parts[place] = category.removeprefix(f"{name}_")
        note = SUPPRESSED if number is None else UNTIL
        yield ("victims detected", until, *parts, number, note)


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
    table = next(
        one for one in published_tables(document["populations"]["persons"])
        if one.name == "identified_in"
    )  # fmt: skip
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
    for parts in (("female", "total", "total"), ("male", "total", "total"),
                  ("total", "child", "total"), ("total", "adult", "total"),
                  ("total", "total", "forced labour")):  # fmt: skip
        yield (*first, *parts, None, people, None, source, "not published by year")
