"""Reads one YAML file of instruments, strictly, and says where it is wrong.

Strict means: no key twice, only ``true`` and ``false`` are booleans (so that ``answer: no`` is the
word *no*, which is what a person meant), dates stay text.
"""

import functools
import json
import re
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema
import yaml

from manumit.errors import InputError, Place, Problem
from manumit.instruments.codes import InstrumentCode

SCHEMA_PREFIX = "manumit/"
LONGEST_REASON = 200
DEEPEST = 100  # levels of lists and maps in a file
# Nobody is sent there, and no file makes it a choice.
FIREWALLED = "immigration"
KINDS = (
    "case",
    "conclusions",
    "contacts",
    "dimension-rule",
    "indicator-list",
    "interventions",
    "interview",
    "item-sets",
    "next-steps",
    "sources",
    "text-pack",
)


class StrictLoader(yaml.CSafeLoader):
    """YAML 1.2 booleans, no timestamps, no key twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        """Refuse a duplicate key: the first value would be lost silently."""
        seen: set[Hashable] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, "a key occurs twice", key_node.start_mark
                )
            seen.add(key)
        return super().construct_mapping(node, deep)


StrictLoader.yaml_implicit_resolvers = {
    first: [
        (tag, pattern)
        for tag, pattern in resolvers
        if tag not in ("tag:yaml.org,2002:bool", "tag:yaml.org,2002:timestamp")
    ]
    for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}
StrictLoader.add_implicit_resolver(
    "tag:yaml.org,2002:bool", re.compile(r"^(?:true|True|false|False)$"), list("tTfF")
)


class TextLoader(StrictLoader):
    """Numbers stay text: ``01`` is the value "01", and ``7.25`` is exactly that."""


TextLoader.yaml_implicit_resolvers = {
    first: [
        (tag, pattern)
        for tag, pattern in resolvers
        if tag not in ("tag:yaml.org,2002:int", "tag:yaml.org,2002:float")
    ]
    for first, resolvers in StrictLoader.yaml_implicit_resolvers.items()
}


@dataclass(frozen=True, slots=True)
class Document:
    """One parsed file that satisfies its schema."""

    path: Path
    kind: str
    data: dict[str, Any]
    text: str

    def place(self, *path: str | int) -> Place:
        """Return the place of a value in the file, with its line."""
        return Place(
            file=self.path.name, row=line_of(self.text, path), field=field_path(path) or None
        )


def field_path(path: Sequence[str | int]) -> str:
    """Return a path into a document as a person writes it: ``indicators[3].strength``."""
    return "".join(
        f"[{step}]" if isinstance(step, int) else f".{step}" for step in path
    ).removeprefix(".")


def reason_of(error: jsonschema.ValidationError) -> str:
    """Return the schema violation without value and key, which may be a person's name."""
    if error.validator == "required":
        return error.message.rstrip(".")
    if error.validator == "additionalProperties":
        return "There is a key here that does not belong"
    if error.validator == "enum":
        allowed: list[object] = error.schema["enum"] if isinstance(error.schema, dict) else []
        return f"Only these are allowed here: {', '.join(map(str, allowed))}"
    reason = f"The value does not fit ({error.validator}: {error.validator_value})"
    return reason if len(reason) <= LONGEST_REASON else f"{reason[:LONGEST_REASON]} ..."


def line_of(text: str, path: Sequence[str | int]) -> int | None:
    """Return the line (from 1) on which a value starts; its nearest parent's if it is absent."""
    return line_in(composed(text), path)


def composed(text: str) -> yaml.Node | None:
    """Return a text with the places of its values, for :func:`line_in`; None for an empty one."""
    node: yaml.Node | None = yaml.compose(text, Loader=StrictLoader)
    return node


def line_in(node: yaml.Node | None, path: Sequence[str | int]) -> int | None:
    """Return the line of a value, like :func:`line_of`, for many look-ups in one text."""
    if node is None:
        return None
    for step in path:
        child = _child(node, step)
        if child is None:
            break
        node = child
    return int(node.start_mark.line) + 1


def _child(node: yaml.Node, step: str | int) -> yaml.Node | None:
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == str(step)), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        found: yaml.Node = node.value[step]
        return found
    return None


