"""What the ledger costs: acts a second and the time of one act, without it, with it, and sealed.

    .venv/bin/python benchmarks/run.py ledger -- --seconds 5 --threads 4

On the embedded PostgreSQL, waiting for the disk as in use. An act is a transaction on one of 10,000
files: *reads* select it, *changes* select and update it. Rounds alternate, so that a machine that
gets slower does so for all; the best round of each counts, ratios are of those.
"""

import argparse
import os
import random
import secrets
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from manumit.web.kernel.ledger.keys import new_key
from manumit.web.site.embedded import Addresses, embedded_database

FILES = 10_000
ROUNDS = 2


@dataclass(frozen=True)
class Measured:
    """One round: acts a second, and milliseconds of an act."""

    rate: float
    median: float
    p95: float


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--threads", type=int, default=4)
    wishes = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="mb-"))
    folder.chmod(0o711)
    try:
        with embedded_database(folder / "db") as addresses:
            prepare(folder, addresses)
            measure(wishes.seconds, wishes.threads)
    finally:
        shutil.rmtree(folder)


def prepare(folder: Path, addresses: Addresses) -> None:
    """Tables, rights, a key, and files to act on."""
    import psycopg  # noqa: PLC0415 - comes with the pages

    (folder / "heads").mkdir()
    new_key(folder / "key.pem")
    os.environ |= {
        "MANUMIT_MODE": "demo",
        "MANUMIT_SECRET_KEY": secrets.token_urlsafe(64),
        "MANUMIT_LEDGER_KEY": str(folder / "key.pem"),
        "MANUMIT_LEDGER_HEADS": str(folder / "heads"),
        "DATABASE_URL": addresses.application,
        "DJANGO_SETTINGS_MODULE": "manumit.web.site.settings",
    }
    owner = os.environ | {"MANUMIT_OWNER_URL": addresses.owner}
    subprocess.run([sys.executable, "-m", "django", "prepare_database"], check=True, env=owner)
    with psycopg.connect(addresses.owner) as made:
        made.execute("CREATE TABLE files (id uuid PRIMARY KEY, state int NOT NULL)")
        made.execute(
            "INSERT INTO files SELECT gen_random_uuid(), 0 FROM generate_series(1, %s)", [FILES]
        )
        made.execute("GRANT SELECT, UPDATE ON files TO manumit_app")
    import django  # noqa: PLC0415 - needs the settings

    django.setup()


def measure(seconds: float, threads: int) -> None:
    """Prints a line for each kind of act and way."""
    from django.db import connection  # noqa: PLC0415 - needs the settings

    from manumit.web.kernel.ledger.acts import Column, declare  # noqa: PLC0415

    declare(Column.ROLE, "inspector")
    declare(Column.KIND, "file")
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM files")
        files = [row[0] for row in cursor.fetchall()]
    ways = {
        "without the ledger": (False, False),
        "with it, sealing": (True, True),
        "with it": (True, False),  # last: what it leaves is sealed and verified at the end
    }
    print(f"{threads} threads, {seconds:.0f} s a round, {ROUNDS} rounds, {FILES:,} files")
    print(f"{'':9}{'':20}{'acts/s':>9}{'p50 ms':>9}{'p95 ms':>9}{'ratio':>8}")
    for kind, changes in (("reads", False), ("changes", True)):
        rounds: dict[str, list[Measured]] = {way: [] for way in ways}
        for _ in range(ROUNDS):
            for way, (recorded, sealing) in ways.items():
                act = acting(files, changes=changes, recorded=recorded)
                with sealer(on=sealing):
                    rounds[way].append(one_round(act, seconds, threads))
        best = {way: max(found, key=lambda one: one.rate) for way, found in rounds.items()}
        for way, one in best.items():
            ratio = one.rate / best["without the ledger"].rate
            print(
                f"{kind:9}{way:20}{one.rate:9,.0f}{one.median:9.2f}{one.p95:9.2f}{ratio:8.2f}",
                flush=True,
            )
    finish()


def acting(files: list[uuid.UUID], *, changes: bool, recorded: bool) -> Callable[[], None]:
    """One act."""
    from django.db import connection, transaction  # noqa: PLC0415 - needs the settings

    from manumit.web.kernel.ledger.services import Act, record  # noqa: PLC0415

    institution, actor = uuid.uuid4(), uuid.uuid4()
    code = "change" if changes else "read_file"

    def act() -> None:
        file = random.choice(files)
        with transaction.atomic(), connection.cursor() as cursor:
            if recorded:
                record(
                    Act(
                        act=code,
                        institution=institution,
                        actor=actor,
                        role="inspector",
                        kind="file",
                        resource=file,
                    )
                )
            cursor.execute("SELECT state FROM files WHERE id = %s", [file])
            cursor.fetchone()
            if changes:
                cursor.execute("UPDATE files SET state = state + 1 WHERE id = %s", [file])

    return act


@contextmanager
def sealer(*, on: bool) -> Iterator[None]:
    """Seals without a pause while the block runs: far more often than in use."""
    stop = threading.Event()
    thread = threading.Thread(target=seal_until, args=(stop,))
    if on:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        if on:
            thread.join()


def seal_until(stop: threading.Event) -> None:
    from django.db import connections  # noqa: PLC0415 - needs the settings

    from manumit.web.kernel.ledger.sealer import seal_now  # noqa: PLC0415

    while not stop.wait(0.2):
        seal_now()
    connections.close_all()


def one_round(act: Callable[[], None], seconds: float, threads: int) -> Measured:
    """Acts as fast as they go, in several threads."""
    took: list[list[float]] = [[] for _ in range(threads)]
    until = time.perf_counter() + seconds
    workers = [threading.Thread(target=act_until, args=(act, until, mine)) for mine in took]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    every = [one * 1000 for mine in took for one in mine]
    cuts = statistics.quantiles(every, n=20)
    return Measured(len(every) / seconds, statistics.median(every), cuts[18])


def act_until(act: Callable[[], None], until: float, took: list[float]) -> None:
    from django.db import connections  # noqa: PLC0415 - needs the settings

    while (began := time.perf_counter()) < until:
        act()
        took.append(time.perf_counter() - began)
    connections.close_all()


def finish() -> None:
    """Seals what is left, then verifies: speed of both."""
    from manumit.web.kernel.ledger.heads import heads_folder  # noqa: PLC0415 - needs the settings
    from manumit.web.kernel.ledger.keys import signing_key  # noqa: PLC0415
    from manumit.web.kernel.ledger.sealer import seal_now  # noqa: PLC0415
    from manumit.web.kernel.ledger.verify import verify  # noqa: PLC0415

    heads = [heads_folder()]
    waiting = verify(heads, [signing_key().public_key()]).unsealed
    began = time.perf_counter()
    seal_now()
    sealing = time.perf_counter() - began
    began = time.perf_counter()
    found = verify(heads, [signing_key().public_key()])
    verifying = time.perf_counter() - began
    print(f"sealing   {waiting:,} rows: {waiting / sealing:,.0f} rows/s")
    print(
        f"verifying {found.sealed:,} rows under {found.seals} seals: "
        f"{found.sealed / verifying:,.0f} rows/s; problems: {len(found.problems)}"
    )


if __name__ == "__main__":
    main()
