"""Where files of visitors lie while they are worked on, and how nothing of them stays.

Below ``MANUMIT_WORK``: ``arriving`` holds what is being sent, ``runs`` a folder for each
assessment, ``examples`` the example, which is of nobody. In a run, ``open`` is what can be read and
goes as soon as the work ends, however it ends; the rest is sealed with the visit's key.
"""

import contextlib
import fcntl
import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

PRIVATE_FOLDER = 0o700
OPEN = "open"
LOCK = "lock"
SECONDS_TO_MOVE = 60
"""Between its first byte and its place in the database a file may stand alone so long."""


def place(name: str) -> Path:
    """One of the folders, made if it is not there."""
    folder: Path = settings.MANUMIT.work / "figures" / name
    for one in (folder.parent, folder):
        one.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
    return folder


def of_run(assessment: object) -> Path:
    """The folder of an assessment, which may not be there."""
    return place("runs") / str(assessment)


def open_part(run: Path) -> Path:
    """The part of a run that can be read."""
    return run / OPEN


def make_run(run: Path) -> Path:
    """Makes the folder of a run and the part that can be read, which it gives."""
    for folder in (run, open_part(run)):
        folder.mkdir(mode=PRIVATE_FOLDER)
    return open_part(run)


def remove(folder: Path) -> None:
    """Removes a folder and everything in it, also where somebody still writes into it."""
    while folder.exists():
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def held(folder: Path) -> Iterator[None]:
    """Says that this process works in the folder; it is let go with the process, however it ends.

    Raises:
        FileNotFoundError: the folder is gone.
    """
    with (folder / LOCK).open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def is_held(path: Path) -> bool:
    """Whether a process works in the folder, or writes the file."""
    try:
        handle = os.open(path / LOCK if path.is_dir() else path, os.O_RDONLY)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(handle)
    return False


def sweep(known: frozenset[str]) -> None:
    """Removes what was left behind: by a process that was killed, by a visit that ended.

    Args:
        known: ids of the assessments in the database.
    """
    for run in place("runs").iterdir():
        if run.name not in known and _left(run):
            remove(run)
    for file in place("arriving").iterdir():
        if _left(file):
            file.unlink(missing_ok=True)


def _left(path: Path) -> bool:
    with contextlib.suppress(FileNotFoundError):
        return time.time() - path.stat().st_mtime > SECONDS_TO_MOVE and not is_held(path)
    return False
