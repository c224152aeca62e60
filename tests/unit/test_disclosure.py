"""The parts of the disclosure room, one by one."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from manumit.disclosure import (
    GRAND_TOTAL,
    Dimension,
    DisclosureCode,
    LeakKind,
    PublishedRelease,
    PublishedTable,
    Release,
    Row,
    Rule,
    Table,
    Zeros,
    audit,
    cell,
    difference_attack,
    intervals,
    merge_small,
    protect,
)
from manumit.disclosure.files import SavedRelease, check_against, read_release
from manumit.disclosure.merge import sum_protects_members
from manumit.disclosure.protect import _Defender
from manumit.disclosure.system import System
from manumit.errors import InputError

FINDING = Dimension("finding", ("indicated", "not indicated"))
SEX = Dimension("sex", ("female", "male"))
AGE = Dimension("age group", ("minor", "adult", "unknown"))


def table(rows: list[list[int]], name: str = "finding by sex") -> Table:
    return Table.from_rows(name, (FINDING, SEX), rows)


def countries(*counts: int) -> Table:
    names = tuple(f"country {place}" for place in range(len(counts)))
    return Table.from_rows("citizenship", (Dimension("citizenship", names),), list(counts))


def shown(values: list[int | None], rule: Rule | None = None) -> PublishedRelease:
    """A published table of one dimension; the last value is the total."""
    labels = tuple(f"c{place}" for place in range(len(values) - 1))
    dimension = Dimension("category", labels)
    return PublishedRelease(
        (PublishedTable("t", (dimension,), tuple(values)),), rule or Rule(zeros=Zeros.PUBLISH)
    )


# Each mistake with the code that names it.
MISTAKES: list[tuple[DisclosureCode, Callable[[], object]]] = [
    (DisclosureCode.NEGATIVE_COUNT, lambda: table([[20, 20], [20, -1]])),
    (DisclosureCode.NOT_WHOLE, lambda: table([[20, 20], [20, 1.0]])),  # type: ignore[list-item]
    (DisclosureCode.NOT_WHOLE, lambda: table([[20, 20], [20, None]])),  # type: ignore[list-item]
    (DisclosureCode.NOT_WHOLE, lambda: table([[20, 20], [20, True]])),
    (DisclosureCode.DUPLICATE_LABEL, lambda: Dimension("sex", ("female", "female"))),
    (DisclosureCode.DUPLICATE_LABEL, lambda: Table.from_rows("t", (SEX, SEX), [[1, 2], [3, 4]])),
    (DisclosureCode.DUPLICATE_LABEL, lambda: Release((table([[1, 2], [3, 4]]),) * 2)),
    (DisclosureCode.DUPLICATE_LABEL, lambda: merge_small(countries(2, 30), "citizenship",
                                                         label="country 1")),
    (DisclosureCode.WRONG_SHAPE, lambda: table([[20, 20], [20]])),
    (DisclosureCode.WRONG_SHAPE, lambda: Table("t", (SEX,), (1, 2, 3))),
    (DisclosureCode.UNKNOWN_CATEGORY, lambda: Table.from_counts("t", (SEX,), {("x",): 3})),
    (DisclosureCode.UNKNOWN_CATEGORY,
     lambda: Table.from_rows("t", (SEX,), [3, 4], structural=[("x",)])),
    (DisclosureCode.UNKNOWN_CATEGORY, lambda: shown([20, 20, 40]).tables[0].value(
        {"category": "x"})),
    (DisclosureCode.THRESHOLD_TOO_LOW, lambda: Rule(threshold=1)),
    (DisclosureCode.THRESHOLD_TOO_LOW, lambda: merge_small(countries(2), "citizenship",
                                                           threshold=0)),
    (DisclosureCode.DIFFERENT_CATEGORIES, lambda: Release((
        countries(20, 30), Table.from_rows("t", (Dimension("citizenship", ("x",)),), [50])))),
    (DisclosureCode.MARGINS_DISAGREE, lambda: Release((
        table([[20, 20], [20, 20]]), table([[20, 20], [20, 21]], "again")))),
    (DisclosureCode.EMPTY, lambda: Dimension("sex", ())),
    (DisclosureCode.EMPTY, lambda: Table("t", (), ())),
    (DisclosureCode.EMPTY, lambda: Release(())),
    (DisclosureCode.TOTAL_TOO_SMALL, lambda: protect(Release((table([[1, 2], [3, 4]]),)))),
    (DisclosureCode.CANNOT_BE_PROTECTED, lambda: protect(
        Release((table([[1, 4], [5, 2]]),)), Rule(zeros=Zeros.PUBLISH))),
    (DisclosureCode.CONTRADICTION, lambda: audit(shown([20, 30, 51]))),
    (DisclosureCode.CONTRADICTION, lambda: audit(shown([None, 30, 30]))),
    (DisclosureCode.UNKNOWN_DIMENSION, lambda: merge_small(countries(2), "sex")),
    (DisclosureCode.UNKNOWN_DIMENSION, lambda: shown([20, 20, 40]).tables[0].shares(("sex",))),
    (DisclosureCode.UNKNOWN_DIMENSION, lambda: shown([20, 20, 40]).tables[0].value({"sex": "x"})),
    (DisclosureCode.STRUCTURAL_NOT_ZERO,
     lambda: Table.from_rows("t", (SEX,), [3, 4], structural=[("male",)])),
    (DisclosureCode.CANNOT_HIDE,
     lambda: protect(Release((table([[20, 20], [20, 20]]),)), hide=[GRAND_TOTAL])),
    (DisclosureCode.CANNOT_HIDE,
     lambda: protect(Release((countries(20, 20, 0),)), Rule(zeros=Zeros.PUBLISH),
                     hide=[cell({"citizenship": "country 2"})])),
    (DisclosureCode.CANNOT_HIDE, lambda: audit(shown([20, 30, None]))),
    (DisclosureCode.SAME_BESIDE, lambda: Table.from_rows("t", (
        Dimension("year", ("2025", "never"), same=(("never", ("sex", "male")),)), SEX),
        [[20, 0], [0, 20]])),
    (DisclosureCode.NO_RELEASE, lambda: read_release(Path(__file__))),
    (DisclosureCode.DIFFERENCE_LEAKS, lambda: check_against(
        shown([20, 22, 42]), [SavedRelease(Path("earlier.json"), shown([20, 20, 40]))])),
]  # fmt: skip


@pytest.mark.parametrize(("code", "make"), MISTAKES)
def test_a_mistake_is_refused_with_its_code(
    code: DisclosureCode, make: Callable[[], object]
) -> None:
    with pytest.raises(InputError) as caught:
        make()
    assert caught.value.problems[0].code == code.code


def test_every_code_has_a_mistake_that_raises_it() -> None:
    assert {code for code, _ in MISTAKES} == set(DisclosureCode)


@pytest.mark.proves("messages-without-data")
def test_no_message_and_no_repr_holds_a_count() -> None:
    with pytest.raises(InputError) as caught:
        Release((table([[737, 20], [20, 20]]), table([[747, 20], [20, 20]], "again")))
    assert "7" not in str(caught.value)
    assert "737" not in repr(table([[737, 20], [20, 20]]))


def test_a_table_from_counts_fills_what_is_left_out_with_zero() -> None:
    counts = {("indicated", "male"): 12, ("not indicated", "female"): 30}
    assert Table.from_counts("t", (FINDING, SEX), counts).counts == (0, 12, 30, 0)


def test_whole_numbers_of_numpy_are_taken() -> None:
    assert Table("t", (SEX,), tuple(np.array([12, 30]))).counts == (12, 30)


def test_what_is_large_stays_as_it_is() -> None:
    protected = protect(Release((table([[20, 30], [40, 50]]),)))
    assert protected.published.tables[0].values == (20, 30, 50, 40, 50, 90, 60, 80, 140)
    assert protected.report.suppressed_share == 0
    assert protected.report.persons_shown == 1


def test_margins_are_suppressed_only_where_nothing_else_helps() -> None:
    inner = protect(Release((table([[2, 30], [40, 50]]),)))
    assert inner.report.margins == 0
    margin = protect(Release((countries(2, 30, 40),)))
    assert margin.published.hidden() == {
        cell({"citizenship": "country 0"}),
        cell({"citizenship": "country 1"}),
    }
    both = protect(Release((table([[2, 3], [40, 50]]),)))
    assert cell({"finding": "indicated"}) in both.published.hidden()
    assert both.published.tables[0].value({}) == 95


@pytest.mark.parametrize(
    "counts",
    [
        [[4, 6], [7, 12]],  # 11 can be reached, but then too few values remain: one way wider
        [[10, 7, 11], [10, 1, 3]],  # neither way alone is wide enough
    ],
)
def test_each_quantity_is_protected_when_its_turn_is_over(counts: list[list[int]]) -> None:
    columns = Dimension("column", ("a", "b", "c")[: len(counts[0])])
    release = Release((Table.from_rows("t", (FINDING, columns), counts),))
    defender = _Defender(release, Rule(zeros=Zeros.PUBLISH), frozenset())
    targets = defender.attacker.targets()
    defender.attacker.survey(targets)
    for target in targets:
        if defender.attacker.attack(target) is not None:
            defender._defend(target)
            assert defender.attacker.attack(target) is None
    assert audit(protect(release, defender.rule).published).safe


def test_nothing_is_suppressed_in_vain() -> None:
    rows = [[0, 6], [8, 23]]
    release = Release((table(rows),))
    published = protect(release, Rule(zeros=Zeros.PUBLISH)).published
    counts = release.tables[0].with_margins().ravel().tolist()
    values = published.tables[0].values
    secondary = [x for x, value in enumerate(values) if value is None and counts[x] >= 11]
    assert secondary
    for place in secondary:
        fewer = (*values[:place], counts[place], *values[place + 1 :])
        shown_too = PublishedTable("finding by sex", (FINDING, SEX), fewer)
        assert not audit(PublishedRelease((shown_too,), published.rule)).safe


def test_cells_to_hide_in_any_case_stay_hidden() -> None:
    wanted = cell({"finding": "indicated", "sex": "male"})
    protected = protect(Release((table([[20, 30], [40, 50]]),)), hide=[wanted])
    assert wanted in protected.published.hidden()
    assert audit(protected.published).safe


def test_structural_zeros_are_shown_and_imply_empty_totals() -> None:
    impossible = [("minor", "married"), ("minor", "widowed")]
    status = Dimension("status", ("married", "widowed", "single"))
    grown = Dimension("age", ("minor", "adult"))
    marriage = Table.from_rows("t", (grown, status), [[0, 0, 40], [30, 20, 50]],
                               structural=impossible)  # fmt: skip
    hidden = protect(Release((marriage,)), Rule(zeros=Zeros.HIDE)).published.hidden()
    assert hidden == frozenset()
    nobody = Table.from_rows("t", (grown, SEX), [[0, 0], [30, 20]],
                             structural=[("minor", "female"), ("minor", "male")])  # fmt: skip
    published = protect(Release((nobody,)), Rule(zeros=Zeros.HIDE)).published
    assert published.tables[0].value({"age": "minor"}) == 0
    assert audit(published).safe


def test_the_rows_of_a_table_carry_labels_and_totals() -> None:
    published = protect(Release((table([[2, 30], [40, 50]]),))).published["finding by sex"]
    assert published.header == ("female", "male", None)
    assert list(published.rows()) == [
        Row(("indicated",), (None, None, 32)),
        Row(("not indicated",), (None, None, 90)),
        Row((None,), (42, 80, 122)),
    ]
    assert set(published.cells.values()) == {None}
    assert published.margins[GRAND_TOTAL] == 122


def test_the_rows_of_one_dimension_and_of_three() -> None:
    one = protect(Release((countries(20, 30),))).published.tables[0]
    assert one.header == (None,)
    assert [row.values for row in one.rows()] == [(20,), (30,), (50,)]
    counts = [[[20, 21, 22], [23, 24, 25]], [[26, 27, 28], [29, 30, 31]]]
    three = Table.from_rows("t", (FINDING, SEX, AGE), counts)
    rows = list(protect(Release((three,))).published.tables[0].rows())
    assert len(rows) == 9
    assert rows[0] == Row(("indicated", "female"), (20, 21, 22, 63))
    assert rows[-1].labels == (None, None)


def test_a_share_needs_both_counts() -> None:
    sexes = table([[2, 30], [40, 50]])
    published = protect(Release((sexes,))).published.tables[0]
    assert [share.percent for share in published.shares()] == [None] * 4
    plain = protect(Release((table([[20, 30], [0, 0]]),)), Rule(zeros=Zeros.PUBLISH))
    shares = plain.published.tables[0].shares(("finding",))
    assert [share.percent for share in shares] == [40.0, 60.0, None, None]
    assert shares[0].denominator == cell({"finding": "indicated"})
    assert shares[0].of == 50


def test_a_share_of_a_suppressed_total_is_suppressed() -> None:
    dimension = Dimension("category", ("a", "b"))
    values = (20, 30, None, 40, 50, None, 60, 80, 140)
    published = PublishedTable("t", (dimension, SEX), values)
    assert {share.percent for share in published.shares(("category",))} == {None}


def test_merging_makes_the_rest_large_and_puts_it_last() -> None:
    merged = merge_small(countries(3, 40, 5, 25, 6), "citizenship")
    assert merged.dimensions[0].categories == ("country 1", "country 3", "other")
    assert merged.dimensions[0].rest == "other"
    assert merged.counts == (40, 25, 14)


def test_merging_takes_the_next_larger_one_if_the_rest_is_small() -> None:
    merged = merge_small(countries(3, 40, 25, 0), "citizenship")
    assert merged.dimensions[0].categories == ("country 1", "other")
    assert merged.counts == (40, 28)


def test_merging_leaves_alone_what_needs_no_merging() -> None:
    for counts in ((20, 30), (0, 30, 40), (2,)):
        assert merge_small(countries(*counts), "citizenship") == countries(*counts)
    unknown = merge_small(countries(2, 30), "citizenship", keep=["country 0"])
    assert unknown == countries(2, 30)


def test_merging_again_changes_nothing_and_a_release_is_merged_as_a_whole() -> None:
    people = countries(3, 40, 5, 25, 6)
    nationality = people.dimensions[0]
    rows = [[1, 2], [20, 20], [5, 0], [13, 12], [3, 3]]
    by_sex = Table.from_rows("by sex", (nationality, SEX), rows, structural=[("country 2", "male")])
    release = merge_small(Release((people, by_sex)), "citizenship")
    assert merge_small(release, "citizenship") == release
    assert release.tables[1].counts == (20, 20, 13, 12, 9, 5)
    assert release.tables[1].structural == frozenset()
    with pytest.raises(InputError, match="D107"):
        Release((merge_small(people, "citizenship"), by_sex))


def test_merging_keeps_structural_zeros_that_all_members_have() -> None:
    people = Table.from_rows("t", (countries(3, 9, 40).dimensions[0], SEX), [[3, 0], [9, 0],
        [20, 20]], structural=[("country 0", "male"), ("country 1", "male")])  # fmt: skip
    assert merge_small(people, "citizenship").structural == {("other", "male")}


@pytest.mark.parametrize(
    ("counts", "protects"),
    [
        ([3], False),  # alone: the sum is the member
        ([1, 1], False),  # the sum is small itself
        ([10, 10], True),  # may also be 1 and 19
        ([10] * 12, False),  # all must be 10: twelve small ones cannot sum to more
        ([5] * 12, True),
        ([1, 10], True),  # both small, each from 1 to 10
        ([1, 11], True),
        ([1] * 11, False),  # each is 1: eleven of at least one
        ([0, 3], False),
    ],
)
def test_a_sum_that_gives_its_members_back_is_known(counts: list[int], protects: bool) -> None:
    assert sum_protects_members(counts, 11) is protects


def test_intervals_of_one_equation() -> None:
    bounds = intervals(shown([None, None, 30, 42]))
    assert set(bounds.values()) == {(1, 11)}


def test_the_audit_sees_a_small_count_that_was_published() -> None:
    found = audit(shown([2, 30, 32]))
    assert [(leak.kind, leak.low, leak.exact) for leak in found.leaks] == [(LeakKind.CELL, 2, True)]


@pytest.mark.parametrize("shown_row", [(1, 0, 1), (0, 1, 1)])
def test_a_cell_that_may_be_large_but_is_narrowed_is_a_leak(shown_row: tuple[int, ...]) -> None:
    # One total is 2 or 3: that it fits as 3, which may be published, does not make it safe.
    band = Dimension("age", ("minor", "adult"))
    values = (*shown_row, None, None, 3, None, None, 4)
    published = PublishedTable("t", (FINDING, band), values)
    leaks = audit(PublishedRelease((published,), Rule(3, Zeros.PUBLISH))).leaks
    one_more = cell({"age": band.categories[shown_row.index(1)]})
    assert [(leak.low, leak.high) for leak in leaks if leak.cells == (one_more,)] == [(2, 3)]


def test_the_audit_reads_a_cell_that_another_table_shows() -> None:
    sex = (None, 30, 32)
    again = (2, 30, 32)
    tables = tuple(PublishedTable(name, (SEX,), x) for name, x in (("a", sex), ("b", again)))
    assert [leak.low for leak in audit(PublishedRelease(tables, Rule())).leaks] == [2]
    other = PublishedTable("b", (SEX,), (3, 30, 32))
    with pytest.raises(InputError, match="D112"):
        audit(PublishedRelease((tables[1], other), Rule()))


def test_whole_numbers_are_found_where_the_linear_program_finds_halves() -> None:
    # x + y = y + z = z + x = 3 has only the solution 1.5 each: no whole numbers fit.
    from scipy.sparse import csr_array  # noqa: PLC0415

    matrix = csr_array(np.array([[1, 1, 0], [0, 1, 1], [1, 0, 1]], dtype=np.int64))
    three, ones = np.full(3, 3), np.array([1, 0, 0])
    system = System(matrix, three, three, np.zeros(3, dtype=np.int64), three)
    assert system.least(ones) is None
    loose = System(matrix, three - 3, three, np.zeros(3, dtype=np.int64), three)
    least = loose.least(np.array([-1, -1, -1]))
    assert least is not None
    assert least.bound == -4  # the linear program says 4.5
    assert least.point is not None
    assert loose.cheapest(np.array([-1.0, -1.0, -1.0])) is not None
    assert system.cheapest(np.ones(3)) is None


def test_a_fall_and_a_rise_are_subtracted_without_supposing_that_one_is_part_of_the_other() -> None:
    first, second = shown([40, 30, 70]), shown([37, 50, 87])
    attack = difference_attack(first, second)
    assert not attack.nested
    assert [(leak.kind, leak.cells, leak.low) for leak in attack.change.leaks] == [
        (LeakKind.CHANGE, (cell({"category": "c0"}),), 3)
    ]


def test_a_merged_rest_of_other_members_is_not_compared() -> None:
    first = protect(Release((merge_small(countries(5, 6, 40, 30), "citizenship"),))).published
    later = merge_small(countries(5, 7, 8, 90), "citizenship")
    second = protect(Release((later,))).published
    attack = difference_attack(first, second)
    assert first.tables[0].value({"citizenship": "other"}) == 11
    assert second.tables[0].value({"citizenship": "other"}) == 20
    assert attack.change.leaks == ()


def _by_stage_and_year(*, linked: bool) -> Release:
    """The same people twice: "never identified" by year is "none" by stage."""
    same = (("never", ("stage", "none")),) if linked else ()
    sex = Dimension("sex", ("female", "male", "other"))
    stage = Dimension("stage", ("none", "identified", "assisted"))
    year = Dimension("year", ("2024", "2025", "never"), same=same)
    by_stage = [[40, 45, 12], [90, 95, 30], [50, 60, 4]]
    by_year = [[70, 75, 17], [70, 80, 17], [40, 45, 12]]
    return Release(
        (
            Table.from_rows("by stage", (stage, sex), by_stage),
            Table.from_rows("by year", (year, sex), by_year),
        )
    )


@pytest.mark.proves("statistics-releases")
def test_categories_that_are_the_same_are_one_cell_suppressed_and_attacked_together() -> None:
    """Named apart, what one table suppresses the other would show; the audit can't see that."""
    apart = protect(_by_stage_and_year(linked=False)).published
    pairs = [
        (apart["by stage"].value({"stage": "none", "sex": sex}),
         apart["by year"].value({"year": "never", "sex": sex}))
        for sex in ("female", "male", "other")
    ]  # fmt: skip
    assert any((one is None) != (other is None) for one, other in pairs), "the leak is there"
    one = protect(_by_stage_and_year(linked=True)).published
    assert audit(one).safe
    for sex in ("female", "male", "other"):
        by_stage = one["by stage"].value({"stage": "none", "sex": sex})
        assert by_stage == one["by year"].value({"year": "never", "sex": sex})
    assert one["by stage"].value({"stage": "assisted", "sex": "other"}) is None


def test_the_same_cell_has_one_count_in_all_tables() -> None:
    stage = Dimension("stage", ("none", "identified"))
    year = Dimension("year", ("2024", "never"), same=(("never", ("stage", "none")),))
    tables = (Table.from_rows("a", (stage,), [40, 60]), Table.from_rows("b", (year,), [61, 39]))
    with pytest.raises(InputError) as caught:
        Release(tables)
    assert caught.value.problems[0].code == DisclosureCode.MARGINS_DISAGREE.code
