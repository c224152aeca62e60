"""Two installations with a server and a database each, and somebody on the line between them."""

import http.client
import http.server
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from free_port import free_port
from manumit.web.federation.keys import make_keys
from manumit.web.kernel.vault.ring import make_ring
from manumit.web.site.embedded import Addresses, embedded_database
from web_database import SOURCES, copy, put_prepared

TESTS = Path(__file__).parent
ENDPOINT = "/between/"


def post(port: int, raw: bytes, timeout: float = 40) -> tuple[int, bytes]:
    """Bytes to a server; status and bytes."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    try:
        line.request("POST", ENDPOINT, raw, {"Content-Type": "application/octet-stream"})
        came = line.getresponse()
        return came.status, came.read()
    finally:
        line.close()


@dataclass
class Between:
    """The line to one side: hears all bytes, and may lose or change them.

    Attributes:
        asked, answered: everything that went over it.
        lose_answers, lose_all: whether what comes back, or everything, is lost.
    """

    to: int
    port: int = field(default_factory=free_port)
    asked: list[bytes] = field(default_factory=list)
    answered: list[bytes] = field(default_factory=list)
    lose_answers: bool = False
    lose_all: bool = False

    def start(self) -> http.server.ThreadingHTTPServer:
        """Listens, until it is shut down."""
        line = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                raw = self.rfile.read(int(self.headers["Content-Length"]))
                line.asked.append(raw)
                if line.lose_all:
                    self.send_error(502)
                    return
                try:
                    status, came = post(line.to, raw)
                except OSError:
                    self.send_error(502)
                    return
                line.answered.append(came)
                if line.lose_answers:
                    self.send_error(502)
                    return
                self.send_response(status)
                self.send_header("Content-Length", str(len(came)))
                self.end_headers()
                self.wfile.write(came)

            def log_message(self, *words: object) -> None:
                """Says nothing."""

        server = http.server.ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return server


class Side:
    """One installation.

    Attributes:
        line: what the other side's messages come over.
        log: what its server says.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(mode=0o711)
        self.data = folder / "db"
        put_prepared(self.data)
        self.port = free_port()
        self.line = Between(self.port)
        self.proxy = self.line.start()
        self.log = folder / "pages.log"
        make_ring(folder / "ring.json")
        make_keys(folder / "federation.json")
        (folder / "files").mkdir(mode=0o700)
        self.stack = ExitStack()
        self.driver: subprocess.Popen[str] | None = None
        self.server: subprocess.Popen[bytes] | None = None
        self.found: Addresses = self.start_database()
        self.start()

    def start_database(self) -> Addresses:
        """As it lies in the folder."""
        return self.stack.enter_context(embedded_database(self.data, durable=False))

    def environment(self) -> dict[str, str]:
        """Of every program of this side."""
        return os.environ | {
            "DJANGO_SETTINGS_MODULE": "web_settings",
            "PYTHONPATH": SOURCES,
            "DATABASE_URL": self.found.application,
            "MANUMIT_MODE": "demo",
            "MANUMIT_SECRET_KEY": "only-for-tests-" + "0123456789abcdef" * 4,
            "MANUMIT_KEY_RING": str(self.folder / "ring.json"),
            "MANUMIT_FILES": str(self.folder / "files"),
            "MANUMIT_BETWEEN_KEYS": str(self.folder / "federation.json"),
            "MANUMIT_BETWEEN_ADDRESS": f"http://127.0.0.1:{self.line.port}{ENDPOINT}",
        }

    def start(self) -> None:
        """The server, answering."""
        with self.log.open("ab") as log:
            self.server = subprocess.Popen(
                [
                    sys.executable, "-m", "gunicorn", "manumit.web.site.wsgi",
                    "--bind", f"127.0.0.1:{self.port}", "--worker-class", "gthread",
                    "--threads", "4", "--no-control-socket",
                ],
                env=self.environment(), stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        until = time.monotonic() + 90
        while time.monotonic() < until:
            try:
                if post(self.port, b"hello", timeout=30)[0] == 400:
                    return
            except OSError:
                time.sleep(0.2)
        raise TimeoutError(self.log.read_text())

    def kill(self) -> None:
        """Every process of the server, at once."""
        if self.server is not None:
            os.killpg(self.server.pid, signal.SIGKILL)
            self.server.wait(60)
            self.server = None

    def do(self, name: str, *arguments: Any) -> Any:
        """What people here do; gives what it gives.

        Raises:
            LookupError: with the code of what was wrong.
        """
        if self.driver is None:
            self.driver = subprocess.Popen(
                [sys.executable, str(TESTS / "federation_driver.py")], env=self.environment(),
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            )  # fmt: skip
        assert self.driver.stdin is not None
        assert self.driver.stdout is not None
        print(json.dumps([name, arguments]), file=self.driver.stdin, flush=True)
        payload = json.loads(self.driver.stdout.readline())
        if "wrong" in payload:
            raise LookupError(payload["wrong"])
        return payload["gives"]

    def backed_up(self) -> Path:
        """A copy of the database as it is now; everything goes on."""
        kept = self.folder / f"backup-{time.monotonic_ns()}"
        self.stop_database()
        copy(self.data / "postgres", kept)
        self.found = self.start_database()
        self.start()
        return kept

    def restored(self, kept: Path) -> None:
        """The database as it was then."""
        self.stop_database()
        shutil.rmtree(self.data / "postgres")
        copy(kept, self.data / "postgres")
        self.found = self.start_database()
        self.start()

    def stop_database(self) -> None:
        """Server and database; the people of the driver come back to it."""
        self.kill()
        self.stack.close()

    def stop(self) -> None:
        """All of it."""
        if self.driver is not None:
            self.driver.kill()
            self.driver.communicate()  # closes what was read and written through
        self.kill()
        self.proxy.shutdown()
        self.proxy.server_close()
        self.stack.close()


def host_of(card: str) -> int:
    """The port of a card."""
    return urlsplit(json.loads(card)["address"]).port or 0
