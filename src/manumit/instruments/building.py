"""Puts parsed files together into instruments, and checks what a schema cannot."""

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from manumit.errors import Place, Problem
from manumit.instruments.codes import InstrumentCode
from manumit.instruments.model import (
    Basis,
    Clause,
    Conclusion,
    Conclusions,
    Counts,
    Dimension,
    DimensionRule,
    Expectation,
    Exploitation,
    Gate,
    Indicator,
    Instrument,
    Item,
    ItemSet,
    Pattern,
    Phase,
    Population,
    Source,
    Standing,
    Strength,
    Topic,
    Verification,
)
from manumit.instruments.reading import Document
from manumit.instruments.steps import StepRule, step_rules

ELEMENTS = ("act", "means", "purpose")
ITEM_SETS = ("labour_law", "eleven", "menace", "involuntariness", *ELEMENTS)


@dataclass(slots=True)
class Registry:
    """Everything that was defined, by id, with the document that defined it."""

    sources: dict[str, Source] = field(default_factory=dict)
    lists: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    rules: dict[str, DimensionRule] = field(default_factory=dict)
    conclusions: dict[str, Conclusions] = field(default_factory=dict)
    item_sets: dict[str, ItemSet] = field(default_factory=dict)
    interviews: dict[str, tuple[Topic, ...]] = field(default_factory=dict)
    expectations: dict[str, Expectation] = field(default_factory=dict)
    steps: dict[str, StepRule] = field(default_factory=dict)
    first_steps: dict[str, StepRule] = field(default_factory=dict)
    origin: dict[tuple[str, str], Document] = field(default_factory=dict)

    def add(self, document: Document) -> Iterator[Problem]:
        """Register what a document defines; an id that is taken is a problem."""
        data = document.data
        for key, source in data.get("sources", {}).items():
            yield from self._claim("source", key, document)
            self.sources[key] = Source(key=key, **source)
        if document.kind == "indicator-list":
            yield from self._claim("list", data["id"], document)
            yield from self._add_list(document)
        elif document.kind == "dimension-rule":
            yield from self._claim("dimension rule", data["id"], document)
            self.rules[data["id"]] = dimension_rule(data)
        elif document.kind == "conclusions":
            for table in data["tables"]:
                yield from self._claim("conclusions", table["id"], document)
                self.conclusions[table["id"]] = conclusions(table)
        elif document.kind == "item-sets":
            for item_set in data["sets"]:
                yield from self._claim("item set", item_set["id"], document)
                yield from self._add_item_set(item_set, document)
        elif document.kind == "interview":
            yield from self._claim("interview", data["id"], document)
            self._add_interview(data)
        elif document.kind == "next-steps":
            yield from self._claim("next steps", data["id"], document)
            yield from self._add_steps(document)

    def _add_item_set(self, data: Mapping[str, Any], document: Document) -> Iterator[Problem]:
        made = make_item_set(data)
        base = data.get("extends")
        if base is None:
            self.item_sets[made.id] = made
        elif base in self.item_sets:
            self.item_sets[base] = add_items(self.item_sets[base], made.items)
        else:
            yield InstrumentCode.UNKNOWN_REFERENCE.problem(
                document.place("sets"), kind="item set", id=base, known=", ".join(self.item_sets)
            )

    def _add_interview(self, data: Mapping[str, Any]) -> None:
        self.interviews[data["id"]] = topics(data)
        if "expectation" in data:
            self.expectations[data["id"]] = expectation(data["expectation"])

    def _add_steps(self, document: Document) -> Iterator[Problem]:
        """Add or replace steps in their place, and remember the first version of each."""
        seen: set[str] = set()
        for rule in step_rules(document.data):
            if rule.id in seen:
                yield InstrumentCode.DUPLICATE.problem(document.place(), kind="step", id=rule.id)
            seen.add(rule.id)
            self.origin["step", rule.id] = document
            self.steps[rule.id] = rule
            self.first_steps.setdefault(rule.id, rule)
        for removed in document.data.get("remove", ()):
            self.origin["step", removed] = document
            if self.steps.pop(removed, None) is None:
                yield InstrumentCode.UNKNOWN_REFERENCE.problem(
                    document.place("remove"), kind="step", id=removed, known=", ".join(self.steps)
                )

    def _claim(self, kind: str, claimed: str, document: Document) -> Iterator[Problem]:
        if (kind, claimed) in self.origin:
            yield InstrumentCode.DUPLICATE.problem(document.place(), kind=kind, id=claimed)
        self.origin.setdefault((kind, claimed), document)

    def _add_list(self, document: Document) -> Iterator[Problem]:
        data = document.data
        base = data.get("extends")
        if base is None:
            self.lists[data["id"]] = data
        elif base in self.lists:
            self.lists[data["id"]] = extend_list(self.lists[base], data)
        else:
            yield InstrumentCode.UNKNOWN_REFERENCE.problem(
                document.place("extends"), kind="list", id=base, known=", ".join(self.lists)
            )

    def place(self, kind: str, defined: str) -> Place:
        """Return where something was defined."""
        document = self.origin.get((kind, defined))
        return Place() if document is None else document.place()

    def labels(self) -> Iterator[tuple[str, str]]:
        """Code and label of every indicator of every list, as the source prints it."""
        for data in self.lists.values():
            for entry in data.get("indicators", ()):
                yield entry["code"], entry["label"]

    def special(self) -> dict[str, str]:
        """Return codes of class special, with the reason, in whichever list it is given."""
        return {
            entry["code"]: entry["special"]
            for data in self.lists.values()
            for entry in data.get("indicators", ())
            if "special" in entry
        }

    def codes(self) -> frozenset[str]:
        """Return every indicator and every item."""
        items = (item.id for item_set in self.item_sets.values() for item in item_set.items)
        return frozenset(code for code, _ in self.labels()) | frozenset(items)

    def text_ids(self) -> frozenset[str]:
        """Return every code or item that a text may be given for."""
        asked = (
            code for plan in self.interviews.values() for topic in plan for code in topic.codes
        )
        return self.codes() | frozenset(asked)


