"""Documents that a program sends: those that the commands read from files, and their schemas."""

import copy
import json
from typing import Any

from manumit.errors import Place
from manumit.web.api.codes import ApiCode

DEEPEST = 12
"""Levels; a document that the schemas take has seven at most."""
COMPONENTS = "#/components/schemas/"


def text_of(body: bytes) -> str:
    """Return a JSON object as text that file readers take, with one line for each value.

    Raises:
        InputError: Y604.
    """
    try:
        data = json.loads(body.decode(), object_pairs_hook=_once, parse_constant=_nothing)
        text = json.dumps(data, ensure_ascii=False, indent=1)
        text.encode()  # lone surrogates can't be encoded
    except (ValueError, RecursionError):
        data = None
    if not isinstance(data, dict) or _depth(data) > DEEPEST:
        raise ApiCode.NOT_JSON.error(Place(), deepest=DEEPEST)
    return text


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError(len(pairs))
    return found


def _nothing(constant: str) -> None:
    raise ValueError(constant)


def _depth(data: object) -> int:
    deepest, level = 0, [data]
    while level and deepest <= DEEPEST:
        deepest += 1
        level = [one for held in level for one in _held(held)]
    return deepest


def _held(data: object) -> list[object]:
    if isinstance(data, dict):
        return list(data.values())
    return data if isinstance(data, list) else []


def components(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a file as OpenAPI components, with its references moved.

    Args:
        name: what the component is called.
        schema: of draft 2020-12, as OpenAPI 3.1 takes it.
    """
    whole = copy.deepcopy(schema)
    parts = whole.pop("$defs", {})
    for key in ("$schema", "$id", "$comment"):
        whole.pop(key, None)
    named = {name: whole} | {f"{name}_{key}": part for key, part in parts.items()}
    return {key: _moved(part, name) for key, part in named.items()}


def _moved(data: Any, name: str) -> Any:
    if isinstance(data, list):
        return [_moved(one, name) for one in data]
    if not isinstance(data, dict):
        return data
    return {
        key: one.replace("#/$defs/", f"{COMPONENTS}{name}_") if key == "$ref" else _moved(one, name)
        for key, one in data.items()
    }
