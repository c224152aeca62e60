"""``manumit serve`` in a process of its own, for tests that ask it as a person does."""

import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from free_port import free_port
from web_database import copy, keep, kept

MANUMIT = [str(Path(sys.executable).with_name("manumit"))]


def served_before() -> Path:
    """A folder in which the program ran once, made where these sources have none yet."""
    found = kept("served")
    if not found.exists():
        with tempfile.TemporaryDirectory(prefix="mt-", dir=tempfile.gettempdir()) as made:
            Path(made).chmod(0o711)  # PostgreSQL's user may go into it, also where we are root
            with serving(Path(made) / "first", free_port(), anew=True) as program:
                first_line(program)
            keep(Path(made) / "first", found)
    return found


@contextmanager
def serving(
    folder: Path, port: int, *more: str, anew: bool = False
) -> Iterator[subprocess.Popen[str]]:
    """The program; it is stopped as Ctrl-C stops it.

    Args:
        folder: in which it works.
        port: at which it answers.
        more: what else it is told.
        anew: begins in a folder that is not there; else in one in which it has made its tables.
    """
    if not anew and not folder.exists():
        copy(served_before(), folder)
    command = [*MANUMIT, "serve", "--folder", str(folder), "--port", str(port), *more]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as program:
        try:
            yield program
        finally:
            program.send_signal(signal.SIGINT)
            program.wait(30)


def first_line(program: subprocess.Popen[str]) -> str:
    """What it says when it answers."""
    assert program.stdout is not None
    return program.stdout.readline()
