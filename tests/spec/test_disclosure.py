"""R-72: what may be published, as a statistician reads it. All counts are invented.

Every attack first breaks tables that are protected badly, then fails on the same tables protected
by this room.
"""

from itertools import combinations

import pytest

from manumit.disclosure import (
    Dimension,
    LeakKind,
    PublishedRelease,
    PublishedTable,
    Release,
    Rule,
    Table,
    Zeros,
    audit,
    cell,
    difference_attack,
    intervals,
    protect,
)
from manumit.disclosure.model import cells_with_margins
from successive_releases import blanked_table, successive_releases

FINDING = Dimension("finding", ("forced labour indicated", "labour-law violation", "neither"))
SEX = Dimension("sex", ("female", "male"))
AGE = Dimension("age group", ("under 18", "18 to 24", "25 and over"))


def with_small_cells_only_suppressed(release: Release, threshold: int = 11) -> PublishedRelease:
    """What a careless office publishes: small cells blank, nothing else."""
    tables = [
        PublishedTable(
            table.name,
            table.dimensions,
            tuple(None if 0 < n < threshold else n for n in table.with_margins().ravel().tolist()),
        )
        for table in release.tables
    ]
    return PublishedRelease(tuple(tables), Rule(threshold))


def test_scenario_15_a_cell_of_two_victims_and_its_complement_are_suppressed_the_total_stays() -> (
    None
):
    victims = Table.from_rows("victims by sex", (SEX,), [2, 58])
    published = protect(Release((victims,))).published["victims by sex"]
    assert published.value({"sex": "female"}) is None
    assert published.value({"sex": "male"}) is None
    assert published.value({}) == 60


def test_r72_blanking_small_cells_alone_is_undone_by_subtraction_and_protection_is_not() -> None:
    counts = [[2, 58], [40, 35], [120, 90]]
    release = Release((Table.from_rows("finding by sex", (FINDING, SEX), counts),))
    two_women = cell({"finding": "forced labour indicated", "sex": "female"})

    leak = audit(with_small_cells_only_suppressed(release)).leaks[0]
    assert (leak.cells, leak.low, leak.high) == ((two_women,), 2, 2)

    published = protect(release).published
    assert audit(published).safe
    low, high = intervals(published)[two_women]
    assert high >= 11
    assert high - low >= 10


@pytest.mark.proves("tables-through-disclosure")
def test_r72_tables_that_are_safe_one_by_one_are_broken_together_and_protected_together() -> None:
    # Each table alone hides the rare finding and one other total: not the same other total.
    finding = Dimension("finding", ("indicated", "violation", "neither"))
    by_sex = Table.from_rows("by sex", (finding, SEX), [[4, 3], [12, 13], [70, 80]])
    by_age = Table.from_rows("by age", (finding, AGE), [[2, 2, 3], [3, 11, 11], [30, 60, 60]])
    alone = [protect(Release((table,))).published for table in (by_sex, by_age)]
    other = cell({"finding": "neither"})
    alone[1] = protect(Release((by_age,)), hide=[other]).published
    assert all(audit(published).safe for published in alone)

    together = PublishedRelease((alone[0].tables[0], alone[1].tables[0]), Rule())
    leaks = audit(together).leaks
    rare = cell({"finding": "indicated"})
    assert [(leak.low, leak.high) for leak in leaks if leak.cells == (rare,)] == [(7, 7)]

    published = protect(Release((by_sex, by_age))).published
    assert audit(published).safe
    for table in published.tables:
        assert table.value({"finding": "indicated"}) is None
        assert table.value({}) == 182


def test_r72_a_shared_total_is_suppressed_in_every_table_or_in_none() -> None:
    by_sex = Table.from_rows("by sex", (FINDING, SEX), [[4, 3], [12, 13], [70, 80]])
    by_age = Table.from_rows("by age", (FINDING, AGE), [[2, 2, 3], [3, 11, 11], [30, 60, 60]])
    published = protect(Release((by_sex, by_age))).published
    for finding in FINDING.categories:
        values = {table.value({"finding": finding}) for table in published.tables}
        assert len(values) == 1


def test_r72_one_more_person_in_a_table_published_again_is_recovered_by_differencing() -> None:
    before = [[14, 58], [40, 35], [120, 90]]
    after = [[15, 58], [40, 35], [120, 90]]
    releases = [
        protect(Release((Table.from_rows("finding by sex", (FINDING, SEX), counts),))).published
        for counts in (before, after)
    ]
    assert all(audit(release).safe for release in releases)

    attack = difference_attack(*releases)
    assert attack.nested
    person = cell({"finding": "forced labour indicated", "sex": "female"})
    assert (LeakKind.CHANGE, (person,), 1, 1) in [
        (leak.kind, leak.cells, leak.low, leak.high) for leak in attack.change.leaks
    ]


