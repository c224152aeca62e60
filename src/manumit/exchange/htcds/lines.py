"""Read and write JSON lines: one object of sections for each person, which streams at any size."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO

from manumit.errors import ErrorCode, Place
from manumit.exchange.codes import ExchangeCode
from manumit.exchange.htcds.codes import HtcdsCode
from manumit.exchange.htcds.flat import shown
from manumit.exchange.htcds.records import Item, Record
from manumit.exchange.htcds.standard import (
    REPEATED,
    Field,
    NotAValueError,
    Value,
    fields,
    text_of,
    value_of,
)
from manumit.exchange.problems import Tally
from manumit.exchange.tables import RowProblem, first_bytes


class _NotALineError(Exception):
    """A line that is no record; its text is the reason."""


def write_lines(stream: IO[str], records: Iterable[Record]) -> int:
    """Write records and return how many; a repeated section is a list, any other an object."""
    count = 0
    for record in records:
        document = {
            section: [dict(item) for item in items] if section in REPEATED else dict(items[0])
            for section, items in record.items()
        }
        stream.write(json.dumps(document, ensure_ascii=False) + "\n")
        count += 1
    return count


def read_lines(path: Path, tally: Tally) -> Iterator[Record]:
    """Read JSON lines; problems go to the tally, and their line is left out.

    Raises:
        InputError: X201 to X203, X209.
    """
    first_bytes(path)
    with path.open(encoding="utf-8") as stream:
        try:
            for row, line in enumerate(stream, start=1):
                if line.strip():
                    yield from _read_line(row, line, tally)
        except UnicodeError as error:
            raise ExchangeCode.WRONG_ENCODING.error(
                Place.in_file(path), encoding="utf-8"
            ) from error


def _read_line(row: int, line: str, tally: Tally) -> Iterator[Record]:
    problems: list[RowProblem] = []
    try:
        record = _record(row, json.loads(line), problems)
    except ValueError:  # also of a number that is too long to be read
        problems.append(_not_a_line(row, "it is no JSON"))
    except RecursionError:
        problems.append(_not_a_line(row, "it is nested too deep"))
    except _NotALineError as error:
        problems.append(_not_a_line(row, str(error)))
    tally.add(problems)
    if all(one.code is HtcdsCode.DEPRECATED for one in problems) and record:
        yield record


def _not_a_line(row: int, reason: str) -> RowProblem:
    return RowProblem(row, None, HtcdsCode.NOT_A_LINE, {"reason": reason})


def _record(row: int, document: object, problems: list[RowProblem]) -> Record:
    if not isinstance(document, dict):
        raise _NotALineError("it is no object")
    sections = {field.section for field in fields().values()}
    record: dict[str, tuple[Item, ...]] = {}
    for section, content in document.items():
        if section not in sections:
            raise _NotALineError("a section is none of the standard's")
        items = content if section in REPEATED else [content]
        if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
            raise _NotALineError(f"'{section}' has not its form")
        read = tuple(filter(None, (_item(row, section, item, problems) for item in items)))
        if read:
            record[section] = read
    return record


def _item(
    row: int, section: str, content: dict[str, object], problems: list[RowProblem]
) -> dict[str, Value]:
    item: dict[str, Value] = {}
    for name, raw in content.items():
        field = fields().get(name)
        if field is None or field.section != section:
            raise _NotALineError(f"'{section}' has a field that is none of its own")
        if field.deprecated:
            problems.append(RowProblem(row, name, HtcdsCode.DEPRECATED))
        value = _value(row, field, raw, problems)
        if value is not None:
            item[name] = value
    return item


def _value(row: int, field: Field, raw: object, problems: list[RowProblem]) -> Value | None:
    wanted = list if field.several else bool if field.kind == "checkbox" else str
    if not isinstance(raw, wanted) or (
        isinstance(raw, list) and not all(isinstance(part, str) for part in raw)
    ):
        raise _NotALineError(f"the value of {field.name} has not its form")
    text = text_of(tuple(raw) if isinstance(raw, list) else raw)
    if not _is_writable(text):
        raise _NotALineError(f"the value of {field.name} holds a sign that no file of text can")
    try:
        return value_of(field, text)
    except NotAValueError as error:
        code: ErrorCode = error.code
        problems.append(RowProblem(row, field.name, code, shown(text, error)))
        return None


def _is_writable(text: str) -> bool:
    """Return whether a text is free of NUL and lone surrogates (not valid in CSV and UTF-8)."""
    return "\0" not in text and not any("\ud800" <= sign <= "\udfff" for sign in text)
