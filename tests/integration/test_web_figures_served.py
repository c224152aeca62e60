"""A visitor's file through the real server: the same totals as the command, and no trace after.

Traces are looked for where the platform writes: every table, every log, what it prints, every file
of its work folder, addresses and cookies. The database's own files are out of scope: they hold what
its tables held, and its write-ahead log for a while what they no longer hold.
"""

import gzip
import http.cookiejar
import os
import re
import secrets
import signal
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from free_port import free_port
from manumit.exchange import shipped_demo
from served import MANUMIT, first_line, serving

pytestmark = pytest.mark.slow

CTDC = Path(__file__).parents[3] / "shared/data/ctdc/ctdc_global_kanon_20171127.csv.gz"
NAMES = ("Zebunisa", "Okonkwo-Baptiste", "Arvenia 77-b")
FINDS_PROCESSES = pytest.mark.skipif(
    not Path("/proc/self/task").exists(), reason="finds processes through /proc"
)
DATA_CELL = re.compile(r'data-cell="([^"]+)"[^>]*>(.*?)</td>', re.DOTALL)


class _Stays(urllib.request.HTTPRedirectHandler):
    """Follows no redirect, so that no site of others is asked."""

    def redirect_request(self, *_args: object) -> None:
        return None


class Browser:
    """What a person does: pages, forms, cookies.

    Attributes:
        history: addresses and cookies, as a device that somebody takes away may hold them.
    """

    def __init__(self, address: str) -> None:
        self.address = address
        self.history: list[str] = []
        self.jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))

    def get(self, path: str) -> tuple[int, str]:
        return self._ask(urllib.request.Request(self.address + path))

    def post(self, path: str, form: dict[str, str | tuple[str, bytes]]) -> tuple[int, str]:
        edge = secrets.token_hex(16)
        body = b""
        for name, value in form.items():
            head = f'--{edge}\r\nContent-Disposition: form-data; name="{name}"'
            if isinstance(value, tuple):
                body += f'{head}; filename="{value[0]}"\r\n\r\n'.encode() + value[1] + b"\r\n"
            else:
                body += f"{head}\r\n\r\n{value}\r\n".encode()
        body += f"--{edge}--\r\n".encode()
        kind = {"Content-Type": f"multipart/form-data; boundary={edge}"}
        return self._ask(urllib.request.Request(self.address + path, body, kind))

    def _ask(self, request: urllib.request.Request) -> tuple[int, str]:
        try:
            answer = self.opener.open(request, timeout=120)
        except urllib.error.HTTPError as error:
            answer = error
        with closing(answer):
            self.history += [request.full_url, answer.geturl(), str(answer.headers)]
            self.history += [f"{one.name}={one.value}" for one in self.jar]
            return answer.status, answer.read().decode()

    def send(self, records: tuple[str, bytes], **fields: str | tuple[str, bytes]) -> str:
        form: dict[str, str | tuple[str, bytes]] = {
            "csrfmiddlewaretoken": self._token("en/figures/file/"),
            "records": records,
            "consent": "yes",
            "language": "en",
        }
        return self.post("en/figures/file/", form | fields)[1]

    def remove(self) -> None:
        token = self._token("en/figures/file/result/")
        assert self.post("en/figures/file/remove/", {"csrfmiddlewaretoken": token})[0] == 200

    def leave(self) -> None:
        """Presses the button that leads away, and does not go where it leads."""
        cookies = urllib.request.HTTPCookieProcessor(self.jar)
        opener = urllib.request.build_opener(cookies, _Stays())
        with pytest.raises(urllib.error.HTTPError) as left:
            opener.open(self.address + "en/leave/", data=b"", timeout=120)
        with closing(left.value) as answer:
            assert answer.status == 303
            assert not answer.headers["Location"].startswith((self.address, "/"))

    def _token(self, path: str) -> str:
        return str(re.findall(r'csrfmiddlewaretoken" value="(\w+)"', self.get(path)[1])[0])

    def wait(self, seconds: float = 240) -> str:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            _, page = self.get("en/figures/file/result/")
            if "<progress" not in page and "Your file is waiting" not in page:
                return page
            time.sleep(0.3)
        raise AssertionError(page)


@contextmanager
def served(folder: Path) -> Iterator[tuple[subprocess.Popen[str], Browser]]:
    port = free_port()
    with serving(folder, port) as server:
        assert "answers at" in first_line(server)
        yield server, Browser(f"http://127.0.0.1:{port}/")