@functools.cache
def schema(kind: str) -> dict[str, Any]:
    """Return the JSON Schema of a kind of file, one of :data:`KINDS`."""
    text = (resources.files("manumit.instruments") / "schema" / f"{kind}.json").read_text("utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


@functools.cache
def validator(kind: str) -> jsonschema.Draft202012Validator:
    """Return a validator for a kind of file, with dates checked."""
    return jsonschema.Draft202012Validator(
        schema(kind), format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
    )


def parse_yaml(text: str, path: Path) -> Any:
    """Parse YAML strictly.

    Raises:
        InputError: I102 with the line.
    """
    try:
        _check_depth(text)
        return yaml.load(text, Loader=StrictLoader)  # noqa: S506 - StrictLoader is a SafeLoader
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        row = None if mark is None else mark.line + 1
        raise InstrumentCode.NOT_YAML.error(
            Place.in_file(path, row=row), reason=error.problem or "unreadable"
        ) from error
    except (yaml.YAMLError, ValueError, TypeError, AttributeError, LookupError) as error:
        # Control characters, keys that are lists, numbers, booleans and tags that make no sense,
        # nesting without end: PyYAML raises what it stumbles over, without a mark.
        raise InstrumentCode.NOT_YAML.error(
            Place.in_file(path), reason="it holds something that no such file should"
        ) from error


def _check_depth(text: str) -> None:
    """Refuse deep nesting: the fast loader recurses in C without a limit and would crash Python."""
    depth = 0
    for event in yaml.parse(text, Loader=StrictLoader):
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise ValueError(depth)


def read_text(path: Path) -> str:
    """Return the text of a file.

    Raises:
        InputError: I101 if it cannot be read as UTF-8 text.
    """
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InstrumentCode.NOT_READABLE.error(Place.in_file(path)) from error


def read_document(path: Path) -> Document:
    """Read, parse and validate one file.

    Raises:
        InputError: I101 to I104, all schema violations of the file at once.
    """
    text = read_text(path)
    data = parse_yaml(text, path)
    kind = _kind_of(data, path)
    document = Document(path, kind, data, text)
    problems = [_problem(document, error) for error in _violations(kind, data)]
    if problems:
        raise InputError(problems)
    return document


def read_shipped(path: Path) -> Document:
    """Read one file that comes with the program, whose form its tests check: at no start again.

    To compare all shipped files with their schemas takes longer than to read them.

    Raises:
        InputError: I101, I103.
    """
    text = read_text(path)
    data: Any = yaml.load(text, Loader=StrictLoader)  # noqa: S506 - StrictLoader is a SafeLoader
    return Document(path, _kind_of(data, path), data, text)


def is_shipped(path: Path) -> bool:
    """Return whether a file comes with the program."""
    return path.resolve().is_relative_to(_program())


@functools.cache
def _program() -> Path:
    return Path(str(resources.files("manumit"))).resolve()


def _kind_of(data: Any, path: Path) -> str:
    named = data.get("schema") if isinstance(data, dict) else None
    for kind in KINDS:
        if named == f"{SCHEMA_PREFIX}{kind}/1":
            return kind
    raise InstrumentCode.UNKNOWN_SCHEMA.error(
        Place.in_file(path, row=1),
        schema=f"'{named}'",
        known=", ".join(f"{SCHEMA_PREFIX}{kind}/1" for kind in KINDS),
    )


def _violations(kind: str, data: Any) -> list[jsonschema.ValidationError]:
    return sorted(
        (_deepest(error) for error in validator(kind).iter_errors(data)),
        key=lambda error: [str(step) for step in error.absolute_path],
    )


def _deepest(error: jsonschema.ValidationError) -> jsonschema.ValidationError:
    """Return the most helpful error of an 'any of these' failure."""
    return jsonschema.exceptions.best_match([error]) if error.context else error


def _problem(document: Document, error: jsonschema.ValidationError) -> Problem:
    if error.validator == "enum" and error.instance == FIREWALLED:
        return InstrumentCode.IMMIGRATION.problem(document.place(*error.absolute_path))
    # jsonschema quotes the whole value, which may be very long.
    reason = (
        error.message
        if len(error.message) <= LONGEST_REASON
        else f"{error.message[:LONGEST_REASON]} ..."
    )
    return InstrumentCode.SCHEMA_VIOLATION.problem(
        document.place(*error.absolute_path, *_extra_key(error)),
        reason=reason.rstrip("."),
        kind=document.kind,
    )


def _extra_key(error: jsonschema.ValidationError) -> tuple[str, ...]:
    """Return the unexpected key, so that the error names its own line."""
    if error.validator != "additionalProperties" or not isinstance(error.instance, dict):
        return ()
    known = error.schema.get("properties", {}) if isinstance(error.schema, dict) else {}
    return tuple(str(key) for key in error.instance if key not in known)[:1]
