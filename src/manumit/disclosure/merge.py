"""Merge small categories before suppression: 44 citizenships would otherwise be mostly blank."""

from collections.abc import Collection, Mapping, Sequence
from typing import overload

import numpy as np

from manumit.disclosure.codes import DisclosureCode
from manumit.disclosure.model import (
    Counts,
    Dimension,
    Release,
    Table,
    shared_dimensions,
)
from manumit.disclosure.rule import DEFAULT_THRESHOLD, Rule
from manumit.errors import Place


@overload
def merge_small(
    tables: Table,
    dimension: str,
    *,
    threshold: int = ...,
    label: str = ...,
    keep: Collection[str] = ...,
) -> Table: ...


@overload
def merge_small(
    tables: Release,
    dimension: str,
    *,
    threshold: int = ...,
    label: str = ...,
    keep: Collection[str] = ...,
) -> Release: ...


def merge_small(
    tables: Table | Release,
    dimension: str,
    *,
    threshold: int = DEFAULT_THRESHOLD,
    label: str = "other",
    keep: Collection[str] = (),
) -> Table | Release:
    """Merge the categories with fewer than ``threshold`` persons into one.

    The sum must not give its members back to a reader who knows which categories are in it and
    this rule, so the next larger categories are merged too until it does not (one small category
    alone, say, would keep its small count). Therefore do not word the label "fewer than N each":
    it may be untrue, and where true it narrows the members.

    Args:
        tables: a table, or a release, in which all tables are merged alike. Merge a release as a
            whole: one table merged and another not is refused, since it would be undone.
        dimension: name of the dimension to merge.
        threshold: categories below it are merged.
        label: of the merged category; it is put last and recorded in ``Dimension.rest``.
        keep: categories never merged, such as "unknown" (R-70).

    Returns:
        The merged tables; unchanged if no category is small or nothing is left to merge it with.

    Raises:
        InputError: D103 if the label is already a category, D106 if the threshold is below 2, D113
            if there is no such dimension.
    """
    Rule(threshold)  # refuses a threshold that protects nobody
    every = tables.tables if isinstance(tables, Release) else (tables,)
    found = shared_dimensions(every).get(dimension)
    if found is None:
        raise DisclosureCode.UNKNOWN_DIMENSION.error(Place(), dimension=dimension)
    if label in found.categories and label != found.rest:
        raise DisclosureCode.DUPLICATE_LABEL.error(Place(field=dimension), label=label)
    table = next(t for t in every if dimension in {d.name for d in t.dimensions})
    totals = {key: count for key, count in _totals(table, dimension).items() if key not in keep}
    members = _members(totals, threshold, label)
    if not members:
        return tables
    merged = tuple(_merge(t, dimension, members, label) for t in every)
    return Release(merged) if isinstance(tables, Release) else merged[0]


def sum_protects_members(counts: Sequence[int], threshold: int) -> bool:
    """Return whether the sum of merged categories leaves its members open.

    The reader is taken to know the members and the rule. Either all are small, or all but one are
    and sum to less than the threshold, so that a larger one was merged with them. A member may
    then have every value from 1 to the threshold or more; or, where so many are merged that all
    must be small, every value below the threshold.
    """
    members = [count for count in counts if count > 0]
    total, others = sum(members), len(members) - 1
    perhaps_large = others < threshold and total >= threshold + others
    all_small_open = threshold - 1 + others <= total <= others * (threshold - 1) + 1
    return total >= threshold and others > 0 and (perhaps_large or all_small_open)


def _members(totals: Mapping[str, int], threshold: int, label: str) -> list[str]:
    ranked = sorted(totals, key=lambda key: (key != label, totals[key], key))
    small = [key for key in ranked if totals[key] < threshold or key == label]
    if not any(0 < totals[key] < threshold for key in small):
        return []
    while not sum_protects_members([totals[key] for key in small], threshold):
        if len(small) == len(ranked):
            break
        small.append(ranked[len(small)])
    return small if len(small) > 1 else []


def _totals(table: Table, dimension: str) -> dict[str, int]:
    axis = _axis(table, dimension)
    counts = np.array(table.counts).reshape(table.shape)
    others = tuple(x for x in range(counts.ndim) if x != axis)
    sums = counts.sum(axis=others).tolist()
    return dict(zip(table.dimensions[axis].categories, sums, strict=True))


def _axis(table: Table, dimension: str) -> int:
    return [d.name for d in table.dimensions].index(dimension)


def _merge(table: Table, dimension: str, members: Sequence[str], label: str) -> Table:
    if dimension not in {d.name for d in table.dimensions}:
        return table
    axis = _axis(table, dimension)
    old = table.dimensions[axis]
    kept = [place for place, key in enumerate(old.categories) if key not in members]
    gone = [place for place, key in enumerate(old.categories) if key in members]
    same = tuple(one for one in old.same if one[0] not in members)
    labels = (*(old.categories[place] for place in kept), label)
    new = Dimension(dimension, labels, rest=label, same=same)

    def merged(values: Counts) -> Counts:
        last = values.take(gone, axis=axis).sum(axis=axis, keepdims=True)
        return np.concatenate([values.take(kept, axis=axis), last], axis=axis)

    dimensions = (*table.dimensions[:axis], new, *table.dimensions[axis + 1 :])
    counts = merged(np.array(table.counts).reshape(table.shape))
    possible = merged(_possible(table))
    structural = frozenset(
        tuple(d.categories[x] for d, x in zip(dimensions, place, strict=True))
        for place in np.argwhere(possible == 0)
    )
    # Knowledge about a category's zeros does not carry over to a sum of several categories.
    shown = frozenset(x for x in table.zeros_shown if x[axis] not in members)
    return Table(table.name, dimensions, tuple(counts.ravel().tolist()), structural, shown)


def _possible(table: Table) -> Counts:
    """Return 1 for each cell that can occur, 0 for each structural one."""
    possible = np.ones(table.shape, dtype=np.int64)
    for labels in table.structural:
        axes = zip(table.dimensions, labels, strict=True)
        possible[tuple(d.categories.index(x) for d, x in axes)] = 0
    return possible
