"""The first pages under open arrivals: a person does the next thing when the clock says so.

    .venv/bin/python benchmarks/pages.py [--seconds 60] [--rate 20]

Starts ``manumit serve`` in an empty folder, times that and a second start, then sends requests at a
fixed rate whether or not earlier ones have come back, so that waiting in a queue counts. Half of
them are steps of interviews (form, redirect, next question, as one), the rest are pages that are
read, and searches. Times are from the moment of arrival to the last byte, in milliseconds. The load
is made on the same cores as the pages. Bytes are of the answers as they go over the line (gzip),
headers included.
"""

import argparse
import contextlib
import gzip
import itertools
import math
import re
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http import HTTPStatus
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from random import Random
from urllib.parse import urlencode

import psutil

SEED = 20_081
LANGUAGES = ("en", "fr", "es", "ar")
READ = (
    *("", "rules/", "rules/interventions/", "rules/how/forced-labour/", "figures/", "privacy/"),
    *("rules/lists/adult-labour/", "rules/lists/adult-labour/CD01/", "rules/cases/"),
)
SEARCHED = ("passport", "debt bondage", "CD01", "wages", "inspection")
REPLIES = ("yes", "no", "no", "dont_know", "refused")
KINDS = ("step",) * 5 + ("read",) * 4 + ("search",)
AT_ONCE = 64  # more than ever wait at the rate asked for; a queue shows in the times
SEVERAL = 3  # rounds to warm up
SHOWN = re.compile(r'name="code" value="(\w+)"><input type="hidden" name="question" value="(\d+)"')
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')


@dataclass
class Visitor:
    """A browser: cookies, and the form that its page shows."""

    port: int
    language: str
    random: Random
    cookies: dict[str, str] = field(default_factory=dict)
    page: str = ""
    received: int = 0
    statuses: list[int] = field(default_factory=list)

    def read(self) -> None:
        """A page that many read."""
        self.ask("GET", f"/{self.language}/{self.random.choice(READ)}")

    def search(self) -> None:
        """A search among the rules."""
        self._send(f"/{self.language}/rules/search/", q=self.random.choice(SEARCHED))

    def step(self) -> None:
        """The next step of an interview, from its start to its finding and on to a new one."""
        address = f"/{self.language}/questions/"
        if 'name="do"' not in self.page:
            self.ask("GET", address)
        elif shown := SHOWN.search(self.page):
            reply = "yes" if shown[1] == "AGE01" else self.random.choice(REPLIES)
            self._send(address, do="reply", code=shown[1], question=shown[2], reply=reply)
        elif 'name="hearing"' in self.page:
            self._send(address, do="hearing", hearing="alone")
        elif 'value="begin"' in self.page:
            self._send(address, do="begin", list="adult_labour")
        else:
            self._send(address, do="end")
            self.page = ""

    def _send(self, path: str, **form: str) -> None:
        if token := TOKEN.search(self.page):
            form["csrfmiddlewaretoken"] = token[1]
        response = self.ask("POST", path, urlencode(form))
        if response.status == HTTPStatus.SEE_OTHER:
            self.ask("GET", response.headers["Location"])

    def ask(self, method: str, path: str, body: str | None = None) -> HTTPResponse:
        """One request, read to its end; cookies and the page are kept."""
        kept = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        origin = f"http://127.0.0.1:{self.port}"
        headers = {"Accept-Encoding": "gzip", "Cookie": kept, "Origin": origin}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        with contextlib.closing(HTTPConnection("127.0.0.1", self.port, timeout=60)) as line:
            line.request(method, path, body, headers)
            response = line.getresponse()
            content = response.read()
        head = sum(len(name) + len(value) + 4 for name, value in response.getheaders())
        self.received += head + len(content)
        self.statuses.append(response.status)
        for cookie in response.headers.get_all("Set-Cookie", ()):
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        packed = response.headers.get("Content-Encoding") == "gzip"
        self.page = (gzip.decompress(content) if packed else content).decode()
        return response


@dataclass(frozen=True, slots=True)
class Done:
    """One arrival: seconds from the moment it was due to the last byte, and bytes received."""

    kind: str
    seconds: float
    received: int
    statuses: tuple[int, ...]


