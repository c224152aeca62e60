"""Another system's file on its way in: held in memory, and read by a process of its own."""

import contextlib
import hashlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from manumit.errors import InputError, Place
from manumit.exchange import load_mapping, shipped_mapping, shipped_mappings
from manumit.exchange.filerows import FileRow
from manumit.instruments import shipped_library
from manumit.web.cases import imports_apart
from manumit.web.cases.codes import CaseCode
from manumit.web.cases.imports_apart import MAPPING, RESULT, SECONDS_OF_PROCESSOR
from manumit.web.cases.imports_plain import problem_of
from manumit.web.cases.services.imports import Incoming

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


def read_apart(name: str, content: bytes, mapping: str | bytes) -> Incoming:
    """Reads a file through a mapping.

    Args:
        name: of the file; only its ending matters.
        content: of the file.
        mapping: content of a mapping, or the name of a shipped one.

    Raises:
        InputError: K973, K974; the problems of the mapping, or of the file as a whole.
    """
    called = NAMES.get(Path(name).suffix.lower(), NAMES[".csv"])
    if len(content) > LARGEST:
        raise CaseCode.TOO_LARGE.error(Place(file=called), megabytes=LARGEST // MEGABYTE)
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
        if not _run(folder, called, tuple(held.values())):
            raise CaseCode.CANT_READ.error(Place(file=called))
        with os.fdopen(os.dup(held[RESULT]), "rb") as stream:
            stream.seek(0)
            found = stream.read()
    if not found:
        raise CaseCode.CANT_READ.error(Place(file=called))
    return _incoming(called, json.loads(found), hashlib.sha256(mapping).hexdigest())


@contextlib.contextmanager
def _in_memory(content: bytes) -> Iterator[int]:
    """A file that no folder has and no disk."""
    handle = os.memfd_create("import", os.MFD_CLOEXEC)
    try:
        with os.fdopen(os.dup(handle), "wb") as stream:
            stream.write(content)
        yield handle
    finally:
        os.close(handle)


def _run(folder: Path, called: str, handles: tuple[int, ...]) -> bool:
    command = [sys.executable, "-P", "-s", "-B", "-m", imports_apart.__name__, str(folder), called]
    # The secret key and the address of the database are in our environment, not in its.
    environment = {key: os.environ[key] for key in ("PATH", "PYTHONPATH") if key in os.environ}
    environment |= {"HOME": str(folder), "TMPDIR": str(folder), "LANG": "C.UTF-8"}
    environment |= {"POLARS_MAX_THREADS": "1"}
    reading, writing = os.pipe()  # closes with us, however we end, and it ends then too
    try:
        done = subprocess.run(  # noqa: S603 - our own command
            command, cwd=folder, env=environment, timeout=LONGEST_RUN, check=False,
            stdin=reading, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            pass_fds=handles,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return False
    finally:
        os.close(reading)
        os.close(writing)
    return done.returncode == 0


def _incoming(called: str, found: dict[str, Any], mapping_digest: str) -> Incoming:
    problems = tuple(map(problem_of, found["problems"]))
    if "rows" not in found:
        raise InputError(problems)
    rows = tuple(FileRow.from_data(one) for one in found["rows"])
    return Incoming(
        name=called,
        mapping=found["mapping"],
        mapping_digest=mapping_digest,
        rows=rows,
        problems=problems,
        refused=found["refused"],
    )


def known_mappings() -> tuple[str, ...]:
    """Names of the shipped mappings that say what becomes of a row as a case file."""
    library = shipped_library()
    return tuple(
        name
        for name in shipped_mappings()
        if load_mapping(shipped_mapping(name), library).file_part is not None
    )
