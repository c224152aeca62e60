"""Files of lists become tables, or coded errors with row and column that quote nobody."""

from collections.abc import Sequence

import pytest

from manumit.errors import InputError
from manumit.prevalence.files import read_list_files
from manumit.prevalence.reading import Columns, Kind, Reading, Sheet, read_sheet


def sheet(text: str, name: str = "lists.csv") -> Sheet:
    """A file as its lines say, cells between commas."""
    head, *rows = [[cell.strip() for cell in line.split(",")] for line in text.split("\n")]
    return Sheet(name, tuple(head), list(enumerate(rows, start=2)))


def read(text: str, **columns: object) -> Reading:
    return read_sheet(sheet(text), Columns(**columns))  # type: ignore[arg-type]


def codes(error: InputError) -> list[tuple[str, int | None, str | None]]:
    return [(one.code, one.place.row, one.place.column) for one in error.problems]


def refused(text: str, **columns: object) -> list[tuple[str, int | None, str | None]]:
    with pytest.raises(InputError) as caught:
        read(text, **columns)
    return codes(caught.value)


def test_histories_with_counts_keep_the_order_of_the_file() -> None:
    found = read("A,B,C,count\n0,1,1,3\n1,0,0,7\n1,1,1,0").table
    assert found.lists == ("A", "B", "C")
    assert (found.counts[0b110], found.counts[0b001], found.observed) == (3, 7, 10)
    assert found.order == (0b110, 0b001)


def test_a_row_for_each_person_is_counted() -> None:
    found = read("key,A,B\np1,1,0\np2,1,1\np3,1,1")
    assert dict(found.people) == {Kind(1, 0, ""): 1, Kind(3, 0, ""): 2}
    assert found.notices == ()


def test_named_lists_leave_other_columns_alone() -> None:
    assert read("A,sex,B\n1,w,0\n0,m,1", lists=("A", "B")).table.observed == 2


def test_histories_that_stand_twice_are_summed_with_a_notice() -> None:
    found = read("A,B,count\n1,0,2\n1,1,1\n1,0,3")
    assert found.table.counts.tolist() == [0, 5, 0, 1]
    assert [one.code for one in found.notices] == ["M125"]


def test_strata_add_up_to_everybody() -> None:
    found = read("A,B,place,count\n1,1,north,4\n1,1,south,2\n0,1,south,1", stratum="place")
    assert {name: one.observed for name, one in found.strata.items()} == {"north": 4, "south": 3}
    assert found.table.on_all_of(0b11) == 6


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("A,B,count\n1,1,-2", ("M102", 2, "count")),
        ("A,B,count\n1,1,2.5", ("M103", 2, "count")),
        ("A,B,count\n1,1,2.0", ("M103", 2, "count")),
        ("A,B,count\n1,1,", ("M103", 2, "count")),
        ("A,B,count\n1,1,nan", ("M103", 2, "count")),
        ("A,B,count\n1,1,\u0663", ("M103", 2, "count")),
        ("A,B\n1,1\n2,1", ("M104", 3, "A")),
        ("A,B\n1,yes", ("M104", 2, "B")),
        ("A,B\n1,1\n1,", ("M105", 3, "B")),
        ("A,B,count\n0,0,5", ("M106", 2, None)),
        ("A,B,count\n0,0,0", ("M106", 2, None)),
        ("A,count\n1,5", ("M107", None, None)),
        ("key,A,B\np1,1,0\np1,1,1", ("M108", 3, "key")),
        ("key,A,B\n,1,0", ("M110", 2, "key")),
        ("count\n3", ("M112", None, None)),
        ("A,B,count", ("M101", None, None)),
        ("A,B,count\n1,1,0", ("M101", None, None)),
        ("A,B,count\n1,0,3", ("M114", None, "B")),
    ],
)
def test_a_mistake_has_its_code_row_and_column(
    text: str, wanted: tuple[str, int | None, str | None]
) -> None:
    assert refused(text) == [wanted]


def test_columns_that_are_not_there_are_named() -> None:
    assert refused("A,B\n1,1", lists=("A", "C"), stratum="place") == [
        ("M113", None, "C"), ("M113", None, "place")
    ]  # fmt: skip


def test_an_empty_stratum_and_too_many_strata_are_refused() -> None:
    assert refused("A,B,place\n1,1,", stratum="place") == [("M120", 2, "place")]
    many = "\n".join(f"1,1,p{number}" for number in range(21))
    assert refused(f"A,B,place\n{many}", stratum="place") == [("M121", None, "place")]


def test_too_many_lists_are_refused_before_a_table_is_made() -> None:
    names = [f"L{number}" for number in range(17)]
    assert refused(f"{','.join(names)}\n{','.join('1' * 17)}") == [("M115", None, None)]


