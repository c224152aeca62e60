"""``manumit serve`` in a process of its own, for tests that ask it as a person does."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MANUMIT = [str(Path(sys.executable).with_name("manumit"))]


@contextmanager
def serving(folder: Path, port: int, *more: str) -> Iterator[subprocess.Popen[str]]:
    """The program; it is stopped as Ctrl-C stops it."""
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
