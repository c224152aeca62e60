"""A process of its own that works on a stranger's file: it says nothing, and ends in time.

What a library writes about a file may quote it, and a file may make it crash or run for ever. So
the process knows no database, no key and no settings, tells where its code broke and not on what,
leaves its outcome as the last thing, and ends with the process that started it.
"""

import json
import os
import resource
import sys
import threading
import traceback
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any

from manumit.errors import InputError, Problem


def close_off(name: str, *, largest_file: int) -> None:
    """Shuts the process off before it looks at the file.

    Args:
        name: of the module, for the line that says where it broke.
        largest_file: bytes; a small compressed file may unpack to anything.
    """
    os.umask(0o077)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a dump of memory would hold the file
    resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, largest_file))
    _say_nothing(name)
    _end_with_parent()


def leave_outcome(folder: Path, name: str, work: Callable[[], dict[str, Any]]) -> None:
    """Does the work, and leaves what came of it, or its problems, as the last thing.

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
    """A problem as plain data."""
    return {"code": problem.code, "place": str(problem.place), "what": problem.what,
            "do": problem.do}  # fmt: skip


def _say_nothing(name: str) -> None:
    """Where the code broke, and not on what, is all that this process says."""
    said = os.fdopen(os.dup(2), "w")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)

    def hook(kind: type[BaseException], _error: BaseException, at: TracebackType | None) -> None:
        places = " < ".join(f"{p.name}:{p.lineno}" for p in reversed(traceback.extract_tb(at)))
        said.write(f"{name}: {kind.__module__}.{kind.__qualname__} at {places}\n")
        said.flush()

    sys.excepthook = hook


def _end_with_parent() -> None:
    """The pipe to this process closes when the one that started it dies, however it dies."""

    def wait() -> None:
        os.read(0, 1)  # not through sys.stdin, which could not be closed at the end
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()
