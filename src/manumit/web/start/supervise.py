"""Runs a small office: database, pages, background work, and a backup each night."""

import contextlib
import datetime as dt
import io
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from manumit.web.site.embedded import embedded_database
from manumit.web.site.launch import (
    THREADS,
    folder_lock,
    program,
    require_free_port,
    wait_for_answer,
)
from manumit.web.start.small_office import SmallOffice

ANYWHERE, HERE = "0.0.0.0", "127.0.0.1"  # noqa: S104 - colleagues have machines of their own
BETWEEN_BACKUPS = dt.timedelta(hours=24)
TRY_AGAIN = dt.timedelta(hours=1)
BACK_UP = "from manumit.web.start.supervise import back_up_now; back_up_now()"
PROCESSES = 1
"""Of the pages: enough for a few people, and each more needs 90 MiB (benchmarks/start.py)."""


@contextlib.contextmanager
def running(office: SmallOffice) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Database, pages and worker, started and answering; stopped at the end.

    Raises:
        InputError: S301, S302, S304 to S308, S506.
    """
    settings = office.settings()
    port = int(settings["MANUMIT_PORT"])
    host = settings["MANUMIT_HOSTS"].split(",")[0]
    bind = HERE if host == "localhost" else ANYWHERE
    address = f"https://localhost:{port}/healthz"
    with contextlib.ExitStack() as stack:
        stack.enter_context(folder_lock(office.folder))
        require_free_port(bind, port, address)
        stack.enter_context(embedded_database(office.folder))
        log_file = office.folder / "pages.log"
        log_file.touch(0o600)
        log = stack.enter_context(log_file.open("ab"))
        before = log.tell()
        environment = office.environment()
        programs = [
            stack.enter_context(program(command, environment, log))
            for command in (_pages(office, f"{bind}:{port}"), _worker())
        ]
        wait_for_answer(address, programs[0], log_file, length_before=before)
        yield programs


def _pages(office: SmallOffice, bind: str) -> list[str]:
    return [
        sys.executable,
        "-m",
        "gunicorn",
        "manumit.web.site.wsgi",
        "--bind",
        bind,
        "--worker-class",
        "gthread",
        "--workers",
        str(PROCESSES),
        "--threads",
        str(THREADS),
        "--preload",
        "--log-level",
        "warning",
        "--certfile",
        str(office.certificate),
        "--keyfile",
        str(office.certificate_key),
        "--worker-tmp-dir",
        str(office.folder / "work"),
        "--no-control-socket",
    ]


def _worker() -> list[str]:
    return [sys.executable, "-m", "django", "procrastinate", "worker"]


def watch(
    office: SmallOffice, programs: list[subprocess.Popen[bytes]], tell: Callable[[str], None]
) -> None:
    """Wait until a program ends by itself, and make a backup each day."""
    due = _next_backup(office)
    while all(one.poll() is None for one in programs):
        if dt.datetime.now(dt.UTC) >= due:
            command = [sys.executable, "-c", BACK_UP, str(office.folder)]
            done = subprocess.run(  # noqa: S603 - our own command
                command, env=office.environment(owner=True), check=False
            )
            if done.returncode:
                tell("The backup failed: see above, and 'manumit doctor'.")
            due = dt.datetime.now(dt.UTC) + (TRY_AGAIN if done.returncode else BETWEEN_BACKUPS)
        time.sleep(0.3)


def _next_backup(office: SmallOffice) -> dt.datetime:
    """A day after the newest part of the data was made; at once where there is none."""
    parts = list(office.answers().backup_data.glob("data-*"))
    newest = max((part.stat().st_mtime for part in parts), default=0.0)
    return dt.datetime.fromtimestamp(newest, dt.UTC) + BETWEEN_BACKUPS


def back_up_now() -> None:
    """End what has reached its time, then make a backup and compare it where it lies.

    The folder is the program's only argument. Older parts of the keys end only then.

    Raises:
        InputError: what :func:`manumit.web.start.set_up.backup` and ``verify_backup`` raise.
    """
    import django  # noqa: PLC0415 - an extra

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415 - needs settings

    from manumit.web.start.set_up import backup, end_older_keys  # noqa: PLC0415 - as above

    # First what has reached its end: no backup keeps it then.
    call_command("retention", stdout=io.StringIO())
    data, keys = backup(SmallOffice(Path(sys.argv[1])))
    call_command("verify_backup", "--from", str(data), "--keys", str(keys), verbosity=0)
    end_older_keys(keys)