@pytest.fixture
def folder(open_folder: Path) -> Path:
    made = open_folder / secrets.token_hex(4)
    made.mkdir(mode=0o711)
    return made


def work_files(folder: Path) -> list[Path]:
    runs = [folder / "work/figures" / part for part in ("runs", "arriving")]
    return [f for one in runs for f in one.rglob("*") if f.is_file()]


@pytest.mark.skipif(not CTDC.exists(), reason="the CTDC file is not part of the repository")
def test_the_real_file_has_the_same_totals_as_by_the_command(folder: Path, tmp_path: Path) -> None:
    out, report = tmp_path / "findings.csv", tmp_path / "report.html"
    command = [*MANUMIT, "assess", str(CTDC), "--mapping", "ctdc"]
    subprocess.run([*command, "--out", str(out), "--report", str(report)], check=True)
    with served(folder) as (_, browser):
        begun = time.monotonic()
        browser.send((CTDC.name, CTDC.read_bytes()), mapping="ctdc")
        page = browser.wait()
        print(f"from sending to the report: {time.monotonic() - begun:.1f} s")  # noqa: T201
        status, findings = browser.get("en/figures/file/findings.csv")
        assert status == 200
        assert findings == out.read_text("utf-8")
        by_command = DATA_CELL.findall(report.read_text("utf-8"))
        assert len(by_command) > 100
        assert DATA_CELL.findall(page) == by_command


def owner_of(folder: Path) -> str:
    return f"postgresql://manumit_owner@/manumit?host={urllib.parse.quote(str(folder))}/postgres"


def traces(folder: Path, browser: Browser) -> list[str]:
    """Where one of the names stands."""
    texts = {"history": "\n".join(browser.history)}
    with psycopg.connect(owner_of(folder)) as owner:
        tables = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        for (table,) in owner.execute(tables).fetchall():
            rows = owner.execute(sql.SQL("SELECT t::text FROM {} t").format(sql.Identifier(table)))
            texts[f"table {table}"] = "\n".join(row[0] for row in rows)
    for path in (*folder.glob("*.log"), *(folder / "work").rglob("*")):
        with suppress(FileNotFoundError):  # work goes on meanwhile
            text = path.read_bytes().decode(errors="replace") if path.is_file() else ""
            texts[str(path.relative_to(folder))] = text
    return sorted(where for where, text in texts.items() if named(where + text))


def named(text: str) -> bool:
    """Whether one of the names stands in it; PostgreSQL shows bytes as hexadecimal digits."""
    return any(name in text or name.encode().hex() in text for name in NAMES)


def with_names(times: int = 1) -> bytes:
    """The demonstration, some times over, with a column called by one name, of the others."""
    records, _ = shipped_demo()
    head, *rows = gzip.decompress(records.read_bytes()).decode().splitlines()
    lines = [f"{head},{NAMES[0]}", *(f"{row},{NAMES[1]} {NAMES[2]}" for row in rows * times)]
    return "\n".join(lines).encode()


def mapping_with_names() -> tuple[str, bytes]:
    """The demonstration's mapping; it passes over that column."""
    _, mapping = shipped_demo()
    known = "  - columns: [interview]\n"
    text = mapping.read_text("utf-8")
    assert known in text
    own = text.replace(known, f"  - {{columns: [{NAMES[0]}], because: names}}\n{known}")
    return f"{NAMES[0]}.yaml", own.encode()


@pytest.mark.proves("visitor-file")
def test_no_name_of_a_file_is_found_anywhere_after(folder: Path) -> None:
    whole, own = (f"{NAMES[0]}.csv", with_names()), mapping_with_names()
    with served(folder) as (server, browser):
        _plant_and_find(folder, browser)
        browser.send(whole, mapping="own", mapping_file=own)
        page = browser.wait()
        assert 'class="report"' in page
        assert not named(page)
        status, findings = browser.get("en/figures/file/findings.csv")
        assert status == 200
        assert findings.count("\n") > 3_000
        assert not named(findings)
        assert traces(folder, browser) == []
        browser.remove()

        bad = (whole[0], whole[1].replace(b",yes,", f",{NAMES[1]},".encode()))
        browser.send(bad, mapping="own", mapping_file=own)
        page = browser.wait()
        assert "is not in the value map of this column" in page
        assert not named(page)
        assert traces(folder, browser) == []
        browser.remove()

        browser.send(whole, mapping="demo")  # it knows no such column, and says which: to its owner
        page = browser.wait()
        assert "The mapping does not mention this column" in page
        assert NAMES[0] in page
        assert traces(folder, browser) == []
        browser.leave()
        assert browser.get("en/figures/file/result/")[0] == 404
        assert work_files(folder) == []
        assert traces(folder, browser) == []
        server.send_signal(signal.SIGINT)
        assert not named("".join(server.communicate(timeout=60)))
    assert not any(named(path.name) for path in folder.rglob("*"))


