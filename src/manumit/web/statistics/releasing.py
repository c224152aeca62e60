"""What of a count may leave: ``manumit/release/1``, made by :mod:`manumit.disclosure` (R-72).

The tables of one population are protected together, attacked, and attacked again beside every
release that was published before. Sums of money and days are no counts: what of them leaves is
decided by ``rules.yaml``. No true count of a suppressed cell is in the document.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from itertools import zip_longest
from typing import Any

from manumit.disclosure import (
    Cell,
    Dimension,
    PublishedRelease,
    PublishedTable,
    Release,
    Rule,
    Table,
    audit,
    difference_attack,
    merge_small,
    protect,
)
from manumit.disclosure.model import cell_of, cells_with_margins
from manumit.errors import InputError, Place
from manumit.web.statistics.codes import StatisticsCode
from manumit.web.statistics.counting import NOT_BY, dimension, from_document, impossible, plain
from manumit.web.statistics.definitions import SEVERAL, UNKNOWN, of, query_version, rules
from manumit.web.statistics.withholding import (
    EarlierRelease,
    days_by,
    days_in_all,
    is_small_change,
    money_by,
    money_in_all,
)

SCHEMA = "manumit/release/1"
OTHER = "other"
NEVER_MERGED = frozenset(
    one.code for one in of("dimensions") if one.sealed or one.absent != UNKNOWN
)
"""A category merged in one release and published in the next would give its members back: these
have the same categories in every release, and what is small in them is suppressed."""
WHOLE = ("year", "suspected_in", "decision", "reason", "payment")
"""Never merged, so that a year, a decision or a reason means the same in every release."""
WORKERS = "workers"
MOST_TOGETHER = 3
"""Earlier releases that are attacked together with a new one; older ones one at a time."""
LEFT_OUT = ("checks", WORKERS)
"""Populations that are left out of a release where they cannot be protected: few are there."""


def build_release(
    outcomes: Mapping[str, Any],
    before: Iterable[Mapping[str, Any]],
    inhabitants: Mapping[str, Any] | None = None,
    *,
    behind: Iterable[Mapping[str, Any] | None] = (),
) -> tuple[dict[str, Any], dict[str, Any]]:
    """A document that may be published, and what protecting it cost.

    Args:
        outcomes: what was counted.
        before: documents of all releases that anybody may have read.
        inhabitants: ``{"year", "persons", "source"}`` for rates; None where nobody gave any.
        behind: the counts that they were made of, in the same order; where one is missing, what
            that release published of days and money is not published again.

    Returns:
        the document; and for the statistician alone: cells and shares, by population.

    Raises:
        InputError: D110, D111 or D115, the tables cannot be protected; Z103, Z104, Z107,
            Z108.
    """
    if outcomes["query"] != query_version():
        raise StatisticsCode.OTHER_QUERY.error(Place(field="outcomes"))
    earlier = list(before)
    check_first_year(outcomes["period"], earlier)
    populations, costs = _populations(outcomes, earlier)
    known = [EarlierRelease(one, count) for one, count in zip_longest(earlier, behind)]
    document = {
        "schema": SCHEMA,
        **{key: outcomes[key] for key in ("period", "basis", "query", "definitions")},
        "rule": {"threshold": rules().threshold, "zeros": Rule().zeros.value},
        "populations": populations,
        "excluded": _excluded(outcomes["excluded"], [one["excluded"] for one in earlier]),
        "inhabitants": dict(inhabitants) if inhabitants else None,
    }
    return document | publishable_measures(document, outcomes, known), costs


def check_first_year(period: Mapping[str, int], before: Iterable[Mapping[str, Any]]) -> None:
    """Holds every release to the first year of those that came out before, the earliest of them.

    "Before 2024" is "before 2023" and "2023": one release would be taken from the other.

    Raises:
        InputError: Z108.
    """
    year = fixed_first_year(before)
    if year is not None and year != period["first"]:
        raise StatisticsCode.OTHER_START.error(Place(field="first"))


def fixed_first_year(before: Iterable[Mapping[str, Any]]) -> int | None:
    """The first year that releases are held to; None before the first of them came out."""
    return min((int(one["period"]["first"]) for one in before), default=None)


def publishable_measures(
    document: Mapping[str, Any], outcomes: Mapping[str, Any], before: Sequence[EarlierRelease]
) -> dict[str, Any]:
    """Days and money of a release, in all and by characteristic, beside these earlier ones."""
    tables = {
        name: {one.name: one for one in published_tables(population)}
        for name, population in document["populations"].items()
    }
    days, money = days_in_all(outcomes, tables, before), money_in_all(outcomes, before)
    if WORKERS not in document["populations"]:
        money = _without_workers(money)
    return {
        "days": days,
        "money": money,
        "days_by": days_by(outcomes, days, tables, before),
        "money_by": money_by(outcomes, money, tables, before),
    }


def _without_workers(money: Mapping[str, Any]) -> dict[str, Any]:
    """Return sums without those of workers of orders; not even their kinds are shown."""
    theirs = {one.code for one in of("money") if one.whose == WORKERS}
    kept = {
        currency: {kind: one for kind, one in kinds.items() if kind not in theirs}
        for currency, kinds in money.items()
    }
    return {currency: kinds for currency, kinds in kept.items() if kinds}


def is_still_publishable(
    document: Mapping[str, Any], outcomes: Mapping[str, Any], before: Sequence[EarlierRelease]
) -> bool:
    """Whether all days and money that a release has may be published beside these earlier ones."""
    may = publishable_measures(document, outcomes, before)
    return all(_agrees(document.get(part, {}), may[part]) for part in may)


def _agrees(published: Any, may: Any) -> bool:
    if isinstance(published, Mapping):
        return isinstance(may, Mapping) and all(
            _agrees(one, may.get(key)) for key, one in published.items()
        )
    return published is None or published == may


def _populations(
    outcomes: Mapping[str, Any], earlier: Sequence[Mapping[str, Any]]
) -> tuple[dict[str, Any], dict[str, Any]]:
    populations, costs = {}, {}
    for name, counted in outcomes["populations"].items():
        if counted.get("thin"):
            continue
        old = [published_of(one, name) for one in earlier if name in one["populations"]]
        try:
            populations[name], costs[name] = _protected(counted, old, outcomes["period"])
        except InputError:
            if name not in LEFT_OUT:
                raise
    return populations, costs


def _protected(
    counted: Mapping[str, Any],
    old: list[PublishedRelease],
    period: Mapping[str, int],
) -> tuple[dict[str, Any], dict[str, Any]]:
    tables = [_named(from_document(one), period) for one in counted["tables"]]
    release = _merged(Release(tuple(tables)))
    rule = Rule(threshold=rules().threshold)
    cells = _cells(release)
    hide = {hidden for one in old for hidden in one.hidden() if hidden in cells}
    found = protect(release, rule, hide=hide)
    if not audit(found.published).safe:
        raise StatisticsCode.NOT_SAFE.error(Place(field="tables"))
    check_against(found.published, old)
    made = {"tables": [_as_published(one) for one in found.published.tables]}
    return made, asdict(found.report)


def check_against(new: PublishedRelease, old: Iterable[PublishedRelease]) -> None:
    """Attacks a release together with each that was published before, and with the last of them.

    A reader who has several knows more than any two tell: what two differences leave over may be a
    few people.

    Args:
        new: one population of a release.
        old: the same population of the releases before it, oldest first.

    Raises:
        InputError: Z103, together they tell more than each.
    """
    earlier = [one for one in dict.fromkeys(old) if one != new]
    together = earlier[-MOST_TOGETHER:]
    attacks = [difference_attack(one, new) for one in earlier[:-MOST_TOGETHER]]
    if together:
        attacks.append(difference_attack(together[0], *together[1:], new))
    if not all(one.safe for one in attacks):
        raise StatisticsCode.TELLS_MORE.error(Place(field="tables"))


def differ_by_few(new: Mapping[str, Any], old: Mapping[str, Any]) -> bool:
    """Whether a number beside the tables is in both releases, and differs by a few persons."""
    then = dict(_numbers_outside_tables(old))
    return any(
        name in then and is_small_change(number, then[name])
        for name, number in _numbers_outside_tables(new)
    )


def _numbers_outside_tables(document: Mapping[str, Any]) -> Iterator[tuple[tuple[str, ...], int]]:
    """Numbers of persons that stand in no table and are not withheld."""
    left = document["excluded"]
    if left["total"] is not None:
        yield ("excluded",), left["total"]
    for why, number in (left["reasons"] or {}).items():
        yield ("excluded", why), number


def _named(table: Table, period: Mapping[str, int]) -> Table:
    """The same, where "before" and "not" say until when: other periods have other categories."""
    ends = {"before": f"before {period['first']}", "no": f"{NOT_BY} {period['last']}"}
    dimensions = []
    for one in table.dimensions:
        if {"yes", "no"} == set(one.categories):
            dimensions.append(one)
        else:
            labels = tuple(ends.get(label, label) for label in one.categories)
            dimensions.append(dimension(one.name, labels))
    structural = frozenset(
        tuple(
            ends.get(label, label) if {"yes", "no"} != set(one.categories) else label
            for label, one in zip(labels, table.dimensions, strict=True)
        )
        for labels in table.structural
    )
    return Table(table.name, tuple(dimensions), table.counts, structural)


def _merged(release: Release) -> Release:
    names = {one.name: one for table in release.tables for one in table.dimensions}
    for name, one in names.items():
        years = name in WHOLE or name.endswith("_in")
        if years or name in NEVER_MERGED or len(one.categories) <= 4:  # noqa: PLR2004 - too few
            continue
        keep = [label for label in one.categories if _is_kept(label)]
        release = merge_small(release, name, threshold=rules().threshold, label=OTHER, keep=keep)
    return release


def _is_kept(label: str) -> bool:
    return label in (UNKNOWN, SEVERAL) or label.startswith((NOT_BY, "before"))


def _cells(release: Release) -> frozenset[Cell]:
    return frozenset(c for table in release.tables for c in cells_with_margins(table.dimensions))


def _as_published(table: PublishedTable) -> dict[str, Any]:
    return {
        "name": table.name,
        "dimensions": [
            {"name": one.name, "categories": list(one.categories), "rest": one.rest}
            for one in table.dimensions
        ],
        "values": list(table.values),
    }


def published_tables(population: Mapping[str, Any]) -> tuple[PublishedTable, ...]:
    """The tables of a document of a release."""
    return tuple(
        PublishedTable(
            one["name"],
            tuple(
                dimension(each["name"], tuple(each["categories"]), each["rest"])
                for each in one["dimensions"]
            ),
            tuple(one["values"]),
        )
        for one in population["tables"]
    )


def published_of(document: Mapping[str, Any], population: str) -> PublishedRelease:
    """What a reader of a release has of one population."""
    tables = published_tables(document["populations"][population])
    structural = set()
    for table in tables:
        dimensions = list(table.dimensions)
        as_counted = [Dimension(d.name, tuple(plain(c) for c in d.categories)) for d in dimensions]
        for labels in impossible(as_counted):
            named = {
                d.name: d.categories[p.categories.index(label)]
                for d, p, label in zip(dimensions, as_counted, labels, strict=True)
            }
            structural.add(cell_of(dimensions, named))
    rule = Rule(threshold=document["rule"]["threshold"])
    return PublishedRelease(tables, rule, frozenset(structural))


def working_tables(population: Mapping[str, Any]) -> tuple[PublishedTable, ...]:
    """The tables of a count in the same form, with every number: for whoever counts, alone."""
    found = []
    for one in population["tables"]:
        table = from_document(one)
        values = tuple(int(value) for value in table.with_margins().ravel())
        found.append(PublishedTable(table.name, table.dimensions, values))
    return tuple(found)


def _excluded(found: Mapping[str, int], before: list[Mapping[str, Any]]) -> dict[str, Any]:
    """How many were left out; a small number, or one that changed by a few, is not published."""
    total = sum(found.values())
    shown = _safe_number(total, [one["total"] for one in before])
    small = any(0 < number < rules().threshold for number in found.values())
    changed = any(
        _safe_number(found.get(why, 0), [(one["reasons"] or {}).get(why) for one in before]) is None
        for why in found
    )
    reasons = None if shown is None or small or changed else dict(found)
    return {"total": shown, "reasons": reasons}


def _safe_number(number: int, before: Iterable[int | None]) -> int | None:
    least = rules().threshold
    if 0 < number < least:
        return None
    return (
        None if any(is_small_change(number, one) for one in before if one is not None) else number
    )
