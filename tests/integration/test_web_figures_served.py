"""A visitor's file through the real server: the same totals as the command, and no trace after."""

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
from collections.abc import Iterator
from contextlib import contextmanager, suppress
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
DATA_CELL = re.compile(r'data-cell="([^"]+)"[^>]*>(.*?)</td>', re.DOTALL)


class Browser:
    """What a person does: pages, forms, cookies."""

    def __init__(self, address: str) -> None:
        self.address = address
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(jar)

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
            with self.opener.open(request, timeout=60) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()

    def send(self, records: tuple[str, bytes], **fields: str | tuple[str, bytes]) -> str:
        _, page = self.get("en/figures/file/")
        token = re.findall(r'csrfmiddlewaretoken" value="(\w+)"', page)[0]
        form: dict[str, str | tuple[str, bytes]] = {
            "csrfmiddlewaretoken": token,
            "records": records,
            "consent": "yes",
            "language": "en",
        }
        return self.post("en/figures/file/", form | fields)[1]

    def wait(self, seconds: float = 240) -> str:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            _, page = self.get("en/figures/file/result/")
            if "<progress" not in page and "waits for its turn" not in page:
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


def traces(folder: Path, names: tuple[str, ...]) -> list[str]:
    """Where one of the names stands: in any table, in any log, in any file that is worked on."""
    address = f"postgresql://manumit_owner@/manumit?host={urllib.parse.quote(str(folder))}/postgres"
    texts = {}
    with psycopg.connect(address) as owner:
        tables = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        for (table,) in owner.execute(tables).fetchall():
            rows = owner.execute(sql.SQL("SELECT t::text FROM {} t").format(sql.Identifier(table)))
            texts[f"table {table}"] = "\n".join(row[0] for row in rows)
    paths = [*folder.glob("*.log"), *(f for f in (folder / "work").rglob("*") if f.is_file())]
    texts |= {str(path): path.read_bytes().decode(errors="replace") for path in paths}
    found = []
    for where, text in texts.items():
        # PostgreSQL shows bytes as hexadecimal digits.
        found += [where for n in names if n in text or n.encode().hex() in text]
        found += [where for n in names if n in where]
    return sorted(set(found))


def test_no_name_of_a_file_is_found_anywhere_after(folder: Path) -> None:
    records, mapping = shipped_demo()
    import gzip  # noqa: PLC0415 - only to plant names

    lines = gzip.decompress(records.read_bytes()).decode().splitlines()
    lines[0] += f",{NAMES[0]}"
    lines[1:] = [f"{line},{NAMES[1]} {NAMES[2]}" for line in lines[1:]]
    named = "\n".join(lines).encode()
    with served(folder) as (_, browser):
        _plant_and_find(folder)
        browser.send((f"{NAMES[0]}.csv", named), mapping="demo", leave_out="yes")
        page = browser.wait()
        assert 'class="report"' in page
        assert traces(folder, NAMES) == []
        bad = named.replace(b"yes", NAMES[1].encode()).replace(b"no", NAMES[1].encode())
        _, form = browser.get("en/figures/file/result/")
        token = re.findall(r'csrfmiddlewaretoken" value="(\w+)"', form)[0]
        browser.post("en/figures/file/remove/", {"csrfmiddlewaretoken": token})
        own = mapping.read_bytes() + f"# {NAMES[0]}\n".encode()
        fields = {"mapping": "own", "mapping_file": (f"{NAMES[0]}.yaml", own)}
        browser.send((f"{NAMES[0]}.csv", bad), **fields)  # type: ignore[arg-type]
        refused = browser.wait()
        assert "<code>X301</code>" in refused
        assert not any(name in refused for name in NAMES)
        assert traces(folder, NAMES) == []
        with suppress(urllib.error.URLError):  # it leads away, to a site of others
            browser.opener.open(browser.address + "en/leave/", data=b"", timeout=5)
        assert browser.get("en/figures/file/result/")[0] == 404
        assert work_files(folder) == []
    assert not any(name in path.name for name in NAMES for path in folder.rglob("*"))


def _plant_and_find(folder: Path) -> None:
    address = f"postgresql://manumit_owner@/manumit?host={urllib.parse.quote(str(folder))}/postgres"
    row = ("00000000-0000-0000-0000-000000000001", NAMES[0].encode(), "Okonkwo-Baptiste"[:20])
    planted = folder / "work/planted"
    log = folder / "pages.log"
    before = log.read_bytes()
    with psycopg.connect(address) as owner:
        owner.execute(
            "INSERT INTO figures_assessment (id, visit, state, step, share, code)"
            " VALUES (%s, %s, 'failed', %s, 0, '')",
            row,
        )
    planted.write_text(NAMES[2])
    log.write_bytes(before + NAMES[0].encode())
    assert traces(folder, NAMES) == sorted([str(planted), str(log), "table figures_assessment"])
    planted.unlink()
    log.write_bytes(before)
    with psycopg.connect(address) as owner:
        owner.execute("DELETE FROM figures_assessment")


def children(pid: int) -> Iterator[tuple[int, str]]:
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        yield int(child), Path(f"/proc/{child}/cmdline").read_text().replace("\0", " ")


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="finds processes through /proc")
def test_a_worker_that_is_killed_leaves_no_file_and_no_work_that_never_ends(folder: Path) -> None:
    records, _ = shipped_demo()
    with served(folder) as (server, browser):
        browser.send((records.name, records.read_bytes()), mapping="demo")
        until = time.monotonic() + 60
        while "<progress" not in browser.get("en/figures/file/result/")[1]:
            assert time.monotonic() < until
        (worker,) = (pid for pid, line in children(server.pid) if "procrastinate" in line)
        (apart,) = (pid for pid, line in children(worker) if "figures.apart" in line)
        assert work_files(folder) != []
        os.kill(worker, signal.SIGKILL)
        while Path(f"/proc/{apart}").exists():
            assert time.monotonic() < until
            time.sleep(0.1)
        server.wait(60)  # it says that a part has stopped, and stops
    with served(folder) as (_, again):
        again.opener = browser.opener
        page = again.get("en/figures/file/result/")[1]
        assert "<code>U201</code>" in page
        assert "Send the file again" in page
        assert work_files(folder) == []
