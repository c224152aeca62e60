"""The list of the installation, ready for look-ups; read again when its file changes."""

import logging
import threading
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from manumit.errors import InputError
from manumit.recruitment import RecruiterIndex
from manumit.recruitment.list_file import read_list
from manumit.web.kernel.days import today

_log = logging.getLogger(__name__)
_lock = threading.Lock()


@dataclass(frozen=True, slots=True, repr=False)
class _Read:
    """A file as it was read; ``index``: of it or, where it could not be used, of the one before."""

    path: Path
    stamp: tuple[int, int] | None
    index: RecruiterIndex | None


_last: list[_Read] = []


def current_index() -> RecruiterIndex | None:
    """Return the list of ``MANUMIT_RECRUITERS``; None where there is none, or none to be used.

    The start refuses a list that is wrong. One that breaks or is lost later is reported in the log,
    once for each state of the file, while the last good one goes on to answer.
    """
    path = settings.MANUMIT.recruiters
    if path is None:
        return None
    with _lock:  # one thread reads a new list, and the others wait for it
        stamp = _stamp(path)
        before = _last[0] if _last and _last[0].path == path else None
        if before is None or before.stamp != stamp:
            index = _index(path) or (None if before is None else before.index)
            _last[:] = [_Read(path, stamp, index)]
        return _last[0].index


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size


def _index(path: Path) -> RecruiterIndex | None:
    try:
        return RecruiterIndex(read_list(path, today=today()))
    except InputError as error:
        # The log of the platform keeps the place in the code alone: which check refused the file.
        codes = ", ".join(one.code for one in error.problems)
        _log.exception("the list of recruiters cannot be used: %s", codes)
        return None
