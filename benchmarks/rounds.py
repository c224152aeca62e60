"""How long the letters of a round take, and the payrolls that come back.

    .venv/bin/python benchmarks/run.py rounds -- --workplaces 400 --payrolls 20

On the embedded PostgreSQL, with the rows of the tests' world. The goals on two cores: 400 letters
in two languages, each a sealed PDF, in less than 60 s; 500 payrolls of 100 workers in less than
10 minutes. The worker does both in the background, so nobody waits for a page.
"""

import argparse
import tempfile
import time
from pathlib import Path
from typing import Any

from measured_inspectorate import measured_inspectorate

GOAL_SECONDS = 60
GOAL_PAYROLL = 10 * 60 / 500
"""Seconds for each of 500 payrolls."""
WORKERS = 100


def main() -> None:
    """Print how long planning, making and ordering take."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--workplaces", type=int, default=400)
    parser.add_argument("--payrolls", type=int, default=20)
    wishes = parser.parse_args()
    with measured_inspectorate() as who:
        measure(who, wishes.workplaces, wishes.payrolls)


def measure(who: Any, workplaces: int, payrolls: int) -> None:
    """Make a round of so many workplaces and payrolls, and print a line for each part."""
    import cases_world  # noqa: PLC0415 - needs the settings
    import registers_world  # noqa: PLC0415 - as above
    import rounds_world  # noqa: PLC0415 - as above
    from manumit.web.rounds import letters, reading, verbs  # noqa: PLC0415 - as above

    for number in range(workplaces):
        registers_world.place(who, name=f"Firm {number}")
    row = rounds_world.under_way(who)
    start = time.perf_counter()
    number = letters.make_letters(row.pk)
    made = time.perf_counter() - start
    start = time.perf_counter()
    papers = reading.papers(who, row.pk)
    read = time.perf_counter() - start
    done, came_back = work_out(who, row.letters.all()[:payrolls])
    start = time.perf_counter()
    orders = verbs.order_production(who, row.pk, request=cases_world.request())
    ordered = time.perf_counter() - start
    size = sum(map(len, papers)) / max(1, len(papers)) / 1000
    print(f"{number} letters made      {made:7.1f} s   (goal: below {GOAL_SECONDS} s)")
    print(f"{len(papers)} letters opened    {read:7.1f} s   {size:.0f} kB each")
    print(f"{len(orders)} orders in one act {ordered:7.1f} s")
    each = came_back / max(1, done)
    print(f"{done} payrolls worked out {came_back:7.1f} s, {each:.2f} s each "
          f"(goal: below {GOAL_PAYROLL} s with all workers of the machine)")  # fmt: skip


def work_out(who: Any, letters: Any) -> tuple[int, float]:
    """Work out a payroll of 100 workers for each letter; return how many, and the seconds."""
    import payroll_files  # noqa: PLC0415 - as above
    import rounds_world  # noqa: PLC0415 - as above
    from manumit.web.kernel.days import today  # noqa: PLC0415 - as above
    from manumit.web.rounds import payrolls  # noqa: PLC0415 - as above

    month = f"{today():%Y}-01"
    with tempfile.TemporaryDirectory() as name:
        rows = (payroll_files.row(f"W{at}", month, net=f"{900 + at}") for at in range(WORKERS))
        records = payroll_files.write(Path(name) / "firm.csv", rows).read_bytes()
    for letter in letters:
        rounds_world.taken(who, letter, records)
    start = time.perf_counter()
    return payrolls.read_due_payrolls(), time.perf_counter() - start


if __name__ == "__main__":
    main()
