"""The real file, read through the shipped mapping, against the published totals and a plain count.

The people behind the rows are real: the tests look at totals only.
"""

import csv
import gzip
from collections import Counter
from pathlib import Path

import polars as pl
import pytest

from manumit.exchange import (
    AnswersResult,
    load_mapping,
    private_workdir,
    read_answers,
    shipped_mapping,
)
from manumit.instruments import shipped_library

NAME = "shared/data/ctdc/ctdc_global_kanon_20171127.csv.gz"
FOUND = [p / NAME for p in Path(__file__).resolve().parents if (p / NAME).exists()]

pytestmark = [
    pytest.mark.skipif(not FOUND, reason=f"{NAME} is not beside this checkout"),
    pytest.mark.xdist_group("ctdc"),
]


@pytest.fixture(scope="module")
def raw() -> list[dict[str, str]]:
    with gzip.open(FOUND[0], "rt", encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> tuple[AnswersResult, pl.DataFrame]:
    mapping = load_mapping(shipped_mapping("ctdc"), shipped_library())
    with private_workdir(tmp_path_factory.mktemp("ctdc") / "out.csv") as work:
        result = read_answers(FOUND[0], mapping, workdir=work)
        return result, result.scan().collect()


def test_every_row_is_read_in_order(read: tuple[AnswersResult, pl.DataFrame]) -> None:
    result, answers = read
    assert (result.rows, result.rejected) == (47_102, 0)
    assert answers["row"].to_list() == list(range(2, 47_104))


def test_control_totals_of_the_release(read: tuple[AnswersResult, pl.DataFrame]) -> None:
    """reference/data-standards.md 3.8."""
    _, answers = read
    sex = dict(answers["sex"].value_counts().iter_rows())
    assert (sex["Female"], sex["Male"], sex[None]) == (33_850, 12_997, 255)
    assert answers["PU02"].sum() == 9_004
    assert answers["PU01"].sum() == 12_904
    citizens = dict(answers["citizenship"].value_counts().iter_rows())
    assert [citizens[code] for code in ("PH", "MD", "UA")] == [11_312, 7_363, 7_339]
    assert citizens[None] >= 7_484
    assert answers["citizenship"].drop_nulls().n_unique() == 42  # and ZZ: the 43 of the codebook


def test_codes_against_a_plain_count(
    read: tuple[AnswersResult, pl.DataFrame], raw: list[dict[str, str]]
) -> None:
    _, answers = read

    def plain(*columns: str) -> dict[int | None, int]:
        counts: Counter[int | None] = Counter()
        for row in raw:
            cells = {row[column] for column in columns}
            counts[1 if "1" in cells else 0 if "0" in cells else None] += 1
        return dict(counts)

    means = "meansOfControl"
    for code, columns in {
        "CD01": [f"{means}WithholdsDocuments"],
        "CD02": [f"{means}DebtBondage"],
        "CD03": [f"{means}RestrictsMovement"],
        "CD04": [f"{means}PhysicalAbuse", f"{means}SexualAbuse"],
        "EX01": [f"{means}ExcessiveWorkingHours"],
        "ILO02": [f"{means}FalsePromises"],
        "ME03": ["isAbduction"],
    }.items():
        assert dict(answers[code].value_counts().iter_rows()) == plain(*columns), code


def test_a_recruiter_of_none_of_these_kinds_is_not_no_recruitment(
    read: tuple[AnswersResult, pl.DataFrame],
) -> None:
    _, answers = read
    assert set(answers["AC01"].unique()) == {1, None}
    assert answers["AC01"].sum() == 7_385


def test_a_person_of_unsure_age_takes_the_childs_list(
    read: tuple[AnswersResult, pl.DataFrame],
) -> None:
    """R-46; nobody who was a child by any column is counted as an adult."""
    _, answers = read
    lists = answers.filter(pl.col("age") != "adult")["list"].drop_nulls().unique().to_list()
    assert sorted(lists) == ["child_labour", "child_sexual"]
    assert dict(answers["age"].value_counts().iter_rows()) == {
        "adult": 24_610,
        "child": 9_189,
        "unsure": 13_303,
    }


def test_where_no_form_is_recorded_no_list_is_chosen(
    read: tuple[AnswersResult, pl.DataFrame], raw: list[dict[str, str]]
) -> None:
    result, answers = read
    assert list(result.without_list.values()) == [7_555, 16_646]
    assert answers["list"].null_count() == sum(result.without_list.values())
    labour = sum(
        row["isForcedLabour"] == "1"
        or (
            row["isSexualExploit"] != "1"
            and any(row[name] == "1" for name in row if name.startswith("typeOfLabour"))
        )
        for row in raw
    )
    lists = Counter(answers["list"].to_list())
    assert lists["adult_labour"] + lists["child_labour"] == labour


def test_the_report_opens_with_what_was_not_recorded(
    read: tuple[AnswersResult, pl.DataFrame], raw: list[dict[str, str]]
) -> None:
    result, _ = read
    nothing = sum(
        not any(
            row[name] == "1"
            for name in row
            if name.startswith("meansOfControl") and not name.endswith(("Other", "NotSpecified"))
        )
        for row in raw
    )
    assert result.notes[0].startswith(f"{nothing:,} of 47,102 records name no specific means")
    assert nothing == 39_145
    assert any("identified as a victim" in note for note in result.notes)
    assert any("LT (211 of 47,102 records)" in note for note in result.notes)
    assert "at work, not in recruitment" in result.assumptions[0]
