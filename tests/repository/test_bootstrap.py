"""The first minute of a stranger: the bootstrap says one clear sentence when it cannot go on."""

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(name="checkout")
def _checkout(tmp_path: Path) -> Path:
    """The bootstrap script in a folder of its own, beside nothing."""
    folder = tmp_path / "checkout"
    (folder / "tools").mkdir(parents=True)
    shutil.copy(ROOT / "tools/bootstrap.sh", folder / "tools")
    shutil.copytree(ROOT / "requirements", folder / "requirements")
    return folder


def fake(folder: Path, name: str, body: str) -> None:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{body}\n", "utf-8")
    path.chmod(0o755)


def bootstrap(checkout: Path, tools: Path) -> subprocess.CompletedProcess[str]:
    """Runs it where the only programs are those in ``tools`` and a few of the system's."""
    for name in ("dirname", "rm", "cmp", "cp", "mkdir"):
        found = shutil.which(name)
        assert found is not None
        (tools / name).symlink_to(found)
    script = (checkout / "tools/bootstrap.sh").read_text("utf-8")
    # Candidates with a full path would find the real Python of this machine.
    script = script.replace("/usr/bin/python3 /usr/local/bin/python3", "")
    (checkout / "tools/bootstrap.sh").write_text(script, "utf-8")
    return subprocess.run(
        ["/bin/sh", "tools/bootstrap.sh", "run"],
        cwd=checkout,
        env={"PATH": str(tools)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_python_too_old_is_one_sentence_and_an_exit_code(checkout: Path, tmp_path: Path) -> None:
    tools = tmp_path / "bin"
    tools.mkdir()
    fake(tools, "python3", "exit 1")
    done = bootstrap(checkout, tools)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "Python 3.13 or newer" in done.stderr
    assert not (checkout / ".venv").exists()


def test_uv_supplies_python_where_there_is_none(checkout: Path, tmp_path: Path) -> None:
    """Up to the point where uv is asked for it; the fake then stops the run."""
    tools = tmp_path / "bin"
    tools.mkdir()
    fake(tools, "uv", 'echo "asked: $*" >&2; exit 7')
    done = bootstrap(checkout, tools)
    assert done.returncode == 7
    assert "asked: venv --quiet --seed --python >=3.13 .venv" in done.stderr


@pytest.mark.proves("pinned-dependencies")
def test_pins_have_hashes_and_no_address() -> None:
    for path in (ROOT / "requirements").glob("*.txt"):
        text = path.read_text("utf-8")
        assert "://" not in text
        pins = [line for line in text.splitlines() if "==" in line and not line.startswith(" ")]
        assert pins
        assert text.count("--hash=sha256:") >= len(pins)


def test_what_runs_is_pinned_alike_for_users_and_developers() -> None:
    def pinned(name: str) -> set[str]:
        lines = (ROOT / "requirements" / name).read_text("utf-8").splitlines()
        return {line.split(" ")[0] for line in lines if "==" in line and not line.startswith(" ")}

    assert pinned("run.txt") <= pinned("dev.txt")
