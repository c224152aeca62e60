"""The tables of docs/terms.md name every key of an account and of a payroll mapping."""

import json
import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

PAGE = Path(__file__).resolve().parents[2] / "docs" / "terms.md"
TITLES = {"account": "Keys of an account", "payroll-mapping": "Keys of a payroll mapping"}
# What a cell or a reader holds is told once, above the table or in its first rows.
TOLD_ONCE = {"account": (), "payroll-mapping": ("contracts_reader.",)}


def keys(schema: dict[str, Any], whole: dict[str, Any], above: str = "") -> Iterator[str]:
    """Every key of a schema by its path; a cell of a mapping is one key."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        schema = {} if name == "cell" else whole["$defs"][name]
    for name, inner in schema.get("properties", {}).items():
        path = f"{above}.{name}".removeprefix(".")
        yield path
        yield from keys(inner, whole, path)
    if isinstance(schema.get("items"), dict):
        yield from keys(schema["items"], whole, f"{above}[]")


@pytest.mark.parametrize("kind", TITLES)
def test_the_table_names_every_key_and_no_other(kind: str) -> None:
    text = (files("manumit.terms") / "schema" / f"{kind}.json").read_text("utf-8")
    schema = json.loads(text)
    wanted = [key for key in keys(schema, schema) if not key.startswith(TOLD_ONCE[kind] or ("\0",))]
    section = PAGE.read_text("utf-8").partition(f"### {TITLES[kind]}\n")[2]
    section = re.split(r"^##", section, maxsplit=1, flags=re.MULTILINE)[0]
    told = re.findall(r"^\| `([^`]+)` \| \S", section, re.MULTILINE)
    assert told == sorted(told, key=wanted.index)
    assert set(told) == set(wanted)
