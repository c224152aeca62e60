"""Read another system's file in memory, in a separate process."""

import contextlib
import hashlib
import json
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from manumit.errors import InputError, Place
from manumit.exchange import load_mapping, shipped_mapping, shipped_mappings
from manumit.exchange.filerows import FileRow
from manumit.instruments import shipped_library
from manumit.web.imports import reading_process
from manumit.web.imports.codes import ImportCode
from manumit.web.imports.importing import IncomingSheet
from manumit.web.imports.problems import problem_from_data
from manumit.web.imports.reading_process import MAPPING, RESULT, SECONDS_OF_PROCESSOR
from manumit.web.sandbox import run_sandboxed

LARGEST = 20_000_000
"""Bytes of the file. A case of it is some hundred bytes."""
MEGABYTE = 1_000_000
LONGEST_RUN = 2 * SECONDS_OF_PROCESSOR
NAMES = {
    ".csv": "records.csv",
    ".tsv": "records.tsv",
    ".txt": "records.txt",
    ".xlsx": "records.xlsx",
    ".jsonl": "records.jsonl",
}
"""A file is known by a name of ours: its own may name a person, and messages name files."""


def read_in_subprocess(name: str, content: bytes, mapping: str | bytes) -> IncomingSheet:
    """Read a file through a mapping, in a separate process.

    Args:
        name: of the file; only its ending matters.
        content: of the file.
        mapping: content of a mapping, or the name of a shipped one.

    Raises:
        InputError: K973, K974; the problems of the mapping, or of the file as a whole.
    """
    called = NAMES.get(Path(name).suffix.lower(), NAMES[".csv"])
    if len(content) > LARGEST:
        raise ImportCode.TOO_LARGE.error(Place(file=called))
    if isinstance(mapping, str):
        mapping = shipped_mapping(mapping).read_bytes()
    with contextlib.ExitStack() as ends:
        folder = Path(ends.enter_context(tempfile.TemporaryDirectory()))
        held = {
            called: ends.enter_context(_in_memory(content)),
            MAPPING: ends.enter_context(_in_memory(mapping)),
            RESULT: ends.enter_context(_in_memory(b"")),
        }
        for one, handle in held.items():
            (folder / one).symlink_to(f"/proc/self/fd/{handle}")
        code = run_sandboxed(
            reading_process.__name__,
            folder,
            called,
            seconds=LONGEST_RUN,
            handles=tuple(held.values()),
        )
        if code != 0:
            raise ImportCode.CANT_READ.error(Place(file=called))
        with os.fdopen(os.dup(held[RESULT]), "rb") as stream:
            stream.seek(0)
            found = stream.read()
    if not found:
        raise ImportCode.CANT_READ.error(Place(file=called))
    return _incoming(called, json.loads(found), hashlib.sha256(mapping).hexdigest())


@contextlib.contextmanager
def _in_memory(content: bytes) -> Iterator[int]:
    """Yield the descriptor of an anonymous file in memory: nothing reaches a disk."""
    handle = os.memfd_create("import", os.MFD_CLOEXEC)
    try:
        with os.fdopen(os.dup(handle), "wb") as stream:
            stream.write(content)
        yield handle
    finally:
        os.close(handle)


def _incoming(called: str, found: dict[str, Any], mapping_digest: str) -> IncomingSheet:
    problems = tuple(map(problem_from_data, found["problems"]))
    if "rows" not in found:
        raise InputError(problems)
    rows = tuple(FileRow.from_data(one) for one in found["rows"])
    return IncomingSheet(
        name=called,
        mapping=found["mapping"],
        mapping_digest=mapping_digest,
        rows=rows,
        problems=problems,
        refused=found["refused"],
    )


def known_mappings() -> tuple[str, ...]:
    """Return the shipped mappings that say how a row becomes a case file."""
    library = shipped_library()
    return tuple(
        name
        for name in shipped_mappings()
        if load_mapping(shipped_mapping(name), library).file_part is not None
    )
