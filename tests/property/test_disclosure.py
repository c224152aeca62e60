"""The attack against enumeration of every table that fits, and protection against the attack."""

import math
from collections import defaultdict
from collections.abc import Callable
from itertools import product

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from manumit.disclosure import (
    Cell,
    Dimension,
    DisclosureCode,
    PublishedRelease,
    PublishedTable,
    Release,
    Rule,
    Table,
    Zeros,
    audit,
    difference_attack,
    intervals,
    merge_small,
    protect,
)
from manumit.disclosure.model import cells_with_margins
from manumit.errors import InputError

NAMES = ("finding", "sex", "age")
light = settings(max_examples=40, deadline=None)


@st.composite
def releases(draw: st.DrawFn, *, most: int = 30, categories: int = 4) -> Release:
    """Tables of one random population: two linked ones, and sometimes more."""
    shape = tuple(draw(st.integers(2, categories)) for _ in NAMES)
    sizes = st.one_of(st.integers(0, 3), st.integers(0, most))
    size = math.prod(shape)
    people = np.array(draw(st.lists(sizes, min_size=size, max_size=size)), dtype=np.int64)
    return release_of(people.reshape(shape), draw(st.sampled_from(LINKS)))


LINKS = (
    ((0, 1), (0, 2)),
    ((0, 1), (0, 2), (1, 2)),
    ((0, 1, 2),),
    ((0,), (1, 2)),
    ((0, 1),),
)
rules = st.builds(Rule, st.sampled_from([2, 3, 5, 11]), st.sampled_from(list(Zeros)))


def release_of(people: npt.NDArray[np.int64], links: tuple[tuple[int, ...], ...]) -> Release:
    dimensions = [
        Dimension(name, tuple(f"{name} {place}" for place in range(size)))
        for name, size in zip(NAMES, people.shape, strict=True)
    ]
    tables = []
    for axes in links:
        summed = people.sum(axis=tuple({0, 1, 2} - set(axes)))
        chosen = [dimensions[axis] for axis in axes]
        tables.append(Table.from_rows(f"table {axes}", chosen, summed.tolist()))
    return Release(tuple(tables))


def protected(release: Release, rule: Rule) -> PublishedRelease | None:
    """The protected release; None if it was refused, which must have been right."""
    try:
        return protect(release, rule).published
    except InputError as error:
        code = error.problems[0].code
    if code == DisclosureCode.TOTAL_TOO_SMALL.code:
        assert release.total < rule.threshold
    else:
        assert code == DisclosureCode.CANNOT_BE_PROTECTED.code
        assert not audit(with_all_hidden(release, rule)).safe
    return None


def with_all_hidden(release: Release, rule: Rule) -> PublishedRelease:
    """Only the grand total is shown, and zeros if the rule shows them."""
    return blanked(release, rule, lambda count: count > 0 or rule.zeros is not Zeros.PUBLISH)


def blanked(release: Release, rule: Rule, hide: Callable[[int], bool]) -> PublishedRelease:
    tables = []
    for table in release.tables:
        counts = table.with_margins().ravel().tolist()
        keys = cells_with_margins(table.dimensions)
        values = [
            None if key and hide(count) else count for key, count in zip(keys, counts, strict=True)
        ]
        tables.append(PublishedTable(table.name, table.dimensions, tuple(values)))
    return PublishedRelease(tuple(tables), rule)


@pytest.mark.proves("tables-through-disclosure")
@light
@given(releases(), rules)
def test_the_attack_finds_nothing_in_a_protected_release(release: Release, rule: Rule) -> None:
    published = protected(release, rule)
    if published is None:
        return
    assert audit(published).safe
    for table, counted in zip(published.tables, release.tables, strict=True):
        counts = counted.with_margins().ravel().tolist()
        assert table.value({}) == release.total
        for value, count in zip(table.values, counts, strict=True):
            assert value in {None, count}
            assert value is None or value == 0 or value >= rule.threshold


@light
@given(releases(), rules)
def test_the_true_value_is_always_possible_and_small_ones_keep_their_width(
    release: Release, rule: Rule
) -> None:
    published = protected(release, rule)
    if published is None:
        return
    bounds = intervals(published)
    for table in release.tables:
        counts = table.with_margins().ravel().tolist()
        for key, count in zip(cells_with_margins(table.dimensions), counts, strict=True):
            if key in bounds:
                low, high = bounds[key]
                assert low <= count <= high
                if 0 < count < rule.threshold:
                    assert high >= rule.threshold
                    assert high - low >= rule.threshold - 1