class Visitors:
    """Visitors who are not busy. One who acts is nobody else's at the same time."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._free: dict[str, list[Visitor]] = defaultdict(list)
        self._lock = threading.Lock()
        self._numbers = itertools.count()

    def act(self, kind: str, due: float) -> Done:
        """Somebody does the next thing of this kind."""
        visitor = self._take(kind)
        received, asked = visitor.received, len(visitor.statuses)
        action: Callable[[Visitor], None] = getattr(Visitor, kind)
        action(visitor)
        seconds = time.perf_counter() - due
        with self._lock:
            self._free[kind].append(visitor)
        return Done(kind, seconds, visitor.received - received, tuple(visitor.statuses[asked:]))

    def _take(self, kind: str) -> Visitor:
        with self._lock:
            if self._free[kind]:
                return self._free[kind].pop(0)
            number = next(self._numbers)
        return Visitor(self._port, LANGUAGES[number % len(LANGUAGES)], Random(SEED + number))


def main() -> int:
    """Prints the times, the bytes and the memory."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--seconds", type=int, default=60)
    asked.add_argument("--rate", type=float, default=20)
    options = asked.parse_args()
    with folder() as empty:
        begun = time.perf_counter()
        with serving(empty):
            print(f"start in an empty folder: {time.perf_counter() - begun:.1f} s")
        begun = time.perf_counter()
        with serving(empty) as (port, program):
            print(f"start again: {time.perf_counter() - begun:.1f} s")
            warm_up(port)
            done = arrivals(port, options.rate, options.seconds)
            memory = resident(program.pid)
    bad = [status for one in done for status in one.statuses if status >= HTTPStatus.BAD_REQUEST]
    show(done, options.rate, options.seconds)
    print(f"errors: {len(bad)} of {sum(len(one.statuses) for one in done)} answers")
    for name, size in memory.items():
        print(f"memory of {name}: {size / 2**20:.0f} MiB (shared pages divided among sharers)")
    return 1 if bad else 0


@contextlib.contextmanager
def folder() -> Iterator[Path]:
    """An empty folder into which PostgreSQL's user may go, also where this is root."""
    with tempfile.TemporaryDirectory(prefix="mb-") as made:
        Path(made).chmod(0o711)
        yield Path(made) / "site"


@contextlib.contextmanager
def serving(empty: Path) -> Iterator[tuple[int, subprocess.Popen[str]]]:
    """The program as a person starts it, once it answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [str(Path(sys.executable).with_name("manumit")), "serve"]
    with subprocess.Popen(
        [*command, "--folder", str(empty), "--port", str(port)], stdout=subprocess.PIPE, text=True
    ) as program:
        try:
            if program.stdout is None or "answers at" not in program.stdout.readline():
                raise SystemExit(1)
            yield port, program
        finally:
            program.send_signal(signal.SIGINT)
            program.wait(60)


def warm_up(port: int) -> None:
    """Each page in each language, so that no first reading of a file is measured."""
    for language, path in itertools.product(LANGUAGES, READ):
        visitor = Visitor(port, language, Random(SEED))
        visitor.ask("GET", f"/{language}/{path}")
    visitors = Visitors(port)
    for kind in KINDS * SEVERAL * len(LANGUAGES):
        visitors.act(kind, time.perf_counter())


def arrivals(port: int, rate: float, seconds: int) -> list[Done]:
    """Acts at a fixed rate. Kinds are drawn by chance, the same in each run."""
    chance, visitors = Random(SEED), Visitors(port)
    kinds = chance.choices(KINDS, k=math.ceil(rate * seconds))
    begun = time.perf_counter()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        waiting = []
        for number, kind in enumerate(kinds):
            due = begun + number / rate
            time.sleep(max(0.0, due - time.perf_counter()))
            waiting.append(pool.submit(visitors.act, kind, due))
        return [one.result() for one in waiting]


def show(done: list[Done], rate: float, seconds: int) -> None:
    """A line for each kind and one for all."""
    print(f"\n{rate:g} open arrivals a second for {seconds} s; ms and bytes for each arrival\n")
    print("| kind   | arrivals |   p50 |   p95 |   p99 |   max | bytes p50 | bytes max |")
    print("|--------|---------:|------:|------:|------:|------:|----------:|----------:|")
    for kind in (*dict.fromkeys(KINDS), "all"):
        these = [one for one in done if kind in {"all", one.kind}]
        times = statistics.quantiles([one.seconds * 1000 for one in these], n=100)
        worst = max(one.seconds for one in these) * 1000
        sizes = [one.received for one in these]
        print(
            f"| {kind:6} | {len(these):8} | {times[49]:5.0f} | {times[94]:5.0f} | {times[98]:5.0f} "
            f"| {worst:5.0f} | {statistics.median(sizes):9.0f} | {max(sizes):9} |"
        )
    print()


def resident(pid: int) -> dict[str, int]:
    """Bytes of memory by program: the pages, the worker, the database."""
    found: dict[str, int] = defaultdict(int)
    for process in psutil.Process(pid).children(recursive=True):
        with contextlib.suppress(psutil.Error):
            line = " ".join(process.cmdline())
            name = next((n for n in ("gunicorn", "procrastinate") if n in line), "PostgreSQL")
            found[name] += process.memory_full_info().pss
    return dict(found)


if __name__ == "__main__":
    sys.exit(main())
