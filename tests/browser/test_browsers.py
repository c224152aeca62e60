"""How the tests find their browser, and what they say where there is none."""

import subprocess
from pathlib import Path

import pytest

from browser.browsers import LEAVES_OUT, NONE_FOUND, PROGRAMS, VARIABLE, chromium_program

SCRIPT = Path(__file__).parents[2] / "tools/chromium.sh"


@pytest.fixture(autouse=True)
def _nothing_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.delenv(LEAVES_OUT, raising=False)


def machine(folder: Path, *programs: str) -> str:
    """A search path with nothing on it but these programs, which do nothing."""
    for name in programs:
        (folder / name).write_text("#!/bin/sh\n", "utf-8")
        (folder / name).chmod(0o755)
    return str(folder)


@pytest.mark.parametrize("name", PROGRAMS)
def test_each_name_is_found(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", machine(tmp_path, name))
    assert chromium_program() == str(tmp_path / name)


def test_a_named_program_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", machine(tmp_path, *PROGRAMS))
    monkeypatch.setenv(VARIABLE, "/opt/another")
    assert chromium_program() == "/opt/another"


def test_without_a_browser_a_test_fails_and_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(pytest.fail.Exception) as failed:
        chromium_program()
    assert str(failed.value) == NONE_FOUND


def test_whoever_wants_no_browser_has_those_tests_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", machine(tmp_path, *PROGRAMS))
    monkeypatch.setenv(LEAVES_OUT, "1")
    with pytest.raises(pytest.skip.Exception, match=f"{LEAVES_OUT}=1"):
        chromium_program()


def installer_output(path: str, **more: str) -> str:
    """What ``make test`` says before its tests, on a machine where nothing can be installed."""
    environment = {"PATH": path, **more}
    done = subprocess.run(
        ["/bin/sh", str(SCRIPT)], env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout + done.stderr


def test_the_installer_says_the_same_sentence(tmp_path: Path) -> None:
    assert installer_output(str(tmp_path)) == NONE_FOUND + "\n"
    assert installer_output(str(tmp_path), **{LEAVES_OUT: "1"}) == ""
    assert installer_output(str(tmp_path), **{VARIABLE: "/opt/another"}) == ""


@pytest.mark.parametrize("name", PROGRAMS)
def test_the_installer_looks_for_the_same_programs(name: str, tmp_path: Path) -> None:
    assert installer_output(machine(tmp_path, name)) == ""


def test_the_installer_asks_the_system_only_as_its_administrator(tmp_path: Path) -> None:
    asked = tmp_path / "asked"
    path = machine(tmp_path, "id", "apt-get", "timeout")
    (tmp_path / "timeout").write_text(f'#!/bin/sh\necho "$@" >>"{asked}"\n', "utf-8")
    (tmp_path / "id").write_text("#!/bin/sh\necho 1000\n", "utf-8")
    assert installer_output(path) == NONE_FOUND + "\n"
    assert not asked.exists()
    (tmp_path / "id").write_text("#!/bin/sh\necho 0\n", "utf-8")
    assert NONE_FOUND in installer_output(path)  # this one installs nothing
    assert "install chromium" in asked.read_text("utf-8")
