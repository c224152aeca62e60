"""Reads a file of the room strictly: numbers stay as written, problems have their line."""

import datetime as dt
import functools
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema
import yaml

from manumit.errors import ErrorCode, InputError, Place, Problem
from manumit.instruments.reading import (
    TextLoader,
    composed,
    field_path,
    line_in,
    parse_yaml,
    read_text,
    reason_of,
)
from manumit.terms.codes import TermsCode
from manumit.terms.numbers import Range, read_range

type Steps = tuple[str | int, ...]
YEARS = range(1900, 2200)
"""Years that a date of a file may be in."""


@dataclass(frozen=True)
class Source:
    """A parsed file, with the places of what stands in it.

    Attributes:
        page: of the documentation that says what belongs in such a file.
    """

    path: Path
    text: str
    data: dict[str, Any]
    page: str

    def place(self, *steps: str | int) -> Place:
        """Where a value stands."""
        row = line_in(self._node, steps)
        return Place(file=self.path.name, row=row, field=field_path(steps) or None)

    @functools.cached_property
    def _node(self) -> yaml.Node | None:
        """The text with its lines, parsed once however much is wrong with it."""
        return composed(self.text)


@functools.cache
def schema(name: str) -> dict[str, Any]:
    """The JSON Schema of a kind of file of this room: ``account``, ``law`` ..."""
    file = resources.files("manumit.terms") / "schema" / f"{name}.json"
    loaded: dict[str, Any] = json.loads(file.read_text("utf-8"))
    return loaded


def read_source(path: Path, name: str) -> Source:
    """Reads one file and checks it against its schema.

    Raises:
        InputError: I101, I102; W101, W102: every violation at once, with its line.
    """
    return source_of(read_text(path), path, name)


def source_of(text: str, path: Path, name: str) -> Source:
    """The same of a text that lies in no file; errors call it by the name of ``path``.

    Raises:
        InputError: I102; W101, W102: every violation at once, with its line.
    """
    parse_yaml(text, path)  # says what is wrong, and where, if anything is
    data = yaml.load(text, Loader=TextLoader)  # noqa: S506 - it is a SafeLoader
    wanted, page = schema(name)["properties"]["schema"]["const"], schema(name)["$comment"]
    if not isinstance(data, dict) or data.get("schema") != wanted:
        raise TermsCode.NOT_AN_ACCOUNT.error(Place.in_file(path, row=1), schema=wanted, page=page)
    source = Source(path, text, data, page)
    found = list(violations(source, schema(name), data, ()))
    if found:
        raise InputError(found)
    return source


def violations(
    source: Source, wanted: Mapping[str, Any], data: Any, at: Steps
) -> Iterable[Problem]:
    """What of a part of a file does not satisfy a schema."""
    for error in jsonschema.Draft202012Validator(wanted).iter_errors(data):
        best = jsonschema.exceptions.best_match([error]) if error.context else error
        place = source.place(*at, *best.absolute_path)
        reason = reason_of(best)
        if best.validator == "additionalProperties" and isinstance(best.schema, dict):
            # The key itself may be somebody's name: its line says which one it is.
            known = best.schema.get("properties", {})
            foreign = next((key for key in best.instance if key not in known), None)
            if foreign is not None:
                row = source.place(*at, *best.absolute_path, str(foreign)).row
                place = replace(place, row=row)
            reason = f"{reason}; these belong here: {', '.join(known)}"
        yield TermsCode.SCHEMA_VIOLATION.problem(place, reason=reason, page=source.page)


class Reader:
    """Turns texts of a source into dates and numbers, and gathers what is wrong with them."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.problems: list[Problem] = []

    def wrong(self, code: ErrorCode, *steps: str | int, **values: object) -> None:
        """Something is wrong at a place."""
        place, page = self.source.place(*steps), self.source.page
        self.problems.append(code.problem(place, page=page, **values))

    def day(self, text: str, *steps: str | int) -> dt.date:
        """A date; W103 if it is none."""
        try:
            found = dt.date.fromisoformat(text)
        except ValueError:
            found = dt.date.min
        if found.year not in YEARS:
            # Nobody's work lies there, and days are added to it and taken from it.
            self.wrong(TermsCode.NOT_A_DATE, *steps)
        return found

    def range(self, text: str, *steps: str | int) -> Range:
        """A number, a range, or unknown; W105 if it is none of them."""
        found = read_range(text)
        if found is None:
            self.wrong(TermsCode.NOT_A_NUMBER, *steps)
            return Range.exactly(0)
        return found

    def finish(self) -> None:
        """Raises what was gathered."""
        if self.problems:
            raise InputError(sorted(self.problems, key=lambda one: one.place.row or 0))


def number(text: str) -> Fraction:
    """A number of a file that its schema has let through: ``7.25``, ``572/3``."""
    return Fraction(text)
