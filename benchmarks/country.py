"""Pages of an institution over an invented country, under open arrivals.

    .venv/bin/python benchmarks/run.py country -- --persons 100000 [--seconds 60] [--folder F]
    .venv/bin/python benchmarks/run.py country -- --folder F --hold-worker

Loads the country into an empty folder, unless ``--folder`` names one that has it, starts the pages
as ``manumit serve`` does, then asks for 10 pages and 1 search a second whether or not earlier ones
have come back, so that waiting in a queue counts. Callers are caseworkers of all offices. The load
is made on the same cores as pages and database; the share of each is printed.

``country_bulk`` fills a folder with very many. The worker then seals what was loaded for hours:
``--hold-worker`` halts it while the pages are asked, and says so. A running installation seals
what its people do, which is a few rows a second here.
"""

import argparse
import contextlib
import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlencode

import psutil

from manumit.web.site import launch

SEED = 20_090
PAGES, SEARCHES = 10.0, 1.0  # a second
LISTS = (
    "files/", "files/?view=office", "files/?view=office&state=possible",
    "files/?view=office&page=3",
    "referrals/", "claims/", "organisations/", "workplaces/?view=office",
)  # fmt: skip
CALLERS = 120  # more than searches: each may search 60 times a day
AT_ONCE = 64
SHOWN = 60  # files that are opened, by caller
SETTINGS = ("MANUMIT_", "DATABASE_URL", "DJANGO_SETTINGS_MODULE")


type Spent = Mapping[str, tuple[float, int]]
"""Seconds of the processor and bytes of memory, by program."""


@dataclass
class Caller:
    """A caseworker with a session.

    Attributes:
        files: addresses of files that they hold.
        name: of somebody in one of them.
    """

    cookie: str
    files: list[str]
    name: str
    csrf: str = ""


@dataclass(frozen=True, slots=True)
class Done:
    """One arrival: milliseconds from the moment it was due to the last byte."""

    kind: str
    time: float
    status: int


