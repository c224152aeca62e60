"""``manumit assess`` on a folder: what one file of the same rows gives, by file and row."""

import datetime as dt
import re
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner, Result

from manumit.bulk import pipeline
from manumit.cli.main import main
from manumit.exchange import shipped_demo

DEMO = pl.read_csv(shipped_demo()[0], infer_schema=False)
KEY = "sector"


def assess(source: Path, out: Path, *more: object) -> Result:
    arguments = ["assess", source, "--mapping", "demo", "--out", out, *more]
    return CliRunner().invoke(main, [str(one) for one in arguments], catch_exceptions=False)


def done(result: Result) -> Result:
    assert result.exit_code == 0, result.output
    return result


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The synthetic interviews in one folder for each sector, each in two files."""
    made = tmp_path / "cases.parquet"
    for (value,), part in DEMO.partition_by(KEY, as_dict=True).items():
        inside = made / f"{KEY}={value}"
        inside.mkdir(parents=True)
        half = part.height // 2
        part[:half].drop(KEY).write_parquet(inside / "0.parquet")
        part[half:].drop(KEY).write_parquet(inside / "1.parquet")
    return made


@pytest.fixture
def single(tmp_path: Path) -> Path:
    """The same interviews in one file, in the order of the folder."""
    path = tmp_path / "cases-in-one.parquet"
    in_order = sorted(DEMO.partition_by(KEY), key=lambda part: f"{KEY}={part[0, KEY]}/")
    pl.concat(in_order).write_parquet(path)
    return path


@pytest.fixture
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the day: two reports made around midnight are of different days."""
    day = dt.datetime(2026, 12, 1, tzinfo=dt.UTC)
    fixed = type("Fixed", (dt.datetime,), {"now": classmethod(lambda _cls, _zone: day)})
    monkeypatch.setattr(pipeline, "dt", type("Clock", (), {"datetime": fixed, "UTC": dt.UTC}))


@pytest.mark.usefixtures("today")
def test_findings_and_report_of_a_folder_are_those_of_one_file(
    folder: Path, single: Path, tmp_path: Path
) -> None:
    made = {}
    for source in (folder, single):
        out, report, tables = (
            tmp_path / f"{source.stem}{end}" for end in (".csv", ".html", ".json")
        )
        summary = done(assess(source, out, "--report", report, "--tables", tables)).output
        page = re.sub(r"[0-9a-f]{64}", "DIGEST", report.read_text("utf-8"))
        made[source] = (summary, page, tables.read_text("utf-8"), pl.read_csv(out))
    (of_folder, of_single) = made.values()
    assert of_folder[:3] == of_single[:3]
    assert of_folder[3].drop("file", "row").equals(of_single[3].drop("row"))
    assert of_folder[3].columns[:2] == ["file", "row"]
    assert of_folder[3]["file"].n_unique() == 2 * DEMO[KEY].n_unique()
    assert of_folder[3].n_unique(["file", "row"]) == DEMO.height


@pytest.mark.proves("atomic-output")
def test_an_output_in_the_folder_that_is_read_is_refused(folder: Path) -> None:
    before = sorted(folder.rglob("*"))
    inside = folder / "new" / "findings.parquet"
    inside.parent.mkdir()
    for out in (folder / "findings.parquet", inside):
        result = assess(folder, out)
        assert result.exit_code == 1
        assert result.stderr.startswith("[B105] findings.parquet")
    inside.parent.rmdir()
    assert sorted(folder.rglob("*")) == before


@pytest.mark.proves("atomic-output")
def test_one_bad_row_refuses_the_folder_and_names_its_file(folder: Path, tmp_path: Path) -> None:
    path = sorted(folder.rglob("*.parquet"))[3]
    column = next(name for name in DEMO.columns if name.startswith("documents"))
    frame = pl.read_parquet(path)
    frame.with_columns(pl.lit("maybe").alias(column)).write_parquet(path)
    out = tmp_path / "findings.csv"
    result = assess(folder, out)
    assert result.exit_code == 1
    files = len(list(folder.rglob("*.parquet")))
    assert f"{KEY}=…/1.parquet (file 4 of {files}), row 1, column '{column}'" in result.stderr
    assert not out.exists()


@pytest.mark.proves("atomic-output")
def test_an_output_is_not_written_over_what_a_link_in_the_folder_leads_to(
    folder: Path, tmp_path: Path
) -> None:
    out = tmp_path / "findings.parquet"
    next(folder.rglob("0.parquet")).rename(out)
    before = out.read_bytes()
    inside = next(folder.iterdir()) / "link.parquet"
    inside.symlink_to(out)
    result = assess(folder, out)
    assert (result.exit_code, result.stderr[:6]) == (1, "[B103]")
    assert out.read_bytes() == before
