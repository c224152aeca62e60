"""Every security property has a test, and every marker names a property."""

from pathlib import Path

import pytest
from tools.docs_security import SecurityProperty, SecurityTexts, problems, proofs, read_texts


def test_every_property_has_a_test_and_every_marker_a_property() -> None:
    texts = read_texts()
    assert len(texts.properties) >= 60
    assert problems(texts, proofs()) == []


@pytest.fixture(name="folder")
def _folder(tmp_path: Path) -> Path:
    tests = tmp_path / "tests"
    tests.mkdir()
    (tests / "test_planted.py").write_text(
        "import pytest\n\n\n"
        "@pytest.mark.slow\n"
        '@pytest.mark.proves("one", "two")\n'
        "def test_it() -> None: ...\n\n\n"
        "def test_without_a_marker() -> None: ...\n",
        "utf-8",
    )
    return tests


def test_markers_are_read_from_the_source(folder: Path) -> None:
    place = "tests/test_planted.py::test_it"
    assert proofs(folder) == {"one": [place], "two": [place]}


def test_a_lost_test_and_a_wrong_id_are_found(folder: Path) -> None:
    described = tuple(SecurityProperty(one, one, "", ()) for one in ("one", "three"))
    lost, unknown = problems(SecurityTexts("", described, ""), proofs(folder))
    assert lost == "No test proves 'three'."
    assert unknown.startswith("tests/test_planted.py::test_it proves 'two', which")
