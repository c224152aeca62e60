"""Ports for the servers of tests."""

import os
import subprocess
import sys
from pathlib import Path

from free_port import free_port

ANOTHER = "import os, free_port; os.getpid = lambda: {pid}; print(free_port.free_port())"


def test_no_port_is_given_twice_not_even_to_another_process() -> None:
    ours = {free_port() for _ in range(20)}
    assert len(ours) == 20
    # The other process looks in the same order, so that it meets every port of ours.
    command = [sys.executable, "-c", ANOTHER.format(pid=os.getpid())]
    folder = Path(__file__).parents[1]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    assert int(done.stdout) not in ours
