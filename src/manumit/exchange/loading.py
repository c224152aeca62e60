"""Read a mapping file, check it against its schema and the library, and build the objects."""

import functools
import json
from collections.abc import Iterable
from collections.abc import Mapping as MappingOf
from dataclasses import replace
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema
import yaml

from manumit.errors import InputError, Place, Problem
from manumit.exchange.checking import check_mapping
from manumit.exchange.codes import ExchangeCode
from manumit.exchange.mapping import (
    ATTRIBUTES,
    UNKNOWN,
    AgeRule,
    AnswerColumn,
    Attribute,
    Band,
    Condition,
    Conditions,
    Expected,
    FilePart,
    Flag,
    ListRule,
    Mapping,
    Note,
    Reader,
    Translation,
    Worded,
)
from manumit.instruments import Exploitation, Library, Population
from manumit.instruments.reading import TextLoader, field_path, line_of, parse_yaml, read_text
from manumit.instruments.texts import FALLBACK_LANGUAGE

SCHEMA_NAME = "manumit/mapping/1"
LONGEST_REASON = 200
QUANTIFIERS = {"column": "all", "any_of": "any", "all_of": "all", "none_of": "none"}


@functools.cache
def mapping_schema() -> dict[str, Any]:
    """Return the JSON Schema of mapping files."""
    file = resources.files("manumit.exchange") / "schema" / "mapping.json"
    loaded: dict[str, Any] = json.loads(file.read_text("utf-8"))
    return loaded


def load_mapping(path: Path, library: Library) -> Mapping:
    """Read and check one mapping file.

    Args:
        path: a YAML file, ``schema: manumit/mapping/1``.
        library: what codes and lists may be named; an institution's own are among them.

    Raises:
        InputError: I101, I102 or X101 to X115, with the line, every problem at once.
    """
    text = read_text(path)
    data = _parse(text, path)
    if not isinstance(data, dict) or data.get("schema") != SCHEMA_NAME:
        raise ExchangeCode.NOT_A_MAPPING.error(Place.in_file(path, row=1))

    def place(*steps: str | int) -> Place:
        return Place(file=path.name, row=line_of(text, steps), field=field_path(steps) or None)

    violations = jsonschema.Draft202012Validator(mapping_schema()).iter_errors(data)
    problems = [_violation(error, place) for error in violations]
    if not problems:
        problems = list(check_mapping(data, library, place))
    if problems:
        raise InputError(sorted(problems, key=lambda problem: problem.place.row or 0))
    return build_mapping(data, library, file=path.name)


def _parse(text: str, path: Path) -> Any:
    parse_yaml(text, path)  # raises with the place of anything wrong
    try:
        return yaml.load(text, Loader=TextLoader)  # noqa: S506 - it is a SafeLoader
    except yaml.MarkedYAMLError as error:  # 1 and "1" are two keys only until numbers are text
        row = None if error.problem_mark is None else error.problem_mark.line + 1
        raise ExchangeCode.SCHEMA_VIOLATION.error(
            Place.in_file(path, row=row), reason=str(error.problem).capitalize()
        ) from error


def _violation(error: jsonschema.ValidationError, place: Any) -> Problem:
    best = jsonschema.exceptions.best_match([error]) if error.context else error
    message = best.message.rstrip(".")
    if len(message) > LONGEST_REASON:
        message = f"{message[:LONGEST_REASON]} ..."
    problem: Problem = ExchangeCode.SCHEMA_VIOLATION.problem(
        place(*best.absolute_path), reason=message
    )
    return problem


def build_mapping(data: MappingOf[str, Any], library: Library, *, file: str = "") -> Mapping:
    """Return the objects of a mapping whose data have been checked."""
    builder = _Builder(data)
    return Mapping(
        id=data["id"],
        title=data["title"],
        reader=Reader(**data.get("reader", {})),
        unknown=builder.unknown,
        answers=tuple(builder.answer(entry) for entry in data["answers"]),
        age=builder.age(data["age"]),
        list_rules=tuple(builder.list_rules(data["exploitation"])),
        lists=_lists(data.get("lists", {}), library),
        attribute_rules=tuple(
            builder.attribute(name, data["attributes"][name])
            for name in ATTRIBUTES
            if name in data.get("attributes", {})
        ),
        notes=tuple(
            Note(note["text"].strip(), conditions(note.get("count", ())))
            for note in data.get("notes", ())
        ),
        expected=tuple(
            Expected(column, frozenset(entry["values"]))
            for entry in data.get("expected", ())
            for column in entry["columns"]
        ),
        no_is_unknown=conditions(data.get("no_is_unknown", ())),
        assumption_texts={name: text.strip() for name, text in data.get("assumptions", {}).items()},
        source=data.get("source", {}),
        ignored={
            column: entry["because"]
            for entry in data.get("ignore", ())
            for column in entry["columns"]
        },
        other_languages=_translations(data.get("translations", ())),
        refuse_unmentioned=data.get("unmentioned") == "refuse",
        file=file,
        file_part=_file_part(data["file"]) if "file" in data else None,
        data=data,
    )


