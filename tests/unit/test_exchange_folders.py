"""A folder of Parquet files as one table: what is read, what is refused, and where."""

import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from manumit.bulk.pipeline import digest_of
from manumit.errors import InputError, Problem
from manumit.exchange import AnswersResult, Mapping, load_mapping, read_answers
from manumit.exchange.parquetfolder import files_of
from manumit.instruments import shipped_library
from small_mapping import HEADER, MAPPING, ROWS

MAPPINGS_PAGE = Path(__file__).parents[2] / "docs/how-to/mappings.md"
FRAME = pl.DataFrame(ROWS, schema=HEADER, orient="row")

type Read = Callable[..., AnswersResult]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "cases"
    made.mkdir()
    return made


@pytest.fixture
def read(tmp_path: Path, folder: Path) -> Read:
    """Reads the folder through the small mapping."""

    def reading(*, reader: str = "{}", **how: Any) -> AnswersResult:
        work = tmp_path / "work"
        work.mkdir()
        return read_answers(folder, mapping_in(tmp_path, reader), workdir=work, **how)

    return reading


def mapping_in(folder: Path, reader: str) -> Mapping:
    source = folder / "small.yaml"
    source.write_text(MAPPING.replace("{READER}", reader), "utf-8")
    return load_mapping(source, shipped_library())


def write(path: Path, frame: pl.DataFrame = FRAME) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    frame.write_parquet(path)
    return path


def places(result: AnswersResult) -> list[tuple[str, int]]:
    return result.scan().select("file", "row").cast({"file": pl.String}).collect().rows()


def problems_of(read: Read, **how: Any) -> tuple[Problem, ...]:
    with pytest.raises(InputError) as caught:
        read(**how)
    assert all(problem.do for problem in caught.value.problems)
    return caught.value.problems


def test_rows_are_counted_in_each_file_and_files_are_in_the_order_of_their_names(
    read: Read, folder: Path
) -> None:
    write(folder / "b.parquet", FRAME[2:])
    write(folder / "B.parquet", FRAME[:2])
    write(folder / "a" / "z.PARQUET", FRAME[:1])
    write(folder / "empty.parquet", FRAME.clear())
    result = read()
    assert places(result) == [
        ("B.parquet", 1),
        ("B.parquet", 2),
        ("a/z.PARQUET", 1),
        ("b.parquet", 1),
        ("b.parquet", 2),
    ]
    answers = result.scan().collect()
    assert answers["CD11"].to_list() == [1, 0, 1, None, 0]
    assert answers["sector"].to_list() == ["farm", "shop", "farm", None, "farm"]
    assert result.without_list == {"no list was published for it.": 1}


def test_names_of_folders_give_columns_as_text(read: Read, folder: Path) -> None:
    without = FRAME.drop("kind", "sector")
    write(folder / "kind=work" / "sector=on%20land%2Fsea" / "0.parquet", without[:1])
    write(folder / "kind=sex" / "sector=__HIVE_DEFAULT_PARTITION__" / "0.parquet", without[1:2])
    write(folder / "more" / "kind=work" / "sector=007" / "0.parquet", without[2:3])
    answers = read().scan().collect()
    assert answers["sector"].to_list() == [None, "on land/sea", "007"]
    assert answers["list"].to_list() == ["child_sexual", "adult_labour", "child_labour"]


def test_rows_are_counted_where_names_of_folders_give_every_column(
    read: Read, folder: Path
) -> None:
    wanted = [name for name in HEADER if name != "name"]
    path = folder.joinpath(*(f"{name}={FRAME[0, name]}" for name in wanted), "0.parquet")
    write(path, FRAME.select("name"))
    answers = read().scan().collect()
    assert answers["row"].to_list() == [1, 2, 3, 4]
    assert answers["EX01"].to_list() == [1, 1, 1, 1]


def test_order_and_types_of_columns_may_differ(read: Read, folder: Path) -> None:
    write(folder / "1.parquet", FRAME[:1])
    numbers = FRAME[1:2].with_columns(pl.col("hours").cast(pl.Float64), pl.col("years").cast(int))
    write(folder / "2.parquet", numbers.select(reversed(HEADER)))
    answers = read().scan().collect()
    assert answers["EX01"].to_list() == [1, 0]
    assert answers["age"].to_list() == ["adult", "child"]


