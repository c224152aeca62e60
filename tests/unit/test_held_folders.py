"""Folders of test sessions: what killed sessions left goes, what is used stays, one builds."""

import os
import time
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version
from pathlib import Path

import pytest

import web_database
from database_digest import DISTRIBUTIONS, parts
from web_database import (
    KEPT,
    LONGEST_DRAFT,
    copy_kept,
    held_alone,
    held_folder,
    keep,
    remove_left,
    remove_oldest,
)


def test_what_a_killed_session_left_is_removed_and_what_is_in_use_stays(tmp_path: Path) -> None:
    left = tmp_path / "mt-db-left"
    left.mkdir()
    (left / "held").touch()
    with held_folder(tmp_path) as used:
        remove_left(tmp_path)
        assert [one.name for one in tmp_path.iterdir()] == [used.name]
    assert not list(tmp_path.iterdir())


def test_a_folder_that_is_just_being_made_stays(tmp_path: Path) -> None:
    (tmp_path / "mt-db-new").mkdir()
    remove_left(tmp_path)
    assert (tmp_path / "mt-db-new").exists()


# What is kept for later sessions


@pytest.fixture(name="made")
def _made(tmp_path: Path) -> Path:
    folder = tmp_path / "made"
    folder.mkdir()
    (folder / "data").write_text("one", "utf-8")
    return folder


def test_of_two_sessions_one_builds_and_both_have_it(tmp_path: Path, made: Path) -> None:
    found, built = tmp_path / "kept" / "db", []

    def session(number: int) -> bool:
        with held_alone(found):
            if not found.exists():
                time.sleep(0.2)  # the other one comes meanwhile
                built.append(number)
                keep(made, found)
        return copy_kept(found, tmp_path / f"copy-{number}")

    with ThreadPoolExecutor(2) as sessions:
        assert list(sessions.map(session, range(2))) == [True, True]
    assert len(built) == 1
    for number in range(2):
        assert (tmp_path / f"copy-{number}" / "data").read_text("utf-8") == "one"


def test_what_is_not_kept_is_not_copied(tmp_path: Path) -> None:
    assert copy_kept(tmp_path / "kept" / "db", tmp_path / "copy") is False
    assert not (tmp_path / "copy").exists()


def aged(folder: Path, seconds: float) -> None:
    folder.mkdir(parents=True)
    os.utime(folder, (time.time() - seconds,) * 2)


def test_the_oldest_go_but_for_what_is_being_copied(tmp_path: Path) -> None:
    for number in range(KEPT + 3):
        aged(tmp_path / f"{number}-db", 100 + number)
    with held_alone(tmp_path / f"{KEPT + 2}-db"):
        remove_oldest(tmp_path)
    left = {one.name for one in tmp_path.iterdir() if one.is_dir()}
    assert left == {*(f"{number}-db" for number in range(KEPT - 1)), f"{KEPT + 2}-db"}


def test_drafts_of_other_sessions_stay_and_those_of_killed_ones_go(tmp_path: Path) -> None:
    aged(tmp_path / "draft-now", 10)
    aged(tmp_path / "draft-left", LONGEST_DRAFT + 10)
    remove_oldest(tmp_path)
    assert [one.name for one in tmp_path.iterdir()] == ["draft-now"]


def test_a_draft_that_another_session_finished_meanwhile_is_no_error(
    tmp_path: Path, made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = Path.is_dir

    def gone(path: Path) -> bool:
        found = plain(path)
        if path.name == "draft-gone":
            path.rmdir()
        return found

    aged(tmp_path / "kept" / "draft-gone", 10)
    monkeypatch.setattr(Path, "is_dir", gone)
    keep(made, tmp_path / "kept" / "db")
    assert (tmp_path / "kept" / "db" / "data").exists()


def test_a_second_copy_of_what_is_kept_is_dropped(tmp_path: Path, made: Path) -> None:
    found = tmp_path / "kept" / "db"
    for _ in range(2):
        keep(made, found)
    assert [one.name for one in found.parent.iterdir()] == ["db"]


def test_the_name_of_a_database_covers_all_that_it_is_made_of() -> None:
    found = list(parts())
    tests = Path(web_database.__file__).parent
    for migration in tests.glob("*_trial/migrations/*.py"):
        assert migration.read_text("utf-8") in found
    for name in DISTRIBUTIONS:
        assert f"{name} {version(name)}" in found
    for needed in ("ledger_trial.Thing", "procrastinate.ProcrastinateJob", "mfa.Authenticator"):
        assert needed in found
    assert any(one.startswith("cases.CaseFile ") and "TRIGGER" in one for one in found)
    assert any(one.startswith("GRANT SELECT, INSERT") for one in found)
