"""Folders for visitors' files while they are processed, and their complete removal.

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
"""Grace period for a file between its first byte and its database row."""


def work_folder(name: str) -> Path:
    """Return one of the folders, made if it is not there."""
    folder: Path = settings.MANUMIT.work / "figures" / name
    for one in (folder.parent, folder):
        one.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
    return folder


def run_folder(assessment: object) -> Path:
    """Return the folder of an assessment, which may not be there."""
    return work_folder("runs") / str(assessment)


def open_folder(run: Path) -> Path:
    """Return the part of a run that can be read."""
    return run / OPEN


def make_run(run: Path) -> Path:
    """Make the folder of a run and the part that can be read, which it gives."""
    for folder in (run, open_folder(run)):
        folder.mkdir(mode=PRIVATE_FOLDER)
    return open_folder(run)


def remove(folder: Path) -> None:
    """Remove a folder and everything in it, also where somebody still writes into it."""
    while folder.exists():
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def lock_folder(folder: Path) -> Iterator[None]:
    """Lock a folder for this process; the lock ends with the process, however it ends.

    Raises:
        FileNotFoundError: the folder is gone.
    """
    with (folder / LOCK).open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def is_locked(path: Path) -> bool:
    """Return whether a process holds the lock of the folder or file."""
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
    """Remove what killed processes and ended sessions left behind.

    Args:
        known: ids of the assessments in the database.
    """
    for run in work_folder("runs").iterdir():
        if run.name not in known and _is_abandoned(run):
            remove(run)
    for file in work_folder("arriving").iterdir():
        if _is_abandoned(file):
            file.unlink(missing_ok=True)


def _is_abandoned(path: Path) -> bool:
    with contextlib.suppress(FileNotFoundError):
        return time.time() - path.stat().st_mtime > SECONDS_TO_MOVE and not is_locked(path)
    return False
