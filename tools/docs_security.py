"""The page of security properties, from their texts and from the tests that prove them.

A test proves a property with the marker ``@pytest.mark.proves("id")``. Markers are read from the
source, not by collecting tests, because importing every test module takes half a minute. The texts
are in ``docs/reference/security-properties.yaml``, so that a property is missed when its last test
goes.
"""

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from tools.docs_pages import code, codes

ROOT = Path(__file__).resolve().parent.parent
TEXTS = ROOT / "docs" / "reference" / "security-properties.yaml"
TESTS = ROOT / "tests"
MARKER = "proves"


@dataclass(frozen=True, slots=True)
class SecurityProperty:
    """A promise, the modules that keep it, and what it leaves out."""

    id: str
    title: str
    text: str
    held_by: tuple[str, ...]
    limit: str = ""


@dataclass(frozen=True, slots=True)
class SecurityTexts:
    """The data file: an introduction, the properties in order, and what is not promised."""

    introduction: str
    properties: tuple[SecurityProperty, ...]
    not_promised: str


def read_texts(path: Path = TEXTS) -> SecurityTexts:
    """Return the texts of the page; raise ``ValueError`` if an id occurs twice."""
    data: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    found = tuple(_read_property(one) for one in data["properties"])
    if len({one.id for one in found}) < len(found):
        raise ValueError("An id of a security property occurs twice.")
    return SecurityTexts(data["introduction"].strip(), found, data["not_promised"].strip())


def _read_property(data: Mapping[str, Any]) -> SecurityProperty:
    return SecurityProperty(
        id=data["id"],
        title=data["title"],
        text=data["text"].strip(),
        held_by=tuple(data["held_by"]),
        limit=data.get("limit", "").strip(),
    )


def proofs(folder: Path = TESTS) -> dict[str, list[str]]:
    """Return the tests that prove each property, as ``tests/file.py::name``, by id."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for path in sorted(folder.rglob("test_*.py")):
        text = path.read_text("utf-8")
        if f"mark.{MARKER}" not in text:  # parsing all modules would take seconds
            continue
        place = path.relative_to(folder.parent).as_posix()
        for test, ids in _marked(ast.parse(text)):
            for property_id in ids:
                found[property_id].append(f"{place}::{test}")
    return dict(found)


def _marked(tree: ast.Module) -> Iterator[tuple[str, list[str]]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            for decorator in node.decorator_list:
                match decorator:
                    case ast.Call(func=ast.Attribute(attr=name), args=args) if name == MARKER:
                        yield node.name, [ast.literal_eval(argument) for argument in args]


def problems(texts: SecurityTexts, proved: Mapping[str, list[str]]) -> list[str]:
    """Return a sentence for each property without a test and each marker without a property."""
    known = {one.id for one in texts.properties}
    return [
        *(f"No test proves '{one.id}'." for one in texts.properties if one.id not in proved),
        *(
            f"{tests[0]} proves '{property_id}', which {TEXTS.name} does not describe."
            for property_id, tests in sorted(proved.items())
            if property_id not in known
        ),
    ]


def security_page() -> list[str]:
    """Return the page; raise ``ValueError`` if a property has no test or a marker no property."""
    texts, proved = read_texts(), proofs()
    if found := problems(texts, proved):
        raise ValueError(" ".join(found))
    lines = ["# Security properties", "", texts.introduction, ""]
    for one in texts.properties:
        lines += [f"## {one.title}", "", one.text, "", f"Held by: {codes(one.held_by)}", ""]
        lines += ["Proved by:", "", *(f"- {code(test)}" for test in proved[one.id]), ""]
        lines += [f"Limit: {one.limit}", ""] if one.limit else []
    return [*lines, "## What is not promised", "", texts.not_promised]
