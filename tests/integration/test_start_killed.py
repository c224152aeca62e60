"""``manumit start`` killed in and after each of its steps, and what a later run makes of it."""

import datetime as dt
import os
import re
import signal
import ssl
import stat
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from free_port import free_port
from manumit.web.site.embedded import ADMINISTRATOR, APPLICATION, OWNER, embedded_database
from manumit.web.start.answers import read_answers
from manumit.web.start.set_up import DRILL, STEPS
from manumit.web.start.small_office import SmallOffice, take_answers
from manumit.web.start.supervise import BACK_UP, _next_backup, running
from web_database import SOURCES

ANSWERS = """
schema: manumit/start/1
institution: {{name: "Line of an example", country: KE, profile: hotline}}
languages: [en, fr]
contacts: unknown
people: {{first: a.b@example.org, second: c.d@example.org}}
exit_url: https://www.wikipedia.org/
legal_basis: {{counting: unknown, migration_status: unknown}}
duty_to_report: unknown
backups: {{data: backup/data, keys: backup/keys}}
address: {{host: localhost, port: {port}}}
"""
COMMAND = "from manumit.web.start.commands import {0}; {0}()"
KILLED = """
import os, signal, sys
from manumit.web.start import set_up
from manumit.web.start.small_office import SmallOffice
record = SmallOffice.record_step
def killed(self, name):
    if name == sys.argv[2] and sys.argv[3] == "in":
        os.kill(os.getpid(), signal.SIGKILL)
    record(self, name)
    if name == sys.argv[2]:
        os.kill(os.getpid(), signal.SIGKILL)
SmallOffice.record_step = killed
sys.exit(set_up.main())
"""


def python(*arguments: str) -> subprocess.CompletedProcess[str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("MANUMIT_", "DJANGO_"))}
    kept.pop("DATABASE_URL", None)
    return subprocess.run(
        [sys.executable, *arguments], env=kept | {"PYTHONPATH": SOURCES}, capture_output=True,
        text=True, check=False, stdin=subprocess.DEVNULL, timeout=300,
    )  # fmt: skip


def start(folder: Path, *more: str) -> subprocess.CompletedProcess[str]:
    command = ("-c", COMMAND.format("start"), "--folder", str(folder), "--only-set-up")
    return python(*command, *more)


@pytest.fixture(scope="module")
def office(open_folder: Path) -> Iterator[SmallOffice]:
    """A folder that was set up by runs that were killed in, and after, every step but the last."""
    root = open_folder / "small"
    root.mkdir(mode=0o711)
    file = root / "answers.yaml"
    file.write_text(ANSWERS.format(port=free_port()))
    found = SmallOffice(root / "office")
    nobody = start(found.folder)
    assert nobody.returncode == 1
    assert nobody.stderr.startswith("[S503]")
    found.make_folders()
    take_answers(found, read_answers(file))
    for step in STEPS:
        for when in ("in", "after"):
            done = python("-c", KILLED, str(found.folder), step, when)
            assert done.returncode == -signal.SIGKILL, done.stderr
            assert (step in found.done()) == (when == "after")
    finished = start(found.folder, "--answers", str(file))
    assert finished.returncode == 0, finished.stderr
    assert finished.stdout.startswith("FOR EVERYBODY WHO WORKS HERE")
    yield found
    with embedded_database(found.folder):
        pass