@pytest.mark.proves("visitor-file")
@FINDS_PROCESSES
def test_what_is_worked_on_is_found_where_it_is_worked_on_and_goes_with_it(folder: Path) -> None:
    """The search finds a real file while it is there: in its one folder, and nowhere else."""
    with served(folder) as (server, browser):
        with stopped_work(server, folder, browser):
            found = traces(folder, browser)
            assert any(where.endswith("/open/records.csv") for where in found)
            open_part = re.compile(r"work/figures/runs/[0-9a-f-]{36}/open/")
            assert all(open_part.match(where) for where in found)
        browser.remove()
        assert traces(folder, browser) == []
        assert work_files(folder) == []


def _plant_and_find(folder: Path, browser: Browser) -> None:
    row = ("00000000-0000-0000-0000-000000000001", NAMES[0].encode(), NAMES[1])
    planted, log = folder / "work/planted", folder / "pages.log"
    browser.get(f"en/figures/?{NAMES[0]}")
    assert traces(folder, browser) == ["history"]  # no log has an address
    with psycopg.connect(owner_of(folder)) as owner:
        owner.execute(
            "INSERT INTO figures_assessment (id, visit, state, step, share, code)"
            " VALUES (%s, %s, 'failed', %s, 0, '')",
            row,
        )
    planted.write_text(NAMES[2])
    with log.open("ab") as end:
        end.write(NAMES[0].encode())
    places = ["history", "pages.log", "table figures_assessment", "work/planted"]
    assert traces(folder, browser) == places
    planted.unlink()
    log.write_bytes(log.read_bytes().replace(NAMES[0].encode(), b""))
    browser.history.clear()
    with psycopg.connect(owner_of(folder)) as owner:
        owner.execute("DELETE FROM figures_assessment")
    assert traces(folder, browser) == []


def children(pid: int) -> Iterator[tuple[int, str]]:
    """Of all threads of a process; they may come and go meanwhile."""
    for thread in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(FileNotFoundError, ProcessLookupError):
            for child in thread.read_text().split():
                yield int(child), Path(f"/proc/{child}/cmdline").read_text().replace("\0", " ")


def has_ended(pid: int) -> bool:
    """Whether it runs no more, also where nobody has asked yet how it ended."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return True
    return state in "ZX"


def wait_for[T](ask: Callable[[], T | None], seconds: float = 120) -> T:
    """The first answer that is something."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if answer := ask():
            return answer
        time.sleep(0.02)
    raise AssertionError(f"nothing in {seconds} s")


@contextmanager
def stopped_work(
    server: subprocess.Popen[str], folder: Path, browser: Browser
) -> Iterator[tuple[int, int]]:
    """Sends a long file and stops the process that reads it; gives the worker and that one."""
    (worker,) = (pid for pid, line in children(server.pid) if "procrastinate" in line)
    long = (f"{NAMES[0]}.csv", with_names(times=10))
    browser.send(long, mapping="own", mapping_file=mapping_with_names())
    apart = wait_for(
        lambda: next((pid for pid, line in children(worker) if "figures.isolated" in line), None)
    )
    os.kill(apart, signal.SIGSTOP)  # now it does not matter how fast this machine is
    try:
        assert work_files(folder) != []
        yield worker, apart
    finally:
        with suppress(ProcessLookupError):
            os.kill(apart, signal.SIGCONT)


@pytest.mark.proves("visitor-file")
@FINDS_PROCESSES
def test_a_worker_that_is_killed_leaves_no_file_and_no_work_that_never_ends(folder: Path) -> None:
    with served(folder) as (server, browser):
        with stopped_work(server, folder, browser) as (worker, apart):
            assert "We are processing your file" in browser.get("en/figures/file/result/")[1]
            os.kill(worker, signal.SIGKILL)
        wait_for(lambda: has_ended(apart))
        server.wait(60)  # it says that a part has stopped, and stops
    with served(folder) as (_, again):
        again.opener = browser.opener
        page = again.get("en/figures/file/result/")[1]
        assert "<code>U201</code>" in page
        assert "Send the file again" in page
        assert work_files(folder) == []