def test_notes_of_the_program_that_wrote_the_folder_are_not_read(read: Read, folder: Path) -> None:
    write(folder / "part-0.parquet")
    write(folder / "_temporary" / "part-0.parquet")
    write(folder / ".part-0.parquet")
    write(folder / "_period=1" / "part-0.parquet", FRAME[:1])
    (folder / "part-0.parquet").unlink()
    write(folder / "_period=2" / "part-0.parquet", FRAME[1:])
    (folder / "_SUCCESS").touch()
    (folder / ".part-0.parquet.crc").write_bytes(b"crc")
    assert read().rows == 4


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("notes.txt", "notes.txt"),
        ("year=2025/cases.csv", "year=…/cases.csv"),
        ("a\nb.parquet", r"a\nb.parquet"),
        ("a\udc80.parquet", r"a\udc80.parquet"),
        ("a\\b.parquet", "a\\b.parquet"),
        ("name=%E9/0.parquet", "name=…/0.parquet"),
    ],
)
def test_a_file_that_would_be_left_out_is_named(
    read: Read, folder: Path, name: str, shown: str
) -> None:
    write(folder / "0.parquet")
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).touch()
    (problem,) = problems_of(read)
    assert (problem.code, problem.place.file) == ("X227", shown)


@pytest.mark.parametrize("name", ["again", "again.parquet"])
def test_a_link_to_a_folder_is_not_followed(read: Read, folder: Path, name: str) -> None:
    write(folder / "0.parquet")
    (folder / name).symlink_to(folder)
    assert [(p.code, p.place.file) for p in problems_of(read)] == [("X227", name)]


def test_a_pipe_is_not_waited_for(read: Read, folder: Path) -> None:
    write(folder / "0.parquet")
    os.mkfifo(folder / "pipe.parquet")
    assert [(p.code, p.place.file) for p in problems_of(read)] == [("X227", "pipe.parquet")]


def test_a_folder_without_parquet_is_refused(read: Read, folder: Path) -> None:
    (folder / "_SUCCESS").touch()
    assert [(p.code, p.place.file) for p in problems_of(read)] == [("X226", "cases")]


@pytest.mark.parametrize("name", ["absent", "a\udc80"])
def test_a_folder_that_cannot_be_listed_is_refused(folder: Path, name: str) -> None:
    with pytest.raises(InputError) as caught:
        files_of(folder / name)
    assert [one.code for one in caught.value.problems] == ["X201"]
    assert str(caught.value).encode()


@pytest.mark.parametrize("name", ["kind=work/0.parquet", "year=1/year=2/0.parquet"])
def test_a_column_that_is_given_twice_is_refused(read: Read, folder: Path, name: str) -> None:
    write(folder / name)
    (problem,) = problems_of(read)
    assert (problem.code, problem.place.column) == ("X228", name.partition("=")[0])


@pytest.mark.proves("messages-without-data")
def test_no_message_quotes_what_names_of_folders_say_of_rows(read: Read, folder: Path) -> None:
    write(folder / "sector=secret%20farm" / "0.parquet", FRAME.drop("sector"))
    frame = FRAME.drop("sector").with_columns(kind=pl.lit("?"))
    write(folder / "sector=secret%20mine" / "0.parquet", frame)
    found = problems_of(read)
    assert found[0].place.file == "sector=…/0.parquet (file 2 of 2)"
    assert "secret" not in "".join(map(str, found))


def test_files_with_other_columns_are_named(read: Read, folder: Path) -> None:
    write(folder / "1.parquet")
    write(folder / "2.parquet", FRAME.rename({"kind": "sort"}))
    lacks, has = problems_of(read)
    assert (lacks.code, lacks.place.file, lacks.place.column) == ("X229", "2.parquet", "kind")
    assert "lacks" in lacks.what
    assert (has.place.column, "has" in has.what, "1.parquet" in has.what) == ("sort", True, True)


def test_a_missing_column_is_a_matter_of_the_folder(read: Read, folder: Path) -> None:
    write(folder / "1.parquet", FRAME.drop("kind"))
    (problem,) = problems_of(read)
    assert (problem.code, problem.place.file, problem.place.column) == ("X206", "cases", "kind")