def test_r72_two_persons_are_recovered_from_three_releases_though_no_two_in_a_row_tell() -> None:
    """Who compares a release with the last one only misses what the one before it tells."""
    first = Table.from_rows("by finding", (FINDING, SEX), [[40, 58], [40, 35], [120, 90]])
    between = Table.from_rows("by age", (AGE,), [30, 160, 213])
    last = Table.from_rows("by finding", (FINDING, SEX), [[42, 58], [60, 50], [123, 90]])
    women = cell({"finding": "forced labour indicated", "sex": "female"})
    releases = [protect(Release((table,))).published for table in (first, between, last)]
    assert difference_attack(*releases[:2]).safe
    assert difference_attack(*releases[1:]).safe

    attack = difference_attack(*releases)
    assert attack.nested
    assert (LeakKind.CHANGE, (women,), 2, 2) in [
        (leak.kind, leak.cells, leak.low, leak.high) for leak in attack.change.leaks
    ]
    assert all(audit.safe for audit in attack.releases)


def test_r72_three_releases_tell_what_no_two_of_them_tell() -> None:
    """Five were counted in A: at most 11, says the second release; at least 3, says the third."""
    releases = successive_releases()
    for pair in combinations(releases, 2):
        assert difference_attack(*pair).safe
    attack = difference_attack(*releases)
    assert attack.nested
    assert (3, 11) in [(leak.low, leak.high) for leak in attack.first.leaks]


def test_r72_a_correction_downwards_does_not_hide_what_the_other_releases_tell() -> None:
    corrected = blanked_table((70, 80, 30, 120), "AB")
    attack = difference_attack(*successive_releases(), corrected)
    assert not attack.nested
    assert (3, 11) in [(leak.low, leak.high) for leak in attack.first.leaks]


def test_r72_two_releases_that_hide_different_cells_undo_each_other() -> None:
    counts = [[2, 58], [40, 35], [120, 90]]
    release = Release((Table.from_rows("finding by sex", (FINDING, SEX), counts),))
    first = protect(release)
    used = {place[0][1] for place in first.published.hidden()} - {"forced labour indicated"}
    spare = next(x for x in FINDING.categories[1:] if x not in used)
    hide = [cell({"finding": spare, "sex": sex}) for sex in SEX.categories]
    small = [cell({"finding": FINDING.categories[0], "sex": sex}) for sex in SEX.categories]
    second = with_hidden(release, {*hide, *small})
    assert audit(first.published).safe
    assert audit(second).safe

    attack = difference_attack(first.published, second)
    assert (2, 2) in [(leak.low, leak.high) for leak in attack.first.leaks]
    assert (2, 2) in [(leak.low, leak.high) for leak in attack.second.leaks]
    assert difference_attack(first.published, protect(release).published).safe


def with_hidden(release: Release, hidden: set[tuple[tuple[str, str], ...]]) -> PublishedRelease:
    """The release as an office publishes it that chose other cells to suppress."""
    tables = [
        PublishedTable(
            table.name,
            table.dimensions,
            tuple(
                None if key in hidden else count
                for key, count in zip(
                    cells_with_margins(table.dimensions),
                    table.with_margins().ravel().tolist(),
                    strict=True,
                )
            ),
        )
        for table in release.tables
    ]
    return PublishedRelease(tuple(tables), Rule())


def test_r72_a_year_with_enough_change_can_be_published_after_the_year_before() -> None:
    before = [[30, 58], [40, 35], [120, 90]]
    after = [[55, 80], [60, 61], [150, 120]]
    releases = [
        protect(Release((Table.from_rows("finding by sex", (FINDING, SEX), counts),))).published
        for counts in (before, after)
    ]
    assert difference_attack(*releases).safe


def test_r72_that_everybody_from_one_country_falls_in_one_finding_is_not_published() -> None:
    citizenship = Dimension("citizenship", ("A", "B", "C"))
    counts = [[25, 40, 60], [0, 35, 50], [0, 70, 90]]
    table = Table.from_rows("t", (FINDING, citizenship), counts)
    all_of_a = cell({"finding": "forced labour indicated", "citizenship": "A"})

    leaks = audit(with_small_cells_only_suppressed(Release((table,)))).leaks
    assert [leak.kind for leak in leaks] == [LeakKind.REST]

    published = protect(Release((table,))).published
    assert all_of_a in published.hidden()
    assert audit(published).safe
    assert published.tables[0].value({"citizenship": "A"}) == 25

    zeros = protect(Release((table,)), Rule(zeros=Zeros.PUBLISH)).published
    assert zeros.hidden() == frozenset()


def test_r72_where_nobody_is_itself_the_secret_every_zero_is_hidden() -> None:
    office = Dimension("office", ("north", "south", "west"))
    counts = [[25, 40, 0], [15, 35, 50], [30, 70, 90]]
    table = Table.from_rows("complaints", (FINDING, office), counts)
    published = protect(Release((table,)), Rule(zeros=Zeros.HIDE)).published
    assert cell({"finding": FINDING.categories[0], "office": "west"}) in published.hidden()
    assert audit(published).safe


def test_r72_a_share_never_says_more_than_the_counts() -> None:
    counts = [[2, 58], [40, 35], [120, 90]]
    release = Release((Table.from_rows("t", (FINDING, SEX), counts),))
    published = protect(release).published.tables[0]
    for share in published.shares(("finding",)):
        fixed = dict(zip(("finding", "sex"), share.labels, strict=True))
        assert (share.percent is None) == (published.value(fixed) is None)
        assert share.denominator == (("finding", share.labels[0]),)