def extend_list(base: Mapping[str, Any], change: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a list that extends another: entries are replaced, added or removed.

    An institution's entries count as its own unless they name a source.
    """
    removed = set(change.get("remove", ()))
    changed = {
        entry["code"]: {"standing": Standing.OURS, **entry}
        for entry in change.get("indicators", ())
    }
    kept = [
        changed.pop(entry["code"], entry)
        for entry in base.get("indicators", ())
        if entry["code"] not in removed
    ]
    own = {k: v for k, v in change.items() if k not in ("extends", "remove", "indicators")}
    return {**base, **own, "indicators": [*kept, *changed.values()]}


def basis(data: Mapping[str, Any]) -> Basis:
    """Return a basis as files write it."""
    verification = data.get("verification")
    return Basis(
        Standing(data["standing"]),
        data.get("source"),
        data.get("read"),
        None if verification is None else Verification(verification),
        data.get("note"),
    )


def dimension_rule(data: Mapping[str, Any]) -> DimensionRule:
    """Return a dimension rule as its file writes it."""
    return DimensionRule(
        data["id"],
        basis(data["basis"]),
        tuple(
            Clause(clause["id"], tuple(Counts(**counts) for counts in clause["any"]))
            for clause in data["clauses"]
        ),
    )


def conclusions(data: Mapping[str, Any]) -> Conclusions:
    """Return a conclusions table; levels count up from the last row."""
    rows = data["rows"]
    return Conclusions(
        data["id"],
        tuple(
            Conclusion(
                row["id"],
                len(rows) - index,
                tuple(row.get("all", ())),
                tuple(row.get("any", ())),
                basis(row["basis"]),
                row.get("positive", False),
            )
            for index, row in enumerate(rows)
        ),
        tuple(data.get("printed", ())),
    )


def make_item_set(data: Mapping[str, Any]) -> ItemSet:
    """Return an item set; an item without its own basis takes that of the set."""
    common = basis(data["basis"])
    return ItemSet(
        data["id"],
        common,
        tuple(
            Item(
                item["id"],
                tuple(item["codes"]),
                basis(item["basis"]) if "basis" in item else common,
                tuple(item.get("dimensions", ())),
                tuple(item.get("unscored_codes", ())),
                item.get("forced_labour", False),
            )
            for item in data["items"]
        ),
    )


def add_items(base: ItemSet, added: Iterable[Item]) -> ItemSet:
    """Return the set with an institution's additional codes and items."""
    items = {item.id: item for item in base.items}
    for one in added:
        known = items.get(one.id)
        if known is not None:
            codes = tuple(dict.fromkeys((*known.codes, *one.codes)))
            unscored = tuple(dict.fromkeys((*known.unscored_codes, *one.unscored_codes)))
            items[one.id] = dataclasses.replace(known, codes=codes, unscored_codes=unscored)
        else:
            items[one.id] = one
    return dataclasses.replace(base, items=tuple(items.values()))


def topics(data: Mapping[str, Any]) -> tuple[Topic, ...]:
    """Return the topics of an interview plan."""
    return tuple(
        Topic(
            topic["id"],
            tuple(topic["codes"]),
            topic.get("always", False),
            Gate(topic["gate"]) if "gate" in topic else None,
            topic.get("last", False),
            tuple(topic.get("core", ())),
        )
        for topic in data["topics"]
    )


def expectation(data: Mapping[str, Any]) -> Expectation:
    """Return the expectation from its file, with shares normalised to 1."""
    total = sum(pattern["share"] for pattern in data["patterns"])
    return Expectation(
        basis(data["basis"]),
        tuple(
            Pattern(**{**pattern, "share": pattern["share"] / total})
            for pattern in data["patterns"]
        ),
    )


def build_instrument(registry: Registry, list_id: str, *, special: bool) -> Instrument:
    """Return the list with its rules, reduced to the codes that the list has."""
    data = registry.lists[list_id]
    every = list_indicators(data, registry.special())
    kept = tuple(i for i in every if special or i.special is None)
    by_code = {indicator.code: indicator for indicator in kept}
    sets = {name: registry.item_sets[name] for name in ITEM_SETS}
    items = {item.id for item_set in sets.values() for item in item_set.items}
    codes = frozenset(by_code) | frozenset(items)
    rule = registry.rules[data["dimension_rule"]] if data["scored"] else None
    scored = frozenset(d["id"] for d in data["dimensions"]) if rule is not None else frozenset()
    reduced = {name: _restrict(item_set, codes, scored) for name, item_set in sets.items()}
    interview = data.get("interview", "default")
    return Instrument(
        id=list_id,
        population=Population(data["population"]),
        exploitation=Exploitation(data["exploitation"]),
        edition=data["edition"],
        source=data["source"],
        dimensions=tuple(Dimension(d["id"], Phase(d["phase"])) for d in data["dimensions"]),
        indicators=kept,
        dimension_rule=rule,
        conclusions=registry.conclusions[data["conclusions"]],
        topics=tuple(_topic_for(topic, codes) for topic in registry.interviews[interview]),
        # A plan that expects nothing of its own expects what the shipped one does.
        expectation=registry.expectations.get(interview, registry.expectations["default"]),
        checked_on=data["checked_on"],
        special_codes=frozenset(i.code for i in every if i.special is not None),
        by_code=by_code,
        codes=codes,
        open_codes=frozenset(by_code) | _items_without_codes(reduced.values()),
        **reduced,
    )


def _items_without_codes(item_sets: Iterable[ItemSet]) -> frozenset[str]:
    return frozenset(
        item.id
        for item_set in item_sets
        for item in item_set.items
        if not item.codes and not item.dimensions and not item.forced_labour
    )


def list_indicators(data: Mapping[str, Any], special: Mapping[str, str]) -> tuple[Indicator, ...]:
    """Return the indicators of a list, special ones included.

    A code that any loaded list calls special is special in all: an own list that says nothing of it
    does not open it.
    """
    phases = {d["id"]: Phase(d["phase"]) for d in data["dimensions"]}
    return tuple(
        Indicator(
            entry["code"],
            entry["dimension"],
            phases[entry["dimension"]],
            entry["label"],
            Strength(entry["strength"]) if data["scored"] else None,
            indicator_basis(data, entry),
            special.get(entry["code"]),
        )
        for entry in data["indicators"]
    )


def indicator_basis(data: Mapping[str, Any], entry: Mapping[str, Any]) -> Basis:
    """Return the basis of an indicator: the list's source, or the entry's own."""
    standing = Standing(entry.get("standing", Standing.PUBLISHED))
    published = standing is Standing.PUBLISHED
    return Basis(
        standing,
        entry.get("source", data["source"] if published else None),
        data.get("read") if published else None,
        Verification(entry["verification"]),
        entry.get("remark"),
    )


def _restrict(item_set: ItemSet, codes: frozenset[str], dimensions: frozenset[str]) -> ItemSet:
    """Return the set without codes that the list lacks or its scoring excludes.

    Args:
        item_set: as the file states it.
        codes: what the list knows.
        dimensions: what the list scores; none where it is not scored.
    """
    return ItemSet(
        item_set.id,
        item_set.basis,
        tuple(
            Item(
                item.id,
                tuple(
                    code
                    for code in item.codes + (() if dimensions else item.unscored_codes)
                    if code in codes
                ),
                item.basis,
                tuple(d for d in item.dimensions if d in dimensions),
                (),
                item.forced_labour,
            )
            for item in item_set.items
        ),
    )


def _topic_for(topic: Topic, codes: frozenset[str]) -> Topic:
    kept = topic.codes if topic.gate else tuple(code for code in topic.codes if code in codes)
    return Topic(topic.id, kept, topic.always, topic.gate, topic.last, topic.core)
