"""A port that stays free until the test's own server binds it."""

import fcntl
import os
import socket
import tempfile
from pathlib import Path
from typing import IO

RANGE = Path("/proc/sys/net/ipv4/ip_local_port_range")
USUAL_START = 32_768
MANY = 8_000
_RESERVED: list[IO[bytes]] = []
"""Locked files, one for each port; they stay locked as long as this process lives."""


def free_port() -> int:
    """Reserve a port for this process.

    A server binds its port seconds after it was chosen. Meanwhile the system could give the port to
    an outgoing connection, so ports are taken from below those that it gives out; and another
    process of tests could choose it too, so a lock keeps it.
    """
    folder = Path(tempfile.gettempdir()) / f"manumit-ports-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    start = _start_of_given_out()
    for step in range(MANY):
        port = start - 1 - (os.getpid() * 37 + step) % MANY
        if _reserve(folder / str(port)) and _is_free(port):
            return port
    raise OSError("no port is free")


def _start_of_given_out() -> int:
    """Return the first port that the system gives to outgoing connections."""
    start = int(RANGE.read_text().split()[0]) if RANGE.exists() else USUAL_START
    return start if start > MANY + 1024 else USUAL_START


def _reserve(path: Path) -> bool:
    """Lock the file of a port until this process ends; False if it is locked already."""
    file = path.open("wb")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return False
    _RESERVED.append(file)
    return True


def _is_free(port: int) -> bool:
    """Return whether nothing is bound to a port."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
