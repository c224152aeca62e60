"""What the pages of the rules show."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from manumit.instruments import (
    Basis,
    Conclusion,
    Conclusions,
    Counts,
    Dimension,
    DimensionRule,
    Instrument,
    Item,
    ItemSet,
    Standing,
    Text,
)
from manumit.instruments.building import ELEMENTS
from manumit.web.public.catalogue.addresses import first_lists, instrument
from manumit.web.public.catalogue.indicators import code_label
from manumit.web.ui.languages import library

FEW = 6  # signs that are shown without opening anything


@dataclass(frozen=True, slots=True)
class Sign:
    """A code that speaks for an item: an indicator with a page of its own, or another item."""

    code: str
    label: Text
    list_id: str | None


@dataclass(frozen=True, slots=True)
class RuleItemView:
    """An item with everything that speaks for it."""

    item: Item
    signs: tuple[Sign, ...]
    unscored: tuple[Sign, ...]

    @property
    def few(self) -> bool:
        """Return whether the signs may be shown open."""
        return len(self.signs) + len(self.unscored) <= FEW

    @property
    def basis(self) -> Basis:
        """Return the basis."""
        return self.item.basis

    @property
    def alone(self) -> bool:
        """Return whether only an answer to itself supports it."""
        item = self.item
        return not (self.signs or self.unscored or item.dimensions or item.forced_labour)


@dataclass(frozen=True, slots=True)
class ItemSetView:
    """An item set in words."""

    item_set: ItemSet
    items: tuple[RuleItemView, ...]


@dataclass(frozen=True, slots=True)
class ConclusionRowView:
    """A row of a conclusions table; needs are text ids."""

    row: Conclusion
    needs_all: tuple[str, ...]
    needs_any: tuple[str, ...]

    @property
    def ours(self) -> bool:
        """Return whether it is our own, published nowhere."""
        return self.row.basis.standing is Standing.OURS


@dataclass(frozen=True, slots=True)
class ConclusionTableView:
    """A conclusions table, and the table as its source prints it.

    Attributes:
        columns: text ids of the facts that the printed table asks for.
        printed: a row id with what it asks for each column: ``yes``, ``no`` or nothing.
        lists: the lists that it is for.
    """

    table: Conclusions
    rows: tuple[ConclusionRowView, ...]
    columns: tuple[str, ...]
    printed: tuple[tuple[str, tuple[str, ...]], ...]
    lists: tuple[Instrument, ...]


@dataclass(frozen=True, slots=True)
class DimensionRuleView:
    """A dimension rule, what its file says of unknown answers, and the lists that it decides."""

    rule: DimensionRule
    clauses: tuple[tuple[str, tuple[tuple[tuple[str, int], ...], ...]], ...]
    unknown: Basis | None
    lists: tuple[Instrument, ...]


def item_set_view(set_id: str, tag: str) -> ItemSetView:
    """Return an item set, without codes of class special."""
    item_set = library().registry.item_sets[set_id]
    return ItemSetView(item_set, tuple(_item(item, tag) for item in item_set.items))


def _item(item: Item, tag: str) -> RuleItemView:
    return RuleItemView(item, _signs(item.codes, tag), _signs(item.unscored_codes, tag))


def _signs(codes: tuple[str, ...], tag: str) -> tuple[Sign, ...]:
    special = library().registry.special()
    return tuple(
        Sign(code, code_label(code, tag), first_lists().get(code))
        for code in codes
        if code not in special
    )


def tables() -> tuple[ConclusionTableView, ...]:
    """Return every conclusions table."""
    return tuple(_table(one) for one in library().registry.conclusions.values())


def _table(one: Conclusions) -> ConclusionTableView:
    rows = tuple(
        ConclusionRowView(row, _facts(row.needs_all), _facts(row.needs_any)) for row in one.rows
    )
    facts = dict.fromkeys(fact for printed in one.printed for fact in printed if fact != "row")
    printed = tuple((row["row"], tuple(row.get(fact, "") for fact in facts)) for row in one.printed)
    return ConclusionTableView(
        one, rows, _facts(tuple(facts)), printed, _lists("conclusions", one.id)
    )


def _facts(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"set/{name}" if name in ELEMENTS else f"dimension/{name}" for name in names)


def _lists(key: str, value: str) -> tuple[Instrument, ...]:
    lists = library().registry.lists
    return tuple(instrument(name) for name, data in lists.items() if data.get(key) == value)


def dimension_rules() -> tuple[DimensionRuleView, ...]:
    """Return every dimension rule."""
    files: Mapping[str, Mapping[str, Any]] = {
        data["id"]: data for data in library().of_kind("dimension-rule")
    }
    return tuple(
        DimensionRuleView(
            rule,
            tuple(
                (one.id, tuple(_needed(counts) for counts in one.any_of)) for one in rule.clauses
            ),
            _basis(files.get(rule.id, {}).get("unknown_answers")),
            _lists("dimension_rule", rule.id),
        )
        for rule in library().registry.rules.values()
    )


def _needed(counts: Counts) -> tuple[tuple[str, int], ...]:
    graded = (("strong", counts.strong), ("medium", counts.medium), ("weak", counts.weak))
    return tuple((f"strength/{grade}", number) for grade, number in graded if number)


def _basis(data: Mapping[str, Any] | None) -> Basis | None:
    return None if data is None else basis_from(data)


def basis_from(data: Mapping[str, Any]) -> Basis:
    """Return a basis as a file writes it."""
    keys = ("source", "read", "verification", "note")
    return Basis(Standing(data["standing"]), *(data.get(key) for key in keys))


def dimensions() -> tuple[Dimension, ...]:
    """Return the dimensions of all lists, each once."""
    every = (one for list_id in library().list_ids for one in instrument(list_id).dimensions)
    return tuple({one.id: one for one in every}.values())


def never_asked() -> tuple[tuple[str, str], ...]:
    """Return codes of class special with the source's own words: named once, never asked (R-34)."""
    lists = (library().instrument(name, special=True) for name in library().list_ids)
    found = {
        one.code: one.label
        for one_list in lists
        for one in one_list.indicators
        if one.special is not None
    }
    return tuple(found.items())
