"""The pages on terms of work name every key of every kind of file that people write for them."""

import json
import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGE = DOCS / "how-to/terms.md"
SCHEMAS = files("manumit.terms") / "schema"
PAGES = {
    "account": "how-to/terms",
    "payroll-mapping": "how-to/terms",
    "law": "reference/terms-law",
    "wage-examples": "how-to/wage-law",
    "terms-of-work": "how-to/terms-compare",
    "costs": "how-to/costs",
    "cost-rules": "how-to/costs",
}
# Data that only manumit itself holds; nobody is asked to write such a file.
OWN = {"comparison-signs", "cost-kinds", "costs-signs", "owed-signs"}
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
    schema = json.loads((SCHEMAS / f"{kind}.json").read_text("utf-8"))
    wanted = [key for key in keys(schema, schema) if not key.startswith(TOLD_ONCE[kind] or ("\0",))]
    section = PAGE.read_text("utf-8").partition(f"### {TITLES[kind]}\n")[2]
    section = re.split(r"^##", section, maxsplit=1, flags=re.MULTILINE)[0]
    shown = re.findall(r"^\| `([^`]+)` \| \S", section, re.MULTILINE)
    assert shown == sorted(shown, key=wanted.index)
    assert set(shown) == set(wanted)


def every_key(schema: Any) -> Iterator[str]:
    """Names of properties, wherever in a schema they stand."""
    inner = schema.values() if isinstance(schema, dict) else schema
    if isinstance(schema, dict) and isinstance(schema.get("properties"), dict):
        yield from schema["properties"]
    for one in inner if isinstance(schema, dict | list) else ():
        yield from every_key(one)


def test_every_kind_of_file_has_a_page_unless_nobody_writes_it() -> None:
    kinds = {Path(str(file)).stem for file in SCHEMAS.iterdir()}
    assert kinds == PAGES.keys() | OWN


@pytest.mark.parametrize("kind", PAGES)
def test_the_page_names_every_key_wherever_it_stands(kind: str) -> None:
    schema = json.loads((SCHEMAS / f"{kind}.json").read_text("utf-8"))
    codes = re.findall(r"`([^`\n]+)`", (DOCS / f"{PAGES[kind]}.md").read_text("utf-8"))
    shown = {word for code in codes for word in re.findall(r"\w+", code)}
    assert set(every_key(schema)) - shown == set()


def test_a_key_that_no_page_names_is_found() -> None:
    planted: Any = {"oneOf": [{"items": {"properties": {"unheard_of": {}}}}]}
    assert list(every_key(planted)) == ["unheard_of"]