@settings(max_examples=30, deadline=None)
@given(releases(), rules)
def test_protecting_again_adds_nothing_and_no_order_matters(release: Release, rule: Rule) -> None:
    published = protected(release, rule)
    if published is None:
        return
    hidden = published.hidden()
    assert protect(release, rule, hide=hidden).published == published
    turned = Release(tuple(_turned(table) for table in reversed(release.tables)))
    assert protect(turned, rule).published.hidden() == hidden
    again = difference_attack(published, protect(release, rule).published)
    assert again.safe


def _turned(table: Table) -> Table:
    """The table with its categories and its dimensions in reverse order."""
    counts = np.array(table.counts).reshape(table.shape)
    turned = np.flip(counts).T
    dimensions = [Dimension(d.name, d.categories[::-1]) for d in reversed(table.dimensions)]
    return Table.from_rows(table.name, dimensions, turned.tolist())


@light
@given(releases(most=60), st.sampled_from([3, 5, 11]))
def test_merging_keeps_the_total_and_leaves_no_small_rest(release: Release, threshold: int) -> None:
    merged = merge_small(release, "finding", threshold=threshold)
    assert merged.total == release.total
    published = protected(merged, Rule(threshold))
    assert published is None or audit(published).safe


# Every suppressed cell can be attacked by writing down all tables that fit, if they are tiny.


def tables_of(size: int, total: int) -> list[tuple[int, ...]]:
    """All ways to spread a total over cells."""
    if size == 1:
        return [(total,)]
    return [(n, *rest) for n in range(total + 1) for rest in tables_of(size - 1, total - n)]


def enumerated(published: PublishedRelease) -> dict[Cell, tuple[int, int]]:
    """Bounds of suppressed cells from all pairs of tables that fit and agree on the findings."""
    fitting = [_fitting(table, published.rule) for table in published.tables]
    common = set.intersection(*(set(by_finding) for by_finding in fitting))
    seen: dict[Cell, set[int]] = defaultdict(set)
    for table, by_finding in zip(published.tables, fitting, strict=True):
        keys = cells_with_margins(table.dimensions)
        for findings in common:
            for values in by_finding[findings]:
                for key, value in zip(keys, values, strict=True):
                    seen[key].add(value)
    return {key: (min(seen[key]), max(seen[key])) for key in published.hidden()}


def _fitting(table: PublishedTable, rule: Rule) -> dict[tuple[int, ...], list[tuple[int, ...]]]:
    """Tables that fit what is shown, by their totals of the first dimension."""
    shape = [len(dimension.categories) for dimension in table.dimensions]
    total = table.value({})
    assert total is not None
    found = defaultdict(list)
    for cells in tables_of(shape[0] * shape[1], total):
        inner = np.array(cells).reshape(shape)
        rows = np.hstack([inner, inner.sum(axis=1, keepdims=True)])
        whole = np.vstack([rows, rows.sum(axis=0)])
        values = tuple(whole.ravel().tolist())
        if all(
            value >= rule.least_hidden if known is None else value == known
            for value, known in zip(values, table.values, strict=True)
        ):
            found[tuple(whole[:-1, -1].tolist())].append(values)
    return found


@pytest.mark.proves("tables-through-disclosure")
@settings(max_examples=40, deadline=None)
@given(st.data())
def test_the_attack_finds_what_enumeration_finds(data: st.DataObject) -> None:
    people = np.array(data.draw(st.lists(st.integers(0, 3), min_size=8, max_size=8)))
    release = release_of(people.reshape(2, 2, 2), ((0, 1), (0, 2)))
    zeros = data.draw(st.sampled_from([Zeros.PUBLISH, Zeros.HIDE_REVEALING]))
    hidden = data.draw(st.sets(st.sampled_from(sorted(all_cells(release) - {()}))))
    published = hiding(release, Rule(3, zeros), hidden)
    assert intervals(published) == enumerated(published)
    narrow = {
        key
        for key, (low, high) in enumerated(published).items()
        if published.rule.narrowed(low, high)
    }
    leaks = {leak.cells[0] for leak in audit(published).leaks if len(leak.cells) == 1}
    assert narrow <= leaks


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 3), min_size=8, max_size=8), st.sampled_from(list(Zeros)))
def test_enumeration_breaks_small_cells_blanked_alone_but_not_protected_tables(
    counts: list[int], zeros: Zeros
) -> None:
    release = release_of(np.array(counts).reshape(2, 2, 2), ((0, 1), (0, 2)))
    published = protected(release, Rule(3, zeros))
    if published is None:
        return
    assert not any(published.rule.narrowed(*bounds) for bounds in enumerated(published).values())
    if zeros is not Zeros.PUBLISH:
        assert not any(says_everybody(table) for table in published.tables)