def test_all_problems_are_told_together_and_beyond_twenty_counted() -> None:
    found = refused("A,B\n" + "\n".join(["2,1"] * 25))
    assert found[:2] == [("M104", 2, "A"), ("M104", 3, "A")]
    assert len(found) == 21
    assert found[-1] == ("M129", None, None)


def test_no_message_quotes_a_key_a_stratum_or_a_cell() -> None:
    person = "Amina-1987"
    bad = [
        f"key,A,B\n{person},1,0\n{person},1,1",
        f"A,B\n{person},1",
        f"A,B,count\n1,1,{person}",
        f"A,B,B_referred_by\n1,1,{person}",
    ]
    for text in bad:
        with pytest.raises(InputError) as caught:
            read(text)
        assert person not in str(caught.value)
    with pytest.raises(InputError) as caught:
        read_list_files([sheet(f"key\n{person}\n{person}", "a.csv"), sheet("key\n1", "b.csv")])
    assert person not in str(caught.value)
    strata = [f"key,place\n{person},{person} {name}" for name in "ab"]
    with pytest.raises(InputError) as caught:
        read_list_files(
            [sheet(strata[0], "a.csv"), sheet(strata[1], "b.csv")], Columns(stratum="place")
        )
    assert [one.code for one in caught.value.problems] == ["M119"]
    assert person not in str(caught.value)


def test_how_people_reached_a_list_is_counted_by_list() -> None:
    found = read(
        "A,B,B_referred_by,count\n1,1,A,4\n0,1,A,1\n0,1,other,2\n1,1,none,3\n0,1,,5\n1,0,,9"
    )
    assert found.ways.recorded
    assert dict(found.ways.between) == {(0, 1): 5}
    assert (found.ways.unmatched, found.ways.outside, found.ways.unknown) == (1, 2, 5)
    assert found.people[Kind(0b11, 0b10, "")] == 4
    assert found.table.counts.tolist() == [0, 9, 8, 7]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("A,B,B_referred_by\n1,1,C", "M116"),
        ("A,B,B_referred_by\n1,1,B", "M117"),
        ("A,B,B_referred_by\n1,0,A", "M118"),
    ],
)
def test_a_way_that_cannot_be_is_refused(text: str, code: str) -> None:
    assert refused(text) == [(code, 2, "B_referred_by")]


def files(*texts: tuple[str, str]) -> Sequence[Sheet]:
    return [sheet(text, name) for name, text in texts]


def test_list_files_are_matched_by_equal_keys() -> None:
    found = read_list_files(
        files(
            ("police.csv", "key\nk1\nk2\nk3"),
            ("ngo.csv.gz", "key,referred_by\nk3,police\nk4,\nK1,"),
        )
    )
    assert found.lists == ("police", "ngo")
    assert found.table.counts.tolist() == [0, 2, 2, 1]
    assert dict(found.ways.between) == {(0, 1): 1}


def test_a_key_twice_on_a_list_is_refused_with_both_rows() -> None:
    with pytest.raises(InputError) as caught:
        read_list_files(files(("a.csv", "key\nk1\nk2\nk1"), ("b.csv", "key\nk1")))
    (problem,) = caught.value.problems
    assert (problem.code, problem.place.file, problem.place.row) == ("M108", "a.csv", 4)
    assert "row 2" in problem.what


@pytest.mark.parametrize(
    ("texts", "code"),
    [
        ([("a.csv", "key\n1")], "M107"),
        ([("a.csv", "key\n1"), ("a.csv", "key\n1")], "M111"),
        ([("a.csv", "key\n1"), ("b.csv", "id\n1")], "M109"),
        ([("a.csv", "key\n1"), ("b.csv", "key")], "M101"),
        ([("a.csv", "key,n\n,1"), ("b.csv", "key\n1")], "M110"),
        ([("a.csv", "key,referred_by\n1,c"), ("b.csv", "key\n1")], "M116"),
    ],
)
def test_a_mistake_in_list_files_has_its_code(texts: list[tuple[str, str]], code: str) -> None:
    with pytest.raises(InputError) as caught:
        read_list_files(files(*texts))
    assert code in [one.code for one in caught.value.problems]


def test_a_key_in_two_strata_is_refused_where_the_second_stands() -> None:
    with pytest.raises(InputError) as caught:
        read_list_files(
            files(("a.csv", "key,place\n1,north"), ("b.csv", "key,place\n1,south")),
            Columns(stratum="place"),
        )
    (problem,) = caught.value.problems
    assert (problem.code, problem.place.file, problem.place.row) == ("M119", "b.csv", 2)
