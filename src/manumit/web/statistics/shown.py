"""A count or a release made ready for a page: the chain, who gets lost where, days and money.

Both come in the same form, so that a page of a release can't show more than a release holds. None
stands for a number that is suppressed; what no room records is listed apart, and has no number.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from manumit.bulk.charts import Bar, Part, thin_bars
from manumit.disclosure import PublishedTable
from manumit.errors import Place
from manumit.pictures import Caption
from manumit.web.statistics import shares
from manumit.web.statistics.codes import StatisticsCode
from manumit.web.statistics.counting import (
    AGES,
    CHAIN,
    DECISIONS,
    EVENTS,
    NOWHERE,
    PAYMENTS,
    REACHED,
    YES,
    by_year,
    together,
)
from manumit.web.statistics.definitions import Definition, definitions, of, rules
from manumit.web.statistics.releasing import SCHEMA, WORKERS, published_tables, working_tables
from manumit.web.ui.languages import Language, words

type Number = int | None
CONFIRMED = "confirmed"


@dataclass(frozen=True, slots=True)
class ChainLink:
    """One link of a chain.

    Attributes:
        number: how many reached it, by any route; None where it is suppressed.
        along: how many reached it through every link before it.
        share: of those along the link before it, in per cent; None where either is suppressed, or
            nobody is there.
        drop_off: how many of those along it do not come to the next link; None also for the last.
    """

    definition: Definition
    number: Number
    along: Number
    share: float | None
    drop_off: Number


@dataclass(frozen=True, slots=True)
class Row:
    """A category with a number for each column; ``text`` a text's id, or empty for ``words``."""

    text: str
    words: str
    numbers: tuple[Number, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a heading: a definition by which is broken down."""

    definition: Definition
    columns: tuple[Definition, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Cross:
    """Identified victims by two definitions at once; numbers in the order of ``columns``.

    Attributes:
        columns: categories of ``across``, as rows without a number; the last is the total.
    """

    code: str
    down: Definition
    across: Definition
    columns: tuple[Row, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class CategoryValue:
    """Days or a sum of those in one category of one definition."""

    by: Definition
    row: Row
    found: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Breakdown:
    """Days, or sums or shares in one currency, by characteristic.

    Attributes:
        currency: empty of days.
        parts: those that are shown.
        withheld: whether others are kept back.
        linked: whether it leads to persons: a fine of a convict does not.
    """

    definition: Definition
    currency: str
    parts: tuple[CategoryValue, ...]
    withheld: bool
    linked: bool = True


@dataclass(frozen=True, slots=True)
class WorkersOfOrders:
    """Workers whom orders to pay list: a number for each definition, then those by age."""

    payments: tuple[tuple[Definition, Number], ...]
    by_age: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class StatisticsPage:
    """All of a page.

    Attributes:
        released: whether it is a release, and numbers may be suppressed.
        total: persons counted.
        events: what happened in which year, to how many.
        days, money: by definition; None where it is withheld.
        shares: currency, definition and per cent of one sum in another.
        crossed: identified victims by year and by two characteristics.
        days_by, money_by, shares_by: the same by characteristic; empty in an older document.
        checks: of non-punishment, by decision; None where they are withheld or not counted.
        workers: of orders to pay, by what is known of the payment, and by age: ordered and
            confirmed; None where they are withheld or not counted.
        missing: what no room records.
    """

    released: bool
    first: int
    last: int
    basis: str
    query: str
    total: Number
    persons: tuple[ChainLink, ...]
    accused: tuple[ChainLink, ...]
    broken: tuple[Table, ...]
    events: Table
    ended: tuple[Row, ...]
    reasons: tuple[Row, ...]
    days: tuple[tuple[Definition, Mapping[str, Any] | None], ...]
    money: tuple[tuple[str, tuple[tuple[Definition, Mapping[str, Any] | None], ...]], ...]
    shares: tuple[tuple[str, Definition, int | None], ...]
    crossed: tuple[Cross, ...]
    days_by: tuple[Breakdown, ...]
    money_by: tuple[Breakdown, ...]
    shares_by: tuple[Breakdown, ...]
    checks: tuple[tuple[Definition | None, Row], ...] | None
    workers: WorkersOfOrders | None
    excluded: Number
    excluded_why: tuple[Row, ...] | None
    missing: tuple[Definition, ...]
    inhabitants: Mapping[str, Any] | None


def statistics_page(content: Mapping[str, Any] | None) -> StatisticsPage:
    """A count or a release as a page shows it.

    Raises:
        InputError: Z102, it is not counted yet.
    """
    if content is None:
        raise StatisticsCode.NOT_COUNTED.error(Place(field="outcomes"))
    released = content["schema"] == SCHEMA
    read = published_tables if released else working_tables
    persons = {one.name: one for one in read(content["populations"]["persons"])}
    accused = {one.name: one for one in read(content["populations"]["accused"])}
    excluded, why = _excluded(content["excluded"], released=released)
    return StatisticsPage(
        released=released,
        first=content["period"]["first"],
        last=content["period"]["last"],
        basis=content["basis"],
        query=content["query"],
        total=persons["reached_by_year"].value({}),
        persons=tuple(_chain(persons)),
        accused=tuple(_accused_chain(accused)),
        broken=tuple(
            _breakdown_table(by, persons[f"reached_by_{by.code}"])
            for by in of("dimensions", recorded=True)
            if f"reached_by_{by.code}" in persons
        ),
        events=_events(persons),
        ended=tuple(_rows(accused["outcome_by_year"], "outcome")),
        reasons=tuple(
            one for one in _rows(accused["discontinued"], "reason", {"outcome": "discontinued"})
            if one.numbers != (0,)
        ),
        days=tuple((one, content["days"].get(one.code)) for one in of("durations")),
        money=tuple(
            (currency, tuple((one, found[one.code]) for one in of("money") if one.code in found))
            for currency, found in content["money"].items()
        ),
        shares=tuple(shares.in_all(content)),
        crossed=tuple(_crossed(persons)),
        days_by=tuple(_days_by(content)),
        money_by=tuple(_money_by(content)),
        shares_by=tuple(_shares_by(content)),
        checks=_checks(content["populations"].get("checks"), read),
        workers=_workers(content["populations"].get("workers"), read),
        excluded=excluded,
        excluded_why=why,
        missing=tuple(
            one for one in definitions().values()
            if not is_included(one, persons, content["definitions"])
        ),
        inhabitants=content.get("inhabitants"),
    )  # fmt: skip


def is_included(
    one: Definition, tables: Mapping[str, PublishedTable], known: Collection[str]
) -> bool:
    """Whether a document tells of it: an older one was made when less was recorded."""
    if one.name not in known:
        return False
    if one.group == "dimensions":
        return f"reached_by_{one.code}" in tables
    return one.recorded and (one.code not in EVENTS or f"{one.code}_in" in tables)


def _links(numbers: Sequence[tuple[Definition, Number, Number]]) -> Iterator[ChainLink]:
    """Yield the links of a chain, from how many reached each by any route, and along the chain."""
    every = [None, *(along for _, _, along in numbers), None]
    for (one, number, along), before, after in zip(numbers, every, every[2:], strict=False):
        share = 100 * along / before if along is not None and before else None
        drop_off = along - after if along is not None and after is not None else None
        yield ChainLink(one, number, along, share, drop_off)


def _chain(tables: Mapping[str, PublishedTable]) -> Iterator[ChainLink]:
    known = definitions()
    by_year = tables["reached_by_year"]
    met = by_year.value({})
    numbers = [(known["persons.met"], met, met)]
    for link in CHAIN:
        along, number = (
            reached_at_least(by_year, link),
            tables[f"{link}_reached"].value({link: YES}),
        )
        if link == CHAIN[0] and along is None:
            along = number  # nothing comes before it
        numbers.append((known[f"persons.{link}"], number, along))
    return _links(numbers)


def reached_at_least(table: PublishedTable, link: str, **fixed: str) -> Number:
    """How many have come at least so far; None where no numbers that are published give it."""
    place, total = REACHED.index(link), table.value(fixed)
    if place == 0:
        return total
    parts = [table.value({"reached": one, **fixed}) for one in REACHED]
    further, before = _sum(parts[place:]), _sum(parts[:place])
    if further is None and total is not None and before is not None:
        return total - before
    return further


def _sum(parts: Sequence[Number]) -> Number:
    """None where any of them is suppressed."""
    return None if None in parts else sum(one for one in parts if one is not None)


def _accused_chain(tables: Mapping[str, PublishedTable]) -> Iterator[ChainLink]:
    known, of_charged = definitions(), tables["outcome_of_charged"]
    numbers = [
        (known["accused.suspected"], of_charged.value({})),
        (known["accused.charged"], of_charged.value({"charged": YES})),
        (known["accused.convicted"], of_charged.value({"outcome": "convicted"})),
    ]
    return _links([(one, number, number) for one, number in numbers])


def _breakdown_table(by: Definition, table: PublishedTable) -> Table:
    links = (NOWHERE, *CHAIN)
    known = definitions()
    columns = (known["persons.met"], *(known[f"persons.{link}"] for link in CHAIN))
    rows = []
    for category in _categories(table, by.code):
        numbers = tuple(reached_at_least(table, link, **{by.code: category}) for link in links)
        rows.append(_head(category, numbers))
    return Table(by, columns, tuple(row for row in rows if row.numbers != (0,) * len(links)))


def _events(tables: Mapping[str, PublishedTable]) -> Table:
    known = definitions()
    events = [one for one in EVENTS if f"{one}_in" in tables]
    columns = tuple(known[f"persons.{event}"] for event in events)
    rows = []
    for year in _categories(tables["reached_by_year"], "year"):
        numbers = tuple(tables[f"{one}_in"].value({f"{one}_in": year}) for one in events)
        rows.append(_head(year, numbers))
    return Table(known["dimensions.year"], columns, tuple(rows))


def _crossed(tables: Mapping[str, PublishedTable]) -> Iterator[Cross]:
    known = definitions()
    for code in rules().victims_by_year:
        if by_year(code) in tables:
            table, down = tables[by_year(code)], known[f"dimensions.{code}"]
            years = _categories(table, "identified_in")
            across = [{"identified_in": one} for one in years if label(one)[0] != NO_YEAR]
            yield _cross(by_year(code), table, (down, known["dimensions.year"]), across, {})
    for pair in rules().victims_together:
        if together(pair) in tables:
            table = tables[together(pair)]
            first, second = (known[f"dimensions.{one}"] for one in pair)
            across = [{first.code: one} for one in _categories(table, first.code)]
            every = {"detected": YES}
            yield _cross(together(pair), table, (second, first), [*across, {}], every)


NO_YEAR, NO_ROUTE = "statistics_category/no", "route_none"


def _cross(
    code: str, table: PublishedTable, by: tuple[Definition, Definition],
    across: Sequence[Mapping[str, str]], every: Mapping[str, str],
) -> Cross:  # fmt: skip
    down, other = by
    columns = tuple(_head(next(iter(one.values()), "total")) for one in across)
    rows = []
    for category in _categories(table, down.code):
        fixed = {down.code: category, **every}
        numbers = tuple(table.value({**fixed, **one}) for one in across)
        if set(numbers) != {0}:
            rows.append(_head(category, numbers))
    return Cross(code, down, other, columns, tuple(rows))


def _head(category: str, numbers: tuple[Number, ...] = ()) -> Row:
    text, plain_words = label(category)
    return Row(text, plain_words, numbers)


def _categories(table: PublishedTable, name: str) -> tuple[str, ...]:
    return next(one.categories for one in table.dimensions if one.name == name)


def _days_by(content: Mapping[str, Any]) -> Iterator[Breakdown]:
    for one in of("durations"):
        found = content.get("days_by", {}).get(one.code)
        if found is not None:
            yield _measured(one, "", found)


def _money_by(content: Mapping[str, Any]) -> Iterator[Breakdown]:
    if "money_by" not in content:
        return
    for currency, kinds in content["money"].items():
        for one in of("money"):
            if one.code in kinds and one.whose != WORKERS:
                found = content["money_by"].get(currency, {}).get(one.code, {})
                yield _measured(one, currency, found)


def _shares_by(content: Mapping[str, Any]) -> Iterator[Breakdown]:
    for currency, one, found in shares.by_characteristic(content):
        parts = {
            by: {code: None if share is None else {"share": share} for code, share in each.items()}
            for by, each in found.items()
        }
        yield _measured(one, currency, parts)


def _measured(one: Definition, currency: str, found: Mapping[str, Any]) -> Breakdown:
    by = [each for each in of("dimensions", recorded=True) if each.code in found]
    every = [(each, code, number) for each in by for code, number in found[each.code].items()]
    parts = tuple(
        CategoryValue(each, _head(code), number)
        for each, code, number in every
        if number is not None
    )
    withheld = len(parts) < len(every)
    linked = one.group != "money" or one.whose == "persons"
    return Breakdown(one, currency, parts, withheld, linked)


def _checks(
    population: Mapping[str, Any] | None,
    read: Callable[[Mapping[str, Any]], Sequence[PublishedTable]],
) -> tuple[tuple[Definition | None, Row], ...] | None:
    if population is None:
        return None
    (table,), known = read(population), definitions()
    numbers = [("asked", table.value({}))]
    numbers += [(one, table.value({"decision": one})) for one in DECISIONS]
    # What is open has no definition of its own: it is asked for, and not decided.
    return tuple((known.get(f"checks.{code}"), _head(code, (number,))) for code, number in numbers)


def _workers(
    population: Mapping[str, Any] | None,
    read: Callable[[Mapping[str, Any]], Sequence[PublishedTable]],
) -> WorkersOfOrders | None:
    """Return the workers of orders to pay; None also where nobody was counted, which is no zero."""
    if population is None:
        return None
    tables, known = {one.name: one for one in read(population)}, definitions()
    by_year, by_age = tables["payment_by_year"], tables["payment_by_age"]
    if by_year.value({}) == 0:
        return None

    def number(*payments: str, **fixed: str) -> Number:
        return _sum([by_age.value({"payment": one, **fixed}) for one in payments])

    counted = {
        "ordered": by_year.value({}),
        "reported": number(*PAYMENTS[1:]),
        "confirmed": number(CONFIRMED),
        "not_confirmed": number(*(one for one in PAYMENTS if one != CONFIRMED)),
    }
    ages = tuple(
        _head(age, (by_age.value({"worker_age": age}), number(CONFIRMED, worker_age=age)))
        for age in AGES
    )
    payments = tuple((known[f"workers.{code}"], found) for code, found in counted.items())
    return WorkersOfOrders(payments, tuple(row for row in ages if row.numbers != (0, 0)))


def _rows(
    table: PublishedTable, name: str, fixed: Mapping[str, str] | None = None
) -> Iterator[Row]:
    for category in _categories(table, name):
        yield _head(category, (table.value({name: category, **(fixed or {})}),))


def label(category: str) -> tuple[str, str]:
    """The text of a category, and what stands in it or in its place."""
    word, _, year = category.partition(" ")
    if word == "before":
        return "statistics_category/before", year
    if word in ("no", "not"):
        return "statistics_category/no", year.removeprefix("by ")
    if word.startswith("sector_"):
        return f"sector/{word.removeprefix('sector_').upper()}", ""
    if word.startswith("route_") and word != NO_ROUTE:
        return f"remedies_route/{word.removeprefix('route_')}", ""
    return ("", category) if category.isdecimal() else (f"statistics_category/{category}", "")


def _excluded(found: Mapping[str, Any], *, released: bool) -> tuple[Number, tuple[Row, ...] | None]:
    reasons = found["reasons"] if released else found
    total = found["total"] if released else sum(found.values())
    if reasons is None:
        return total, None
    return total, tuple(Row(f"statistics_why/{why}", "", (n,)) for why, n in reasons.items())


def draw_chain(shown: StatisticsPage, language: Language) -> SafeString:
    """The chain of persons as bars, with what a screen reader says of it."""
    spoken = words(language.tag)
    top = max((one.number or 0 for one in shown.persons), default=0)
    bars = [
        Bar(
            spoken.name(one.definition.text),
            "",
            (
                Part(
                    "suppressed" if one.number is None else "yes",
                    4.0 if one.number is None or not top else 100 * one.number / top,
                    spoken.name("statistics/suppressed") if one.number is None
                    else format_number(one.number, language),
                ),
            ),
        )
        for one in shown.persons
    ]  # fmt: skip
    described = "; ".join(f"{bar.label}: {bar.parts[0].words}" for bar in bars)
    rtl = language.direction == "rtl"
    svg = thin_bars(bars, Caption("chain", spoken.name("statistics/chain"), described, rtl=rtl))
    return mark_safe(svg)  # noqa: S308 - words are escaped where it is drawn


def format_number(number: int, language: Language) -> str:
    """A number with the signs of the language, as the reports write it."""
    return words(language.tag).number(str(number))