def main() -> int:
    """Prints times, errors, shares of the processor and memory."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--persons", type=int, default=20_000)
    asked.add_argument("--seconds", type=int, default=60)
    asked.add_argument("--folder", type=Path)
    asked.add_argument("--processes", type=int, default=launch.cores())
    asked.add_argument("--hold-worker", action="store_true")
    options = asked.parse_args()
    with folder(options.folder) as place, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
        probe.close()
        wishes = launch.LaunchOptions(
            folder=place, port=port, country=options.persons, processes=options.processes
        )
        begun = time.perf_counter()
        with launch.run_platform(wishes) as programs:
            print(f"loaded and started in {time.perf_counter() - begun:.0f} s")
            callers = sessions(programs[0].pid)
            searchers = warm_up(port, callers)
            statements(port, searchers[0])
            with held(programs[1]) if options.hold_worker else contextlib.nullcontext():
                before = processor(programs, place)
                done, lasted = arrivals(port, callers, searchers, options.seconds)
                after = processor(programs, place)
            show(done, options.seconds)
            shares(before, after, lasted)
    return 1 if any(one.status >= HTTPStatus.BAD_REQUEST for one in done) else 0


@contextlib.contextmanager
def folder(given: Path | None) -> Iterator[Path]:
    """The folder that is named, or an empty one."""
    if given is not None:
        yield given
        return
    with tempfile.TemporaryDirectory(prefix="mb-") as made:
        Path(made).chmod(0o711)
        yield Path(made) / "site"


@contextlib.contextmanager
def held(worker: subprocess.Popen[bytes]) -> Iterator[None]:
    """The worker halted meanwhile."""
    worker.send_signal(signal.SIGSTOP)
    print("the worker is halted while pages are asked")
    try:
        yield
    finally:
        worker.send_signal(signal.SIGCONT)


def statements(port: int, caller: Caller) -> None:
    """How many statements the database is asked for one page of each kind, in this process."""
    from django.db import connection  # noqa: PLC0415 - the settings are only known now
    from django.test import Client  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    client = Client(headers={"host": f"127.0.0.1:{port}"})
    client.cookies["office"] = caller.cookie
    pages: list[tuple[str, str | None]] = [
        ("files/", None),
        ("files/?page=3", None),
        ("referrals/", None),
        ("claims/", None),
    ]
    pages += [(caller.files[0].removeprefix("/en/office/"), None), ("search/", caller.name)]
    for path, name in pages:
        with CaptureQueriesContext(connection) as found:
            if name is None:
                answer = client.get(f"/en/office/{path}")
            else:
                answer = client.post(f"/en/office/{path}", {"names": name})
        shown = "a file" if path == caller.files[0].removeprefix("/en/office/") else path
        print(f"statements for {shown}: {len(found.captured_queries)} ({answer.status_code})")


def sessions(program: int) -> list[Caller]:
    """Caseworkers who have signed in, with both factors; made in the database, for time's sake.

    Args:
        program: of the pages; its settings are ours.
    """
    found = psutil.Process(program).environ()
    os.environ.update({k: v for k, v in found.items() if k.startswith(SETTINGS)})
    import django  # noqa: PLC0415 - the settings are only known now

    django.setup()
    from manumit.web.institutions.models import Post  # noqa: PLC0415 - as above

    roles = ("inspect", "support", "advice")
    posts = list(Post.objects.filter(role__in=roles, member__email__contains=".r").order_by("pk"))
    callers = [signed_in(post) for post in Random(SEED).sample(posts, min(CALLERS, len(posts)))]
    kept = [one for one in callers if one.files]
    print(f"{len(kept)} callers, {sum(len(one.files) for one in kept)} of their files")
    return kept


def signed_in(post: Any) -> Caller:
    """A session of somebody, some of their files, and the name of somebody in one of them."""
    from allauth.mfa.models import Authenticator  # noqa: PLC0415 - needs the settings
    from allauth.mfa.totp.internal.auth import TOTP  # noqa: PLC0415
    from allauth.usersessions.models import UserSession  # noqa: PLC0415
    from django.contrib.auth import BACKEND_SESSION_KEY as BACKEND  # noqa: PLC0415
    from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY  # noqa: PLC0415
    from django.contrib.sessions.backends.db import SessionStore  # noqa: PLC0415
    from django.core.signing import Signer  # noqa: PLC0415

    from manumit.web.cases.models import CaseFile, IdentityValue  # noqa: PLC0415
    from manumit.web.kernel.vault.sealed import open_text  # noqa: PLC0415

    member = post.member
    if not Authenticator.objects.filter(user=member).exists():
        TOTP.activate(member, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    session = SessionStore()
    session[SESSION_KEY], session["second_factor"] = str(member.pk), str(member.pk)
    session[BACKEND] = "allauth.account.auth_backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = member.get_session_auth_hash()
    session.create()
    UserSession.objects.create(user=member, ip="127.0.0.1", session_key=session.session_key)
    held = CaseFile.objects.filter(
        office=post.office, holders__member=member.pk, holders__until=None
    )
    keys = list(held.values_list("pk", flat=True)[:SHOWN])
    value = IdentityValue.objects.filter(identity__file__in=keys[:1], field="names").first()
    names = json.loads(open_text(value, "content") or "[]") if value else [""]
    cookie = Signer(salt="manumit.office.session").sign(str(session.session_key))
    return Caller(cookie, [f"/en/office/files/{key}/" for key in keys], names[0])


def ask(port: int, caller: Caller, method: str, path: str, form: Mapping[str, str] | None) -> int:
    """One request, read to its end."""
    cookies = f"office={caller.cookie}" + (f"; csrftoken={caller.csrf}" if caller.csrf else "")
    headers = {"Cookie": cookies, "Accept-Encoding": "gzip", "Origin": f"http://127.0.0.1:{port}"}
    body = None
    if form is not None:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        body = urlencode({**form, "csrfmiddlewaretoken": caller.csrf})
    with contextlib.closing(HTTPConnection("127.0.0.1", port, timeout=120)) as line:
        line.request(method, path, body, headers)
        answer = line.getresponse()
        answer.read()
    for cookie in answer.headers.get_all("Set-Cookie", ()):
        name, _, value = cookie.partition(";")[0].partition("=")
        if name == "csrftoken":
            caller.csrf = value
    return answer.status


def act(port: int, caller: Caller, kind: str, draw: Random) -> int:
    """What one arrival asks for."""
    if kind == "search":
        return ask(port, caller, "POST", "/en/office/search/", {"names": caller.name})
    if kind == "file":
        return ask(port, caller, "GET", draw.choice(caller.files), None)
    return ask(port, caller, "GET", f"/en/office/{draw.choice(LISTS)}", None)


def warm_up(port: int, callers: list[Caller]) -> list[Caller]:
    """Each kind of page once; gives those whose role searches, with a form's token."""
    searchers = [
        caller
        for caller in callers
        if ask(port, caller, "GET", "/en/office/search/", None) == HTTPStatus.OK
    ]
    if not searchers:
        raise SystemExit("nobody could sign in")
    for kind in ("list", "file", "search") * 3:
        act(port, searchers[0], kind, Random(SEED))
    return searchers


