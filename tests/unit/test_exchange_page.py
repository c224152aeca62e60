"""docs/how-to/mappings.md is true: its files are read, and what it prints is what comes out."""

import re
from pathlib import Path
from typing import Any

import pytest

from manumit.errors import InputError
from manumit.exchange import AnswersResult, ExchangeCode, load_mapping, mapping_schema, read_answers
from manumit.instruments import shipped_library

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "mappings.md"
TEXT = PAGE.read_text("utf-8")
BLOCK = re.compile(r"<!-- (\w+): (\S+) -->\n```\w+\n(.*?)```\n", re.DOTALL)
BLOCKS = {(kind, name): body for kind, name, body in BLOCK.findall(TEXT)}
REFUSED = [name for kind, name in BLOCKS if kind == "problems"]
SHOWN = ["row", "list", "age", "sex", "CD01", "CD11", "CD04", "IN08", "EX01", "ILO02"]


def run(folder: Path, mapping: str) -> AnswersResult:
    for (kind, name), body in BLOCKS.items():
        if kind == "file":
            (folder / name).write_text(body, "utf-8")
    loaded = load_mapping(folder / mapping, shipped_library())
    return read_answers(folder / "calls.csv", loaded, workdir=folder)


@pytest.mark.parametrize("mapping", REFUSED)
def test_the_problems_are_those_that_the_page_prints(tmp_path: Path, mapping: str) -> None:
    with pytest.raises(InputError) as caught:
        run(tmp_path, mapping)
    assert str(caught.value) + "\n" == BLOCKS["problems", mapping]


def test_the_example_is_read_as_the_page_says(tmp_path: Path) -> None:
    result = run(tmp_path, "calls.yaml")
    assert "\n".join(result.notes) + "\n" == BLOCKS["notes", "calls.yaml"]
    assert result.scan().select(SHOWN).collect().write_csv() == BLOCKS["answers", "calls.yaml"]


def keys(node: Any) -> set[str]:
    """Every key that the schema lets a mapping have."""
    if isinstance(node, list):
        return set[str]().union(*(keys(item) for item in node))
    if not isinstance(node, dict):
        return set()
    named = set(node.get("properties", {})) if isinstance(node.get("properties"), dict) else set()
    return named.union(*(keys(value) for value in node.values()))


def test_every_key_is_explained() -> None:
    tables = TEXT.partition("## Every key")[2].partition("## Pitfalls")[0]
    explained = set(re.findall(r"`([a-z_]+)`", tables))
    assert keys(mapping_schema()) - explained == set()


def test_every_code_is_in_the_table_of_troubles() -> None:
    table = TEXT.partition("## Troubleshooting")[2]
    missing = {code.code for code in ExchangeCode} - set(re.findall(r"\bX\d{3}\b", table))
    assert not missing
