"""A port on which nothing answers at this moment."""

import socket


def free_port() -> int:
    """Asks the system for one."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
