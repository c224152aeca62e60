"""A file of answers to a file of findings: in batches, in order, whole or not at all."""

import json
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import polars as pl
import pytest

from manumit.bulk import Engine, RunSummary, aggregate, assess_file, engines, run, streams
from manumit.bulk.engines import has_java
from manumit.bulk.pipeline import Targets, assess_to_files
from manumit.errors import InputError
from manumit.exchange import load_mapping, shipped_demo
from manumit.instruments import shipped_library

LISTS = ["adult_labour", "child_labour", "adult_sexual", None]
CODES = ("DR01", "DR02", "CR04", "CD03", "CD14", "EX01", "EX02", "ILO02", "AC01")
ROWS, BATCH = 100, 16

INTERRUPTED = """
import os, signal, sys
from pathlib import Path
from manumit.bulk import assess_file, streams
from manumit.instruments import shipped_library

def interrupt(done, total):
    os.kill(os.getpid(), signal.SIGINT)

streams.BATCH_ROWS = 16
assess_file(Path(sys.argv[1]), shipped_library(), Path(sys.argv[2]), progress=interrupt)
"""


def answers(**changed: pl.Series) -> pl.DataFrame:
    """Persons of several lists; seven signs in a pattern that gives all states."""
    rows = range(2, ROWS + 2)
    frame = pl.DataFrame(
        {
            "row": pl.Series(rows, dtype=pl.Int64),
            "list": [LISTS[row % 4] for row in rows],
            "age": ["child" if LISTS[row % 4] == "child_labour" else "adult" for row in rows],
            "sector": ["=HYPERLINK(1)" if row % 5 == 0 else "farming" for row in rows],
            **{
                code: pl.Series(
                    [(1, 0, None)[(row * n + row // 7) % 3] for row in rows], dtype=pl.Int8
                )
                for n, code in enumerate(CODES, 1)
            },
        }
    )
    return frame.with_columns(**changed)


def on_spark[Test: Callable[..., None]](test: Test) -> Test:
    """Marks a test that runs jobs of Spark."""
    for mark in (
        pytest.mark.spark,
        pytest.mark.xdist_group("spark"),
        pytest.mark.skipif(not has_java(), reason="Spark needs Java 17 or newer"),
        pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning"),
    ):
        test = mark(test)
    return test


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "in" / "answers.parquet"
    path.parent.mkdir()
    answers().write_parquet(path)
    return path


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


def assessed(
    source: Path | pl.LazyFrame,
    target: Path,
    *,
    engine: str = Engine.POLARS,
    progress: Callable[[int, int], None] | None = None,
) -> RunSummary:
    library = shipped_library()
    return assess_file(
        source, library, target, engine=engine, count_by=["sector"], progress=progress
    )


def text(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(pl.col(pl.Enum, pl.Categorical).cast(pl.String))


def test_every_format_holds_the_same_findings_in_the_order_of_the_rows(
    source: Path, out: Path
) -> None:
    for suffix in ("parquet", "csv", "jsonl", "ndjson"):
        assessed(source, out / f"findings.{suffix}")
    found = text(pl.read_parquet(out / "findings.parquet"))
    assert found["row"].to_list() == list(range(2, ROWS + 2))
    assert found.schema["exploitation"] == pl.String
    for name in ("findings.jsonl", "findings.ndjson"):
        lines = (out / name).read_text("utf-8").splitlines()
        assert [json.loads(line) for line in lines] == found.to_dicts()
    from_csv = pl.read_csv(out / "findings.csv", schema=found.schema)
    assert from_csv.drop("sector").equals(found.drop("sector"))
    assert set(found["trafficking"].unique()) == {"yes", "undetermined", None}


def test_a_cell_that_a_spreadsheet_could_run_is_made_text_in_csv_only(
    source: Path, out: Path
) -> None:
    assessed(source, out / "findings.csv")
    assessed(source, out / "findings.parquet")
    assert set(pl.read_csv(out / "findings.csv")["sector"]) == {"'=HYPERLINK(1)", "farming"}
    assert "=HYPERLINK(1)" in pl.read_parquet(out / "findings.parquet")["sector"]


def test_rows_are_assessed_some_at_a_time_and_progress_is_told(
    source: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assessed(source, out / "whole.parquet")
    heights: list[int] = []
    seen: list[tuple[int, int]] = []
    check = run.check_answers

    def counted(frame: pl.LazyFrame, codes: list[str]) -> None:
        heights.append(frame.collect().height)
        check(frame, codes)

    monkeypatch.setattr(streams, "BATCH_ROWS", BATCH)
    monkeypatch.setattr(run, "check_answers", counted)
    assessed(
        source, out / "batches.parquet", progress=lambda done, total: seen.append((done, total))
    )
    # Nothing larger than a batch is ever held, however many rows there are.
    assert max(heights) <= BATCH
    assert sum(heights) == ROWS
    assert [done for done, _ in seen] == [sum(heights[:n]) for n in range(1, len(heights) + 1)]
    assert seen[-1] == (ROWS, ROWS)
    whole, batches = out / "whole.parquet", out / "batches.parquet"
    assert pl.read_parquet(batches).equals(pl.read_parquet(whole))


def test_batches_are_counted_together(
    source: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_once = assessed(source, out / "findings.parquet")
    monkeypatch.setattr(streams, "BATCH_ROWS", BATCH)
    in_batches = assessed(source, out / "findings.parquet")
    assert at_once.counts is not None
    assert in_batches.counts is not None
    assert at_once.counts.sort(pl.all()).equals(in_batches.counts.sort(pl.all()))
    written = aggregate(pl.scan_parquet(out / "findings.parquet"), ["sector"])
    assert written.sort(pl.all()).equals(at_once.counts.sort(pl.all()))
    assert at_once.blocking is not None
    assert in_batches.blocking is not None
    assert at_once.blocking.height > 0
    assert at_once.blocking.equals(in_batches.blocking)
    assert at_once.by_list == dict.fromkeys(LISTS, 25)


def test_a_folder_and_a_frame_are_read_as_the_file_is(
    source: Path, out: Path, tmp_path: Path
) -> None:
    assessed(source, out / "file.parquet")
    folder = tmp_path / "parts"
    folder.mkdir()
    answers()[:40].write_parquet(folder / "part-000.parquet")
    answers()[40:].write_parquet(folder / "part-040.parquet")
    assessed(folder, out / "folder.parquet")
    assessed(answers().lazy(), out / "frame.parquet")
    wanted = pl.read_parquet(out / "file.parquet")
    assert pl.read_parquet(out / "folder.parquet").equals(wanted)
    assert pl.read_parquet(out / "frame.parquet").equals(wanted)


@pytest.mark.parametrize("kept", [[], ["EX02"]])
def test_no_rows_and_no_codes_are_no_special_case(out: Path, kept: list[str]) -> None:
    few = answers().select("row", "list", "age", "sector", *kept)
    assert assessed(few.clear().lazy(), out / "none.csv").rows == 0
    assert len((out / "none.csv").read_text("utf-8").splitlines()) == 1
    assessed(few.lazy(), out / "few.parquet")
    assert set(pl.read_parquet(out / "few.parquet")["forced_labour"]) == {"undetermined", None}


# Whole or not at all.


@pytest.mark.parametrize("mistake", [KeyboardInterrupt(), ValueError("planted")])
@pytest.mark.parametrize("suffix", ["parquet", "csv", "jsonl"])
def test_what_was_there_stays_when_a_run_stops_midway(
    source: Path,
    out: Path,
    monkeypatch: pytest.MonkeyPatch,
    suffix: str,
    mistake: BaseException,
) -> None:
    target = out / f"findings.{suffix}"
    target.write_text("of yesterday", "utf-8")
    monkeypatch.setattr(streams, "BATCH_ROWS", BATCH)

    def stop(done: int, _total: int) -> None:
        if done > 2 * BATCH:
            raise mistake

    with pytest.raises(type(mistake)):
        assessed(source, target, progress=stop)
    assert list(out.iterdir()) == [target]
    assert target.read_text("utf-8") == "of yesterday"


def test_ctrl_c_leaves_nothing(source: Path, out: Path) -> None:
    command = [sys.executable, "-c", INTERRUPTED, str(source), str(out / "findings.parquet")]
    done = subprocess.run(command, capture_output=True, check=False, timeout=60)
    assert done.returncode in (-signal.SIGINT, 128 + signal.SIGINT)
    assert list(out.iterdir()) == []
    assert list(source.parent.iterdir()) == [source]


def test_an_answer_that_is_none_stops_the_run_and_names_the_column(
    out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "BATCH_ROWS", BATCH)
    late = pl.Series([0] * (ROWS - 1) + [2], dtype=pl.Int8)
    with pytest.raises(InputError) as caught:
        assessed(answers(DR01=late).lazy(), out / "findings.parquet")
    assert code_and_column(caught) == ("B303", "DR01")
    assert list(out.iterdir()) == []


# Bad requests.


def code_and_column(caught: pytest.ExceptionInfo[InputError]) -> tuple[str, str | None]:
    (problem,) = caught.value.problems
    return problem.code, problem.place.column


@pytest.mark.parametrize(
    ("changed", "wanted"),
    [
        ({"list": pl.Series(["adult_labuor"] * ROWS)}, ("B304", "list")),
        ({"EX02": pl.Series(["yes"] * ROWS)}, ("B302", "EX02")),
        ({"EX02": pl.Series([1.0] * ROWS)}, ("B302", "EX02")),
        ({"EX02": pl.Series([-1] * ROWS, dtype=pl.Int8)}, ("B303", "EX02")),
    ],
)
def test_answers_that_cannot_be_assessed_are_refused(
    out: Path, changed: Mapping[str, pl.Series], wanted: tuple[str, str]
) -> None:
    with pytest.raises(InputError) as caught:
        assessed(answers(**changed).lazy(), out / "findings.parquet")
    assert code_and_column(caught) == wanted
    assert list(out.iterdir()) == []


@pytest.mark.parametrize("dtype", [pl.String, pl.Enum(["=b.parquet", "a.parquet", "a"])])
def test_files_without_an_order_are_refused(out: Path, dtype: pl.DataType) -> None:
    with pytest.raises(InputError) as caught:
        assessed(of_two_files().cast({"file": dtype}).lazy(), out / "findings.parquet")
    assert code_and_column(caught) == ("B306", "file")


def test_a_missing_column_is_named(out: Path) -> None:
    with pytest.raises(InputError) as caught:
        assessed(answers().drop("age").lazy(), out / "findings.parquet")
    assert code_and_column(caught) == ("B301", "age")
    with pytest.raises(InputError) as caught:
        assessed(answers().drop("sector").lazy(), out / "findings.parquet")
    assert code_and_column(caught) == ("B301", "sector")


@pytest.mark.parametrize(
    ("name", "code"), [("findings.xls", "B101"), ("no/such/folder/findings.csv", "B102")]
)
def test_findings_that_cannot_be_written_are_refused(
    source: Path, out: Path, name: str, code: str
) -> None:
    with pytest.raises(InputError) as caught:
        assessed(source, out / name)
    assert caught.value.problems[0].code == code


def test_an_engine_that_cannot_run_is_refused(
    source: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refusal(engine: str) -> str:
        with pytest.raises(InputError) as caught:
            assessed(source, out / "findings.csv", engine=engine)
        return caught.value.problems[0].code

    assert refusal("abacus") == "B201"
    monkeypatch.setattr(engines, "has_java", lambda: False)
    assert refusal("spark") == "B203"
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    assert refusal("spark") == "B202"
    assert list(out.iterdir()) == []


def test_java_is_looked_for_where_spark_looks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    assert not has_java()
    java = tmp_path / "bin" / "java"
    java.parent.mkdir()
    java.touch(mode=0o755)
    assert not has_java()
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    assert has_java()


def of_two_files() -> pl.DataFrame:
    """The same persons from two files, the first with half of the rows."""
    files = pl.Enum(["=b.parquet", "a.parquet"])
    half = ROWS // 2
    return answers(
        file=pl.Series([files.categories[number >= half] for number in range(ROWS)], dtype=files),
        row=pl.Series([number % half + 1 for number in range(ROWS)], dtype=pl.Int64),
    )


def test_rows_of_several_files_stay_in_the_order_of_file_and_row(
    source: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    once = assessed(source, out / "one.parquet")
    monkeypatch.setattr(streams, "BATCH_ROWS", BATCH)
    twice = assessed(of_two_files().lazy(), out / "two.parquet")
    assert once.counts is not None
    assert twice.counts is not None
    assert once.counts.sort(pl.all()).equals(twice.counts.sort(pl.all()))
    found = pl.read_parquet(out / "two.parquet")
    assert found.select("file", "row").equals(of_two_files().select("file", "row"))
    assert found.drop("file", "row").equals(pl.read_parquet(out / "one.parquet").drop("row"))
    assert found.columns[:2] == ["file", "row"]


@pytest.mark.proves("no-spreadsheet-formulas")
def test_the_name_of_a_file_cannot_be_run_by_a_spreadsheet(out: Path) -> None:
    assessed(of_two_files().lazy(), out / "findings.csv")
    assert set(pl.read_csv(out / "findings.csv")["file"]) == {"'=b.parquet", "a.parquet"}


@on_spark
@pytest.mark.parametrize("files", [1, 2])
def test_a_run_on_spark_is_a_run_on_polars(source: Path, out: Path, files: int) -> None:
    if files > 1:
        of_two_files().write_parquet(source)
    on_polars = assessed(source, out / "polars.parquet")
    on_spark = assessed(source, out / "spark.parquet", engine=Engine.SPARK)
    found = pl.read_parquet(out / "spark.parquet")
    assert found.equals(pl.read_parquet(out / "polars.parquet"))
    assert on_spark.counts is not None
    assert on_polars.counts is not None
    assert on_spark.counts.sort(pl.all()).equals(on_polars.counts.sort(pl.all()))
    assert on_spark.blocking is not None
    assert on_polars.blocking is not None
    assert on_spark.blocking.equals(on_polars.blocking)
    assert sorted(path.name for path in out.iterdir()) == ["polars.parquet", "spark.parquet"]


@on_spark
def test_a_folder_that_spark_wrote_is_read(source: Path, out: Path, tmp_path: Path) -> None:
    """With its notes, and a missing value and a slash in the names of folders."""
    library = shipped_library()
    demo = pl.read_csv(shipped_demo()[0], infer_schema=False)
    words = [None, "on land/sea"]
    named = pl.col("sector").replace(demo["sector"].unique().sort()[:2], words)
    demo.with_columns(named).write_parquet(source)
    assert demo.select(named.null_count()).item() > 0
    written = tmp_path / "written"
    engines.spark_session().read.parquet(str(source)).write.partitionBy("sector").parquet(
        str(written)
    )
    assert (written / "_SUCCESS").exists()
    found = []
    for cases in (source, written):
        target = out / f"{cases.stem}.parquet"
        mapping = load_mapping(shipped_demo()[1], library)
        assess_to_files(cases, mapping, library, Targets(findings=target))
        results = text(pl.read_parquet(target)).drop("row", "file", strict=False)
        found.append(results.group_by(pl.all()).len().sort(pl.all()))
    assert found[0].equals(found[1])


@on_spark
def test_spark_listens_on_this_machine_only_and_keeps_files_private() -> None:
    conf = engines.spark_session().sparkContext.getConf()
    assert conf.get("spark.driver.bindAddress") == engines.LOOPBACK
    assert conf.get("spark.driver.host") == engines.LOOPBACK
    assert conf.get("spark.ui.enabled") == "false"
    folder = Path(str(conf.get("spark.local.dir")))
    assert folder.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("list_id", "age"),
    [("adult_labour", "child"), ("adult_labour", "unsure"), ("adult_labour", None),
     ("child_labour", "adult")],
)  # fmt: skip
def test_a_list_that_does_not_go_with_the_age_is_refused(
    tmp_path: Path, list_id: str, age: str | None
) -> None:
    """R-46, as in the assessment of one person: an unknown age is no adult's."""
    rows = answers()
    changed = rows.with_columns(
        pl.lit(list_id).alias("list"), pl.lit(age, dtype=pl.String).alias("age")
    )
    with pytest.raises(InputError, match="B305"):
        assess_file(changed.lazy(), shipped_library(), tmp_path / "findings.csv")
