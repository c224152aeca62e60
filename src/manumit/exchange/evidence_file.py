"""Read and write one person's evidence as YAML or JSON, ``schema: manumit/evidence/1``.

JSON is YAML, so both are read by the same strict reader. The file holds references and answers, no
names and no free text that anything would show.
"""

import datetime as dt
import functools
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema

from manumit.assessment import Age, Answer, Evidence, Hearing, Informant
from manumit.errors import Detail, ErrorCode, InputError, Place
from manumit.instruments import Phase
from manumit.instruments.reading import field_path, line_of, parse_yaml, read_text, reason_of

SCHEMA_NAME = "manumit/evidence/1"


class EvidenceFileCode(ErrorCode):
    """Problems of evidence files (X5..)."""

    NOT_EVIDENCE = Detail(
        "X501",
        "The file does not say that it is evidence.",
        f"Begin it with 'schema: {SCHEMA_NAME}'.",
    )
    SCHEMA_VIOLATION = Detail(
        "X502",
        "{reason}.",
        "See 'manumit instruments schema evidence' for what belongs there.",
    )
    BAD_TIME = Detail(
        "X503",
        "This is not a date and time with a zone.",
        "Write it like 2026-03-02T09:30+01:00.",
    )


@dataclass(frozen=True, slots=True)
class EvidenceFile:
    """The content of an evidence file: the list, the age, the pieces."""

    list_id: str
    age: Age
    evidence: tuple[Evidence, ...]


@functools.cache
def evidence_schema() -> dict[str, Any]:
    """Return the JSON Schema of evidence files."""
    file = resources.files("manumit.exchange") / "schema" / "evidence.json"
    loaded: dict[str, Any] = json.loads(file.read_text("utf-8"))
    return loaded


def read_evidence(path: Path) -> EvidenceFile:
    """Read one evidence file.

    Raises:
        InputError: I101, I102, X501 to X503, every problem at once.
    """
    return evidence_of(read_text(path), path)


def evidence_of(text: str, path: Path) -> EvidenceFile:
    """Return the evidence in a text that is not in a file; errors name it ``path``.

    Raises:
        InputError: I102, X501 to X503, every problem at once.
    """
    data = parse_yaml(text, path)
    if not isinstance(data, dict) or data.get("schema") != SCHEMA_NAME:
        raise EvidenceFileCode.NOT_EVIDENCE.error(Place.in_file(path, row=1))
    problems = [
        EvidenceFileCode.SCHEMA_VIOLATION.problem(
            _place(path, text, *error.absolute_path), reason=reason_of(error)
        )
        for error in jsonschema.Draft202012Validator(evidence_schema()).iter_errors(data)
    ]
    if problems:
        raise InputError(problems)
    problems = [
        EvidenceFileCode.BAD_TIME.problem(_place(path, text, "evidence", number, key))
        for number, entry in enumerate(data["evidence"])
        for key in ("at", "told_at")
        if not _is_time(entry.get(key), key)
    ]
    if problems:
        raise InputError(problems)
    return EvidenceFile(data["list"], Age(data["age"]), evidence_pieces(data["evidence"]))


def evidence_pieces(entries: Iterable[Mapping[str, Any]]) -> tuple[Evidence, ...]:
    """Return the pieces of valid entries; one without an id is named by its position."""
    return tuple(_piece(number, entry) for number, entry in enumerate(entries, start=1))


def evidence_document(list_id: str, age: Age, evidence: Iterable[Evidence]) -> dict[str, Any]:
    """Return evidence as a document for programs, which :func:`read_evidence` can read.

    Args:
        list_id: the list that the codes belong to.
        age: of the person.
        evidence: the pieces; empty fields of a piece are left out.
    """
    return {
        "schema": SCHEMA_NAME,
        "list": list_id,
        "age": age,
        "evidence": [evidence_entry(piece) for piece in evidence],
    }


def evidence_entry(piece: Evidence) -> dict[str, Any]:
    """Return one piece as an entry of the document."""
    given = {
        "phase": piece.phase,
        "at": None if piece.at is None else piece.at.isoformat(),
        "told_at": None if piece.told_at is None else piece.told_at.isoformat(),
        "corrects": piece.corrects,
    }
    return {
        "id": piece.id,
        "code": piece.code,
        "answer": piece.answer,
        "informant": piece.informant,
        "hearing": piece.hearing,
        **{key: value for key, value in given.items() if value is not None},
    }


def _place(path: Path, text: str, *steps: str | int) -> Place:
    return Place(file=path.name, row=line_of(text, steps), field=field_path(steps) or None)


def _is_time(value: object, key: str) -> bool:
    if value is None:
        return True
    try:
        if key == "at":
            dt.date.fromisoformat(str(value))
            return True
        return dt.datetime.fromisoformat(str(value)).tzinfo is not None
    except ValueError:
        return False


def _piece(number: int, entry: Mapping[str, Any]) -> Evidence:
    at, told_at = entry.get("at"), entry.get("told_at")
    return Evidence(
        id=entry.get("id", str(number)),
        code=entry["code"],
        answer=Answer(entry["answer"]),
        phase=Phase(entry["phase"]) if "phase" in entry else None,
        informant=Informant(entry.get("informant", "not_recorded")),
        hearing=Hearing(entry.get("hearing", "not_recorded")),
        at=None if at is None else dt.date.fromisoformat(at),
        told_at=None if told_at is None else dt.datetime.fromisoformat(told_at),
        corrects=entry.get("corrects"),
    )
