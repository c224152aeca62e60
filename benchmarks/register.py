"""How long an authority's register takes to import, and what near matches cost as it grows.

    .venv/bin/python benchmarks/run.py register -- --workplaces 100000 --file 10000

On the embedded PostgreSQL, with the rows of the tests' world. First a register of many workplaces
is recorded, then a file is checked and imported against it. The worker does both in the
background; the pages beside are measured with the full register.
"""

import argparse
import random
import time
import uuid
from collections.abc import Callable, Iterator
from typing import Any

from measured_inspectorate import measured_inspectorate

AT_ONCE = 5_000
SYLLABLES = ("ka", "mo", "ti", "ru", "sen", "bal", "dor", "nim", "pa", "lu", "ghe", "wa", "zi")
KINDS = ("Garments", "Farm", "Construction", "Hotel", "Fishing", "Cleaning", "Transport", "Mill")


def main() -> None:
    """Print how long recording, checking, importing and listing take."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--workplaces", type=int, default=100_000)
    parser.add_argument("--file", type=int, default=10_000)
    wishes = parser.parse_args()
    with measured_inspectorate() as who:
        record(who, wishes.workplaces)
        bring(who, wishes.file)
        look(who)


def names(seed: int) -> Iterator[tuple[str, str]]:
    """Yield invented names with the number of a row."""
    chance = random.Random(seed)
    at = 0
    while True:
        at += 1
        word = "".join(chance.choices(SYLLABLES, k=3)).capitalize()
        other = "".join(chance.choices(SYLLABLES, k=2)).capitalize()
        yield f"{word} {other} {chance.choice(KINDS)}", f"R-{seed}-{at}"


def record(who: Any, workplaces: int) -> None:
    """Record so many workplaces, without looking for near matches."""
    from django.db import transaction  # noqa: PLC0415 - as above

    from manumit.web.kernel.access.recording import record_act  # noqa: PLC0415 - as above
    from manumit.web.registers.contents import WorkplaceDetails  # noqa: PLC0415 - as above
    from manumit.web.registers.services import WorkplaceInput  # noqa: PLC0415 - as above
    from manumit.web.registers.services.entries import ClearDetails  # noqa: PLC0415 - as above
    from manumit.web.workplaces.many import record_many_workplaces  # noqa: PLC0415 - as above

    about, source = ClearDetails(source="public_register", sector="C"), names(1)

    def some(number: int) -> None:
        entered = [
            WorkplaceInput(
                place="premises",
                located=WorkplaceDetails(name=name, number=reference, area=f"Ward {at % 300}"),
                about=about,
            )
            for at, (name, reference) in zip(range(number), source, strict=False)
        ]
        with transaction.atomic():
            record_act(who, "create", "workplace", None, purpose="record")
            record_many_workplaces(who, entered, request=uuid.uuid4())

    begun = time.perf_counter()
    for start in range(0, workplaces, AT_ONCE):
        some(min(AT_ONCE, workplaces - start))
    spent = time.perf_counter() - begun
    print(f"recorded {workplaces:,} workplaces: {spent:.1f} s, {workplaces / spent:,.0f} a second")


def bring(who: Any, rows: int) -> None:
    """Import a file of so many rows: every tenth is in the register already."""
    from manumit.web.workplaces import imports  # noqa: PLC0415 - as above
    from manumit.web.workplaces.imports import RegisterFile  # noqa: PLC0415 - as above

    known, fresh = names(1), names(2)
    lines = ["Name,Number,Area,Workers"]
    for at in range(rows):
        name, number = next(known if at % 10 == 0 else fresh)
        lines.append(f"{name},{number},Ward {at % 300},{at % 90}")
    file = RegisterFile("register.csv", "\n".join(lines).encode())
    row = timed("looked at the columns", lambda: imports.upload_register(
        who, file, request=uuid.uuid4()))  # fmt: skip
    columns = {"name": "Name", "number": "Number", "area": "Area", "workers": "Workers"}
    imports.choose_columns(who, row.pk, columns, "premises")
    timed(f"checked {rows:,} rows", imports.work_on_waiting_imports)
    imports.start_import(who, row.pk)
    timed(f"imported {rows:,} rows with near matches", imports.work_on_waiting_imports)
    row.refresh_from_db()
    print(f"  {row.stage}: {row.created:,} workplaces, {row.near:,} near matches")


def look(who: Any) -> None:
    """Open the pages that read the whole register."""
    from manumit.web.registers import selectors  # noqa: PLC0415 - as above
    from manumit.web.registers.contents import WorkplaceDetails  # noqa: PLC0415 - as above
    from manumit.web.workplaces import match_reading  # noqa: PLC0415 - as above

    timed("first page of near matches", lambda: match_reading.near_matches(who, None))
    match = match_reading.near_matches(who, None).object_list[0]
    timed("one near match", lambda: match_reading.near_match(who, match.id))
    timed("search for a name", lambda: selectors.similar_entries(
        who, WorkplaceDetails(name="Kamoti Senbal Garments")))  # fmt: skip


def timed[Found](what: str, act: Callable[[], Found]) -> Found:
    """Print how long something takes, and return what it returns."""
    begun = time.perf_counter()
    found = act()
    print(f"{what}: {time.perf_counter() - begun:.2f} s")
    return found


if __name__ == "__main__":
    main()
