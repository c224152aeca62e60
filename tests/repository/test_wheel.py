"""The wheel, installed in an empty environment without development groups, works."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
UV = Path(sys.executable).parent / "uv"
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("wheel")]

# Demo last: it goes the whole way.
COMMANDS = (
    ("--version",),
    ("instruments", "list"),
    ("instruments", "validate"),
    ("finding", "evidence.yaml"),
    ("mappings", "list"),
    ("demo", "--no-open", "--out", "demo"),
)


def run(*command: str | Path, cwd: Path) -> str:
    """Output of a program that must succeed and must not see this checkout."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
        env=environment | {"VIRTUAL_ENV": ""},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(name="wheel", scope="module")
def _wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder, cwd=ROOT)
    (wheel,) = folder.glob("*.whl")
    return wheel


@pytest.fixture(name="installed", scope="module")
def _installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("installed")
    python = folder / "venv" / "bin" / "python"
    pins = ROOT / "requirements" / "run.txt"
    install: list[str | Path] = [UV, "pip", "install", "--quiet", "--python", python]
    run(UV, "venv", "--quiet", "--python", sys.executable, folder / "venv", cwd=folder)
    run(*install, "--require-hashes", "-r", pins, cwd=folder)
    run(*install, "--no-deps", wheel, cwd=folder)
    evidence = (ROOT / "docs" / "examples" / "evidence.yaml").read_bytes()
    (folder / "evidence.yaml").write_bytes(evidence)
    return folder


def test_the_wheel_holds_the_data_and_the_licence_and_no_tests(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert "manumit/py.typed" in names
    source = ROOT / "src"
    data = [
        path.relative_to(source).as_posix()
        for ending in ("yaml", "json", "html", "csv.gz")
        for path in source.rglob(f"*.{ending}")
    ]
    assert len(data) > 30
    assert set(data) <= set(names)
    assert {name.split("/")[0].split("-")[0] for name in names} == {"manumit"}


@pytest.mark.network
def test_every_command_runs_without_development_packages(installed: Path) -> None:
    command = installed / "venv" / "bin" / "manumit"
    for arguments in COMMANDS:
        assert run(command, *arguments, cwd=installed), arguments


@pytest.mark.network
@pytest.mark.proves("pinned-dependencies")
def test_nothing_of_the_development_groups_is_installed(installed: Path) -> None:
    listed = run(
        UV, "pip", "list", "--python", installed / "venv" / "bin" / "python", cwd=installed
    )
    names = {line.split()[0] for line in listed.splitlines()[2:]}
    assert "manumit" in names
    assert names.isdisjoint(
        {"pytest", "hypothesis", "sphinx", "mypy", "ruff", "pyspark", "pyxform"}
    )
