"""Loads a very large invented country for the benchmark ``country``, past the services.

    .venv/bin/python benchmarks/run.py country_bulk -- --persons 1000000 --folder F [--processes 2]

Rows, keys, seals and tokens are those of ``load_country``: stories acted by the services, then
copied to invented people, each value sealed under a key of its own person. What differs is how they
come into the tables: several processes copy at once while triggers, keys and indexes of the tables
are away. They are put back at the end, which checks every key; what stood there before has to stand
there again, or nothing is said to be loaded. No service is asked for a copied person, so the time
that this takes says nothing of what the platform takes. Only an empty demonstration is filled.
"""

import argparse
import itertools
import multiprocessing
import os
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from manumit.web.site import launch

if TYPE_CHECKING:
    from manumit.web.country.capture import Table
    from manumit.web.country.copying import Copier, PersonCopy
    from manumit.web.country.loading import LoadOptions

SEED = "meridia"
SHARE = 10**9
"""Numbers that each process may draw of a table; gaps mean nothing."""
_KEYS = """
    SELECT 'ALTER TABLE ' || conrelid::regclass || ' ADD CONSTRAINT ' || quote_ident(conname) || ' '
               || pg_get_constraintdef(oid),
           'ALTER TABLE ' || conrelid::regclass || ' DROP CONSTRAINT ' || quote_ident(conname)
    FROM pg_constraint
    WHERE contype IN ('p', 'u') AND conrelid = ANY(%s::text[]::regclass[])
        OR contype = 'f'
            AND (conrelid = ANY(%s::text[]::regclass[]) OR confrelid = ANY(%s::text[]::regclass[]))
    ORDER BY contype = 'f', contype = 'u', conrelid::regclass::text, conname
"""
_INDEXES = """
    SELECT pg_get_indexdef(indexrelid), 'DROP INDEX ' || indexrelid::regclass
    FROM pg_index
    WHERE indrelid = ANY(%s::text[]::regclass[])
        AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid AND contype <> 'f')
    ORDER BY indexrelid::regclass::text
"""
_QUICK = """
    SELECT set_config('maintenance_work_mem', '1GB', false),
           set_config('synchronous_commit', 'off', false)
"""


@dataclass(frozen=True, slots=True)
class Away:
    """What is taken from the tables meanwhile: how it is put back, in that order."""

    keys: tuple[str, ...]
    indexes: tuple[str, ...]


