"""A checkout that PostgreSQL's user cannot enter is named before the first test."""

import os
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import open_folders
from open_folders import TESTS, closed_folder, needs_database, others_may_enter


def config(*arguments: str, **more: object) -> Any:
    """What is asked of a run's configuration."""
    where = SimpleNamespace(dir=TESTS.parent)
    return SimpleNamespace(args=arguments, invocation_params=where, **more)


@pytest.fixture(name="closed")
def _closed(monkeypatch: pytest.MonkeyPatch) -> Path:
    """As if root ran the tests in a checkout below its own home."""
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(open_folders, "closed_folder", lambda _: Path("/root"))
    return Path("/root")


def test_a_run_below_a_closed_folder_ends_with_one_message(closed: Path) -> None:
    with pytest.raises(pytest.UsageError, match=rf"cannot enter {closed}\..*chmod o\+x {closed}"):
        open_folders.pytest_configure(config("tests"))


@pytest.mark.usefixtures("closed")
def test_a_worker_repeats_no_message_and_a_run_without_database_needs_none() -> None:
    open_folders.pytest_configure(config("tests", workerinput={}))
    open_folders.pytest_configure(config("tests/docs/test_links.py"))


@pytest.mark.usefixtures("closed")
def test_an_ordinary_user_runs_postgresql_as_themselves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    open_folders.pytest_configure(config("tests"))


@pytest.mark.parametrize(
    ("arguments", "needed"),
    [
        (["tests"], True),
        (["tests/spec/test_cases.py::test_it"], True),
        (["tests/docs/test_links.py", "tests/unit"], False),
        (["tests/docs", "tests/integration"], True),
        (["elsewhere"], True),
    ],
)
def test_which_runs_need_a_database(arguments: list[str], *, needed: bool) -> None:
    assert needs_database(arguments, TESTS.parent) is needed


def test_the_first_closed_folder_on_the_way_is_found_also_behind_a_link(tmp_path: Path) -> None:
    closed = tmp_path / "home"
    (closed / "venv" / "bin").mkdir(parents=True)
    link = tmp_path / "link"
    link.symlink_to(closed / "venv")

    def is_open(folder: Path) -> bool:
        return folder != closed

    for place in (closed, closed / "venv" / "bin", link, link / "bin"):
        assert closed_folder([place], is_open) == closed
    assert closed_folder([tmp_path], is_open) is None


def test_a_folder_is_open_where_everybody_may_enter_it(tmp_path: Path) -> None:
    for mode, found in ((0o700, False), (0o750, False), (0o711, True), (0o755, True)):
        tmp_path.chmod(mode)
        assert others_may_enter(tmp_path) is found