def arrivals(
    port: int, callers: list[Caller], searchers: list[Caller], seconds: int
) -> tuple[list[Done], float]:
    """Pages and searches by a clock of their own; how long it took until the last was answered."""
    draw = Random(SEED)
    due = [(n / PAGES, draw.choice(("list", "list", "file"))) for n in range(int(PAGES * seconds))]
    due += [(n / SEARCHES, "search") for n in range(int(SEARCHES * seconds))]
    begun = time.perf_counter()

    def one(at: float, kind: str, number: int) -> Done:
        these = searchers if kind == "search" else callers
        status = act(port, these[number % len(these)], kind, Random(number))
        return Done(kind, (time.perf_counter() - begun - at) * 1000, status)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        waiting = []
        for number, (at, kind) in enumerate(sorted(due)):
            time.sleep(max(0.0, begun + at - time.perf_counter()))
            waiting.append(pool.submit(one, at, kind, number))
        done = [each.result() for each in waiting]
    return done, time.perf_counter() - begun


def show(done: list[Done], seconds: int) -> None:
    """A line for each kind."""
    print(
        f"\n{PAGES:g} pages and {SEARCHES:g} search a second for {seconds} s, open arrivals; ms\n"
    )
    print("| kind   | arrivals |   p50 |   p95 |   p99 |   max | errors |")
    print("|--------|---------:|------:|------:|------:|------:|-------:|")
    for kind in ("list", "file", "search"):
        times = [one.time for one in done if one.kind == kind]
        cuts = statistics.quantiles(times, n=100)
        bad = sum(one.kind == kind and one.status >= HTTPStatus.BAD_REQUEST for one in done)
        print(
            f"| {kind:6} | {len(times):8} | {cuts[49]:5.0f} | {cuts[94]:5.0f} | {cuts[98]:5.0f} "
            f"| {max(times):5.0f} | {bad:6} |"
        )
    print()


def processor(programs: list[Any], place: Path) -> Spent:
    """Seconds of the processor and bytes of memory until now, by program."""
    found: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
    own = psutil.Process()
    pages, worker = (_family(program.pid) for program in programs)
    database = [one for one in psutil.process_iter() if _is_of(one, place)]
    counted = {"generator": [own], "pages": pages, "worker": worker, "database": database}
    for name, processes in counted.items():
        for process in processes:
            with contextlib.suppress(psutil.Error):
                times = process.cpu_times()
                found[name][0] += times.user + times.system
                found[name][1] += process.memory_full_info().pss
    return {name: (spent, int(size)) for name, (spent, size) in found.items()}


def _family(pid: int) -> list[psutil.Process]:
    parent = psutil.Process(pid)
    return [parent, *parent.children(recursive=True)]


def _is_of(process: psutil.Process, place: Path) -> bool:
    with contextlib.suppress(psutil.Error):
        return bool(process.name() == "postgres" and process.cwd().startswith(str(place.resolve())))
    return False


def shares(before: Spent, after: Spent, seconds: float) -> None:
    """Of one core, by program."""
    for name, (spent, size) in after.items():
        share = (spent - before.get(name, (0.0, 0))[0]) / seconds
        print(f"{name}: {share:.0%} of a core, {size / 2**20:.0f} MiB")
    print(f"load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")


if __name__ == "__main__":
    sys.exit(main())