def says_everybody(table: PublishedTable) -> bool:
    """Whether a line shows zeros in all places but one that is not shown to be zero too."""
    shape = [len(dimension.categories) + 1 for dimension in table.dimensions]
    shown = np.array([-1 if x is None else x for x in table.values]).reshape(shape)
    lines = [*shown[:, :-1], *shown.T[:, :-1]]
    return any(np.count_nonzero(line) == 1 for line in lines)


@pytest.mark.proves("tables-through-disclosure")
def test_enumeration_and_attack_break_a_planted_leak() -> None:
    people = np.array([[[1, 0], [3, 2]], [[2, 3], [1, 2]]])
    release = release_of(people, ((0, 1), (0, 2)))
    published = blanked(release, Rule(3), lambda count: 0 < count < 3)
    broken = {key: low for key, (low, high) in enumerated(published).items() if low == high}
    assert broken
    assert broken == {x.cells[0]: x.low for x in audit(published).leaks if x.exact}


def all_cells(release: Release) -> set[Cell]:
    return {key for table in release.tables for key in cells_with_margins(table.dimensions)}


def hiding(release: Release, rule: Rule, hidden: set[Cell]) -> PublishedRelease:
    """The release with some cells suppressed, but for zeros that the rule shows."""
    tables = []
    for table in release.tables:
        counts = table.with_margins().ravel().tolist()
        values = [
            None if key in hidden and count >= rule.least_hidden else count
            for key, count in zip(cells_with_margins(table.dimensions), counts, strict=True)
        ]
        tables.append(PublishedTable(table.name, table.dimensions, tuple(values)))
    return PublishedRelease(tuple(tables), rule)


@settings(max_examples=40, deadline=None)
@given(releases(most=60), st.integers(0, 10_000))
def test_differencing_always_finds_the_one_person_who_was_added(release: Release, at: int) -> None:
    first = release.tables[0]
    people = np.array(first.counts).reshape(first.shape) + 20
    place = np.unravel_index(at % people.size, people.shape)
    more = people.copy()
    more[place] += 1
    rows = [Table.from_rows("t", first.dimensions, x.tolist()) for x in (people, more)]
    before, after = (protect(Release((table,))).published for table in rows)
    attack = difference_attack(before, after)
    axes = zip(first.dimensions, place, strict=True)
    person = tuple(sorted((d.name, d.categories[x]) for d, x in axes))
    assert (1, person) in {(leak.high, leak.cells[0]) for leak in attack.change.leaks}
    assert audit(before).safe
    assert audit(after).safe


@settings(max_examples=40, deadline=None)
@given(releases(categories=3), st.integers(0, 40), st.integers(0, 10_000), rules)
def test_what_two_releases_tell_is_true(release: Release, more: int, at: int, rule: Rule) -> None:
    first = release.tables[0]
    people = np.array(first.counts)
    added = np.zeros(people.size, dtype=np.int64)
    added[at % people.size], added[-1] = more, more // 2
    truth: list[dict[Cell, int]] = []
    published = []
    for counts in (people, people + added):
        table = Table(first.name, first.dimensions, tuple(counts))
        margins = table.with_margins().ravel().tolist()
        truth.append(dict(zip(cells_with_margins(table.dimensions), margins, strict=True)))
        published.append(protected(Release((table,)), rule))
    if published[0] is None or published[1] is None:
        return
    attack = difference_attack(published[0], published[1])
    assert attack.nested
    for number, found in enumerate((attack.first, attack.second)):
        for leak in found.leaks:
            assert leak.low <= sum(truth[number][key] for key in leak.cells) <= leak.high
    for leak in attack.change.leaks:
        (key,) = leak.cells
        assert 1 <= leak.low <= truth[1][key] - truth[0][key] <= leak.high
    backwards = difference_attack(published[1], published[0])
    assert (backwards.first, backwards.second) == (attack.second, attack.first)


@pytest.mark.parametrize("links", LINKS)
def test_every_number_of_a_big_protected_release_is_safe(
    links: tuple[tuple[int, ...], ...],
) -> None:
    generator = np.random.default_rng(7)
    weights = np.multiply.outer(
        np.multiply.outer(generator.dirichlet(np.ones(4)), generator.dirichlet(np.ones(6))),
        generator.dirichlet(np.ones(5)),
    )
    people = generator.multinomial(3000, weights.ravel()).reshape(weights.shape)
    published = protect(release_of(people, links)).published
    assert published.hidden()
    assert audit(published).safe


def test_all_ways_to_spread_are_written_down() -> None:
    assert len(tables_of(4, 3)) == 20
    assert set(tables_of(2, 3)) == {(x, y) for x, y in product(range(4), repeat=2) if x + y == 3}