def test_nothing_was_made_twice_and_nothing_is_left_over(office: SmallOffice) -> None:
    assert list(office.done()) == list(STEPS)
    answers = office.answers()
    assert len(list(answers.backup_keys.glob("keys-*"))) == 1
    assert not list(answers.backup_data.glob(".unfinished-*"))
    assert not (office.folder / "work" / "drill").exists()
    with embedded_database(office.folder):
        with psycopg.connect(office.address(OWNER)) as owner:

            def number(table: str) -> int:
                row = owner.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608
                assert row is not None
                return int(row[0])

            assert number("institutions_institution") == 1
            assert number("institutions_invitation") == 2
            acts = owner.execute("SELECT DISTINCT act FROM ledger_event").fetchall()
            assert {("back_up",), ("verify_backup",)} <= set(acts)
        with psycopg.connect(office.address(ADMINISTRATOR, "postgres")) as server:
            names = {name for (name,) in server.execute("SELECT datname FROM pg_database")}
            assert DRILL not in names
            owned = server.execute(
                "SELECT count(*) FROM pg_shdepend d JOIN pg_roles r ON r.oid = d.refobjid"
                " WHERE rolname = %s AND deptype = 'o'", [APPLICATION],
            ).fetchone()  # fmt: skip
            assert owned == (0,)


@pytest.mark.proves("insecure-production-refused")
def test_no_secret_is_anywhere_but_in_its_file_and_on_the_page_for_the_safe(
    office: SmallOffice,
) -> None:
    for path in office.folder.rglob("*"):
        if "postgres" not in path.parts:
            others = stat.S_IMODE(path.stat().st_mode) & 0o077
            public = path == office.wall_page or path.suffix == ".pub"
            assert not others or public, path
    secrets = [office.secret.read_text().strip()]
    secrets += re.findall(r'"(?:wrapping|index)": "([^"]+)"', office.ring.read_text())
    secrets += [office.ledger_key.read_text().splitlines()[1]]
    secrets += [office.identity.read_text().splitlines()[1]]
    assert len(secrets) == 5
    links = re.findall(r"https://\S+", office.invitations.read_text())
    assert len(links) == 2
    assert all(f":{office.answers().port}/" in link for link in links)
    assert "admin, a.b@example.org:\nhttps://" in office.invitations.read_text()
    safe = office.safe_page.read_text()
    open_files = (office.settings_file, office.answers_file, office.wall_page,
                  office.folder / "start.json", office.folder / "postgres.log")  # fmt: skip
    text = "".join(one.read_text() for one in open_files)
    assert all(secret in safe and secret not in text for secret in secrets)
    assert not any(link in text + safe for link in links)
    assert "example" not in office.wall_page.read_text()


def test_the_pages_answer_and_the_doctor_says_what_is_open(office: SmallOffice) -> None:
    trusting = ssl.create_default_context(cafile=str(office.certificate))
    address = f"https://localhost:{office.answers().port}"
    with running(office):
        with urllib.request.urlopen(f"{address}/en/", context=trusting, timeout=30) as page:
            assert page.status == 200
            assert page.headers["Strict-Transport-Security"]
        with urllib.request.urlopen(f"{address}/readyz", context=trusting, timeout=30) as page:
            assert page.read() == b"ready\n"
        found = python("-c", COMMAND.format("doctor"), "--folder", str(office.folder))
        foreign = office.answers().backup_keys / "keys-20200101T000000Z"
        foreign.mkdir()  # of another installation: not ours to remove
        daily = subprocess.run(
            [sys.executable, "-c", BACK_UP, str(office.folder)], env=office.environment(owner=True),
            capture_output=True, text=True, check=False,
        )  # fmt: skip
    assert daily.returncode == 0, daily.stderr
    assert daily.stdout.startswith("Both parts are complete, signed and unchanged")
    assert len(list(office.answers().backup_keys.glob("keys-*"))) == 2
    foreign.rmdir()
    assert (office.answers().backup_keys / "heads" / "erased.txt").exists()
    assert _next_backup(office) > dt.datetime.now(dt.UTC)
    codes = re.findall(r"^\[(S\d+)\]", found.stdout, re.MULTILINE)
    root = ["S414"] if os.geteuid() == 0 else []
    # On one disk, with the private key not yet in the safe, and four questions open.
    assert sorted(codes) == sorted([*root, "S416", "S417", "S417", *["S419"] * 4])
    assert found.returncode == 1