def main() -> int:
    """Loads, and says how long each part took."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--persons", type=int, default=2_000)
    asked.add_argument("--folder", type=Path, required=True)
    asked.add_argument("--processes", type=int, default=launch.cores())
    options = asked.parse_args()
    wishes = launch.LaunchOptions(folder=options.folder, port=0)
    with launch.prepared_database(wishes) as environment:
        os.environ.update({**environment, "MANUMIT_COUNTRY": "on"})
        import django  # noqa: PLC0415 - the settings are only known now

        django.setup()
        fill(options.persons, options.processes)
    launch.country_stamp(wishes).write_text(f"{options.persons}\n", "utf-8")
    return 0


def fill(persons: int, processes: int) -> None:
    """The whole load, from the empty tables to their statistics."""
    from django.utils import timezone  # noqa: PLC0415 - needs the settings, as all below

    from manumit.web.country import loading  # noqa: PLC0415
    from manumit.web.country.capture import tables  # noqa: PLC0415
    from manumit.web.country.clock import as_owner  # noqa: PLC0415
    from manumit.web.country.people import circles, make_people  # noqa: PLC0415

    loading.must_be_empty()
    make_people()
    wanted = loading.LoadOptions(persons, SEED, timezone.now().date())
    known = tables()
    names = [table.name for table in known]
    with as_owner():
        progress = Progress()
        who = circles(-(-persons // loading.PERSONS_IN_A_CIRCLE))
        progress(f"{len(who)} circles of offices made")
        loading.make_organisations()
        made = loading.patterns(wanted, known, who)
        progress(f"{len(made)} stories acted")
        away = take_away(known, names)
        progress(f"{len(away.keys)} keys and {len(away.indexes)} indexes taken away")
        copy_all(wanted, made, who, known, processes)
        progress(f"{persons} persons copied by {processes} processes")
        for command in (*away.keys, *away.indexes):
            run(command)
        put_back(known, names, away)
        progress("put back, every key checked")
        for table in known:
            run(f'VACUUM (ANALYZE) "{table.name}"')
        progress("statistics taken; loaded")


class Progress:
    """Says what was done, how long it took, and in all."""

    def __init__(self) -> None:
        self._begun = self._last = time.monotonic()

    def __call__(self, what: str) -> None:
        """One line."""
        now = time.monotonic()
        print(f"{now - self._last:8.0f} s  {what} ({now - self._begun:.0f} s in all)", flush=True)
        self._last = now


def run(command: str) -> None:
    """One command, in a transaction of its own."""
    from django.db import connections  # noqa: PLC0415

    with connections["default"].cursor() as cursor:
        cursor.execute(command)


def ask(query: str, names: Sequence[str]) -> list[tuple[Any, ...]]:
    """What a query says of tables."""
    from django.db import connections  # noqa: PLC0415

    with connections["default"].cursor() as cursor:
        cursor.execute(_QUICK)
        cursor.execute(query, [list(names)] * query.count("%s"))
        return list(cursor.fetchall())


def standing(names: Sequence[str]) -> Away:
    """Keys and indexes as they stand now."""
    keys, indexes = ask(_KEYS, names), ask(_INDEXES, names)
    return Away(tuple(row[0] for row in keys), tuple(row[0] for row in indexes))


def take_away(known: Sequence["Table"], names: Sequence[str]) -> Away:
    """Drops keys and indexes, and switches triggers off; says how to put them back."""
    away = standing(names)
    drops = [row[1] for row in reversed(ask(_KEYS, names))]
    drops += [row[1] for row in ask(_INDEXES, names)]
    for table in known:
        run(f'ALTER TABLE "{table.name}" DISABLE TRIGGER USER')
    for command in drops:
        run(command)
    return away


def put_back(known: Sequence["Table"], names: Sequence[str], away: Away) -> None:
    """Triggers on, numbers behind the highest; everything stands as before.

    Raises:
        SystemExit: it does not; the folder is of no use.
    """
    for table in known:
        run(f'ALTER TABLE "{table.name}" ENABLE TRIGGER USER')
        if table.numbered:
            drawn = f"pg_get_serial_sequence('{table.name}', '{table.key}')"
            last = f'SELECT greatest(max({table.key}), 1) FROM "{table.name}"'  # noqa: S608 - ours
            run(f"SELECT setval({drawn}, ({last}))")
    if standing(names) != away:
        raise SystemExit("not everything was put back: remove the folder and begin anew")


def copy_all(
    wanted: "LoadOptions",
    made: Sequence[Any],
    who: Sequence[Any],
    known: Sequence["Table"],
    processes: int,
) -> None:
    """Several processes, each with batches of its own.

    Raises:
        SystemExit: one of them broke.
    """
    from django.db import connections  # noqa: PLC0415

    from manumit.web.country.copying import Copier  # noqa: PLC0415
    from manumit.web.country.data import country  # noqa: PLC0415
    from manumit.web.country.loading import persons  # noqa: PLC0415
    from manumit.web.kernel.vault.ring import key_ring  # noqa: PLC0415

    connections.close_all()  # no two processes speak over one
    # Keys of the ring are inherited: they can't be sent, and have no other way out of a process.
    forked = multiprocessing.get_context("fork")

    def work(own: int) -> None:
        copier = Copier(
            country(), wanted.seed, key_ring(), list(who), wanted.last_day,
            pseudonyms=own * SHARE,
        )  # fmt: skip
        copy_some(batches(persons(wanted, made, len(who)), own, processes), copier, known, own)

    workers = [forked.Process(target=work, args=(own,)) for own in range(processes)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    if any(worker.exitcode for worker in workers):
        raise SystemExit("a process that copied broke: remove the folder and begin anew")


def batches(
    lives: Iterator["PersonCopy"], own: int, processes: int
) -> Iterator[list["PersonCopy"]]:
    """Every nth batch of people."""
    from manumit.web.country.loading import BATCH  # noqa: PLC0415

    for number in itertools.count():
        batch = list(itertools.islice(lives, BATCH))
        if not batch:
            return
        if number % processes == own:
            yield batch


def copy_some(
    mine: Iterator[list["PersonCopy"]], copier: "Copier", known: Sequence["Table"], own: int
) -> None:
    """The batches of one process, each in a transaction."""
    from django.db import transaction  # noqa: PLC0415

    from manumit.web.country.copying import CopyBuffer  # noqa: PLC0415
    from manumit.web.country.loading import write  # noqa: PLC0415

    ask(_KEYS, [])  # settles how this process writes
    numbers = {table.name: own * SHARE + 1_000_000 for table in known if table.numbered}
    done, begun = 0, time.monotonic()
    for batch in mine:
        lines = CopyBuffer(numbers)
        with transaction.atomic():
            write(batch, copier, known, lines)
        done += len(batch)
        if not own and done % 10_000 == 0:
            print(f"{done / (time.monotonic() - begun):10.0f} persons a second", flush=True)


if __name__ == "__main__":
    sys.exit(main())
