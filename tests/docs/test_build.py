"""Sphinx builds the pages without a warning, and they ask no other server for anything."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("pages")]


@pytest.fixture(name="built", scope="module")
def _built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("docs")
    options = ["-W", "--keep-going", "-q", "-b", "html", "-d", str(folder / "doctrees")]
    done = subprocess.run(
        [sys.executable, "-m", "sphinx", *options, str(ROOT / "docs"), str(folder / "html")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return folder / "html"


def test_the_documentation_builds_without_a_warning(built: Path) -> None:
    assert (built / "index.html").exists()
    assert (built / "reference" / "commands.html").exists()


@pytest.mark.proves("no-script")
def test_pages_load_nothing_from_elsewhere(built: Path) -> None:
    loaded = re.compile(
        r"""<(?:script|img|iframe|link)[^>]*(?:src|href)=["']((?:https?:)?//[^"']+)"""
    )
    for page in built.rglob("*.html"):
        assert loaded.findall(page.read_text("utf-8")) == [], page.name