def test_a_damaged_file_is_named_within_the_folder(read: Read, folder: Path) -> None:
    write(folder / "year=2024" / "0.parquet")
    damaged = write(folder / "year=2025" / "0.parquet")
    damaged.write_bytes(damaged.read_bytes()[:-9])
    (problem,) = problems_of(read)
    assert (problem.code, problem.place.file) == ("X213", "year=…/0.parquet (file 2 of 2)")


@pytest.mark.parametrize(("content", "code"), [(b"", "X203"), (b"a,b\n1,2\n", "X208")])
def test_a_file_that_is_no_parquet_is_refused_as_it_is_alone(
    read: Read, folder: Path, content: bytes, code: str
) -> None:
    write(folder / "1.parquet")
    (folder / "2.parquet").write_bytes(content)
    (problem,) = problems_of(read)
    assert (problem.code, problem.place.file) == (code, "2.parquet")


@pytest.mark.parametrize(("name", "rows"), [("2.parquet", 3), ("2.parquet", 5), ("3.parquet", 4)])
def test_a_folder_that_changes_while_it_is_read_is_refused(
    read: Read, folder: Path, name: str, rows: int
) -> None:
    write(folder / "1.parquet")
    write(folder / "2.parquet")

    def change(done: int, _total: int) -> None:
        if done == len(ROWS):
            write(folder / name, pl.concat([FRAME, FRAME])[:rows])

    assert {one.code for one in problems_of(read, progress=change)} == {"X230"}


def test_a_column_of_lists_is_named_within_the_folder(read: Read, folder: Path) -> None:
    write(folder / "1.parquet")
    write(folder / "2.parquet", FRAME.with_columns(threats=pl.lit([1, 2])))
    (problem,) = problems_of(read)
    assert (problem.code, problem.place.file) == ("X217", "2.parquet")


def test_a_mapping_for_csv_reads_no_folder(read: Read, folder: Path) -> None:
    write(folder / "1.parquet")
    assert [one.code for one in problems_of(read, reader="{format: csv}")] == ["X208"]


def test_rows_with_problems_are_found_by_file_and_row(read: Read, folder: Path) -> None:
    write(folder / "1.parquet")
    write(folder / "2.parquet", FRAME.with_columns(kind=pl.Series(["work", "?", "sex", "organs"])))
    (problem,) = problems_of(read)
    assert str(problem.place) == "2.parquet, row 2, column 'kind'"


def test_further_problems_are_counted_for_the_whole_folder(read: Read, folder: Path) -> None:
    bad = pl.concat([FRAME.with_columns(kind=pl.lit("?"))] * 4)
    write(folder / "1.parquet", bad)
    write(folder / "2.parquet", bad)
    *_, last = problems_of(read)
    assert (last.code, str(last.place)) == ("X399", "cases, column 'kind'")


def test_rows_left_out_are_listed_by_file_and_row(read: Read, folder: Path) -> None:
    write(folder / "1.parquet")
    write(folder / "2.parquet", FRAME.with_columns(kind=pl.Series(["work", "?", "sex", "organs"])))
    result = read(rejects=True)
    assert result.rejects is not None
    listed = pl.read_csv(result.rejects)
    assert listed.select("file", "row", "code").rows() == [("2.parquet", 2, "X306")]
    assert places(result)[4:] == [("2.parquet", 1), ("2.parquet", 3), ("2.parquet", 4)]


def test_the_digest_of_a_folder_is_what_the_documented_command_prints(folder: Path) -> None:
    documented = re.search(r"cd cases && (find .*)", MAPPINGS_PAGE.read_text("utf-8"))
    assert documented is not None
    write(folder / "year=2025" / "b.parquet", FRAME[:1])
    write(folder / "year=2024" / "ä b.PARQUET", FRAME[1:])
    write(folder / "-n.parquet")
    (folder / "link.parquet").symlink_to(folder / "-n.parquet")
    (folder / "_SUCCESS").touch()

    def printed() -> str:
        command = ["bash", "-c", f"set -o pipefail; {documented[1]}"]
        done = subprocess.run(command, cwd=folder, capture_output=True, check=True, text=True)
        return done.stdout.split()[0]

    before = digest_of(folder, files_of(folder))
    assert before == printed()
    (folder / "-n.parquet").rename(folder / "m.parquet")
    (folder / "link.parquet").unlink()
    assert before != digest_of(folder, files_of(folder)) == printed()
