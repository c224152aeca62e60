"""The pages for who runs it: what they name exists, and no chapter is left out."""

import ast
import re
from pathlib import Path

import pytest

from manumit.web.kernel.retention import retention_kinds
from manumit.web.operations.retention import read_periods

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
STATES = {"met", "partly", "not met", "not applicable"}


def rows() -> list[list[str]]:
    """Chapter (empty: that of the row above), part, state, what shows it."""
    page = (DOCS / "reference/asvs.md").read_text("utf-8")
    lines = [line for line in page.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines][1:]


def test_every_chapter_stands_once_in_order() -> None:
    chapters = [re.match(r"V(\d+) ", row[0]) for row in rows() if row[0]]
    assert [int(found[1]) for found in chapters if found] == list(range(1, 18))


def test_every_part_has_a_state_and_whoever_says_met_names_a_test() -> None:
    found = rows()
    assert len(found) > 40
    assert {row[2] for row in found} == STATES
    for _, part, state, shown in found:
        assert state == "not applicable" or shown, part
        if state == "met":
            # A test, or that the part is held by the absence of something, which a test shows too.
            assert "`tests/" in shown, part


@pytest.mark.parametrize("page", ["reference/asvs.md", "explanation/threat-model.md"])
def test_every_test_that_a_page_names_is_there_and_tests(page: str) -> None:
    named = set(re.findall(r"`(tests/[\w/]+\.py)`", (DOCS / page).read_text("utf-8")))
    assert named
    for name in named:
        tree = ast.parse((ROOT / name).read_text("utf-8"))
        tests = [
            node.name
            for node in ast.walk(tree)
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
        ]
        assert tests, name


def test_the_page_says_how_long_each_kind_is_kept() -> None:
    page = (DOCS / "how-to/operations.md").read_text("utf-8")
    for kind, period in read_periods().items():
        shown = (
            f"{period.days} days"
            if period.days
            else f"{period.years} year{'s' * (period.years != 1)}"
        )
        assert shown in page
        assert f"\n  {kind}: " in page
    assert set(retention_kinds()) == set(read_periods())
