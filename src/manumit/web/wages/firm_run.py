"""A firm's file on its way: in a private folder while it is reckoned, then sealed or gone.

Below ``MANUMIT_WORK``: ``sums/open`` holds what is being reckoned, and goes with it; ``sums/kept``
a folder for each visit that has a result, sealed with the key of the visit; ``sums/places`` is how
few may reckon at once, whatever process of the pages they are in.
"""

import contextlib
import enum
import fcntl
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings

from manumit.web.sealing import opened, seal_file
from manumit.web.visits.models import Visit
from manumit.web.visits.services import OpenVisit
from manumit.web.wages.firm_handover import (
    LARGEST_RESULT,
    OUTCOME,
    PERIODS,
    REJECTS,
    TOO_LARGE,
    WORKERS,
    FirmWishes,
    report_name,
    view_name,
)

PLACES = 2
MOST_KEPT = 60
"""Results that lie here, sealed, until their visits end."""
LONGEST_RUN = 100.0
"""Seconds. A file that needs longer is one for the command."""
SECONDS_TO_FINISH = 2 * LONGEST_RUN
PRIVATE_FOLDER = 0o700


class Ending(enum.Enum):
    """How a run ended."""

    DONE = enum.auto()
    FULL = enum.auto()
    TOO_LONG = enum.auto()
    TOO_LARGE = enum.auto()
    BROKE = enum.auto()


def _folder(name: str) -> Path:
    """One of the folders, which may not be there."""
    folder: Path = settings.MANUMIT.work / "sums" / name
    return folder


def _place(name: str) -> Path:
    """One of the folders, made if it is not there."""
    folder = _folder(name)
    for one in (folder.parent, folder):
        one.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
    return folder


def run(visit: OpenVisit, files: dict[str, bytes], wishes: FirmWishes) -> Ending:
    """Reckons a firm's file now, and keeps what came of it, sealed, for the visit alone.

    Args:
        visit: whose result it is; it replaces the one before.
        files: content by name, as the wishes name them.
        wishes: how.
    """
    sweep()
    with _one_of_few() as free:
        if not free or sum(1 for _ in _place("kept").iterdir()) >= MOST_KEPT:
            return Ending.FULL
        folder = Path(tempfile.mkdtemp(dir=_place("open")))
        try:
            for name, content in files.items():
                (folder / name).write_bytes(content)
            wishes.write(folder)
            ending = _run_apart(folder)
            if ending is Ending.DONE:
                return _keep(visit, folder, wishes)
            return ending
        finally:
            shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def _one_of_few() -> Iterator[bool]:
    """Whether there is a place; it is let go with the process, however it ends."""
    for at in range(PLACES):
        with (_place("places") / str(at)).open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                continue
            yield True
            return
    yield False


def _run_apart(folder: Path) -> Ending:
    command = [sys.executable, "-P", "-m", "manumit.web.wages.firm_apart", str(folder)]
    # The secret key and the address of the database are in our environment, not in its.
    environment = {key: os.environ[key] for key in ("PATH", "PYTHONPATH") if key in os.environ}
    environment |= {"HOME": str(folder), "TMPDIR": str(folder), "LANG": "C.UTF-8",
                    "POLARS_MAX_THREADS": "1"}  # fmt: skip
    reading, writing = os.pipe()  # closes with us, however we end, and it ends then too
    try:
        done = subprocess.run(  # noqa: S603 - our own command
            command, cwd=folder, env=environment, timeout=LONGEST_RUN, check=False,
            stdin=reading, stdout=subprocess.DEVNULL,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return Ending.TOO_LONG
    finally:
        os.close(reading)
        os.close(writing)
    if done.returncode == TOO_LARGE:
        return Ending.TOO_LARGE
    finished = done.returncode == 0 and (folder / OUTCOME).exists()
    return Ending.DONE if finished else Ending.BROKE


def _keep(visit: OpenVisit, made: Path, wishes: FirmWishes) -> Ending:
    """Seals what a run has made; of a file with problems only what is wrong with it."""
    names = [OUTCOME, PERIODS, WORKERS, REJECTS]
    for tag in wishes.languages:
        names += [view_name(tag), report_name(tag)]
    names = [name for name in names if (made / name).exists()]
    if sum((made / name).stat().st_size for name in names) > LARGEST_RESULT:
        return Ending.TOO_LARGE
    kept = _kept(visit)
    with _alone():
        shutil.rmtree(kept, ignore_errors=True)
        kept.mkdir(mode=PRIVATE_FOLDER)
        for name in names:
            seal_file(made / name, kept / name, key=visit.key, bound_to=_bound(visit, name))
    return Ending.DONE


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """Nobody else keeps anything meanwhile: a visit may send two files at once."""
    handle = os.open(_place("kept"), os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _kept(visit: OpenVisit) -> Path:
    return _folder("kept") / visit.digest.hex()


def _bound(visit: OpenVisit, name: str) -> bytes:
    return visit.digest + b"sums/" + name.encode()


def has(visit: OpenVisit, name: str) -> bool:
    """Whether there is such a file for the visit."""
    return (_kept(visit) / name).exists()


def read(visit: OpenVisit, name: str) -> bytes:
    """One of the files of the visit.

    Raises:
        FileNotFoundError, SealError: there is none, or it is of another visit.
    """
    return b"".join(opened(_kept(visit) / name, key=visit.key, bound_to=_bound(visit, name)))


def read_json(visit: OpenVisit, name: str) -> dict[str, Any]:
    """The same of a document."""
    found: dict[str, Any] = json.loads(read(visit, name))
    return found


def take(visit: OpenVisit, name: str) -> bytes:
    """A file of the visit, which is then gone here."""
    content = read(visit, name)
    (_kept(visit) / name).unlink(missing_ok=True)
    return content


def forget(digests: Iterable[bytes]) -> None:
    """Removes what there is of visits."""
    for digest in digests:
        shutil.rmtree(_folder("kept") / digest.hex(), ignore_errors=True)


def visits_are_over(*, digests: list[bytes], **_of_signal: object) -> None:
    """Told by the room of visits."""
    forget(digests)


def sweep() -> None:
    """Removes what a process that was killed has left, and what no visit can read any more.

    May be done at any time.
    """
    # In this order: a result is kept only for a visit that is there already.
    results = list(_place("kept").iterdir())
    visits = {bytes(one).hex() for one in Visit.objects.values_list("digest", flat=True)}
    for kept in results:
        if kept.name not in visits:
            shutil.rmtree(kept, ignore_errors=True)
    for left in _place("open").iterdir():
        with contextlib.suppress(FileNotFoundError):
            if time.time() - left.stat().st_mtime > SECONDS_TO_FINISH:
                shutil.rmtree(left, ignore_errors=True)
