"""Any file, any order of columns, any size of batch: the frame is what a plain reading gives."""

import csv
import io
import tempfile
from pathlib import Path
from unittest.mock import patch

import polars as pl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from manumit.errors import InputError, Problem
from manumit.exchange import Mapping, load_mapping, read_answers
from manumit.instruments import shipped_library

TEXT = """\
schema: manumit/mapping/1
id: drawn
title: "A drawn file"
unknown: ["-99"]
value_maps:
  flag: {1: yes, 0: no}
  majority: {Minor: child, Adult: adult}
answers:
  - {column: a, codes: [CD11, ME01], values: flag}
  - {column: b, codes: [CD11], values: flag}
  - {column: c, codes: [CD11, IN08], values: flag, reversed: true}
age: {sources: [{column: d, values: majority}, {column: e, values: majority}]}
exploitation:
  rules:
    - {when: [{any_of: [a, b], is: [1]}, {none_of: [c], recorded: true}], list: sexual}
    - {when: [{all_of: [a, b, c], recorded: false}], list: none, because: "nothing is known."}
  otherwise: labour
attributes: {sex: {flags: [{column: a, is: [1], as: first}, {column: b, is: [0, 1], as: second}]}}
"""
FLAG = st.sampled_from(["0", "1", "-99", ""])
AGE = st.sampled_from(["Minor", "Adult", "-99", ""])
ROW = st.tuples(FLAG, FLAG, FLAG, AGE, AGE)


def load() -> Mapping:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "drawn.yaml"
        path.write_text(TEXT, "utf-8")
        return load_mapping(path, shipped_library())


MAPPING = load()


def plain(row: tuple[str, ...]) -> dict[str, object]:
    """What the mapping says, read by a person."""
    a, b, c, d, e = row
    known = {"1": 1, "0": 0}
    opposite = {"1": 0, "0": 1}

    def joined(*answers: int | None) -> int | None:
        return 1 if 1 in answers else 0 if 0 in answers else None

    age = "child" if "Minor" in (d, e) else "adult" if "Adult" in (d, e) else "unsure"
    population = "adult" if age == "adult" else "child"
    chosen: str | None = f"{population}_labour"
    if "1" in (a, b) and c in ("", "-99"):
        chosen = f"{population}_sexual"
    elif all(cell in ("", "-99") for cell in (a, b, c)):
        chosen = None
    return {
        "list": chosen,
        "age": age,
        "sex": "first" if a == "1" else "second" if b in ("0", "1") else None,
        "CD11": joined(known.get(a), known.get(b), opposite.get(c)),
        "ME01": joined(known.get(a)),
        "IN08": joined(opposite.get(c)),
    }


def as_csv(rows: list[tuple[str, ...]], order: list[int]) -> str:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow(["abcde"[i] for i in order] + ["extra"])
    writer.writerows([[row[i] for i in order] + ["x"] for row in rows])
    return stream.getvalue()


@settings(max_examples=60, deadline=None)
@given(
    st.lists(ROW, min_size=1, max_size=12),
    st.permutations(range(5)),
    st.integers(min_value=1, max_value=5),
)
def test_the_frame_is_what_a_plain_reading_gives(
    rows: list[tuple[str, ...]], order: list[int], size: int
) -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        patch("manumit.exchange.csvfile.BATCH_ROWS", size),
    ):
        path = Path(folder) / "drawn.csv"
        path.write_text(as_csv(rows, order), "utf-8", newline="")
        found = read_answers(path, MAPPING, workdir=Path(folder)).scan().collect()
    assert found.to_dicts() == [
        {"row": number, **plain(row)} for number, row in enumerate(rows, start=2)
    ]


@settings(max_examples=30, deadline=None)
@given(
    st.dictionaries(st.sampled_from(["1", "2", "b", "B"]), st.lists(ROW, max_size=4), min_size=1),
    st.permutations(range(5)),
    st.integers(min_value=1, max_value=3),
)
def test_a_folder_is_its_files_one_after_the_other(
    files: dict[str, list[tuple[str, ...]]], order: list[int], size: int
) -> None:
    """Column ``a`` is written by the names of folders, as polars splits a table by it."""
    assume(any(files.values()))
    with (
        tempfile.TemporaryDirectory() as folder,
        patch("manumit.exchange.parquetfile.BATCH_ROWS", size),
    ):
        cases, wanted = Path(folder) / "cases", []
        for name, rows in files.items():
            frame = pl.DataFrame(rows, dict.fromkeys("abcde", pl.String), orient="row")
            for value in "01":
                part = frame.filter(a=value)
                path = cases / f"a={value}" / f"{name}.parquet"
                path.parent.mkdir(parents=True, exist_ok=True)
                part.drop("a").select("bcde"[i - 1] for i in order if i).write_parquet(path)
                file = path.relative_to(cases).as_posix()
                wanted += [
                    {"file": file, "row": number, **plain(row)}
                    for number, row in enumerate(part.rows(), start=1)
                ]
        assume(wanted)
        found = read_answers(cases, MAPPING, workdir=Path(folder)).scan().collect()
    assert found.to_dicts() == sorted(wanted, key=lambda one: (one["file"], one["row"]))


@pytest.mark.proves("foreign-files-are-data")
@settings(max_examples=120, deadline=None)
@given(st.binary(max_size=400), st.sampled_from(["f.csv", "f.csv.gz", "f.xlsx", "f.parquet"]))
def test_any_bytes_give_answers_or_coded_problems(data: bytes, name: str) -> None:
    starts = {"f.csv": b"a,b,c,d,e\n1,", "f.csv.gz": b"\x1f\x8b", "f.xlsx": b"PK\x03\x04"}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(starts.get(name, b"PAR1") + data)
        problems = problems_in(path, Path(folder))  # any other exception fails the test
    assert all(problem.code.startswith("X") and problem.do for problem in problems)


def problems_in(path: Path, folder: Path) -> tuple[Problem, ...]:
    try:
        read_answers(path, MAPPING, workdir=folder, rejects=True)
    except InputError as error:
        return error.problems
    return ()
