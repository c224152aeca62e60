"""Store a statement in words as plain data and restore it, so that it never changes.

Rules and program change; a statement that a person received, or that a decision rests on, must
not. So its words are kept as they were, and nothing is computed again to show it.
"""

import dataclasses
import types
from collections.abc import Mapping, Sequence
from enum import Enum
from typing import Any, Union, get_args, get_origin, get_type_hints

type Data = bool | int | str | list["Data"] | dict[str, "Data"] | None


class NotKeptError(ValueError):
    """The data are no statement of this kind; the message holds nothing of them."""


def as_data(seen: object) -> Data:
    """Return a view, or part of one, as data that JSON holds.

    Args:
        seen: made of dataclasses, tuples, named tuples, texts, numbers and codes.

    Raises:
        TypeError: something else is in it.
    """
    if dataclasses.is_dataclass(seen):
        return {one.name: as_data(getattr(seen, one.name)) for one in dataclasses.fields(seen)}
    if isinstance(seen, Enum):
        return as_data(seen.value)
    if seen is None or isinstance(seen, bool | int | str):
        return seen
    if isinstance(seen, tuple | list):
        return [as_data(one) for one in seen]
    raise TypeError(f"a statement holds no {type(seen).__name__}")


def from_data[View](kind: type[View], data: object) -> View:
    """Return the view that :func:`as_data` turned into data.

    Args:
        kind: the class of the view; a field that the data lack takes its default.
        data: as read from JSON.

    Raises:
        NotKeptError: the data are none of that kind.
    """
    found: View = _value(kind, data)
    return found


def _value(kind: Any, data: Any) -> Any:
    if get_origin(kind) in (Union, types.UnionType):
        return _one_of(get_args(kind), data)
    if get_origin(kind) is tuple:
        return _tuple(get_args(kind), data)
    if dataclasses.is_dataclass(kind):
        return _fields(kind, data)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return _code(kind, data)
    if isinstance(kind, type) and issubclass(kind, tuple):
        return kind(*_tuple(tuple(get_type_hints(kind).values()), data))
    if isinstance(kind, type) and type(data) is kind:
        return data
    raise NotKeptError("a value is of another kind")


def _one_of(kinds: Sequence[Any], data: Any) -> Any:
    if data is None and types.NoneType in kinds:
        return None
    (kind,) = [one for one in kinds if one is not types.NoneType]
    return _value(kind, data)


def _tuple(kinds: Sequence[Any], data: Any) -> tuple[Any, ...]:
    if not isinstance(data, list):
        raise NotKeptError("a list is wanting")
    if kinds[-1] is Ellipsis:
        return tuple(_value(kinds[0], one) for one in data)
    if len(kinds) != len(data):
        raise NotKeptError("a list has another length")
    return tuple(_value(kind, one) for kind, one in zip(kinds, data, strict=True))


def _fields(kind: Any, data: Any) -> Any:
    if not isinstance(data, Mapping):
        raise NotKeptError("fields are wanting")
    hints = get_type_hints(kind)
    try:
        return kind(**{name: _value(hints[name], value) for name, value in data.items()})
    except (KeyError, TypeError):
        raise NotKeptError("fields are others") from None


def _code(kind: type[Enum], data: Any) -> Enum:
    try:
        return kind(data)
    except ValueError:
        raise NotKeptError("a code is unknown") from None
