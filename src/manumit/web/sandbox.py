"""Helpers for a separate process that works on an uploaded file.

A library may quote the file in what it prints, and a file may make a library crash or run for
ever. The process therefore has no database, no keys and no settings. It reports where its code
failed but not on which content, writes its outcome last, and ends when its parent ends.
"""

import contextlib
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

from manumit.errors import InputError, Problem

PRIVATE_FOLDER = 0o700


def run_sandboxed(
    module: str, folder: Path, *arguments: str, seconds: float, handles: Sequence[int] = ()
) -> int | None:
    """Run a module on the files of a private folder in a process of its own.

    Args:
        module: that calls :func:`enter_sandbox`; it is given the folder.
        folder: of this run alone; also its place for temporary files.
        *arguments: after the folder.
        seconds: of the clock, after which it is ended.
        handles: open files that it inherits.

    Returns:
        The exit code; None if it took too long.
    """
    command, environment = sandboxed(module, folder, *arguments)
    # Closed when this process ends in any way, which also ends the child.
    reading, writing = os.pipe()
    try:
        done = subprocess.run(  # noqa: S603 - our own command
            command,
            cwd=folder,
            env=environment | {"POLARS_MAX_THREADS": "1"},  # others wait for a processor too
            timeout=seconds,
            check=False,
            stdin=reading,
            stdout=subprocess.DEVNULL,
            pass_fds=handles,
        )
    except subprocess.TimeoutExpired:
        return None
    finally:
        os.close(reading)
        os.close(writing)
    return done.returncode


def run_on_files(
    module: str, base: Path, files: Mapping[str, bytes], outcome: str, *, seconds: float
) -> dict[str, Any] | None:
    """Run a module on files in a private folder, and return what it wrote last.

    The files lie in a folder of this user alone while the process works, and are then removed.

    Args:
        module: that calls :func:`enter_sandbox` and :func:`write_outcome`.
        base: where the folders of such runs lie; made if it is not there.
        files: content by name.
        outcome: name of the document that the module writes.
        seconds: of the clock, after which it is ended.

    Returns:
        The outcome; None if there is none.
    """
    remove_left_folders(base, 2 * seconds)
    folder = Path(tempfile.mkdtemp(dir=base))
    try:
        for name, content in files.items():
            (folder / name).write_bytes(content)
        run_sandboxed(module, folder, seconds=seconds)
        written = folder / outcome
        found: dict[str, Any] | None = None
        if written.exists():
            found = json.loads(written.read_text("utf-8"))
        return found
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def remove_left_folders(base: Path, seconds: float) -> None:
    """Remove folders of runs whose worker was killed, once they are older than this."""
    base.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
    for left in base.iterdir():
        with contextlib.suppress(FileNotFoundError):
            if time.time() - left.stat().st_mtime > seconds:
                shutil.rmtree(left, ignore_errors=True)


def sandboxed(module: str, folder: Path, *arguments: str) -> tuple[list[str], dict[str, str]]:
    """Return command and environment of such a process.

    The environment is a minimal one: ours contains the secret key and the database address.
    """
    command = [sys.executable, "-P", "-s", "-B", "-m", module, str(folder), *arguments]
    environment = {key: os.environ[key] for key in ("PATH", "PYTHONPATH") if key in os.environ}
    environment |= {"HOME": str(folder), "TMPDIR": str(folder), "LANG": "C.UTF-8"}
    return command, environment


def enter_sandbox(name: str, *, largest_file: int) -> None:
    """Restrict this process before it opens the file.

    Args:
        name: of the module, for the line that reports where it failed.
        largest_file: bytes; a small compressed file may unpack to anything.
    """
    os.umask(0o077)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a dump of memory would hold the file
    resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, largest_file))
    _silence(name)
    _end_with_parent()


def write_outcome(folder: Path, name: str, work: Callable[[], dict[str, Any]]) -> None:
    """Run the work, then write its outcome or its problems to a file in one step.

    Args:
        folder: of the run.
        name: of the document.
        work: what is done; the problems of its input are an outcome too.
    """
    try:
        outcome = work()
    except InputError as error:
        outcome = {"problems": [problem_data(one) for one in error.problems]}
    draft = folder / f"{name}.new"
    draft.write_text(json.dumps(outcome), "utf-8")
    draft.replace(folder / name)


def problem_data(problem: Problem) -> dict[str, object]:
    """Return a problem as plain data."""
    return {"code": problem.code, "place": str(problem.place), "what": problem.what,
            "do": problem.do}  # fmt: skip


def _silence(name: str) -> None:
    """Report uncaught exceptions by type and line only: a message may quote the file."""
    stream = os.fdopen(os.dup(2), "w")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)

    def hook(kind: type[BaseException], _error: BaseException, at: TracebackType | None) -> None:
        places = " < ".join(f"{p.name}:{p.lineno}" for p in reversed(traceback.extract_tb(at)))
        stream.write(f"{name}: {kind.__module__}.{kind.__qualname__} at {places}\n")
        stream.flush()

    sys.excepthook = hook


def _end_with_parent() -> None:
    """End when standard input closes, which happens however the parent process ends."""

    def wait() -> None:
        os.read(0, 1)  # not through sys.stdin, which could not be closed at the end
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()
