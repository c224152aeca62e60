"""Starts :mod:`manumit.web.figures.apart`, watches it, and ends it when it is time."""

import enum
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from manumit.web.figures.handover import OUTCOME, read_progress

SECONDS_BETWEEN = 0.4
LONGEST_RUN = 600.0
"""Seconds. A file that needs longer is one for the command."""


class Ending(enum.Enum):
    """How a run ended."""

    OUTCOME = enum.auto()
    TOO_LONG = enum.auto()
    STOPPED = enum.auto()
    BROKE = enum.auto()


def run_apart(
    folder: Path, go_on: Callable[[str, int], bool], *, longest: float = LONGEST_RUN
) -> Ending:
    """Runs it in a folder that holds its wishes.

    Args:
        folder: private; also its place for temporary files.
        go_on: told step and per cent some times a second; False stops it at once.
        longest: seconds.
    """
    until = time.monotonic() + longest
    command = [sys.executable, "-P", "-m", "manumit.web.figures.apart", str(folder)]
    # The secret key and the address of the database are in our environment, not in its.
    environment = {key: os.environ[key] for key in ("PATH", "PYTHONPATH") if key in os.environ}
    environment |= {"HOME": str(folder), "TMPDIR": str(folder), "LANG": "C.UTF-8"}
    with subprocess.Popen(  # noqa: S603 - our own command
        command, cwd=folder, env=environment, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL
    ) as process:
        try:
            while True:
                try:
                    code = process.wait(SECONDS_BETWEEN)
                except subprocess.TimeoutExpired:
                    if time.monotonic() > until:
                        return Ending.TOO_LONG
                    if not go_on(*read_progress(folder)):
                        return Ending.STOPPED
                else:
                    finished = code == 0 and (folder / OUTCOME).exists()
                    return Ending.OUTCOME if finished else Ending.BROKE
        finally:
            process.kill()
