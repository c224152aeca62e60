"""``manumit assess`` and ``manumit demo``, as a person uses them: whole outputs or none."""

import csv
import gzip
import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner, Result

from manumit.cli.main import main
from manumit.exchange import shipped_demo

DATA, MAPPING = shipped_demo()
READERS: dict[str, Callable[[Path], pl.DataFrame]] = {
    ".csv": pl.read_csv,
    ".parquet": pl.read_parquet,
    ".jsonl": pl.read_ndjson,
}
MANUMIT = str(Path(sys.executable).with_name("manumit"))


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(a) for a in arguments], catch_exceptions=False)


def left_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def altered_demo(folder: Path, row: int, column: str, value: str) -> Path:
    """The demo file with one cell changed, the header being row 1."""
    with gzip.open(DATA, "rt", encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    rows[row - 1][rows[0].index(column)] = value
    path = folder / "cases.csv"
    with path.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows(rows)
    return path


def first_answer_column() -> str:
    with gzip.open(DATA, "rt", encoding="utf-8", newline="") as file:
        header = next(csv.reader(file))
    return next(name for name in header if name.startswith("documents"))


def test_findings_and_report_appear_together(tmp_path: Path) -> None:
    out, report = tmp_path / "findings.csv", tmp_path / "report.html"
    result = run("assess", DATA, "--mapping", MAPPING, "--out", out, "--report", report)
    assert result.exit_code == 0, result.output
    assert left_in(tmp_path) == ["findings.csv", "report.html"]
    assert pl.read_csv(out).height == 3000
    assert "synthetic" in report.read_text("utf-8").lower()


@pytest.mark.parametrize("suffix", list(READERS))
def test_every_format_holds_the_same_findings(tmp_path: Path, suffix: str) -> None:
    out = tmp_path / f"findings{suffix}"
    assert run("assess", DATA, "--mapping", "demo", "--out", out).exit_code == 0
    frame = READERS[suffix](out)
    assert frame.height == 3000
    assert frame["forced_labour"].cast(pl.String).value_counts().height == 3


def test_a_value_outside_the_map_refuses_the_file_and_writes_nothing(tmp_path: Path) -> None:
    data = altered_demo(tmp_path, 7, first_answer_column(), "maybe")
    result = run("assess", data, "--mapping", MAPPING, "--out", tmp_path / "out.csv")
    assert result.exit_code == 1
    assert "cases.csv, row 7" in result.stderr
    assert left_in(tmp_path) == ["cases.csv"]


def test_with_rejects_the_row_is_listed_and_the_others_go_on(tmp_path: Path) -> None:
    data = altered_demo(tmp_path, 7, first_answer_column(), "maybe")
    out, rejects = tmp_path / "out.csv", tmp_path / "rejects.csv"
    result = run("assess", data, "--mapping", MAPPING, "--out", out, "--rejects", rejects)
    assert result.exit_code == 0, result.output
    assert "1 rows left out" in result.output
    assert pl.read_csv(out).height == 2999
    assert pl.read_csv(rejects)["row"].to_list() == [7]


@pytest.mark.proves("atomic-output")
def test_an_older_output_stays_when_the_new_run_fails(tmp_path: Path) -> None:
    data = altered_demo(tmp_path, 7, first_answer_column(), "maybe")
    out = tmp_path / "out.csv"
    out.write_text("older", "utf-8")
    assert run("assess", data, "--mapping", MAPPING, "--out", out).exit_code == 1
    assert out.read_text("utf-8") == "older"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "X"),
        (b"\x1f\x8b\x08\x00broken", "X"),
        (b"a,a\n1,2\n", "X"),
        (b"some,other,columns\n1,2,3\n", "X"),
        (b"\xff\xfe\x00", "X"),
    ],
)
def test_a_broken_file_is_a_clear_error_without_traceback(
    content: bytes, code: str, tmp_path: Path
) -> None:
    data = tmp_path / "cases.csv"
    data.write_bytes(content)
    result = run("assess", data, "--mapping", MAPPING, "--out", tmp_path / "out.csv")
    assert result.exit_code == 1
    assert result.stderr.startswith(f"[{code}")
    assert left_in(tmp_path) == ["cases.csv"]


def test_an_output_of_no_known_kind_is_refused_before_any_work(tmp_path: Path) -> None:
    result = run("assess", DATA, "--mapping", MAPPING, "--out", tmp_path / "out.doc")
    assert result.exit_code == 1
    assert "[B101]" in result.stderr


@pytest.mark.parametrize("twice", ["--out", "--report", "--rejects"])
def test_no_output_overwrites_the_input_or_another_output(tmp_path: Path, twice: str) -> None:
    data = altered_demo(tmp_path, 7, first_answer_column(), "yes")
    before = data.read_bytes()
    names = {"--out": tmp_path / "out.csv", "--report": tmp_path / "r.html", twice: data}
    arguments = [part for pair in names.items() for part in pair]
    result = run("assess", data, "--mapping", MAPPING, *arguments)
    assert result.exit_code == 1
    assert "[B103]" in result.stderr
    assert data.read_bytes() == before
    assert left_in(tmp_path) == ["cases.csv"]


def test_a_folder_that_is_not_there_is_said_before_any_work(tmp_path: Path) -> None:
    result = run("assess", DATA, "--mapping", MAPPING, "--out", tmp_path / "absent" / "out.csv")
    assert result.exit_code == 1
    assert "[B102]" in result.stderr


