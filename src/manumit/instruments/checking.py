"""What no schema can check: references, reachable rows, duplicates."""

import itertools
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from manumit.errors import Place, Problem
from manumit.instruments.building import ELEMENTS, Registry
from manumit.instruments.codes import InstrumentCode
from manumit.instruments.model import Conclusion, Conclusions


def check_registry(registry: Registry) -> Iterator[Problem]:
    """Yield unresolved references, unreachable rows and duplicates."""
    yield from _check_sources(registry)
    for list_id, data in registry.lists.items():
        yield from _check_list(registry, list_id, data)
    for table in registry.conclusions.values():
        yield from _check_table(registry, table)
    yield from _check_item_codes(registry)


def _missing(kind: str, name: str, known: Iterable[str], at: Place) -> Problem:
    return InstrumentCode.UNKNOWN_REFERENCE.problem(
        at, kind=kind, id=name, known=", ".join(sorted(known))
    )


def _check_sources(registry: Registry) -> Iterator[Problem]:
    named = (
        [(("dimension rule", r.id), r.basis) for r in registry.rules.values()]
        + [
            (("conclusions", t.id), row.basis)
            for t in registry.conclusions.values()
            for row in t.rows
        ]
        + [
            (("item set", s.id), one)
            for s in registry.item_sets.values()
            for one in (s.basis, *(item.basis for item in s.items))
        ]
        + [(("step", rule.id), rule.basis) for rule in registry.steps.values()]
    )
    for (kind, name), one in named:
        for key in (one.source, one.read):
            if key is not None and key not in registry.sources:
                yield _missing("source", key, registry.sources, registry.place(kind, name))


def _check_list(registry: Registry, list_id: str, data: Mapping[str, Any]) -> Iterator[Problem]:
    at = registry.place("list", list_id)
    required = (
        "population", "exploitation", "scored", "edition", "checked_on", "source",
        "conclusions", "dimensions", "indicators",
    )  # fmt: skip
    absent = [key for key in required if key not in data]
    if absent:
        yield InstrumentCode.SCHEMA_VIOLATION.problem(
            at, reason=f"missing: {', '.join(absent)}", kind="indicator-list"
        )
        return
    for kind, key, known in (
        ("conclusions", data["conclusions"], registry.conclusions),
        ("interview", data.get("interview", "default"), registry.interviews),
        ("source", data["source"], registry.sources),
    ):
        if key not in known:
            yield _missing(kind, key, known, at)
    if data["scored"] and data.get("dimension_rule") not in registry.rules:
        yield _missing("dimension rule", str(data.get("dimension_rule")), registry.rules, at)
    yield from _check_indicators(registry, data, at)
    if data["conclusions"] in registry.conclusions:
        yield from _check_needs(data, registry.conclusions[data["conclusions"]], at)


def _check_indicators(registry: Registry, data: Mapping[str, Any], at: Place) -> Iterator[Problem]:
    dimensions = {d["id"] for d in data["dimensions"]}
    seen: set[str] = set()
    for entry in data["indicators"]:
        if entry["code"] in seen:
            yield InstrumentCode.DUPLICATE.problem(at, kind="indicator", id=entry["code"])
        seen.add(entry["code"])
        if entry["dimension"] not in dimensions:
            yield _missing("dimension", entry["dimension"], dimensions, at)
        if "source" in entry and entry["source"] not in registry.sources:
            yield _missing("source", entry["source"], registry.sources, at)
        if data["scored"] and "strength" not in entry:
            yield InstrumentCode.MISSING_STRENGTH.problem(at, code=entry["code"])


def _check_table(registry: Registry, table: Conclusions) -> Iterator[Problem]:
    at = registry.place("conclusions", table.id)
    last = table.rows[-1]
    if last.needs_all or last.needs_any:
        yield InstrumentCode.NO_LAST_ROW.problem(at, table=table.id)
    ids = [row.id for row in table.rows]
    for row_id in sorted({one for one in ids if ids.count(one) > 1}):
        yield InstrumentCode.DUPLICATE.problem(at, kind="row", id=row_id)
    for above, row in itertools.combinations(table.rows, 2):
        if _implies(row, above):
            yield InstrumentCode.UNREACHABLE_ROW.problem(
                at, table=table.id, row=row.id, above=above.id
            )


def _implies(row: Conclusion, other: Conclusion) -> bool:
    """Return whether ``other`` holds whenever ``row`` holds."""
    alternatives = row.needs_any or (None,)
    for alternative in alternatives:
        given = {*row.needs_all, *([] if alternative is None else [alternative])}
        if not given.issuperset(other.needs_all):
            return False
        if other.needs_any and not given.intersection(other.needs_any):
            return False
    return True


def _check_needs(data: Mapping[str, Any], table: Conclusions, at: Place) -> Iterator[Problem]:
    facts = {d["id"] for d in data["dimensions"]} | set(ELEMENTS)
    for need in sorted({n for row in table.rows for n in row.needs_all + row.needs_any} - facts):
        yield _missing("fact", need, facts, at)


def _check_item_codes(registry: Registry) -> Iterator[Problem]:
    known = registry.codes()
    for item_set in registry.item_sets.values():
        for item in item_set.items:
            for code in sorted({*item.codes, *item.unscored_codes} - known):
                yield InstrumentCode.UNKNOWN_REFERENCE.problem(
                    registry.place("item set", item_set.id),
                    kind="code",
                    id=code,
                    known="the codes of the lists and the ids of items",
                )
    for rule in registry.steps.values():
        for code in sorted(rule.codes - known):
            yield InstrumentCode.UNKNOWN_REFERENCE.problem(
                registry.place("step", rule.id),
                kind="code",
                id=code,
                known="the codes of the lists and the ids of items",
            )
