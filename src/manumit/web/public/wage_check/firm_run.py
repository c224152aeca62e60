"""A company's file: in a private folder during the calculation, then encrypted or deleted.

Below ``MANUMIT_WORK``: ``sums/open`` holds the files of running calculations and is emptied after
them; ``sums/kept`` has a folder for each session with a result, encrypted with the session's key;
``sums/places`` holds the locks that limit how many calculations run at once, across all server
processes.
"""

import contextlib
import enum
import fcntl
import json
import os
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings

from manumit.web.public.sessions.models import VisitorSession
from manumit.web.public.sessions.services import OpenSession
from manumit.web.public.wage_check.firm_handover import (
    LARGEST_RESULT,
    OUTCOME,
    PERIODS,
    REJECTS,
    TOO_LARGE,
    WORKERS,
    PayrollSpec,
    report_name,
    view_name,
)
from manumit.web.sandbox import run_sandboxed
from manumit.web.sealing import read_sealed_file, seal_file

MODULE = "manumit.web.public.wage_check.firm_isolated"
PLACES = 2
MOST_KEPT = 60
"""Results that lie here, sealed, until their visits end."""
LONGEST_RUN = 100.0
"""Seconds. A file that needs longer is one for the command."""
SECONDS_TO_FINISH = 2 * LONGEST_RUN
PRIVATE_FOLDER = 0o700


class PayrollRunEnd(enum.Enum):
    """How a run ended."""

    DONE = enum.auto()
    FULL = enum.auto()
    TOO_LONG = enum.auto()
    TOO_LARGE = enum.auto()
    BROKE = enum.auto()


def _folder(name: str) -> Path:
    """Return one of the folders, which may not be there."""
    folder: Path = settings.MANUMIT.work / "sums" / name
    return folder


def _work_folder(name: str) -> Path:
    """Return one of the folders, made if it is not there."""
    folder = _folder(name)
    for one in (folder.parent, folder):
        one.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
    return folder


def run(visit: OpenSession, files: dict[str, bytes], spec: PayrollSpec) -> PayrollRunEnd:
    """Calculate a company's file now, and keep the encrypted result for the session.

    Args:
        visit: whose result it is; it replaces the one before.
        files: content by name, as the spec names them.
        spec: how.
    """
    sweep()
    with _one_of_few() as free:
        if not free or sum(1 for _ in _work_folder("kept").iterdir()) >= MOST_KEPT:
            return PayrollRunEnd.FULL
        folder = Path(tempfile.mkdtemp(dir=_work_folder("open")))
        try:
            for name, content in files.items():
                (folder / name).write_bytes(content)
            spec.write(folder)
            ending = _run_isolated(folder)
            if ending is PayrollRunEnd.DONE:
                return _keep(visit, folder, spec)
            return ending
        finally:
            shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def _one_of_few() -> Iterator[bool]:
    """Take one of the few slots; the lock ends with the process, however it ends."""
    for at in range(PLACES):
        with (_work_folder("places") / str(at)).open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                continue
            yield True
            return
    yield False


def _run_isolated(folder: Path) -> PayrollRunEnd:
    code = run_sandboxed(MODULE, folder, seconds=LONGEST_RUN)
    if code is None:
        return PayrollRunEnd.TOO_LONG
    if code == TOO_LARGE:
        return PayrollRunEnd.TOO_LARGE
    finished = code == 0 and (folder / OUTCOME).exists()
    return PayrollRunEnd.DONE if finished else PayrollRunEnd.BROKE


def _keep(visit: OpenSession, made: Path, spec: PayrollSpec) -> PayrollRunEnd:
    """Seal what a run has made; of a file with problems only what is wrong with it."""
    names = [OUTCOME, PERIODS, WORKERS, REJECTS]
    for tag in spec.languages:
        names += [view_name(tag), report_name(tag)]
    names = [name for name in names if (made / name).exists()]
    if sum((made / name).stat().st_size for name in names) > LARGEST_RESULT:
        return PayrollRunEnd.TOO_LARGE
    kept = _kept(visit)
    with _alone():
        shutil.rmtree(kept, ignore_errors=True)
        kept.mkdir(mode=PRIVATE_FOLDER)
        for name in names:
            seal_file(made / name, kept / name, key=visit.key, bound_to=_bound(visit, name))
    return PayrollRunEnd.DONE


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """Lock the folder of results, because a session may send two files at once."""
    handle = os.open(_work_folder("kept"), os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _kept(visit: OpenSession) -> Path:
    return _folder("kept") / visit.digest.hex()


def _bound(visit: OpenSession, name: str) -> bytes:
    return visit.digest + b"sums/" + name.encode()


def has(visit: OpenSession, name: str) -> bool:
    """Return whether the session has such a file."""
    return (_kept(visit) / name).exists()


def read(visit: OpenSession, name: str) -> bytes:
    """Return the content of a file of the session.

    Raises:
        FileNotFoundError, SealError: there is none, or it is of another visit.
    """
    return b"".join(
        read_sealed_file(_kept(visit) / name, key=visit.key, bound_to=_bound(visit, name))
    )


def read_json(visit: OpenSession, name: str) -> dict[str, Any]:
    """Return the same of a document."""
    found: dict[str, Any] = json.loads(read(visit, name))
    return found


def take(visit: OpenSession, name: str) -> bytes:
    """Return a file of the session and delete it."""
    content = read(visit, name)
    (_kept(visit) / name).unlink(missing_ok=True)
    return content


def forget(digests: Iterable[bytes]) -> None:
    """Delete the results of sessions."""
    for digest in digests:
        shutil.rmtree(_folder("kept") / digest.hex(), ignore_errors=True)


def on_sessions_ended(*, digests: list[bytes], **_of_signal: object) -> None:
    """Delete the data of sessions that ended (signal receiver)."""
    forget(digests)


def sweep() -> None:
    """Remove files of killed processes, and results of ended sessions.

    May be done at any time.
    """
    # Results first, then sessions: a result is only stored for a session that already exists.
    results = list(_work_folder("kept").iterdir())
    visits = {bytes(one).hex() for one in VisitorSession.objects.values_list("digest", flat=True)}
    for kept in results:
        if kept.name not in visits:
            shutil.rmtree(kept, ignore_errors=True)
    for left in _work_folder("open").iterdir():
        with contextlib.suppress(FileNotFoundError):
            if time.time() - left.stat().st_mtime > SECONDS_TO_FINISH:
                shutil.rmtree(left, ignore_errors=True)