def test_a_file_or_mapping_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    absent = tmp_path / "absent"
    assert run("assess", absent, "--mapping", MAPPING, "--out", tmp_path / "o.csv").exit_code == 1
    assert run("assess", DATA, "--mapping", absent, "--out", tmp_path / "o.csv").exit_code == 1
    assert left_in(tmp_path) == []


def long_file(folder: Path) -> Path:
    """The demo file ninety times over: seconds of work, also where whoever watches is held up."""
    with gzip.open(DATA, "rt", encoding="utf-8", newline="") as file:
        header, *rows = file.readlines()
    path = folder / "cases.csv"
    path.write_text(header + "".join(rows) * 90, "utf-8")
    return path


@pytest.mark.proves("findings-are-private", "atomic-output")
def test_ctrl_c_leaves_nothing_half_written(tmp_path: Path) -> None:
    """Stopped as soon as its private working folder exists."""
    data, target = long_file(tmp_path), tmp_path / "out"
    target.mkdir()
    arguments = [MANUMIT, "assess", data, "--mapping", MAPPING, "--out", target / "findings.csv"]
    process = subprocess.Popen(
        [str(a) for a in arguments], stderr=subprocess.PIPE, stdout=subprocess.PIPE
    )
    give_up = time.monotonic() + 60
    while not left_in(target) and process.poll() is None and time.monotonic() < give_up:
        time.sleep(0.002)
    process.send_signal(signal.SIGINT)
    _, shown = process.communicate(timeout=60)
    assert process.returncode == 130, shown
    assert b"Stopped. Nothing was written." in shown
    assert b"Traceback" not in shown
    assert left_in(target) == []


@pytest.mark.proves("findings-are-private")
@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="this system has no terminals to close")
def test_a_closed_terminal_leaves_no_answers_of_persons_on_disk(tmp_path: Path) -> None:
    data, target = long_file(tmp_path), tmp_path / "out"
    target.mkdir()
    arguments = [MANUMIT, "assess", data, "--mapping", MAPPING, "--out", target / "findings.csv"]
    for number in (signal.SIGTERM, signal.SIGHUP):
        process = subprocess.Popen([str(a) for a in arguments], stderr=subprocess.PIPE)
        give_up = time.monotonic() + 60
        while not left_in(target) and process.poll() is None and time.monotonic() < give_up:
            time.sleep(0.002)
        process.send_signal(number)
        process.communicate(timeout=60)
        assert process.returncode == 128 + number
        assert left_in(target) == []


@pytest.mark.proves("findings-are-private")
def test_findings_are_for_this_user_only_and_the_report_is_made_to_be_shown(
    tmp_path: Path,
) -> None:
    out, report = tmp_path / "findings.csv", tmp_path / "report.html"
    run("assess", DATA, "--mapping", MAPPING, "--out", out, "--report", report)
    assert out.stat().st_mode & 0o077 == 0
    assert report.stat().st_mode & 0o777 == 0o644


@pytest.mark.proves("findings-are-private")
def test_an_older_file_keeps_its_rights_and_a_link_is_followed(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.mkdir()
    real, link = kept / "findings.csv", tmp_path / "link.csv"
    real.write_text("older", "utf-8")
    real.chmod(0o640)
    link.symlink_to(real)
    assert run("assess", DATA, "--mapping", MAPPING, "--out", link).exit_code == 0
    assert link.is_symlink()
    assert real.stat().st_mode & 0o777 == 0o640
    assert pl.read_csv(real).height == 3000


def test_the_mapping_is_not_overwritten(tmp_path: Path) -> None:
    mapping = tmp_path / "own.csv"
    mapping.write_bytes(MAPPING.read_bytes())
    result = run("assess", DATA, "--mapping", mapping, "--out", mapping)
    assert "[B103]" in result.stderr
    assert mapping.read_bytes() == MAPPING.read_bytes()


def test_the_demo_writes_report_findings_and_a_worked_case(tmp_path: Path) -> None:
    out = tmp_path / "demo"
    result = run("demo", "--out", out, "--no-open")
    assert result.exit_code == 0, result.output
    assert left_in(out) == ["findings.csv", "report.html", "worked-case.html"]
    assert str(out / "report.html") in result.output


@pytest.mark.proves("no-migration-status")
def test_the_findings_name_no_status_indicator(tmp_path: Path) -> None:
    """R-34, and no column of the source file passes through that is not an attribute."""
    out = tmp_path / "findings.jsonl"
    run("assess", DATA, "--mapping", MAPPING, "--out", out)
    columns = json.loads(out.read_text("utf-8").splitlines()[0]).keys()
    assert not {"DR06", "RV02", "RV14", "VD05"} & columns
    assert {"row", "list", "age", "forced_labour"} <= columns


def test_the_real_file_gives_findings_and_a_report(tmp_path: Path) -> None:
    real = Path(__file__).parents[2].parent / "shared/data/ctdc/ctdc_global_kanon_20171127.csv.gz"
    if not real.exists():
        pytest.skip("the CTDC file is not beside this checkout (its terms bar shipping it)")
    out, report = tmp_path / "findings.parquet", tmp_path / "report.html"
    result = run("assess", real, "--mapping", "ctdc", "--out", out, "--report", report)
    assert result.exit_code == 0, result.output
    findings = pl.read_parquet(out)
    assert findings.height == 47_102
    assert findings.filter(pl.col("sex") == "Female").height == 33_850
    # Counts in the opening statements are rounded, so that they give nothing away.
    assert "About 39,000 of 47,102 records name no specific means" in report.read_text("utf-8")
