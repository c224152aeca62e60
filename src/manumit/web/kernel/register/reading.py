"""Reads a mechanism's own data file: strict YAML, checked against the JSON Schema beside it."""

import json
from pathlib import Path

import jsonschema

from manumit.errors import InputError
from manumit.instruments.reading import Document, parse_yaml, read_text
from manumit.web.kernel.register.codes import RegisterCode

KERNEL = Path(__file__).resolve().parent.parent


def read_data(path: Path, mechanism: str, kind: str) -> Document:
    """Read, parse and validate a data file.

    Args:
        path: the file.
        mechanism: the folder of the kernel whose ``schema/<kind>.json`` it must satisfy.
        kind: such as ``roles``.

    Raises:
        InputError: I101, I102, F201, every breach of the schema at once.
    """
    text = read_text(path)
    document = Document(path, kind, parse_yaml(text, path), text)
    schema = json.loads((KERNEL / mechanism / "schema" / f"{kind}.json").read_text("utf-8"))
    checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
    validator = jsonschema.Draft202012Validator(schema, format_checker=checker)
    problems = [
        RegisterCode.NOT_A_DATA_FILE.problem(
            document.place(*error.absolute_path), reason=error.message[:200].rstrip(".")
        )
        for error in validator.iter_errors(document.data)
    ]
    if problems:
        raise InputError(problems)
    return document


def shipped(mechanism: str, kind: str) -> Document:
    """Return the file ``data/<kind>.yaml`` of a mechanism."""
    return read_data(KERNEL / mechanism / "data" / f"{kind}.yaml", mechanism, kind)
