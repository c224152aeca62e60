"""Starts :mod:`manumit.web.public.figures.isolated`, watches it, and ends it when it is time."""

import enum
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from manumit.web.public.figures.handover import OUTCOME, read_progress
from manumit.web.sandbox import sandboxed

SECONDS_BETWEEN = 0.4
LONGEST_RUN = 600.0
"""Seconds. A file that needs longer is one for the command."""


class RunEnd(enum.Enum):
    """How a run ended."""

    OUTCOME = enum.auto()
    TOO_LONG = enum.auto()
    STOPPED = enum.auto()
    BROKE = enum.auto()


def run_isolated(
    folder: Path, go_on: Callable[[str, int], bool], *, longest: float = LONGEST_RUN
) -> RunEnd:
    """Run the assessment in a folder that holds its specification.

    Args:
        folder: private; also its place for temporary files.
        go_on: called with step and per cent a few times a second; False stops the run.
        longest: seconds.
    """
    until = time.monotonic() + longest
    command, environment = sandboxed("manumit.web.public.figures.isolated", folder)
    with subprocess.Popen(  # noqa: S603 - our own command
        command, cwd=folder, env=environment, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL
    ) as process:
        try:
            while True:
                try:
                    code = process.wait(SECONDS_BETWEEN)
                except subprocess.TimeoutExpired:
                    if time.monotonic() > until:
                        return RunEnd.TOO_LONG
                    if not go_on(*read_progress(folder)):
                        return RunEnd.STOPPED
                else:
                    finished = code == 0 and (folder / OUTCOME).exists()
                    return RunEnd.OUTCOME if finished else RunEnd.BROKE
        finally:
            process.kill()
