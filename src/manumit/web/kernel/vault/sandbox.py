"""Clean an uploaded file in a separate process that has no database, no keys and no settings.

``python -P -s -B -m manumit.web.kernel.vault.sandbox KIND`` reads the file from standard input and
writes the cleaned file to standard output. A file that crashes a parser, fills the memory or runs
for ever ends this process and nothing else.
"""

import contextlib
import fcntl
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator

from manumit.errors import InputError, Place
from manumit.web.kernel.vault.cleaning import clean_file
from manumit.web.kernel.vault.codes import VaultCode

MOST_MEMORY = 1_500_000_000
"""Bytes: a picture of the most pixels, turned, and what a library needs beside it."""
LONGEST_RUN = 30
"""Seconds of a processor; and twice as many by the clock."""
SECONDS_OF_PATIENCE = 5.0
_LOOKS_AGAIN = 0.05
_TAKEN = b"taken\n"


def clean_in_sandbox(content: bytes, kind: str) -> bytes:
    """Return a file cleaned by :func:`manumit.web.kernel.vault.cleaning.clean_file`.

    Raises:
        InputError: V403, V406 to V408.
    """
    if kind == "text/plain":
        return clean_file(content, kind)  # no library reads it
    command = [sys.executable, "-P", "-s", "-B", "-m", __name__, kind]
    # The secret key and the address of the database are in our environment, not in its.
    environment = {key: os.environ[key] for key in ("PATH", "PYTHONPATH") if key in os.environ}
    try:
        with _alone():
            done = subprocess.run(  # noqa: S603 - our own command
                command,
                input=content,
                capture_output=True,  # what a library writes about a file may quote it
                env=environment | {"LANG": "C.UTF-8"},
                timeout=2 * LONGEST_RUN,
                check=False,
            )
    except subprocess.TimeoutExpired as error:
        raise _broken(kind).error(Place(field="file")) from error
    if done.returncode == 0 and done.stdout.startswith(_TAKEN):
        return done.stdout[len(_TAKEN) :]
    if done.stdout == VaultCode.TOO_MANY_PIXELS.name.encode():
        raise VaultCode.TOO_MANY_PIXELS.error(Place(field="file"))
    raise _broken(kind).error(Place(field="file"))


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """Allow one process at a time on the machine, so that several do not fill its memory.

    Held on the folder for work, which every process that answers pages has, and which goes with a
    process that is ended. The wait is short: it holds a thread that could answer pages.

    Raises:
        InputError: V408, others are at it for as long as one waits.
    """
    from django.conf import settings  # noqa: PLC0415 - the child process has none

    folder = os.open(settings.FILE_UPLOAD_TEMP_DIR, os.O_RDONLY | os.O_DIRECTORY)
    try:
        until = time.monotonic() + SECONDS_OF_PATIENCE
        while not _locked(folder):
            if time.monotonic() > until:
                raise VaultCode.OTHERS_FIRST.error(Place(field="file"))
            time.sleep(_LOOKS_AGAIN)
        yield
    finally:
        os.close(folder)


def _locked(folder: int) -> bool:
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _broken(kind: str) -> VaultCode:
    return VaultCode.BROKEN_PDF if kind == "application/pdf" else VaultCode.BROKEN_PICTURE


def main(kind: str) -> None:
    """Clean the file on standard input, within limits; no file can be written."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a dump of memory would hold the file
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (LONGEST_RUN, LONGEST_RUN))
    try:
        answer = _TAKEN + clean_file(sys.stdin.buffer.read(), kind)
    except InputError as error:
        too_large = error.problems[0].code == VaultCode.TOO_MANY_PIXELS.code
        answer = VaultCode.TOO_MANY_PIXELS.name.encode() if too_large else b""
    sys.stdout.buffer.write(answer)


if __name__ == "__main__":
    main(sys.argv[1])
