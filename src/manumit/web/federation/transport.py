"""One POST to one address: no redirect, no cookie, nothing but an envelope each way.

The only module of the room that opens a connection, and only to an address that two people of the
institution admitted.
"""

import contextlib
import http.client
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

from manumit.web.federation.envelope import LARGEST
from manumit.web.federation.keys import PATH, checked_address

SECONDS = 15
"""Of silence."""
SECONDS_ALTOGETHER = 60
"""From the connection to the last byte. Consent is held meanwhile, and others wait."""
CONTENT = "application/octet-stream"
type Post = Callable[[str, bytes], bytes]


class PeerUnreachableError(Exception):
    """The other side did not answer as it should; says nothing more."""


def post(address: str, envelope: bytes) -> bytes:
    """Send an envelope and return the envelope that answers it.

    Args:
        address: of a peer.
        envelope: any bytes.

    Raises:
        PeerUnreachableError: no connection, no answer in time, a status other than 200.
        InputError: Y105.
    """
    parts = urlsplit(checked_address(address))
    host = parts.hostname or ""
    if parts.scheme == "https":
        context = ssl.create_default_context()
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        line: http.client.HTTPConnection = http.client.HTTPSConnection(
            host, parts.port, timeout=SECONDS, context=context
        )
    else:
        line = http.client.HTTPConnection(host, parts.port, timeout=SECONDS)
    try:
        line.connect()
        with _deadline(line.sock) as over:
            line.request("POST", PATH, envelope, {"Content-Type": CONTENT})
            answer = line.getresponse()
            came = answer.read(LARGEST + 1)
    except (OSError, http.client.HTTPException):
        raise PeerUnreachableError from None
    finally:
        line.close()
    if over.is_set() or answer.status != http.client.OK or len(came) > LARGEST:
        raise PeerUnreachableError
    return came


@contextlib.contextmanager
def _deadline(sock: socket.socket) -> Iterator[threading.Event]:
    """Close the connection at the deadline: a slow trickle of bytes never hits the read timeout."""
    over = threading.Event()

    def cut() -> None:
        over.set()
        with contextlib.suppress(OSError):
            sock.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(SECONDS_ALTOGETHER, cut)
    timer.daemon = True
    timer.start()
    try:
        yield over
    finally:
        timer.cancel()
