"""From a bare folder to the first page, and to the first contact saved; and the memory it needs.

    .venv/bin/python benchmarks/start.py

Everything as an institution does it, over HTTPS, without a person's thinking: ``manumit start``
with a file of answers, the link of the second person, password, app, and one contact of a hotline.
"""

import base64
import http.cookiejar
import re
import signal
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
import uuid
from html import unescape
from pathlib import Path

import psutil
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

PORT = 8463
PASSWORD = "four quiet rivers under glass"  # noqa: S105 - of nobody
ANSWERS = f"""
schema: manumit/start/1
institution: {{name: "Line of an example", country: KE, profile: hotline}}
languages: [en]
contacts: unknown
people: {{first: a.b@example.org, second: c.d@example.org}}
exit_url: https://www.wikipedia.org/
legal_basis: {{counting: unknown, migration_status: unknown}}
duty_to_report: unknown
backups: {{data: backup/data, keys: backup/keys}}
address: {{host: localhost, port: {PORT}}}
"""
CONTACT = {
    "danger": "no", "channel": "telephone", "language": "eng", "caller": "worker", "sector": "C",
    "area": "town", "topic": "minimum_wage", "done": "advised",
}  # fmt: skip
COMMAND = "from manumit.web.start.commands import start; start()"


class Browser:
    """Follows links and sends forms, with cookies; trusts the certificate of the folder alone."""

    def __init__(self, certificate: Path) -> None:
        """Begins without cookies."""
        self.address, self.page = "", ""
        trusted = ssl.create_default_context(cafile=str(certificate))
        self._opener = urllib.request.build_opener(
            urllib.request.HTTPSHandler(context=trusted),
            urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()),
        )

    def get(self, address: str) -> str:
        """Open a page."""
        return self._open(urllib.request.Request(address))  # noqa: S310 - our own

    def post(self, address: str = "", **fields: str) -> str:
        """Send a form of the page, with the hidden fields that are in it."""
        hidden = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', self.page))
        data = urllib.parse.urlencode(hidden | fields).encode()
        headers = {"Referer": self.address}
        target = address or self.address
        return self._open(urllib.request.Request(target, data, headers))  # noqa: S310 - our own

    def _open(self, request: urllib.request.Request) -> str:
        with self._opener.open(request, timeout=60) as answer:
            self.address, self.page = answer.url, answer.read().decode()
        return self.page


def main() -> int:
    """Print how long it took and how much memory the processes hold."""
    with tempfile.TemporaryDirectory(prefix="manumit-start-") as root:
        Path(root).chmod(0o711)
        answers, folder = Path(root, "answers.yaml"), Path(root, "office")
        answers.write_text(ANSWERS)
        began = time.monotonic()
        command = [
            sys.executable,
            "-c",
            COMMAND,
            "--folder",
            str(folder),
            "--answers",
            str(answers),
        ]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as program:
            try:
                measured(program, folder, began)
            finally:
                program.send_signal(signal.SIGINT)
                program.communicate(timeout=60)
    return 0


def measured(program: subprocess.Popen[str], folder: Path, began: float) -> None:
    """Print each time when it is reached."""
    assert program.stdout is not None  # noqa: S101 - a pipe was asked for
    while not program.stdout.readline().startswith("manumit answers"):
        if program.poll() is not None:
            raise SystemExit("It did not start.")
    browser = Browser(folder / "tls" / "certificate.pem")
    browser.get(f"https://localhost:{PORT}/en/")
    print(f"bare folder to first page: {time.monotonic() - began:.1f} s", flush=True)
    first_contact(browser, (folder / "invitations.txt").read_text())
    print(f"bare folder to first contact saved: {time.monotonic() - began:.1f} s", flush=True)
    print(f"memory of all processes (PSS): {memory(program.pid, folder):.0f} MiB", flush=True)


def first_contact(browser: Browser, invitations: str) -> None:
    """Take up the second person's post, enrol an app, and record one contact."""
    link = re.findall(r"https://\S+", invitations)[1]
    browser.get(link)
    browser.post(password1=PASSWORD, password2=PASSWORD)
    page = browser.get(f"https://localhost:{PORT}/en/office/security/app/")
    found = re.search(r'class="once">([A-Z2-7]+)<', page)
    if found is None:
        raise SystemExit("No secret of an app on the page.")
    app = TOTP(base64.b32decode(found[1]), 6, SHA1(), 30, enforce_key_length=False)  # noqa: S303
    browser.post(code=app.generate(int(time.time())).decode())
    browser.get(f"https://localhost:{PORT}/en/office/contacts/new/")
    page = unescape(browser.post(request=str(uuid.uuid4()), **CONTACT))
    if not re.search(r"/contacts/[0-9a-f-]{36}/$", browser.address):
        raise SystemExit("The contact was not saved: " + re.sub(r"<[^>]+>|\s+", " ", page)[:2000])


def memory(process: int, folder: Path) -> float:
    """Return the proportional memory of everything that works in the folder, in MiB."""
    own = {process, *(one.pid for one in psutil.Process(process).children(recursive=True))}
    data = str(folder / "postgres")
    servers = [
        one
        for one in psutil.process_iter(["cmdline"])
        if data in " ".join(one.info["cmdline"] or ())
    ]
    own |= {one.pid for one in servers}
    own |= {child.pid for one in servers for child in one.children(recursive=True)}
    return float(sum(psutil.Process(one).memory_full_info().pss for one in own)) / 2**20


if __name__ == "__main__":
    sys.exit(main())