def _file_part(data: MappingOf[str, Any]) -> FilePart:
    decision, consent = data.get("decision", {}), data.get("consent", {})
    characteristics = data.get("characteristics", {})
    return FilePart(
        reference=data.get("reference"),
        records=data.get("records"),
        names=tuple(data.get("names", ())),
        joined_names=tuple(data.get("joined_names", ())),
        contacts=tuple((one["column"], one["kind"]) for one in data.get("contacts", ())),
        born=data.get("born"),
        language=data.get("language"),
        told_on=data.get("told_on"),
        informant=data.get("informant", "not_recorded"),
        dates=tuple((one["column"], one["as"]) for one in data.get("dates", ())),
        decision=decision.get("column"),
        decision_words=decision.get("values", {}),
        decided_on=decision.get("on"),
        consent=consent.get("column"),
        consent_given=frozenset(consent.get("given", ())),
        consent_on=consent.get("on"),
        consent_purpose=consent.get("purpose", ""),
        sex=_worded(characteristics.get("sex")),
        nationality=_worded(characteristics.get("nationality")),
        forms=tuple(
            Worded(one["column"], one["values"]) for one in characteristics.get("forms", ())
        ),
    )


def _worded(data: MappingOf[str, Any] | None) -> Worded | None:
    return None if data is None else Worded(data["column"], data.get("values", {}))


def _translations(entries: Iterable[MappingOf[str, str]]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for entry in entries:
        for language, text in entry.items():
            if language != FALLBACK_LANGUAGE:
                found.setdefault(language, {})[entry[FALLBACK_LANGUAGE].strip()] = text.strip()
    return found


def conditions(entries: Iterable[MappingOf[str, Any]]) -> Conditions:
    """Return the conditions that a mapping holds at this place."""
    return tuple(_condition(entry) for entry in entries)


def _condition(entry: MappingOf[str, Any]) -> Condition:
    key = next(key for key in QUANTIFIERS if key in entry)
    columns = (entry[key],) if key == "column" else tuple(entry[key])
    values = frozenset(entry["is"]) if "is" in entry else None
    return Condition(QUANTIFIERS[key], columns, values, entry.get("recorded"))


def _lists(own: MappingOf[str, str], library: Library) -> dict[str, str]:
    shipped = {
        f"{population}_{exploitation}": library.shipped_for(population, exploitation).id
        for population in Population
        for exploitation in Exploitation
    }
    return shipped | dict(own)


class _Builder:
    """Builds columns from what all of them share: unknown values and named value maps."""

    def __init__(self, data: MappingOf[str, Any]) -> None:
        self.unknown = frozenset(data.get("unknown", ())) | {""}
        self.value_maps = data.get("value_maps", {})

    def translation(self, entry: MappingOf[str, Any], *, quotable: bool = False) -> Translation:
        named = entry.get("values", {})
        words = self.value_maps[named] if isinstance(named, str) else named
        return Translation(
            entry["column"],
            self.unknown
            | frozenset(entry.get("unknown", ()))
            | {raw for raw, word in words.items() if word == UNKNOWN},
            {raw: word for raw, word in words.items() if word != UNKNOWN},
            tuple(
                Band(float(band["from"]), float(band["below"]), band["as"])
                for band in entry.get("bands", ())
            ),
            entry.get("as_is", False),
            quotable,
        )

    def answer(self, entry: MappingOf[str, Any]) -> AnswerColumn:
        return AnswerColumn(
            self.translation(entry, quotable=True),
            tuple(entry["codes"]),
            entry.get("reversed", False),
            entry.get("assumption"),
        )

    def age(self, entry: MappingOf[str, Any]) -> AgeRule:
        return AgeRule(
            tuple(self.translation(source) for source in entry["sources"]),
            entry.get("otherwise", "unsure"),
            entry.get("because"),
        )

    def list_rules(self, entry: MappingOf[str, Any]) -> Iterable[ListRule]:
        for rule in entry.get("rules", ()):
            yield ListRule(conditions(rule["when"]), rule["list"], rule.get("because"))
        yield ListRule((), entry["otherwise"], entry.get("because"))

    def attribute(self, name: str, entry: MappingOf[str, Any]) -> Attribute:
        if "flags" in entry:
            flags = (Flag(f["column"], frozenset(f["is"]), f["as"]) for f in entry["flags"])
            return Attribute(name, flags=tuple(flags))
        translation = self.translation(entry)
        years = name == "year" and translation.as_is
        return Attribute(name, replace(translation, year=years))
