"""``manumit serve`` in a process of its own, for tests that ask it as a person does."""

import datetime as dt
import hashlib
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import manumit
from free_port import free_port
from web_database import copy, copy_kept, held_alone, keep, kept

MANUMIT = [str(Path(sys.executable).with_name("manumit"))]


COUNTRY = "--country"


def served_before(*more: str) -> Path:
    """A folder in which the program ran once, made where these sources have none yet.

    Args:
        more: the option that loads an invented country of some size; it takes half a minute, and
            a folder that has its country keeps it.
    """
    found = kept(f"served-{more[1]}-{_today_of_all_sources()}" if more else "served")
    with held_alone(found):
        if found.exists():
            return found
        with tempfile.TemporaryDirectory(prefix="mt-", dir=tempfile.gettempdir()) as made:
            folder = Path(made) / "first"
            Path(made).chmod(0o711)  # PostgreSQL's user may go into it, also where we are root
            if more:
                copy(served_before(), folder)
            with serving(folder, free_port(), *more, anew=not more) as program:
                until_it_answers(program)
            keep(folder, found)
    return found


def _today_of_all_sources() -> str:
    """Return a digest of the day and of everything that acts in an invented country."""
    found = hashlib.sha256(dt.datetime.now(dt.UTC).date().isoformat().encode())
    for one in sorted(Path(manumit.__file__).parent.rglob("*")):
        if one.suffix in {".py", ".yaml", ".json"}:
            found.update(one.read_bytes())
    return found.hexdigest()[:16]


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
        copy_kept(served_before(*more[:2]) if more[:1] == (COUNTRY,) else served_before(), folder)
    command = [*MANUMIT, "serve", "--folder", str(folder), "--port", str(port), *more]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as program:
        try:
            yield program
        finally:
            program.send_signal(signal.SIGINT)
            program.wait(60)


def until_it_answers(program: subprocess.Popen[str]) -> str:
    """All that it prints until it answers."""
    assert program.stdout is not None
    printed = ""
    for line in program.stdout:
        printed += line
        if "answers at" in line:
            break
    return printed


def first_line(program: subprocess.Popen[str]) -> str:
    """What it says when it answers."""
    assert program.stdout is not None
    return program.stdout.readline()
